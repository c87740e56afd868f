//! A query in an index: text in; distinct terms with weights, the rarest first, and their statistics out.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::context::{Context, TermOccurrences};
use super::postings::Postings;
use crate::error::Result;
use crate::index::{Index, IndexedTerm, Titles};
use crate::retrieve::model::{CollectionStatistics, Occurrences, TermStatistics};
use crate::text::Analyzer;

/// A term of a query that some document has.
#[derive(Debug, Clone)]
pub(super) struct QueryTerm {
    pub term: IndexedTerm,
    /// How often it occurs in the query, or its weight there.
    pub weight: f64,
    /// Its characters.
    pub characters: u32,
}

impl QueryTerm {
    pub fn new(term: IndexedTerm, text: &str, weight: f64) -> Self {
        QueryTerm { term, weight, characters: text.chars().count() as u32 }
    }
}

/// A query as it is searched.
pub(super) struct Query<'a> {
    pub id: &'a str,
    /// Its distinct terms by rising document frequency, equal ones in order of their bytes.
    ///
    /// Scores are summed in this order, which neither the order of the query's words nor that of the documents changes.
    pub terms: Vec<QueryTerm>,
    /// The document and collection frequency of each term in each source, where a model counts over some documents.
    by_source: Vec<Vec<(u64, u64)>>,
    /// How the documents have each term; empty where no model asks.
    occurrences: Vec<Arc<TermOccurrences>>,
}

impl<'a> Query<'a> {
    /// The query of these terms.
    pub fn new(id: &'a str, mut terms: Vec<QueryTerm>, context: &Context<'_>) -> Result<Self> {
        terms.sort_unstable_by_key(|one| (one.term.document_frequency, one.term.number));
        let mut by_source = Vec::new();
        if let Some(sources) = &context.sources {
            for one in &terms {
                let mut counts = vec![(0, 0); sources.sizes.len()];
                Postings::new(context.index, &one.term)?.below(u32::MAX, |document, frequency| {
                    let (documents, occurrences) = &mut counts[sources.of[document as usize] as usize];
                    *documents += 1;
                    *occurrences += u64::from(frequency);
                });
                by_source.push(counts);
            }
        }
        let occurrences = match &context.occurrences {
            Some(known) => terms.iter().map(|one| occurrences(context, known, one)).collect::<Result<_>>()?,
            None => Vec::new(),
        };
        Ok(Query { id, terms, by_source, occurrences })
    }

    /// The query of a text.
    pub fn of_text(id: &'a str, text: &str, analyzer: &Analyzer, context: &Context<'_>) -> Result<Self> {
        Query::new(id, text_terms(context.index, analyzer, text)?, context)
    }

    /// What a model may know of the term at `place`: over all documents, or over those of one source, where a term that
    /// they do not have counts as one that occurs once.
    pub fn statistics(&self, place: usize, source: Option<usize>) -> TermStatistics<'_> {
        let QueryTerm { term, weight, characters } = &self.terms[place];
        let (documents, occurrences) = match source {
            None => (u64::from(term.document_frequency), term.collection_frequency),
            Some(source) => self.by_source[place][source],
        };
        TermStatistics {
            document_frequency: documents.max(1),
            collection_frequency: occurrences.max(1),
            query_frequency: *weight,
            characters: *characters,
            occurrences: match self.occurrences.get(place) {
                Some(found) => &found[source.map_or(0, |source| source + 1)],
                None => &[],
            },
        }
    }

    /// What a model may know of the whole index, or of one source, and the query.
    pub fn collection(&self, context: &Context<'_>, source: Option<usize>) -> CollectionStatistics {
        let all = context.index.description();
        let (documents, tokens) = match (source, &context.sources) {
            (Some(source), Some(sources)) => sources.sizes[source],
            _ => (all.documents, all.tokens),
        };
        CollectionStatistics {
            documents: documents.max(1),
            tokens: tokens.max(1),
            query_length: self.terms.iter().map(|one| one.weight).sum(),
            title_tokens: match (source, &context.sources) {
                (Some(source), Some(sources)) => sources.title_tokens[source],
                _ => context.titles.map_or(0, Titles::tokens),
            },
        }
    }
}

/// The distinct terms of `text` that the index has.
fn text_terms(index: &Index, analyzer: &Analyzer, text: &str) -> Result<Vec<QueryTerm>> {
    let mut frequencies: FxHashMap<String, u32> = FxHashMap::default();
    analyzer.analyze(text, &mut |term| match frequencies.get_mut(term) {
        Some(frequency) => *frequency += 1,
        None => drop(frequencies.insert(term.to_string(), 1)),
    });
    let mut found = Vec::with_capacity(frequencies.len());
    for (term, frequency) in frequencies {
        if let Some(indexed) = index.term(&term)? {
            found.push(QueryTerm::new(indexed, &term, f64::from(frequency)));
        }
    }
    Ok(found)
}

/// How the documents have a term, which is counted where no query has asked before.
fn occurrences(
    context: &Context<'_>,
    known: &Mutex<FxHashMap<u32, Arc<TermOccurrences>>>,
    one: &QueryTerm,
) -> Result<Arc<TermOccurrences>> {
    let known = || known.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = known().get(&one.term.number) {
        return Ok(found.clone());
    }
    let lengths = context.index.lengths();
    let sources = context.sources.as_ref().map_or(0, |sources| sources.sizes.len());
    let mut found = vec![Vec::new(); 1 + sources];
    Postings::new(context.index, &one.term)?.below(u32::MAX, |document, frequency| {
        let pair = (frequency, lengths[document as usize]);
        found[0].push(pair);
        if let Some(sources) = &context.sources {
            found[1 + sources.of[document as usize] as usize].push(pair);
        }
    });
    let counted = found.into_iter().map(|pairs| Occurrences::count(pairs.into_iter())).collect();
    Ok(known().entry(one.term.number).or_insert(Arc::new(counted)).clone())
}
