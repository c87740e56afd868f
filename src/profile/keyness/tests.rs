//! Small corpora whose keywords can be worked by hand, and what cannot be compared.

use std::sync::Arc;

use super::*;
use crate::corpus::{Document, DocumentId, Source, SourceKind};
use crate::statistics::MaxT;
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

/// All that is tested is a keyword, for no p-value is above 1.
const LENIENT: KeynessSettings = KeynessSettings {
    ngrams: 1,
    top: 9,
    minimum_documents: 1,
    maximum_dispersion: 1.0,
    level: 1.1,
    exchanges: 999,
};

#[test]
fn pairs_of_words_are_terms_of_their_own() {
    let corpus = corpus(&[("1", 0, "to be or not to be"), ("2", 0, "not"), ("1", 1, "to be and not to be")]);
    let pairs = of(&corpus, &KeynessSettings { ngrams: 2, ..LENIENT }).terms().clone();
    assert_eq!(pairs.text("term").unwrap(), ["and not", "be and", "be or", "not to", "or not", "to be"]);
    assert_eq!(pairs.text("category").unwrap()[2..4], ["only_there", "equal"]);
    // Two of five pairs in either source.
    let to_be = pairs.only("term", "to be").unwrap();
    assert_eq!(to_be.count("source_frequency").unwrap(), [2]);
    assert_eq!(to_be.number("reference_per_million").unwrap(), [Some(400_000.0)]);
    assert_eq!(of(&corpus, &KeynessSettings { ngrams: 5, ..LENIENT }).terms().height(), 4);
}

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
fn exchanges_of_three_contents_by_hand() {
    // The same six documents: differences of lengths −1, 2, 1; x of each content, 14 times, is 14 · the difference of
    // frequencies − the frequency in both · the difference of lengths:
    //   a: 4, −22, 10; b: −23, −24, −5; c: 18, 34, −4; d: 1, 12, −1.
    // |Σ x| under the signs +++, −++, ++−, −+− (the other four are their mirrors):
    //   a: 8, 16, 28, 36; b: 52, 6, 42, 4; c: 48, 12, 56, 20; d: 12, 10, 14, 12.
    // Over √(Σ x²) = √600, √1130, √1496, √146, the observed t are 0.33, 1.55, 1.24, 0.99. maxT goes b, c, d, a; the
    // maxima of the patterns are 1.55, 0.83, 1.45, 1.47, without b 1.24, 0.83, 1.45, 1.47, without c 0.99, 0.83, 1.16, 1.47.
    let corpus = corpus(&[
        ("1", 0, "a b b"),
        ("2", 0, "a b"),
        ("3", 0, "b"),
        ("1", 1, "a c"),
        ("2", 1, "c c c d"),
        ("3", 1, "a b"),
    ]);
    let terms = of(&corpus, &KeynessSettings { exchanges: 9_999, ..LENIENT }).terms().clone();
    for (term, alone, adjusted) in [("a", 1.0, 1.0), ("b", 0.25, 0.25), ("c", 0.5, 0.75), ("d", 0.75, 0.75)] {
        // Three standard errors of a share of 9,999 are at most 0.015.
        let close = |column, expected: f64| {
            let found = number(&terms, term, column).unwrap();
            assert!((found - expected).abs() < 0.015, "{term} {column} {found}");
        };
        close("p_contents", alone);
        close("p_adjusted", adjusted);
    }
    let none = of(&corpus, &KeynessSettings { exchanges: 0, ..LENIENT });
    assert!(none.terms().number("p_adjusted").unwrap().iter().all(Option::is_none));
    assert_eq!(none.top().height(), 0);
}

/// x of each content (their number after `bases`) for a term, as the definition stands.
fn contributions(texts: &[(&str, u32, &str)], bases: &[&str], term: &str) -> Vec<f64> {
    let count = |text: &str| text.split(' ').filter(|word| *word == term).count() as f64;
    let length = |text: &str| text.split(' ').count() as f64;
    let share = texts.iter().map(|(.., text)| count(text)).sum::<f64>()
        / texts.iter().map(|(.., text)| length(text)).sum::<f64>();
    let part = |base: &str, source: u32| -> f64 {
        let of = texts.iter().filter(|text| text.0 == base && text.1 == source);
        of.map(|(.., text)| count(text) - share * length(text)).sum()
    };
    bases.iter().map(|base| part(base, 1) - part(base, 0)).collect()
}

