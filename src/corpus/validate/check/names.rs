//! Ids and names: those that are given twice, and sources without documents.

use super::{Check, Find, Finding, Severity};
use crate::corpus::Fault;
use crate::corpus::validate::survey::Survey;

pub(super) const DUPLICATE_DOCUMENTS: Check = Check {
    name: "duplicate_documents",
    severity: Severity::Error,
    summary: "documents whose `_id` an earlier document of the source has, of the lines of the source",
    advice: "leave one document of each id; with `skip_bad_lines` (--skip-bad-lines) a run keeps the first",
    find: Find::Data(|survey| {
        survey.sources().map(|source| survey.lines_of(source, Fault::Duplicate)).collect()
    }),
};

pub(super) const DUPLICATE_QUERIES: Check = Check {
    name: "duplicate_queries",
    severity: Severity::Error,
    summary: "queries whose `_id` an earlier query has, of the lines of queries",
    advice: "leave one query of each id; with `skip_bad_lines` (--skip-bad-lines) a run keeps the first",
    find: Find::Data(|survey| vec![survey.lines_of_queries(Fault::Duplicate)]),
};

pub(super) const COLLIDING_NAMES: Check = Check {
    name: "colliding_names",
    severity: Severity::Error,
    summary: "whether two documents have one name in run files (<id>-<source>): the first two are the example",
    advice: "rename one of the sources",
    find: Find::Data(colliding_names),
};

pub(super) const EMPTY_SOURCES: Check = Check {
    name: "empty_sources",
    severity: Severity::Error,
    summary: "sources without a document",
    advice: "give a file with at least one document, or leave the source out of `sources`",
    find: Find::Data(empty_sources),
};

fn colliding_names(survey: &Survey<'_>) -> Vec<Finding> {
    let catalogue = survey.catalogue;
    let of = catalogue.len() as u64;
    let none = Finding { source: String::new(), count: 0, of, example: String::new() };
    vec![match catalogue.docno_collision() {
        None => none,
        Some((first, second)) => {
            let told = |number: u32| {
                format!("{} of {}", survey.base_of(number), catalogue.source_name(survey.source_of(number)))
            };
            // Both orders of the documents give one example.
            let (first, second) = (told(first), told(second));
            Finding {
                count: 1,
                example: format!("{}, {}", (&first).min(&second), (&first).max(&second)),
                ..none
            }
        }
    }]
}

fn empty_sources(survey: &Survey<'_>) -> Vec<Finding> {
    // A file that could not be read is told as such.
    let unread = |source| survey.unread.iter().any(|unread| unread.source == Some(source));
    let finding = |source| {
        let is_empty = survey.documents[crate::corpus::SourceId::index(source)] == 0 && !unread(source);
        let source = survey.catalogue.source_name(source).to_string();
        Finding { source, count: u64::from(is_empty), of: 1, example: String::new() }
    };
    survey.sources().map(finding).collect()
}
