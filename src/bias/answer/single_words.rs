//! Because of which words: the effects of the words of queries in; a statement for each source out.

use super::words::list;
use crate::bias::{WordEffectRow as Row, short_name};
use crate::number::in_words;
use crate::statement::{Statement, Topic};
use crate::table::{TableRow, distinct};

/// So many words are named in either direction.
const NAMED: usize = 3;

/// One statement for each source, of the first model that has rows, where the effect of some word is sure: by which words of the
/// queries it loses most and by which it gains most between relevant twins, and how many are significant.
pub(super) fn statements(rows: &[Row], level: f64) -> Vec<Statement> {
    let Some(first) = rows.first() else { return Vec::new() };
    let of_model: Vec<(usize, &Row)> =
        rows.iter().enumerate().filter(|(_, row)| row.model == first.model).collect();
    let sources = distinct(of_model.iter().map(|(_, row)| row.source.as_str()));
    let of = |source: &str| {
        let rows: Vec<(usize, &Row)> =
            of_model.iter().copied().filter(|(_, row)| row.source == source).collect();
        statement(&rows, level)
    };
    sources.into_iter().filter_map(of).collect()
}

fn statement(rows: &[(usize, &Row)], level: f64) -> Option<Statement> {
    let (_, first) = rows.first()?;
    let mut statement = Statement::new(Topic::Cause, short_name(&first.model));
    statement.say(format!(" and the single words of the queries: {} ", first.source));
    let mut said = false;
    for (loses, verb) in [(true, "loses most by "), (false, "gains most by ")] {
        let mut strongest: Vec<(usize, &Row, f64)> = rows
            .iter()
            .filter_map(|(place, row)| Some((*place, *row, row.effect?)))
            .filter(|(.., effect)| if loses { *effect > 0.0 } else { *effect < 0.0 })
            .collect();
        // Stable: equal ones keep their order.
        strongest.sort_by(|left, right| right.2.abs().total_cmp(&left.2.abs()));
        strongest.truncate(NAMED);
        for (number, (place, row, effect)) in strongest.iter().enumerate() {
            let before = match (number, number + 1 == strongest.len(), said) {
                (0, _, true) => format!(", and {verb}"),
                (0, _, false) => verb.to_string(),
                (_, true, _) => " and ".to_string(),
                _ => ", ".to_string(),
            };
            statement.say(format!("{before}\u{201c}{}\u{201d} (", row.form));
            statement.number(in_words(effect.abs(), 3), Row::SCHEMA, *place, Row::effect);
            statement.say(")");
        }
        said |= !strongest.is_empty();
    }
    let significant: Vec<String> = rows
        .iter()
        .filter(|(_, row)| row.p_adjusted.is_some_and(|p| p < level))
        .map(|(_, row)| format!("\u{201c}{}\u{201d}", row.form))
        .collect();
    match significant.len() {
        0 => return None,
        1 => statement.say(format!("; {} is significant", significant[0])),
        few if few <= NAMED => statement.say(format!("; {} are significant", list(&significant))),
        many => statement.say(format!("; {many} of {} are significant", rows.len())),
    }
    said.then_some(statement)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(word: &str, effect: f64, p: f64) -> Row {
        Row {
            model: "bm25".to_string(),
            reference: "human".to_string(),
            source: "llm".to_string(),
            word: "as indexed".to_string(),
            form: word.to_string(),
            effect: Some(effect),
            low: None,
            high: None,
            per_pair: Some(effect * 9.0),
            p_queries: Some(p),
            p_contents: Some(p),
            p_value: Some(p),
            p_adjusted: Some(p),
            pairs: 9,
            share: Some(0.1),
            dropped: 1,
            added: 2,
            queries: 4,
        }
    }

    #[test]
    fn the_strongest_words_are_named_in_either_direction() {
        let rows = [
            row("pear", 0.1, 0.01),
            row("plum", -0.3, 0.2),
            row("tree", 0.2, 0.3),
            row("none", 0.0, 1.0),
            row("fig", 0.05, 0.3),
            row("oak", 0.04, 0.3),
        ];
        let found: Vec<String> = statements(&rows, 0.05).iter().map(Statement::to_string).collect();
        assert_eq!(
            found,
            [
                "bm25 and the single words of the queries: llm loses most by \u{201c}tree\u{201d} (0.200), \u{201c}pear\u{201d} \
              (0.100) and \u{201c}fig\u{201d} (0.050), and gains most by \u{201c}plum\u{201d} (0.300); \u{201c}pear\u{201d} is \
              significant"
            ]
        );
        assert_eq!(statements(&rows, 0.05)[0].numbers().next().unwrap().line, 4);
        assert!(statements(&[row("a", 0.0, 1.0)], 0.05).is_empty() && statements(&[], 0.05).is_empty());
    }
}
