//! nDCG: discounted cumulative gain over that of the best ranking there could be.

use std::sync::LazyLock;

use super::{Measure, places};
use crate::corpus::Grade;
use crate::evaluate::JudgedRanking;
use crate::registry::{Cutoff, Entry, Kind, Parameter};

/// nDCG@k = DCG@k ÷ iDCG@k with DCG@k = Σ_{r ≤ k} gain(g_r) ÷ log₂(1 + r), and iDCG@k the DCG@k of all relevant documents in
/// falling order of grade. The gain of a grade g above 0 is g, or 2^g − 1 under `gain=exponential`; all others gain 0.
/// Linear in labels.
///
/// Averaged over ties every place of a group gains the group's mean gain. (Järvelin & Kekäläinen 2002; Burges et al. 2005;
/// McSherry & Najork 2008)
struct Ndcg {
    cutoff: Option<usize>,
    /// What a grade gains where the highest grade there is is the second.
    gain: fn(Grade, Grade) -> f64,
}

const EXPONENTIAL: &str = "exponential";

pub(super) const ROW: Entry<dyn Measure> = Entry {
    name: "nDCG",
    summary: "normalised discounted cumulative gain, log2 discount",
    reference: "Järvelin & Kekäläinen 2002, Cumulated gain-based evaluation of IR techniques; exponential gain: Burges et al. 2005, Learning to rank using gradient descent; ties: McSherry & Najork 2008",
    parameters: &[Parameter {
        name: "gain",
        kind: Kind::Choice(&["linear", EXPONENTIAL]),
        default: "linear",
        meaning: "what a document of grade g gains: g, or 2^g - 1",
    }],
    cutoff: Cutoff::Optional,
    build: |arguments| {
        let gain = if arguments.text("gain") == EXPONENTIAL { exponential } else { linear };
        Ok(Box::new(Ndcg { cutoff: arguments.cutoff(), gain }))
    },
};

impl Measure for Ndcg {
    fn value(&self, ranking: &JudgedRanking) -> Option<f64> {
        let depth = self.cutoff.unwrap_or(usize::MAX);
        let highest = *ranking.ideal.first()?;
        let gain = |grade: &Grade| (self.gain)(*grade, highest);
        let best: f64 =
            ranking.ideal.iter().take(depth).zip(1..).map(|(grade, r)| gain(grade) * discount(r)).sum();
        let mut sum = 0.0;
        for place in places(ranking, self.cutoff).filter(|place| !place.grades.is_empty()) {
            let total: f64 = place.grades.iter().map(gain).sum();
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

fn linear(grade: Grade, _: Grade) -> f64 {
    f64::from(grade.max(0))
}

/// (2^grade − 1) / 2^highest, which is finite however high grades are.
fn exponential(grade: Grade, highest: Grade) -> f64 {
    let grade = grade.max(0);
    2.0_f64.powi(grade - highest) - 2.0_f64.powi(-highest)
}

/// 1 ÷ log₂(1 + rank).
fn discount(rank: usize) -> f64 {
    DISCOUNTS.get(rank).copied().unwrap_or_else(|| computed_discount(rank))
}

fn computed_discount(rank: usize) -> f64 {
    1.0 / ((rank + 1) as f64).log2()
}

/// Those of the first ranks, as they are computed for any other.
static DISCOUNTS: LazyLock<[f64; 1024]> = LazyLock::new(|| std::array::from_fn(computed_discount));

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
    fn exponential_gain_by_hand() {
        // grades 0, 3, 1 at ranks 1, 2, 3 gain 0, 7, 1: 7/log₂3 + 1/2 over 7 + 1/log₂3
        let ranking = judged(&[(1, &[]), (1, &[3]), (1, &[1])], &[]);
        let log = 3.0_f64.log2();
        let expected = (7.0 / log + 0.5) / (7.0 + 1.0 / log);
        assert!((value("nDCG(gain=exponential)", &ranking).unwrap() - expected).abs() < 1e-15);
        // Beyond what a float holds: 2^1100 and 2^1050, which gains nothing beside it.
        let high = judged(&[(1, &[1050]), (1, &[1100])], &[]);
        assert!((value("nDCG(gain=exponential)", &high).unwrap() - 1.0 / log).abs() < 1e-12);
        let large = judged(&[(2, &[2_000_000_000])], &[5]);
        assert!((value("nDCG(gain=exponential)@1", &large).unwrap() - 0.5).abs() < 1e-15);
    }

    #[test]
    fn tied_documents_share_their_gain() {
        // grades 2 and 0 tie: each place gains 1, so (1 + 1/log₂3) ÷ 2
        let expected = (1.0 + 1.0 / 3.0_f64.log2()) / 2.0;
        assert!((value("nDCG", &judged(&[(2, &[2])], &[])).unwrap() - expected).abs() < 1e-15);
        assert_eq!(value("nDCG@1", &judged(&[(2, &[2])], &[])), Some(0.5));
    }
}
