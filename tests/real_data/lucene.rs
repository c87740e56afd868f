//! What pytrec_eval makes of Lucene's runs against what we make of ours: with Lucene's lengths and trec_eval's ties,
//! with averaged ties, and with exact lengths. `docs/parity.md` shows the rows that are printed.

#[path = "../golden/lucene_models.rs"]
mod models;

use std::path::Path;

use serde_json::Value;
use sourcebias::evaluate::{Evaluation, Queries, Target, Ties};
use sourcebias::retrieve::{Ranking, Run, ScoredDocument};

use super::retrieval::{Searched, searched, searched_among};
use models::{PAIRS, assert_on_the_page, with_exact_lengths};

const MEASURES: [&str; 3] = ["nDCG@10", "AP", "R@1000"];

/// Scores of these models depend on tf / length alone, so that documents of other tf and length tie; single precision
/// splits some of these ties, and not the same ones when it is rounded to at the end only.
const SPLIT_TIES: [&str; 2] = ["tf_idf_classic", "jelinek_mercer_0.1"];

#[test]
fn means_are_those_of_lucene() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/lucene_nq_utd.json");
    let values: Value = serde_json::from_str(&std::fs::read_to_string(golden).unwrap()).unwrap();
    let exact = PAIRS.map(|(_, ours)| with_exact_lengths(ours));
    let models: Vec<&str> = PAIRS.iter().map(|pair| pair.1).chain(exact.iter().map(String::as_str)).collect();
    for (collection, name) in [("nq-utd", "NQ-UTD"), ("cranfield", "Cranfield")] {
        let Some(searched) = searched(collection, "english", &models) else { continue };
        let lucenes = as_lucene_counts(collection, &models, &searched);
        let judged = |searched: &Searched, ties| searched.evaluate(&MEASURES, ties, Queries::Judged);
        let (trec_eval, averaged) = (judged(&searched, Ties::TrecEval), judged(&searched, Ties::Average));
        let as_lucene = judged(&lucenes, Ties::TrecEval);
        let mean = |evaluation: &Evaluation, run| {
            MEASURES.map(|measure| searched.mean(evaluation, run, Target::All, measure) / 100.0)
        };
        let mut rows = Vec::new();
        for (place, (theirs, ours)) in PAIRS.iter().enumerate() {
            let mut golden_rows = values["evaluation"].as_array().unwrap().iter();
            let row =
                golden_rows.find(|row| row["collection"] == collection && row["model"] == *theirs).unwrap();
            let series = trec_eval.find(&searched.runs[place].model, Target::All, "AP").unwrap();
            assert_eq!(series.defined().len() as u64, row["queries"].as_u64().unwrap());
            let lucene = MEASURES.map(|measure| row[measure].as_f64().unwrap());
            // Documents without a term are all else that lies between Lucene's means and ours.
            let least = if SPLIT_TIES.contains(theirs) { 1e-5 } else { 1e-12 };
            for (found, tolerance) in [(mean(&trec_eval, place), 0.001), (mean(&as_lucene, place), least)] {
                for ((measure, found), expected) in MEASURES.iter().zip(found).zip(lucene) {
                    let error = (found - expected).abs();
                    assert!(error <= tolerance, "{name}, {ours}: {measure} is {found}, not {expected}");
                }
            }
            let cell = |means: [f64; 3]| means.map(|mean| format!("{mean:.5}")).join(" · ");
            let [equal, averaged, exact] =
                [mean(&trec_eval, place), mean(&averaged, place), mean(&averaged, place + PAIRS.len())]
                    .map(cell);
            let written = ours.replace('|', "\\|");
            rows.push(format!(
                "| {name} | `{written}` | {} | {equal} | {averaged} | {exact} |",
                cell(lucene)
            ));
        }
        assert_on_the_page(&rows);
    }
}

/// The runs over an index without the documents that have no term, which Lucene leaves out of N and the mean length;
/// judged they are, so the runs speak of the documents by their numbers among all.
fn as_lucene_counts(collection: &str, models: &[&str], all: &Searched) -> Searched {
    let mut found = searched_among(collection, "english", models, |terms| terms > 0).unwrap();
    let catalogue = &all.runs[0].catalogue;
    let renumbered = |run: &Run, ranking: &Ranking| {
        let entry = |entry: &ScoredDocument| {
            let id = run.catalogue.id(entry.document);
            ScoredDocument { document: catalogue.number(&id.base, id.source).unwrap(), ..*entry }
        };
        Ranking::new(ranking.documents().iter().map(entry).collect(), usize::MAX)
    };
    for run in &mut found.runs {
        let rankings = run.rankings.iter().map(|(query, ranking)| (query.clone(), renumbered(run, ranking)));
        run.rankings = rankings.collect();
        run.catalogue = catalogue.clone();
    }
    found
}
