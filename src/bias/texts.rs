//! The texts behind a run, as similarities need them: an analysed corpus and queries in; distinct terms with frequencies
//! of every document and query out, with collection statistics.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Similarity;
use super::similarity::{Overlap, frequencies};
use crate::corpus::{Catalogue, Query};
use crate::retrieve::model::{DocumentStatistics, Needs, Occurrences};
use crate::text::{AnalyzedCorpus, Analyzer, CollectionCounts, TermId, Vocabulary};

/// Terms of all documents and queries.
pub struct Texts {
    /// Distinct terms with frequencies of document i at `offsets[i]..offsets[i + 1]`, sorted by term.
    counts: Vec<(TermId, u32)>,
    offsets: Vec<usize>,
    lengths: Vec<u32>,
    collection: CollectionCounts,
    reference: CollectionCounts,
    queries: BTreeMap<String, Vec<(TermId, u32)>>,
}

impl Texts {
    /// The terms of `corpus` and of `queries`, cut by the same analyser; statistics are over all sources together. Query
    /// terms that no document has are left out.
    pub fn new(corpus: &AnalyzedCorpus, analyzer: &Analyzer, queries: &[Query]) -> Self {
        let (mut counts, mut offsets) = (Vec::new(), vec![0]);
        for number in 0..corpus.len() as u32 {
            counts.extend(corpus.counts(number));
            offsets.push(counts.len());
        }
        let terms =
            |query: &Query| (query.id.clone(), query_counts(corpus.vocabulary(), analyzer, &query.text));
        Texts {
            counts,
            offsets,
            lengths: (0..corpus.len() as u32).map(|number| corpus.length(number)).collect(),
            collection: corpus.statistics(None),
            reference: corpus.statistics(Some(corpus.catalogue().reference())),
            queries: queries.iter().map(terms).collect(),
        }
    }

    /// The number of documents.
    pub fn documents(&self) -> usize {
        self.lengths.len()
    }

    /// The length of a document in tokens.
    pub fn length(&self, document: u32) -> u32 {
        self.lengths[document as usize]
    }

    /// What a retrieval model of these needs may know of a document.
    pub(super) fn figures(&self, document: u32, needs: Needs) -> DocumentStatistics {
        let frequencies = self.counts(document).iter().map(|(_, frequency)| *frequency);
        DocumentStatistics {
            length: needs.seen_length(self.length(document)),
            ..DocumentStatistics::new(frequencies)
        }
    }

    /// The distinct terms of a query that some document has, with their frequencies, sorted by term; none where the query
    /// is not known.
    pub(super) fn query(&self, query: &str) -> &[(TermId, u32)] {
        self.queries.get(query).map_or(&[], Vec::as_slice)
    }

    /// How often a document has a term.
    pub(super) fn frequency(&self, document: u32, term: TermId) -> u32 {
        let counts = self.counts(document);
        counts.binary_search_by_key(&term, |(known, _)| *known).map_or(0, |place| counts[place].1)
    }

    /// The statistics over the documents of the reference alone, or over all.
    pub(super) fn pool(&self, reference: bool) -> &CollectionCounts {
        if reference { &self.reference } else { &self.collection }
    }

    /// The document and collection frequency of a term, over the documents of the reference alone or over all.
    pub(super) fn term_frequencies(&self, term: TermId, reference: bool) -> (u64, u64) {
        let of = self.pool(reference);
        (u64::from(of.document_frequency[term.index()]), of.collection_frequency[term.index()])
    }

    /// How the documents have each term of the queries: all documents, or those of the reference of a catalogue.
    pub(super) fn occurrences(&self, reference: Option<&Catalogue>) -> FxHashMap<TermId, Vec<Occurrences>> {
        let asked: FxHashSet<TermId> = self.queries.values().flatten().map(|(term, _)| *term).collect();
        let counted = |document: &u32| {
            reference.is_none_or(|catalogue| catalogue.id(*document).source == catalogue.reference())
        };
        let mut found: FxHashMap<TermId, Vec<(u32, u32)>> = FxHashMap::default();
        for document in (0..self.documents() as u32).filter(counted) {
            for (term, frequency) in self.counts(document).iter().filter(|(term, _)| asked.contains(term)) {
                found.entry(*term).or_default().push((*frequency, self.length(document)));
            }
        }
        found.into_iter().map(|(term, pairs)| (term, Occurrences::count(pairs.into_iter()))).collect()
    }

