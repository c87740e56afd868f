//! The counterfactual on collection statistics: a model in, the same with its statistics counted over another pool out.

use super::wrapped::Wrapped;
use super::{Pool, RetrievalModel};
use crate::registry::{Kind, Parameter, Wrapper};

pub(super) const WRAPPER: Wrapper<dyn RetrievalModel> = Wrapper {
    name: "idf_pool",
    summary: "counts df, cf, the number of documents and their mean length over other documents than all",
    reference: "no source: a counterfactual, that the collection were of one source alone",
    parameters: &[Parameter {
        name: "of",
        kind: Kind::Choice(&["human", "own", "mixed"]),
        default: "human",
        meaning: "the documents of the reference source, those of each document's own source, or all",
    }],
    build: |model, given| {
        let pool = match given.text("of") {
            "human" => Pool::Human,
            "own" => Pool::Own,
            _ => Pool::Mixed,
        };
        Ok(Wrapped::pooled(model, pool))
    },
};
