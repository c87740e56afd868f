//! Texts that say nothing, and texts that a source has more than once.

use rustc_hash::FxHashMap;

use super::{Check, Find, Finding, Severity};
use crate::corpus::validate::survey::Survey;

pub(super) const EMPTY_TEXTS: Check = Check {
    name: "empty_texts",
    severity: Severity::Warning,
    summary: "texts that are empty or white space only, of the documents",
    advice: "write them again, or take the content from all sources: an empty text is never found",
    find: Find::Text(|look| look.mark.empty),
};

pub(super) const DUPLICATE_TEXTS: Check = Check {
    name: "duplicate_texts",
    severity: Severity::Warning,
    summary: "texts that another document of the source has too, but for white space, beyond the first; of the documents",
    advice: "keep one of each, or judge them alike: they tie under every model",
    find: Find::Data(duplicate_texts),
};

fn duplicate_texts(survey: &Survey<'_>) -> Vec<Finding> {
    let mut tallies = survey.tallies();
    // By content, so that the first one is the same in whatever order they were read.
    let mut first: FxHashMap<(u32, u64), u32> = FxHashMap::default();
    for document in survey.contents.iter().flatten().copied() {
        let (source, mark) = (survey.source_of(document), &survey.marks[document as usize]);
        let tally = &mut tallies[source.index()];
        tally.of += 1;
        if mark.empty {
            continue;
        }
        let earlier = *first.entry((source.0, mark.fingerprint)).or_insert(document);
        if earlier != document {
            tally.found(|| format!("{}, {}", survey.base_of(earlier), survey.base_of(document)));
        }
    }
    survey.findings(tallies)
}
