//! Retrieval models: per query term a function of term frequency and document length. One file and one row each.

mod absolute_discount;
mod bm25;
mod bm25_adpt;
mod bm25_atire;
mod bm25_plus;
mod bm25_robertson;
mod bm25f;
mod bm25l;
mod byte_lengths;
#[cfg(test)]
pub(super) mod checks;
mod coordination;
mod dfi;
mod dfree;
mod dirichlet;
mod dph;
mod f2exp;
mod fields;
mod idf_pool;
mod inl2;
mod jelinek_mercer;
mod length_norm;
mod lgd;
mod lnc_ltc;
mod normalisation_2;
mod occurrences;
mod pivoted;
mod pl2;
mod random;
mod spl;
mod stable_tfl;
mod tf_idf;
mod two_stage;
mod wrapped;

pub use absolute_discount::AbsoluteDiscount;
pub use bm25::Bm25;
pub use bm25_adpt::Bm25Adpt;
pub use bm25_atire::Bm25Atire;
pub use bm25_plus::Bm25Plus;
pub use bm25_robertson::Bm25Robertson;
pub use bm25f::Bm25F;
pub use bm25l::Bm25L;
pub use coordination::Coordination;
pub use dfi::Dfi;
pub use dfree::DfRee;
pub use dirichlet::Dirichlet;
pub use dph::Dph;
pub use f2exp::F2Exp;
pub use fields::TermFrequency;
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
use crate::corpus::Pool;
use crate::index::byte_length;
use crate::registry::{Aliases, Entry, Family, Former, Now, Wrapper};

/// What a model may know of one query term.
///
/// ```
/// use sourcebias::retrieve::model::TermStatistics;
/// let term = TermStatistics::new(2, 5).in_query(3.0);
/// assert_eq!((term.document_frequency, term.collection_frequency, term.query_frequency), (2, 5, 3.0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct TermStatistics<'a> {
    /// In how many documents the term occurs, df, at least 1.
    pub document_frequency: u64,
    /// How often it occurs in all documents, cf, at least df.
    pub collection_frequency: u64,
    /// How often it occurs in the query, or its weight there after an expansion; above 0.
    pub query_frequency: f64,
    /// How many characters (code points) it has as it is indexed, at least 1.
    pub characters: u32,
    /// How its documents have it, by rising frequency, then length; empty unless the model asks for it
    /// ([`Needs::occurrences`]).
    pub occurrences: &'a [Occurrences],
}

impl<'a> TermStatistics<'a> {
    /// A term of one character that occurs so often, in so many documents, and once in the query.
    pub const fn new(document_frequency: u64, collection_frequency: u64) -> Self {
        TermStatistics {
            document_frequency,
            collection_frequency,
            query_frequency: 1.0,
            characters: 1,
            occurrences: &[],
        }
    }

    /// The same term so often in the query.
    pub const fn in_query(self, query_frequency: f64) -> Self {
        TermStatistics { query_frequency, ..self }
    }

    /// The same statistics of a term with so many characters.
    pub const fn of_characters(self, characters: u32) -> Self {
        TermStatistics { characters, ..self }
    }

    /// The same term with how its documents have it, as [`Occurrences::count`] counts it.
    pub const fn with_occurrences(self, occurrences: &'a [Occurrences]) -> Self {
        TermStatistics { occurrences, ..self }
    }
}

/// What a model may know of the collection and the query.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct CollectionStatistics {
    /// Number of documents, N.
    pub documents: u64,
    /// Number of tokens.
    pub tokens: u64,
    /// Number of query tokens that occur in the collection, |q|; after an expansion the sum of their weights.
    pub query_length: f64,
    /// Number of tokens of titles; 0 unless the model asks for it ([`Needs::fields`]).
    pub title_tokens: u64,
}

impl CollectionStatistics {
    /// So many documents with so many tokens in all, and a query of so many tokens.
    pub const fn new(documents: u64, tokens: u64, query_length: f64) -> Self {
        CollectionStatistics { documents, tokens, query_length, title_tokens: 0 }
    }

    /// Mean document length in tokens.
    pub fn mean_length(&self) -> f64 {
        self.tokens as f64 / self.documents.max(1) as f64
    }
}

