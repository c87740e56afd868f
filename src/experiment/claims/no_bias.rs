//! The claim that there is no source bias: Relative Δ in; a test for each model under each control of ties, sampling, families
//! and authors out.

use super::known::Known;
use super::tested::{ClaimVerdict, Tested};
use super::{Cause, ClaimControl, number, untested};
use crate::bias::cause::decomposition::PARTS;
use crate::bias::{DecompositionRow, QueryAuthorRow, RelativeDeltaRow, TieRulesRow, short_name};
use crate::evaluate::Ties;

/// Of the claim that there is no source bias.
pub(super) const CONTROLS: &[ClaimControl] = &[
    ClaimControl {
        name: "trec_eval",
        heading: "Raw",
        phrase: "raw",
        meaning: "as usually printed: ties by document id as trec_eval breaks them, interval over queries",
    },
    ClaimControl {
        name: "average",
        heading: "Averaged ties",
        phrase: "with averaged ties",
        meaning: "averaged over all orders of tied documents, interval over queries",
    },
    ClaimControl {
        name: "contents",
        heading: "Clusters and contents",
        phrase: "over clusters and contents",
        meaning: "averaged ties; clusters of queries and contents are both a sample, and p is of exchanged labels and signs",
    },
    ClaimControl {
        name: "adjusted",
        heading: "Adjusted",
        phrase: "after adjustment",
        meaning: "the same with p adjusted for all models and sources",
    },
    ClaimControl {
        name: "author",
        heading: "By query author",
        phrase: "by query author",
        meaning: "the same for the queries of one author; only where it is known who wrote the queries",
    },
];

/// There is no source bias.
pub(super) fn no_bias(known: &Known, source: &str) -> Vec<Tested> {
    let of_measure = |row: &&RelativeDeltaRow| row.source == source && row.measure == known.measure;
    let rows: Vec<&RelativeDeltaRow> = known.relative_deltas.iter().filter(of_measure).collect();
    let no_table = "no judgements of both sources";
    if let Some(tests) = untested(known, CONTROLS, rows.is_empty(), no_table) {
        return tests;
    }
    let margin = Some(known.margin_percent);
    let mut out = Vec::new();
    for row in rows {
        let quantity = short_name(&row.model);
        for (control, ties) in [("trec_eval", Ties::TrecEval), ("average", Ties::Average)] {
            out.push(match by_rule(known, row, ties) {
                Some(found) => {
                    let number =
                        number(found.relative_delta_percent, found.low, found.high, None, known.level);
                    let verdict = number.none(margin, -1);
                    Tested::new(&quantity, control, number, verdict, "undefined, or without interval")
                }
                None => Tested::missing(&quantity, control, "no such row among the tie rules"),
            });
        }
        for (control, p) in [("contents", row.p_value), ("adjusted", row.p_adjusted)] {
            let number = number(row.relative_delta_percent, row.low, row.high, p, known.level);
            let (verdict, reason) = match (known.ties, p) {
                (Ties::Average, Some(_)) => (number.none(margin, -1), "undefined"),
                (Ties::Average, None) => (ClaimVerdict::NotTested, "no test: the scores know the sources"),
                _ => (ClaimVerdict::NotTested, "ties are not averaged in this experiment"),
            };
            out.push(Tested::new(&quantity, control, number, verdict, reason));
        }
        out.extend(by_author(known, row, &quantity));
    }
    out
}

/// Relative Δ under a rule for ties, over the queries that the experiment counts.
fn by_rule<'a>(known: &'a Known, row: &RelativeDeltaRow, ties: Ties) -> Option<&'a TieRulesRow> {
    let is_it = |one: &&TieRulesRow| {
        (&one.model, &one.measure, &one.source) == (&row.model, &row.measure, &row.source)
            && one.ties == ties.name()
    };
    let found: Vec<&TieRulesRow> = known.tie_rules.iter().filter(is_it).collect();
    found.iter().find(|one| one.queries == known.counted).or(found.first()).copied()
}

/// Relative Δ of each author's queries.
fn by_author(known: &Known, row: &RelativeDeltaRow, quantity: &str) -> Vec<Tested> {
    let of_row = known.query_authors.iter().filter(|one| {
        (&one.model, &one.measure, &one.source) == (&row.model, &row.measure, &row.source)
            && one.less_author.is_empty()
    });
    let test = |one: &QueryAuthorRow| {
        let number = number(one.relative_delta_percent, one.low, one.high, one.p_adjusted, known.level);
        let verdict = match (known.ties, one.p_adjusted) {
            (Ties::Average, Some(_)) => number.none(Some(known.margin_percent), -1),
            _ => ClaimVerdict::NotTested,
        };
        let quantity = format!("{quantity}, queries by {}", one.author);
        Tested::new(&quantity, "author", number, verdict, "no test of this author's queries")
    };
    of_row.map(test).collect()
}

/// The parts of the gap between the scores of relevant twins.
pub(super) fn parts_of_gap(known: &Known, source: &str) -> Vec<Cause> {
    let of_source = known.decompositions.iter().filter(|row| row.source == source);
    let cause = |row: &DecompositionRow| {
        let part = PARTS.iter().find(|part| **part == row.part)?;
        let number = number(row.value, row.low, row.high, row.p_adjusted, known.level);
        Some(Cause::new(&short_name(&row.model), part, number))
    };
    of_source.filter_map(cause).collect()
}
