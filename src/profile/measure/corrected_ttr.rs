//! Corrected type–token ratio: types over the square root of twice the tokens.

use super::{COUNTED, Component, DocumentMeasure, LexicalMeasure};
use crate::error::Result;
use crate::profile::RankedFrequencies;
use crate::registry::{Arguments, Cutoff, Entry};

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "corrected_ttr",
    summary: "corrected type-token ratio: types / sqrt(2 tokens), which is root_ttr / sqrt(2)",
    reference: "Carroll (1964), Language and Thought",
    parameters: &[],
    cutoff: Cutoff::Never,
    build,
};

fn build(_: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    Ok(Box::new(CorrectedTypeTokenRatio))
}

/// V ÷ √(2N), with V the types and N the tokens: the root type–token ratio divided by √2, from 1 ÷ √(2N) to √(N ÷ 2).
/// `None` for an empty text.
#[derive(Debug)]
pub struct CorrectedTypeTokenRatio;

impl LexicalMeasure for CorrectedTypeTokenRatio {
    fn of_documents(&self) -> Option<DocumentMeasure<'_>> {
        Some(DocumentMeasure::of_text(|text| value(text.types(), text.tokens.len() as u64)))
    }

    fn components(&self) -> &'static [Component] {
        COUNTED
    }

    fn of_source(&self, frequencies: &RankedFrequencies) -> Vec<Option<f64>> {
        vec![value(frequencies.types(), frequencies.tokens())]
    }
}

fn value(types: usize, tokens: u64) -> Option<f64> {
    (tokens > 0).then(|| types as f64 / (2.0 * tokens as f64).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_tokens_by_hand() {
        // Five types of eight tokens: 5 / sqrt(16).
        assert_eq!(value(5, 8), Some(1.25));
        assert_eq!((value(1, 2), value(2, 2)), (Some(0.5), Some(1.0)));
        assert_eq!(value(0, 0), None);
    }
}
