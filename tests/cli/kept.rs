//! What a user keeps: earlier results, files beside ours, inputs, results of other settings.

use super::properties::files;
use super::stages::done;
use super::{Place, rows};

/// Runs and expects an error of the data, with these words on stdout or stderr.
pub fn refused(place: &Place, arguments: &str, words: &[&str]) {
    let output = place.command(arguments).output().unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert_eq!(output.status.code(), Some(3), "`{arguments}`: {text}");
    for word in words {
        assert!(text.contains(word), "`{arguments}`: no `{word}` in {text}");
    }
}

#[test]
fn results_of_other_settings_have_a_place_of_their_own() {
    let place = Place::fresh();
    place.small_corpus();
    place.run("run --corpus c");
    let before = files(&place, "c");
    for (flags, slot) in [
        ("--model tf_idf", "c+models=tf_idf"),
        ("--measure nDCG@3", "c+measures=nDCG@3"),
        ("--seed 7 --analyzer words", "c+analyzer=words+seed=7"),
        ("--reference gpt", "c+reference=gpt"),
        ("--placebo 9", "c+placebo=9"),
    ] {
        let (_, err) = place.run(&format!("bias --corpus c -v {flags}"));
        assert!(place.path().join(format!("results/{slot}/bias/relative_delta.csv")).exists(), "{slot}");
        assert_eq!(files(&place, "c"), before, "{flags}: {err}");
    }
    // What is the same is taken over: other measures need no index.
    let (_, err) = place.run("evaluate --corpus c -vv --measure nDCG@5");
    assert!(!err.contains("index: built"), "{err}");
}

#[test]
fn what_the_page_says_makes_it_again_where_the_run_was_started() {
    let place = Place::fresh();
    place.small_corpus();
    place.run("run --corpus c --out o");
    let page = place.read("o/figures/c/report.html");
    let command = "sourcebias run o&#x2f;results&#x2f;c&#x2f;experiment.toml --out o<";
    assert!(page.contains(command), "{page}");
    let again = "run o/results/c/experiment.toml --out o";
    assert!(page.contains(&again.replacen("run", "bias", 1).replace('/', "&#x2f;")));
    let (_, err) = place.run(&format!("{again} -v"));
    assert!(done(&err).is_empty(), "{err}");
    assert!(!place.path().join("results").exists());
}

#[test]
fn earlier_results_go_when_new_ones_are_there_and_not_before() {
    let place = Place::fresh();
    place.small_corpus();
    place.run("run --corpus c");
    let before = files(&place, "c");
    // A bad line, a missing file: nothing of the earlier results is touched.
    let good = place.read("c/corpus/gpt.jsonl");
    place.write("c/corpus/gpt.jsonl", format!("{good}{{\n"));
    refused(&place, "run --corpus c", &["gpt.jsonl:4"]);
    assert_eq!(files(&place, "c"), before);
    place.write("c/corpus/gpt.jsonl", &good);
    // Without judgements other tables are written, and those that are not written any more go.
    place.write("results/c/bias/notes.txt", "mine");
    std::fs::remove_dir_all(place.path().join("c/qrels")).unwrap();
    let (out, err) = place.run("bias --corpus c");
    assert!(
        out.contains("model") && err.contains("the results of profile, report are still those of other"),
        "{err}"
    );
    assert!(place.path().join("figures/c/report.html").exists());
    let (out, _) = place.run("run --corpus c");
    assert!(out.contains("no judgements"), "{out}");
    assert!(!place.path().join("results/c/evaluate/summary.csv").exists());
    assert_eq!(place.read("results/c/bias/notes.txt"), "mine");
}

#[test]
fn what_a_user_keeps_is_never_touched() {
    let place = Place::fresh();
    place.small_corpus();
    // A folder with files and no record.
    for file in ["figures/c/paper.tex", "results/c/bias/mine.csv"] {
        place.write(file, "mine");
        refused(&place, "run --corpus c", &["no record says", "another output folder"]);
        assert_eq!(place.read(file), "mine");
        std::fs::remove_file(place.path().join(file)).unwrap();
    }
    // A corpus below the results: nothing is deleted before it is read.
    place.write("results/foo/corpus/human.jsonl", place.read("c/corpus/human.jsonl"));
    refused(&place, "run --corpus results/foo", &["is an input"]);
    assert_eq!(place.read("results/foo/corpus/human.jsonl"), place.read("c/corpus/human.jsonl"));
    // Files beside ours, and one in the place of ours.
    place.run("run --corpus c");
    let theirs =
        ["figures/c/README.md", "figures/c/mine.png", "figures/c/mine.csv", "results/c/corpus/mine.txt"];
    theirs.iter().for_each(|file| place.write(file, "mine"));
    place.write("figures/c/report.html", "edited");
    place.run("run --corpus c --force");
    assert!(theirs.iter().all(|file| place.read(file) == "mine"));
    assert_eq!(place.read("figures/c/report.html.yours"), "edited");
    assert!(place.read("figures/c/report.html").contains("<html"));
    // The run of another engine below the results.
    place.write("results/c/runs/lucene.run", "1 Q0 a-human 1 2 lucene\n");
    refused(&place, "evaluate --corpus c --name c --run results/c/runs/lucene.run", &["is an input"]);
    assert_eq!(place.read("results/c/runs/lucene.run"), "1 Q0 a-human 1 2 lucene\n");
    // Adopted: set aside.
    place.write("figures/d/report.html", "mine");
    place.run("run --corpus c --name d --adopt");
    assert_eq!(place.read("figures/d/report.html.yours"), "mine");
}