#[test]
fn exchanges_are_as_all_patterns_of_signs_by_the_definition() {
    // With contents of one version, an empty text, and a word that both versions have as often.
    let texts = [
        ("1", 0, "a b b e"),
        ("1", 1, "a c e"),
        ("2", 0, "a b"),
        ("2", 1, "c c c d a b"),
        ("3", 0, "b"),
        ("3", 1, "a b"),
        ("4", 0, "a a c d"),
        ("5", 1, "d b b b c"),
        ("6", 0, "c c e a e"),
        ("6", 1, "…"),
        ("7", 0, "b b a"),
        ("7", 1, "d c b"),
    ];
    let written: Vec<_> = texts.into_iter().filter(|text| text.2 != "…").collect();
    let bases = ["1", "2", "3", "4", "5", "6", "7"];
    let names = ["a", "b", "c", "d", "e"];
    let statistics: Vec<Vec<f64>> = (0..128)
        .map(|pattern| {
            let of = |name: &&str| {
                let x = contributions(&written, &bases, name);
                let sign = |content: usize| if pattern >> content & 1 == 0 { 1.0 } else { -1.0 };
                let sum: f64 = x.iter().enumerate().map(|(content, x)| sign(content) * x).sum();
                sum.abs() / x.iter().map(|x| x * x).sum::<f64>().sqrt()
            };
            names.iter().map(of).collect()
        })
        .collect();
    let observed: Vec<Option<f64>> = statistics[0].iter().copied().map(Some).collect();
    let mut family = MaxT::new(&observed);
    statistics.iter().for_each(|row| family.add(|place| row[place]));
    let adjusted = family.p_values(names.len());
    let found = of(&corpus(&texts), &KeynessSettings { exchanges: 9_999, ..LENIENT }).terms().clone();
    for (place, name) in names.iter().enumerate() {
        let reached =
            statistics.iter().filter(|row| row[place] >= statistics[0][place] * (1.0 - 1e-9)).count();
        for (column, expected) in [
            ("p_contents", reached as f64 / 128.0),
            ("p_adjusted", (129.0 * adjusted[place].unwrap() - 1.0) / 128.0),
        ] {
            let found = number(&found, name, column).unwrap();
            assert!((found - expected).abs() < 0.015, "{name} {column} {found} {expected}");
        }
    }
    // e stands in two contents, d in four, and the rest in five at least.
    let some = of(&corpus(&texts), &KeynessSettings { minimum_documents: 4, ..LENIENT }).terms().clone();
    let tested = some.number("p_adjusted").unwrap().iter().map(Option::is_some).collect::<Vec<_>>();
    assert_eq!(tested, [true, true, true, true, false]);
    assert_eq!(number(&some, "e", "p_contents"), None);
}

#[test]
fn keywords_pass_every_threshold() {
    // The source adds a word to all of forty contents, one six times to ten of them, and one thirty times to one.
    let texts: Vec<(String, u32, String)> = (0..40)
        .flat_map(|number| {
            let burst = if number == 3 { " burst".repeat(30) } else { String::new() };
            let rare = if number < 10 { " rare rare rare rare rare rare" } else { "" };
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
    let all = ["rare", "delve", "burst", "as", "ever", "same", "the", "words"];
    assert_eq!(chosen(LENIENT), all, "by falling size, then by term");
    assert_eq!(chosen(KeynessSettings { top: 1, ..LENIENT }), ["rare", "as"]);
    assert!(chosen(KeynessSettings { top: 0, ..LENIENT }).is_empty());
    let added = |settings: KeynessSettings| -> Vec<String> {
        let chosen = chosen(KeynessSettings { level: 0.05, ..settings });
        chosen.into_iter().filter(|term| all[..3].contains(&term.as_str())).collect()
    };
    assert_eq!(added(LENIENT), ["rare", "delve"], "one content tells nothing, however often it has the word");
    assert_eq!(added(KeynessSettings { minimum_documents: 11, ..LENIENT }), ["delve"]);
    assert_eq!(added(KeynessSettings { maximum_dispersion: 0.5, ..LENIENT }), ["delve"]);
    let terms =
        of(&corpus, &KeynessSettings { minimum_documents: 11, level: 0.01, ..LENIENT }).terms().clone();
    assert!(terms.only("keyword", "true").unwrap().text("term").unwrap().contains(&"delve".to_string()));
}

#[test]
fn a_word_that_only_lengths_set_apart_is_no_keyword() {
    // Every rewrite is one word longer than its original, as it has `delve`: 40 · 20 and 40 · 21 tokens. `same` stands
    // once in every text, and so is a little rarer in the source, content after content: 1 ÷ 21 after 1 ÷ 20.
    let filler: String = (0..19).map(|word| format!(" filler{word}")).collect();
    let texts: Vec<(String, u32, String)> = (0..40)
        .flat_map(|number| {
            let text = format!("same{filler}");
            [(number.to_string(), 0, text.clone()), (number.to_string(), 1, format!("{text} delve"))]
        })
        .collect();
    let texts: Vec<_> =
        texts.iter().map(|(base, source, text)| (base.as_str(), *source, text.as_str())).collect();
    let words = of(&corpus(&texts), &KeynessSettings { level: 0.05, ..LENIENT });
    // Exchanges call it significant; as counts of tokens, 40 in 800 and 40 in 840 are as good as equal.
    assert!(number(words.terms(), "same", "p_adjusted").unwrap() < 0.05);
    let same = p_value(2.0 * 40.0 * ((1640.0_f64 / 1600.0).ln() + (1640.0_f64 / 1680.0).ln()));
    assert!((number(words.terms(), "same", "p_tokens").unwrap() - same).abs() < 1e-9 && same > 0.8);
    assert_eq!(words.top().text("term").unwrap(), ["delve"]);
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
    for column in
        ["log_likelihood", "p_tokens", "p_contents", "p_adjusted", "log_ratio", "low", "source_dispersion"]
    {
        assert!(none.terms().number(column).unwrap().iter().all(Option::is_none), "{column}");
    }
    let nothing = keyness(&corpus, &[], &LENIENT, &Bootstrap::default());
    assert_eq!((nothing.top().height(), nothing.top().names().len()), (0, 25));
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
