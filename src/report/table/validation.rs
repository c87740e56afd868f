//! The state of the data: the checks of a corpus go in; out come those that found something.

use super::layout::Layout;
use crate::corpus::validate::ValidationRow;
use crate::error::Result;
use crate::report::results::Results;
use crate::table::{FileKind, Printed, Shown, Table, TableRow};

pub(super) const LAYOUT: Layout =
    Layout { origins: &[(ValidationRow::SCHEMA, &[])], ..Layout::prepared(FoundRow::SCHEMA, found) };

crate::table! {
    /// what was found in the files
    struct FoundRow("corpus/validation", FileKind::Csv, Some(PRINTED)) {
        /// The check, in words.
        check: String = "Check", Shown::Word;
        /// How bad it is.
        severity: String = "Severity", Shown::Word;
        /// The source.
        source: String = "Source", Shown::Word;
        /// How many.
        count: u64 = "Count", Shown::Count;
        /// Of how many.
        of: u64 = "Of", Shown::Count;
        /// One of them.
        example: String = "Example", Shown::Word;
    }
}

const PRINTED: Printed = Printed {
    name: "validation",
    title: "What was found in the files",
    note: "Count: the number of documents, lines, queries or judgements found; Of: the number checked. The example is an \
        id, or a file and line. Error: left out of everything on this page. Warning: used as is, and to be kept in mind \
        when reading the numbers. Note: worth knowing about the data. The command \"sourcebias list checks\" says what \
        each row counts and what to do.",
};

/// The rows that found something, none where there is no such row.
fn found(results: &Results) -> Result<Option<Table>> {
    let row = |row: ValidationRow| FoundRow {
        check: row.check.replace('_', " "),
        severity: row.severity,
        source: row.source,
        count: row.count,
        of: row.of,
        example: row.example,
    };
    let found = results.rows::<ValidationRow>()?.into_iter().filter(|row| row.count > 0);
    let rows: Vec<FoundRow> = found.map(row).collect();
    Ok((!rows.is_empty()).then(|| FoundRow::to_table(rows)))
}
