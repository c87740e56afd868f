//! Properties of source bias on random collections: nothing on an A/A corpus, exact sign flips under swapped names, the
//! same bytes for any order of documents and any number of threads.

use std::sync::Arc;

use proptest::prelude::*;
use sourcebias::bias::{Bias, BiasSettings, Evidence, SIMILARITIES, bias};
use sourcebias::corpus::{Document, DocumentId, Qrels, Query, Source, SourceId, SourceKind};
use sourcebias::evaluate::{EvaluateSettings, MEASURES, evaluate};
use sourcebias::index::Index;
use sourcebias::retrieve::{MODELS, search};
use sourcebias::table::Table;
use sourcebias::text::{AnalyzedCorpus, Analyzer};

/// One content: its text by each source (empty where a source has no version) and its grade for each query.
type Content = (Vec<String>, Vec<i32>);

const QUERIES: [&str; 4] = ["a b", "c", "a d d", "b e f"];
const DEPTH: usize = 12;

fn documents(contents: &[Content]) -> Vec<Document> {
    let versions = contents.iter().enumerate().flat_map(|(base, (texts, _))| {
        let of_source = move |(source, text): (usize, &String)| {
            let id = DocumentId { base: Arc::from(format!("d{base:02}")), source: SourceId(source as u32) };
            (!text.is_empty()).then(|| Document { id, title: String::new(), text: text.clone() })
        };
        texts.iter().enumerate().filter_map(of_source)
    });
    versions.collect()
}

/// Everything from documents to tables.
fn analyse(documents: Vec<Document>, contents: &[Content], sources: usize) -> (Bias, String) {
    let names = ["human", "llama", "qwen"];
    let source = |name: &&str| Source { name: name.to_string(), kind: SourceKind::Llm };
    let sources: Vec<Source> = names[..sources].iter().map(source).collect();
    let analyzer = Analyzer::parse("words").unwrap();
    let stream = documents.into_iter().map(Ok);
    let corpus = AnalyzedCorpus::from_documents(sources, SourceId(0), stream, &analyzer, false).unwrap();
    let index = Index::build_in_memory(&corpus, &analyzer).unwrap();
    let query = |(number, text): (usize, &&str)| Query::new(format!("q{number}"), *text);
    let queries: Vec<Query> = QUERIES.iter().enumerate().map(query).collect();
    let models: Vec<_> = ["bm25", "dirichlet(mu=10)", "pl2", "random"]
        .iter()
        .map(|spec| MODELS.parse(spec).unwrap())
        .collect();
    let runs = search(&index, &queries, &analyzer, &models, DEPTH, &|| ()).unwrap();
    let mut qrels = Qrels::default();
    for (base, (_, grades)) in contents.iter().enumerate() {
        for (query, grade) in grades.iter().enumerate() {
            qrels.insert(&format!("q{query}"), &format!("d{base:02}"), *grade);
        }
    }
    let measures: Vec<_> =
        ["nDCG@3", "AP", "RR@5", "ERR(max_grade=2)@5", "RBP(rel=2)", "Rprec", "bpref", "Judged@3"]
            .iter()
            .map(|spec| MEASURES.parse(spec).unwrap())
            .collect();
    let settings = EvaluateSettings { bootstrap: 50, ..EvaluateSettings::default() };
    let evaluation = evaluate(&runs, &qrels, &measures, &settings);
    let similarities = ["kl(smoothing=dirichlet,mu=10)", "jensen_shannon", "cosine(weight=tf_idf)"];
    let similarities: Vec<_> = similarities.iter().map(|spec| SIMILARITIES.parse(spec).unwrap()).collect();
    let settings = BiasSettings { bootstrap: 50, ..BiasSettings::default() };
    let evidence = Evidence {
        evaluation: &evaluation,
        runs: &runs,
        catalogue: corpus.catalogue(),
        texts: Some((&corpus, &analyzer)),
        queries: &queries,
        qrels: &qrels,
        measures: &measures,
        models: &models,
        tie_rule_measures: &[],
        similarities: &similarities,
        settings: &settings,
    };
    let bias = bias(&evidence).unwrap();
    (bias, evaluation.summary_table(&std::collections::BTreeMap::new()).to_csv().unwrap())
}

fn written(found: &(Bias, String)) -> String {
    let tables: Vec<String> =
        found.0.tables().map(|(key, table)| format!("{key}\n{}", table.to_csv().unwrap())).collect();
    format!("{}\n{}\n{}", found.1, tables.concat(), found.0.answer().to_text(80))
}

/// The named columns of a table, number by number.
fn numbers(table: &Table, columns: &[&str]) -> Vec<Vec<Option<f64>>> {
    columns.iter().map(|column| table.number(column).unwrap()).collect()
}

fn negated(values: &[Option<f64>]) -> Vec<Option<f64>> {
    values.iter().map(|value| value.map(|value| -value)).collect()
}

