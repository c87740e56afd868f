//! The counterfactual on collection statistics: a model in, the same with its statistics counted over another pool out.

use super::RetrievalModel;
use super::wrapped::Wrapped;
use crate::corpus::Pool;
use crate::registry::{Parameter, Wrapper};

pub(super) const OF: &str = "of";

pub(super) const WRAPPER: Wrapper<dyn RetrievalModel> = Wrapper {
    name: "idf_pool",
    summary: "counts df, cf, the number of documents and their mean length over other documents than all",
    reference: "no source: a counterfactual, that the collection were of one source alone",
    parameters: &[Parameter {
        name: OF,
        kind: Pool::KIND,
        default: "reference",
        meaning: "the documents of the reference source, those of each document's own source, or all",
    }],
    build: |model, given| Ok(Wrapped::pooled(model, Pool::of_word(given.text(OF)))),
};
