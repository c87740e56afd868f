//! Herdan's C: the logarithm of types over that of tokens.

use super::{COUNTED, Component, DocumentMeasure, LexicalMeasure};
use crate::error::Result;
use crate::profile::RankedFrequencies;
use crate::registry::{Arguments, Cutoff, Entry};

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "herdan_c",
    summary: "Herdan's C: ln types / ln tokens",
    reference: "Herdan (1960), Type-Token Mathematics",
    parameters: &[],
    cutoff: Cutoff::Never,
    build,
};

fn build(_: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    Ok(Box::new(HerdanC))
}

/// ln V ÷ ln N, with V the types and N the tokens, the same in any base; in 0 (all tokens the same) to 1 (all
/// different). `None` for fewer than two tokens, where ln N is 0 or undefined.
#[derive(Debug)]
pub struct HerdanC;

impl LexicalMeasure for HerdanC {
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
    (tokens > 1).then(|| (types as f64).ln() / (tokens as f64).ln())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_tokens_by_hand() {
        // Four types of sixteen tokens: ln 4 / ln 16 = 1 / 2.
        assert_eq!(value(4, 16), Some(0.5));
        assert_eq!((value(1, 5), value(5, 5)), (Some(0.0), Some(1.0)));
        assert_eq!((value(0, 0), value(1, 1)), (None, None));
    }
}
