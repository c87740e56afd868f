//! The texts behind a run, as analyses need them: evidence in; the distinct terms with frequencies of its queries and of the
//! documents that are ranked or judged relevant, each counted once, with collection statistics, out.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::ranked_texts::{RankedTexts, Similarities};
use super::{Evidence, Similarity};
use crate::bias::cause::similarity::Overlap;
use crate::corpus::{Pool, Query, SourceId};
use crate::retrieve::RetrievalModel;
use crate::retrieve::model::{CollectionStatistics, DocumentStatistics, Needs, Occurrences, TermFrequency};
use crate::text::{AnalyzedCorpus, Analyzer, CollectionCounts, TermCounts, TermId, Vocabulary};

/// The place of a document that is not counted.
const NOT_COUNTED: u32 = u32::MAX;

/// Terms of all queries, and of all versions of contents that are ranked or judged relevant. Who wrote a document is nowhere in
/// it but in the statistics over one source, so that it serves placebos too.
pub struct Texts<'a> {
    corpus: &'a AnalyzedCorpus,
    counted: TermCounts,
    /// The terms of the queries alone, in the same documents.
    asked: TermCounts,
    /// For each document of the corpus, its place among those that are counted.
    places: Vec<u32>,
    /// What models may know of each document that is counted.
    statistics: Vec<DocumentStatistics>,
    /// Each similarity, with what it needs of each document that is counted alone.
    similarities: Vec<(&'a dyn Similarity, Vec<f64>)>,
    queries: BTreeMap<String, Vec<(TermId, u32)>>,
    /// What each query ranks.
    ranked: BTreeMap<String, RankedTexts>,
    /// How queries write each of their terms most often.
    forms: BTreeMap<TermId, String>,
    collection: CollectionCounts,
    /// The tokens of the titles of each source, 0 where titles are not known apart.
    title_tokens: Vec<u64>,
    /// The statistics over the documents of each source.
    of_sources: Vec<OnceLock<CollectionCounts>>,
    /// What [`Texts::rarity`] and [`Texts::smoothed_rarity`] tell.
    rarities: [OnceLock<Vec<f64>>; 2],
    /// How all documents, and then those of each source, have the terms of the queries.
    occurrences: Vec<OnceLock<FxHashMap<TermId, Vec<Occurrences>>>>,
}

