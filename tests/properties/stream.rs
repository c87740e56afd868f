//! Properties of the streamed profile: it says what the profile in memory says, whatever the threads.

use std::path::Path;

use proptest::prelude::*;
use sourcebias::corpus::{CollectionSettings, SourceFiles, SourceId, TestCollection};
use sourcebias::profile::stream::{SourceFile, StreamSettings, StreamedSource, not_streaming, stream};
use sourcebias::profile::stream::{streamed_summary, streamed_terms};
use sourcebias::profile::{LEXICAL_MEASURES, LexicalMeasure, ProfileSettings, profile};
use sourcebias::registry::Named;
use sourcebias::table::Table;
use sourcebias::text::{AnalyzedCorpus, Analyzer};

fn measures() -> Vec<Named<dyn LexicalMeasure>> {
    let streaming = LEXICAL_MEASURES.entries.iter().map(|entry| LEXICAL_MEASURES.parse(entry.name).unwrap());
    streaming.filter(|named| named.object.streams()).collect()
}

fn streamed(path: &Path, analyzer: &str, threads: usize) -> StreamedSource {
    let file = SourceFile { source: "human".to_string(), path: path.to_path_buf() };
    let analyzer = Analyzer::parse(analyzer).unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let settings = StreamSettings { title: true, skip_bad_lines: false };
    pool.install(|| stream(&file, &analyzer, &measures(), settings)).unwrap()
}

fn in_memory(path: &Path, analyzer: &str) -> (AnalyzedCorpus, Table) {
    let settings = CollectionSettings {
        format: "jsonl".to_string(),
        sources: SourceFiles::Ordered(vec![("human".to_string(), path.to_path_buf())]),
        ..CollectionSettings::default()
    };
    let corpus = TestCollection::open(&settings).unwrap().corpus;
    let analyzed = AnalyzedCorpus::read(&corpus, &Analyzer::parse(analyzer).unwrap(), true).unwrap();
    let settings = ProfileSettings { bootstrap: Some(0), ..ProfileSettings::default() };
    let summary = profile(&analyzed, &measures(), &settings).unwrap().summary().clone();
    (analyzed, summary)
}

fn lines(texts: &[String]) -> String {
    let line = |text: &String| serde_json::json!({ "title": "A Title’s", "text": text }).to_string() + "\n";
    texts.iter().map(line).collect()
}

/// The same rows, and values equal but for the order of sums.
fn same(streamed: &Table, memory: &Table) {
    for column in ["source", "measure", "scope", "n"] {
        assert_eq!(streamed.text(column).unwrap(), memory.text(column).unwrap(), "{column}");
    }
    let names = streamed.text("measure").unwrap();
    for ((left, right), name) in
        streamed.number("value").unwrap().iter().zip(memory.number("value").unwrap()).zip(names)
    {
        let close = |left: f64, right: f64| (left - right).abs() <= 1e-12 * right.abs().max(1.0);
        assert!(
            left.is_none() == right.is_none()
                && left.zip(right).is_none_or(|(left, right)| close(left, right)),
            "{name}: {left:?} {right:?}"
        );
    }
}

#[test]
fn many_blocks_on_any_threads_say_what_memory_says() {
    // Some five blocks of a megabyte, with words of every length, other scripts, and one text of its own block.
    let word = |number: usize| match number % 23 {
        0 => "naïve’s".to_string(),
        1 => format!("a{}", "long".repeat(number % 9)),
        2 => "東京".to_string(),
        _ => format!("w{}", (number * number) % 7001),
    };
    let text =
        |document: usize| (0..60).map(|place| word(document * 61 + place * 13) + " ").collect::<String>();
    let mut texts: Vec<String> = (0..11_000).map(text).collect();
    texts[5000] = texts[..3000].concat();
    texts[7000] = String::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("human.jsonl");
    std::fs::write(&path, lines(&texts)).unwrap();
    let (corpus, memory) = in_memory(&path, "words");
    let found: Vec<StreamedSource> = [1, 2, 5].map(|threads| streamed(&path, "words", threads)).into();
    let tables: Vec<Table> = found
        .iter()
        .map(|source| streamed_summary(std::slice::from_ref(source), &measures()).unwrap())
        .collect();
    same(&tables[0], &memory);
    for (source, table) in found.iter().zip(&tables) {
        assert_eq!(source.reading, corpus.reading(SourceId(0)));
        assert_eq!(table.to_csv().unwrap(), tables[0].to_csv().unwrap());
    }
    let terms = streamed_terms(&found[1..2]).unwrap();
    assert_eq!(terms.to_csv().unwrap(), streamed_terms(&found[2..]).unwrap().to_csv().unwrap());
    let statistics = corpus.statistics(None);
    let (names, frequencies) = (terms.text("term").unwrap(), terms.number("frequency").unwrap());
    let documents = terms.number("document_frequency").unwrap();
    assert_eq!(names.len(), corpus.vocabulary().len());
    assert!(frequencies.is_sorted_by(|left, right| left >= right));
    for ((term, frequency), documents) in names.iter().zip(frequencies).zip(documents) {
        let id = corpus.vocabulary().id(term).unwrap().index();
        assert_eq!(frequency, Some(statistics.collection_frequency[id] as f64), "{term}");
        assert_eq!(documents, Some(f64::from(statistics.document_frequency[id])), "{term}");
    }
}

#[test]
fn what_cannot_be_streamed_is_refused() {
    let specs = ["tokens", "specificity"].map(String::from);
    let measures = LEXICAL_MEASURES.parse_all(&specs).unwrap();
    assert!(not_streaming(&measures).is_some_and(|name| name.starts_with("specificity")));
    let file = SourceFile { source: "x".to_string(), path: "none.jsonl".into() };
    let words = Analyzer::parse("words").unwrap();
    let refused =
        |measures| stream(&file, &words, measures, StreamSettings::default()).unwrap_err().to_string();
    assert!(refused(&measures).contains("specificity"));
    assert!(refused(&measures[..1]).contains("no such file"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_texts_say_what_memory_says(texts in prop::collection::vec("([a-d]{1,2}[ ,.]){0,40}|\\PC{0,30}", 1..20)) {
        let texts: Vec<String> = texts.into_iter().chain(["a word".to_string()]).collect();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("human.jsonl.gz");
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut packed, lines(&texts).as_bytes()).unwrap();
        std::fs::write(&path, packed.finish().unwrap()).unwrap();
        for analyzer in ["words", "english", "cjk"] {
            let found = streamed(&path, analyzer, 2);
            same(&streamed_summary(&[found], &measures()).unwrap(), &in_memory(&path, analyzer).1);
        }
    }
}
