//! Many tests at once: the p-values of a family in, adjusted p-values in the same order out. Undefined ones are no
//! tests: they stay undefined and do not count.

use serde::{Deserialize, Serialize};

/// How the p-values of a family of tests are adjusted for there being several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Adjustment {
    /// Step-down maxT ([`super::MaxT`]): uses what the tests have in common.
    #[default]
    MaxT,
    /// [`holm`].
    Holm,
    /// [`benjamini_hochberg`]: the share of false findings among the findings, not the chance of any.
    BenjaminiHochberg,
}

impl Adjustment {
    /// The name, as in experiment files.
    pub fn name(self) -> &'static str {
        match self {
            Adjustment::MaxT => "max_t",
            Adjustment::Holm => "holm",
            Adjustment::BenjaminiHochberg => "benjamini_hochberg",
        }
    }

    /// The adjusted p-values where nothing but the p-values is known: by Holm for maxT, which needs the exchanges.
    pub fn adjust(self, p_values: &[Option<f64>]) -> Vec<Option<f64>> {
        match self {
            Adjustment::MaxT | Adjustment::Holm => holm(p_values),
            Adjustment::BenjaminiHochberg => benjamini_hochberg(p_values),
        }
    }
}

impl std::fmt::Display for Adjustment {
    /// As sentences name it.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Adjustment::MaxT => "maxT",
            Adjustment::Holm => "Holm",
            Adjustment::BenjaminiHochberg => "Benjamini-Hochberg",
        })
    }
}

/// Holm's step-down adjustment, which keeps the chance of any false finding in the family below the level:
/// p̃₍ᵢ₎ = max over j ≤ i of min(1, (m − j + 1)·p₍ⱼ₎) for the m p-values in rising order. (Holm 1979)
///
/// ```
/// use sourcebias::statistics::holm;
/// assert_eq!(holm(&[Some(0.02), Some(0.01), None]), [Some(0.02), Some(0.02), None]);
/// ```
pub fn holm(p_values: &[Option<f64>]) -> Vec<Option<f64>> {
    let rising = rising(p_values);
    let mut adjusted = vec![None; p_values.len()];
    let mut largest = 0.0_f64;
    for (position, (place, p)) in rising.iter().enumerate() {
        largest = largest.max((p * (rising.len() - position) as f64).min(1.0));
        adjusted[*place] = Some(largest);
    }
    adjusted
}

/// Benjamini and Hochberg's step-up adjustment, which keeps the expected share of false findings among the findings
/// below the level: p̃₍ᵢ₎ = min over j ≥ i of min(1, m·p₍ⱼ₎/j). (Benjamini & Hochberg 1995)
pub fn benjamini_hochberg(p_values: &[Option<f64>]) -> Vec<Option<f64>> {
    let rising = rising(p_values);
    let mut adjusted = vec![None; p_values.len()];
    let mut smallest = 1.0_f64;
    for (position, (place, p)) in rising.iter().enumerate().rev() {
        smallest = smallest.min(p * rising.len() as f64 / (position + 1) as f64);
        adjusted[*place] = Some(smallest);
    }
    adjusted
}

/// The defined p-values with their places, in rising order.
fn rising(p_values: &[Option<f64>]) -> Vec<(usize, f64)> {
    let mut known: Vec<(usize, f64)> =
        p_values.iter().enumerate().filter_map(|(place, p)| Some((place, (*p)?))).collect();
    known.sort_by(|left, right| left.1.total_cmp(&right.1));
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: Vec<Option<f64>>, expected: [f64; 4]) {
        for (found, expected) in found.into_iter().zip(expected) {
            assert!((found.unwrap() - expected).abs() < 1e-15, "{found:?} {expected}");
        }
    }

    #[test]
    fn four_p_values_by_hand() {
        let p_values = [Some(0.01), Some(0.04), Some(0.03), Some(0.005)];
        // In rising order 0.005·4, 0.01·3, 0.03·2, 0.04·1 → 0.02, 0.03, 0.06, 0.06
        close(holm(&p_values), [0.03, 0.06, 0.06, 0.02]);
        // 0.005·4/1, 0.01·4/2, 0.03·4/3, 0.04·4/4 → 0.02, 0.02, 0.04, 0.04
        close(benjamini_hochberg(&p_values), [0.02, 0.04, 0.04, 0.02]);
    }

    #[test]
    fn never_above_one() {
        assert_eq!(holm(&[Some(0.8), Some(0.9)]), [Some(1.0), Some(1.0)]);
        assert_eq!(benjamini_hochberg(&[Some(1.0), None]), [Some(1.0), None]);
    }
}
