//! `sourcebias` measures how people and language models use words, and whether term-based retrieval favours one of
//! them. The tree is the pipeline: corpus → text → profile → index → retrieve → evaluate → bias → report.
//!
//! The stages by hand, on texts at hand:
//!
//! ```
//! use sourcebias::{AnalyzedCorpus, Analyzer, BiasSettings, Corpus, EvaluateSettings, Evidence, Index, MEASURES, MODELS, Qrels, Query};
//!
//! let texts = [("a", "ripe pears and green apples"), ("b", "a pear tree in the garden")];
//! // The same texts under two names: no source bias, exactly.
//! let corpus = Corpus::from_texts([("human", texts), ("llm", texts)])?;
//! let (queries, qrels) = ([Query::new("q", "pears")], Qrels::from_grades([("q", "a", 1)]));
//!
//! let analyzer = Analyzer::parse("english")?;
//! let corpus = AnalyzedCorpus::read(&corpus, &analyzer, false)?;
//! let index = Index::build_in_memory(&corpus, &analyzer)?;
//! let (models, measures) = ([MODELS.parse("bm25")?], [MEASURES.parse("nDCG@10")?]);
//! let runs = sourcebias::search(&index, &queries, &analyzer, &models, 1000, &|| ())?;
//! let evaluation = sourcebias::evaluate(&runs, &qrels, &measures, &EvaluateSettings::default());
//! let settings = BiasSettings::default();
//! let bias = sourcebias::bias(&Evidence {
//!     queries: &queries,
//!     qrels: &qrels,
//!     measures: &measures,
//!     models: &models,
//!     ..Evidence::new(&evaluation, &runs, (&corpus, &analyzer), &settings)
//! })?;
//! assert_eq!(bias.relative_deltas()[0].relative_delta_percent, Some(0.0));
//! # Ok::<(), sourcebias::Error>(())
//! ```
//!
//! `examples/` has a model and a measure of one's own, and texts at hand that go through all stages.
//!
//! # Features
//!
//! All three are on by default. With `default-features = false` the stages from corpus to bias are there, and their result
//! tables.
//!
//! * `cli`: the program `sourcebias`, and its flags for other programs (the module `cli`). The library is the same without it.
//! * `fetch`: the module `corpus::fetch`, which gets published collections by name.
//! * `report`: the module `report`, which makes figures, tables for papers and the page. Without it a [`Pipeline`] runs the
//!   other stages and warns that nothing is drawn.

#![warn(missing_docs)]
#![cfg_attr(not(test), warn(clippy::unwrap_used))]

// The command line names the library as other programs do.
#[cfg(feature = "cli")]
extern crate self as sourcebias;

pub mod digest;
pub mod error;
mod in_order;
pub mod interrupt;
mod lock;
mod number;
pub mod registry;
pub mod statement;
pub mod statistics;
pub mod table;
pub mod write;

pub mod corpus;
pub mod text;
pub mod profile;
pub mod index;
pub mod retrieve;
pub mod evaluate;
pub mod labels;
pub mod bias;
#[cfg(feature = "report")]
pub mod report;

pub mod experiment;
pub mod results;

#[cfg(feature = "cli")]
pub mod cli;

pub use bias::{Bias, BiasSettings, Evidence, bias};
pub use corpus::{Corpus, Qrels, Query, TestCollection};
pub use error::{Error, Result};
pub use evaluate::{EvaluateSettings, Evaluation, MEASURES, Measure, evaluate};
pub use experiment::{Experiment, Pipeline};
pub use index::Index;
pub use profile::{LEXICAL_MEASURES, LexicalMeasure, Profile, ProfileSettings, profile};
pub use retrieve::{MODELS, RetrievalModel, Run, search};
pub use text::{AnalyzedCorpus, Analyzer};

/// The README's example, kept true.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
