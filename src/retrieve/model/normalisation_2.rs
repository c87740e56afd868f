//! Normalisation 2 of divergence from randomness: a frequency and a length in, the frequency at the mean length out.

use crate::registry::{Kind, Parameter};

/// The parameter c of every model with this normalisation.
pub(super) const C: Parameter = Parameter {
    name: "c",
    kind: Kind::Number { low: 1e-9, high: 1e9 },
    default: "1",
    meaning: "how little the document's length counts: the larger, the less",
};

/// The frequency that a document of mean length would have, tfn = tf · log₂(1 + c · avgdl / |d|), above 0.
///
/// tf is the term's frequency, |d| the document's length and avgdl the mean length, in tokens.
/// (Amati & van Rijsbergen 2002, Probabilistic Models of IR Based on Measuring the Divergence from Randomness,
/// hypothesis H2, with c of He & Ounis 2003)
pub(super) fn normalised_frequency(tf: u32, length: u32, mean_length: f64, c: f64) -> f64 {
    f64::from(tf) * (c * mean_length / f64::from(length)).ln_1p() / std::f64::consts::LN_2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frequency_worked_by_hand() {
        // At the mean length log₂ 2 = 1; at a third of it log₂ 4 = 2; c = 7 at the mean length: log₂ 8 = 3.
        assert_eq!(normalised_frequency(5, 30, 30.0, 1.0), 5.0);
        assert!((normalised_frequency(5, 10, 30.0, 1.0) - 10.0).abs() < 1e-14);
        assert!((normalised_frequency(5, 30, 30.0, 7.0) - 15.0).abs() < 1e-14);
    }
}
