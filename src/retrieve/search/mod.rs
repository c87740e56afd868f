//! Search: queries and an index in, one run per model out; each query's postings are read once for all models.

mod exhaustive;
mod lane;
mod memo;
mod postings;
mod pruned;
mod query_terms;
mod top;

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Ranking, RetrievalModel, Run};
use crate::corpus::Query;
use crate::error::Result;
use crate::index::Index;
use crate::registry::Named;
use crate::text::Analyzer;

use exhaustive::Exhaustive;
use lane::Lane;
use pruned::{Pruned, WINDOW};
use query_terms::{collection, query_terms};

/// Ranks the documents of `index` for each query under each model, to `depth` documents (tie groups at the edge whole).
///
/// A document has a score where it has one of the query's terms. Scores are summed in f64 over the terms by rising document
/// frequency, equal ones by their bytes, so that equal texts get equal scores to the last bit. A single model whose scores
/// can be bounded ([`RetrievalModel::monotone`]) is searched without scoring every posting, with the same result.
/// `on_query` is called after each query, from any thread.
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
    let distinct = match models.iter().any(|named| named.object.beyond_length()) {
        true => index.distinct_terms()?,
        false => Vec::new(),
    };
    let lanes: Vec<Lane<'_>> = models.iter().map(|named| Lane::new(&*named.object, &distinct)).collect();
    let per_query: Vec<Vec<Ranking>> = match &lanes[..] {
        [lane] if lane.can_be_pruned() => {
            let least: Vec<u32> = index
                .lengths()
                .chunks(WINDOW)
                .map(|lengths| lengths.iter().copied().min().unwrap_or(0))
                .collect();
            queries
                .par_iter()
                .map_init(
                    || Pruned::new(index, lane, &least, depth),
                    |pruned, query| {
                        let terms = query_terms(index, analyzer, &query.text)?;
                        let ranking = pruned.rank(&query.id, &terms, &collection(index, &terms))?;
                        on_query();
                        Ok(vec![ranking])
                    },
                )
                .collect::<Result<_>>()?
        }
        _ => queries
            .par_iter()
            .map_init(
                || Exhaustive::new(index, &lanes, depth),
                |exhaustive, query| {
                    let terms = query_terms(index, analyzer, &query.text)?;
                    let rankings = exhaustive.rank(&query.id, &terms, &collection(index, &terms))?;
                    on_query();
                    Ok(rankings)
                },
            )
            .collect::<Result<_>>()?,
    };
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
