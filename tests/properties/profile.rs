//! Properties of the profile: copies differ in nothing, names can be swapped, neither order nor threads matter.

use std::sync::Arc;

use rand::RngExt;
use sourcebias::corpus::{Document, DocumentId, Source, SourceId, SourceKind};
use sourcebias::profile::{
    KeywordPlaceRow, LEXICAL_MEASURES, Pairs, Profile, ProfileSettings, placebo, profile,
};
use sourcebias::statistics::{Adjustment, holm, stream};
use sourcebias::table::{Table, TableRow};
use sourcebias::text::{AnalyzedCorpus, Analyzer};

const MEASURES: [&str; 8] = [
    "tokens",
    "types",
    "ttr",
    "mattr(window=20)",
    "zipf(estimator=mle,rank_break=20,minimum_frequency=3)",
    "zipf(estimator=least_squares,rank_break=20,minimum_frequency=3)",
    "specificity(pool=reference)",
    "specificity(pool=all)",
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
    of_measures(corpus, &MEASURES, Pairs::Reference)
}

fn of_measures(corpus: &AnalyzedCorpus, measures: &[&str], pairs: Pairs) -> Profile {
    let measures: Vec<String> = measures.iter().map(|name| name.to_string()).collect();
    let measures = LEXICAL_MEASURES.parse_all(&measures).unwrap();
    let settings = ProfileSettings { bootstrap: Some(99), pairs, ..ProfileSettings::default() };
    profile(corpus, &measures, &settings).unwrap()
}

/// The tables as text; where keywords stand is told in the order of the corpus, and with `places` alone.
fn tables(profile: &Profile, places: bool) -> Vec<String> {
    let shown = |key: &str| places || key != KeywordPlaceRow::SCHEMA.key;
    let tables = profile.tables().into_iter().filter(|(schema, _)| shown(schema.key));
    tables.map(|(_, table)| table.to_csv().unwrap()).collect()
}

fn numbers(table: &Table, column: &str) -> Vec<f64> {
    table.number(column).unwrap().into_iter().map(Option::unwrap).collect()
}

#[test]
fn the_tables_have_the_columns_they_promise() {
    let profile = of(&analyze(documents(false, 2.0), &["human", "llm"]));
    for (schema, table) in profile.tables() {
        let promised = schema.columns.iter().filter(|column| !column.optional || table.has(column.name));
        assert!(promised.map(|column| column.name).eq(table.names()), "{schema}");
    }
    // Six measures of documents, two components of each of two laws with a given break, under four controls.
    assert_eq!(profile.comparison().height(), 4 * (6 + 2 + 2));
    assert_eq!(profile.findings().height(), 6 + 2 + 2);
    assert_eq!(profile.documents().height(), 6 * 80);
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
    let profile = of(&analyze(documents(false, 3.0), &["human", "copy"]));
    let comparison = profile.comparison();
    assert!(numbers(comparison, "difference").iter().all(|value| value.to_bits() == 0));
    for column in ["p_value", "p_adjusted"] {
        assert!(numbers(comparison, column).iter().all(|p| *p == 1.0), "{column}");
    }
    for column in ["hedges_g", "cliffs_delta"] {
        assert!(comparison.number(column).unwrap().into_iter().flatten().all(|effect| effect == 0.0));
    }
    // Copies are drawn together, and do not differ in any draw.
    for column in ["low", "high"] {
        assert!(numbers(comparison, column).iter().all(|value| *value == 0.0), "{column}");
    }
    assert!(profile.findings().text("finding").unwrap().iter().all(|found| found == "not_distinguishable"));
    assert!(profile.notes().is_empty());
}

#[test]
fn all_documents_are_the_twins_where_each_has_one() {
    let profile = of(&analyze(documents(false, 2.0), &["human", "llm"]));
    let rows = |control: &str| {
        let table = profile.comparison().only("control", control).unwrap();
        let columns: Vec<String> = table
            .names()
            .into_iter()
            .filter(|name| !["control", "p_adjusted"].contains(&name.as_str()))
            .collect();
        table.select(&columns.iter().map(String::as_str).collect::<Vec<_>>()).unwrap().to_csv().unwrap()
    };
    assert_eq!(rows("raw"), rows("twins"));
    let [scopes, tests] = ["scope", "test"].map(|name| profile.comparison().text(name).unwrap());
    for (scope, test) in scopes.iter().zip(&tests).filter(|(_, test)| !test.is_empty()) {
        let expected = if scope == "source" { "exchange_and_interval" } else { "exchange" };
        assert_eq!(test, expected);
    }
    assert!(scopes.iter().zip(&tests).any(|(scope, test)| scope == "source" && !test.is_empty()));
    // One document without a twin, and all documents are other documents.
    let mut more = documents(false, 2.0);
    more.push(document(40, 0, text(1, 40, 3.0)));
    let more = of(&analyze(more, &["human", "llm"]));
    let tests = more.comparison().only("control", "raw").unwrap().text("test").unwrap();
    assert!(tests.iter().all(|test| test == "bootstrap"));
}

