//! TF–IDF with the cosine of the vector space model: the document's vector has length 1, and the idf is the query's alone.

use super::{CollectionStatistics, DocumentStatistics, Needs, RetrievalModel, TermScorer, TermStatistics};
use crate::registry::{Cutoff, Entry};

pub(super) const ENTRY: Entry<dyn RetrievalModel> = Entry {
    name: "lnc_ltc",
    summary: "cosine of tf–idf vectors, SMART's lnc.ltc: log tf and cosine norm in the document, log tf and idf in the query",
    reference: "Salton & Buckley (1988), Term-weighting approaches in automatic text retrieval, table 1; Manning, Raghavan & Schütze (2008), Introduction to Information Retrieval, section 6.4.3",
    parameters: &[],
    cutoff: Cutoff::Never,
    build: |_| Ok(Box::new(LncLtc)),
};

/// The cosine of document and query weighted as SMART's lnc.ltc, times the norm of the query: per query term t
///
/// (1 + ln qtf) · ln(N / df) · (1 + ln tf) / √(Σ_u (1 + ln tf_u)²)
///
/// with qtf, tf the frequencies of t in query and document, tf_u that of each distinct term u of the document, df the
/// document frequency of t and N the number of documents; ln is natural (another base changes 1 + ln tf, and is another
/// model). SMART's third letter for the query, its norm, is the same for all documents of a query and left out, so scores
/// of different queries do not compare. A weight below 1, which only an expansion gives, stands for itself: x meets
/// 1 + ln x at 1 with the same slope. No length is read: what counts is the norm, over all terms of the document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LncLtc;

impl RetrievalModel for LncLtc {
    fn term(&self, term: &TermStatistics<'_>, collection: &CollectionStatistics) -> TermScorer {
        let idf = (collection.documents as f64 / term.document_frequency as f64).ln();
        let asked = term.query_frequency;
        let weight = idf * if asked < 1.0 { asked } else { 1.0 + asked.ln() };
        Box::new(move |tf, DocumentStatistics { log_norm, .. }| {
            weight * (1.0 + f64::from(tf).ln()) / log_norm
        })
    }

    fn needs(&self) -> Needs {
        Needs::frequency().distinct_terms()
    }
}

#[cfg(test)]
mod tests {
    use super::super::checks::*;
    use super::*;

    #[test]
    fn scores_worked_by_hand() {
        // idf = ln(10/2). Nothing but the term, however often: a vector of one place, whose cosine weight is 1.
        let idf = 5.0_f64.ln();
        assert_close(score_in("lnc_ltc", [7].into_iter()), idf);
        // Once among four terms once each: 1/√4.
        assert_close(score_in("lnc_ltc", [1, 1, 1, 1].into_iter()), idf / 2.0);
        // Twice beside another once: (1 + ln 2) / √((1 + ln 2)² + 1).
        let twice = 1.0 + 2.0_f64.ln();
        assert_close(score_in("lnc_ltc", [2, 1].into_iter()), idf * twice / twice.hypot(1.0));
    }

    #[test]
    fn the_querys_weight_is_logarithmic_from_one_and_itself_below() {
        let document = DocumentStatistics::new([1, 1, 1, 1].into_iter());
        let score = |query_frequency: f64| {
            LncLtc.term(&TermStatistics { query_frequency, ..TERM }, &COLLECTION)(1, document)
        };
        let once = score(1.0);
        assert_close(score(3.0), once * (1.0 + 3.0_f64.ln()));
        assert_close(score(0.25), once * 0.25);
    }
}
