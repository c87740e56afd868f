//! One test of a claim: a number with its interval and p-value in; one of five verdicts out, and what the tests under all
//! controls say together.

use std::fmt;

use super::ClaimControl;
use crate::table::distinct;

/// What one test says of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimVerdict {
    /// The difference is told apart from 0 and has the direction that the claim gives it; of a claim that there is no bias: the
    /// bias and its interval lie within the margin of the experiment.
    Holds,
    /// The difference is told apart from 0 and has the other direction.
    Reversed,
    /// Of a claim that there is no bias: one is told apart from 0, and favours the reference.
    FavoursReference,
    /// The same, and it favours the source.
    FavoursSource,
    /// Neither: not told apart from 0, nor shown to be small.
    NotDistinguishable,
    /// There is no such test in the results.
    NotTested,
}

use ClaimVerdict::{FavoursReference, FavoursSource, Holds, NotDistinguishable, NotTested, Reversed};

impl ClaimVerdict {
    /// All verdicts, in the order of the legend.
    pub const ALL: [ClaimVerdict; 6] =
        [Holds, Reversed, FavoursReference, FavoursSource, NotDistinguishable, NotTested];

    /// The words of tables.
    pub fn name(self) -> &'static str {
        match self {
            Holds => "holds",
            Reversed => "reversed",
            FavoursReference => "favours reference",
            FavoursSource => "favours source",
            NotDistinguishable => "not distinguishable",
            NotTested => "not tested",
        }
    }

    /// The mark of the table at a glance.
    pub fn mark(self) -> &'static str {
        match self {
            Holds => "✔",
            Reversed => "✘",
            FavoursReference => "◀",
            FavoursSource => "▶",
            NotDistinguishable => "○",
            NotTested => "–",
        }
    }

    /// What it means, for a legend.
    pub fn meaning(self) -> &'static str {
        match self {
            Holds => {
                "told apart from 0 in the direction of the claim; of a claim that there is no bias: the bias and its whole \
                 interval lie within the margin that the experiment sets"
            }
            Reversed => "told apart from 0 in the other direction",
            FavoursReference => {
                "the claim is that there is no bias; one is told apart from 0, for the reference"
            }
            FavoursSource => "the same, for the source that is compared",
            NotDistinguishable => "neither told apart from 0 nor shown to be small: no proof of equality",
            NotTested => "the results have no such test, for the reason given",
        }
    }
}

impl fmt::Display for ClaimVerdict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A number that a claim is tested by.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Measured {
    /// The number itself.
    pub value: Option<f64>,
    /// The ends of its interval.
    pub interval: Option<(f64, f64)>,
    /// The p-value that counts.
    pub p: Option<f64>,
    /// Below which p it counts as told apart from 0.
    pub level: f64,
}

impl Measured {
    /// The sign where it is told apart from 0 by its p-value, or, where none belongs to it, by its interval; else 0. `None`
    /// where there is no number, or neither of both.
    pub fn told(&self) -> Option<i8> {
        let value = self.value?;
        let told = match (self.p, self.interval) {
            (Some(p), _) => p < self.level,
            (None, Some((low, high))) => low > 0.0 || high < 0.0,
            (None, None) => return None,
        };
        Some(match (told, value) {
            (true, value) if value > 0.0 => 1,
            (true, value) if value < 0.0 => -1,
            _ => 0,
        })
    }

    /// The verdict on a claim that the number has this sign.
    pub fn directed(&self, expected: i8) -> ClaimVerdict {
        match self.told() {
            None => NotTested,
            Some(0) => NotDistinguishable,
            Some(sign) if sign == expected => Holds,
            Some(_) => Reversed,
        }
    }

    /// The verdict on a claim that the number is 0, where it favours the source in this sign. Numbers that lie, with their
    /// interval, within the margin are as good as 0; without a margin nothing is.
    pub fn none(&self, margin: Option<f64>, source: i8) -> ClaimVerdict {
        let within = |margin: f64| {
            let small = |value: f64| value.abs() <= margin;
            self.value.is_some_and(small)
                && self.interval.is_some_and(|(low, high)| small(low) && small(high))
        };
        match self.told() {
            None => NotTested,
            Some(_) if margin.is_some_and(within) => Holds,
            Some(0) => NotDistinguishable,
            Some(sign) if sign == source => FavoursSource,
            Some(_) => FavoursReference,
        }
    }
}

/// A test of a claim under one control.
#[derive(Debug, Clone, PartialEq)]
pub struct Tested {
    /// What was measured, in short: a text measure, or a model.
    pub quantity: String,
    /// The name of the control, one of the claim's.
    pub control: &'static str,
    /// The number.
    pub number: Measured,
    /// What it says.
    pub verdict: ClaimVerdict,
    /// Why nothing was tested; empty where it was.
    pub reason: String,
}

impl Tested {
    /// A test with its verdict; `reason` is kept where that is that nothing was tested.
    pub fn new(
        quantity: &str,
        control: &'static str,
        number: Measured,
        verdict: ClaimVerdict,
        reason: &str,
    ) -> Self {
        let reason = if verdict == NotTested { reason.to_string() } else { String::new() };
        Tested { quantity: quantity.to_string(), control, number, verdict, reason }
    }

    /// No test, for this reason.
    pub fn missing(quantity: &str, control: &'static str, reason: &str) -> Self {
        Tested::new(quantity, control, Measured::default(), NotTested, reason)
    }
}

