//! Rprec: how much of the first R ranks is relevant, where R documents are relevant.

use super::precision::expected_relevant;
use super::{Measure, REL, level};
use crate::corpus::Grade;
use crate::evaluate::JudgedRanking;
use crate::registry::{Cutoff, Entry};

/// Rprec = relevant documents up to rank R ÷ R, with R the number of relevant documents, retrieved or not; averaged over ties
/// as P@k is. Linear in labels where both sources have a version of each relevant content, so that exchanging labels
/// leaves R as it is. (Buckley & Voorhees 2005; McSherry & Najork 2008)
struct RPrecision {
    level: Grade,
}

pub(super) const ROW: Entry<dyn Measure> = Entry {
    name: "Rprec",
    summary: "precision at the rank R, of R relevant documents",
    reference: "Buckley & Voorhees 2005, Retrieval system evaluation; ties: McSherry & Najork 2008",
    parameters: &[REL],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(RPrecision { level: level(arguments) })),
};

impl Measure for RPrecision {
    fn value(&self, ranking: &JudgedRanking) -> Option<f64> {
        let relevant = ranking.relevant(self.level);
        (relevant > 0).then(|| expected_relevant(ranking, relevant, self.level) / relevant as f64)
    }

    fn cutoff(&self) -> Option<usize> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{judged, value};

    #[test]
    fn a_group_at_the_edge_gives_its_share() {
        // Three are relevant, one of them not retrieved; up to rank 3 it is 1 + 2/4·1 of 3.
        let ranking = judged(&[(1, &[1]), (4, &[2])], &[1]);
        assert_eq!(value("Rprec", &ranking), Some(0.5));
        assert_eq!(value("Rprec(rel=2)", &ranking), Some(0.0));
    }
}
