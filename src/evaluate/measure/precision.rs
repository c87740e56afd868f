//! P@k: how much of the first k ranks is relevant.

use super::{Measure, REL, level, places};
use crate::corpus::Grade;
use crate::evaluate::JudgedRanking;
use crate::registry::{Cutoff, Entry};

/// P@k = relevant documents up to rank k ÷ k, also where fewer than k were retrieved (as trec_eval). Linear in labels.
///
/// Averaged over ties a group gives (its places up to k) · (its share of relevant ones). (McSherry & Najork 2008)
struct Precision {
    cutoff: usize,
    level: Grade,
}

pub(super) const ROW: Entry<dyn Measure> = Entry {
    name: "P",
    summary: "precision: relevant documents in the first k, over k",
    reference: "Kent, Berry, Luehrs & Perry 1955; ties: McSherry & Najork 2008",
    parameters: &[REL],
    cutoff: Cutoff::Required,
    build: |arguments| {
        let cutoff = arguments.cutoff().expect("required by the row");
        Ok(Box::new(Precision { cutoff, level: level(arguments) }))
    },
};

impl Measure for Precision {
    fn value(&self, ranking: &JudgedRanking) -> Option<f64> {
        let found = || expected_relevant(ranking, self.cutoff, self.level) / self.cutoff as f64;
        (ranking.relevant(self.level) > 0).then(found)
    }

    fn cutoff(&self) -> Option<usize> {
        Some(self.cutoff)
    }
}

/// How many documents of at least this grade are within the first `cutoff` ranks, on average over the orders of tied documents.
pub(super) fn expected_relevant(ranking: &JudgedRanking, cutoff: usize, level: Grade) -> f64 {
    let of =
        |place: super::Place<'_>| place.relevant(level) as f64 * (place.counted as f64 / place.size as f64);
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
