//! How the sources use words, in sentences: the findings in; one sentence for each pair of sources out.

mod in_brief;

pub use in_brief::words_in_brief;

use super::findings::direction_of;
use super::{Finding, FindingRow, parameters_of_measure};
use crate::registry::short_name;
use crate::statement::{Statement, Topic, list};
use crate::table::distinct;

/// The label of a measure or of one value of several that it has, as short as it can be and still mean the same.
pub fn short_measure_name(name: &str) -> String {
    short_name(name, parameters_of_measure)
}

/// A measure in a sentence: of its parameters the first value alone, as in `zipf_tail (least_squares)`.
fn in_brief(name: &str) -> String {
    let Some((base, parameters)) = name.split_once('(') else { return name.to_string() };
    let first = parameters.split([',', ')']).next().unwrap_or_default();
    format!("{base} ({})", first.rsplit('=').next().unwrap_or(first))
}

/// What is said of differences between sources that have no content in common.
const WITHOUT_TWINS: &str = "without twins contents are not controlled";

/// So many measures of one finding are named; the table has all.
const MOST_NAMED: usize = 6;

/// What forms of one measure, as its estimators, contradict each other in, each holding under every control.
fn disagreeing(findings: &[FindingRow], source: &str, reference: &str) -> Option<String> {
    let base = |row: &FindingRow| row.measure.split('(').next().unwrap_or(&row.measure).to_string();
    let held = |direction: &str| -> Vec<String> {
        let of_pair = findings.iter().filter(|row| row.source == source && row.reference == reference);
        let holds = |row: &&FindingRow| Finding::of_keyword(&row.finding) == Some(Finding::Holds);
        of_pair.filter(holds).filter(|row| row.direction == direction).map(base).collect()
    };
    let (higher, lower) = (held("higher"), held("lower"));
    let both: Vec<String> =
        distinct(higher.iter().filter(|base| lower.contains(base))).into_iter().cloned().collect();
    (!both.is_empty()).then(|| {
        format!("forms of one measure contradict each other in {}, so there is no clear result", list(&both))
    })
}

/// One statement for each pair of sources: for each finding over the controls, the measures that it is of, with the
/// direction of their difference. Of one measure in several forms the first is named.
pub fn words(findings: &[FindingRow]) -> Vec<Statement> {
    let pairs = distinct(findings.iter().map(|row| (&row.source, &row.reference)));
    let statement = |(source, reference): (&String, &String)| {
        let of = |finding: Finding, direction: &str| -> Option<String> {
            let wanted = |row: &&FindingRow| {
                let found = Finding::of_keyword(&row.finding) == Some(finding);
                let said = direction_of(&row.measure, &row.direction);
                found && said == direction && (&row.source, &row.reference) == (source, reference)
            };
            let mut measures: Vec<String> = Vec::new();
            for row in findings.iter().filter(wanted) {
                let name = short_measure_name(&row.measure);
                let base = |name: &str| name.split([' ', '(']).next().unwrap_or(name).to_string();
                if !measures.iter().any(|known| base(known) == base(&name)) {
                    measures.push(in_brief(&name));
                }
            }
            let more = measures.len().saturating_sub(MOST_NAMED);
            measures.truncate(MOST_NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let space = if direction.is_empty() { "" } else { " " };
            (!measures.is_empty()).then(|| format!("{direction}{space}{}{more}", measures.join(", ")))
        };
        let said = |finding: Finding| {
            let directions = ["higher", "lower", "more", "fewer", ""];
            let parts: Vec<String> =
                directions.into_iter().filter_map(|direction| of(finding, direction)).collect();
            let measures = list(&parts);
            let sentence = match finding {
                Finding::Holds => format!("{measures} under every control"),
                Finding::NotDistinguishable => format!("no difference detected in {measures}"),
                Finding::NotTested => format!("not tested: {measures}"),
                Finding::Unclear(_) => format!("{measures}, which is {finding}"),
                Finding::LengthNotControlled => {
                    format!("{measures}, all of which may be the length of texts, as nothing makes it equal")
                }
                Finding::Mixed => format!("{measures}, on which controls disagree"),
                other => format!("{measures}, which {other}"),
            };
            (!parts.is_empty()).then_some(sentence)
        };
        // What cutting makes equal by construction says nothing.
        let disagreeing = disagreeing(findings, source, reference);
        let telling = Finding::ALL.into_iter().filter(|finding| *finding != Finding::Equalised);
        let of_pair: Vec<&FindingRow> =
            findings.iter().filter(|row| (&row.source, &row.reference) == (source, reference)).collect();
        let differ = of_pair.iter().any(|row| !row.direction.is_empty());
        let open = (differ && FindingRow::are_without_twins(&of_pair)).then(|| WITHOUT_TWINS.to_string());
        let parts: Vec<String> = telling.filter_map(said).chain(disagreeing).chain(open).collect();
        let words =
            || Statement::new(Topic::Words, format!("{source} against {reference}: {}", parts.join("; ")));
        (!parts.is_empty()).then(words)
    };
    pairs.into_iter().filter_map(statement).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A finding on gpt against human.
    pub fn row(measure: &str, direction: &str, finding: &str) -> FindingRow {
        FindingRow {
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
        }
    }

    #[test]
    fn words_are_said_by_what_the_controls_find() {
        let rows = [
            row("ttr(a=1)", "lower", "vanishes_when_lengths_are_equal"),
            row("mattr", "", "not_distinguishable"),
            row("tokens", "lower", "equal_by_construction_when_lengths_are_equal"),
            row("types", "lower", "vanishes_when_lengths_are_equal"),
            row("zipf_tail", "higher", "holds"),
            row("mtld", "lower", "holds"),
        ];
        let expected = "gpt against human: higher zipf_tail and lower mtld under every control; lower ttr (1) and fewer types, \
                        which vanishes when lengths are equal; no difference detected in mattr";
        let said: Vec<String> = words(&rows).iter().map(Statement::to_string).collect();
        assert_eq!(said, [expected]);
        let alone =
            |measure, direction, finding| FindingRow { raw: Some(0.1), ..row(measure, direction, finding) };
        let without_twins = [
            alone("tokens", "lower", "equal_by_construction_when_lengths_are_equal"),
            alone("mtld", "lower", "holds_when_lengths_are_equal"),
            alone("characters", "lower", "length_not_controlled"),
        ];
        assert_eq!(
            words(&without_twins)[0].to_string(),
            "gpt against human: lower mtld, which holds when lengths are equal; fewer characters, all of which may be the length of \
             texts, as nothing makes it equal; without twins contents are not controlled"
        );
        assert_eq!(
            words(&[alone("mtld", "", "not_distinguishable")])[0].to_string(),
            "gpt against human: no difference detected in mtld"
        );
        let fits = [
            row("zipf_head(estimator=mle,rank_break=0)", "higher", "holds"),
            row("zipf_head(estimator=least_squares,rank_break=300)", "lower", "holds"),
        ];
        let told = words(&fits)[0].to_string();
        assert!(told.ends_with("under every control; forms of one measure contradict each other in zipf_head, so there is no clear result"), "{told}");
        let many: Vec<FindingRow> = (0..9)
            .map(|number| row(&format!("m{number}"), "higher", "holds"))
            .chain([row("m0(a=1)", "higher", "holds")])
            .collect();
        assert_eq!(
            words(&many)[0].to_string(),
            "gpt against human: higher m0, m1, m2, m3, m4, m5 and 3 more under every control"
        );
    }
}
