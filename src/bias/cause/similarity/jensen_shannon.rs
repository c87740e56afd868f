//! Jensen–Shannon: how little query and document diverge from their mean distribution, without smoothing.

use std::f64::consts::LN_2;

use super::{QuerySimilarity, Similarity, shares};
use crate::registry::{Cutoff, Entry};
use crate::text::{CollectionCounts, TermId};

/// −JSD(q, d) = −½·Σ_t [q·ln(2q ÷ (q + d)) + d·ln(2d ÷ (q + d))], natural log, in −ln 2..=0; q and d are maximum-likelihood
/// distributions. Terms that the query has not add ln 2 · d(t) each, so that only the query's terms are gone through:
/// Σ over them, plus ln 2 · (1 − Σ d(t)).
///
/// `None` for a document without terms. (Lin 1991, Divergence measures based on the Shannon entropy)
struct JensenShannon;

pub(super) const ROW: Entry<dyn Similarity> = Entry {
    name: "jensen_shannon",
    summary: "negative Jensen-Shannon divergence of query and document, unsmoothed",
    reference: "Lin 1991, Divergence measures based on the Shannon entropy",
    parameters: &[],
    cutoff: Cutoff::Never,
    build: |_| Ok(Box::new(JensenShannon)),
};

impl Similarity for JensenShannon {
    fn query<'a>(&self, query: &[(TermId, u32)], _collection: &CollectionCounts) -> QuerySimilarity<'a> {
        let query = shares(query);
        Box::new(move |overlap| {
            let length = f64::from(overlap.length);
            let (mut sum, mut covered) = (0.0, 0_u64);
            for (share, frequency) in query.iter().zip(overlap.frequencies) {
                let in_document = f64::from(*frequency) / length;
                let both = share + in_document;
                sum += share * (2.0 * share / both).ln();
                if *frequency > 0 {
                    sum += in_document * (2.0 * in_document / both).ln();
                }
                covered += u64::from(*frequency);
            }
            let alone = LN_2 * ((f64::from(overlap.length) - covered as f64) / length);
            (overlap.length > 0).then_some(-0.5 * (sum + alone))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::value;

    #[test]
    fn two_terms_by_hand() {
        // q = (1, 0), d = (½, ½): ½·[ln(4/3) + ½·ln(2/3) + ½·ln 2]
        let expected = -0.5 * (f64::ln(4.0 / 3.0) + 0.5 * f64::ln(2.0 / 3.0) + 0.5 * f64::ln(2.0));
        let found = value("jensen_shannon", &[1, 0], &[2, 2], &[5, 5]).unwrap();
        assert!((found - expected).abs() < 1e-15);
    }

    #[test]
    fn equal_is_zero_and_disjoint_is_ln_2() {
        assert_eq!(value("jensen_shannon", &[1, 2], &[3, 6], &[9, 9]), Some(0.0));
        assert_eq!(value("jensen_shannon", &[1, 0], &[0, 6], &[9, 9]), Some(-f64::ln(2.0)));
    }
}
