//! Counterfactual twins: against the search itself, by hand, on copies, under exchanged sources, and on planted differences.

use std::collections::BTreeMap;

use rand::RngExt;

use super::asked::Asked;
use super::factor::{EDITS, Edit, Scoring};
use super::known::{Known, twins};
use super::{Counterfactual, CounterfactualRow as Row};
use crate::bias::analysis::bias_by;
use crate::bias::size::exposure::Exposure;
use crate::bias::size::relative_delta_table::RelativeDeltas;
use crate::bias::texts::Texts;
use crate::bias::{Bias, BiasSettings, Evidence, ExposureRow, RelativeDeltaRow};
use crate::corpus::{Corpus, Document, DocumentId, Qrels, Query, Source, SourceId, SourceKind};
use crate::evaluate::{EvaluateSettings, Evaluation, MEASURES, evaluate};
use crate::index::Index;
use crate::registry::Named;
use crate::retrieve::{MODELS, Ranking, RetrievalModel, Run, ScoredDocument, search};
use crate::statistics::stream;
use crate::table::TableRow;
use crate::text::{AnalyzedCorpus, Analyzer, DocumentReader};

mod by_hand;
mod empty;
mod three_sources;

const QUERIES: [&str; 4] = ["a b", "c", "a d d", "b e f"];

/// A collection of twins, searched and evaluated.
struct Case {
    corpus: AnalyzedCorpus,
    analyzer: Analyzer,
    queries: Vec<Query>,
    qrels: Qrels,
    models: Vec<Named<dyn RetrievalModel>>,
    runs: Vec<Run>,
    evaluation: Evaluation,
}

impl Case {
    /// `texts` has the human's and the other's version of each content, empty where there is none; every third content is
    /// judged relevant to each query.
    fn new(texts: &[[String; 2]], specs: &[&str], depth: usize) -> Case {
        let ids: Vec<String> = (0..texts.len()).map(|base| format!("d{base:03}")).collect();
        // The first words of some are their titles.
        let document = |source: usize, base: usize| {
            let text = texts[base][source].as_str();
            let (title, text) =
                text.split_at(text.char_indices().map(|one| one.0).nth(base % 4 * 4).unwrap_or(0));
            let id = DocumentId { base: ids[base].as_str().into(), source: SourceId(source as u32) };
            Document { id, title: title.to_string(), text: text.to_string() }
        };
        let there = |(source, base): &(usize, usize)| !texts[*base][*source].is_empty();
        let versions = (0..2).flat_map(|source| (0..texts.len()).map(move |base| (source, base)));
        let documents = versions.filter(there).map(|(source, base)| document(source, base)).collect();
        let names = [("human", SourceKind::Human), ("llm", SourceKind::Llm)];
        let sources = names.map(|(name, kind)| Source { name: name.to_string(), kind }).to_vec();
        let corpus = Corpus::from_documents(sources, SourceId(0), documents).unwrap();
        let analyzer = Analyzer::parse("words").unwrap();
        let reader = DocumentReader::new(&analyzer).with_titles(true).with_title_lengths(true);
        let corpus = reader.read(&corpus).unwrap();
        let index = Index::build_in_memory(&corpus, &analyzer).unwrap();
        let queries: Vec<Query> = QUERIES
            .iter()
            .enumerate()
            .map(|(number, text)| Query::new(format!("q{number}"), *text))
            .collect();
        let models: Vec<_> = specs.iter().map(|spec| MODELS.parse(spec).unwrap()).collect();
        let runs = search(&index, &queries, &analyzer, &models, depth, &|| ()).unwrap();
        let mut qrels = Qrels::default();
        for (number, query) in queries.iter().enumerate() {
            for (base, id) in ids.iter().enumerate().filter(|(base, _)| (base + number) % 3 == 0) {
                qrels.insert(&query.id, id, 1 + (base % 2) as i32);
            }
        }
        let measures = [MEASURES.parse("nDCG@10").unwrap()];
        let evaluation = evaluate(&runs, &qrels, &measures, &EvaluateSettings::default());
        Case { corpus, analyzer, queries, qrels, models, runs, evaluation }
    }

