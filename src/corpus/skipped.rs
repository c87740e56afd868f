//! The account of what was left out: each bad line that a stream passes over comes in; per file, how many and why the
//! first one comes out. Clones share one account.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::Error;

/// The bad lines of one file that were left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedLines {
    /// The file.
    pub file: PathBuf,
    /// How many lines were left out.
    pub lines: u64,
    /// The message of the first of them.
    pub first: String,
}

/// Counts bad lines by file. Which lines were left out is known when the streams have ended.
#[derive(Debug, Clone, Default)]
pub struct Skipped {
    files: Arc<Mutex<BTreeMap<PathBuf, (u64, String)>>>,
}

impl Skipped {
    /// Forgets what was counted for `file`: it is read again from its start.
    pub(super) fn start(&self, file: &Path) {
        self.lock().remove(file);
    }

    /// Counts `lines` lines of `file`, left out for `reason`.
    pub(super) fn count(&self, file: &Path, lines: u64, reason: &Error) {
        self.lock().entry(file.to_path_buf()).or_insert_with(|| (0, reason.to_string())).0 += lines;
    }

    /// What was left out, by file.
    pub fn report(&self) -> Vec<SkippedLines> {
        let entry = |(file, (lines, first)): (&PathBuf, &(u64, String))| SkippedLines {
            file: file.clone(),
            lines: *lines,
            first: first.clone(),
        };
        self.lock().iter().map(entry).collect()
    }

    /// A count stays right where another reader has panicked.
    fn lock(&self) -> MutexGuard<'_, BTreeMap<PathBuf, (u64, String)>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
