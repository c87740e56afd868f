//! Processes that are asked to end, or killed at any moment: nothing half-made is left to be found, and what was finished
//! stays.

#![cfg(unix)]

use std::process::{Command, Output};
use std::time::Duration;

use super::Place;
use super::robust::{named, start, texts, until};

/// Sends a signal, and gives what the process said and how it ended.
fn signalled(child: std::process::Child, signal: &str) -> Output {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    child.wait_with_output().unwrap()
}

fn assert_ended(output: &Output, code: i32) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(said.contains("interrupted; what was unfinished is removed, and finished stages stay"), "{said}");
}

#[test]
fn an_interrupted_index_is_gone() {
    let place = Place::fresh();
    place.write("a.jsonl", texts("a", 60_000, 30));
    let building = || place.path().join("x.sourcebias.building/index/meta.json").exists();
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let child = start(&place, "index a.jsonl --to x --analyzer words");
        until("the build", building);
        assert_ended(&signalled(child, signal), code);
        assert_eq!(named(place.path(), "x"), [""; 0]);
    }
    place.run("index a.jsonl --to x --analyzer words");
}

#[test]
fn an_interrupted_experiment_keeps_its_finished_stages() {
    let place = Place::fresh();
    place.simulated("x", "");
    let child = start(&place, "run x.toml");
    let text = place.path().join("results/x/stages/text.json");
    until("the stage", || text.exists());
    assert_ended(&signalled(child, "-INT"), 130);
    for folder in ["results/x", "figures/x"] {
        let folder = place.path().join(folder);
        if folder.exists() {
            assert_eq!(named(&folder, ".sourcebias"), [""; 0]);
        }
    }
    assert!(text.exists());
    place.run("run x.toml");
    place.run("verify results/x");
}

#[test]
fn a_second_signal_ends_at_once() {
    let place = Place::fresh();
    place.write("a.jsonl", texts("a", 60_000, 30));
    let mut child = start(&place, "index a.jsonl --to x --analyzer words");
    until("the build", || place.path().join("x.sourcebias.building/index/meta.json").exists());
    for _ in 0..2 {
        let _ = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    }
    assert_eq!(child.wait().unwrap().code(), Some(130));
    // Whatever the second one left is removed by the next build.
    place.run("index a.jsonl --to x --analyzer words");
    assert_eq!(named(place.path(), "x"), ["x"]);
}

#[test]
fn an_interrupted_import_leaves_the_corpus_that_was_there() {
    let place = Place::fresh();
    place.write("a.jsonl", texts("a", 150_000, 30));
    place.write("b.jsonl", texts("b", 10, 5));
    place.run("corpus import b.jsonl --from jsonl --to data");
    let before = place.read("data/corpus/b.jsonl");
    let child = start(&place, "corpus import a.jsonl --from jsonl --to data --force");
    until("the import", || named(place.path(), ".data.making").len() == 1);
    assert_ended(&signalled(child, "-INT"), 130);
    assert_eq!(named(place.path(), ".data"), [""; 0]);
    assert_eq!(place.read("data/corpus/b.jsonl"), before);
}

#[test]
fn results_that_are_killed_while_they_are_replaced_are_made_whole() {
    let place = Place::fresh();
    place.simulated("x", "");
    let text = place.read("x.toml");
    let other = text.replace("queries = 20", "queries = 18");
    assert_ne!(text, other);
    let sums = |place: &Place, name: &str| {
        let record = place.read(&format!("{name}/results/x/stages/bias.json"));
        let record: serde_json::Value = serde_json::from_str(&record).unwrap();
        record["files"].clone()
    };
    place.write("x.toml", &other);
    place.run("bias x.toml --out other");
    place.write("x.toml", &text);
    place.run("bias x.toml --out good");
    place.run("bias x.toml --out o");
    for kill in 0..10_u64 {
        place.write("x.toml", if kill % 2 == 0 { &other } else { &text });
        let mut child = start(&place, "bias x.toml --out o");
        // All over the run, which takes about a second.
        std::thread::sleep(Duration::from_millis(40 + 170 * kill));
        let _ = child.kill();
        child.wait().unwrap();
    }
    for (setting, expected) in [(&other, "other"), (&text, "good")] {
        place.write("x.toml", setting);
        place.run("bias x.toml --out o");
        place.run("verify o/results/x");
        assert_eq!(sums(&place, "o"), sums(&place, expected));
    }
    // Nothing was taken for the user's, anywhere below.
    let mut folders = vec![place.path().join("o/results/x")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            assert!(!path.to_string_lossy().contains(".yours"), "{}", path.display());
            folders.extend(path.is_dir().then_some(path));
        }
    }
}

#[test]
fn more_files_than_may_be_open_are_indexed() {
    let place = Place::fresh();
    for number in 0..300 {
        place.write(&format!("f{number}.jsonl"), texts(&format!("t{number}-"), 2, 4));
    }
    let binary = assert_cmd::cargo::cargo_bin!("sourcebias");
    let script = format!(
        "ulimit -n 64; exec {} index f*.jsonl --to x --analyzer words --format csv",
        binary.display()
    );
    let output = Command::new("sh").args(["-c", &script]).current_dir(place.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 301);
}
