//! How the sources use words, in sentences: the findings in; one sentence for each pair of sources out.

use super::{Finding, FindingRow, parameters_of_measure};
use crate::registry::short_name;
use crate::table::distinct;

/// The label of a measure or of one value of several that it has, as short as it can be and still mean the same.
pub fn short_measure_name(name: &str) -> String {
    short_name(name, parameters_of_measure)
}

/// One sentence for each pair of sources: for each finding over the controls, the measures that it is of, with the
/// direction of their difference.
pub fn words(findings: &[FindingRow]) -> Vec<String> {
    let pairs = distinct(findings.iter().map(|row| (&row.source, &row.reference)));
    let sentence = |(source, reference): (&String, &String)| {
        let of = |finding: Finding, direction: &str| -> Option<String> {
            let wanted = |row: &&FindingRow| {
                let found = Finding::of_keyword(&row.finding) == Some(finding);
                found && row.direction == direction && (&row.source, &row.reference) == (source, reference)
            };
            let measures: Vec<String> =
                findings.iter().filter(wanted).map(|row| short_measure_name(&row.measure)).collect();
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
        let said = || format!("word use of {source} compared with {reference}: {}", parts.join("; "));
        (!parts.is_empty()).then(said)
    };
    pairs.into_iter().filter_map(sentence).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_said_by_what_the_controls_find() {
        let row = |measure: &str, direction: &str, finding: &str| FindingRow {
            measure: measure.to_string(),
            reference: "human".to_string(),
            source: "gpt".to_string(),
            raw: None,
            twins: None,
            cut: None,
            budget: None,
            raw_p: None,
            twins_p: None,
            cut_p: None,
            budget_p: None,
            level: Some(0.05),
            direction: direction.to_string(),
            evidence: true,
            finding: finding.to_string(),
            sentence: String::new(),
        };
        let rows = [
            row("ttr(a=1)", "lower", "vanishes_when_lengths_are_equal"),
            row("mattr", "", "not_distinguishable"),
            row("tokens", "lower", "equal_by_construction_when_lengths_are_equal"),
            row("zipf_tail", "higher", "holds"),
            row("mtld", "lower", "holds"),
        ];
        let expected = "word use of gpt compared with human: holds: higher zipf_tail and lower mtld; vanishes when lengths are equal: \
                        lower ttr(a=1); not distinguishable: mattr";
        assert_eq!(words(&rows), [expected]);
    }
}
