//! One model on its way through an index: the model and what it may know of each document in; its scorers for one query
//! out.

use crate::index::{DistinctTerms, Index, byte_length};
use crate::retrieve::RetrievalModel;
use crate::retrieve::model::{CollectionFigures, DocumentFigures, DocumentScorer, Draw, TermScorer};

use super::query_terms::QueryTerm;

/// A model, and how it sees documents.
pub(super) struct Lane<'a> {
    pub model: &'a dyn RetrievalModel,
    byte: bool,
    /// The distinct terms of every document, for a model that needs them.
    distinct: Option<&'a [DistinctTerms]>,
}

impl<'a> Lane<'a> {
    /// `distinct` holds the distinct terms of every document, where a model needs them.
    pub fn new(model: &'a dyn RetrievalModel, distinct: &'a [DistinctTerms]) -> Self {
        Lane { model, byte: model.byte_lengths(), distinct: model.beyond_length().then_some(distinct) }
    }

    /// Whether frequency and length are all that its term scores depend on.
    pub fn by_length(&self) -> bool {
        self.distinct.is_none()
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
    pub fn figures(&self, index: &Index, number: u32) -> DocumentFigures {
        let figures = self.of_length(index.lengths()[number as usize]);
        match self.distinct {
            None => figures,
            Some(distinct) => {
                let DistinctTerms { count, log_norm } = distinct[number as usize];
                DocumentFigures { distinct: count, log_norm, ..figures }
            }
        }
    }
}

/// A lane's scorers for one query.
pub(super) struct Scorers {
    /// Of each term, in the order of the query's terms.
    pub terms: Vec<TermScorer>,
    pub document: Option<DocumentScorer>,
    pub draw: Option<Draw>,
}

impl Scorers {
    pub fn new(lane: &Lane<'_>, query: &str, terms: &[QueryTerm], collection: &CollectionFigures) -> Self {
        Scorers {
            terms: terms.iter().map(|one| lane.model.term(&one.statistics(), collection)).collect(),
            document: lane.model.document(collection),
            draw: lane.model.draw(query),
        }
    }
}
