//! A document: its identity (which content, by whom), its title and its text.

use std::sync::Arc;

use super::SourceId;

/// Which content, by whom: documents of the same base are versions of the same content (twins).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId {
    /// The id that versions of the same content share.
    pub base: Arc<str>,
    /// Who wrote this version.
    pub source: SourceId,
}

/// A document as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its identity.
    pub id: DocumentId,
    /// Its title; empty where it has none.
    pub title: String,
    /// Its text.
    pub text: String,
}
