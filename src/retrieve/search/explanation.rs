//! Scores taken apart: a query, a model and some documents in; what each term gives each document, and why, out.

use super::PreparedModel;
use super::context::Context;
use super::expanded::expand;
use super::postings::Postings;
use super::query::{Query, QueryTerm};
use crate::corpus;
use crate::error::{Error, Result};
use crate::index::Index;
use crate::registry::Named;
use crate::retrieve::model::{DocumentStatistics, TermFrequency};
use crate::retrieve::{RetrievalModel, Scorer};
use crate::text::Analyzer;

/// The scores that a model gives some documents for a query, term by term.
pub struct Explanation {
    /// The model's name.
    pub model: String,
    /// The terms of the query that some document of the index has, by rising document frequency; those of the expanded query
    /// where the model makes one.
    pub terms: Vec<ExplainedTerm>,
    /// The documents, in the order in which they were asked for.
    pub documents: Vec<ExplainedDocument>,
    /// One, or one for each source where each has statistics of its own.
    scorers: Vec<Scorer>,
    statistics: Vec<DocumentStatistics>,
}

/// A term of a query.
#[derive(Debug, Clone, PartialEq)]
pub struct ExplainedTerm {
    /// The term.
    pub term: String,
    /// How often it stands in the query, or its weight in an expanded one.
    pub query_frequency: f64,
    /// Whether it stands in the query as it was asked; an expanded query has others too.
    pub asked: bool,
    /// df, the documents of the index that have it.
    pub document_frequency: u64,
    /// cf, how often it occurs in them.
    pub collection_frequency: u64,
}

/// A document's score.
#[derive(Debug, Clone, PartialEq)]
pub struct ExplainedDocument {
    /// Its number in the catalogue.
    pub document: u32,
    /// Its length in tokens.
    pub length: u32,
    /// How often it has each term.
    pub frequencies: Vec<u32>,
    /// How often its title has each term; 0 for a model that does not look at titles apart.
    pub title_frequencies: Vec<u32>,
    /// What each term gives, in the units of the score.
    pub terms: Vec<f64>,
    /// What each term would give in a document that has it as often and is of mean length.
    pub at_mean_length: Vec<f64>,
    /// What is left of the score without its terms: the part of the document alone, or all that a draw changes.
    pub rest: f64,
    /// The score: the sum of terms and rest.
    pub score: f64,
}

impl ExplainedDocument {
    /// How often it has the term at `place`, in all and in its title.
    pub fn frequency(&self, place: usize) -> TermFrequency {
        TermFrequency { all: self.frequencies[place], title: self.title_frequencies[place] }
    }
}

impl Explanation {
    /// The score of a document of content `base` that has each term as often as `frequency` says and is otherwise like the
    /// one at `place`; `None` for a model that scores each source by statistics of its own.
    pub fn score_like<F: Into<TermFrequency>>(
        &self,
        base: &str,
        frequency: impl Fn(usize) -> F,
        place: usize,
    ) -> Option<f64> {
        let [scorer] = &self.scorers[..] else { return None };
        Some(scorer.score(base, frequency, self.statistics[place]))
    }
}

