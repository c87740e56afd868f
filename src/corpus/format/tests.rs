//! Folders with one thing wrong in each: what is said, and that nothing is left out in silence.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::FORMATS;
use crate::corpus::{
    Catalogue, CollectionSettings, Document, Fault, SourceFiles, SourceKind, TestCollection,
};
use crate::error::{Error, Result};

/// A folder with two sources, two queries and three judgements.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Folder {
        let folder = Folder(tempfile::tempdir().unwrap());
        folder.write(
            "corpus/human.jsonl",
            "{\"_id\":\"a\",\"text\":\"one\"}\n{\"_id\":\"b\",\"text\":\"two\"}\n",
        );
        folder.write(
            "corpus/gpt.jsonl",
            "{\"_id\":\"b\",\"text\":\"zwei\"}\n{\"_id\":\"c\",\"text\":\"drei\"}\n",
        );
        folder.write("queries.jsonl", "{\"_id\":\"q1\",\"text\":\"one\"}\n{\"_id\":\"q2\",\"text\":\"\"}\n");
        folder.write("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\ta\t2\nq1\tb\t0\nq2\tc\t1\n");
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    fn remove(&self, name: &str) {
        std::fs::remove_file(self.path(name)).unwrap();
    }

    fn settings(&self) -> CollectionSettings {
        CollectionSettings::of_folder(self.0.path())
    }

    /// Opens and reads everything; the error's message without the folder's path.
    fn read(
        &self,
        settings: &CollectionSettings,
    ) -> std::result::Result<(TestCollection, Vec<Document>), String> {
        read_all(settings).map_err(|error| {
            assert_eq!(error.exit_code(), 3, "{error}");
            error.to_string().replace(&format!("{}/", self.0.path().display()), "")
        })
    }

    fn message(&self) -> String {
        self.read(&self.settings()).map(|_| ()).unwrap_err()
    }
}

fn read_all(settings: &CollectionSettings) -> Result<(TestCollection, Vec<Document>)> {
    let mut collection = TestCollection::open(settings)?;
    let documents: Vec<Document> = collection.corpus.documents().collect::<Result<_>>()?;
    let ids = documents.iter().map(|document| document.id.clone()).collect();
    let catalogue = Catalogue::new(collection.corpus.sources.clone(), collection.corpus.reference, ids);
    collection.qrels = collection.checked_judgements(&catalogue)?;
    Ok((collection, documents))
}

fn texts(documents: &[Document]) -> Vec<(&str, u32, &str)> {
    documents
        .iter()
        .map(|document| (&*document.id.base, document.id.source.0, document.text.as_str()))
        .collect()
}

#[test]
fn a_folder_is_read_source_by_source_with_the_reference_first() {
    let folder = Folder::new();
    let (collection, documents) = folder.read(&folder.settings()).unwrap();
    assert_eq!(texts(&documents), [("a", 0, "one"), ("b", 0, "two"), ("b", 1, "zwei"), ("c", 1, "drei")]);
    let names: Vec<_> =
        collection.corpus.sources.iter().map(|source| (source.name.as_str(), source.kind)).collect();
    assert_eq!(names, [("human", SourceKind::Human), ("gpt", SourceKind::Llm)]);
    assert_eq!((collection.queries.len(), collection.qrels.len()), (2, 3));
    assert_eq!(collection.qrels.grade("q1", "a"), Some(2));
    assert_eq!(collection.judged_queries().len(), 2);
    let files = ["corpus/human.jsonl", "corpus/gpt.jsonl", "queries.jsonl", "qrels/test.tsv"];
    assert_eq!(collection.input_files().unwrap(), files.map(|file| folder.path(file)));
    assert!(collection.corpus.skipped().is_empty());
}

#[test]
fn one_file_is_one_source_and_a_corpus_may_come_without_queries() {
    let folder = Folder::new();
    std::fs::rename(folder.path("corpus/human.jsonl"), folder.path("corpus.jsonl")).unwrap();
    std::fs::remove_dir_all(folder.path("corpus")).unwrap();
    std::fs::remove_dir_all(folder.path("qrels")).unwrap();
    folder.remove("queries.jsonl");
    let (collection, documents) = folder.read(&folder.settings()).unwrap();
    assert_eq!(texts(&documents), [("a", 0, "one"), ("b", 0, "two")]);
    assert_eq!(collection.corpus.sources[0].name, "human");
    assert!(collection.queries.is_empty() && collection.qrels.is_empty());
}

