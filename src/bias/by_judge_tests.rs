//! Tests of `by_judge`.

use super::*;
use crate::corpus::{Catalogue, DocumentId, Qrels, Source, SourceKind};
use crate::evaluate::{EvaluateSettings, MEASURES, evaluate};
use crate::retrieve::{Ranking, ScoredDocument};

/// Contents a and b by people (0, 1) and by a model (2, 3), for two queries.
fn runs() -> Vec<Run> {
    let source = |name: &str| Source { name: name.to_string(), kind: SourceKind::Human };
    let id = |base: &str, source| DocumentId { base: Arc::from(base), source: SourceId(source) };
    let ids = vec![id("a", 0), id("b", 0), id("a", 1), id("b", 1)];
    let catalogue = Arc::new(Catalogue::new(vec![source("human"), source("llm")], SourceId(0), ids));
    let ranking = |order: [u32; 4]| {
        let scored = order.into_iter().enumerate();
        let scored = scored.map(|(rank, document)| ScoredDocument { document, score: 9.0 - rank as f64 });
        Ranking::new(scored.collect(), 10)
    };
    // In q the model's version of a stands first and the people's second, b behind; in r it is the other way round. So in
    // all copies of both.
    let of_query = |query: &String| match query.starts_with('q') {
        true => ranking([2, 0, 3, 1]),
        false => ranking([0, 2, 1, 3]),
    };
    let rankings = queries(4).into_iter().map(|query| (query.clone(), of_query(&query))).collect();
    vec![Run { model: "run".to_string(), catalogue, rankings }]
}

/// So many copies of q, and as many of r.
fn queries(copies: usize) -> Vec<String> {
    let both = (0..copies).flat_map(|copy| [format!("q{copy}"), format!("r{copy}")]);
    both.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
}

/// The same grade of content a for all copies of q, and for all of r.
fn graded(copies: usize, [q, r]: [i32; 2]) -> Qrels {
    let queries = queries(copies);
    let grade = |query: &str| if query.starts_with('q') { q } else { r };
    Qrels::from_grades(queries.iter().map(|query| (query.as_str(), "a", grade(query))))
}

fn found(judges: &[(&str, Qrels)], (copies, bootstrap): (usize, usize)) -> Vec<JudgeDeltaRow> {
    let (runs, measures) = (runs(), MEASURES.parse_all(&["nDCG@10".to_string()]).unwrap());
    let settings = EvaluateSettings { bootstrap: 0, ..EvaluateSettings::default() };
    let evaluations: Vec<_> =
        judges.iter().map(|(name, qrels)| (*name, evaluate(&runs, qrels, &measures, &settings))).collect();
    let judged: Vec<JudgedRuns<'_>> =
        evaluations.iter().map(|(judge, evaluation)| JudgedRuns { judge, evaluation }).collect();
    let queries = queries(copies);
    let bootstrap = Bootstrap { replicates: bootstrap, ..Bootstrap::default() };
    relative_deltas_by_judge((&runs, &measures), judged[0], &judged[1..], &queries, &bootstrap)
}

#[test]
fn two_queries_three_times_over_by_hand() {
    let judges = |copies: usize| {
        let (all, one) = (graded(copies, [1, 1]), graded(copies, [1, 0]));
        [("people", all.clone()), ("same", all), ("strict", one)]
    };
    let rows = found(&judges(3), (3, 99));
    // Rank 1 is worth 1, rank 2 1 ÷ log₂ 3: in q the model's version gains what it loses in r.
    let second = 1.0 / 3.0_f64.log2();
    let near = |found: Option<f64>, expected: f64| assert!((found.unwrap() - expected).abs() < 1e-12);
    near(rows[0].reference_mean, (second + 1.0) / 2.0);
    near(rows[0].relative_delta_percent, 0.0);
    assert_eq!((rows[0].change, rows[0].queries), (None, 6));
    // The same labels change nothing, in any resample.
    assert_eq!((rows[1].change, rows[1].change_low, rows[1].change_high), (Some(0.0), Some(0.0), Some(0.0)));
    assert!(rows[1].low < Some(0.0) && rows[1].high > Some(0.0));
    // Who finds nothing relevant in r sees q alone.
    let expected = 200.0 * (second - 1.0) / (second + 1.0);
    near(rows[2].relative_delta_percent, expected);
    near(rows[2].change, expected);
    assert_eq!((rows[2].queries, rows[2].low, rows[2].change_high), (3, None, None));
    let told: Vec<String> = sentences_by_judge(&rows).iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "Source bias by nDCG@10, llm against human: under people (people) Relative Δ is 0.00 % (run); judges change it by \
          −45.26 (strict) to 0.00 (same) percentage points; the interval of the change excludes 0 for 0 of 1 judge."
        ]
    );
    assert_eq!(rows_of_labels(&rows).len(), 5);
    // Of four queries there is no interval, and none is counted.
    let rows = found(&judges(2), (2, 99));
    assert!(rows.iter().all(|row| row.low.is_none() && row.change_low.is_none()));
    let told = sentences_by_judge(&rows)[0].to_string();
    assert!(told.ends_with("−45.26 (strict) to 0.00 (same) percentage points."), "{told}");
}

#[test]
fn a_judge_of_versions_that_prefers_one_source_moves_relative_delta_towards_it() {
    let people = Qrels::from_grades([("q0", "a", 1), ("r0", "a", 1), ("q0", "b", 1), ("r0", "b", 1)]);
    let mut partial = Qrels::default();
    for query in ["q0", "r0"] {
        for (base, human, llm) in [("a", 0, 2), ("b", 1, 3)] {
            partial.insert_version(query, base, human, i32::from(base == "b"));
            partial.insert_version(query, base, llm, 1);
        }
    }
    let rows = found(&[("people", people), ("partial", partial)], (1, 0));
    assert_eq!(rows[0].relative_delta_percent, Some(0.0));
    // Of the reference only b counts, which stands behind a.
    assert!(rows[1].change < Some(-10.0), "{:?}", rows[1]);
    assert_eq!((rows[1].low, rows[1].change_high), (None, None));
}
