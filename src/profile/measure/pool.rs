//! The pool of documents that terms are looked up in: an analysed corpus in, a table by term for each source out.

use crate::corpus::SourceId;
use crate::profile::DocumentText;
use crate::registry::{Arguments, Kind, Parameter};
use crate::text::{AnalyzedCorpus, CollectionStatistics, TermId};

/// Which documents are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pool {
    /// The documents of the reference source.
    Human,
    /// All documents.
    Mixed,
    /// The documents of the source that wrote the text.
    Own,
}

/// The parameter of a row that says the pool.
pub(super) const POOL: Parameter = Parameter {
    name: "pool",
    kind: Kind::Choice(&["human", "mixed", "own"]),
    default: "human",
    meaning: "where terms are counted: the reference source, all sources, or the document's own source",
};

/// The parameter of a row that says whether terms that no document of the pool has count.
pub(super) const UNSEEN: &str = "unseen";

/// What [`UNSEEN`] may be.
pub(super) const UNSEEN_KIND: Kind = Kind::Choice(&["kept", "left_out"]);

/// Whether terms that no document of the pool has count.
pub(super) fn keeps_unseen(arguments: &Arguments) -> bool {
    arguments.text(UNSEEN) == "kept"
}

/// The distinct terms of a text with their frequencies, in order of first occurrence.
pub(super) fn terms(text: &DocumentText<'_>) -> impl Iterator<Item = (TermId, u32)> {
    let tokens = text.tokens.iter().zip(text.previous);
    let first = tokens.filter(|(_, previous)| **previous == 0).map(|(token, _)| *token);
    first.zip(text.frequencies.iter().copied())
}

/// A table for each source, or one for all of them.
pub(super) struct Tables<T>(Vec<T>);

impl<T> Tables<T> {
    /// The table that texts of `source` are looked up in.
    pub(super) fn of(&self, source: SourceId) -> &T {
        if self.0.len() == 1 { &self.0[0] } else { &self.0[source.index()] }
    }
}

impl Pool {
    pub(super) fn of(arguments: &Arguments) -> Pool {
        match arguments.text(POOL.name) {
            "human" => Pool::Human,
            "mixed" => Pool::Mixed,
            _ => Pool::Own,
        }
    }

    /// What `table` makes of the statistics of the pool; of whole documents, also where texts are cut.
    pub(super) fn tables<T>(
        self,
        corpus: &AnalyzedCorpus,
        table: impl Fn(&CollectionStatistics) -> T,
    ) -> Tables<T> {
        let catalogue = corpus.catalogue();
        let of = |source| table(&corpus.statistics(source));
        Tables(match self {
            Pool::Human => vec![of(Some(catalogue.reference()))],
            Pool::Mixed => vec![of(None)],
            Pool::Own => {
                (0..catalogue.sources().len() as u32).map(|source| of(Some(SourceId(source)))).collect()
            }
        })
    }
}
