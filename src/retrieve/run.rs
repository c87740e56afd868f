//! A run: one ranking for each query, by one model, over the documents of one catalogue.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Ranking;
use crate::corpus::Catalogue;

/// The rankings of one model, by query id.
#[derive(Debug, Clone)]
pub struct Run {
    /// The canonical name of the model, or the tag of a run made elsewhere.
    pub model: String,
    /// The documents that the rankings speak of.
    pub catalogue: Arc<Catalogue>,
    /// One ranking per query that was run; a query without results has an empty one, or none.
    pub rankings: BTreeMap<String, Ranking>,
}
