//! Whether it is found, where it is so and only then, that it matters who wrote the queries: simulated collections whose
//! second author takes words from the second source's versions, and authors dealt by coin.

use rand::RngExt;

use sourcebias::bias::{ANALYSES, Evidence, bias_by};
use sourcebias::corpus::Query;
use sourcebias::corpus::simulate::SimulationSettings;
use sourcebias::statistics::stream;
use sourcebias::table::Table;

use super::simulated;

fn settings(seed: u64, second_author: f64) -> SimulationSettings {
    let plain = SimulationSettings::default();
    let second_author = Some(second_author);
    SimulationSettings {
        seed,
        documents: 300,
        queries: 50,
        vocabulary: 1000,
        topics: 10,
        second_author,
        ..plain
    }
}

/// The table `bias/query_authors`.
fn table(evidence: &Evidence<'_>) -> Table {
    const KEY: &str = "bias/query_authors";
    let analysis = ANALYSES.iter().find(|analysis| analysis.about().schema.key == KEY).unwrap();
    // Nothing is asked of the texts.
    let evidence = &Evidence { texts: None, ..*evidence };
    bias_by(evidence, &[*analysis]).unwrap().table(KEY).unwrap().clone()
}

/// The row of the difference, human less llm.
#[derive(Debug, Clone, Copy)]
struct Difference {
    value: f64,
    interval: [f64; 2],
    p_authors: f64,
    p_value: f64,
}

fn difference(table: &Table) -> Difference {
    let row = table.text("less_author").unwrap().iter().position(|name| name == "llm").unwrap();
    let of = |column: &str| table.number(column).unwrap()[row].unwrap();
    Difference {
        value: of("relative_delta_percent"),
        interval: [of("low"), of("high")],
        p_authors: of("p_authors"),
        p_value: of("p_value"),
    }
}

/// How clusters get their authors.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Dealt {
    /// Within each cluster the two authors change places by coin.
    Within,
    /// One query of each cluster is kept, by coin, and its author is another coin.
    Between,
}

/// Queries whose authors are dealt by coin.
fn dealt(queries: &[Query], how: Dealt, seed: u64) -> Vec<Query> {
    let mut generator = stream(seed, 77);
    let (people, model) = queries.split_at(queries.len() / 2);
    let mut found = Vec::new();
    for (one, other) in people.iter().zip(model) {
        let [turned, kept] = [generator.random::<bool>(), generator.random::<bool>()];
        let by = |query: &Query, llm: bool| Query {
            author: Some(if llm { "llm" } else { "human" }.to_string()),
            ..query.clone()
        };
        match how {
            Dealt::Within => found.extend([by(one, turned), by(other, !turned)]),
            Dealt::Between => found.push(by(if kept { one } else { other }, turned)),
        }
    }
    found
}

/// The differences of so many seeds, side by side on plain threads.
fn of_seeds(seeds: u64, of: impl Fn(u64) -> Difference + Sync) -> Vec<Difference> {
    let of = &of;
    std::thread::scope(|scope| {
        let half = |start: u64| scope.spawn(move || (start..seeds).step_by(2).map(of).collect::<Vec<_>>());
        let halves = [0, 1].map(half);
        halves.into_iter().flat_map(|half| half.join().unwrap()).collect()
    })
}

fn share(found: &[Difference], of: impl Fn(&Difference) -> bool) -> f64 {
    found.iter().filter(|one| of(one)).count() as f64 / found.len() as f64
}

#[test]
fn words_of_the_second_sources_versions_are_found() {
    let found = simulated(&settings(1, 1.0), "bm25", &[], |evidence| difference(&table(evidence)));
    assert!(found.value > 50.0 && found.interval[0] > 0.0 && found.p_value < 0.01, "{found:?}");
    let none = simulated(&settings(1, 0.0), "bm25", &[], |evidence| difference(&table(evidence)));
    assert_eq!((none.value, none.p_authors, none.p_value), (0.0, 1.0, 1.0));
}

#[test]
#[ignore = "takes minutes; prints a table, which docs/calibration.md has"]
fn authors_dealt_by_coin_are_found_out_five_times_in_a_hundred() {
    for how in [Dealt::Within, Dealt::Between] {
        let found = of_seeds(300, |seed| {
            simulated(&settings(seed, 0.5), "bm25", &[], |evidence| {
                let queries = dealt(evidence.queries, how, seed);
                difference(&table(&Evidence { queries: &queries, ..*evidence }))
            })
        });
        let [authors, value] =
            [share(&found, |one| one.p_authors < 0.05), share(&found, |one| one.p_value < 0.05)];
        let outside = share(&found, |one| one.interval[0] > 0.0 || one.interval[1] < 0.0);
        eprintln!("| {how:?} | {authors:.3} | {value:.3} | {outside:.3} |");
        // Three standard errors of 5 %.
        assert!(authors <= 0.088 && value <= 0.088, "{how:?}: {authors} {value}");
    }
}

#[test]
#[ignore = "takes minutes; prints a table, which docs/calibration.md has"]
fn planted_differences_are_covered() {
    for strength in [0.1, 0.25, 0.5] {
        let found = of_seeds(100, |seed| {
            simulated(&settings(seed, strength), "bm25", &[], |evidence| difference(&table(evidence)))
        });
        let truth = found.iter().map(|one| one.value).sum::<f64>() / found.len() as f64;
        let covered = share(&found, |one| one.interval[0] <= truth && truth <= one.interval[1]);
        let power = share(&found, |one| one.p_value < 0.05);
        eprintln!("| {strength} | {truth:.1} | {covered:.3} | {power:.3} |");
        assert!(covered >= 0.88, "{strength}: {covered}");
    }
}
