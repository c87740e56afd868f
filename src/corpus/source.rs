//! Who wrote a document. A source is a name ("human", "gpt-4o") and whether people or a language model wrote it.

use serde::{Deserialize, Serialize};

/// Whether people or a language model wrote the documents of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// Written by people.
    Human,
    /// Written by a language model.
    Llm,
}

/// Who wrote a document.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Source {
    /// The name, as in file names and output rows.
    pub name: String,
    /// People or a language model.
    pub kind: SourceKind,
}

/// A source by its position in the list of sources of its corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SourceId(pub u32);

impl SourceId {
    /// The position in the list of sources.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}
