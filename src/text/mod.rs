//! Stage 2: text in, terms and counts out. One analyser serves profile, index and similarity.

mod ascii;
pub mod segment;
pub mod step;
pub mod analyzer;
pub mod vocabulary;
pub mod statistics;
pub(crate) mod intern;
pub mod analyzed;
pub mod summary;

pub use analyzed::{AnalyzedCorpus, Reading};
pub use analyzer::{Analyzer, Lost, PRESETS};
pub use segment::Segmenter;
pub use statistics::CollectionStatistics;
pub use step::{STEPS, Step};
pub use vocabulary::{TermId, Vocabulary};
