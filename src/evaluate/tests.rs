//! Tests of the whole stage on two queries and three documents.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::*;
use crate::corpus::{Catalogue, DocumentId, Qrels, Source, SourceId, SourceKind};
use crate::retrieve::{Ranking, Run, ScoredDocument};

fn run() -> Run {
    let source = |name: &str, kind| Source { name: name.to_string(), kind };
    let id = |base: &str, source| DocumentId { base: Arc::from(base), source: SourceId(source) };
    let sources = vec![source("human", SourceKind::Human), source("llm", SourceKind::Llm)];
    let catalogue = Catalogue::new(sources, SourceId(0), vec![id("a", 0), id("b", 0), id("a", 1)]);
    let scored = |document, score| ScoredDocument { document, score };
    let ranking = Ranking::new(vec![scored(2, 3.0), scored(1, 2.0), scored(0, 1.0)], 10);
    let rankings = BTreeMap::from([("q1".to_string(), ranking), ("q2".to_string(), Ranking::default())]);
    Run { model: "m".to_string(), catalogue: Arc::new(catalogue), rankings }
}

fn qrels() -> Qrels {
    let mut qrels = Qrels::default();
    qrels.insert("q1", "a", 1);
    qrels.insert("q2", "b", 1);
    qrels
}

fn evaluated(settings: &EvaluateSettings) -> Evaluation {
    evaluate(&[run()], &qrels(), &[MEASURES.parse("RR").unwrap()], settings)
}

#[test]
fn judged_queries_count_with_or_without_results() {
    let table = evaluated(&EvaluateSettings::default()).queries_table();
    // The LLM version of `a` is first, the human one third; `b` has no LLM version and q2 no results.
    let expected = "model,target,measure,query,value\nm,all,RR,q1,1.0\nm,all,RR,q2,0.0\n\
                    m,human,RR,q1,0.3333333333333333\nm,human,RR,q2,0.0\nm,llm,RR,q1,1.0\nm,llm,RR,q2,\n";
    assert_eq!(table.to_csv().unwrap(), expected);
}

#[test]
fn the_summary_counts_what_it_leaves_out() {
    let summary = evaluated(&EvaluateSettings::default()).summary_table(&BTreeMap::new());
    assert_eq!(
        summary.names(),
        ["model", "target", "measure", "mean", "low", "high", "queries", "clusters", "undefined"]
    );
    assert_eq!(summary.number("mean").unwrap(), [Some(0.5), Some(1.0 / 6.0), Some(1.0)]);
    assert_eq!(summary.number("queries").unwrap(), [Some(2.0), Some(2.0), Some(1.0)]);
    assert_eq!(summary.number("undefined").unwrap(), [Some(0.0), Some(0.0), Some(1.0)]);
    // One value has no interval.
    assert_eq!(summary.number("low").unwrap()[2], None);
}

#[test]
fn queries_with_results_alone_are_an_option() {
    let settings = EvaluateSettings { queries: Queries::WithResults, ..EvaluateSettings::default() };
    let found = evaluated(&settings);
    assert_eq!(found.series[0].values, [("q1".to_string(), Some(1.0))]);
}

#[test]
fn what_stands_behind_a_gap_has_no_value() {
    let ids = (0..12_000).map(|n| DocumentId { base: n.to_string().as_str().into(), source: SourceId(0) });
    let source = Source { name: "human".to_string(), kind: SourceKind::Human };
    let catalogue = Arc::new(Catalogue::new(vec![source], SourceId(0), ids.collect()));
    // Two documents stand above 11,998 that tie, of which the first is relevant.
    let scored =
        (0..12_000).map(|document| ScoredDocument { document, score: f64::from(document.max(11_997)) });
    let rankings = [("q".to_string(), Ranking::new(scored.collect(), 10))].into();
    let run = Run { model: "m".to_string(), catalogue, rankings };
    let qrels = Qrels::from_grades([("q", "0", 1), ("q", "11999", 1)]);
    let measures = MEASURES.parse_all(&["P@2", "P@3", "AP"].map(str::to_string)).unwrap();
    let settings = EvaluateSettings { bootstrap: 0, ..EvaluateSettings::default() };
    let found = evaluate(&[run], &qrels, &measures, &settings);
    let value = |measure| found.find("m", Target::All, measure).unwrap().values[0].1;
    assert_eq!([value("P@2"), value("P@3"), value("AP")], [Some(0.5), None, None]);
}