    fn with<T>(&self, look: impl FnOnce(&Evidence<'_>) -> T) -> T {
        let measures = [MEASURES.parse("nDCG@10").unwrap()];
        // At a confidence of ½ two units may have an interval.
        let settings = BiasSettings { bootstrap: 99, confidence: 0.5, ..BiasSettings::default() };
        look(&Evidence {
            queries: &self.queries,
            qrels: &self.qrels,
            measures: &measures,
            models: &self.models,
            ..Evidence::new(&self.evaluation, &self.runs, (&self.corpus, &self.analyzer), &settings)
        })
    }

    fn bias(&self) -> Bias {
        self.with(|evidence| bias_by(evidence, &[&Counterfactual, &RelativeDeltas, &Exposure]).unwrap())
    }

    fn rows(&self) -> Vec<Row> {
        rows(&self.bias())
    }
}

fn rows(bias: &Bias) -> Vec<Row> {
    Row::from_table(bias.table("bias/counterfactual").unwrap()).unwrap()
}

fn find<'r>(rows: &'r [Row], model: &str, measure: &str, factor: &str) -> &'r Row {
    let model = MODELS.parse(model).unwrap().name;
    let same = |row: &&Row| (&*row.model, &*row.measure, &*row.factor) == (&*model, measure, factor);
    rows.iter().find(same).unwrap()
}

/// Nothing need be scored to be ranked.
const ALL_SCORES: f32 = f32::NEG_INFINITY;

/// Texts of few words, so that many documents tie, and of very different lengths.
fn random_texts(seed: u64) -> Vec<[String; 2]> {
    let mut generator = stream(seed, 9);
    let mut text = |empty: u32| {
        if generator.random_range(0..10) < empty {
            return String::new();
        }
        let length = generator.random_range(1..70);
        let words = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"];
        let word = |_| words[generator.random_range(0..words.len())];
        (0..length).map(word).collect::<Vec<_>>().join(" ")
    };
    (0..40).map(|_| [text(0), text(1)]).collect()
}

#[test]
fn scores_are_those_of_the_search_and_all_edits_give_the_twins_own() {
    let mut specs: Vec<&str> = MODELS.entries.iter().map(|entry| entry.name).collect();
    specs.extend(["bm25|byte_lengths", "bm25|idf_pool", "bm25_adpt|byte_lengths"]);
    specs.extend(["bm25f|byte_lengths", "bm25f(title_weight=5,title_b=1)|idf_pool"]);
    let case = Case::new(&random_texts(1), &specs, 1_000);
    let identity = Edit { name: "identity", takes: 0, length: false, even: true };
    let all = EDITS.iter().find(|edit| edit.name == "all").unwrap();
    let mut left_out = 0;
    case.with(|evidence| {
        let texts = Texts::new(evidence, (&case.corpus, &case.analyzer));
        let catalogue = evidence.catalogue;
        let twins = twins(catalogue, SourceId(0), SourceId(1));
        for (model, run) in case.models.iter().zip(&case.runs) {
            for query in &case.queries {
                let ranking = &run.rankings[&query.id];
                let of_query = texts.of_query(&query.id);
                let asked = Asked::new(&query.id, of_query.ranked().unwrap(), &twins, (catalogue, &texts));
                let (known, terms) = (Known::new(ranking, &asked), &asked.terms);
                let reference = catalogue.reference();
                let scoring = Scoring::new(&*model.object, None, (&texts, reference), (&query.id, terms));
                let scores = known.scores();
                assert_eq!(known.rescored(&scoring), scores, "{}", model.name);
                let parts = known.parts(&scoring);
                assert_eq!(known.edited(&identity, &scoring, &parts, ALL_SCORES), scores);
                assert_eq!(
                    known.ranking(&scores, usize::MAX),
                    Ranking::new(ranking.documents().to_vec(), 1_000)
                );
                for edit in EDITS {
                    let edited = known.edited(edit, &scoring, &parts, ALL_SCORES);
                    assert_eq!(
                        edited,
                        known.edited_one_by_one(edit, &scoring),
                        "{} {}",
                        model.name,
                        edit.name
                    );
                    for of_reference in [false, true] {
                        let others = known.first_of_others(of_reference, usize::MAX);
                        let ranked = known.with_edited(&edited, of_reference, &others, usize::MAX);
                        let either = known.with_edited_among_all(&edited, of_reference);
                        assert_eq!(ranked, known.ranking(&either, usize::MAX));
                        // The first of them alone are what is left where the others are cut off.
                        for depth in 1..30 {
                            let whole = ranked.documents();
                            let last =
                                whole.get(depth - 1).map_or(f32::NEG_INFINITY, |last| last.score as f32);
                            let plain: Vec<ScoredDocument> =
                                whole.iter().filter(|one| one.score as f32 >= last).copied().collect();
                            let others = known.first_of_others(of_reference, depth);
                            let first = known.with_edited(&edited, of_reference, &others, depth);
                            assert_eq!(first, Ranking::new(plain, usize::MAX), "{depth}");
                            assert_eq!(first, known.ranking(&either, depth), "{depth}");
                            if of_reference {
                                let some = known.edited(edit, &scoring, &parts, others.needed());
                                left_out +=
                                    some.iter().zip(&edited).filter(|(some, all)| some != all).count();
                                assert_eq!(first, known.with_edited(&some, true, &others, depth), "{depth}");
                            }
                        }
                    }
                }
                // In the new ranking every edited version ties with its twin.
                let edited = known.edited(all, &scoring, &parts, ALL_SCORES);
                let ranked =
                    known.with_edited(&edited, false, &known.first_of_others(false, usize::MAX), usize::MAX);
                let of: BTreeMap<u32, f64> =
                    ranked.documents().iter().map(|one| (one.document, one.score)).collect();
                for one in ranking.documents() {
                    let Some(twin) = twins[one.document as usize] else { continue };
                    assert_eq!(of.get(&one.document), of.get(&twin), "{}", model.name);
                }
            }
        }
    });
    // Some are below what is needed.
    assert!(left_out > 0);
}

