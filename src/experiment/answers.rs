//! The answers in sentences beyond the verdicts on bias: result tables in; how the sources use words, and whether
//! closeness of term distributions explains the rankings, out.

use crate::error::Result;
use crate::profile::Finding;
use crate::report::{distinct, short_names};
use crate::table::Table;

/// One sentence for each pair of sources of `profile/findings`: for each finding over the controls, the measures that it
/// is of, with the direction of their difference.
pub(super) fn words(findings: &Table) -> Result<Vec<String>> {
    let (sources, references) = (findings.text("source")?, findings.text("reference")?);
    let (keywords, directions) = (findings.text("finding")?, findings.text("direction")?);
    let short = labels(&findings.text("measure")?);
    let pairs: Vec<String> = (0..findings.height())
        .map(|row| format!("words of {} against {}", sources[row], references[row]))
        .collect();
    let mut sentences = Vec::new();
    for pair in distinct(&pairs) {
        let of = |finding: Finding, direction: &str| -> Option<String> {
            let wanted = |row: &usize| {
                let found = Finding::of_keyword(&keywords[*row]) == Some(finding);
                pairs[*row] == pair && found && directions[*row] == direction
            };
            let measures: Vec<&str> =
                (0..findings.height()).filter(wanted).map(|row| short[row].as_str()).collect();
            let space = if direction.is_empty() { "" } else { " " };
            (!measures.is_empty()).then(|| format!("{direction}{space}{}", measures.join(", ")))
        };
        let said = |finding: Finding| {
            let parts: Vec<String> =
                ["higher", "lower", ""].into_iter().filter_map(|direction| of(finding, direction)).collect();
            (!parts.is_empty()).then(|| format!("{finding}: {}", parts.join(" and ")))
        };
        // What cutting makes equal by construction says nothing.
        let telling = Finding::ALL.into_iter().filter(|finding| *finding != Finding::Equalised);
        let parts: Vec<String> = telling.filter_map(said).collect();
        if !parts.is_empty() {
            sentences.push(format!("{pair}: {}", parts.join("; ")));
        }
    }
    Ok(sentences)
}

/// One sentence for each model and source: for every similarity, how well the score follows closeness within queries, and
/// how far the source still moves the score given closeness and length (p after Holm over all of them below `level`).
pub(super) fn closeness(correlation: &Table, conditional: &Table, level: f64) -> Result<Vec<String>> {
    let (models, similarities) = (conditional.text("model")?, conditional.text("similarity")?);
    let (sources, terms) = (conditional.text("source")?, conditional.text("term")?);
    let (values, p_values) = (conditional.number("coefficient")?, conditional.number("p_adjusted")?);
    let (short, model_labels) = (labels(&similarities), labels(&models));
    let mut sentences = Vec::new();
    for model in distinct(&models) {
        for source in distinct(&sources) {
            let (mut followed, mut left, mut effects) = (Vec::new(), Vec::new(), Vec::new());
            let mut label = model.as_str();
            let asked =
                |row: &usize| models[*row] == model && sources[*row] == source && terms[*row] == "source";
            for row in (0..conditional.height()).filter(asked) {
                label = &model_labels[row];
                let Some(spearman) = pooled_spearman(correlation, &model, &similarities[row])? else {
                    continue;
                };
                followed.push(format!("{} {}", short[row], signed(spearman)));
                let (Some(value), Some(p_value)) = (values[row], p_values[row]) else { continue };
                let star = if p_value < level { "*" } else { "" };
                left.push(format!("{} {}{star}", short[row], signed(value)));
                effects.push((p_value < level, value > 0.0));
            }
            if left.is_empty() {
                continue;
            }
            let verdict = match effects.iter().filter(|(told, _)| *told).collect::<Vec<_>>()[..] {
                [] => "does not matter that could be told".to_string(),
                ref told if told.len() == effects.len() && told.iter().all(|one| one.1 == told[0].1) => {
                    format!(
                        "still matters ({} scored higher)",
                        if told[0].1 { "it is" } else { "the reference is" }
                    )
                }
                _ => "matters or not depending on the similarity".to_string(),
            };
            sentences.push(format!(
                "{label}: score and closeness of term distributions agree to a mean Spearman of {}; given closeness and length, the \
                 source {source} {verdict} (shift in standard deviations of the score: {}; * p < {level:.2} after Holm)",
                followed.join(", "),
                left.join(", ")
            ));
        }
    }
    Ok(sentences)
}

