//! Evaluation measures: a judged ranking → a value in 0..=1. One file and one row each.

use super::JudgedRanking;
use crate::registry::{Entry, Family};

/// Judges a ranking; the value is averaged over all orders of tied documents.
pub trait Measure: Send + Sync {
    /// The value, in 0..=1; `None` where it is undefined (nothing is relevant for this query and target).
    fn value(&self, ranking: &JudgedRanking) -> Option<f64>;

    /// The rank from which on documents do not matter; `None` where all do.
    fn cutoff(&self) -> Option<usize>;
}

/// All evaluation measures.
pub const MEASURES: Family<dyn Measure> = Family { name: "evaluation measure", entries: ROWS };

static ROWS: &[Entry<dyn Measure>] = &[];
