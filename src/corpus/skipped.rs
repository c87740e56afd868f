//! The account of what was left out: each bad line that a stream passes over comes in; per file and fault, how many and
//! which was the first come out. Clones share one account.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashSet;

use crate::error::Error;
use crate::number::counted;

/// Why a line is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// It cannot be read: not JSON, not UTF-8, without a field, with other columns.
    Unreadable,
    /// Its id, or its judgement with another grade, was given before.
    Duplicate,
    /// It says again what an earlier line says; nothing is lost.
    Repeated,
    /// It judges for a query that there is not.
    UnknownQuery,
    /// It judges a document that no source holds.
    UnknownDocument,
}

/// The lines of one file that were left out for one fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedLines {
    /// The file.
    pub file: PathBuf,
    /// Why.
    pub fault: Fault,
    /// How many lines were left out.
    pub lines: u64,
    /// The message of the first of them, without what to do about it: it is done.
    pub first: String,
    /// The number of the first of them, from 1.
    pub first_line: u64,
}

impl fmt::Display for SkippedLines {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = counted(self.lines, "line", "lines");
        write!(out, "{}: {lines} left out; the first: {}", self.file.display(), self.first)
    }
}

/// Counts bad lines by file and fault. Which lines were left out is known when the streams have ended; a line that is read
/// again, for another source of its file or because the stream is, counts once.
#[derive(Debug, Clone, Default)]
pub struct Skipped {
    faults: Arc<Mutex<Faults>>,
}

type Faults = BTreeMap<(PathBuf, Fault), Account>;

/// What was left out of one file for one fault.
#[derive(Debug)]
struct Account {
    lines: FxHashSet<u64>,
    /// Lines beyond the first of those that were left out for one reason together.
    more: u64,
    first: String,
    first_line: u64,
}

impl Skipped {
    /// Counts lines of `file`, left out for `reason`: the first of them (from 1), and how many.
    pub(super) fn count(&self, file: &Path, fault: Fault, (line, count): (u64, u64), reason: &Error) {
        let mut faults = self.lock();
        let account = faults.entry((file.to_path_buf(), fault)).or_insert_with(|| Account {
            lines: FxHashSet::default(),
            more: 0,
            first: reason.without_advice(),
            first_line: line,
        });
        if account.lines.insert(line) {
            account.more += count - 1;
        }
    }

    /// What was left out, by file and fault.
    pub fn report(&self) -> Vec<SkippedLines> {
        let entry = |((file, fault), account): (&(PathBuf, Fault), &Account)| SkippedLines {
            file: file.clone(),
            fault: *fault,
            lines: account.lines.len() as u64 + account.more,
            first: account.first.clone(),
            first_line: account.first_line,
        };
        self.lock().iter().map(entry).collect()
    }

    /// A count stays right where another reader has panicked.
    fn lock(&self) -> MutexGuard<'_, Faults> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
