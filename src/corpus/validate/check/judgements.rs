//! Judgements: of what there is not, twice, without anything relevant; and which grades there are.

use std::collections::BTreeMap;

use super::{Check, Find, Finding, Severity};
use crate::corpus::validate::survey::{Survey, Tally};
use crate::corpus::{Fault, Grade};

pub(super) const UNKNOWN_DOCUMENTS: Check = Check {
    name: "unknown_documents",
    severity: Severity::Error,
    summary: "judgements of documents that no source holds, of the lines of judgements",
    advice: "check that `split` and the folder belong together; with `skip_bad_lines` (--skip-bad-lines) a run leaves them out",
    find: Find::Data(|survey| vec![survey.lines_of_judgements(Fault::UnknownDocument)]),
};

pub(super) const UNKNOWN_QUERIES: Check = Check {
    name: "unknown_queries",
    severity: Severity::Error,
    summary: "judgements of queries that there are not, of the lines of judgements",
    advice: "check that `split` and the folder belong together; with `skip_bad_lines` (--skip-bad-lines) a run leaves them out",
    find: Find::Data(|survey| vec![survey.lines_of_judgements(Fault::UnknownQuery)]),
};

pub(super) const CONFLICTING_JUDGEMENTS: Check = Check {
    name: "conflicting_judgements",
    severity: Severity::Error,
    summary: "judgements of a query and document that an earlier line judges otherwise, of the lines of judgements",
    advice: "leave one of them; with `skip_bad_lines` (--skip-bad-lines) a run keeps the first",
    find: Find::Data(|survey| vec![survey.lines_of_judgements(Fault::Duplicate)]),
};

pub(super) const REPEATED_JUDGEMENTS: Check = Check {
    name: "repeated_judgements",
    severity: Severity::Warning,
    summary: "judgements that an earlier line gives with the same grade, of the lines of judgements",
    advice: "leave one of them; a run counts it once",
    find: Find::Data(|survey| vec![survey.lines_of_judgements(Fault::Repeated)]),
};

pub(super) const NOTHING_RELEVANT: Check = Check {
    name: "nothing_relevant",
    severity: Severity::Warning,
    summary: "queries whose judgements are all 0 or below, of the judged queries",
    advice: "take their judgements away: most measures have no value for them, or 0 whatever the ranking",
    find: Find::Data(nothing_relevant),
};

pub(super) const GRADES: Check = Check {
    name: "grades",
    severity: Severity::Note,
    summary: "judgements by grade, of the judgements",
    advice: "choose measures for these grades",
    find: Find::Data(grades),
};

pub(super) const VERSIONS_JUDGED_APART: Check = Check {
    name: "versions_judged_apart",
    severity: Severity::Note,
    summary: "judged contents of which two versions have different grades, of the judged contents",
    advice: "each version counts with its own grade; comparisons of twins leave these contents out",
    find: Find::Data(versions_judged_apart),
};

fn versions_judged_apart(survey: &Survey<'_>) -> Vec<Finding> {
    let mut tally = Tally::default();
    for query in survey.qrels.queries() {
        for (base, grades) in survey.qrels.contents(query) {
            tally.of += 1;
            let own = grades.own().next().is_some();
            if own && grades.alike(survey.catalogue.versions(base)).is_none() {
                tally.found(|| format!("{query} {base}"));
            }
        }
    }
    vec![tally.finding(String::new())]
}

fn nothing_relevant(survey: &Survey<'_>) -> Vec<Finding> {
    let mut tally = Tally::default();
    for query in survey.qrels.queries() {
        tally.of += 1;
        if survey.qrels.of(query).all(|(_, grade)| grade <= 0) {
            tally.found(|| query.to_string());
        }
    }
    vec![tally.finding(String::new())]
}

fn grades(survey: &Survey<'_>) -> Vec<Finding> {
    let mut counts: BTreeMap<Grade, u64> = BTreeMap::new();
    for query in survey.qrels.queries() {
        for (_, grade) in survey.qrels.of(query) {
            *counts.entry(grade).or_default() += 1;
        }
    }
    let of = survey.qrels.len() as u64;
    let finding =
        |(grade, count)| Finding { source: String::new(), count, of, example: format!("grade {grade}") };
    counts.into_iter().map(finding).collect()
}
