//! Does closeness of term distributions explain the rankings? Correlations and regressions in; a statement on the models, and
//! one for each source, out.

use super::words::{list, range, sentence_case, who};
use crate::bias::cause::correlation::{POOLED, SPEARMAN_OF_SCORE};
use crate::bias::{ConditionalRow, CorrelationRow, Effect, Form, Scope, short_name};
use crate::number::in_words;
use crate::statement::{Statement, Topic};
use crate::table::{TableRow, distinct};

/// For each source what of the gap between relevant twins' scores is left to it beside closeness and length, by the similarity
/// that explains each model best.
pub(super) fn left_to_sources(conditionals: &[ConditionalRow]) -> Vec<Statement> {
    let asked: Vec<(usize, &ConditionalRow)> = conditionals
        .iter()
        .enumerate()
        .filter(|(_, row)| row.scope == Scope::JudgedTwins.name() && row.form == Form::Flexible.name())
        .collect();
    let sources = distinct(asked.iter().map(|(_, row)| row.source.as_str()));
    let of = |source: &&str| {
        let of_source: Vec<(usize, &ConditionalRow)> =
            asked.iter().copied().filter(|(_, row)| row.source == **source).collect();
        left(&of_source)
    };
    sources.iter().filter_map(of).collect()
}

/// How well scores follow closeness within queries: the mean correlation of the two, by similarity, over models.
pub(super) fn followed(correlations: &[CorrelationRow]) -> Option<Statement> {
    let pooled = |(_, row): &(usize, &CorrelationRow)| {
        row.source == POOLED && row.coefficient == SPEARMAN_OF_SCORE && row.value.is_some()
    };
    let rows: Vec<(usize, &CorrelationRow)> = correlations.iter().enumerate().filter(pooled).collect();
    let similarities = distinct(rows.iter().map(|(_, row)| row.similarity.as_str()));
    let mut statement = Statement::new(
        Topic::Cause,
        "Rank correlation of scores with closeness of term distributions, mean within queries: ",
    );
    for (place, similarity) in similarities.iter().enumerate() {
        let values: Vec<(usize, f64)> = rows
            .iter()
            .filter(|(_, row)| row.similarity == **similarity)
            .filter_map(|(place, row)| Some((*place, row.value?)))
            .collect();
        let before = if place == 0 { "" } else { ", " };
        statement.say(format!("{before}{} ", short_name(similarity)));
        range(&mut statement, &values, 2, (CorrelationRow::SCHEMA, CorrelationRow::value));
    }
    (!similarities.is_empty()).then_some(statement)
}

/// What is left to a source by the similarity that explains a model best: that effect and its row. What a worse similarity
/// leaves and a better one explains is no effect of the source, and where the score is a function of a similarity,
/// nothing can be left.
fn best<'a>(rows: &[(usize, &'a ConditionalRow)]) -> Option<(Effect, usize, &'a ConditionalRow)> {
    let is = |row: &ConditionalRow, effect: Effect| row.effect == effect.name();
    let constructed = rows.iter().find(|(_, row)| is(row, Effect::ByConstruction));
    let tried =
        rows.iter().filter(|(_, row)| !is(row, Effect::ByConstruction) && !is(row, Effect::NotTested));
    let explained = |row: &ConditionalRow| row.explained_percent.unwrap_or(0.0);
    let best =
        tried.copied().reduce(|one, other| if explained(other.1) > explained(one.1) { other } else { one });
    let effects = [Effect::Present, Effect::Absent, Effect::Undecided];
    let effect = best.and_then(|(_, row)| effects.into_iter().find(|effect| is(row, *effect)));
    match (best.zip(effect), constructed) {
        (Some((_, Effect::Present)) | None, Some((place, row))) => {
            Some((Effect::ByConstruction, *place, row))
        }
        (Some(((place, row), effect)), _) => Some((effect, place, row)),
        (None, None) => None,
    }
}

