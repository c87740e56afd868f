//! How a result table becomes a printed one: columns, headers and formats go in; out come the cells as text.

use super::PaperTable;
use crate::bias::names::short_names;
use crate::error::Result;
use crate::report::results::{Results, distinct};
use crate::table::{Column, Table, p_value};

/// What stands where a value is undefined.
const UNDEFINED: &str = "\u{2013}";

/// How one printed column is made of columns of the result table.
#[derive(Debug, Clone, Copy)]
pub enum Cell {
    /// The word itself.
    Word(&'static str),
    /// A canonical name, as short as it can be.
    Name(&'static str),
    /// Yes or no.
    Flag(&'static str),
    /// A whole number.
    Count(&'static str),
    /// A number with so many decimals.
    Decimal(&'static str, usize),
    /// From and to, with so many decimals.
    Interval(&'static str, &'static str, usize),
    /// A p-value, with four decimals; smaller ones as a bound.
    PValue(&'static str),
    /// A number with four significant digits: for columns of unlike quantities.
    Significant(&'static str),
    /// From and to, with four significant digits.
    SignificantInterval(&'static str, &'static str),
}

/// A result table and columns of it.
pub type Origin = (&'static str, &'static [&'static str]);

/// A printed table: what it is made of and how.
#[derive(Debug)]
pub struct Layout {
    /// Name of its files.
    pub name: &'static str,
    /// Heading.
    pub title: &'static str,
    /// What a number in it means.
    pub note: &'static str,
    /// The result table it is made of.
    pub key: &'static str,
    /// The result tables and columns behind it; empty where they are `key` and what `columns` names.
    pub origins: &'static [Origin],
    /// Takes that table out of the results, none where it is missing or empty.
    pub prepare: fn(&Results, &str) -> Result<Option<Table>>,
    /// Header and content of each column.
    pub columns: &'static [(&'static str, Cell)],
}

impl Cell {
    /// The columns of the result table that it prints.
    pub fn origins(&self) -> Vec<&'static str> {
        match self {
            Cell::Word(name) | Cell::Name(name) | Cell::Flag(name) | Cell::Count(name) => vec![name],
            Cell::Decimal(name, _) | Cell::PValue(name) | Cell::Significant(name) => vec![name],
            Cell::Interval(low, high, _) | Cell::SignificantInterval(low, high) => vec![low, high],
        }
    }

    fn write(&self, table: &Table) -> Result<Vec<String>> {
        let numbers = |name: &str, format: &dyn Fn(f64) -> String| -> Result<Vec<String>> {
            let written = |value: Option<f64>| value.map_or(UNDEFINED.to_string(), format);
            Ok(table.number(name)?.into_iter().map(written).collect())
        };
        let intervals = |low: &str, high: &str, format: &dyn Fn(f64) -> String| -> Result<Vec<String>> {
            let written = |(low, high): (Option<f64>, Option<f64>)| match low.zip(high) {
                Some((low, high)) => format!("[{}, {}]", format(low), format(high)),
                None => UNDEFINED.to_string(),
            };
            Ok(table.number(low)?.into_iter().zip(table.number(high)?).map(written).collect())
        };
        match self {
            Cell::Word(name) => table.text(name),
            Cell::Name(name) => Ok(short_names(&table.text(name)?)),
            Cell::Flag(name) => {
                let word = |flag: String| if flag == "true" { "yes" } else { "no" }.to_string();
                Ok(table.text(name)?.into_iter().map(word).collect())
            }
            Cell::Count(name) => numbers(name, &|value| decimal(value, 0)),
            Cell::Decimal(name, decimals) => numbers(name, &|value| decimal(value, *decimals)),
            Cell::PValue(name) => numbers(name, &|value| p_value(value, 4)),
            Cell::Significant(name) => numbers(name, &significant),
            Cell::Interval(low, high, decimals) => intervals(low, high, &|value| decimal(value, *decimals)),
            Cell::SignificantInterval(low, high) => intervals(low, high, &significant),
        }
    }
}

impl Layout {
    /// The printed table of these results, without the columns that the result table does not have; none where it is
    /// missing or empty.
    ///
    /// # Errors
    /// Where a column cannot be read.
    pub fn apply(&self, results: &Results) -> Result<Option<PaperTable>> {
        let Some(table) = (self.prepare)(results, self.key)? else { return Ok(None) };
        let mut columns = Vec::with_capacity(self.columns.len());
        let mut reference = None;
        let names = table.names();
        let has = |cell: &Cell| cell.origins().iter().all(|origin| names.iter().any(|name| name == origin));
        for (header, cell) in self.columns.iter().filter(|(_, cell)| has(cell)) {
            let cells = cell.write(&table)?;
            // One reference for all rows is said once, beside the table.
            let one = distinct(&cells).len() == 1;
            match cell {
                Cell::Word("reference") if one => reference = cells.first().cloned(),
                _ => columns.push((*header, Column::Text(cells))),
            }
        }
        Ok(Some(PaperTable {
            name: self.name,
            title: self.title,
            note: self.note.to_string()
                + &reference.map_or(String::new(), |name| format!(" The reference is {name}.")),
            origins: match self.origins {
                [] => {
                    let printed = self.columns.iter().filter(|(_, cell)| has(cell));
                    vec![(self.key, printed.flat_map(|(_, cell)| cell.origins()).collect())]
                }
                origins => origins.iter().filter_map(|origin| held(results, origin)).collect(),
            },
            table: Table::new(columns),
            question: None,
        }))
    }
}

/// The part of `origin` that the results have.
fn held(results: &Results, (key, columns): &Origin) -> Option<(&'static str, Vec<&'static str>)> {
    let names = results.table(key)?.names();
    Some((key, columns.iter().copied().filter(|column| names.iter().any(|name| name == column)).collect()))
}

/// `value` with `decimals` places and thousands apart; never a negative zero.
fn decimal(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, part) = text.split_once('.').map_or((text.as_str(), ""), |(whole, part)| (whole, part));
    let zero = !text.chars().any(|letter| ('1'..='9').contains(&letter));
    let mut out = if value < 0.0 && !zero { "-".to_string() } else { String::new() };
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if part.is_empty() { out } else { out + "." + part }
}

/// `value` with four significant digits, at most six decimals; whole numbers from 1,000 on.
pub(super) fn significant(value: f64) -> String {
    if value == 0.0 {
        return "0".to_string();
    }
    if value.fract() == 0.0 {
        return decimal(value, 0);
    }
    let magnitude = value.abs().log10().floor() as i32;
    decimal(value, (3 - magnitude).clamp(0, 6) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_for_readers() {
        assert_eq!(decimal(617_610.0, 0), "617,610");
        assert_eq!(decimal(-9.3661, 2), "-9.37");
        assert_eq!(decimal(-0.0001, 2), "0.00");
        assert_eq!(significant(32_203.4), "32,203");
        assert_eq!(significant(0.052_341), "0.05234");
        assert_eq!(significant(-1.578_44), "-1.578");
        assert_eq!(significant(141.0), "141");
        assert_eq!(significant(0.000_000_4), "0.000000");
    }
}
