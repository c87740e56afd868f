//! Base: tidy tables on polars. Rows of named columns go in; CSV, JSON, Parquet, Markdown and LaTeX come out, and CSV and
//! Parquet are read back. Undefined numbers are `None`, written empty.

mod escape;
mod fit;
mod group_writer;
mod latex;
mod printed;
mod read;
mod row_groups;
mod schema;
mod write;

pub use fit::PaperPage;
pub use latex::Typesetting;
pub use printed::{Print, Written};
pub use schema::{ColumnKind, ColumnSchema, Field, FileKind, Printed, Schema, Shown, TableRow, read_field};

pub(crate) use group_writer::{Cells, write_row_groups};
pub(crate) use row_groups::{RowGroups, can_be_words, named};
pub(crate) use write::escape_markdown;

use std::sync::Arc;

use polars::prelude::{
    Column as PolarsColumn, DataFrame, DataType, IntoSeries, NamedFrom, NewChunkedArray, Series,
    StringChunked,
};

use crate::error::{Error, Result};

/// One named column.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// Words: names, specifications.
    Text(Vec<String>),
    /// Words that many rows share.
    Shared(Vec<Arc<str>>),
    /// The same of many rows: some words, and for each row the place of its word among them, from 0.
    Listed(Vec<Arc<str>>, Vec<u32>),
    /// Numbers; `None` where undefined.
    Number(Vec<Option<f64>>),
    /// Whole numbers.
    Count(Vec<u64>),
    /// Yes or no.
    Flag(Vec<bool>),
}

impl Column {
    fn len(&self) -> usize {
        match self {
            Column::Text(values) => values.len(),
            Column::Shared(values) => values.len(),
            Column::Listed(_, rows) => rows.len(),
            Column::Number(values) => values.len(),
            Column::Count(values) => values.len(),
            Column::Flag(values) => values.len(),
        }
    }

    /// Whether no row has a value.
    fn is_empty(&self) -> bool {
        match self {
            Column::Text(values) => values.iter().all(String::is_empty),
            Column::Shared(values) => values.iter().all(|word| word.is_empty()),
            Column::Listed(words, rows) => rows.iter().all(|row| words[*row as usize].is_empty()),
            Column::Number(values) => values.iter().all(Option::is_none),
            Column::Count(values) => values.iter().all(|count| *count == 0),
            Column::Flag(values) => !values.contains(&true),
        }
    }
}

/// A tidy table: one observation a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    frame: DataFrame,
}

impl Table {
    /// A table of `columns` in this order. Numbers that are not finite become undefined.
    ///
    /// # Panics
    /// Where columns differ in length or share a name: an error in the program, not in the input.
    ///
    /// ```
    /// use sourcebias::table::{Column, Table};
    /// let table = Table::new(vec![
    ///     ("source", Column::Text(vec!["human".into(), "llm".into()])),
    ///     ("value", Column::Number(vec![Some(0.5), None])),
    /// ]);
    /// assert_eq!(table.to_csv().unwrap(), "source,value\nhuman,0.5\nllm,\n");
    /// ```
    pub fn new(columns: Vec<(&str, Column)>) -> Self {
        let height = columns.first().map_or(0, |(_, column)| column.len());
        let columns: Vec<PolarsColumn> = columns
            .into_iter()
            .map(|(name, column)| {
                let series = match column {
                    Column::Text(values) => Series::new(name.into(), values),
                    Column::Shared(values) => {
                        let words: Vec<&str> = values.iter().map(|word| &**word).collect();
                        Series::new(name.into(), words)
                    }
                    Column::Listed(words, rows) => {
                        let words = rows.iter().map(|row| &*words[*row as usize]);
                        StringChunked::from_iter_values(name.into(), words).into_series()
                    }
                    Column::Number(values) => {
                        let finite: Vec<Option<f64>> = values
                            .into_iter()
                            .map(|value| value.filter(|number| number.is_finite()))
                            .collect();
                        Series::new(name.into(), finite)
                    }
                    Column::Count(values) => Series::new(name.into(), values),
                    Column::Flag(values) => Series::new(name.into(), values),
                };
                series.into()
            })
            .collect();
        let frame = DataFrame::new(height, columns).expect("columns of one length and distinct names");
        Table { frame }
    }

