//! Stop words: the share of function words among the words of a document.

use super::of_text_statistics::of_text_statistics;
use super::{DocumentMeasure, LexicalMeasure, LexicalNeeds};
use crate::error::Result;
use crate::registry::{Arguments, Cutoff, Entry};
use crate::text::TextStatistics;

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "stop_words",
    summary: "share of words (UAX #29) among Lucene's 33 English stop words, of a whole document, whatever the analyzer",
    reference: "Lucene, EnglishAnalyzer.ENGLISH_STOP_WORDS_SET",
    parameters: &[],
    cutoff: Cutoff::Never,
    build,
};

fn build(_: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    Ok(Box::new(StopWords))
}

/// Words on Lucene's list of 33 English stop words, upper case taken as lower case ÷ words of the raw text, in 0..1;
/// words as in `word_length`. `None` for a text without words, and for a text that is cut. It says nothing of other
/// languages.
#[derive(Debug)]
pub struct StopWords;

impl LexicalMeasure for StopWords {
    fn needs(&self) -> LexicalNeeds {
        LexicalNeeds::text_statistics().any_length()
    }

    fn of_documents(&self) -> Option<DocumentMeasure<'_>> {
        Some(of_text_statistics(value))
    }
}

fn value(statistics: &TextStatistics) -> Option<f64> {
    super::of_text_statistics::ratio(statistics.stop_words, statistics.words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_words_by_hand() {
        assert_eq!(value(&TextStatistics::of("The cat IS there")), Some(0.75));
        assert_eq!((value(&TextStatistics::of("cats")), value(&TextStatistics::of("-"))), (Some(0.0), None));
    }
}
