//! Stage 2: text in, terms and counts out. One analyser serves profile, index and similarity.

mod ascii;
pub mod segment;
pub mod step;
pub mod preset;
pub mod analyzer;
pub mod vocabulary;
pub mod statistics;
pub(crate) mod intern;
pub mod analyzed;
pub mod summary;
mod punctuation;
pub mod shape;

pub use analyzed::{AnalyzedCorpus, Reading};
pub use analyzer::{Analyzer, Lost};
pub use preset::{PRESETS, Preset};
pub use segment::Segmenter;
pub use shape::Shape;
pub use statistics::CollectionCounts;
pub use step::snowball::SNOWBALL_VERSION;
pub use step::{STEPS, Step};
pub use vocabulary::{TermId, Vocabulary};
