//! Plain words about differences: the rows of the comparison in; for each measure and pair of sources, one finding over
//! the four controls and its sentence out.

mod finding;

pub use finding::{Finding, Where};

use finding::Seen;

use super::comparison::{Control, Row};
use crate::table::{Column, Table};

/// One row a pair of sources and measure, in the order of the comparison.
pub(super) fn table(rows: &[Row], confidence: f64) -> Table {
    let level = level(confidence);
    let same = |left: &Row, right: &Row| {
        (&left.measure, &left.reference, &left.source) == (&right.measure, &right.reference, &right.source)
    };
    let groups: Vec<&[Row]> = rows.chunk_by(same).collect();
    let under = |group: &[Row], control: Control| group.iter().position(|row| row.control == control);
    let found: Vec<(Finding, i8)> = groups
        .iter()
        .map(|group| {
            let [raw, twins, cut, budget] =
                Control::ALL.map(|control| under(group, control).map(|place| seen(&group[place], level)));
            let raw = raw.unwrap_or_default();
            match twins {
                Some(twins) if group[0].whole => finding::of_whole_texts(raw, twins),
                _ => finding::finding(raw, twins, cut, budget),
            }
        })
        .collect();
    let text = |of: &dyn Fn(&Row) -> String| Column::Text(groups.iter().map(|group| of(&group[0])).collect());
    let number = |control: Control, of: &dyn Fn(&Row) -> Option<f64>| {
        let value = |group: &&[Row]| under(group, control).and_then(|place| of(&group[place]));
        Column::Number(groups.iter().map(value).collect())
    };
    let mut columns = vec![
        ("measure", text(&|row| row.measure.clone())),
        ("reference", text(&|row| row.reference.clone())),
        ("source", text(&|row| row.source.clone())),
    ];
    columns
        .extend(Control::ALL.map(|control| (control.name(), number(control, &|row| row.difference().value))));
    let p_names = ["raw_p", "twins_p", "cut_p", "budget_p"];
    columns.extend(
        Control::ALL
            .into_iter()
            .zip(p_names)
            .map(|(control, name)| (name, number(control, &|row| row.p_adjusted))),
    );
    let sentences = groups.iter().zip(&found).map(|(group, found)| {
        let raw = &group[under(group, Control::Raw).unwrap_or(0)];
        format!("{}{}{}", sentence(&group[0], *found), other_estimators(group, rows), undefined(raw))
    });
    columns.extend([
        ("level", Column::Number(vec![Some(level); groups.len()])),
        ("direction", Column::Text(found.iter().map(|(_, sign)| direction(*sign).to_string()).collect())),
        ("evidence", Column::Flag(groups.iter().map(|group| group[0].not_evidence.is_none()).collect())),
        ("finding", Column::Text(found.iter().map(|(finding, _)| finding.keyword()).collect())),
        ("sentence", Column::Text(sentences.collect())),
    ]);
    Table::new(columns)
}

/// Below which adjusted p-value a difference is told apart: 1 − confidence, by twelve decimals, so that 1 − 0.95 is 0.05.
pub(super) fn level(confidence: f64) -> f64 {
    ((1.0 - confidence) * 1e12).round() / 1e12
}

fn seen(row: &Row, level: f64) -> Seen {
    let difference = row.difference();
    let sign = |value: f64| i8::from(value > 0.0) - i8::from(value < 0.0);
    let told = |(value, p): (f64, f64)| if p < level { sign(value) } else { 0 };
    Seen {
        difference: difference.value,
        interval: difference.interval.map(|interval| (interval.low, interval.high)),
        told: difference.value.zip(row.p_adjusted).map(told),
        // A finding that rests on one control alone could rest on any of them.
        told_alone: row.p_adjusted.is_some_and(|p| p < level / Control::ALL.len() as f64),
        equal: row.by_construction,
    }
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
            let weight = if by_primary { ", the estimator to go by," } else { "" };
            let (name, controls) = (&of_measure[0].measure, controls.join(", "));
            said += &format!("; {name}{weight} gives the difference the other sign ({controls})");
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

fn direction(sign: i8) -> &'static str {
    match sign {
        1 => "higher",
        -1 => "lower",
        _ => "",
    }
}

fn sentence(row: &Row, (finding, sign): (Finding, i8)) -> String {
    let (measure, source, reference) = (&row.measure, &row.source, &row.reference);
    let differs = format!("{source} is {} than {reference}", direction(sign));
    let said = match finding {
        Finding::Holds => format!("{differs}; it holds on twins and when lengths are equal"),
        Finding::HoldsOnly(Where::AtEqualBudget) => format!(
            "{differs}; it {finding}, but without twins neither contents nor lengths of documents are"
        ),
        Finding::HoldsOnly(Where::OnWholeTexts) => {
            format!("{differs}; it holds on twins, and cut texts have no value")
        }
        Finding::HoldsOnly(place) => {
            format!(
                "{differs} {place}, whole and when lengths are equal, but not distinguishable over all documents"
            )
        }
        Finding::Reverses(_) | Finding::Vanishes(_) => format!("{differs}, but that {finding}"),
        Finding::Unclear(place) => {
            format!("{differs}; {place} the difference is too uncertain to say whether it stays")
        }
        Finding::Appears(place) => format!("{differs}, but only {place}"),
        Finding::Equalised => format!("{differs}; cutting to equal length makes it equal by construction"),
        Finding::NotDistinguishable => format!("{source} and {reference} are not distinguishable"),
        Finding::Mixed => format!("{source} and {reference} differ, but the controls disagree in which way"),
        Finding::NotTested => {
            row.not_evidence.unwrap_or("not every control has a value and a test").to_string()
        }
    };
    format!("{measure}: {said}")
}
