//! Characters: the length of a document as it was written.

use super::of_text_statistics::of_text_statistics;
use super::{DocumentMeasure, LexicalMeasure, LexicalNeeds};
use crate::error::Result;
use crate::registry::{Arguments, Cutoff, Entry};
use crate::text::TextStatistics;

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
    fn needs(&self) -> LexicalNeeds {
        LexicalNeeds::text_statistics()
    }

    fn of_documents(&self) -> Option<DocumentMeasure<'_>> {
        Some(of_text_statistics(value))
    }
}

fn value(statistics: &TextStatistics) -> Option<f64> {
    Some(statistics.characters as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_characters_by_hand() {
        assert_eq!(value(&TextStatistics::of("naïve, 山")), Some(8.0));
        assert_eq!(value(&TextStatistics::of("")), Some(0.0));
    }
}
