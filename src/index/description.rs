//! What an index says of itself, in a file beside tantivy's: how its terms were made, whose documents it holds, and the
//! totals that must agree with the postings.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::corpus::Source;
use crate::error::{Error, Result};

/// The version of the layout; an index of another version is made again.
pub(super) const LAYOUT: u32 = 2;

/// The name of the file beside tantivy's own.
pub(super) const FILE: &str = "sourcebias.json";

/// How an index was made and what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    /// The version of the layout.
    pub layout: u32,
    /// The specification of the analyser that made the terms; queries must go through the same.
    pub analyzer: String,
    /// The sources, in the order of their ids.
    pub sources: Vec<Source>,
    /// The position of the reference among the sources.
    pub reference: u32,
    /// Number of documents.
    pub documents: u64,
    /// Number of tokens.
    pub tokens: u64,
}

impl Description {
    /// Reads the description in the index folder `folder`.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let text = std::fs::read_to_string(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => {
                Error::file(folder, "not an index of sourcebias", "build one with `sourcebias index`")
            }
            _ => Error::io(&path, "read", error),
        })?;
        let description: Description = serde_json::from_str(&text).map_err(|error| {
            Error::file(&path, format!("damaged: {error}"), "build it again with --force")
        })?;
        if description.layout != LAYOUT {
            let reason = format!("index layout {} where this version reads {LAYOUT}", description.layout);
            return Err(Error::file(&path, reason, "build it again with --force"));
        }
        Ok(description)
    }
}
