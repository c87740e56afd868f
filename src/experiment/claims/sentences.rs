//! What was found of a claim over all collections, in a sentence: tests and causes in, counts and ranges out.

use super::tested::{ClaimVerdict, listed};
use super::{CLAIMS, Cause, CauseSign, ClaimFindings, Tested};
use crate::number::{MINUS, grouped};
use crate::table::distinct;

impl ClaimFindings {
    /// In how many comparisons the claim at this place of [`CLAIMS`] holds under each control, and what else is found.
    pub(super) fn summing_up(&self, claim: usize) -> String {
        let tests: Vec<&Tested> = self.of_claim(claim).flat_map(|(_, found)| &found.tests).collect();
        let mut sentences = Vec::new();
        for verdict in ClaimVerdict::ALL {
            if verdict == ClaimVerdict::NotTested {
                continue;
            }
            let mut parts = Vec::new();
            for control in CLAIMS[claim].controls {
                let of_control = tests.iter().filter(|test| test.control == control.name);
                let tested: Vec<ClaimVerdict> = of_control
                    .map(|test| test.verdict)
                    .filter(|one| *one != ClaimVerdict::NotTested)
                    .collect();
                let count = tested.iter().filter(|one| **one == verdict).count();
                // Where a claim holds is said of every control, all else where it is found.
                if !tested.is_empty() && (count > 0 || verdict == ClaimVerdict::Holds) {
                    parts.push(format!("{} in {count} of {}", control.phrase, tested.len()));
                }
            }
            if !parts.is_empty() {
                let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
                sentences.push(format!("{} {}.", with_capital(verdict.name()), listed(&parts)));
            }
        }
        match sentences.is_empty() {
            true => "Not tested by any of these experiments.".to_string(),
            false => sentences.join(" "),
        }
    }

    /// What the differences come from, over all collections; empty where nothing is known of it.
    pub(super) fn causes_in_short(&self, claim: usize) -> String {
        let causes: Vec<&Cause> = self.of_claim(claim).flat_map(|(_, found)| &found.causes).collect();
        let sign = CLAIMS[claim].cause_sign;
        let said: Vec<String> = distinct(causes.iter().map(|cause| cause.part))
            .into_iter()
            .map(|part| {
                let of_part: Vec<&Cause> =
                    causes.iter().filter(|cause| cause.part == part).copied().collect();
                match sign {
                    CauseSign::Share => range(part, &of_part),
                    CauseSign::Reference => sides(part, &of_part, ["reference", "source"]),
                    CauseSign::Source => sides(part, &of_part, ["source", "reference"]),
                }
            })
            .collect();
        if said.is_empty() { String::new() } else { with_capital(&said.join("; ")) + "." }
    }
}

/// From which to which value a share runs.
fn range(part: &str, causes: &[&Cause]) -> String {
    let values: Vec<f64> = causes.iter().filter_map(|cause| cause.number.value).collect();
    let (Some(least), Some(most)) =
        (values.iter().copied().reduce(f64::min), values.iter().copied().reduce(f64::max))
    else {
        return format!("{part}: undefined");
    };
    let percent = |value: f64| grouped(value, 1).replace('-', MINUS);
    let many = counted(values.len(), "comparison");
    match values.len() {
        1 => format!("{part}: {} % in {many}", percent(least)),
        _ => format!("{part}: {} % to {} % in {many}", percent(least), percent(most)),
    }
}

/// How often a part speaks for the side of positive numbers, and for the other.
fn sides(part: &str, causes: &[&Cause], [positive, negative]: [&str; 2]) -> String {
    let told: Vec<i8> = causes.iter().filter_map(|cause| cause.number.told()).collect();
    let of = |sign: i8| told.iter().filter(|one| **one == sign).count();
    format!("{part} favours the {positive} in {} and the {negative} in {} of {}", of(1), of(-1), told.len())
}

/// So many of them: `1 collection`, `2 collections`.
pub(super) fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{} {what}s", grouped(count as f64, 0)) }
}

fn with_capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().collect::<String>() + letters.as_str())
}
