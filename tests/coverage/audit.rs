//! How often the tests of an audit find something where the labels of twins were dealt by coin, and where documents without
//! twins got theirs by lot: about as often as they say.

use std::sync::Arc;

use rand::RngExt;
use rayon::prelude::*;
use sourcebias::bias::audit::{Audited, BaseRateOrigin, BaseRateRow, BaseRates, TwinsRow, audit};
use sourcebias::bias::{BiasSettings, Evidence, RelativeDeltaRow};
use sourcebias::corpus::simulate::SimulationSettings;
use sourcebias::corpus::{Catalogue, DocumentId, Qrels, Source, SourceId, SourceKind};
use sourcebias::evaluate::{EvaluateSettings, evaluate};
use sourcebias::retrieve::{Ranking, Run, ScoredDocument};
use sourcebias::statistics::stream;

use super::simulated;

const RELABELINGS: u64 = 100;

/// The p-values of Relative Δ, of the excess of the first source, and of the balance, with labels of a catalogue dealt anew.
fn p_values(evidence: &Evidence<'_>, catalogue: Catalogue, seed: u64) -> [Option<f64>; 3] {
    let catalogue = Arc::new(catalogue);
    let relabelled = |run: &Run| Run { catalogue: Arc::clone(&catalogue), ..run.clone() };
    let runs: Vec<Run> = evidence.runs.iter().map(relabelled).collect();
    let settings = BiasSettings { bootstrap: 199, seed, ..BiasSettings::default() };
    let evaluation = evaluate(&runs, evidence.qrels, evidence.measures, &EvaluateSettings::default());
    let rates = BaseRates::counted(&catalogue, |_| true, |documents| BaseRateOrigin::Listed { documents });
    let evidence = Evidence {
        queries: evidence.queries,
        qrels: evidence.qrels,
        measures: evidence.measures,
        ..Evidence::without_texts(&evaluation, &runs, &catalogue, &settings)
    };
    let audited = Audited { evidence, base_rates: &rates, baseline: None, equivalent_within: None };
    let found = audit(&audited).unwrap();
    let deltas: Vec<RelativeDeltaRow> = found.rows().unwrap();
    let exposures: Vec<BaseRateRow> = found.rows().unwrap();
    let twins: Vec<TwinsRow> = found.rows().unwrap();
    let p = |p: Option<&Option<f64>>| p.copied().flatten();
    [
        p(deltas.first().map(|row| &row.p_value)),
        p(exposures.first().map(|row| &row.p_value)),
        p(twins.first().map(|row| &row.p_value)),
    ]
}

/// How many of each are below 5 %.
fn below(found: &[[Option<f64>; 3]]) -> [usize; 3] {
    [0, 1, 2].map(|place| found.iter().filter(|one| one[place].is_some_and(|p| p < 0.05)).count())
}

#[test]
fn labels_dealt_by_coin_are_found_to_differ_as_often_as_the_level_says() {
    simulated(&SimulationSettings::default(), "bm25", &[], |evidence| {
        let one = |replicate| p_values(evidence, evidence.catalogue.relabelled(7, replicate), replicate);
        let found: Vec<_> = (0..RELABELINGS).into_par_iter().map(one).collect();
        let below = below(&found);
        eprintln!("of {RELABELINGS}: Relative Δ {}, excess {}, balance {}", below[0], below[1], below[2]);
        assert!(found.iter().all(|one| one.iter().all(Option::is_some)));
        // Three binomial standard errors above 5: √(100 · 0.05 · 0.95) is 2.2.
        assert!(below.iter().all(|count| *count <= 11), "{below:?}");
    });
}

#[test]
fn labels_by_lot_leave_the_base_rate_as_often_as_the_level_says() {
    simulated(&SimulationSettings::default(), "bm25", &[], |evidence| {
        // Every document is a content of its own, and one in five is by the second source.
        let lot = |replicate: u64| {
            let mut generator = stream(11, replicate);
            let ids = evidence.catalogue.ids().iter().enumerate();
            let id = |(number, _): (usize, &DocumentId)| DocumentId {
                base: Arc::from(number.to_string()),
                source: SourceId(u32::from(generator.random_range(0..5_u32) == 0)),
            };
            let sources = evidence.catalogue.sources().to_vec();
            Catalogue::new(sources, SourceId(0), ids.map(id).collect())
        };
        let one = |replicate| p_values(evidence, lot(replicate), replicate);
        let found: Vec<_> = (0..RELABELINGS).into_par_iter().map(one).collect();
        let below = below(&found);
        eprintln!("of {RELABELINGS}: excess {}", below[1]);
        assert!(below[1] <= 11, "{below:?}");
        assert!(found.iter().all(|one| one[2].is_none()), "there are no twins");
    });
}

/// A map and how often its second source is in it.
#[derive(Clone, Copy)]
struct Index {
    /// Contents, each with a document by the first source.
    contents: u32,
    /// By how many of them the second source is, in place of the first.
    instead: u32,
    /// Of how many it has a version beside the first's.
    beside: u32,
    /// How much better its documents are, in standard deviations of the quality of contents.
    lift: f64,
}

