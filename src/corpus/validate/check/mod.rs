//! The checks of a corpus: one row for each, with its severity and what to do. A check sees one text at a time, or what
//! is known when everything has been read; its findings come out.

mod chat;
mod confounds;
mod encoding;
mod judgements;
mod lengths;
mod markup;
mod names;
mod queries;
mod quoted;
mod reading;
mod renamed;
mod scripts;
#[cfg(test)]
mod tests;
mod texts;
mod twins;
mod unlike;

use std::fmt;

use super::look::Look;
use super::survey::Survey;

/// The check of versions under ids of their own.
pub(super) const RENAMED: &str = renamed::RENAMED_TWINS.name;
pub(super) use renamed::OF;

/// What is looked for in a corpus.
pub struct Check {
    /// Its name, as in output rows.
    pub name: &'static str,
    /// How bad a finding is.
    pub severity: Severity,
    /// What is counted, of what.
    pub summary: &'static str,
    /// What to do about it.
    pub advice: &'static str,
    /// How it is found.
    pub(super) find: Find,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The data cannot be used as they are: a run stops here, or leaves something out.
    Error,
    /// The data can be used, but what is measured on them may be something else than what is meant.
    Warning,
    /// What to know about the data.
    Note,
}

impl Severity {
    /// All of them, the worst first.
    pub const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// How a check finds what it looks for.
pub(super) enum Find {
    /// In a text by itself: whether it fires.
    Text(fn(&Look<'_>) -> bool),
    /// When everything has been read: findings, of which those with a count of 0 say that nothing was found.
    Data(fn(&Survey<'_>) -> Vec<Finding>),
}

/// What a check found in one source, or beside the sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    /// The source; empty where it is of no single one.
    pub source: String,
    /// How many.
    pub count: u64,
    /// Of how many.
    pub of: u64,
    /// Ids, or file and line; never a piece of a text.
    pub example: String,
}

/// All checks: errors, then warnings, then notes.
pub static CHECKS: &[Check] = &[
    reading::UNREADABLE_FILES,
    reading::UNREADABLE_DOCUMENTS,
    reading::UNREADABLE_QUERIES,
    reading::UNREADABLE_JUDGEMENTS,
    names::DUPLICATE_DOCUMENTS,
    names::DUPLICATE_QUERIES,
    names::COLLIDING_NAMES,
    names::EMPTY_SOURCES,
    judgements::UNKNOWN_DOCUMENTS,
    judgements::UNKNOWN_QUERIES,
    judgements::CONFLICTING_JUDGEMENTS,
    unlike::UNRELATED_TWINS,
    twins::MISSING_TWINS,
    renamed::RENAMED_TWINS,
    unlike::UNLIKE_TWINS,
    twins::MISSING_CONTENTS,
    twins::IDENTICAL_TWINS,
    twins::IDENTICAL_VERSIONS,
    confounds::COPIED_SOURCES,
    confounds::SHARED_BEGINNINGS,
    texts::DUPLICATE_TEXTS,
    texts::EMPTY_TEXTS,
    lengths::CUT_OFF_TEXTS,
    lengths::OVERLONG_TEXTS,
    confounds::UNFINISHED_TEXTS,
    chat::REFUSALS,
    chat::PREAMBLES,
    confounds::ADDED_HEADINGS,
    chat::CHAT_REMARKS,
    encoding::MOJIBAKE,
    encoding::REPLACEMENT_CHARACTERS,
    encoding::CONTROL_CHARACTERS,
    markup::HTML_REMAINS,
    scripts::OTHER_SCRIPTS,
    queries::EMPTY_QUERIES,
    queries::IDENTICAL_QUERIES,
    quoted::CONTAINED_QUERIES,
    quoted::QUERIES_AS_BEGINNINGS,
    judgements::REPEATED_JUDGEMENTS,
    judgements::NOTHING_RELEVANT,
    queries::UNJUDGED_QUERIES,
    judgements::VERSIONS_JUDGED_APART,
    judgements::GRADES,
    scripts::SCRIPTS,
];
