//! Retrieval models: per query term a function of term frequency and document length. One file and one row each.

mod absolute_discount;
mod bm25;
mod bm25_adpt;
mod bm25_atire;
mod bm25_plus;
mod bm25_robertson;
mod bm25l;
#[cfg(test)]
mod checks;
mod coordination;
mod dfi;
mod dfree;
mod dirichlet;
mod dph;
mod f2exp;
mod idf_pool;
mod inl2;
mod jelinek_mercer;
mod lgd;
mod lnc_ltc;
mod normalisation_2;
mod occurrences;
mod pivoted;
mod pl2;
mod random;
mod spl;
mod tf_idf;
mod two_stage;
mod wrapped;

pub use absolute_discount::AbsoluteDiscount;
pub use bm25::Bm25;
pub use bm25_adpt::Bm25Adpt;
pub use bm25_atire::Bm25Atire;
pub use bm25_plus::Bm25Plus;
pub use bm25_robertson::Bm25Robertson;
pub use bm25l::Bm25L;
pub use coordination::Coordination;
pub use dfi::Dfi;
pub use dfree::DfRee;
pub use dirichlet::Dirichlet;
pub use dph::Dph;
pub use f2exp::F2Exp;
pub use inl2::InL2;
pub use jelinek_mercer::JelinekMercer;
pub use lgd::Lgd;
pub use lnc_ltc::LncLtc;
pub use occurrences::Occurrences;
pub use pivoted::Pivoted;
pub use pl2::Pl2;
pub use random::Random;
pub use spl::Spl;
pub use tf_idf::TfIdf;
pub use two_stage::TwoStage;

pub(super) use wrapped::Wrapped;

use super::expansion::{self, Expansion};
use crate::registry::{Entry, Family, Kind, Parameter, Wrapper};

/// What a model may know of one query term.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TermStatistics<'a> {
    /// In how many documents the term occurs, df, at least 1.
    pub document_frequency: u64,
    /// How often it occurs in all documents, cf, at least df.
    pub collection_frequency: u64,
    /// How often it occurs in the query, or its weight there after an expansion; above 0.
    pub query_frequency: f64,
    /// How its documents have it, by rising frequency, then length; empty unless the model is
    /// [`RetrievalModel::by_occurrences`].
    pub occurrences: &'a [Occurrences],
}

/// What a model may know of the collection and the query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CollectionFigures {
    /// Number of documents, N.
    pub documents: u64,
    /// Number of tokens.
    pub tokens: u64,
    /// Number of query tokens that occur in the collection, |q|; after an expansion the sum of their weights.
    pub query_length: f64,
}

impl CollectionFigures {
    /// Mean document length in tokens.
    pub fn mean_length(&self) -> f64 {
        self.tokens as f64 / self.documents.max(1) as f64
    }
}

/// What a model may know of one document.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct DocumentFigures {
    /// Its length in tokens, |d|; as a one-byte index remembers it for a model of [`RetrievalModel::byte_lengths`].
    pub length: u32,
    /// Its number of distinct terms; 0 unless the model is [`RetrievalModel::beyond_length`].
    pub distinct: u32,
    /// The norm √(Σ over its terms of (1 + ln tf)²); 0 unless the model is [`RetrievalModel::beyond_length`].
    pub log_norm: f64,
}

impl DocumentFigures {
    /// The figures of a document whose distinct terms, in an order that depends on the terms alone, occur so often.
    pub fn new(frequencies: impl Iterator<Item = u32>) -> Self {
        let (mut length, mut distinct, mut squares) = (0, 0, 0.0);
        for frequency in frequencies {
            length += frequency;
            distinct += 1;
            squares += (1.0 + f64::from(frequency).ln()).powi(2);
        }
        DocumentFigures { length, distinct, log_norm: f64::sqrt(squares) }
    }

    /// The figures of a document of which the length alone is known.
    pub fn of_length(length: u32) -> Self {
        DocumentFigures { length, ..DocumentFigures::default() }
    }
}

