//! `sourcebias` measures how people and language models use words, and whether term-based retrieval favours one of
//! them. The tree is the pipeline: corpus → text → profile → index → retrieve → evaluate → bias → report.

#![warn(missing_docs)]
#![cfg_attr(not(test), warn(clippy::unwrap_used))]

pub mod error;
pub mod registry;
pub mod statistics;
pub mod table;

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
