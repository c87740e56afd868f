//! Small corpora whose keywords can be worked by hand, and what cannot be compared.

use std::sync::Arc;

use super::*;
use crate::corpus::{Document, DocumentId, Source, SourceKind};
use crate::text::Analyzer;

const PAIR: [(SourceId, SourceId); 1] = [(SourceId(0), SourceId(1))];

/// A corpus of (base, source, text), of human and two models.
fn corpus(texts: &[(&str, u32, &str)]) -> AnalyzedCorpus {
    let documents = texts.iter().map(|(base, source, text)| {
        let id = DocumentId { base: Arc::from(*base), source: SourceId(*source) };
        Ok(Document { id, title: String::new(), text: text.to_string() })
    });
    let source = |name: &str, kind| Source { name: name.into(), kind };
    let llm = SourceKind::Llm;
    let sources = vec![source("human", SourceKind::Human), source("llm", llm), source("none", llm)];
    let analyzer = Analyzer::parse("words").unwrap();
    AnalyzedCorpus::from_documents(sources, SourceId(0), documents, &analyzer, false).unwrap()
}

fn of(corpus: &AnalyzedCorpus, settings: &KeynessSettings) -> Keyness {
    keyness(corpus, &PAIR, settings, &Bootstrap { replicates: 199, seed: 1, confidence: 0.9 })
}

/// The number in the row of a term.
fn number(table: &Table, term: &str, column: &str) -> Option<f64> {
    table.only("term", term).unwrap().number(column).unwrap()[0]
}

const LENIENT: KeynessSettings =
    KeynessSettings { top: 9, minimum_documents: 1, maximum_dispersion: 1.0, level: 0.99 };

#[test]
fn six_documents_by_hand() {
    // human: 3 + 2 + 1 = 6 tokens, llm: 2 + 4 + 2 = 8.
    let corpus = corpus(&[
        ("1", 0, "a b b"),
        ("2", 0, "a b"),
        ("3", 0, "b"),
        ("1", 1, "a c"),
        ("2", 1, "c c c d"),
        ("3", 1, "a b"),
    ]);
    let terms = of(&corpus, &LENIENT).terms().clone();
    assert_eq!(terms.text("term").unwrap(), ["a", "b", "c", "d"]);
    assert_eq!(terms.text("category").unwrap(), ["fewer", "fewer", "only_here", "only_here"]);
    let of = |term, column| number(&terms, term, column).unwrap();
    assert_eq!((of("b", "source_frequency"), of("b", "reference_frequency")), (1.0, 4.0));
    assert_eq!((of("b", "source_documents"), of("b", "reference_documents")), (1.0, 3.0));
    assert_eq!((of("c", "source_per_million"), of("c", "reference_per_million")), (500_000.0, 0.0));
    // b: E = 8 · 5 ÷ 14 and 6 · 5 ÷ 14.
    let expected = 2.0 * ((14.0 / 40.0_f64).ln() + 4.0 * (4.0 * 14.0 / 30.0_f64).ln());
    assert!((of("b", "log_likelihood") + expected).abs() < 1e-14);
    assert!((of("b", "log_ratio") - ((1.0 / 8.0_f64) / (4.0 / 6.0)).log2()).abs() < 1e-14);
    assert!((of("c", "log_ratio") - ((4.0 / 8.0_f64) / (0.5 / 6.0)).log2()).abs() < 1e-14);
    // b in human: parts ½, ¼, ¼ of the term, ½, ⅓, ⅙ of the text: DP = ½ (0 + 1/12 + 1/12).
    assert!((of("b", "reference_dispersion") - 1.0 / 12.0).abs() < 1e-15);
    assert!((of("b", "reference_normalised_dispersion") - 0.1).abs() < 1e-15);
    assert_eq!(number(&terms, "c", "reference_dispersion"), None);
}

