//! Simulated collections of known truth: how often the printed intervals hold it, counted over 100 seeds.

mod audit;
mod conditional;
mod controls;
mod judges;
mod laws;
mod query_authors;
mod relative_delta;
mod zipf;

use sourcebias::bias::{BiasSettings, Evidence, SIMILARITIES};
use sourcebias::corpus::Query;
use sourcebias::corpus::simulate::{SimulationSettings, simulate};
use sourcebias::evaluate::{EvaluateSettings, MEASURES, evaluate};
use sourcebias::index::Index;
use sourcebias::retrieve::{MODELS, search};
use sourcebias::text::{AnalyzedCorpus, Analyzer};

/// What `look` sees of a model's nDCG@10 on one simulated collection.
fn simulated<T>(
    settings: &SimulationSettings,
    model: &str,
    similarities: &[&str],
    look: impl FnOnce(&Evidence<'_>) -> T,
) -> T {
    let collection = simulate(settings).unwrap().collection;
    let analyzer = Analyzer::parse("words").unwrap();
    let corpus = AnalyzedCorpus::read(&collection.corpus, &analyzer, false).unwrap();
    let index = Index::build_in_memory(&corpus, &analyzer).unwrap();
    let queries: Vec<Query> = collection.judged_queries().into_iter().cloned().collect();
    let models = [MODELS.parse(model).unwrap()];
    let runs = search(&index, &queries, &analyzer, &models, 1000, &|| ()).unwrap();
    let measures = [MEASURES.parse("nDCG@10").unwrap()];
    let evaluation = evaluate(&runs, &collection.qrels, &measures, &EvaluateSettings::default());
    let similarities: Vec<String> = similarities.iter().map(|name| name.to_string()).collect();
    look(&Evidence {
        evaluation: &evaluation,
        runs: &runs,
        catalogue: corpus.catalogue(),
        texts: Some((&corpus, &analyzer)),
        queries: &collection.queries,
        qrels: &collection.qrels,
        measures: &measures,
        models: &models,
        tie_rule_measures: &[],
        similarities: &SIMILARITIES.parse_all(&similarities).unwrap(),
        settings: &BiasSettings { bootstrap: 399, seed: settings.seed, ..BiasSettings::default() },
    })
}
