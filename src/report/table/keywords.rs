//! The strongest keywords of each source: all kept ones go in; out come the few in either direction that a reader can take in.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::error::Result;
use crate::profile::KeynessRow;
use crate::profile::keyness::in_words;
use crate::report::results::Results;
use crate::table::{Table, TableRow};

/// How many keywords are shown in either direction.
const SHOWN: usize = 15;

pub(super) fn shown(results: &Results) -> Result<Option<Table>> {
    let rows = strongest(results.rows()?, SHOWN);
    (!rows.is_empty()).then(|| in_words(&KeynessRow::to_table(rows))).transpose()
}

/// The first `count` rows in either direction of each pair of `profile/keyness`, which come by falling size of G².
pub(crate) fn strongest(mut rows: Vec<KeynessRow>, count: usize) -> Vec<KeynessRow> {
    let mut seen = BTreeMap::new();
    rows.retain(|row| {
        let more = row.log_likelihood > Some(0.0);
        let before = seen.entry((Arc::clone(&row.reference), Arc::clone(&row.source), more)).or_insert(0);
        *before += 1;
        *before <= count
    });
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row((source, term, log_likelihood): (&str, &str, f64)) -> KeynessRow {
        KeynessRow {
            reference: "human".into(),
            source: source.into(),
            term: term.to_string(),
            form: String::new(),
            category: "more".into(),
            keyword: true,
            source_frequency: 1,
            reference_frequency: 1,
            log_ratio: None,
            low: None,
            high: None,
            bootstrap_low: None,
            bootstrap_high: None,
            log_likelihood: Some(log_likelihood),
            log_likelihood_of_four_cells: None,
            p_tokens: None,
            p_contents: None,
            p_adjusted: None,
            source_per_million: None,
            reference_per_million: None,
            source_documents: 1,
            reference_documents: 1,
            source_dispersion: None,
            reference_dispersion: None,
            source_normalised_dispersion: None,
            reference_normalised_dispersion: None,
        }
    }

    #[test]
    fn the_first_rows_of_each_pair_and_direction_are_kept() {
        let rows: Vec<KeynessRow> = [
            ("x", "a", 9.0),
            ("x", "b", 8.0),
            ("x", "c", -7.0),
            ("x", "d", -6.0),
            ("y", "e", -5.0),
            ("y", "f", -4.0),
        ]
        .map(row)
        .to_vec();
        let terms: Vec<String> = strongest(rows.clone(), 1).into_iter().map(|row| row.term).collect();
        assert_eq!(terms, ["a", "c", "e"]);
        assert_eq!(strongest(rows.clone(), 2), rows);
    }
}
