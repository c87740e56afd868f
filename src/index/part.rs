//! One part of an index: some consecutive documents of a corpus in, a tantivy index of one segment out. Parts are made
//! side by side and merged in their order, so that memory does not grow with the corpus.

use tantivy::directory::Directory;
use tantivy::schema::Schema;
use tantivy::tokenizer::TokenizerManager;
use tantivy::{IndexBuilder, IndexSettings, SingleSegmentIndexWriter, TantivyDocument};

use super::schema::Fields;
use super::terms::{self, JoinedTerms};
use crate::corpus::SourceId;

/// What tantivy plans its tables for; a segment is written at the end, whatever this says.
const MEMORY_BUDGET: usize = 64 << 20;

/// Takes documents in corpus order.
pub(super) struct PartWriter {
    writer: SingleSegmentIndexWriter<TantivyDocument>,
    fields: Fields,
}

impl PartWriter {
    /// A part in `directory`, which is empty.
    pub fn new(directory: Box<dyn Directory>) -> tantivy::Result<Self> {
        let fields = Fields::new();
        let tokenizers = TokenizerManager::default();
        tokenizers.register(terms::NAME, terms::Lines::default());
        let writer = builder(fields.schema.clone())
            .tokenizers(tokenizers)
            .single_segment_index_writer(directory, MEMORY_BUDGET)?;
        Ok(PartWriter { writer, fields })
    }

    /// Adds a document.
    pub fn add(&mut self, base: &str, source: SourceId, terms: JoinedTerms) -> tantivy::Result<()> {
        let mut document = TantivyDocument::new();
        document.add_u64(self.fields.length, u64::from(terms.length));
        document.add_text(self.fields.text, terms.text);
        document.add_text(self.fields.base, base);
        document.add_u64(self.fields.source, u64::from(source.0));
        self.writer.add_document(document)
    }

    /// Writes the segment.
    pub fn finish(self) -> tantivy::Result<tantivy::Index> {
        self.writer.finalize()
    }
}

/// How every tantivy index of this program is made.
fn builder(schema: Schema) -> IndexBuilder {
    // A thread of its own for compressing base ids would be one more than were asked for.
    let settings = IndexSettings { docstore_compress_dedicated_thread: false, ..IndexSettings::default() };
    IndexBuilder::new().schema(schema).settings(settings)
}
