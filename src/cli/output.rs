//! How data is printed on stdout: a table for people, or CSV, JSON, Markdown or LaTeX for programs and papers.

use std::io::{IsTerminal, Write};

use clap::ValueEnum;
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, presets};
use sourcebias::bias::short_name;
use sourcebias::table::{Print, Schema, Table};
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

/// Prints a result table on stdout: on a terminal with short names, and of the columns that its schema prints those that fit;
/// to programs and with `wide` all columns as they stand in the file.
pub fn print_result(schema: &Schema, table: &Table, format: Format, wide: bool) -> Result<()> {
    if matches!(format, Format::Text) && !wide && std::io::stdout().is_terminal() {
        let written = schema.written(table, Print::grouped(short_name))?;
        let reference = written.reference.map_or(String::new(), |name| format!("compared with {name}\n"));
        return print_line((reference + &fitted(&written.table, width())).trim_end());
    }
    print(table, format)
}

/// Prints a table on stdout: on a terminal the columns that fit, elsewhere and with `wide` all.
pub fn print_fitted(table: &Table, wide: bool) -> Result<()> {
    match wide || !std::io::stdout().is_terminal() {
        true => print(table, Format::Text),
        false => print_line(&fitted(table, width())),
    }
}

/// A table in lines of at most `width` letters: columns at its end that do not fit are left out, and counted below it. No
/// number and no word is split.
fn fitted(table: &Table, width: usize) -> String {
    let names = table.names();
    let (cells, numeric) = (table.cells(4, "–"), table.numeric());
    let widest = |column: usize| {
        let texts = cells.iter().map(|row| row[column].as_str()).chain([names[column].as_str()]);
        texts.map(|text| text.chars().count()).max().unwrap_or(0)
    };
    let mut total = 0;
    // comfy-table puts a blank on each side of a cell.
    let fits = (0..names.len()).take_while(|column| {
        total += widest(*column) + 2;
        total <= width
    });
    let columns = fits.count().max(names.len().min(2));
    let mut shown = comfy_table::Table::new();
    shown.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    shown.set_header(&names[..columns]);
    for row in &cells {
        shown.add_row(&row[..columns]);
    }
    for (column, right) in shown.column_iter_mut().zip(numeric) {
        column.set_cell_alignment(if right { CellAlignment::Right } else { CellAlignment::Left });
    }
    let lines: Vec<String> = shown.to_string().lines().map(|line| line.trim_end().to_string()).collect();
    let left_out = names.len() - columns;
    let more = match left_out {
        0 => String::new(),
        _ => format!("\n\nmore columns: {} (--wide)", names[columns..].join(", ")),
    };
    lines.join("\n") + &more
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

/// The columns of the terminal that data go to; [`WIDTH`] where it is none.
pub fn columns() -> usize {
    comfy_table::Table::new().width().map_or(WIDTH, usize::from)
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
        if right {
            // No number is split.
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    shown.to_string()
}

#[cfg(test)]
mod tests {
    use sourcebias::profile::{KeynessRow, ProfileSummaryRow};
    use sourcebias::table::TableRow;

    use super::*;

    #[test]
    fn what_does_not_fit_is_left_out_and_named() {
        use sourcebias::table::Column;
        let table = Table::new(vec![
            ("Model", Column::Text(vec!["bm25".to_string(), "dirichlet".to_string()])),
            ("p", Column::Number(vec![Some(0.5), None])),
            ("Interval", Column::Text(vec!["[1, 2]".to_string(), "[3, 4]".to_string()])),
        ]);
        let lines = |width| fitted(&table, width).lines().map(str::to_string).collect::<Vec<_>>();
        assert_eq!(lines(40).len(), 3);
        assert!(lines(40)[1].contains("bm25") && lines(40)[2].ends_with("[3, 4]"), "{:?}", lines(40));
        assert_eq!(lines(22)[3..], ["", "more columns: Interval (--wide)"]);
        assert!(lines(22).iter().take(3).all(|line| line.chars().count() <= 22));
    }

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
