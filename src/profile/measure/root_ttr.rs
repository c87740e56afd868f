//! Root type–token ratio: types over the square root of tokens.

use super::{COUNTED, Component, DocumentMeasure, LexicalMeasure};
use crate::error::Result;
use crate::profile::RankedFrequencies;
use crate::registry::{Arguments, Cutoff, Entry};

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "root_ttr",
    summary: "root type-token ratio (Guiraud's R): types / sqrt(tokens)",
    reference: "Guiraud (1954), Les caractères statistiques du vocabulaire",
    parameters: &[],
    cutoff: Cutoff::Never,
    build,
};

fn build(_: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    Ok(Box::new(RootTypeTokenRatio))
}

/// V ÷ √N, with V the types and N the tokens; from 1 ÷ √N (all tokens the same) to √N (all different). `None` for an
/// empty text. It depends less on length than V ÷ N, and still does.
#[derive(Debug)]
pub struct RootTypeTokenRatio;

impl LexicalMeasure for RootTypeTokenRatio {
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
    (tokens > 0).then(|| types as f64 / (tokens as f64).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_tokens_by_hand() {
        // Five types of nine tokens: 5 / 3.
        assert_eq!(value(5, 9), Some(5.0 / 3.0));
        assert_eq!((value(1, 1), value(1, 4), value(4, 4)), (Some(1.0), Some(0.5), Some(2.0)));
        assert_eq!(value(0, 0), None);
    }
}
