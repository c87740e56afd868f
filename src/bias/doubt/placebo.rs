//! A placebo: the same evidence with the labels of each content's versions dealt by coin in; how often every test finds
//! something where there is nothing, and where the real value lies among the placebos, out.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::bias::analysis::{ANALYSES, Analysis, Bias, bias_of, tables, texts};
use crate::bias::shared::Shared;
use crate::bias::size::relative_delta_table::RelativeDeltaRow;
use crate::bias::texts::Texts;
use crate::bias::{BiasSettings, Evidence};
use crate::error::Result;
use crate::evaluate::{EvaluateSettings, evaluate};
use crate::in_order::few_at_a_time;
use crate::number::level;
use crate::retrieve::Run;
use crate::table::{Column, FileKind, Printed, Schema, Shown, Table, TableRow};

crate::table! {
    /// how often every test of the source finds something where labels mean nothing
    pub struct PlaceboRow("bias/placebo", FileKind::Csv, Some(PRINTED)) {
        /// The table that the test is in.
        table: String = "Table", Shown::Word;
        /// The row of that table, by its names.
        test: String = "Test", Shown::Word;
        /// How many times the labels were dealt.
        relabelings: u64 = "Relabelings", Shown::Count;
        /// The part in which p over queries alone is below the level.
        share_queries: Option<f64> = "p (queries) below", Shown::Decimal(3);
        /// The part in which p over labels alone is.
        share_contents: Option<f64> = "p (labels) below", Shown::Decimal(3);
        /// The part in which the larger one, which sentences use, is.
        share_below: Option<f64> = "p below", Shown::Decimal(3);
        /// The part with a value at least as far from 0 as the real one.
        share_as_large: Option<f64> = "At least as large", Shown::Decimal(3);
    }
}

const PRINTED: Printed = Printed {
    name: "placebo",
    title: "What every test finds where there is no effect",
    note: "The source labels of each content's versions were assigned at random and all analyses repeated: sources then \
        differ only by chance, and p below the level is a false alarm. Each test's share of false alarms should be about \
        the level, 5 % by default; with N relabelings it deviates from that by up to about 2·√(0.05·0.95/N). p over \
        queries alone is shown to explain why it is not used. At least as large: the share of placebos whose value is at \
        least as far from 0 as the real one.",
};

/// What the seed of the relabelings is combined with, so that they share no coin with the tests.
const RELABEL: u64 = 0x706c_6163_6562_6f00;
/// How many exchanges a test of a placebo makes at most: a share of many p-values needs no small ones.
const EXCHANGES: usize = 999;

/// The analyses whose p-values speak of the source.
fn tested() -> Vec<&'static dyn Analysis> {
    ANALYSES.iter().copied().filter(|analysis| analysis.about().tests.is_some()).collect()
}

/// A test: the place of its table in [`tested`], and the names of its row.
type Key = (usize, String);
/// The values and p-values of one test: value, p of queries, of contents, crossed.
type Outcome = (f64, [Option<f64>; 3]);

/// What the placebos of one test gave.
struct Placebos {
    relabelings: u64,
    /// How often p_queries, p_contents and p_value are below the level.
    below: [Option<f64>; 3],
    /// How often the value is at least as far from 0 as the real one.
    as_large: Option<f64>,
}

impl Placebos {
    fn of((value, _): &Outcome, found: &[Outcome], level: f64) -> Self {
        let share = |holds: &dyn Fn(&Outcome) -> Option<bool>| {
            let known: Vec<bool> = found.iter().filter_map(holds).collect();
            let count = known.iter().filter(|holds| **holds).count();
            (!known.is_empty()).then(|| count as f64 / known.len() as f64)
        };
        let below = |place: usize| share(&|(_, p)| p[place].map(|p| p < level));
        Placebos {
            relabelings: found.len() as u64,
            below: [below(0), below(1), below(2)],
            as_large: share(&|(placebo, _)| Some(placebo.abs() >= value.abs())),
        }
    }
}

/// The columns that a placebo adds to a table of tests: share_below and share_as_large of `bias/placebo`.
pub const BESIDE: [&str; 2] = [RelativeDeltaRow::placebo_below, RelativeDeltaRow::placebo_as_large];
/// The columns of p-values that every table of tests has.
const P_VALUES: [&str; 3] =
    [RelativeDeltaRow::p_queries, RelativeDeltaRow::p_contents, RelativeDeltaRow::p_value];

/// [`bias`](crate::bias::bias()), with what placebos give beside every test, as the columns [`BESIDE`], and with the table
/// `bias/placebo`.
///
/// The labels of each content's versions are dealt anew `relabelings` times, every order being equally likely, so that a
/// source means nothing; rankings, queries and judgements stay, and every analysis that tests the source is made again. `test` names the row as
/// its table does. share_queries, share_contents and share_below are how often p_queries, p_contents and p_value are below
/// 1 − confidence: they should be about that share, and for the p_value, the one that sentences use, not above it beyond
/// chance. share_as_large is how often a placebo's value is at least as far from 0 as the real one. Models whose scores
/// know the sources are left out. Texts are counted once for all of it.
///
/// # Errors
/// As [`bias`](crate::bias::bias()).
pub fn bias_with_placebo(evidence: &Evidence<'_>, relabelings: usize) -> Result<Bias> {
    let texts = texts(evidence)?;
    let with = bias_of(evidence, texts.as_ref(), ANALYSES, &|| ());
    Ok(with_placebo(with, evidence, texts.as_ref(), relabelings, &|| ()))
}

/// How often [`bias_with_steps`] calls `step`.
pub fn steps(relabelings: usize) -> u64 {
    (ANALYSES.len() + relabelings) as u64
}

