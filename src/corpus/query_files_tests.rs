//! Files of queries by author: what is read of them, and what is refused.

use std::path::Path;

use super::*;
use crate::corpus::{CollectionSettings, Query, TestCollection, query_clusters};

/// A collection of two contents, with these files beside the corpus.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    let documents = "{\"_id\":\"a\",\"text\":\"apples\"}\n{\"_id\":\"b\",\"text\":\"pears\"}\n";
    let corpus = [("corpus/human.jsonl", documents), ("corpus/llm.jsonl", documents)];
    for (name, text) in corpus.iter().chain(files) {
        let path = place.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    place
}

fn opened(folder: &Path, queries: &str) -> Result<TestCollection> {
    let settings: CollectionSettings = toml::from_str(&format!("queries = {queries}")).unwrap();
    TestCollection::open(&CollectionSettings { path: folder.to_path_buf(), ..settings })
}

fn told(queries: &[Query]) -> Vec<(&str, Option<&str>, Option<&str>)> {
    queries.iter().map(|one| (one.id.as_str(), one.author.as_deref(), one.cluster.as_deref())).collect()
}

const PEOPLE: &str =
    "{\"_id\":\"q1\",\"text\":\"apples\"}\n{\"_id\":\"q2\",\"text\":\"pears\",\"author\":\"Ann\"}\n";
const MODEL: &str =
    "{\"_id\":\"m1\",\"text\":\"apples\",\"cluster\":\"c\"}\n{\"_id\":\"m2\",\"text\":\"old\"}\n";

#[test]
fn files_by_author_are_joined() {
    let qrels = "q1 a 1\nq2 b 1\nm1 a 1\n";
    let place = folder(&[("people.jsonl", PEOPLE), ("llm.jsonl", MODEL), ("qrels/test.tsv", qrels)]);
    let read = opened(place.path(), "{ people = \"people.jsonl\", llm = \"llm.jsonl\" }").unwrap();
    // By author; the settings say more than a line.
    assert_eq!(
        told(&read.queries),
        [
            ("m1", Some("llm"), Some("c")),
            ("m2", Some("llm"), None),
            ("q1", Some("people"), None),
            ("q2", Some("people"), None)
        ]
    );
    let files = read.input_files().unwrap();
    assert_eq!(files.iter().filter(|file| file.starts_with(place.path())).count(), 5);
    let clusters = query_clusters(&read.queries, &read.qrels);
    assert_eq!(clusters["m1"], clusters["q1"]);

    let one = opened(place.path(), "\"people.jsonl\"");
    // A judgement of a query of the file that is not read.
    assert!(one.err().unwrap().to_string().contains("\"m1\""));
}

#[test]
fn a_line_says_who_wrote_it_where_no_setting_does() {
    let place = folder(&[("queries.jsonl", PEOPLE), ("qrels/test.tsv", "q1 a 1\n")]);
    for read in [
        opened(place.path(), "\"queries.jsonl\"").unwrap(),
        TestCollection::open(&CollectionSettings::of_folder(place.path())).unwrap(),
    ] {
        assert_eq!(told(&read.queries), [("q1", None, None), ("q2", Some("Ann"), None)]);
    }
}

#[test]
fn authors_may_share_a_file_and_have_judgements_of_their_own() {
    let queries = PEOPLE.to_string() + MODEL;
    let files = [
        ("queries.jsonl", &*queries),
        ("qrels/people.tsv", "q1 a 1\nq2 b 1\n"),
        ("qrels/llm.tsv", "m1 a 2\n"),
    ];
    let place = folder(&files);
    let of = |people: &str, llm: &str| {
        let author = |split: &str| format!("{{ file = \"queries.jsonl\", split = \"{split}\" }}");
        opened(place.path(), &format!("{{ people = {}, llm = {} }}", author(people), author(llm)))
    };
    let read = of("people", "llm").unwrap();
    assert_eq!(told(&read.queries).iter().map(|one| one.0).collect::<Vec<_>>(), ["m1", "q1", "q2"]);
    assert_eq!((read.qrels.grade("m1", "a"), read.qrels.grade("q2", "b")), (Some(2), Some(1)));
    assert_eq!(read.judged_queries().len(), 3);
    let files = read.input_files().unwrap();
    let names = files.iter().filter_map(|file| file.file_name()?.to_str()).collect::<Vec<_>>();
    assert_eq!(names, ["human.jsonl", "llm.jsonl", "queries.jsonl", "llm.tsv", "people.tsv"]);
    // A split that is not there is named with those that are.
    assert!(of("peple", "llm").err().unwrap().to_string().contains("people"));
    // Queries that two authors would have.
    let twice = of("people", "people").err().unwrap().to_string();
    assert!(
        twice.contains("queries.jsonl") && twice.contains("\"q1\"") && twice.contains("by people ids"),
        "{twice}"
    );
}

#[test]
fn one_id_in_two_files_is_refused_with_both_places() {
    let place = folder(&[
        ("people.jsonl", PEOPLE),
        ("llm.jsonl", "{\"_id\":\"m\",\"text\":\"x\"}\n{\"_id\":\"q2\",\"text\":\"y\"}\n"),
    ]);
    let error = opened(place.path(), "{ people = \"people.jsonl\", llm = \"llm.jsonl\" }").err().unwrap();
    let error = error.to_string();
    for words in ["people.jsonl", "line 2 of", "llm.jsonl", "\"q2\"", "ids of their own"] {
        assert!(error.contains(words), "{words}: {error}");
    }
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let place = folder(&[("queries.jsonl", PEOPLE), ("qrels/test.tsv", "q1 a 1\n")]);
    let error = |queries: &str| opened(place.path(), queries).err().unwrap().to_string();
    assert!(error("{ llm = \"none.jsonl\" }").contains("of author \"llm\" in `queries`"));
    assert!(error("{ \"a b\" = \"queries.jsonl\" }").contains("white space"));
    let misspelt =
        toml::from_str::<CollectionSettings>("queries = { a = { file = \"q\", splt = \"x\" } }").unwrap_err();
    assert!(misspelt.to_string().contains("{ file = …, split = … }"), "{misspelt}");
}

#[test]
fn settings_are_read_as_they_were_written() {
    for toml in [
        "queries = \"q.jsonl\"",
        "queries = { a = \"q.jsonl\", b = { file = \"q.jsonl\", split = \"b\" } }",
        "split = \"dev\"",
    ] {
        let settings: CollectionSettings = toml::from_str(toml).unwrap();
        let written = toml::to_string(&settings).unwrap();
        assert_eq!(toml::from_str::<CollectionSettings>(&written).unwrap(), settings, "{written}");
        assert_eq!(written.contains("queries"), toml.contains("queries"));
    }
}
