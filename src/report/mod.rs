//! Stage 8: result tables in; figures, tables and the page out.

mod names;
mod results;

pub mod figure;
pub mod plot;

pub use names::short_names;
pub use results::Results;