/// What a model may know of one document.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[non_exhaustive]
pub struct DocumentStatistics {
    /// Its length in tokens, |d|; as a one-byte index remembers it for a model of [`Needs::byte_lengths`].
    pub length: u32,
    /// Its number of distinct terms; 0 unless the model asks for it ([`Needs::distinct_terms`]).
    pub distinct: u32,
    /// The norm √(Σ over its terms of (1 + ln tf)²); 0 unless the model asks for it ([`Needs::distinct_terms`]).
    pub log_norm: f64,
    /// How many of its tokens are its title's, seen as the length is; 0 unless the model asks for it ([`Needs::fields`]).
    pub title_length: u32,
    /// How often its title has the term that is scored; 0 unless the model asks for it ([`Needs::fields`]).
    pub title_frequency: u32,
}

impl DocumentStatistics {
    /// The figures of a document whose distinct terms, in an order that depends on the terms alone, occur so often.
    pub fn new(frequencies: impl Iterator<Item = u32>) -> Self {
        let (mut length, mut distinct, mut squares) = (0, 0, 0.0);
        for frequency in frequencies {
            length += frequency;
            distinct += 1;
            squares += (1.0 + f64::from(frequency).ln()).powi(2);
        }
        DocumentStatistics { length, distinct, log_norm: f64::sqrt(squares), ..Self::default() }
    }

    /// The figures of a document of which the length alone is known.
    pub fn of_length(length: u32) -> Self {
        DocumentStatistics { length, ..DocumentStatistics::default() }
    }
}

/// What a model asks of the index, and what is true of its scores.
///
/// ```
/// use sourcebias::retrieve::model::Needs;
/// let needs = Needs::length().monotone();
/// assert!(needs.monotone && needs.length && !needs.distinct_terms);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Needs {
    /// Whether scores depend on the document's length.
    pub length: bool,
    /// Whether lengths are read as one-byte indexes store them (exact to 40 tokens, rounded down above).
    pub byte_lengths: bool,
    /// Whether scores depend on more of a document than its length, so that [`DocumentStatistics::distinct`] and
    /// [`DocumentStatistics::log_norm`] are needed.
    pub distinct_terms: bool,
    /// Whether the scorer of a term is made of how often its documents have it and how long they are, so that
    /// [`TermStatistics::occurrences`] is needed.
    pub occurrences: bool,
    /// Whether titles are looked at apart from texts, so that [`DocumentStatistics::title_length`],
    /// [`DocumentStatistics::title_frequency`] and [`CollectionStatistics::title_tokens`] are needed.
    pub fields: bool,
    /// Where the statistics of term and collection that the scorers are made of are counted.
    pub pool: Pool,
    /// Whether, up to rounding, every term part is at least 0, rises or stays as tf rises, and falls or stays as the
    /// length rises, and the document part falls or stays as the length rises: documents that cannot reach the depth may
    /// then be passed over, which changes no result.
    pub monotone: bool,
}

impl Needs {
    /// Frequencies alone.
    pub fn frequency() -> Needs {
        Needs::default()
    }

    /// Frequencies and lengths.
    pub fn length() -> Needs {
        Needs { length: true, ..Needs::default() }
    }

    /// The length of a document as the model sees it.
    #[inline]
    pub fn seen_length(&self, length: u32) -> u32 {
        if self.byte_lengths { byte_length(length) } else { length }
    }

    /// And the distinct terms of documents.
    pub fn distinct_terms(self) -> Needs {
        Needs { distinct_terms: true, ..self }
    }

    /// And how each term's documents have it.
    pub fn occurrences(self) -> Needs {
        Needs { occurrences: true, ..self }
    }

    /// Of scores that only rise with tf, and only fall with length.
    pub fn monotone(self) -> Needs {
        Needs { monotone: true, ..self }
    }
}

/// The part of a score that one query term gives: (term frequency, document) → score.
pub type TermScorer = Box<dyn Fn(u32, DocumentStatistics) -> f64 + Send + Sync>;

/// The part of a score that the document alone gives.
pub type DocumentScorer = Box<dyn Fn(DocumentStatistics) -> f64 + Send + Sync>;

