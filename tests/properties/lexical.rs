//! Properties of the lexical measures on any text: bounds, what is undefined, how measures follow from each other.

use std::sync::Arc;

use proptest::prelude::*;
use sourcebias::corpus::{Corpus, Document, DocumentId, Source, SourceId, SourceKind};
use sourcebias::profile::{LEXICAL_MEASURES, Profile, ProfileSettings, profile};
use sourcebias::table::Table;
use sourcebias::text::{AnalyzedCorpus, Analyzer, DocumentReader};

/// Every measure of single documents here, and the bounds of its value on a text of n tokens and v types.
type Bounds = fn(f64, f64) -> (f64, f64);
const BOUNDED: [(&str, Bounds); 38] = [
    ("tokens", |n, _| (n, n)),
    ("types", |_, v| (v, v)),
    ("ttr", |n, _| (1.0 / n, 1.0)),
    ("root_ttr", |n, _| (1.0 / n.sqrt(), n.sqrt())),
    ("corrected_ttr", |n, _| (1.0 / (2.0 * n).sqrt(), (n / 2.0).sqrt())),
    ("herdan_c", |_, _| (0.0, 1.0)),
    ("maas(base=e)", |n, _| (0.0, 1.0 / n.ln())),
    ("maas(base=10)", |n, _| (0.0, 1.0 / n.log10())),
    ("mattr(window=5)", |_, _| (0.2, 1.0)),
    ("mtld", longest),
    ("mtld(ends=at_or_below)", longest),
    ("mtld(minimum=10)", longest),
    ("hdd(sample=5)", |_, _| (0.2, 1.0)),
    ("yule_k", |n, _| (0.0, 1e4 * (1.0 - 1.0 / n))),
    ("simpson_d", |_, _| (0.0, 1.0)),
    ("entropy", |_, v| (0.0, v.log2())),
    ("entropy(base=e)", |_, v| (0.0, v.ln())),
    ("entropy(correction=miller_madow,base=e)", |n, v| (0.0, v.ln() + (v - 1.0) / (2.0 * n))),
    ("entropy(correction=chao_shen)", |_, _| (0.0, f64::INFINITY)),
    ("hapax", |_, _| (0.0, 1.0)),
    ("dis_legomena", |_, _| (0.0, 1.0)),
    ("distinct(n=1)", |n, _| (1.0 / n, 1.0)),
    ("distinct(n=2)", |n, _| (1.0 / (n - 1.0), 1.0)),
    ("repetition(n=2)", |n, _| (0.0, 1.0 - 1.0 / (n - 1.0))),
    ("self_similarity", |_, _| (0.0, 1.0)),
    ("self_similarity(weight=log_tf)", |_, _| (0.0, 1.0)),
    ("specificity(idf=standard)", |_, _| (0.0, f64::INFINITY)),
    ("specificity(pool=all,per=type,statistic=mean,idf=bm25)", |_, _| (0.0, f64::INFINITY)),
    ("specificity(pool=own,idf=scikit_learn)", |_, _| (1.0, f64::INFINITY)),
    ("ictf(pool=all)", |_, _| (0.0, f64::INFINITY)),
    ("clarity(pool=all,versions=counted)", |_, _| (0.0, f64::INFINITY)),
    ("clarity(unseen=left_out)", |_, _| (0.0, f64::INFINITY)),
    ("characters", |_, _| (0.0, 80.0)),
    ("word_length", |_, _| (1.0, 80.0)),
    ("sentence_length", |_, _| (0.0, 80.0)),
    ("stop_words", |_, _| (0.0, 1.0)),
    ("punctuation", |_, _| (0.0, 80.0)),
    ("cjk", |_, _| (0.0, 1.0)),
];

/// MTLD is highest with one factor, or the part of one that the whole text is.
fn longest(n: f64, v: f64) -> (f64, f64) {
    (1.0, n.max((1.0 - 0.72) * n * n / (n - v)))
}

/// The values of a measure, text by text.
fn values(documents: &Table, spec: &str) -> sourcebias::Result<Vec<Option<f64>>> {
    documents.only("measure", spec)?.number("value")
}

fn canonical(spec: &str) -> String {
    LEXICAL_MEASURES.parse(spec).unwrap().name
}

/// Texts of two sources; those at the same place are twins.
fn corpus(texts: [&[String]; 2]) -> Corpus {
    let document = |source: u32| {
        move |(number, text): (usize, &String)| Document {
            id: DocumentId { base: Arc::from(format!("d{number:03}")), source: SourceId(source) },
            title: String::new(),
            text: text.clone(),
        }
    };
    let [left, right] = texts;
    let documents = left.iter().enumerate().map(document(0)).chain(right.iter().enumerate().map(document(1)));
    let source = |name: &str, kind| Source { name: name.to_string(), kind };
    let sources = vec![source("human", SourceKind::Human), source("llm", SourceKind::Llm)];
    Corpus::from_documents(sources, SourceId(0), documents.collect()).unwrap()
}

