//! How often the tests of an audit find something where the labels of twins were dealt by coin, and where documents without
//! twins got theirs by lot: about as often as they say.

use std::sync::Arc;

use rand::RngExt;
use rayon::prelude::*;
use sourcebias::bias::audit::{Audited, BaseRateOrigin, BaseRateRow, BaseRates, TwinsRow, audit};
use sourcebias::bias::{BiasSettings, Evidence, RelativeDeltaRow};
use sourcebias::corpus::simulate::SimulationSettings;
use sourcebias::corpus::{Catalogue, DocumentId, SourceId};
use sourcebias::evaluate::{EvaluateSettings, evaluate};
use sourcebias::retrieve::Run;
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
