//! What differs between sources beside who wrote the texts: twins that begin alike, texts that break off, headings, and
//! sources that are one. Told of a whole source, since one text of it says nothing.

use super::twins::same_text;
use super::{Check, Find, Finding, Severity};
use crate::corpus::SourceId;
use crate::corpus::validate::survey::{Survey, Tally};

/// More than this part of the twins begin alike where they are not rewritten, but continued or hardly changed.
const ALIKE: f64 = 0.2;

/// Parts of texts that break off differ by more than this where sources were cut in different ways.
const APART: f64 = 0.2;

/// A difference of so many standard errors is no chance.
const BEYOND_CHANCE: f64 = 3.0;

pub(super) const COPIED_SOURCES: Check = Check {
    name: "copied_sources",
    severity: Severity::Warning,
    summary: "texts of a source that has the same contents and texts as an earlier one (the example), of its documents",
    advice: "leave one of them out: they are one source, and no test can tell them apart",
    find: Find::Data(copied_sources),
};

pub(super) const SHARED_BEGINNINGS: Check = Check {
    name: "shared_beginnings",
    severity: Severity::Warning,
    summary: "texts whose first 60 characters are those of the reference's text of that content, of the twins that are not \
              the same text; told where they are more than 20 %",
    advice: "ask whether they are continuations of it or light edits, not rewrites: what both share favours neither",
    find: Find::Data(shared_beginnings),
};

pub(super) const UNFINISHED_TEXTS: Check = Check {
    name: "unfinished_texts",
    severity: Severity::Warning,
    summary: "texts that do not end with the end of a sentence, of those that are not empty; told where the share is more \
              than 20 points above that of another source",
    advice: "look whether this source's texts were cut, and cut those of all sources alike: length and last words differ",
    find: Find::Data(unfinished_texts),
};

pub(super) const ADDED_HEADINGS: Check = Check {
    name: "added_headings",
    severity: Severity::Warning,
    summary: "texts that begin with a heading (\"Answer:\", \"Title:\", \"Summary:\") where the reference's text of that content \
              has none, of the twins",
    advice: "cut the heading off; its words are those of the source, not of the content",
    find: Find::Data(added_headings),
};

fn copied_sources(survey: &Survey<'_>) -> Vec<Finding> {
    let tally = |source: SourceId| {
        let (first, of) = (survey.copies[source.index()], survey.documents[source.index()]);
        let example = (first != source).then(|| survey.catalogue.source_name(first).to_string());
        Tally { count: if first == source { 0 } else { of }, of, example }
    };
    survey.findings_of_others(survey.sources().map(tally).collect())
}

fn shared_beginnings(survey: &Survey<'_>) -> Vec<Finding> {
    let mut tallies = survey.tallies();
    survey.for_each_twin(|version, original| {
        if same_text(survey, version, original) {
            return;
        }
        let tally = &mut tallies[survey.source_of(version).index()];
        let beginning = |document: u32| survey.marks[document as usize].beginning;
        tally.of += 1;
        if beginning(version).is_some() && beginning(version) == beginning(original) {
            tally.found(|| survey.base_of(version).to_string());
        }
    });
    let told = tallies.into_iter().map(|tally| {
        let tells = tally.share() > ALIKE;
        tally.only_where(tells)
    });
    survey.findings_of_others(told.collect())
}

fn unfinished_texts(survey: &Survey<'_>) -> Vec<Finding> {
    let mut tallies = survey.tallies();
    for document in survey.contents.iter().flatten().copied() {
        let mark = &survey.marks[document as usize];
        if mark.empty {
            continue;
        }
        let tally = &mut tallies[survey.source_of(document).index()];
        tally.of += 1;
        if mark.breaks_off {
            tally.found(|| survey.base_of(document).to_string());
        }
    }
    let stand_out: Vec<bool> =
        tallies.iter().map(|tally| tallies.iter().any(|other| stands_out(tally, other))).collect();
    let told = tallies.into_iter().zip(stand_out).map(|(tally, stands_out)| tally.only_where(stands_out));
    survey.findings(told.collect())
}

/// Whether the share of one source is above that of another one by more than [`APART`] and by more than chance: by more than
/// three standard errors of a difference of two shares, √(p(1 − p)(1/n + 1/m)), where p is the share in both together.
fn stands_out(tally: &Tally, other: &Tally) -> bool {
    let (of, others) = (tally.of as f64, other.of as f64);
    let difference = tally.share() - other.share();
    let both = (tally.count + other.count) as f64 / (of + others);
    let error = (both * (1.0 - both) * (1.0 / of + 1.0 / others)).sqrt();
    tally.of > 0 && other.of > 0 && difference > APART && difference > BEYOND_CHANCE * error
}

fn added_headings(survey: &Survey<'_>) -> Vec<Finding> {
    let mut tallies = survey.tallies();
    survey.for_each_twin(|version, original| {
        let has_heading = |document: u32| survey.marks[document as usize].has_heading;
        let tally = &mut tallies[survey.source_of(version).index()];
        tally.of += 1;
        if has_heading(version) && !has_heading(original) {
            tally.found(|| survey.base_of(version).to_string());
        }
    });
    survey.findings_of_others(tallies)
}
