//! Queries: those that say nothing, those that say the same, those that nobody judged.

use rustc_hash::FxHashMap;

use super::{Check, Find, Finding, Severity};
use crate::corpus::Query;
use crate::corpus::validate::survey::{Survey, Tally};

pub(super) const EMPTY_QUERIES: Check = Check {
    name: "empty_queries",
    severity: Severity::Warning,
    summary: "queries whose text is empty or white space only, of the queries",
    advice: "write the text, or take the query and its judgements away: it finds nothing and counts as 0",
    find: Find::Data(|survey| {
        let is_empty = |query: &&Query| query.text.trim().is_empty();
        count(survey, |queries| queries.iter().filter(is_empty).map(|query| query.id.clone()).collect())
    }),
};

pub(super) const IDENTICAL_QUERIES: Check = Check {
    name: "identical_queries",
    severity: Severity::Warning,
    summary: "queries whose text an earlier query has but for white space, of those that are searched",
    advice: "keep one of each: tests and intervals take queries for independent",
    find: Find::Data(identical),
};

pub(super) const UNJUDGED_QUERIES: Check = Check {
    name: "unjudged_queries",
    severity: Severity::Note,
    summary: "queries without a judgement in this split, of the queries",
    advice: "nothing, where other splits judge them: they are left out",
    find: Find::Data(|survey| {
        let judged = |query: &&Query| survey.qrels.of(&query.id).next().is_some();
        count(survey, |queries| {
            queries.iter().filter(|query| !judged(query)).map(|query| query.id.clone()).collect()
        })
    }),
};

/// The finding of these ids; the smallest one is the example.
fn count(survey: &Survey<'_>, ids: impl Fn(&[Query]) -> Vec<String>) -> Vec<Finding> {
    let ids = ids(survey.queries);
    let tally =
        Tally { count: ids.len() as u64, of: survey.queries.len() as u64, example: ids.into_iter().min() };
    vec![tally.finding(String::new())]
}

fn identical(survey: &Survey<'_>) -> Vec<Finding> {
    let mut tally = Tally::default();
    let mut first: FxHashMap<String, &str> = FxHashMap::default();
    // Queries of other splits are not searched beside these.
    let asked = |query: &&Query| survey.qrels.is_empty() || survey.qrels.of(&query.id).next().is_some();
    for query in survey.queries.iter().filter(asked) {
        tally.of += 1;
        let text: Vec<&str> = query.text.split_whitespace().collect();
        if text.is_empty() {
            continue;
        }
        let earlier = *first.entry(text.join(" ")).or_insert(&query.id);
        if earlier != query.id {
            tally.found(|| format!("{earlier}, {}", query.id));
        }
    }
    vec![tally.finding(String::new())]
}
