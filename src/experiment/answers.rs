//! The answers in sentences beyond the verdicts on bias: result tables in; how the sources use words, and whether
//! closeness of term distributions explains the rankings, out.

use crate::bias::names::short_names;
use crate::error::Result;
use crate::profile::Finding;
use crate::report::distinct;
use crate::table::Table;

/// One sentence for each pair of sources of `profile/findings`: for each finding over the controls, the measures that it
/// is of, with the direction of their difference.
pub(super) fn words(findings: &Table) -> Result<Vec<String>> {
    let (sources, references) = (findings.text("source")?, findings.text("reference")?);
    let (keywords, directions) = (findings.text("finding")?, findings.text("direction")?);
    let short = short_names(&findings.text("measure")?);
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
/// what of the gap between relevant twins' scores is left to the source beside closeness and length. What one similarity
/// leaves and a better one explains is no effect of the source.
pub(super) fn closeness(correlation: &Table, conditional: &Table) -> Result<Vec<String>> {
    let asked = conditional.only("scope", "judged_twins")?.only("form", "flexible")?;
    let (models, similarities) = (asked.text("model")?, asked.text("similarity")?);
    let (sources, effects) = (asked.text("source")?, asked.text("effect")?);
    let (values, most) = (asked.number("coefficient")?, asked.number("variance_percent_high")?);
    let explained = asked.number("explained_percent")?;
    let (short, model_labels) = (short_names(&similarities), short_names(&models));
    let mut sentences = Vec::new();
    for model in distinct(&models) {
        for source in distinct(&sources) {
            let rows: Vec<usize> =
                (0..asked.height()).filter(|row| models[*row] == model && sources[*row] == source).collect();
            let Some(label) = rows.first().map(|row| &model_labels[*row]) else { continue };
            let mut followed = Vec::new();
            for row in &rows {
                if let Some(spearman) = pooled_spearman(correlation, &model, &similarities[*row])? {
                    followed.push(format!("{} {}", short[*row], signed(spearman)));
                }
            }
            let of = |effect: &str| -> Vec<usize> {
                rows.iter().copied().filter(|row| effects[*row] == effect).collect()
            };
            let named =
                |rows: &[usize]| rows.iter().map(|row| short[*row].as_str()).collect::<Vec<_>>().join(", ");
            let left = |rows: &[usize]| {
                let one = |row: &usize| {
                    let (value, most) = (values[*row].unwrap_or(0.0), most[*row].unwrap_or(0.0));
                    format!("{} {} (at most {most:.1} % of variance)", short[*row], signed(value))
                };
                rows.iter().map(one).collect::<Vec<_>>().join(", ")
            };
            let mut parts = Vec::new();
            let by_construction = of("by_construction");
            if !by_construction.is_empty() {
                parts.push(format!("{} is the score itself, by construction", named(&by_construction)));
            }
            let better = |row: usize| {
                let enough = |other: &usize| {
                    effects[*other] == "by_construction"
                        || effects[*other] == "absent" && explained[*other] > explained[row]
                };
                rows.iter().copied().find(enough)
            };
            let mut surpassed_parts = Vec::new();
            for (effect, said) in [
                ("present", "has an effect of its own"),
                ("absent", "has no effect of its own"),
                ("undecided", "may or may not have an effect of its own"),
            ] {
                let (surpassed, rows): (Vec<usize>, Vec<usize>) =
                    of(effect).into_iter().partition(|row| effect == "present" && better(*row).is_some());
                if !rows.is_empty() {
                    parts.push(format!("{source} {said} by {}", left(&rows)));
                }
                for row in surpassed {
                    let other = better(row).map_or("another", |row| short[row].as_str());
                    surpassed_parts.push(format!("what {} leaves, {other} explains", left(&[row])));
                }
            }
            parts.append(&mut surpassed_parts);
            if parts.is_empty() || followed.is_empty() {
                continue;
            }
            sentences.push(format!(
                "{label}: scores follow closeness of term distributions (mean Spearman within queries: {}); of relevant \
                 twins equally close and long, {}",
                followed.join(", "),
                parts.join("; ")
            ));
        }
    }
    Ok(sentences)
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
                        lower ttr(a=1); not distinguishable: mattr";
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
        let conditional = |effects: [&str; 2]| {
            Table::new(vec![
                ("model", texts(&["bm25", "bm25", "bm25"])),
                ("similarity", texts(&["kl", "kl", "cosine"])),
                ("source", texts(&["gpt"; 3])),
                ("scope", texts(&["judged_twins", "all_documents", "judged_twins"])),
                ("form", texts(&["flexible"; 3])),
                ("effect", texts(&[effects[0], "present", effects[1]])),
                ("coefficient", Column::Number(vec![Some(-0.25), Some(0.5), Some(-0.004)])),
                ("variance_percent_high", Column::Number(vec![Some(3.0), None, Some(0.24)])),
                ("explained_percent", Column::Number(vec![Some(80.0), None, Some(60.0)])),
            ])
        };
        let said = |effects| closeness(&correlation, &conditional(effects)).unwrap();
        // Kullback–Leibler explains more: what cosine leaves is no effect, but not the other way round.
        for better in ["absent", "by_construction"] {
            let sentence = &said([better, "present"])[0];
            assert!(
                sentence.ends_with("what cosine 0.00 (at most 0.2 % of variance) leaves, kl explains"),
                "{sentence}"
            );
        }
        assert!(said(["undecided", "present"])[0].contains("gpt has an effect of its own by cosine"));
        assert_eq!(
            said(["present", "absent"]),
            [
                "bm25: scores follow closeness of term distributions (mean Spearman within queries: kl 0.91, cosine 0.50); \
                 of relevant twins equally close and long, gpt has an effect of its own by kl −0.25 (at most 3.0 % of \
                 variance); gpt has no effect of its own by cosine 0.00 (at most 0.2 % of variance)"
            ]
        );
        assert!(said(["by_construction", "undecided"])[0].contains(
            "kl is the score itself, by construction; gpt may or may not have an effect of its own by cosine 0.00"
        ));
        assert!(said(["not_tested", "not_tested"]).is_empty());
    }
}
