//! Twins that share no more words than texts at random: all of them where ids agree by accident or slipped, single ones
//! where texts were exchanged.

use std::sync::Arc;

use super::{Check, Find, Finding, Severity};
use crate::corpus::Pairing;
use crate::corpus::validate::likeness::{PairLikeness, UNRELATED_ADVICE};
use crate::corpus::validate::survey::{Survey, Tally};

pub(super) const UNRELATED_TWINS: Check = Check {
    name: "unrelated_twins",
    severity: Severity::Error,
    summary: "twins that are no more alike than texts paired at random (more than one text in a hundred shares more words), of up \
              to 512 that were looked at, where so many are that they are no versions of one content",
    advice: UNRELATED_ADVICE,
    find: Find::Data(|survey| found(survey, PairLikeness::is_unrelated)),
};

pub(super) const UNLIKE_TWINS: Check = Check {
    name: "unlike_twins",
    severity: Severity::Warning,
    summary: "twins that are no more alike than texts paired at random (more than one text in a hundred shares more words), of up \
              to 512 that were looked at, where these are three and more than 1 in 20",
    advice: "see whether the texts of these ids were exchanged, or ids slipped in a part of the file",
    find: Find::Data(|survey| found(survey, |pair| pair.has_doubtful() && !pair.is_unrelated())),
};

fn found(survey: &Survey<'_>, tells: impl Fn(&PairLikeness) -> bool) -> Vec<Finding> {
    let mut tallies = survey.tallies();
    // Where the corpus says that its ids are right, they are.
    let pairs = survey.likeness.iter().filter(|_| survey.pairing != Pairing::Trusted);
    for pair in pairs {
        let tells = tells(pair);
        let shown = |example: &Arc<str>| survey.shown(pair.source, example).to_string();
        tallies[pair.source.index()] = Tally {
            count: if tells { pair.not_told() } else { 0 },
            of: pair.looked_at,
            example: pair.example.as_ref().filter(|_| tells).map(shown),
        };
    }
    survey.findings_of_others(tallies)
}
