//! Because of what: the parts of the gap between twins' scores in; a statement for each source out.

use super::AnswerTables;
use crate::bias::size::certainty::Certainty;
use crate::bias::{DecompositionRow as Row, MatchRow, RelativeDeltaRow, short_name};
use crate::number::in_words;
use crate::statement::{Statement, Topic};
use crate::table::{TableRow, distinct};

/// Parts whose sum is less than so much of the greatest nearly cancel.
const NEARLY: f64 = 0.25;

/// For each source, of the first model that has parts: whether it scores the other way than it ranks by this measure, and what of
/// the mean gap between the scores of relevant
/// twins is due to query words, to how often they occur, and to length. All parts are told, since they add up;
/// those that are not significantly different from 0 are marked as such. Whether a source is longer `matches` say, where it is
/// sure.
pub(super) fn statements(
    tables: &AnswerTables,
    measure: &str,
    in_ranks: &[String],
    level: f64,
) -> Vec<Statement> {
    let rows = &tables.decompositions;
    let Some(first) = rows.first() else { return Vec::new() };
    let of_model: Vec<(usize, &Row)> =
        rows.iter().enumerate().filter(|(_, row)| row.model == first.model).collect();
    let sources = distinct(of_model.iter().map(|(_, row)| row.source.as_str()));
    let of = |source: &&str| {
        let rows: Vec<(usize, &Row)> =
            of_model.iter().copied().filter(|(_, row)| row.source == **source).collect();
        let told = statement(&rows, length(&tables.matches, source, level), level)?;
        // Beside what moves the ranks, what moves the scores is for those who ask further; so are the parts of a gap that may be
        // none.
        let there = rows.iter().any(|(_, row)| row.part == "total" && is_sure(row, level));
        let told = if in_ranks.contains(&source.to_string()) || !there { told.in_detail() } else { told };
        let of_model = |row: &&RelativeDeltaRow| {
            row.measure == measure && row.model == first.model && row.source == **source
        };
        let delta = tables.relative_deltas.iter().find(of_model);
        Some([delta.and_then(|delta| contradiction(delta, &rows, level)), Some(told)])
    };
    sources.iter().filter_map(of).flatten().flatten().collect()
}

/// Whether a part, or the whole, is surely not 0.
fn is_sure(row: &Row, level: f64) -> bool {
    row.p_adjusted.or(row.p_value).is_some_and(|p| p < level)
}

/// By how much the texts of a source are longer than the reference's, where that is sure.
pub(super) fn sure_length(matches: &[MatchRow], source: &str, level: f64) -> Option<f64> {
    let is = |row: &&MatchRow| row.source == source && row.quantity == "length";
    let sure = |row: &&MatchRow| row.p_adjusted.is_some_and(|p| p < level);
    matches.iter().find(is).filter(sure).and_then(|row| row.value)
}

/// What is said of the length of a source.
fn length(matches: &[MatchRow], source: &str, level: f64) -> &'static str {
    match sure_length(matches, source, level) {
        Some(value) if value > 0.0 => "being longer",
        Some(value) if value < 0.0 => "being shorter",
        _ => "its length",
    }
}

