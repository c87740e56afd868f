//! Stage 6: runs and judgements in, values of measures out, ties averaged in closed form by default.

pub mod evaluation;
pub mod exchange;
pub mod judge;
pub mod judged;
pub mod measure;
#[cfg(test)]
mod tests;

pub use evaluation::{EvaluateSettings, Evaluation, Queries, Series, evaluate};
pub use exchange::{ExchangedContent, exchange_labels};
pub use judge::judge;
pub use judged::{JudgedRanking, Target, TieGroup, Ties};
pub use measure::{MEASURES, Measure};
