//! Readers of every kind of file, on bytes near to a good file: never a panic, never silence. A file is read whole, or
//! refused with its name, and where a line is to blame with the line.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use sourcebias::Error;
use sourcebias::corpus::format::blocks::{Block, TextBlocks};
use sourcebias::corpus::{
    Catalogue, CollectionSettings, DocumentId, Source, SourceFiles, SourceId, SourceKind, TestCollection,
    read_queries,
};
use sourcebias::experiment::Experiment;
use sourcebias::retrieve::{DocumentMap, Run, read_run, save_run_table};

/// A change of a file's bytes; numbers are taken modulo its length.
#[derive(Debug, Clone)]
pub enum Change {
    Flip(usize, u8),
    Cut(usize),
    DoubleLine(usize),
    DropLine(usize),
    Insert(usize, Vec<u8>),
    Mark,
    CarriageReturns,
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let place = |at: &usize, bytes: &[u8]| at % (bytes.len() + 1);
        let lines = |bytes: &[u8]| bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        match self {
            Change::Flip(at, mask) => {
                let at = place(at, bytes).min(bytes.len().saturating_sub(1));
                bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= mask);
            }
            Change::Cut(at) => bytes.truncate(place(at, bytes)),
            Change::DoubleLine(at) | Change::DropLine(at) => {
                let mut lines: Vec<Vec<u8>> = lines(bytes);
                let at = at % lines.len().max(1);
                match (self, lines.get(at).cloned()) {
                    (Change::DoubleLine(_), Some(line)) => lines.push(line),
                    (_, Some(_)) => drop(lines.remove(at)),
                    (_, None) => {}
                }
                *bytes = lines.concat();
            }
            Change::Insert(at, more) => {
                let at = place(at, bytes);
                bytes.splice(at..at, more.iter().copied());
            }
            Change::Mark => drop(bytes.splice(0..0, *b"\xEF\xBB\xBF")),
            Change::CarriageReturns => {
                *bytes = bytes
                    .iter()
                    .flat_map(|byte| if *byte == b'\n' { vec![13, 10] } else { vec![*byte] })
                    .collect();
            }
        }
    }
}

/// What breaks readers elsewhere: NUL, bad UTF-8, wide blanks, deep nests, huge numbers, lone surrogates.
fn nasty() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..12),
        prop::sample::select(vec![
            b"\0".to_vec(),
            b"\xff\xfe".to_vec(),
            b"\r".to_vec(),
            b"\n".to_vec(),
            "\u{2028}\u{a0}\u{3000}\u{85}".as_bytes().to_vec(),
            b"[".repeat(20_000),
            b"{\"text\":".repeat(20_000),
            b"1e999999".to_vec(),
            b"9".repeat(400),
            b"-0".to_vec(),
            b"NaN".to_vec(),
            b"\\ud800".to_vec(),
            b"\\u0000".to_vec(),
            b"\"_id\":1,".to_vec(),
            b"\t\t".to_vec(),
        ]),
    ]
}

pub fn changes() -> impl Strategy<Value = Vec<Change>> {
    let change = prop_oneof![
        (any::<usize>(), 1..=255u8).prop_map(|(at, mask)| Change::Flip(at, mask)),
        any::<usize>().prop_map(Change::Cut),
        any::<usize>().prop_map(Change::DoubleLine),
        any::<usize>().prop_map(Change::DropLine),
        (any::<usize>(), nasty()).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
        Just(Change::Mark),
        Just(Change::CarriageReturns),
    ];
    proptest::collection::vec(change, 0..4)
}

fn changed(bytes: &str, changes: &[Change]) -> Vec<u8> {
    changed_bytes(bytes.as_bytes().to_vec(), changes)
}

/// The bytes with all changes made, one after the other.
pub fn changed_bytes(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    changes.iter().for_each(|change| change.apply(&mut bytes));
    bytes
}

const TEXTS: &str = "{\"_id\":\"a\",\"title\":\"A\",\"text\":\"red \\u00e9\"}\n\n{\"_id\":\"b\",\"text\":\"green\",\"m\":{\"x\":[1,NaN]}}\n\
                     {\"_id\":7,\"title\":null,\"text\":\"\"}\n";
