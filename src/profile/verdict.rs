//! The claims of Huang et al. (2025, "How Do LLM-Generated SourceTexts Impact Term-Based Retrieval Models?") on the use of
//! words: the findings of any number of experiments in; whether each claim holds in each of them out.

use super::{Control, Finding, FindingRow, Where};
use crate::error::{Error, Result};
use crate::number::starred;
use crate::table::{Column, Table, distinct};

/// What a claim expects of source − reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expected {
    Higher,
    Lower,
}

impl Expected {
    /// Whether a difference of this direction, `higher` or `lower`, is the expected one.
    pub(super) fn is(self, direction: &str) -> bool {
        match self {
            Higher => direction == "higher",
            Lower => direction == "lower",
        }
    }
}

use Expected::{Higher, Lower};

/// A claim: what it says of a source that is no person, and the measures that can tell, with what it expects of them.
pub(crate) struct WordClaim {
    says: &'static str,
    /// What a source has that the claim is true of.
    pub(super) as_claimed: &'static str,
    /// What a source has that the opposite is true of.
    pub(super) reversed: &'static str,
    /// What the claim is about.
    pub(super) of: &'static str,
    measures: &'static [(&'static str, Expected)],
}

pub(crate) static FLATTER_HEAD: WordClaim = WordClaim {
    says: "1a flatter head",
    as_claimed: "a flatter Zipf curve of frequent words",
    reversed: "a steeper Zipf curve of frequent words",
    of: "the Zipf curve of frequent words",
    measures: &[("zipf_head", Lower), ("zipf_halves_head", Lower)],
};
pub(crate) static STEEPER_TAIL: WordClaim = WordClaim {
    says: "1b steeper tail",
    as_claimed: "a steeper Zipf curve of rare words",
    reversed: "a flatter Zipf curve of rare words",
    of: "the Zipf curve of rare words",
    measures: &[("zipf_tail", Higher), ("zipf_halves_tail", Higher)],
};
pub(crate) static HIGHER_SPECIFICITY: WordClaim = WordClaim {
    says: "2 higher specificity",
    as_claimed: "rarer (more specific) words",
    reversed: "more common (less specific) words",
    of: "the specificity of words",
    measures: &[("specificity", Higher), ("ictf", Higher), ("clarity", Higher)],
};
pub(crate) static GREATER_DIVERSITY: WordClaim = WordClaim {
    says: "3 greater document-level diversity",
    as_claimed: "more varied words",
    reversed: "less varied words",
    of: "the variety of words",
    measures: &[
        ("mattr", Higher),
        ("mtld", Higher),
        ("hdd", Higher),
        ("yule_k", Lower),
        ("simpson_d", Lower),
        ("entropy", Higher),
        ("ttr", Higher),
        ("root_ttr", Higher),
        ("corrected_ttr", Higher),
        ("herdan_c", Higher),
        ("maas", Lower),
        ("distinct", Higher),
        ("repetition", Lower),
    ],
};

/// All claims on the use of words.
pub(super) static CLAIMS: [&WordClaim; 4] =
    [&FLATTER_HEAD, &STEEPER_TAIL, &HIGHER_SPECIFICITY, &GREATER_DIVERSITY];

impl WordClaim {
    /// What it expects of a measure, given by its full name; `None` for one that tells nothing of it.
    pub(crate) fn expects(&self, measure: &str) -> Option<Expected> {
        self.measures.iter().find(|(known, _)| *known == base(measure)).map(|(_, expected)| *expected)
    }
}

/// Whether the claims hold, as tables.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    rows: Vec<Row>,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Row {
    experiment: String,
    reference: String,
    source: String,
    claim: &'static str,
    measure: String,
    expected: &'static str,
    /// Difference and adjusted p-value under each control.
    controls: [(Option<f64>, Option<f64>); 4],
    level: Option<f64>,
    finding: String,
    verdict: String,
}

