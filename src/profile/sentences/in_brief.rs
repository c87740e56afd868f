//! How the sources use words, in brief: the findings in; one sentence for each pair of sources, by what the measures are of, out.

use crate::profile::verdict::{CLAIMS, WordClaim};
use crate::profile::{Finding, FindingRow};
use crate::statement::{Statement, Topic, list};
use crate::table::distinct;

/// What the measures of one claim say together.
#[derive(Clone, Copy)]
enum Said {
    /// Every measure tells the sources apart, in the same direction, whatever is held equal.
    By(Direction),
    /// Some measures do, and none in the other direction.
    BySome(Direction),
    /// Measures contradict each other, or change with what is held equal.
    Disagree,
    /// No measure tells the sources apart.
    Nothing,
}

#[derive(Clone, Copy)]
enum Direction {
    AsClaimed,
    Reversed,
}

impl WordClaim {
    /// What a source has of which the claim, or its opposite, is true.
    fn in_direction(&self, direction: Direction) -> &'static str {
        match direction {
            Direction::AsClaimed => self.as_claimed,
            Direction::Reversed => self.reversed,
        }
    }
}

/// One statement for each pair of sources: whether one uses more varied words, more specific words, or words of another
/// frequency curve, by all measures that tell of it together.
pub fn words_in_brief(findings: &[FindingRow]) -> Vec<Statement> {
    let pairs = distinct(findings.iter().map(|row| (&row.source, &row.reference)));
    let statement = |(source, reference): (&String, &String)| {
        let rows: Vec<&FindingRow> = findings
            .iter()
            .filter(|row| row.evidence && (&row.source, &row.reference) == (source, reference))
            .collect();
        let found: Vec<(Said, &WordClaim)> =
            CLAIMS.iter().filter_map(|claim| Some((said(claim, &rows)?, *claim))).collect();
        let starts = ["", "by some measures ", "no clear result for ", "no difference detected in "];
        let mut groups = starts.map(|_| Vec::new());
        for (said, claim) in found {
            let (group, words) = match said {
                Said::By(direction) => (0, claim.in_direction(direction)),
                Said::BySome(direction) => (1, claim.in_direction(direction)),
                Said::Disagree => (2, claim.of),
                Said::Nothing => (3, claim.of),
            };
            groups[group].push(words.to_string());
        }
        let told = starts.iter().zip(&groups).filter(|(_, words)| !words.is_empty());
        let mut parts: Vec<String> = told.map(|(start, words)| format!("{start}{}", list(words))).collect();
        let claimed = !groups[0].is_empty() || !groups[1].is_empty();
        if claimed && FindingRow::are_without_twins(&rows) {
            parts.push(super::WITHOUT_TWINS.to_string());
        }
        let words = format!("{source} against {reference}: {}", parts.join("; "));
        (!parts.is_empty()).then(|| Statement::new(Topic::Words, words))
    };
    pairs.into_iter().filter_map(statement).collect()
}

/// What the measures of a claim say of a pair; `None` where none was tested.
fn said(claim: &WordClaim, rows: &[&FindingRow]) -> Option<Said> {
    let (mut as_claimed, mut reversed, mut nothing, mut unsettled) = (0, 0, 0, 0);
    for row in rows {
        let Some(expected) = claim.expects(&row.measure) else { continue };
        match Finding::of_keyword(&row.finding)? {
            Finding::NotTested | Finding::Equalised => {}
            Finding::NotDistinguishable => nothing += 1,
            Finding::Holds | Finding::HoldsOnly(_) if expected.is(&row.direction) => as_claimed += 1,
            Finding::Holds | Finding::HoldsOnly(_) => reversed += 1,
            _ => unsettled += 1,
        }
    }
    let firm =
        |direction| if nothing + unsettled == 0 { Said::By(direction) } else { Said::BySome(direction) };
    Some(match (as_claimed, reversed) {
        (0, 0) if nothing + unsettled == 0 => return None,
        (0, 0) if unsettled == 0 => Said::Nothing,
        (_, 0) if as_claimed > 0 => firm(Direction::AsClaimed),
        (0, _) if reversed > 0 => firm(Direction::Reversed),
        _ => Said::Disagree,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::sentences::tests::row;

    fn brief(rows: &[FindingRow]) -> String {
        words_in_brief(rows).iter().map(Statement::to_string).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn measures_of_one_claim_speak_together() {
        // Yule's K falls where words are more varied.
        let varied = [
            row("mtld", "higher", "holds"),
            row("yule_k", "lower", "holds"),
            row("types", "higher", "holds"),
        ];
        assert_eq!(brief(&varied), "gpt against human: more varied words");
        let rows = [
            row("mtld", "lower", "holds"),
            row("specificity(pool=human)", "higher", "holds"),
            row("ictf", "", "not_distinguishable"),
            row("zipf_head", "", "not_distinguishable"),
            row("zipf_tail", "lower", "vanishes_when_lengths_are_equal"),
        ];
        assert_eq!(
            brief(&rows),
            "gpt against human: less varied words; by some measures rarer (more specific) words; no clear result for the Zipf curve \
             of rare words; no difference detected in the Zipf curve of frequent words"
        );
    }

    #[test]
    fn measures_that_contradict_each_other_disagree_and_what_is_no_evidence_is_silent() {
        let rows = [row("mtld", "lower", "holds"), row("mattr", "higher", "holds")];
        assert_eq!(brief(&rows), "gpt against human: no clear result for the variety of words");
        let silent = FindingRow { evidence: false, ..row("mtld", "lower", "holds") };
        assert_eq!(brief(&[silent, row("mattr", "", "not_tested"), row("tokens", "lower", "holds")]), "");
        assert_eq!(brief(&[]), "");
    }

    #[test]
    fn without_twins_contents_are_said_to_be_open() {
        let alone = |finding| FindingRow { raw: Some(-0.2), ..row("mtld", "lower", finding) };
        assert_eq!(
            brief(&[alone("holds_when_lengths_are_equal")]),
            "gpt against human: less varied words; without twins contents are not controlled"
        );
        assert_eq!(
            brief(&[alone("vanishes_when_lengths_are_equal")]),
            "gpt against human: no clear result for the variety of words"
        );
    }
}
