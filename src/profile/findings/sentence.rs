//! Findings in words: the rows of one measure and pair of sources with their finding in; a sentence with the size of the
//! difference out.

use super::{Finding, Where};
use crate::number::starred;
use crate::profile::comparison::{Control, Row};

/// The finding on one measure and pair of sources, `group` being their rows among all `rows`; `sign` is that of the
/// difference that the finding is about.
pub(super) fn sentence(group: &[Row], (finding, sign): (Finding, i8), rows: &[Row], level: f64) -> String {
    let Row { measure, source, reference, .. } = &group[0];
    let under = |control: Control| group.iter().find(|row| row.control == control);
    // What is said without a control is said of twins where there are some.
    let base = || under(Control::Twins).or_else(|| under(Control::Raw)).map_or(String::new(), size);
    let at = |place: Where| {
        let control = match place {
            Where::OnTwins | Where::OnWholeTexts => Control::Twins,
            Where::AtEqualLength => Control::Cut,
            Where::AtEqualBudget => Control::Budget,
        };
        under(control).map_or(String::new(), size)
    };
    let before = |place: Where| {
        let control = if place == Where::AtEqualLength { Control::Twins } else { Control::Raw };
        under(control).map_or(String::new(), size)
    };
    let differs = |size: String| format!("{source} is {} than {reference}{size}", direction(sign));
    let said = match finding {
        Finding::Holds => {
            let cut = at(Where::AtEqualLength);
            format!("{}; this holds on the same contents and when lengths are equal{cut}", differs(base()))
        }
        Finding::HoldsOnly(Where::AtEqualBudget) => format!(
            "{}; this {finding}{}, but without twins neither contents nor document lengths are controlled",
            differs(base()),
            at(Where::AtEqualBudget)
        ),
        Finding::HoldsOnly(Where::OnWholeTexts) => {
            format!(
                "{}; this holds on the same contents; texts cut to equal length have no value",
                differs(base())
            )
        }
        Finding::HoldsOnly(place) => format!(
            "{} {place}, both whole and cut to equal length, but the difference over all documents is not significant",
            differs(at(place))
        ),
        Finding::Reverses(place) | Finding::Vanishes(place) => {
            format!("{}, but this {finding}{}", differs(before(place)), at(place))
        }
        Finding::Unclear(place) => format!(
            "{}; {place} the difference{} is too uncertain to say whether it persists",
            differs(before(place)),
            at(place)
        ),
        Finding::Appears(place) => format!("{}, but only {place}", differs(at(place))),
        Finding::Equalised => {
            format!("{}; cutting to equal length makes the two equal by construction", differs(base()))
        }
        Finding::NotDistinguishable => format!("{source} and {reference} are not distinguishable{}", base()),
        Finding::Mixed => {
            format!("{source} and {reference} differ, but the controls disagree on the direction")
        }
        Finding::NotTested => {
            group[0].not_evidence.unwrap_or("not every control has a value and a test").to_string()
        }
    };
    let raw = under(Control::Raw).unwrap_or(&group[0]);
    let (held, other) = (holds_zero(group, level), other_estimators(group, rows));
    format!("{measure}: {said}{held}{other}{}", undefined(raw))
}

/// What must be said where a difference is told apart and its interval holds 0 all the same.
fn holds_zero(group: &[Row], level: f64) -> String {
    let holds = |row: &&Row| {
        let told = row.p_adjusted.is_some_and(|p| p < level);
        told && row.difference().interval.is_some_and(|ends| ends.low <= 0.0 && 0.0 <= ends.high)
    };
    let controls: Vec<&str> = group.iter().filter(holds).map(|row| row.control.name()).collect();
    if controls.is_empty() {
        return String::new();
    }
    format!(
        "; the difference is significant for these texts, but in other samples of this size it could be 0 ({})",
        controls.join(", ")
    )
}

pub(super) fn direction(sign: i8) -> &'static str {
    match sign {
        1 => "higher",
        -1 => "lower",
        _ => "",
    }
}

/// The difference with its interval, source − reference, and what it is a difference of, in brackets.
fn size(row: &Row) -> String {
    let number = |value: f64| starred(Some(value), None, None);
    let difference = row.difference();
    let Some(value) = difference.value else { return String::new() };
    let interval = difference.interval;
    let interval =
        interval.map_or(String::new(), |ends| format!(" [{}, {}]", number(ends.low), number(ends.high)));
    format!(" ({}: {}{interval})", row.scope_in_words(), number(value))
}

/// What must be said where other estimators of the same quantity give the difference the other sign: the primary one where
/// it has a value, else all of them.
fn other_estimators(group: &[Row], rows: &[Row]) -> String {
    let Some(estimated) = group[0].estimated else { return String::new() };
    let others: Vec<&Row> = rows
        .iter()
        .filter(|row| (&row.reference, &row.source) == (&group[0].reference, &group[0].source))
        .filter(|row| row.measure != group[0].measure && row.difference().value.is_some())
        .filter(|row| row.estimated.is_some_and(|other| other.quantity == estimated.quantity))
        .collect();
    let primary = |row: &&Row| row.estimated.is_some_and(|other| other.primary);
    let by_primary = !estimated.primary && others.iter().any(primary);
    let opposite = |row: &Row| {
        let own = group.iter().find(|own| own.control == row.control).and_then(|own| own.difference().value);
        own.zip(row.difference().value).is_some_and(|(own, other)| own * other < 0.0)
    };
    let mut said = String::new();
    let considered: Vec<&Row> = others.into_iter().filter(|row| !by_primary || primary(row)).collect();
    for of_measure in considered.chunk_by(|left, right| left.measure == right.measure) {
        let controls: Vec<&str> =
            of_measure.iter().filter(|row| opposite(row)).map(|row| row.control.name()).collect();
        if !controls.is_empty() {
            let weight = if by_primary { ", the preferred estimator," } else { "" };
            let (name, controls) = (&of_measure[0].measure, controls.join(", "));
            said += &format!("; {name}{weight} gives the difference the opposite sign ({controls})");
        }
    }
    said
}

/// What must be said where many documents have no value: those that have one need not be like the others.
fn undefined(row: &Row) -> String {
    let ([of_reference, of_source], [all_reference, all_source]) = (row.defined(), row.documents);
    let few = |defined: usize, all: usize| 20 * defined < 19 * all;
    if !few(of_reference, all_reference) && !few(of_source, all_source) {
        return String::new();
    }
    format!(
        "; only {of_reference} of {all_reference} documents of {} and {of_source} of {all_source} of {} have a value",
        row.reference, row.source
    )
}
