//! One model on its way through an index: the model and what it may know of each document in; its scorers for one query
//! out.

use super::context::Context;
use super::query::Query;
use crate::corpus::Pool;
use crate::index::{DistinctTerms, byte_length};
use crate::retrieve::RetrievalModel;
use crate::retrieve::model::{DocumentScorer, DocumentStatistics, Draw, Needs, TermScorer};

/// A model, and how it sees documents.
pub(super) struct Lane<'a> {
    model: &'a dyn RetrievalModel,
    context: &'a Context<'a>,
    needs: Needs,
}

impl<'a> Lane<'a> {
    pub fn new(model: &'a dyn RetrievalModel, context: &'a Context<'a>) -> Self {
        Lane { model, context, needs: model.needs() }
    }

    /// Whether frequency and length are all that its scores of a term and of a document depend on.
    pub fn by_length(&self) -> bool {
        !self.needs.distinct_terms && self.needs.pool != Pool::Own
    }

    /// Whether documents that cannot reach the depth may be passed over.
    pub fn can_be_pruned(&self) -> bool {
        self.needs.monotone && self.by_length()
    }

    /// The model's view of a document of which the exact length is known, for a model of [`Lane::by_length`].
    #[inline]
    pub fn of_length(&self, length: u32) -> DocumentStatistics {
        DocumentStatistics::of_length(if self.needs.byte_lengths { byte_length(length) } else { length })
    }

    /// The model's view of document `number`.
    pub fn figures(&self, number: u32) -> DocumentStatistics {
        let figures = self.of_length(self.context.index.lengths()[number as usize]);
        if !self.needs.distinct_terms {
            return figures;
        }
        let DistinctTerms { count, log_norm } = self.context.distinct[number as usize];
        DocumentStatistics { distinct: count, log_norm, ..figures }
    }

    /// Which of the views of [`Scorers`] document `number` is scored by.
    #[inline]
    pub fn view(&self, number: u32) -> usize {
        match (self.needs.pool, &self.context.sources) {
            (Pool::Own, Some(sources)) => sources.of[number as usize] as usize,
            _ => 0,
        }
    }

    /// Its scorers for one query.
    pub fn scorers(&self, query: &Query) -> Scorers {
        let pools = match (self.needs.pool, &self.context.sources) {
            (Pool::All, _) | (_, None) => vec![None],
            (Pool::Reference, Some(sources)) => vec![Some(sources.reference)],
            (Pool::Own, Some(sources)) => (0..sources.sizes.len()).map(Some).collect(),
        };
        let views = pools.into_iter().map(|source| {
            let collection = query.collection(self.context, source);
            let term = |place| self.model.term(&query.statistics(place, source), &collection);
            View {
                terms: (0..query.terms.len()).map(term).collect(),
                document: self.model.document(&collection),
            }
        });
        Scorers { views: views.collect(), draw: self.model.draw(query.id) }
    }
}

/// A lane's scorers for one query: one view, or one for each source where each has statistics of its own.
pub(super) struct Scorers {
    pub views: Vec<View>,
    pub draw: Option<Draw>,
}

/// Scorers made of the statistics of one pool.
pub(super) struct View {
    /// Of each term, in the order of the query's terms.
    pub terms: Vec<TermScorer>,
    pub document: Option<DocumentScorer>,
}

impl View {
    /// What the document alone gives.
    #[inline]
    pub fn own(&self, figures: DocumentStatistics) -> f64 {
        self.document.as_ref().map_or(0.0, |part| part(figures))
    }
}