/// What replaces the sum, for a model that draws: (the document's base id, length in tokens, sum) → score.
pub type Draw = Box<dyn Fn(&str, u32, f64) -> f64 + Send + Sync>;

/// A term-based retrieval model: score(q, d) = Σ over distinct query terms in d of the term part, plus the document
/// part. Both are finite for the figures of every document of at least one term.
pub trait RetrievalModel: Send + Sync {
    /// The scorer of one query term.
    fn term(&self, term: &TermStatistics<'_>, collection: &CollectionStatistics) -> TermScorer;

    /// The part of the document alone, where the model has one.
    fn document(&self, _collection: &CollectionStatistics) -> Option<DocumentScorer> {
        None
    }

    /// What replaces the sum of both parts for the query with this id, where the model draws its scores.
    fn draw(&self, _query: &str) -> Option<Draw> {
        None
    }

    /// What the model asks of the index, and what is true of its scores.
    fn needs(&self) -> Needs {
        Needs::length()
    }

    /// What expands the query by the documents on top, for a second search with the same scorers.
    fn expansion(&self) -> Option<&dyn Expansion> {
        None
    }
}

/// All retrieval models.
pub const MODELS: Family<dyn RetrievalModel> = Family {
    name: "retrieval model",
    entries: ROWS,
    wrappers: WRAPPERS,
    former: &FORMER,
    aliases: ALIASES,
    short: false,
};

static ROWS: &[Entry<dyn RetrievalModel>] = &[
    bm25::ENTRY,
    bm25_robertson::ENTRY,
    bm25_atire::ENTRY,
    bm25l::ENTRY,
    bm25_plus::ENTRY,
    bm25_adpt::ENTRY,
    bm25f::ENTRY,
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
    stable_tfl::ENTRY,
    f2exp::ENTRY,
    coordination::ENTRY,
    random::ENTRY,
];

/// As Lucene, Anserini, Pyserini and Terrier write them.
const ALIASES: &[Aliases] = &[
    Aliases { row: bm25::ENTRY.name, names: &["BM25Similarity"] },
    Aliases { row: bm25_plus::ENTRY.name, names: &["BM25Plus", "BM25+"] },
    Aliases { row: bm25_adpt::ENTRY.name, names: &["BM25Adpt", "BM25-adpt"] },
    Aliases { row: tf_idf::ENTRY.name, names: &["TFIDF"] },
    Aliases { row: lnc_ltc::ENTRY.name, names: &["lnc.ltc"] },
    Aliases {
        row: dirichlet::ENTRY.name,
        names: &["QLD", "lm_dirichlet", "LMDirichlet", "LMDirichletSimilarity", "DirichletLM"],
    },
    Aliases {
        row: jelinek_mercer::ENTRY.name,
        names: &[
            "QLJM",
            "lm_jelinek_mercer",
            "LMJelinekMercer",
            "LMJelinekMercerSimilarity",
            "JelinekMercer",
        ],
    },
    Aliases { row: two_stage::ENTRY.name, names: &["TwoStage"] },
    Aliases { row: absolute_discount::ENTRY.name, names: &["AbsoluteDiscount"] },
    Aliases { row: dfi::ENTRY.name, names: &["DFISimilarity"] },
    Aliases { row: f2exp::ENTRY.name, names: &["AxiomaticF2EXP"] },
    Aliases { row: coordination::ENTRY.name, names: &["CoordinateMatch"] },
];

static WRAPPERS: &[Wrapper<dyn RetrievalModel>] =
    &[byte_lengths::WRAPPER, idf_pool::WRAPPER, expansion::RM3, expansion::BO1];

const WITHOUT_LENGTH: &[&str] = &["coordination", "lnc_ltc", "random"];

static FORMER: [Former; 4] = {
    let [human, mixed] = Pool::former(idf_pool::OF);
    [
        human,
        mixed,
        Former { parameter: "length", value: "exact", now: Now::Nothing, except: WITHOUT_LENGTH },
        Former {
            parameter: "length",
            value: "byte",
            now: Now::Wrapper(byte_lengths::WRAPPER.name),
            except: WITHOUT_LENGTH,
        },
    ]
};
