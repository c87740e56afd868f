//! Type–token ratio: the share of distinct terms among all tokens.

use super::{COUNTED, Component, DocumentMeasure, LexicalMeasure};
use crate::error::Result;
use crate::profile::RankedFrequencies;
use crate::registry::{Arguments, Cutoff, Entry};

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "ttr",
    summary: "type-token ratio: types / tokens; falls with the length of the text",
    reference: "Templin (1957), Certain language skills in children",
    parameters: &[],
    cutoff: Cutoff::Never,
    build,
};

fn build(_: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    Ok(Box::new(TypeTokenRatio))
}

/// Types ÷ tokens, in 0..1; `None` for an empty text. It falls with the length of the text, so that only texts cut to
/// one length can be compared by it.
#[derive(Debug)]
pub struct TypeTokenRatio;

impl LexicalMeasure for TypeTokenRatio {
    fn of_documents(&self) -> Option<DocumentMeasure<'_>> {
        Some(DocumentMeasure::of_text(|text| ratio(text.types(), text.tokens.len())))
    }

    fn components(&self) -> &'static [Component] {
        COUNTED
    }

    fn of_source(&self, frequencies: &RankedFrequencies) -> Vec<Option<f64>> {
        vec![ratio(frequencies.types(), frequencies.tokens() as usize)]
    }
}

fn ratio(types: usize, tokens: usize) -> Option<f64> {
    (tokens > 0).then(|| types as f64 / tokens as f64)
}
