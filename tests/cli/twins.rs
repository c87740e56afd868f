//! What ids mean: names that agree by accident, ids that slipped, versions under other ids, and folders read as they lie.

use super::{Place, rows};

/// A text with words of its own, which differ between writers in the first.
fn text(number: usize, by: &str) -> String {
    format!("{by} of town{number} and its ships{number}, harbour{number} and the sea")
}

/// Two folders of twelve texts of the same file names; those of the second are of the contents that stand `shift` further.
fn folders(shift: usize) -> Place {
    let place = Place::fresh();
    for number in 0..12 {
        place.write(&format!("essays/human/{number:03}.txt"), text(number, "look"));
        place.write(&format!("essays/gpt/{number:03}.txt"), text((number + shift) % 12, "delve"));
    }
    place
}

const QUICK: &str = "--analyzer words --bootstrap 99 --measures tokens,ttr --table comparison --format csv";

fn controls(out: &str) -> Vec<String> {
    let mut found = rows(out, &["control"]).concat();
    found.dedup();
    found
}

#[test]
fn file_names_that_agree_by_accident_are_no_twins() {
    let place = folders(5);
    let profile = format!("profile essays/human essays/gpt {QUICK}");
    let output = place.command(&profile).output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{message}");
    assert!(
        message.contains(
            "essays/gpt: texts of \"gpt\" and \"human\" with the same id do not look like versions of one content: of 12 that were \
             looked at, only 0 are more alike than texts paired at random"
        ) && message.contains("--unpaired")
            && message.contains("--paired"),
        "{message}"
    );
    let (out, _) = place.run(&format!("{profile} --unpaired"));
    assert!(!controls(&out).contains(&"twins".to_string()), "{out}");
    let (out, _) = place.run(&format!("{profile} --paired"));
    assert!(controls(&out).contains(&"twins".to_string()), "{out}");
    let (out, warned) = folders(0).run(&profile);
    assert!(controls(&out).contains(&"twins".to_string()) && warned.is_empty(), "{warned}");
}

#[test]
fn a_run_over_ids_that_slipped_stops_before_anything_is_compared() {
    let place = folders(1);
    // The folder is read as it lies.
    let output = place.command("run --corpus essays").output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{message}");
    assert!(message.contains("do not look like versions of one content"), "{message}");
    assert!(!place.path().join("results/essays/profile").exists());
    let output = place.command("corpus validate --corpus essays --format csv").output().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(3));
    let found = rows(&out, &["check", "source", "count", "of"]);
    assert!(found.iter().any(|row| *row == ["unrelated_twins", "gpt", "12", "12"]), "{out}");
    // What was read as one content is two.
    let (out, _) = place.run("corpus validate --corpus essays --unpaired --format csv");
    let found = rows(&out, &["check", "source", "count", "of"]);
    assert!(found.iter().any(|row| *row == ["missing_twins", "gpt", "12", "12"]), "{out}");
}

#[test]
fn a_judgement_of_unpaired_texts_holds_for_the_text_of_that_name_of_each_source() {
    let place = folders(5);
    let query = |number: usize| format!("{{\"_id\":\"q{number}\",\"text\":\"ships{number}\"}}\n");
    place.write("essays/queries.jsonl", query(0) + &query(1));
    place.write("essays/qrels/test.tsv", "query-id\tcorpus-id\tscore\nq0\t000\t1\nq1\tgpt/008\t1\n");
    // The folder is read as it lies, queries and all.
    place.run("corpus --corpus essays --unpaired");
    let settings = "name = 'x'\n[corpus]\nformat = 'folder'\npath = 'essays'\nunpaired = true\n\
                    [retrieve]\nmodels = ['bm25']\ntrec_runs = true\n";
    place.write("x.toml", settings);
    place.run("retrieve x.toml");
    let mut judged: Vec<String> =
        place.read("results/x/runs/qrels.txt").lines().map(str::to_string).collect();
    judged.sort();
    assert_eq!(judged, ["q0 0 gpt/000-gpt 1", "q0 0 human/000-human 1", "q1 0 gpt/008-gpt 1"]);
}

