//! Scores of every query and document by Lucene, bm25s and by hand, against those of the index and the models.

use std::collections::BTreeMap;
use std::sync::Arc;

use sourcebias::corpus::{Document, DocumentId, Query, Source, SourceId, SourceKind};
use sourcebias::index::{Index, byte_length};
use sourcebias::retrieve::{MODELS, search};
use sourcebias::text::{Analyzer, DocumentReader};

use super::golden;

/// Golden model, our model, tolerance: 1e-12 in double precision, 1e-6 of the score where the tool adds in single.
const PAIRS: &[(&str, &str, f64)] = &[
    ("bm25_byte_k1_1.2_b_0.75_lucene", "bm25|byte_lengths", 1e-6),
    ("bm25_byte_k1_0.9_b_0.4_lucene", "bm25(k1=0.9,b=0.4)|byte_lengths", 1e-6),
    ("bm25_byte_k1_1.2_b_0.75_by_hand", "bm25(k1=1.2)|byte_lengths", 1e-12),
    ("bm25_exact_k1_1.2_b_0.75_bm25s", "bm25(b=0.75)", 1e-12),
    ("bm25_exact_k1_0.9_b_0.4_bm25s", "bm25(k1=0.9,b=0.4)", 1e-12),
    ("dirichlet_mu_1000_by_hand", "dirichlet", 1e-11),
    ("dirichlet_mu_100_by_hand", "dirichlet(mu=100)", 1e-11),
    ("tf_idf_classic_byte_lucene", "tf_idf(tf=sqrt,idf=lucene,query=plain)|byte_lengths", 1e-6),
    ("tf_idf_classic_idf_once_by_hand", "tf_idf(tf=sqrt,idf=lucene,query=plain)", 1e-12),
    ("tf_idf_classic_idf_squared_by_hand", "tf_idf(tf=sqrt,idf=lucene)", 1e-12),
    ("tf_idf_plain_by_hand", "tf_idf", 1e-12),
];

/// Models whose scores leave out the part of the query likelihood that is the same for all documents of a query.
const LIKELIHOODS: [&str; 3] = ["dirichlet", "jelinek_mercer", "two_stage"];

#[test]
fn scores_are_those_of_lucene_bm25s_and_the_formulas() {
    let matching = compare(PAIRS, &golden("retrieval.json"));
    assert!(matching > 2000, "{matching}");
}

/// Compares our scores with the golden ones of every query and document; says how many there were.
pub(super) fn compare(pairs: &[(&str, &str, f64)], golden_values: &serde_json::Value) -> usize {
    let values = golden("retrieval.json");
    let texts =
        |key: &str| values[key].as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_string());
    // The first words are the titles, which makes no difference to a model of one field.
    let documents = texts("documents").enumerate().map(|(number, text)| {
        let base = Arc::from(format!("d{number}"));
        let words: Vec<&str> = text.split(' ').collect();
        let (title, text) = words.split_at(number % 7);
        let (title, text) = (title.join(" "), text.join(" "));
        Ok(Document { id: DocumentId { base, source: SourceId(0) }, title, text })
    });
    let human = Source { name: "human".into(), kind: SourceKind::Human };
    let analyzer = Analyzer::parse("words").unwrap();
    let reader = DocumentReader::new(&analyzer).with_titles(true).with_title_lengths(true);
    let corpus = reader.read_documents((vec![human], SourceId(0)), documents).unwrap();
    let index = Index::build_in_memory(&corpus, &analyzer).unwrap();
    let queries: Vec<Query> =
        texts("queries").enumerate().map(|(number, text)| Query::new(format!("{number:02}"), text)).collect();
    let golden_scores: BTreeMap<&str, &serde_json::Value> = golden_values["scores"]
        .as_array()
        .unwrap()
        .iter()
        .map(|table| (table["model"].as_str().unwrap(), &table["scores"]))
        .collect();
    let (mut compared, mut matching) = (0, 0);
    for (theirs, ours, tolerance) in pairs {
        let models = [MODELS.parse(ours).unwrap()];
        let run = search(&index, &queries, &analyzer, &models, usize::MAX, &|| ()).unwrap().remove(0);
        for (number, query) in queries.iter().enumerate() {
            let expected = golden_scores[theirs][number].as_array().unwrap();
            let found: BTreeMap<u32, f64> = run.rankings[&query.id]
                .documents()
                .iter()
                .map(|entry| (entry.document, entry.score))
                .collect();
            let likelihood = LIKELIHOODS.iter().any(|name| ours.starts_with(name));
            let first = expected.iter().position(|score| !score.is_null()).filter(|_| likelihood);
            let constant =
                first.map_or(0.0, |first| expected[first].as_f64().unwrap() - found[&(first as u32)]);
            for (document, expected) in expected.iter().enumerate() {
                let score = found.get(&(document as u32)).map(|score| score + constant);
                assert_eq!(
                    score.is_some(),
                    !expected.is_null(),
                    "{theirs}, query {number}, document {document}"
                );
                compared += 1;
                if let (Some(score), Some(expected)) = (score, expected.as_f64()) {
                    let error = (score - expected).abs() / expected.abs().max(1.0);
                    assert!(
                        error <= *tolerance,
                        "{theirs}, query {number}, document {document}: {score} {expected}"
                    );
                    matching += 1;
                }
            }
        }
    }
    assert_eq!(compared, pairs.len() * 12 * 60);
    matching
}

#[test]
fn byte_lengths_are_lucenes() {
    let lengths: Vec<u32> = golden("retrieval.json")["byte_lengths"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v.as_u64().unwrap() as u32)
        .collect();
    for pair in lengths.windows(2).take_while(|pair| pair[1] < 10_000_000) {
        assert_eq!(byte_length(pair[0]), pair[0]);
        assert_eq!(byte_length(pair[1] - 1), pair[0]);
    }
}
