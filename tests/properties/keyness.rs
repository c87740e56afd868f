//! Properties of keyness: copies have no keyword, nor have labels that mean nothing more often than the level says;
//! swapping the sources flips every sign, neither order nor threads matter.

use std::sync::Arc;

use rand::RngExt;
use sourcebias::corpus::{Document, DocumentId, Source, SourceId, SourceKind};
use sourcebias::profile::keyness::{Keyness, KeynessSettings, keyness};
use sourcebias::statistics::{Bootstrap, benjamini_hochberg, stream};
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
    by(documents, pairs, &KeynessSettings::default())
}

fn by(documents: Vec<Document>, pairs: &[(u32, u32)], settings: &KeynessSettings) -> Keyness {
    let source = |name: &str, kind| Source { name: name.to_string(), kind };
    let sources = vec![source("human", SourceKind::Human), source("llm", SourceKind::Llm)];
    let analyzer = Analyzer::parse("words").unwrap();
    let documents = documents.into_iter().map(Ok);
    let corpus = AnalyzedCorpus::from_documents(sources, SourceId(0), documents, &analyzer, false).unwrap();
    let pairs: Vec<_> = pairs.iter().map(|pair| (SourceId(pair.0), SourceId(pair.1))).collect();
    let bootstrap = Bootstrap { replicates: 99, seed: 7, confidence: 0.95 };
    keyness(&corpus, &pairs, settings, &bootstrap)
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
    for column in ["p_contents", "p_adjusted"] {
        let tested: Vec<f64> = numbers(words.terms(), column).into_iter().flatten().collect();
        assert!(tested.len() > 100 && tested.iter().all(|p| *p == 1.0), "{column}");
    }
    assert!(words.terms().text("category").unwrap().iter().all(|category| category == "equal"));
}

#[test]
fn two_samples_of_one_law_have_next_to_no_keyword() {
    let words = of(documents([2.0, 2.0], [1, 2], true), &[(0, 1)]);
    assert!(words.top().height() <= 1, "{}", words.top().to_csv().unwrap());
}

#[test]
fn swapping_the_sources_flips_every_sign() {
    // A level at which there are keywords in both directions.
    let settings = KeynessSettings { level: 0.8, ..KeynessSettings::default() };
    let of = |documents, pairs: &[(u32, u32)]| by(documents, pairs, &settings);
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
            for column in ["p_tokens", "p_contents", "p_adjusted"] {
                assert_eq!(numbers(one, column), numbers(other, column), "{column}");
            }
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

/// A text of common words, in which a few of sixty topical words come again and again; `style` is a word of its own.
fn bursts(seed: u64, number: u64, length: usize, style: Option<&str>) -> String {
    let mut generator = stream(seed, number);
    let common = |uniform: f64| format!("c{}", (30.0 * uniform * uniform) as u32);
    let mut words: Vec<String> = (0..length).map(|_| common(generator.random())).collect();
    for topic in 0..60 {
        if generator.random::<f64>() < 0.15 {
            let times = 1 + (-6.0 * (1.0 - generator.random::<f64>()).ln()) as usize;
            words.extend(std::iter::repeat_n(format!("t{topic}"), times));
        }
    }
    words.extend(style.map(str::to_string));
    words.join(" ")
}

/// Sixty contents of two versions, a short and a long one, whose sources a coin decides.
fn dealt(seed: u64) -> Vec<Document> {
    let mut coins = stream(seed, u64::MAX);
    let version = |content: u64, version: u64, source: u32| {
        let id = DocumentId { base: Arc::from(format!("d{content}")), source: SourceId(source) };
        let length = [40, 60][version as usize];
        let text = bursts(seed, 2 * content + version, length, [None, Some("long")][version as usize]);
        Document { id, title: String::new(), text }
    };
    (0..60)
        .flat_map(|content| {
            let coin = u32::from(coins.random::<bool>());
            [version(content, 0, coin), version(content, 1, 1 - coin)]
        })
        .collect()
}

/// Whether a rule that takes tokens for independent draws finds a keyword, with the same rules of documents and dispersion.
fn told_by_tokens(terms: &Table, settings: &KeynessSettings) -> bool {
    let sizes = numbers(terms, "log_likelihood");
    let adjusted = benjamini_hochberg(&numbers(terms, "p_tokens"));
    let of_user = |column: &str| {
        let sides = ["source", "reference"].map(|side| numbers(terms, &format!("{side}_{column}")));
        move |row: usize, below: bool| sides[usize::from(below)][row]
    };
    let (documents, dispersion) = (of_user("documents"), of_user("dispersion"));
    (0..terms.height()).any(|row| {
        let below = sizes[row] < Some(0.0);
        adjusted[row] < Some(settings.level)
            && documents(row, below) >= Some(settings.minimum_documents as f64)
            && dispersion(row, below) <= Some(settings.maximum_dispersion)
    })
}

/// In how many of `seeds` there is a keyword: by tokens, and by contents.
fn found(seeds: u64, documents: impl Fn(u64) -> Vec<Document>) -> [f64; 2] {
    let settings = KeynessSettings { exchanges: 199, top: 0, ..KeynessSettings::default() };
    let mut found = [0.0; 2];
    for seed in 0..seeds {
        let words = by(documents(seed), &[(0, 1)], &settings);
        found[0] += f64::from(told_by_tokens(words.terms(), &settings));
        found[1] += f64::from(words.terms().text("keyword").unwrap().contains(&"true".to_string()));
    }
    found.map(|count| count / seeds as f64)
}

#[test]
fn labels_by_coin_have_a_keyword_no_more_often_than_the_level() {
    // The standard error of 5 % over 200 seeds is 1.5 points.
    let [by_tokens, by_contents] = found(200, dealt);
    assert!(by_tokens > 0.5, "bursts of words take in a rule that counts tokens: {by_tokens}");
    assert!(by_contents <= 0.05 + 3.0 * 0.0154, "{by_contents}");
}

#[test]
fn documents_without_twins_have_a_keyword_no_more_often_than_the_level() {
    // Twenty documents of one source, a hundred of the other: the exchange spreads more than chance.
    let documents = |seed: u64| {
        let document = |number: u64| {
            let source = SourceId(u32::from(number >= 20));
            let id = DocumentId { base: Arc::from(format!("d{number}")), source };
            Document { id, title: String::new(), text: bursts(seed, number, 50, None) }
        };
        (0..120).map(document).collect()
    };
    let [by_tokens, by_contents] = found(200, documents);
    assert!(by_tokens > 0.5, "{by_tokens}");
    assert!(by_contents <= 0.05 + 3.0 * 0.0154, "{by_contents}");
}

#[test]
fn a_planted_word_is_found_and_nothing_else() {
    // One source ends a third of its texts with a word of its own.
    for seed in 0..10 {
        let mut documents = dealt(seed);
        for document in documents.iter_mut().filter(|document| document.id.source == SourceId(1)) {
            if document.id.base.ends_with(['0', '3', '6', '9']) {
                document.text.push_str(" delve");
            }
        }
        let words = of(documents, &[(0, 1)]);
        assert_eq!(words.top().text("term").unwrap(), ["delve"], "seed {seed}");
        assert_eq!(words.top().text("category").unwrap(), ["only_here"]);
    }
}
