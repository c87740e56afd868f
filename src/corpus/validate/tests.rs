//! Each check with a case that fires and a near miss that must not; that order and names change nothing but rows; and a
//! folder with every fault at once.

mod confounds;
mod twins;

use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::corpus::{CollectionSettings, Query, SourceKind};

/// A source as its documents (id, text).
type Texts<'a> = &'a [(&'a str, &'a str)];

/// A collection in memory; the first source is the reference.
fn collection(
    sources: &[(&str, Texts<'_>)],
    queries: &[(&str, &str)],
    judgements: &[(&str, &str, i32)],
) -> TestCollection {
    let named = |(name, _): &(&str, Texts<'_>)| Source { name: name.to_string(), kind: SourceKind::Llm };
    let documents = sources.iter().enumerate().flat_map(|(number, (_, texts))| {
        texts.iter().map(move |(base, text)| Document {
            id: DocumentId { base: Arc::from(*base), source: SourceId(number as u32) },
            title: String::new(),
            text: text.to_string(),
        })
    });
    let query = |(id, text): &(&str, &str)| Query::new(*id, *text);
    let mut qrels = Qrels::default();
    for (query, base, grade) in judgements {
        qrels.insert(query, base, *grade);
    }
    TestCollection::from_documents(
        sources.iter().map(named).collect(),
        SourceId(0),
        documents.collect(),
        queries.iter().map(query).collect(),
        qrels,
    )
    .unwrap()
}

/// All rows: check, source, count, of, example.
fn rows(validated: &Validated) -> Vec<(String, String, u64, u64, String)> {
    let table = validated.checks(true);
    let (checks, sources) = (table.text("check").unwrap(), table.text("source").unwrap());
    let (counts, of) = (table.number("count").unwrap(), table.number("of").unwrap());
    let examples = table.text("example").unwrap();
    let row = |row: usize| {
        let number = |column: &[Option<f64>]| column[row].unwrap() as u64;
        (checks[row].clone(), sources[row].clone(), number(&counts), number(&of), examples[row].clone())
    };
    (0..table.height()).map(row).collect()
}

/// Count, whole and example of a check in a source.
fn row(validated: &Validated, check: &str, source: &str) -> (u64, u64, String) {
    let mut found =
        rows(validated).into_iter().filter(|row| (row.0.as_str(), row.1.as_str()) == (check, source));
    let row = found.next().unwrap_or_else(|| panic!("no row of {check} in {source:?}"));
    assert!(found.next().is_none(), "two rows of {check} in {source:?}");
    (row.2, row.3, row.4)
}

fn validated(collection: &TestCollection) -> Validated {
    validate_collection(collection, false).unwrap()
}

const LONG: &str = "Red apples and green pears grow on the hill behind the old house, and nobody picks them before the autumn \
                    comes with its rain and its wind.";

#[test]
fn texts_are_held_against_their_twins() {
    let five = LONG.repeat(5);
    let six = LONG.repeat(6);
    let collection = collection(
        &[
            (
                "human",
                &[("a", LONG), ("b", LONG), ("c", "one two"), ("d", "the same"), ("e", "x"), ("f", "")],
            ),
            ("gpt", &[("a", &five), ("b", &six), ("c", " one\n two"), ("d", "the same."), ("f", " ")]),
            ("llm", &[("a", "cut"), ("c", "one two"), ("d", "The same"), ("g", "new"), ("h", "new ")]),
        ],
        &[],
        &[],
    );
    let found = validated(&collection);
    assert_eq!(row(&found, "missing_twins", "gpt"), (1, 6, "e".into()));
    assert_eq!(row(&found, "missing_twins", "llm"), (3, 6, "b".into()));
    assert_eq!(row(&found, "missing_contents", "human"), (2, 8, "g".into()));
    assert_eq!(row(&found, "missing_contents", "gpt"), (3, 8, "e".into()));
    assert_eq!(row(&found, "missing_contents", "llm"), (3, 8, "b".into()));
    // White space does not count, an empty text is no text, a mark makes another one.
    assert_eq!(row(&found, "identical_twins", "gpt"), (1, 5, "c".into()));
    assert_eq!(row(&found, "identical_twins", "llm"), (1, 3, "c".into()));
    assert_eq!(row(&found, "identical_versions", "gpt"), (1, 3, "c".into()));
    assert_eq!(row(&found, "identical_versions", "llm"), (1, 3, "c".into()));
    assert_eq!(row(&found, "duplicate_texts", "human"), (1, 6, "a, b".into()));
    assert_eq!(row(&found, "duplicate_texts", "gpt"), (0, 5, String::new()));
    assert_eq!(row(&found, "duplicate_texts", "llm"), (1, 5, "g, h".into()));
    assert_eq!(row(&found, "empty_texts", "human"), (1, 6, "f".into()));
    assert_eq!(row(&found, "overlong_texts", "gpt"), (1, 5, "b".into()));
    assert_eq!(row(&found, "cut_off_texts", "llm"), (1, 3, "a".into()));
    assert_eq!(row(&found, "cut_off_texts", "gpt"), (0, 5, String::new()));
    assert_eq!(
        found.sources().to_csv().unwrap(),
        format!(
            "source,reference,documents,characters,twins,only_here,empty_texts\nhuman,true,6,{},0,1,1\n\
             gpt,false,5,{},5,0,1\nllm,false,5,25,3,2,0\n",
            2 * LONG.len() + 16,
            11 * LONG.len() + 19
        )
    );
}

#[test]
fn titles_tell_texts_apart_where_they_are_read() {
    let mut same = collection(&[("human", &[("a", "one")]), ("gpt", &[("a", "one")])], &[], &[]);
    let crate::corpus::collection::Origin::Memory(documents) = &mut same.corpus.origin else {
        panic!("in memory")
    };
    documents[1].title = "Apples".to_string();
    for (with_titles, identical) in [(false, 1), (true, 0)] {
        let found = validate_collection(&same, with_titles).unwrap();
        assert_eq!(row(&found, "identical_twins", "gpt").0, identical);
    }
}

#[test]
fn scripts_are_counted_and_strangers_told() {
    let found = validated(&collection(
        &[
            ("human", &[("a", "apples"), ("b", "яблоки"), ("c", "pears, née"), ("d", "42")]),
            ("gpt", &[("a", "林檎です")]),
        ],
        &[],
        &[],
    ));
    assert_eq!(row(&found, "other_scripts", "human"), (1, 3, "b (Cyrillic)".into()));
    assert_eq!(row(&found, "other_scripts", "gpt"), (0, 1, String::new()));
    let scripts = rows(&found).into_iter().filter(|row| row.0 == "scripts");
    let scripts: Vec<_> = scripts.map(|row| (row.1, row.2, row.4)).collect();
    let expected =
        [("human", 2, "Latin"), ("human", 1, "no letters"), ("human", 1, "Cyrillic"), ("gpt", 1, "Han")];
    assert_eq!(
        scripts,
        expected.map(|(source, count, script)| (source.to_string(), count, script.to_string()))
    );
}

#[test]
fn queries_and_judgements_are_held_against_each_other() {
    let found = validated(&collection(
        &[("human", &[("a", "one"), ("b", "two")])],
        &[("q3", "apples"), ("q1", " apples "), ("q2", "\t"), ("q4", "Apples")],
        &[("q1", "a", 0), ("q1", "b", -1), ("q3", "a", 0), ("q3", "b", 2)],
    ));
    assert_eq!(row(&found, "empty_queries", ""), (1, 4, "q2".into()));
    assert_eq!(row(&found, "identical_queries", ""), (1, 2, "q3, q1".into()));
    assert_eq!(row(&found, "unjudged_queries", ""), (2, 4, "q2".into()));
    assert_eq!(row(&found, "nothing_relevant", ""), (1, 2, "q1".into()));
    let grades = rows(&found).into_iter().filter(|row| row.0 == "grades").map(|row| (row.4, row.2));
    let expected = [("grade -1", 1), ("grade 0", 2), ("grade 2", 1)];
    assert_eq!(grades.collect::<Vec<_>>(), expected.map(|(grade, count)| (grade.to_string(), count)));
    assert!(!found.is_clean());
}

#[test]
fn a_good_collection_is_clean() {
    let good = collection(
        &[("human", &[("a", "one")]), ("gpt", &[("a", "two")])],
        &[("q", "one")],
        &[("q", "a", 1)],
    );
    let found = validated(&good);
    assert!(found.is_clean(), "{}", found.checks(false).to_csv().unwrap());
    assert_eq!(found.checks(false).text("severity").unwrap(), ["note"; 3]);
    let checks = found.checks(true).text("check").unwrap();
    // What is of three sources has no row with two; what was not found has one.
    for check in CHECKS {
        assert_eq!(
            checks.iter().any(|name| name == check.name),
            check.name != "identical_versions",
            "{}",
            check.name
        );
    }
}

#[test]
fn names_that_run_files_cannot_tell_apart_are_an_error() {
    let found = validated(&collection(&[("chat", &[("a-x", "one")]), ("x-chat", &[("a", "two")])], &[], &[]));
    assert_eq!(row(&found, "colliding_names", ""), (1, 2, "a of x-chat, a-x of chat".into()));
    assert_eq!(found.kinds(Severity::Error), 1);
}

fn write(folder: &Path, file: &str, bytes: &[u8]) {
    let path = folder.join(file);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn a_folder_with_every_fault_is_read_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let human = b"{\"_id\":\"a\",\"text\":\"one\"}\n{\"_id\":\"a\",\"text\":\"two\"}\nno\n{\"_id\":\"b\",\"text\":\"\xff\"}\n\
                  {\"_id\":\"c\",\"text\":\"three\"}\n{\"_id\":\"d\"}\n";
    write(folder.path(), "corpus/human.jsonl", human);
    write(folder.path(), "corpus/none.jsonl", b"\n");
    write(folder.path(), "corpus/broken.jsonl.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\x03cut");
    write(
        folder.path(),
        "corpus/gpt.jsonl",
        b"{\"_id\":\"c\",\"text\":\"last\"}\n{\"_id\":\"c\",\"text\":\"again\"}\n",
    );
    write(
        folder.path(),
        "queries.jsonl",
        b"{\"_id\":\"1\",\"text\":\"x\"}\n{}\n{\"_id\":\"1\",\"text\":\"y\"}\n",
    );
    write(folder.path(), "qrels/test.tsv", b"1 a 1\n1 a 1\n1 a 0\n1 a\n9 a 1\n9 c 1\n1 zz 1\n1 c 1\n");
    let settings = CollectionSettings::of_folder(folder.path());
    let found = validate(&settings).unwrap();
    for (check, source, expected) in [
        ("unreadable_files", "broken", (1, 1, "broken.jsonl.gz")),
        ("unreadable_files", "", (0, 2, "")),
        ("unreadable_documents", "human", (3, 6, "human.jsonl:3")),
        ("unreadable_documents", "gpt", (0, 2, "")),
        ("unreadable_queries", "", (1, 3, "queries.jsonl:2")),
        ("unreadable_judgements", "", (1, 8, "test.tsv:4")),
        ("duplicate_documents", "human", (1, 6, "human.jsonl:2")),
        ("duplicate_documents", "gpt", (1, 2, "gpt.jsonl:2")),
        ("duplicate_queries", "", (1, 3, "queries.jsonl:3")),
        ("empty_sources", "none", (1, 1, "")),
        ("empty_sources", "broken", (0, 1, "")),
        ("unknown_documents", "", (1, 8, "test.tsv:7")),
        ("unknown_queries", "", (2, 8, "test.tsv:5")),
        ("conflicting_judgements", "", (1, 8, "test.tsv:3")),
        ("repeated_judgements", "", (1, 8, "test.tsv:2")),
    ] {
        let (count, of, example) = expected;
        assert_eq!(row(&found, check, source), (count, of, example.to_string()), "{check} {source}");
    }
    assert_eq!(found.kinds(Severity::Error), 10);
    assert_eq!(found.sources().number("documents").unwrap().iter().flatten().sum::<f64>(), 3.0);
}

#[test]
fn queries_and_judgements_that_are_not_there_are_told() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "corpus.jsonl", b"{\"_id\":\"a\",\"text\":\"one\"}\n");
    write(folder.path(), "qrels/test.tsv", b"1 a 1\n");
    let settings = CollectionSettings::of_folder(folder.path());
    assert_eq!(row(&validate(&settings).unwrap(), "unreadable_files", ""), (1, 2, "queries.jsonl".into()));
    write(folder.path(), "queries.jsonl", b"{}\n");
    let found = validate(&settings).unwrap();
    assert_eq!(row(&found, "unreadable_files", ""), (1, 2, "queries.jsonl".into()));
    assert_eq!(row(&found, "unreadable_queries", ""), (1, 1, "queries.jsonl:1".into()));
    assert_eq!(row(&found, "unknown_queries", "").0, 0);
    let other = CollectionSettings { split: "dev".into(), ..settings };
    write(folder.path(), "queries.jsonl", b"{\"_id\":\"1\",\"text\":\"x\"}\n");
    assert_eq!(row(&validate(&other).unwrap(), "unreadable_files", ""), (1, 2, "dev.tsv".into()));
    assert!(validate(&CollectionSettings::of_folder(folder.path().join("none"))).is_err());
}

#[test]
fn texts_without_an_id_are_shown_by_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a b.jsonl", b"{\"text\":\"\"}\n\n{\"text\":\"x\"}\n{\"text\":\"x\"}\n");
    let format = "jsonl".to_string();
    let path = std::path::PathBuf::from("a b.jsonl");
    let sources = crate::corpus::SourceFiles::Ordered(vec![("gpt".to_string(), path)]);
    let found =
        validate(&CollectionSettings { format, sources, ..CollectionSettings::of_folder(folder.path()) })
            .unwrap();
    assert_eq!(row(&found, "empty_texts", "gpt"), (1, 3, "a%20b.jsonl:1".into()));
    assert_eq!(row(&found, "duplicate_texts", "gpt"), (1, 3, "a%20b.jsonl:3, a%20b.jsonl:4".into()));
}

