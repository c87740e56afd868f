//! Corpus formats: a folder or a file goes in, and where its sources, queries and judgements are comes out, each as a
//! stream of records with their files and lines. One file and one row for each layout.

mod beir;
pub mod blocks;
mod columns;
mod delimited;
mod folder;
mod hc3;
pub(crate) mod json;
pub(crate) mod jsonl;
mod layout;
pub(crate) mod lines;
mod msmarco;
mod parquet;
pub(crate) mod qrels;
mod quoted;
mod raid;
pub(crate) mod source_map;
mod strip;
mod table;
mod trec;
#[cfg(test)]
mod foreign_tests;
#[cfg(all(test, unix))]
mod link_tests;
#[cfg(test)]
mod near_tests;
#[cfg(test)]
mod random_tests;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Grade, Query};
use crate::error::Result;
use crate::registry::{Entry, Family};

/// What to do about an id or a judgement that is given twice.
pub(super) const DUPLICATE_ADVICE: &str =
    "leave one of them, or set `skip_bad_lines` (--skip-bad-lines) to keep the first";

/// What one line of a file holds, with the file and the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record<T> {
    /// The file; records that follow each other in one file share it.
    pub file: Arc<Path>,
    /// The line, from 1; in a table of rows that are no lines, the row.
    pub line: u64,
    /// What stands there.
    pub content: T,
}

/// The records of one file. After an [`Error::BadLine`](crate::error::Error::BadLine) the stream goes on with the
/// next line; after any other error it has ended.
pub type Records<T> = Box<dyn Iterator<Item = Result<Record<T>>> + Send>;

/// A document as its file holds it: who wrote it is known to whoever asked for that source's documents.
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

/// Checks an id, which stands in `place` ("field `_id`"); the error is the reason why it cannot be used.
fn check_id(place: &str, id: &str) -> std::result::Result<(), String> {
    if id.is_empty() {
        return Err(format!("{place} is empty"));
    }
    if id.contains(|letter: char| letter.is_whitespace() || letter.is_control()) {
        return Err(format!(
            "{place} holds white space or a control character ({id:?}), which run files cannot carry"
        ));
    }
    Ok(())
}

/// Knows the files of one layout and reads each of them as a stream.
pub trait CorpusFormat: Send + Sync {
    /// The sources found in `path`, sorted by name: name of each and where its documents are, which may be a folder, and
    /// the same for several sources. `path` is a folder, or one file where the format allows it.
    ///
    /// # Errors
    /// Where there is nothing at `path`, or no source in it.
    fn sources(&self, path: &Path) -> Result<Vec<(String, PathBuf)>>;

    /// The files that are read for what [`CorpusFormat::sources`], [`CorpusFormat::queries_file`] or
    /// [`CorpusFormat::qrels_file`] has named, in the order in which they are read.
    ///
    /// # Errors
    /// Where a folder cannot be listed.
    fn files(&self, path: &Path) -> Result<Vec<PathBuf>> {
        Ok(vec![path.to_path_buf()])
    }

    /// The name of the file of queries, to advise where there is none.
    fn queries_name(&self) -> &'static str {
        "queries.jsonl"
    }

    /// The file of queries for that split ("test") in `folder`; `None` where there is none.
    ///
    /// # Errors
    /// Where there are queries by split but none of that split.
    fn queries_file(&self, folder: &Path, split: &str) -> Result<Option<PathBuf>>;

    /// The file of judgements of that split ("test") in `folder`; `None` where the folder has no judgements at all.
    ///
    /// # Errors
    /// Where there are judgements but none of that split.
    fn qrels_file(&self, folder: &Path, split: &str) -> Result<Option<PathBuf>>;

    /// The documents of `source` in what [`CorpusFormat::sources`] has named, in the order of the files. Where no file
    /// says who wrote what it holds, all documents are of `source`.
    ///
    /// # Errors
    /// Where a file cannot be opened.
    fn documents(&self, path: &Path, source: &str) -> Result<Records<Text>>;

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
pub const FORMATS: Family<dyn CorpusFormat> =
    Family { name: "corpus format", entries: ROWS, wrappers: &[], former: &[], aliases: &[], short: false };

static ROWS: &[Entry<dyn CorpusFormat>] = &[
    beir::ENTRY,
    jsonl::ENTRY,
    folder::ENTRY,
    table::ENTRY,
    parquet::ENTRY,
    msmarco::ENTRY,
    trec::ENTRY,
    hc3::ENTRY,
    raid::ENTRY,
];
