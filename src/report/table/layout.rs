//! How a result table becomes a printed one: its schema says which columns, under which headings and in which form; out
//! come the cells as text.

use super::PaperTable;
use super::paper::paper_form;
use crate::bias::short_name;
use crate::error::Result;
use crate::report::results::Results;
use crate::table::{Print, Schema, Table, Written};

/// A printed table: of which result table, and how.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// What is printed: columns, headings and forms.
    pub schema: &'static Schema,
    /// The result tables behind it, and the columns of each, all where none is named; empty where it is the schema's own.
    pub origins: &'static [TableOrigin],
    /// Takes it out of the results, none where there is nothing to show; by default the whole result table.
    pub prepare: Option<Prepare>,
    /// The name of its files and its title, where they are not those of the schema: a part of a table that is printed whole
    /// too, for papers alone.
    pub part: Option<(&'static str, &'static str)>,
}

/// A result table and columns of it.
pub type TableOrigin = (&'static Schema, &'static [&'static str]);

/// Makes a table of the results.
pub type Prepare = fn(&Results) -> Result<Option<Table>>;

impl Layout {
    /// The result table as it is.
    pub const fn whole(schema: &'static Schema) -> Self {
        Layout { schema, origins: &[], prepare: None, part: None }
    }

    /// The result table, with some of its rows or none.
    pub const fn prepared(schema: &'static Schema, prepare: Prepare) -> Self {
        Layout { schema, origins: &[], prepare: Some(prepare), part: None }
    }

    /// The name of its files.
    pub fn name(&self) -> &'static str {
        let printed = self.schema.printed.map_or(self.schema.name(), |printed| printed.name);
        self.part.map_or(printed, |(name, _)| name)
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
        let Written { table: written, reference, columns, .. } =
            self.schema.written(&table, Print::grouped(short_name))?;
        let note = match self.schema.printed {
            Some(printed) => printed.note.to_string(),
            None => format!("All columns of {}.", self.schema.key),
        };
        let title = self.schema.printed.map_or(self.schema.summary, |printed| printed.title);
        let title = self.part.map_or(title, |(_, title)| title);
        let paper = paper_form(self.schema, &table, (&results.experiment, self.name(), title, &note))?;
        Ok(Some(PaperTable {
            name: self.name(),
            title,
            paper,
            note: note + &reference.map_or(String::new(), |name| format!(" The reference is {name}.")),
            origins: match self.origins {
                [] => vec![(self.schema, columns)],
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
