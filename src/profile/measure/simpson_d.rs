//! Simpson's D: the chance that two tokens drawn from a text are of one term.

use super::{COUNTED, Component, DocumentMeasure, LexicalMeasure};
use crate::error::Result;
use crate::profile::RankedFrequencies;
use crate::registry::{Arguments, Cutoff, Entry};

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "simpson_d",
    summary: "Simpson's D: chance that two tokens drawn without replacement are of one term; low is diverse",
    reference: "Simpson (1949), Measurement of diversity",
    parameters: &[],
    cutoff: Cutoff::Never,
    build,
};

fn build(_: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    Ok(Box::new(SimpsonD))
}

/// Σ f (f − 1) ÷ (N (N − 1)) over the types, with f the frequency of a type and N the tokens; in 0 (all tokens
/// different) to 1 (all the same). Its expected value is the same at any length of one random source. `None` for fewer
/// than two tokens. quanteda's `D` is this one; its complement 1 − D and its inverse 1 ÷ D go by the same name.
#[derive(Debug)]
pub struct SimpsonD;

impl LexicalMeasure for SimpsonD {
    fn of_documents(&self) -> Option<DocumentMeasure<'_>> {
        Some(DocumentMeasure::of_text(|text| value(text.frequencies)))
    }

    fn components(&self) -> &'static [Component] {
        COUNTED
    }

    fn of_source(&self, frequencies: &RankedFrequencies) -> Vec<Option<f64>> {
        vec![value(frequencies.frequencies())]
    }
}

fn value(frequencies: &[u32]) -> Option<f64> {
    let (tokens, pairs) = super::yule_k::tokens_and_pairs(frequencies);
    (tokens > 1).then(|| pairs as f64 / (tokens * (tokens - 1)) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_tokens_by_hand() {
        // Frequencies 3, 2, 1: (6 + 2 + 0) / (6 · 5).
        assert_eq!(value(&[3, 2, 1]), Some(8.0 / 30.0));
        assert_eq!((value(&[1, 1, 1]), value(&[4])), (Some(0.0), Some(1.0)));
        assert_eq!((value(&[]), value(&[1])), (None, None));
    }
}
