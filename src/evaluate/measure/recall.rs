//! R@k: how much of what is relevant stands in the first k ranks.

use super::precision::expected_relevant;
use super::{Measure, REL, level};
use crate::corpus::Grade;
use crate::evaluate::JudgedRanking;
use crate::registry::{Cutoff, Entry};

/// R@k = relevant documents up to rank k ÷ all relevant documents; averaged over ties as P@k is. Linear in labels.
/// (McSherry & Najork 2008)
struct Recall {
    cutoff: usize,
    level: Grade,
}

pub(super) const ROW: Entry<dyn Measure> = Entry {
    name: "R",
    summary: "recall: relevant documents in the first k, over all relevant ones",
    reference: "Kent, Berry, Luehrs & Perry 1955; ties: McSherry & Najork 2008",
    parameters: &[REL],
    cutoff: Cutoff::Required,
    build: |arguments| {
        let cutoff = arguments.cutoff().expect("required by the row");
        Ok(Box::new(Recall { cutoff, level: level(arguments) }))
    },
};

impl Measure for Recall {
    fn value(&self, ranking: &JudgedRanking) -> Option<f64> {
        let relevant = ranking.relevant(self.level);
        (relevant > 0).then(|| expected_relevant(ranking, self.cutoff, self.level) / relevant as f64)
    }

    fn cutoff(&self) -> Option<usize> {
        Some(self.cutoff)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{judged, value};

    #[test]
    fn a_group_at_the_edge_gives_its_share() {
        // (1 + ¼·2) of 4
        let ranking = judged(&[(1, &[1]), (4, &[1, 1])], &[2]);
        assert_eq!(value("R@2", &ranking), Some(0.375));
        assert_eq!(value("R@100", &ranking), Some(0.75));
    }
}
