//! The words that tell the sources apart: all kept ones go in; out come the few in either direction that a reader can take
//! in.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::error::Result;
use crate::profile::SeparatingWordRow as Row;
use crate::report::results::Results;
use crate::table::{Table, TableRow};

/// How many words are shown in either direction.
const SHOWN: usize = 10;

/// The first words in either direction of each pair, which come by falling part, each in its form for readers.
pub(super) fn shown(results: &Results) -> Result<Option<Table>> {
    let mut rows: Vec<Row> = results.rows()?;
    let mut seen = BTreeMap::new();
    rows.retain(|row| {
        let of_source = row.weight > Some(0.0);
        let key = (Arc::clone(&row.reference), Arc::clone(&row.source), of_source);
        let before = seen.entry(key).or_insert(0);
        *before += 1;
        *before <= SHOWN
    });
    let in_words = |row: Row| Row { term: row.word(), form: String::new(), ..row };
    Ok((!rows.is_empty()).then(|| Row::to_table(rows.into_iter().map(in_words).collect())))
}
