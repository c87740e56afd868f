//! RBP: the share of relevant documents among those that a reader sees who goes on with a fixed probability.

use super::{Measure, REL, level, places};
use crate::corpus::Grade;
use crate::evaluate::JudgedRanking;
use crate::registry::{Cutoff, Entry, Kind, Parameter};

/// RBP = (1 − p)·Σ over ranks r of relevant documents of p^(r − 1), where p is the probability that the reader goes on to the
/// next document; under `@k` the sum ends at rank k. A ranking of n relevant documents alone has 1 − pⁿ. A sum over
/// documents, and so linear in labels, also where sources have different numbers of relevant documents.
///
/// Averaged over ties, each place of a group of n with m relevant documents holds m/n of one. (Moffat & Zobel 2008;
/// McSherry & Najork 2008)
struct RankBiasedPrecision {
    cutoff: Option<usize>,
    persistence: f64,
    level: Grade,
}

pub(super) const ROW: Entry<dyn Measure> = Entry {
    name: "RBP",
    summary: "rank-biased precision: each rank weighs p times the one before it",
    reference: "Moffat & Zobel 2008, Rank-biased precision for measurement of retrieval effectiveness; ties: McSherry & Najork 2008",
    parameters: &[
        Parameter {
            name: "p",
            kind: Kind::Number { low: 0.0, high: 0.9999 },
            default: "0.8",
            meaning: "the probability that the reader goes on to the next document",
        },
        REL,
    ],
    cutoff: Cutoff::Optional,
    build: |arguments| {
        let (cutoff, persistence) = (arguments.cutoff(), arguments.number("p"));
        Ok(Box::new(RankBiasedPrecision { cutoff, persistence, level: level(arguments) }))
    },
};

impl Measure for RankBiasedPrecision {
    fn value(&self, ranking: &JudgedRanking) -> Option<f64> {
        if ranking.relevant(self.level) == 0 {
            return None;
        }
        let mut sum = 0.0;
        for place in places(ranking, self.cutoff).filter(|place| place.relevant(self.level) > 0) {
            let weight = |position: usize| self.persistence.powf((place.before + position - 1) as f64);
            let share = place.relevant(self.level) as f64 / place.size as f64;
            sum += share * (1..=place.counted).map(weight).sum::<f64>();
        }
        Some(((1.0 - self.persistence) * sum).min(1.0))
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
        // relevant at ranks 1 and 3: 0.2·(1 + 0.64)
        let ranking = judged(&[(1, &[1]), (1, &[]), (1, &[2])], &[1]);
        assert!((value("RBP", &ranking).unwrap() - 0.328).abs() < 1e-15);
        assert!((value("RBP@2", &ranking).unwrap() - 0.2).abs() < 1e-15);
        assert_eq!(value("RBP(p=0)", &ranking), Some(1.0));
    }

    #[test]
    fn tied_documents_share_their_places() {
        // one of two at ranks 2 and 3: ½·½·(½ + ¼)
        let ranking = judged(&[(1, &[]), (2, &[1])], &[]);
        assert_eq!(value("RBP(p=0.5)", &ranking), Some(0.1875));
    }
}
