//! Word length: the characters of a word, on average over a document.

use super::of_shape::of_shape;
use super::{DocumentValue, LexicalMeasure};
use crate::error::Result;
use crate::registry::{Arguments, Cutoff, Entry};
use crate::text::{AnalyzedCorpus, Shape};

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
    fn needs_shape(&self) -> bool {
        true
    }

    fn of_documents<'a>(&'a self, corpus: &'a AnalyzedCorpus) -> Option<DocumentValue<'a>> {
        of_shape(corpus, value)
    }
}

fn value(shape: &Shape) -> Option<f64> {
    super::of_shape::ratio(shape.word_characters, shape.words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_words_by_hand() {
        assert_eq!(value(&Shape::of("To see, naïvely!")), Some(12.0 / 3.0));
        assert_eq!((value(&Shape::of("")), value(&Shape::of("…"))), (None, None));
    }
}
