//! Success@k: whether anything relevant stands in the first k ranks.

use super::{Measure, REL, level, places};
use crate::corpus::Grade;
use crate::evaluate::JudgedRanking;
use crate::registry::{Cutoff, Entry};

/// Success@k = 1 where a relevant document is within the first k ranks, else 0. Not linear in labels, since a second relevant
/// document adds nothing.
///
/// Averaged over ties it is the probability of that: where a group of n with m relevant documents has c places up to k, and
/// none before it is relevant, 1 − C(n − m, c) ÷ C(n, c). (McSherry & Najork 2008)
struct Success {
    cutoff: usize,
    level: Grade,
}

pub(super) const ROW: Entry<dyn Measure> = Entry {
    name: "Success",
    summary: "whether a relevant document is in the first k",
    reference: "trec_eval, success; ties: McSherry & Najork 2008",
    parameters: &[REL],
    cutoff: Cutoff::Required,
    build: |arguments| {
        let cutoff = arguments.cutoff().expect("required by the row");
        Ok(Box::new(Success { cutoff, level: level(arguments) }))
    },
};

impl Measure for Success {
    fn value(&self, ranking: &JudgedRanking) -> Option<f64> {
        if ranking.relevant(self.level) == 0 {
            return None;
        }
        let mut first = places(ranking, Some(self.cutoff)).filter(|place| place.relevant(self.level) > 0);
        let Some(place) = first.next() else { return Some(0.0) };
        let others = place.size - place.relevant(self.level);
        // C(n − m, c) ÷ C(n, c): that all places up to k go to documents that are not relevant.
        let missed = |taken: usize| others.saturating_sub(taken) as f64 / (place.size - taken) as f64;
        Some(1.0 - (0..place.counted).map(missed).product::<f64>())
    }

    fn cutoff(&self) -> Option<usize> {
        Some(self.cutoff)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{judged, value};

    #[test]
    fn two_of_four_tied_by_hand() {
        // ranks 2–5 tie with two relevant documents: rank 2 misses in 2/4 of the orders, ranks 2 and 3 in 2/4·1/3
        let ranking = judged(&[(1, &[]), (4, &[1, 1])], &[]);
        assert_eq!((value("Success@1", &ranking), value("Success@2", &ranking)), (Some(0.0), Some(0.5)));
        assert!((value("Success@3", &ranking).unwrap() - 5.0 / 6.0).abs() < 1e-15);
        assert_eq!((value("Success@4", &ranking), value("Success@100", &ranking)), (Some(1.0), Some(1.0)));
    }
}