#[test]
fn settings_choose_sources_order_kinds_and_reference() {
    let folder = Folder::new();
    let file = |name: &str| PathBuf::from(format!("corpus/{name}.jsonl"));
    let listed = [("zz".to_string(), file("gpt")), ("Human-a".to_string(), file("human"))];
    let mut settings = folder.settings();
    settings.sources = SourceFiles::Ordered(listed.to_vec());
    let collection = TestCollection::open(&settings).unwrap();
    assert_eq!(collection.corpus.sources[0].name, "zz");
    assert_eq!(collection.corpus.reference.0, 1);
    settings.sources = SourceFiles::Named(listed.into_iter().collect());
    settings.reference = Some("zz".to_string());
    settings.kinds.insert("zz".to_string(), SourceKind::Human);
    let collection = TestCollection::open(&settings).unwrap();
    let names: Vec<_> = collection.corpus.sources.iter().map(|source| source.name.as_str()).collect();
    assert_eq!(names, ["zz", "Human-a"]);
    assert_eq!(collection.corpus.sources[0].kind, SourceKind::Human);

    let parsed: CollectionSettings = toml::from_str(
        "path = \"x\"\nreference = \"human\"\nsources = { human = \"h.jsonl\", gpt = \"g.jsonl\" }",
    )
    .unwrap();
    assert!(matches!(parsed.sources, SourceFiles::Named(ref map) if map.len() == 2));
    let parsed: CollectionSettings =
        toml::from_str("sources = [[\"human\", \"h\"], [\"gpt\", \"g\"]]").unwrap();
    assert!(matches!(parsed.sources, SourceFiles::Ordered(ref list) if list[0].0 == "human"));
    assert!(toml::from_str::<CollectionSettings>("pth = \"x\"").is_err());
}

#[test]
fn settings_that_cannot_be_are_refused() {
    let folder = Folder::new();
    let message = |change: &dyn Fn(&mut CollectionSettings)| {
        let mut settings = folder.settings();
        change(&mut settings);
        TestCollection::open(&settings).map(|_| ()).unwrap_err().to_string()
    };
    let sources = |names: &[&str]| {
        SourceFiles::Ordered(names.iter().map(|name| (name.to_string(), "corpus/gpt.jsonl".into())).collect())
    };
    assert!(message(&|s| s.reference = Some("gpt-4".into())).contains("sources are: gpt, human"));
    assert!(message(&|s| s.sources = sources(&["all"])).contains("another meaning"));
    assert!(message(&|s| s.sources = sources(&["a b"])).contains("white space"));
    assert!(message(&|s| s.sources = sources(&["a", "a"])).contains("twice"));
    assert!(message(&|s| s.format = "treck".into()).contains("known: beir"));
    assert!(message(&|s| s.split = "dev".into()).contains("set `split` (--split) to one of: test"));
    assert!(
        message(&|s| s.sources = SourceFiles::Ordered(vec![("x".into(), "no.jsonl".into())]))
            .contains("no such file")
    );
    assert!(message(&|s| s.path = "/no/such/folder".into()).contains("corpus/<source>.jsonl"));
}

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn compressed_files_read_as_the_plain_ones_and_truncated_ones_are_refused() {
    let folder = Folder::new();
    let (_, plain) = folder.read(&folder.settings()).unwrap();
    let compress = |name: &str, ending: &str, with: &dyn Fn(&[u8]) -> Vec<u8>| {
        let bytes = std::fs::read(folder.path(name)).unwrap();
        folder.remove(name);
        folder.write(&format!("{name}{ending}"), with(&bytes));
    };
    // Two members one after the other, as `cat a.gz b.gz` makes them.
    compress("corpus/human.jsonl", ".gz", &|bytes| {
        let middle = bytes.len() / 3;
        [gzip(&bytes[..middle]), gzip(&bytes[middle..])].concat()
    });
    let zstd = |bytes: &[u8]| zstd::encode_all(bytes, 3).unwrap();
    compress("corpus/gpt.jsonl", ".zst", &zstd);
    compress("queries.jsonl", ".gz", &gzip);
    compress("qrels/test.tsv", ".zst", &zstd);
    let (collection, documents) = folder.read(&folder.settings()).unwrap();
    assert_eq!(documents, plain);
    assert_eq!(collection.qrels.len(), 3);
    for name in ["corpus/human.jsonl.gz", "corpus/gpt.jsonl.zst", "queries.jsonl.gz", "qrels/test.tsv.zst"] {
        let whole = std::fs::read(folder.path(name)).unwrap();
        for length in [whole.len() - 1, whole.len() / 2, 5] {
            folder.write(name, &whole[..length]);
            let read = folder.read(&folder.settings());
            let message = read
                .map(|_| format!("{name}: nothing for {length} of {} bytes", whole.len()))
                .unwrap_or_else(|error| error);
            assert!(message.starts_with(name) && message.contains("truncated"), "{message}");
        }
        folder.write(name, b"{\"_id\":\"a\",\"text\":\"not compressed\"}\n");
        let message = folder.message();
        assert!(message.contains("damaged at its start") && message.contains("checksum"), "{message}");
        folder.write(name, &whole);
    }
}