    /// The distinct terms of a document with their frequencies, sorted by term.
    fn counts(&self, document: u32) -> &[(TermId, u32)] {
        &self.counts[self.offsets[document as usize]..self.offsets[document as usize + 1]]
    }

    /// The part of each document that `similarity` needs alone.
    pub(super) fn document_parts(&self, similarity: &dyn Similarity) -> Vec<f64> {
        let part = |number| similarity.document(self.counts(number), &self.collection);
        (0..self.documents() as u32).map(part).collect()
    }

    /// For each of `documents` the value of each of `similarities` (with their document parts) to `query`; `None` for a
    /// query without known terms.
    pub(super) fn similarities(
        &self,
        query: &str,
        documents: &[u32],
        similarities: &[(&dyn Similarity, &[f64])],
    ) -> Option<Vec<Vec<Option<f64>>>> {
        let terms = self.queries.get(query).filter(|terms| !terms.is_empty())?;
        let scorers: Vec<_> = similarities
            .iter()
            .map(|(similarity, parts)| (similarity.query(terms, &self.collection), *parts))
            .collect();
        let of_document = |document: &u32| {
            let frequencies = frequencies(terms, self.counts(*document));
            let of =
                |part| Overlap { frequencies: &frequencies, length: self.length(*document), document: part };
            scorers.iter().map(|(scorer, parts)| scorer(&of(parts[*document as usize]))).collect()
        };
        Some(documents.iter().map(of_document).collect())
    }
}

/// The distinct terms of a text that the vocabulary knows, with their frequencies, sorted by term.
fn query_counts(vocabulary: &Vocabulary, analyzer: &Analyzer, text: &str) -> Vec<(TermId, u32)> {
    let mut counts: BTreeMap<TermId, u32> = BTreeMap::new();
    analyzer.analyze(text, &mut |term| {
        if let Some(id) = vocabulary.id(term) {
            *counts.entry(id).or_default() += 1;
        }
    });
    counts.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::super::SIMILARITIES;
    use super::super::similarity::similarity;
    use super::*;
    use crate::corpus::{Document, DocumentId, Source, SourceId, SourceKind};

    #[test]
    fn values_are_those_of_the_plain_function() {
        let source = Source { name: "human".to_string(), kind: SourceKind::Human };
        let texts = ["a b a c", "b d", "", "a a d e e"];
        let documents = texts.iter().zip(["0", "1", "2", "3"]).map(|(text, base)| {
            let id = DocumentId { base: base.into(), source: SourceId(0) };
            Ok(Document { id, title: String::new(), text: text.to_string() })
        });
        let analyzer = Analyzer::parse("words").unwrap();
        let corpus =
            AnalyzedCorpus::from_documents(vec![source], SourceId(0), documents, &analyzer, false).unwrap();
        let query = |id: &str, text: &str| Query::new(id, text);
        let queries = [query("q", "a unknown e a"), query("none", "unknown")];
        let texts = Texts::new(&corpus, &analyzer, &queries);
        let terms = [(TermId(0), 2), (corpus.vocabulary().id("e").unwrap(), 1)];
        for entry in SIMILARITIES.entries {
            let named = SIMILARITIES.parse(entry.name).unwrap();
            let parts = texts.document_parts(&*named.object);
            let found = texts.similarities("q", &[3, 0, 1, 2], &[(&*named.object, &parts)]).unwrap();
            for (document, values) in [3, 0, 1, 2].into_iter().zip(found) {
                let plain =
                    similarity(&*named.object, &terms, &corpus.counts(document), &corpus.statistics(None));
                assert_eq!(values, [plain], "{} {document}", entry.name);
            }
            for query in ["none", "unheard of"] {
                assert_eq!(texts.similarities(query, &[0], &[(&*named.object, &parts)]), None);
            }
        }
    }
}
