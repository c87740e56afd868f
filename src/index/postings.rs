//! An open index: the catalogue, the exact lengths and, for each term, the documents that have it and how often.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::Directory;
use tantivy::directory::error::{OpenDirectoryError, OpenReadError};
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{ReloadPolicy, Searcher, TantivyDocument, TantivyError, Term};

use super::description::Description;
use super::read_only::ReadOnlyDirectory;
use super::schema::Fields;
use crate::corpus::{Catalogue, DocumentId, SourceId};
use crate::error::{Error, Result};

/// One document that has a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// The document number.
    pub document: u32,
    /// How often the term occurs in it, at least 1.
    pub frequency: u32,
}

/// An inverted index, open for reading.
pub struct Index {
    description: Description,
    catalogue: Arc<Catalogue>,
    lengths: Vec<u32>,
    searcher: Searcher,
    fields: Fields,
}

impl Index {
    /// Opens the index in `folder` for reading and checks it: its files against their checksums, its totals against its
    /// description. Nothing in the folder is created or changed.
    ///
    /// # Errors
    /// [`Error::BadFile`] where `folder` holds no index, one of another program or layout, or a damaged one;
    /// [`Error::Io`] where the system refuses to read.
    pub fn open(folder: &Path) -> Result<Index> {
        let description = Description::read(folder)?;
        let directory = ReadOnlyDirectory::open(folder).map_err(|error| unreadable(folder, error.into()))?;
        let index = tantivy::Index::open(directory).map_err(|error| unreadable(folder, error))?;
        if let Some(file) = damaged_file(&index).map_err(|error| unreadable(folder, error))? {
            let reason = format!("damaged: {} does not match its checksum", file.display());
            return Err(Error::file(folder, reason, "build it again with --force"));
        }
        Index::from_tantivy(folder, &index, description)
    }

    pub(super) fn from_tantivy(
        place: &Path,
        index: &tantivy::Index,
        description: Description,
    ) -> Result<Index> {
        let fail = |error: TantivyError| unreadable(place, error);
        let foreign = |reason: &str| Error::file(place, reason, "build it again with --force");
        let fields = Fields::new();
        if index.schema() != fields.schema {
            return Err(foreign("an index with other fields"));
        }
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(fail)?;
        let searcher: Searcher = tantivy::IndexReader::searcher(&reader);
        let [segment] = searcher.segment_readers() else {
            return Err(foreign("damaged: an index of more or less than one segment"));
        };
        let store = segment.get_store_reader(8).map_err(|error| fail(error.into()))?;
        let sources = segment.fast_fields().u64("source").map_err(fail)?;
        let stored_lengths = segment.fast_fields().u64("length").map_err(fail)?;
        let (mut ids, mut lengths) = (Vec::new(), Vec::new());
        for (number, document) in store.iter::<TantivyDocument>(None).enumerate() {
            let document = document.map_err(fail)?;
            let base = document.get_first(fields.base).and_then(|value| value.as_str().map(Arc::from));
            let source = sources.first(number as u32).filter(|id| *id < description.sources.len() as u64);
            let (Some(base), Some(source), Some(length)) =
                (base, source, stored_lengths.first(number as u32))
            else {
                return Err(foreign("damaged: a document without base, source or length"));
            };
            ids.push(DocumentId { base, source: SourceId(source as u32) });
            lengths.push(length as u32);
        }
        let tokens: u64 = lengths.iter().map(|length| u64::from(*length)).sum();
        if ids.len() as u64 != description.documents || tokens != description.tokens {
            return Err(foreign("damaged: it does not hold what its description says"));
        }
        let reference = SourceId(description.reference);
        let catalogue = Arc::new(Catalogue::new(description.sources.clone(), reference, ids));
        Ok(Index { description, catalogue, lengths, searcher, fields })
    }

    /// How the index was made and what it holds.
    pub fn description(&self) -> &Description {
        &self.description
    }

    /// The identities of its documents.
    pub fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    /// The exact length of each document, in tokens.
    pub fn lengths(&self) -> &[u32] {
        &self.lengths
    }

    /// Puts the postings of `term` into `postings`, by rising document number; empty where no document has it.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub fn postings(&self, term: &str, postings: &mut Vec<Posting>) -> Result<()> {
        postings.clear();
        let fail =
            |error: TantivyError| Error::Failed(format!("cannot read the postings of `{term}`: {error}"));
        let inverted = self.searcher.segment_reader(0).inverted_index(self.fields.text).map_err(fail)?;
        let term = Term::from_field_text(self.fields.text, term);
        let blocks = inverted.read_block_postings(&term, IndexRecordOption::WithFreqs);
        let Some(mut blocks) = blocks.map_err(|error| fail(error.into()))? else { return Ok(()) };
        postings.reserve(blocks.doc_freq() as usize);
        while !blocks.docs().is_empty() {
            let pairs = blocks.docs().iter().zip(blocks.freqs());
            postings.extend(
                pairs.map(|(document, frequency)| Posting { document: *document, frequency: *frequency }),
            );
            blocks.advance();
        }
        Ok(())
    }
}

/// The first file by name that does not match its checksum. tantivy's own check passes over files that its list in
/// `.managed.json` has not, and over all of them where that is lost.
fn damaged_file(index: &tantivy::Index) -> tantivy::Result<Option<PathBuf>> {
    let files: BTreeSet<PathBuf> = index.load_metas()?.list_segment_files().into_iter().collect();
    let directory = index.directory();
    for file in files {
        if directory.exists(&file)? && !directory.validate_checksum(&file)? {
            return Ok(Some(file));
        }
    }
    Ok(None)
}

/// Why an index cannot be read: the system's answer, which building it again would not change, or damage.
fn unreadable(place: &Path, error: TantivyError) -> Error {
    let refused = match &error {
        TantivyError::IoError(error) => Some((place.to_path_buf(), error)),
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath }) => {
            Some((place.join(filepath), io_error))
        }
        TantivyError::OpenDirectoryError(OpenDirectoryError::IoError { io_error, .. }) => {
            Some((place.to_path_buf(), io_error))
        }
        _ => None,
    };
    match refused.and_then(|(path, error)| Some((path, error.raw_os_error()?))) {
        Some((path, code)) => Error::io(path, "read", std::io::Error::from_raw_os_error(code)),
        None => Error::file(place, format!("cannot open the index: {error}"), "build it again with --force"),
    }
}
