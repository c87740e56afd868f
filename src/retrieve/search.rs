//! Search: queries and an index in, one run per model out; each query's postings are read once for all models.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::model::{CollectionFigures, DocumentFigures, TermScorer, TermStatistics};
use super::{Ranking, RetrievalModel, Run, ScoredDocument};
use crate::corpus::Query;
use crate::error::Result;
use crate::index::{Index, Posting, byte_length};
use crate::registry::Named;
use crate::text::Analyzer;

/// Ranks the documents of `index` for each query under each model, to `depth` documents (tie groups at the edge whole).
///
/// Scores are summed in f64 in the order in which terms first occur in the query, so that equal texts get equal scores
/// to the last bit. `on_query` is called after each query, from any thread.
///
/// # Errors
/// Where the index cannot be read.
pub fn search(
    index: &Index,
    queries: &[Query],
    analyzer: &Analyzer,
    models: &[Named<dyn RetrievalModel>],
    depth: usize,
    on_query: &(dyn Fn() + Sync),
) -> Result<Vec<Run>> {
    let byte_lengths: Vec<u32> = index.lengths().iter().map(|length| byte_length(*length)).collect();
    let lengths =
        |model: &dyn RetrievalModel| if model.byte_lengths() { &byte_lengths[..] } else { index.lengths() };
    let models_with_lengths: Vec<_> =
        models.iter().map(|model| (&*model.object, lengths(&*model.object))).collect();
    let per_query: Vec<Vec<Ranking>> = queries
        .par_iter()
        .map_init(
            || Accumulator::new(index.lengths().len(), models.len()),
            |accumulator, query| {
                let rankings = accumulator.rank(index, query, analyzer, &models_with_lengths, depth);
                on_query();
                rankings
            },
        )
        .collect::<Result<_>>()?;
    let mut runs: Vec<Run> = models
        .iter()
        .map(|model| Run {
            model: model.name.clone(),
            catalogue: index.catalogue().clone(),
            rankings: BTreeMap::new(),
        })
        .collect();
    for (query, rankings) in queries.iter().zip(per_query) {
        for (run, ranking) in runs.iter_mut().zip(rankings) {
            run.rankings.insert(query.id.clone(), ranking);
        }
    }
    Ok(runs)
}

/// The distinct terms of a query in order of first occurrence, with their frequencies.
fn query_terms(analyzer: &Analyzer, text: &str) -> Vec<(String, u32)> {
    let mut terms: Vec<(String, u32)> = Vec::new();
    analyzer.analyze(text, &mut |term| match terms.iter_mut().find(|(known, _)| known == term) {
        Some((_, frequency)) => *frequency += 1,
        None => terms.push((term.to_string(), 1)),
    });
    terms
}

/// One thread's working memory: a score for each model and document, and which documents were met.
struct Accumulator {
    scores: Vec<Vec<f64>>,
    met: Vec<bool>,
    documents: Vec<u32>,
}

impl Accumulator {
    fn new(documents: usize, models: usize) -> Self {
        Accumulator {
            scores: vec![vec![0.0; documents]; models],
            met: vec![false; documents],
            documents: Vec::new(),
        }
    }

    fn rank(
        &mut self,
        index: &Index,
        query: &Query,
        analyzer: &Analyzer,
        models: &[(&dyn RetrievalModel, &[u32])],
        depth: usize,
    ) -> Result<Vec<Ranking>> {
        let mut found: Vec<(TermStatistics, Vec<Posting>)> = Vec::new();
        for (term, query_frequency) in query_terms(analyzer, &query.text) {
            let mut postings = Vec::new();
            index.postings(&term, &mut postings)?;
            if !postings.is_empty() {
                let statistics = TermStatistics {
                    document_frequency: postings.len() as u64,
                    collection_frequency: postings.iter().map(|posting| u64::from(posting.frequency)).sum(),
                    query_frequency: f64::from(query_frequency),
                };
                found.push((statistics, postings));
            }
        }
        let collection = CollectionFigures {
            documents: index.description().documents,
            tokens: index.description().tokens,
            query_length: found.iter().map(|(term, _)| term.query_frequency).sum(),
        };
        for (term, postings) in &found {
            let scorers: Vec<TermScorer> =
                models.iter().map(|(model, _)| model.term(term, &collection)).collect();
            for posting in postings {
                let document = posting.document as usize;
                if !self.met[document] {
                    self.met[document] = true;
                    self.documents.push(posting.document);
                }
                for ((scores, scorer), (_, lengths)) in self.scores.iter_mut().zip(&scorers).zip(models) {
                    scores[document] +=
                        scorer(posting.frequency, DocumentFigures::of_length(lengths[document]));
                }
            }
        }
        let rankings = models
            .iter()
            .zip(&self.scores)
            .map(|((model, lengths), scores)| {
                let (part, draw) = (model.document(&collection), model.draw(&query.id));
                let scored = |document: &u32| {
                    let length = lengths[*document as usize];
                    let own = part.as_ref().map_or(0.0, |part| part(DocumentFigures::of_length(length)));
                    let sum = scores[*document as usize] + own;
                    let base = || &index.catalogue().id(*document).base;
                    let score = draw.as_ref().map_or(sum, |draw| draw(base(), length, sum));
                    ScoredDocument { document: *document, score }
                };
                Ranking::new(self.documents.iter().map(scored).collect(), depth)
            })
            .collect();
        self.clear();
        Ok(rankings)
    }

    fn clear(&mut self) {
        for document in self.documents.drain(..) {
            self.met[document as usize] = false;
            for scores in &mut self.scores {
                scores[document as usize] = 0.0;
            }
        }
    }
}
