//! Queries expanded by Anserini's RM3 and by Bo1 in 50 digits, against those of our expansions.

use std::collections::BTreeMap;

use sourcebias::retrieve::MODELS;
use sourcebias::retrieve::expansion::{Feedback, FeedbackDocument};
use sourcebias::retrieve::model::CollectionStatistics;

use super::golden;

/// The texts of `retrieval.json` as term numbers, which rise with the terms' bytes.
struct Texts {
    numbers: BTreeMap<String, u32>,
    documents: Vec<Vec<(u32, u32)>>,
    queries: Vec<Vec<(u32, f64)>>,
}

impl Texts {
    fn read() -> Texts {
        let values = golden("retrieval.json");
        let texts = |key: &str| -> Vec<String> {
            values[key].as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_string()).collect()
        };
        let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
        for word in texts("documents").iter().flat_map(|text| text.split(' ')) {
            numbers.insert(word.to_string(), 0);
        }
        numbers.values_mut().zip(0..).for_each(|(number, place)| *number = place);
        let counted = |text: &String| {
            let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
            for number in text.split(' ').filter_map(|word| numbers.get(word)) {
                *counts.entry(*number).or_default() += 1;
            }
            counts.into_iter().collect::<Vec<_>>()
        };
        let weighted = |text: &String| -> Vec<(u32, f64)> {
            counted(text).into_iter().map(|(term, count)| (term, f64::from(count))).collect()
        };
        let documents = texts("documents").iter().map(counted).collect();
        let queries = texts("queries").iter().map(weighted).collect();
        Texts { documents, queries, numbers }
    }

    fn length(&self, document: usize) -> u32 {
        self.documents[document].iter().map(|(_, tf)| tf).sum()
    }

    /// Document and collection frequency of a term.
    fn statistics(&self, term: u32) -> (u64, u64) {
        let found = self.documents.iter().flatten().filter(|(known, _)| *known == term);
        found.fold((0, 0), |(df, cf), (_, tf)| (df + 1, cf + u64::from(*tf)))
    }
}

/// A share as written: `1`, `2/3`.
fn share(text: Option<&str>) -> f64 {
    let text = text.unwrap_or("1");
    let (over, under) = text.split_once('/').unwrap_or((text, "1"));
    over.parse::<f64>().unwrap() / under.parse::<f64>().unwrap()
}

/// Compares the weights of every query under `key` and says how many there were.
fn compare(key: &str, tolerance: f64) -> usize {
    let (texts, values) = (Texts::read(), golden("expansions.json"));
    let statistics = |term: u32| texts.statistics(term);
    let tokens = (0..texts.documents.len()).map(|document| u64::from(texts.length(document))).sum();
    let mut compared = 0;
    for row in values[key].as_array().unwrap() {
        let (number, spec) = (row["query"].as_u64().unwrap() as usize, row["spec"].as_str().unwrap());
        let query = &texts.queries[number];
        let on_top: Vec<FeedbackDocument> = row["documents"]
            .as_array()
            .unwrap()
            .iter()
            .map(|on_top| {
                let document = on_top[0].as_u64().unwrap() as usize;
                FeedbackDocument::new(&texts.documents[document], on_top[1].as_f64().unwrap())
                    .with_share(share(on_top[2].as_str()))
            })
            .collect();
        let query_length = query.iter().map(|(_, weight)| weight).sum();
        let documents = texts.documents.len() as u64;
        let collection = CollectionStatistics::new(documents, tokens, query_length);
        let feedback = Feedback::new(query, &on_top, collection, &statistics);
        let model = MODELS.parse(&format!("bm25|{spec}")).unwrap().object;
        let found: BTreeMap<u32, f64> = model.expansion().unwrap().expand(&feedback).into_iter().collect();
        let expected: BTreeMap<u32, f64> = row["weights"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(term, weight)| (texts.numbers[term], weight.as_f64().unwrap()))
            .collect();
        assert!(found.keys().eq(expected.keys()), "{spec}, query {number}: {found:?} {expected:?}");
        for (term, expected) in &expected {
            let error = (found[term] - expected).abs() / expected;
            assert!(error <= tolerance, "{spec}, query {number}: {} {expected}", found[term]);
            compared += 1;
        }
    }
    compared
}

#[test]
fn rm3_is_anserinis() {
    let compared = compare("rm3", 1e-6);
    assert!(compared > 300, "{compared}");
}

#[test]
fn bo1_is_its_formula() {
    let compared = compare("bo1", 1e-13);
    assert!(compared > 400, "{compared}");
}