/// `share@10` of the second source, where quality is each document's own in all of 30 queries, and chance as large.
fn excess(index: &Index, seed: u64, bootstrap: usize) -> BaseRateRow {
    let mut generator = stream(23, seed);
    let mut normal = move || (0..12).map(|_| generator.random::<f64>()).sum::<f64>() - 6.0;
    let id = |content: u32, source: u32| DocumentId {
        base: Arc::from(content.to_string()),
        source: SourceId(source),
    };
    let alone = (0..index.contents).map(|content| id(content, u32::from(content < index.instead)));
    let beside = (0..index.beside).map(|content| id(content, 1));
    let ids: Vec<DocumentId> = alone.chain(beside).collect();
    let of_content: Vec<f64> = (0..index.contents).map(|_| normal()).collect();
    let quality: Vec<f64> = ids
        .iter()
        .map(|id| {
            let content: usize = id.base.parse().unwrap();
            of_content[content] + 0.3 * normal() + index.lift * f64::from(id.source.0)
        })
        .collect();
    let source = |name: &str, kind| Source { name: name.to_string(), kind };
    let sources = vec![source("human", SourceKind::Human), source("gpt", SourceKind::Llm)];
    let catalogue = Arc::new(Catalogue::new(sources, SourceId(0), ids));
    let mut ranking = || {
        let scored = (0..)
            .zip(&quality)
            .map(|(document, quality)| ScoredDocument { document, score: quality + normal() });
        Ranking::new(scored.collect(), 20)
    };
    let rankings = (0..30).map(|query| (format!("q{query}"), ranking())).collect();
    let runs = [Run { model: "t".to_string(), catalogue: Arc::clone(&catalogue), rankings }];
    let settings = BiasSettings { bootstrap, seed, ..BiasSettings::default() };
    let evaluation = evaluate(&[], &Qrels::default(), &[], &EvaluateSettings::default());
    let rates = BaseRates::counted(&catalogue, |_| true, |documents| BaseRateOrigin::Listed { documents });
    let evidence = Evidence::without_texts(&evaluation, &runs, &catalogue, &settings);
    let audited = Audited { evidence, base_rates: &rates, baseline: None, equivalent_within: None };
    let rows: Vec<BaseRateRow> = audit(&audited).unwrap().rows().unwrap();
    rows.into_iter().find(|row| row.source == "gpt" && row.measure == "share@10").unwrap()
}

/// Of so many seeds: p below 5 %, p adjusted below 5 %, and `truth` within the interval.
fn found(index: Index, seeds: u64, bootstrap: usize, truth: f64) -> [usize; 3] {
    let one = |seed| {
        let row = excess(&index, seed, bootstrap);
        let (low, high) = (row.low.unwrap(), row.high.unwrap());
        // The interval and the test say the same.
        assert_eq!(low > 0.0 || high < 0.0, row.p_value.unwrap() < 0.05, "{row:?}");
        [row.p_value.unwrap() < 0.05, row.p_adjusted.unwrap() < 0.05, low <= truth && truth <= high]
    };
    let all: Vec<[bool; 3]> = (0..seeds).into_par_iter().map(one).collect();
    [0, 1, 2].map(|place| all.iter().filter(|one| one[place]).count())
}

/// The mean excess over further seeds.
fn mean_excess(index: Index, seeds: u64) -> f64 {
    let one = |seed: u64| excess(&index, seed + 1_000_000, 0).excess.unwrap();
    (0..seeds).into_par_iter().map(one).sum::<f64>() / seeds as f64
}

#[test]
fn a_rare_source_is_not_found_in_excess_more_often_than_the_level_says() {
    for instead in [1, 2, 6, 30] {
        let index = Index { contents: 60, instead, beside: 0, lift: 0.0 };
        let [below, adjusted, _] = found(index, 100, 199, 0.0);
        eprintln!("{instead} of 60: {below} of 100, adjusted {adjusted}");
        // Three binomial standard errors above 5.
        assert!(below <= 11 && adjusted <= 11, "{instead}: {below} {adjusted}");
    }
    for beside in [2, 8, 60] {
        let index = Index { contents: 60, instead: 0, beside, lift: 0.0 };
        let [below, adjusted, _] = found(index, 100, 199, 0.0);
        eprintln!("{beside} versions beside 60: {below} of 100, adjusted {adjusted}");
        assert!(below <= 11 && adjusted <= 11, "{beside}: {below} {adjusted}");
    }
    // What there is to find is found.
    let [below, ..] = found(Index { contents: 60, instead: 6, beside: 0, lift: 1.5 }, 40, 199, 0.0);
    eprintln!("6 of 60 that are better: {below} of 40");
    assert!(below >= 25, "{below}");
}

#[test]
#[ignore = "takes minutes; prints a table"]
fn excess_by_base_rate() {
    const SEEDS: u64 = 200;
    let percent = |count: usize| 100.0 * count as f64 / SEEDS as f64;
    for lift in [0.0, 1.0] {
        let instead =
            [6, 12, 30, 60, 180, 300].map(|instead| Index { contents: 600, instead, beside: 0, lift });
        let beside = [6, 60, 600].map(|beside| Index { contents: 600, instead: 0, beside, lift });
        for index in instead.into_iter().chain(beside) {
            let truth = if lift == 0.0 { 0.0 } else { mean_excess(index, SEEDS) };
            let [below, adjusted, held] = found(index, SEEDS, 399, truth);
            println!(
                "| {lift} | {} | {} | {:.1} | {:.1} | {:.1} | {:.1} |",
                index.instead,
                index.beside,
                100.0 * truth,
                percent(below),
                percent(adjusted),
                percent(held)
            );
            assert!(lift > 0.0 || below as u64 <= SEEDS / 20 + 10, "{below} of {SEEDS}");
        }
    }
}