#[test]
fn before_is_what_the_other_tables_say_and_a_changed_model_is_that_model() {
    let pairs = [
        ("bm25", "byte_lengths", "bm25|byte_lengths"),
        ("bm25|byte_lengths", "exact_lengths", "bm25"),
        ("bm25", "reference_statistics", "bm25|idf_pool"),
        ("dirichlet", "byte_lengths", "dirichlet|byte_lengths"),
        ("bm25(k1=1.2,b=0.4)", "equal_lengths", "bm25(k1=1.2,b=0)"),
        ("bm25f", "byte_lengths", "bm25f|byte_lengths"),
        ("bm25f", "reference_statistics", "bm25f|idf_pool"),
    ];
    let mut specs: Vec<&str> = pairs.iter().flat_map(|(one, _, other)| [*one, *other]).collect();
    specs.sort_unstable();
    specs.dedup();
    let case = Case::new(&random_texts(2), &specs, 1_000);
    let bias = case.bias();
    let rows = rows(&bias);
    let deltas = RelativeDeltaRow::from_table(bias.table("bias/relative_delta").unwrap()).unwrap();
    let exposure = ExposureRow::from_table(bias.table("bias/exposure").unwrap()).unwrap();
    for row in &rows {
        let expected = match &*row.measure {
            "nDCG@10" => deltas.iter().find(|one| one.model == row.model).unwrap().relative_delta_percent,
            _ => {
                let same = |one: &&ExposureRow| (&one.model, &one.measure) == (&row.model, &row.measure);
                exposure.iter().find(same).unwrap().value
            }
        };
        assert!((row.before.unwrap() - expected.unwrap()).abs() < 1e-12, "{} {}", row.model, row.factor);
    }
    for (model, factor, changed) in pairs {
        for measure in ["nDCG@10", "dNDSR@5"] {
            let (row, same) = (find(&rows, model, measure, factor), find(&rows, changed, measure, "all"));
            assert!((row.after.unwrap() - same.before.unwrap()).abs() < 1e-12, "{model} {factor}");
            assert!((row.change.unwrap() - (row.after.unwrap() - row.before.unwrap())).abs() < 1e-12);
            assert_eq!((row.after_reversed, same.after_reversed.is_some()), (None, true));
        }
    }
    // With a version of every content in both sources, all edits leave no difference.
    let whole: Vec<[String; 2]> = random_texts(2).into_iter().filter(|texts| !texts[1].is_empty()).collect();
    for row in Case::new(&whole, &["bm25", "pl2", "lnc_ltc", "bm25f"], 1_000).rows() {
        if row.factor == "all" {
            assert_eq!((row.after, row.after_reversed), (Some(0.0), Some(0.0)));
            assert_eq!(row.change, row.before.map(|before| 0.0 - before));
        }
    }
}

#[test]
fn copies_change_by_nothing() {
    for seed in 0..4 {
        let copies: Vec<[String; 2]> =
            random_texts(seed).into_iter().map(|[text, _]| [text.clone(), text]).collect();
        let rows =
            Case::new(&copies, &["bm25", "dirichlet(mu=10)", "absolute_discount", "random", "bm25f"], 15)
                .rows();
        assert!(!rows.is_empty());
        for row in rows {
            let values = [row.before, row.after, row.change, row.low, row.high];
            let zero = |value: f64| value == 0.0 && value.is_sign_positive();
            assert!(values.into_iter().all(|value| value.is_some_and(zero)), "{row:?}");
            assert!([row.p_value, row.p_adjusted].into_iter().flatten().all(|p| p == 1.0), "{row:?}");
            assert!(row.after_reversed.is_none_or(zero));
        }
    }
}