fn analyze(corpus: &Corpus) -> AnalyzedCorpus {
    let analyzer = Analyzer::parse("words").unwrap();
    DocumentReader::new(&analyzer).with_text_statistics(true).read(corpus).unwrap()
}

fn of(corpus: &Corpus, specs: &[String], bootstrap: usize) -> Profile {
    let measures = LEXICAL_MEASURES.parse_all(specs).unwrap();
    let settings = ProfileSettings { bootstrap: Some(bootstrap), ..ProfileSettings::default() };
    profile(&analyze(corpus), &measures, &settings).unwrap()
}

fn specs() -> Vec<String> {
    BOUNDED.iter().map(|(spec, _)| canonical(spec)).collect()
}

/// Texts of few words, so that they repeat; some empty, of one word or of punctuation alone.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof!["", "[ab]", "(a ){1,12}", "([a-e] |the |[.,!?] ){0,20}", "(東|京|é|\\. |a|7| ){0,30}"]
}

fn close(left: Option<f64>, right: Option<f64>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => (left - right).abs() <= 1e-12 * left.abs().max(1.0),
        _ => left.is_none() && right.is_none(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn values_stay_within_their_bounds(texts in prop::collection::vec((any_text(), any_text()), 1..8)) {
        let (mut left, right): (Vec<String>, Vec<String>) = texts.into_iter().unzip();
        left.push("some words".to_string());
        let profile = of(&corpus([&left, &right]), &specs(), 0);
        let column = |table: &Table, spec: &str| values(table, &canonical(spec)).unwrap();
        let documents = profile.documents();
        let (tokens, types) = (column(documents, "tokens"), column(documents, "types"));
        for (spec, bounds) in BOUNDED {
            for (row, value) in column(documents, spec).into_iter().enumerate() {
                let Some(value) = value else { continue };
                let (low, high) = bounds(tokens[row].unwrap(), types[row].unwrap());
                let inside = value.is_finite() && value >= low - 1e-12 && value <= high * (1.0 + 1e-12) + 1e-12;
                prop_assert!(inside, "{spec}: {value} not in {low}..{high}");
            }
        }
        for value in profile.summary().number("value").unwrap().into_iter().flatten() {
            prop_assert!(value.is_finite());
        }
    }

    #[test]
    fn measures_follow_from_each_other(texts in prop::collection::vec(any_text(), 1..8)) {
        let mut texts = texts;
        texts.push("some words".to_string());
        let pairs = ["ictf", "clarity", "entropy", "distinct(n=3)", "repetition(n=3)", "root_ttr", "corrected_ttr",
            "ttr", "distinct(n=1)", "maas(base=e)", "maas(base=10)", "tokens", "simpson_d", "yule_k", "hdd(sample=1)"];
        let profile = of(&corpus([&texts, &texts[..1]]), &pairs.map(canonical), 0);
        let [ictf, clarity, entropy, distinct, repetition, root, corrected, ttr, distinct_1, maas_e, maas_10, tokens,
            simpson, yule, hdd_1] = pairs.map(|spec| values(profile.documents(), &canonical(spec)).unwrap());
        let two = |left: Option<f64>, right: Option<f64>, join: fn(f64, f64) -> f64| Some(join(left?, right?));
        for row in 0..ictf.len() {
            let bits = ictf[row].map(|nats| nats / 2_f64.ln());
            prop_assert!(close(clarity[row], two(bits, entropy[row], |bits, entropy| bits - entropy)));
            prop_assert!(close(repetition[row], distinct[row].map(|distinct| 1.0 - distinct)));
            prop_assert!(close(root[row], corrected[row].map(|corrected| corrected * 2_f64.sqrt())));
            prop_assert!(close(ttr[row], distinct_1[row]));
            prop_assert!(close(maas_10[row], maas_e[row].map(|maas| maas * 10_f64.ln())));
            prop_assert!(close(hdd_1[row], tokens[row].filter(|tokens| *tokens > 0.0).map(|_| 1.0)));
            // K = 10⁴ D (1 − 1/N).
            let scaled = two(simpson[row], tokens[row], |simpson, tokens| 1e4 * simpson * (1.0 - 1.0 / tokens));
            prop_assert!(close(scaled, yule[row].filter(|_| tokens[row] > Some(1.0))));
        }
    }
}

#[test]
fn what_degenerate_texts_have_is_said() {
    let texts = ["", "a", "a a a a a a", "a b c d e f"].map(String::from);
    let profile = of(&corpus([&texts, &texts[..1]]), &specs(), 0);
    let undefined = |row: usize| -> Vec<&str> {
        let known = |spec: &str| values(profile.documents(), &canonical(spec)).unwrap()[row];
        BOUNDED.iter().map(|(spec, _)| *spec).filter(|spec| known(spec).is_none()).collect()
    };
    let defined = ["tokens", "types", "characters"];
    assert_eq!(undefined(0).len(), BOUNDED.len() - defined.len());
    assert!(undefined(0).iter().all(|spec| !defined.contains(spec)));
    let too_short = [
        "herdan_c",
        "maas(base=e)",
        "maas(base=10)",
        "mattr(window=5)",
        "mtld",
        "mtld(ends=at_or_below)",
        "mtld(minimum=10)",
        "hdd(sample=5)",
        "simpson_d",
        "entropy(correction=chao_shen)",
        "distinct(n=2)",
        "repetition(n=2)",
    ];
    assert_eq!(undefined(1), too_short);
    assert!(undefined(2).is_empty());
    let no_repetition =
        ["mtld", "mtld(ends=at_or_below)", "mtld(minimum=10)", "entropy(correction=chao_shen)"];
    assert_eq!(undefined(3), no_repetition);
}

/// Texts of 20 words or more; `steps` changes which.
fn some_texts(steps: usize) -> Vec<String> {
    let word = |number: usize, place: usize| match (number * place * steps + place * place) % 29 {
        0 => "the".to_string(),
        3 => "東京。".to_string(),
        rest => format!("w{rest}{}", if rest % 7 == 0 { "." } else { "" }),
    };
    (0..25).map(|number| (0..20 + number % 7).map(|place| word(number, place) + " ").collect()).collect()
}

#[test]
fn copies_differ_in_nothing() {
    let texts = some_texts(3);
    let comparison = of(&corpus([&texts, &texts]), &specs(), 50).comparison().clone();
    let names: std::collections::BTreeSet<String> = comparison.text("measure").unwrap().into_iter().collect();
    assert_eq!(names.len(), BOUNDED.len());
    assert!(comparison.number("difference").unwrap().iter().flatten().all(|value| value.to_bits() == 0));
    assert!(comparison.number("p_value").unwrap().iter().flatten().all(|p| *p == 1.0));
}

#[test]
fn swapping_the_texts_flips_signs_and_neither_order_nor_threads_matter() {
    let (left, right) = (some_texts(3), some_texts(5));
    let mut specs = specs();
    // The pool of the reference changes with the texts.
    specs.retain(|spec| !spec.contains("pool=reference"));
    let numbers = |table: &Table, column: &str| table.number(column).unwrap();
    let there = of(&corpus([&left, &right]), &specs, 50);
    let back = of(&corpus([&right, &left]), &specs, 50);
    let mirrored: Vec<Option<f64>> = numbers(back.comparison(), "difference")
        .into_iter()
        .map(|value| value.map(|value| 0.0 - value))
        .collect();
    assert_eq!(numbers(there.comparison(), "difference"), mirrored);
    assert_eq!(numbers(there.comparison(), "reference_value"), numbers(back.comparison(), "source_value"));

    let tables = |profile: &Profile| {
        [profile.summary(), profile.comparison(), profile.documents()].map(|table| table.to_csv().unwrap())
    };
    let mut shuffled = corpus([&left, &right]);
    if let sourcebias::corpus::collection::Origin::Memory(documents) = &mut shuffled.origin {
        documents.reverse();
        documents.swap(3, 30);
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    let on_three = pool.install(|| tables(&of(&shuffled, &specs, 50)));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(on_three, pool.install(|| tables(&of(&corpus([&left, &right]), &specs, 50))));
    assert_eq!(on_three, tables(&there));
}

#[test]
fn cut_texts_have_no_text_statistics_and_a_corpus_without_them_is_refused() {
    let texts = [vec!["one two three".to_string(), "a b".into()], vec!["one two".into(), "c, d".into()]];
    let corpus = corpus([&texts[0], &texts[1]]);
    let specs = ["characters".to_string()];
    let comparison = of(&corpus, &specs, 0).comparison().clone();
    // Neither of the pairs that are cut nor of the one whose texts are as long anyway.
    let of = |control: &str| {
        let row = comparison.only("control", control).unwrap();
        (row.number("n").unwrap()[0], row.number("difference").unwrap()[0])
    };
    assert_eq!((of("twins"), of("cut")), ((Some(2.0), Some(-2.5)), (Some(0.0), None)));

    let measures = LEXICAL_MEASURES.parse_all(&specs).unwrap();
    let analyzer = Analyzer::parse("words").unwrap();
    let without = AnalyzedCorpus::read(&corpus, &analyzer, false).unwrap();
    let error = profile(&without, &measures, &ProfileSettings::default()).unwrap_err().to_string();
    assert!(
        error.contains("`characters` reads the raw texts") && error.contains("with_text_statistics"),
        "{error}"
    );
}
