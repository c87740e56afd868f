//! `corpus import`, and experiments over the formats of others.

use super::{Place, rows};

/// The small corpus of [`Place::small_corpus`] as one table that names its sources in a column.
const TABLE: &str = "by,docno,body\n\
    human,a,red apples and green pears grow here\nhuman,b,the red house stands on the green hill\nhuman,c,nothing but blue water\n\
    gpt,a,\"apples, red ones, grow beside pears\"\ngpt,b,on a hill stands a house painted red\ngpt,c,blue water and nothing else\n";

const RAID: &str = "id,adv_source_id,source_id,model,decoding,repetition_penalty,attack,domain,title,prompt,generation\n\
    a,a,a,human,,,none,x,,,red apples and green pears grow here\nb,b,b,human,,,none,x,,,the red house stands on the green hill\n\
    c,c,c,human,,,none,x,,,nothing but blue water\n1,1,a,gpt,greedy,no,none,x,,,\"apples, red ones, grow beside pears\"\n\
    2,2,b,gpt,greedy,no,none,x,,,on a hill stands a house painted red\n3,3,c,gpt,greedy,no,none,x,,,blue water and nothing else\n\
    4,1,a,gpt,greedy,no,upper_lower,x,,,ApPles\n5,5,a,gpt,sampling,no,none,x,,,pears\n";

fn refused(place: &Place, arguments: &str, code: i32, words: &[&str]) {
    let output = place.command(arguments).output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "`{arguments}`: {message}");
    for word in words {
        assert!(message.contains(word), "`{word}` is not in: {message}");
    }
}

fn table(place: &Place) {
    place.write("t/all.csv", TABLE);
    place.write("t/queries.csv", "docno,body\n1,red apples\n2,blue water\n");
    place.write("t/qrels/test.tsv", "1 0 a 2\n1 0 b 1\n2 0 c 1\n");
}

const SPEC: &str = "table(id=docno,text=body,source=by)";

#[test]
fn a_table_becomes_the_native_layout() {
    let place = Place::fresh();
    table(&place);
    let (out, err) = place.run(&format!("corpus import t --from {SPEC} --to n --format csv"));
    let expected = "source,documents,empty_texts,queries,judgements,skipped_lines\n\
                    human,3,0,2,3,0\ngpt,3,0,2,3,0\nall sources,6,0,2,3,0\n";
    assert_eq!((out.as_str(), err.as_str()), (expected, ""));
    place.small_corpus();
    for file in ["corpus/gpt.jsonl", "corpus/human.jsonl", "queries.jsonl"] {
        let read = |folder: &str| -> Vec<serde_json::Value> {
            place
                .read(&format!("{folder}/{file}"))
                .lines()
                .map(|line| serde_json::from_str(line).unwrap())
                .collect()
        };
        for (new, old) in read("n").iter().zip(read("c")) {
            assert_eq!((&new["_id"], &new["text"]), (&old["_id"], &old["text"]));
        }
        assert_eq!(read("n").len(), read("c").len());
    }
    assert_eq!(place.read("n/qrels/test.tsv"), place.read("c/qrels/test.tsv"));
    assert!(!place.path().join("n.partial").exists());
}

#[test]
fn a_corpus_is_replaced_on_request_only() {
    let place = Place::fresh();
    table(&place);
    let import = format!("corpus import t --from {SPEC} --to n");
    place.run(&import);
    place.write("n/notes.md", "keep");
    place.write("n/corpus/old.jsonl", "{}");
    refused(&place, &import, 2, &["holds a corpus already (corpus)", "--force"]);
    place.run(&format!("{import} --force"));
    assert_eq!(place.read("n/notes.md"), "keep");
    assert!(!place.path().join("n/corpus/old.jsonl").exists());
    refused(&place, &format!("corpus import t --from {SPEC} --to t/all.csv"), 2, &["is a file"]);
}

#[test]
fn bad_data_and_wrong_usage_leave_nothing_behind() {
    let place = Place::fresh();
    table(&place);
    let import = format!("corpus import t --from {SPEC} --to n");
    let wrong = |file: &str, text: &str, code: i32, words: &[&str]| {
        let before = place.read(file);
        place.write(file, format!("{before}{text}"));
        refused(&place, &import, code, words);
        place.write(file, before);
        assert!(!place.path().join("n").exists() && !place.path().join("n.partial").exists());
    };
    wrong("t/all.csv", "gpt,a,again\n", 3, &["all.csv:8", "\"a\"", "line 5", "--skip-bad-lines"]);
    wrong("t/all.csv", "gpt,d\n", 3, &["all.csv:8", "2 columns where the first line has 3"]);
    wrong("t/qrels/test.tsv", "1 0 zz 1\n", 3, &["test.tsv:4", "\"zz\"", "no source holds"]);
    wrong("t/qrels/test.tsv", "9 0 a 1\n", 3, &["test.tsv:4", "\"9\""]);
    wrong("t/queries.csv", "1,again\n", 3, &["queries.csv:4", "line 2"]);
    refused(&place, "corpus import t --from tabel --to n", 2, &["unknown corpus format `tabel`", "raid"]);
    refused(
        &place,
        "corpus import t --from table(source=model) --to n",
        3,
        &["all.csv", "has no column `model`", "by, docno, body"],
    );
    refused(&place, "corpus import t --from table(delimiter=blank) --to n", 2, &["one of: comma, tab"]);
    refused(&place, "corpus import t --to n", 2, &["--from"]);
    refused(&place, &format!("{import} --split dev"), 3, &["set `split` (--split) to one of: test"]);
    refused(&place, "corpus import nowhere --from raid --to n", 3, &["nowhere", "check the path"]);
    place.write("t/all.csv", format!("{TABLE}gpt,a,again\ngpt,d\n"));
    let (out, err) = place.run(&format!("{import} --skip-bad-lines --format csv"));
    assert!(out.contains("gpt,3,0,2,3,2\nall sources,6,0,2,3,2\n"), "{out}");
    // Lines that cannot be read, and those of an id that was there, are told apart.
    assert!(err.contains("all.csv: 1 line left out; the first: t/all.csv:9: 2 columns"), "{err}");
    assert!(err.contains("all.csv: 1 line left out; the first: t/all.csv:8: `_id` \"a\""), "{err}");
}

