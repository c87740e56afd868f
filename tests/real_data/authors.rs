//! Queries of a real collection whose authors are dealt by coin within their clusters: how often it is found all the same that
//! it matters who wrote them. Prints a table, and takes a minute.

use std::path::PathBuf;

use rand::RngExt;

use sourcebias::bias::{ANALYSES, BiasSettings, Evidence, bias_by};
use sourcebias::corpus::{CollectionSettings, Query, TestCollection, query_clusters};
use sourcebias::evaluate::{EvaluateSettings, MEASURES, evaluate};
use sourcebias::index::Index;
use sourcebias::retrieve::{MODELS, search};
use sourcebias::statistics::stream;
use sourcebias::text::{AnalyzedCorpus, Analyzer};

const RELABELINGS: u64 = 300;
const KEY: &str = "bias/query_authors";

/// `sotu` where it was fetched, which `SOURCEBIAS_SOTU` may say.
fn sotu() -> Option<PathBuf> {
    let told = std::env::var_os("SOURCEBIAS_SOTU").map(PathBuf::from);
    let fetched = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpora/downloads/sotu");
    told.or(Some(fetched)).filter(|folder| folder.exists())
}

#[test]
#[ignore = "takes a minute; prints a table, which docs/calibration.md has"]
fn authors_dealt_by_coin_on_sotu_are_found_out_five_times_in_a_hundred() {
    let Some(folder) = sotu() else { return };
    let queries = "queries = { human = { file = \"queries.jsonl\", split = \"from-human\" }, llm = { file = \
                   \"queries.jsonl\", split = \"from-rewrite\" } }";
    let told: CollectionSettings = toml::from_str(queries).unwrap();
    let collection = TestCollection::open(&CollectionSettings { path: folder, ..told }).unwrap();
    let analyzer = Analyzer::parse("english").unwrap();
    let corpus = AnalyzedCorpus::read(&collection.corpus, &analyzer, false).unwrap();
    let index = Index::build_in_memory(&corpus, &analyzer).unwrap();
    let models = ["bm25", "dirichlet"].map(|name| MODELS.parse(name).unwrap());
    let runs = search(&index, &collection.queries, &analyzer, &models, 1000, &|| ()).unwrap();
    let measures = [MEASURES.parse("nDCG@10").unwrap()];
    let evaluation = evaluate(&runs, &collection.qrels, &measures, &EvaluateSettings::default());
    let analysis = ANALYSES.iter().find(|analysis| analysis.about().schema.key == KEY).unwrap();
    let clusters = query_clusters(&collection.queries, &collection.qrels);
    let table = |queries: &[Query], settings: &BiasSettings| {
        let evidence = Evidence {
            queries,
            qrels: &collection.qrels,
            measures: &measures,
            models: &models,
            ..Evidence::without_texts(&evaluation, &runs, corpus.catalogue(), settings)
        };
        bias_by(&evidence, &[*analysis]).unwrap().table(KEY).unwrap().clone()
    };
    let real = table(&collection.queries, &BiasSettings::default());
    eprintln!("{}", real.to_csv().unwrap());
    let rows: Vec<usize> =
        (0..real.height()).filter(|row| !real.text("less_author").unwrap()[*row].is_empty()).collect();
    let mut below = vec![[0_u32; 2]; rows.len()];
    for relabeling in 0..RELABELINGS {
        let mut generator = stream(relabeling, 78);
        // One coin a cluster turns all its authors.
        let coins: Vec<bool> = (0..clusters.len()).map(|_| generator.random()).collect();
        let turned = |query: &Query| {
            let llm = (query.author.as_deref() == Some("llm")) != coins[clusters[&query.id] as usize];
            Query { author: Some(if llm { "llm" } else { "human" }.to_string()), ..query.clone() }
        };
        let queries: Vec<Query> = collection.queries.iter().map(turned).collect();
        let settings = BiasSettings { bootstrap: 399, seed: relabeling, ..BiasSettings::default() };
        let found = table(&queries, &settings);
        for (counts, row) in below.iter_mut().zip(&rows) {
            for (count, column) in counts.iter_mut().zip(["p_authors", "p_value"]) {
                *count += u32::from(found.number(column).unwrap()[*row].is_some_and(|p| p < 0.05));
            }
        }
    }
    for (row, counts) in rows.iter().zip(&below) {
        let [authors, value] = counts.map(|count| f64::from(count) / RELABELINGS as f64);
        let (models, sources) = (real.text("model").unwrap(), real.text("source").unwrap());
        eprintln!("| {} | {} | {authors:.3} | {value:.3} |", models[*row], sources[*row]);
        // Three standard errors of 5 %.
        assert!(authors <= 0.088 && value <= 0.088, "{authors} {value}");
    }
}
