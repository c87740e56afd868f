//! Gates: a condition that no row of an audit may meet, or a margin that all must be shown to lie within, in; whether the audit
//! passes, and which rows it failed on or could not judge, out.

mod expression;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use self::expression::{Expression, Kind, Value};
use super::equivalence::EquivalenceRow;
use super::{BaseRateRow, ChangeRow, TwinsRow};
use crate::error::{Error, Result};
use crate::number::{UNDEFINED, significant};
use crate::table::{ColumnKind, Schema, Table, TableRow};

/// What an audit must hold to.
#[derive(Debug, Clone, PartialEq)]
pub enum Gate {
    /// No row may meet the condition.
    FailIf(FailIf),
    /// Two one-sided tests must show every Relative Δ to lie within ± this many percent.
    EquivalentWithin(f64),
}

/// A condition on the columns of rows, as in `abs(relative_delta) > 5 and p_adjusted < 0.05`.
#[derive(Debug, Clone, PartialEq)]
pub struct FailIf {
    text: String,
    expression: Expression,
}

/// A row that a gate failed on or could not judge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateRow {
    /// The file of its table.
    pub file: String,
    /// Its line in that file, from 1; the first line has the columns' names.
    pub line: usize,
    /// What it is of: run, measure, sources.
    pub name: String,
    /// The columns that the gate names, with their values as printed.
    pub values: Vec<(String, String)>,
}

/// What became of a gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateOutcome {
    /// The gate, as it was given.
    pub gate: String,
    /// Whether the audit passes it.
    pub passed: bool,
    /// How many rows were looked at; a gate that has none to look at is not passed, nor is one that is undefined on every row.
    pub rows: usize,
    /// The rows that it failed on.
    pub failing: Vec<GateRow>,
    /// The rows on which it is undefined: they do not fail a condition, and are not shown to lie within a margin.
    pub undefined: Vec<GateRow>,
    /// What to do where there was nothing to judge it on; empty elsewhere.
    #[serde(default)]
    pub advice: String,
}

impl Gate {
    /// A gate that fails where a row meets the condition `text`.
    ///
    /// ```
    /// use sourcebias::bias::audit::Gate;
    /// assert!(Gate::fail_if("abs(relative_delta) > 5 and p_adjusted < 0.05").is_ok());
    /// assert!(Gate::fail_if("relative_delta >").is_err());
    /// ```
    ///
    /// # Errors
    /// [`Error::BadSpec`] that says what is wrong with it and where.
    pub fn fail_if(text: &str) -> Result<Gate> {
        let expression = Expression::parse(text).map_err(|reason| wrong(text, reason))?;
        Ok(Gate::FailIf(FailIf { text: text.to_string(), expression }))
    }

    /// A gate that is passed where every Relative Δ is shown to lie within ±`percent`.
    ///
    /// # Errors
    /// [`Error::BadSpec`] where the margin is not above 0 and below 200.
    pub fn equivalent_within(percent: f64) -> Result<Gate> {
        if percent > 0.0 && percent < 200.0 {
            return Ok(Gate::EquivalentWithin(percent));
        }
        Err(wrong(&percent.to_string(), "the margin must lie between 0 and 200 percent".to_string()))
    }

