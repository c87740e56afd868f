//! How often the intervals of Zipf exponents cover the planted truth, counted over seeds.

use sourcebias::corpus::simulate::{SimulationSettings, simulate};
use sourcebias::corpus::{Document, DocumentId, SourceId};
use sourcebias::profile::{LEXICAL_MEASURES, ProfileSettings, profile};
use sourcebias::table::Table;
use sourcebias::text::{AnalyzedCorpus, Analyzer};

/// The profile's summary of each source alone.
fn summaries(settings: &SimulationSettings, spec: &str, bootstrap: usize) -> Vec<Table> {
    let simulation = simulate(settings).unwrap();
    let sources = &simulation.collection.corpus.sources;
    let analyzer = Analyzer::parse("words").unwrap();
    let measures = LEXICAL_MEASURES.parse_all(&[spec.to_string()]).unwrap();
    let of = |source: usize| {
        let own = simulation.documents().iter().filter(|document| document.id.source.index() == source);
        let alone = |document: &Document| {
            let id = DocumentId { source: SourceId(0), ..document.id.clone() };
            Ok(Document { id, ..document.clone() })
        };
        let only = vec![sources[source].clone()];
        let corpus =
            AnalyzedCorpus::from_documents(only, SourceId(0), own.map(alone), &analyzer, false).unwrap();
        let settings = ProfileSettings { bootstrap, seed: settings.seed, confidence: 0.95 };
        profile(&corpus, &measures, &settings).unwrap().summary().clone()
    };
    (0..sources.len()).map(of).collect()
}

/// How many of `seeds` intervals cover the planted value, by source, exponents of head and tail.
fn covered(settings: &SimulationSettings, spec: &str, seeds: u64, bootstrap: usize) -> Vec<[u32; 2]> {
    let mut covered = vec![[0; 2]; settings.sources.len()];
    for seed in 0..seeds {
        let settings = SimulationSettings { seed, ..settings.clone() };
        for (source, summary) in summaries(&settings, spec, bootstrap).iter().enumerate() {
            let (low, high) = (summary.number("low").unwrap(), summary.number("high").unwrap());
            let parameters = &settings.sources[source];
            for (row, planted) in [parameters.zipf_head, parameters.zipf_tail].into_iter().enumerate() {
                let inside = low[row].unwrap() <= planted && planted <= high[row].unwrap();
                covered[source][row] += u32::from(inside);
            }
        }
    }
    covered
}

#[test]
fn planted_exponents_lie_in_their_intervals_about_as_often_as_they_should() {
    // 95 % of 100 with a binomial standard error of 2.2: 88 is three of them below.
    let settings = SimulationSettings::default();
    let covered = covered(&settings, "zipf(estimator=mle)", 100, 199);
    eprintln!("covered of 100, [head, tail] by source: {covered:?}");
    for counts in covered.iter().flatten() {
        assert!((88..=100).contains(counts), "{covered:?}");
    }
}