    /// The same rows with more columns at the end.
    ///
    /// # Panics
    /// As [`Table::new`].
    ///
    /// ```
    /// use sourcebias::table::{Column, Table};
    /// let table = Table::new(vec![("n", Column::Count(vec![1, 2]))]);
    /// let wider = table.with(vec![("half", Column::Number(vec![Some(0.5), None]))]);
    /// assert_eq!(wider.to_csv().unwrap(), "n,half\n1,0.5\n2,\n");
    /// ```
    pub fn with(&self, columns: Vec<(&str, Column)>) -> Table {
        let more = Table::new(columns);
        let frame = self.frame.hstack(more.frame.columns()).expect("as many rows, and names that are new");
        Table { frame }
    }

    /// The number of rows.
    pub fn height(&self) -> usize {
        self.frame.height()
    }

    /// The names of the columns, in order.
    pub fn names(&self) -> Vec<String> {
        self.frame.get_column_names().iter().map(|name| name.to_string()).collect()
    }

    /// The underlying frame, for polars.
    pub fn frame(&self) -> &DataFrame {
        &self.frame
    }

    /// The words of a column; numbers and flags are written out, undefined ones empty.
    ///
    /// # Errors
    /// Where there is no such column.
    pub fn text(&self, name: &str) -> Result<Vec<String>> {
        let series = self.column(name, &DataType::String)?;
        let words = series.str().map_err(failed)?;
        Ok(words.iter().map(|word| word.unwrap_or_default().to_string()).collect())
    }

    /// The numbers of a column; counts are turned into numbers.
    ///
    /// # Errors
    /// Where there is no such column, or it holds words.
    pub fn number(&self, name: &str) -> Result<Vec<Option<f64>>> {
        let series = self.column(name, &DataType::Float64)?;
        Ok(series.f64().map_err(failed)?.iter().collect())
    }

    /// The whole numbers of a column.
    ///
    /// # Errors
    /// Where there is no such column, or it holds something else.
    pub fn count(&self, name: &str) -> Result<Vec<u64>> {
        let series = self.column(name, &DataType::UInt64)?;
        let counts = series.u64().map_err(failed)?;
        let none = || Error::Failed(format!("table: `{name}` has a row without a whole number"));
        counts.iter().map(|count| count.ok_or_else(none)).collect()
    }

    /// The flags of a column.
    ///
    /// # Errors
    /// Where there is no such column, or it holds something else.
    pub fn flag(&self, name: &str) -> Result<Vec<bool>> {
        let series = self.column(name, &DataType::Boolean)?;
        let flags = series.bool().map_err(failed)?;
        let none = || Error::Failed(format!("table: `{name}` has a row without a flag"));
        flags.iter().map(|flag| flag.ok_or_else(none)).collect()
    }

    /// Whether there is a column of that name.
    pub fn has(&self, name: &str) -> bool {
        self.frame.column(name).is_ok()
    }

    fn column(&self, name: &str, kind: &DataType) -> Result<Series> {
        let column = self.frame.column(name).map_err(failed)?;
        column.as_materialized_series().cast(kind).map_err(failed)
    }

    /// The rows for which `keep` of their number (from 0) is true.
    pub fn filter(&self, keep: impl Fn(usize) -> bool) -> Table {
        let rows: Vec<u32> = (0..self.height()).filter(|row| keep(*row)).map(|row| row as u32).collect();
        let rows = polars::prelude::IdxCa::from_vec("rows".into(), rows);
        Table { frame: self.frame.take(&rows).expect("rows of this table") }
    }

    /// The rows whose `column` is `word`.
    ///
    /// # Errors
    /// Where there is no such column.
    pub fn only(&self, column: &str, word: &str) -> Result<Table> {
        let words = self.text(column)?;
        Ok(self.filter(|row| words[row] == word))
    }

    /// The same columns in the order of `schema`.
    ///
    /// # Panics
    /// Where a column is not of the schema: an error in the program.
    pub fn in_order_of(&self, schema: &Schema) -> Table {
        let names: Vec<&str> =
            schema.columns.iter().map(|column| column.name).filter(|name| self.has(name)).collect();
        assert_eq!(names.len(), self.names().len(), "columns that are not of {}", schema.key);
        self.select(&names).expect("columns of this table")
    }

    /// All columns but `names`.
    pub fn without(&self, names: &[&str]) -> Table {
        Table { frame: self.frame.drop_many(names.iter().copied()) }
    }

