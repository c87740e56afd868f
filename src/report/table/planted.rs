//! The planted truth beside the estimates: what a simulated collection was made with goes in; out come rows that set
//! each planted quantity beside what the pipeline found.

use super::layout::{Cell, Layout};
use crate::error::Result;
use crate::report::results::Results;
use crate::table::{Column, Table};

pub(super) const LAYOUT: Layout = Layout {
    name: "planted",
    title: "Planted truth beside the estimates",
    note: "What the simulated collection was made with, beside what the pipeline found. Maximum likelihood finds it \
        without knowing it. Least squares is told the break where one is given and is no power-law estimate, so a \
        \"no\" there is no surprise. The planted Relative Δ of sources that differ are themselves means over seeds, with \
        the error of that mean shown as their interval. Intervals of exponents are about samples of this size: ranks come \
        from the sample itself, and the larger it is the more often its interval leaves the planted tail out. Of the \
        others, an interval holds the planted value about as often as its level says: now and then a \"no\" is to be \
        expected.",
    key: "planted",
    origins: &[
        ("planted", &["quantity", "source", "planted", "low", "high", "note", "model"]),
        ("profile/summary", &["measure", "source", "scope", "value", "low", "high"]),
        ("bias/relative_delta", &["model", "measure", "source", "relative_delta_percent", "low", "high"]),
    ],
    prepare: beside_estimates,
    columns: &[
        ("Quantity", Cell::Word("quantity")),
        ("Source", Cell::Word("source")),
        ("Planted", Cell::Significant("planted")),
        ("Interval of planted", Cell::SignificantInterval("planted_low", "planted_high")),
        ("Estimated by", Cell::Name("estimator")),
        ("Estimate", Cell::Significant("estimate")),
        ("Interval", Cell::SignificantInterval("estimate_low", "estimate_high")),
        ("Planted value inside", Cell::Word("inside")),
        ("Note", Cell::Word("note")),
    ],
};

/// One estimate: by what, value, interval.
type Estimate = (String, Option<f64>, Option<f64>, Option<f64>);

/// What stands before the first `(`, space or `@`.
fn family(name: &str) -> &str {
    name.split(['(', ' ', '@']).next().unwrap_or(name)
}

/// Planted quantities that the profile knows by another name: quantity, measure, scope.
const ESTIMATED_BY: &[(&str, &str, &str)] =
    &[("rank_break", "zipf_break", "source"), ("mean_length", "tokens", "document_mean")];

/// Estimates of `quantity` for `source`: `relative_delta nDCG@10` is looked up by measure, and by `model` where one is
/// named; everything else among the profile's measures, of whole sources unless listed otherwise.
fn estimates(results: &Results, quantity: &str, source: &str, model: &str) -> Result<Vec<Estimate>> {
    let mut found = Vec::new();
    let mut add = |table: &Table, by: &str, value: &str, keep: &dyn Fn(usize) -> bool| -> Result<()> {
        let (by, value) = (table.text(by)?, table.number(value)?);
        let (low, high) = (table.number("low")?, table.number("high")?);
        let rows = (0..table.height()).filter(|row| keep(*row));
        found.extend(rows.map(|row| (by[row].clone(), value[row], low[row], high[row])));
        Ok(())
    };
    if let Some(measure) = quantity.strip_prefix("relative_delta ") {
        if let Some(table) = results.table("bias/relative_delta") {
            let (measures, sources, models) =
                (table.text("measure")?, table.text("source")?, table.text("model")?);
            add(table, "model", "relative_delta_percent", &|row| {
                let of_model = model.is_empty() || models[row] == model;
                of_model && measures[row] == measure && sources[row] == source
            })?;
        }
    } else if let Some(table) = results.table("profile/summary") {
        let (measures, sources, scopes) =
            (table.text("measure")?, table.text("source")?, table.text("scope")?);
        let listed = ESTIMATED_BY.iter().find(|(name, _, _)| *name == quantity);
        let (measure, scope) =
            listed.map_or((family(quantity), "source"), |(_, measure, scope)| (*measure, *scope));
        add(table, "measure", "value", &|row| {
            family(&measures[row]) == measure && sources[row] == source && scopes[row] == scope
        })?;
    }
    Ok(found)
}

fn beside_estimates(results: &Results, key: &str) -> Result<Option<Table>> {
    let Some(planted) = results.table(key) else { return Ok(None) };
    let (quantities, sources) = (planted.text("quantity")?, planted.text("source")?);
    let (values, notes) = (planted.number("planted")?, planted.text("note")?);
    let (lows, highs) = (planted.number("low")?, planted.number("high")?);
    // Not every simulation plants something that depends on the model.
    let models = planted.text("model").unwrap_or_else(|_| vec![String::new(); planted.height()]);
    let mut words: [Vec<String>; 5] = Default::default();
    let mut numbers: [Vec<Option<f64>>; 6] = Default::default();
    for row in 0..planted.height() {
        let mut found = estimates(results, &quantities[row], &sources[row], &models[row])?;
        if found.is_empty() {
            found.push(("\u{2013}".to_string(), None, None, None));
        }
        for (estimator, estimate, low, high) in found {
            let inside = match (values[row], low, high) {
                (Some(value), Some(low), Some(high)) if low <= value && value <= high => "yes",
                (Some(_), Some(_), Some(_)) => "no",
                _ => "\u{2013}",
            };
            let cells = [
                quantities[row].clone(),
                sources[row].clone(),
                estimator,
                inside.to_string(),
                notes[row].clone(),
            ];
            for (column, cell) in words.iter_mut().zip(cells) {
                column.push(cell);
            }
            for (column, cell) in
                numbers.iter_mut().zip([values[row], lows[row], highs[row], estimate, low, high])
            {
                column.push(cell);
            }
        }
    }
    let [quantity, source, estimator, inside, note] = words.map(Column::Text);
    let [planted, planted_low, planted_high, estimate, low, high] = numbers.map(Column::Number);
    Ok(Some(Table::new(vec![
        ("quantity", quantity),
        ("source", source),
        ("planted", planted),
        ("planted_low", planted_low),
        ("planted_high", planted_high),
        ("estimator", estimator),
        ("estimate", estimate),
        ("estimate_low", low),
        ("estimate_high", high),
        ("inside", inside),
        ("note", note),
    ])))
}
