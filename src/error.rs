//! Base: what can go wrong, said so that the reader knows which file and line to look at and what to do.
//! Every stage returns [`Result`]; the binary turns an [`Error`] into a message and an exit code.

use std::cell::Cell;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The result of every fallible function of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// What can go wrong, with the place and the advice that the message prints.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The system refused to read or write: a full disk, a missing permission.
    #[error("{}: cannot {action}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was tried, as a verb: "read", "write", "create the folder".
        action: &'static str,
        /// What the system answered.
        source: std::io::Error,
    },
    /// An input file that does not exist.
    #[error("{}: no such file; {advice}", path.display())]
    MissingFile {
        /// The file that was looked for.
        path: PathBuf,
        /// What to do about it.
        advice: String,
    },
    /// One line of an input file cannot be used.
    #[error("{}:{line}: {reason}; {advice}", path.display())]
    BadLine {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
        /// What to do about it.
        advice: String,
    },
    /// A whole input file or folder cannot be used.
    #[error("{}: {reason}; {advice}", path.display())]
    BadFile {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
        /// What to do about it.
        advice: String,
    },
    /// A name that no registry row has.
    #[error("unknown {family} `{name}`{} known: {known}", meant(name, known))]
    UnknownName {
        /// The family of the registry: "retrieval model", "measure", …
        family: &'static str,
        /// The name that was asked for.
        name: String,
        /// The names there are, comma-separated.
        known: String,
    },
    /// A specification such as `bm25(k1=-1)` that names a known thing wrongly.
    #[error("{family} `{spec}`: {reason}")]
    BadSpec {
        /// The family of the registry.
        family: &'static str,
        /// The specification as given.
        spec: String,
        /// What is wrong with it, and what would be right.
        reason: String,
    },
    /// An experiment that cannot be run as written.
    #[error("{place}: {reason}")]
    BadExperiment {
        /// The file, or the flag, that says it.
        place: String,
        /// What is wrong, and what would be right.
        reason: String,
    },
    /// A computation that could not be finished.
    #[error("{0}")]
    Failed(String),
    /// Everything was done, and a gate that was asked for is not passed.
    #[error("{0}")]
    NotPassed(String),
}

/// Refuses a setting of the section `place`, as in `[profile]`, unless it `holds` to what `rule` says.
pub(crate) fn require(holds: bool, place: &str, rule: &str) -> Result<()> {
    if holds {
        return Ok(());
    }
    Err(Error::BadExperiment { place: place.to_string(), reason: rule.to_string() })
}

/// What was probably meant by an unknown name, up to the list of those that are known.
fn meant(name: &str, known: &str) -> String {
    let hint = crate::registry::hint(name, known.split(", "));
    if hint.is_empty() { ";".to_string() } else { hint }
}

impl Error {
    /// The exit code of the binary: 1 failed, 2 wrong usage, 3 bad data, 4 a gate is not passed.
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Io { .. } | Error::Failed(_) => 1,
            Error::UnknownName { .. } | Error::BadSpec { .. } | Error::BadExperiment { .. } => 2,
            Error::MissingFile { .. } | Error::BadLine { .. } | Error::BadFile { .. } => 3,
            Error::NotPassed(_) => 4,
        }
    }

    /// The message without what to do about it, for what was done about it.
    pub(crate) fn without_advice(&self) -> String {
        match self {
            Error::BadLine { path, line, reason, .. } => format!("{}:{line}: {reason}", path.display()),
            Error::BadFile { path, reason, .. } => format!("{}: {reason}", path.display()),
            other => other.to_string(),
        }
    }

    /// An [`Error::Io`] for `path`; `action` is a verb ("read", "write").
    pub fn io(path: impl AsRef<Path>, action: &'static str, source: std::io::Error) -> Self {
        Error::Io { path: path.as_ref().to_path_buf(), action, source }
    }

    /// An [`Error::BadLine`] at `line` (from 1) of `path`.
    pub fn line(
        path: impl AsRef<Path>,
        line: u64,
        reason: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Error::BadLine {
            path: path.as_ref().to_path_buf(),
            line,
            reason: shortened(reason.into()),
            advice: advice.into(),
        }
    }

    /// An [`Error::BadFile`] for `path`.
    pub fn file(path: impl AsRef<Path>, reason: impl Into<String>, advice: impl Into<String>) -> Self {
        let reason = shortened(reason.into());
        Error::BadFile { path: path.as_ref().to_path_buf(), reason, advice: advice.into() }
    }
}

static EXPECTED: AtomicUsize = AtomicUsize::new(0);

/// Whether a panic on this thread is expected and becomes an [`Error`]: a library that reads damaged files panics on some of
/// them, on threads of its own too. A program's panic hook may ask.
pub fn expects_panics() -> bool {
    let theirs = std::thread::current().name().is_some_and(|name| name.contains("polars"));
    IN_FOREIGN_CODE.get() || theirs && EXPECTED.load(Ordering::Relaxed) > 0
}

thread_local! {
    static IN_FOREIGN_CODE: Cell<bool> = const { Cell::new(false) };
}

/// Calls code of others that may panic on a damaged file; `None` where it did.
pub(crate) fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
    EXPECTED.fetch_add(1, Ordering::Relaxed);
    let before = IN_FOREIGN_CODE.replace(true);
    let outcome = std::panic::catch_unwind(AssertUnwindSafe(work));
    IN_FOREIGN_CODE.set(before);
    EXPECTED.fetch_sub(1, Ordering::Relaxed);
    outcome.ok()
}

/// A reason without the middle of what it quotes of a file, where that is long.
fn shortened(reason: String) -> String {
    let (start, end) = (reason.char_indices().nth(400), reason.char_indices().rev().nth(400));
    match (start, end) {
        (Some((start, _)), Some((end, _))) if start < end => {
            format!("{} … {}", &reason[..start], &reason[end..])
        }
        _ => reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_line_names_file_line_reason_and_advice() {
        let error = Error::line(
            "corpus/human.jsonl",
            7,
            "no field `text`",
            "add it, or set `skip_bad_lines` (--skip-bad-lines)",
        );
        assert_eq!(
            error.to_string(),
            "corpus/human.jsonl:7: no field `text`; add it, or set `skip_bad_lines` (--skip-bad-lines)"
        );
        assert_eq!(error.exit_code(), 3);
    }

    #[test]
    fn a_long_word_of_a_file_is_quoted_in_part() {
        let reason = format!("unknown document `{}` there", "é".repeat(100_000));
        let message = Error::line("x.run", 7, reason, "check it").to_string();
        assert!(
            message.starts_with("x.run:7: unknown document `é") && message.ends_with("é` there; check it")
        );
        assert!(message.chars().count() < 900, "{message}");
        let whole = "é".repeat(800);
        assert!(Error::file("x.run", whole.clone(), "").to_string().contains(&whole));
    }
}
