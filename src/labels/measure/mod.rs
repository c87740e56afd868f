//! Measures of agreement: what the grades of judges have in common, from the counts of how often which grades met. One file
//! and one row each.

mod alpha;
mod binary;
mod fleiss;
mod gwet;
mod kappa;
mod leniency;
mod observed;

use super::Counts;
use crate::corpus::Grade;
use crate::registry::{Aliases, Entry, Family, Wrapper};

/// Says how far judges agree, or how one of two differs from the other.
pub trait AgreementMeasure: Send + Sync {
    /// The value; `None` where it is undefined: nothing to compare, no variety to expect disagreement of, or other than two
    /// judges where two are wanted.
    fn value(&self, counts: &Counts) -> Option<f64>;

    /// Whether it compares two judges alone, the first with the second.
    fn of_two_alone(&self) -> bool {
        false
    }
}

/// All measures of agreement.
pub const AGREEMENT: Family<dyn AgreementMeasure> = Family {
    name: "measure of agreement",
    entries: ROWS,
    wrappers: WRAPPERS,
    former: &[],
    aliases: ALIASES,
    short: true,
};

static ROWS: &[Entry<dyn AgreementMeasure>] =
    &[kappa::ROW, alpha::ROW, fleiss::ROW, gwet::ROW, observed::ROW, leniency::ROW];

static WRAPPERS: &[Wrapper<dyn AgreementMeasure>] = &[binary::WRAPPER];

/// As scikit-learn, `krippendorff` and irrCAC write them.
const ALIASES: &[Aliases] = &[
    Aliases { row: "kappa", names: &["cohen_kappa_score", "cohen"] },
    Aliases { row: "alpha", names: &["krippendorff"] },
    Aliases { row: "fleiss", names: &["fleiss_kappa"] },
    Aliases { row: "ac1", names: &["gwet"] },
    Aliases { row: "observed", names: &["accuracy", "percent_agreement"] },
];

/// The usual measures, of which the first is the headline.
pub fn usual(threshold: Grade) -> Vec<String> {
    let binary = format!("kappa|binary(at={threshold})");
    [
        "kappa",
        "kappa(weights=linear)",
        "kappa(weights=quadratic)",
        &binary,
        "alpha",
        "alpha(metric=nominal)",
        "alpha(metric=interval)",
        "fleiss",
        "ac1",
        "observed",
    ]
    .map(str::to_string)
    .to_vec()
}

/// 1 − observed ÷ expected disagreement; `None` where none is expected.
fn one_less(observed: f64, expected: f64) -> Option<f64> {
    (expected > 0.0).then(|| 1.0 - observed / expected)
}

/// (P − Pₑ) ÷ (1 − Pₑ): agreement beyond chance; `None` where chance leaves nothing.
fn beyond_chance(observed: f64, expected: f64) -> Option<f64> {
    (expected < 1.0).then(|| (observed - expected) / (1.0 - expected))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::labels::Scale;

    /// The value of a measure for two judges with this confusion, on a scale from 0.
    pub fn of_two(spec: &str, confusion: &[f64]) -> Option<f64> {
        let levels = confusion.len().isqrt() as Grade;
        let counts = Counts::of_two(Scale::new(0, levels - 1).unwrap(), confusion);
        AGREEMENT.parse(spec).unwrap().object.value(&counts)
    }

    #[track_caller]
    pub fn close(found: Option<f64>, expected: f64) {
        let found = found.unwrap();
        assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
    }

    const ALL: [&str; 9] = [
        "kappa",
        "kappa(weights=linear)",
        "kappa(weights=quadratic)",
        "kappa|binary(at=1)",
        "alpha",
        "alpha(metric=nominal)",
        "alpha(metric=interval)",
        "fleiss",
        "ac1",
    ];

    #[test]
    fn names_parse_back_and_none_is_listed_twice() {
        let names = usual(2);
        let parsed: Vec<String> =
            AGREEMENT.parse_all(&names).unwrap().into_iter().map(|named| named.name).collect();
        assert_eq!(parsed, names);
        assert_eq!(AGREEMENT.parse("krippendorff(metric=ordinal)").unwrap().name, "alpha");
    }

    #[test]
    fn who_agrees_always_has_one_and_without_variety_chance_leaves_nothing() {
        for spec in ALL {
            close(of_two(spec, &[3.0, 0.0, 0.0, 2.0]), 1.0);
            assert_eq!(of_two(spec, &[0.0; 4]), None, "{spec}");
        }
        for spec in &ALL[..8] {
            assert_eq!(of_two(spec, &[5.0, 0.0, 0.0, 0.0]), None, "{spec}");
        }
        // Gwet's chance is that of grading at random where grades vary, which they do not.
        assert_eq!(of_two("ac1", &[5.0, 0.0, 0.0, 0.0]), Some(1.0));
    }

    #[test]
    fn to_exchange_the_judges_changes_nothing_but_the_sign_of_leniency() {
        let (one, other) =
            ([4.0, 1.0, 2.0, 0.0, 3.0, 1.0, 5.0, 0.0, 2.0], [4.0, 0.0, 5.0, 1.0, 3.0, 0.0, 2.0, 1.0, 2.0]);
        for spec in ALL {
            close(of_two(spec, &one), of_two(spec, &other).unwrap());
        }
        assert_eq!(of_two("leniency", &one), of_two("leniency", &other).map(|value| -value));
    }
}
