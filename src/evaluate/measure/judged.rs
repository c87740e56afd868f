//! Judged@k: how much of the first k ranks is judged at all.

use super::{Measure, places};
use crate::evaluate::JudgedRanking;
use crate::registry::{Cutoff, Entry};

/// Judged@k = judged documents up to rank k, whatever their grades, ÷ documents up to rank k (fewer than k where fewer were
/// retrieved, as in ir_measures). It says how far the other measures rest on judgements. Undefined where nothing is judged.
/// Linear in labels.
///
/// Averaged over ties a group gives (its places up to k) · (its share of judged ones). (McSherry & Najork 2008)
struct Judged {
    cutoff: usize,
}

pub(super) const ROW: Entry<dyn Measure> = Entry {
    name: "Judged",
    summary: "judged documents in the first k, over the documents there",
    reference: "ir_measures, Judged; ties: McSherry & Najork 2008",
    parameters: &[],
    cutoff: Cutoff::Required,
    build: |arguments| {
        let cutoff = arguments.cutoff().expect("required by the row");
        Ok(Box::new(Judged { cutoff }))
    },
};

impl Measure for Judged {
    fn value(&self, ranking: &JudgedRanking) -> Option<f64> {
        if ranking.ideal.is_empty() && ranking.not_relevant.total() == 0 {
            return None;
        }
        let (mut judged, mut documents) = (0.0, 0);
        for place in places(ranking, Some(self.cutoff)) {
            let of_group = place.grades.len() + place.not_relevant.total();
            judged += of_group as f64 * (place.counted as f64 / place.size as f64);
            documents += place.counted;
        }
        Some(if documents > 0 { (judged / documents as f64).min(1.0) } else { 0.0 })
    }

    fn cutoff(&self) -> Option<usize> {
        Some(self.cutoff)
    }

    fn sees_not_relevant(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{judged, value};

    #[test]
    fn every_grade_counts_by_hand() {
        // rank 1 is judged, ranks 2–5 tie with two judged ones: up to rank 3 it is 1 + ½·2
        let ranking = judged(&[(1, &[-1]), (4, &[0, 2])], &[]);
        assert!((value("Judged@3", &ranking).unwrap() - 2.0 / 3.0).abs() < 1e-15);
        assert_eq!(value("Judged@10", &ranking), Some(0.6));
        assert_eq!(value("Judged@10", &judged(&[(1, &[0])], &[])), Some(1.0));
        assert_eq!(value("Judged@10", &judged(&[], &[0])), Some(0.0));
    }
}
