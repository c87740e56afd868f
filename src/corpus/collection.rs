//! A corpus (documents of n sources) and a test collection (a corpus with queries and judgements).
//! Documents come as a stream in corpus order: source by source, each in the order of its file.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::format::{CorpusFormat, Records, Text};
use super::skipped::{Fault, Skipped, SkippedLines};
use super::{Document, DocumentId, Qrels, Query, Source, SourceId};
use crate::error::{Error, Result};

/// A stream of documents; an error is its last item.
pub type DocumentStream<'a> = Box<dyn Iterator<Item = Result<Document>> + Send + 'a>;

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
    /// Files of one format.
    Files(Files),
    /// All documents, in corpus order.
    Memory(Vec<Document>),
}

/// The files of a collection and how they are read.
pub struct Files {
    /// Reads one file.
    pub format: Box<dyn CorpusFormat>,
    /// One file per source, in the order of the sources.
    pub documents: Vec<PathBuf>,
    /// The file of queries, where there is one.
    pub queries: Option<PathBuf>,
    /// The file of judgements, where there is one.
    pub qrels: Option<PathBuf>,
    /// Whether a bad line is counted and passed over instead of ending the stream.
    pub skip_bad_lines: bool,
    /// The lines that were passed over.
    pub skipped: Skipped,
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

impl Corpus {
    /// A corpus in memory; the order of `documents` is the corpus order.
    ///
    /// # Errors
    /// [`Error::Failed`] where there is no document, where one names a source that is not in `sources`, or where a
    /// source has two of the same base.
    pub fn from_documents(
        sources: Vec<Source>,
        reference: SourceId,
        documents: Vec<Document>,
    ) -> Result<Corpus> {
        if documents.is_empty() {
            return Err(Error::Failed("the corpus is empty: it holds no document".to_string()));
        }
        if reference.index() >= sources.len() {
            return Err(Error::Failed(format!(
                "the reference is source {}, of {}",
                reference.0,
                sources.len()
            )));
        }
        let mut seen = FxHashMap::default();
        for (number, Document { id, .. }) in documents.iter().enumerate() {
            if id.source.index() >= sources.len() {
                let reason = format!("document {number} is of source {}, of {}", id.source.0, sources.len());
                return Err(Error::Failed(reason));
            }
            if let Some(earlier) = seen.insert(id, number) {
                let name = &sources[id.source.index()].name;
                let reason =
                    format!("documents {earlier} and {number} of source {name:?} are both {:?}", id.base);
                return Err(Error::Failed(reason));
            }
        }
        Ok(Corpus { sources, reference, origin: Origin::Memory(documents) })
    }

    /// All documents in corpus order, read as they are asked for.
    ///
    /// The stream ends with an error at the first bad line (with `skip_bad_lines`: passes over it and counts it), at
    /// the second document of the same base in one source, and at a source without documents.
    pub fn documents(&self) -> DocumentStream<'_> {
        match &self.origin {
            Origin::Memory(documents) => Box::new(documents.iter().cloned().map(Ok)),
            Origin::Files(files) => Box::new(FileDocuments::new(files, 0..files.documents.len())),
        }
    }

    /// The documents of one source, as in [`Corpus::documents`], for who reads on past the error of a source; a source
    /// without documents is no error here.
    pub(super) fn documents_of(&self, source: SourceId) -> DocumentStream<'_> {
        match &self.origin {
            Origin::Memory(documents) => {
                let of = documents.iter().filter(move |document| document.id.source == source);
                Box::new(of.cloned().map(Ok))
            }
            Origin::Files(files) => {
                let only = source.index()..source.index() + 1;
                Box::new(FileDocuments { may_be_empty: true, ..FileDocuments::new(files, only) })
            }
        }
    }

    /// The bad lines that were passed over, by file and fault. The documents' are known when their stream has ended.
    pub fn skipped(&self) -> Vec<SkippedLines> {
        match &self.origin {
            Origin::Files(files) => files.skipped.report(),
            Origin::Memory(_) => Vec::new(),
        }
    }

    /// Every file that is read: the documents of each source, then queries and judgements; none for a corpus in memory.
    pub fn input_files(&self) -> Vec<PathBuf> {
        match &self.origin {
            Origin::Files(files) => {
                files.documents.iter().chain(&files.queries).chain(&files.qrels).cloned().collect()
            }
            Origin::Memory(_) => Vec::new(),
        }
    }
}

/// Reads the files of some sources one after the other.
struct FileDocuments<'a> {
    files: &'a Files,
    /// The source whose file is read.
    source: usize,
    /// The source before which it ends.
    end: usize,
    /// Whether a source without documents is none the worse.
    may_be_empty: bool,
    records: Option<Records<Text>>,
    /// Documents of this source so far.
    found: u64,
    ended: bool,
    /// Where a base was last seen: source and line. The ids are shared by the documents.
    bases: FxHashMap<Arc<str>, (usize, u64)>,
}

impl<'a> FileDocuments<'a> {
    fn new(files: &'a Files, sources: Range<usize>) -> Self {
        let (source, end) = (sources.start, sources.end);
        FileDocuments {
            files,
            source,
            end,
            may_be_empty: false,
            records: None,
            found: 0,
            ended: false,
            bases: FxHashMap::default(),
        }
    }

    fn next_document(&mut self) -> Result<Option<Document>> {
        let files = self.files;
        while let Some(path) = files.documents[..self.end].get(self.source) {
            let records = match &mut self.records {
                Some(records) => records,
                None => {
                    files.skipped.start(path);
                    self.found = 0;
                    self.records.insert(files.format.documents(path)?)
                }
            };
            match records.next() {
                Some(Ok(record)) => match self.document(record.line, record.content) {
                    Ok(document) => return Ok(Some(document)),
                    Err(error) => files.pass_over(path, Fault::Duplicate, error)?,
                },
                Some(Err(error)) => files.pass_over(path, Fault::Unreadable, error)?,
                None if self.found == 0 && !self.may_be_empty => {
                    let advice =
                        "give a file with at least one document, or leave this source out of `sources`";
                    return Err(Error::file(path, "the corpus is empty: the file holds no document", advice));
                }
                None => {
                    self.records = None;
                    self.source += 1;
                }
            }
        }
        Ok(None)
    }

    fn document(&mut self, line: u64, text: Text) -> Result<Document> {
        let base = match self.bases.get_key_value(text.base.as_str()) {
            Some((_, (source, earlier))) if *source == self.source => {
                let path = &self.files.documents[self.source];
                let reason =
                    format!("`_id` {:?} was given to the document of line {earlier} already", text.base);
                return Err(Error::line(path, line, reason, super::format::DUPLICATE_ADVICE));
            }
            Some((base, _)) => base.clone(),
            None => Arc::from(text.base),
        };
        self.bases.insert(base.clone(), (self.source, line));
        self.found += 1;
        let id = DocumentId { base, source: SourceId(self.source as u32) };
        Ok(Document { id, title: text.title, text: text.text })
    }
}

impl Iterator for FileDocuments<'_> {
    type Item = Result<Document>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = self.next_document().transpose();
        self.ended = !matches!(next, Some(Ok(_)));
        next
    }
}

impl Files {
    /// Counts a bad line where bad lines are to be left out; any other error is returned.
    pub(super) fn pass_over(&self, path: &Path, fault: Fault, error: Error) -> Result<()> {
        if self.skip_bad_lines && matches!(error, Error::BadLine { .. }) {
            self.skipped.count(path, fault, 1, &error);
            return Ok(());
        }
        Err(error)
    }
}