const RUN: &str = "1 Q0 a-human 1 2.5 t\n1 Q0 b-gpt 2 1e-3 t\n2 Q0 a-gpt 1 -4 t\n";
const MAP: &str = "x a human\ny\tb\tgpt\nz a gpt\n";
const QRELS: &str = "query-id\tcorpus-id\tscore\n1\ta\t1\n1\tb\t0\n2\ta\t2.0\n";
const EXPERIMENT: &str = "name = \"c\"\nseed = 7\n[corpus]\npath = \"c\"\nreference = \"human\"\n[corpus.sources]\nhuman = \"a\"\n\
                          [retrieve]\nmodels = [\"bm25(b=0..1/0.5)\"]\ndepth = 10\n[bias]\nbootstrap = 199\n";

/// Lines that hold more than ASCII white space, a byte-order mark in front passed over.
fn filled(bytes: &[u8]) -> usize {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    bytes.split(|byte| *byte == b'\n').filter(|line| !line.iter().all(u8::is_ascii_whitespace)).count()
}

/// The lines that [`filled`] counts, in order: of each the place among `good` lines where damage left it as one of these.
fn kept(bytes: &[u8], good: &str) -> Vec<Option<usize>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.iter().all(u8::is_ascii_whitespace));
    let place = |line: &[u8]| {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        good.lines().filter(|line| !line.is_empty()).position(|good| good.as_bytes() == line)
    };
    lines.map(place).collect()
}

/// The rows of a run: queries, documents by number, and scores as bits; each column sorted by itself.
type RunColumns = (Vec<String>, Vec<u32>, Vec<u64>);

fn columns(run: &Run) -> RunColumns {
    let rows = run.rankings.iter().flat_map(|(query, ranking)| {
        ranking.documents().iter().map(move |one| (query.clone(), one.document, one.score.to_bits()))
    });
    let (mut queries, mut documents, mut scores) = RunColumns::default();
    for (query, document, score) in rows {
        queries.push(query);
        documents.push(document);
        scores.push(score);
    }
    queries.sort();
    documents.sort_unstable();
    scores.sort_unstable();
    (queries, documents, scores)
}

/// How many bytes of a Parquet file's columns were changed, where that is all that was: its length and its footer are as they were.
fn changed_in_columns(whole: &[u8], bytes: &[u8]) -> Option<usize> {
    let end = whole.len() - 8;
    let footer = u32::from_le_bytes(whole[end..end + 4].try_into().unwrap()) as usize;
    let same = bytes.len() == whole.len() && bytes[end - footer..] == whole[end - footer..];
    same.then(|| whole.iter().zip(bytes).filter(|(one, other)| one != other).count())
}

/// Whether an error names the file, and the line where one line is to blame.
fn tells(error: &Error, file: &str) -> bool {
    let message = error.to_string();
    let line = message.split_once(&format!("{file}:")).and_then(|(_, rest)| rest.split_once(':'));
    let line_told = line.is_some_and(|(line, _)| line.parse::<u64>().is_ok_and(|line| line > 0));
    message.contains(file) && message.len() < 4_000 && (line_told || !matches!(error, Error::BadLine { .. }))
}

/// Id, title and text of every document by the reader of lines.
fn documents(path: &Path, format: &str) -> sourcebias::Result<Vec<(String, String, String)>> {
    let collection = TestCollection::open(&CollectionSettings {
        format: format.to_string(),
        sources: SourceFiles::Ordered(vec![("human".to_string(), path.to_path_buf())]),
        ..CollectionSettings::default()
    })?;
    let documents = collection.corpus.documents();
    documents.map(|one| one.map(|one| (one.id.base.to_string(), one.title, one.text))).collect()
}

