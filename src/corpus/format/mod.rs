//! Corpus formats: how a folder or file becomes documents, queries and judgements. One file and one row each.

use std::path::Path;

use super::{Document, SourceId};
use crate::error::Result;
use crate::registry::{Entry, Family};

/// Reads the files of one layout.
pub trait CorpusFormat: Send + Sync {
    /// TODO(helper corpus): final signatures are yours
    fn documents<'a>(
        &'a self,
        path: &Path,
        source: SourceId,
    ) -> Result<Box<dyn Iterator<Item = Result<Document>> + 'a>>;
}

/// All corpus formats.
pub const FORMATS: Family<dyn CorpusFormat> = Family { name: "corpus format", entries: ROWS };

static ROWS: &[Entry<dyn CorpusFormat>] = &[];
