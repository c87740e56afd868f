//! One model on its way through an index: the model and what it may know of each document in; its scorers for one query
//! out.

use super::context::Context;
use super::query::Query;
use crate::index::{DistinctTerms, byte_length};
use crate::retrieve::RetrievalModel;
use crate::retrieve::model::{DocumentFigures, DocumentScorer, Draw, Pool, TermScorer};

/// A model, and how it sees documents.
pub(super) struct Lane<'a> {
    model: &'a dyn RetrievalModel,
    context: &'a Context<'a>,
    byte: bool,
    beyond_length: bool,
    pool: Pool,
}

impl<'a> Lane<'a> {
    pub fn new(model: &'a dyn RetrievalModel, context: &'a Context<'a>) -> Self {
        let (byte, beyond_length, pool) = (model.byte_lengths(), model.beyond_length(), model.pool());
        Lane { model, context, byte, beyond_length, pool }
    }

    /// Whether frequency and length are all that its scores of a term and of a document depend on.
    pub fn by_length(&self) -> bool {
        !self.beyond_length && self.pool != Pool::Own
    }

    /// Whether documents that cannot reach the depth may be passed over.
    pub fn can_be_pruned(&self) -> bool {
        self.model.monotone() && self.by_length()
    }

    /// The model's view of a document of which the exact length is known, for a model of [`Lane::by_length`].
    #[inline]
    pub fn of_length(&self, length: u32) -> DocumentFigures {
        DocumentFigures::of_length(if self.byte { byte_length(length) } else { length })
    }

    /// The model's view of document `number`.
    pub fn figures(&self, number: u32) -> DocumentFigures {
        let figures = self.of_length(self.context.index.lengths()[number as usize]);
        if !self.beyond_length {
            return figures;
        }
        let DistinctTerms { count, log_norm } = self.context.distinct[number as usize];
        DocumentFigures { distinct: count, log_norm, ..figures }
    }

    /// Which of the views of [`Scorers`] document `number` is scored by.
    #[inline]
    pub fn view(&self, number: u32) -> usize {
        match (self.pool, &self.context.sources) {
            (Pool::Own, Some(sources)) => sources.of[number as usize] as usize,
            _ => 0,
        }
    }

    /// Its scorers for one query.
    pub fn scorers(&self, query: &Query) -> Scorers {
        let pools = match (self.pool, &self.context.sources) {
            (Pool::Mixed, _) | (_, None) => vec![None],
            (Pool::Human, Some(sources)) => vec![Some(sources.reference)],
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
    pub fn own(&self, figures: DocumentFigures) -> f64 {
        self.document.as_ref().map_or(0.0, |part| part(figures))
    }
}
