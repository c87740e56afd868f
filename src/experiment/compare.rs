//! Source bias over experiments: result folders in; one table of experiments, models and sources out, for a terminal, a paper
//! or a program.

use std::path::{Path, PathBuf};

use super::Stage;
use super::folders::{finished, named};
use crate::bias::evidence::HEADLINE;
use crate::bias::{RelativeDeltaRow, short_name, short_names};
use crate::error::{Error, Result};
use crate::evaluate::MEASURES;
use crate::number::{UNDEFINED, grouped, interval, p_value, stars};
use crate::table::{Column, FileKind, Table, TableRow, Typesetting, best_rows, distinct};

crate::table! {
    /// Relative Δ of one measure by experiment, model and source
    pub struct ComparedRow("bias/compared", FileKind::Csv, None) {
        /// The experiment.
        experiment: String;
        /// The model, or the name of a run that came as a file.
        model: String;
        /// The measure.
        measure: String;
        /// The source that is compared with.
        reference: String;
        /// The source that is compared.
        source: String;
        /// H: the mean with the reference's documents as the relevant ones.
        reference_mean: Option<f64>;
        /// L: the mean with the source's documents as the relevant ones.
        source_mean: Option<f64>;
        /// (H − L) ÷ ((H + L) ÷ 2), in percent; undefined where H + L = 0.
        relative_delta_percent: Option<f64>;
        /// Lower end of its interval where queries and contents are both a sample.
        low: Option<f64>;
        /// Upper end of that interval.
        high: Option<f64>;
        /// p of H − L.
        p_value: Option<f64>;
        /// The same adjusted within the experiment.
        p_adjusted: Option<f64>;
        /// The queries that both means are over.
        queries: u64;
    }
}

/// The rows of some experiments for one measure, and what a reader of them must know.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// By experiment as they were named, then as each experiment has them.
    pub rows: Vec<ComparedRow>,
    /// Notes: references that differ.
    pub notes: Vec<String>,
}

/// What `bias` found of one measure in the experiments whose results are in `folders`; `nDCG@10` where none is named.
///
/// # Errors
/// Where a folder holds no finished bias, where it has no rows, or lacks the measure.
pub fn compare(folders: &[PathBuf], measure: Option<&str>) -> Result<Comparison> {
    let measure = measured(measure)?;
    let mut rows = Vec::new();
    for (name, folder) in named(folders) {
        rows.extend(of_experiment(&name, folder, &measure)?);
    }
    Ok(Comparison::of(rows))
}

/// The rows of one experiment under its name.
pub(super) fn of_experiment(name: &str, folder: &Path, measure: &str) -> Result<Vec<ComparedRow>> {
    Ok(of_folder(folder, measure)?.into_iter().map(|row| compared(name, row)).collect())
}

/// The full name of the measure.
pub(super) fn measured(measure: Option<&str>) -> Result<String> {
    Ok(MEASURES.parse(measure.unwrap_or(HEADLINE))?.name)
}

/// The rows of a folder with that measure.
pub(super) fn of_folder(folder: &Path, measure: &str) -> Result<Vec<RelativeDeltaRow>> {
    let path = finished(folder, Stage::Bias)?.table(RelativeDeltaRow::SCHEMA);
    let rows = match path.exists() {
        true => RelativeDeltaRow::from_table(&Table::read(&path, RelativeDeltaRow::SCHEMA)?)?,
        false => Vec::new(),
    };
    if rows.is_empty() {
        let advice = "compare experiments with judgements and two sources or more";
        return Err(Error::file(folder, "its bias stage has no Relative Δ", advice));
    }
    let known: Vec<String> =
        distinct(rows.iter().map(|row| row.measure.as_str())).into_iter().map(short_name).collect();
    let found: Vec<RelativeDeltaRow> = rows.into_iter().filter(|row| row.measure == measure).collect();
    match found.is_empty() {
        true => {
            let reason = format!("was not evaluated by `{}`", short_name(measure));
            Err(Error::file(folder, reason, format!("choose a measure that it has: {}", known.join(", "))))
        }
        false => Ok(found),
    }
}

fn compared(experiment: &str, row: RelativeDeltaRow) -> ComparedRow {
    ComparedRow {
        experiment: experiment.to_string(),
        model: row.model,
        measure: row.measure,
        reference: row.reference,
        source: row.source,
        reference_mean: row.reference_mean,
        source_mean: row.source_mean,
        relative_delta_percent: row.relative_delta_percent,
        low: row.low,
        high: row.high,
        p_value: row.p_value,
        p_adjusted: row.p_adjusted,
        queries: row.queries,
    }
}

fn notes(rows: &[ComparedRow]) -> Vec<String> {
    let references = distinct(rows.iter().map(|row| (row.reference.as_str(), row.experiment.as_str())));
    let first = references.first().map(|(reference, _)| *reference);
    if references.iter().all(|(reference, _)| Some(*reference) == first) {
        return Vec::new();
    }
    let each: Vec<String> =
        references.iter().map(|(reference, experiment)| format!("{reference} in {experiment}")).collect();
    vec![format!("the references differ, so H is not of one source: {}", each.join(", "))]
}

