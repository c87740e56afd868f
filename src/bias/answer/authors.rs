//! Who wrote the queries: rows of `bias/query_authors` in; a statement for each source and two authors, whom the queries of
//! either favour and whether that differs, out.

use super::words::{percent, range, who};
use crate::bias::{BiasSettings, QueryAuthorRow as Row};
use crate::number::{level, p_in_words};
use crate::statement::{Statement, Topic};
use crate::table::{TableRow, distinct};

/// A row and its place in its table.
type Placed<'a> = (usize, &'a Row);

/// A statement on `measure` for each source and every two authors, in the order of the rows.
pub(super) fn statements(rows: &[Row], measure: &str, settings: &BiasSettings) -> Vec<Statement> {
    let of_measure = |(_, row): &Placed<'_>| row.measure == measure && row.relative_delta_percent.is_some();
    let rows: Vec<Placed<'_>> = rows.iter().enumerate().filter(of_measure).collect();
    let mut statements = Vec::new();
    for source in distinct(rows.iter().map(|(_, row)| row.source.as_str())) {
        let of_source: Vec<Placed<'_>> =
            rows.iter().copied().filter(|(_, row)| row.source == *source).collect();
        let pairs = of_source.iter().filter(|(_, row)| !row.less_author.is_empty());
        let mut pairs: Vec<[&str; 2]> = pairs.map(|(_, row)| [&*row.author, &*row.less_author]).collect();
        pairs.sort_unstable();
        pairs.dedup();
        statements.extend(pairs.into_iter().map(|pair| statement(&of_source, pair, settings)));
    }
    statements
}

fn statement(rows: &[Placed<'_>], [one, other]: [&str; 2], settings: &BiasSettings) -> Statement {
    let of = |author: &str, less: &str| -> Vec<Placed<'_>> {
        rows.iter().copied().filter(|(_, row)| row.author == author && row.less_author == less).collect()
    };
    let (reference, source) = rows.first().map_or(("", ""), |(_, row)| (&*row.reference, &*row.source));
    let mut out = Statement::new(Topic::Bias, format!("Between {reference} and {source}, "));
    for (place, author) in [one, other].into_iter().enumerate() {
        out.say(format!("{}queries written by {author} ", if place == 0 { "" } else { "; " }));
        of_author(&mut out, &of(author, ""), settings);
    }
    of_difference(&mut out, &of(one, other), [one, other], settings);
    out
}

