//! Stage 2: text in, terms and counts out. One analyser serves profile, index and similarity.

pub mod analyzed;
pub mod analyzer;
pub mod statistics;
pub mod vocabulary;

pub use analyzed::AnalyzedCorpus;
pub use analyzer::Analyzer;
pub use statistics::CollectionStatistics;
pub use vocabulary::{TermId, Vocabulary};