/// Texts that many checks fire on, with ids that are shared and missing.
fn texts() -> impl Strategy<Value = Vec<Vec<(u8, usize)>>> {
    prop::collection::vec(prop::collection::vec((0_u8..8, 0_usize..POOL.len()), 1..8), 2..4)
}

const POOL: &[&str] = &[
    "",
    " ",
    "one two",
    "one  two",
    LONG,
    "Sure! Here is a rewrite: x",
    "I cannot assist with it",
    "яблоки",
    "cafÃ©",
    "<p>",
    "\u{1}",
];

/// Documents of the sources, in the order of the draw; the first document of each id counts.
fn documents(drawn: &[Vec<(u8, usize)>]) -> Vec<Document> {
    let mut seen = std::collections::HashSet::new();
    let mut documents = Vec::new();
    for (source, texts) in drawn.iter().enumerate() {
        for (base, text) in texts {
            if seen.insert((source, base)) {
                documents.push(Document {
                    id: DocumentId { base: Arc::from(format!("d{base}")), source: SourceId(source as u32) },
                    title: String::new(),
                    text: POOL[*text].to_string(),
                });
            }
        }
    }
    documents
}

fn found(names: &[String], documents: Vec<Document>) -> Validated {
    let sources = names.iter().map(|name| Source { name: name.clone(), kind: SourceKind::Llm }).collect();
    let collection =
        TestCollection::from_documents(sources, SourceId(0), documents, Vec::new(), Qrels::default())
            .unwrap();
    validated(&collection)
}