/// The verdict on every claim for each experiment, given as its name and its table [`Profile::findings`], and each of
/// its sources beside the reference. `measures` restricts what the claims are told by, as canonical names or what
/// stands before their parameters; none named means every measure that is there.
///
/// [`Profile::findings`]: super::Profile::findings
///
/// # Errors
/// [`Error::UnknownName`] for a measure that tells nothing of any claim.
pub fn verdict(experiments: &[(String, Vec<FindingRow>)], measures: &[String]) -> Result<Verdict> {
    for name in measures {
        if !CLAIMS.iter().flat_map(|claim| claim.measures).any(|(known, _)| *known == base(name)) {
            let known: Vec<&str> =
                CLAIMS.iter().flat_map(|claim| claim.measures).map(|(known, _)| *known).collect();
            return Err(Error::UnknownName {
                family: "measure of a claim",
                name: name.clone(),
                known: known.join(", "),
            });
        }
    }
    let asked =
        |name: &str| measures.is_empty() || measures.iter().any(|one| one == name || one == base(name));
    let mut rows = Vec::new();
    for (experiment, findings) in experiments {
        // The pairs with the reference come first; those among other sources are not what the claims are about.
        let reference = findings.first().map_or(String::new(), |row| row.reference.clone());
        let of_reference = findings.iter().filter(|row| row.reference == reference);
        let mut others = distinct(of_reference.map(|row| &row.source));
        let nobody = String::new();
        if others.is_empty() {
            others.push(&nobody);
        }
        for source in others {
            let can_be_told = |claim: &&&WordClaim| {
                measures.is_empty() || measures.iter().any(|one| claim.expects(one).is_some())
            };
            for claim in CLAIMS.iter().filter(can_be_told) {
                let told = |row: &'_ FindingRow| {
                    let of_pair = row.evidence && row.source == *source && row.reference == reference;
                    claim.expects(&row.measure).filter(|_| of_pair && asked(&row.measure))
                };
                let row = Row {
                    experiment: experiment.clone(),
                    reference: reference.clone(),
                    source: source.clone(),
                    claim: claim.says,
                    ..Row::default()
                };
                let before = rows.len();
                rows.extend(findings.iter().filter_map(|found| Some((found, told(found)?))).map(
                    |(found, expected)| {
                        let finding = Finding::of_keyword(&found.finding);
                        let as_claimed = expected.is(&found.direction);
                        Row {
                            measure: found.measure.clone(),
                            expected: if expected == Higher { "higher" } else { "lower" },
                            controls: found.controls(),
                            level: found.level,
                            finding: found.finding.clone(),
                            verdict: finding.map_or(String::new(), |finding| words(finding, as_claimed)),
                            ..row.clone()
                        }
                    },
                ));
                if rows.len() == before {
                    rows.push(Row { verdict: "not measured".to_string(), ..row });
                }
            }
        }
    }
    Ok(Verdict { rows })
}

/// What stands before the parameters of a measure's name.
fn base(name: &str) -> &str {
    name.split(['(', '@']).next().unwrap_or(name)
}

/// The verdict in words, where the difference that the finding is about has the sign of the claim or the other one.
fn words(finding: Finding, as_claimed: bool) -> String {
    // These are found of sources without twins alone.
    let open = match finding {
        Finding::HoldsOnly(Where::AtEqualBudget | Where::AtEqualLength) => {
            ", but contents are not controlled"
        }
        _ => "",
    };
    turned(finding, as_claimed) + open
}

/// The finding turned to the claim.
fn turned(finding: Finding, as_claimed: bool) -> String {
    match (finding, as_claimed) {
        (Finding::NotDistinguishable | Finding::Mixed | Finding::NotTested, _) => finding.to_string(),
        (Finding::Appears(place), true) => format!("holds only {place}"),
        (Finding::Appears(place), false) => format!("the opposite holds, only {place}"),
        (_, true) => finding.to_string(),
        (Finding::Holds | Finding::HoldsOnly(_), false) => format!("the opposite {finding}"),
        (Finding::Reverses(place), false) => format!("the opposite, but as claimed {place}"),
        (_, false) => format!("the opposite, {finding}"),
    }
}

impl Verdict {
    /// One row an experiment, source, claim and measure: experiment, reference, source, claim, measure, expected
    /// (`higher` or `lower` for the source), raw, twins, cut, budget with raw_p, twins_p, cut_p, budget_p as in
    /// [`Profile::findings`], level, finding, verdict.
    ///
    /// The verdict `not measured` stands alone where no measure tells of the claim. The claims' authors do not say how
    /// they measured: what is tested here is the claim, not their figure. Measures whose differences are no evidence
    /// ([`LexicalNeeds::not_evidence`](super::LexicalNeeds::not_evidence)) tell of no claim.
    ///
    /// [`Profile::findings`]: super::Profile::findings
    pub fn table(&self) -> Table {
        let mut columns = self.described();
        for (place, control) in Control::ALL.into_iter().enumerate() {
            columns.push((control.name(), self.number(|row| row.controls[place].0)));
        }
        for (place, name) in ["raw_p", "twins_p", "cut_p", "budget_p"].into_iter().enumerate() {
            columns.push((name, self.number(|row| row.controls[place].1)));
        }
        columns.push(("level", self.number(|row| row.level)));
        columns.push(("finding", self.text(|row| &row.finding)));
        columns.push(("verdict", self.text(|row| &row.verdict)));
        Table::new(columns)
    }

    /// The same for readers: each difference as one word, with a star where it is told apart from 0.
    pub fn printed(&self) -> Table {
        let mut columns = self.described();
        for (place, control) in Control::ALL.into_iter().enumerate() {
            let word = |row: &Row| {
                let (difference, p) = row.controls[place];
                starred(difference, p, row.level)
            };
            columns.push((control.name(), Column::Text(self.rows.iter().map(word).collect())));
        }
        columns.push(("verdict", self.text(|row| &row.verdict)));
        Table::new(columns)
    }

