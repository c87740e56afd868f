//! The planted truth of a simulated collection as a table. What is not known in closed form, the Relative Δ of sources
//! that do differ, is the mean over further seeds of the same simulation.

use rayon::prelude::*;

use super::Pipeline;
use crate::corpus::simulate::{self, Simulation, SimulationSettings};
use crate::corpus::{Query, TestCollection};
use crate::error::Result;
use crate::evaluate::{self, Evaluation, Target};
use crate::index::Index;
use crate::retrieve;
use crate::table::{Column, Table};
use crate::text::AnalyzedCorpus;

/// One row: quantity, source, model, planted value, interval of its simulation error, note.
type Row = (String, String, String, Option<f64>, Option<f64>, Option<f64>, String);

/// The planted quantities: quantity, source, planted, low, high, note, model. `low` and `high` bound the simulation error
/// (± 1.96 standard errors) of values that are means over seeds, and are undefined for exact ones.
pub(super) fn table(pipeline: &Pipeline<'_>, simulation: &Simulation) -> Result<Table> {
    let mut rows: Vec<Row> = Vec::new();
    let mut known = false;
    for planted in &simulation.planted {
        let source = planted.source.clone().unwrap_or_default();
        if planted.quantity == "relative_delta" {
            known = true;
            for measure in &pipeline.measures {
                let quantity = format!("relative_delta {}", measure.name);
                let note = planted.note.clone();
                rows.push((quantity, source.clone(), String::new(), planted.planted, None, None, note));
            }
        } else {
            let (quantity, note) = (planted.quantity.clone(), planted.note.clone());
            rows.push((quantity, source, String::new(), planted.planted, None, None, note));
        }
    }
    let replicates = pipeline.experiment.bias.planted_replicates;
    if !known && replicates > 1 {
        rows.extend(simulated_deltas(pipeline, replicates)?);
    }
    let text = |of: fn(&Row) -> &String| Column::Text(rows.iter().map(|row| of(row).clone()).collect());
    let number = |of: fn(&Row) -> Option<f64>| Column::Number(rows.iter().map(of).collect());
    Ok(Table::new(vec![
        ("quantity", text(|row| &row.0)),
        ("source", text(|row| &row.1)),
        ("planted", number(|row| row.3)),
        ("low", number(|row| row.4)),
        ("high", number(|row| row.5)),
        ("note", text(|row| &row.6)),
        ("model", text(|row| &row.2)),
    ]))
}

/// The Relative Δ of the means over `replicates` further collections, for each model, measure and source.
fn simulated_deltas(pipeline: &Pipeline<'_>, replicates: usize) -> Result<Vec<Row>> {
    let settings = pipeline.experiment.simulation().expect("a simulated collection");
    let seeds: Vec<u64> = (1..=replicates as u64)
        .map(|step| settings.seed.wrapping_add(step.wrapping_mul(1_000_003)))
        .collect();
    // A seed that deals words too rare for its queries makes no collection; it is left out and not counted.
    let evaluations: Vec<Evaluation> = seeds
        .par_iter()
        .filter_map(|seed| simulate::simulate(&SimulationSettings { seed: *seed, ..settings.clone() }).ok())
        .map(|simulation| evaluated(pipeline, &simulation.collection))
        .collect::<Result<_>>()?;
    let replicates = evaluations.len();
    let catalogue = pipeline.analyzed()?.catalogue();
    let note = format!("mean over {replicates} further seeds of the same simulation; interval of that mean");
    let mut rows = Vec::new();
    for measure in &pipeline.measures {
        for model in &pipeline.models {
            let means = |target| -> Vec<f64> {
                let series =
                    evaluations.iter().filter_map(|each| each.find(&model.name, target, &measure.name));
                series.filter_map(|series| mean(&series.defined())).collect()
            };
            let reference = means(Target::Source(catalogue.reference()));
            for other in catalogue.others() {
                let (value, low, high) = relative_delta(&reference, &means(Target::Source(other)));
                let quantity = format!("relative_delta {}", measure.name);
                let source = catalogue.source_name(other).to_string();
                rows.push((quantity, source, model.name.clone(), value, low, high, note.clone()));
            }
        }
    }
    Ok(rows)
}

fn evaluated(pipeline: &Pipeline<'_>, collection: &TestCollection) -> Result<Evaluation> {
    let corpus = AnalyzedCorpus::read(&collection.corpus, &pipeline.analyzer, false)?;
    let index = Index::build_in_memory(&corpus, &pipeline.analyzer)?;
    let judged: Vec<Query> = collection.judged_queries().into_iter().cloned().collect();
    let depth = pipeline.experiment.retrieve.depth;
    let runs = retrieve::search(&index, &judged, &pipeline.analyzer, &pipeline.models, depth, &|| ())?;
    Ok(evaluate::evaluate(&runs, &collection.qrels, &pipeline.measures, &pipeline.evaluate_settings()))
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// Relative Δ in percent of the mean of `reference` over the mean of `other`, with ± 1.96 standard errors by the delta
/// method over pairs.
fn relative_delta(reference: &[f64], other: &[f64]) -> (Option<f64>, Option<f64>, Option<f64>) {
    let (Some(h), Some(l)) = (mean(reference), mean(other)) else { return (None, None, None) };
    if h + l <= 0.0 || reference.len() != other.len() || reference.len() < 2 {
        return (None, None, None);
    }
    let value = 200.0 * (h - l) / (h + l);
    // The derivative of 200 (h − l) / (h + l): 400 l / (h + l)² by h, −400 h / (h + l)² by l.
    let scale = 400.0 / (h + l).powi(2);
    let pairs = reference.iter().zip(other);
    let squares: f64 = pairs.map(|(a, b)| (scale * (l * (a - h) - h * (b - l))).powi(2)).sum();
    let count = reference.len() as f64;
    let error = (squares / (count - 1.0) / count).sqrt();
    (Some(value), Some(value - 1.96 * error), Some(value + 1.96 * error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_worked_by_hand() {
        // Means 0.6 and 0.4: 200 · 0.2 / 1 = 40. No spread in h, l = 0.4 ± 0.1: derivative −400 · 0.6 = −240 by l.
        let (value, low, high) = relative_delta(&[0.6, 0.6], &[0.3, 0.5]);
        assert!((value.unwrap() - 40.0).abs() < 1e-12);
        let error = 240.0 * 0.1; // √(0.02 / 1 / 2) = 0.1
        assert!((high.unwrap() - 40.0 - 1.96 * error).abs() < 1e-9, "{high:?}");
        assert!((low.unwrap() - 40.0 + 1.96 * error).abs() < 1e-9);
        assert_eq!(relative_delta(&[0.0, 0.0], &[0.0, 0.0]), (None, None, None));
    }
}
