//! Tokens: the length of a text.

use super::{COUNTED, Component, DocumentValue, LexicalMeasure};
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
    fn of_text(&self) -> Option<DocumentValue<'_>> {
        Some(Box::new(|text| Some(text.tokens.len() as f64)))
    }

    fn is_length(&self) -> bool {
        true
    }

    fn components(&self) -> &'static [Component] {
        COUNTED
    }

    fn of_source(&self, frequencies: &RankedFrequencies) -> Vec<Option<f64>> {
        vec![Some(frequencies.tokens() as f64)]
    }
}
