//! Yule's K: how often two tokens of a text are of one term, scaled.

use super::{COUNTED, Component, DocumentMeasure, LexicalMeasure};
use crate::error::Result;
use crate::profile::RankedFrequencies;
use crate::registry::{Arguments, Cutoff, Entry};

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "yule_k",
    summary: "Yule's K: 10^4 (sum of squared frequencies - tokens) / tokens^2; low is diverse",
    reference: "Yule (1944), The Statistical Study of Literary Vocabulary",
    parameters: &[],
    cutoff: Cutoff::Never,
    build,
};

fn build(_: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    Ok(Box::new(YuleK))
}

/// 10⁴ (Σ i² V(i) − N) ÷ N², with V(i) the types of frequency i and N the tokens; from 0 (all tokens different) to
/// 10⁴ (1 − 1 ÷ N) (all the same). Its expected value hardly depends on length. `None` for an empty text; 0 for a
/// single token. Tools agree on it; Yule's I, its other form, is another number.
#[derive(Debug)]
pub struct YuleK;

impl LexicalMeasure for YuleK {
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
    let (tokens, pairs) = tokens_and_pairs(frequencies);
    (tokens > 0).then(|| 1e4 * pairs as f64 / (tokens * tokens) as f64)
}

/// N = Σ f, and the ordered pairs of tokens of one term, Σ f (f − 1) = Σ f² − N; exact.
pub(super) fn tokens_and_pairs(frequencies: &[u32]) -> (u128, u128) {
    let add = |(tokens, pairs): (u128, u128), frequency: &u32| {
        let frequency = u128::from(*frequency);
        (tokens + frequency, pairs + frequency * (frequency - 1))
    };
    frequencies.iter().fold((0, 0), add)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_tokens_by_hand() {
        // Frequencies 3, 2, 1: 10^4 (9 + 4 + 1 - 6) / 36.
        assert_eq!(value(&[3, 2, 1]), Some(80_000.0 / 36.0));
        assert_eq!((value(&[1, 1, 1]), value(&[1]), value(&[4])), (Some(0.0), Some(0.0), Some(7500.0)));
        assert_eq!(value(&[]), None);
    }
}
