//! `corpus validate`: everything is read and told, whatever is wrong; exit codes, and output that programs read.

use super::{Place, rows};

/// Runs `corpus validate` and expects this exit code; what it printed on stdout and stderr.
fn validate(place: &Place, arguments: &str, code: i32) -> (String, String) {
    let output = place.command(&format!("corpus validate {arguments}")).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{out}\n{err}");
    (out, err)
}

fn append(place: &Place, file: &str, bytes: &[u8]) {
    let mut whole = std::fs::read(place.path().join(file)).unwrap();
    whole.extend_from_slice(bytes);
    place.write(file, whole);
}

#[test]
fn a_clean_corpus_is_said_to_be_clean() {
    let place = Place::fresh();
    place.small_corpus();
    let (out, err) = validate(&place, "--corpus c", 0);
    assert!(out.contains("clean: no check found an error or a warning"), "{out}");
    assert!(!out.contains("empty_texts  ") && err.is_empty(), "{out}{err}");
    let (all, _) = validate(&place, "--corpus c --all", 0);
    assert!(all.contains("unreadable_documents") && all.len() > out.len(), "{all}");
    assert!(!place.path().join("results").exists(), "nothing is written");
    place.write("x.toml", "name = \"x\"\n[corpus]\npath = \"c\"\n");
    assert_eq!(validate(&place, "x.toml", 0).0, out);
    place.simulated("small", "");
    let (simulated, _) = validate(&place, "small.toml", 0);
    assert!(simulated.contains("human"), "{simulated}");
}

#[test]
fn warnings_are_told_and_end_well() {
    let place = Place::fresh();
    place.small_corpus();
    append(
        &place,
        "c/corpus/gpt.jsonl",
        b"{\"_id\":\"d\",\"text\":\"I'm sorry, but I can't help with that.\"}\n",
    );
    let (out, err) = validate(&place, "--corpus c --format csv", 0);
    let found = rows(&out, &["check", "severity", "source", "count", "of", "example"]);
    assert!(
        found.contains(&["refusals", "warning", "gpt", "1", "4", "d"].map(String::from).to_vec()),
        "{out}"
    );
    assert!(
        found.contains(&["missing_contents", "warning", "human", "1", "4", "d"].map(String::from).to_vec())
    );
    assert!(err.is_empty(), "{err}");
    assert!(!validate(&place, "--corpus c", 0).0.contains("clean"));
}

#[test]
fn every_error_is_told_at_once_with_its_count() {
    let place = Place::fresh();
    place.small_corpus();
    append(
        &place,
        "c/corpus/human.jsonl",
        b"{\"_id\":\"a\",\"text\":\"secret words\"}\nnot json\n{\"_id\":\"y\",\"text\":\"\xff\"}\n",
    );
    append(&place, "c/corpus/human.jsonl", b"{\"_id\":\"last\",\"text\":\"read to the end\"}\n");
    place.write("c/corpus/none.jsonl", "");
    place.write("c/corpus/broken.jsonl.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\x03cut");
    append(&place, "c/queries.jsonl", b"{}\n{\"_id\":\"1\",\"text\":\"again\"}\n");
    append(&place, "c/qrels/test.tsv", b"1\tzz\t1\n9\ta\t1\n1\ta\t0\n1\tc\tmuch\n");
    let (out, err) = validate(&place, "--corpus c --format json", 3);
    let found: serde_json::Value = serde_json::from_str(&out).unwrap();
    let of = |table: &str, key: &str, name: &str, source: &str, column: &str| {
        let rows = found[table].as_array().unwrap();
        let row = rows.iter().find(|row| row[key] == name && row["source"] == source);
        row.unwrap_or_else(|| panic!("no {name} of {source:?}: {out}"))[column].clone()
    };
    for (check, source, count, example) in [
        ("unreadable_files", "broken", 1, "broken.jsonl.gz"),
        ("unreadable_documents", "human", 2, "human.jsonl:5"),
        ("duplicate_documents", "human", 1, "human.jsonl:4"),
        ("empty_sources", "none", 1, ""),
        ("unreadable_queries", "", 1, "queries.jsonl:3"),
        ("duplicate_queries", "", 1, "queries.jsonl:4"),
        ("unreadable_judgements", "", 1, "test.tsv:8"),
        ("unknown_documents", "", 1, "test.tsv:5"),
        ("unknown_queries", "", 1, "test.tsv:6"),
        ("conflicting_judgements", "", 1, "test.tsv:7"),
    ] {
        assert_eq!(of("checks", "check", check, source, "count"), count, "{check}");
        assert_eq!(of("checks", "check", check, source, "example"), example, "{check}");
        assert_eq!(of("checks", "check", check, source, "severity"), "error", "{check}");
    }
    assert_eq!(of("sources", "source", "human", "human", "documents"), 4);
    assert!(err.contains("error: c: has 10 kinds of error") && err.contains("broken.jsonl.gz"), "{err}");
    assert!(!out.contains("secret") && !err.contains("secret"), "no text is printed");
    for format in ["text", "csv", "markdown", "latex"] {
        let (out, _) = validate(&place, &format!("--corpus c --format {format}"), 3);
        assert!(out.contains("human.jsonl:5"), "{out}");
    }
}

#[test]
fn what_is_no_corpus_is_refused() {
    let place = Place::fresh();
    place.small_corpus();
    assert!(validate(&place, "--corpus nowhere", 3).1.contains("no such file"));
    assert!(validate(&place, "nowhere.toml", 2).1.contains("no such experiment"));
    assert!(validate(&place, "--corpus c --from pdf", 2).1.contains("known: beir"));
    assert!(validate(&place, "", 2).1.contains("EXPERIMENT.toml"));
    // A split that there is not is told like any file that cannot be read.
    assert!(validate(&place, "--corpus c --split dev", 3).0.contains("dev.tsv"));
}

#[test]
fn the_corpus_stage_writes_what_validation_finds() {
    let place = Place::fresh();
    place.small_corpus();
    append(&place, "c/corpus/gpt.jsonl", b"not json\n");
    append(&place, "c/corpus/human.jsonl", b"{\"_id\":\"d\",\"text\":\"\"}\n");
    let (printed, _) = validate(&place, "--corpus c --format csv", 3);
    place.run("corpus --corpus c --name c --skip-bad-lines");
    assert_eq!(place.read("results/c/corpus/validation.csv"), printed);
    let (out, _) = place.run("run --corpus c --name c --skip-bad-lines");
    // Lines end where they are full.
    let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
    let expected = "The data have errors, and the faulty records were left out: 1 unreadable documents of gpt; see State of the data";
    assert!(out.contains(expected), "{out}");
    assert!(
        out.contains("3 kinds of warning (missing twins, missing contents, empty texts); see State of"),
        "{out}"
    );
    let page = place.read("figures/c/report.html");
    assert!(page.contains("1 unreadable documents of gpt; see <a href=\"#data\">State of the data</a></li>"));
    assert!(
        place
            .read("figures/c/validation.md")
            .contains("| unreadable documents | error | gpt | 1 | 4 | gpt.jsonl:4 |")
    );
}

#[test]
fn checks_are_listed() {
    let (out, _) = Place::fresh().run("list checks --format csv");
    let names: Vec<String> = rows(&out, &["name"]).into_iter().flatten().collect();
    assert!(
        names.iter().any(|name| name == "mojibake") && names.iter().any(|name| name == "grades"),
        "{out}"
    );
    assert!(rows(&out, &["family"])[0][0] == "check (error)", "{out}");
}