#[test]
fn every_damaged_file_is_seen_and_made_again() {
    let place = Place::fresh();
    place.small_corpus();
    place.run("run --corpus c");
    let expected = files(&place, "c");
    let damaged = |text: &str| {
        let mut bytes = text.as_bytes().to_vec();
        bytes[text.len() / 2] ^= 1;
        bytes
    };
    for (file, stages) in [
        ("results/c/corpus/sources.csv", vec!["corpus"]),
        ("results/c/profile/comparison.csv", vec!["profile"]),
        ("results/c/evaluate/summary.csv", vec!["evaluate"]),
        ("results/c/bias/relative_delta.csv", vec!["bias"]),
        ("figures/c/report.html", vec!["report"]),
    ] {
        place.write(file, damaged(&place.read(file)));
        refused(&place, "verify results/c", &["1 of", file]);
        let (_, err) = place.run("run --corpus c -v");
        assert_eq!(done(&err), stages, "{file}");
        std::fs::remove_file(place.path().join(format!("{file}.yours"))).unwrap();
    }
    assert_eq!(files(&place, "c"), expected);
    // A record that names nothing finishes nothing.
    let record = place.read("results/c/stages/bias.json");
    let from = record.find("\"files\"").unwrap();
    let to = record.find("\"seconds\"").unwrap();
    place.write(
        "results/c/stages/bias.json",
        format!("{}\"files\": {{}}, {}", &record[..from], &record[to..]),
    );
    let (_, err) = place.run("run --corpus c -v");
    assert_eq!(done(&err), ["bias"]);
    assert_eq!(files(&place, "c"), expected);
}

#[test]
fn the_reference_is_named_and_not_guessed() {
    let place = Place::fresh();
    place.small_corpus();
    std::fs::rename(place.path().join("c/corpus/human.jsonl"), place.path().join("c/corpus/people.jsonl"))
        .unwrap();
    for command in ["run --corpus c", "bias --corpus c", "corpus validate --corpus c"] {
        let output = place.command(command).output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{command}: {message}");
        assert!(message.contains("one of: gpt, people"), "{command}: {message}");
    }
    let (out, _) = place.run("bias --corpus c --reference people --format csv");
    assert!(
        rows(&out, &["reference", "source"]).iter().all(|row| row[0] == "people" && row[1] == "gpt"),
        "{out}"
    );
    place.run("corpus validate --corpus c --reference people");
    // Nothing is compared where a corpus is imported.
    place.run("corpus import c --from beir --to d");
}

#[test]
fn two_folders_of_one_name_do_not_share_results() {
    let place = Place::fresh();
    place.small_corpus();
    for folder in ["p1", "p2"] {
        for file in ["corpus/human.jsonl", "corpus/gpt.jsonl", "queries.jsonl", "qrels/test.tsv"] {
            place.write(&format!("{folder}/nq/{file}"), place.read(&format!("c/{file}")));
        }
    }
    place.run("evaluate --corpus p1/nq");
    let output = place.command("evaluate --corpus p2/nq").output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains("results/nq are those of") && message.contains("--name"), "{message}");
    place.run("evaluate --corpus p2/nq --name second");
}

#[test]
fn other_peoples_records_lead_nowhere() {
    let place = Place::fresh();
    place.small_corpus();
    place.run("text --corpus c");
    place.write("precious.txt", "mine");
    let sum = sourcebias::digest::sha256(&b"mine"[..]).unwrap();
    let record = "results/c/stages/corpus.json";
    let whole = place.read(record);
    for leads in
        [place.path().join("precious.txt").display().to_string(), "results/../../precious.txt".into()]
    {
        place.write(record, whole.replace("\"files\": {", &format!("\"files\": {{ \"{leads}\": \"{sum}\",")));
        place.run("text --corpus c --analyzer words");
        assert_eq!(place.read("precious.txt"), "mine", "{leads}");
        std::fs::remove_dir_all(place.path().join("results/c+analyzer=words")).unwrap();
    }
}

#[test]
fn outputs_of_a_search_are_no_inputs() {
    let place = Place::fresh();
    place.small_corpus();
    place.run("index c/corpus/human.jsonl c/corpus/gpt.jsonl --to x");
    let queries = place.read("c/queries.jsonl");
    let run = "s/bm25_k1=1.2_b=0.75.run";
    place.write(run, &queries);
    for arguments in [
        "search x --queries c/queries.jsonl --to c/queries.jsonl".to_string(),
        format!("search x --queries {run} --model bm25 --model tf_idf --to s"),
        "search x --queries c/queries.jsonl --to r --timings r".to_string(),
        "search x --queries c/queries.jsonl --to x/new.run".to_string(),
    ] {
        let output = place.command(&arguments).output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "`{arguments}`: {message}");
    }
    assert_eq!((place.read("c/queries.jsonl"), place.read(run)), (queries.clone(), queries));
    place.run("search x --queries c/queries.jsonl --to r --timings t");
}

#[test]
fn inputs_that_change_on_the_way_are_told() {
    let place = Place::fresh();
    place.small_corpus();
    place.run("text --corpus c");
    // Another process is at work there: the next one has hashed its inputs, and waits.
    let lock = std::fs::OpenOptions::new().write(true).open(place.path().join("results/c/.lock")).unwrap();
    lock.lock().unwrap();
    let waiting = std::process::Command::new(assert_cmd::cargo::cargo_bin!("sourcebias"))
        .args(["text", "--corpus", "c"])
        .current_dir(place.path())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(std::time::Duration::from_millis(1500));
    let texts = place.read("c/corpus/gpt.jsonl");
    place.write("c/corpus/gpt.jsonl", texts.lines().next().unwrap());
    drop(lock);
    let output = waiting.wait_with_output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(
        output.status.code() == Some(3) && message.contains("was changed while it was read"),
        "{message}"
    );
}
