//! The analysis of Relative Δ: its rows in; the table `bias/relative_delta` out.

use super::RelativeDelta;
use super::analysis::{About, Analysis, Question, Tests};
use super::shared::Shared;
use crate::statistics::Interval;
use crate::table::{Column, Table};

pub(super) struct RelativeDeltas;

impl Analysis for RelativeDeltas {
    fn about(&self) -> About {
        About {
            key: "bias/relative_delta",
            summary: "Relative Δ of each measure: how much better the reference's versions do",
            question: Question::HowLarge,
            tests: Some(Tests { names: &["model", "measure", "source"], value: "difference" }),
        }
    }

    fn table(&self, shared: &Shared<'_>) -> Table {
        relative_delta_table(shared.relative_deltas())
    }
}

/// The table `bias/relative_delta`.
pub fn relative_delta_table(rows: &[RelativeDelta]) -> Table {
    let text =
        |of: fn(&RelativeDelta) -> &String| Column::Text(rows.iter().map(|row| of(row).clone()).collect());
    let number = |of: fn(&RelativeDelta) -> Option<f64>| Column::Number(rows.iter().map(of).collect());
    let low = |interval: Option<Interval>| interval.map(|interval| interval.low);
    let high = |interval: Option<Interval>| interval.map(|interval| interval.high);
    let ends = |of: fn(&RelativeDelta) -> Option<Interval>| {
        let end = |of_end: &dyn Fn(Option<Interval>) -> Option<f64>| {
            Column::Number(rows.iter().map(|row| of_end(of(row))).collect())
        };
        (end(&low), end(&high))
    };
    let (crossed_low, crossed_high) = ends(|row| row.interval);
    let (queries_low, queries_high) = ends(|row| row.over_queries);
    let (contents_low, contents_high) = ends(|row| row.over_contents);
    let (above_low, above_high) = ends(|row| row.superiority.interval);
    Table::new(vec![
        ("model", text(|row| &row.model)),
        ("measure", text(|row| &row.measure)),
        ("reference", text(|row| &row.reference)),
        ("source", text(|row| &row.source)),
        ("reference_mean", number(|row| row.reference_mean)),
        ("source_mean", number(|row| row.source_mean)),
        ("difference", number(|row| row.difference.value)),
        ("difference_low", number(|row| row.difference.low())),
        ("difference_high", number(|row| row.difference.high())),
        ("relative_delta_percent", number(|row| row.relative_delta_percent)),
        ("low", crossed_low),
        ("high", crossed_high),
        ("low_queries", queries_low),
        ("high_queries", queries_high),
        ("low_contents", contents_low),
        ("high_contents", contents_high),
        ("p_queries", number(|row| row.difference.test.queries)),
        ("p_contents", number(|row| row.difference.test.contents)),
        ("p_value", number(|row| row.difference.test.crossed)),
        ("p_adjusted", number(|row| row.difference.test.adjusted)),
        ("detectable_percent", number(|row| row.detectable_percent)),
        ("attainable_percent", number(|row| row.attainable_percent)),
        ("probability_above", number(|row| row.superiority.probability)),
        ("probability_above_low", above_low),
        ("probability_above_high", above_high),
        ("tied_twins", Column::Count(rows.iter().map(|row| row.tied_twins).collect())),
        ("twins", Column::Count(rows.iter().map(|row| row.twins).collect())),
        ("queries", Column::Count(rows.iter().map(|row| row.difference.queries).collect())),
    ])
}