#[test]
fn byte_order_mark_carriage_returns_and_empty_lines_are_accepted() {
    let folder = Folder::new();
    folder.write(
        "corpus/human.jsonl",
        "\u{feff}\r\n{\"_id\":\"a\",\"text\":\"one\"}\r\n\r\n  \n{\"_id\":\"b\",\"text\":\"two\",\"x\":NaN}",
    );
    folder.write("qrels/test.tsv", "\u{feff}q1 0 a 2\r\n\r\nq1 0 b 0\r\nq1 0 a 2\r\n");
    let (collection, documents) = folder.read(&folder.settings()).unwrap();
    assert_eq!(texts(&documents)[..2], [("a", 0, "one"), ("b", 0, "two")]);
    assert_eq!(collection.qrels.len(), 2);
}

/// (file, its content, how the message starts, a word of the advice)
const BAD: &[(&str, &[u8], &str, &str)] = &[
    (
        "corpus/gpt.jsonl",
        b"{\"_id\":\"b\",\"text\":\"x\"}\n\nhello\n",
        "corpus/gpt.jsonl:3: not a JSON object",
        "--skip-bad-lines",
    ),
    (
        "corpus/gpt.jsonl",
        b"{\"_id\":\"b\",\"tex",
        "corpus/gpt.jsonl:1: not a JSON object",
        "--skip-bad-lines",
    ),
    ("corpus/gpt.jsonl", b"{\"_id\":\"b\"}\n", "corpus/gpt.jsonl:1: no field `text`", "--skip-bad-lines"),
    (
        "corpus/gpt.jsonl",
        b"{\"_id\":3.5,\"text\":\"\"}\n",
        "corpus/gpt.jsonl:1: field `_id` is a number",
        "correct",
    ),
    (
        "corpus/gpt.jsonl",
        b"{\"_id\":\"c\",\"text\":\"\xe9\"}\n",
        "corpus/gpt.jsonl:1: the text is not UTF-8 (byte 20",
        "iconv -f WINDOWS-1252 -t UTF-8",
    ),
    (
        "corpus/gpt.jsonl",
        b"\xff\xfe{\0",
        "corpus/gpt.jsonl: the file is encoded in UTF-16",
        "iconv -f UTF-16",
    ),
    ("corpus/gpt.jsonl", b"\x1f\x8b\x08\0\0\n", "corpus/gpt.jsonl: the file is compressed with gzip", ".gz"),
    ("corpus/gpt.jsonl", b"", "corpus/gpt.jsonl: the corpus is empty", "at least one document"),
    ("corpus/gpt.jsonl", b"\n \n", "corpus/gpt.jsonl: the corpus is empty", "`sources`"),
    (
        "corpus/gpt.jsonl",
        b"{\"_id\":\"c\",\"text\":\"\"}\n{\"_id\":\"b\",\"text\":\"\"}\n{\"_id\":\"c\",\"text\":\"\"}\n",
        "corpus/gpt.jsonl:3: `_id` \"c\" was given to the document of line 1 already",
        "leave one",
    ),
    (
        "queries.jsonl",
        b"{\"_id\":\"q1\",\"text\":\"\"}\n{\"_id\":\"q1\",\"text\":\"\"}\n",
        "queries.jsonl:2: `_id` \"q1\" was given to the query of line 1",
        "leave one",
    ),
    ("queries.jsonl", b"", "queries.jsonl: holds no query", "at least one"),
    (
        "queries.jsonl",
        b"{\"_id\":\"q1\",\"text\":\"\"}\n",
        "qrels/test.tsv:4: a judgement of query \"q2\"",
        "`split`",
    ),
    (
        "qrels/test.tsv",
        b"q1 a 1\nq1 a 2\n",
        "qrels/test.tsv:2: query \"q1\" gives document \"a\" grade 2, and grade 1 in line 1",
        "leave one",
    ),
    ("qrels/test.tsv", b"q1 a 1\nq1 b much\n", "qrels/test.tsv:2: the grade `much`", "correct"),
    ("qrels/test.tsv", b"q1 a 1\nq1 b 0.5\n", "qrels/test.tsv:2: the grade `0.5`", "scale"),
    ("qrels/test.tsv", b"query-id corpus-id score\n", "qrels/test.tsv: holds no judgement", "at least one"),
    (
        "qrels/test.tsv",
        b"q1 a 1\nq2 zz 0\nq1 yy 1\n",
        "qrels/test.tsv:2: query \"q2\" has a judgement of document \"zz\"",
        "`split`",
    ),
];