#[test]
fn a_corpus_is_not_imported_onto_itself() {
    let place = Place::fresh();
    place.small_corpus();
    place.write("c/qrels/dev.tsv", "1\ta\t1\n");
    for to in ["c", "c/inner", "c/../c"] {
        refused(
            &place,
            &format!("corpus import c --from beir --force --to {to}"),
            2,
            &["name another folder"],
        );
    }
    assert_eq!(place.read("c/qrels/dev.tsv"), "1\ta\t1\n");
    place.write("x/corpus/raw/all.csv", TABLE);
    let part = format!("corpus import x/corpus/raw --from {SPEC} --force --to x");
    refused(&place, &part, 2, &["would replace x/corpus/raw"]);
    place.write("y/raw/all.csv", TABLE);
    place.run(&format!("corpus import y/raw --from {SPEC} --to y"));
    assert_eq!(place.read("y/raw/all.csv"), TABLE);
    // Elsewhere, what is replaced is told.
    place.run("corpus import c --from beir --to d");
    let (_, err) = place.run("corpus import c --from beir --to d --force");
    assert!(err.contains("d: is replaced"), "{err}");
}

#[test]
fn several_splits_share_one_file_of_queries() {
    let place = Place::fresh();
    place.write("m/collection.tsv", "0\tred\n1\tblue\n");
    place.write("m/queries.dev.tsv", "q1\tred\nq2\tblue\n");
    place.write("m/queries.train.tsv", "q2\tblue\nq3\tgreen\n");
    place.write("m/qrels.dev.tsv", "q1\t0\t0\t1\n");
    place.write("m/qrels.train.tsv", "q3\t0\t1\t1\n");
    let (out, _) = place.run("corpus import m --from msmarco --to n --split dev --split train --format csv");
    assert_eq!(rows(&out, &["source", "documents", "queries", "judgements"])[0], ["human", "2", "2", "2"]);
    let ids: Vec<String> = place
        .read("n/queries.jsonl")
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["_id"].as_str().unwrap().to_string()
        })
        .collect();
    assert_eq!(ids, ["q1", "q2", "q3"]);
    assert!(place.read("n/qrels/train.tsv").ends_with("q3\t1\t1\n"));
    place.write("m/queries.train.tsv", "q2\tgreen\nq3\tgreen\n");
    refused(
        &place,
        "corpus import m --from msmarco --to o --split dev --split train",
        1,
        &["\"q2\"", "folders of their own"],
    );
}

#[test]
fn an_experiment_over_a_foreign_format_is_that_over_the_imported_corpus() {
    let place = Place::fresh();
    table(&place);
    place.write("r/train.csv", RAID);
    place.small_corpus();
    place.write("r/queries.jsonl", place.read("c/queries.jsonl"));
    place.write("r/qrels/test.tsv", place.read("c/qrels/test.tsv"));
    place.run("run --corpus c");
    let expected = place.read("results/c/bias/relative_delta.csv");
    for (folder, spec) in [("t", SPEC), ("r", "raid")] {
        let experiment =
            format!("name = \"x-{folder}\"\n[corpus]\nformat = \"{spec}\"\npath = \"{folder}\"\n");
        place.write("x.toml", experiment);
        place.run("run x.toml");
        place.run(&format!("corpus import {folder} --from {spec} --to native-{folder}"));
        place.run(&format!("run --corpus native-{folder}"));
        let foreign = place.read(&format!("results/x-{folder}/bias/relative_delta.csv"));
        assert!(foreign.lines().count() > 1);
        assert_eq!(foreign, place.read(&format!("results/native-{folder}/bias/relative_delta.csv")));
        assert_eq!(foreign, expected);
    }
    // A changed file is seen.
    place.write("r/train.csv", RAID.replace("house painted red", "house painted red with red apples"));
    place.run("run x.toml");
    assert_ne!(place.read("results/x-r/bias/relative_delta.csv"), expected);
}

#[test]
fn corpus_without_a_task_is_the_stage() {
    let place = Place::fresh();
    place.small_corpus();
    let (out, _) = place.run("corpus --corpus c --format csv");
    assert!(rows(&out, &["source"]).contains(&vec!["human".to_string()]), "{out}");
    let (out, _) = place.run("list formats --format csv");
    for name in ["msmarco", "trec", "table", "parquet", "folder", "hc3", "raid"] {
        assert!(out.contains(&format!("corpus format,{name},")), "{name} is not in: {out}");
    }
    assert!(out.contains("source= (free text, or none)"), "{out}");
}
