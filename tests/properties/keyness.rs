//! Properties of keyness: copies have no keyword, swapping the sources flips every sign, neither order nor threads matter.

use std::sync::Arc;

use rand::RngExt;
use sourcebias::corpus::{Document, DocumentId, Source, SourceId, SourceKind};
use sourcebias::profile::keyness::{Keyness, KeynessSettings, keyness};
use sourcebias::statistics::{Bootstrap, stream};
use sourcebias::table::Table;
use sourcebias::text::{AnalyzedCorpus, Analyzer};

/// A text in which a few words are far more frequent under one `bend` than under another.
fn text(seed: u64, number: u64, bend: f64) -> String {
    let mut generator = stream(seed, number);
    let length = generator.random_range(40..80);
    let word = |uniform: f64| format!("w{}", (120.0 * uniform.powf(bend)) as u32);
    (0..length).map(|_| word(generator.random())).collect::<Vec<_>>().join(" ")
}

/// Sixty documents of each of two sources, of which the second lacks the last ten and has ten of its own.
fn documents(bends: [f64; 2], seeds: [u64; 2], twins: bool) -> Vec<Document> {
    let mut documents = Vec::new();
    for source in 0..2_usize {
        for number in 0..60 {
            let base = if twins || number < 50 {
                format!("d{number}")
            } else {
                format!("d{number}-{}", seeds[source])
            };
            let id = DocumentId { base: Arc::from(base), source: SourceId(source as u32) };
            let text = text(seeds[source], number, bends[source]);
            documents.push(Document { id, title: String::new(), text });
        }
    }
    documents
}

fn of(documents: Vec<Document>, pairs: &[(u32, u32)]) -> Keyness {
    let source = |name: &str, kind| Source { name: name.to_string(), kind };
    let sources = vec![source("human", SourceKind::Human), source("llm", SourceKind::Llm)];
    let analyzer = Analyzer::parse("words").unwrap();
    let documents = documents.into_iter().map(Ok);
    let corpus = AnalyzedCorpus::from_documents(sources, SourceId(0), documents, &analyzer, false).unwrap();
    let pairs: Vec<_> = pairs.iter().map(|pair| (SourceId(pair.0), SourceId(pair.1))).collect();
    let bootstrap = Bootstrap { replicates: 99, seed: 7, confidence: 0.95 };
    keyness(&corpus, &pairs, &KeynessSettings::default(), &bootstrap)
}

fn numbers(table: &Table, column: &str) -> Vec<Option<f64>> {
    table.number(column).unwrap()
}

fn mirrored(values: Vec<Option<f64>>) -> Vec<Option<f64>> {
    values.into_iter().map(|value| value.map(|value| 0.0 - value)).collect()
}

#[test]
fn copies_have_no_keyword() {
    let words = of(documents([2.0, 2.0], [1, 1], true), &[(0, 1)]);
    assert_eq!(words.top().height(), 0);
    assert!(words.terms().height() > 100);
    for column in ["log_likelihood", "log_likelihood_of_four_cells", "log_ratio"] {
        assert!(numbers(words.terms(), column).iter().all(|value| value.unwrap().to_bits() == 0), "{column}");
    }
    assert!(numbers(words.terms(), "p_adjusted").iter().all(|p| *p == Some(1.0)));
    assert!(words.terms().text("category").unwrap().iter().all(|category| category == "equal"));
}

#[test]
fn two_samples_of_one_law_have_next_to_no_keyword() {
    let words = of(documents([2.0, 2.0], [1, 2], true), &[(0, 1)]);
    assert!(words.top().height() <= 1, "{}", words.top().to_csv().unwrap());
}

#[test]
fn swapping_the_sources_flips_every_sign() {
    for twins in [true, false] {
        let there = of(documents([2.0, 1.2], [1, 2], twins), &[(0, 1)]);
        // The texts exchanged, or the pair.
        for back in [
            of(documents([1.2, 2.0], [2, 1], twins), &[(0, 1)]),
            of(documents([2.0, 1.2], [1, 2], twins), &[(1, 0)]),
        ] {
            let (one, other) = (there.terms(), back.terms());
            assert_eq!(one.text("term").unwrap(), other.text("term").unwrap());
            for column in ["log_likelihood", "log_likelihood_of_four_cells", "log_ratio"] {
                assert_eq!(numbers(one, column), mirrored(numbers(other, column)), "{column}");
            }
            assert_eq!(numbers(one, "low"), mirrored(numbers(other, "high")));
            assert_eq!(numbers(one, "p_adjusted"), numbers(other, "p_adjusted"));
            assert_eq!(one.text("keyword").unwrap(), other.text("keyword").unwrap());
            assert_eq!(numbers(one, "source_dispersion"), numbers(other, "reference_dispersion"));
            let half = |table: &Table, more: bool| {
                let sizes = numbers(table, "log_likelihood");
                table.filter(|row| (sizes[row] > Some(0.0)) == more)
            };
            for more in [true, false] {
                let (one, other) = (half(there.top(), more), half(back.top(), !more));
                assert!(one.height() > 3);
                assert_eq!(one.text("term").unwrap(), other.text("term").unwrap());
                assert_eq!(numbers(&one, "bootstrap_low"), mirrored(numbers(&other, "bootstrap_high")));
            }
        }
    }
}

#[test]
fn neither_the_order_of_documents_nor_threads_matter() {
    let on = |threads: usize, documents: Vec<Document>| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let words = pool.install(|| of(documents, &[(0, 1)]));
        (words.top().to_csv().unwrap(), words.terms().to_csv().unwrap())
    };
    let mut shuffled = documents([2.0, 1.2], [1, 2], true);
    shuffled.reverse();
    shuffled.swap(3, 70);
    let one = on(1, documents([2.0, 1.2], [1, 2], true));
    assert_eq!(one, on(3, documents([2.0, 1.2], [1, 2], true)));
    assert_eq!(one, on(2, shuffled));
}
