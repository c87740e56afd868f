//! Dis legomena: the share of types that occur twice.

use super::hapax::share;
use super::{COUNTED, Component, DocumentMeasure, LexicalMeasure};
use crate::error::Result;
use crate::profile::RankedFrequencies;
use crate::registry::{Arguments, Cutoff, Entry};

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "dis_legomena",
    summary: "dis legomena: share of types that occur twice",
    reference: "Sichel (1986), Word frequency distributions and type-token characteristics (S)",
    parameters: &[],
    cutoff: Cutoff::Never,
    build,
};

fn build(_: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    Ok(Box::new(DisLegomena))
}

/// V(2) ÷ V, with V(2) the types that occur twice and V all types; in 0..1. `None` for a text without types. It depends
/// on length: compare texts of equal length. Other tools divide by tokens, or give the bare number V(2).
#[derive(Debug)]
pub struct DisLegomena;

impl LexicalMeasure for DisLegomena {
    fn of_documents(&self) -> Option<DocumentMeasure<'_>> {
        Some(DocumentMeasure::of_text(|text| share(text.frequencies, 2)))
    }

    fn components(&self) -> &'static [Component] {
        COUNTED
    }

    fn of_source(&self, frequencies: &RankedFrequencies) -> Vec<Option<f64>> {
        vec![share(frequencies.frequencies(), 2)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(frequencies: &[u32]) -> Option<f64> {
        share(frequencies, 2)
    }

    #[test]
    fn four_types_by_hand() {
        assert_eq!(value(&[3, 1, 1, 2]), Some(0.25));
        assert_eq!((value(&[2, 2]), value(&[7])), (Some(1.0), Some(0.0)));
        assert_eq!(value(&[]), None);
    }
}
