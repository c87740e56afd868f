//! Reading a collection for validation: everything is read to its end, what cannot be read is counted, and only a
//! collection without sources is refused.

use super::survey::{Unread, file_name};
use super::{Validated, Validation};
use crate::corpus::settings::ReferenceNeed;
use crate::corpus::{CollectionSettings, Qrels, SourceId, TestCollection};
use crate::error::{Error, Result};

/// Validates the collection in files.
///
/// # Errors
/// Where its format is unknown, or its sources cannot be found.
pub fn validate(settings: &CollectionSettings) -> Result<Validated> {
    let settings = CollectionSettings { skip_bad_lines: true, ..settings.clone() };
    let mut unread = Vec::new();
    let collection = TestCollection::open_past(&settings, ReferenceNeed::Needed, |error| {
        unread.push(told(None, error)?);
        Ok(())
    })?;
    validate_all(&collection, settings.title, unread)
}

/// Validates an open collection, such as one in memory; `with_titles` says that a title is read before its text.
///
/// # Errors
/// Where a judgement in memory is of an unknown document.
///
/// ```
/// use sourcebias::corpus::validate::validate_collection;
/// use sourcebias::corpus::{Document, DocumentId, Qrels, Source, SourceId, SourceKind, TestCollection};
/// let sources = vec![
///     Source { name: "human".into(), kind: SourceKind::Human },
///     Source { name: "gpt".into(), kind: SourceKind::Llm },
/// ];
/// let document = |source, text: &str| Document {
///     id: DocumentId { base: "a".into(), source: SourceId(source) },
///     title: String::new(),
///     text: text.into(),
/// };
/// let documents = vec![document(0, "red apples"), document(1, "As an AI language model, I like apples.")];
/// let collection =
///     TestCollection::from_documents(sources, SourceId(0), documents, vec![], Qrels::default()).unwrap();
/// let found = validate_collection(&collection, false).unwrap();
/// assert_eq!(found.checks(false).text("check").unwrap()[0], "refusals");
/// ```
pub fn validate_collection(collection: &TestCollection, with_titles: bool) -> Result<Validated> {
    validate_all(collection, with_titles, Vec::new())
}

fn validate_all(
    collection: &TestCollection,
    with_titles: bool,
    mut unread: Vec<Unread>,
) -> Result<Validated> {
    let corpus = &collection.corpus;
    let mut validation = Validation::new(collection, with_titles);
    for source in (0..corpus.sources.len() as u32).map(SourceId) {
        for document in corpus.documents_of(source) {
            match document {
                Ok(document) => validation.add(&document),
                Err(error) => unread.push(told(Some(source), error)?),
            }
        }
    }
    let (catalogue, texts) = validation.end();
    // Where no document could be read, each judgement would be of an unknown one.
    let qrels =
        if catalogue.is_empty() { Qrels::default() } else { collection.checked_judgements(&catalogue)? };
    Ok(texts.against_all(&catalogue, collection, &qrels, &unread))
}

/// The file that an error is of, said aloud with its reason; an error that is of no file goes on.
fn told(source: Option<SourceId>, error: Error) -> Result<Unread> {
    match &error {
        Error::Io { path, .. } | Error::MissingFile { path, .. } | Error::BadFile { path, .. } => {
            tracing::warn!("{error}");
            Ok(Unread { source, file: file_name(path) })
        }
        _ => Err(error),
    }
}
