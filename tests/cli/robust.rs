//! What goes wrong around an index: processes that are killed or come together, odd texts and names, damaged files.

use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use super::Place;

/// `count` lines of JSON with seeded words, ids `<prefix>0` on.
pub fn texts(prefix: &str, count: usize, words: usize) -> String {
    let mut state = prefix.len() as u64 + 1;
    let mut word = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        format!("w{}", (state >> 33) % 60)
    };
    let line = |number| {
        let text: Vec<String> = (0..words).map(|_| word()).collect();
        format!("{{\"_id\":\"{prefix}{number}\",\"text\":\"{}\"}}\n", text.join(" "))
    };
    (0..count).map(line).collect()
}

pub fn queries(place: &Place, texts: &[(&str, &str)]) {
    let line = |(id, text): &(&str, &str)| serde_json::json!({ "_id": id, "text": text }).to_string() + "\n";
    place.write("q.jsonl", texts.iter().map(line).collect::<String>());
}

/// Starts the program and leaves it running.
pub fn start(place: &Place, arguments: &str) -> Child {
    std::process::Command::new(assert_cmd::cargo::cargo_bin!("sourcebias"))
        .current_dir(place.path())
        .args(arguments.split_whitespace())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Everything in the folder whose name begins so, sorted.
pub fn named(folder: &Path, start: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let mut found: Vec<String> = names.filter(|name| name.starts_with(start)).collect();
    found.sort();
    found
}

pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < Duration::from_secs(20), "{what} did not come");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Runs and expects this exit code; what was said on stderr.
fn refused(place: &Place, arguments: &[&str], code: i32) -> String {
    let output = place.command("").args(arguments).output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {message}");
    message
}

#[test]
fn a_build_that_is_killed_starts_over_and_leaves_nothing() {
    let place = Place::fresh();
    place.write("a.jsonl", texts("a", 40_000, 30));
    queries(&place, &[("1", "w1 w2"), ("2", "w3")]);
    place.run("index a.jsonl --to good --analyzer words");
    place.run("search good --queries q.jsonl --to good.run");
    for wait in [0, 60, 150] {
        let mut child = start(&place, "index a.jsonl --to x --analyzer words");
        until("the build", || place.path().join("x.sourcebias.building/index/meta.json").exists());
        std::thread::sleep(Duration::from_millis(wait));
        child.kill().unwrap();
        child.wait().unwrap();
        let early = !place.path().join("x").exists();
        if early {
            assert!(refused(&place, &["search", "x", "--queries", "q.jsonl"], 3).contains("not an index"));
            place.run("index a.jsonl --to x --analyzer words");
        } else {
            assert!(refused(&place, &["index", "a.jsonl", "--to", "x"], 3).contains("exists already"));
        }
        assert_eq!(named(place.path(), "x"), ["x"]);
        place.run("search x --queries q.jsonl --to x.run");
        assert_eq!(place.read("x.run"), place.read("good.run"));
        std::fs::remove_dir_all(place.path().join("x")).unwrap();
        std::fs::remove_file(place.path().join("x.run")).unwrap();
    }
}

#[test]
fn an_experiment_that_is_killed_in_a_stage_does_it_again() {
    let place = Place::fresh();
    place.simulated("x", "");
    place.run("retrieve x.toml --out good");
    let runs = "results/x/runs/bm25_k1=1.2_b=0.75.parquet";
    for seen in ["results/x/stages/text.json", "results/x/stages/index.json", "results/x/runs"] {
        let mut child = start(&place, "retrieve x.toml --out o");
        let seen = place.path().join("o").join(seen);
        until("the stage", || seen.exists() || child.try_wait().unwrap().is_some());
        let _ = child.kill();
        child.wait().unwrap();
        place.run("retrieve x.toml --out o");
        let read = |out: &str| std::fs::read(place.path().join(out).join(runs)).unwrap();
        assert!(read("o") == read("good"));
        let mut left = named(&place.path().join("o/results/x"), "");
        left.retain(|name| name.contains("index") || name.contains("partial"));
        assert_eq!(left, ["index"]);
        std::fs::remove_dir_all(place.path().join("o")).unwrap();
    }
}

