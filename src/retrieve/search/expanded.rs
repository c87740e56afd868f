//! Models that expand the query: a first search puts some documents on top, the expansion makes a new query of them, and a
//! second search with the same model ranks by it.

use super::context::Context;
use super::prepared_model::PreparedModel;
use super::query::{Query, QueryTerm};
use super::rank_all;
use crate::error::Result;
use crate::retrieve::Ranking;
use crate::retrieve::expansion::{Expansion, Feedback, FeedbackDocument};

/// A document on top of a first search, with its score and its share.
struct OnTop {
    document: u32,
    score: f64,
    share: f64,
}

/// Ranks the documents for each query by a model of that expansion.
pub(super) fn rank_expanded(
    context: &Context<'_>,
    model: PreparedModel<'_>,
    expansion: &dyn Expansion,
    queries: &[Query<'_>],
    depth: usize,
    on_query: &(dyn Fn() + Sync),
) -> Result<Vec<Ranking>> {
    let model = [model];
    let expanded = expand(context, &model, expansion, queries)?;
    let second = rank_all(context, &model, &expanded, depth, on_query)?;
    Ok(second.into_iter().flatten().collect())
}

/// The queries that are searched in place of these.
pub(super) fn expand<'q>(
    context: &Context<'_>,
    model: &[PreparedModel<'_>; 1],
    expansion: &dyn Expansion,
    queries: &[Query<'q>],
) -> Result<Vec<Query<'q>>> {
    let first = rank_all(context, model, queries, expansion.documents(), &|| ())?;
    let lacking = |found: &[Ranking]| found[0].lacks_before(Some(expansion.documents()));
    let mut lacking = queries.iter().zip(&first).filter(|(_, found)| lacking(found)).peekable();
    if let Some((query, _)) = lacking.peek().copied() {
        tracing::warn!(
            "{}: too many documents tie at the edge of the first search, and the query is expanded without them; this holds for \
             {} of {} queries",
            query.id,
            lacking.count(),
            queries.len()
        );
    }
    let tops: Vec<Vec<OnTop>> = first.iter().map(|found| on_top(&found[0], expansion.documents())).collect();
    let mut documents: Vec<u32> = tops.iter().flatten().map(|one| one.document).collect();
    documents.sort_unstable();
    documents.dedup();
    let terms = context.index.terms_of(&documents)?;
    let mut expanded = Vec::with_capacity(queries.len());
    for (query, top) in queries.iter().zip(&tops) {
        let mut weights: Vec<(u32, f64)> =
            query.terms.iter().map(|one| (one.term.number, one.weight)).collect();
        weights.sort_unstable_by_key(|(term, _)| *term);
        let of = |one: &OnTop| FeedbackDocument {
            terms: &terms[&one.document],
            length: context.index.lengths()[one.document as usize],
            score: one.score,
            share: one.share,
        };
        let documents: Vec<FeedbackDocument<'_>> = top.iter().map(of).collect();
        let new = expansion.expand(&Feedback {
            query: &weights,
            documents: &documents,
            statistics: &|term| context.index.frequencies(term),
            collection: query.collection(context, None),
        });
        let mut found = Vec::with_capacity(new.len());
        for (number, weight) in new {
            let text = context.index.term_text(number)?.unwrap_or_default();
            found.extend(context.index.term(&text)?.map(|term| QueryTerm::new(term, &text, weight)));
        }
        expanded.push(Query::new(query.id, found, context)?);
    }
    Ok(expanded)
}

/// The first documents of a ranking. Where a tie group does not fit as a whole, each of its documents has the share of the
/// places that are left for it, so that no order decides between them.
fn on_top(ranking: &Ranking, count: usize) -> Vec<OnTop> {
    let mut top = Vec::new();
    for group in ranking.groups() {
        let left = count - top.len().min(count);
        if left == 0 {
            break;
        }
        let share = if left < group.len() { left as f64 / group.len() as f64 } else { 1.0 };
        top.extend(group.iter().map(|entry| OnTop { document: entry.document, score: entry.score, share }));
    }
    top
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::retrieve::ScoredDocument;

    #[test]
    fn a_group_that_does_not_fit_shares_the_places_that_are_left() {
        let scores = [3.0, 2.0, 2.0, 2.0, 1.0];
        let scored =
            scores.iter().zip(0..).map(|(score, document)| ScoredDocument { document, score: *score });
        let ranking = Ranking::new(scored.collect(), 5);
        let shares = |count| on_top(&ranking, count).iter().map(|one| one.share).collect::<Vec<_>>();
        assert_eq!(shares(1), [1.0]);
        assert_eq!(shares(2), [1.0, 1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0]);
        assert_eq!(shares(4), [1.0; 4]);
        assert_eq!(shares(9), [1.0; 5]);
    }
}
