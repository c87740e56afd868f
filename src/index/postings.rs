//! An open index: the catalogue, the exact lengths and, for each term, its statistics and the documents that have it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::Directory;
use tantivy::directory::error::{OpenDirectoryError, OpenReadError};
use tantivy::index::{InvertedIndexReader, SegmentReader};
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{ReloadPolicy, TantivyError};

use super::cursor::Cursor;
use super::description::{Description, REBUILD_ADVICE};
use super::read_only::ReadOnlyDirectory;
use super::schema::Fields;
use super::segment_ids::SegmentIds;
use super::term_table::{self, BlockBounds, TermTable};
use super::titles::{self, Titles};
use crate::corpus::{Catalogue, SourceId};
use crate::error::{Error, Result};

/// One document that has a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// The document number.
    pub document: u32,
    /// How often the term occurs in it, at least 1.
    pub frequency: u32,
}

/// A term of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexedTerm {
    /// Its place among all terms of the index, sorted by their bytes.
    pub number: u32,
    /// In how many documents it occurs, df, at least 1.
    pub document_frequency: u32,
    /// How often it occurs in all documents, cf, at least df.
    pub collection_frequency: u64,
    place: TermInfo,
}

/// An inverted index, open for reading.
pub struct Index {
    description: Description,
    catalogue: Arc<Catalogue>,
    lengths: Vec<u32>,
    terms: Arc<InvertedIndexReader>,
    table: TermTable,
    titles: Option<Titles>,
    /// Where it stands, for messages.
    place: PathBuf,
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
            return Err(Error::file(folder, reason, REBUILD_ADVICE));
        }
        Index::from_tantivy(folder, &index, description)
    }

    pub(super) fn from_tantivy(
        place: &Path,
        index: &tantivy::Index,
        description: Description,
    ) -> Result<Index> {
        let fail = |error: TantivyError| unreadable(place, error);
        let foreign = |reason: &str| Error::file(place, reason, REBUILD_ADVICE);
        let fields = Fields::new();
        if index.schema() != fields.schema {
            return Err(foreign("an index with other fields"));
        }
        let segment = segment_of(index).map_err(fail)?;
        let segment = segment.ok_or_else(|| foreign("damaged: an index of more or less than one segment"))?;
        let lengths = lengths_of(&segment).map_err(fail)?;
        let ids = SegmentIds::open(&segment, &fields).map_err(fail)?;
        if ids.sources() > description.sources.len() as u64 {
            return Err(foreign("damaged: a document without source"));
        }
        let terms = segment.inverted_index(fields.text).map_err(fail)?;
        let table = TermTable::read(index.directory()).map_err(fail)?;
        let table = table.filter(|table| table.len() == terms.terms().num_terms());
        let table = table.ok_or_else(|| foreign("damaged: its table of terms is another index's"))?;
        let tokens: u64 = lengths.iter().map(|length| u64::from(*length)).sum();
        let documents = description.documents;
        if lengths.len() as u64 != documents {
            return Err(foreign("damaged: it does not hold the documents that its description says"));
        }
        if tokens != description.tokens || table.tokens() != tokens {
            return Err(foreign("damaged: it does not hold the tokens that its description says"));
        }
        let titles = match description.titles {
            true => {
                let read = Titles::read(index.directory()).map_err(fail)?;
                let read = read.filter(|titles| titles.are_of(&lengths, table.len()));
                Some(read.ok_or_else(|| foreign("damaged: its titles are another index's"))?)
            }
            false => None,
        };
        let reference = SourceId(description.reference);
        let catalogue = Arc::new(Catalogue::stored(description.sources.clone(), reference, Arc::new(ids)));
        Ok(Index { description, catalogue, lengths, terms, table, titles, place: place.to_path_buf() })
    }

    /// How the index was made and what it holds.
    pub fn description(&self) -> &Description {
        &self.description
    }

    /// The identities of its documents, which are read when they are first asked for.
    pub fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    /// The exact length of each document, in tokens.
    pub fn lengths(&self) -> &[u32] {
        &self.lengths
    }

    /// The terms of the titles; `None` where the index was built without keeping them apart.
    pub fn titles(&self) -> Option<&Titles> {
        self.titles.as_ref()
    }

    /// Where it stands.
    pub(super) fn place(&self) -> &Path {
        &self.place
    }

    /// tantivy's terms and postings.
    pub(super) fn inverted(&self) -> &InvertedIndexReader {
        &self.terms
    }

    /// The number of distinct terms.
    pub fn terms(&self) -> usize {
        self.table.len()
    }

    /// A term with its statistics; `None` where no document has it.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub fn term(&self, term: &str) -> Result<Option<IndexedTerm>> {
        let dictionary = self.terms.terms();
        let unread = |error| unread(term, error);
        let Some(number) = dictionary.term_ord(term).map_err(unread)? else { return Ok(None) };
        let Some(place) = dictionary.get(term).map_err(unread)? else { return Ok(None) };
        Ok(Some(IndexedTerm {
            number: number as u32,
            document_frequency: place.doc_freq,
            collection_frequency: self.table.collection_frequency(number as u32),
            place,
        }))
    }

    /// The document and collection frequency of the term of that number.
    ///
    /// # Panics
    /// Where there is no such number.
    pub fn frequencies(&self, number: u32) -> (u64, u64) {
        (u64::from(self.table.document_frequency(number)), self.table.collection_frequency(number))
    }

    /// The text of the term of that number; `None` where there is no such number.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub fn term_text(&self, number: u32) -> Result<Option<String>> {
        let mut bytes = Vec::new();
        let unread = |error| unread(&format!("number {number}"), error);
        let found = self.terms.terms().ord_to_term(u64::from(number), &mut bytes).map_err(unread)?;
        Ok(found.then(|| String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// The bounds of a term's blocks of postings, by rising document; none where one block holds all of them.
    pub fn blocks(&self, term: &IndexedTerm) -> &[BlockBounds] {
        self.table.blocks(term.number)
    }

    /// The postings of a term, block by block.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub fn cursor(&self, term: &IndexedTerm) -> Result<Cursor> {
        let postings =
            self.terms.read_block_postings_from_terminfo(&term.place, IndexRecordOption::WithFreqs);
        Ok(Cursor::new(postings.map_err(|error| unread(&format!("number {}", term.number), error))?))
    }

    /// Puts the postings of `term` into `postings`, by rising document number; empty where no document has it.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub fn postings(&self, term: &str, postings: &mut Vec<Posting>) -> Result<()> {
        postings.clear();
        let Some(term) = self.term(term)? else { return Ok(()) };
        postings.reserve(term.document_frequency as usize);
        let mut cursor = self.cursor(&term)?;
        while !cursor.documents().is_empty() {
            let pairs = cursor.documents().iter().zip(cursor.frequencies());
            postings.extend(
                pairs.map(|(document, frequency)| Posting { document: *document, frequency: *frequency }),
            );
            cursor.advance();
        }
        Ok(())
    }
}

