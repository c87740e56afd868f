//! nDCG: discounted cumulative gain over that of the best ranking there could be.

use super::{Measure, places};
use crate::corpus::Grade;
use crate::evaluate::JudgedRanking;
use crate::registry::{Cutoff, Entry};

/// nDCG@k = DCG@k ÷ iDCG@k with DCG@k = Σ_{r ≤ k} g_r ÷ log₂(1 + r): linear gain g (grades below 0 gain 0), and iDCG@k the DCG@k
/// of all relevant documents in falling order of grade.
///
/// Averaged over ties every place of a group gains the group's mean grade. (Järvelin & Kekäläinen 2002; McSherry &
/// Najork 2008)
struct Ndcg {
    cutoff: Option<usize>,
}

pub(super) const ROW: Entry<dyn Measure> = Entry {
    name: "nDCG",
    summary: "normalised discounted cumulative gain, linear gain, log2 discount",
    reference: "Järvelin & Kekäläinen 2002, Cumulated gain-based evaluation of IR techniques; ties: McSherry & Najork 2008",
    parameters: &[],
    cutoff: Cutoff::Optional,
    build: |arguments| Ok(Box::new(Ndcg { cutoff: arguments.cutoff() })),
};

impl Measure for Ndcg {
    fn value(&self, ranking: &JudgedRanking) -> Option<f64> {
        let depth = self.cutoff.unwrap_or(usize::MAX);
        let best: f64 =
            ranking.ideal.iter().take(depth).zip(1..).map(|(grade, r)| gain(*grade) * discount(r)).sum();
        if ranking.ideal.is_empty() {
            return None;
        }
        let mut sum = 0.0;
        for place in places(ranking, self.cutoff).filter(|place| !place.grades.is_empty()) {
            let total: f64 = place.grades.iter().map(|grade| gain(*grade)).sum();
            let discounts: f64 = (1..=place.counted).map(|position| discount(place.before + position)).sum();
            sum += total / place.size as f64 * discounts;
        }
        // Rounding may lift a perfect ranking of tied documents just above 1.
        Some((sum / best).min(1.0))
    }

    fn cutoff(&self) -> Option<usize> {
        self.cutoff
    }
}

fn gain(grade: Grade) -> f64 {
    f64::from(grade.max(0))
}

/// 1 ÷ log₂(1 + rank).
fn discount(rank: usize) -> f64 {
    1.0 / ((rank + 1) as f64).log2()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{judged, value};

    #[test]
    fn three_documents_by_hand() {
        // grades 0, 3, 1 at ranks 1, 2, 3: 3/log₂3 + 1/2 over 3 + 1/log₂3
        let ranking = judged(&[(1, &[]), (1, &[3]), (1, &[1])], &[]);
        let log = 3.0_f64.log2();
        let expected = (3.0 / log + 0.5) / (3.0 + 1.0 / log);
        assert!((value("nDCG@3", &ranking).unwrap() - expected).abs() < 1e-15);
    }

    #[test]
    fn tied_documents_share_their_gain() {
        // grades 2 and 0 tie: each place gains 1, so (1 + 1/log₂3) ÷ 2
        let expected = (1.0 + 1.0 / 3.0_f64.log2()) / 2.0;
        assert!((value("nDCG", &judged(&[(2, &[2])], &[])).unwrap() - expected).abs() < 1e-15);
        assert_eq!(value("nDCG@1", &judged(&[(2, &[2])], &[])), Some(0.5));
    }
}
