//! The terms of an index written into tantivy's segment of its documents, in the order of their bytes, with tantivy's own
//! serializer; on the way the table of what tantivy does not keep of them, and the titles where they are kept apart.

use tantivy::directory::Directory;
use tantivy::index::{Segment, SegmentComponent};
use tantivy::postings::InvertedIndexSerializer;
use tantivy::{Index, TantivyError};

use super::code;
use super::gather::{Terms, sorted};
use super::schema::Fields;
use super::term_table::TermTable;
use crate::error::Result;

/// Writes `terms` into `index`, whose only segment has the documents and no term yet.
pub(super) fn write_terms(
    index: &Index,
    terms: &mut Terms,
    failed: &dyn Fn(TantivyError) -> crate::error::Error,
) -> Result<()> {
    let segments = index.searchable_segments().map_err(failed)?;
    let [segment] = &segments[..] else {
        return Err(failed(TantivyError::InternalError(
            "documents in more or less than one segment".to_string(),
        )));
    };
    clear(index, segment).map_err(failed)?;
    let mut runs = terms.runs()?;
    let mut table = TermTable::default();
    let io = |error: std::io::Error| failed(error.into());
    let mut serializer = InvertedIndexSerializer::open(segment).map_err(failed)?;
    let tokens = terms.postings.iter().map(|one| one.collection_frequency).sum();
    let mut field = serializer.new_field(Fields::new().text, tokens, None).map_err(io)?;
    let mut spilled = Vec::new();
    let order = sorted(&terms.terms);
    let titles = terms.titles.take().map(|titles| {
        let mut places = vec![0; order.len()];
        (0..).zip(&order).for_each(|(place, (_, term))| places[*term as usize] = place);
        titles.renumbered(&places)
    });
    for (text, term) in order {
        let known = &mut terms.postings[term as usize];
        spilled.clear();
        runs.read(term, &mut spilled)?;
        // What is written is not needed any more.
        let held = std::mem::take(&mut known.bytes);
        field.new_term(text.as_bytes(), known.document_frequency, true).map_err(io)?;
        let mut entry = table.begin(known.document_frequency, known.collection_frequency);
        let mut document = 0;
        for mut bytes in [&spilled[..], &held[..]] {
            while let Some((distance, frequency)) = code::read(&mut bytes) {
                document += distance;
                field.write_doc(document, frequency, &[]);
                entry.add(document, frequency, terms.lengths[document as usize]);
            }
        }
        entry.end();
        field.close_term().map_err(io)?;
    }
    field.close().map_err(io)?;
    serializer.close().map_err(io)?;
    table.write(index.directory()).map_err(failed)?;
    titles.map_or(Ok(()), |titles| titles.write(index.directory()).map_err(failed))
}

/// Takes away the empty files of terms and postings, so that they can be written.
fn clear(index: &Index, segment: &Segment) -> tantivy::Result<()> {
    for component in [SegmentComponent::Terms, SegmentComponent::Postings, SegmentComponent::Positions] {
        let path = segment.relative_path(component);
        if index.directory().exists(&path)? {
            index.directory().delete(&path).map_err(|error| {
                TantivyError::InternalError(format!("cannot replace {}: {error}", path.display()))
            })?;
        }
    }
    Ok(())
}