proptest! {
    #[test]
    fn the_order_of_documents_changes_nothing(drawn in texts(), seed in any::<u64>()) {
        let names: Vec<String> = (0..drawn.len()).map(|number| format!("s{number}")).collect();
        let ordered = documents(&drawn);
        let mut shuffled = ordered.clone();
        let key = |document: &Document| {
            let mut hasher = std::hash::DefaultHasher::new();
            std::hash::Hash::hash(&(seed, &document.id), &mut hasher);
            std::hash::Hasher::finish(&hasher)
        };
        shuffled.sort_by_key(key);
        let (one, other) = (found(&names, ordered), found(&names, shuffled));
        prop_assert_eq!(rows(&one), rows(&other));
        prop_assert_eq!(one.sources(), other.sources());
    }

    #[test]
    fn names_of_sources_change_names_alone(drawn in texts()) {
        let names: Vec<String> = (0..drawn.len()).map(|number| format!("s{number}")).collect();
        let reversed: Vec<String> = names.iter().rev().cloned().collect();
        let rename = |name: &str| names.iter().position(|known| known == name).map(|place| reversed[place].clone());
        let one = rows(&found(&names, documents(&drawn)));
        let renamed: Vec<_> = one
            .into_iter()
            .map(|row| {
                // Only a copy has a source for its example.
                let example = if row.0 == "copied_sources" { rename(&row.4) } else { None };
                (row.0, rename(&row.1).unwrap_or(row.1), row.2, row.3, example.unwrap_or(row.4))
            })
            .collect();
        prop_assert_eq!(renamed, rows(&found(&reversed, documents(&drawn))));
    }

    #[test]
    fn every_twin_of_a_copy_is_the_same_text(drawn in texts()) {
        let copied = [drawn[0].clone(), drawn[0].clone()];
        let found = found(&["human".to_string(), "copy".to_string()], documents(&copied));
        let (count, of, _) = row(&found, "identical_twins", "copy");
        let documents = documents(&copied[..1]);
        let empty = documents.iter().filter(|document| document.text.trim().is_empty()).count() as u64;
        prop_assert_eq!((count + empty, of), (documents.len() as u64, documents.len() as u64));
        // All that is found in one is found in the other, and what is of twins has no row of the reference.
        let of = |source: &str| {
            let rows = rows(&found).into_iter().filter(|row| row.1 == source);
            rows.map(|row| (row.0, row.2, row.3, row.4)).collect::<Vec<_>>()
        };
        let (human, mut copy) = (of("human"), of("copy"));
        copy.retain(|row| human.iter().any(|other| other.0 == row.0));
        prop_assert!(human.len() > 10);
        prop_assert_eq!(human, copy);
    }
}
