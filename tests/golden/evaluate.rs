//! Evaluation against pytrec_eval under its tie rule, against pytrec_eval, cwl_eval and gdeval on untied rankings, against
//! every order written out under ours, and against plain averaging over orders (`tests/golden/evaluation.json`,
//! `measures.json` and `ties.json` name tool, version and command).

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::Value;
use sourcebias::corpus::{Catalogue, DocumentId, Grade, Qrels, Source, SourceId, SourceKind};
use sourcebias::evaluate::{JudgedRanking, MEASURES, Target, Ties, judge};
use sourcebias::registry::Cutoff;
use sourcebias::retrieve::{Ranking, ScoredDocument};

/// Whole ids as bases of one source: the golden judgements are on whole ids.
fn judged(case: &Value, ties: Ties) -> JudgedRanking {
    let pairs = |name: &str| -> Vec<(String, f64)> {
        let rows = case[name].as_array().unwrap().iter();
        rows.map(|row| (row[0].as_str().unwrap().to_string(), row[1].as_f64().unwrap())).collect()
    };
    let (run, judgements) = (pairs("run"), pairs("qrels"));
    let mut bases: Vec<&String> = run.iter().chain(&judgements).map(|(base, _)| base).collect();
    bases.sort();
    bases.dedup();
    let ids = bases.iter().map(|base| DocumentId { base: Arc::from(base.as_str()), source: SourceId(0) });
    let source = Source { name: "human".to_string(), kind: SourceKind::Human };
    let catalogue = Catalogue::new(vec![source], SourceId(0), ids.collect());
    let scored = run.iter().map(|(base, score)| {
        let document = catalogue.number(base, SourceId(0)).unwrap();
        ScoredDocument { document, score: *score }
    });
    let mut qrels = Qrels::default();
    judgements.iter().for_each(|(base, grade)| assert!(qrels.insert("q", base, *grade as Grade).is_none()));
    judge(&Ranking::new(scored.collect(), 1000), &catalogue, &qrels, "q", Target::All, ties)
}

fn check(ranking: &JudgedRanking, expected: &Value, tolerance: f64, what: &str) {
    for (name, expected) in expected.as_object().unwrap() {
        let found =
            MEASURES.parse(name).unwrap().object.value(ranking).unwrap_or_else(|| panic!("{what} {name}"));
        let expected = expected.as_f64().unwrap();
        assert!((found - expected).abs() < tolerance, "{what} {name}: {found} is not {expected}");
    }
}

#[test]
fn under_its_rule_the_values_are_trec_evals() {
    let golden = super::golden("evaluation.json");
    let mut checked = 0;
    for case in golden["cases"].as_array().unwrap() {
        let kind = case["kind"].as_str().unwrap();
        for (ties, values) in [(Ties::TrecEval, "values"), (Ties::DocidAscending, "values_docid_ascending")] {
            let ranking = judged(case, ties);
            match kind {
                // trec_eval gives 0 where nothing is relevant; here that is undefined.
                "nothing relevant" | "all grades -1" => {
                    for entry in MEASURES.entries {
                        // Judgements there are.
                        if entry.name == "Judged" {
                            continue;
                        }
                        let end = if entry.cutoff == Cutoff::Never { "" } else { "@10" };
                        let name = format!("{}{end}", entry.name);
                        assert_eq!(MEASURES.parse(&name).unwrap().object.value(&ranking), None, "{name}");
                    }
                }
                // trec_eval leaves out a query without results; here it counts as 0.
                "no results" => {
                    assert!(case[values].is_null());
                    assert_eq!(MEASURES.parse("nDCG@10").unwrap().object.value(&ranking), Some(0.0));
                }
                _ => {
                    check(&ranking, &case[values], 1e-9, case["query"].as_str().unwrap());
                    checked += 1;
                }
            }
        }
    }
    assert_eq!(checked, 114);
    for case in golden["single_precision"].as_array().unwrap() {
        let found = MEASURES.parse("RR").unwrap().object.value(&judged(case, Ties::TrecEval));
        assert_eq!(found, case["RR"].as_f64(), "{case}");
    }
}

