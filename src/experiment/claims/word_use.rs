//! The claims on the use of words: findings and comparisons of a profile in; a test for each measure and control out.

use super::known::Known;
use super::tested::{Measured, Tested};
use super::{Cause, ClaimControl};
use crate::profile::{
    ComparisonRow, Control, Expected, FLATTER_HEAD, FindingRow, GREATER_DIVERSITY, HIGHER_SPECIFICITY,
    STEEPER_TAIL, WordClaim, short_measure_name,
};

/// The controls of a profile, in the order of [`Control::ALL`].
pub(super) const CONTROLS: &[ClaimControl] = &[
    ClaimControl {
        name: "raw",
        heading: "Raw",
        phrase: "raw",
        meaning: "all documents of both sources, as they are",
    },
    ClaimControl {
        name: "twins",
        heading: "Twins",
        phrase: "on twins",
        meaning: "the same contents: documents of which both sources have a version",
    },
    ClaimControl {
        name: "cut",
        heading: "Equal length",
        phrase: "at equal length",
        meaning: "twins, both cut to the tokens of the shorter one",
    },
    ClaimControl {
        name: "budget",
        heading: "Equal budget",
        phrase: "at equal budget",
        meaning: "whole documents drawn from each source up to the tokens of the smaller one",
    },
];

pub(super) fn head(known: &Known, source: &str) -> Vec<Tested> {
    tests(known, source, &FLATTER_HEAD)
}

pub(super) fn tail(known: &Known, source: &str) -> Vec<Tested> {
    tests(known, source, &STEEPER_TAIL)
}

pub(super) fn specificity(known: &Known, source: &str) -> Vec<Tested> {
    tests(known, source, &HIGHER_SPECIFICITY)
}

pub(super) fn diversity(known: &Known, source: &str) -> Vec<Tested> {
    tests(known, source, &GREATER_DIVERSITY)
}

pub(super) fn head_causes(known: &Known, source: &str) -> Vec<Cause> {
    causes(known, source, &FLATTER_HEAD)
}

pub(super) fn tail_causes(known: &Known, source: &str) -> Vec<Cause> {
    causes(known, source, &STEEPER_TAIL)
}

pub(super) fn specificity_causes(known: &Known, source: &str) -> Vec<Cause> {
    causes(known, source, &HIGHER_SPECIFICITY)
}

pub(super) fn diversity_causes(known: &Known, source: &str) -> Vec<Cause> {
    causes(known, source, &GREATER_DIVERSITY)
}

/// The findings that can tell of the claim, each with the sign that it expects.
fn findings<'a>(
    known: &'a Known,
    source: &'a str,
    claim: &'a WordClaim,
) -> impl Iterator<Item = (&'a FindingRow, i8)> {
    let of_pair =
        move |row: &&FindingRow| row.evidence && row.source == source && row.reference == known.reference;
    known.findings.iter().filter(of_pair).filter_map(|row| {
        let sign = match claim.expects(&row.measure)? {
            Expected::Higher => 1,
            Expected::Lower => -1,
        };
        Some((row, sign))
    })
}

fn tests(known: &Known, source: &str, claim: &WordClaim) -> Vec<Tested> {
    let mut out = Vec::new();
    for (row, expected) in findings(known, source, claim) {
        for ((control, (value, p)), described) in Control::ALL.into_iter().zip(row.controls()).zip(CONTROLS) {
            let number = Measured {
                value,
                interval: interval(known, row, control),
                p,
                level: row.level.unwrap_or(known.level),
            };
            let verdict = match p {
                Some(_) => number.directed(expected),
                None => super::ClaimVerdict::NotTested,
            };
            let on_twins = matches!(control, Control::Twins | Control::Cut);
            let reason = match (on_twins && known.twins(source) == 0, value) {
                (true, _) => "no twins",
                (false, None) => "no value under this control",
                (false, Some(_)) => "no test under this control",
            };
            out.push(Tested::new(&short_measure_name(&row.measure), described.name, number, verdict, reason));
        }
    }
    if out.is_empty() {
        let reason = "no measure of this claim in the profile";
        out.extend(CONTROLS.iter().map(|control| Tested::missing("", control.name, reason)));
    }
    out
}

/// The interval of a difference, of the comparison that the finding is about.
fn interval(known: &Known, row: &FindingRow, control: Control) -> Option<(f64, f64)> {
    let is_it = |one: &&ComparisonRow| {
        (&one.measure, &one.reference, &one.source) == (&row.measure, &row.reference, &row.source)
            && one.control == control.name()
    };
    let found = known.comparisons.iter().find(is_it)?;
    found.low.zip(found.high)
}

/// How much of the difference between twins length makes: 100·(1 − cut ÷ twins), where the one between whole texts is told
/// apart from 0; above 100 % the sign turns, below 0 the difference grows when lengths are equal.
fn causes(known: &Known, source: &str, claim: &WordClaim) -> Vec<Cause> {
    let told = findings(known, source, claim)
        .filter(|(row, _)| row.twins_p.zip(row.level).is_some_and(|(p, level)| p < level));
    told.filter_map(|(row, _)| {
        let (twins, cut) = row.twins.zip(row.cut)?;
        let share = (twins != 0.0).then(|| 100.0 * (1.0 - cut / twins))?;
        Some(Cause::new(
            &short_measure_name(&row.measure),
            "length",
            Measured { value: Some(share), ..Measured::default() },
        ))
    })
    .collect()
}