#[test]
fn a_family_is_adjusted_as_the_settings_say() {
    let corpus = analyze(documents(false, 2.9), &["human", "llm"]);
    let measures =
        LEXICAL_MEASURES.parse_all(&MEASURES[..4].iter().map(|name| name.to_string()).collect::<Vec<_>>());
    let measures = measures.unwrap();
    let of = |adjustment: Adjustment| {
        let settings = ProfileSettings { bootstrap: Some(99), adjustment, ..ProfileSettings::default() };
        let profile = profile(&corpus, &measures, &settings).unwrap();
        let twins = profile.comparison().only("control", "twins").unwrap();
        (numbers(&twins, "p_value"), numbers(&twins, "p_adjusted"), profile.notes().to_vec())
    };
    let (plain, max_t, notes) = of(Adjustment::MaxT);
    assert!(plain.iter().zip(&max_t).all(|(plain, adjusted)| plain <= adjusted) && notes.is_empty());
    let (again, by_holm, notes) = of(Adjustment::Holm);
    assert_eq!(plain, again);
    let known: Vec<Option<f64>> = plain.iter().map(|p| Some(*p)).collect();
    assert_eq!(by_holm.iter().map(|p| Some(*p)).collect::<Vec<_>>(), holm(&known));
    // At most four tests at 5 %: 1 ÷ 100 times 4 is below, 1 ÷ 41 times 3 is not.
    assert!(notes.is_empty());
    let few =
        ProfileSettings { bootstrap: Some(40), adjustment: Adjustment::Holm, ..ProfileSettings::default() };
    let notes = profile(&corpus, &measures, &few).unwrap().notes().to_vec();
    assert!(notes[0].starts_with("40 replicates are too few: after Holm"), "{notes:?}");
}

#[test]
fn a_placebo_finds_what_chance_finds() {
    let measures =
        LEXICAL_MEASURES.parse_all(&MEASURES[..4].iter().map(|name| name.to_string()).collect::<Vec<_>>());
    let settings = ProfileSettings { bootstrap: Some(99), ..ProfileSettings::default() };
    let corpus = analyze(documents(false, 2.0), &["human", "llm"]);
    let table = placebo(&corpus, &measures.unwrap(), &settings, 200).unwrap();
    let names = "measure reference source control relabelings share_below share_adjusted_below real_difference \
                 share_as_large";
    assert_eq!((table.names().join(" ").as_str(), table.height()), (names, 16));
    // 5 % of 200 is 10 with a binomial standard error of 3.1; p < 5 % is one of the 4 lowest of 100.
    for share in numbers(&table, "share_below") {
        assert!((0.0..=0.1).contains(&share), "{}", table.to_csv().unwrap());
    }
    // The sources differ in their types, and no relabelling makes as much of it.
    let types = table.only("measure", "types").unwrap().only("control", "twins").unwrap();
    assert!(numbers(&types, "share_as_large")[0] < 0.02);
    // Copies have nothing that labels could hide.
    let copies = analyze(documents(false, 3.0), &["human", "copy"]);
    let measures = LEXICAL_MEASURES.parse_all(&["types".to_string()]).unwrap();
    let table = placebo(&copies, &measures, &settings, 5).unwrap();
    assert!(numbers(&table, "share_below").iter().all(|share| *share == 0.0));
    assert!(numbers(&table, "share_as_large").iter().all(|share| *share == 1.0));
}

/// That everything compared turns its sign when the texts of two sources are exchanged.
fn flips(there: &Profile, back: &Profile) {
    let (there, back) = (there.comparison(), back.comparison());
    let column = |table: &Table, name: &str| table.number(name).unwrap();
    let mirrored = |name: &str| {
        column(back, name).into_iter().map(|value| value.map(|value| 0.0 - value)).collect::<Vec<_>>()
    };
    assert!(numbers(there, "difference").iter().filter(|value| **value != 0.0).count() > 10);
    assert_eq!(column(there, "difference"), mirrored("difference"));
    assert_eq!(column(there, "low"), mirrored("high"));
    for effect in ["hedges_g", "cliffs_delta"] {
        assert_eq!(column(there, effect), mirrored(effect));
    }
    // Without twins nothing is exchanged.
    for same in ["p_value", "p_exchange", "p_adjusted"].into_iter().filter(|name| there.has(name)) {
        assert_eq!(column(there, same), column(back, same));
    }
    assert_eq!(column(there, "source_value"), column(back, "reference_value"));
    assert_eq!(column(there, "n"), column(back, "n_reference"));
    assert_eq!(there.text("control").unwrap(), back.text("control").unwrap());
}

