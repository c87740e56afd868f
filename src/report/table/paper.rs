//! A printed table as papers have it: fewer columns, the stars of a test beside the value that it tests, and what is the same
//! in all rows said once, in the note.

use std::collections::BTreeSet;

use crate::bias::{ConditionalRow, RelativeDeltaRow, short_name};
use crate::error::Result;
use crate::evaluate::EvaluationRow;
use crate::number::{UNDEFINED, stars};
use crate::profile::{ComparisonRow, FitRow, KeynessRow};
use crate::report::results::distinct;
use crate::table::{Column, ColumnSchema, Print, Schema, Shown, Table, TableRow, Typesetting};

/// A table for a paper, and what stands around it.
#[derive(Debug, Clone)]
pub struct PaperForm {
    /// The cells, written out.
    pub table: Table,
    /// Caption, label, note and the best cells.
    pub setting: Typesetting,
}

/// What papers show of a table that has more columns than a page has room for.
struct Choice {
    schema: &'static Schema,
    /// The columns, in this order; the rule of [`columns_of`] where there are none.
    columns: &'static [&'static str],
    /// Columns whose best value is bold, and whether that is the highest.
    best: &'static [(&'static str, bool)],
    /// Best among the rows that have the same words here.
    within: &'static [&'static str],
    /// What the numbers mean; that of the printed table where it is empty.
    note: &'static str,
}

use {
    ComparisonRow as Compared, ConditionalRow as Conditional, KeynessRow as Keyword,
    RelativeDeltaRow as Delta,
};

static CHOICES: &[Choice] = &[
    Choice {
        schema: Delta::SCHEMA,
        columns: &[
            Delta::model,
            Delta::measure,
            Delta::reference,
            Delta::source,
            Delta::reference_mean,
            Delta::source_mean,
            Delta::relative_delta_percent,
            Delta::low,
            Delta::probability_above,
            Delta::queries,
        ],
        best: &[(Delta::reference_mean, true), (Delta::source_mean, true)],
        within: &[Delta::measure, Delta::source],
        note: "H is the mean of the measure over queries when only the reference's documents count as relevant, L the same \
            for the source. Relative Δ = (H − L) / ((H + L) / 2) · 100 %; negative: the source's versions are ranked \
            better. Intervals and tests take queries and contents as samples of many. P(above): the probability that \
            the reference's version of a relevant content ranks above.",
    },
    Choice {
        schema: Conditional::SCHEMA,
        columns: &[
            Conditional::model,
            Conditional::similarity,
            Conditional::source,
            Conditional::scope,
            Conditional::form,
            Conditional::gap,
            Conditional::coefficient,
            Conditional::low,
            Conditional::explained_percent,
        ],
        best: &[],
        within: &[],
        note: "",
    },
    Choice {
        schema: EvaluationRow::SCHEMA,
        columns: &[],
        best: &[(EvaluationRow::mean, true)],
        within: &[EvaluationRow::target, EvaluationRow::measure],
        note: "",
    },
    Choice {
        schema: FitRow::SCHEMA,
        columns: &[],
        best: &[(FitRow::aic, false), (FitRow::bic, false)],
        within: &[FitRow::source],
        note: "",
    },
    Choice {
        schema: Compared::SCHEMA,
        columns: &[
            Compared::measure,
            Compared::scope,
            Compared::reference,
            Compared::source,
            Compared::control,
            Compared::difference,
            Compared::low,
            Compared::hedges_g,
        ],
        best: &[],
        within: &[],
        note: "",
    },
    Choice {
        schema: Keyword::SCHEMA,
        columns: &[
            Keyword::source,
            Keyword::reference,
            Keyword::category,
            Keyword::term,
            Keyword::log_ratio,
            Keyword::bootstrap_low,
            Keyword::log_likelihood,
            Keyword::source_per_million,
            Keyword::reference_per_million,
        ],
        best: &[],
        within: &[],
        note: "",
    },
];

