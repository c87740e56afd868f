//! Stages: what they write, that a finished one is not done again, that an interrupted run resumes.

use std::process::Stdio;
use std::time::Duration;

use sourcebias::experiment::{Experiment, Pipeline, Progress, Redo, Stage, tables};
use sourcebias::table::{Schema, Table};

use super::{Place, rows};

pub fn done(stderr: &str) -> Vec<&str> {
    stderr.split("done stage=\"").skip(1).map(|rest| &rest[..rest.find('"').unwrap()]).collect()
}

#[test]
fn a_run_writes_what_the_contract_says_and_is_not_done_twice() {
    let place = Place::fresh();
    // With two authors of queries, so that no table is empty.
    place.simulated("small", "second_author = 0.5");
    let (out, err) = place.run("run small.toml -v");
    assert_eq!(done(&err), ["corpus", "text", "profile", "index", "retrieve", "evaluate", "bias", "report"]);
    assert!(out.contains("nDCG@10") && out.contains("report.html"), "{out}");
    // Without a placebo, there is no table of one, nor of documents on a map that was not asked for; a run has as many tables as
    // models.
    let asked = ["bias/placebo", "profile/placebo", "profile/map_documents"];
    let made = |schema: &&Schema| !asked.contains(&schema.key) && schema.stage() != "runs";
    for schema in tables().filter(made) {
        let table = Table::read(&place.path().join("results/small").join(schema.path()), schema).unwrap();
        let names: Vec<&str> = schema.columns.iter().map(|column| column.name).collect();
        let written = table.names();
        assert!(
            names.iter().filter(|name| written.iter().any(|one| one == *name)).eq(&written),
            "{written:?}"
        );
        // A simulated corpus has no files.
        assert!(table.height() > 0 || schema.key == "corpus/files", "{schema} has no rows");
        let text = table.to_csv().unwrap();
        assert!(!text.contains("NaN") && !text.contains("inf"), "{schema}");
    }
    for figure in ["rank_frequency", "ndcg_by_source", "relative_delta", "rank_similarity"] {
        for kind in ["svg", "png", "csv"] {
            assert!(place.path().join(format!("figures/small/{figure}.{kind}")).exists(), "{figure}.{kind}");
        }
    }
    let page = place.read("figures/small/report.html");
    assert!(page.contains("Planted truth"));
    // The name of the SVG standard is an address that nothing fetches; there is no other.
    let addresses: Vec<&str> = page
        .split("http")
        .skip(1)
        .filter(|rest| !rest.starts_with("://www.w3.org/2000/svg") && !rest.starts_with("-equiv="))
        .collect();
    assert!(addresses.is_empty(), "{:?}", addresses[0].get(..60));
    let planted = place.read("results/small/bias/planted.csv");
    assert!(planted.contains("zipf_head,human,1"), "{planted}");

    let (again, err) = place.run("run small.toml -v");
    assert_eq!((again, done(&err).len()), (out, 0), "{err}");
    let (_, err) = place.run("run small.toml --name small -v --measure nDCG@3");
    assert_eq!(done(&err), ["evaluate", "bias", "report"]);
    let (_, err) = place.run("run small.toml --name small -v --measure nDCG@3 --force");
    assert_eq!(done(&err).len(), 8);
}

/// Counts the steps of each stage since it was last told how many there are.
#[derive(Default)]
struct Counted {
    now: std::sync::Mutex<(Option<Stage>, Option<u64>, u64)>,
    ended: std::sync::Mutex<Vec<(Stage, Option<u64>, u64)>>,
}

impl Progress for Counted {
    fn begin(&self, stage: Stage) {
        *self.now.lock().unwrap() = (Some(stage), None, 0);
    }

    fn expect(&self, steps: u64) {
        let mut now = self.now.lock().unwrap();
        assert!(now.1.is_none_or(|expected| expected == now.2), "{:?} is cut off", *now);
        (now.1, now.2) = (Some(steps), 0);
    }

    fn step(&self) {
        self.now.lock().unwrap().2 += 1;
    }

    fn end(&self, stage: Stage, _: bool) {
        let (begun, expected, steps) = *self.now.lock().unwrap();
        assert_eq!(begun, Some(stage));
        self.ended.lock().unwrap().push((stage, expected, steps));
    }
}

