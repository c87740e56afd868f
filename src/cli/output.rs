//! How data is printed on stdout: a table for people, or CSV, JSON, Markdown or LaTeX for programs and papers.

use std::io::Write;

use clap::ValueEnum;
use comfy_table::{CellAlignment, ContentArrangement, presets};
use sourcebias::table::Table;
use sourcebias::{Error, Result};

/// How a table is printed.
#[derive(Clone, Copy, Default, ValueEnum)]
pub enum Format {
    /// Aligned columns
    #[default]
    Text,
    /// Comma-separated values
    Csv,
    /// An array of objects
    Json,
    /// A Markdown table
    Markdown,
    /// A LaTeX tabular
    Latex,
}

impl Format {
    /// Whether programs read it, which want numbers in full and nothing but numbers.
    pub fn is_for_programs(self) -> bool {
        matches!(self, Format::Csv | Format::Json)
    }
}

/// Prints a table on stdout.
pub fn print(table: &Table, format: Format) -> Result<()> {
    let text = match format {
        Format::Text => aligned(table),
        Format::Csv => table.to_csv()?,
        Format::Json => table.to_json()?,
        Format::Markdown => table.to_markdown(4)?,
        Format::Latex => table.to_latex(4)?,
    };
    print_line(text.trim_end())
}

/// Prints a line on stdout; a reader that has closed the pipe has what it wants.
pub fn print_line(line: &str) -> Result<()> {
    match writeln!(std::io::stdout(), "{line}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::io("stdout", "write", error))
        }
        _ => Ok(()),
    }
}

fn aligned(table: &Table) -> String {
    let mut shown = comfy_table::Table::new();
    shown
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(table.names());
    for row in table.cells(4, "–") {
        shown.add_row(row);
    }
    for (column, right) in shown.column_iter_mut().zip(table.numeric()) {
        column.set_cell_alignment(if right { CellAlignment::Right } else { CellAlignment::Left });
    }
    shown.to_string()
}