/// The same by the reader of blocks.
fn block_texts(path: &Path) -> sourcebias::Result<Vec<(Option<String>, String, String)>> {
    let (file, mut block, mut texts) = (TextBlocks::open(path)?, Block::default(), Vec::new());
    while file.next(&mut block)? {
        let each = |line: &sourcebias::corpus::format::blocks::TextLine<'_>| {
            texts.push((line.id.map(str::to_string), line.title.to_string(), line.text.to_string()));
        };
        block.read(each, Err)?;
    }
    Ok(texts)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn catalogue() -> Arc<Catalogue> {
    let source = |name: &str, kind| Source { name: name.to_string(), kind };
    let id = |base: &str, source| DocumentId { base: Arc::from(base), source: SourceId(source) };
    let sources = vec![source("human", SourceKind::Human), source("gpt", SourceKind::Llm)];
    Arc::new(Catalogue::new(sources, SourceId(0), vec![id("a", 0), id("b", 0), id("a", 1), id("b", 1)]))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn texts_are_read_whole_and_alike_or_refused(changes in changes()) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.jsonl");
        let bytes = changed(TEXTS, &changes);
        std::fs::write(&path, &bytes).unwrap();
        let (lines, blocks) = (documents(&path, "jsonl"), block_texts(&path));
        match (&lines, &blocks) {
            (Ok(lines), Ok(blocks)) => {
                prop_assert_eq!(lines.len(), filled(&bytes));
                prop_assert_eq!(blocks.len(), lines.len());
                for ((id, title, text), (other, other_title, other_text)) in lines.iter().zip(blocks) {
                    prop_assert!(other.as_ref().is_none_or(|other| id == other));
                    prop_assert_eq!((title, text), (other_title, other_text));
                }
                // What damage did not touch is read as it was written.
                let written = [("a", "A", "red é"), ("b", "", "green"), ("7", "", "")];
                for (found, place) in lines.iter().zip(kept(&bytes, TEXTS)) {
                    if let Some((id, title, text)) = place.map(|place| written[place]) {
                        prop_assert_eq!((&*found.0, &*found.1, &*found.2), (id, title, text));
                    }
                }
            }
            // Blocks do not see that an id stands twice, or that there is no document.
            (Err(error), Ok(_)) => {
                let message = error.to_string();
                prop_assert!(message.contains("already") || message.contains("empty"), "{}", message);
            }
            (Ok(_), Err(error)) => prop_assert!(false, "{}", error),
            (Err(_), Err(_)) => {}
        }
        for error in lines.err().iter().chain(&blocks.err()) {
            prop_assert!(tells(error, "x.jsonl"), "{}", error);
        }
        for outcome in [documents(&path, "beir").map(|read| read.len()), read_queries(&path).map(|read| read.len())] {
            match outcome {
                Ok(read) => prop_assert_eq!(read, filled(&bytes)),
                Err(error) => prop_assert!(tells(&error, "x.jsonl"), "{}", error),
            }
        }
    }

    #[test]
    fn a_cut_or_changed_compressed_file_is_never_a_short_one(changes in changes(), zstandard in any::<bool>()) {
        let folder = tempfile::tempdir().unwrap();
        let whole = TEXTS.repeat(200);
        let (name, packed) = match zstandard {
            true => ("x.jsonl.zst", zstd::encode_all(whole.as_bytes(), 3).unwrap()),
            false => ("x.jsonl.gz", gzip(whole.as_bytes())),
        };
        let path = folder.path().join(name);
        let mut bytes = packed.clone();
        changes.iter().for_each(|change| change.apply(&mut bytes));
        std::fs::write(&path, &bytes).unwrap();
        match block_texts(&path) {
            // Nothing at all is an empty file; what else is read is whole streams.
            Ok(read) => prop_assert!(bytes.is_empty() || read.len() >= filled(whole.as_bytes()), "{}", read.len()),
            Err(error) => prop_assert!(tells(&error, name), "{}", error),
        }
    }

    #[test]
    fn judgements_are_read_whole_or_refused(changes in changes()) {
        let folder = tempfile::tempdir().unwrap();
        let bytes = changed(QRELS, &changes);
        let file = |name: &str| folder.path().join(name);
        std::fs::create_dir(file("qrels")).unwrap();
        std::fs::write(file("corpus.jsonl"), TEXTS).unwrap();
        std::fs::write(file("queries.jsonl"), "{\"_id\":\"1\",\"text\":\"x\"}\n{\"_id\":\"2\",\"text\":\"y\"}\n").unwrap();
        std::fs::write(file("qrels/test.tsv"), &bytes).unwrap();
        match TestCollection::open(&CollectionSettings::of_folder(folder.path())) {
            // A header more or less, or the same judgement twice.
            Ok(read) => {
                prop_assert!((1..=filled(&bytes)).contains(&read.qrels.len()));
                let written = [None, Some(("1", "a", 1)), Some(("1", "b", 0)), Some(("2", "a", 2))];
                for (query, content, grade) in kept(&bytes, QRELS).into_iter().flatten().filter_map(|place| written[place]) {
                    prop_assert_eq!(read.qrels.grade(query, content), Some(grade), "{} {}", query, content);
                }
            }
            Err(error) => prop_assert!(tells(&error, "test.tsv"), "{}", error),
        }
    }

    #[test]
    fn runs_and_maps_are_read_whole_or_refused(changes in changes()) {
        let folder = tempfile::tempdir().unwrap();
        let (path, catalogue) = (folder.path().join("x.run"), catalogue());
        let joined = DocumentMap::docnos(&catalogue).unwrap();
        let bytes = changed(RUN, &changes);
        std::fs::write(&path, &bytes).unwrap();
        match read_run(&path, &catalogue, &joined, None, usize::MAX) {
            Ok(run) => {
                let read: usize = run.rankings.values().map(|ranking| ranking.documents().len()).sum();
                let blank = std::str::from_utf8(&bytes).unwrap().trim_start_matches('\u{feff}');
                prop_assert_eq!(read, blank.split('\n').filter(|line| !line.trim().is_empty()).count());
                let written = [("1", 0, 2.5), ("1", 3, 1e-3), ("2", 2, -4.0)];
                for (query, document, score) in kept(&bytes, RUN).into_iter().flatten().map(|place| written[place]) {
                    let found = run.rankings[query].documents().iter().find(|one| one.document == document);
                    prop_assert_eq!(found.map(|one| one.score), Some(score), "{} {}", query, document);
                }
            }
            Err(error) => prop_assert!(tells(&error, "x.run"), "{}", error),
        }
        let table = folder.path().join("x.parquet");
        std::fs::write(&path, RUN).unwrap();
        let run = read_run(&path, &catalogue, &joined, None, usize::MAX).unwrap();
        save_run_table(&run, &table).unwrap();
        let whole = std::fs::read(&table).unwrap();
        let bytes = changed_bytes(whole.clone(), &changes);
        std::fs::write(&table, &bytes).unwrap();
        match read_run(&table, &catalogue, &joined, None, usize::MAX) {
            Ok(read) => {
                prop_assert!(read.rankings.values().all(|ranking| ranking.documents().len() <= catalogue.len()));
                // A changed byte of a column may make another value of it, which nothing tells. It makes no row more or less, and
                // leaves all other columns as they were written.
                if let Some(changed) = changed_in_columns(&whole, &bytes) {
                    let ((queries, documents, scores), written) = (columns(&read), columns(&run));
                    prop_assert_eq!(queries.len(), 3);
                    let others = [queries != written.0, documents != written.1, scores != written.2];
                    prop_assert!(others.into_iter().filter(|other| *other).count() <= changed, "{:?}", read.rankings);
                }
            }
            Err(error) => prop_assert!(tells(&error, "x.parquet"), "{}", error),
        }
        std::fs::write(&path, changed(MAP, &changes)).unwrap();
        if let Err(error) = DocumentMap::read(&path, &catalogue) {
            prop_assert!(tells(&error, "x.run"), "{}", error);
        }
    }

    #[test]
    fn an_experiment_is_read_or_refused_with_its_file(changes in changes()) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.toml");
        std::fs::write(&path, changed(EXPERIMENT, &changes)).unwrap();
        if let Err(error) = Experiment::read(&path) {
            prop_assert!(tells(&error, "x.toml"), "{}", error);
            prop_assert_eq!(error.exit_code(), 2);
        }
    }
}