/// Takes the scores of `documents` for a query apart. The scores are those of [`search`](super::search), to the last bit;
/// documents need not be ranked.
///
/// ```
/// use sourcebias::retrieve::explain;
/// use sourcebias::{AnalyzedCorpus, Analyzer, Corpus, Index, MODELS, Query};
/// let corpus = Corpus::from_texts([("human", [("a", "pears and apples"), ("b", "pears")])])?;
/// let analyzer = Analyzer::parse("english")?;
/// let index = Index::build_in_memory(&AnalyzedCorpus::read(&corpus, &analyzer, false)?, &analyzer)?;
/// let bm25 = MODELS.parse("bm25")?;
/// let found = explain(&index, &Query::new("q", "apples"), &analyzer, &bm25, &[0, 1])?;
/// assert_eq!(found.terms[0].document_frequency, 1);
/// let score = |place: usize| found.documents[place].score;
/// assert!(score(0) == found.documents[0].terms[0] && score(0) > 0.0 && score(1) == 0.0);
/// # Ok::<(), sourcebias::Error>(())
/// ```
///
/// # Errors
/// Where the index cannot be read, or has no document of such a number.
pub fn explain(
    index: &Index,
    query: &corpus::Query,
    analyzer: &Analyzer,
    model: &Named<dyn RetrievalModel>,
    documents: &[u32],
) -> Result<Explanation> {
    let known = index.lengths().len();
    if let Some(unknown) = documents.iter().find(|document| **document as usize >= known) {
        return Err(Error::Failed(format!("the index has no document {unknown}: it has {known}")));
    }
    let context = Context::new(index, [&*model.object].into_iter())?;
    let prepared = [PreparedModel::new(&*model.object, &context)];
    let mut searched = Query::of_text(&query.id, &query.text, analyzer, &context)?;
    let asked: Vec<u32> = searched.terms.iter().map(|one| one.term.number).collect();
    if let Some(expansion) = model.object.expansion() {
        let mut expanded = expand(&context, &prepared, expansion, &[searched])?;
        searched = expanded.pop().expect("one query gives one");
    }
    let [prepared] = prepared;
    let terms = explained_terms(index, &searched, &asked)?;
    let frequencies = frequencies(index, &searched, documents)?;
    let scorers = prepared.scorers(&searched);
    let statistics: Vec<DocumentStatistics> =
        documents.iter().map(|document| prepared.statistics_of(*document)).collect();
    let explained = |((document, frequencies), statistics): ((&u32, Vec<u32>), &DocumentStatistics)| {
        let scorer = &scorers[prepared.scorer_of(*document)];
        let in_title = |one: &QueryTerm| prepared.in_title(*document, one.term.number);
        let title_frequencies: Vec<u32> = searched.terms.iter().map(in_title).collect();
        let frequency =
            |place: usize| TermFrequency { all: frequencies[place], title: title_frequencies[place] };
        let parts = |statistics: DocumentStatistics| -> Vec<f64> {
            (0..frequencies.len()).map(|place| scorer.part(place, frequency(place), statistics)).collect()
        };
        let base = &index.catalogue().id(*document).base;
        let score = scorer.score(base, frequency, *statistics);
        let terms = parts(*statistics);
        ExplainedDocument {
            document: *document,
            length: index.lengths()[*document as usize],
            at_mean_length: parts(prepared.mean_document(&searched, *statistics)),
            rest: score - terms.iter().sum::<f64>(),
            terms,
            frequencies,
            title_frequencies,
            score,
        }
    };
    let explained = documents.iter().zip(frequencies).zip(&statistics).map(explained).collect();
    Ok(Explanation { model: model.name.clone(), terms, documents: explained, scorers, statistics })
}

fn explained_terms(index: &Index, query: &Query<'_>, asked: &[u32]) -> Result<Vec<ExplainedTerm>> {
    let explained = |one: &QueryTerm| {
        Ok(ExplainedTerm {
            term: index.term_text(one.term.number)?.unwrap_or_default(),
            query_frequency: one.weight,
            asked: asked.contains(&one.term.number),
            document_frequency: u64::from(one.term.document_frequency),
            collection_frequency: one.term.collection_frequency,
        })
    };
    query.terms.iter().map(explained).collect()
}

