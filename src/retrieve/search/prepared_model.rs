//! One model on its way through an index: the model and what it may know of each document in; its scorers for one query
//! out.

use super::context::Context;
use super::query::Query;
use crate::corpus::Pool;
use crate::index::{DistinctTerms, Titles};
use crate::retrieve::RetrievalModel;
use crate::retrieve::Scorer;
use crate::retrieve::model::{DocumentStatistics, Needs};

/// A model, and how it sees documents.
pub(super) struct PreparedModel<'a> {
    model: &'a dyn RetrievalModel,
    context: &'a Context<'a>,
    needs: Needs,
}

impl<'a> PreparedModel<'a> {
    pub fn new(model: &'a dyn RetrievalModel, context: &'a Context<'a>) -> Self {
        PreparedModel { model, context, needs: model.needs() }
    }

    /// Whether frequency and length are all that its scores of a term and of a document depend on.
    pub fn by_length(&self) -> bool {
        !self.needs.distinct_terms && !self.needs.fields && self.needs.pool != Pool::Own
    }

    /// Whether documents that cannot reach the depth may be passed over.
    pub fn allows_max_score(&self) -> bool {
        self.needs.monotone && self.by_length()
    }

    /// The model's statistics of a document of which the exact length is known, for a model of [`PreparedModel::by_length`].
    #[inline]
    pub fn of_length(&self, length: u32) -> DocumentStatistics {
        DocumentStatistics::of_length(self.needs.seen_length(length))
    }

    /// The model's statistics of document `number`, whatever term is scored.
    pub fn statistics_of(&self, number: u32) -> DocumentStatistics {
        let exact = DocumentStatistics::of_length(self.context.index.lengths()[number as usize]);
        let title_length = self.titles().map_or(0, |titles| titles.length(number));
        let statistics_of = self.needs.seen(exact.with_title(title_length));
        if !self.needs.distinct_terms {
            return statistics_of;
        }
        let DistinctTerms { count, log_norm } = self.context.distinct[number as usize];
        DocumentStatistics { distinct: count, log_norm, ..statistics_of }
    }

    /// How often the title of document `number` has the term of that number; 0 for a model that does not look at titles apart.
    pub fn in_title(&self, number: u32, term: u32) -> u32 {
        self.titles().map_or(0, |titles| titles.frequency(number, term))
    }

    fn titles(&self) -> Option<&Titles> {
        self.context.titles.filter(|_| self.needs.fields)
    }

    /// A document of mean length as the model sees it, and otherwise like another.
    pub fn mean_document(&self, query: &Query, like: DocumentStatistics) -> DocumentStatistics {
        query.collection(self.context, None).mean_document(self.needs, like)
    }

    /// Which of [`PreparedModel::scorers`] document `number` is scored by.
    #[inline]
    pub fn scorer_of(&self, number: u32) -> usize {
        match (self.needs.pool, &self.context.sources) {
            (Pool::Own, Some(sources)) => sources.of[number as usize] as usize,
            _ => 0,
        }
    }

    /// Its scorers for one query: one, or one for each source where each has statistics of its own.
    pub fn scorers(&self, query: &Query) -> Vec<Scorer> {
        let pools = match (self.needs.pool, &self.context.sources) {
            (Pool::All, _) | (_, None) => vec![None],
            (Pool::Reference, Some(sources)) => vec![Some(sources.reference)],
            (Pool::Own, Some(sources)) => (0..sources.sizes.len()).map(Some).collect(),
        };
        let scorer = |source| {
            let collection = query.collection(self.context, source);
            let terms = (0..query.terms.len()).map(|place| query.statistics(place, source));
            Scorer::new(self.model, query.id, terms, &collection)
        };
        pools.into_iter().map(scorer).collect()
    }
}