/// Whom the queries of one author favour with each model, with Relative Δ.
fn of_author(out: &mut Statement, rows: &[Placed<'_>], settings: &BiasSettings) {
    let Some((_, first)) = rows.first() else {
        out.say("have no Relative Δ");
        return;
    };
    let surely = |row: &Row| row.p_adjusted.is_some_and(|p| p < level(settings.confidence));
    let favouring = |reference: bool| -> Vec<&str> {
        let is_it = |row: &Row| {
            surely(row) && row.relative_delta_percent.is_some_and(|value| (value > 0.0) == reference)
        };
        rows.iter().filter(|(_, row)| is_it(row)).map(|(_, row)| row.model.as_str()).collect()
    };
    let sides = [(favouring(true), &first.reference), (favouring(false), &first.source)];
    let mut said = false;
    for (models, favoured) in sides.iter().filter(|(models, _)| !models.is_empty()) {
        out.say(if said { " and " } else { "" });
        out.say(format!("favour {favoured} with {}", who(models, rows.len())));
        said = true;
    }
    if !said {
        out.say("show no significant bias");
    }
    figures(out, rows, "Relative Δ ", " %");
}

/// Whether it differs who wrote the queries.
fn of_difference(out: &mut Statement, rows: &[Placed<'_>], [one, other]: [&str; 2], settings: &BiasSettings) {
    let Some((place, first)) = rows.first().copied() else { return };
    let surely = |row: &Row| row.p_adjusted.is_some_and(|p| p < level(settings.confidence));
    let sure: Vec<&str> =
        rows.iter().filter(|(_, row)| surely(row)).map(|(_, row)| row.model.as_str()).collect();
    out.say(format!("; the difference, {one} less {other}, is "));
    match (sure.is_empty(), rows.iter().any(|(_, row)| row.p_adjusted.is_some())) {
        (true, true) => out.say("not significant"),
        (true, false) => out.say("not tested"),
        (false, _) => out.say(format!("significant with {}", who(&sure, rows.len()))),
    }
    figures(out, rows, "", " points");
    if let ([_], Some(p)) = (rows, first.p_adjusted) {
        out.say(", adjusted p ");
        out.number(p_in_words(p, settings.bootstrap), Row::SCHEMA, place, Row::p_adjusted);
    }
    if first.shared_clusters > 0 {
        out.say(", paired in ");
        out.number(first.shared_clusters.to_string(), Row::SCHEMA, place, Row::shared_clusters);
        out.say(" clusters");
    }
}

/// In brackets, the value of one model with its interval, or the range over several.
fn figures(out: &mut Statement, rows: &[Placed<'_>], before: &str, unit: &str) {
    let values: Vec<(usize, f64)> =
        rows.iter().filter_map(|(place, row)| Some((*place, row.relative_delta_percent?))).collect();
    out.say(format!(" ({before}"));
    range(out, &values, 1, (Row::SCHEMA, Row::relative_delta_percent));
    out.say(unit);
    if let [(place, row)] = rows
        && let (Some(low), Some(high)) = (row.low, row.high)
    {
        out.say(" [");
        out.number(percent(low), Row::SCHEMA, *place, Row::low);
        out.say(", ");
        out.number(percent(high), Row::SCHEMA, *place, Row::high);
        out.say("]");
    }
    out.say(")");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(model: &str, authors: [&str; 2], value: f64, p: f64) -> Row {
        Row {
            model: model.to_string(),
            measure: "nDCG@10".to_string(),
            reference: "human".to_string(),
            source: "llama".to_string(),
            author: authors[0].to_string(),
            less_author: authors[1].to_string(),
            relative_delta_percent: Some(value),
            low: Some(value - 10.0),
            high: Some(value + 10.0),
            reference_mean: None,
            source_mean: None,
            p_authors: None,
            p_queries: Some(p),
            p_contents: Some(p),
            p_value: Some(p),
            p_adjusted: Some(p),
            placebo_below: None,
            placebo_as_large: None,
            queries: 200,
            clusters: 100,
            shared_clusters: 100,
        }
    }

    fn said(rows: &[Row]) -> Vec<String> {
        let found = statements(rows, "nDCG@10", &BiasSettings::default());
        found.iter().map(Statement::to_string).collect()
    }

    #[test]
    fn one_model_is_said_with_intervals() {
        let of = |model: &str, shift: f64| {
            [
                row(model, ["gpt", ""], -20.0 - shift, 0.001),
                row(model, ["people", ""], 4.0 - shift, 0.4),
                row(model, ["gpt", "people"], -24.0, 0.003),
            ]
        };
        assert_eq!(
            said(&of("bm25", 0.0)),
            [
                "Between human and llama, queries written by gpt favour llama with bm25 (Relative Δ −20.0 % [−30.0, −10.0]); queries written by people \
              show no significant bias (Relative Δ 4.0 % [−6.0, 14.0]); the difference, gpt less people, is significant with \
              bm25 (−24.0 points [−34.0, −14.0]), adjusted p = 0.003, paired in 100 clusters"
            ]
        );
        let two = [of("bm25", 0.0), of("tf_idf", 1.0)].concat();
        assert_eq!(
            said(&two),
            [
                "Between human and llama, queries written by gpt favour llama with both models (Relative Δ −21.0 to −20.0 %); queries written by people \
              show no significant bias (Relative Δ 3.0 to 4.0 %); the difference, gpt less people, is significant with both \
              models (−24.0 points), paired in 100 clusters"
            ]
        );
        assert!(said(&[]).is_empty());
    }
}
