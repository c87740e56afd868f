//! A query's terms in an index: text in; distinct terms with weights, the rarest first, out.

use rustc_hash::FxHashMap;

use crate::error::Result;
use crate::index::{Index, IndexedTerm};
use crate::retrieve::model::{CollectionFigures, TermStatistics};
use crate::text::Analyzer;

/// A term of a query that some document has.
#[derive(Debug, Clone)]
pub(super) struct QueryTerm {
    pub term: IndexedTerm,
    /// How often it occurs in the query, or its weight there.
    pub weight: f64,
}

impl QueryTerm {
    /// What a model may know of it, over all documents.
    pub fn statistics(&self) -> TermStatistics {
        TermStatistics {
            document_frequency: u64::from(self.term.document_frequency),
            collection_frequency: self.term.collection_frequency,
            query_frequency: self.weight,
        }
    }
}

/// The distinct terms of `text` that the index has, by rising document frequency, equal ones in order of their bytes.
///
/// Scores are summed in this order, which neither the order of the query's words nor that of the documents changes.
pub(super) fn query_terms(index: &Index, analyzer: &Analyzer, text: &str) -> Result<Vec<QueryTerm>> {
    let mut frequencies: FxHashMap<String, u32> = FxHashMap::default();
    analyzer.analyze(text, &mut |term| match frequencies.get_mut(term) {
        Some(frequency) => *frequency += 1,
        None => drop(frequencies.insert(term.to_string(), 1)),
    });
    let mut found = Vec::with_capacity(frequencies.len());
    for (term, frequency) in frequencies {
        if let Some(term) = index.term(&term)? {
            found.push(QueryTerm { term, weight: f64::from(frequency) });
        }
    }
    in_order(&mut found);
    Ok(found)
}

/// Puts terms into the order in which scores are summed.
pub(super) fn in_order(terms: &mut [QueryTerm]) {
    terms.sort_unstable_by_key(|one| (one.term.document_frequency, one.term.number));
}

/// What a model may know of the whole index and the query.
pub(super) fn collection(index: &Index, terms: &[QueryTerm]) -> CollectionFigures {
    CollectionFigures {
        documents: index.description().documents,
        tokens: index.description().tokens,
        query_length: terms.iter().map(|one| one.weight).sum(),
    }
}
