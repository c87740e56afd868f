//! How sure the answer is: what rules for ties alone would make of it, and what placebos found, in; a statement each out.

use super::words::percent;
use crate::bias::{PlaceboRow, TieRulesRow, short_name};
use crate::evaluate::Ties;
use crate::statement::{Statement, Topic};
use crate::table::TableRow;

/// A rule that moves Relative Δ by less than this, in percent points, is not worth a sentence.
const LEAST_MOVE: f64 = 1.0;

/// How far a rule that orders ties by something else than chance would move Relative Δ of `measure`, where that is a percent
/// point or more.
pub(super) fn tie_rules(rows: &[TieRulesRow], measure: &str) -> Option<Statement> {
    let placed: Vec<(usize, &TieRulesRow)> =
        rows.iter().enumerate().filter(|(_, row)| row.measure == measure).collect();
    let average = |of: &TieRulesRow| {
        placed.iter().copied().find(|(_, row)| {
            row.ties == Ties::Average.name() && (&row.model, &row.source) == (&of.model, &of.source)
        })
    };
    let moved = placed.iter().filter_map(|(place, row)| {
        let (from, plain) = average(row)?;
        let distance = (row.relative_delta_percent? - plain.relative_delta_percent?).abs();
        Some((distance, from, *place))
    });
    let (_, from, to) = moved
        .filter(|(distance, _, _)| *distance >= LEAST_MOVE)
        .max_by(|one, other| one.0.total_cmp(&other.0))?;
    let row = &rows[to];
    let mut statement = Statement::new(
        Topic::Certainty,
        format!(
            "The order of ties alone can fake a bias: by {} instead of averaged, Relative Δ of {} for {} would move from ",
            row.ties,
            short_name(&row.model),
            row.source
        ),
    );
    for (place, before) in [(from, ""), (to, " to ")] {
        statement.say(before);
        let value = percent(rows[place].relative_delta_percent?);
        statement.number(value, TieRulesRow::SCHEMA, place, TieRulesRow::relative_delta_percent);
        statement.say(" %");
    }
    Some(statement)
}

/// How often tests found something where labels were dealt by coin.
pub(super) fn placebo(rows: &[PlaceboRow], level: f64) -> Option<Statement> {
    let worst = rows
        .iter()
        .enumerate()
        .filter_map(|(place, row)| Some((place, row.share_below?)))
        .max_by(|one, other| one.1.total_cmp(&other.1))?;
    let mut statement = Statement::new(
        Topic::Certainty,
        format!(
            "Placebo: with labels dealt by coin {} times, no test has p below {level:.2} in more than ",
            rows[worst.0].relabelings
        ),
    );
    statement.number(percent(100.0 * worst.1), PlaceboRow::SCHEMA, worst.0, PlaceboRow::share_below);
    statement.say(" % of them");
    Some(statement)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(ties: &str, delta: f64) -> TieRulesRow {
        TieRulesRow {
            model: "bm25".to_string(),
            ties: ties.to_string(),
            queries: "judged".to_string(),
            measure: "nDCG@10".to_string(),
            reference: "human".to_string(),
            source: "llm".to_string(),
            reference_mean: None,
            source_mean: None,
            relative_delta_percent: Some(delta),
            low: None,
            high: None,
        }
    }

    #[test]
    fn the_rule_that_moves_most_is_told() {
        let rows = [row("average", 0.0), row("trec_eval", -7.25), row("docid_ascending", 3.0)];
        assert_eq!(
            tie_rules(&rows, "nDCG@10").unwrap().to_string(),
            "The order of ties alone can fake a bias: by trec_eval instead of averaged, Relative Δ of bm25 for llm would move from \
             0.0 % to \u{2212}7.2 %"
        );
        assert!(tie_rules(&rows, "nDCG@1").is_none());
        assert!(tie_rules(&[row("average", 0.0), row("trec_eval", 0.9)], "nDCG@10").is_none());
    }

    #[test]
    fn the_placebo_with_most_alarms_is_told() {
        let row = |share| PlaceboRow {
            table: "relative_delta".to_string(),
            test: "bm25".to_string(),
            relabelings: 200,
            share_queries: None,
            share_contents: None,
            share_below: share,
            share_as_large: None,
        };
        let found = placebo(&[row(Some(0.04)), row(None), row(Some(0.065))], 1.0 - 0.95).unwrap();
        assert_eq!(
            found.to_string(),
            "Placebo: with labels dealt by coin 200 times, no test has p below 0.05 in more than 6.5 % of them"
        );
        assert!(placebo(&[row(None)], 0.05).is_none());
    }
}
