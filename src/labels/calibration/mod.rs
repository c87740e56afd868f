//! Calibration: confidences and what came of them in; how far one can be trusted by the other out. One file and one row each.

mod accuracy;
mod auroc;
mod brier;
mod ece;
mod mce;
mod mean_confidence;
mod outcomes;
mod reliability;
mod resolution;
mod sure_wrong;
mod table;
mod uncertainty;
mod unsure_right;
mod within_bins;

pub use outcomes::{Bin, Outcomes};
pub use table::{CalibrationRow, ReliabilityRow, calibration};

use crate::registry::{Aliases, Entry, Family, Kind, Parameter};

/// Says how confidences and outcomes go together.
pub trait CalibrationMeasure: Send + Sync {
    /// The value; `None` where it is undefined.
    fn value(&self, outcomes: &Outcomes) -> Option<f64>;
}

/// All measures of calibration.
pub const CALIBRATION: Family<dyn CalibrationMeasure> = Family {
    name: "measure of calibration",
    entries: ROWS,
    wrappers: &[],
    former: &[],
    aliases: ALIASES,
    short: true,
};

static ROWS: &[Entry<dyn CalibrationMeasure>] = &[
    auroc::ROW,
    ece::ROW,
    mce::ROW,
    brier::ROW,
    reliability::ROW,
    resolution::ROW,
    uncertainty::ROW,
    within_bins::ROW,
    accuracy::ROW,
    mean_confidence::ROW,
    sure_wrong::ROW,
    unsure_right::ROW,
];

/// As scikit-learn writes them.
const ALIASES: &[Aliases] = &[
    Aliases { row: "auroc", names: &["roc_auc_score", "auc"] },
    Aliases { row: "brier", names: &["brier_score_loss"] },
];

/// The bins of a reliability diagram.
const BINS: Parameter = Parameter {
    name: "bins",
    kind: Kind::Integer { low: 1, high: 1000 },
    default: "10",
    meaning: "how many equal bins of 0..=1",
};

/// From where on one is sure.
const SURE: Parameter = Parameter {
    name: "at",
    kind: Kind::Number { low: 0.0, high: 1.0 },
    default: "0.5",
    meaning: "the lowest confidence that counts as sure",
};

#[cfg(test)]
mod tests {
    use super::*;

    fn value(spec: &str, pairs: &[(f64, bool)]) -> Option<f64> {
        CALIBRATION.parse(spec).unwrap().object.value(&Outcomes::new(pairs.to_vec()))
    }

    #[track_caller]
    fn close(spec: &str, pairs: &[(f64, bool)], expected: f64) {
        let found = value(spec, pairs).unwrap();
        assert!((found - expected).abs() < 1e-12, "{spec}: {found} is not {expected}");
    }

    /// Two at 0.2, one of them right; three at 0.8, two of them right.
    const FIVE: &[(f64, bool)] = &[(0.8, true), (0.2, false), (0.8, false), (0.2, true), (0.8, true)];

    #[test]
    fn five_by_hand() {
        for (spec, expected) in [
            ("accuracy", 0.6),
            ("mean_confidence", 0.56),
            // |0.2 − 1/2|·2/5 + |0.8 − 2/3|·3/5
            ("ece", 0.3 * 0.4 + (0.8 - 2.0 / 3.0) * 0.6),
            ("mce", 0.3),
            // (0.04 + 0.64 + 0.04 + 0.04 + 0.64) ÷ 5
            ("brier", 0.28),
            ("reliability", 0.09 * 0.4 + (0.8_f64 - 2.0 / 3.0).powi(2) * 0.6),
            ("resolution", 0.01 * 0.4 + (2.0_f64 / 3.0 - 0.6).powi(2) * 0.6),
            ("uncertainty", 0.24),
            // One confidence in each bin: nothing is left.
            ("within_bins", 0.0),
            // Of 3·2 pairs 2 are won, 1 + 2 tied and 1 lost.
            ("auroc", 3.5 / 6.0),
            ("sure_wrong", 0.2),
            ("sure_wrong(at=0.9)", 0.0),
            ("unsure_right", 0.2),
            // In one bin alone: |0.56 − 0.6|
            ("ece(bins=1)", 0.04),
        ] {
            close(spec, FIVE, expected);
        }
        let parts = |spec| value(spec, FIVE).unwrap();
        let whole = parts("reliability(bins=1)") - parts("resolution(bins=1)") + parts("uncertainty");
        close("within_bins(bins=1)", FIVE, 0.28 - whole);
    }

    #[test]
    fn as_scikit_learn_has_it() {
        // roc_auc_score and brier_score_loss of scikit-learn 1.9.1.
        let pairs: Vec<(f64, bool)> =
            (0..40).map(|i| (f64::from(i * 7 % 11) / 10.0, i * i % 7 < 3)).collect();
        close("auroc", &pairs, 0.6426332288401254);
        close("brier", &pairs, 0.28850000000000003);
    }

    #[test]
    fn what_is_constant_or_nothing_is_undefined() {
        assert_eq!(value("auroc", &[(0.5, true), (0.5, false)]), None);
        assert_eq!(value("auroc", &[(0.5, true), (0.7, true)]), None);
        assert_eq!(value("auroc", &[(0.2, false), (0.7, true)]), Some(1.0));
        for entry in CALIBRATION.entries {
            assert_eq!(value(entry.name, &[]), None, "{}", entry.name);
        }
    }
}
