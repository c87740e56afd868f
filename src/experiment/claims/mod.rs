//! The paper's claims over finished experiments: result folders in; a test for each claim, collection, source and control
//! out, with causes, as tables and as one page on which nothing is typed by hand.

mod closeness;
mod equal_match;
#[cfg(test)]
mod fixture;
mod known;
mod no_bias;
mod page;
mod provenance;
mod sentences;
mod tables;
mod tested;
mod word_use;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use super::folders::named;
use crate::bias::{
    ConditionalRow, CorrelationRow, DecompositionRow, MatchRow, MediationRow, QueryAuthorRow,
    RelativeDeltaRow, StratifiedRow, TieRulesRow,
};
use crate::error::{Error, Result};
use crate::profile::{ComparisonRow, FindingRow};
use crate::table::{Schema, TableRow, distinct};

use known::Known;
pub use tables::{ClaimAnswerRow, ClaimCauseRow, ClaimCollectionRow, ClaimTestRow};
pub use tested::ClaimVerdict;
use tested::{Measured, Tested, together};

/// What is made equal, or taken into account, before a claim is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimControl {
    /// The name in tables.
    pub name: &'static str,
    /// The heading of its column.
    pub heading: &'static str,
    /// In a sentence, as in "holds on twins".
    pub phrase: &'static str,
    /// What it is.
    pub meaning: &'static str,
}

/// Which side a positive number of a claim's causes speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CauseSign {
    /// The reference.
    Reference,
    /// The source that is compared.
    Source,
    /// None: it is a share.
    Share,
}

/// A claim of the paper, and what tests it.
pub struct Claim {
    /// The number, as in `1a`.
    pub number: &'static str,
    /// The heading.
    pub title: &'static str,
    /// What the paper says, in words of our own.
    pub says: &'static str,
    /// What a number in its table is.
    pub numbers: &'static str,
    /// The result tables that test it.
    pub tables: &'static [&'static Schema],
    /// The controls, of which the first is none.
    pub controls: &'static [ClaimControl],
    /// What the numbers of its causes are.
    pub causes_are: &'static str,
    /// Which side they speak for.
    pub cause_sign: CauseSign,
    tests: fn(&Known, &str) -> Vec<Tested>,
    causes: fn(&Known, &str) -> Vec<Cause>,
}

/// The tables of the claims on the use of words.
const OF_WORDS: &[&Schema] = &[FindingRow::SCHEMA, ComparisonRow::SCHEMA];
const DIFFERENCE: &str = "Numbers are source − reference. Intervals are of each number alone; p, \
    which decides, is adjusted for all text measures of the control, so that an interval can leave out 0 where nothing is told.";
const LENGTH: &str = "Of the difference between twins, the part that is gone when both are cut to equal length, in percent, where \
    whole twins differ; above 100 the difference turns round, below 0 it grows.";

/// The claims of Huang et al. (2025, "How Do LLM-Generated Texts Impact Term-Based Retrieval Models?", arXiv 2508.17715). The
/// fourth is told in three parts, since rank can follow closeness and a bias be left all the same.
pub static CLAIMS: [Claim; 7] = [
    Claim {
        number: "1a",
        title: "Flatter head",
        says: "Among frequent words, the rank–frequency curve of model-written text falls less steeply than that of people's.",
        numbers: DIFFERENCE,
        tables: OF_WORDS,
        controls: word_use::CONTROLS,
        causes_are: LENGTH,
        cause_sign: CauseSign::Share,
        tests: word_use::head,
        causes: word_use::head_causes,
    },
    Claim {
        number: "1b",
        title: "Steeper tail",
        says: "Among rare words, the curve of model-written text falls more steeply.",
        numbers: DIFFERENCE,
        tables: OF_WORDS,
        controls: word_use::CONTROLS,
        causes_are: LENGTH,
        cause_sign: CauseSign::Share,
        tests: word_use::tail,
        causes: word_use::tail_causes,
    },
    Claim {
        number: "2",
        title: "Higher specificity",
        says: "The terms of model-written documents are more specific: fewer documents have them.",
        numbers: DIFFERENCE,
        tables: OF_WORDS,
        controls: word_use::CONTROLS,
        causes_are: LENGTH,
        cause_sign: CauseSign::Share,
        tests: word_use::specificity,
        causes: word_use::specificity_causes,
    },
    Claim {
        number: "3",
        title: "Greater diversity",
        says: "Within a document, model-written text repeats itself less.",
        numbers: DIFFERENCE,
        tables: OF_WORDS,
        controls: word_use::CONTROLS,
        causes_are: LENGTH,
        cause_sign: CauseSign::Share,
        tests: word_use::diversity,
        causes: word_use::diversity_causes,
    },
    Claim {
        number: "4a",
        title: "Rank follows closeness",
        says: "Term-based models rank higher the documents whose term distribution is closer to the query's.",
        numbers: "Numbers are mean correlations within queries, −1 to 1, p over queries and not adjusted; in the last two columns, \
            units of the typical gap between twins, p adjusted for all models and similarities.",
        tables: &[CorrelationRow::SCHEMA, MediationRow::SCHEMA, MatchRow::SCHEMA],
        controls: closeness::CONTROLS,
        causes_are: "What closeness and length explain of the differences between the scores of judged twins (R², in percent), by \
            the similarity that explains most.",
        cause_sign: CauseSign::Share,
        tests: closeness::closeness,
        causes: closeness::explained,
    },
    Claim {
        number: "4b",
        title: "No source bias",
        says: "Term-based models do not prefer a source as such: neither people's texts nor a model's are ranked better.",
        numbers: "Numbers are Relative Δ in percent: above 0 the reference is ranked better, below 0 the source.",
        tables: &[
            RelativeDeltaRow::SCHEMA,
            TieRulesRow::SCHEMA,
            QueryAuthorRow::SCHEMA,
            DecompositionRow::SCHEMA,
        ],
        controls: no_bias::CONTROLS,
        causes_are: "The mean gap between the scores of relevant twins, reference − source, as the sum of three parts: query terms \
            that one version lacks (coverage), how often the others occur (tf), and length. Scores can favour one side and ranks \
            the other.",
        cause_sign: CauseSign::Reference,
        tests: no_bias::no_bias,
        causes: no_bias::parts_of_gap,
    },
    Claim {
        number: "4c",
        title: "No bias at equal match",
        says: "What difference there is comes from how well texts match the query: of two versions that match alike, neither is \
            preferred.",
        numbers: "Above 0 the source's versions are scored or ranked better than the reference's. The similarity is the one that \
            explains the model's scores best.",
        tables: &[
            DecompositionRow::SCHEMA,
            ConditionalRow::SCHEMA,
            StratifiedRow::SCHEMA,
            MediationRow::SCHEMA,
        ],
        controls: equal_match::CONTROLS,
        causes_are: "The mean gap, source − reference, in units of the typical gap, as the sum of what goes through closeness to the \
            query (similarity), through length, and what is left (direct).",
        cause_sign: CauseSign::Source,
        tests: equal_match::equal_match,
        causes: equal_match::paths,
    },
];

