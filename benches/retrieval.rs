//! How long searches take: simulated documents and queries in, criterion's estimates out. `grid of 20` against `one`
//! says what 19 more models cost in one pass; `20 searches` what they would cost one by one.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rand::RngExt;
use sourcebias::corpus::{Document, DocumentId, Query, Source, SourceId, SourceKind};
use sourcebias::index::Index;
use sourcebias::registry::Named;
use sourcebias::retrieve::{MODELS, RetrievalModel, search};
use sourcebias::statistics::stream as random;
use sourcebias::text::{AnalyzedCorpus, Analyzer};

const DOCUMENTS: u64 = 50_000;
const QUERIES: u64 = 100;
const DEPTH: usize = 1000;
/// Two values of b for each of ten of k1.
const GRID: &str = "bm25(k1=0.6..1.5/0.1,b=0.4..0.8/0.4)";

/// So many words out of 50,000, drawn with probability falling with their number.
fn text(number: u64, words: usize) -> String {
    let mut generator = random(42, number);
    let mut word = || format!("w{:x}", 50_000.0_f64.powf(generator.random::<f64>()) as u64 * 7919);
    (0..words).map(|_| word()).collect::<Vec<_>>().join(" ")
}

fn index(analyzer: &Analyzer) -> Index {
    let documents = (0..DOCUMENTS).map(|number| {
        let id = DocumentId { base: Arc::from(format!("d{number}")), source: SourceId(0) };
        Ok(Document { id, title: String::new(), text: text(number, 120) })
    });
    let sources = vec![Source { name: "human".to_string(), kind: SourceKind::Human }];
    let corpus = AnalyzedCorpus::from_documents(sources, SourceId(0), documents, analyzer, false);
    Index::build_in_memory(&corpus.expect("texts"), analyzer).expect("room in memory")
}

fn models(spec: &str) -> Vec<Named<dyn RetrievalModel>> {
    MODELS.parse_all(&[spec.to_string()]).expect("known models")
}

fn searching(criterion: &mut Criterion) {
    let analyzer = Analyzer::parse("words").expect("a known analyser");
    let index = index(&analyzer);
    // Words of documents that are not in the index.
    let query = |number| Query::new(format!("q{number}"), text(DOCUMENTS + number, 2 + number as usize % 5));
    let queries: Vec<Query> = (0..QUERIES).map(query).collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    let run = |models: &[Named<dyn RetrievalModel>]| {
        pool.install(|| {
            search(&index, &queries, &analyzer, models, DEPTH, &|| ()).expect("an index in memory")
        })
    };
    let mut group = criterion.benchmark_group("search");
    group.sample_size(10);
    group.throughput(Throughput::Elements(QUERIES));
    for (name, spec) in [("one", "bm25"), ("one that cannot be pruned", "pl2"), ("grid of 20", GRID)] {
        let models = models(spec);
        group.bench_function(name, |bencher| bencher.iter(|| black_box(run(&models))));
    }
    let models = models(GRID);
    assert_eq!(models.len(), 20);
    group.bench_function("20 searches", |bencher| {
        bencher.iter(|| {
            models.iter().map(|model| black_box(run(std::slice::from_ref(model))).len()).sum::<usize>()
        });
    });
    group.finish();
}

criterion_group! {
    name = benches;
    // Criterion's plots want fonts of the system.
    config = Criterion::default().without_plots();
    targets = searching
}
criterion_main!(benches);
