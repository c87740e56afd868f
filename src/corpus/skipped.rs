//! The account of what was left out: each bad line that a stream passes over comes in; per file and fault, how many and
//! which was the first come out. Clones share one account.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::Error;

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
    /// The message of the first of them.
    pub first: String,
    /// The number of the first of them, from 1; `None` where the message is of the whole file.
    pub first_line: Option<u64>,
}

/// Counts bad lines by file and fault. Which lines were left out is known when the streams have ended.
#[derive(Debug, Clone, Default)]
pub struct Skipped {
    faults: Arc<Mutex<Faults>>,
}

type Faults = BTreeMap<(PathBuf, Fault), SkippedLines>;

impl Skipped {
    /// Forgets what was counted for `file`: it is read again from its start.
    pub(super) fn start(&self, file: &Path) {
        self.lock().retain(|(counted, _), _| counted != file);
    }

    /// Counts `lines` lines of `file`, left out for `reason`.
    pub(super) fn count(&self, file: &Path, fault: Fault, lines: u64, reason: &Error) {
        let mut faults = self.lock();
        let counted = faults.entry((file.to_path_buf(), fault)).or_insert_with(|| SkippedLines {
            file: file.to_path_buf(),
            fault,
            lines: 0,
            first: reason.to_string(),
            first_line: match reason {
                Error::BadLine { line, .. } => Some(*line),
                _ => None,
            },
        });
        counted.lines += lines;
    }

    /// What was left out, by file and fault.
    pub fn report(&self) -> Vec<SkippedLines> {
        self.lock().values().cloned().collect()
    }

    /// A count stays right where another reader has panicked.
    fn lock(&self) -> MutexGuard<'_, Faults> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
