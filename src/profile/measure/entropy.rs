//! Shannon entropy of the terms of a text, as it stands or corrected for the terms that the text is too short to show.

use super::{COUNTED, Component, DocumentMeasure, LexicalMeasure};
use crate::error::Result;
use crate::profile::RankedFrequencies;
use crate::registry::{Arguments, Cutoff, Entry, Kind, Parameter};

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "entropy",
    summary: "Shannon entropy of a text's terms; grows with the length of the text, less so with a correction",
    reference: "Shannon (1948), A mathematical theory of communication; Miller (1955), Note on the bias of information \
                estimates; Chao & Shen (2003), Nonparametric estimation of Shannon's index of diversity; Good (1953), The \
                population frequencies of species (coverage)",
    parameters: &[
        Parameter {
            name: "correction",
            kind: Kind::Choice(&["none", "miller_madow", "chao_shen"]),
            default: "none",
            meaning: "none: of the relative frequencies; miller_madow: plus (V - 1) / 2N; chao_shen: weighted by coverage",
        },
        Parameter {
            name: "base",
            kind: Kind::Choice(&["2", "e"]),
            default: "2",
            meaning: "of the logarithm: 2 gives bits, e nats",
        },
    ],
    cutoff: Cutoff::Never,
    build,
};

fn build(arguments: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    let correction = match arguments.text("correction") {
        "none" => Correction::None,
        "miller_madow" => Correction::MillerMadow,
        _ => Correction::ChaoShen,
    };
    let unit = if arguments.text("base") == "2" { std::f64::consts::LN_2 } else { 1.0 };
    Ok(Box::new(Entropy { correction, unit }))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Correction {
    None,
    MillerMadow,
    ChaoShen,
}

/// Over the types, with f the frequency of a type, N the tokens, V the types and p = f ÷ N:
///
/// * `none`: H = −Σ p log p, from 0 (all tokens the same) to log N (all different);
/// * `miller_madow`: H + (V − 1) ÷ 2N nats;
/// * `chao_shen`: −Σ q log q ÷ (1 − (1 − q)^N), with q = C p and Good's coverage C = 1 − V(1) ÷ N, V(1) the types that
///   occur once.
///
/// `None` for an empty text, and by `chao_shen` where every type occurs once: its coverage is 0 (R's `entropy` and
/// infomeasure then take one hapax as seen twice). The value of a source is the named one; the bootstrap does not
/// correct it again.
#[derive(Debug)]
pub struct Entropy {
    correction: Correction,
    /// Nats in the unit of the base.
    unit: f64,
}

impl LexicalMeasure for Entropy {
    fn of_documents(&self) -> Option<DocumentMeasure<'_>> {
        Some(DocumentMeasure::of_text(|text| self.value(text.tokens.len() as f64, text.frequencies)))
    }

    fn components(&self) -> &'static [Component] {
        COUNTED
    }

    fn of_source(&self, frequencies: &RankedFrequencies) -> Vec<Option<f64>> {
        vec![self.value(frequencies.tokens() as f64, frequencies.frequencies())]
    }
}

impl Entropy {
    fn value(&self, tokens: f64, frequencies: &[u32]) -> Option<f64> {
        if frequencies.is_empty() {
            return None;
        }
        let nats = match self.correction {
            Correction::None => plain(tokens, frequencies),
            Correction::MillerMadow => {
                plain(tokens, frequencies) + (frequencies.len() - 1) as f64 / (2.0 * tokens)
            }
            Correction::ChaoShen => chao_shen(tokens, frequencies)?,
        };
        Some(nats / self.unit)
    }
}

/// −Σ p ln p.
fn plain(tokens: f64, frequencies: &[u32]) -> f64 {
    let surprise = |run: &[u32]| {
        let share = f64::from(run[0]) / tokens;
        run.len() as f64 * (0.0 - share * share.ln())
    };
    frequencies.chunk_by(|left, right| left == right).map(surprise).fold(0.0, |sum, one| sum + one)
}

fn chao_shen(tokens: f64, frequencies: &[u32]) -> Option<f64> {
    let once = frequencies.iter().filter(|frequency| **frequency == 1).count() as f64;
    let coverage = (tokens - once) / tokens;
    let surprise = |run: &[u32]| {
        let share = coverage * f64::from(run[0]) / tokens;
        // 1 − (1 − q)^N without loss for small q.
        let seen = -(tokens * (-share).ln_1p()).exp_m1();
        run.len() as f64 * (0.0 - share * share.ln()) / seen
    };
    let runs = frequencies.chunk_by(|left, right| left == right);
    (coverage > 0.0).then(|| runs.map(surprise).fold(0.0, |sum, one| sum + one))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(correction: Correction, frequencies: &[u32]) -> Option<f64> {
        let tokens = frequencies.iter().map(|frequency| f64::from(*frequency)).sum();
        Entropy { correction, unit: std::f64::consts::LN_2 }.value(tokens, frequencies)
    }

    #[test]
    fn four_tokens_by_hand() {
        use Correction::{ChaoShen, MillerMadow, None as Plain};
        // p = 1/2, 1/4, 1/4: 1/2 + 1/2 + 1/2 bits.
        assert_eq!(value(Plain, &[2, 1, 1]), Some(1.5));
        let found = value(MillerMadow, &[2, 1, 1]).unwrap();
        assert!((found - (1.5 + 2.0 / 8.0 / 2_f64.ln())).abs() < 1e-15, "{found}");
        // Coverage 1 - 2/4: q = 1/4, 1/8, 1/8; 1 - q^4: 1 - 81/256 and 1 - 2401/4096.
        let found = value(ChaoShen, &[2, 1, 1]).unwrap();
        let hand = 0.5 / (175.0 / 256.0) + 2.0 * 0.375 / (1695.0 / 4096.0);
        assert!((found - hand).abs() < 1e-14, "{found} {hand}");
    }

    #[test]
    fn degenerate_texts_are_defined_or_none() {
        use Correction::{ChaoShen, MillerMadow, None as Plain};
        for correction in [Plain, MillerMadow, ChaoShen] {
            assert_eq!(value(correction, &[]), None);
            assert_eq!(value(correction, &[9]), Some(0.0));
        }
        assert_eq!(
            (value(Plain, &[1]), value(MillerMadow, &[1]), value(ChaoShen, &[1])),
            (Some(0.0), Some(0.0), None)
        );
        assert_eq!((value(Plain, &[1; 4]), value(ChaoShen, &[1; 4])), (Some(2.0), None));
    }
}
