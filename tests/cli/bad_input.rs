//! Bad input: each ends with a message that names file, line and what to do, the right exit code, and nothing half-written.

use std::io::Write;

use super::Place;

/// Changes a good corpus, then expects this exit code and these words in the message.
fn refused(change: impl Fn(&Place), arguments: &str, code: i32, words: &[&str]) {
    let place = Place::fresh();
    place.small_corpus();
    change(&place);
    let output = place.command(arguments).output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "`{arguments}`: {message}");
    for word in words {
        assert!(message.contains(word), "`{word}` is not in: {message}");
    }
    assert!(!place.path().join("figures").exists(), "figures were written");
    assert!(!place.path().join("results/c/bias").exists(), "results were written");
}

#[test]
fn data_that_cannot_be_read_is_told_with_file_and_line() {
    let human = "c/corpus/human.jsonl";
    let add = |file: &'static str, line: &'static [u8]| {
        move |place: &Place| {
            let mut bytes = std::fs::read(place.path().join(file)).unwrap();
            bytes.extend_from_slice(line);
            place.write(file, bytes);
        }
    };
    let run = "run --corpus c";
    refused(add(human, b"{\"_id\": \"x\"\n"), run, 3, &["human.jsonl:4", "JSON"]);
    refused(add(human, b"{\"_id\": \"x\"}\n"), run, 3, &["human.jsonl:4", "`text`"]);
    refused(add(human, b"{\"text\": \"x\"}\n"), run, 3, &["human.jsonl:4", "`_id`"]);
    refused(
        add(human, b"{\"_id\": \"a\", \"text\": \"x\"}\n"),
        run,
        3,
        &["human.jsonl:4", "\"a\"", "line 1"],
    );
    refused(add(human, b"{\"_id\": \"x\", \"text\": \"\xff\"}\n"), run, 3, &["human.jsonl:4", "UTF-8"]);
    refused(|place: &Place| place.write(human, ""), run, 3, &["human.jsonl", "empty"]);
    refused(add("c/qrels/test.tsv", b"1\tzz\t1\n"), run, 3, &["test.tsv:5", "\"zz\""]);
    refused(add("c/qrels/test.tsv", b"9\ta\t1\n"), run, 3, &["test.tsv:5", "\"9\""]);
    refused(add("c/qrels/test.tsv", b"1\tc\tmuch\n"), run, 3, &["test.tsv:5", "much"]);
    refused(
        add("c/queries.jsonl", b"{\"_id\":\"1\",\"text\":\"x\"}\n"),
        run,
        3,
        &["queries.jsonl:3", "\"1\""],
    );
}

#[test]
fn missing_and_truncated_files_are_told() {
    refused(|_| (), "run --corpus nowhere", 3, &["nowhere"]);
    let truncate = |place: &Place| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(place.read("c/corpus/human.jsonl").repeat(50).as_bytes()).unwrap();
        let bytes = encoder.finish().unwrap();
        std::fs::remove_file(place.path().join("c/corpus/human.jsonl")).unwrap();
        place.write("c/corpus/human.jsonl.gz", &bytes[..bytes.len() - 12]);
    };
    refused(truncate, "run --corpus c", 3, &["human.jsonl.gz"]);
}

#[test]
fn wrong_usage_is_told_with_what_would_be_right() {
    let toml = |text: &'static str| move |place: &Place| place.write("x.toml", text);
    let good = "name = \"c\"\n[corpus]\npath = \"c\"\n";
    let with = |more: &str| {
        let text = format!("{good}{more}");
        move |place: &Place| place.write("x.toml", &text)
    };
    refused(|_| (), "run nowhere.toml", 2, &["nowhere.toml", "no such experiment"]);
    refused(toml("name = \"c\"\nsed = 1\n"), "run x.toml", 2, &["x.toml:2", "unknown field `sed`"]);
    refused(toml("name = \n"), "run x.toml", 2, &["x.toml:1"]);
    refused(toml("name = \"c\"\n"), "run x.toml", 2, &["--corpus"]);
    refused(with("[retrieve]\nmodels = [\"bm26\"]\n"), "run x.toml", 2, &["bm26", "known: bm25"]);
    refused(with("[retrieve]\nmodels = [\"bm25(b=2)\"]\n"), "run x.toml", 2, &["from 0 to 1"]);
    refused(with("[evaluate]\nmeasures = [\"nDCG@0\"]\n"), "run x.toml", 2, &["start at 1"]);
    refused(with("[text]\nanalyzer = \"klingon\"\n"), "run x.toml", 2, &["klingon"]);
    refused(with("[report]\nfigures = [\"pie\"]\n"), "run x.toml", 2, &["pie", "rank_frequency"]);
    refused(with("[bias]\nbootstrap = 1\n"), "run x.toml", 2, &["[bias]", "from 99"]);
    refused(with("[retrieve]\ndocuments = \"map\"\n"), "run x.toml", 2, &["no run"]);
    refused(
        |place: &Place| place.write("x.toml", b"name = \"c\"\n# \xff\n"),
        "run x.toml",
        2,
        &["x.toml:2", "UTF-8"],
    );
    refused(|_| (), "run c", 2, &["is a folder"]);
    refused(|_| (), "run", 2, &["EXPERIMENT.toml"]);
    refused(|_| (), "run --corpus c --depth 3", 2, &["--depth"]);
}

#[test]
fn bad_lines_are_counted_on_request() {
    let place = Place::fresh();
    place.small_corpus();
    let text = place.read("c/corpus/human.jsonl") + "not json\n";
    place.write("c/corpus/human.jsonl", text);
    let (out, err) = place.run("run --corpus c --skip-bad-lines");
    let told = format!("{out}{err}");
    assert!(told.contains("1 line left out; the first: ") && told.contains("human.jsonl:"), "{told}");
    // It was asked for.
    assert!(!told.contains("set `skip_bad_lines`") && !told.contains("--skip-bad-lines)"), "{told}");
}

/// A write that fails, as on a full disk: files may not grow beyond some kilobytes.
#[test]
fn a_disk_that_refuses_ends_the_run_and_leaves_no_half_file() {
    let place = Place::fresh();
    place.simulated("small", "");
    let program = assert_cmd::cargo::cargo_bin!("sourcebias");
    let script = format!("trap '' XFSZ; ulimit -f 8; exec {} run small.toml", program.display());
    let output =
        std::process::Command::new("sh").arg("-c").arg(script).current_dir(place.path()).output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(message.contains("cannot write"), "{message}");
    let mut open = vec![place.path().to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            assert!(!path.to_string_lossy().ends_with(".partial"), "{}", path.display());
            if path.is_dir() {
                open.push(path);
            }
        }
    }
    place.run("run small.toml");
}