    fn described(&self) -> Vec<(&'static str, Column)> {
        vec![
            ("experiment", self.text(|row| &row.experiment)),
            ("reference", self.text(|row| &row.reference)),
            ("source", self.text(|row| &row.source)),
            ("claim", self.text(|row| row.claim)),
            ("measure", self.text(|row| &row.measure)),
            ("expected", self.text(|row| row.expected)),
        ]
    }

    fn text(&self, of: impl Fn(&Row) -> &str) -> Column {
        Column::Text(self.rows.iter().map(|row| of(row).to_string()).collect())
    }

    fn number(&self, of: impl Fn(&Row) -> Option<f64>) -> Column {
        Column::Number(self.rows.iter().map(of).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Measure, source, difference on whole texts, direction, finding.
    type Case = (&'static str, &'static str, f64, &'static str, &'static str);

    fn findings(rows: &[Case]) -> Vec<FindingRow> {
        let row = |(measure, source, difference, direction, finding): &Case| FindingRow {
            measure: measure.to_string(),
            reference: "human".to_string(),
            source: source.to_string(),
            raw: Some(*difference),
            twins: Some(*difference),
            cut: Some(0.5 * difference),
            budget: None,
            raw_p: Some(0.01),
            twins_p: Some(0.01),
            cut_p: Some(0.2),
            budget_p: None,
            level: Some(0.05),
            direction: direction.to_string(),
            evidence: *measure != "specificity",
            finding: finding.to_string(),
            sentence: String::new(),
        };
        rows.iter().map(row).collect()
    }

    fn of(table: &[FindingRow], measures: &[&str]) -> Vec<[String; 4]> {
        let measures: Vec<String> = measures.iter().map(|name| name.to_string()).collect();
        let table = verdict(&[("x".to_string(), table.to_vec())], &measures).unwrap().table();
        let column = |name: &str| table.text(name).unwrap();
        let (sources, claims) = (column("source"), column("claim"));
        let (measures, verdicts) = (column("measure"), column("verdict"));
        (0..table.height())
            .map(|row| [&sources[row], &claims[row], &measures[row], &verdicts[row]].map(Clone::clone))
            .collect()
    }

    #[test]
    fn each_claim_has_a_row_for_each_measure_or_is_not_measured() {
        let table = findings(&[
            ("zipf_head(estimator=mle)", "gpt", -0.5, "lower", "holds"),
            ("zipf_tail(estimator=mle)", "gpt", -0.5, "lower", "vanishes_when_lengths_are_equal"),
            ("mattr(window=50)", "gpt", 0.5, "higher", "holds_on_twins"),
            ("yule_k", "gpt", 0.5, "higher", "reverses_when_lengths_are_equal"),
            ("tokens", "gpt", 0.5, "higher", "holds"),
            ("specificity", "gpt", 0.5, "higher", "holds"),
        ]);
        let row =
            |claim: &str, measure: &str, verdict: &str| ["gpt", claim, measure, verdict].map(String::from);
        let (first, diversity) = ("zipf_head(estimator=mle)", "3 greater document-level diversity");
        let expected = [
            row("1a flatter head", first, "holds"),
            row(
                "1b steeper tail",
                "zipf_tail(estimator=mle)",
                "the opposite, vanishes when lengths are equal",
            ),
            row("2 higher specificity", "", "not measured"),
            row(diversity, "mattr(window=50)", "holds on twins"),
            row(diversity, "yule_k", "the opposite, but as claimed when lengths are equal"),
        ];
        assert_eq!(of(&table, &[]), expected);
        let chosen = of(&table, &["mattr", first]);
        assert_eq!(chosen.iter().filter(|row| row[3] != "not measured").count(), 2);
        assert!(verdict(&[], &["tokens".to_string()]).is_err());
        let printed = verdict(&[("x".to_string(), table)], &[]).unwrap().printed();
        assert_eq!(printed.text("raw").unwrap()[0], "-0.5000*");
        assert_eq!(printed.text("cut").unwrap()[0], "-0.2500");
        assert_eq!(printed.text("budget").unwrap()[2], "");
    }

    #[test]
    fn a_single_source_measures_no_claim() {
        let rows = of(&findings(&[]), &[]);
        assert!(rows.len() == 4 && rows.iter().all(|row| row[3] == "not measured"));
    }

    #[test]
    fn findings_are_turned_to_the_claim() {
        for (finding, as_claimed, expected) in [
            (Finding::Appears(Where::AtEqualLength), true, "holds only when lengths are equal"),
            (
                Finding::Appears(Where::AtEqualLength),
                false,
                "the opposite holds, only when lengths are equal",
            ),
            (Finding::Holds, false, "the opposite holds"),
            (Finding::Reverses(Where::OnTwins), true, "reverses on twins"),
            (Finding::Unclear(Where::OnTwins), false, "the opposite, unclear on twins"),
            (Finding::NotDistinguishable, false, "not distinguishable"),
        ] {
            assert_eq!(words(finding, as_claimed), expected);
        }
    }
}
