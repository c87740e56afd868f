//! The strongest keywords of each source: all kept ones go in; out come the few in either direction that a reader can take in.

use std::collections::BTreeMap;

use super::layout::{Cell, Layout};
use crate::error::Result;
use crate::report::results::Results;
use crate::table::Table;

/// How many keywords are shown in either direction.
const SHOWN: usize = 15;

pub(super) const LAYOUT: Layout = Layout {
    name: "keywords",
    title: "The strongest keywords",
    note: "The words whose frequency sets the source apart most from the reference, by G², at most 15 in either direction; \
        terms are as the analyser gives them, so that a stem stands for all its forms. Log ratio: the binary logarithm \
        of the ratio of relative frequencies, 1 where the source uses the word twice as often, −1 where half as often; \
        a frequency of 0 counts as 0.5. Its interval is by a bootstrap over documents, twins drawn together, and there \
        is none where a source never uses the word. G²: \
        log-likelihood of two cells (Rayson & Garside 2000), below 0 where the source uses the word less; p adjusted: by \
        exchanging labels within contents, adjusted for all terms tested of this source (step-down maxT, Westfall & Young \
        1993): the chance that labels dealt by coin give a word that stands out as much. \
        DP: Gries' deviation of proportions over the documents of the source or the reference, 0 where a word is spread \
        as the text is, near 1 where few documents hold it.",
    key: "profile/keyness",
    origins: &[],
    prepare: shown,
    columns: &[
        ("Reference", Cell::Word("reference")),
        ("Source", Cell::Word("source")),
        ("Term", Cell::Word("term")),
        ("Category", Cell::Word("category")),
        ("Log ratio", Cell::Decimal("log_ratio", 2)),
        ("Interval", Cell::Interval("bootstrap_low", "bootstrap_high", 2)),
        ("G²", Cell::Decimal("log_likelihood", 1)),
        ("p adjusted", Cell::PValue("p_adjusted")),
        ("Per million, source", Cell::Decimal("source_per_million", 0)),
        ("Per million, reference", Cell::Decimal("reference_per_million", 0)),
        ("Documents, source", Cell::Count("source_documents")),
        ("Documents, reference", Cell::Count("reference_documents")),
        ("DP, source", Cell::Decimal("source_dispersion", 3)),
        ("DP, reference", Cell::Decimal("reference_dispersion", 3)),
    ],
};

fn shown(results: &Results, key: &str) -> Result<Option<Table>> {
    results.table(key).map(|table| strongest(table, SHOWN)).transpose()
}

/// The first `count` rows in either direction of each pair of `profile/keyness`, which come by falling size of G².
pub(crate) fn strongest(table: &Table, count: usize) -> Result<Table> {
    let (references, sources) = (table.text("reference")?, table.text("source")?);
    let statistics = table.number("log_likelihood")?;
    let mut seen = BTreeMap::new();
    let keep: Vec<bool> = (0..table.height())
        .map(|row| {
            let more = statistics[row] > Some(0.0);
            let before = seen.entry((&references[row], &sources[row], more)).or_insert(0);
            *before += 1;
            *before <= count
        })
        .collect();
    Ok(table.filter(|row| keep[row]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Column;

    #[test]
    fn the_first_rows_of_each_pair_and_direction_are_kept() {
        let words = |words: &[&str]| Column::Text(words.iter().map(|word| (*word).to_string()).collect());
        let table = Table::new(vec![
            ("reference", words(&["human"; 6])),
            ("source", words(&["x", "x", "x", "x", "y", "y"])),
            ("term", words(&["a", "b", "c", "d", "e", "f"])),
            ("log_likelihood", Column::Number([9.0, 8.0, -7.0, -6.0, -5.0, -4.0].map(Some).to_vec())),
        ]);
        assert_eq!(strongest(&table, 1).unwrap().text("term").unwrap(), ["a", "c", "e"]);
        assert_eq!(strongest(&table, 2).unwrap(), table);
    }
}
