//! κ: agreement of two judges beyond what their grades would give by chance.

use super::{AgreementMeasure, one_less};
use crate::labels::Counts;
use crate::registry::{Cutoff, Entry, Kind, Parameter};

/// κ = 1 − Σ w·o ÷ Σ w·e over pairs of grades, o the share of pairs that have them and e the product of each judge's own
/// shares. The weights w of a disagreement are 1, its distance on the scale, or the square of that. In −1..=1; `None` where
/// both judges give one grade alone. (Cohen 1960, A coefficient of agreement for nominal scales; 1968 for weights)
struct Kappa {
    weight: fn(usize, usize) -> f64,
}

pub(super) const ROW: Entry<dyn AgreementMeasure> = Entry {
    name: "kappa",
    summary: "Cohen's κ: agreement of two judges beyond chance",
    reference: "Cohen 1960, A coefficient of agreement for nominal scales; 1968 for weights",
    parameters: &[Parameter {
        name: "weights",
        kind: Kind::Choice(&["none", "linear", "quadratic"]),
        default: "none",
        meaning: "how a disagreement counts: as one, by its distance, or by the square of that",
    }],
    cutoff: Cutoff::Never,
    build: |arguments| {
        let weight: fn(usize, usize) -> f64 = match arguments.text("weights") {
            "linear" => |one, other| one.abs_diff(other) as f64,
            "quadratic" => |one, other| (one.abs_diff(other) as f64).powi(2),
            _ => |one, other| f64::from(u8::from(one != other)),
        };
        Ok(Box::new(Kappa { weight }))
    },
};

impl AgreementMeasure for Kappa {
    fn value(&self, counts: &Counts) -> Option<f64> {
        let levels = counts.levels();
        let cell = |one, other| counts.confusion(one, other).unwrap_or(0.0);
        let row = |level: usize| (0..levels).map(|other| cell(level, other)).sum::<f64>();
        let column = |level: usize| (0..levels).map(|other| cell(other, level)).sum::<f64>();
        // On the stack, since this is computed for every resample.
        let mut columns = [0.0; crate::labels::MOST_LEVELS];
        (0..levels).for_each(|level| columns[level] = column(level));
        let (mut observed, mut expected) = (0.0, 0.0);
        for one in 0..levels {
            let row = row(one);
            for (other, column) in columns[..levels].iter().enumerate() {
                let weight = (self.weight)(one, other);
                observed += weight * cell(one, other);
                expected += weight * row * column;
            }
        }
        let all = counts.compared();
        if all > 0.0 { one_less(observed, expected / all) } else { None }
    }

    fn of_two_alone(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{close, of_two};

    #[test]
    fn by_hand() {
        // 25 pairs: P = 15/25; the first says yes 12 times, the second 14: Pₑ = (12·14 + 13·11) ÷ 625 = 311/625.
        close(of_two("kappa", &[7.0, 6.0, 4.0, 8.0]), (15.0 / 25.0 - 311.0 / 625.0) / (314.0 / 625.0));
    }

    #[test]
    fn as_scikit_learn_has_it() {
        // cohen_kappa_score of scikit-learn 1.9.1, weights None, "linear", "quadratic", of these confusions as two lists.
        let confusion = [9.0, 3.0, 1.0, 0.0, 2.0, 7.0, 4.0, 1.0, 0.0, 3.0, 6.0, 2.0, 1.0, 0.0, 2.0, 5.0];
        for (spec, expected) in KNOWN {
            close(of_two(spec, &confusion), expected);
        }
    }

    const KNOWN: [(&str, f64); 4] = [
        ("kappa", 0.443_666_454_487_587_46),
        ("kappa(weights=linear)", 0.574_758_842_443_729_9),
        ("kappa(weights=quadratic)", 0.678_526_048_284_625_1),
        ("kappa|binary(at=2)", 0.558_541_266_794_625_7),
    ];
}
