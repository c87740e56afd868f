//! Findings in words: the rows of one measure and pair of sources with their finding in; a sentence with the size of the
//! difference out.

use super::{Finding, Where};
use crate::number::{p_in_words, starred};
use crate::profile::comparison::{Control, FEWEST_DOCUMENTS, Row};

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
        let twins = under(Control::Twins).filter(|_| place == Where::AtEqualLength);
        twins.or_else(|| under(Control::Raw)).map_or(String::new(), size)
    };
    let more = direction_of(measure, direction(sign));
    let differs = |size: String| format!("{more} for {source} than for {reference}{size}");
    let said = match finding {
        Finding::Holds => {
            let cut = at(Where::AtEqualLength);
            format!("{}; this holds on the same contents and when lengths are equal{cut}", differs(base()))
        }
        Finding::HoldsOnly(place @ (Where::AtEqualBudget | Where::AtEqualLength)) => {
            format!("{}; this {finding}{}, but {CONTENTS}", differs(base()), at(place))
        }
        Finding::LengthNotControlled => format!(
            "{}; the length of texts may be all of it, because nothing makes lengths equal here, and {CONTENTS}",
            differs(base())
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
        Finding::NotTested => group[0].not_evidence.clone().unwrap_or_else(|| untested(group)),
    };
    let raw = under(Control::Raw).unwrap_or(&group[0]);
    let pool = group[0].looked_up_in.as_ref().filter(|_| finding != Finding::NotTested);
    let pool = pool.map_or(String::new(), |texts| format!("; how rare words are is told by {texts}"));
    let printed = match finding {
        Finding::NotDistinguishable => under(Control::Twins).or_else(|| under(Control::Raw)),
        Finding::Unclear(Where::AtEqualLength) => under(Control::Cut),
        Finding::Unclear(Where::AtEqualBudget) => under(Control::Budget),
        Finding::Unclear(_) => under(Control::Twins),
        _ => None,
    };
    let apart = printed.map_or(String::new(), |row| leaves_zero_out(row, rows, level));
    let (held, labels) = (holds_zero(group, level), labels_alone(group, level));
    let other = other_estimators(group, rows);
    format!("{measure}: {said}{pool}{apart}{held}{labels}{other}{}", undefined(raw))
}

/// What is said of every difference between sources without twins.
const CONTENTS: &str = "without twins contents are not controlled";

/// So many exchanges that no p-value is at their floor.
const LARGE: usize = 1_000_000;

/// Why there is no finding where the measure is evidence.
fn untested(group: &[Row]) -> String {
    let Row { source, reference, .. } = &group[0];
    let [of_reference, of_source] = group[0].defined();
    let twins = group.iter().any(|row| row.control == Control::Twins);
    if group.iter().all(|row| row.difference().value.is_none()) {
        return format!("not tested, because {source} and {reference} do not both have a value");
    }
    if !twins && of_reference.min(of_source) < FEWEST_DOCUMENTS {
        let texts = |count: usize| if count == 1 { "1 text".to_string() } else { format!("{count} texts") };
        return format!(
            "not tested, because without twins a test asks for {FEWEST_DOCUMENTS} texts of each source: {} of {source} and {} of \
             {reference} have a value",
            texts(of_source),
            texts(of_reference)
        );
    }
    let without = |lacks: &dyn Fn(&Row) -> bool| -> Vec<&str> {
        group.iter().filter(|row| lacks(row)).map(|row| row.control.name()).collect()
    };
    let (no_value, no_test) =
        (without(&|row| row.difference().value.is_none()), without(&|row| row.p_value().is_none()));
    match (&no_value[..], &no_test[..]) {
        ([], no_test) if no_test.is_empty() || no_test.len() == group.len() => {
            "not tested: there is no test of its differences here".to_string()
        }
        ([], no_test) => format!("not tested, because there is no test of {}", no_test.join(", ")),
        (no_value, _) => format!("not tested, because there is no value of {}", no_value.join(", ")),
    }
}

/// What must be said where a difference is not told apart and its interval leaves 0 out all the same.
fn leaves_zero_out(row: &Row, rows: &[Row], level: f64) -> String {
    let out = row.difference().interval.is_some_and(|ends| ends.low > 0.0 || ends.high < 0.0);
    let (Some(p), Some(adjusted)) = (row.p_value(), row.p_adjusted) else { return String::new() };
    if !out || adjusted < level {
        return String::new();
    }
    let tests = rows
        .iter()
        .filter(|other| other.control == row.control && other.p_value().is_some() && !other.by_construction)
        .count();
    let written = |p: f64| p_in_words(p, LARGE);
    if p < level {
        format!(
            "; the interval leaves 0 out, but it is that of one comparison: p {}, and {} adjusted for {tests} tests",
            written(p),
            written(adjusted).trim_start_matches("= ")
        )
    } else {
        format!("; the interval leaves 0 out, but the test does not: p {}", written(p))
    }
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

/// What must be said where exchanged labels seldom give as much, and other samples could give 0.
fn labels_alone(group: &[Row], level: f64) -> String {
    let controls: Vec<&str> =
        group.iter().filter(|row| row.labels_alone(level)).map(|row| row.control.name()).collect();
    if controls.is_empty() {
        return String::new();
    }
    format!(
        "; exchanged labels rarely give as large a difference, so the sources differ in something, but in other samples of \
         this size this value could be equal ({})",
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

/// What is counted, which is more or fewer than another.
const COUNTS: [&str; 3] = ["tokens", "types", "characters"];

/// `higher` or `lower` in words that go with the measure.
pub(in crate::profile) fn direction_of(measure: &str, direction: &str) -> &'static str {
    match (direction, COUNTS.contains(&measure)) {
        ("higher", false) => "higher",
        ("lower", false) => "lower",
        ("higher", true) => "more",
        ("lower", true) => "fewer",
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
