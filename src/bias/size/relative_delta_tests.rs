//! Relative Δ by hand.

use super::*;
use crate::bias::fixture::{Case, run};
use crate::bias::{BiasSettings, relative_delta_table};
use crate::corpus::Qrels;
use crate::evaluate::MEASURES;

#[test]
fn two_queries_by_hand() {
    // q0: llm a first, human a second, b's copies tie behind; q1: human a first, its twin not found.
    let runs = [run(&[&[(4, 9.0), (0, 8.0), (1, 7.0), (5, 7.0)], &[(0, 2.0)]])];
    let mut qrels = Qrels::default();
    qrels.insert("q0", "a", 1);
    qrels.insert("q1", "a", 1);
    // e has no LLM version, so the query counts for neither.
    qrels.insert("q2", "e", 1);
    let measures = ["RR", "P@1"].map(|name| MEASURES.parse(name).unwrap());
    let case = Case::new(runs.into(), qrels, measures.into(), BiasSettings::default());
    let rows = relative_deltas(&case.evidence());
    // RR: human ½ and 1, llm 1 and 0
    assert_eq!((rows[0].reference_mean, rows[0].source_mean), (Some(0.75), Some(0.5)));
    assert_eq!((rows[0].difference.value, rows[0].relative_delta_percent), (Some(0.25), Some(40.0)));
    assert_eq!((rows[0].difference.queries, rows[0].difference.test.queries), (2, Some(1.0)));
    // Two queries are too few for an interval, and to detect a bias of any size.
    assert_eq!((rows[0].interval, rows[0].over_queries, rows[0].detectable_percent), (None, None, None));
    // Pairs a and b in q0, of which b ties, and a in q1; rank 1 is reached by a alone, in both queries.
    assert_eq!((rows[0].tied_twins, rows[0].twins), (1, 3));
    assert_eq!((rows[1].measure.as_str(), rows[1].tied_twins, rows[1].twins), ("P@1", 0, 2));
    assert_eq!(rows[1].relative_delta_percent, Some(0.0));
    assert_eq!(rows[1].difference.test.adjusted, Some(1.0));
    let table = relative_delta_table(&rows);
    assert_eq!((table.height(), table.number("relative_delta_percent").unwrap()[1]), (2, Some(0.0)));
}

#[test]
fn where_nothing_is_found_it_is_undefined() {
    let runs = [run(&[&[(8, 1.0)], &[]])];
    let mut qrels = Qrels::default();
    qrels.insert("q0", "a", 1);
    let measures = vec![MEASURES.parse("AP").unwrap()];
    let case = Case::new(runs.into(), qrels, measures, BiasSettings::default());
    let rows = relative_deltas(&case.evidence());
    assert_eq!(
        (rows[0].reference_mean, rows[0].relative_delta_percent, rows[0].interval),
        (Some(0.0), None, None)
    );
}
