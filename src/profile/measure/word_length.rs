//! Word length: the characters of a word, on average over a document.

use super::of_text_statistics::of_text_statistics;
use super::{DocumentMeasure, LexicalMeasure, LexicalNeeds};
use crate::error::Result;
use crate::registry::{Arguments, Cutoff, Entry};
use crate::text::TextStatistics;

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "word_length",
    summary: "mean characters in a word (UAX #29, whatever the analyzer) of a whole document",
    reference: "Unicode Standard Annex #29, Unicode Text Segmentation, §4",
    parameters: &[],
    cutoff: Cutoff::Never,
    build,
};

fn build(_: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    Ok(Box::new(WordLength))
}

/// Characters in words ÷ words, with the words that the segmenter `unicode` cuts from the raw text (a segment
/// of UAX #29 with a letter, a number or a pictograph; a run of Thai and the like is one), whatever the analyser; at
/// least 1. `None` for a text without words, and for a text that is cut.
#[derive(Debug)]
pub struct WordLength;

impl LexicalMeasure for WordLength {
    fn needs(&self) -> LexicalNeeds {
        LexicalNeeds::text_statistics().any_length()
    }

    fn of_documents(&self) -> Option<DocumentMeasure<'_>> {
        Some(of_text_statistics(value))
    }
}

fn value(statistics: &TextStatistics) -> Option<f64> {
    super::of_text_statistics::ratio(statistics.word_characters, statistics.words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_words_by_hand() {
        assert_eq!(value(&TextStatistics::of("To see, naïvely!")), Some(12.0 / 3.0));
        assert_eq!((value(&TextStatistics::of("")), value(&TextStatistics::of("…"))), (None, None));
    }
}