#[test]
fn keywords_pass_every_threshold() {
    let texts: Vec<(String, u32, String)> = (0..20)
        .flat_map(|number| {
            let burst = if number == 3 { " burst".repeat(30) } else { String::new() };
            let rare = if number < 4 { " rare rare rare rare rare rare" } else { "" };
            let same = "the same words as ever";
            [
                (number.to_string(), 0, same.to_string()),
                (number.to_string(), 1, format!("{same} delve{burst}{rare}")),
            ]
        })
        .collect();
    let texts: Vec<_> =
        texts.iter().map(|(base, source, text)| (base.as_str(), *source, text.as_str())).collect();
    let corpus = corpus(&texts);
    let chosen = |settings: KeynessSettings| of(&corpus, &settings).top().text("term").unwrap();
    let all = ["burst", "rare", "delve", "as", "ever", "same", "the", "words"];
    assert_eq!(chosen(LENIENT), all, "by falling size, then by term");
    assert_eq!(chosen(KeynessSettings { level: 0.01, ..LENIENT }), all[..3]);
    assert_eq!(chosen(KeynessSettings { minimum_documents: 2, level: 0.01, ..LENIENT }), ["rare", "delve"]);
    assert_eq!(chosen(KeynessSettings { maximum_dispersion: 0.5, level: 0.01, ..LENIENT }), ["delve"]);
    assert_eq!(chosen(KeynessSettings { top: 1, ..LENIENT }), ["burst", "as"]);
    assert!(chosen(KeynessSettings { top: 0, ..LENIENT }).is_empty());
    let terms =
        of(&corpus, &KeynessSettings { minimum_documents: 5, level: 0.01, ..LENIENT }).terms().clone();
    assert_eq!(terms.only("keyword", "true").unwrap().text("term").unwrap(), ["delve"]);
}

#[test]
fn the_bootstrap_over_documents_is_wider_for_bursts() {
    let texts: Vec<(String, u32, String)> = (0..40)
        .flat_map(|number| {
            let burst = if number % 8 == 0 { "burst ".repeat(8) } else { String::new() };
            let own = format!("even {burst}and {}", "other ".repeat(20));
            [
                (number.to_string(), 0, format!("even burst and {}", "other ".repeat(60))),
                (number.to_string(), 1, own),
            ]
        })
        .collect();
    let texts: Vec<_> =
        texts.iter().map(|(base, source, text)| (base.as_str(), *source, text.as_str())).collect();
    let top = of(&corpus(&texts), &LENIENT).top().clone();
    let width = |term: &str, low: &str, high: &str| {
        number(&top, term, high).unwrap() - number(&top, term, low).unwrap()
    };
    assert!(width("burst", "bootstrap_low", "bootstrap_high") > 1.5 * width("burst", "low", "high"));
    assert!(width("even", "bootstrap_low", "bootstrap_high") < 0.5 * width("even", "low", "high"));
    let value = number(&top, "burst", "log_ratio").unwrap();
    assert!(number(&top, "burst", "bootstrap_low").unwrap() < value);
    assert!(value < number(&top, "burst", "bootstrap_high").unwrap());
}

#[test]
fn a_source_without_tokens_has_nothing_to_compare() {
    let corpus = corpus(&[("1", 0, "a b"), ("2", 0, "a"), ("1", 1, "…")]);
    let none = keyness(
        &corpus,
        &[(SourceId(0), SourceId(1)), (SourceId(0), SourceId(2))],
        &LENIENT,
        &Bootstrap::default(),
    );
    assert_eq!((none.top().height(), none.terms().height()), (0, 4));
    assert_eq!(none.terms().text("category").unwrap(), ["only_there"; 4]);
    for column in ["log_likelihood", "p_value", "p_adjusted", "log_ratio", "low", "source_dispersion"] {
        assert!(none.terms().number(column).unwrap().iter().all(Option::is_none), "{column}");
    }
    let nothing = keyness(&corpus, &[], &LENIENT, &Bootstrap::default());
    assert_eq!((nothing.top().height(), nothing.top().names().len()), (0, 24));
}

#[test]
fn a_word_of_one_source_alone_has_no_interval_over_documents() {
    let texts: Vec<String> = (0..12).map(|number| number.to_string()).collect();
    let twins =
        texts.iter().flat_map(|base| [(base.as_str(), 0, "both both here"), (base.as_str(), 1, "both")]);
    let top = of(&corpus(&twins.collect::<Vec<_>>()), &LENIENT).top().clone();
    assert_eq!(top.text("term").unwrap(), ["both", "here"]);
    assert_eq!(top.text("category").unwrap(), ["more", "only_there"]);
    let intervals = top.number("bootstrap_low").unwrap();
    assert!(intervals[0].is_some() && intervals[1].is_none(), "{intervals:?}");
    assert!(number(&top, "here", "low").is_some());
}

#[test]
fn one_document_a_side_has_no_interval_over_documents() {
    let text = "a a a a a a a a a a";
    let top = of(&corpus(&[("1", 0, "b b b b b b b b b b"), ("1", 1, text)]), &LENIENT).top().clone();
    assert_eq!(top.text("term").unwrap(), ["a", "b"]);
    assert_eq!(top.number("bootstrap_low").unwrap(), [None, None]);
    assert_eq!(top.number("source_dispersion").unwrap(), [Some(0.0), None]);
    assert_eq!(top.number("source_normalised_dispersion").unwrap(), [None, None]);
}