/// `table` as papers have it, under its title and the note of its schema.
pub(super) fn paper_form(
    schema: &Schema,
    table: &Table,
    (experiment, name, title, note): (&str, &str, &str, &str),
) -> Result<PaperForm> {
    let choice = CHOICES
        .iter()
        .find(|choice| choice.schema.key == schema.key && choice.schema.columns == schema.columns);
    let columns = columns_of(schema, table, choice);
    let tested = tested(schema, table, &columns);
    let mut caption = format!("{title} ({experiment}).");
    let (mut shown, mut fixed, mut best) = (Vec::new(), Vec::new(), BTreeSet::new());
    for column in &columns {
        let Some((heading, form)) = schema.shown(column) else { continue };
        let mut written = table.written(column.name, form, Print::grouped(short_name))?;
        if let Some((_, test)) = tested.filter(|(value, _)| *value == column.name) {
            let ps = table.number(test.name)?;
            let any = ps.iter().any(|p| !stars(*p).is_empty());
            written.iter_mut().zip(ps).for_each(|(cell, p)| cell.push_str(stars(p)));
            if let (true, Some((heading, _))) = (any, schema.shown(test)) {
                caption.push_str(&format!(" * {heading} < 0.05, ** < 0.01."));
            }
        }
        let same = written.len() > 1 && distinct(&written).len() == 1 && written[0] != UNDEFINED;
        match form {
            Shown::Reference if same || written.len() == 1 => fixed.push(format!("reference {}", written[0])),
            Shown::Word | Shown::Name | Shown::Count if same => {
                fixed.push(format!("{} {}", heading.to_lowercase(), written[0]))
            }
            _ => {
                if let Some((_, highest)) =
                    choice.and_then(|choice| choice.best.iter().find(|(name, _)| *name == column.name))
                {
                    let within = choice.map_or(&[][..], |choice| choice.within);
                    best.extend(
                        best_rows(table, column.name, *highest, within, &written)?
                            .into_iter()
                            .map(|row| (row, shown.len())),
                    );
                }
                shown.push((heading, Column::Text(written)));
            }
        }
    }
    if !best.is_empty() {
        caption.push_str(" Bold: the best of the models.");
    }
    let note = choice.map(|choice| choice.note).filter(|note| !note.is_empty()).unwrap_or(note);
    let fixed = if fixed.is_empty() { String::new() } else { format!(" In all rows: {}.", fixed.join(", ")) };
    Ok(PaperForm {
        table: Table::new(shown.iter().map(|(name, column)| (name.as_str(), column.clone())).collect()),
        setting: Typesetting {
            caption,
            label: label(&[experiment, name]),
            note: format!("{note}{fixed}"),
            best,
        },
    })
}

/// A label made of these names.
pub fn label(names: &[&str]) -> String {
    let kept = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
    let words = names.iter().map(|name| name.chars().map(kept).collect::<String>());
    format!("tab:sourcebias-{}", words.collect::<Vec<_>>().join("-"))
}

/// The columns that papers show: those of the choice; else all printed ones but p-values that stars stand for, and those of
/// placebos, which only some tables have.
fn columns_of(schema: &'_ Schema, table: &Table, choice: Option<&Choice>) -> Vec<&'static ColumnSchema> {
    let there = |column: &&ColumnSchema| table.has(column.name) && schema.shown(column).is_some();
    if let Some(choice) = choice.filter(|choice| !choice.columns.is_empty()) {
        return choice.columns.iter().filter_map(|name| schema.column(name)).filter(there).collect();
    }
    let all: Vec<&ColumnSchema> =
        schema.columns.iter().filter(|column| !column.optional).filter(there).collect();
    let starred = tested(schema, table, &all).is_some();
    let p_value = |column: &&ColumnSchema| matches!(column.shown, Some((_, Shown::PValue)));
    all.into_iter().filter(|column| !(starred && p_value(column))).collect()
}

/// The column of the value that is tested, which its interval follows, and that of its last p-value, which is the adjusted
/// one where there is one.
fn tested(
    schema: &Schema,
    table: &Table,
    columns: &[&'static ColumnSchema],
) -> Option<(&'static str, &'static ColumnSchema)> {
    let interval = |column: &&ColumnSchema| {
        matches!(column.shown, Some((_, Shown::Interval(_) | Shown::SignificantInterval)))
    };
    let value = columns[..columns.iter().position(interval)?].last()?;
    let p_value =
        |column: &&ColumnSchema| matches!(column.shown, Some((_, Shown::PValue))) && table.has(column.name);
    Some((value.name, schema.columns.iter().rfind(p_value)?))
}

/// The rows with the best value among those with the same words in `within`, as it is written; none where there is no other
/// to be better than.
fn best_rows(
    table: &Table,
    name: &str,
    highest: bool,
    within: &[&str],
    written: &[String],
) -> Result<Vec<usize>> {
    let words: Vec<Vec<String>> = within.iter().map(|column| table.text(column)).collect::<Result<_>>()?;
    let keys: Vec<Vec<&String>> =
        (0..table.height()).map(|row| words.iter().map(|column| &column[row]).collect()).collect();
    Ok(crate::table::best_rows(&table.number(name)?, highest, &keys, written))
}