#[test]
fn ids_are_read_as_id_and_without_what_is_cut_off() {
    let place = Place::fresh();
    let lines = |field: &str, end: &str, by: &str| -> String {
        let line =
            |number: usize| format!("{{\"{field}\":\"d{number}{end}\",\"text\":\"{}\"}}\n", text(number, by));
        (0..12).map(line).collect()
    };
    place.write("c/corpus/human.jsonl", lines("id", "", "look"));
    place.write("c/corpus/gpt.jsonl", lines("_id", "_gpt", "delve"));
    let missing = |from: &str| {
        let output =
            place.command("corpus validate --corpus c --format csv --from").arg(from).output().unwrap();
        let found = rows(&String::from_utf8(output.stdout).unwrap(), &["check", "count", "of", "example"]);
        ["missing_twins", "renamed_twins"]
            .map(|check| found.iter().find(|row| row[0] == check).map(|row| row[1..].join(" ")))
    };
    let some = |text: &str| Some(text.to_string());
    assert_eq!(missing("beir"), [some("12 12 d0"), some("12 12 d0_gpt, of d0")]);
    assert_eq!(missing("beir(strip=_gpt)"), [some("0 12 "), some("0 0 ")]);
    let (_, warned) = place.run("profile --corpus c --bootstrap 0");
    assert!(warned.contains("gpt shares no id with the reference"), "{warned}");
    // A table names its id in the same way.
    place.write("t/human.csv", "id,text\n1,red\n2,blue\n");
    place.write("t/gpt.csv", "id,text\n1,green\n2,blue\n");
    let (out, _) = place.run("corpus validate --corpus t --format csv");
    let found = rows(&out, &["check", "source", "count", "of"]);
    assert!(found.iter().any(|row| *row == ["identical_twins", "gpt", "1", "2"]), "{out}");
}

#[test]
fn what_is_read_in_another_way_is_told_with_the_flag() {
    let place = folders(0);
    place.write("one.txt", "red");
    place.write("all.csv", "id,text,model\n1,red,human\n");
    place.write("c/corpus/human.jsonl", "{\"docid\":\"a\",\"text\":\"red\"}\n");
    place.write("d/corpus/a.jsonl", "{\"_id\":\"a\",\"text\":\"red\"}\n");
    place.write("d/corpus/b.jsonl", "{\"_id\":\"a\",\"text\":\"red\"}\n");
    place.write("e/corpus/human.jsonl", "{\"_id\":\"a\",\"text\":\"red\"}\n");
    place.write("e/queries.jsonl", "{\"_id\":\"1\",\"text\":\"red\"}\n");
    place.write("e/qrels/dev.tsv", "query-id\tcorpus-id\tscore\n1.0\ta\t1\n");
    place.write("nothing/readme.md", "nothing");
    for (arguments, code, said) in [
        (
            "profile one.txt all.csv",
            3,
            "one.txt: is a single text, and a source is a folder of them; give the folder",
        ),
        ("profile all.csv", 3, "all.csv: is a table"),
        ("profile all.csv", 3, "--corpus all.csv --from 'table("),
        ("profile human gpt", 3, "human: no such file; check the path"),
        ("profile all.jsonl --bootstrap 0 --measures tokens", 3, "all.jsonl: no such file"),
        ("run --corpus c", 3, "no field `_id` or `id`; the fields are: docid, text"),
        ("run --corpus d", 2, "`reference` (--reference)"),
        ("run --corpus e", 3, "set `split` (--split) to one of: dev"),
        ("run --corpus e --split dev", 3, "of query \"1.0\", which the queries do not hold; they hold \"1\""),
        ("run --corpus nothing", 3, "named by `format` (--from): `folder` for"),
    ] {
        let output = place.command(arguments).output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments}: {message}");
        assert!(message.contains(said), "{arguments}: {message}");
    }
}

#[test]
fn a_text_without_words_is_told() {
    let place = folders(0);
    place.write("essays/human/011.txt", " \n");
    let (_, warned) = place.run(&format!("profile essays/human essays/gpt {QUICK}"));
    assert!(warned.contains("human: 1 empty text, counted as a text of length 0"), "{warned}");
}