/// The statement on one source.
fn left(rows: &[(usize, &ConditionalRow)]) -> Option<Statement> {
    let models = distinct(rows.iter().map(|(_, row)| row.model.as_str()));
    let found: Vec<(Effect, usize, &ConditionalRow)> = models
        .iter()
        .filter_map(|model| {
            let of_model: Vec<_> = rows.iter().copied().filter(|(_, row)| row.model == **model).collect();
            best(&of_model)
        })
        .collect();
    let source = &found.first()?.2.source;
    let mut statement = Statement::new(
        Topic::Cause,
        "Where relevant twins are equally close to the query and equally long: ",
    );
    let mut begun = false;
    for effect in [Effect::Present, Effect::Absent, Effect::Undecided, Effect::ByConstruction] {
        let group: Vec<_> = found.iter().filter(|(of, _, _)| *of == effect).collect();
        let names: Vec<&str> = group.iter().map(|(_, _, row)| row.model.as_str()).collect();
        if names.is_empty() {
            continue;
        }
        let subject = who(&names, models.len());
        statement.say(if begun { "; " } else { "" });
        begun = true;
        match effect {
            Effect::Present => {
                statement.say(format!("being {source} changes the score with {subject} ("));
                let values: Vec<(usize, f64)> =
                    group.iter().filter_map(|(_, place, row)| Some((*place, row.coefficient?))).collect();
                range(&mut statement, &values, 2, (ConditionalRow::SCHEMA, ConditionalRow::coefficient));
                statement.say(" of its standard deviation)");
            }
            Effect::Absent => {
                statement.say(format!("being {source} hardly changes the score with {subject}"));
                let most = group
                    .iter()
                    .filter_map(|(_, place, row)| Some((*place, row.variance_percent_high?)))
                    .max_by(|one, other| one.1.total_cmp(&other.1));
                if let Some((place, most)) = most {
                    let column = ConditionalRow::variance_percent_high;
                    // What is rounded to 0 is not 0.
                    let (bound, shown) = if most < 0.05 { ("less than", 0.1) } else { ("at most", most) };
                    statement.say(format!(" ({bound} "));
                    statement.number(in_words(shown, 1), ConditionalRow::SCHEMA, place, column);
                    statement.say(" % of its variance)");
                }
            }
            Effect::Undecided => {
                let with = match names.len() {
                    1 => subject,
                    2 if models.len() == 2 => "either model".to_string(),
                    all if all == models.len() => format!("any of {all} models"),
                    _ => subject,
                };
                statement.say(format!(
                    "it cannot be decided whether being {source} changes the score with {with}"
                ));
            }
            Effect::ByConstruction | Effect::NotTested => {
                let similarities = distinct(group.iter().map(|(_, _, row)| row.similarity.as_str()));
                let names: Vec<String> = similarities.iter().map(|name| short_name(name)).collect();
                let scores = if group.len() == 1 { "the score is" } else { "scores are" };
                statement.say(format!(
                    "with {subject} {scores} a function of that closeness ({}) and length, so that this cannot be tested",
                    list(&names)
                ));
            }
        }
    }
    if let Some(crate::statement::Part::Words(first)) = statement.parts.first_mut() {
        *first = sentence_case(first);
    }
    Some(statement)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn correlation(similarity: &str, source: &str, value: f64) -> CorrelationRow {
        CorrelationRow {
            model: "bm25".to_string(),
            similarity: similarity.to_string(),
            source: source.to_string(),
            coefficient: "spearman_score".to_string(),
            value: Some(value),
            low: None,
            high: None,
            p_value: None,
            n: 9,
        }
    }

    fn row(
        similarity: &str,
        scope: &str,
        effect: &str,
        (coefficient, explained): (f64, f64),
    ) -> ConditionalRow {
        ConditionalRow {
            model: "bm25".to_string(),
            similarity: similarity.to_string(),
            source: "gpt".to_string(),
            scope: scope.to_string(),
            form: "flexible".to_string(),
            gap: None,
            coefficient: Some(coefficient),
            low: None,
            high: None,
            share_left_percent: None,
            explained_percent: Some(explained),
            variance_percent: None,
            variance_percent_high: Some(0.24),
            p_queries: None,
            p_contents: None,
            p_value: None,
            p_adjusted: None,
            placebo_below: None,
            placebo_as_large: None,
            effect: effect.to_string(),
            observations: 9,
            contents: 9,
            queries: 9,
        }
    }

    #[test]
    fn the_similarity_that_explains_best_says_what_is_left() {
        let said = |effects: [&str; 2]| {
            let rows = [
                row("kl", "judged_twins", effects[0], (-0.25, 80.0)),
                row("kl", "all_documents", "present", (0.5, 0.0)),
                row("cosine", "judged_twins", effects[1], (-0.004, 60.0)),
            ];
            let found = left_to_sources(&rows);
            assert!(found.len() < 2);
            found.first().map(Statement::to_string).unwrap_or_default()
        };
        let start = "Where relevant twins are equally close to the query and equally long: ";
        let no_effect =
            format!("{start}being gpt hardly changes the score with bm25 (at most 0.2 % of its variance)");
        // What cosine leaves and Kullback–Leibler explains is no effect of the source.
        assert_eq!(said(["absent", "present"]), no_effect);
        assert_eq!(
            said(["present", "absent"]),
            format!("{start}being gpt changes the score with bm25 (\u{2212}0.25 of its standard deviation)")
        );
        assert_eq!(
            said(["undecided", "present"]),
            format!("{start}it cannot be decided whether being gpt changes the score with bm25")
        );
        let constructed = format!(
            "{start}with bm25 the score is a function of that closeness (kl) and length, so that this cannot be tested"
        );
        assert_eq!(said(["by_construction", "present"]), constructed);
        assert_eq!(said(["by_construction", "not_tested"]), constructed);
        assert_eq!(said(["by_construction", "absent"]), no_effect);
        assert_eq!(said(["not_tested", "not_tested"]), "");
    }

    #[test]
    fn correlations_are_said_by_similarity() {
        let rows = [
            correlation("kl", "human", 0.1),
            correlation("kl", "pooled", 0.912),
            correlation("cosine", "pooled", 0.5),
            CorrelationRow { model: "tf_idf".to_string(), ..correlation("kl", "pooled", 0.8) },
        ];
        assert_eq!(
            followed(&rows).unwrap().to_string(),
            "Rank correlation of scores with closeness of term distributions, mean within queries: kl 0.80 to 0.91, cosine 0.50"
        );
    }
}
