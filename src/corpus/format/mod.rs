//! Corpus formats: a folder goes in, and which files hold its sources, queries and judgements comes out, each file as
//! a stream of records with their lines. One file and one row for each layout.

mod beir;
pub mod blocks;
mod json;
pub(crate) mod jsonl;
pub(crate) mod lines;
mod qrels;
#[cfg(test)]
mod random_tests;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use super::{Grade, Query};
use crate::error::Result;
use crate::registry::{Entry, Family};

/// What to do about an id or a judgement that is given twice.
pub(super) const DUPLICATE_ADVICE: &str = "leave one of them, or pass --skip-bad-lines to keep the first";

/// What one line of a file holds, with the line (from 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record<T> {
    /// The line, from 1.
    pub line: u64,
    /// What stands there.
    pub content: T,
}

/// The records of one file. After an [`Error::BadLine`](crate::error::Error::BadLine) the stream goes on with the
/// next line; after any other error it has ended.
pub type Records<T> = Box<dyn Iterator<Item = Result<Record<T>>> + Send>;

/// A document of one file: who wrote it is known from the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The id that versions of the same content share; not empty, without white space.
    pub base: String,
    /// Its title; empty where it has none.
    pub title: String,
    /// Its text; may be empty.
    pub text: String,
}

/// A judgement as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The id of the query.
    pub query: String,
    /// The base id of the document.
    pub base: String,
    /// How relevant the document is.
    pub grade: Grade,
}

/// Knows the files of one layout and reads each of them as a stream.
pub trait CorpusFormat: Send + Sync {
    /// The sources found in `folder`, sorted by name: name and file of each.
    ///
    /// # Errors
    /// Where the folder is missing or holds no source.
    fn sources(&self, folder: &Path) -> Result<Vec<(String, PathBuf)>>;

    /// The file of queries in `folder`; `None` where there is none.
    fn queries_file(&self, folder: &Path) -> Option<PathBuf>;

    /// The file of judgements of that split ("test") in `folder`; `None` where the folder has no judgements at all.
    ///
    /// # Errors
    /// Where there are judgements but none of that split.
    fn qrels_file(&self, folder: &Path, split: &str) -> Result<Option<PathBuf>>;

    /// The documents of one file, in its order.
    ///
    /// # Errors
    /// Where the file cannot be opened.
    fn documents(&self, path: &Path) -> Result<Records<Text>>;

    /// The queries of one file, in its order.
    ///
    /// # Errors
    /// Where the file cannot be opened.
    fn queries(&self, path: &Path) -> Result<Records<Query>>;

    /// The judgements of one file, in its order.
    ///
    /// # Errors
    /// Where the file cannot be opened.
    fn judgements(&self, path: &Path) -> Result<Records<Judgement>>;
}

/// All corpus formats.
pub const FORMATS: Family<dyn CorpusFormat> = Family { name: "corpus format", entries: ROWS, wrappers: &[] };

static ROWS: &[Entry<dyn CorpusFormat>] = &[beir::ENTRY, jsonl::ENTRY];