/// The pool of the reference changes with the texts, so specificity over that pool is no mirror image.
const MIRRORED: &[&str] = MEASURES.split_at(6).0;

#[test]
fn swapping_the_texts_of_the_sources_flips_every_sign() {
    let of =
        |swapped| of_measures(&analyze(documents(swapped, 2.0), &["human", "llm"]), MIRRORED, Pairs::All);
    flips(&of(false), &of(true));
}

/// Two sources with different numbers of documents and no common bases.
fn strangers(names_swapped: bool) -> Vec<Document> {
    let all = documents(names_swapped, 2.0).into_iter();
    let second = SourceId(u32::from(!names_swapped));
    all.enumerate()
        .filter(|(place, document)| document.id.source != second || place % 40 < 27)
        .map(|(_, document)| {
            let base = if document.id.source == second {
                format!("x{}", document.id.base)
            } else {
                document.id.base.to_string()
            };
            Document { id: DocumentId { base: Arc::from(base), ..document.id }, ..document }
        })
        .collect()
}

#[test]
fn swapping_flips_every_sign_without_twins_too() {
    let of =
        |swapped| of_measures(&analyze(strangers(swapped), &["human", "llm"]), MIRRORED, Pairs::Reference);
    let (there, back) = (of(false), of(true));
    flips(&there, &back);
    let controls = there.comparison().text("control").unwrap();
    assert!(controls.iter().all(|control| ["raw", "cut", "budget"].contains(&control.as_str())));
    let budget = there.comparison().only("control", "budget").unwrap();
    let (n_reference, n) = (numbers(&budget, "n_reference"), numbers(&budget, "n"));
    // The smaller source gives all its 27 documents, the other one about as many.
    assert!(n.iter().all(|n| *n == 27.0), "{n:?}");
    assert!(n_reference.iter().all(|n| (22.0..33.0).contains(n)), "{n_reference:?}");
}

#[test]
fn every_source_meets_the_reference_or_every_other() {
    let mut three = documents(false, 2.0);
    three.extend((0..30).map(|number| document(number, 2, text(3, number, 2.5))));
    let corpus = analyze(three, &["human", "llm", "other"]);
    let pairs = |pairs: Pairs| {
        let table = of_measures(&corpus, &["ttr"], pairs).findings().clone();
        table.text("reference").unwrap().into_iter().zip(table.text("source").unwrap()).collect::<Vec<_>>()
    };
    let expected = [("human", "llm"), ("human", "other"), ("llm", "other")];
    let expected: Vec<_> = expected.map(|(left, right)| (left.to_string(), right.to_string())).to_vec();
    assert_eq!(pairs(Pairs::Reference), expected[..2]);
    assert_eq!(pairs(Pairs::All), expected);
}

#[test]
fn neither_the_order_of_documents_nor_threads_matter() {
    let on = |threads: usize, documents: Vec<Document>, places: bool| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| tables(&of(&analyze(documents, &["human", "llm"])), places))
    };
    let mut shuffled = documents(false, 2.0);
    shuffled.reverse();
    shuffled.swap(3, 50);
    assert_eq!(on(1, documents(false, 2.0), true), on(3, documents(false, 2.0), true));
    assert_eq!(on(1, documents(false, 2.0), false), on(2, shuffled, false));
}

#[test]
fn a_single_source_has_no_comparison() {
    let single = of(&analyze(documents(false, 2.0).into_iter().take(40).collect(), &["human"]));
    assert_eq!(single.comparison().height(), 0);
    assert_eq!(single.findings().height(), 0);
    assert_eq!(single.comparison().names().len(), 17);
}

#[test]
fn without_replicates_there_are_values_and_no_intervals() {
    let measures = LEXICAL_MEASURES.parse_all(&MEASURES.map(String::from)).unwrap();
    let settings = ProfileSettings { bootstrap: Some(0), ..ProfileSettings::default() };
    let corpus = analyze(documents(false, 2.0), &["human", "llm"]);
    let profile = profile(&corpus, &measures, &settings).unwrap();
    assert!(profile.summary().number("value").unwrap().iter().all(Option::is_some));
    assert!(profile.summary().number("low").unwrap().iter().all(Option::is_none));
    assert!(profile.comparison().number("difference").unwrap().iter().all(Option::is_some));
    assert!(profile.findings().text("finding").unwrap().iter().all(|found| found == "not_tested"));
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
