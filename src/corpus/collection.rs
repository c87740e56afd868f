//! A corpus (documents of n sources) and a test collection (a corpus with queries and judgements).
//! Documents come as a stream in corpus order: source by source, each in the order of its file.

use std::path::PathBuf;

use super::{Document, Qrels, Query, Source, SourceId};
use crate::error::Result;

/// A stream of documents; a bad line is an item and, by default, the last one.
pub type DocumentStream<'a> = Box<dyn Iterator<Item = Result<Document>> + 'a>;

/// The documents of n sources: in files of one format, or in memory.
pub struct Corpus {
    /// Who wrote the documents.
    pub sources: Vec<Source>,
    /// The source that others are compared with.
    pub reference: SourceId,
    /// Where the documents are.
    pub origin: Origin,
}

/// Where the documents of a corpus are.
pub enum Origin {
    /// One file per source, in the order of the sources, with the format that reads them.
    Files {
        /// Reads one file.
        format: Box<dyn super::format::CorpusFormat>,
        /// One file per source.
        files: Vec<PathBuf>,
        /// Whether a bad line is counted and passed over instead of ending the stream.
        skip_bad_lines: bool,
    },
    /// All documents, in corpus order.
    Memory(Vec<Document>),
}

/// A corpus with its queries and judgements; both are empty where a corpus is only profiled.
pub struct TestCollection {
    /// The documents.
    pub corpus: Corpus,
    /// The queries, in the order of their file.
    pub queries: Vec<Query>,
    /// The judgements, on base ids.
    pub qrels: Qrels,
}
