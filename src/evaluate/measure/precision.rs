//! P@k: how much of the first k ranks is relevant.

use super::{Measure, places};
use crate::evaluate::JudgedRanking;
use crate::registry::{Cutoff, Entry};

/// P@k = relevant documents up to rank k ÷ k, also where fewer than k were retrieved (as trec_eval).
///
/// Averaged over ties a group gives (its places up to k) · (its share of relevant ones). (McSherry & Najork 2008)
struct Precision {
    cutoff: usize,
}

pub(super) const ROW: Entry<dyn Measure> = Entry {
    name: "P",
    summary: "precision: relevant documents in the first k, over k",
    reference: "Kent, Berry, Luehrs & Perry 1955; ties: McSherry & Najork 2008",
    parameters: &[],
    cutoff: Cutoff::Required,
    build: |arguments| {
        let cutoff = arguments.cutoff().expect("required by the row");
        Ok(Box::new(Precision { cutoff }))
    },
};

impl Measure for Precision {
    fn value(&self, ranking: &JudgedRanking) -> Option<f64> {
        (!ranking.ideal.is_empty()).then(|| expected_relevant(ranking, self.cutoff) / self.cutoff as f64)
    }

    fn cutoff(&self) -> Option<usize> {
        Some(self.cutoff)
    }
}

/// How many relevant documents are within the first `cutoff` ranks, on average over the orders of tied documents.
pub(super) fn expected_relevant(ranking: &JudgedRanking, cutoff: usize) -> f64 {
    let of = |place: super::Place<'_>| place.grades.len() as f64 * (place.counted as f64 / place.size as f64);
    places(ranking, Some(cutoff)).map(of).sum::<f64>() + 0.0
}

#[cfg(test)]
mod tests {
    use super::super::tests::{judged, value};

    #[test]
    fn a_group_at_the_edge_gives_its_share() {
        // rank 1 relevant, ranks 2–5 tie with two relevant ones: up to rank 2 it is 1 + ¼·2
        let ranking = judged(&[(1, &[1]), (4, &[1, 1])], &[]);
        assert_eq!(value("P@2", &ranking), Some(0.75));
        assert_eq!(value("P@10", &ranking), Some(0.3));
    }
}