    /// The columns `names`, in this order.
    ///
    /// # Errors
    /// Where one is missing.
    pub fn select(&self, names: &[&str]) -> Result<Table> {
        let frame = self.frame.select(names.iter().copied()).map_err(failed)?;
        Ok(Table { frame })
    }
}

/// The different values, in order of first appearance.
pub(crate) fn distinct<T: Ord + Copy>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut seen = std::collections::BTreeSet::new();
    values.into_iter().filter(|value| seen.insert(*value)).collect()
}

/// The rows whose number is best among those of their key: the highest, or the lowest. Those that are `written` alike are
/// best together; none of a key that has one row alone.
pub(crate) fn best_rows<K: Ord>(
    numbers: &[Option<f64>],
    highest: bool,
    keys: &[K],
    written: &[String],
) -> Vec<usize> {
    let mut of_key: std::collections::BTreeMap<&K, Vec<(usize, f64)>> = std::collections::BTreeMap::new();
    for (row, (key, number)) in keys.iter().zip(numbers).enumerate() {
        let number = number.map(|number| (row, if highest { number } else { -number }));
        of_key.entry(key).or_default().extend(number);
    }
    let mut best = Vec::new();
    for rows in of_key.into_values().filter(|rows| rows.len() > 1) {
        let Some((first, _)) = rows.iter().max_by(|one, other| one.1.total_cmp(&other.1)) else { continue };
        best.extend(rows.iter().map(|(row, _)| *row).filter(|row| written[*row] == written[*first]));
    }
    best.sort_unstable();
    best
}

fn failed(error: polars::error::PolarsError) -> Error {
    Error::Failed(format!("table: {error}"))
}

#[cfg(test)]
mod tests {
    use super::write::escape_markdown;
    use super::*;

    fn example() -> Table {
        Table::new(vec![
            ("model", Column::Text(vec!["bm25(k1=1.2,b=0.75)".into(), "a&b|c".into()])),
            ("value", Column::Number(vec![Some(0.25), Some(f64::NAN)])),
            ("n", Column::Count(vec![3, 4])),
            ("matched", Column::Flag(vec![true, false])),
        ])
    }

    #[test]
    fn listed_words_are_the_words_of_their_rows() {
        let words: Vec<Arc<str>> = ["a", "a word of more than twelve letters", ""].map(Arc::from).to_vec();
        let rows = vec![1, 0, 2, 1, 1];
        let each = rows.iter().map(|row| Arc::clone(&words[*row as usize])).collect();
        let plain = Table::new(vec![("word", Column::Shared(each))]);
        let listed = Table::new(vec![("word", Column::Listed(words, rows))]);
        assert_eq!(listed, plain);
        assert_eq!(listed.to_parquet().unwrap(), plain.to_parquet().unwrap());
    }

    #[test]
    fn rows_and_columns_are_chosen_by_name() {
        let chosen = example().only("model", "a&b|c").unwrap().select(&["n", "matched"]).unwrap();
        assert_eq!(chosen.to_csv().unwrap(), "n,matched\n4,false\n");
        assert!(example().only("no", "x").is_err());
    }

    #[test]
    fn markdown_and_latex_escape_what_they_must() {
        let (markdown, latex) = (example().to_markdown(3).unwrap(), example().to_latex(3).unwrap());
        assert!(markdown.contains("| a&amp;b\\|c |"), "{markdown}");
        assert!(markdown.contains("0.250"), "{markdown}");
        assert!(latex.contains("a\\&b\\textbar{}c & -- & 4"), "{latex}");
        assert!(latex.contains("\\toprule"), "{latex}");
        assert_eq!(escape_markdown("![a](b) [c]: d [e][f] 1 [2, 3]"), "![a\\](b) [c\\]: d [e\\][f] 1 [2, 3]");
        assert_eq!(escape_markdown("<b> `a\\|b`"), "&lt;b&gt; \\`a\\\\\\|b\\`");
    }

    #[test]
    fn no_p_value_is_printed_as_zero() {
        let table =
            Table::new(vec![("p_value", Column::Number(vec![Some(0.0001), Some(0.000_02), Some(0.0)]))]);
        assert_eq!(table.cells(4, ""), [["0.0001"], ["< 0.0001"], ["< 0.0001"]]);
        assert!(table.to_markdown(4).unwrap().contains("| &lt; 0.0001 |"));
        assert!(table.to_latex(4).unwrap().contains("$<$0.0001 "));
    }
}
