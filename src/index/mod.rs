//! Stage 4: an analysed corpus in, an inverted index out: tantivy stores terms, postings, lengths and sources, and only
//! this folder names it. Scores are not tantivy's: stage 5 reads the postings and computes them itself.

mod build;
pub mod byte_length;
mod code;
mod cursor;
mod description;
mod distinct_terms;
mod files;
mod forward;
mod gather;
mod part;
mod postings;
mod read_only;
mod spill;
mod schema;
mod segment;
mod segment_ids;
mod term_table;
mod titles;

pub use byte_length::byte_length;
pub use cursor::Cursor;
pub use description::Description;
pub use distinct_terms::DistinctTerms;
pub use files::FilesIndex;
pub use postings::{Index, IndexedTerm, Posting};
pub use term_table::BlockBounds;
pub use titles::Titles;
