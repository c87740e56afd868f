//! bpref: how seldom documents that are judged as not relevant stand above relevant ones.

use super::{Measure, REL, level, places};
use crate::corpus::Grade;
use crate::evaluate::JudgedRanking;
use crate::registry::{Cutoff, Entry};

/// bpref = (1/R)·Σ over retrieved relevant documents of 1 − min(n, R) ÷ min(N, R), where R documents are relevant, N are judged
/// as not relevant, and n of these stand above the document; the fraction is 0 where N is 0. As in trec_eval, a
/// document is judged as not relevant by a grade from 0 to below `rel`, and one of a grade below 0 is as good as not judged.
///
/// Averaged over ties: of b documents judged as not relevant in the group of a relevant one, each number from 0 to b is equally
/// likely to stand above it. What is not judged has no influence.
///
/// With one source as target the documents of others are not judged, so that it compares a source with itself alone. Its
/// difference between two sources says nothing about which of them is favoured, and no Relative Δ is made of it. It is
/// not linear in labels. (Buckley & Voorhees 2004, as corrected in trec_eval's m_bpref.c)
struct Bpref {
    level: Grade,
}

pub(super) const ROW: Entry<dyn Measure> = Entry {
    name: "bpref",
    summary: "relevant documents above those judged as not relevant",
    reference: "Buckley & Voorhees 2004, Retrieval evaluation with incomplete information; the formula of trec_eval",
    parameters: &[REL],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(Bpref { level: level(arguments) })),
};

impl Measure for Bpref {
    fn value(&self, ranking: &JudgedRanking) -> Option<f64> {
        let relevant = ranking.relevant(self.level);
        if relevant == 0 {
            return None;
        }
        let judged = ranking.ideal.len() + ranking.not_relevant.zero;
        let most = (judged - relevant).min(relevant) as f64;
        let lost = |above: usize| if above == 0 { 0.0 } else { above.min(relevant) as f64 / most };
        let (mut sum, mut above) = (0.0, 0);
        for place in places(ranking, None) {
            let found = place.relevant(self.level);
            let others = place.grades.len() - found + place.not_relevant.zero;
            if found > 0 {
                let mean = (above..=above + others).map(lost).sum::<f64>() / (others + 1) as f64;
                sum += found as f64 * (1.0 - mean);
            }
            above += others;
        }
        Some((sum / relevant as f64).clamp(0.0, 1.0))
    }

    fn cutoff(&self) -> Option<usize> {
        None
    }

    fn sees_not_relevant(&self) -> bool {
        true
    }

    fn compares_sources(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{judged, value};

    #[test]
    fn what_is_not_judged_has_no_influence_by_hand() {
        // R = 3, N = 2: relevant under 0, 1 and 2 documents judged as not relevant, with others between: (1 + ½ + 0) ÷ 3
        let ranking =
            judged(&[(1, &[]), (1, &[1]), (1, &[0]), (1, &[-1]), (1, &[2]), (1, &[0]), (1, &[1])], &[]);
        assert!((value("bpref", &ranking).unwrap() - 0.5).abs() < 1e-15);
        // With rel=2, R = 1 and N = 4, of which one or more above cost all.
        assert_eq!(value("bpref(rel=2)", &ranking), Some(0.0));
        assert_eq!(value("bpref", &judged(&[(1, &[]), (1, &[1])], &[1])), Some(0.5));
    }

    #[test]
    fn tied_documents_by_hand() {
        // R = 2, N = 2 in one group with one that is not judged: 0, 1 or 2 above each relevant one, (1 + ½ + 0) ÷ 3
        let found = value("bpref", &judged(&[(5, &[1, 1, 0, 0])], &[])).unwrap();
        assert!((found - 0.5).abs() < 1e-15);
    }
}
