//! Rows of result tables, made by hand, for the tests.

use super::known::Known;
use crate::bias::{
    ConditionalRow, CorrelationRow, DecompositionRow, MatchRow, MediationRow, RelativeDeltaRow, TieRulesRow,
};
use crate::corpus::validate::SourceSummaryRow;
use crate::evaluate::Ties;
use crate::profile::FindingRow;

pub(super) fn source(name: &str, reference: bool, twins: u64) -> SourceSummaryRow {
    SourceSummaryRow {
        source: name.to_string(),
        reference,
        documents: 1_200,
        characters: 90_000,
        twins,
        only_here: 0,
        empty_texts: 0,
    }
}

/// Measure, differences and adjusted p under the four controls.
pub(super) fn finding(measure: &str, values: [Option<f64>; 4], p: [Option<f64>; 4]) -> FindingRow {
    FindingRow {
        measure: measure.to_string(),
        reference: "human".to_string(),
        source: "gpt".to_string(),
        raw: values[0],
        twins: values[1],
        cut: values[2],
        budget: values[3],
        raw_p: p[0],
        twins_p: p[1],
        cut_p: p[2],
        budget_p: p[3],
        level: Some(0.05),
        direction: String::new(),
        evidence: true,
        finding: String::new(),
        sentence: String::new(),
    }
}

pub(super) fn delta(
    model: &str,
    value: f64,
    half: f64,
    p: Option<f64>,
    p_adjusted: Option<f64>,
) -> RelativeDeltaRow {
    RelativeDeltaRow {
        model: model.to_string(),
        measure: "nDCG@10".to_string(),
        reference: "human".to_string(),
        source: "gpt".to_string(),
        relative_delta_percent: Some(value),
        low: Some(value - half),
        high: Some(value + half),
        low_queries: None,
        high_queries: None,
        low_contents: None,
        high_contents: None,
        reference_mean: None,
        source_mean: None,
        difference: None,
        difference_low: None,
        difference_high: None,
        p_queries: None,
        p_contents: None,
        p_value: p,
        p_adjusted,
        placebo_below: None,
        placebo_as_large: None,
        certainty: String::new(),
        absent: String::new(),
        detectable_percent: None,
        attainable_percent: None,
        probability_above: None,
        probability_above_low: None,
        probability_above_high: None,
        queries: 10,
        tied_twins: 0,
        twins: 0,
    }
}

pub(super) fn tie_rule(model: &str, ties: Ties, value: f64, half: f64) -> TieRulesRow {
    TieRulesRow {
        model: model.to_string(),
        ties: ties.name().to_string(),
        queries: "judged".to_string(),
        measure: "nDCG@10".to_string(),
        reference: "human".to_string(),
        source: "gpt".to_string(),
        reference_mean: None,
        source_mean: None,
        relative_delta_percent: Some(value),
        low: Some(value - half),
        high: Some(value + half),
    }
}

pub(super) fn correlation(similarity: &str, whose: &str, value: f64) -> CorrelationRow {
    CorrelationRow {
        model: "bm25".to_string(),
        similarity: similarity.to_string(),
        source: whose.to_string(),
        coefficient: "spearman_score".to_string(),
        value: Some(value),
        low: Some(value - 0.1),
        high: Some(value + 0.1),
        p_value: Some(if value.abs() > 0.1 { 0.001 } else { 0.5 }),
        n: 10,
    }
}

pub(super) fn gap(part: &str, value: f64, p: f64) -> DecompositionRow {
    DecompositionRow {
        model: "bm25".to_string(),
        reference: "human".to_string(),
        source: "gpt".to_string(),
        part: part.to_string(),
        value: Some(value),
        low: Some(value - 0.1),
        high: Some(value + 0.1),
        p_queries: None,
        p_contents: None,
        p_value: None,
        p_adjusted: Some(p),
        placebo_below: None,
        placebo_as_large: None,
        reference_share: None,
        source_share: None,
        pairs: 10,
        empty: 0,
        queries: 10,
    }
}

pub(super) fn conditional(similarity: &str, explained: f64, effect: &str, value: f64) -> ConditionalRow {
    ConditionalRow {
        model: "bm25".to_string(),
        similarity: similarity.to_string(),
        source: "gpt".to_string(),
        scope: "judged_twins".to_string(),
        form: "flexible".to_string(),
        gap: None,
        coefficient: Some(value),
        low: Some(value - 0.1),
        high: Some(value + 0.1),
        share_left_percent: None,
        explained_percent: Some(explained),
        variance_percent: None,
        variance_percent_high: None,
        p_queries: None,
        p_contents: None,
        p_value: None,
        p_adjusted: Some(0.01),
        placebo_below: None,
        placebo_as_large: None,
        effect: effect.to_string(),
        observations: 10,
        contents: 10,
        queries: 10,
    }
}

pub(super) fn mediation(path: &str, value: f64, p: Option<f64>) -> MediationRow {
    MediationRow {
        model: "bm25".to_string(),
        similarity: "kl".to_string(),
        source: "gpt".to_string(),
        path: path.to_string(),
        value: Some(value),
        low: Some(value - 0.1),
        high: Some(value + 0.1),
        share_percent: None,
        typical_gap: None,
        rho: None,
        p_queries: None,
        p_contents: None,
        p_value: p,
        p_adjusted: p,
        placebo_below: None,
        placebo_as_large: None,
        pairs: 10,
        contents: 10,
        queries: 10,
    }
}

pub(super) fn closer(value: f64) -> MatchRow {
    MatchRow {
        reference: "human".to_string(),
        source: "gpt".to_string(),
        quantity: "kl".to_string(),
        value: Some(value),
        low: None,
        high: None,
        p_queries: None,
        p_contents: None,
        p_value: None,
        p_adjusted: None,
        placebo_below: None,
        placebo_as_large: None,
        pairs: 10,
    }
}

pub(super) fn known() -> Known {
    Known {
        name: "x".to_string(),
        reference: "human".to_string(),
        level: 0.05,
        margin_percent: 5.0,
        counted: "judged",
        measure: "nDCG@10".to_string(),
        queries: 10,
        sources: vec![source("human", true, 0), source("gpt", false, 1_200)],
        ..Known::default()
    }
}
