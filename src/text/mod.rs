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
pub mod document_reader;
pub mod summary;
mod known_forms;
pub mod marked_text;
mod places;
mod punctuation;
pub mod settings;
pub mod term_counts;
pub(crate) mod term_reader;
pub mod text_statistics;
mod word_ngrams;

pub use analyzed::{AnalyzedCorpus, Reading};
pub use analyzer::{AnalysisLoss, Analyzer};
pub use document_reader::DocumentReader;
pub(crate) use known_forms::KnownForms;
pub use marked_text::{LoneWord, MarkedText, TextMark, mark_versions};
pub use preset::{PRESETS, Preset};
pub use segment::Segmenter;
pub use settings::TextSettings;
pub use statistics::CollectionCounts;
pub use step::snowball::SNOWBALL_VERSION;
pub use step::{STEPS, Step};
pub use summary::TextSummaryRow;
pub use term_counts::TermCounts;
pub use text_statistics::TextStatistics;
pub use vocabulary::{TermId, Vocabulary};

/// The tables of the stage.
pub const TABLES: &[&crate::table::Schema] = &[<TextSummaryRow as crate::table::TableRow>::SCHEMA];
