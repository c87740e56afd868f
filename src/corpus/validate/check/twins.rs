//! Versions of one content: which of them are missing, and which are the same text.

use super::{Check, Find, Finding, Severity};
use crate::corpus::SourceId;
use crate::corpus::validate::survey::{Survey, Tally};

pub(super) const MISSING_TWINS: Check = Check {
    name: "missing_twins",
    severity: Severity::Warning,
    summary: "contents of the reference that the source has no version of, of the reference's contents",
    advice: "give versions of one content the same id (see `renamed_twins` where none has), write the versions that are not \
             there, or read comparisons of twins only: the others compare different contents",
    find: Find::Data(missing_twins),
};

pub(super) const MISSING_CONTENTS: Check = Check {
    name: "missing_contents",
    severity: Severity::Warning,
    summary: "contents of any source that this one has no version of, of all contents",
    advice: "add the versions, or take the content from all sources: a judged one without a version cannot be found",
    find: Find::Data(missing_contents),
};

pub(super) const IDENTICAL_TWINS: Check = Check {
    name: "identical_twins",
    severity: Severity::Warning,
    summary: "texts that are the reference's text of that content but for white space, of the twins",
    advice: "they tie under every model and dilute each difference: rewrite them, or say their share",
    find: Find::Data(identical_twins),
};

pub(super) const IDENTICAL_VERSIONS: Check = Check {
    name: "identical_versions",
    severity: Severity::Warning,
    summary: "texts that another source beside the reference has for that content too, of those with such a version",
    advice: "ask whether two sources were made by one model, or one was copied",
    find: Find::Data(identical_versions),
};

fn missing_twins(survey: &Survey<'_>) -> Vec<Finding> {
    let reference = survey.catalogue.reference();
    let mut tallies = survey.tallies();
    survey.for_each_twin(|version, _| tallies[survey.source_of(version).index()].count += 1);
    let original = |versions: &[u32]| has(survey, versions, reference);
    for (source, tally) in survey.sources().zip(&mut tallies) {
        tally.of = survey.documents[reference.index()];
        *tally = lacking(survey, source, tally.of, tally.count, original);
    }
    survey.findings_of_others(tallies)
}

fn missing_contents(survey: &Survey<'_>) -> Vec<Finding> {
    if survey.documents.len() < 2 {
        return Vec::new();
    }
    let of = |source: SourceId| {
        lacking(survey, source, survey.contents.len(), survey.documents[source.index()], |_| true)
    };
    survey.findings(survey.sources().map(of).collect())
}

/// How many of the `of` contents that are `asked` for `source` lacks, where it has `held`; the first is the example.
fn lacking(
    survey: &Survey<'_>,
    source: SourceId,
    of: u64,
    held: u64,
    asked: impl Fn(&[u32]) -> bool,
) -> Tally {
    let count = of.saturating_sub(held);
    let lacks = |versions: &&[u32]| asked(versions) && !has(survey, versions, source);
    let first = if count > 0 { survey.contents.iter().find(lacks) } else { None };
    Tally { count, of, example: first.map(|versions| survey.base_of(versions[0]).to_string()) }
}

fn has(survey: &Survey<'_>, versions: &[u32], source: SourceId) -> bool {
    versions.binary_search_by_key(&source, |version| survey.source_of(*version)).is_ok()
}

fn identical_twins(survey: &Survey<'_>) -> Vec<Finding> {
    let mut tallies = survey.tallies();
    survey.for_each_twin(|version, original| {
        let tally = &mut tallies[survey.source_of(version).index()];
        tally.of += 1;
        if same_text(survey, version, original) {
            tally.found(|| survey.base_of(version).to_string());
        }
    });
    survey.findings_of_others(tallies)
}

fn identical_versions(survey: &Survey<'_>) -> Vec<Finding> {
    if survey.documents.len() < 3 {
        return Vec::new();
    }
    let reference = survey.catalogue.reference();
    let mut tallies = survey.tallies();
    for versions in survey.contents.iter() {
        let others = versions.iter().filter(|version| survey.source_of(**version) != reference);
        let mut others: Vec<u32> = others.copied().collect();
        if others.len() < 2 {
            continue;
        }
        others.sort_unstable_by_key(|version| survey.marks[*version as usize].fingerprint);
        let same = |left: usize, right: usize| same_text(survey, others[left], others[right]);
        for place in 0..others.len() {
            let source = survey.source_of(others[place]);
            tallies[source.index()].of += 1;
            if (place > 0 && same(place - 1, place)) || (place + 1 < others.len() && same(place, place + 1)) {
                tallies[source.index()].found(|| survey.base_of(others[place]).to_string());
            }
        }
    }
    survey.findings_of_others(tallies)
}

/// Whether two texts are the same but for white space; two that say nothing are not.
pub(super) fn same_text(survey: &Survey<'_>, left: u32, right: u32) -> bool {
    let (left, right) = (&survey.marks[left as usize], &survey.marks[right as usize]);
    left.fingerprint == right.fingerprint && !left.empty
}
