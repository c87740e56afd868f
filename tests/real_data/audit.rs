//! What the tests that gates use find on real runs where the labels of twins are dealt by coin: about as often as they say.

use std::sync::Arc;

use rayon::prelude::*;
use sourcebias::bias::audit::{Audited, BaseRateOrigin, BaseRateRow, BaseRates, ChangeRow, TwinsRow, audit};
use sourcebias::bias::{BiasSettings, Evidence, RelativeDeltaRow};
use sourcebias::corpus::{CollectionSettings, TestCollection};
use sourcebias::evaluate::{EvaluateSettings, MEASURES, evaluate};
use sourcebias::retrieve::Run;

use super::folder;
use super::retrieval::searched;

const RELABELINGS: u64 = 200;

/// The p-values of one audit, by what they are of: plain, then the least adjusted one of the family.
type Found = Vec<(String, Option<f64>)>;

fn p_values(runs: &[Run], collection: &TestCollection, replicate: u64) -> Found {
    let catalogue = Arc::new(runs[0].catalogue.relabelled(2026, replicate));
    let relabelled = |run: &Run| Run { catalogue: Arc::clone(&catalogue), ..run.clone() };
    let runs: Vec<Run> = runs.iter().map(relabelled).collect();
    let measures = ["nDCG@10", "AP"].map(|name| MEASURES.parse(name).unwrap());
    let settings = BiasSettings { bootstrap: 399, seed: replicate, ..BiasSettings::default() };
    let evaluated = |runs: &[Run]| evaluate(runs, &collection.qrels, &measures, &EvaluateSettings::default());
    let (all, old) = (evaluated(&runs), evaluated(&runs[1..]));
    let evidence = |evaluation, runs| Evidence {
        queries: &collection.queries,
        qrels: &collection.qrels,
        measures: &measures,
        ..Evidence::without_texts(evaluation, runs, &catalogue, &settings)
    };
    let rates = BaseRates::counted(&catalogue, |_| true, |documents| BaseRateOrigin::Listed { documents });
    let found = audit(&Audited {
        evidence: evidence(&all, &runs),
        base_rates: &rates,
        baseline: Some(evidence(&old, &runs[1..])),
        equivalent_within: None,
    })
    .unwrap();
    let mut told: Found = Vec::new();
    let mut family = |name: &str, rows: Vec<(String, Option<f64>, Option<f64>)>| {
        let least = rows.iter().filter_map(|(_, _, adjusted)| *adjusted).min_by(f64::total_cmp);
        told.extend(rows.into_iter().map(|(row, p, _)| (format!("{name} {row}"), p)));
        told.push((format!("{name}: any of the family, adjusted"), least));
    };
    let deltas: Vec<RelativeDeltaRow> = found.rows().unwrap();
    family(
        "relative_delta, headline",
        deltas
            .iter()
            .filter(|row| row.measure == "nDCG@10")
            .map(|row| (format!("{} {}", row.model, row.measure), row.p_value, row.p_adjusted))
            .collect(),
    );
    let exposures: Vec<BaseRateRow> = found.rows().unwrap();
    family(
        "excess",
        exposures
            .into_iter()
            .filter(|row| row.source == "human")
            .map(|row| (format!("{} {}", row.model, row.measure), row.p_value, row.p_adjusted))
            .collect(),
    );
    let twins: Vec<TwinsRow> = found.rows().unwrap();
    family("twins", twins.into_iter().map(|row| (row.model, row.p_value, row.p_adjusted)).collect());
    let changes: Vec<ChangeRow> = found.rows().unwrap();
    family(
        "change",
        changes
            .into_iter()
            .filter(|row| row.model != row.baseline && row.source != "human")
            .map(|row| (row.measure, row.p_value, row.p_adjusted))
            .collect(),
    );
    told
}

#[test]
#[ignore = "takes minutes; prints a table"]
fn labels_dealt_by_coin_are_found_to_differ_as_often_as_the_level_says() {
    for name in ["nq-utd", "nfcorpus"] {
        let Some(path) = folder(name) else { return };
        let collection = TestCollection::open(&CollectionSettings::of_folder(path)).unwrap();
        let runs = searched(name, "english", &["bm25", "dirichlet"]).unwrap().runs;
        let all: Vec<Found> = (0..RELABELINGS)
            .into_par_iter()
            .map(|replicate| p_values(&runs, &collection, replicate))
            .collect();
        for (place, (row, _)) in all[0].iter().enumerate() {
            let known: Vec<f64> = all.iter().filter_map(|found| found[place].1).collect();
            let below = known.iter().filter(|p| **p < 0.05).count();
            println!("{name}: {row}: {below} of {} below 0.05", known.len());
            // Four binomial standard errors above 5 %: √(200 · 0.05 · 0.95) is 3.1.
            assert!(below <= 22, "{name} {row}: {below}");
        }
    }
}
