//! The same question under every tie rule and choice of queries: what a rule alone makes of Relative Δ.

use super::Pipeline;
use crate::bias::{Evidence, relative_deltas_untested};
use crate::error::Result;
use crate::evaluate::{self, EvaluateSettings, Ties};
use crate::table::{Column, Table};

/// One row for each tie rule, model, measure and source: model, ties, queries, measure, reference, source,
/// reference_mean, source_mean, relative_delta_percent, low, high. The queries are those of the experiment.
pub(super) fn table(pipeline: &Pipeline<'_>, evidence: &Evidence<'_>) -> Result<Table> {
    let mut rows = Vec::new();
    let several = pipeline.analyzed()?.catalogue().sources().len() > 1;
    let judged = !pipeline.qrels()?.is_empty();
    for ties in Ties::ALL.into_iter().filter(|_| several && judged) {
        let evaluate_settings = EvaluateSettings { ties, ..pipeline.evaluate_settings() };
        let measures = &pipeline.tie_rule_measures;
        let evaluation = evaluate::evaluate(evidence.runs, evidence.qrels, measures, &evaluate_settings);
        let evidence = Evidence { evaluation: &evaluation, measures, ..*evidence };
        rows.extend(relative_deltas_untested(&evidence).into_iter().map(|row| (ties, row)));
    }
    let queries = pipeline.experiment.evaluate.queries.name().to_string();
    Ok(Table::new(vec![
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
    ]))
}