#[test]
fn every_stage_makes_the_steps_that_it_tells_of() {
    let place = Place::fresh();
    place.small_corpus();
    let mut experiment = Experiment::of_corpus("c", &place.path().join("c"));
    (experiment.profile.placebo, experiment.bias.placebo) = (2, 3);
    (experiment.profile.bootstrap, experiment.bias.bootstrap) = (Some(99), 99);
    let counted = Counted::default();
    let pipeline = Pipeline::new(experiment, place.path(), Redo::default(), &counted).unwrap();
    pipeline.run_to(Stage::Report).unwrap();
    let ended = counted.ended.into_inner().unwrap();
    let steps = |stage: Stage| {
        let (_, expected, steps) = ended.iter().find(|(ended, ..)| *ended == stage).unwrap();
        assert!(expected.is_none_or(|expected| expected == *steps), "{ended:?}");
        expected.is_some().then_some(*steps)
    };
    // Six documents; two sources, four controls, the keywords and two placebos; two queries; the analyses and three
    // placebos. How many documents there are, the first stage finds out, which reads their terms on the way.
    assert_eq!((steps(Stage::Corpus), ended[0].2), (None, 6));
    assert_eq!((steps(Stage::Text), ended[1].2), (None, 0));
    assert_eq!(steps(Stage::Profile), Some(2 + 4 + 1 + 2));
    assert_eq!(steps(Stage::Index), Some(6));
    assert_eq!(steps(Stage::Retrieve), Some(2));
    assert!(steps(Stage::Evaluate).is_some_and(|steps| steps > 0 && steps % 2 == 0), "{ended:?}");
    assert_eq!(steps(Stage::Bias), Some(sourcebias::bias::ANALYSES.len() as u64 + 3));
    assert!(steps(Stage::Report).is_some_and(|steps| steps > 5), "{ended:?}");
}

#[test]
fn a_forced_stage_is_done_again_alone() {
    let place = Place::fresh();
    place.small_corpus();
    let (said, _) = place.run("run --corpus c");
    let page = place.read("figures/c/report.html");
    for stage in ["report", "bias", "index", "corpus"] {
        let (_, err) = place.run(&format!("{stage} --corpus c -v --force"));
        assert_eq!(done(&err), [stage], "{err}");
        assert!(!err.contains("still"), "{err}");
    }
    // The answer is told from the tables, and is in none of their folders.
    assert_eq!(place.run("run --corpus c").0, said);
    assert_eq!(place.read("figures/c/report.html"), page);
    assert!(!place.path().join("results/c/bias/verdicts.json").exists());
    // As if another build had made the stage: its record says so, and its bytes are those of the record.
    let values = place.read("results/c/evaluate/summary.csv").replacen("0.", "0.9", 1);
    let before = sha256(place.read("results/c/evaluate/summary.csv").as_bytes());
    let record = place.read("results/c/stages/evaluate.json").replace(&before, &sha256(values.as_bytes()));
    place.write("results/c/evaluate/summary.csv", values);
    place.write("results/c/stages/evaluate.json", record);
    let (_, err) = place.run("evaluate --corpus c -v --force");
    assert_eq!(done(&err), ["evaluate"], "{err}");
    assert!(
        err.contains(
            "those of bias, report still rest on the earlier ones; run all stages again (`force`, `run --force`)"
        ),
        "{err}"
    );
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn every_stage_is_a_subcommand() {
    let place = Place::fresh();
    place.small_corpus();
    for (command, word) in [
        ("corpus", "gpt"),
        ("text", "mean_length"),
        ("profile", "zipf_head"),
        ("index", "sourcebias.json"),
        ("retrieve", ".parquet"),
        ("evaluate", "nDCG@10"),
        ("bias", "relative_delta_percent"),
        ("report", "report.html"),
    ] {
        let (out, _) = place.run(&format!("{command} --corpus c --analyzer words"));
        assert!(out.contains(word), "{command}: {out}");
    }
    let (json, _) = place.run("evaluate --corpus c --analyzer words --format json");
    let parsed: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(parsed.as_array().unwrap().len() > 3);
}

#[test]
fn the_verdict_is_over_any_number_of_finished_profiles() {
    let place = Place::fresh();
    place.small_corpus();
    place.simulated("small", "");
    place.run("profile small.toml");
    let (found, _) =
        place.run("profile --corpus c --name c --analyzer words --pairs all --table findings --format csv");
    assert!(found.starts_with("measure,reference,source,raw,twins,cut,budget"), "{found}");
    let (out, _) = place.run("profile verdict results/c results/small/");
    assert!(out.contains("1a flatter head") && out.contains("3 greater document-level diversity"), "{out}");
    let (csv, _) =
        place.run("profile verdict results/small --format csv --measure zipf_tail --measure mattr");
    let found = rows(&csv, &["experiment", "source", "claim", "measure", "verdict"]);
    // Two estimators of the tail, one window; other claims cannot be told by these.
    assert_eq!(found.len(), 2 + 1, "{csv}");
    assert!(found.iter().all(|row| row[0] == "small" && row[1] == "llm" && !row[4].is_empty()), "{csv}");
    let (csv, _) = place.run("profile verdict results/small --format csv --measure ictf");
    let found = rows(&csv, &["claim", "verdict"]);
    assert_eq!(found, [["2 higher specificity", "not measured"]]);
    for format in ["json", "markdown", "latex"] {
        assert!(
            place.run(&format!("profile verdict results/small --format {format}")).0.contains("steeper tail")
        );
    }
    for (arguments, code, word) in [
        ("profile verdict nowhere", 3, "no such folder"),
        ("profile verdict results", 3, "no finished profile"),
        ("profile verdict results/small --measure tokens", 2, "measure of a claim"),
        ("profile verdict", 2, "RESULTS"),
        ("profile", 2, "EXPERIMENT.toml"),
    ] {
        let output = place.command(arguments).output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments}: {message}");
        assert!(message.contains(word), "{arguments}: {message}");
    }
    std::fs::remove_file(place.path().join("results/c/profile/findings.csv")).unwrap();
    let output = place.command("profile verdict results/c").output().unwrap();
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn list_prints_the_families() {
    let (out, _) = Place::fresh().run("list --format csv");
    for family in ["corpus format", "lexical measure", "retrieval model", "evaluation measure", "figure"] {
        assert!(out.contains(family), "{family}: {out}");
    }
    assert!(out.contains("bm25") && out.contains("nDCG[@k]"), "{out}");
    let (out, _) = Place::fresh().run("list analyzers --format csv");
    assert!(out.contains("\nanalyzer,english,"), "{out}");
    assert!(out.contains("\nanalyzer step,stop(…),") && out.contains("lucene"), "{out}");
    assert!(out.contains("\nanalyzer,language(…),") && out.contains("\nanalyzer step,ngrams(…),"), "{out}");
    assert!(!out.contains("bm25"), "{out}");
    // Which stemmers these are stands at their step, and the chains that use them point there.
    let told: Vec<&str> = out.lines().filter(|line| line.contains("rust-stemmers 1.2.0")).collect();
    assert!(told.len() == 1 && told[0].starts_with("analyzer step,snowball(…),"), "{told:?}");
    assert_eq!(out.matches("see the analyzer step snowball(…)").count(), 2, "{out}");
    let (models, _) = Place::fresh().run("list models --format csv");
    let dirichlet = models.lines().find(|line| line.contains(",dirichlet,")).unwrap();
    assert!(dirichlet.contains("only the terms that the collection has count, in |q| too"), "{dirichlet}");
}

#[test]
fn a_killed_run_resumes_to_the_same_bytes() {
    let clean = Place::fresh();
    clean.simulated("small", "");
    clean.run("run small.toml");
    let expected = super::properties::files(&clean, "small");
    for milliseconds in [40, 150, 400, 900] {
        let place = Place::fresh();
        place.simulated("small", "");
        let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("sourcebias"))
            .args(["run", "small.toml"])
            .current_dir(place.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(milliseconds));
        child.kill().unwrap();
        child.wait().unwrap();
        place.run("run small.toml");
        assert_eq!(super::properties::files(&place, "small"), expected, "killed after {milliseconds} ms");
    }
}

