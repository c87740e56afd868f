//! A result table as people read it: its schema says which columns, under which headings and in which form; the cells as
//! text come out, with names as short as they can be.

use super::{Column, ColumnKind, ColumnSchema, Schema, Shown, Table, distinct};
use crate::error::Result;
use crate::number::{UNDEFINED, fixed, four_digits, grouped, interval, p_value, significant};

/// How names and numbers are written.
#[derive(Clone, Copy)]
pub struct Print {
    /// Makes a name as short as it can be and still mean the same.
    shorten: fn(&str) -> String,
    /// Writes a number with so many decimals.
    fixed: fn(f64, usize) -> String,
    /// Writes a number with four significant digits.
    significant: fn(f64) -> String,
}

impl Print {
    /// As on a page and in a paper: thousands apart, whole numbers without decimals.
    pub const fn grouped(shorten: fn(&str) -> String) -> Print {
        Print { shorten, fixed: grouped, significant }
    }

    /// As in a list on a terminal: digits below each other, nothing between them.
    pub const fn plain(shorten: fn(&str) -> String) -> Print {
        Print { shorten, fixed, significant: four_digits }
    }
}

/// A result table as it is printed.
pub struct Written {
    /// Its cells, written out, under their headings.
    pub table: Table,
    /// The reference, where it is one for all rows and has no column.
    pub reference: Option<String>,
    /// The columns of the result table that are shown.
    pub columns: Vec<&'static str>,
    /// How each column of `table` is written, in their order.
    pub forms: Vec<Shown>,
}

impl Schema {
    /// A result table of this schema with the columns, headings, short names and forms of numbers that it asks for; those
    /// that `table` lacks are left out.
    ///
    /// # Errors
    /// Where a column cannot be read.
    pub fn written(&self, table: &Table, print: Print) -> Result<Written> {
        let (mut cells, mut columns, mut forms, mut reference) = (Vec::new(), Vec::new(), Vec::new(), None);
        for column in self.columns.iter().filter(|column| table.has(column.name)) {
            let Some((heading, shown)) = self.shown(column) else { continue };
            let written = table.written(column.name, shown, print)?;
            columns.push(column.name);
            if matches!(shown, Shown::Interval(_) | Shown::SignificantInterval) {
                columns.extend(self.column(&high_of(column.name)).map(|high| high.name));
            }
            // One reference for all rows is said once, beside the table.
            match shown {
                Shown::Reference if distinct(&written).len() == 1 => reference = written.first().cloned(),
                _ => {
                    cells.push((heading, Column::Text(written)));
                    forms.push(shown);
                }
            }
        }
        let cells = cells.iter().map(|(heading, cells)| (heading.as_str(), cells.clone())).collect();
        Ok(Written { table: Table::new(cells), reference, columns, forms })
    }

    /// Heading and form of a column; where the schema says nothing of its print, all of its columns are shown.
    pub fn shown(&self, column: &ColumnSchema) -> Option<(String, Shown)> {
        let said = self.printed.is_some() || self.columns.iter().any(|one| one.shown.is_some());
        match column.shown {
            Some((heading, shown)) => Some((heading.to_string(), shown)),
            None if said => None,
            None => {
                let shown = match column.kind {
                    ColumnKind::Text => Shown::Word,
                    ColumnKind::Number => Shown::Significant,
                    ColumnKind::Count => Shown::Count,
                    ColumnKind::Flag => Shown::Flag,
                };
                Some((column.name.replace('_', " "), shown))
            }
        }
    }
}

impl Table {
    /// The cells of a column, written out.
    ///
    /// # Errors
    /// Where there is no such column, or it holds something else.
    pub fn written(&self, name: &str, shown: Shown, print: Print) -> Result<Vec<String>> {
        let numbers = |format: &dyn Fn(f64) -> String| -> Result<Vec<String>> {
            let written = |value: Option<f64>| value.map_or(UNDEFINED.to_string(), format);
            Ok(self.number(name)?.into_iter().map(written).collect())
        };
        let intervals = |format: &dyn Fn(f64) -> String| -> Result<Vec<String>> {
            let ends = self.number(name)?.into_iter().zip(self.number(&high_of(name))?);
            Ok(ends.map(|(low, high)| interval(low, high, format)).collect())
        };
        match shown {
            Shown::Word | Shown::Reference => self.text(name),
            Shown::Name => Ok(self.text(name)?.iter().map(|name| (print.shorten)(name)).collect()),
            Shown::Flag => {
                let word = |flag| if flag { "yes" } else { "no" }.to_string();
                Ok(self.flag(name)?.into_iter().map(word).collect())
            }
            Shown::Count => numbers(&|value| (print.fixed)(value, 0)),
            Shown::Decimal(decimals) => numbers(&|value| (print.fixed)(value, decimals)),
            Shown::PValue => numbers(&|value| p_value(value, 4)),
            Shown::Significant => numbers(&print.significant),
            Shown::Interval(decimals) => intervals(&|value| (print.fixed)(value, decimals)),
            Shown::SignificantInterval => intervals(&print.significant),
        }
    }
}

/// The column of the upper end of the interval whose lower end is in the column `low`.
fn high_of(low: &str) -> String {
    low.replace("low", "high")
}