impl Comparison {
    /// These rows, with what a reader of them must know.
    pub(super) fn of(rows: Vec<ComparedRow>) -> Comparison {
        let notes = notes(&rows);
        Comparison { rows, notes }
    }

    /// All rows, numbers in full.
    pub fn table(&self) -> Table {
        ComparedRow::to_table(self.rows.clone())
    }

    /// The cells as people read them, with stars by the adjusted p-value.
    pub fn printed(&self) -> Table {
        printed(&self.rows, true)
    }

    /// For a terminal: a block for each experiment and source, none of whose lines is split.
    pub fn text(&self) -> String {
        let mut blocks = Vec::new();
        for key in distinct(self.rows.iter().map(key)) {
            let rows: Vec<ComparedRow> = self.rows.iter().filter(|row| key_is(row, key)).cloned().collect();
            let (experiment, reference, source) = key;
            let queries = distinct(rows.iter().map(|row| row.queries));
            let queries = match queries[..] {
                [one] => format!(", {}", crate::number::counted(one, "query", "queries")),
                _ => String::new(),
            };
            let measure = short_name(&rows[0].measure);
            blocks.push(format!(
                "{experiment}: H {reference}, L {source}, {measure}{queries}\n{}",
                aligned(&printed(&rows, false))
            ));
        }
        let mut out = blocks.join("\n");
        out.push_str("\n* adjusted p < 0.05, ** < 0.01; Relative Δ below 0 favours L\n");
        out
    }

    /// Markdown, the highest H and L of each experiment and source in bold.
    pub fn markdown(&self) -> String {
        let (table, best) = (self.printed(), self.best(&self.printed()));
        let notes = self.notes.iter().map(|note| format!("\nNote: {note}.\n")).collect::<String>();
        table.to_markdown_with(4, &best) + "\n" + &self.caption().replace('*', "\\*") + "\n" + &notes
    }

    /// A LaTeX table for a paper.
    pub fn latex(&self) -> String {
        let table = self.printed();
        let notes: String = self.notes.iter().map(|note| format!(" Note: {note}.")).collect();
        let note = "H is the mean of the measure over queries when only the reference's documents count as relevant, L \
            the same for the source. Relative Δ = (H − L) / ((H + L) / 2) · 100 %; negative: the source's versions are \
            ranked better. Intervals and tests take queries and contents as samples of many.";
        let best = self.best(&table);
        table.to_paper(&Typesetting {
            caption: self.caption(),
            label: "tab:sourcebias-compare".to_string(),
            note: format!("{note}{notes}"),
            best,
            ..Typesetting::default()
        })
    }

    fn caption(&self) -> String {
        let measure = self.rows.first().map_or(String::new(), |row| short_name(&row.measure));
        let references = distinct(self.rows.iter().map(|row| row.reference.as_str()));
        format!(
            "Source bias in {measure}, reference {}. * adjusted p < 0.05, ** < 0.01. Bold: the highest mean of its \
             experiment and source.",
            references.join(", ")
        )
    }

    /// The places of the highest means.
    fn best(&self, printed: &Table) -> std::collections::BTreeSet<(usize, usize)> {
        let keys: Vec<_> = self.rows.iter().map(key).collect();
        let names = printed.names();
        let mut best = std::collections::BTreeSet::new();
        for (heading, of) in [
            ("H", (|row: &ComparedRow| row.reference_mean) as fn(&ComparedRow) -> Option<f64>),
            ("L", |row| row.source_mean),
        ] {
            let Some(column) = names.iter().position(|name| name == heading) else { continue };
            let written = printed.text(heading).unwrap_or_default();
            let numbers: Vec<Option<f64>> = self.rows.iter().map(of).collect();
            best.extend(best_rows(&numbers, true, &keys, &written).into_iter().map(|row| (row, column)));
        }
        best
    }
}

/// Experiment, reference and source.
fn key(row: &ComparedRow) -> (&str, &str, &str) {
    (&row.experiment, &row.reference, &row.source)
}

fn key_is(row: &ComparedRow, (experiment, reference, source): (&str, &str, &str)) -> bool {
    row.experiment == experiment && row.reference == reference && row.source == source
}

