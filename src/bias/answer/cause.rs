//! Because of what: the parts of the gap between twins' scores in; a statement for each source out.

use super::words::list;
use crate::bias::{DecompositionRow as Row, short_name};
use crate::number::in_words;
use crate::statement::{Statement, Topic};
use crate::table::{TableRow, distinct};

/// One statement for each source, of the first model that has parts: what of the mean gap between the scores of relevant
/// twins is due to query words, to how often they occur, and to length. All parts are told, since they add up;
/// those that are not significantly different from 0 are named as such.
pub(super) fn statements(rows: &[Row], level: f64) -> Vec<Statement> {
    let Some(first) = rows.first() else { return Vec::new() };
    let of_model: Vec<(usize, &Row)> =
        rows.iter().enumerate().filter(|(_, row)| row.model == first.model).collect();
    let sources = distinct(of_model.iter().map(|(_, row)| row.source.as_str()));
    let of = |source: &&str| {
        let rows: Vec<(usize, &Row)> =
            of_model.iter().copied().filter(|(_, row)| row.source == **source).collect();
        statement(&rows, level)
    };
    sources.iter().filter_map(of).collect()
}

/// What a part with this sign is, said of the source. Above 0 a part speaks for the reference.
fn words(part: &str, above: bool) -> Option<(&'static str, &'static str)> {
    // The words before the number, and those that name it without.
    Some(match (part, above) {
        ("coverage", true) => ("query words that it lacks", "missing or added words"),
        ("coverage", false) => ("query words that it adds", "missing or added words"),
        ("tf", true) => ("fewer repetitions of query words", "repetition"),
        ("tf", false) => ("more repetitions of query words", "repetition"),
        ("length", _) => ("its length", "length"),
        _ => return None,
    })
}

fn statement(rows: &[(usize, &Row)], level: f64) -> Option<Statement> {
    let part = |name: &str| rows.iter().copied().find(|(_, row)| row.part == name);
    let (place, total) = part("total")?;
    let gap = total.value?;
    let mut parts: Vec<(usize, &Row, f64)> =
        rows.iter().filter_map(|(place, row)| Some((*place, *row, row.value?))).collect();
    // What is 0 in every pair, as length is with b = 0, says nothing.
    parts.retain(|(_, row, value)| words(&row.part, true).is_some() && *value != 0.0);
    parts.sort_by(|one, other| other.2.abs().total_cmp(&one.2.abs()).then(one.0.cmp(&other.0)));
    let sure = |row: &Row| row.p_adjusted.or(row.p_value).is_some_and(|p| p < level);
    let Row { model, reference, source, .. } = total;
    let size = |value: f64| in_words(value.abs(), 2);
    let mut statement = Statement::new(Topic::Cause, format!("{} scores {reference} ", short_name(model)));
    statement.number(size(gap), Row::SCHEMA, place, Row::value);
    statement.say(format!(
        " {} than {source} between twins of one content",
        if gap < 0.0 { "lower" } else { "higher" }
    ));
    let open: Vec<String> = parts
        .iter()
        .filter(|(_, row, _)| !sure(row))
        .filter_map(|(_, row, value)| Some(words(&row.part, *value > 0.0)?.1.to_string()))
        .collect();
    statement.say(format!(": {source} "));
    for (favours, verb) in [(true, "loses "), (false, "gains ")] {
        let mut begun = false;
        for (place, row, value) in parts.iter().filter(|(_, _, value)| (*value > 0.0) == favours) {
            let second = !favours && parts.iter().any(|(_, _, value)| *value > 0.0);
            let before = match (begun, second) {
                (true, _) => " and ".to_string(),
                (false, true) => format!(", and {verb}"),
                (false, false) => verb.to_string(),
            };
            statement.say(before);
            statement.number(size(*value), Row::SCHEMA, *place, Row::value);
            statement.say(format!(" by {}", words(&row.part, favours)?.0));
            begun = true;
        }
    }
    match open.len() {
        0 => {}
        number if number == parts.len() => statement.say("; none of it is significant"),
        1 => statement.say(format!("; the part of {} is not significant", open[0])),
        _ => statement.say(format!("; the parts of {} are not significant", list(&open))),
    }
    Some(statement)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(source: &str, part: &str, value: f64, p: f64) -> Row {
        Row {
            model: "bm25".to_string(),
            reference: "human".to_string(),
            source: source.to_string(),
            part: part.to_string(),
            value: Some(value),
            low: None,
            high: None,
            p_queries: None,
            p_contents: None,
            p_value: Some(p),
            p_adjusted: Some(p),
            placebo_below: None,
            placebo_as_large: None,
            pairs: 9,
            queries: 9,
        }
    }

    #[test]
    fn parts_are_said_of_the_source_with_their_sign() {
        let rows = [
            row("llm", "coverage", 0.55, 0.001),
            row("llm", "tf", 0.39, 0.001),
            row("llm", "length", -1.01, 0.001),
            row("llm", "total", -0.07, 0.9),
            row("other", "coverage", -0.2, 0.3),
            row("other", "tf", 0.06, 0.2),
            row("other", "length", 0.1, 0.4),
            row("other", "total", -0.04, 0.9),
        ];
        let found: Vec<String> = statements(&rows, 0.05).iter().map(Statement::to_string).collect();
        assert_eq!(
            found,
            [
                "bm25 scores human 0.07 lower than llm between twins of one content: llm loses 0.55 by query words that it lacks and \
                 0.39 by fewer repetitions of query words, and gains 1.01 by its length",
                "bm25 scores human 0.04 lower than other between twins of one content: other loses 0.10 by its length and 0.06 by \
                 fewer repetitions of query words, and gains 0.20 by query words that it adds; none of it is significant",
            ]
        );
        let numbers: Vec<(usize, String)> =
            statements(&rows, 0.05)[0].numbers().map(|number| (number.line, number.text.clone())).collect();
        assert_eq!(numbers[0], (5, "0.07".to_string()));
        assert_eq!(numbers[3], (4, "1.01".to_string()));
    }

    #[test]
    fn what_is_not_significant_is_said_apart() {
        let rows = [
            row("llm", "coverage", -0.2, 0.01),
            row("llm", "tf", 0.06, 0.2),
            row("llm", "length", 0.1, 0.4),
            row("llm", "total", -0.04, 0.9),
        ];
        let found = statements(&rows, 0.05)[0].to_string();
        assert!(
            found.ends_with(
                "llm loses 0.10 by its length and 0.06 by fewer repetitions of query words, and gains 0.20 by query words that it adds; \
                 the parts of length and repetition are not significant"
            ),
            "{found}"
        );
        assert!(statements(&[], 0.05).is_empty());
    }
}
