//! RR: one over the rank of the first relevant document.

use super::{Measure, REL, level, places};
use crate::corpus::Grade;
use crate::evaluate::JudgedRanking;
use crate::registry::{Cutoff, Entry};

/// RR = 1 ÷ rank of the first relevant document; 0 where none was retrieved, or none up to rank k under `@k`.
/// Linear in labels to first order alone, since only the first relevant document counts.
///
/// Averaged over ties it is the sum over the places i of the first group with relevant documents (m of n) of
/// C(n − i, m − 1) ÷ C(n, m) ÷ (t + i), t documents standing before it. (Voorhees 1999; McSherry & Najork 2008)
struct ReciprocalRank {
    cutoff: Option<usize>,
    level: Grade,
}

pub(super) const ROW: Entry<dyn Measure> = Entry {
    name: "RR",
    summary: "reciprocal rank of the first relevant document",
    reference: "Voorhees 1999, The TREC-8 question answering track report; ties: McSherry & Najork 2008",
    parameters: &[REL],
    cutoff: Cutoff::Optional,
    build: |arguments| Ok(Box::new(ReciprocalRank { cutoff: arguments.cutoff(), level: level(arguments) })),
};

impl Measure for ReciprocalRank {
    fn value(&self, ranking: &JudgedRanking) -> Option<f64> {
        if ranking.relevant(self.level) == 0 {
            return None;
        }
        let Some(place) = places(ranking, self.cutoff).find(|place| place.relevant(self.level) > 0) else {
            return Some(0.0);
        };
        let (size, relevant) = (place.size, place.relevant(self.level));
        // The chance that the first relevant document of the group is at its place `position`.
        let mut chance = relevant as f64 / size as f64;
        let mut sum = 0.0;
        for position in 1..=place.counted.min(size - relevant + 1) {
            sum += chance / (place.before + position) as f64;
            let left = size - position;
            if left > 0 {
                chance *= (left + 1 - relevant) as f64 / left as f64;
            }
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
    fn one_of_three_tied_at_ranks_two_to_four() {
        let ranking = judged(&[(1, &[]), (3, &[1])], &[]);
        let expected = (1.0 / 2.0 + 1.0 / 3.0 + 1.0 / 4.0) / 3.0;
        assert!((value("RR", &ranking).unwrap() - expected).abs() < 1e-15);
        assert!((value("RR@2", &ranking).unwrap() - 1.0 / 6.0).abs() < 1e-15);
        assert_eq!(value("RR@1", &ranking), Some(0.0));
    }

    #[test]
    fn two_of_three_tied_by_hand() {
        // first at rank 1 in two of three orders, at rank 2 in one
        let expected = (2.0 + 0.5) / 3.0;
        assert!((value("RR", &judged(&[(3, &[1, 1])], &[])).unwrap() - expected).abs() < 1e-15);
    }
}