/// A part of what a difference comes from.
#[derive(Debug, Clone, PartialEq)]
struct Cause {
    quantity: String,
    part: &'static str,
    number: Measured,
}

impl Cause {
    fn new(quantity: &str, part: &'static str, number: Measured) -> Self {
        Cause { quantity: quantity.to_string(), part, number }
    }
}

/// The claims, tested on some experiments.
pub struct ClaimFindings {
    experiments: Vec<Known>,
    /// By experiment, source and claim.
    found: Vec<Found>,
}

/// What was found of one claim, experiment and source.
struct Found {
    /// The place in the experiments.
    experiment: usize,
    /// The place in [`CLAIMS`].
    claim: usize,
    source: String,
    tests: Vec<Tested>,
    causes: Vec<Cause>,
}

/// Tests the claims on the experiments whose results are in `folders`.
///
/// # Errors
/// Where a folder has no finished profile or, with queries, no finished bias; where its tables are of an earlier version; where
/// two have one name. A page that leaves something out in silence says more than is known.
pub fn claim_findings(folders: &[PathBuf]) -> Result<ClaimFindings> {
    let mut experiments: Vec<Known> = Vec::new();
    for (name, folder) in named(folders) {
        if name.contains(['/', '\\']) || experiments.iter().any(|one| one.name == name) {
            let advice = "name each result folder once, and rename one of two that are called alike";
            return Err(Error::file(folder, "has the name of another experiment", advice));
        }
        experiments.push(Known::read(&name, folder)?);
    }
    Ok(ClaimFindings::of(experiments))
}

impl ClaimFindings {
    fn of(experiments: Vec<Known>) -> ClaimFindings {
        let mut found = Vec::new();
        for (place, known) in experiments.iter().enumerate() {
            for (claim, of_claim) in CLAIMS.iter().enumerate() {
                let alone = known.others().is_empty();
                if alone {
                    let missing =
                        |control: &ClaimControl| Tested::missing("", control.name, "one source alone");
                    let tests = of_claim.controls.iter().map(missing).collect();
                    let source = String::new();
                    found.push(Found { experiment: place, claim, source, tests, causes: Vec::new() });
                }
                found.extend(known.others().into_iter().map(|source| Found {
                    experiment: place,
                    claim,
                    source: source.to_string(),
                    tests: (of_claim.tests)(known, source),
                    causes: (of_claim.causes)(known, source),
                }));
            }
        }
        ClaimFindings { experiments, found }
    }

    /// What was found of the claim at this place of [`CLAIMS`], with the experiment.
    fn of_claim(&self, claim: usize) -> impl Iterator<Item = (&Known, &Found)> {
        let of_claim = move |found: &&Found| found.claim == claim;
        self.found.iter().filter(of_claim).map(|found| (&self.experiments[found.experiment], found))
    }
}

impl Found {
    /// Each quantity with its tests, in the order in which they were made.
    fn by_quantity(&self) -> Vec<(&str, Vec<&Tested>)> {
        let of = |quantity: &str| self.tests.iter().filter(|test| test.quantity == quantity).collect();
        let quantities = distinct(self.tests.iter().map(|test| test.quantity.as_str()));
        quantities.into_iter().map(|quantity| (quantity, of(quantity))).collect()
    }

    /// What the controls say together of each quantity.
    fn answers(&self) -> Vec<(&str, String)> {
        let controls = CLAIMS[self.claim].controls;
        self.by_quantity()
            .into_iter()
            .map(|(quantity, tests)| (quantity, together(&tests, controls)))
            .collect()
    }
}

/// Why a claim on retrieval has no test, where the collection says so.
fn untested(
    known: &Known,
    controls: &[ClaimControl],
    table_is_empty: bool,
    otherwise: &str,
) -> Option<Vec<Tested>> {
    let reason = known.without_retrieval.or(table_is_empty.then_some(otherwise))?;
    Some(controls.iter().map(|control| Tested::missing("", control.name, reason)).collect())
}

fn number(value: Option<f64>, low: Option<f64>, high: Option<f64>, p: Option<f64>, level: f64) -> Measured {
    Measured { value, interval: low.zip(high), p, level }
}