/// The documents over which df, cf, N and the number of tokens are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pool {
    /// All documents.
    Mixed,
    /// Those of the reference source.
    Human,
    /// Those of the source of the document that is scored.
    Own,
}

/// The part of a score that one query term gives: (term frequency, document) → score.
pub type TermScorer = Box<dyn Fn(u32, DocumentFigures) -> f64 + Send + Sync>;

/// The part of a score that the document alone gives.
pub type DocumentScorer = Box<dyn Fn(DocumentFigures) -> f64 + Send + Sync>;

/// What replaces the sum, for a model that draws: (the document's base id, length in tokens, sum) → score.
pub type Draw = Box<dyn Fn(&str, u32, f64) -> f64 + Send + Sync>;

/// A term-based retrieval model: score(q, d) = Σ over distinct query terms in d of the term part, plus the document
/// part. Both are finite for the figures of every document of at least one term.
pub trait RetrievalModel: Send + Sync {
    /// The scorer of one query term.
    fn term(&self, term: &TermStatistics<'_>, collection: &CollectionFigures) -> TermScorer;

    /// The part of the document alone, where the model has one.
    fn document(&self, _collection: &CollectionFigures) -> Option<DocumentScorer> {
        None
    }

    /// What replaces the sum of both parts for the query with this id, where the model draws its scores.
    fn draw(&self, _query: &str) -> Option<Draw> {
        None
    }

    /// Whether the model reads lengths as one-byte indexes store them (exact to 40 tokens, rounded down above).
    fn byte_lengths(&self) -> bool {
        false
    }

    /// Whether scores depend on more of a document than its length, so that its other figures are needed.
    fn beyond_length(&self) -> bool {
        false
    }

    /// Whether the scorer of a term is made of how often its documents have it and how long they are, so that
    /// [`TermStatistics::occurrences`] is needed.
    fn by_occurrences(&self) -> bool {
        false
    }

    /// Whether, up to rounding, every term part is at least 0, rises or stays as tf rises, and falls or stays as the
    /// length rises, and the document part falls or stays as the length rises: documents that cannot reach the depth may
    /// then be passed over, which changes no result.
    fn monotone(&self) -> bool {
        false
    }

    /// Where the statistics of term and collection that the scorers are made of are counted.
    fn pool(&self) -> Pool {
        Pool::Mixed
    }

    /// What expands the query by the documents on top, for a second search with the same scorers.
    fn expansion(&self) -> Option<&dyn Expansion> {
        None
    }
}

/// All retrieval models.
pub const MODELS: Family<dyn RetrievalModel> =
    Family { name: "retrieval model", entries: ROWS, wrappers: WRAPPERS };

static ROWS: &[Entry<dyn RetrievalModel>] = &[
    bm25::ENTRY,
    bm25_robertson::ENTRY,
    bm25_atire::ENTRY,
    bm25l::ENTRY,
    bm25_plus::ENTRY,
    bm25_adpt::ENTRY,
    tf_idf::ENTRY,
    lnc_ltc::ENTRY,
    pivoted::ENTRY,
    dirichlet::ENTRY,
    jelinek_mercer::ENTRY,
    two_stage::ENTRY,
    absolute_discount::ENTRY,
    pl2::ENTRY,
    inl2::ENTRY,
    dph::ENTRY,
    dfree::ENTRY,
    dfi::ENTRY,
    lgd::ENTRY,
    spl::ENTRY,
    f2exp::ENTRY,
    coordination::ENTRY,
    random::ENTRY,
];

static WRAPPERS: &[Wrapper<dyn RetrievalModel>] = &[idf_pool::WRAPPER, expansion::RM3, expansion::BO1];

/// The parameter of every model that reads document lengths.
const LENGTH: Parameter = Parameter {
    name: "length",
    kind: Kind::Choice(&["exact", "byte"]),
    default: "exact",
    meaning: "document lengths: exact, or rounded to one byte as Lucene and tantivy store them",
};
