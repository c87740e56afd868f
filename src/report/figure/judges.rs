//! What the figures of judges share: rows with the judges below each other, and marks that know whose they are.

use super::{Width, said};
use crate::report::plot::{Axis, Mark, PlotSeries, filled_style};

/// The share of the page that the names of judges may take.
const NAMES: f64 = 0.22;

/// The upright axis with a row for each name, the first at the top.
pub(super) fn axis(width: Width, names: &[String]) -> Axis {
    let below: Vec<String> = names.iter().rev().cloned().collect();
    Axis { grid: true, minor: Vec::new(), ..Axis::places("", &width.beside(&below, NAMES)) }
}

/// The height at which a row stands, from the top.
pub(super) fn height_of(rows: usize, row: usize) -> f64 {
    rows as f64 - 1.0 - row as f64
}

/// What a caption says of intervals, where there are some: of too few queries, or none resampled, there is none.
pub(super) fn bars(drawn: bool) -> &'static str {
    if drawn { " Bars are intervals over resampled queries." } else { "" }
}

/// The label of a drawing, with what it shows beside values.
pub(super) fn label(what: &str, drawn: bool) -> String {
    format!("{what}{}", if drawn { ", with intervals" } else { "" })
}

/// What is said of a judge's value.
pub(super) fn mark(
    judge: &str,
    names: &[&str],
    value: f64,
    interval: Option<(f64, f64)>,
    form: (usize, &str),
) -> Mark {
    let words = said(&[&[judge][..], names].concat(), value, interval, form);
    Mark { judge: Some(judge.to_string()), words, ..Mark::default() }
}

/// Values with level intervals and marks, each at its height.
pub(super) fn series(rows: impl IntoIterator<Item = (f64, f64, Option<(f64, f64)>, Mark)>) -> PlotSeries {
    let mut series = PlotSeries::markers(Vec::new(), filled_style(0), 2.3);
    for (y, value, interval, mark) in rows {
        series.points.push((value, y));
        series.level_intervals.extend(interval.map(|(low, high)| (y, low, high)));
        series.marks.push(mark);
    }
    series
}
