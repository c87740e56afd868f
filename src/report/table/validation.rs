//! The state of the data: the checks of a corpus go in; out come those that found something, as a table and in words.

use super::layout::{Cell, Layout};
use crate::error::Result;
use crate::report::results::{Results, distinct};
use crate::table::{Column, Table};

/// The heading of the part of the page that holds the table, which sentences point to.
pub(crate) const STATE_OF_THE_DATA: &str = "State of the data";

pub(super) const LAYOUT: Layout = Layout {
    name: "validation",
    title: "What was found in the files",
    note: "Count: how many documents, lines, queries or judgements, of so many. The example is an id, or a file and line. \
        Error: left out of everything on this page. Warning: used as it stands, and the numbers are to be read with it. \
        Note: what to know of the data. The command \"sourcebias list checks\" says what each row counts and what to do.",
    key: "corpus/validation",
    origins: &[("corpus/validation", &["check", "severity", "source", "count", "of", "example"])],
    prepare: found,
    columns: &[
        ("Check", Cell::Word("check")),
        ("Severity", Cell::Word("severity")),
        ("Source", Cell::Word("source")),
        ("Count", Cell::Count("count")),
        ("Of", Cell::Count("of")),
        ("Example", Cell::Word("example")),
    ],
};

/// The rows that found something, none where there is no such row.
fn found(results: &Results, key: &str) -> Result<Option<Table>> {
    let Some(table) = results.table(key) else { return Ok(None) };
    let (counts, checks) = (table.number("count")?, table.text("check")?);
    let found = |row: &usize| counts[*row].is_some_and(|count| count > 0.0);
    let rows: Vec<usize> = (0..table.height()).filter(found).collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let words = |column: &str| -> Result<Column> {
        let words = table.text(column)?;
        Ok(Column::Text(rows.iter().map(|row| words[*row].clone()).collect()))
    };
    let numbers = |column: &str| -> Result<Column> {
        let numbers = table.number(column)?;
        Ok(Column::Number(rows.iter().map(|row| numbers[*row]).collect()))
    };
    Ok(Some(Table::new(vec![
        ("check", Column::Text(rows.iter().map(|row| checks[*row].replace('_', " ")).collect())),
        ("severity", words("severity")?),
        ("source", words("source")?),
        ("count", numbers("count")?),
        ("of", numbers("of")?),
        ("example", words("example")?),
    ])))
}

/// What sets the sources apart beside who wrote them: a check, and what one of its rows says of a share, a source and an
/// example.
type Told = fn(&str, &str, &str) -> String;
const CONFOUNDS: &[(&str, Told)] = &[
    ("copied_sources", |_, source, other| format!("{source} has the texts of {other}: they are one source")),
    ("shared_beginnings", |share, source, _| {
        format!("{share} of the texts of {source} begin as the reference's text of that content does")
    }),
    ("unfinished_texts", |share, source, _| {
        format!("{share} of the texts of {source} break off, far more than those of another source")
    }),
    ("contained_queries", |share, source, _| {
        format!(
            "{share} of the queries of four words or more stand word for word in a text of {source}, far more than in \
             another source"
        )
    }),
    ("queries_as_beginnings", |share, source, _| {
        format!(
            "{share} of the queries of four words or more are the title or the first words of a text of {source}"
        )
    }),
];

/// So many are told; the table has all.
const MOST_TOLD: usize = 5;

/// What confounds, in words, in the order of [`CONFOUNDS`].
fn confounds(table: &Table) -> Result<Vec<String>> {
    let (checks, sources, examples) = (table.text("check")?, table.text("source")?, table.text("example")?);
    let (counts, of) = (table.number("count")?, table.number("of")?);
    let mut told = Vec::new();
    for (check, words) in CONFOUNDS {
        for row in (0..table.height()).filter(|row| checks[*row] == *check) {
            if let (Some(count), Some(of)) = (counts[row], of[row])
                && count > 0.0
            {
                let share = format!("{:.0} %", 100.0 * count / of.max(count));
                told.push(words(&share, &sources[row], &examples[row]));
            }
        }
    }
    Ok(told)
}

