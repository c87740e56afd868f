//! The formats of others: what is read of small files of each, and what is said of bad ones.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use polars::prelude::{Column, DataFrame, NamedFrom, Series};
use polars_io::prelude::ParquetWriter;

use super::tests::gzip;
use super::{CorpusFormat, FORMATS, Text};
use crate::corpus::{CollectionSettings, TestCollection};
use crate::error::{Error, Result};

/// A folder with these files.
pub(super) fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    folder
}

pub(super) fn format(spec: &str) -> Box<dyn CorpusFormat> {
    FORMATS.parse(spec).unwrap().object
}

/// Source, line and text of a document, or what is said of a bad line.
type Found = std::result::Result<(String, u64, Text), String>;

/// Every document of a collection, and every bad line.
fn all(spec: &str, path: &Path) -> Result<Vec<Found>> {
    let (format, mut found) = (format(spec), Vec::new());
    for (source, place) in format.sources(path)? {
        for record in format.documents(&place, &source)? {
            found.push(match record {
                Ok(record) => Ok((source.clone(), record.line, record.content)),
                Err(error @ Error::BadLine { .. }) => Err(told(&error, path)),
                Err(error) => return Err(error),
            });
        }
    }
    Ok(found)
}

/// A message without the folder's path.
fn told(error: &Error, path: &Path) -> String {
    error.to_string().replace(&format!("{}/", path.display()), "").replace(&format!("{}", path.display()), "")
}

/// As [`all`], as `source line id|title|text`.
pub(super) fn lines(spec: &str, path: &Path) -> Vec<String> {
    let line = |(source, line, Text { base, title, text }): (String, u64, Text)| {
        format!("{source} {line} {base}|{title}|{text}")
    };
    all(spec, path).unwrap().into_iter().map(|found| found.map_or_else(|message| message, line)).collect()
}

pub(super) fn refused(spec: &str, path: &Path) -> String {
    told(&all(spec, path).unwrap_err(), path)
}

/// Expects as many messages, each of which starts so.
pub(super) fn start(found: &[String], starts: &[&str]) {
    assert_eq!(found.len(), starts.len(), "{found:#?}");
    for (found, start) in found.iter().zip(starts) {
        assert!(found.starts_with(start), "{start}\n{found}");
    }
}

pub(super) fn open(spec: &str, path: &Path, split: &str) -> Result<TestCollection> {
    TestCollection::open(&CollectionSettings {
        format: spec.to_string(),
        split: split.to_string(),
        ..CollectionSettings::of_folder(path)
    })
}

