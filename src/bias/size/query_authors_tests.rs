//! Relative Δ by author, by hand and under exchanges of sources and authors.

use super::*;
use crate::bias::BiasSettings;
use crate::bias::fixture::{Case, run};
use crate::corpus::{Qrels, Query};
use crate::evaluate::MEASURES;

type Scored<'a> = &'a [(u32, f64)];

/// One query: who wrote it, its cluster, its ranking (documents 0–3 are the reference's, 4–7 their twins).
type Asked<'a> = (&'a str, &'a str, Scored<'a>);

fn case(asked: &[Asked<'_>], confidence: f64) -> (Case, Vec<Query>) {
    let rankings: Vec<Scored<'_>> = asked.iter().map(|(.., ranking)| *ranking).collect();
    let mut qrels = Qrels::default();
    let query = |(number, (author, cluster, ranking)): (usize, &Asked<'_>)| {
        let id = format!("q{number}");
        // The content of the first document is the relevant one.
        let content = ["a", "b", "c", "d"][ranking[0].0 as usize % 4];
        qrels.insert(&id, content, 1);
        let [author, cluster] = [author, cluster].map(|name| Some(name.to_string()));
        Query { author, cluster, ..Query::new(id, "words") }
    };
    let queries = asked.iter().enumerate().map(query).collect();
    let measures = ["RR", "nDCG@10"].map(|name| MEASURES.parse(name).unwrap());
    let settings = BiasSettings { bootstrap: 499, confidence, ..BiasSettings::default() };
    (Case::new(vec![run(&rankings)], qrels, measures.into(), settings), queries)
}

fn rows(asked: &[Asked<'_>]) -> Vec<QueryAuthorRow> {
    rows_at(asked, BiasSettings::default().confidence)
}

fn rows_at(asked: &[Asked<'_>], confidence: f64) -> Vec<QueryAuthorRow> {
    let (case, queries) = case(asked, confidence);
    let evidence = Evidence { queries: &queries, ..case.evidence() };
    query_authors(&evidence, &Units::new(&evidence, evidence.catalogue), &evidence.settings.draws())
}

const TIE: f64 = 5.0;

/// Of content `$of`: the reference's version first, the source's first, both at once.
macro_rules! human {
    ($of:expr) => {
        &[($of, 9.0), ($of + 4, 8.0)]
    };
}
macro_rules! llm {
    ($of:expr) => {
        &[($of + 4, 9.0), ($of, 8.0)]
    };
}
macro_rules! tied {
    ($of:expr) => {
        &[($of, TIE), ($of + 4, TIE)]
    };
}

#[test]
fn two_authors_by_hand() {
    // RR of people's queries: H 1, 1, L ½, ½; of the model's: H ½, 1, L 1, ½.
    let asked: [Asked<'_>; 4] = [
        ("people", "x", human!(0)),
        ("model", "x", llm!(0)),
        ("people", "y", human!(1)),
        ("model", "y", human!(1)),
    ];
    let found = rows(&asked);
    let of_measure: Vec<&QueryAuthorRow> = found.iter().filter(|row| row.measure == "RR").collect();
    let [model, people, less] = of_measure[..] else { panic!("{found:?}") };
    assert_eq!((&*model.author, &*people.author, &*model.less_author), ("model", "people", ""));
    assert_eq!((people.reference_mean, people.source_mean), (Some(1.0), Some(0.5)));
    assert!((people.relative_delta_percent.unwrap() - 200.0 / 3.0).abs() < 1e-12);
    assert_eq!((model.relative_delta_percent, model.queries, model.clusters), (Some(0.0), 2, 2));
    assert_eq!((&*less.author, &*less.less_author), ("model", "people"));
    assert!((less.relative_delta_percent.unwrap() + 200.0 / 3.0).abs() < 1e-12);
    assert_eq!((less.queries, less.clusters, less.shared_clusters), (4, 2, 2));
    // Two clusters are too few for an interval.
    assert_eq!((less.low, people.high), (None, None));
    // Only x tells the authors apart, and its sign is a coin.
    assert_eq!((less.p_authors, less.p_value), (Some(1.0), Some(1.0)));
    assert_eq!((model.p_authors, model.shared_clusters), (None, 2));
}

#[test]
fn one_author_or_none_has_no_rows() {
    let asked: [Asked<'_>; 2] = [("people", "x", human!(0)), ("people", "y", llm!(1))];
    assert!(rows(&asked).is_empty());
    let (case, _) = case(&asked, 0.95);
    let evidence = case.evidence();
    assert!(
        query_authors(&evidence, &Units::new(&evidence, evidence.catalogue), &evidence.settings.draws())
            .is_empty()
    );
}

#[test]
fn where_versions_tie_everything_is_zero() {
    let asked: [Asked<'_>; 5] = [
        ("people", "x", tied!(0)),
        ("model", "x", tied!(0)),
        ("people", "y", tied!(1)),
        ("model", "z", tied!(2)),
        ("model", "z", tied!(2)),
    ];
    // At a confidence of ½ two units may have an interval.
    for row in rows_at(&asked, 0.5) {
        for value in [row.relative_delta_percent, row.low, row.high] {
            assert!(value.is_some_and(|value| value == 0.0 && value.is_sign_positive()), "{row:?}");
        }
        for p in [row.p_queries, row.p_contents, row.p_value, row.p_adjusted] {
            assert_eq!(p, Some(1.0), "{row:?}");
        }
        assert_eq!(row.p_authors, (!row.less_author.is_empty()).then_some(1.0));
    }
}

/// Queries by two or three authors, of which clusters hold several in uneven numbers.
fn uneven<'a>(names: [&'a str; 3]) -> Vec<Asked<'a>> {
    let clusters = ["x", "x", "x", "y", "y", "z", "u", "u", "v", "w", "w", "s"];
    let rankings: [Scored<'_>; 5] = [
        human!(0),
        llm!(1),
        &[(2, 9.0), (1, 8.0), (0, 7.0), (6, 1.0)],
        &[(7, 9.0), (2, 4.0), (1, 3.0), (3, 2.0)],
        llm!(0),
    ];
    let of = |number: usize| {
        (names[[0, 1, 0, 2, 1, 0, 1, 2, 0, 1, 0, 2][number]], clusters[number], rankings[number * 7 % 5])
    };
    (0..12).map(of).collect()
}

/// A query as it was asked, owned: author, cluster and ranking.
type OwnedAsked = (String, String, Vec<(u32, f64)>);

/// The same rankings with the labels of the sources exchanged.
fn exchanged(asked: &[Asked<'_>]) -> Vec<OwnedAsked> {
    let other = |document: u32| (document + 4) % 8;
    let of = |(author, cluster, ranking): &Asked<'_>| {
        let ranking = ranking.iter().map(|(document, score)| (other(*document), *score)).collect();
        (author.to_string(), cluster.to_string(), ranking)
    };
    asked.iter().map(of).collect()
}

fn assert_negated(there: &QueryAuthorRow, back: &QueryAuthorRow) {
    let negated = |value: Option<f64>| value.map(|value| signless_zero(-value));
    assert_eq!(there.relative_delta_percent, negated(back.relative_delta_percent), "{there:?}\n{back:?}");
    assert_eq!((there.low, there.high), (negated(back.high), negated(back.low)), "{there:?}\n{back:?}");
    assert_same_p(there, back);
}

fn assert_same_p(there: &QueryAuthorRow, back: &QueryAuthorRow) {
    let p =
        |row: &QueryAuthorRow| [row.p_authors, row.p_queries, row.p_contents, row.p_value, row.p_adjusted];
    assert_eq!(p(there), p(back), "{there:?}\n{back:?}");
}

#[test]
fn exchanged_sources_turn_every_sign() {
    let there = uneven(["a", "b", "c"]);
    let back = exchanged(&there);
    let back: Vec<Asked<'_>> =
        back.iter().map(|(author, cluster, ranking)| (&**author, &**cluster, &**ranking)).collect();
    let (there, back) = (rows(&there), rows(&back));
    assert_eq!(there.len(), 2 * (3 + 3));
    assert!(there.iter().any(|row| row.relative_delta_percent.is_some_and(|value| value != 0.0)));
    there.iter().zip(&back).for_each(|(there, back)| assert_negated(there, back));
}

#[test]
fn exchanged_authors_turn_the_sign_of_every_difference() {
    let (there, back) = (rows(&uneven(["a", "b", "a"])), rows(&uneven(["b", "a", "b"])));
    for row in &there {
        let is_it = |other: &&QueryAuthorRow| {
            let turned = |author: &str| if author == "a" { "b" } else { "a" };
            other.measure == row.measure
                && (other.less_author.is_empty(), row.less_author.is_empty()) != (true, false)
                && other.less_author.is_empty() == row.less_author.is_empty()
                && (!row.less_author.is_empty() || other.author == turned(&row.author))
        };
        let other = back.iter().find(is_it).unwrap();
        match row.less_author.is_empty() {
            true => {
                assert_eq!(row.relative_delta_percent, other.relative_delta_percent);
                assert_eq!((row.low, row.high), (other.low, other.high));
                assert_same_p(row, other);
            }
            false => assert_negated(row, other),
        }
    }
}

#[test]
fn values_are_those_of_each_authors_queries_alone() {
    let all = uneven(["a", "b", "b"]);
    for author in ["a", "b"] {
        // The same collection in which the other's queries are nobody's and not judged.
        let alone: Vec<Asked<'_>> = all.iter().copied().filter(|(name, ..)| *name == author).collect();
        let (case, queries) = case(&alone, 0.95);
        let evidence = Evidence { queries: &queries, ..case.evidence() };
        let whole = super::super::relative_delta::relative_deltas(&evidence);
        for row in rows(&all).iter().filter(|row| row.author == author && row.less_author.is_empty()) {
            let same = whole.iter().find(|one| one.measure == row.measure).unwrap();
            // The ids differ, and with them the order of the sums.
            let near = |one: Option<f64>, other: Option<f64>| (one.unwrap() - other.unwrap()).abs() < 1e-10;
            assert!(near(row.relative_delta_percent, same.relative_delta_percent), "{row:?}");
            assert!(near(row.reference_mean, same.reference_mean) && near(row.source_mean, same.source_mean));
            assert_eq!(row.queries, same.difference.queries);
        }
    }
}
