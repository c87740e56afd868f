//! How long the parts of the profile take: simulated texts in, criterion's estimates out. `profile_side_by_side.py`
//! sets the whole beside its peers.

use std::hint::black_box;
use std::io::Write;
use std::path::PathBuf;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rand::RngExt;
use sourcebias::corpus::{CollectionSettings, SourceFiles, TestCollection};
use sourcebias::profile::stream::{SourceFile, StreamSettings, stream, streamed_summary};
use sourcebias::profile::{LEXICAL_MEASURES, LexicalMeasure, ProfileSettings, profile};
use sourcebias::registry::Named;
use sourcebias::statistics::{SignFlip, stream as random};
use sourcebias::text::{AnalyzedCorpus, Analyzer};

/// Texts of 120 words, drawn from 50,000 with probability falling with their number.
fn file(folder: &std::path::Path, name: &str, documents: u64) -> SourceFile {
    let path: PathBuf = folder.join(format!("{name}.jsonl"));
    let mut out = std::io::BufWriter::new(std::fs::File::create(&path).expect("a temporary file"));
    for number in 0..documents {
        let mut generator = random(42, number);
        let mut word = || format!("w{:x}", 50_000.0_f64.powf(generator.random::<f64>()) as u64 * 7919);
        let text: Vec<String> = (0..120).map(|_| word()).collect();
        writeln!(out, "{{\"_id\":\"d{number}\",\"text\":\"{}.\"}}", text.join(" "))
            .expect("room on the disk");
    }
    out.flush().expect("room on the disk");
    SourceFile { source: name.to_string(), path }
}

fn measures(specs: &[&str]) -> Vec<Named<dyn LexicalMeasure>> {
    let specs: Vec<String> = specs.iter().map(|spec| (*spec).to_string()).collect();
    LEXICAL_MEASURES.parse_all(&specs).expect("known measures")
}

fn streaming(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = file(folder.path(), "human", 20_000);
    let measures = measures(&["tokens", "types", "mattr(window=50)", "mtld", "zipf"]);
    let mut group = criterion.benchmark_group("stream");
    group.sample_size(10);
    group.throughput(Throughput::Bytes(std::fs::metadata(&file.path).expect("just written").len()));
    for (analyzer, threads) in [("words", 1), ("words", 2), ("english", 2)] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let chain = Analyzer::parse(analyzer).expect("a known analyser");
        let name = BenchmarkId::new(analyzer, format!("{threads} threads"));
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                pool.install(|| {
                    let found = stream(&file, &chain, &measures, StreamSettings::default()).expect("texts");
                    black_box(streamed_summary(&[found], &measures).expect("a table"))
                })
            });
        });
    }
    group.finish();
}

fn bootstrap(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let sources =
        SourceFiles::Ordered(vec![("human".to_string(), file(folder.path(), "human", 20_000).path)]);
    let settings =
        CollectionSettings { format: "jsonl".to_string(), sources, ..CollectionSettings::default() };
    let collection = TestCollection::open(&settings).expect("the file");
    let words = Analyzer::parse("words").expect("a known analyser");
    let corpus = AnalyzedCorpus::read(&collection.corpus, &words, false).expect("texts");
    let mut group = criterion.benchmark_group("bootstrap");
    group.sample_size(10);
    for specs in [&["mattr(window=50)", "mtld"][..], &["types", "zipf"]] {
        let measures = measures(specs);
        let settings = ProfileSettings { bootstrap: Some(199), ..ProfileSettings::default() };
        group.bench_function(specs.join(" and "), |bencher| {
            bencher.iter(|| black_box(profile(&corpus, &measures, &settings).expect("a profile")));
        });
    }
    group.finish();
}

/// Differences of 3,633 pairs, as NFCorpus has them, by one measure and by eight.
fn flips(criterion: &mut Criterion) {
    let (pairs, test) = (3_633_u64, SignFlip { flips: 9_999, seed: 42 });
    let mut group = criterion.benchmark_group("sign flips");
    group.sample_size(10);
    for count in [1, 8_u64] {
        let column = |number: u64| -> Vec<f64> {
            let mut generator = random(42, number);
            (0..pairs).map(|_| generator.random::<f64>() - 0.49).collect()
        };
        let columns: Vec<Vec<f64>> = (0..count).map(column).collect();
        group.throughput(Throughput::Elements(count * pairs * test.flips as u64));
        group.bench_function(BenchmarkId::new("columns", count), |bencher| {
            bencher.iter(|| black_box(test.p_values(&columns)));
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    // Criterion's plots want fonts of the system.
    config = Criterion::default().without_plots();
    targets = streaming, bootstrap, flips
}
criterion_main!(benches);
