//! What cannot be read: whole files, and lines of documents, queries and judgements.

use super::{Check, Find, Finding, Severity};
use crate::corpus::Fault;
use crate::corpus::validate::survey::Survey;

const CORRECT: &str = "correct the lines; with `skip_bad_lines` (--skip-bad-lines) a run leaves them out";

pub(super) const UNREADABLE_FILES: Check = Check {
    name: "unreadable_files",
    severity: Severity::Error,
    summary: "files that are missing, damaged, or empty of queries or judgements, of the files of the collection",
    advice: "do what the message beside says; what follows in such a file was not read",
    find: Find::Data(unreadable_files),
};

pub(super) const UNREADABLE_DOCUMENTS: Check = Check {
    name: "unreadable_documents",
    severity: Severity::Error,
    summary: "lines that are no document (not JSON, not UTF-8, without `_id` or `text`), of the lines of the source",
    advice: CORRECT,
    find: Find::Data(|survey| {
        survey.sources().map(|source| survey.lines_of(source, Fault::Unreadable)).collect()
    }),
};

pub(super) const UNREADABLE_QUERIES: Check = Check {
    name: "unreadable_queries",
    severity: Severity::Error,
    summary: "lines that are no query, of the lines of queries",
    advice: CORRECT,
    find: Find::Data(|survey| vec![survey.lines_of_queries(Fault::Unreadable)]),
};

pub(super) const UNREADABLE_JUDGEMENTS: Check = Check {
    name: "unreadable_judgements",
    severity: Severity::Error,
    summary: "lines that are no judgement, of the lines of judgements",
    advice: CORRECT,
    find: Find::Data(|survey| vec![survey.lines_of_judgements(Fault::Unreadable)]),
};

fn unreadable_files(survey: &Survey<'_>) -> Vec<Finding> {
    let finding = |source: String, files: Vec<&str>| Finding {
        source,
        count: files.len() as u64,
        of: 1,
        example: files.first().map_or(String::new(), |file| file.to_string()),
    };
    let of = |source| {
        let unread = survey.unread.iter().filter(|unread| unread.source == source);
        unread.map(|unread| unread.file.as_str()).collect::<Vec<_>>()
    };
    let name = |source| survey.catalogue.source_name(source).to_string();
    let sources = survey.sources().map(|source| finding(name(source), of(Some(source))));
    // Queries and judgements.
    sources.chain([Finding { of: 2, ..finding(String::new(), of(None)) }]).collect()
}
