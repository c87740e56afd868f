//! How data is printed on stdout: a table for people, or CSV, JSON, Markdown or LaTeX for programs and papers.

use std::io::{IsTerminal, Write};

use clap::ValueEnum;
use sourcebias::bias::short_name;
use sourcebias::statement::wrapped;
use sourcebias::table::{Print, Schema, Shown, Table, Written};
use sourcebias::{Error, Result};

use super::aligned::{self, whole};

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

/// Prints a table on stdout: as text to people with the columns that fit, and to programs with all.
pub fn print(table: &Table, format: Format) -> Result<()> {
    match format {
        Format::Text if fits() => print_line(&fitted(table, &[], "--format csv has them")),
        _ => print_whole(table, format),
    }
}

/// Prints a table on stdout with all of its columns.
fn print_whole(table: &Table, format: Format) -> Result<()> {
    let text = match format {
        Format::Text => whole(table),
        Format::Csv => table.to_csv()?,
        Format::Json => table.to_json()?,
        Format::Markdown => table.to_markdown(4)?,
        Format::Latex => table.to_latex(4)?,
    };
    print_line(text.trim_end())
}

/// Prints a result table on stdout: to people with short names, and of the columns that its schema prints those that fit;
/// to programs and with `wide` all columns as they stand in the file.
pub fn print_result(schema: &Schema, table: &Table, format: Format, wide: bool) -> Result<()> {
    match matches!(format, Format::Text) && !wide && fits() {
        true => print_written(&schema.written(table, Print::grouped(short_name))?, wide),
        false => print_whole(table, format),
    }
}

/// Prints a table that is written out as text on stdout: to people the columns that fit, to programs and with `wide` all.
pub fn print_written(written: &Written, wide: bool) -> Result<()> {
    if let Some(reference) = &written.reference {
        print_line(&format!("compared with {reference}"))?;
    }
    match wide || !fits() {
        true => print_whole(&written.table, Format::Text),
        false => print_line(&fitted(&written.table, &written.forms, "--wide")),
    }
}

/// Prints a table on stdout: to people the columns that fit, to programs and with `wide` all.
pub fn print_fitted(table: &Table, wide: bool) -> Result<()> {
    print_written(
        &Written { table: table.clone(), reference: None, columns: Vec::new(), forms: Vec::new() },
        wide,
    )
}

/// Prints a paragraph on stdout, in lines of the terminal.
pub fn print_paragraph(text: &str) -> Result<()> {
    print_line(wrapped("", text, width()).trim_end())
}

/// Prints sentences on stdout, a paragraph each, whose further lines are indented.
pub fn print_sentences(sentences: impl IntoIterator<Item = String>) -> Result<()> {
    const INDENT: &str = "  ";
    let paragraph =
        |sentence: String| wrapped(INDENT, &plain(&sentence), width())[INDENT.len()..].to_string();
    let paragraphs: String = sentences.into_iter().map(paragraph).collect();
    print_line(paragraphs.trim_end())
}

/// Whether tables are fitted to a width: on a terminal, and where the variable COLUMNS says how wide one is.
fn fits() -> bool {
    std::io::stdout().is_terminal() || said_columns().is_some()
}

/// The columns that the variable COLUMNS says.
fn said_columns() -> Option<usize> {
    std::env::var("COLUMNS").ok()?.parse().ok().filter(|columns| *columns > 0)
}

/// A table in lines of the terminal; what is left out is named below with what shows it.
fn fitted(table: &Table, forms: &[Shown], hint: &str) -> String {
    aligned::fitted(table, forms, columns().max(40), hint, plain)
}

/// `text` without what a terminal would obey and a reader would not see: control characters and those that turn the
/// direction of writing, each as its escape. Names in files, archives and folders are other people's.
pub fn plain(text: &str) -> String {
    let turns = |letter: char| matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' | '\t' => out.push(letter),
            letter if letter.is_control() || turns(letter) => out.extend(letter.escape_unicode()),
            letter => out.push(letter),
        }
    }
    out
}

/// The columns of a terminal that nobody has made wider.
pub const WIDTH: usize = 80;

/// The columns that lines may have: those of the terminal that data go to, else what the variable COLUMNS says, else
/// [`WIDTH`].
pub fn columns() -> usize {
    comfy_table::Table::new().width().map(usize::from).or_else(said_columns).unwrap_or(WIDTH)
}

/// How many letters a line of text may have: as many as the terminal has columns, at most 100.
pub fn width() -> usize {
    columns().clamp(40, 100)
}

/// Says something on stderr, and goes on where that is closed or full.
pub fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{}", plain(text));
}

/// Prints a line on stdout; a reader that has closed the pipe has what it wants.
pub fn print_line(line: &str) -> Result<()> {
    // What goes to a file or a program is data, and stays as it is.
    match std::io::stdout().is_terminal() {
        true => print_bytes(format!("{}\n", plain(line)).as_bytes()),
        false => print_bytes(format!("{line}\n").as_bytes()),
    }
}

/// Prints bytes on stdout, as [`print_line`].
pub fn print_bytes(bytes: &[u8]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::io("stdout", "write", error))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use sourcebias::profile::{KeynessRow, ProfileSummaryRow};
    use sourcebias::table::TableRow;

    use super::*;

    #[test]
    fn a_terminal_is_told_nothing_but_letters() {
        assert_eq!(plain("\u{1b}[31mred\u{7}\r\u{202e}x"), "\\u{1b}[31mred\\u{7}\\u{d}\\u{202e}x");
        assert_eq!(plain("naïve — 中文 عربي\ta\nb"), "naïve — 中文 عربي\ta\nb");
    }

    #[test]
    fn columns_stand_under_their_headings() {
        let row = |value: Option<f64>, low: Option<f64>| ProfileSummaryRow {
            source: "human".to_string(),
            measure: "ttr".to_string(),
            scope: "source".to_string(),
            value,
            low,
            high: low.map(|low| low + 1.0),
            n: 3,
        };
        let table = ProfileSummaryRow::to_table(vec![row(Some(0.123_456), Some(12.0)), row(None, None)]);
        let shown = ProfileSummaryRow::SCHEMA
            .written(&table.without(&[ProfileSummaryRow::scope]), Print::plain(short_name))
            .unwrap();
        assert_eq!(
            shown.table.to_csv().unwrap(),
            "Source,Text measure,Value,Interval,n\nhuman,ttr,0.1235,\"[12.00, 13.00]\",3\nhuman,ttr,–,–,3\n"
        );
    }

    #[test]
    fn a_table_without_rows_has_its_headings() {
        let shown = KeynessRow::SCHEMA
            .written(&KeynessRow::to_table(Vec::new()), Print::plain(short_name))
            .unwrap()
            .table;
        assert!(shown.names().contains(&"G²".to_string()), "{:?}", shown.names());
    }
}
