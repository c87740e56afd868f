//! Sources that are copies of each other: what is known of each source's texts in, the first source with the same ones out.

use std::hash::{DefaultHasher, Hasher};

use rustc_hash::FxHashMap;

use super::look::{Looker, Mark};
use crate::corpus::{Corpus, SourceId};
use crate::error::Result;

/// What a source holds: equal for two sources where they have the same contents with the same texts but for white space,
/// in whatever order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(super) struct Content {
    documents: u64,
    /// Those with a text.
    filled: u64,
    /// The sum of the hashes of base id and text, modulo 2^64.
    sum: u64,
}

impl Content {
    pub(super) fn add(&mut self, base: &str, mark: &Mark) {
        let mut hasher = DefaultHasher::new();
        hasher.write(base.as_bytes());
        hasher.write_u64(mark.fingerprint);
        self.documents += 1;
        self.filled += u64::from(!mark.empty);
        self.sum = self.sum.wrapping_add(hasher.finish());
    }
}

/// For each source the first one that holds the same, the reference before all others; itself where there is none, or it
/// has no text.
pub(super) fn copies(contents: &[Content], reference: SourceId) -> Vec<SourceId> {
    let mut first: FxHashMap<Content, SourceId> = FxHashMap::default();
    if let Some(content) = contents.get(reference.index()) {
        first.insert(*content, reference);
    }
    let sources = (0..contents.len() as u32).map(SourceId).zip(contents);
    sources
        .map(|(source, content)| match content.filled {
            0 => source,
            _ => *first.entry(*content).or_insert(source),
        })
        .collect()
}

/// Which sources of a corpus are copies of each other: for each source, in order, the first one that has the same contents
/// with the same texts but for white space; the reference comes before all others. A source that is no copy stands for
/// itself, and so does one without a text. Such sources are one source in every family of tests. The corpus is read once;
/// with `with_titles` titles have to be the same too.
///
/// # Errors
/// As [`Corpus::documents`].
///
/// ```
/// use sourcebias::corpus::validate::copied_sources;
/// use sourcebias::corpus::{Corpus, Document, DocumentId, Source, SourceId, SourceKind};
/// let sources = ["human", "gpt", "llm"].map(|name| Source { name: name.into(), kind: SourceKind::Llm });
/// let document = |source, text: &str| Document {
///     id: DocumentId { base: "a".into(), source: SourceId(source) },
///     title: String::new(),
///     text: text.into(),
/// };
/// let documents = vec![document(0, "red"), document(1, "green"), document(2, " red")];
/// let corpus = Corpus::from_documents(sources.to_vec(), SourceId(0), documents)?;
/// assert_eq!(copied_sources(&corpus, false)?, [SourceId(0), SourceId(1), SourceId(0)]);
/// # Ok::<(), sourcebias::Error>(())
/// ```
pub fn copied_sources(corpus: &Corpus, with_titles: bool) -> Result<Vec<SourceId>> {
    let mut contents = vec![Content::default(); corpus.sources.len()];
    let mut looker = Looker::default();
    for document in corpus.documents() {
        let document = document?;
        let title = if with_titles { document.title.as_str() } else { "" };
        let mark = looker.look(&document.text).mark.under(title);
        contents[document.id.source.index()].add(&document.id.base, &mark);
    }
    Ok(copies(&contents, corpus.reference))
}
