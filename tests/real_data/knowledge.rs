//! What two models know of the queries of `marco`, from five recorded answers each: whether consistency tells right from wrong,
//! and whether the source bias of BM25 depends on what a model knows. The recorded answers may be measured and not passed on.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;

use serde_json::{Value, json};
use sourcebias::corpus::SourceId;
use sourcebias::evaluate::{Queries, Target, Ties};
use sourcebias::labels::{LabelFiles, LabelSettings, labels};
use sourcebias::statistics::spearman;

use super::folder;
use super::retrieval::searched;

/// Five answers to each query, in the order of the queries, with how many of them were found to be right.
struct Known {
    answers: Vec<Vec<Value>>,
    levels: Vec<u64>,
}

fn known(labels: &Path, model: &str) -> Known {
    let file = std::fs::File::open(labels.join(format!("marco_knowledge_{model}.json.gz"))).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    let recorded: Value = serde_json::from_str(&text).unwrap();
    let answers: Vec<Value> = recorded["ai_answers"].as_array().unwrap().clone();
    let levels = recorded["knowledge_level"].as_array().unwrap().iter();
    Known {
        answers: answers.chunks(5).map(<[Value]>::to_vec).collect(),
        levels: levels.map(|level| level.as_u64().unwrap()).collect(),
    }
}

/// Whether a recorded answer is right, as its recorders counted: the words of the truth are among its words or the other way
/// round, or one of the two texts holds the other.
fn is_right(answer: &Value) -> bool {
    let text = |name: &str| answer[name].as_str().unwrap();
    let set = |name: &str| -> BTreeSet<&str> {
        answer[name].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect()
    };
    let (truth, said) = (text("ground_truth"), text("AI_answer"));
    let (words, other) = (set("truth_set"), set("answer_set"));
    words.is_subset(&other) || other.is_subset(&words) || said.contains(truth) || truth.contains(said)
}

/// The queries in the order of their file.
fn query_ids(collection: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(collection.join("queries.jsonl")).unwrap();
    let id = |line: &str| serde_json::from_str::<Value>(line).unwrap()["_id"].as_str().unwrap().to_string();
    text.lines().map(id).collect()
}

#[test]
fn consistency_of_five_answers_tells_whether_the_first_is_right() {
    let Some(recorded) = folder("labels") else { return };
    // By a script of twenty lines of Python over the same files, with the same rule of what is right; the recorders' counts of
    // right answers are met by that rule for every query.
    for (model, right) in [("openai", 0.7267), ("llama", 0.6472)] {
        let known = known(&recorded, model);
        assert_eq!((known.answers.len(), known.levels.len()), (1000, 1000));
        for (answers, level) in known.answers.iter().zip(&known.levels) {
            assert_eq!(answers.iter().filter(|answer| is_right(answer)).count() as u64, *level);
        }
        let line = |(query, answers): (usize, &Vec<Value>)| {
            let samples: Vec<&str> =
                answers.iter().map(|answer| answer["AI_answer"].as_str().unwrap()).collect();
            let correct = is_right(&answers[0]);
            json!({"id": query, "greedy": samples[0], "samples": samples, "correct": correct}).to_string()
                + "\n"
        };
        let lines: String = known.answers.iter().enumerate().map(line).collect();
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("answers.jsonl");
        std::fs::write(&path, lines).unwrap();
        let read = LabelFiles::read(&[path]).unwrap();
        let settings = LabelSettings {
            confidences: vec!["consistency".to_string()],
            bootstrap: 0,
            ..LabelSettings::default()
        };
        let found = labels(None, &read.answers, &settings).unwrap();
        let auroc = found.calibration[0].auroc.unwrap();
        assert_eq!((&*found.calibration[0].confidence, found.calibration[0].n), ("consistency", 1000));
        eprintln!("{model}: AUROC {auroc:.4}");
        assert!((auroc - right).abs() < 1e-4, "{model}: {auroc} instead of {right}");
    }
}

#[test]
fn the_source_bias_of_bm25_does_not_depend_on_what_a_model_knows() {
    let (Some(recorded), Some(collection)) = (folder("labels"), folder("marco")) else { return };
    for (analyzer, expected) in [("ascii|lowercase", Some([-0.0259, -0.0317])), ("english", None)] {
        let Some(searched) = searched("marco", analyzer, &["bm25"]) else { return };
        let evaluation = searched.evaluate(&["nDCG@10"], Ties::Average, Queries::Judged);
        let values = |source: u32| {
            let model = &searched.runs[0].model;
            &evaluation.find(model, Target::Source(SourceId(source)), "nDCG@10").unwrap().values
        };
        let names = searched.runs[0].catalogue.sources();
        let number = |name: &str| names.iter().position(|source| source.name == name).unwrap() as u32;
        for (place, (model, source)) in
            [("openai", "gpt-3.5-turbo"), ("llama", "llama-2-70b-chat")].into_iter().enumerate()
        {
            // Levels stand in the order of the queries' file, values in that of their ids.
            let known = known(&recorded, model);
            let mut ids: Vec<(String, u64)> = query_ids(&collection).into_iter().zip(known.levels).collect();
            ids.sort();
            let (people, rewritten) = (values(number("human")), values(number(source)));
            let (mut bias, mut levels) = (Vec::new(), Vec::new());
            for ((one, other), (id, level)) in people.iter().zip(rewritten).zip(&ids) {
                assert!(one.0 == *id && other.0 == *id);
                bias.push(one.1.unwrap() - other.1.unwrap());
                levels.push(*level as f64);
            }
            let found = spearman(&bias, &levels).unwrap();
            eprintln!("{analyzer}, {source}: Spearman {found:.4} over {} queries", bias.len());
            // Two standard errors of a correlation of 0 over 1,000 queries.
            assert!(found.abs() < 0.062, "{source}: {found}");
            if let Some(expected) = expected {
                assert!((found - expected[place]).abs() < 2e-3, "{source}: {found}");
            }
        }
    }
}
