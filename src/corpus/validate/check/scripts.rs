//! The scripts that texts are written in: the one of most letters of each document.

use std::collections::BTreeMap;

use super::{Check, Find, Finding, Severity};
use crate::corpus::validate::survey::Survey;

pub(super) const OTHER_SCRIPTS: Check = Check {
    name: "other_scripts",
    severity: Severity::Warning,
    summary: "texts in another script than most of the source's, of the documents with letters",
    advice: "look whether the language is the one that was asked for; an analyser of one language cuts others badly",
    find: Find::Data(other_scripts),
};

pub(super) const SCRIPTS: Check = Check {
    name: "scripts",
    severity: Severity::Note,
    summary: "documents by the script of most of their letters (Chinese and Japanese together: Han), of the documents",
    advice: "choose an analyser for these scripts",
    find: Find::Data(scripts),
};

/// Documents by script, for each source; `None` is of those without letters.
fn counted(survey: &Survey<'_>) -> Vec<BTreeMap<Option<&'static str>, u64>> {
    let mut counts = vec![BTreeMap::new(); survey.documents.len()];
    for (id, mark) in survey.catalogue.ids().iter().zip(survey.marks) {
        *counts[id.source.index()].entry(mark.script.map(|script| script.full_name())).or_default() += 1;
    }
    counts
}

/// Scripts with their documents, the most frequent first; of equal ones the first by name.
fn by_documents(counts: &BTreeMap<Option<&'static str>, u64>) -> Vec<(Option<&'static str>, u64)> {
    let mut sorted: Vec<_> = counts.iter().map(|(script, count)| (*script, *count)).collect();
    sorted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    sorted
}

fn other_scripts(survey: &Survey<'_>) -> Vec<Finding> {
    let most = |counts| by_documents(counts).into_iter().find_map(|(script, _)| script);
    let dominant: Vec<Option<&str>> = counted(survey).iter().map(most).collect();
    let mut tallies = survey.tallies();
    for document in survey.contents.iter().flatten().copied() {
        let Some(script) = survey.marks[document as usize].script else { continue };
        let source = survey.source_of(document).index();
        tallies[source].of += 1;
        if dominant[source] != Some(script.full_name()) {
            tallies[source].found(|| format!("{} ({})", survey.base_of(document), script.full_name()));
        }
    }
    survey.findings(tallies)
}

fn scripts(survey: &Survey<'_>) -> Vec<Finding> {
    let counted = counted(survey);
    let sources = survey.catalogue.sources().iter().zip(&survey.documents).zip(&counted);
    let of_source = |((source, of), counts): ((&crate::corpus::Source, &u64), _)| {
        let finding = |(script, count): (Option<&str>, u64)| Finding {
            source: source.name.clone(),
            count,
            of: *of,
            example: script.unwrap_or("no letters").to_string(),
        };
        by_documents(counts).into_iter().map(finding).collect::<Vec<_>>()
    };
    sources.flat_map(of_source).collect()
}