/// A short label for each name of a column.
fn labels(names: &[String]) -> Vec<String> {
    let distinct = distinct(names);
    let short = short_names(&distinct);
    let label =
        |name: &String| distinct.iter().position(|known| known == name).map(|place| short[place].clone());
    names.iter().map(|name| label(name).unwrap_or_else(|| name.clone())).collect()
}

fn pooled_spearman(correlation: &Table, model: &str, similarity: &str) -> Result<Option<f64>> {
    let (models, similarities) = (correlation.text("model")?, correlation.text("similarity")?);
    let (sources, coefficients) = (correlation.text("source")?, correlation.text("coefficient")?);
    let values = correlation.number("value")?;
    let wanted = |row: &usize| {
        let named = (models[*row].as_str(), similarities[*row].as_str()) == (model, similarity);
        named && sources[*row] == "pooled" && coefficients[*row] == "spearman_score"
    };
    Ok((0..correlation.height()).find(wanted).and_then(|row| values[row]))
}

/// Two decimals, with a true minus sign; what rounds to zero has none.
fn signed(value: f64) -> String {
    let written = format!("{:.2}", value.abs());
    if value < 0.0 && written != "0.00" { format!("−{written}") } else { written }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Column;

    fn texts(words: &[&str]) -> Column {
        Column::Text(words.iter().map(|word| (*word).to_string()).collect())
    }

    #[test]
    fn words_are_said_by_what_the_controls_find() {
        let table = Table::new(vec![
            ("measure", texts(&["ttr(a=1)", "mattr", "tokens", "zipf_tail", "mtld"])),
            ("reference", texts(&["human"; 5])),
            ("source", texts(&["gpt"; 5])),
            ("direction", texts(&["lower", "", "lower", "higher", "lower"])),
            (
                "finding",
                texts(&[
                    "vanishes_when_lengths_are_equal",
                    "not_distinguishable",
                    "equal_by_construction_when_lengths_are_equal",
                    "holds",
                    "holds",
                ]),
            ),
        ]);
        let expected = "words of gpt against human: holds: higher zipf_tail and lower mtld; vanishes when lengths are equal: \
                        lower ttr; not distinguishable: mattr";
        assert_eq!(words(&table).unwrap(), [expected]);
    }

    #[test]
    fn closeness_is_said_with_what_is_left_of_the_source() {
        let correlation = Table::new(vec![
            ("model", texts(&["bm25", "bm25", "bm25"])),
            ("similarity", texts(&["kl", "kl", "cosine"])),
            ("source", texts(&["human", "pooled", "pooled"])),
            ("coefficient", texts(&["spearman_score"; 3])),
            ("value", Column::Number(vec![Some(0.1), Some(0.912), Some(0.5)])),
        ]);
        let conditional = |second: f64| {
            Table::new(vec![
                ("model", texts(&["bm25", "bm25", "bm25"])),
                ("similarity", texts(&["kl", "kl", "cosine"])),
                ("source", texts(&["gpt"; 3])),
                ("term", texts(&["source", "length", "source"])),
                ("coefficient", Column::Number(vec![Some(-0.25), Some(0.5), Some(second)])),
                ("p_adjusted", Column::Number(vec![Some(0.031), None, Some(0.001)])),
            ])
        };
        let sentences = closeness(&correlation, &conditional(-0.1), 0.05).unwrap();
        assert_eq!(sentences.len(), 1);
        assert!(sentences[0].contains("mean Spearman of kl 0.91, cosine 0.50;"), "{sentences:?}");
        assert!(sentences[0].contains("still matters (the reference is scored higher)"), "{sentences:?}");
        assert!(sentences[0].contains("kl −0.25*, cosine −0.10*;"), "{sentences:?}");
        let sentences = closeness(&correlation, &conditional(0.1), 0.05).unwrap();
        assert!(sentences[0].contains("depending on the similarity"), "{sentences:?}");
    }
}
