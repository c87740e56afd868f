//! What labels tell of made-up judges: agreement, leniency, grades, calibration, the order of systems and source bias.

use std::collections::BTreeMap;
use std::sync::Arc;

use sourcebias::bias::JudgeDeltaRow;
use sourcebias::labels::{
    AgreementRow, CalibrationRow, GradeRow, JudgeSummaryRow, LeniencyRow, OrderRow, ReliabilityRow, SystemRow,
};
use sourcebias::table::{Table, TableRow};

use super::{HUMAN, wobble};

fn word(text: &str) -> Arc<str> {
    Arc::from(text)
}

/// A number in −1..=1 of a judge and something else.
fn of(judge: usize, seed: usize) -> f64 {
    wobble(97 * judge + seed)
}

/// The tables of labels of these judges, with these systems and sources.
pub fn judge_tables(judges: &[&str], systems: &[&str], sources: &[&str]) -> BTreeMap<&'static str, Table> {
    let mut tables = BTreeMap::new();
    let mut agreement = Vec::new();
    for (place, judge) in judges.iter().enumerate() {
        for (number, measure) in
            ["kappa", "kappa(weights=linear)", "kappa|binary(at=2)", "alpha"].iter().enumerate()
        {
            let value = 0.3 + 0.25 * of(place, number);
            agreement.push(AgreementRow {
                compared: word("with_people"),
                judge: word(judge),
                other: word(HUMAN),
                measure: word(measure),
                value: Some(value),
                low: Some(value - 0.04),
                high: Some(value + 0.05),
                pairs: 4423,
                queries: 25,
            });
        }
    }
    tables.insert(AgreementRow::SCHEMA.key, AgreementRow::to_table(agreement));
    let summary = judges.iter().enumerate().map(|(place, judge)| JudgeSummaryRow {
        judge: word(judge),
        agreement: Some(0.3 + 0.25 * of(place, 0)),
        agreement_low: Some(0.1),
        agreement_high: Some(0.5),
        leniency: Some(0.4 * of(place, 5)),
        leniency_low: None,
        leniency_high: None,
        with_judges: Some(0.3),
        pairs: 4423,
        missing: 0,
        off_scale: 2,
        unparsable: 0,
    });
    tables.insert(JudgeSummaryRow::SCHEMA.key, JudgeSummaryRow::to_table(summary.collect()));
    let leniency = judges.iter().enumerate().map(|(place, judge)| {
        let shift = 0.4 * of(place, 5);
        LeniencyRow {
            judge: word(judge),
            other: word(HUMAN),
            mean: Some(1.0 + shift),
            mean_of_other: Some(1.0),
            shift: Some(shift),
            low: Some(shift - 0.1),
            high: Some(shift + 0.1),
            higher: Some(0.3),
            equal: Some(0.5),
            lower: Some(0.2),
            pairs: 4423,
        }
    });
    tables.insert(LeniencyRow::SCHEMA.key, LeniencyRow::to_table(leniency.collect()));
    let mut grades = Vec::new();
    for (place, judge) in judges.iter().chain([&HUMAN]).enumerate() {
        let weights = [0, 1, 2, 3].map(|grade| 1.2 + of(place, 10 + grade));
        let all: f64 = weights.iter().sum();
        grades.extend(weights.iter().enumerate().map(|(grade, weight)| GradeRow {
            judge: word(judge),
            grade: Some(grade as f64),
            pairs: 1000,
            share: Some(weight / all),
        }));
    }
    tables.insert(GradeRow::SCHEMA.key, GradeRow::to_table(grades));
    let (mut calibration, mut bins) = (Vec::new(), Vec::new());
    for (number, confidence) in ["share of judges", "semantic_entropy", "good_turing"].iter().enumerate() {
        calibration.push(CalibrationRow {
            confidence: word(confidence),
            auroc: Some(0.8),
            ece: Some(0.1),
            brier: Some(0.2),
            mean_confidence: Some(0.6),
            accuracy: Some(0.5),
            of: word("answers"),
            answers: String::new(),
            n: 1000,
            sure_wrong: Some(0.2),
            unsure_right: Some(0.1),
            mce: Some(0.3),
            reliability: Some(0.01),
            resolution: Some(0.04),
            uncertainty: Some(0.2),
            within_bins: None,
        });
        bins.extend((0..10).map(|bin| ReliabilityRow {
            of: word("answers"),
            confidence: word(confidence),
            bin_low: Some(f64::from(bin) / 10.0),
            bin_high: Some(f64::from(bin + 1) / 10.0),
            // A bin without confidences has no values.
            n: if bin == 3 { 0 } else { 10 + 20 * bin as u64 },
            mean_confidence: (bin != 3).then_some((f64::from(bin) + 0.5) / 10.0),
            accuracy:
                (bin != 3).then_some(0.5 + 0.04 * f64::from(bin - 5) + 0.05 * wobble(number + bin as usize)),
        }));
    }
    tables.insert(CalibrationRow::SCHEMA.key, CalibrationRow::to_table(calibration));
    tables.insert(ReliabilityRow::SCHEMA.key, ReliabilityRow::to_table(bins));
    let (mut order, mut worth) = (Vec::new(), Vec::new());
    for (place, judge) in judges.iter().chain([&HUMAN]).enumerate() {
        let values: Vec<f64> = (0..systems.len()).map(|system| 0.5 + 0.2 * of(place, 20 + system)).collect();
        for (system, value) in systems.iter().zip(&values) {
            worth.push(SystemRow {
                judge: word(judge),
                measure: word("nDCG@10"),
                system: word(system),
                value: Some(*value),
                place: Some(1.0 + values.iter().filter(|other| *other > value).count() as f64),
            });
        }
        if *judge != HUMAN {
            order.push(OrderRow {
                judge: word(judge),
                other: word(HUMAN),
                measure: word("nDCG@10"),
                likeness: word("kendall"),
                value: Some(of(place, 40)),
                low: None,
                high: None,
                systems: systems.len() as u64,
                queries: 25,
            });
        }
    }
    tables.insert(OrderRow::SCHEMA.key, OrderRow::to_table(order));
    tables.insert(SystemRow::SCHEMA.key, SystemRow::to_table(worth));
    let mut deltas = Vec::new();
    for (number, system) in systems.iter().enumerate() {
        for (source, name) in sources.iter().enumerate() {
            for (place, judge) in [&HUMAN].into_iter().chain(judges).enumerate() {
                let value = 9.0 * of(place, 50 + 7 * number + source);
                let change = (place > 0).then_some(value - 1.0);
                deltas.push(JudgeDeltaRow {
                    judge: word(judge),
                    system: word(system),
                    measure: word("nDCG@10"),
                    reference: word(HUMAN),
                    source: word(name),
                    mean: Some(0.5),
                    reference_mean: Some(0.4),
                    source_mean: Some(0.4),
                    relative_delta_percent: Some(value),
                    low: Some(value - 4.0),
                    high: Some(value + 5.0),
                    change,
                    change_low: change.map(|change| change - 2.0),
                    change_high: change.map(|change| change + 2.0),
                    queries: 25,
                });
            }
        }
    }
    tables.insert(JudgeDeltaRow::SCHEMA.key, JudgeDeltaRow::to_table(deltas));
    tables
}

/// As many judges as the LLMJudge challenge has.
pub const MANY: [&str; 33] = [
    "willia-umbrela1",
    "willia-umbrela2",
    "willia-umbrela3",
    "Olz-gpt4o",
    "Olz-exp",
    "Olz-halfbin",
    "Olz-somebin",
    "Olz-multiprompt",
    "NISTRetrieval-instruct0",
    "NISTRetrieval-instruct1",
    "NISTRetrieval-instruct2",
    "NISTRetrieval-reason0",
    "NISTRetrieval-reason1",
    "NISTRetrieval-reason2",
    "RMITIR-GPT4o",
    "RMITIR-llama38b",
    "RMITIR-llama70B",
    "TREMA-4prompts",
    "TREMA-CoT",
    "TREMA-all",
    "TREMA-direct",
    "TREMA-naiveBdecompose",
    "TREMA-nuggets",
    "TREMA-other",
    "TREMA-questions",
    "TREMA-rubric0",
    "TREMA-sumdecompose",
    "h2oloo-fewself",
    "h2oloo-zeroshot1",
    "h2oloo-zeroshot2",
    "prophet-setting1",
    "prophet-setting2",
    "prophet-setting4",
];
