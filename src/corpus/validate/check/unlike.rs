//! Twins that share no more words than texts at random: all of them where ids agree by accident or slipped, single ones
//! where texts were exchanged.

use super::{Check, Find, Finding, Severity};
use crate::corpus::Pairing;
use crate::corpus::validate::likeness::{PairLikeness, UNRELATED_ADVICE};
use crate::corpus::validate::survey::Survey;

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
    if survey.pairing == Pairing::Trusted {
        return Vec::new();
    }
    let finding = |pair: &PairLikeness| {
        let tells = tells(pair);
        let example = pair.example.as_deref().filter(|_| tells).unwrap_or_default();
        Finding {
            source: survey.catalogue.source_name(pair.source).to_string(),
            count: if tells { pair.not_told() } else { 0 },
            of: pair.looked_at,
            example: survey.shown(pair.source, example).to_string(),
        }
    };
    survey.likeness.iter().map(finding).collect()
}
