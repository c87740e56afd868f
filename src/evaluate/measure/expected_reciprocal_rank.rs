//! ERR: the expected value of one over the rank at which a reader who goes down the ranking is satisfied.

use super::{Measure, places};
use crate::corpus::Grade;
use crate::evaluate::JudgedRanking;
use crate::registry::{Cutoff, Entry, Kind, Parameter};

/// ERR = Σ over ranks r of (1/r)·R_r·Π_{i < r}(1 − R_i), where a document of grade g satisfies with probability
/// R = (2^g − 1) ÷ 2^G; under `@k` the sum ends at rank k. G is the highest grade of the scale, `max_grade`, 4 as in
/// gdeval, whatever grades a query has, so that values of queries compare; grades above G count as G, where gdeval
/// refuses them. A perfect ranking is below 1. Not linear in labels, since a document counts less below a relevant one.
///
/// Averaged over ties: let E_i be the mean, over all choices of i documents of a group, of the probability that none of them
/// satisfies. The reader stops at place i of the group with probability E_{i−1} − E_i. Adding document s to s − 1 others gives
/// E_i = ((s − i)·E_i + i·(1 − R_s)·E_{i−1}) ÷ s, so that the E of a group are found exactly, one document after the other.
/// (Chapelle et al. 2009, eq. 4)
struct ExpectedReciprocalRank {
    cutoff: Option<usize>,
    highest: Grade,
}

pub(super) const ROW: Entry<dyn Measure> = Entry {
    name: "ERR",
    summary: "expected reciprocal rank at which a reader is satisfied",
    reference: "Chapelle, Metzler, Zhang & Grinspan 2009, Expected reciprocal rank for graded relevance, eq. 4; G = 4 as in gdeval",
    parameters: &[Parameter {
        name: "max_grade",
        kind: Kind::Integer { low: 1, high: 50 },
        default: "4",
        meaning: "the highest grade of the scale; a higher one counts as this",
    }],
    cutoff: Cutoff::Optional,
    build: |arguments| {
        let highest = arguments.integer("max_grade") as Grade;
        Ok(Box::new(ExpectedReciprocalRank { cutoff: arguments.cutoff(), highest }))
    },
};

impl ExpectedReciprocalRank {
    /// 1 − R: the probability that a document of this grade above 0 does not satisfy.
    fn passed(&self, grade: Grade) -> f64 {
        1.0 - (2.0_f64.powi(grade.min(self.highest)) - 1.0) / 2.0_f64.powi(self.highest)
    }

    /// E_0 … E_counted of a group of `size` documents, of which all but `grades` satisfy nobody.
    fn unsatisfied(&self, size: usize, grades: &[Grade], counted: usize) -> Vec<f64> {
        let others = size - grades.len();
        let mut means: Vec<f64> = (0..=counted).map(|i| if i <= others { 1.0 } else { 0.0 }).collect();
        for (grade, s) in grades.iter().zip(others + 1..) {
            let passed = self.passed(*grade);
            for i in (1..=counted.min(s)).rev() {
                means[i] = ((s - i) as f64 * means[i] + i as f64 * passed * means[i - 1]) / s as f64;
            }
        }
        means
    }
}

impl Measure for ExpectedReciprocalRank {
    fn value(&self, ranking: &JudgedRanking) -> Option<f64> {
        if ranking.ideal.is_empty() {
            return None;
        }
        let (mut sum, mut reached) = (0.0, 1.0);
        for place in places(ranking, self.cutoff).filter(|place| !place.grades.is_empty()) {
            let means = self.unsatisfied(place.size, place.grades, place.counted);
            let stops = |i: usize| (means[i - 1] - means[i]) / (place.before + i) as f64;
            sum += reached * (1..=place.counted).map(stops).sum::<f64>();
            // Of a group that the cutoff parts this is not the whole, but no group comes after it.
            reached *= means[place.counted];
        }
        Some(sum)
    }

    fn cutoff(&self) -> Option<usize> {
        self.cutoff
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{judged, value};

    #[test]
    fn three_documents_by_hand() {
        // G = 2, grades 1, 0, 2: R is 1/4, 0, 3/4, so 1/4 + (3/4)(3/4)/3
        let ranking = judged(&[(1, &[1]), (1, &[]), (1, &[2])], &[]);
        assert!((value("ERR(max_grade=2)", &ranking).unwrap() - 0.4375).abs() < 1e-15);
        assert!((value("ERR(max_grade=2)@2", &ranking).unwrap() - 0.25).abs() < 1e-15);
        // G = 1: what has a grade satisfies one in two
        assert!((value("ERR(max_grade=1)", &ranking).unwrap() - (0.5 + 0.25 / 3.0)).abs() < 1e-15);
    }

    #[test]
    fn tied_documents_by_hand() {
        // G = 2, grades 1 and 2 tie: (1/4 + 3/4·3/4/2 + 3/4 + 1/4·1/4/2) ÷ 2
        let expected = (0.25 + 0.28125 + 0.75 + 0.03125) / 2.0;
        let found = value("ERR(max_grade=2)", &judged(&[(2, &[2, 1])], &[])).unwrap();
        assert!((found - expected).abs() < 1e-15);
    }
}
