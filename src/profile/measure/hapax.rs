//! Hapax legomena: the share of types that occur once.

use super::{COUNTED, Component, DocumentMeasure, LexicalMeasure};
use crate::error::Result;
use crate::profile::RankedFrequencies;
use crate::registry::{Arguments, Cutoff, Entry};

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "hapax",
    summary: "hapax legomena: share of types that occur once",
    reference: "Baayen (2001), Word Frequency Distributions",
    parameters: &[],
    cutoff: Cutoff::Never,
    build,
};

fn build(_: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    Ok(Box::new(HapaxLegomena))
}

/// V(1) ÷ V, with V(1) the types that occur once and V all types; in 0..1. `None` for a text without types. It depends
/// on length: compare texts of equal length. Other tools divide by tokens, or give the bare number V(1).
#[derive(Debug)]
pub struct HapaxLegomena;

impl LexicalMeasure for HapaxLegomena {
    fn of_documents(&self) -> Option<DocumentMeasure<'_>> {
        Some(DocumentMeasure::of_text(|text| share(text.frequencies, 1)))
    }

    fn components(&self) -> &'static [Component] {
        COUNTED
    }

    fn of_source(&self, frequencies: &RankedFrequencies) -> Vec<Option<f64>> {
        vec![share(frequencies.frequencies(), 1)]
    }
}

/// The share of the types that occur so many times.
pub(super) fn share(frequencies: &[u32], times: u32) -> Option<f64> {
    let types = frequencies.iter().filter(|frequency| **frequency == times).count();
    (!frequencies.is_empty()).then(|| types as f64 / frequencies.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(frequencies: &[u32]) -> Option<f64> {
        share(frequencies, 1)
    }

    #[test]
    fn four_types_by_hand() {
        assert_eq!(value(&[3, 1, 1, 2]), Some(0.5));
        assert_eq!((value(&[1, 1]), value(&[7])), (Some(1.0), Some(0.0)));
        assert_eq!(value(&[]), None);
    }
}