impl<'a> Texts<'a> {
    /// Counts the texts of the evidence. Query terms that no document has are left out.
    pub(super) fn new(
        evidence: &Evidence<'a>,
        (corpus, analyzer): (&'a AnalyzedCorpus, &'a Analyzer),
    ) -> Self {
        let contents = evidence.catalogue.contents();
        let documents = looked_at(evidence, &contents);
        let mut places = vec![NOT_COUNTED; corpus.len()];
        (0..).zip(&documents).for_each(|(place, document)| places[*document as usize] = place);
        let counted = TermCounts::whole(corpus, &documents);
        let collection = corpus.statistics(None);
        let all = || (0..documents.len()).into_par_iter().map(|place| counted.counts(place));
        let title = |document: u32| corpus.title_lengths().map_or(0, |lengths| lengths[document as usize]);
        let figures = |(counts, document): (&[(TermId, u32)], &u32)| {
            let frequencies = counts.iter().map(|(_, frequency)| *frequency);
            DocumentStatistics::new(frequencies).with_title(title(*document))
        };
        let statistics = all().zip(&documents).map(figures).collect();
        let with_parts = |similarity: &'a dyn Similarity| {
            (similarity, all().map(|counts| similarity.document(counts, &collection)).collect())
        };
        let similarities = evidence.similarities.iter().map(|named| with_parts(&*named.object)).collect();
        let terms =
            |query: &Query| (query.id.clone(), query_counts(corpus.vocabulary(), analyzer, &query.text));
        let queries: BTreeMap<String, Vec<(TermId, u32)>> = evidence.queries.iter().map(terms).collect();
        let mut is_asked = vec![false; corpus.vocabulary().len()];
        queries.values().flatten().for_each(|(term, _)| is_asked[term.index()] = true);
        let asked = counted.filtered(|term| is_asked[term.index()]);
        let sources = corpus.catalogue().sources().len();
        let mut title_tokens = vec![0; sources];
        for (length, id) in corpus.title_lengths().unwrap_or_default().iter().zip(corpus.catalogue().ids()) {
            title_tokens[id.source.index()] += u64::from(*length);
        }
        Texts {
            corpus,
            places,
            statistics,
            similarities,
            queries,
            asked,
            ranked: ranked(evidence, &contents),
            forms: forms(corpus.vocabulary(), analyzer, evidence.queries),
            collection,
            title_tokens,
            rarities: [OnceLock::new(), OnceLock::new()],
            of_sources: (0..sources).map(|_| OnceLock::new()).collect(),
            occurrences: (0..=sources).map(|_| OnceLock::new()).collect(),
            counted,
        }
    }

    /// Whether a model scores both versions of a content by one function of what is known here: it expands no query, has no
    /// statistics of each source's own, and weighs titles only where these are known apart.
    pub(super) fn scores_twins(&self, model: &dyn RetrievalModel) -> bool {
        let needs = model.needs();
        let titles = !needs.fields || self.corpus.title_lengths().is_some();
        model.expansion().is_none() && needs.pool != Pool::Own && titles
    }

    /// The number of documents of the corpus.
    pub fn documents(&self) -> usize {
        self.corpus.len()
    }

    /// The length of a document in tokens.
    pub fn length(&self, document: u32) -> u32 {
        self.corpus.length(document)
    }

    /// Whether each of two documents has a token: an empty version is no text that another could be compared with.
    pub(super) fn have_tokens(&self, documents: [u32; 2]) -> bool {
        documents.iter().all(|document| self.length(*document) > 0)
    }

    /// What a retrieval model of these needs may know of a document of which a version is ranked or judged relevant.
    pub(super) fn statistics(&self, document: u32, needs: Needs) -> DocumentStatistics {
        needs.seen(self.exact_statistics(document))
    }

    /// The same before a model's needs change it.
    pub(super) fn exact_statistics(&self, document: u32) -> DocumentStatistics {
        self.statistics[self.place(document)]
    }

    /// What a model may know of all documents, or of those of one source, for a query of so many tokens.
    pub(super) fn collection(&self, of: Option<SourceId>, query_length: f64) -> CollectionStatistics {
        let counts = self.pool(of);
        let title_tokens = match of {
            Some(source) => self.title_tokens[source.index()],
            None => self.title_tokens.iter().sum(),
        };
        CollectionStatistics::new(counts.documents.max(1), counts.tokens.max(1), query_length)
            .with_title_tokens(title_tokens)
    }

    /// The distinct terms of a query that some document has, with their frequencies, sorted by term; none where the query
    /// is not known.
    pub(super) fn query(&self, query: &str) -> &[(TermId, u32)] {
        self.queries.get(query).map_or(&[], Vec::as_slice)
    }

    /// The same as words, in the same order.
    pub(super) fn query_terms(&self, query: &str) -> Vec<&str> {
        self.query(query).iter().map(|(term, _)| self.term_text(*term)).collect()
    }

    /// A term as it is indexed.
    pub(super) fn term_text(&self, term: TermId) -> &str {
        self.corpus.vocabulary().term(term)
    }

    /// A term of the queries as they write it most often; as it is indexed where it is made of several words.
    pub(super) fn form(&self, term: TermId) -> &str {
        self.forms.get(&term).map_or_else(|| self.term_text(term), String::as_str)
    }

    /// How often each of these terms of a query occurs in a document of which a version is ranked or judged relevant.
    pub(super) fn frequencies(&self, terms: &[(TermId, u32)], document: u32) -> impl Iterator<Item = u32> {
        crate::bias::cause::similarity::frequencies(terms, self.asked.counts(self.place(document)))
    }

    /// The same, in all and in the title, where titles are known apart.
    pub(super) fn frequencies_by_field(&self, terms: &[(TermId, u32)], document: u32) -> Vec<TermFrequency> {
        let all: Vec<u32> = self.frequencies(terms, document).collect();
        self.by_field(terms, document, &all).collect()
    }

    /// Frequencies of terms in a document, with those in its title where titles are known apart.
    pub(super) fn by_field<'f>(
        &'f self,
        terms: &'f [(TermId, u32)],
        document: u32,
        all: &'f [u32],
    ) -> impl Iterator<Item = TermFrequency> + 'f {
        let lengths = self.corpus.title_lengths();
        let length = lengths.map_or(0, |lengths| lengths[document as usize] as usize);
        let title = if length > 0 { &self.corpus.tokens(document)[..length] } else { &[] };
        let in_title = |term: TermId| title.iter().filter(|one| **one == term).count() as u32;
        let found = terms.iter().zip(all);
        found.map(move |((term, _), all)| TermFrequency { all: *all, title: in_title(*term) })
    }

    /// A query and what it ranks, looked up once for any number of documents.
    pub(super) fn of_query<'t>(&'t self, query: &str) -> QueryTexts<'t> {
        QueryTexts { texts: self, terms: self.query(query), ranked: self.ranked.get(query) }
    }

    /// The statistics over the documents of one source, or over all.
    pub(super) fn pool(&self, of: Option<SourceId>) -> &CollectionCounts {
        let of_source = |source| self.corpus.statistics(Some(source));
        of.map_or(&self.collection, |one| self.of_sources[one.index()].get_or_init(|| of_source(one)))
    }

    /// The document and collection frequency of a term, over the documents of one source or over all.
    pub(super) fn term_frequencies(&self, term: TermId, of: Option<SourceId>) -> (u64, u64) {
        let of = self.pool(of);
        (u64::from(of.document_frequency[term.index()]), of.collection_frequency[term.index()])
    }

    /// ln(N ÷ df) of each term, by its number.
    pub(super) fn rarity(&self) -> &[f64] {
        self.rarities[0].get_or_init(|| self.of_frequencies(|df| f64::from(df.max(1))))
    }

    /// ln(N ÷ (1 + df)) of each term, by its number.
    pub(super) fn smoothed_rarity(&self) -> &[f64] {
        self.rarities[1].get_or_init(|| self.of_frequencies(|df| 1.0 + f64::from(df)))
    }

    fn of_frequencies(&self, divisor: fn(u32) -> f64) -> Vec<f64> {
        let rarity = |df: &u32| (self.documents() as f64 / divisor(*df)).ln();
        self.collection.document_frequency.iter().map(rarity).collect()
    }

    /// How the documents of one source, or all, have each term of the queries.
    pub(super) fn occurrences(&self, of: Option<SourceId>) -> &FxHashMap<TermId, Vec<Occurrences>> {
        let place = of.map_or(0, |source| source.index() + 1);
        self.occurrences[place].get_or_init(|| self.count_occurrences(of))
    }

    fn count_occurrences(&self, of: Option<SourceId>) -> FxHashMap<TermId, Vec<Occurrences>> {
        let asked = self.queries.values().flatten().map(|(term, _)| (*term, Vec::new()));
        let mut found: FxHashMap<TermId, Vec<(u32, u32)>> = asked.collect();
        let ids = self.corpus.catalogue().ids();
        let counted = |document: &u32| of.is_none_or(|source| ids[*document as usize].source == source);
        for document in (0..self.documents() as u32).filter(counted) {
            let mut frequencies: BTreeMap<TermId, u32> = BTreeMap::new();
            for term in self.corpus.tokens(document).iter().filter(|term| found.contains_key(term)) {
                *frequencies.entry(*term).or_default() += 1;
            }
            for (term, frequency) in frequencies {
                found.entry(term).or_default().push((frequency, self.length(document)));
            }
        }
        found.into_iter().map(|(term, pairs)| (term, Occurrences::count(pairs.into_iter()))).collect()
    }

    /// The distinct terms, sorted, of a document that is ranked or judged relevant, with their frequencies.
    pub(super) fn counts(&self, document: u32) -> &[(TermId, u32)] {
        self.counted.counts(self.place(document))
    }

    fn place(&self, document: u32) -> usize {
        self.places[document as usize] as usize
    }
}