/// [`bias`](crate::bias::bias()), or [`bias_with_placebo`] where there are relabelings, calling `step` after each analysis
/// and each relabelling, from any thread.
///
/// # Errors
/// As [`bias`](crate::bias::bias()).
pub fn bias_with_steps(
    evidence: &Evidence<'_>,
    relabelings: usize,
    step: &(dyn Fn() + Sync),
) -> Result<Bias> {
    let texts = texts(evidence)?;
    let found = bias_of(evidence, texts.as_ref(), ANALYSES, step);
    match relabelings {
        0 => Ok(found),
        _ => Ok(with_placebo(found, evidence, texts.as_ref(), relabelings, step)),
    }
}

/// What was found, with what placebos give.
fn with_placebo(
    mut with: Bias,
    evidence: &Evidence<'_>,
    texts: Option<&Texts<'_>>,
    relabelings: usize,
    step: &(dyn Fn() + Sync),
) -> Bias {
    let settings =
        BiasSettings { bootstrap: evidence.settings.bootstrap.min(EXCHANGES), ..evidence.settings.clone() };
    let known: Vec<&Run> =
        evidence.runs.iter().filter(|run| !evidence.scores_know_sources(&run.model)).collect();
    let analyses = tested();
    let draws = Arc::new(settings.draws());
    let one = |replicate: usize| -> BTreeMap<Key, Outcome> {
        let seed = evidence.settings.seed ^ RELABEL;
        let catalogue = Arc::new(evidence.catalogue.relabelled(seed, replicate as u64));
        let relabelled = |run: &&Run| Run { catalogue: catalogue.clone(), ..(*run).clone() };
        let runs: Vec<Run> = known.iter().map(relabelled).collect();
        let evaluate_settings = EvaluateSettings { bootstrap: 0, ..evidence.evaluation.settings.clone() };
        let evaluation = evaluate(&runs, evidence.qrels, evidence.measures, &evaluate_settings);
        let placebo = Evidence {
            evaluation: &evaluation,
            runs: &runs,
            catalogue: &catalogue,
            settings: &settings,
            ..*evidence
        };
        let tables = tables(&Shared::of_tests(&placebo, texts, draws.clone()), &analyses, &|| ());
        step();
        outcomes(tables.iter().map(|(schema, table)| (*schema, table)), &analyses)
    };
    // `step` may stop the rest.
    let numbers: Vec<usize> = (0..relabelings).collect();
    let placebos: Vec<_> = few_at_a_time(&numbers, |number| one(*number)).collect();
    let level = level(evidence.settings.confidence);
    let of_test = |(key, value): (Key, Outcome)| {
        let found: Vec<Outcome> = placebos.iter().filter_map(|one| one.get(&key).copied()).collect();
        (!found.is_empty()).then(|| (key, Placebos::of(&value, &found, level)))
    };
    let found: BTreeMap<Key, Placebos> =
        outcomes(with.tables(), &analyses).into_iter().filter_map(of_test).collect();
    for (number, analysis) in analyses.iter().enumerate() {
        let schema = analysis.about().schema;
        let beside = |table: &Table| {
            let of_row = |name: String| found.get(&(number, name));
            let rows: Vec<Option<&Placebos>> = row_names(*analysis, table).into_iter().map(of_row).collect();
            let column = |of: fn(&Placebos) -> Option<f64>| {
                Column::Number(rows.iter().map(|row| row.and_then(of)).collect())
            };
            let columns = [column(|one| one.below[2]), column(|one| one.as_large)];
            table.with(BESIDE.into_iter().zip(columns).collect()).in_order_of(schema)
        };
        with.change(schema, beside);
    }
    with.add(PlaceboRow::SCHEMA, placebo_table(&found, &analyses), evidence);
    with
}

fn placebo_table(found: &BTreeMap<Key, Placebos>, analyses: &[&dyn Analysis]) -> Table {
    let row = |((number, name), one): (&Key, &Placebos)| PlaceboRow {
        table: analyses[*number].about().schema.key.to_string(),
        test: name.clone(),
        relabelings: one.relabelings,
        share_queries: one.below[0],
        share_contents: one.below[1],
        share_below: one.below[2],
        share_as_large: one.as_large,
    };
    PlaceboRow::to_table(found.iter().map(row).collect())
}

/// The name of each row of the table of an analysis that tests.
fn row_names(analysis: &dyn Analysis, table: &Table) -> Vec<String> {
    let column = |name: &&str| table.text(name).expect("a column that an analysis names");
    let names = analysis.about().tests.map_or(&[][..], |tests| tests.names);
    let columns: Vec<Vec<String>> = names.iter().map(column).collect();
    let name = |row: usize| {
        let words = columns.iter().map(|column| column[row].as_str());
        words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    };
    (0..table.height()).map(name).collect()
}

/// Every test of the tables that has a p-value, in their order.
fn outcomes<'a>(
    tables: impl Iterator<Item = (&'static Schema, &'a Table)>,
    analyses: &[&dyn Analysis],
) -> BTreeMap<Key, Outcome> {
    let tables: Vec<(&Schema, &Table)> = tables.collect();
    let mut found = BTreeMap::new();
    for (number, analysis) in analyses.iter().enumerate() {
        let table = tables.iter().find(|(schema, _)| schema.key == analysis.about().schema.key);
        let Some(((_, table), tests)) = table.zip(analysis.about().tests) else { continue };
        let column = |name| table.number(name).expect("a column that an analysis names");
        let values = column(tests.value);
        let [queries, contents, crossed] = P_VALUES.map(column);
        for (row, name) in row_names(*analysis, table).into_iter().enumerate() {
            if let (Some(value), Some(_)) = (values[row], crossed[row]) {
                found.insert((number, name), (value, [queries[row], contents[row], crossed[row]]));
            }
        }
    }
    found
}
