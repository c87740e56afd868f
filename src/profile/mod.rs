//! Stage 3: an analysed corpus in, how each source uses words out: estimates with intervals, and comparisons.

pub mod zipf;

pub use zipf::{DoublePowerLaw, LogLogLines, RankedFrequencies};
