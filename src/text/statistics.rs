//! Collection statistics: how many documents and tokens, and for each term in how many documents and how often.
//! They merge by addition, so parts counted apart give the whole.

use super::TermId;

/// Document and collection frequencies over one set of documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CollectionCounts {
    /// Number of documents, N.
    pub documents: u64,
    /// Number of tokens.
    pub tokens: u64,
    /// For each term, in how many documents it occurs (df).
    pub document_frequency: Vec<u32>,
    /// For each term, how often it occurs (cf).
    pub collection_frequency: Vec<u64>,
}

impl CollectionCounts {
    /// Nothing counted yet, for a vocabulary of `terms` terms.
    pub fn new(terms: usize) -> Self {
        CollectionCounts {
            documents: 0,
            tokens: 0,
            document_frequency: vec![0; terms],
            collection_frequency: vec![0; terms],
        }
    }

    /// Adds one document, given as its distinct terms with their frequencies.
    pub fn add(&mut self, counts: &[(TermId, u32)]) {
        self.documents += 1;
        for (term, frequency) in counts {
            self.tokens += u64::from(*frequency);
            self.document_frequency[term.index()] += 1;
            self.collection_frequency[term.index()] += u64::from(*frequency);
        }
    }

    /// Adds what was counted elsewhere over the same vocabulary.
    pub fn merge(&mut self, other: &CollectionCounts) {
        self.documents += other.documents;
        self.tokens += other.tokens;
        for (mine, theirs) in self.document_frequency.iter_mut().zip(&other.document_frequency) {
            *mine += theirs;
        }
        for (mine, theirs) in self.collection_frequency.iter_mut().zip(&other.collection_frequency) {
            *mine += theirs;
        }
    }

    /// Mean document length in tokens; `None` without documents.
    pub fn mean_length(&self) -> Option<f64> {
        (self.documents > 0).then(|| self.tokens as f64 / self.documents as f64)
    }
}
