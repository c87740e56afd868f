//! Coverage: the share of what a query asks for that a text has at all.

use super::TextFeature;
use crate::labels::PairText;
use crate::registry::{Cutoff, Entry};

/// Σ idf of the query's distinct terms that the text has ÷ Σ idf of all of them that some text has, in 0..=1. `None` where no
/// text has a term of the query.
struct Coverage;

pub(super) const ROW: Entry<dyn TextFeature> = Entry {
    name: "coverage",
    summary: "the share of the query's IDF mass that a text covers: 1 where it has every term of the query",
    reference: "idf as in Lucene's BM25Similarity, over the texts of the corpus",
    parameters: &[],
    cutoff: Cutoff::Never,
    build: |_| Ok(Box::new(Coverage)),
};

impl TextFeature for Coverage {
    fn value(&self, text: &PairText) -> Option<f64> {
        let mass = |all: bool| -> f64 {
            text.terms.iter().filter(|term| all || term.frequency > 0).map(|term| term.idf).sum()
        };
        let whole = mass(true);
        (whole > 0.0).then(|| mass(false) / whole)
    }
}