/// One query, as documents are held against it.
pub(super) struct QueryTexts<'t> {
    texts: &'t Texts<'t>,
    terms: &'t [(TermId, u32)],
    ranked: Option<&'t RankedTexts>,
}

impl<'t> QueryTexts<'t> {
    /// What the query ranks, by any run; `None` for a query that is not known.
    pub fn ranked(&self) -> Option<&'t RankedTexts> {
        self.ranked
    }

    /// How often each term of the query, in the order of [`Texts::query`], occurs in a document of which a version is ranked or
    /// judged relevant.
    pub fn frequencies(&self, document: u32) -> Cow<'_, [u32]> {
        let known = self.ranked.and_then(|ranked| Some(self.frequencies_at(ranked, ranked.place(document)?)));
        let count = || self.texts.frequencies(self.terms, document).collect();
        known.map_or_else(|| Cow::Owned(count()), Cow::Borrowed)
    }

    /// The same for a document of this place among some that the query ranks.
    pub fn frequencies_at<'r>(&self, ranked: &'r RankedTexts, place: usize) -> &'r [u32] {
        let count = |document, found: &mut Vec<u32>| {
            found.extend(self.texts.frequencies(self.terms, document));
        };
        ranked.frequencies(place, self.terms.len(), count)
    }

    /// The values of all similarities of the evidence to each of `documents`, ranked or judged relevant; `None` for a query
    /// without known terms. Where `with_classes`, what [`Similarities::classes_of`] tells is found too.
    pub fn similarities(&self, documents: &[u32], with_classes: bool) -> Option<Similarities> {
        if self.terms.is_empty() {
            return None;
        }
        let (texts, each) = (self.texts, self.texts.similarities.len());
        let scorers: OnceCell<Vec<_>> = OnceCell::new();
        let find = |document: u32, values: &mut Vec<f64>| {
            let scorers = scorers.get_or_init(|| {
                let all = texts.similarities.iter();
                all.map(|(one, parts)| (one.query(self.terms, &texts.collection), parts)).collect()
            });
            let (frequencies, place) = (self.frequencies(document), texts.place(document));
            let length = texts.length(document);
            let of = |part| Overlap { frequencies: &frequencies, length, document: part };
            let found = scorers.iter().map(|(scorer, parts)| scorer(&of(parts[place])));
            values.extend(found.map(|value| value.unwrap_or(f64::NAN)));
        };
        let known = self.ranked.and_then(|ranked| ranked.similarities(documents, each, with_classes, find));
        let of_each = || {
            let mut values = Vec::with_capacity(documents.len() * each);
            documents.iter().for_each(|document| find(*document, &mut values));
            Similarities::new(&values, each, with_classes)
        };
        Some(known.unwrap_or_else(of_each))
    }
}