/// What the checks of `corpus/validation` found: a sentence for errors, one for warnings, and one for what sets the sources
/// apart beside who wrote them; none where there is nothing of the kind.
pub(crate) fn state_of_data(table: &Table) -> Result<Vec<String>> {
    let (checks, severities) = (table.text("check")?, table.text("severity")?);
    let (sources, counts) = (table.text("source")?, table.number("count")?);
    let rows = |severity: &str| -> Vec<usize> {
        let wanted =
            |row: &usize| severities[*row] == severity && counts[*row].is_some_and(|count| count > 0.0);
        (0..table.height()).filter(wanted).collect()
    };
    let mut sentences = Vec::new();
    let errors = rows("error");
    if !errors.is_empty() {
        let told = |row: &usize| {
            let of = if sources[*row].is_empty() { String::new() } else { format!(" of {}", sources[*row]) };
            format!("{} {}{of}", counts[*row].unwrap_or_default(), checks[*row].replace('_', " "))
        };
        let told: Vec<String> = errors.iter().map(told).collect();
        sentences.push(format!(
            "the data have errors, and what is wrong was left out: {}; see {STATE_OF_THE_DATA}",
            told.join(", ")
        ));
    }
    let warnings: Vec<String> =
        rows("warning").into_iter().map(|row| checks[row].replace('_', " ")).collect();
    if !warnings.is_empty() {
        let kinds = distinct(&warnings);
        let many = if kinds.len() == 1 { "kind" } else { "kinds" };
        sentences.push(format!(
            "the data have warnings of {} {many} ({}); see {STATE_OF_THE_DATA}",
            kinds.len(),
            kinds.join(", ")
        ));
    }
    let mut confounds = confounds(table)?;
    if !confounds.is_empty() {
        let more = confounds.len().saturating_sub(MOST_TOLD);
        confounds.truncate(MOST_TOLD);
        if more > 0 {
            confounds.push(format!("and {more} more"));
        }
        sentences.push(format!(
            "more than the writer sets the sources apart, and what is measured may be that: {}; see {STATE_OF_THE_DATA}",
            confounds.join("; ")
        ));
    }
    Ok(sentences)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Check, severity, source, count.
    type Row<'a> = (&'a str, &'a str, &'a str, u64);

    fn table(rows: &[Row<'_>]) -> Table {
        let words = |word: &dyn Fn(&Row<'_>) -> String| Column::Text(rows.iter().map(word).collect());
        Table::new(vec![
            ("check", words(&|row| row.0.to_string())),
            ("severity", words(&|row| row.1.to_string())),
            ("source", words(&|row| row.2.to_string())),
            ("count", Column::Count(rows.iter().map(|row| row.3).collect())),
            ("of", Column::Count(vec![9; rows.len()])),
            ("example", words(&|_| "d1".to_string())),
        ])
    }

    #[test]
    fn errors_are_told_with_counts_and_warnings_by_kind() {
        let table = table(&[
            ("unreadable_documents", "error", "human", 3),
            ("unreadable_documents", "error", "gpt", 0),
            ("unknown_queries", "error", "", 1),
            ("empty_texts", "warning", "human", 2),
            ("empty_texts", "warning", "gpt", 1),
            ("scripts", "note", "gpt", 9),
        ]);
        let expected = [
            "the data have errors, and what is wrong was left out: 3 unreadable documents of human, 1 unknown queries; see \
             State of the data",
            "the data have warnings of 1 kind (empty texts); see State of the data",
        ];
        assert_eq!(state_of_data(&table).unwrap(), expected);
    }

    #[test]
    fn what_confounds_is_told_with_its_share() {
        let found = table(&[
            ("copied_sources", "warning", "gpt", 9),
            ("shared_beginnings", "warning", "llm", 8),
            ("shared_beginnings", "warning", "gpt", 0),
            ("added_headings", "warning", "gpt", 1),
        ]);
        let sentences = state_of_data(&found).unwrap();
        let expected = "more than the writer sets the sources apart, and what is measured may be that: gpt has the texts of \
                        d1: they are one source; 89 % of the texts of llm begin as the reference's text of that content does; \
                        see State of the data";
        assert_eq!(sentences[1..], [expected]);
        let many: Vec<Row<'_>> = vec![("unfinished_texts", "warning", "gpt", 3); 7];
        let sentences = state_of_data(&table(&many)).unwrap();
        assert!(
            sentences[1].contains("33 % of the texts of gpt break off, far more than"),
            "{}",
            sentences[1]
        );
        assert!(sentences[1].ends_with("; and 2 more; see State of the data"), "{}", sentences[1]);
    }

    #[test]
    fn every_confound_is_a_check() {
        for (name, _) in CONFOUNDS {
            assert!(crate::corpus::validate::CHECKS.iter().any(|check| check.name == *name), "{name}");
        }
    }

    #[test]
    fn notes_and_counts_of_zero_say_nothing() {
        let table = table(&[("scripts", "note", "gpt", 9), ("empty_texts", "warning", "gpt", 0)]);
        assert!(state_of_data(&table).unwrap().is_empty());
    }
}
