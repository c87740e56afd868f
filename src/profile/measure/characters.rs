//! Characters: the length of a document as it was written.

use super::of_shape::of_shape;
use super::{DocumentValue, LexicalMeasure};
use crate::error::Result;
use crate::registry::{Arguments, Cutoff, Entry};
use crate::text::{AnalyzedCorpus, Shape};

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "characters",
    summary: "number of characters (code points) of a whole document",
    reference: "none",
    parameters: &[],
    cutoff: Cutoff::Never,
    build,
};

fn build(_: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    Ok(Box::new(Characters))
}

/// Number of characters (code points) of the raw text, spaces and punctuation included; 0 for an empty text. `None` for
/// a text that is cut.
#[derive(Debug)]
pub struct Characters;

impl LexicalMeasure for Characters {
    fn needs_shape(&self) -> bool {
        true
    }

    fn of_documents<'a>(&'a self, corpus: &'a AnalyzedCorpus) -> Option<DocumentValue<'a>> {
        of_shape(corpus, value)
    }
}

fn value(shape: &Shape) -> Option<f64> {
    Some(shape.characters as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_characters_by_hand() {
        assert_eq!(value(&Shape::of("naïve, 山")), Some(8.0));
        assert_eq!(value(&Shape::of("")), Some(0.0));
    }
}