#[test]
fn the_second_process_waits_and_says_for_whom() {
    let place = Place::fresh();
    // The standard input of the first stays open, so that it is at work until the second was heard.
    let mut first = std::process::Command::new(assert_cmd::cargo::cargo_bin!("sourcebias"))
        .current_dir(place.path())
        .args(["index", "-", "--to", "x", "--analyzer", "words"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    place.write("a.jsonl", texts("a", 10, 5));
    queries(&place, &[("1", "w1 w2")]);
    until("the build", || place.path().join("x.sourcebias.building/index/meta.json").exists());
    assert!(refused(&place, &["search", "x", "--queries", "q.jsonl"], 3).contains("x: not an index"));
    let mut second = start(&place, "index a.jsonl --to x --analyzer words");
    let mut said = std::io::BufReader::new(second.stderr.take().unwrap());
    let mut line = String::new();
    std::io::BufRead::read_line(&mut said, &mut line).unwrap();
    let waits = format!("x: process {} is at work on it; waiting for it to end", first.id());
    assert!(line.contains(&waits), "{line}");
    assert!(second.try_wait().unwrap().is_none());
    let mut input = first.stdin.take().unwrap();
    std::io::Write::write_all(&mut input, texts("a", 10, 5).as_bytes()).unwrap();
    drop(input);
    assert!(first.wait().unwrap().success());
    assert_eq!(second.wait().unwrap().code(), Some(3));
    line.clear();
    std::io::BufRead::read_line(&mut said, &mut line).unwrap();
    assert!(line.contains("x: exists already; remove it, or choose another folder"), "{line}");
    assert_eq!(named(place.path(), "x"), ["x"]);
    place.run("search x --queries q.jsonl --to y.run");
}

#[test]
fn what_stands_beside_an_index_is_never_taken_for_ours() {
    let place = Place::fresh();
    place.write("a.jsonl", texts("a", 10, 5));
    for file in ["Cargo.lock", "Cargo.building/mine", ".lock", ".building/mine"] {
        place.write(file, "mine");
    }
    place.run("index a.jsonl --to Cargo");
    for folder in [".", "..", "Cargo", "a.jsonl"] {
        assert!(refused(&place, &["index", "a.jsonl", "--to", folder], 3).contains("exists already"));
    }
    for file in ["Cargo.lock", "Cargo.building/mine", ".lock", ".building/mine"] {
        assert_eq!(place.read(file), "mine");
    }
}

#[test]
fn texts_and_queries_of_any_shape_are_indexed_and_found() {
    let place = Place::fresh();
    let long = "w1 ".repeat(1_700_000);
    let word = "x".repeat(2_000_000);
    let line = |id: &str, text: &str| serde_json::json!({ "_id": id, "text": text }).to_string() + "\n";
    place.write(
        "a.jsonl",
        [
            line("long", &long),
            line("word", &word),
            line("none", ""),
            line("marks", "the … !"),
            line("b", "w1"),
        ]
        .concat(),
    );
    let many: Vec<String> = (0..100_000).map(|number| format!("w{number}")).collect();
    let given =
        [("many", &many.join(" ")[..]), ("stop", "the of and"), ("empty", ""), ("every", "w1"), ("x", &word)];
    queries(&place, &given);
    let (out, _) = place.run("index a.jsonl --to x --format csv");
    // The long word is cut into pieces of 255.
    assert!(out.ends_with("\na,5,2,1707845,1,0\n"), "{out}");
    place.run(
        "search x --queries q.jsonl --model bm25 --model dirichlet --model dph|rm3 --model random --to runs",
    );
    for run in std::fs::read_dir(place.path().join("runs")).unwrap() {
        let text = std::fs::read_to_string(run.unwrap().path()).unwrap();
        let mut found: Vec<Vec<&str>> = text.lines().map(|line| line.split(' ').take(3).collect()).collect();
        found.sort();
        found.dedup();
        let hits =
            |query: &str| found.iter().filter(|hit| hit[0] == query).map(|hit| hit[2]).collect::<Vec<_>>();
        assert_eq!(hits("every"), ["b", "long"], "{text}");
        assert_eq!(hits("many"), ["b", "long"]);
        assert_eq!(hits("x"), ["word"]);
        assert_eq!(found.len(), 5);
        assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
    }
}

#[test]
fn equal_documents_tie_and_one_document_is_enough() {
    let place = Place::fresh();
    let same = |count: usize| -> String {
        (0..count).map(|number| format!("{{\"_id\":\"d{number}\",\"text\":\"red red apples\"}}\n")).collect()
    };
    queries(&place, &[("1", "red"), ("2", "apples pears")]);
    for count in [1, 300] {
        place.write("a.jsonl", same(count));
        place.run(&format!("index a.jsonl --to x{count}"));
        place.run(&format!(
            "search x{count} --queries q.jsonl --model bm25 --model lnc_ltc --depth 10 --to r{count}"
        ));
        for run in std::fs::read_dir(place.path().join(format!("r{count}"))).unwrap() {
            let text = std::fs::read_to_string(run.unwrap().path()).unwrap();
            for query in ["1", "2"] {
                let scores: Vec<&str> = text
                    .lines()
                    .filter(|line| line.starts_with(&format!("{query} ")))
                    .map(|line| line.split(' ').nth(4).unwrap())
                    .collect();
                assert_eq!(scores.len(), count, "ties are kept beyond the depth");
                assert!(scores.iter().all(|score| *score == scores[0]));
            }
        }
    }
}

#[test]
fn ids_and_names_that_a_run_cannot_hold_are_refused_by_name() {
    let place = Place::fresh();
    let line = |id: &str| serde_json::json!({ "_id": id, "text": "red" }).to_string() + "\n";
    for (id, told) in [
        ("b c", "\"b c\""),
        ("a\tb", "\"a\\tb\""),
        ("a\u{a0}b", "a\\u{a0}b"),
        ("a\0b", "\"a\\0b\""),
        ("", "is empty"),
    ] {
        place.write("a.jsonl", line("good") + &line(id));
        let message = refused(&place, &["index", "a.jsonl", "--to", "x"], 3);
        assert!(message.contains("a.jsonl:2: field `_id`") && message.contains(told), "{message}");
        assert!(
            message.contains("correct the line, or set `skip_bad_lines` (--skip-bad-lines)"),
            "{message}"
        );
        assert_eq!(named(place.path(), "x"), [""; 0]);
    }
    let odd = ["a\"b", "it's", "ü€😀", "-", "a,b;\\", "<x>&", &"x".repeat(10_240)];
    place.write("a.jsonl", odd.map(line).concat());
    place.run("index a.jsonl --to x");
    queries(&place, &[("q\"ü", "red")]);
    let (run, _) = place.run("search x --queries q.jsonl");
    let found: Vec<&str> = run.lines().map(|line| line.split(' ').nth(2).unwrap()).collect();
    assert_eq!(found, odd);
    // A query file has no --skip-bad-lines to be told of.
    for (bad, told) in [
        (
            line("r s"),
            "q.jsonl:1: field `_id` holds white space or a control character (\"r s\"), which run files cannot carry; correct the line\n",
        ),
        (
            line("r").repeat(2),
            "q.jsonl:2: `_id` \"r\" was given to the query of line 1 already; correct the line\n",
        ),
    ] {
        place.write("q.jsonl", bad);
        let message = refused(&place, &["search", "x", "--queries", "q.jsonl"], 3);
        assert!(message.ends_with(told), "{message}");
    }
    queries(&place, &[("r", "red")]);
    // One source's name stands in no run; those of several do.
    place.write("my texts.jsonl", line("a"));
    place.write("texts.jsonl", line("a-my"));
    place.write("my-texts.jsonl", line("a"));
    let index = |files: &[&str], to: &str| {
        place.command("index").args(files).args(["--to", to]).assert().success();
    };
    index(&["my texts.jsonl"], "one");
    place.run("search one --queries q.jsonl");
    index(&["my texts.jsonl", "texts.jsonl"], "two");
    let message = refused(&place, &["search", "two", "--queries", "q.jsonl"], 2);
    assert!(message.contains("source \"my texts\" has white space in its name"), "{message}");
    index(&["texts.jsonl", "my-texts.jsonl"], "same");
    let message = refused(&place, &["search", "same", "--queries", "q.jsonl"], 2);
    assert!(message.contains("are both \"a-my-texts\" in run files"), "{message}");
}

#[test]
fn hundreds_of_sources_are_hundreds_of_files() {
    let place = Place::fresh();
    let names: Vec<String> =
        (0..400).map(|number| format!("c/corpus/{}-{number}.jsonl", "source".repeat(20))).collect();
    for name in &names {
        place.write(name, texts("d", 2, 4));
    }
    queries(&place, &[("1", "w1 w2 w3 w4 w5")]);
    let (out, _) = place
        .command("index --to x --format csv")
        .args(&names)
        .output()
        .map(|output| (String::from_utf8(output.stdout).unwrap(), output.status))
        .unwrap();
    assert_eq!(out.lines().count(), 401);
    place.run("search x --queries q.jsonl --to x.run");
    place.run(&format!("index --corpus c --reference {}-0", "source".repeat(20)));
}

#[test]
fn a_place_that_cannot_be_written_is_told_and_left_clean() {
    let place = Place::fresh();
    place.write("a.jsonl", texts("a", 2_000, 20));
    queries(&place, &[("1", "w1 w2")]);
    let program = assert_cmd::cargo::cargo_bin!("sourcebias");
    for blocks in [0, 1, 8, 40] {
        let script =
            format!("trap '' XFSZ; ulimit -f {blocks}; exec {} index a.jsonl --to x/y/z", program.display());
        let mut shell = std::process::Command::new("sh");
        let output = shell.arg("-c").arg(script).current_dir(place.path()).output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{blocks}: {message}");
        assert!(message.contains("x/y/z: cannot") && message.contains("File too large"), "{message}");
        assert_eq!(named(place.path(), "x"), [""; 0]);
    }
    for (arguments, code, told) in [
        (&["index", "none.jsonl", "--to", "x/y"][..], 3, "none.jsonl: no such file"),
        (&["index", "a.jsonl", "--to", "a.jsonl/x"], 1, "a.jsonl: cannot create the folder"),
        (&["search", "none", "--queries", "q.jsonl"], 3, "none: not an index of sourcebias; build one"),
        (&["search", "a.jsonl", "--queries", "q.jsonl"], 3, "a.jsonl: not an index of sourcebias; build one"),
        (&["search", "none", "--queries", "none"], 3, "none: no such file; give a file of queries"),
    ] {
        let message = refused(&place, arguments, code);
        assert!(message.contains(told), "{message}");
    }
    place.run("index a.jsonl --to i");
    for (to, code, told) in
        [("a.jsonl/x", 1, "cannot create the folder"), ("i", 2, "i is read or written here too")]
    {
        assert!(refused(&place, &["search", "i", "--queries", "q.jsonl", "--to", to], code).contains(told));
    }
    assert!(refused(&place, &["search", "i", "--queries", "q.jsonl", "--depth", "0"], 2).contains("--depth"));
    assert_eq!(named(place.path(), ""), ["a.jsonl", "i", "q.jsonl"]);
}
