//! Texts that are much shorter or longer than the reference's text of the same content.

use super::{Check, Find, Finding, Severity};
use crate::corpus::validate::survey::Survey;

/// A text below this part of its twin's characters is cut off, and above so many times as many is overlong.
const SHORTEST: f64 = 0.2;
const LONGEST: f64 = 5.0;

/// Twins of which both are shorter say nothing: three words for one are no sign of anything.
const TELLING: u32 = 100;

pub(super) const CUT_OFF_TEXTS: Check = Check {
    name: "cut_off_texts",
    severity: Severity::Warning,
    summary: "texts with less than 20 % of the characters of the reference's text, of the twins",
    advice: "look whether they were cut off or are no versions, and write them again",
    find: Find::Data(|survey| unlike(survey, |characters, original| characters < SHORTEST * original)),
};

pub(super) const OVERLONG_TEXTS: Check = Check {
    name: "overlong_texts",
    severity: Severity::Warning,
    summary: "texts with more than 500 % of the characters of the reference's text, of the twins",
    advice: "look whether they repeat themselves or go on about something else, and write them again",
    find: Find::Data(|survey| unlike(survey, |characters, original| characters > LONGEST * original)),
};

fn unlike(survey: &Survey<'_>, fires: fn(f64, f64) -> bool) -> Vec<Finding> {
    let mut tallies = survey.tallies();
    survey.for_each_twin(|version, original| {
        let (mark, original) = (&survey.marks[version as usize], &survey.marks[original as usize]);
        let tally = &mut tallies[survey.source_of(version).index()];
        tally.of += 1;
        // An empty text is told as such.
        let told = mark.empty || original.empty || mark.characters.max(original.characters) < TELLING;
        if !told && fires(f64::from(mark.characters), f64::from(original.characters)) {
            tally.found(|| survey.base_of(version).to_string());
        }
    });
    survey.findings_of_others(tallies)
}
