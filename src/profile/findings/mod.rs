//! Plain words about differences: the rows of the comparison in; for each measure and pair of sources, one finding over
//! the four controls and its sentence out.

mod finding;
mod sentence;

pub use finding::{Finding, Where};

use finding::Seen;
use sentence::{direction, sentence};

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
    let sentences = groups.iter().zip(&found).map(|(group, found)| sentence(group, *found, rows, level));
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