#[test]
fn a_damaged_index_is_told_and_made_again() {
    let place = Place::fresh();
    place.small_corpus();
    place.run("index --corpus c");
    let folder = place.path().join("results/c/index");
    let damaged = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|extension| extension == "store"))
        .unwrap();
    let mut bytes = std::fs::read(&damaged).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xFF;
    std::fs::write(&damaged, bytes).unwrap();
    super::kept::refused(&place, "verify results/c", &["1 of", "changed", ".store"]);
    let (_, err) = place.run("retrieve --corpus c -v");
    assert_eq!(done(&err), ["index", "retrieve"], "{err}");
    assert!(err.contains("was changed since it was written"), "{err}");
    assert!(place.run("verify results/c").0.starts_with("whole: "));
}

#[test]
fn one_source_runs_and_says_that_there_is_nothing_to_compare() {
    let place = Place::fresh();
    place.small_corpus();
    std::fs::remove_file(place.path().join("c/corpus/gpt.jsonl")).unwrap();
    let (out, _) = place.run("run --corpus c");
    assert!(out.contains("Nothing to compare"), "{out}");
    assert!(place.read("figures/c/report.html").contains("Nothing to compare"));
    assert_eq!(place.read("results/c/bias/relative_delta.csv").lines().count(), 1);
    let evaluated = rows(&place.read("results/c/evaluate/summary.csv"), &["target"]);
    assert!(evaluated.iter().all(|row| row[0] == "all"), "{evaluated:?}");
}

#[test]
fn a_corpus_without_queries_is_profiled() {
    let place = Place::fresh();
    place.small_corpus();
    std::fs::remove_file(place.path().join("c/queries.jsonl")).unwrap();
    std::fs::remove_dir_all(place.path().join("c/qrels")).unwrap();
    let (out, _) = place.run("run --corpus c");
    assert!(out.contains("no queries"), "{out}");
    assert!(place.read("results/c/profile/summary.csv").contains("ttr"));
}

#[test]
fn a_run_file_redoes_only_what_it_enters() {
    let place = Place::fresh();
    place.small_corpus();
    place.run("run --corpus c --name c --model bm25 --trec-runs");
    let run = place.read("results/c/runs/bm25_k1=1.2_b=0.75.run");
    place.write("x.run", run.replace("bm25(k1=1.2,b=0.75)", "other"));
    let (_, err) = place.run("run --corpus c --name c --model bm25 --trec-runs --run x.run -v");
    assert_eq!(done(&err), ["evaluate", "bias", "report"]);
}

#[test]
fn the_stored_experiment_runs_again_to_the_same_numbers() {
    let place = Place::fresh();
    place.simulated("small", "");
    place.run("run small.toml");
    let (_, err) = place.run("run results/small/experiment.toml -v");
    assert_eq!(done(&err), Vec::<&str>::new(), "{err}");
}
