//! Stage 6: runs and judgements in, values of measures out, ties averaged in closed form by default.

pub mod judged;
pub mod measure;

pub use judged::{JudgedRanking, Target, TieGroup, Ties};
pub use measure::{MEASURES, Measure};