fn printed(rows: &[ComparedRow], named: bool) -> Table {
    let number =
        |value: Option<f64>, decimals| value.map_or(UNDEFINED.to_string(), |value| grouped(value, decimals));
    let words =
        |of: fn(&ComparedRow) -> &str| Column::Text(rows.iter().map(|row| of(row).to_string()).collect());
    let column = |of: &dyn Fn(&ComparedRow) -> String| Column::Text(rows.iter().map(of).collect());
    let models: Vec<String> = rows.iter().map(|row| row.model.clone()).collect();
    let mut columns = Vec::new();
    if named {
        columns.push(("Experiment", words(|row| &row.experiment)));
        columns.push(("Source", words(|row| &row.source)));
    }
    columns.extend([
        ("Model", Column::Text(short_names(&models))),
        ("H", column(&|row| number(row.reference_mean, 4))),
        ("L", column(&|row| number(row.source_mean, 4))),
        ("Relative Δ (%)", column(&|row| number(row.relative_delta_percent, 2) + stars(row.p_adjusted))),
        ("Interval (%)", column(&|row| interval(row.low, row.high, &|end| grouped(end, 2)))),
    ]);
    if !named {
        let p = |row: &ComparedRow| row.p_adjusted.map_or(UNDEFINED.to_string(), |p| p_value(p, 4));
        columns.push(("p adj.", column(&p)));
    }
    Table::new(columns)
}

/// Columns side by side, numbers to the right, stars in places of their own, no line split.
pub(super) fn aligned(table: &Table) -> String {
    let right = table.numeric();
    let mut rows = vec![table.names()];
    rows.extend(table.cells(4, UNDEFINED));
    // Stars stand to the right of all digits.
    let stars: Vec<usize> = (0..right.len())
        .map(|place| {
            rows[1..]
                .iter()
                .map(|row| row[place].len() - row[place].trim_end_matches('*').len())
                .max()
                .unwrap_or(0)
        })
        .collect();
    for row in &mut rows[1..] {
        for (cell, most) in row.iter_mut().zip(&stars) {
            let own = cell.len() - cell.trim_end_matches('*').len();
            cell.push_str(&" ".repeat(most.saturating_sub(own)));
        }
    }
    let width = |place: usize| rows.iter().map(|row| row[place].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..right.len()).map(width).collect();
    let mut out = String::new();
    for row in &rows {
        let cell = |(place, cell): (usize, &String)| {
            let space = " ".repeat(widths[place] - cell.chars().count());
            if right[place] { format!("{space}{cell}") } else { format!("{cell}{space}") }
        };
        let line = row.iter().enumerate().map(cell).collect::<Vec<_>>().join("  ");
        out.push_str(&format!("  {}\n", line.trim_end()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row((experiment, model, source): (&str, &str, &str), h: f64, l: f64, p: f64) -> ComparedRow {
        ComparedRow {
            experiment: experiment.to_string(),
            model: model.to_string(),
            measure: HEADLINE.to_string(),
            reference: "human".to_string(),
            source: source.to_string(),
            reference_mean: Some(h),
            source_mean: Some(l),
            relative_delta_percent: Some((h - l) / ((h + l) / 2.0) * 100.0),
            low: Some(-20.0),
            high: None.or(Some(3.25)),
            p_value: Some(p),
            p_adjusted: Some(p),
            queries: 100,
        }
    }

    fn comparison() -> Comparison {
        let rows = vec![
            row(("nq", "bm25(k1=1.2,b=0.75)", "gpt"), 0.4, 0.5, 0.004),
            row(("nq", "tf_idf", "gpt"), 0.3, 0.6, 0.03),
            row(("demo", "dph", "llm"), 0.2, 0.2, 1.0),
        ];
        Comparison { notes: notes(&rows), rows }
    }

    #[test]
    fn a_block_an_experiment_is_printed_with_stars_that_do_not_move_digits() {
        let text = comparison().text();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "nq: H human, L gpt, nDCG@10, 100 queries");
        assert_eq!(lines[1], "  Model        H       L  Relative Δ (%)    Interval (%)  p adj.");
        assert_eq!(lines[2], "  bm25    0.4000  0.5000        -22.22**  [-20.00, 3.25]  0.0040");
        assert_eq!(lines[3], "  tf_idf  0.3000  0.6000        -66.67*   [-20.00, 3.25]  0.0300");
        assert_eq!(lines[5], "demo: H human, L llm, nDCG@10, 100 queries");
        assert!(lines.iter().all(|line| line.chars().count() <= 80));
    }

    #[test]
    fn the_best_of_each_experiment_is_bold() {
        let (latex, markdown) = (comparison().latex(), comparison().markdown());
        assert!(
            latex.contains("\\textbf{0.4000} & 0.5000 & $-$22.22$^{**}$ & [$-$20.00, 3.25] \\\\"),
            "{latex}"
        );
        assert!(latex.contains("& 0.3000 & \\textbf{0.6000} & $-$66.67$^{*}$"), "{latex}");
        assert!(
            latex.contains("\\addlinespace\ndemo & llm & dph & 0.2000 & 0.2000"),
            "none is best alone: {latex}"
        );
        assert!(latex.contains("\\label{tab:sourcebias-compare}") && !latex.contains("references differ"));
        assert!(markdown.contains("| nq | gpt | bm25 | **0.4000** | 0.5000 | -22.22** |"), "{markdown}");
    }

    #[test]
    fn references_that_differ_are_noted() {
        let mut rows = comparison().rows;
        rows[2].reference = "gpt".to_string();
        let note = "the references differ, so H is not of one source: human in nq, gpt in demo";
        assert_eq!(notes(&rows), [note]);
    }
}