/// What the tests of one quantity say together, in the order of the controls, of which the first is none: one verdict where
/// they agree, `appears only …` where the first says nothing and others do, else each verdict with its controls.
pub fn together(tests: &[&Tested], controls: &[ClaimControl]) -> String {
    let heading = |test: &&Tested| {
        controls.iter().find(|one| one.name == test.control).map_or(test.control, |one| one.phrase)
    };
    let tested: Vec<&Tested> = tests.iter().copied().filter(|test| test.verdict != NotTested).collect();
    let Some(first) = tested.first() else {
        let reasons =
            distinct(tests.iter().filter(|test| !test.reason.is_empty()).map(|test| test.reason.as_str()));
        let reasons: Vec<&str> = reasons.into_iter().collect();
        return format!("{NotTested} ({})", reasons.join("; "));
    };
    let verdicts = distinct(tested.iter().map(|test| test.verdict.name()));
    if verdicts.len() == 1 {
        let all = tested.len() == tests.len();
        let places: Vec<&str> = tested.iter().map(heading).collect();
        return if all {
            first.verdict.to_string()
        } else {
            format!("{} {}", first.verdict, listed(&places))
        };
    }
    let under = |name: &str| -> Vec<&str> {
        tested.iter().filter(|test| test.verdict.name() == name).map(heading).collect()
    };
    let is_raw = controls.first().is_some_and(|raw| raw.name == first.control);
    if is_raw && first.verdict == NotDistinguishable && verdicts.len() == 2 {
        let other = verdicts[1];
        return format!("appears only {} ({other})", listed(&under(other)));
    }
    let each: Vec<String> = verdicts.iter().map(|name| format!("{name} {}", listed(&under(name)))).collect();
    each.join("; ")
}

/// Words as a list: `a`, `a and b`, `a, b and c`.
pub fn listed(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_string(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(value: f64, low: f64, high: f64, p: Option<f64>) -> Measured {
        Measured { value: Some(value), interval: Some((low, high)), p, level: 0.05 }
    }

    #[test]
    fn a_direction_holds_is_reversed_or_is_not_told_apart() {
        let told = number(-0.5, -0.7, -0.3, Some(0.01));
        assert_eq!((told.directed(-1), told.directed(1)), (Holds, Reversed));
        // p counts where there is one, even where the interval leaves 0 out.
        assert_eq!(number(-0.5, -0.7, -0.3, Some(0.05)).directed(-1), NotDistinguishable);
        assert_eq!(number(-0.5, -0.7, -0.3, None).directed(-1), Holds);
        assert_eq!(number(-0.5, -0.7, 0.3, None).directed(-1), NotDistinguishable);
        assert_eq!(Measured::default().directed(1), NotTested);
        let alone = Measured { value: Some(1.0), ..Measured::default() };
        assert_eq!(alone.directed(1), NotTested);
        // Equal texts: exactly 0.
        assert_eq!(number(0.0, 0.0, 0.0, Some(1.0)).directed(1), NotDistinguishable);
    }

    #[test]
    fn no_bias_holds_only_where_it_is_shown_to_be_small() {
        for (value, low, high, p, expected) in [
            (2.0, -1.0, 4.9, 0.3, Holds),
            // Told apart from 0, and still within the margin.
            (2.0, 1.0, 4.9, 0.01, Holds),
            (2.0, -1.0, 5.1, 0.3, NotDistinguishable),
            (9.0, 3.0, 15.0, 0.01, FavoursReference),
            (-9.0, -15.0, -3.0, 0.01, FavoursSource),
        ] {
            assert_eq!(number(value, low, high, Some(p)).none(Some(5.0), -1), expected, "{value}");
            // Exchanging the sources exchanges the verdicts.
            let mirrored = match expected {
                FavoursReference => FavoursSource,
                FavoursSource => FavoursReference,
                other => other,
            };
            assert_eq!(number(-value, -high, -low, Some(p)).none(Some(5.0), -1), mirrored, "{value}");
        }
        assert_eq!(number(0.0, 0.0, 0.0, Some(1.0)).none(None, 1), NotDistinguishable);
        assert_eq!(Measured::default().none(Some(5.0), 1), NotTested);
    }

    const CONTROLS: [ClaimControl; 3] = [
        ClaimControl { name: "raw", heading: "raw", phrase: "raw", meaning: "" },
        ClaimControl { name: "twins", heading: "twins", phrase: "on twins", meaning: "" },
        ClaimControl { name: "cut", heading: "cut", phrase: "at equal length", meaning: "" },
    ];

    #[test]
    fn controls_say_together_what_agrees_appears_or_differs() {
        let said = |verdicts: [ClaimVerdict; 3]| {
            let test = |(control, verdict): (&ClaimControl, ClaimVerdict)| {
                Tested::new("q", control.name, Measured::default(), verdict, "no twins")
            };
            let tests: Vec<Tested> = CONTROLS.iter().zip(verdicts).map(test).collect();
            together(&tests.iter().collect::<Vec<_>>(), &CONTROLS)
        };
        assert_eq!(said([Holds; 3]), "holds");
        assert_eq!(said([NotTested; 3]), "not tested (no twins)");
        assert_eq!(said([Holds, NotTested, NotTested]), "holds raw");
        assert_eq!(
            said([NotDistinguishable, NotDistinguishable, Holds]),
            "appears only at equal length (holds)"
        );
        assert_eq!(
            said([Holds, Holds, NotDistinguishable]),
            "holds raw and on twins; not distinguishable at equal length"
        );
        assert_eq!(said([Holds, NotTested, Reversed]), "holds raw; reversed at equal length");
        assert_eq!(
            said([NotTested, NotDistinguishable, Holds]),
            "not distinguishable on twins; holds at equal length"
        );
    }
}
