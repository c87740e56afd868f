//! `sourcebias` measures how people and language models use words, and whether term-based retrieval favours one of
//! them. The tree is the pipeline: corpus → text → profile → index → retrieve → evaluate → bias → report.
//!
//! The pipeline in ten lines, on a simulated collection of twins (the profile and the report are left out):
//!
//! ```
//! use sourcebias::bias::{BiasSettings, Evidence, relative_deltas};
//! use sourcebias::corpus::simulate::{SimulationSettings, simulate};
//! use sourcebias::evaluate::{EvaluateSettings, MEASURES, evaluate};
//! use sourcebias::index::Index;
//! use sourcebias::retrieve::{MODELS, search};
//! use sourcebias::text::{AnalyzedCorpus, Analyzer};
//!
//! let settings = SimulationSettings { documents: 200, queries: 10, topics: 5, copy: true, ..Default::default() };
//! let collection = simulate(&settings)?.collection;
//! let analyzer = Analyzer::parse("words")?;
//! let corpus = AnalyzedCorpus::read(&collection.corpus, &analyzer, false)?;
//! let index = Index::build_in_memory(&corpus, &analyzer)?;
//! let runs = search(&index, &collection.queries, &analyzer, &[MODELS.parse("bm25")?], 1000, &|| ())?;
//! let measures = [MEASURES.parse("nDCG@10")?];
//! let evaluation = evaluate(&runs, &collection.qrels, &measures, &EvaluateSettings::default());
//! let settings = BiasSettings::default();
//! let deltas = relative_deltas(&Evidence {
//!     queries: &collection.queries,
//!     qrels: &collection.qrels,
//!     measures: &measures,
//!     ..Evidence::new(&evaluation, &runs, (&corpus, &analyzer), &settings)
//! });
//! // The same texts under two names: no source bias, exactly.
//! assert_eq!(deltas[0].relative_delta_percent, Some(0.0));
//! # Ok::<(), sourcebias::Error>(())
//! ```

#![warn(missing_docs)]
#![cfg_attr(not(test), warn(clippy::unwrap_used))]

pub mod digest;
pub mod error;
pub mod interrupt;
pub mod lock;
pub mod registry;
pub mod statistics;
pub mod table;
pub mod write;

pub mod corpus;
pub mod text;
pub mod profile;
pub mod index;
pub mod retrieve;
pub mod evaluate;
pub mod bias;
pub mod report;

pub mod experiment;
pub mod results;

pub use error::{Error, Result};