    /// Checks a condition against the tables that it may speak of.
    ///
    /// # Errors
    /// [`Error::BadSpec`] for a column that no table has, with all that there are; where no one table has all its columns; and
    /// where it is no condition.
    pub fn check(&self, schemas: &[&'static Schema]) -> Result<()> {
        let Gate::FailIf(FailIf { text, expression }) = self else { return Ok(()) };
        let columns = expression.columns();
        if columns.is_empty() {
            return Err(wrong(text, "it names no column".to_string()));
        }
        let unknown = |name: &&&str| !schemas.iter().any(|schema| resolved(schema, name).is_some());
        if let Some(name) = columns.iter().find(unknown) {
            let known = listed(schemas);
            let hint = crate::registry::hint(name, known.iter().map(String::as_str));
            let hint = if hint.is_empty() { ";".to_string() } else { hint };
            return Err(wrong(
                text,
                format!("unknown column `{name}`{hint} the columns are: {}", known.join(", ")),
            ));
        }
        let mut fitting = schemas.iter().filter(|schema| has_all(schema, &columns)).peekable();
        if fitting.peek().is_none() {
            let of = |name: &&str| {
                let holders: Vec<&str> = schemas
                    .iter()
                    .filter(|schema| resolved(schema, name).is_some())
                    .map(|schema| schema.name())
                    .collect();
                format!("`{name}` is of {}", holders.join(", "))
            };
            let each: Vec<String> = columns.iter().map(of).collect();
            return Err(wrong(text, format!("no one table has all of its columns: {}", each.join("; "))));
        }
        fitting.try_for_each(|schema| {
            let kind = |name: &str| resolved(schema, name).map_or(Kind::Number, |(_, kind)| kind);
            expression.check(&kind).map_err(|reason| wrong(text, reason))
        })
    }

    /// What becomes of the gate over these tables. A condition looks at the rows of every table that has all columns it names.
    ///
    /// # Errors
    /// Those of [`Gate::check`], and where a column cannot be read.
    pub fn outcome(&self, tables: &[(&'static Schema, Table)]) -> Result<GateOutcome> {
        self.check(&tables.iter().map(|(schema, _)| *schema).collect::<Vec<_>>())?;
        match self {
            Gate::FailIf(fail_if) => fail_if.outcome(tables),
            Gate::EquivalentWithin(percent) => {
                let known = tables.iter().find(|(schema, _)| schema.key == EquivalenceRow::SCHEMA.key);
                equivalence(*percent, known.map(|(_, table)| table))
            }
        }
    }
}

impl FailIf {
    fn outcome(&self, tables: &[(&'static Schema, Table)]) -> Result<GateOutcome> {
        let names = self.expression.columns();
        let mut outcome = GateOutcome {
            gate: format!("fail if {}", self.text),
            passed: false,
            rows: 0,
            failing: Vec::new(),
            undefined: Vec::new(),
            advice: String::new(),
        };
        let mut known = vec![false; names.len()];
        let wanted = self.expression.wanted_words();
        let mut words: Vec<BTreeSet<String>> = vec![BTreeSet::new(); wanted.len()];
        let asked: Vec<&str> = tables
            .iter()
            .filter(|(schema, _)| has_all(schema, &names))
            .map(|(schema, _)| schema.key)
            .collect();
        for (schema, table) in tables.iter().filter(|(schema, _)| has_all(schema, &names)) {
            let columns =
                names.iter().map(|name| Column::read(schema, table, name)).collect::<Result<Vec<_>>>()?;
            for row in 0..table.height() {
                let is_known = columns.iter().map(|column| !matches!(column.value(row), Value::Number(None)));
                known.iter_mut().zip(is_known).for_each(|(known, here)| *known |= here);
                let of = |name: &str| {
                    let place = names.iter().position(|one| *one == name);
                    place.map_or(Value::Number(None), |place| columns[place].value(row))
                };
                for ((column, _), words) in wanted.iter().zip(&mut words) {
                    if let Value::Text(word) = of(column) {
                        words.insert(word);
                    }
                }
                outcome.rows += 1;
                let told = match self.expression.holds(&of) {
                    Some(false) => continue,
                    Some(true) => &mut outcome.failing,
                    None => &mut outcome.undefined,
                };
                let value = |(name, column): (&&str, &Column)| (name.to_string(), column.printed(row));
                told.push(GateRow {
                    file: schema.path(),
                    line: row + 2,
                    name: row_name(table, row),
                    values: names.iter().zip(&columns).map(value).collect(),
                });
            }
        }
        // What was judged on no row is not shown.
        outcome.passed = outcome.failing.is_empty() && outcome.undefined.len() < outcome.rows;
        if outcome.rows == 0 {
            outcome.advice = asked.iter().map(|table| rows_need(table)).collect::<Vec<_>>().join("; or ");
        } else if outcome.undefined.len() == outcome.rows {
            let unknown = names.iter().zip(&known).filter(|(_, known)| !**known);
            let advice =
                unknown.map(|(name, _)| format!("{name} is undefined in every row: {}", column_needs(name)));
            outcome.advice = advice.collect::<Vec<_>>().join("; ");
        } else if let Some(((column, word), words)) =
            wanted.iter().zip(&words).find(|((_, word), words)| !words.contains(*word))
        {
            // It would pass whatever the rows say.
            let there: Vec<&str> = words.iter().map(String::as_str).collect();
            outcome.passed = false;
            outcome.advice = format!(
                "no row has the {column} `{word}`, so that nothing was asked of it; there is {}",
                there.join(", ")
            );
        }
        Ok(outcome)
    }
}

fn equivalence(percent: f64, table: Option<&Table>) -> Result<GateOutcome> {
    let rows = table.map_or(Ok(Vec::new()), EquivalenceRow::from_table)?;
    let (mut failing, mut undefined) = (Vec::new(), Vec::new());
    for (place, row) in rows.iter().enumerate().filter(|(_, row)| !row.within) {
        let printed = |name: &str, value: Option<f64>| {
            (name.to_string(), value.map_or(UNDEFINED.to_string(), significant))
        };
        let told = if row.relative_delta_percent.is_some() { &mut failing } else { &mut undefined };
        told.push(GateRow {
            file: EquivalenceRow::SCHEMA.path(),
            line: place + 2,
            name: format!("{} {} {}", row.model, row.measure, row.source),
            values: vec![
                printed(EquivalenceRow::relative_delta_percent, row.relative_delta_percent),
                printed(EquivalenceRow::low, row.low),
                printed(EquivalenceRow::high, row.high),
            ],
        });
    }
    Ok(GateOutcome {
        gate: format!("equivalent within {percent} %"),
        passed: !rows.is_empty() && failing.is_empty() && undefined.is_empty(),
        rows: rows.len(),
        failing,
        undefined,
        advice: if rows.is_empty() {
            rows_need(EquivalenceRow::SCHEMA.key).to_string()
        } else {
            String::new()
        },
    })
}

/// What a table needs to have rows.
fn rows_need(table: &str) -> &'static str {
    match table {
        key if key == TwinsRow::SCHEMA.key => {
            "give a map that says which documents are versions of one content"
        }
        key if key == ChangeRow::SCHEMA.key => "give a baseline",
        key if key == BaseRateRow::SCHEMA.key => "give runs with results, and a map with two sources",
        _ => "give judgements, a map with two sources, and a measure that compares sources",
    }
}

/// What a column needs to have a value.
fn column_needs(name: &str) -> &'static str {
    match name {
        _ if name.starts_with("p_") => {
            "nothing was tested; give 99 replicates or more (--bootstrap), and see in the answer why there is no test"
        }
        _ if name.contains("low") || name.contains("high") => {
            "give 99 replicates or more (--bootstrap), and queries in two clusters or more"
        }
        _ if name.contains("relative_delta") || name.contains("difference") => {
            "give judgements with relevant documents by both sources, some of which are ranked"
        }
        _ => "see in the answer why",
    }
}

/// One column of a table, as a condition sees it.
enum Column {
    Number(Vec<Option<f64>>),
    Text(Vec<String>),
    Truth(Vec<bool>),
}

impl Column {
    fn read(schema: &Schema, table: &Table, name: &str) -> Result<Column> {
        let Some((column, kind)) = resolved(schema, name) else { return Ok(Column::Number(Vec::new())) };
        match kind {
            // An optional column that no row has a value of.
            _ if !table.has(column) => Ok(Column::Number(vec![None; table.height()])),
            Kind::Number => table.number(column).map(Column::Number),
            Kind::Text => table.text(column).map(Column::Text),
            Kind::Truth => table.flag(column).map(Column::Truth),
        }
    }

    fn value(&self, row: usize) -> Value {
        match self {
            Column::Number(values) => Value::Number(values.get(row).copied().flatten()),
            Column::Text(words) => Value::Text(words[row].clone()),
            Column::Truth(flags) => Value::Truth(Some(flags[row])),
        }
    }

    fn printed(&self, row: usize) -> String {
        match self.value(row) {
            Value::Number(number) => number.map_or(UNDEFINED.to_string(), significant),
            Value::Text(word) => word,
            Value::Truth(flag) => flag.unwrap_or(false).to_string(),
        }
    }
}

/// The column that a name stands for: its own, or the one with `_percent` at its end.
fn resolved(schema: &Schema, name: &str) -> Option<(&'static str, Kind)> {
    let column = schema.column(name).or_else(|| schema.column(&format!("{name}_percent")))?;
    let kind = match column.kind {
        ColumnKind::Text => Kind::Text,
        ColumnKind::Number | ColumnKind::Count => Kind::Number,
        ColumnKind::Flag => Kind::Truth,
    };
    Some((column.name, kind))
}

fn has_all(schema: &Schema, names: &[&str]) -> bool {
    names.iter().all(|name| resolved(schema, name).is_some())
}

/// The names of all columns, each once, as short as a condition may write them.
fn listed(schemas: &[&'static Schema]) -> Vec<String> {
    let columns = schemas.iter().flat_map(|schema| schema.columns);
    let mut names: Vec<String> =
        columns.map(|column| column.name.trim_end_matches("_percent").to_string()).collect();
    names.sort();
    names.dedup();
    names
}

/// The words of the columns that name a row.
fn row_name(table: &Table, row: usize) -> String {
    use super::ChangeRow as Row;
    let words = [Row::model, Row::measure, Row::source].into_iter().filter(|name| table.has(name));
    let words = words.filter_map(|name| table.text(name).ok()?.get(row).cloned());
    words.collect::<Vec<_>>().join(" ")
}

fn wrong(text: &str, reason: String) -> Error {
    Error::BadSpec { family: "gate", spec: text.to_string(), reason }
}

impl GateRow {
    /// In one line, as in `bm25 nDCG@10 llm: relative_delta -9.37, p_adjusted 0.004`.
    pub fn text(&self) -> String {
        let values: Vec<String> = self.values.iter().map(|(name, value)| format!("{name} {value}")).collect();
        format!("{}: {}", self.name, values.join(", "))
    }
}

impl GateOutcome {
    /// In a sentence.
    pub fn text(&self) -> String {
        let (failed, undefined) = (self.failing.len(), self.undefined.len());
        let beside = match undefined {
            0 => String::new(),
            1 => "; 1 row is undefined".to_string(),
            many => format!("; {many} rows are undefined"),
        };
        let advice = if self.advice.is_empty() { String::new() } else { format!("; {}", self.advice) };
        match (self.rows, self.passed) {
            (0, _) => format!("Not passed: {}: there is no row to look at{advice}", self.gate),
            (rows, false) if failed == 0 && undefined < rows => {
                format!("Not passed: {}: {}", self.gate, self.advice)
            }
            (1, false) if undefined == 1 => {
                format!("Not passed: {}: its 1 row is undefined{advice}", self.gate)
            }
            (rows, false) if undefined == rows => {
                format!("Not passed: {}: all {rows} rows are undefined{advice}", self.gate)
            }
            (1, true) => format!("Passed: {} (1 row{beside})", self.gate),
            (rows, true) => format!("Passed: {} ({rows} rows{beside})", self.gate),
            (1, false) => format!("Not passed: {}: {failed} of 1 row{beside}", self.gate),
            (rows, false) => format!("Not passed: {}: {failed} of {rows} rows{beside}", self.gate),
        }
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
