//! The account of what was left out: each bad line that a stream passes over comes in; per file, how many and why the
//! first one comes out. Clones share one account.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashSet;

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

/// Counts bad lines by file. Which lines were left out is known when the streams have ended; a line that is read again,
/// for another source of its file or because the stream is, counts once.
#[derive(Debug, Clone, Default)]
pub struct Skipped {
    files: Arc<Mutex<BTreeMap<PathBuf, Account>>>,
}

/// What was left out of one file.
#[derive(Debug, Default)]
struct Account {
    lines: FxHashSet<u64>,
    /// Lines beyond the first of those that were left out for one reason together.
    more: u64,
    first: String,
}

impl Skipped {
    /// Counts a line of `file`, left out for `reason`.
    pub(super) fn line(&self, file: &Path, line: u64, reason: &Error) {
        self.lines(file, line, 1, reason);
    }

    /// Counts `count` lines of `file`, the first of them `line`, left out for `reason`.
    pub(super) fn lines(&self, file: &Path, line: u64, count: u64, reason: &Error) {
        let mut files = self.lock();
        let account = files.entry(file.to_path_buf()).or_default();
        if account.lines.is_empty() {
            account.first = reason.to_string();
        }
        if account.lines.insert(line) {
            account.more += count - 1;
        }
    }

    /// What was left out, by file.
    pub fn report(&self) -> Vec<SkippedLines> {
        let entry = |(file, account): (&PathBuf, &Account)| SkippedLines {
            file: file.clone(),
            lines: account.lines.len() as u64 + account.more,
            first: account.first.clone(),
        };
        self.lock().iter().map(entry).collect()
    }

    /// A count stays right where another reader has panicked.
    fn lock(&self) -> MutexGuard<'_, BTreeMap<PathBuf, Account>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
