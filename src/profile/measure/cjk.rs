//! CJK: the share of Han, kana and Hangul among the letters of a document.

use super::of_shape::of_shape;
use super::{DocumentValue, LexicalMeasure};
use crate::error::Result;
use crate::registry::{Arguments, Cutoff, Entry};
use crate::text::{AnalyzedCorpus, Shape};

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "cjk",
    summary: "share of Han, kana and Hangul among the letters of a whole document",
    reference: "Unicode Standard Annex #24, Unicode Script Property",
    parameters: &[],
    cutoff: Cutoff::Never,
    build,
};

fn build(_: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    Ok(Box::new(Cjk))
}

/// Han, Hiragana, Katakana and Hangul letters ÷ letters (Alphabetic) of the raw text, in 0..1. `None` for a text
/// without letters, and for a text that is cut.
#[derive(Debug)]
pub struct Cjk;

impl LexicalMeasure for Cjk {
    fn needs_shape(&self) -> bool {
        true
    }

    fn of_documents<'a>(&'a self, corpus: &'a AnalyzedCorpus) -> Option<DocumentValue<'a>> {
        of_shape(corpus, value)
    }
}

fn value(shape: &Shape) -> Option<f64> {
    super::of_shape::ratio(shape.cjk_letters, shape.letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_letters_by_hand() {
        assert_eq!(value(&Shape::of("東京 to 7!")), Some(0.5));
        assert_eq!(
            (value(&Shape::of("한글かな")), value(&Shape::of("x")), value(&Shape::of("42"))),
            (Some(1.0), Some(0.0), None)
        );
    }
}
