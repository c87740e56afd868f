//! `profile FILE.jsonl …`: files of texts without an experiment, streamed or in memory.

use super::{Place, rows};

const WORDS: &str = "--analyzer words --format csv";

fn place() -> Place {
    let place = Place::fresh();
    place.write("a.jsonl", "{\"_id\":1,\"text\":\"Red red blue.\"}\n\n{\"_id\":2,\"text\":\"Green\"}\n");
    place
        .write("human.jsonl", "{\"_id\":\"1\",\"text\":\"red\"}\n{\"_id\":\"2\",\"text\":\"a green one\"}\n");
    place
}

#[test]
fn streamed_and_in_memory_say_the_same_and_write_nothing() {
    let place = place();
    let found = |more: &str| {
        let (out, _) =
            place.run(&format!("profile a.jsonl {WORDS} --measures tokens,ttr --bootstrap {more}"));
        rows(&out, &["measure", "scope", "value", "n"])
    };
    let streamed = found("0");
    assert_eq!(streamed, found("99"));
    assert_eq!(streamed[0], ["tokens", "source", "4.0", "2"]);
    // Two of three, and one of one.
    assert_eq!(streamed[4], ["ttr", "document_mean", "0.8333333333333333", "2"]);
    let (terms, _) = place.run(&format!("profile a.jsonl {WORDS} --table terms"));
    let terms = rows(&terms, &["term", "frequency", "document_frequency"]);
    assert_eq!(terms, [["red", "2", "1"], ["blue", "1", "1"], ["green", "1", "1"]]);
    assert!(!place.path().join("results").exists());
}

#[test]
fn measures_of_the_raw_text_read_it() {
    let (out, _) = place().run(&format!("profile a.jsonl {WORDS} --measures characters --bootstrap 0"));
    let found = rows(&out, &["scope", "value"]);
    // 13 and 5 characters.
    assert_eq!(found[0], ["document_mean", "9.0"]);
}

#[test]
fn what_the_analyser_drops_is_said_in_one_pass_and_in_memory() {
    let place = place();
    place.write("halves.jsonl", "{\"_id\":1,\"text\":\"the ½ house ½\"}\n{\"_id\":2,\"text\":\"¼ house\"}\n");
    for bootstrap in [0, 99] {
        for (analyzer, said) in [("english|ngrams(3)", true), ("words", false)] {
            let (_, err) = place.run(&format!(
                "profile halves.jsonl --analyzer {analyzer} --measures tokens --bootstrap {bootstrap}"
            ));
            assert_eq!(
                err.contains("drops 3 of 6 pieces of text (50.0 %)"),
                said,
                "{analyzer} {bootstrap}: {err}"
            );
        }
    }
}

#[test]
fn the_first_file_is_the_reference_whatever_its_name() {
    let arguments =
        format!("profile a.jsonl human.jsonl {WORDS} --measures ttr --table comparison --bootstrap 99");
    let (out, _) = place().run(&arguments);
    let found = rows(&out, &["reference", "source", "control"]);
    assert_eq!(
        found.iter().map(|row| row[2].as_str()).collect::<Vec<_>>(),
        ["raw", "twins", "cut", "budget"]
    );
    assert!(found.iter().all(|row| row[0] == "a" && row[1] == "human"), "{out}");
}

#[test]
fn what_cannot_be_done_is_said() {
    let place = place();
    for (arguments, code, word) in [
        ("a.jsonl --measure mattr", 2, "--measures"),
        ("a.jsonl --model bm25", 2, "no effect"),
        ("a.jsonl --corpus c", 2, "stands beside a.jsonl"),
        ("a.jsonl ./a.jsonl", 2, "two files are named"),
        ("a.jsonl --bootstrap 5", 2, "from 99"),
        ("- --measures specificity --bootstrap 0", 2, "needs a second pass"),
        ("none.jsonl --measures tokens --bootstrap 0", 3, "no such file"),
    ] {
        let output = place.command(&format!("profile {arguments}")).output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments}: {message}");
        assert!(message.contains(word), "{arguments}: {message}");
    }
}
