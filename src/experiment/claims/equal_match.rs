//! The claim that nothing is left to the source between versions that match a query alike: the conditional tests of judged twins
//! in; a test for each model out.

use super::known::Known;
use super::tested::{ClaimVerdict, Measured, Tested};
use super::{Cause, ClaimControl, number, untested};
use crate::bias::cause::decomposition::PARTS;
use crate::bias::cause::mediation::PATH_NAMES;
use crate::bias::cause::stratified::OUTCOMES;
use crate::bias::{ConditionalRow, Effect, Form, Scope, short_name};
use crate::table::distinct;

/// Of the claim that nothing is left to the source.
pub(super) const CONTROLS: &[ClaimControl] = &[
    ClaimControl {
        name: "gap",
        heading: "Raw",
        phrase: "raw",
        meaning: "the mean gap between the scores of relevant twins, in units of the score, before anything is held",
    },
    ClaimControl {
        name: "regression",
        heading: "Regression",
        phrase: "by regression",
        meaning: "what is left of the score gap given closeness and length, with curves, in standard deviations of the score; \
            it holds where the source is shown to add no more variance than the margin of the experiment",
    },
    ClaimControl {
        name: "strata",
        heading: "Strata",
        phrase: "within strata",
        meaning: "within strata of equal closeness and length: how much more often the source's version stands higher",
    },
    ClaimControl {
        name: "direct",
        heading: "Direct path",
        phrase: "by the direct path",
        meaning: "what of the gap goes neither through closeness nor through length, in units of the typical gap",
    },
];

/// Nothing is left to the source between versions that match alike.
pub(super) fn equal_match(known: &Known, source: &str) -> Vec<Tested> {
    let gaps = || known.decompositions.iter().filter(|row| row.source == source && row.part == PARTS[3]);
    let reason = if known.twins(source) == 0 { "no twins" } else { "no table of the decomposition" };
    if let Some(tests) = untested(known, CONTROLS, gaps().next().is_none(), reason) {
        return tests;
    }
    let mut out = Vec::new();
    for gap in gaps() {
        let minus = |value: Option<f64>| value.map(|value| 0.0 - value);
        let raw = number(minus(gap.value), minus(gap.high), minus(gap.low), gap.p_adjusted, known.level);
        let best = best_similarity(known, source, &gap.model);
        let quantity = match best {
            Some(row) => format!("{}, {}", short_name(&gap.model), short_name(&row.similarity)),
            None => short_name(&gap.model),
        };
        let verdict = raw.none(None, 1);
        out.push(Tested::new(&quantity, "gap", raw, verdict, "no test of the gap"));
        let Some(best) = best else {
            let rest = CONTROLS[1..].iter();
            out.extend(rest.map(|one| Tested::missing(&quantity, one.name, "no conditional analysis")));
            continue;
        };
        let regression = number(best.coefficient, best.low, best.high, best.p_adjusted, known.level);
        out.push(by_effect(&quantity, "regression", regression, &best.effect));
        out.extend(at_equal_match(known, best, &quantity));
    }
    out
}

/// The conditional analysis of judged twins by the similarity that explains a model best, as the answer of the experiment
/// chooses it: what a worse similarity leaves and a better one explains is no effect of the source.
pub(super) fn best_similarity<'a>(known: &'a Known, source: &str, model: &str) -> Option<&'a ConditionalRow> {
    let asked: Vec<&ConditionalRow> = known
        .conditionals
        .iter()
        .filter(|row| (row.model.as_str(), row.source.as_str()) == (model, source))
        .filter(|row| row.scope == Scope::JudgedTwins.name() && row.form == Form::Flexible.name())
        .collect();
    let open = |row: &&&ConditionalRow| {
        row.effect != Effect::ByConstruction.name() && row.effect != Effect::NotTested.name()
    };
    let explained = |row: &ConditionalRow| row.explained_percent.unwrap_or(0.0);
    let best = asked
        .iter()
        .filter(open)
        .copied()
        .reduce(|one, other| if explained(other) > explained(one) { other } else { one });
    let constructed = asked.iter().find(|row| row.effect == Effect::ByConstruction.name()).copied();
    // An effect beside a similarity of which the score is a function is one of the wrong curve.
    match (best, constructed) {
        (Some(best), Some(constructed)) if best.effect == Effect::Present.name() => Some(constructed),
        (best, constructed) => best.or(constructed).or(asked.first().copied()),
    }
}

/// A test whose table says in a word what it found.
fn by_effect(quantity: &str, control: &'static str, number: Measured, effect: &str) -> Tested {
    let known = [Effect::Present, Effect::Absent, Effect::Undecided, Effect::ByConstruction];
    let effect = known.into_iter().find(|one| one.name() == effect);
    let positive = number.value.is_some_and(|value| value > 0.0);
    let verdict = match effect {
        Some(Effect::Absent) => ClaimVerdict::Holds,
        Some(Effect::Present) if positive => ClaimVerdict::FavoursSource,
        Some(Effect::Present) => ClaimVerdict::FavoursReference,
        Some(Effect::Undecided) => ClaimVerdict::NotDistinguishable,
        _ => ClaimVerdict::NotTested,
    };
    let reason = match effect {
        Some(Effect::ByConstruction) => "the score is a function of closeness and length",
        _ => "too little is left open",
    };
    Tested::new(quantity, control, number, verdict, reason)
}

/// The tests of order within strata and of the direct path, for the model and similarity of `row`.
fn at_equal_match(known: &Known, row: &ConditionalRow, quantity: &str) -> Vec<Tested> {
    let key = (row.model.as_str(), row.similarity.as_str(), row.source.as_str());
    let strata = known.stratified.iter().find(|one| {
        (one.model.as_str(), one.similarity.as_str(), one.source.as_str()) == key
            && one.outcome == OUTCOMES[0]
    });
    let direct = known.mediations.iter().find(|one| {
        (one.model.as_str(), one.similarity.as_str(), one.source.as_str()) == key && one.path == PATH_NAMES[3]
    });
    let missing = |control| Tested::missing(quantity, control, "no such table in these results");
    let tested = |control, value, (low, high), p: Option<f64>| {
        let number = number(value, low, high, p, known.level);
        let verdict = if p.is_some() { number.none(None, 1) } else { ClaimVerdict::NotTested };
        Tested::new(quantity, control, number, verdict, "too little is left open")
    };
    vec![
        strata.map_or_else(
            || missing("strata"),
            |one| tested("strata", one.value, (one.low, one.high), one.p_adjusted),
        ),
        direct.map_or_else(
            || missing("direct"),
            |one| tested("direct", one.value, (one.low, one.high), one.p_adjusted),
        ),
    ]
}

/// The ways by which the gap comes about, by the similarity that explains most.
pub(super) fn paths(known: &Known, source: &str) -> Vec<Cause> {
    let mut out = Vec::new();
    for model in distinct(known.mediations.iter().map(|row| row.model.as_str())) {
        let Some(best) = best_similarity(known, source, model) else { continue };
        let of_best = known.mediations.iter().filter(|row| {
            (&row.model, &row.similarity, &row.source) == (&best.model, &best.similarity, &best.source)
        });
        for row in of_best {
            let Some(path) = PATH_NAMES.iter().find(|path| **path == row.path) else { continue };
            let quantity = format!("{}, {}", short_name(&row.model), short_name(&row.similarity));
            let number = number(row.value, row.low, row.high, row.p_adjusted, known.level);
            out.push(Cause::new(&quantity, path, number));
        }
    }
    out
}