#[test]
fn averaged_ties_are_the_mean_over_every_order() {
    for (number, case) in super::golden("ties.json")["cases"].as_array().unwrap().iter().enumerate() {
        let grades = |value: &Value| -> Vec<Grade> {
            value.as_array().unwrap().iter().map(|grade| grade.as_i64().unwrap() as Grade).collect()
        };
        let groups: Vec<Vec<Grade>> = case["groups"].as_array().unwrap().iter().map(grades).collect();
        let ranking = JudgedRanking::new(&groups, &grades(&case["unretrieved"]));
        if case["values"].is_null() {
            assert_eq!(MEASURES.parse("AP").unwrap().object.value(&ranking), None);
        } else {
            check(&ranking, &case["values"], 1e-12, &format!("case {number}"));
        }
    }
}

#[test]
fn untied_rankings_have_the_values_of_other_tools() {
    let golden = super::golden("measures.json");
    let cases = golden["cases"].as_array().unwrap();
    for (number, case) in cases.iter().enumerate() {
        let grades = |name: &str| -> Vec<Grade> {
            let grade =
                |grade: &Value| grade.as_i64().map_or(JudgedRanking::UNJUDGED, |grade| grade as Grade);
            case[name].as_array().unwrap().iter().map(grade).collect()
        };
        let groups: Vec<[Grade; 1]> = grades("ranking").into_iter().map(|grade| [grade]).collect();
        let ranking = JudgedRanking::new(&groups, &grades("unretrieved"));
        check(&ranking, &case["values"], 1e-9, &format!("case {number}"));
        check(&ranking, &case["rounded"], 5.01e-6, &format!("case {number}"));
    }
    assert_eq!(cases.len(), 50);
}

/// All orders of one group.
fn orders(group: &[Grade]) -> Vec<Vec<Grade>> {
    if group.is_empty() {
        return vec![Vec::new()];
    }
    let with_first = |first: usize| {
        let mut rest = group.to_vec();
        let grade = rest.remove(first);
        orders(&rest).into_iter().map(move |order| [vec![grade], order].concat())
    };
    (0..group.len()).flat_map(with_first).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_measure_is_the_mean_over_untied_rankings(
        groups in prop::collection::vec(prop::collection::vec(-2_i32..4, 1..5), 1..4),
        unretrieved in prop::collection::vec(-1_i32..4, 0..3),
        cutoff in 1_usize..8,
    ) {
        // -2 stands for what is not judged.
        let judged = |grade: &Grade| if *grade == -2 { JudgedRanking::UNJUDGED } else { *grade };
        let groups: Vec<Vec<Grade>> = groups.iter().map(|group| group.iter().map(judged).collect()).collect();
        let mut rankings: Vec<Vec<Grade>> = vec![Vec::new()];
        for group in &groups {
            let orders = orders(group);
            let extend = |ranking: &Vec<Grade>| orders.iter().map(|order| [ranking.clone(), order.clone()].concat()).collect::<Vec<_>>();
            rankings = rankings.iter().flat_map(extend).collect();
        }
        let whole = JudgedRanking::new(&groups, &unretrieved);
        let varied = [
            "nDCG(gain=exponential)", "AP(rel=2)", "RR(rel=2)", "P(rel=2)", "R(rel=3)", "Success(rel=2)", "Rprec(rel=2)",
            "bpref(rel=2)", "bpref(rel=3)", "RBP(p=0.5,rel=2)", "RBP(p=0)", "ERR(max_grade=1)", "ERR(max_grade=2)",
        ];
        for plain in MEASURES.entries.iter().map(|entry| entry.name).chain(varied) {
            for name in [format!("{plain}@{cutoff}"), plain.to_string()] {
                let Ok(measure) = MEASURES.parse(&name) else { continue };
                let of = |ranking: &JudgedRanking| measure.object.value(ranking);
                let singles = |ranking: &Vec<Grade>| ranking.iter().map(|grade| vec![*grade]).collect::<Vec<_>>();
                let values: Option<Vec<f64>> = rankings.iter().map(|ranking| of(&JudgedRanking::new(&singles(ranking), &unretrieved))).collect();
                match (of(&whole), values) {
                    (Some(found), Some(values)) => {
                        let expected = values.iter().sum::<f64>() / values.len() as f64;
                        prop_assert!((found - expected).abs() < 1e-12, "{}: {} is not {}", name, found, expected);
                        prop_assert!((0.0..=1.0).contains(&found));
                    }
                    (found, expected) => prop_assert_eq!(found.is_none(), expected.is_none()),
                }
            }
        }
    }
}
