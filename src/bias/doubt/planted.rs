//! The planted truth of a simulated collection as a table. What is not known in closed form, the Relative Δ of sources
//! that do differ, is the mean over further seeds of the same simulation.

use crate::bias::Evidence;
use crate::corpus::simulate::{self, Planted, Simulation, SimulationSettings};
use crate::corpus::{Query, TestCollection};
use crate::error::Result;
use crate::evaluate::{self, Evaluation, Target};
use crate::in_order::few_at_a_time;
use crate::index::Index;
use crate::retrieve;
use crate::table::{FileKind, Table, TableRow};
use crate::text::{AnalyzedCorpus, Analyzer};

crate::table! {
    /// what a simulated collection was made with
    pub struct PlantedRow("bias/planted", FileKind::Csv, None) {
        /// The quantity; a Relative Δ is named with its measure.
        quantity: String;
        /// The source; empty where it is of the collection.
        source: String;
        /// The planted value.
        planted: Option<f64>;
        /// Value less 1.96 standard errors of its simulation; undefined for exact values.
        low: Option<f64>;
        /// Value and 1.96 standard errors of its simulation.
        high: Option<f64>;
        /// How it is known.
        note: String;
        /// The model; empty where the value is the same for all.
        model: String;
    }
}

/// The planted quantities of the collection that `evidence` is about. Where the simulation does not know its Relative Δ in
/// closed form, `replicates` further collections of `settings` are made, searched to `depth` and evaluated; `step` is called
/// after each, from any thread.
///
/// # Errors
/// Where a further collection cannot be read, indexed or searched.
pub fn planted_table(
    evidence: &Evidence<'_>,
    simulation: &Simulation,
    settings: &SimulationSettings,
    replicates: usize,
    depth: usize,
    step: &(dyn Fn() + Sync),
) -> Result<Table> {
    let row = |planted: &Planted, quantity: String| PlantedRow {
        quantity,
        source: planted.source.clone().unwrap_or_default(),
        planted: planted.planted,
        low: None,
        high: None,
        note: planted.note.clone(),
        model: String::new(),
    };
    let mut rows: Vec<PlantedRow> = Vec::new();
    for planted in &simulation.planted {
        if planted.quantity == simulate::RELATIVE_DELTA {
            rows.extend(
                evidence.measures.iter().map(|measure| row(planted, relative_delta_of(&measure.name))),
            );
        } else {
            rows.push(row(planted, planted.quantity.clone()));
        }
    }
    let known = simulation.planted.iter().any(|planted| planted.quantity == simulate::RELATIVE_DELTA);
    if !known && replicates > 1 {
        rows.extend(simulated_deltas(evidence, settings, (replicates, depth), step)?);
    }
    Ok(PlantedRow::to_table(rows))
}

/// The name of the Relative Δ of a measure among planted quantities.
fn relative_delta_of(measure: &str) -> String {
    format!("{} {measure}", simulate::RELATIVE_DELTA)
}

/// The measure whose Relative Δ is the planted quantity of this name.
#[cfg(feature = "report")]
pub(crate) fn measure_of_planted(quantity: &str) -> Option<&str> {
    quantity.strip_prefix(simulate::RELATIVE_DELTA)?.strip_prefix(' ')
}

/// The Relative Δ of the means over `replicates` further collections, for each model, measure and source; none where there is
/// no analyser to read them with.
fn simulated_deltas(
    evidence: &Evidence<'_>,
    settings: &SimulationSettings,
    (replicates, depth): (usize, usize),
    step: &(dyn Fn() + Sync),
) -> Result<Vec<PlantedRow>> {
    let Some((_, analyzer)) = evidence.texts else { return Ok(Vec::new()) };
    let seeds: Vec<u64> = (1..=replicates as u64)
        .map(|step| settings.seed.wrapping_add(step.wrapping_mul(1_000_003)))
        .collect();
    // A seed that deals words too rare for its queries makes no collection; it is left out and not counted.
    let of_seed = |seed: &u64| {
        let simulation = simulate::simulate(&SimulationSettings { seed: *seed, ..settings.clone() }).ok()?;
        let found = evaluated(evidence, analyzer, &simulation.collection, depth);
        step();
        Some(found)
    };
    let evaluations: Vec<Evaluation> = few_at_a_time(&seeds, of_seed).flatten().collect::<Result<_>>()?;
    let replicates = evaluations.len();
    let catalogue = evidence.catalogue;
    let note = format!("mean over {replicates} further seeds of the same simulation; interval of that mean");
    let mut rows = Vec::new();
    for measure in evidence.measures {
        for model in evidence.models {
            let means = |target| -> Vec<f64> {
                let series =
                    evaluations.iter().filter_map(|each| each.find(&model.name, target, &measure.name));
                series.filter_map(|series| mean(&series.defined())).collect()
            };
            let reference = means(Target::Source(catalogue.reference()));
            for other in catalogue.others() {
                let (planted, low, high) = relative_delta(&reference, &means(Target::Source(other)));
                rows.push(PlantedRow {
                    quantity: relative_delta_of(&measure.name),
                    source: catalogue.source_name(other).to_string(),
                    planted,
                    low,
                    high,
                    note: note.clone(),
                    model: model.name.clone(),
                });
            }
        }
    }
    Ok(rows)
}

fn evaluated(
    evidence: &Evidence<'_>,
    analyzer: &Analyzer,
    collection: &TestCollection,
    depth: usize,
) -> Result<Evaluation> {
    let corpus = AnalyzedCorpus::read(&collection.corpus, analyzer, false)?;
    let index = Index::build_in_memory(&corpus, analyzer)?;
    let judged: Vec<Query> = collection.judged_queries().into_iter().cloned().collect();
    let runs = retrieve::search(&index, &judged, analyzer, evidence.models, depth, &|| ())?;
    Ok(evaluate::evaluate(&runs, &collection.qrels, evidence.measures, &evidence.evaluation.settings))
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
