//! How a table is written: CSV and JSON where a person reads, Parquet where a notebook does, Markdown for pages.

use std::collections::BTreeSet;

use polars::prelude::{AnyValue, Column, DataType};
use polars_io::prelude::{CsvWriter, ParquetWriter, SerWriter};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{Table, failed};
use crate::error::{Error, Result};
use crate::number::{never_zero, p_value};

impl Table {
    /// Comma-separated, with a header line; numbers in full, undefined ones empty.
    ///
    /// # Errors
    /// Where polars refuses to write.
    pub fn to_csv(&self) -> Result<String> {
        let mut bytes = Vec::new();
        CsvWriter::new(&mut bytes).include_header(true).finish(&mut self.frame.clone()).map_err(failed)?;
        Ok(String::from_utf8(bytes).expect("polars writes UTF-8"))
    }

    /// A JSON array of one object per row; undefined numbers are null.
    ///
    /// # Errors
    /// Where a column is of a kind that no table has.
    pub fn to_json(&self) -> Result<String> {
        let columns = self.frame.columns();
        let rows: Vec<Row<'_>> = (0..self.height()).map(|row| Row { columns, row }).collect();
        serde_json::to_string(&rows).map_err(|error| Error::Failed(format!("table: {error}")))
    }

    /// The bytes of a Parquet file.
    ///
    /// # Errors
    /// Where polars refuses to write.
    pub fn to_parquet(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        ParquetWriter::new(&mut bytes).finish(&mut self.frame.clone()).map_err(failed)?;
        Ok(bytes)
    }

    /// The cells as text, column by column; numbers with `decimals` places, such as these round to zero with an exponent (`3.200e-7`),
    /// and `undefined` where there is none.
    pub fn cells(&self, decimals: usize, undefined: &str) -> Vec<Vec<String>> {
        let cell = |name: &str, value: AnyValue<'_>| match value {
            AnyValue::Null => undefined.to_string(),
            AnyValue::String(word) => word.to_string(),
            // A column of one row, or of one word throughout, gives its words so.
            AnyValue::StringOwned(word) => word.to_string(),
            AnyValue::Float64(number) if P_VALUES.contains(&name) => p_value(number, decimals),
            AnyValue::Float64(number) => never_zero(number, decimals),
            other => other.to_string(),
        };
        let columns = self.frame.columns();
        (0..self.height())
            .map(|row| {
                let written =
                    |column: &Column| cell(column.name(), column.get(row).expect("a row of this table"));
                columns.iter().map(written).collect()
            })
            .collect()
    }

    /// Which columns hold numbers, or words that are numbers and intervals written out, and so stand to the right.
    pub fn numeric(&self) -> Vec<bool> {
        self.frame
            .columns()
            .iter()
            .map(|column| match column.dtype() {
                DataType::Float64 | DataType::UInt64 | DataType::Int64 => true,
                DataType::String => column.str().is_ok_and(|words| {
                    let any =
                        words.iter().flatten().any(|word| word.chars().any(|letter| letter.is_ascii_digit()));
                    any && words.iter().flatten().all(written_number)
                }),
                _ => false,
            })
            .collect()
    }

    /// A Markdown table; numbers with `decimals` places, what Markdown or HTML would take for a sign of theirs escaped.
    ///
    /// # Errors
    /// None today; a [`Result`] like its sisters.
    pub fn to_markdown(&self, decimals: usize) -> Result<String> {
        Ok(self.to_markdown_with(decimals, &BTreeSet::new()))
    }

    /// The same with the cells (row, column) of `best` in bold.
    pub fn to_markdown_with(&self, decimals: usize, best: &BTreeSet<(usize, usize)>) -> String {
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let rule = self
            .numeric()
            .iter()
            .map(|right| if *right { "---:" } else { "---" })
            .collect::<Vec<_>>()
            .join(" | ");
        let names = self.names().iter().map(|name| escape_markdown(name)).collect();
        let mut out = line(names) + &format!("| {rule} |\n");
        for (row, cells) in self.cells(decimals, "").into_iter().enumerate() {
            let cell = |(column, cell): (usize, String)| match escape_markdown(&cell) {
                // Stars say something else, and stand outside.
                word if best.contains(&(row, column)) => {
                    let number = word.trim_end_matches('*');
                    format!("**{number}**{}", "\\*".repeat(word.len() - number.len()))
                }
                word => word,
            };
            out.push_str(&line(cells.into_iter().enumerate().map(cell).collect()));
        }
        out
    }
}

/// One row, as JSON writes it.
struct Row<'a> {
    columns: &'a [Column],
    row: usize,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(self.columns.len()))?;
        for column in self.columns {
            object.serialize_key(column.name().as_str())?;
            match column.get(self.row).map_err(serde::ser::Error::custom)? {
                AnyValue::Null => object.serialize_value(&())?,
                AnyValue::String(word) => object.serialize_value(word)?,
                AnyValue::StringOwned(word) => object.serialize_value(word.as_str())?,
                AnyValue::Float64(number) => object.serialize_value(&number)?,
                AnyValue::UInt64(count) => object.serialize_value(&count)?,
                AnyValue::Boolean(flag) => object.serialize_value(&flag)?,
                other => return Err(serde::ser::Error::custom(format!("no table has a {}", other.dtype()))),
            }
        }
        object.end()
    }
}

/// The columns that hold p-values.
const P_VALUES: [&str; 2] = ["p_value", "p_adjusted"];

/// `text` as it must stand in Markdown so that it is read as it is, in a cell or in a line of its own.
pub(crate) fn escape_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            // So no link, image, footnote or definition comes about, and an interval in brackets stays as it is.
            ']' if letters.peek().is_some_and(|next| "([:".contains(*next)) => out.push_str("\\]"),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '|' | '`' | '\\' => {
                out.push('\\');
                out.push(letter);
            }
            // A cell and a heading end with their line.
            '\n' | '\r' => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

/// Whether `word` is a number, perhaps with a star, an interval in brackets, a bound, or a dash for an undefined one.
fn written_number(word: &str) -> bool {
    let marks = ['[', ']', ',', ' ', '.', '-', '<', '*'];
    matches!(word, "" | "\u{2013}")
        || word.chars().all(|letter| letter.is_ascii_digit() || marks.contains(&letter))
}
