//! Sentence length: the words of a sentence, on average over a document.

use super::of_text_statistics::of_text_statistics;
use super::{DocumentMeasure, LexicalMeasure, LexicalNeeds};
use crate::error::Result;
use crate::registry::{Arguments, Cutoff, Entry};
use crate::text::TextStatistics;

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "sentence_length",
    summary: "mean words (UAX #29) in a sentence (UAX #29) of a whole document",
    reference: "Unicode Standard Annex #29, Unicode Text Segmentation, §5",
    parameters: &[],
    cutoff: Cutoff::Never,
    build,
};

fn build(_: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    Ok(Box::new(SentenceLength))
}

/// Words ÷ sentences of the raw text: words as in `word_length`, sentences those of UAX #29 that have a letter or a
/// number. It ends a sentence at every line break, and after an abbreviation where an upper-case letter follows. `None`
/// for a text without sentences, and for a text that is cut.
#[derive(Debug)]
pub struct SentenceLength;

impl LexicalMeasure for SentenceLength {
    fn needs(&self) -> LexicalNeeds {
        LexicalNeeds::text_statistics().any_length()
    }

    fn of_documents(&self) -> Option<DocumentMeasure<'_>> {
        Some(of_text_statistics(value))
    }
}

fn value(statistics: &TextStatistics) -> Option<f64> {
    super::of_text_statistics::ratio(statistics.words, statistics.sentences)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_sentences_by_hand() {
        assert_eq!(value(&TextStatistics::of("One two three. Is 3.5 four?")), Some(3.0));
        assert_eq!((value(&TextStatistics::of("")), value(&TextStatistics::of("?!"))), (None, None));
    }
}
