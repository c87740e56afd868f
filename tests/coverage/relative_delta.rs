//! How often the interval of Relative Δ holds the planted value: 0 by construction, or the mean over the seeds.

use rayon::prelude::*;

use sourcebias::bias::{RelativeDelta, relative_delta_percent, relative_deltas};
use sourcebias::corpus::simulate::SimulationSettings;

use super::simulated;

const SEEDS: u64 = 100;

/// Relative Δ of BM25's nDCG@10 on one simulated collection.
fn relative_delta(settings: &SimulationSettings) -> RelativeDelta {
    simulated(settings, "bm25", &[], |evidence| relative_deltas(evidence).remove(0))
}

fn covered(settings: &SimulationSettings) -> (f64, u32, u32) {
    let deltas: Vec<RelativeDelta> = (0..SEEDS)
        .into_par_iter()
        .map(|seed| relative_delta(&SimulationSettings { seed, ..settings.clone() }))
        .collect();
    let mean =
        |of: fn(&RelativeDelta) -> Option<f64>| deltas.iter().filter_map(of).sum::<f64>() / SEEDS as f64;
    let truth = if settings.bias == 0.0 {
        0.0
    } else {
        relative_delta_percent(mean(|delta| delta.reference_mean), mean(|delta| delta.source_mean)).unwrap()
    };
    let inside =
        |delta: &&RelativeDelta| delta.interval.is_some_and(|one| one.low <= truth && truth <= one.high);
    let significant = |delta: &&RelativeDelta| delta.difference.test.crossed.is_some_and(|p| p < 0.05);
    (truth, deltas.iter().filter(inside).count() as u32, deltas.iter().filter(significant).count() as u32)
}

#[test]
fn the_planted_relative_delta_lies_in_its_interval_about_as_often_as_it_should() {
    let settings = SimulationSettings::default();
    let (truth, inside, significant) = covered(&settings);
    eprintln!("planted {truth:.2} %: inside {inside} of {SEEDS}, significant {significant}");
    assert!(truth > 5.0, "the loss of query-bearing words must show: {truth}");
    assert!((88..=100).contains(&inside), "{inside}");
    assert!(significant > 30, "{significant}");
}

#[test]
fn without_a_planted_bias_0_lies_inside_and_few_tests_are_significant() {
    let settings = SimulationSettings { bias: 0.0, ..SimulationSettings::default() };
    let (_, inside, significant) = covered(&settings);
    eprintln!("planted 0: inside {inside} of {SEEDS}, significant {significant}");
    assert!((88..=100).contains(&inside), "{inside}");
    assert!(significant <= 12, "{significant}");
}
