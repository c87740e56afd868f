//! Search: queries and an index in, one run per model out; each query's postings are read once for all models.

mod context;
mod frequency_columns;
mod exhaustive;
mod expanded;
mod explanation;
mod collector;
mod prepared_model;
mod lengths;
mod memo;
mod postings;
mod max_score;
mod max_score_grid;
mod max_score_one;
mod query;
mod sampled;
mod top_k;
mod window_bounds;

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Ranking, RetrievalModel, Run};
use crate::corpus;
use crate::error::Result;
use crate::index::Index;
use crate::registry::Named;
use crate::text::Analyzer;

pub use explanation::{ExplainedDocument, ExplainedTerm, Explanation, explain};

use context::Context;
use exhaustive::Exhaustive;
use expanded::rank_expanded;
use frequency_columns::FrequencyColumns;
use lengths::Lengths;
use max_score::MaxScore;
use max_score_grid::MaxScoreGrid;
use max_score_one::MaxScoreOne;
use prepared_model::PreparedModel;
use query::Query;

/// Ranks the documents of `index` for each query under each model, to `depth` documents (tie groups at the edge whole).
///
/// A document has a score where it has one of the query's terms. Scores are summed in f64 over the terms by rising document
/// frequency, equal ones by their bytes, so that equal texts get equal scores to the last bit. Models whose scores can be
/// bounded ([`Needs::monotone`](super::model::Needs::monotone)) are searched without scoring every posting where all of them can (by several at
/// once for queries of up to 512 terms), with the same result. Models that expand the query are searched one by one, each
/// twice. `on_query` is called once for each query, from any thread.
///
/// # Errors
/// Where the index cannot be read.
pub fn search(
    index: &Index,
    queries: &[corpus::Query],
    analyzer: &Analyzer,
    models: &[Named<dyn RetrievalModel>],
    depth: usize,
    on_query: &(dyn Fn() + Sync),
) -> Result<Vec<Run>> {
    let context = Context::new(index, models.iter().map(|named| &*named.object))?;
    let prepared: Vec<Query<'_>> = queries
        .par_iter()
        .map(|query| Query::of_text(&query.id, &query.text, analyzer, &context))
        .collect::<Result<_>>()?;
    let together: Vec<PreparedModel<'_>> = models
        .iter()
        .filter(|named| named.object.expansion().is_none())
        .map(|named| PreparedModel::new(&*named.object, &context))
        .collect();
    // Queries are counted once, in the first search of all.
    let mut on_query = Some(on_query);
    let mut counted = || on_query.take().unwrap_or(&|| ());
    let mut rankings: Vec<std::vec::IntoIter<Ranking>> = match together.is_empty() {
        true => Vec::new(),
        false => by_model(rank_all(&context, &together, &prepared, depth, counted())?, together.len()),
    };
    let mut together = rankings.drain(..);
    let mut runs = Vec::with_capacity(models.len());
    for named in models {
        let found = match named.object.expansion() {
            None => together.next().expect("rankings of every model"),
            Some(expansion) => {
                let model = PreparedModel::new(&*named.object, &context);
                rank_expanded(&context, model, expansion, &prepared, depth, counted())?.into_iter()
            }
        };
        let rankings: BTreeMap<String, Ranking> =
            queries.iter().map(|query| query.id.clone()).zip(found).collect();
        runs.push(Run { model: named.name.clone(), catalogue: index.catalogue().clone(), rankings });
    }
    Ok(runs)
}

/// The rankings of each query by each model.
fn rank_all(
    context: &Context<'_>,
    models: &[PreparedModel<'_>],
    queries: &[Query<'_>],
    depth: usize,
    on_query: &(dyn Fn() + Sync),
) -> Result<Vec<Vec<Ranking>>> {
    let index = context.index;
    if models.iter().all(PreparedModel::allows_max_score) {
        let (lengths, columns) =
            (Lengths::new(index.lengths()), FrequencyColumns::new(index, queries, depth)?);
        let max_score = || MaxScore::new(index, &lengths, &columns);
        return match models {
            [model] => {
                let rank = |one: &mut MaxScoreOne<'_>, query: &Query<'_>| {
                    let ranking = one.rank(query)?;
                    on_query();
                    Ok(vec![ranking])
                };
                queries.par_iter().map_init(|| MaxScoreOne::new(max_score(), model, depth), rank).collect()
            }
            several => {
                let rank = |grid: &mut MaxScoreGrid<'_>, query: &Query<'_>| {
                    let rankings = grid.rank(query)?;
                    on_query();
                    Ok(rankings)
                };
                let begin = || MaxScoreGrid::new(max_score(), index, several, depth);
                queries.par_iter().map_init(begin, rank).collect()
            }
        };
    }
    let rank = |exhaustive: &mut Exhaustive<'_>, query: &Query<'_>| {
        let rankings = exhaustive.rank(query)?;
        on_query();
        Ok(rankings)
    };
    queries.par_iter().map_init(|| Exhaustive::new(index, models, depth), rank).collect()
}

/// The rankings by model, then by query.
fn by_model(rankings: Vec<Vec<Ranking>>, models: usize) -> Vec<std::vec::IntoIter<Ranking>> {
    let mut by_model: Vec<Vec<Ranking>> = (0..models).map(|_| Vec::with_capacity(rankings.len())).collect();
    for of_query in rankings {
        for (model, ranking) in by_model.iter_mut().zip(of_query) {
            model.push(ranking);
        }
    }
    by_model.into_iter().map(Vec::into_iter).collect()
}