/// For each document, how often it has each term.
fn frequencies(index: &Index, query: &Query<'_>, documents: &[u32]) -> Result<Vec<Vec<u32>>> {
    let mut order: Vec<usize> = (0..documents.len()).collect();
    order.sort_unstable_by_key(|place| documents[*place]);
    let mut found = vec![Vec::with_capacity(query.terms.len()); documents.len()];
    for one in &query.terms {
        let mut postings = Postings::new(index, &one.term)?;
        for place in &order {
            found[*place].push(postings.frequency(documents[*place]));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Corpus, Document, DocumentId, Source, SourceId, SourceKind};
    use crate::retrieve::{MODELS, search};
    use crate::text::{AnalyzedCorpus, DocumentReader};

    #[test]
    fn the_parts_of_every_model_add_up_to_the_scores_of_the_search() {
        let human = [
            ("0", "a b", "a c"),
            ("1", "", "b d b"),
            ("2", "c", "c"),
            ("3", "a", "a d e e"),
            ("4", "", "e f"),
        ];
        let llm = [("0", "a b", ""), ("1", "b", ""), ("3", "a e d", "d")];
        let source = |number: u32, texts: &[(&str, &str, &str)]| -> Vec<Document> {
            let document = |(base, title, text): &(&str, &str, &str)| Document {
                id: DocumentId { base: (*base).into(), source: SourceId(number) },
                title: title.to_string(),
                text: text.to_string(),
            };
            texts.iter().map(document).collect()
        };
        let names = [("human", SourceKind::Human), ("llm", SourceKind::Llm)];
        let sources = names.map(|(name, kind)| Source { name: name.to_string(), kind }).to_vec();
        let documents = [source(0, &human), source(1, &llm)].concat();
        let corpus = Corpus::from_documents(sources, SourceId(0), documents).unwrap();
        let analyzer = Analyzer::parse("words").unwrap();
        let reader = DocumentReader::new(&analyzer).with_titles(true).with_title_lengths(true);
        let corpus = reader.read(&corpus).unwrap();
        let index = Index::build_in_memory(&corpus, &analyzer).unwrap();
        let query = corpus::Query::new("q", "a e unknown b a");
        let wrapped = [
            "bm25|byte_lengths",
            "bm25|idf_pool(of=own)",
            "bm25|rm3(terms=2)",
            "dirichlet|bo1",
            "bm25f|byte_lengths",
            "bm25f|idf_pool(of=own)",
            "bm25f|rm3(terms=2)",
        ];
        let names = MODELS.entries.iter().map(|entry| entry.name).chain(wrapped);
        for name in names {
            let model = MODELS.parse(name).unwrap();
            let models = std::slice::from_ref(&model);
            let runs = search(&index, std::slice::from_ref(&query), &analyzer, models, 100, &|| ()).unwrap();
            let ranked = runs[0].rankings["q"].documents();
            let documents: Vec<u32> = ranked.iter().map(|one| one.document).collect();
            let found = explain(&index, &query, &analyzer, &model, &documents).unwrap();
            for (one, ranked) in found.documents.iter().zip(ranked) {
                assert_eq!(one.score, ranked.score, "{name}");
                let sum: f64 = one.terms.iter().sum::<f64>() + one.rest;
                assert!((sum - one.score).abs() < 1e-12, "{name}");
            }
            for (place, one) in found.documents.iter().enumerate() {
                let base = &index.catalogue().id(one.document).base;
                if let Some(again) = found.score_like(base, |term| one.frequency(term), place) {
                    assert_eq!(again, one.score, "{name}");
                }
            }
        }
        let error = explain(&index, &query, &analyzer, &MODELS.parse("bm25").unwrap(), &[99]);
        assert!(error.err().unwrap().to_string().contains("no document 99"));
    }

    #[test]
    fn a_long_document_loses_what_its_length_takes() {
        let corpus = Corpus::from_texts([("human", [("a", "x y"), ("b", "x y y y y y y y y y")])]).unwrap();
        let analyzer = Analyzer::parse("words").unwrap();
        let corpus = AnalyzedCorpus::read(&corpus, &analyzer, false).unwrap();
        let index = Index::build_in_memory(&corpus, &analyzer).unwrap();
        let bm25 = MODELS.parse("bm25(k1=1,b=1)").unwrap();
        let found = explain(&index, &corpus::Query::new("q", "x"), &analyzer, &bm25, &[1, 0]).unwrap();
        // Both have x once: at the mean length of 6 they get the same, and tf ÷ (tf + k1·|d| ÷ mean) = ½ of the idf.
        let [long, short] = &found.documents[..] else { panic!() };
        assert_eq!(long.at_mean_length, short.at_mean_length);
        assert!(long.terms[0] < long.at_mean_length[0] && short.terms[0] > short.at_mean_length[0]);
        let ratio = long.terms[0] / long.at_mean_length[0];
        assert!((ratio - (1.0 / (1.0 + 10.0 / 6.0)) / 0.5).abs() < 1e-12, "{ratio}");
        assert_eq!((long.length, short.length, long.frequencies[0]), (10, 2, 1));
    }
}