/// What a call says in the log.
pub(super) fn logged(call: impl FnOnce()) -> String {
    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);
    impl Write for Log {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
    tracing::subscriber::with_default(subscriber, call);
    let bytes = log.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn msmarco_is_cut_at_tabs_alone() {
    let place = folder(&[
        ("collection.tsv", b"0\t\"a\" 5\" b, \\t\n1\t\n\n2\tx\ty\n\tz\n3\n"),
        ("queries.dev.tsv", b"7\t what is\n8\tb\n"),
        ("qrels.dev.small.tsv", b"7\t0\t0\t1\n"),
    ]);
    let expected = [
        "human 1 0||\"a\" 5\" b, \\t",
        "human 2 1||",
        "collection.tsv:4: 3 columns where the first line has 2; correct the line, or set `skip_bad_lines` (--skip-bad-lines)",
        "collection.tsv:5: the id is empty",
        "collection.tsv:6: 1 column where",
    ];
    start(&lines("msmarco", place.path()), &expected);
    let collection = open("msmarco", place.path(), "dev").unwrap();
    assert_eq!(
        (collection.queries[0].text.as_str(), collection.qrels.grade("7", "0")),
        (" what is", Some(1))
    );
    let message = open("msmarco", place.path(), "test").map(|_| ()).unwrap_err().to_string();
    assert!(message.ends_with("set `split` (--split) to one of: dev"), "{message}");
    let documents = folder(&[
        ("corpus/gpt.tsv.gz", &gzip(b"D1\thttp\tT\tbody\nD2\tx\n")),
        ("corpus/human.tsv", b"D1\tx\n"),
    ]);
    let expected =
        ["gpt 1 D1|T|body", "corpus/gpt.tsv.gz:2: 2 columns where the first line has 4", "human 1 D1||x"];
    start(&lines("msmarco", documents.path()), &expected);
    assert!(
        refused("msmarco", folder(&[("x.txt", b"")]).path())
            .contains("collection.tsv, or corpus/<source>.tsv")
    );
}

#[test]
fn table_cells_are_exact_and_lines_are_right() {
    let quoted = b"\xEF\xBB\xBFtitle,_id,text\nT,a,\"x,\r\n\n\"\"y\"\"\"\n\n\n,b,plain\n,c\n,d d,z\n,,z\n,e,caf\xe9\n,f,\"last\n line\"\n";
    let place = folder(&[("corpus/human.csv", quoted)]);
    let expected = [
        "human 2 a|T|x,\r\n\n\"y\"",
        "human 7 b||plain",
        "corpus/human.csv:8: 2 columns where the first line has 3; correct the line",
        "corpus/human.csv:9: column `_id` holds white space",
        "corpus/human.csv:10: column `_id` is empty",
        "corpus/human.csv:11: the text is not UTF-8",
        "human 12 f||last\n line",
    ];
    start(&lines("table", place.path()), &expected);
    // Carriage returns end lines, and stay inside quotes; the delimiter of a .tsv is a tab.
    let place =
        folder(&[("gpt.tsv", b"_id\ttext\r\na\tx, y\r\n\r\nb\t\"z\r\n\"\r\n"), ("qrels/test.tsv", b"")]);
    start(&lines("table", place.path()), &["gpt 2 a||x, y", "gpt 4 b||z\r\n"]);
    let place = folder(&[("gpt.txt", b"_id;text\na;\"x\nb;y\n")]);
    start(
        &lines("table(delimiter=semicolon)", place.path()),
        &["gpt.txt:2: a quote is opened and not closed before the file ends; correct", "gpt 3 b||y"],
    );
    let place = folder(&[("gpt.csv", b"text\nx\n")]);
    let named = lines("table(delimiter=pipe)", place.path());
    assert!(named[0].ends_with("gpt.csv:2||x"), "{named:?}");
}

#[test]
fn a_column_names_the_sources_of_a_table() {
    let one = b"docno,body,by\n1,x,human\n1,y,gpt 4\n2,z, \n3,w,gpt 4\n";
    let place =
        folder(&[("all.csv", one), ("queries.csv", b"docno,body\nq,x\n"), ("qrels/test.tsv", b"q\t1\t1\n")]);
    let spec = "table(id=docno,text=body,source=by)";
    let blank = "all.csv:4: column `by` is blank";
    let expected = ["gpt_4 3 1||y", blank, "gpt_4 5 3||w", "human 2 1||x", blank];
    start(&lines(spec, place.path()), &expected);
    let mut settings =
        CollectionSettings { format: spec.to_string(), ..CollectionSettings::of_folder(place.path()) };
    assert!(TestCollection::open(&settings).unwrap().corpus.documents().any(|one| one.is_err()));
    settings.skip_bad_lines = true;
    let collection = TestCollection::open(&settings).unwrap();
    assert_eq!(collection.corpus.documents().filter(|one| one.is_ok()).count(), 3);
    let skipped = collection.corpus.skipped();
    assert_eq!((skipped.len(), skipped[0].lines), (1, 1), "one line, though two sources read it");
    let files = ["all.csv", "queries.csv", "qrels/test.tsv"].map(|file| place.path().join(file));
    assert_eq!(collection.input_files().unwrap(), files);
    assert_eq!(format(spec).sources(&place.path().join("all.csv")).unwrap().len(), 2);
    for (spec, words) in [
        ("table", "has no column `text`; the columns are: docno, body, by; name the right one with `text=`"),
        (
            "table(text=body,id=no)",
            "has no column `no`; the columns are: docno, body, by; name the right one with `id=`",
        ),
        ("table(text=body,title=no)", "has no column `no`"),
        ("table(text=body,source=no)", "has no column `no`"),
    ] {
        assert!(refused(spec, &place.path().join("all.csv")).contains(words), "{spec}");
    }
    let clash = folder(&[("all.csv", b"text,by\nx,a b\ny,a_b\n")]);
    assert!(refused("table(source=by)", clash.path()).contains("are both named \"a_b\""));
    let many: String = (0..10_001).map(|number| format!("x,{number}\n")).collect();
    let many = folder(&[("all.csv", format!("text,by\n{many}").as_bytes())]);
    assert!(refused("table(source=by)", many.path()).contains("is that the column of the source?"));
    assert!(refused("table", folder(&[("a.csv", b"")]).path()).starts_with("a.csv: is empty"));
}

pub(super) fn parquet(columns: Vec<Series>) -> Vec<u8> {
    let (mut bytes, height) = (Vec::new(), columns[0].len());
    let columns = columns.into_iter().map(Column::from).collect();
    let mut frame = DataFrame::new(height, columns).unwrap();
    ParquetWriter::new(&mut bytes).with_row_group_size(Some(2)).finish(&mut frame).unwrap();
    bytes
}

#[test]
fn parquet_rows_are_read_group_by_group() {
    let ids = Series::new("_id".into(), [Some(1_i64), Some(2), None, Some(4), Some(5)]);
    let texts = Series::new("text".into(), [Some("a"), None, Some("c"), Some("d\n"), Some("e")]);
    let by = Series::new("by".into(), ["human", "human", "gpt", "gpt", "human"]);
    let place = folder(&[("all.parquet", &parquet(vec![ids.clone(), texts.clone(), by]))]);
    let expected = [
        "gpt".to_string() + " 4 4||d\n",
        "human 1 1||a".to_string(),
        "all.parquet:2: row 2: column `text` is null in this row; correct the line".to_string(),
        "human 5 5||e".to_string(),
    ];
    let found = lines("parquet(source=by)", place.path());
    let null = "all.parquet:3: row 3: column `_id` is null in this row";
    start(&found, &[null, &expected[0], &expected[1], &expected[2], &expected[3]]);
    let place = folder(&[
        ("corpus/human/0.parquet", &parquet(vec![ids, texts])),
        ("corpus/gpt.parquet", &parquet(vec![Series::new("text".into(), ["x"])])),
        (
            "queries.parquet",
            &parquet(vec![Series::new("_id".into(), ["q"]), Series::new("text".into(), ["y"])]),
        ),
        ("qrels/test.tsv", b"q\t1\t1\n"),
    ]);
    let found = lines("parquet", place.path());
    assert!(found[0].starts_with("gpt 1 ") && found[0].ends_with("gpt.parquet:1||x"), "{found:?}");
    assert_eq!(open("parquet", place.path(), "test").unwrap().queries[0].text, "y");
    let missing = refused("parquet(text=body)", place.path());
    assert!(missing.contains("has no column `body`; the columns are: text;"), "{missing}");
    let numbers = folder(&[("a.parquet", &parquet(vec![Series::new("text".into(), [1.5])]))]);
    assert!(refused("parquet", numbers.path()).contains("column `text` is of type Float64"));
    let damaged = folder(&[("a.parquet", b"PAR1 no")]);
    assert!(refused("parquet", damaged.path()).starts_with("a.parquet: is "));
}

#[test]
fn a_folder_of_texts_is_named_by_its_paths() {
    let files: [(&str, &[u8]); 6] = [
        ("corpus/human/b/x y.txt", b"\xEF\xBB\xBFone\n"),
        ("corpus/human/a%.txt", b""),
        ("corpus/human/notes.md", b"no"),
        ("corpus/gpt/b/x y.txt", b"two"),
        ("corpus/gpt/z.txt", b"good\n\xe9"),
        ("queries.jsonl", b"{\"_id\":\"q\",\"text\":\"one\"}"),
    ];
    let place = folder(&files);
    let bad = "corpus/gpt/z.txt:2: the text is not UTF-8 (byte 1 of the line); convert";
    let expected = ["gpt 1 b/x%20y||two", bad, "human 1 a%25||", "human 1 b/x%20y||one\n"];
    start(&lines("folder", place.path()), &expected);
    assert_eq!(open("folder", place.path(), "test").unwrap().queries.len(), 1);
    assert!(refused("folder", folder(&[("x.txt", b"")]).path()).contains("<source>/<name>.txt"));
    assert!(refused("folder", &place.path().join("queries.jsonl")).contains("is not a folder"));
}

#[test]
fn hc3_pairs_answers_and_asks_its_questions() {
    let line = br#"{"question":"q?","human_answers":["h1"," ","h2"],"chatgpt_answers":["c1"],"index":NaN}
{"id":"a b","question":"r?","human_answers":[],"chatgpt_answers":["c2"]}
{"question":7}
"#;
    let place = folder(&[
        ("fin.jsonl", line),
        ("med.jsonl.gz", &gzip(br#"{"id":5,"question":"s?","human_answers":["h3"]}"#)),
    ]);
    let bad = "fin.jsonl:3: not a JSON object with its fields: invalid type: integer `7`";
    let expected = [
        "chatgpt 1 fin-1||c1",
        "chatgpt 2 a%20b-2||c2",
        bad,
        "human 1 fin-1||h1",
        "human 1 fin-1.2|| ",
        "human 1 fin-1.3||h2",
        bad,
        "human 1 5-1||h3",
    ];
    start(&lines("hc3", place.path()), &expected);
    let settings = CollectionSettings {
        format: "hc3".to_string(),
        skip_bad_lines: true,
        ..CollectionSettings::of_folder(place.path())
    };
    let collection = TestCollection::open(&settings).unwrap();
    let queries: Vec<_> =
        collection.queries.iter().map(|query| (query.id.as_str(), query.text.as_str())).collect();
    assert_eq!(queries, [("fin-1", "q?"), ("fin-2", "r?"), ("med-1", "s?")]);
    let judged: Vec<_> =
        queries.iter().map(|(query, _)| collection.qrels.of(query).collect::<Vec<_>>()).collect();
    assert_eq!(
        judged,
        [vec![("fin-1", 1), ("fin-1.2", 1), ("fin-1.3", 1)], vec![("a%20b-2", 1)], vec![("5-1", 1)]]
    );
    assert_eq!(collection.corpus.documents().count(), 6);
    assert_eq!(
        collection.corpus.skipped()[0].lines,
        1,
        "a line is one line, for answers, queries and judgements"
    );
    assert_eq!(collection.input_files().unwrap().len(), 2);
    let message =
        format("hc3").documents(&place.path().join("fin.jsonl"), "gpt").map(|_| ()).unwrap_err().to_string();
    assert!(message.ends_with("the sources of this format are human and chatgpt"), "{message}");
    let twice = folder(&[("a.jsonl", line), ("a.jsonl.gz", line)]);
    assert!(refused("hc3", twice.path()).contains("two files named \"a\""));
}

#[test]
fn raid_rows_are_chosen_by_attack_decoding_and_domain() {
    let table = b"generation,id,source_id,model,decoding,repetition_penalty,attack,domain,title\n\
        \"h,\n1\",u1,u1,human,,,none,news,T\nh2,u2,,human,,,none,books,\ng1,v1,u1,gpt4,greedy,no,none,news,\n\
        g2,v2,u1,gpt4,sampling,no,none,news,\ng3,v3,u1,gpt4,greedy,yes,none,news,\ng4,v4,u1,gpt4,greedy,no,homoglyph,news,\n\
        x,v5,u1,,greedy,no,none,news,\ny,v6,,gpt4,greedy,no,none,news,\n";
    let place = folder(&[("train.csv", table)]);
    let path: PathBuf = place.path().join("train.csv");
    let blank = "train.csv:9: column `model` is blank";
    let no_base = "train.csv:10: column `source_id` is empty";
    let human = ["human 2 u1|T|h,\n1", "human 4 u2||h2"];
    start(&lines("raid", place.path()), &["gpt4 5 u1||g1", blank, no_base, human[0], human[1], blank]);
    let sampled = lines("raid(decoding=sampling)", place.path());
    start(&sampled, &["gpt4 6 u1||g2", human[0], human[1]]);
    start(&lines("raid(attack=homoglyph)", &path), &["gpt4 8 u1||g4"]);
    start(&lines("raid(domain=books)", &path), &[human[1]]);
    assert_eq!(
        lines("raid(decoding=any,repetition_penalty=any)", &path)
            .iter()
            .filter(|line| line.starts_with("gpt4"))
            .count(),
        3
    );
    let message = refused("raid", folder(&[("x.csv", b"id,model\n1,human\n")]).path());
    assert!(
        message.starts_with("x.csv: has no column `source_id`; the columns are: id, model;"),
        "{message}"
    );
}