/// What each query ranks, by any run.
fn ranked(evidence: &Evidence<'_>, contents: &[u32]) -> BTreeMap<String, RankedTexts> {
    let mut by_content: Vec<u32> = (0..contents.len() as u32).collect();
    by_content.sort_by_key(|document| contents[*document as usize]);
    let mut starts = vec![0; contents.iter().max().map_or(1, |last| *last as usize + 2)];
    contents.iter().for_each(|content| starts[*content as usize + 1] += 1_usize);
    (1..starts.len()).for_each(|place| starts[place] += starts[place - 1]);
    let versions = |document: u32| -> &[u32] {
        let content = contents[document as usize] as usize;
        &by_content[starts[content]..starts[content + 1]]
    };
    let of_query = |query: &Query| {
        let rankings = evidence.runs.iter().filter_map(|run| run.rankings.get(&query.id));
        let documents = rankings.flat_map(|ranking| ranking.documents()).map(|one| one.document);
        (query.id.clone(), RankedTexts::new(documents, versions))
    };
    evidence.queries.par_iter().map(of_query).collect::<Vec<_>>().into_iter().collect()
}

/// The numbers of all versions of contents of which one is ranked, or which are judged relevant, in rising order.
fn looked_at(evidence: &Evidence<'_>, contents: &[u32]) -> Vec<u32> {
    let catalogue = evidence.catalogue;
    let mut looked_at = vec![false; catalogue.len()];
    let rankings = evidence.runs.iter().flat_map(|run| run.rankings.values());
    let ranked = rankings.flat_map(|ranking| ranking.documents()).map(|one| one.document);
    ranked.for_each(|document| looked_at[contents[document as usize] as usize] = true);
    for query in evidence.queries {
        for (base, _) in evidence.qrels.of(&query.id).filter(|(_, grade)| *grade > 0) {
            let version = catalogue.versions(base).next();
            version.into_iter().for_each(|one| looked_at[contents[one as usize] as usize] = true);
        }
    }
    (0..).zip(contents).filter_map(|(number, one)| looked_at[*one as usize].then_some(number)).collect()
}

/// For each term the form, in small letters, in which queries write it most often; of equally frequent ones the first by letters.
fn forms(vocabulary: &Vocabulary, analyzer: &Analyzer, queries: &[Query]) -> BTreeMap<TermId, String> {
    let mut counts: BTreeMap<TermId, BTreeMap<String, usize>> = BTreeMap::new();
    for query in queries {
        analyzer.place_words(&query.text, &mut |place, term| {
            if let Some(id) = term.and_then(|term| vocabulary.id(term)) {
                let form = query.text[place].to_lowercase();
                *counts.entry(id).or_default().entry(form).or_default() += 1;
            }
        });
    }
    let most = |forms: BTreeMap<String, usize>| {
        // The last of equal maxima: from the end, the first by letters.
        forms.into_iter().rev().max_by_key(|(_, count)| *count).map(|(form, _)| form)
    };
    counts.into_iter().filter_map(|(term, forms)| Some((term, most(forms)?))).collect()
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
#[path = "texts_tests.rs"]
mod tests;
