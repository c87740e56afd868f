//! An open index: the catalogue, the exact lengths and, for each term, the documents that have it and how often.

use std::path::Path;
use std::sync::Arc;

use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{ReloadPolicy, Searcher, TantivyDocument, TantivyError, Term};

use super::description::Description;
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
    /// description.
    ///
    /// # Errors
    /// Where `folder` holds no index, one of another program or layout, or a damaged one.
    pub fn open(folder: &Path) -> Result<Index> {
        let description = Description::read(folder)?;
        let index = tantivy::Index::open_in_dir(folder).map_err(|error| damaged(folder, error))?;
        let broken = index.validate_checksum().map_err(|error| damaged(folder, error))?;
        if let Some(file) = broken.iter().min() {
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
        let fail = |error: TantivyError| damaged(place, error);
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

fn damaged(place: &Path, error: TantivyError) -> Error {
    Error::file(place, format!("cannot open the index: {error}"), "build it again with --force")
}
