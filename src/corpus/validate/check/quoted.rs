//! Queries that were made from the texts of one source, or the texts from them: told by the words that both share.

use std::sync::Arc;

use super::{Check, Find, Finding, Severity};
use crate::corpus::SourceId;
use crate::corpus::validate::survey::{Survey, Tally};

/// The share of queries that stand in one source's texts is above that of another source by more than this part.
const APART: f64 = 0.05;

/// More than so many standard errors are no chance.
const BEYOND_CHANCE: f64 = 3.0;

/// More than this part of the queries begin texts where texts were made from queries, or queries from texts.
const MADE: f64 = 0.05;

pub(super) const CONTAINED_QUERIES: Check = Check {
    name: "contained_queries",
    severity: Severity::Warning,
    summary: "queries of four words or more that stand word for word in a text of the source, of such queries; told where \
              the share is more than 5 points above that of another source",
    advice: "ask whether queries were taken from this source's texts, or its texts written around them: they favour it",
    find: Find::Data(contained),
};

pub(super) const QUERIES_AS_BEGINNINGS: Check = Check {
    name: "queries_as_beginnings",
    severity: Severity::Warning,
    summary: "queries of four words or more that are the title or the first words of a text of the source, of such queries; \
              told where they are more than 5 %",
    advice: "ask whether the query was the prompt of the text, or the text that of the query: it finds its own text",
    find: Find::Data(at_start),
};

/// Queries with where they were found: number, id, smallest base id.
type Found<'a> = Vec<(u32, &'a str, &'a Arc<str>)>;

fn tally(survey: &Survey<'_>, source: SourceId, found: &Found<'_>) -> Tally {
    let example = found.first().map(|(_, query, base)| format!("{query} in {}", survey.shown(source, base)));
    Tally { count: found.len() as u64, of: survey.quoted.len(), example }
}

fn contained(survey: &Survey<'_>) -> Vec<Finding> {
    let found: Vec<Found<'_>> = survey.sources().map(|source| survey.quoted.within(source)).collect();
    let filled = found.iter().zip(&survey.documents).filter(|(_, documents)| **documents > 0);
    let fewest = filled.map(|(found, _)| found).min_by_key(|found| found.len());
    let told = survey.sources().zip(&found).map(|(source, found)| {
        let stands_out = fewest.is_some_and(|fewest| stands_out(found, fewest, survey.quoted.len()));
        tally(survey, source, found).only_where(stands_out)
    });
    survey.findings(told.collect())
}

/// Whether `found` are more of the `of` queries than `fewest` by more than [`APART`] and by more than chance: with a queries
/// in one alone and b in the other alone, a − b above three times √(a + b) (McNemar, without correction).
fn stands_out(found: &Found<'_>, fewest: &Found<'_>, of: u64) -> bool {
    let has = |query: u32| fewest.binary_search_by_key(&query, |(known, ..)| *known).is_ok();
    let both = found.iter().filter(|(query, ..)| has(*query)).count() as f64;
    let (own, others) = (found.len() as f64 - both, fewest.len() as f64 - both);
    own - others > APART * of as f64 && own - others > BEYOND_CHANCE * (own + others).sqrt()
}

fn at_start(survey: &Survey<'_>) -> Vec<Finding> {
    let told = survey.sources().map(|source| {
        let tally = tally(survey, source, &survey.quoted.at_start(source));
        let tells = tally.share() > MADE;
        tally.only_where(tells)
    });
    survey.findings(told.collect())
}
