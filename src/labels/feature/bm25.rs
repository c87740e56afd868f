//! BM25: what the usual retrieval model makes of a text.

use super::TextFeature;
use crate::labels::PairText;
use crate::registry::{Cutoff, Entry};

/// The BM25 score (k1 = 1.2, b = 0.75) of the text for the query over the statistics of the whole corpus, at least 0. `None`
/// where no text has a term of the query.
struct Bm25;

pub(super) const ROW: Entry<dyn TextFeature> = Entry {
    name: "bm25",
    summary: "the BM25 score of the text for the query, over the statistics of the whole corpus",
    reference: "Robertson & Zaragoza (2009), The Probabilistic Relevance Framework, eq. 3.15; as the retrieval model `bm25`",
    parameters: &[],
    cutoff: Cutoff::Never,
    build: |_| Ok(Box::new(Bm25)),
};

impl TextFeature for Bm25 {
    fn value(&self, text: &PairText) -> Option<f64> {
        text.score
    }
}
