//! The fields of the index: the terms with their frequencies, and for each document its base id, source and length.

use tantivy::schema::{FAST, Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions};

/// tantivy wants a tokenizer's name, but terms are written into the segment as our analyser makes them and none is called.
const NEVER_CALLED: &str = "raw";
/// The schema and its fields.
pub(super) struct Fields {
    pub schema: Schema,
    pub text: Field,
    pub base: Field,
    pub source: Field,
    pub length: Field,
}

impl Fields {
    pub fn new() -> Self {
        let mut builder = Schema::builder();
        // No length norms: tantivy rounds them to one byte; the exact length is a field of its own.
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(NEVER_CALLED)
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::WithFreqs);
        let text = builder.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
        let base = builder.add_text_field("base", STORED);
        let source = builder.add_u64_field("source", FAST);
        let length = builder.add_u64_field("length", FAST);
        Fields { schema: builder.build(), text, base, source, length }
    }
}