#[test]
fn bad_input_is_told_with_file_line_and_advice() {
    for (file, content, start, advice) in BAD {
        let folder = Folder::new();
        folder.write(file, content);
        let message = folder.message();
        assert!(message.starts_with(start) && message.contains(advice), "{start}\n{message}");
    }
    let folder = Folder::new();
    folder.remove("queries.jsonl");
    assert!(folder.message().starts_with("queries.jsonl: no such file"));
    std::fs::remove_dir_all(folder.path("corpus")).unwrap();
    assert!(folder.message().contains("holds no corpus"));
    std::fs::create_dir(folder.path("corpus")).unwrap();
    assert!(folder.message().contains("the corpus is empty"));
}

#[test]
fn a_stream_ends_with_its_first_error() {
    let folder = Folder::new();
    folder.write(
        "corpus/human.jsonl",
        "{\"_id\":\"a\",\"text\":\"one\"}\nbad\n{\"_id\":\"b\",\"text\":\"two\"}\n",
    );
    let collection = TestCollection::open(&folder.settings()).unwrap();
    let items: Vec<_> = collection.corpus.documents().collect();
    assert_eq!(items.len(), 2);
    assert!(matches!(items[1], Err(Error::BadLine { line: 2, .. })));
}

#[test]
fn skipped_lines_are_counted_by_file() {
    let folder = Folder::new();
    folder.write(
        "corpus/gpt.jsonl",
        b"bad\n{\"_id\":\"c\",\"text\":\"\"}\n\xe9\n{\"_id\":\"c\",\"text\":\"later\"}\n",
    );
    folder.write("queries.jsonl", "{\"_id\":\"q1\",\"text\":\"one\"}\n{}\n");
    folder.write("qrels/test.tsv", "q1 a 1\nq2 a 1\nq1 zz 1\nq1 a 0\nq1 b\n");
    let mut settings = folder.settings();
    settings.skip_bad_lines = true;
    let (collection, documents) = folder.read(&settings).unwrap();
    assert_eq!(texts(&documents)[2..], [("c", 1, "")]);
    assert_eq!((collection.queries.len(), collection.qrels.len()), (1, 1));
    assert_eq!(collection.qrels.grade("q1", "a"), Some(1));
    let counts = |collection: &TestCollection| -> Vec<(String, Fault, u64)> {
        let name = |file: &Path| file.file_name().unwrap().to_str().unwrap().to_string();
        let skipped = collection.corpus.skipped();
        skipped.iter().map(|skipped| (name(&skipped.file), skipped.fault, skipped.lines)).collect()
    };
    let expected = [
        ("gpt.jsonl", Fault::Unreadable, 2),
        ("gpt.jsonl", Fault::Duplicate, 1),
        ("test.tsv", Fault::Unreadable, 1),
        ("test.tsv", Fault::Duplicate, 1),
        ("test.tsv", Fault::UnknownQuery, 1),
        ("test.tsv", Fault::UnknownDocument, 1),
        ("queries.jsonl", Fault::Unreadable, 1),
    ]
    .map(|(name, fault, count)| (name.to_string(), fault, count));
    assert_eq!(counts(&collection), expected);
    assert!(collection.corpus.skipped()[0].first.contains("gpt.jsonl:1: not a JSON object"));
    // Reading once more does not count once more.
    assert_eq!(collection.corpus.documents().count(), 3);
    assert_eq!(counts(&collection), expected);
    folder.write("corpus/gpt.jsonl", "bad\n");
    assert!(folder.read(&settings).map(|_| ()).unwrap_err().contains("the corpus is empty"));
}

#[test]
fn rows_have_what_lists_print() {
    for entry in FORMATS.entries {
        assert!(!entry.summary.is_empty() && !entry.reference.is_empty());
        let canonical = FORMATS.parse(entry.name).unwrap().name;
        assert!(canonical.starts_with(entry.name), "{canonical}");
        assert_eq!(FORMATS.parse(&canonical).unwrap().name, canonical);
    }
}

/// The figures of the real collections; judgements of all of them are clean.
#[test]
fn real_collections_read_without_a_bad_line() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if !data.exists() {
        // The harness keeps what `eprintln!` says of a test that passes; what is written to stderr itself is seen.
        let mut stderr = std::io::stderr();
        writeln!(stderr, "skipped: {} is missing", data.display()).unwrap();
        return;
    }
    for (name, documents, queries, judgements) in [
        ("nq-utd", 1600, 80, 800),
        ("nfcorpus", 7266, 3237, 12334),
        ("marco", 3000, 1000, 1000),
        ("cranfield", 1400, 225, 1837),
        ("l2r", 0, 0, 0),
    ] {
        let (collection, read) = read_all(&CollectionSettings::of_folder(data.join(name))).unwrap();
        assert!(documents == 0 || documents == read.len(), "{name}: {}", read.len());
        assert_eq!((collection.queries.len(), collection.qrels.len()), (queries, judgements), "{name}");
        assert_eq!(collection.corpus.sources[0].name, "human");
    }
}
