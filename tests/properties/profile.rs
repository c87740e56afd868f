//! Properties of the profile: copies differ in nothing, names can be swapped, neither order nor threads matter.

use std::sync::Arc;

use rand::RngExt;
use sourcebias::corpus::{Document, DocumentId, Source, SourceId, SourceKind};
use sourcebias::profile::{LEXICAL_MEASURES, Profile, ProfileSettings, profile};
use sourcebias::statistics::stream;
use sourcebias::table::Table;
use sourcebias::text::{AnalyzedCorpus, Analyzer};

const MEASURES: [&str; 8] = [
    "tokens",
    "types",
    "ttr",
    "mattr(window=20)",
    "zipf(estimator=mle,minimum_frequency=3)",
    "zipf(estimator=least_squares,rank_break=20,minimum_frequency=3)",
    "specificity(pool=human,unseen=kept)",
    "specificity(pool=own)",
];

fn text(seed: u64, number: u64, exponent: f64) -> String {
    let mut generator = stream(seed, number);
    let length = generator.random_range(30..60);
    let word = |uniform: f64| format!("w{}", (300.0 * uniform.powf(exponent)) as u32);
    (0..length).map(|_| word(generator.random())).collect::<Vec<_>>().join(" ")
}

fn document(number: u64, source: u32, text: String) -> Document {
    let id = DocumentId { base: Arc::from(format!("d{number}")), source: SourceId(source) };
    Document { id, title: String::new(), text }
}

/// Two sources of 40 documents; `exponent` of the second is 3 for copies of the first.
fn documents(names_swapped: bool, exponent: f64) -> Vec<Document> {
    let mut documents = Vec::new();
    for source in 0..2 {
        for number in 0..40 {
            let writer = if names_swapped { 1 - source } else { source };
            let (seed, exponent) = if exponent == 3.0 || writer == 0 { (1, 3.0) } else { (2, exponent) };
            documents.push(document(number, source, text(seed, number, exponent)));
        }
    }
    documents
}

fn analyze(documents: Vec<Document>, sources: &[&str]) -> AnalyzedCorpus {
    let kind = |index| if index == 0 { SourceKind::Human } else { SourceKind::Llm };
    let source = |(index, name): (usize, &&str)| Source { name: name.to_string(), kind: kind(index) };
    let sources = sources.iter().enumerate().map(source).collect();
    let analyzer = Analyzer::parse("words").unwrap();
    AnalyzedCorpus::from_documents(sources, SourceId(0), documents.into_iter().map(Ok), &analyzer, false)
        .unwrap()
}

fn of(corpus: &AnalyzedCorpus) -> Profile {
    let measures = LEXICAL_MEASURES.parse_all(&MEASURES.map(String::from)).unwrap();
    let settings = ProfileSettings { bootstrap: 99, ..ProfileSettings::default() };
    profile(corpus, &measures, &settings).unwrap()
}

fn tables(profile: &Profile) -> [String; 6] {
    let of_sources = [profile.rank_frequency(), profile.fits(), profile.growth()];
    let [ranks, fits, growth] = of_sources;
    [profile.summary(), profile.comparison(), ranks, fits, growth, profile.documents()]
        .map(|table| table.to_csv().unwrap())
}

fn numbers(table: &Table, column: &str) -> Vec<f64> {
    table.number(column).unwrap().into_iter().map(Option::unwrap).collect()
}

#[test]
fn the_tables_have_the_columns_they_promise() {
    let profile = of(&analyze(documents(false, 2.0), &["human", "llm"]));
    assert_eq!(profile.summary().names(), ["source", "measure", "scope", "value", "low", "high", "n"]);
    let names = profile.comparison().names();
    let promised = "measure reference source length_matched reference_value source_value difference low high p_value \
                    p_adjusted";
    assert_eq!(names[..11].join(" "), promised);
    let names = profile.rank_frequency().names().join(" ");
    assert_eq!(names, "source rank frequency relative_frequency fit_least_squares fit_double_power_law fit_zipf_mandelbrot");
    assert_eq!(profile.documents().names()[..3], ["base", "source", "tokens"]);
    // Six measures of documents, three components of a searched break and two of a given one, with and without cutting.
    assert_eq!(profile.comparison().height(), 2 * (6 + 3 + 2));
    assert_eq!(profile.documents().height(), 80);
    let summary = profile.summary();
    let (values, lows, highs) =
        (numbers(summary, "value"), numbers(summary, "low"), numbers(summary, "high"));
    assert!(lows.iter().zip(&highs).all(|(low, high)| low <= high));
    let inside = values
        .iter()
        .zip(lows.iter().zip(&highs))
        .filter(|(value, (low, high))| *low <= value && value <= high);
    assert!(inside.count() + 2 >= values.len(), "{}", summary.to_csv().unwrap());
}

