//! The placebo: a corpus whose sources mean nothing any more in; how often the comparison still finds a difference out.

use std::sync::Arc;

use rand::Rng;

use super::comparison::{self, ComparisonRow, Row};
use super::parts::check_text_statistics;
use super::{DrawnFor, LexicalMeasure, Measurements, Profile, ProfileSettings};
use crate::error::Result;
use crate::in_order::few_at_a_time;
use crate::number::level;
use crate::registry::Named;
use crate::statistics::stream;
use crate::table::{Column, FileKind, Printed, Shown, Table, TableRow};
use crate::text::AnalyzedCorpus;

crate::table! {
    /// how often the comparison of words finds a difference where labels mean nothing
    pub struct ProfilePlaceboRow("profile/placebo", FileKind::Csv, Some(PRINTED)) {
        /// The measure.
        measure: String = "Text measure", Shown::Name;
        /// The source that is compared with.
        reference: String;
        /// The source that is compared.
        source: String = "Source", Shown::Word;
        /// The control.
        control: String = "Control", Shown::Word;
        /// The relabelings that have a p-value.
        relabelings: u64 = "Relabelings", Shown::Count;
        /// The part of them in which p is below the level.
        share_below: Option<f64> = "p below", Shown::Decimal(3);
        /// The part of them in which the adjusted p is.
        share_adjusted_below: Option<f64> = "p adjusted below", Shown::Decimal(3);
        /// The difference between the sources as they are.
        real_difference: Option<f64> = "Difference", Shown::Significant;
        /// The part of the relabelings whose difference is at least as far from 0.
        share_as_large: Option<f64> = "At least as large", Shown::Decimal(3);
    }
}

const PRINTED: Printed = Printed {
    name: "profile_placebo",
    title: "What the comparison of word use finds where there is no effect",
    note: "The same for the comparisons of how sources use words: the share of relabelings in which p is below the \
        level, and the share in which it still is after adjustment for all tests of a control. At least as large: the \
        share of placebos whose difference is at least as far from 0 as the real one.",
};

/// The number of the first stream that seeds the comparison of a relabelled corpus, above those of all replicates.
const SEEDS: u64 = 6 << 40;

/// What one relabelling found in one row: difference, p-value and adjusted p-value.
type Outcome = (Option<f64>, Option<f64>, Option<f64>);
/// The same of all rows.
type Found = Vec<Outcome>;

/// Deals the sources of each content's versions anew by coin, `relabelings` times
/// ([`Catalogue::relabelled`](crate::corpus::Catalogue::relabelled)), and compares them as [`profile`](super::profile())
/// does. One row a measure, pair of sources and control, in the order of the comparison ([`ProfilePlaceboRow`]).
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
    placebo_with_steps(corpus, measures, settings, relabelings, &|| ())
}

/// [`placebo`], calling `step` after each relabelling, from any thread.
///
/// # Errors
/// Those of [`profile`](super::profile()).
pub fn placebo_with_steps(
    corpus: &AnalyzedCorpus,
    measures: &[Named<dyn LexicalMeasure>],
    settings: &ProfileSettings,
    relabelings: u64,
    step: &(dyn Fn() + Sync),
) -> Result<Table> {
    check_text_statistics(corpus, measures)?;
    let real = rows(corpus, measures, settings);
    let of_relabeling = |number: u64| -> Found {
        let catalogue = corpus.catalogue().relabelled(settings.seed, number);
        let seed = stream(settings.seed, SEEDS + number).next_u64();
        let relabelled = corpus.with_catalogue(Arc::new(catalogue));
        let rows = rows(&relabelled, measures, &ProfileSettings { seed, ..settings.clone() });
        step();
        rows.iter().map(|row| (row.difference().value, row.p_value(), row.p_adjusted)).collect()
    };
    let numbers: Vec<u64> = (0..relabelings).collect();
    let found: Vec<Found> = few_at_a_time(&numbers, |number| of_relabeling(*number)).collect();
    Ok(table(&real, &found, level(settings.confidence)))
}

impl Profile {
    /// The profile with what [`placebo()`] found: its table as `profile/placebo`, and its share_below and share_as_large
    /// beside every row of the comparison, as placebo_below and placebo_as_large.
    ///
    /// # Panics
    /// Where the placebo is of another corpus or other measures.
    pub fn with_placebo(mut self, placebo: Table) -> Profile {
        use {ComparisonRow as Compared, ProfilePlaceboRow as Row};
        let named =
            |table: &Table, names: [&str; 4]| names.map(|name| table.text(name).expect("a row's name"));
        assert_eq!(
            named(&placebo, [Row::measure, Row::reference, Row::source, Row::control]),
            named(
                &self.comparison,
                [Compared::measure, Compared::reference, Compared::source, Compared::control]
            ),
            "rows in the order of the comparison"
        );
        let of = |name: &str| Column::Number(placebo.number(name).expect("a column of placebos"));
        let beside = vec![
            (Compared::placebo_below, of(Row::share_below)),
            (Compared::placebo_as_large, of(Row::share_as_large)),
        ];
        self.comparison = self.comparison.with(beside).in_order_of(Compared::SCHEMA);
        self.placebo = Some(placebo);
        self
    }
}

fn rows(
    corpus: &AnalyzedCorpus,
    measures: &[Named<dyn LexicalMeasure>],
    settings: &ProfileSettings,
) -> Vec<Row> {
    comparison::rows(&mut Measurements::new(corpus, measures, settings, DrawnFor::Tests), &|| ())
}

fn table(real: &[Row], found: &[Found], level: f64) -> Table {
    let share = |row: usize, of: &dyn Fn(&Outcome) -> Option<bool>| {
        let answers: Vec<bool> = found.iter().filter_map(|found| of(&found[row])).collect();
        let yes = answers.iter().filter(|answer| **answer).count();
        (!answers.is_empty()).then(|| yes as f64 / answers.len() as f64)
    };
    let tested = |row: usize| found.iter().filter(|found| found[row].1.is_some()).count() as u64;
    let as_large = |row: usize| {
        let least = real[row].difference().value?.abs();
        share(row, &|(difference, _, _)| Some(difference.as_ref()?.abs() >= least))
    };
    let row = |(place, row): (usize, &Row)| ProfilePlaceboRow {
        measure: row.measure.clone(),
        reference: row.reference.clone(),
        source: row.source.clone(),
        control: row.control.name().to_string(),
        relabelings: tested(place),
        share_below: share(place, &|(_, p, _)| Some((*p)? < level)),
        share_adjusted_below: share(place, &|(_, _, p)| Some((*p)? < level)),
        real_difference: row.difference().value,
        share_as_large: as_large(place),
    };
    ProfilePlaceboRow::to_table(real.iter().enumerate().map(row).collect())
}
