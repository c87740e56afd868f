//! The identities of an index's documents: a segment in; the base and the source of one document, or of all, out. They are read
//! when they are asked for, since an answer of ten documents needs no more than ten.

use std::sync::Arc;

use tantivy::TantivyDocument;
use tantivy::columnar::Column;
use tantivy::index::SegmentReader;
use tantivy::schema::{Field, Value};
use tantivy::store::StoreReader;

use super::schema::Fields;
use crate::corpus::{DocumentId, SourceId, StoredIds};

/// Blocks of documents that are kept unpacked.
const BLOCKS: usize = 8;

/// Why an identity can be read once an index is open.
const WRITTEN: &str = "a store that matches its checksum holds the base of every document";

/// Identities by document number.
pub(super) struct SegmentIds {
    documents: u32,
    base: Field,
    bases: StoreReader,
    sources: Column<u64>,
}

impl SegmentIds {
    /// Those of a segment.
    ///
    /// # Errors
    /// Where the segment has none.
    pub(super) fn open(segment: &SegmentReader, fields: &Fields) -> tantivy::Result<SegmentIds> {
        Ok(SegmentIds {
            documents: segment.max_doc(),
            base: fields.base,
            bases: segment.get_store_reader(BLOCKS)?,
            sources: segment.fast_fields().u64("source")?,
        })
    }

    /// The number of sources that there must be: the largest number of one, plus 1. `u64::MAX` where a document has none.
    pub(super) fn sources(&self) -> u64 {
        match self.sources.get_cardinality().is_full() {
            true => self.sources.max_value().saturating_add(1),
            false => u64::MAX,
        }
    }

    fn of(&self, number: u32, document: &TantivyDocument) -> DocumentId {
        let base = document.get_first(self.base).and_then(|value| value.as_str()).expect(WRITTEN);
        let source = self.sources.first(number).expect("every document has a source: checked on opening");
        DocumentId { base: Arc::from(base), source: SourceId(source as u32) }
    }
}

impl StoredIds for SegmentIds {
    fn len(&self) -> usize {
        self.documents as usize
    }

    fn id(&self, number: u32) -> DocumentId {
        self.of(number, &self.bases.get(number).expect(WRITTEN))
    }

    fn all(&self) -> Vec<DocumentId> {
        let documents = self.bases.iter::<TantivyDocument>(None);
        (0..).zip(documents).map(|(number, document)| self.of(number, &document.expect(WRITTEN))).collect()
    }
}

impl std::fmt::Debug for SegmentIds {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "SegmentIds({} documents)", self.documents)
    }
}