fn text() -> impl Strategy<Value = String> {
    // Few words and short texts, so that many documents tie.
    prop::collection::vec(prop::sample::select(vec!["a", "b", "c", "d", "e", "g"]), 1..7)
        .prop_map(|words| words.join(" "))
}

fn contents(sources: usize) -> impl Strategy<Value = Vec<Content>> {
    let version = prop_oneof![9 => text(), 1 => Just(String::new())];
    let texts = prop::collection::vec(version, sources);
    prop::collection::vec((texts, prop::collection::vec(-1_i32..3, QUERIES.len())), 6..16).prop_filter(
        "every source has a document",
        move |contents| {
            (0..sources).all(|source| contents.iter().any(|(texts, _)| !texts[source].is_empty()))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 50, ..ProptestConfig::default() })]

    #[test]
    fn the_same_texts_under_other_names_show_no_bias(originals in contents(1), sources in 2_usize..4) {
        let copies: Vec<Content> = originals
            .into_iter()
            .filter(|(texts, _)| !texts[0].is_empty())
            .map(|(texts, grades)| (vec![texts[0].clone(); sources], grades))
            .collect();
        let (bias, _) = analyse(documents(&copies), &copies, sources);
        let zero = |table: &Table, columns: &[&str]| {
            numbers(table, columns).concat().into_iter().flatten().all(|value| value == 0.0 && value.is_sign_positive())
        };
        let sure = |table: &Table, columns: &[&str]| numbers(table, columns).concat().into_iter().flatten().all(|p| p == 1.0);
        let delta = bias.table("bias/relative_delta").unwrap();
        prop_assert!(delta.height() == 28 * (sources - 1) && bias.answer().matrix.len() == 4 * (sources - 1));
        let signed = ["difference", "difference_low", "difference_high", "relative_delta_percent", "low", "high", "low_queries", "high_queries", "low_contents", "high_contents", "detectable_percent", "attainable_percent"];
        prop_assert!(zero(delta, &signed) && sure(delta, &["p_queries", "p_contents", "p_value", "p_adjusted"]));
        prop_assert!(delta.number("probability_above").unwrap().into_iter().flatten().all(|one| one == 0.5));
        prop_assert_eq!(delta.number("tied_twins").unwrap(), delta.number("twins").unwrap());
        let exposure = bias.table("bias/exposure").unwrap();
        for measure in ["dNDSR@5", "dshare@10", "twin_balance", "twin_wins", "twin_losses"] {
            prop_assert!(zero(&exposure.only("measure", measure).unwrap(), &["value", "low", "high"]), "{}", measure);
        }
        prop_assert!(sure(exposure, &["p_value"]));
        let conditional = bias.table("bias/conditional").unwrap();
        prop_assert!(zero(conditional, &["gap", "coefficient", "low", "high", "variance_percent"]) && sure(conditional, &["p_value", "p_adjusted"]));
        for key in ["bias/decomposition", "bias/match", "bias/mediation", "bias/stratified"] {
            let table = bias.table(key).unwrap();
            prop_assert!(zero(table, &["value", "low", "high"]) && sure(table, &["p_value", "p_adjusted"]), "{}", key);
        }
        let which = bias.table("bias/which_twin_higher").unwrap();
        prop_assert!(zero(which, &["plain", "coefficient", "low", "high"]) && sure(which, &["p_value", "p_adjusted"]));
        prop_assert!(which.number("higher_percent").unwrap().into_iter().flatten().all(|share| share == 50.0));
    }

    #[test]
    fn swapped_names_swap_every_sign(contents in contents(2)) {
        let swapped: Vec<Content> =
            contents.iter().map(|(texts, grades)| (vec![texts[1].clone(), texts[0].clone()], grades.clone())).collect();
        let (there, _) = analyse(documents(&contents), &contents, 2);
        let (back, _) = analyse(documents(&swapped), &swapped, 2);
        let both = |key: &str| (there.table(key).unwrap(), back.table(key).unwrap());

        let (left, right) = both("bias/relative_delta");
        let signed = [("difference", "difference"), ("difference_low", "difference_high"), ("relative_delta_percent", "relative_delta_percent"), ("low", "high"), ("low_queries", "high_queries"), ("low_contents", "high_contents")];
        for (one, other) in signed {
            prop_assert_eq!(left.number(one).unwrap(), negated(&right.number(other).unwrap()), "{}", one);
        }
        for (one, other) in [("reference_mean", "source_mean"), ("p_queries", "p_queries"), ("p_contents", "p_contents"), ("p_value", "p_value"), ("p_adjusted", "p_adjusted"), ("detectable_percent", "detectable_percent"), ("attainable_percent", "attainable_percent"), ("tied_twins", "tied_twins"), ("twins", "twins")] {
            prop_assert_eq!(left.number(one).unwrap(), right.number(other).unwrap(), "{}", one);
        }

        let (left, right) = both("bias/exposure");
        for measure in ["dNDSR@5", "dshare@10", "twin_balance"] {
            let (left, right) = (left.only("measure", measure).unwrap(), right.only("measure", measure).unwrap());
            prop_assert_eq!(left.number("value").unwrap(), negated(&right.number("value").unwrap()), "{}", measure);
            prop_assert_eq!(left.number("low").unwrap(), negated(&right.number("high").unwrap()), "{}", measure);
            prop_assert_eq!(left.number("p_value").unwrap(), right.number("p_value").unwrap(), "{}", measure);
        }
        let columns = ["value", "low", "high"];
        for (one, other) in [("twin_wins", "twin_losses"), ("twin_losses", "twin_wins"), ("twin_ties", "twin_ties")] {
            let (left, right) = (left.only("measure", one).unwrap(), right.only("measure", other).unwrap());
            prop_assert_eq!(numbers(&left, &columns), numbers(&right, &columns), "{}", one);
        }

        for (key, columns) in [("bias/correlation", ["value", "low", "high", "p_value"]), ("bias/rank_similarity", ["mean", "low", "high", "n"])] {
            let (left, right) = both(key);
            for (one, other) in [("pooled", "pooled"), ("human", "llama"), ("llama", "human")] {
                let (left, right) = (left.only("source", one).unwrap(), right.only("source", other).unwrap());
                prop_assert_eq!(numbers(&left, &columns), numbers(&right, &columns), "{} {}", key, one);
            }
        }

        let (left, right) = both("bias/conditional");
        for (one, other) in [("gap", "gap"), ("coefficient", "coefficient"), ("low", "high")] {
            prop_assert_eq!(left.number(one).unwrap(), negated(&right.number(other).unwrap()), "conditional {}", one);
        }
        let same = ["share_left_percent", "explained_percent", "variance_percent", "variance_percent_high", "p_value", "p_adjusted"];
        prop_assert_eq!(numbers(left, &same), numbers(right, &same));
        for (key, value) in [
            ("bias/decomposition", "value"),
            ("bias/match", "value"),
            ("bias/mediation", "value"),
            ("bias/stratified", "value"),
            ("bias/which_twin_higher", "coefficient"),
        ] {
            let (left, right) = both(key);
            for (one, other) in [(value, value), ("low", "high")] {
                prop_assert_eq!(left.number(one).unwrap(), negated(&right.number(other).unwrap()), "{} {}", key, one);
            }
            prop_assert_eq!(numbers(left, &["p_value", "p_adjusted"]), numbers(right, &["p_value", "p_adjusted"]), "{}", key);
        }
        let (left, right) = both("bias/mediation");
        prop_assert_eq!(numbers(left, &["rho", "share_percent"]), numbers(right, &["rho", "share_percent"]));
        let (left, right) = both("bias/which_twin_higher");
        prop_assert_eq!(left.number("plain").unwrap(), negated(&right.number("plain").unwrap()));
        prop_assert_eq!(left.text("effect").unwrap(), right.text("effect").unwrap());
        let (left, right) = both("bias/ties");
        prop_assert_eq!(left.to_csv().unwrap(), right.to_csv().unwrap());
    }

    #[test]
    fn neither_order_of_documents_nor_threads_matter(contents in contents(3), seed in any::<u64>()) {
        let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let ordered = documents(&contents);
        let mut shuffled = ordered.clone();
        // A shuffle by a hash of the place.
        let hash = |place: usize| (place as u64 + 1).wrapping_mul(seed | 1).rotate_left(17);
        let mut places: Vec<usize> = (0..shuffled.len()).collect();
        places.sort_by_key(|place| hash(*place));
        shuffled = places.into_iter().map(|place| shuffled[place].clone()).collect();
        let one = pool(1).install(|| written(&analyse(ordered.clone(), &contents, 3)));
        let two = pool(2).install(|| written(&analyse(ordered, &contents, 3)));
        let other = pool(2).install(|| written(&analyse(shuffled, &contents, 3)));
        prop_assert_eq!(&one, &two);
        prop_assert_eq!(&one, &other);
    }
}

#[test]
fn one_source_has_nothing_to_compare() {
    let contents: Vec<Content> =
        (0..4).map(|base| (vec![format!("a b {}", "c ".repeat(base))], vec![1; 4])).collect();
    let (bias, _) = analyse(documents(&contents), &contents, 1);
    let said: Vec<String> = bias.answer().statements.iter().map(ToString::to_string).collect();
    let told = "Nothing to compare: `human` is the only source. Add a second one in [corpus] to see which is favoured";
    assert_eq!(said, [told]);
    for (key, table) in bias.tables() {
        assert_eq!(table.height(), 0, "{key}");
        assert!(!table.to_csv().unwrap().trim().is_empty(), "{key}");
    }
}
