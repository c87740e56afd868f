//! The placebo: a corpus whose sources mean nothing any more in; how often the comparison still finds a difference out.

use std::sync::Arc;

use rand::Rng;
use rayon::prelude::*;

use super::comparison::{self, Row};
use super::findings::level;
use super::{LexicalMeasure, Measurements, Profile, ProfileSettings, check_shapes};
use crate::error::Result;
use crate::registry::Named;
use crate::statistics::stream;
use crate::table::{Column, Table};
use crate::text::AnalyzedCorpus;

/// The number of the first stream that seeds the comparison of a relabelled corpus, above those of all replicates.
const SEEDS: u64 = 6 << 40;

/// What one relabelling found in one row: difference, p-value and adjusted p-value.
type Outcome = (Option<f64>, Option<f64>, Option<f64>);
/// The same of all rows.
type Found = Vec<Outcome>;

/// Deals the sources of each content's versions anew by coin, `relabelings` times
/// ([`Catalogue::relabelled`](crate::corpus::Catalogue::relabelled)), and compares them as [`profile`](super::profile())
/// does. One row a measure, pair of sources and control, in the order of the comparison: measure, reference, source, control,
/// relabelings, those with a p-value; share_below and share_adjusted_below, in what share of them the p-value and the
/// adjusted one are below 1 − confidence; real_difference, between the sources as they are; share_as_large, in what share
/// of the relabelings with a difference it is at least as large, the sign left aside.
///
/// A test holds its level where share_below is 1 − confidence within its error, √(p (1 − p) ÷ relabelings); of all adjusted
/// tests of a control any at all should be below in that share of relabelings. Contents with one version keep their source.
///
/// # Errors
/// Those of [`profile`](super::profile()).
pub fn placebo(
    corpus: &AnalyzedCorpus,
    measures: &[Named<dyn LexicalMeasure>],
    settings: &ProfileSettings,
    relabelings: u64,
) -> Result<Table> {
    check_shapes(corpus, measures)?;
    let real = rows(corpus, measures, settings);
    let of_relabeling = |number: u64| -> Found {
        let catalogue = corpus.catalogue().relabelled(settings.seed, number);
        let seed = stream(settings.seed, SEEDS + number).next_u64();
        let relabelled = corpus.with_catalogue(Arc::new(catalogue));
        let rows = rows(&relabelled, measures, &ProfileSettings { seed, ..*settings });
        rows.iter().map(|row| (row.difference().value, row.p_value(), row.p_adjusted)).collect()
    };
    // So many corpora at a time as there are threads.
    let numbers: Vec<u64> = (0..relabelings).collect();
    let at_once = numbers.chunks(rayon::current_num_threads());
    let found: Vec<Found> = at_once
        .flat_map(|numbers| numbers.par_iter().map(|number| of_relabeling(*number)).collect::<Vec<_>>())
        .collect();
    Ok(table(&real, &found, level(settings.confidence)))
}

impl Profile {
    /// The profile with what [`placebo()`] found: its table as `profile/placebo`, and its share_below and share_as_large
    /// beside every row of the comparison, as placebo_below and placebo_as_large.
    ///
    /// # Panics
    /// Where the placebo is of another corpus or other measures.
    pub fn with_placebo(mut self, placebo: Table) -> Profile {
        let named = |table: &Table| {
            ["measure", "reference", "source", "control"].map(|name| table.text(name).expect("a row's name"))
        };
        assert_eq!(named(&placebo), named(&self.comparison), "rows in the order of the comparison");
        let of = |name: &str| Column::Number(placebo.number(name).expect("a column of placebos"));
        self.comparison = self
            .comparison
            .with(vec![("placebo_below", of("share_below")), ("placebo_as_large", of("share_as_large"))]);
        self.placebo = Some(placebo);
        self
    }
}

fn rows(
    corpus: &AnalyzedCorpus,
    measures: &[Named<dyn LexicalMeasure>],
    settings: &ProfileSettings,
) -> Vec<Row> {
    comparison::rows(&mut Measurements::new(corpus, measures, settings, true))
}

fn table(real: &[Row], found: &[Found], level: f64) -> Table {
    let text =
        |value: &dyn Fn(&Row) -> &str| Column::Text(real.iter().map(|row| value(row).to_string()).collect());
    let share = |row: usize, of: &dyn Fn(&Outcome) -> Option<bool>| {
        let answers: Vec<bool> = found.iter().filter_map(|found| of(&found[row])).collect();
        let yes = answers.iter().filter(|answer| **answer).count();
        (!answers.is_empty()).then(|| yes as f64 / answers.len() as f64)
    };
    let shares = |of: &dyn Fn(usize) -> Option<f64>| Column::Number((0..real.len()).map(of).collect());
    let tested = |row: usize| found.iter().filter(|found| found[row].1.is_some()).count() as u64;
    let as_large = |row: usize| {
        let least = real[row].difference().value?.abs();
        share(row, &|(difference, _, _)| Some(difference.as_ref()?.abs() >= least))
    };
    Table::new(vec![
        ("measure", text(&|row| &row.measure)),
        ("reference", text(&|row| &row.reference)),
        ("source", text(&|row| &row.source)),
        ("control", text(&|row| row.control.name())),
        ("relabelings", Column::Count((0..real.len()).map(tested).collect())),
        ("share_below", shares(&|row| share(row, &|(_, p, _)| Some((*p)? < level)))),
        ("share_adjusted_below", shares(&|row| share(row, &|(_, _, p)| Some((*p)? < level)))),
        ("real_difference", Column::Number(real.iter().map(|row| row.difference().value).collect())),
        ("share_as_large", shares(&as_large)),
    ])
}
