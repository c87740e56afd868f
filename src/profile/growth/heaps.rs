//! Heaps' law: a frequency spectrum in; the coefficient and the exponent of its growth out.

use super::FrequencySpectrum;
use crate::statistics::Line;

/// V(n) ≈ K n^β, by least squares of ln E[V(n)] on ln n at 50 sizes evenly spaced in ln n from N ÷ 10^decades to N, with
/// E[V(n)] by binomial interpolation, so that the order of texts has no part.
///
/// The curve bends (β falls with n), so that K and β describe the stretch that was fitted. Reference: Herdan 1960,
/// "Type-Token Mathematics"; Heaps 1978, "Information Retrieval: Computational and Theoretical Aspects", §7.5.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heaps {
    /// K, the types that the line gives a single token.
    pub coefficient: f64,
    /// β, the exponent.
    pub exponent: f64,
}

/// How many sizes are fitted.
const POINTS: u32 = 50;

impl Heaps {
    /// The law over the last `decades` powers of ten of the growth; `None` where the first size is below one token.
    pub fn fit(spectrum: &FrequencySpectrum, decades: f64) -> Option<Heaps> {
        let last = (spectrum.tokens() as f64).ln();
        let first = last - decades * std::f64::consts::LN_10;
        // One token at least, up to rounding.
        if first.is_nan() || first < -1e-9 || decades <= 0.0 {
            return None;
        }
        let step = (last - first) / f64::from(POINTS - 1);
        // The last size is all tokens, whatever the rounding.
        let size = |point| if point + 1 == POINTS { last } else { first + f64::from(point) * step };
        let x: Vec<f64> = (0..POINTS).map(size).collect();
        let types = |x: &f64| Some(spectrum.expected_types(x.exp().min(spectrum.tokens() as f64))?.ln());
        let line = Line::through(&x, &x.iter().map(types).collect::<Option<Vec<f64>>>()?)?;
        let (coefficient, exponent) = (line.intercept.exp(), line.slope);
        coefficient.is_finite().then_some(Heaps { coefficient, exponent })
    }

    /// K n^β, the types of `tokens` tokens.
    pub fn types(&self, tokens: f64) -> f64 {
        self.coefficient * tokens.powf(self.exponent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::RankedFrequencies;

    fn fit(frequencies: &[u32], decades: f64) -> Option<Heaps> {
        Heaps::fit(&FrequencySpectrum::new(&RankedFrequencies::new(frequencies)), decades)
    }

    #[test]
    fn where_every_token_is_new_growth_is_the_identity() {
        // All hapax: E[V(n)] = n, so K = 1 and β = 1.
        let heaps = fit(&[1; 400], 2.0).unwrap();
        assert!((heaps.coefficient - 1.0).abs() < 1e-9 && (heaps.exponent - 1.0).abs() < 1e-9, "{heaps:?}");
        assert!((heaps.types(7.0) - 7.0).abs() < 1e-9);
    }

    #[test]
    fn a_law_of_rare_words_grows_with_its_exponent() {
        // V_m ∝ β Γ(m − β) ÷ (m! Γ(1 − β)) is what K n^β asks for; β = ½ here.
        let (mut share, mut frequencies) = (0.5, Vec::new());
        for m in 1..3000_u32 {
            frequencies.extend(std::iter::repeat_n(m, (4e5_f64 * share).round() as usize));
            share *= (f64::from(m) - 0.5) / f64::from(m + 1);
        }
        let heaps = fit(&frequencies, 2.0).unwrap();
        assert!((heaps.exponent - 0.5).abs() < 0.02, "{heaps:?}");
    }

    #[test]
    fn short_sources_have_none() {
        assert_eq!((fit(&[], 2.0), fit(&[50, 49], 2.0)), (None, None));
        assert!(fit(&[50, 50], 2.0).is_some());
        // One type: nothing grows but the chance to see it.
        assert!(fit(&[1000], 2.0).unwrap().exponent.abs() < 0.01);
    }
}
