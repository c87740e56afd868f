//! Source bias by the headline measure alone, for papers: `bias/relative_delta` goes in; out come the rows of one measure.

use super::layout::Layout;
use crate::bias::RelativeDeltaRow as Row;
use crate::error::Result;
use crate::report::results::{Results, distinct};
use crate::table::{Table, TableRow};

pub(super) const LAYOUT: Layout = Layout {
    part: Some(("source_bias_headline", "Relative Δ by model")),
    ..Layout::prepared(Row::SCHEMA, rows)
};

/// The rows of the headline measure, none where there is no other.
fn rows(results: &Results) -> Result<Option<Table>> {
    let Some(table) = results.table(Row::SCHEMA) else { return Ok(None) };
    let measures = distinct(&table.text(Row::measure)?);
    match results.headline(&measures) {
        Some(headline) if measures.len() > 1 => Ok(Some(table.only(Row::measure, headline)?)),
        _ => Ok(None),
    }
}
