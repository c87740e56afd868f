//! How sure the answer is: what rules for ties alone would make of it, and what placebos found, in; a statement each out.

use super::words::percent;
use crate::bias::{PlaceboRow, TieRulesRow, short_name};
use crate::evaluate::Ties;
use crate::number::level_in_words;
use crate::statement::{Statement, Topic};
use crate::table::TableRow;

/// A rule that moves Relative Δ by less than this, in percent points, is not worth a sentence.
const LEAST_MOVE: f64 = 1.0;

/// How far a rule that orders ties by something else than chance moves Relative Δ of `measure`, where that is a percent point
/// or more: the rule that moves it most, or that of the experiment, `ties`, where that does not average.
pub(super) fn tie_rules(rows: &[TieRulesRow], measure: &str, ties: Ties) -> Option<Statement> {
    let placed: Vec<(usize, &TieRulesRow)> =
        rows.iter().enumerate().filter(|(_, row)| row.measure == measure).collect();
    let averaged = |row: &TieRulesRow| row.ties == Ties::Average.name();
    let average = |of: &TieRulesRow| {
        let same = |row: &TieRulesRow| (&row.model, &row.source) == (&of.model, &of.source);
        placed.iter().copied().find(|(_, row)| averaged(row) && same(row))
    };
    let by_average = ties == Ties::Average;
    let moved =
        placed.iter().filter(|(_, row)| by_average || row.ties == ties.name()).filter_map(|(place, row)| {
            let (from, plain) = average(row)?;
            let distance = (row.relative_delta_percent? - plain.relative_delta_percent?).abs();
            Some((distance, from, *place))
        });
    let (_, plain, ruled) = moved
        .filter(|(distance, _, _)| *distance >= LEAST_MOVE)
        .max_by(|one, other| one.0.total_cmp(&other.0))?;
    let TieRulesRow { ties, model, source, .. } = &rows[ruled];
    let of = format!("Relative Δ of {} for {source}", short_name(model));
    let mut statement = Statement::new(Topic::Certainty, "");
    let number = |statement: &mut Statement, place: usize| {
        let value = rows[place].relative_delta_percent.map_or(String::new(), percent);
        statement.number(value, TieRulesRow::SCHEMA, place, TieRulesRow::relative_delta_percent);
    };
    if by_average {
        statement.say(format!(
            "Ties alone move the result: ordered by {ties} instead of averaged, they would take {of} from "
        ));
        number(&mut statement, plain);
        statement.say(" % to ");
        number(&mut statement, ruled);
        statement.say(" %");
    } else {
        statement.say(format!("Part of it is the order of ties: {of} is "));
        number(&mut statement, ruled);
        statement.say(format!(" % by the rule of this experiment, {ties}, and "));
        number(&mut statement, plain);
        statement.say(" % averaged over all orders");
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
            "Placebo: with labels dealt by coin {} times, no test has p below {} in more than ",
            rows[worst.0].relabelings,
            level_in_words(level)
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
            tie_rules(&rows, "nDCG@10", Ties::Average).unwrap().to_string(),
            "Ties alone move the result: ordered by trec_eval instead of averaged, they would take Relative Δ of bm25 for llm from \
             0.0 % to \u{2212}7.2 %"
        );
        // The experiment has a rule of its own, which another moves further.
        assert_eq!(
            tie_rules(&rows, "nDCG@10", Ties::DocidAscending).unwrap().to_string(),
            "Part of it is the order of ties: Relative Δ of bm25 for llm is 3.0 % by the rule of this experiment, docid_ascending, and \
             0.0 % averaged over all orders"
        );
        assert!(tie_rules(&rows, "nDCG@1", Ties::Average).is_none());
        let little = [row("average", 0.0), row("trec_eval", 0.9)];
        assert!(tie_rules(&little, "nDCG@10", Ties::Average).is_none());
        assert!(tie_rules(&little, "nDCG@10", Ties::TrecEval).is_none());
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
