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
            the reference's version of a relevant content ranks above; it is the same for all measures.",
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
    let caption = format!("{title} ({experiment}).");
    let (mut shown, mut fixed, mut best) = (Vec::new(), Vec::new(), BTreeSet::new());
    let (mut kinds, mut remarks, mut bold) = (Vec::new(), Vec::new(), BTreeSet::new());
    for column in &columns {
        let Some((heading, form)) = schema.shown(column) else { continue };
        let mut written = table.written(column.name, form, Print::grouped(short_name))?;
        if let Some((_, test)) = tested.filter(|(value, _)| *value == column.name) {
            let ps = table.number(test.name)?;
            let any = ps.iter().any(|p| !stars(*p).is_empty());
            written.iter_mut().zip(ps).for_each(|(cell, p)| cell.push_str(stars(p)));
            if let (true, Some((heading, _))) = (any, schema.shown(test)) {
                remarks.push((vec![shown.len()], format!(" * {heading} < 0.05, ** < 0.01.")));
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
                    let rows = best_rows(table, column.name, *highest, within, &written)?;
                    bold.insert(shown.len());
                    best.extend(rows.into_iter().map(|row| (row, shown.len())));
                }
                kinds.push((form, tested.is_some_and(|(value, _)| value == column.name)));
                shown.push((heading, Column::Text(written)));
            }
        }
    }
    if !best.is_empty() {
        let of: BTreeSet<usize> = best.iter().map(|(_, place)| *place).collect();
        remarks.push((of.into_iter().collect(), " Bold: the best of the models.".to_string()));
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
            spare: spare(&kinds, &bold),
            remarks,
            ..Typesetting::default()
        },
    })
}

/// In what order columns are left out, by the form of each and whether it is the value that is tested: counts first, then
/// numbers without an interval, then values with their interval, p-values and, last, what is tested; those within a group from
/// the right. Words, which say what a row is of, stay, and no value stands without its interval.
fn spare(kinds: &[(Shown, bool)], bold: &BTreeSet<usize>) -> Vec<Vec<usize>> {
    let interval =
        |place: usize| matches!(kinds.get(place), Some((Shown::Interval(_) | Shown::SignificantInterval, _)));
    let mut groups: Vec<(usize, Vec<usize>)> = Vec::new();
    for (place, (form, tested)) in kinds.iter().enumerate().filter(|(place, _)| !interval(*place)) {
        let with: Vec<usize> = (place..=place + usize::from(interval(place + 1))).collect();
        let rank = match form {
            _ if *tested => 4,
            Shown::Word | Shown::Reference | Shown::Name | Shown::Flag => continue,
            Shown::PValue => 3,
            _ if with.len() > 1 => 2,
            Shown::Count => 0,
            _ => 1,
        };
        match groups.last_mut() {
            // What is compared in bold says little alone.
            Some((_, last)) if bold.contains(&place) && last.iter().any(|other| bold.contains(other)) => {
                last.extend(with);
            }
            _ => groups.push((rank, with)),
        }
    }
    groups.reverse();
    groups.sort_by_key(|(rank, _)| *rank);
    groups.into_iter().map(|(_, group)| group).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bias::CounterfactualRow;

    #[test]
    fn a_value_is_left_out_with_its_interval_and_what_is_tested_last() {
        let kinds = [
            (Shown::Name, false),
            (Shown::Decimal(4), false),
            (Shown::Decimal(4), false),
            (Shown::Decimal(2), true),
            (Shown::Interval(2), false),
            (Shown::Decimal(1), false),
            (Shown::Interval(1), false),
            (Shown::PValue, false),
            (Shown::Count, false),
        ];
        let order = spare(&kinds, &BTreeSet::from([1, 2]));
        assert_eq!(order, [vec![8], vec![1, 2], vec![5, 6], vec![7], vec![3, 4]]);
    }

    #[test]
    fn a_paper_with_long_names_keeps_the_change_with_its_interval() {
        let name = "a-very-long-name-of-a-large-language-model-70b-instruct-v2.5-temperature-0.2-top-p-0.95";
        let row = |source: &str| CounterfactualRow {
            model: "bm25(k1=1.2,b=0.75)|byte_lengths".to_string(),
            reference: "human".to_string(),
            source: source.to_string(),
            factor: "equal_query_terms_and_lengths".to_string(),
            measure: "nDCG@10".to_string(),
            before: Some(-12.34),
            after: Some(-1.5),
            after_reversed: Some(-2.5),
            change: Some(-12.34),
            low: Some(-20.5),
            high: Some(-4.25),
            p_queries: None,
            p_contents: None,
            p_value: Some(0.001),
            p_adjusted: Some(0.003),
            placebo_below: None,
            placebo_as_large: None,
            score_gap: Some(0.123),
            changed: 10_000,
            queries: 1_000,
        };
        let table = CounterfactualRow::to_table(vec![row(name), row("gpt")]);
        let schema = CounterfactualRow::SCHEMA;
        let form = paper_form(schema, &table, ("x", "counterfactual", "Changes", "")).unwrap();
        let latex = form.table.to_paper(&form.setting);
        assert!(latex.contains("$-$12.34$^{**}$") && latex.contains("[$-$20.50, $-$4.250]"), "{latex}");
        assert!(latex.contains("p adjusted $<$0.05"), "{latex}");
    }
}
