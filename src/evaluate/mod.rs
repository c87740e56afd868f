//! Stage 6: runs and judgements in, values of measures out, ties averaged in closed form by default.

pub mod evaluation;
pub mod exchange;
pub mod judge;
pub mod judged;
pub mod measure;
mod of_order;
pub mod settings;
#[cfg(test)]
mod tests;

pub use evaluation::{Evaluation, EvaluationRow, QueryValueRow, Series, evaluate, evaluate_by, reaches};

use crate::table::{Schema, TableRow};

/// The tables of the stage.
pub const TABLES: &[&Schema] = &[EvaluationRow::SCHEMA, QueryValueRow::SCHEMA];
pub use exchange::{Exchanged, ExchangedContent, JudgedContents, exchange_labels};
pub use judge::judge;
pub use judged::{JudgedRanking, NotRelevant, Target, TieGroup, Ties};
pub use measure::{MEASURES, Measure};
pub use of_order::{OfOrder, OrderedGrades};
pub use settings::{EvaluateSettings, Queries};