/// What a part with this sign is, said of the source. Above 0 a part speaks for the reference.
fn words(part: &str, above: bool, length: &'static str) -> Option<&'static str> {
    Some(match (part, above) {
        ("coverage", true) => "query words that it lacks",
        ("coverage", false) => "query words that it adds",
        ("tf", true) => "fewer repetitions of query words",
        ("tf", false) => "more repetitions of query words",
        ("length", _) => length,
        _ => return None,
    })
}

/// That the mean gap of scores speaks for the other side than the ranks, where both are sure (the sign of another may be
/// chance), and, where most pairs side with the ranks, that the gaps of the others are larger.
fn contradiction(delta: &RelativeDeltaRow, rows: &[(usize, &Row)], level: f64) -> Option<Statement> {
    let (place, total) = rows.iter().find(|(_, row)| row.part == "total")?;
    let gap = total.value.filter(|_| is_sure(total, level))?;
    let biased = Certainty::of_name(&delta.certainty).is_bias();
    let relative = delta.relative_delta_percent.filter(|relative| biased && relative * gap < 0.0)?;
    let Row { model, reference, source, .. } = total;
    let of_reference = (reference, Row::reference_share, total.reference_share);
    let of_source = (source, Row::source_share, total.source_share);
    let [ranked, other] = if relative > 0.0 { [of_reference, of_source] } else { [of_source, of_reference] };
    let mut out = Statement::new(
        Topic::Cause,
        format!("{} ranks {} higher, yet scores it lower than {} by ", short_name(model), ranked.0, other.0),
    );
    out.number(size(gap), Row::SCHEMA, *place, Row::value);
    out.say(" on average");
    if let (Some(more), Some(less)) = (ranked.2, other.2)
        && more > less
    {
        out.say(": ");
        out.say(format!("{} scores higher in ", ranked.0));
        out.number(in_words(100.0 * more, 0), Row::SCHEMA, *place, ranked.1);
        out.say(format!(" % of twins, {} in ", other.0));
        out.number(in_words(100.0 * less, 0), Row::SCHEMA, *place, other.1);
        out.say(" % and by more");
    }
    Some(out)
}

/// A size that is not 0, which two digits must not make of it.
fn size(value: f64) -> String {
    let shown = in_words(value.abs(), 2);
    if shown == "0.00" { "less than 0.01".to_string() } else { shown }
}

fn statement(rows: &[(usize, &Row)], length: &'static str, level: f64) -> Option<Statement> {
    let part = |name: &str| rows.iter().copied().find(|(_, row)| row.part == name);
    let (place, total) = part("total")?;
    let gap = total.value?;
    let mut parts: Vec<(usize, &Row, f64)> =
        rows.iter().filter_map(|(place, row)| Some((*place, *row, row.value?))).collect();
    // What is 0 in every pair, as length is with b = 0, says nothing.
    parts.retain(|(_, row, value)| words(&row.part, true, length).is_some() && *value != 0.0);
    parts.sort_by(|one, other| other.2.abs().total_cmp(&one.2.abs()).then(one.0.cmp(&other.0)));
    let sure = |row: &Row| is_sure(row, level);
    let Row { model, reference, source, .. } = total;
    // Said of the source, without signs: the table's are those of the reference.
    let opening = format!("Between versions of one text {} scores {source} ", short_name(model));
    let mut statement = Statement::new(Topic::Cause, opening);
    if gap == 0.0 {
        statement.say(format!("and {reference} alike"));
    } else {
        statement.number(size(gap), Row::SCHEMA, place, Row::value);
        let side = if gap > 0.0 { "lower" } else { "higher" };
        statement.say(format!(" {side} than {reference}"));
        // Where nothing is significant, the end says so.
        let some = sure(total) || parts.iter().any(|(_, row, _)| sure(row));
        statement.say(if some && !sure(total) { " (not significant)" } else { "" });
    }
    if parts.is_empty() {
        return Some(statement);
    }
    statement.say(": ");
    let none = parts.iter().all(|(_, row, _)| !sure(row));
    for (number, (place, row, value)) in parts.iter().enumerate() {
        match number {
            0 => {}
            last if last + 1 == parts.len() => statement.say(" and "),
            _ => statement.say(", "),
        }
        statement.number(size(*value), Row::SCHEMA, *place, Row::value);
        let more = if *value < 0.0 { "more" } else { "less" };
        statement.say(format!(" {more} by {}", words(&row.part, *value > 0.0, length)?));
        statement.say(if sure(row) || none { "" } else { " (not significant)" });
    }
    let greatest = parts.first().map_or(0.0, |(_, _, value)| value.abs());
    statement.say(if gap.abs() < NEARLY * greatest { ", which nearly cancel" } else { "" });
    statement.say(if none { "; none of it is significant" } else { "" });
    Some(statement)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::bias::cause::decomposition::PARTS;

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
            reference_share: None,
            source_share: None,
            pairs: 9,
            empty: 0,
            queries: 9,
        }
    }

    /// How much longer the texts of a source are.
    pub fn of_length(source: &str, value: f64, p: f64) -> MatchRow {
        MatchRow {
            reference: "human".to_string(),
            source: source.to_string(),
            quantity: "length".to_string(),
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
        }
    }

    fn tables(rows: &[Row], matches: &[MatchRow]) -> AnswerTables {
        AnswerTables { decompositions: rows.to_vec(), matches: matches.to_vec(), ..AnswerTables::default() }
    }

    fn said(rows: &[Row], matches: &[MatchRow]) -> Vec<String> {
        statements(&tables(rows, matches), "nDCG@10", &[], 0.05).iter().map(Statement::to_string).collect()
    }

    #[test]
    fn scores_that_contradict_ranks_are_told_with_how_that_comes() {
        let told = |value, certainty, shares: [f64; 2], p: f64| {
            let [reference_share, source_share] = shares.map(Some);
            let total = Row { reference_share, source_share, ..row("llm", "total", 0.0635, p) };
            let rows = [row("llm", "coverage", 0.2, 0.01), total];
            let delta = RelativeDeltaRow {
                source: "llm".to_string(),
                ..super::super::size::tests::row("bm25", Some(value), certainty, Some(0.01))
            };
            let tables = AnswerTables { relative_deltas: vec![delta], ..tables(&rows, &[]) };
            // What moves the ranks is told beside it: the split of scores is a detail.
            let found = statements(&tables, "nDCG@10", &["llm".to_string()], 0.05);
            let (details, answers): (Vec<_>, Vec<_>) = found.into_iter().partition(|one| one.detail);
            assert_eq!(details.len(), 1);
            answers.first().map(Statement::to_string)
        };
        let start = "bm25 ranks llm higher, yet scores it lower than human by 0.06 on average";
        assert_eq!(
            told(-7.0, Certainty::Present, [0.4, 0.585], 0.01).unwrap(),
            format!("{start}: llm scores higher in 58 % of twins, human in 40 % and by more")
        );
        assert_eq!(told(-7.0, Certainty::Present, [0.5, 0.4], 0.01).unwrap(), start);
        assert_eq!(told(7.0, Certainty::Present, [0.4, 0.5], 0.01), None);
        assert_eq!(told(-7.0, Certainty::Undecided, [0.4, 0.5], 0.01), None);
        assert_eq!(told(-7.0, Certainty::Present, [0.4, 0.5], 0.2), None);
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
        let matches = [of_length("llm", -0.8, 0.001), of_length("other", 0.1, 0.4)];
        let found: Vec<String> = said(&rows, &matches);
        assert_eq!(
            found,
            [
                "Between versions of one text bm25 scores llm 0.07 higher than human (not significant): 1.01 more by being shorter, 0.55 less by query \
                 words that it lacks and 0.39 less by fewer repetitions of query words, which nearly cancel",
                "Between versions of one text bm25 scores other 0.04 higher than human: 0.20 more by query words that it adds, 0.10 \
                 less by its length and 0.06 less by fewer repetitions of query words, which nearly cancel; none of it is significant",
            ]
        );
        let numbers: Vec<(usize, String)> = statements(&tables(&rows, &[]), "nDCG@10", &[], 0.05)[0]
            .numbers()
            .map(|number| (number.line, number.text.clone()))
            .collect();
        assert_eq!(numbers[0], (5, "0.07".to_string()));
        assert_eq!(numbers[1], (4, "1.01".to_string()));
    }

    #[test]
    fn no_gap_and_a_small_one_are_not_told_as_one_of_nothing() {
        let none = PARTS.map(|part| row("llm", part, 0.0, 1.0));
        assert_eq!(said(&none, &[]), ["Between versions of one text bm25 scores llm and human alike"]);
        let even = [
            row("llm", "coverage", 0.5, 0.01),
            row("llm", "tf", -0.5, 0.01),
            row("llm", "length", 0.0, 1.0),
            row("llm", "total", 0.0, 1.0),
        ];
        assert_eq!(
            said(&even, &[]),
            [
                "Between versions of one text bm25 scores llm and human alike: 0.50 less by query words that it lacks and 0.50 \
              more by more repetitions of query words, which nearly cancel"
            ]
        );
        let small = [row("llm", "length", -0.004, 0.01), row("llm", "total", -0.004, 0.01)];
        assert_eq!(
            said(&small, &[]),
            [
                "Between versions of one text bm25 scores llm less than 0.01 higher than human: less than 0.01 more by its length"
            ]
        );
    }

    #[test]
    fn what_is_not_significant_is_said_apart() {
        let rows = [
            row("llm", "coverage", -0.2, 0.01),
            row("llm", "tf", 0.06, 0.2),
            row("llm", "length", 0.1, 0.4),
            row("llm", "total", -0.04, 0.9),
        ];
        let found = &said(&rows, &[])[0];
        assert!(
            found.ends_with(
                "than human (not significant): 0.20 more by query words that it adds, 0.10 less by its length (not significant) and 0.06 less by fewer \
                 repetitions of query words (not significant), which nearly cancel"
            ),
            "{found}"
        );
        assert!(said(&[], &[]).is_empty());
    }
}
