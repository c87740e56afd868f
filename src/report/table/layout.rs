//! How a result table becomes a printed one: its schema says which columns, under which headings and in which form; out
//! come the cells as text.

use super::PaperTable;
use super::paper::paper_form;
use crate::bias::names::short_names;
use crate::error::Result;
use crate::number::{UNDEFINED, grouped, p_value, significant};
use crate::report::results::{Results, distinct};
use crate::table::{Column, ColumnKind, ColumnSchema, Schema, Shown, Table};

/// A printed table: of which result table, and how.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// What is printed: columns, headings and forms.
    pub schema: &'static Schema,
    /// The result tables behind it, and the columns of each, all where none is named; empty where it is the schema's own.
    pub origins: &'static [TableOrigin],
    /// Takes it out of the results, none where there is nothing to show; by default the whole result table.
    pub prepare: Option<Prepare>,
}

/// A result table and columns of it.
pub type TableOrigin = (&'static Schema, &'static [&'static str]);

/// Makes a table of the results.
pub type Prepare = fn(&Results) -> Result<Option<Table>>;

impl Layout {
    /// The result table as it is.
    pub const fn whole(schema: &'static Schema) -> Self {
        Layout { schema, origins: &[], prepare: None }
    }

    /// The result table, with some of its rows or none.
    pub const fn prepared(schema: &'static Schema, prepare: Prepare) -> Self {
        Layout { schema, origins: &[], prepare: Some(prepare) }
    }

    /// The name of its files.
    pub fn name(&self) -> &'static str {
        self.schema.printed.map_or(self.schema.name(), |printed| printed.name)
    }

    /// The printed table of these results, without the columns that the result table does not have; none where it is
    /// missing or empty.
    ///
    /// # Errors
    /// Where a column cannot be read.
    pub fn apply(&self, results: &Results) -> Result<Option<PaperTable>> {
        let table = match self.prepare {
            Some(prepare) => prepare(results)?,
            None => results.table(self.schema).cloned(),
        };
        let Some(table) = table else { return Ok(None) };
        let Written { table: written, reference, origins } = written(self.schema, &table)?;
        let note = match self.schema.printed {
            Some(printed) => printed.note.to_string(),
            None => format!("All columns of {}.", self.schema.key),
        };
        let title = self.schema.printed.map_or(self.schema.summary, |printed| printed.title);
        let paper = paper_form(self.schema, &table, (&results.experiment, self.name(), title, &note))?;
        Ok(Some(PaperTable {
            name: self.name(),
            title,
            paper,
            note: note + &reference.map_or(String::new(), |name| format!(" The reference is {name}.")),
            origins: match self.origins {
                [] => vec![(self.schema, origins)],
                behind => behind
                    .iter()
                    .filter_map(|(schema, named)| {
                        let table = results.table(schema)?;
                        let names = schema.columns.iter().map(|column| column.name);
                        let names = names.filter(|name| named.is_empty() || named.contains(name));
                        Some((*schema, names.filter(|name| table.has(name)).collect()))
                    })
                    .collect(),
            },
            table: written,
            question: None,
        }))
    }
}

/// A result table as it is printed.
pub struct Written {
    /// Its cells, written out, under their headings.
    pub table: Table,
    /// The reference, where it is one for all rows and has no column.
    pub reference: Option<String>,
    /// The columns that are shown.
    pub origins: Vec<&'static str>,
}

/// A result table with the columns, headings, short names and forms of numbers that its schema asks for.
///
/// # Errors
/// Where a column cannot be read.
pub fn written(schema: &'static Schema, table: &Table) -> Result<Written> {
    let mut columns = Vec::new();
    let mut reference = None;
    let mut origins = Vec::new();
    for column in schema.columns.iter().filter(|column| table.has(column.name)) {
        let Some((heading, shown)) = shown_of(schema, column) else { continue };
        let cells = cells(table, column.name, shown)?;
        origins.push(column.name);
        if matches!(shown, Shown::Interval(_) | Shown::SignificantInterval) {
            origins.extend(schema.column(&high_of(column.name)).map(|high| high.name));
        }
        // One reference for all rows is said once, beside the table.
        match shown {
            Shown::Reference if distinct(&cells).len() == 1 => reference = cells.first().cloned(),
            _ => columns.push((heading, Column::Text(cells))),
        }
    }
    let columns = columns.iter().map(|(name, column)| (name.as_str(), column.clone())).collect();
    Ok(Written { table: Table::new(columns), reference, origins })
}

/// Heading and form of a column; where a table says nothing of its print, all of its columns are shown.
pub(super) fn shown_of(schema: &Schema, column: &ColumnSchema) -> Option<(String, Shown)> {
    match (schema.printed, column.shown) {
        (_, Some((heading, shown))) => Some((heading.to_string(), shown)),
        (Some(_), None) => None,
        (None, None) => {
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

/// The cells of a column, written out.
pub(super) fn cells(table: &Table, name: &str, shown: Shown) -> Result<Vec<String>> {
    let numbers = |format: &dyn Fn(f64) -> String| -> Result<Vec<String>> {
        let written = |value: Option<f64>| value.map_or(UNDEFINED.to_string(), format);
        Ok(table.number(name)?.into_iter().map(written).collect())
    };
    let intervals = |format: &dyn Fn(f64) -> String| -> Result<Vec<String>> {
        let written = |(low, high): (Option<f64>, Option<f64>)| match low.zip(high) {
            Some((low, high)) => format!("[{}, {}]", format(low), format(high)),
            None => UNDEFINED.to_string(),
        };
        let high = table.number(&high_of(name))?;
        Ok(table.number(name)?.into_iter().zip(high).map(written).collect())
    };
    match shown {
        Shown::Word | Shown::Reference => table.text(name),
        Shown::Name => Ok(short_names(&table.text(name)?)),
        Shown::Flag => {
            let word = |flag| if flag { "yes" } else { "no" }.to_string();
            Ok(table.flag(name)?.into_iter().map(word).collect())
        }
        Shown::Count => numbers(&|value| grouped(value, 0)),
        Shown::Decimal(decimals) => numbers(&|value| grouped(value, decimals)),
        Shown::PValue => numbers(&|value| p_value(value, 4)),
        Shown::Significant => numbers(&significant),
        Shown::Interval(decimals) => intervals(&|value| grouped(value, decimals)),
        Shown::SignificantInterval => intervals(&significant),
    }
}

/// The column of the upper end of the interval whose lower end is in the column `low`.
fn high_of(low: &str) -> String {
    low.replace("low", "high")
}

#[cfg(test)]
mod tests {
    use super::*;

    crate::table! {
        /// what one wants to know
        struct OwnRow("bias/own_one", crate::table::FileKind::Csv, None) {
            /// The model.
            model: String;
            /// A gap.
            mean_gap: Option<f64>;
        }
    }

    #[test]
    fn a_table_is_shown_without_headings_of_its_own() {
        use crate::table::TableRow;
        let row = OwnRow { model: "bm25".to_string(), mean_gap: Some(0.123_456) };
        let results = Results::new("x", [("bias/own_one", OwnRow::to_table(vec![row]))].into());
        let layout = Layout::whole(OwnRow::SCHEMA);
        let shown = layout.apply(&results).unwrap().unwrap();
        assert_eq!((shown.name, shown.title), ("own_one", "what one wants to know"));
        assert_eq!(shown.table.names(), ["model", "mean gap"]);
        assert_eq!(shown.table.text("mean gap").unwrap(), ["0.1235"]);
        assert!(layout.apply(&Results::new("x", Default::default())).unwrap().is_none());
    }
}