/// The only segment of an index; `None` where there are more or none.
fn segment_of(index: &tantivy::Index) -> tantivy::Result<Option<SegmentReader>> {
    let reader: tantivy::IndexReader =
        index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    match reader.searcher().segment_readers() {
        [only] => Ok(Some(only.clone())),
        _ => Ok(None),
    }
}

/// The exact length of each document of a segment, in tokens.
fn lengths_of(segment: &SegmentReader) -> tantivy::Result<Vec<u32>> {
    let column = segment.fast_fields().u64("length")?;
    let wrong = || TantivyError::InternalError("a document without a length".to_string());
    (0..segment.max_doc())
        .map(|number| column.first(number).map(|length| length as u32).ok_or_else(wrong))
        .collect()
}

fn unread(term: &str, error: std::io::Error) -> Error {
    Error::Failed(format!("cannot read the postings of the term {term}: {error}"))
}

/// The first file by name that does not match its checksum. tantivy's own check passes over files that its list in
/// `.managed.json` has not, and over all of them where that is lost.
fn damaged_file(index: &tantivy::Index) -> tantivy::Result<Option<PathBuf>> {
    let mut files: BTreeSet<PathBuf> = index.load_metas()?.list_segment_files().into_iter().collect();
    files.extend([term_table::FILE, titles::FILE].map(PathBuf::from));
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
        None => Error::file(place, format!("cannot open the index: {error}"), REBUILD_ADVICE),
    }
}
