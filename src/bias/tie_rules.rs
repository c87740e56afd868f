//! The same question under every tie rule and choice of queries: what a rule alone makes of Relative Δ.

use super::analysis::{About, Analysis, Question};
use super::relative_delta::untested;
use super::{Evidence, shared::Shared};
use crate::evaluate::{EvaluateSettings, Ties, evaluate};
use crate::table::{Column, Table};

pub(super) struct TieRules;

impl Analysis for TieRules {
    fn about(&self) -> About {
        About {
            key: "bias/tie_rules",
            summary: "Relative Δ under every rule for documents of equal score",
            question: Question::HowSure,
            tests: None,
        }
    }

    fn table(&self, shared: &Shared<'_>) -> Table {
        tie_rules_table(shared)
    }
}

/// The table `bias/tie_rules`: one row for each tie rule, model, measure and source: model, ties, queries, measure, reference, source,
/// reference_mean, source_mean, relative_delta_percent, low, high. The queries are those of the evaluation.
fn tie_rules_table(shared: &Shared<'_>) -> Table {
    let mut rows = Vec::new();
    let evidence = shared.evidence();
    let settings = evidence.evaluation.settings;
    for ties in Ties::ALL.into_iter().filter(|_| !evidence.qrels.is_empty()) {
        let measures = evidence.tie_rule_measures;
        let evaluation =
            evaluate(evidence.runs, evidence.qrels, measures, &EvaluateSettings { ties, ..settings });
        let evidence = Evidence { evaluation: &evaluation, measures, ..*evidence };
        rows.extend(untested(&evidence, shared.units()).into_iter().map(|row| (ties, row)));
    }
    let queries = settings.queries.name().to_string();
    Table::new(vec![
        ("model", Column::Text(rows.iter().map(|(_, row)| row.model.clone()).collect())),
        ("ties", Column::Text(rows.iter().map(|(ties, _)| ties.name().to_string()).collect())),
        ("queries", Column::Text(vec![queries; rows.len()])),
        ("measure", Column::Text(rows.iter().map(|(_, row)| row.measure.clone()).collect())),
        ("reference", Column::Text(rows.iter().map(|(_, row)| row.reference.clone()).collect())),
        ("source", Column::Text(rows.iter().map(|(_, row)| row.source.clone()).collect())),
        ("reference_mean", Column::Number(rows.iter().map(|(_, row)| row.reference_mean).collect())),
        ("source_mean", Column::Number(rows.iter().map(|(_, row)| row.source_mean).collect())),
        (
            "relative_delta_percent",
            Column::Number(rows.iter().map(|(_, row)| row.relative_delta_percent).collect()),
        ),
        (
            "low",
            Column::Number(rows.iter().map(|(_, row)| row.interval.map(|interval| interval.low)).collect()),
        ),
        (
            "high",
            Column::Number(rows.iter().map(|(_, row)| row.interval.map(|interval| interval.high)).collect()),
        ),
    ])
}
