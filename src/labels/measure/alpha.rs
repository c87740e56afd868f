//! α: reliability of any number of judges, some of whose grades may be missing.

use super::{AgreementMeasure, one_less};
use crate::labels::{Counts, MOST_LEVELS};
use crate::registry::{Cutoff, Entry, Kind, Parameter};

/// α = 1 − (n − 1)·Σ o(c,k)·δ²(c,k) ÷ Σ n(c)·n(k)·δ²(c,k): o the coincidences, n(c) their sum for grade c and n that of all.
/// The difference δ² is 1 for grades that differ (nominal); (c − k)² (interval); or the square of the number of grades from the
/// middle of c to the middle of k, Σ n(g) − (n(c) + n(k)) ÷ 2 for g from c to k (ordinal). At most 1; `None` where all grades
/// are one. (Krippendorff 2011, Computing Krippendorff's alpha-reliability)
struct Alpha {
    metric: Metric,
}

#[derive(Clone, Copy)]
enum Metric {
    Nominal,
    Ordinal,
    Interval,
}

pub(super) const ROW: Entry<dyn AgreementMeasure> = Entry {
    name: "alpha",
    summary: "Krippendorff's α: reliability of any number of judges, with missing grades",
    reference: "Krippendorff 2011, Computing Krippendorff's alpha-reliability",
    parameters: &[Parameter {
        name: "metric",
        kind: Kind::Choice(&["ordinal", "nominal", "interval"]),
        default: "ordinal",
        meaning: "how far apart two grades are",
    }],
    cutoff: Cutoff::Never,
    build: |arguments| {
        let metric = match arguments.text("metric") {
            "nominal" => Metric::Nominal,
            "interval" => Metric::Interval,
            _ => Metric::Ordinal,
        };
        Ok(Box::new(Alpha { metric }))
    },
};

impl AgreementMeasure for Alpha {
    fn value(&self, counts: &Counts) -> Option<f64> {
        let levels = counts.levels();
        let mut of_level = [0.0; MOST_LEVELS];
        for (level, sum) in of_level[..levels].iter_mut().enumerate() {
            *sum = (0..levels).map(|other| counts.coincidences(level, other)).sum();
        }
        let all: f64 = of_level[..levels].iter().sum();
        let (mut observed, mut expected) = (0.0, 0.0);
        for low in 0..levels {
            let mut between = of_level[low] / 2.0;
            for high in low + 1..levels {
                between += of_level[high] / 2.0;
                let difference: f64 = match self.metric {
                    Metric::Nominal => 1.0,
                    Metric::Interval => (high - low) as f64,
                    Metric::Ordinal => between,
                };
                between += of_level[high] / 2.0;
                observed += counts.coincidences(low, high) * difference * difference;
                expected += of_level[low] * of_level[high] * difference * difference;
            }
        }
        if all > 1.0 { one_less((all - 1.0) * observed, expected) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{close, of_two};
    use crate::labels::counts::tables_of_many;
    use crate::labels::measure::AGREEMENT;
    use crate::labels::{Counts, Judgements, Scale};

    #[test]
    fn two_judges_by_hand() {
        // Krippendorff 2011, section A: ten units with o(0,1) = 4 and n = (14, 6): α = 1 − 19·4 ÷ (14·6) = .095
        close(of_two("alpha(metric=nominal)", &[5.0, 3.0, 1.0, 1.0]), 1.0 - 19.0 * 4.0 / (14.0 * 6.0));
    }

    #[test]
    fn four_judges_with_missing_grades_as_published() {
        // Krippendorff 2011, section C: twelve units, grades 1 to 5; the last unit has one grade and says nothing.
        const N: Option<u8> = None;
        let grades: [[Option<u8>; 12]; 4] = [
            [Some(1), Some(2), Some(3), Some(3), Some(2), Some(1), Some(4), Some(1), Some(2), N, N, N],
            [
                Some(1),
                Some(2),
                Some(3),
                Some(3),
                Some(2),
                Some(2),
                Some(4),
                Some(1),
                Some(2),
                Some(5),
                N,
                Some(3),
            ],
            [N, Some(3), Some(3), Some(3), Some(2), Some(3), Some(4), Some(2), Some(2), Some(5), Some(1), N],
            [
                Some(1),
                Some(2),
                Some(3),
                Some(3),
                Some(2),
                Some(4),
                Some(4),
                Some(1),
                Some(2),
                Some(5),
                Some(1),
                N,
            ],
        ];
        let scale = Scale::new(1, 5).unwrap();
        let judgements = Judgements {
            scale,
            judges: Vec::new(),
            people: None,
            queries: vec!["q".into()],
            pairs: (0..12).map(|place| (0, place.to_string())).collect(),
        };
        let levels = grades.map(|judge| judge.map(|grade| grade.map(|grade| grade - 1)));
        let levels: Vec<&[Option<u8>]> = levels.iter().map(|judge| &judge[..]).collect();
        let mut counts = Counts::new(scale);
        counts.set_many(&tables_of_many(&judgements, &levels).sum());
        // The paper has .743, .815 and .849; further digits by `krippendorff` 0.9.0, those of Gwet and Fleiss by irrCAC 0.4.4.
        for (spec, expected) in KNOWN {
            let found = AGREEMENT.parse(spec).unwrap().object.value(&counts).unwrap();
            assert!((found - expected).abs() < 6e-6, "{spec}: {found} is not {expected}");
        }
        assert_eq!(AGREEMENT.parse("kappa").unwrap().object.value(&counts), None);
    }

    const KNOWN: [(&str, f64); 5] = [
        ("alpha(metric=nominal)", 0.743_421_052_631_579),
        ("alpha(metric=ordinal)", 0.815_387_503_754_881_4),
        ("alpha(metric=interval)", 0.849_107_142_857_142_8),
        ("fleiss", 0.761_17),
        ("ac1", 0.775_44),
    ];
}
