//! The state of the data in sentences: what the checks found in; what a reader must know before any number, out.

use super::{Severity, ValidationRow};
use crate::statement::{Statement, Topic};
use crate::table::distinct;

/// The heading of the part of the page that holds the checks, which sentences point to.
pub const STATE_OF_THE_DATA: &str = "State of the data";

/// What sets the sources apart beside who wrote them: a check, and what one of its rows says of a share, a source and an
/// example.
type ConfoundSentence = fn(&str, &str, &str) -> String;
const CONFOUNDS: &[(&str, ConfoundSentence)] = &[
    ("copied_sources", |_, source, other| {
        format!("{source} has the same texts as {other}: they are one source")
    }),
    ("shared_beginnings", |share, source, _| {
        format!("{share} of the texts of {source} begin like the reference's text of the same content")
    }),
    ("unfinished_texts", |share, source, _| {
        format!("{share} of the texts of {source} break off, far more than in another source")
    }),
    ("contained_queries", |share, source, _| {
        format!(
            "{share} of the queries of four or more words occur verbatim in a text of {source}, far more than in \
             another source"
        )
    }),
    ("queries_as_beginnings", |share, source, _| {
        format!(
            "{share} of the queries of four or more words are the title or the first words of a text of {source}"
        )
    }),
];

/// So many are told; the table has all.
const MOST_TOLD: usize = 5;

/// What confounds, in words, in the order of [`CONFOUNDS`].
fn confounds(rows: &[ValidationRow]) -> Vec<String> {
    let told = |(check, words): &(&str, ConfoundSentence)| {
        let found = rows.iter().filter(|row| row.check == *check && row.count > 0);
        let tell = |row: &ValidationRow| {
            let share = format!("{:.0} %", 100.0 * row.count as f64 / row.of.max(row.count) as f64);
            words(&share, &row.source, &row.example)
        };
        found.map(tell).collect::<Vec<_>>()
    };
    CONFOUNDS.iter().flat_map(told).collect()
}

/// What the checks of `corpus/validation` found: a sentence for errors, one for warnings, and one for what sets the sources
/// apart beside who wrote them; none where there is nothing of the kind.
pub fn state_of_data(rows: &[ValidationRow]) -> Vec<Statement> {
    let of = |severity: Severity| {
        let severity = severity.to_string();
        rows.iter().filter(move |row| row.severity == severity && row.count > 0)
    };
    let words = |check: &str| check.replace('_', " ");
    let mut sentences = Vec::new();
    let errors = of(Severity::Error).map(|row| {
        let source = if row.source.is_empty() { String::new() } else { format!(" of {}", row.source) };
        format!("{} {}{source}", row.count, words(&row.check))
    });
    let errors: Vec<String> = errors.collect();
    if !errors.is_empty() {
        sentences.push(format!(
            "The data have errors, and the faulty records were left out: {}; see {STATE_OF_THE_DATA}",
            errors.join(", ")
        ));
    }
    let checks = distinct(of(Severity::Warning).map(|row| row.check.as_str()));
    let kinds: Vec<String> = checks.into_iter().map(words).collect();
    if !kinds.is_empty() {
        let many = if kinds.len() == 1 { "kind" } else { "kinds" };
        sentences.push(format!(
            "The data raise {} {many} of warning ({}); see {STATE_OF_THE_DATA}",
            kinds.len(),
            kinds.join(", ")
        ));
    }
    let mut confounds = confounds(rows);
    if !confounds.is_empty() {
        let more = confounds.len().saturating_sub(MOST_TOLD);
        confounds.truncate(MOST_TOLD);
        if more > 0 {
            confounds.push(format!("and {more} more"));
        }
        sentences.push(format!(
            "The sources differ in more than their writer, and that may be what is measured: {}; see {STATE_OF_THE_DATA}",
            confounds.join("; ")
        ));
    }
    sentences.into_iter().map(|sentence| Statement::new(Topic::Data, sentence)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Check, severity, source, count.
    type Case<'a> = (&'a str, Severity, &'a str, u64);

    fn table(rows: &[Case<'_>]) -> Vec<ValidationRow> {
        let row = |(check, severity, source, count): &Case<'_>| ValidationRow {
            check: check.to_string(),
            severity: severity.to_string(),
            source: source.to_string(),
            count: *count,
            of: 9,
            example: "d1".to_string(),
        };
        rows.iter().map(row).collect()
    }

    fn said(rows: &[ValidationRow]) -> Vec<String> {
        state_of_data(rows).iter().map(Statement::to_string).collect()
    }

    #[test]
    fn errors_are_told_with_counts_and_warnings_by_kind() {
        let table = table(&[
            ("unreadable_documents", Severity::Error, "human", 3),
            ("unreadable_documents", Severity::Error, "gpt", 0),
            ("unknown_queries", Severity::Error, "", 1),
            ("empty_texts", Severity::Warning, "human", 2),
            ("empty_texts", Severity::Warning, "gpt", 1),
            ("scripts", Severity::Note, "gpt", 9),
        ]);
        let expected = [
            "The data have errors, and the faulty records were left out: 3 unreadable documents of human, 1 unknown queries; see \
             State of the data",
            "The data raise 1 kind of warning (empty texts); see State of the data",
        ];
        assert_eq!(said(&table), expected);
    }

    #[test]
    fn what_confounds_is_told_with_its_share() {
        let found = table(&[
            ("copied_sources", Severity::Warning, "gpt", 9),
            ("shared_beginnings", Severity::Warning, "llm", 8),
            ("shared_beginnings", Severity::Warning, "gpt", 0),
            ("added_headings", Severity::Warning, "gpt", 1),
        ]);
        let sentences = said(&found);
        let expected = "The sources differ in more than their writer, and that may be what is measured: gpt has the same \
                        texts as d1: they are one source; 89 % of the texts of llm begin like the reference's text of \
                        the same content; \
                        see State of the data";
        assert_eq!(sentences[1..], [expected]);
        let many: Vec<Case<'_>> = vec![("unfinished_texts", Severity::Warning, "gpt", 3); 7];
        let sentences = said(&table(&many));
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
            assert!(super::super::CHECKS.iter().any(|check| check.name == *name), "{name}");
        }
    }

    #[test]
    fn notes_and_counts_of_zero_say_nothing() {
        let table =
            table(&[("scripts", Severity::Note, "gpt", 9), ("empty_texts", Severity::Warning, "gpt", 0)]);
        assert!(state_of_data(&table).is_empty());
    }
}
