//! Search: queries and an index in, one run per model out; each query's postings are read once for all models.

mod context;
mod dense;
mod exhaustive;
mod expanded;
mod goal;
mod lane;
mod memo;
mod postings;
mod pruned;
mod pruned_grid;
mod pruned_one;
mod query;
mod top;

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Ranking, RetrievalModel, Run};
use crate::corpus;
use crate::error::Result;
use crate::index::Index;
use crate::registry::Named;
use crate::text::Analyzer;

use context::Context;
use dense::Dense;
use exhaustive::Exhaustive;
use expanded::rank_expanded;
use lane::Lane;
use pruned::{Pruned, least_lengths};
use pruned_grid::PrunedGrid;
use pruned_one::PrunedOne;
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
    let together: Vec<Lane<'_>> = models
        .iter()
        .filter(|named| named.object.expansion().is_none())
        .map(|named| Lane::new(&*named.object, &context))
        .collect();
    // Queries are counted once, in the first search of all.
    let mut on_query = Some(on_query);
    let mut counted = || on_query.take().unwrap_or(&|| ());
    let mut rankings: Vec<std::vec::IntoIter<Ranking>> = match together.is_empty() {
        true => Vec::new(),
        false => by_lane(rank_all(&context, &together, &prepared, depth, counted())?, together.len()),
    };
    let mut together = rankings.drain(..);
    let mut runs = Vec::with_capacity(models.len());
    for named in models {
        let found = match named.object.expansion() {
            None => together.next().expect("rankings of every lane"),
            Some(expansion) => {
                let lane = Lane::new(&*named.object, &context);
                rank_expanded(&context, lane, expansion, &prepared, depth, counted())?.into_iter()
            }
        };
        let rankings: BTreeMap<String, Ranking> =
            queries.iter().map(|query| query.id.clone()).zip(found).collect();
        runs.push(Run { model: named.name.clone(), catalogue: index.catalogue().clone(), rankings });
    }
    Ok(runs)
}

/// The rankings of each query by each lane.
fn rank_all(
    context: &Context<'_>,
    lanes: &[Lane<'_>],
    queries: &[Query<'_>],
    depth: usize,
    on_query: &(dyn Fn() + Sync),
) -> Result<Vec<Vec<Ranking>>> {
    let index = context.index;
    if lanes.iter().all(Lane::can_be_pruned) {
        let (least, dense) = (least_lengths(index.lengths()), Dense::new(index, queries)?);
        let pruned = || Pruned::new(index, &least, &dense);
        return match lanes {
            [lane] => {
                let rank = |one: &mut PrunedOne<'_>, query: &Query<'_>| {
                    let ranking = one.rank(query)?;
                    on_query();
                    Ok(vec![ranking])
                };
                queries.par_iter().map_init(|| PrunedOne::new(pruned(), lane, depth), rank).collect()
            }
            several => {
                let rank = |grid: &mut PrunedGrid<'_>, query: &Query<'_>| {
                    let rankings = grid.rank(query)?;
                    on_query();
                    Ok(rankings)
                };
                let begin = || PrunedGrid::new(pruned(), index, several, depth);
                queries.par_iter().map_init(begin, rank).collect()
            }
        };
    }
    let rank = |exhaustive: &mut Exhaustive<'_>, query: &Query<'_>| {
        let rankings = exhaustive.rank(query)?;
        on_query();
        Ok(rankings)
    };
    queries.par_iter().map_init(|| Exhaustive::new(index, lanes, depth), rank).collect()
}

/// The rankings by lane, then by query.
fn by_lane(rankings: Vec<Vec<Ranking>>, lanes: usize) -> Vec<std::vec::IntoIter<Ranking>> {
    let mut by_lane: Vec<Vec<Ranking>> = (0..lanes).map(|_| Vec::with_capacity(rankings.len())).collect();
    for of_query in rankings {
        for (lane, ranking) in by_lane.iter_mut().zip(of_query) {
            lane.push(ranking);
        }
    }
    by_lane.into_iter().map(Vec::into_iter).collect()
}
