//! Tokens: the length of a text.

use super::{COUNTED, Component, DocumentMeasure, LexicalMeasure, LexicalNeeds};
use crate::error::Result;
use crate::profile::RankedFrequencies;
use crate::registry::{Arguments, Cutoff, Entry};

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "tokens",
    summary: "number of tokens (terms counted as often as they occur)",
    reference: "none",
    parameters: &[],
    cutoff: Cutoff::Never,
    build,
};

fn build(_: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    Ok(Box::new(Tokens))
}

/// Number of tokens; 0 for an empty text.
#[derive(Debug)]
pub struct Tokens;

impl LexicalMeasure for Tokens {
    fn needs(&self) -> LexicalNeeds {
        LexicalNeeds::terms().length()
    }

    fn of_documents(&self) -> Option<DocumentMeasure<'_>> {
        Some(DocumentMeasure::of_text(|text| Some(text.tokens.len() as f64)))
    }

    fn components(&self) -> &'static [Component] {
        COUNTED
    }

    fn of_source(&self, frequencies: &RankedFrequencies) -> Vec<Option<f64>> {
        vec![Some(frequencies.tokens() as f64)]
    }
}
