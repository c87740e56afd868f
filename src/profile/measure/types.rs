//! Types: how many distinct terms a text has.

use super::{COUNTED, Component, DocumentMeasure, LexicalMeasure};
use crate::error::Result;
use crate::profile::RankedFrequencies;
use crate::registry::{Arguments, Cutoff, Entry};

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "types",
    summary: "number of types (distinct terms)",
    reference: "none",
    parameters: &[],
    cutoff: Cutoff::Never,
    build,
};

fn build(_: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    Ok(Box::new(Types))
}

/// Number of types; 0 for an empty text. It grows with the length of the text.
#[derive(Debug)]
pub struct Types;

impl LexicalMeasure for Types {
    fn of_documents(&self) -> Option<DocumentMeasure<'_>> {
        Some(DocumentMeasure::of_text(|text| Some(text.types() as f64)))
    }

    fn components(&self) -> &'static [Component] {
        COUNTED
    }

    fn of_source(&self, frequencies: &RankedFrequencies) -> Vec<Option<f64>> {
        vec![Some(frequencies.types() as f64)]
    }
}