#[test]
fn exchanged_sources_turn_every_sign() {
    let mirrored = |factor: &str| {
        match factor {
            "dropped_terms" => "added_terms",
            "added_terms" => "dropped_terms",
            "reference_statistics" => "source_statistics",
            "source_statistics" => "reference_statistics",
            other => other,
        }
        .to_string()
    };
    for seed in 0..4 {
        // Every content has the reference's version, so that the source's may be missing on either side.
        let there: Vec<[String; 2]> =
            random_texts(seed).into_iter().filter(|texts| !texts[1].is_empty()).collect();
        let back: Vec<[String; 2]> = there.iter().map(|[one, other]| [other.clone(), one.clone()]).collect();
        let specs = ["bm25", "dirichlet(mu=10)", "pl2", "bm25|idf_pool(of=all)", "bm25f"];
        // Cut at a depth, so that versions come in from below and leave.
        let [there, back] = [there, back].map(|texts| Case::new(&texts, &specs, 12).rows());
        assert_eq!(there.len(), back.len());
        for row in &there {
            let same = |one: &&Row| {
                (&one.model, &one.measure, &one.factor) == (&row.model, &row.measure, &mirrored(&row.factor))
            };
            let other = back.iter().find(same).unwrap();
            let turned = |value: Option<f64>| value.map(|value| 0.0 - value);
            assert_eq!(
                (row.before, row.change, row.low),
                (turned(other.before), turned(other.change), turned(other.high)),
                "{} {}",
                row.measure,
                row.factor
            );
            assert_eq!((row.p_value, row.p_adjusted), (other.p_value, other.p_adjusted), "{}", row.factor);
            if row.after_reversed.is_some() {
                assert_eq!(row.after, turned(other.after_reversed), "{}", row.factor);
            }
        }
    }
}

/// Twenty-four contents of 30 words, of which the llm's version is `changed`.
fn planted(changed: fn(&str) -> String) -> Vec<Row> {
    let mut generator = stream(5, 5);
    let mut text = || {
        let words = ["a", "b", "c", "d", "e", "f", "x", "y", "z"];
        (0..30).map(|_| words[generator.random_range(0..words.len())]).collect::<Vec<_>>().join(" ")
    };
    let texts: Vec<[String; 2]> =
        (0..24).map(|_| text()).map(|text| [changed(&text), text.clone()]).collect();
    let texts: Vec<[String; 2]> = texts.into_iter().map(|[llm, human]| [human, llm]).collect();
    Case::new(&texts, &["bm25"], 1_000).rows()
}

#[test]
fn a_planted_difference_is_found_and_no_other() {
    let changes = |rows: &[Row], measure: &str| {
        ["coverage", "tf", "length", "all"].map(|factor| find(rows, "bm25", measure, factor).change.unwrap())
    };
    for measure in ["nDCG@10", "dNDSR@5"] {
        // The llm's texts are longer by half, in words of no query: they are ranked lower for that alone.
        let longer = planted(|text| format!("{text}{}", " z".repeat(15)));
        let [coverage, tf, length, all] = changes(&longer, measure);
        assert!(coverage == 0.0 && tf == 0.0 && length < 0.0 && length == all, "{measure} {length}");
        let row = find(&longer, "bm25", measure, "length");
        assert!(row.before.unwrap() > 0.0 && row.p_contents.unwrap() < 0.01, "{row:?}");
        // They lack two query words, at the same length.
        let dropped = planted(|text| text.replace(['a', 'e'], "z"));
        let [coverage, tf, length, all] = changes(&dropped, measure);
        assert!(tf == 0.0 && length == 0.0 && coverage < 0.0 && coverage == all, "{measure} {coverage}");
        let halves = ["dropped_terms", "added_terms"]
            .map(|factor| find(&dropped, "bm25", measure, factor).change.unwrap());
        assert_eq!(halves, [coverage, 0.0]);
        // They repeat one query word where they have it.
        let repeated = planted(|text| text.replacen("z", "z ", 1).replace(" x", " a").replace(" y", " x"));
        let [coverage, tf, length, _] = changes(&repeated, measure);
        assert!(length == 0.0 && tf > 0.0 && coverage.abs() < tf, "{measure} {tf} {coverage}");
    }
}
