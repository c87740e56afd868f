//! Whether the conditional analysis finds an effect of the source where there is none but by its words: simulated collections
//! whose sources differ in how close to the queries and how long their texts are.

use std::collections::BTreeMap;

use sourcebias::bias::bias;
use sourcebias::corpus::simulate::{SimulationSettings, SourceParameters};

use super::simulated;

/// Texts of the second source are shorter and lose query-bearing words.
fn settings(seed: u64) -> SimulationSettings {
    let plain = SimulationSettings::default();
    let source = |name: &str, mean_length, drop| SourceParameters {
        name: name.to_string(),
        mean_length,
        drop,
        ..SourceParameters::default()
    };
    let sources = vec![source("human", 120.0, 0.0), source("llm", 100.0, 0.1)];
    SimulationSettings { seed, documents: 300, queries: 50, vocabulary: 1000, topics: 10, sources, ..plain }
}

/// How often p is below 0.05, and how often an effect is told and called absent, of so many collections.
#[derive(Debug, Default, Clone, Copy)]
struct Counts {
    below: u32,
    present: u32,
    absent: u32,
}

fn counted(model: &str, seeds: u64) -> BTreeMap<String, Counts> {
    let of_seed = |seed: u64| -> Vec<(String, Option<f64>, String)> {
        let similarities = ["kl", "jensen_shannon", "cosine"];
        simulated(&settings(seed), model, &similarities, |evidence| {
            let found = bias(evidence).unwrap();
            let table = found.table("bias/conditional").unwrap();
            let text = |column: &str| table.text(column).unwrap();
            let [scopes, forms, similarities, effects] = ["scope", "form", "similarity", "effect"].map(text);
            let p_values = table.number("p_value").unwrap();
            let row = |row: usize| {
                let similarity = similarities[row].split('(').next().unwrap_or_default();
                (format!("{} {} {similarity}", scopes[row], forms[row]), p_values[row], effects[row].clone())
            };
            (0..p_values.len()).map(row).collect::<Vec<_>>()
        })
    };
    // Plain threads: a thread of the pool that waits for its collection would begin another on top of it.
    let rows: Vec<_> = std::thread::scope(|scope| {
        let half =
            |start: u64| scope.spawn(move || (start..seeds).step_by(2).map(of_seed).collect::<Vec<_>>());
        let halves = [0, 1].map(half);
        halves.into_iter().flat_map(|half| half.join().unwrap()).collect()
    });
    let mut counts = BTreeMap::new();
    for (name, p, effect) in rows.into_iter().flatten() {
        let of_row: &mut Counts = counts.entry(name).or_default();
        of_row.below += u32::from(p.is_some_and(|p| p < 0.05));
        of_row.present += u32::from(effect == "present");
        of_row.absent += u32::from(effect == "absent");
    }
    counts
}

#[test]
#[ignore = "takes minutes; prints a table, which docs/calibration.md has"]
fn effects_of_the_source_that_there_are_none_of() {
    for model in ["bm25", "tf_idf", "dirichlet"] {
        for (name, counts) in counted(model, 500) {
            let percent = |count: u32| f64::from(count) / 5.0;
            let [below, present, absent] = [counts.below, counts.present, counts.absent].map(percent);
            eprintln!("| {model} | {name} | {below:.1} | {present:.1} | {absent:.1} |");
        }
    }
}

#[test]
fn of_judged_twins_with_curves_few_effects_are_told() {
    let (seeds, mut asked) = (40, 0);
    for (name, counts) in counted("bm25", seeds) {
        eprintln!("{name}: {counts:?}");
        if name.starts_with("judged_twins flexible") {
            asked += 1;
            assert!(counts.present <= 6, "{name}: {counts:?} of {seeds}");
        }
    }
    assert_eq!(asked, 3, "one of each similarity");
}
