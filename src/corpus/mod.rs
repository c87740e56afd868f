//! Stage 1: files in, documents, queries and judgements out. Every document knows who wrote it and which content it
//! carries; texts are read as streams and never all held.

pub mod catalogue;
mod clusters;
pub mod collection;
mod content_grades;
mod name_numbers;
pub mod document;
#[cfg(feature = "fetch")]
pub mod fetch;
mod fetched;
pub mod format;
mod import;
mod native;
mod numbers;
mod open;
mod pairing;
mod place;
mod pool;
pub mod qrels;
pub mod query;
mod query_files;
pub mod settings;
pub mod simulate;
pub mod skipped;
pub mod source;
mod source_file;
mod source_map;
pub mod validate;

pub use catalogue::Catalogue;
pub(crate) use catalogue::StoredIds;
pub(crate) use clusters::Joined;
pub use clusters::{QueryClusterRow, query_clusters};
pub use collection::{Corpus, TestCollection};
pub use content_grades::ContentGrades;
pub use document::{Document, DocumentId};
pub use import::{Imported, ImportedSource, import};
pub use open::{read_judgements, read_queries};
pub use pairing::Pairing;
pub use pool::Pool;
pub use qrels::{Grade, Qrels};
pub use query::Query;
pub use query_files::{QueriesOfAuthor, QueriesOfSplit, QueryFiles};
pub use settings::{CollectionSettings, SourceFiles};
pub use skipped::{Fault, SkippedLines};
pub use source::{Source, SourceId, SourceKind};
pub use source_file::{SourceFile, StreamSettings};
pub use source_map::{OTHER, SourceMap};
