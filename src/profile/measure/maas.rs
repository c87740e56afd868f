//! Maas's a²: how far the logarithm of types stays behind that of tokens.

use super::{COUNTED, Component, DocumentMeasure, LexicalMeasure};
use crate::error::Result;
use crate::profile::RankedFrequencies;
use crate::registry::{Arguments, Cutoff, Entry, Kind, Parameter};

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "maas",
    summary: "Maas's a squared: (log tokens - log types) / (log tokens)^2; low is diverse",
    reference: "Maas (1972), Über den Zusammenhang zwischen Wortschatzumfang und Länge eines Textes",
    parameters: &[Parameter {
        name: "base",
        kind: Kind::Choice(&["e", "10"]),
        default: "e",
        meaning: "of the logarithms: e (lexicalrichness) or 10 (lexical_diversity, quanteda), which gives ln 10 times as much",
    }],
    cutoff: Cutoff::Never,
    build,
};

fn build(arguments: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    // In base b, a² is that of base e times ln b.
    let unit = if arguments.text("base") == "10" { std::f64::consts::LN_10 } else { 1.0 };
    Ok(Box::new(Maas { unit }))
}

/// a² = (log N − log V) ÷ (log N)², with V the types and N the tokens; from 0 (all tokens different) to 1 ÷ log N (all
/// the same). `None` for fewer than two tokens. Tools take logarithms of base e or 10, and the base matters; some give
/// its root, a.
#[derive(Debug)]
pub struct Maas {
    unit: f64,
}

impl LexicalMeasure for Maas {
    fn of_documents(&self) -> Option<DocumentMeasure<'_>> {
        Some(DocumentMeasure::of_text(|text| self.value(text.types(), text.tokens.len() as u64)))
    }

    fn components(&self) -> &'static [Component] {
        COUNTED
    }

    fn of_source(&self, frequencies: &RankedFrequencies) -> Vec<Option<f64>> {
        vec![self.value(frequencies.types(), frequencies.tokens())]
    }
}

impl Maas {
    fn value(&self, types: usize, tokens: u64) -> Option<f64> {
        let (types, tokens) = ((types as f64).ln(), (tokens as f64).ln());
        (tokens > 0.0).then(|| self.unit * (tokens - types) / (tokens * tokens))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_tokens_by_hand() {
        // Ten types of a hundred tokens, base 10: (2 - 1) / 2^2.
        let found = Maas { unit: std::f64::consts::LN_10 }.value(10, 100).unwrap();
        assert!((found - 0.25).abs() < 1e-15, "{found}");
        let natural = Maas { unit: 1.0 };
        assert_eq!(
            natural.value(10, 100),
            Some((100_f64.ln() - 10_f64.ln()) / (100_f64.ln() * 100_f64.ln()))
        );
        assert_eq!(natural.value(3, 3), Some(0.0));
        assert!((natural.value(1, 3).unwrap() - 1.0 / 3_f64.ln()).abs() < 1e-15);
        assert_eq!((natural.value(0, 0), natural.value(1, 1)), (None, None));
    }
}
