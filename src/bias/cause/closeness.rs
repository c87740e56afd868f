//! Does closeness of term distributions explain the rankings? Correlations and regressions in; a sentence for each model and
//! source out.

use crate::bias::names::short_name;
use crate::bias::{ConditionalRow, CorrelationRow, Effect, Form, Scope};
use crate::number::in_words;
use crate::table::distinct;

/// One sentence for each model and source: for every similarity, how well the score follows closeness within queries, and
/// what of the gap between relevant twins' scores is left to the source beside closeness and length. What one similarity
/// leaves and a better one explains is no effect of the source.
pub fn closeness(correlations: &[CorrelationRow], conditionals: &[ConditionalRow]) -> Vec<String> {
    let asked =
        |row: &&ConditionalRow| row.scope == Scope::JudgedTwins.name() && row.form == Form::Flexible.name();
    let asked: Vec<&ConditionalRow> = conditionals.iter().filter(asked).collect();
    let models = distinct(asked.iter().map(|row| row.model.as_str()));
    let sources = distinct(asked.iter().map(|row| row.source.as_str()));
    let mut sentences = Vec::new();
    for model in models {
        for source in &sources {
            let rows: Vec<&ConditionalRow> =
                asked.iter().copied().filter(|row| row.model == model && row.source == *source).collect();
            let followed: Vec<String> = rows
                .iter()
                .filter_map(|row| {
                    let spearman = pooled_spearman(correlations, model, &row.similarity)?;
                    Some(format!("{} {}", short_name(&row.similarity), in_words(spearman, 2)))
                })
                .collect();
            let parts = parts(&rows, source);
            if !parts.is_empty() && !followed.is_empty() {
                sentences.push(format!(
                    "{}: correlation of scores with closeness of term distributions (mean Spearman within queries): {}; \
                     between relevant twins of equal closeness and length, {}",
                    short_name(model),
                    followed.join(", "),
                    parts.join("; ")
                ));
            }
        }
    }
    sentences
}

/// What each similarity leaves to the source.
fn parts(rows: &[&ConditionalRow], source: &str) -> Vec<String> {
    let of = |effect: Effect| rows.iter().copied().filter(move |row| row.effect == effect.name());
    let left = |row: &ConditionalRow| {
        let (value, most) = (row.coefficient.unwrap_or(0.0), row.variance_percent_high.unwrap_or(0.0));
        format!("{} {} (at most {most:.1} % of variance)", short_name(&row.similarity), in_words(value, 2))
    };
    let mut parts = Vec::new();
    let by_construction: Vec<String> =
        of(Effect::ByConstruction).map(|row| short_name(&row.similarity)).collect();
    if !by_construction.is_empty() {
        parts.push(format!("the score is a function of {} by construction", by_construction.join(", ")));
    }
    let better = |row: &ConditionalRow| {
        let enough = |other: &&ConditionalRow| {
            other.effect == Effect::ByConstruction.name()
                || other.effect == Effect::Absent.name() && other.explained_percent > row.explained_percent
        };
        rows.iter().copied().find(enough)
    };
    let mut surpassed_parts = Vec::new();
    for (effect, said) in [
        (Effect::Present, "has an effect of its own"),
        (Effect::Absent, "has no appreciable effect of its own"),
        (Effect::Undecided, "may or may not have an effect of its own"),
    ] {
        let mut kept = Vec::new();
        for row in of(effect) {
            match better(row).filter(|_| effect == Effect::Present) {
                Some(other) => surpassed_parts.push(format!(
                    "{} explains what is left by {}",
                    short_name(&other.similarity),
                    left(row)
                )),
                None => kept.push(left(row)),
            }
        }
        if !kept.is_empty() {
            parts.push(format!("{source} {said}: {}", kept.join(", ")));
        }
    }
    parts.append(&mut surpassed_parts);
    parts
}

fn pooled_spearman(correlations: &[CorrelationRow], model: &str, similarity: &str) -> Option<f64> {
    let wanted = |row: &&CorrelationRow| {
        let named = row.model == model && row.similarity == similarity;
        named
            && row.source == super::correlation::POOLED
            && row.coefficient == super::correlation::SPEARMAN_OF_SCORE
    };
    correlations.iter().find(wanted)?.value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closeness_is_said_with_what_is_left_of_the_source() {
        let correlation = |similarity: &str, source: &str, value| CorrelationRow {
            model: "bm25".to_string(),
            similarity: similarity.to_string(),
            source: source.to_string(),
            coefficient: "spearman_score".to_string(),
            value: Some(value),
            low: None,
            high: None,
            p_value: None,
            n: 9,
        };
        let correlations = [
            correlation("kl", "human", 0.1),
            correlation("kl", "pooled", 0.912),
            correlation("cosine", "pooled", 0.5),
        ];
        let row =
            |similarity: &str, scope: &str, effect: &str, coefficient, most, explained| ConditionalRow {
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
                explained_percent: explained,
                variance_percent: None,
                variance_percent_high: most,
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
            };
        let conditional = |effects: [&str; 2]| {
            [
                row("kl", "judged_twins", effects[0], -0.25, Some(3.0), Some(80.0)),
                row("kl", "all_documents", "present", 0.5, None, None),
                row("cosine", "judged_twins", effects[1], -0.004, Some(0.24), Some(60.0)),
            ]
        };
        let said = |effects| closeness(&correlations, &conditional(effects));
        // Kullback–Leibler explains more: what cosine leaves is no effect, but not the other way round.
        for better in ["absent", "by_construction"] {
            let sentence = &said([better, "present"])[0];
            assert!(
                sentence.ends_with("kl explains what is left by cosine 0.00 (at most 0.2 % of variance)"),
                "{sentence}"
            );
        }
        assert!(said(["undecided", "present"])[0].contains("gpt has an effect of its own: cosine"));
        assert_eq!(
            said(["present", "absent"]),
            [
                "bm25: correlation of scores with closeness of term distributions (mean Spearman within queries): kl \
                 0.91, cosine 0.50; between relevant twins of equal closeness and length, gpt has an effect of its own: kl −0.25 (at most 3.0 % of \
                 variance); gpt has no appreciable effect of its own: cosine 0.00 (at most 0.2 % of variance)"
            ]
        );
        assert!(said(["by_construction", "undecided"])[0].contains(
            "the score is a function of kl by construction; gpt may or may not have an effect of its own: cosine 0.00"
        ));
        assert!(said(["not_tested", "not_tested"]).is_empty());
    }
}