#[test]
fn copies_differ_in_nothing() {
    let comparison = of(&analyze(documents(false, 3.0), &["human", "copy"])).comparison().clone();
    for column in ["difference", "low", "high"] {
        assert!(numbers(&comparison, column).iter().all(|value| value.to_bits() == 0), "{column}");
    }
    for column in ["p_value", "p_adjusted"] {
        assert!(numbers(&comparison, column).iter().all(|p| *p == 1.0), "{column}");
    }
}

#[test]
fn swapping_the_texts_of_the_sources_flips_every_sign() {
    // The pool of the reference changes with the texts, so specificity over that pool is no mirror image.
    let keep = |profile: Profile| {
        let names = profile.comparison().text("measure").unwrap();
        profile.comparison().filter(|row| names[row] != "specificity(pool=human,unseen=kept)")
    };
    let there = keep(of(&analyze(documents(false, 2.0), &["human", "llm"])));
    let back = keep(of(&analyze(documents(true, 2.0), &["human", "llm"])));
    let mirrored =
        |column: &str| numbers(&back, column).into_iter().map(|value| 0.0 - value).collect::<Vec<_>>();
    assert!(numbers(&there, "difference").iter().any(|value| *value != 0.0));
    assert_eq!(numbers(&there, "difference"), mirrored("difference"));
    assert_eq!(numbers(&there, "low"), mirrored("high"));
    assert_eq!(numbers(&there, "source_value"), numbers(&back, "reference_value"));
    assert_eq!(numbers(&there, "p_adjusted"), numbers(&back, "p_adjusted"));
}

#[test]
fn neither_the_order_of_documents_nor_threads_matter() {
    let on = |threads: usize, documents: Vec<Document>| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| tables(&of(&analyze(documents, &["human", "llm"]))))
    };
    let mut shuffled = documents(false, 2.0);
    shuffled.reverse();
    shuffled.swap(3, 50);
    let one = on(1, documents(false, 2.0));
    assert_eq!(one, on(3, documents(false, 2.0)));
    assert_eq!(one, on(2, shuffled));
}

#[test]
fn sources_without_twins_and_single_sources_have_no_comparison() {
    let single = of(&analyze(documents(false, 2.0).into_iter().take(40).collect(), &["human"]));
    assert_eq!(single.comparison().height(), 0);
    assert_eq!(single.comparison().names().len(), 13);
    let strangers = |source: u32| (0..5).map(move |number| (source, u64::from(source) * 100 + number));
    let documents = strangers(0).chain(strangers(1));
    let documents =
        documents.map(|(source, number)| document(number, source, text(1, number, 3.0))).collect();
    let unaligned = of(&analyze(documents, &["human", "llm"]));
    assert_eq!(unaligned.comparison().height(), 0);
    assert!(unaligned.summary().text("source").unwrap().contains(&"llm".to_string()));
}

#[test]
fn without_replicates_there_are_values_and_no_intervals() {
    let measures = LEXICAL_MEASURES.parse_all(&MEASURES.map(String::from)).unwrap();
    let settings = ProfileSettings { bootstrap: 0, ..ProfileSettings::default() };
    let corpus = analyze(documents(false, 2.0), &["human", "llm"]);
    let profile = profile(&corpus, &measures, &settings).unwrap();
    assert!(profile.summary().number("value").unwrap().iter().all(Option::is_some));
    assert!(profile.summary().number("low").unwrap().iter().all(Option::is_none));
}

#[test]
fn empty_documents_are_counted_out() {
    let mut documents = documents(false, 2.0);
    documents[0].text.clear();
    let profile = of(&analyze(documents, &["human", "llm"]));
    let summary = profile.summary().only("source", "human").unwrap();
    let rows = summary.only("scope", "document_mean").unwrap();
    let n = |measure: &str| numbers(&rows.only("measure", measure).unwrap(), "n")[0];
    assert_eq!((n("tokens"), n("ttr"), n("mattr(window=20)")), (40.0, 39.0, 39.0));
}
