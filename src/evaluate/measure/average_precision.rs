//! AP: the mean, over all relevant documents, of the precision at the rank of each.

use super::{Measure, REL, level, places};
use crate::corpus::Grade;
use crate::evaluate::JudgedRanking;
use crate::registry::{Cutoff, Entry};

/// AP = (1/R)·Σ over ranks r of relevant documents of (relevant ones up to r) ÷ r, with R the number of relevant documents,
/// retrieved or not; under `@k` the sum ends at rank k and R stays. As a sum over pairs of documents it is linear in labels.
///
/// Averaged over ties, place i of a group of n with m relevant ones, before which t documents and c relevant ones stand,
/// adds (m/n)·(c + 1 + (i − 1)(m − 1)/(n − 1)) ÷ (t + i). (McSherry & Najork 2008)
struct AveragePrecision {
    cutoff: Option<usize>,
    level: Grade,
}

pub(super) const ROW: Entry<dyn Measure> = Entry {
    name: "AP",
    summary: "average precision, over the number of relevant documents",
    reference: "Buckley & Voorhees 2005, Retrieval system evaluation; ties: McSherry & Najork 2008",
    parameters: &[REL],
    cutoff: Cutoff::Optional,
    build: |arguments| Ok(Box::new(AveragePrecision { cutoff: arguments.cutoff(), level: level(arguments) })),
};

impl Measure for AveragePrecision {
    fn value(&self, ranking: &JudgedRanking) -> Option<f64> {
        let (mut sum, mut found) = (0.0, 0.0);
        for place in places(ranking, self.cutoff) {
            let (size, relevant) = (place.size as f64, place.relevant(self.level) as f64);
            if relevant > 0.0 {
                let others = if place.size > 1 { (relevant - 1.0) / (size - 1.0) } else { 0.0 };
                let at = |position: usize| {
                    (found + 1.0 + (position - 1) as f64 * others) / (place.before + position) as f64
                };
                sum += relevant / size * (1..=place.counted).map(at).sum::<f64>();
            }
            found += relevant;
        }
        let relevant = ranking.relevant(self.level);
        (relevant > 0).then(|| (sum / relevant as f64).min(1.0))
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
        // relevant at ranks 1 and 3, one more not retrieved: (1/1 + 2/3) ÷ 3
        let ranking = judged(&[(1, &[1]), (1, &[]), (1, &[2])], &[1]);
        assert!((value("AP", &ranking).unwrap() - 5.0 / 9.0).abs() < 1e-15);
        assert!((value("AP@2", &ranking).unwrap() - 1.0 / 3.0).abs() < 1e-15);
    }

    #[test]
    fn two_of_three_tied_by_hand() {
        // orders 110, 101, 011: AP 1, (1 + 2/3)/2, (1/2 + 2/3)/2
        let expected = (1.0 + 5.0 / 6.0 + 7.0 / 12.0) / 3.0;
        assert!((value("AP", &judged(&[(3, &[1, 1])], &[])).unwrap() - expected).abs() < 1e-15);
    }
}
