//! An audit of source bias from run files alone: runs of any engine and a map from documents to sources in; exposure against
//! the base rates, Relative Δ, twins, and changes against a baseline out, with the answer in sentences and gates to pass.

mod base_rates;
mod changes;
mod equivalence;
mod exposure;
pub mod gate;
mod rows;
mod sentences;
mod twins;
mod verdict;

pub use base_rates::{BaseRateOrigin, BaseRates};
pub use changes::ChangeRow;
pub use equivalence::EquivalenceRow;
pub use exposure::BaseRateRow;
pub use gate::{Gate, GateOutcome, GateRow};
pub use rows::AuditRow;
pub use twins::TwinsRow;
pub use verdict::{AuditInput, Verdict};

use super::analysis::{Analysis, tables};
use super::doubt::ties::TiedPairs;
use super::shared::Shared;
use super::size::compared;
use super::size::relative_delta_table::RelativeDeltas;
use super::{Answer, AnswerTables, Evidence, RelativeDeltaRow};
use crate::corpus::OTHER;
use crate::error::Result;
use crate::statement::{Statement, Topic};
use crate::table::{Schema, Table, TableRow};

/// What is audited.
#[derive(Clone, Copy)]
pub struct Audited<'a> {
    /// The runs, judgements and measures; texts are not needed.
    pub evidence: Evidence<'a>,
    /// Which share of the index each source has.
    pub base_rates: &'a BaseRates,
    /// The same with one older run, of the same catalogue, that the runs are compared with.
    pub baseline: Option<Evidence<'a>>,
    /// The margin, in percent, within which every Relative Δ is to be shown to lie.
    pub equivalent_within: Option<f64>,
}

/// What an audit found.
#[derive(Debug, Clone, PartialEq)]
pub struct Audit {
    tables: Vec<(&'static Schema, Table)>,
    answer: Answer,
}

/// The tables whose columns a gate may name.
pub const GATED: [&Schema; 4] =
    [RelativeDeltaRow::SCHEMA, BaseRateRow::SCHEMA, TwinsRow::SCHEMA, ChangeRow::SCHEMA];

/// The tables that an audit alone makes; the others are those of [`bias`](super::schemas).
pub const TABLES: [&Schema; 5] =
    [AuditRow::SCHEMA, BaseRateRow::SCHEMA, TwinsRow::SCHEMA, ChangeRow::SCHEMA, EquivalenceRow::SCHEMA];

/// Audits runs.
///
/// Relative Δ, its tests and their families are those of [`bias`](super::bias()). Every other table is a family of its own.
///
/// # Errors
/// Where a table cannot be read back.
pub fn audit(audited: &Audited<'_>) -> Result<Audit> {
    let evidence = &audited.evidence;
    let exposure = exposure::ExposureToBase(audited.base_rates);
    let analyses: [&dyn Analysis; 4] = [&RelativeDeltas, &exposure, &twins::HigherTwins, &TiedPairs];
    let mut tables = tables(&Shared::new(evidence, None), &analyses, &|| ());
    for (_, table) in tables.iter_mut().filter(|(schema, _)| schema.key == RelativeDeltaRow::SCHEMA.key) {
        *table = without_unknown(table)?;
    }
    let change =
        audited.baseline.map(|baseline| changes::changes_table(evidence, &baseline, audited.base_rates));
    tables.push((ChangeRow::SCHEMA, change.unwrap_or_else(|| ChangeRow::to_table(Vec::new()))));
    if let Some(margin) = audited.equivalent_within {
        tables.push((EquivalenceRow::SCHEMA, equivalence::equivalence_table(evidence, margin)));
    }
    let of_tables = AnswerTables { ties: evidence.evaluation.settings.ties, ..AnswerTables::of(&tables) };
    let mut answer = Answer::new(&of_tables, evidence.headline(), evidence.settings);
    answer.clusters = compared::clusters(evidence, &answer.measure);
    let catalogue = evidence.catalogue;
    if catalogue.sources().len() < 2 {
        let only = catalogue.source_name(catalogue.reference());
        answer.extend([Statement::new(
            Topic::Bias,
            format!("Nothing to compare: `{only}` is the only source"),
        )]);
    }
    let mut audit = Audit { tables, answer };
    let statements = sentences::statements(&audit, audited)?;
    audit.say(statements);
    Ok(audit)
}

/// Relative Δ without the rows that compare documents of no known source over no query.
fn without_unknown(table: &Table) -> Result<Table> {
    let rows = RelativeDeltaRow::from_table(table)?;
    let kept = rows.into_iter().filter(|row| row.source != OTHER || row.queries > 0);
    Ok(RelativeDeltaRow::to_table(kept.collect()))
}

impl Audit {
    /// The tables, some without rows where there is nothing to say.
    pub fn tables(&self) -> impl Iterator<Item = (&'static Schema, &Table)> {
        self.tables.iter().map(|(schema, table)| (*schema, table))
    }

    /// The rows of a table; none where it was not made.
    ///
    /// # Errors
    /// Where a column is missing, or holds something else.
    pub fn rows<R: TableRow>(&self) -> Result<Vec<R>> {
        let table = self.tables().find(|(schema, _)| schema.key == R::SCHEMA.key);
        table.map_or(Ok(Vec::new()), |(_, table)| R::from_table(table))
    }

    /// The answer in sentences.
    pub fn answer(&self) -> &Answer {
        &self.answer
    }

    /// Adds statements on what was read, each after those of its topic.
    pub fn say(&mut self, statements: impl IntoIterator<Item = Statement>) {
        self.answer.extend(statements);
    }

    /// What becomes of a gate.
    ///
    /// # Errors
    /// Those of [`Gate::outcome`].
    pub fn gate(&self, gate: &Gate) -> Result<GateOutcome> {
        let asked = |schema: &Schema| match gate {
            Gate::FailIf(_) => GATED.iter().any(|gated| gated.key == schema.key),
            Gate::EquivalentWithin(_) => schema.key == EquivalenceRow::SCHEMA.key,
        };
        let tables: Vec<_> = self.tables.iter().filter(|(schema, _)| asked(schema)).cloned().collect();
        gate.outcome(&tables)
    }
}
