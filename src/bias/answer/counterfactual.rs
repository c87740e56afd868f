//! What the ranking would be: counterfactual twins in; a statement for each source out.

use super::words::{list, percent};
use crate::bias::cause::counterfactual::{ALL, EQUAL_LENGTHS};
use crate::bias::{CounterfactualRow as Row, short_name};
use crate::statement::{Statement, Topic};
use crate::table::{TableRow, distinct};

/// By factor, how twins would be alike, and the name of what that changes.
const LIKE: [(&str, [&str; 2]); 3] = [
    ("coverage", ["had the same query words", "query words"]),
    ("tf", ["repeated query words equally often", "repetition"]),
    ("length", ["were equally long", "length"]),
];

/// One statement for each source, of the first model that has rows of this measure, where some change is sure: by how much
/// Relative Δ would change if twins were alike in one thing. The changes are those of [`super::in_ranks`], which are means of both
/// directions.
pub(super) fn statements(rows: &[Row], measure: &str, level: f64) -> Vec<Statement> {
    let of_measure = || rows.iter().enumerate().filter(|(_, row)| row.measure == measure);
    let Some((_, first)) = of_measure().next() else { return Vec::new() };
    let of_model: Vec<(usize, &Row)> = of_measure().filter(|(_, row)| row.model == first.model).collect();
    let sources = distinct(of_model.iter().map(|(_, row)| row.source.as_str()));
    let of = |source: &&str| {
        let rows: Vec<(usize, &Row)> =
            of_model.iter().copied().filter(|(_, row)| row.source == **source).collect();
        statement(&rows, level)
    };
    sources.iter().filter_map(of).collect()
}

fn statement(rows: &[(usize, &Row)], level: f64) -> Option<Statement> {
    let of = |factor: &str| rows.iter().copied().find(|(_, row)| row.factor == factor);
    let (whole_place, whole) = of(ALL)?;
    let before = whole.before?;
    let sure = |row: &Row| row.p_adjusted.or(row.p_value).is_some_and(|p| p < level);
    let mut changes: Vec<(usize, &Row, f64, [&str; 2])> = LIKE
        .iter()
        .filter_map(|(factor, words)| of(factor).map(|(place, row)| (place, row, *words)))
        .filter_map(|(place, row, words)| Some((place, row, row.change?, words)))
        .filter(|(_, _, change, _)| *change != 0.0)
        .collect();
    if !changes.iter().any(|(_, row, ..)| sure(row)) {
        return None;
    }
    changes.sort_by(|one, other| other.2.abs().total_cmp(&one.2.abs()).then(one.0.cmp(&other.0)));
    let Row { model, reference, source, measure, .. } = whole;
    let opening = format!(
        "Ranked anew by {}, the Relative Δ of {} between {reference} and {source}, which is ",
        short_name(model),
        short_name(measure)
    );
    let mut statement = Statement::new(Topic::Cause, opening);
    statement.number(percent(before), Row::SCHEMA, whole_place, Row::before);
    statement.say(" %, would change by ");
    let mut both = false;
    for (number, (place, row, change, [alike, _])) in changes.iter().enumerate() {
        match number {
            0 => {}
            last if last + 1 == changes.len() => statement.say(" and "),
            _ => statement.say(", "),
        }
        statement.number(percent(*change), Row::SCHEMA, *place, Row::change);
        let (unit, twins) = if number == 0 { (" points", "twins") } else { ("", "they") };
        statement.say(format!("{unit} if {twins} {alike}"));
        both |= row.after_reversed.is_some();
    }
    if both {
        statement.say(" (means of both directions: either version made like the other)");
    }
    let open: Vec<String> =
        changes.iter().filter(|(_, row, ..)| !sure(row)).map(|one| one.3[1].to_string()).collect();
    match open.len() {
        0 => {}
        1 => statement.say(format!("; the change by {} is not significant", open[0])),
        _ => statement.say(format!("; the changes by {} are not significant", list(&open))),
    }
    let equal = of(EQUAL_LENGTHS).filter(|(_, row)| row.change != Some(0.0));
    if let Some((place, after)) = equal.and_then(|(place, row)| Some((place, row.after?))) {
        statement.say("; without any length normalisation it would be ");
        statement.number(percent(after), Row::SCHEMA, place, Row::after);
        statement.say(" %");
    }
    Some(statement)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn row(factor: &str, change: f64, p: f64) -> Row {
        Row {
            model: "bm25(k1=1.2,b=0.75)".to_string(),
            reference: "human".to_string(),
            source: "llm".to_string(),
            measure: "nDCG@10".to_string(),
            factor: factor.to_string(),
            before: Some(-7.406),
            after: Some(-7.406 + change),
            after_reversed: None,
            change: Some(change),
            low: None,
            high: None,
            p_queries: None,
            p_contents: None,
            p_value: Some(p),
            p_adjusted: Some(p),
            placebo_below: None,
            placebo_as_large: None,
            score_gap: Some(0.064),
            changed: 9,
            queries: 9,
        }
    }

    #[test]
    fn the_largest_change_is_said_first() {
        let rows = [
            row("coverage", -3.128, 0.4),
            row("tf", -25.634, 0.001),
            row("length", 31.783, 0.001),
            row("all", 7.406, 0.2),
            row("equal_lengths", 30.428, 0.001),
        ];
        let found = statements(&rows, "nDCG@10", 0.05);
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].to_string(),
            "Ranked anew by bm25, the Relative Δ of nDCG@10 between human and llm, which is \u{2212}7.4 %, would \
             change by 31.8 points if twins were equally long, \u{2212}25.6 if they repeated query words equally often and \
             \u{2212}3.1 if they had the same query words; the change by query words is not significant; without any length normalisation it \
             would be 23.0 %"
        );
        let lines: Vec<usize> = found[0].numbers().map(|number| number.line).collect();
        assert_eq!(lines, [5, 4, 3, 2, 6]);
        // The numbers are those of the answer, over either direction.
        let reversed = |row: Row| Row { after_reversed: Some(1.0), ..row };
        let both = &statements(&rows.clone().map(reversed), "nDCG@10", 0.05)[0].to_string();
        assert!(
            both.contains(
                "the same query words (means of both directions: either version made like the other); the"
            ),
            "{both}"
        );
        assert!(statements(&rows, "AP", 0.05).is_empty() && statements(&[], "AP", 0.05).is_empty());
        // Where no change is sure, or twins differ in nothing, there is nothing to say.
        let open = [row("coverage", -3.0, 0.4), row("length", 2.0, 0.3), row("all", 7.0, 0.2)];
        assert!(statements(&open, "nDCG@10", 0.05).is_empty());
        let same = [row("coverage", 0.0, 1.0), row("length", 0.0, 1.0), row("all", 0.0, 1.0)];
        assert!(statements(&same, "nDCG@10", 0.05).is_empty());
    }
}
