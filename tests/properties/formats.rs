//! Corpora in the formats of others: what is written in each of them and imported is the collection that it was, and no
//! bytes make a reader panic.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use sourcebias::corpus::format::FORMATS;
use sourcebias::corpus::{CollectionSettings, TestCollection, import};
use sourcebias::table::{Column, Table};

use super::readers::{changed_bytes, changes};

/// Titles and texts of contents, each by both sources.
#[derive(Debug, Clone)]
struct Small {
    documents: Vec<[(String, String); 2]>,
    queries: Vec<String>,
    grades: Vec<i32>,
}

const SOURCES: [&str; 2] = ["human", "gpt-4o"];

/// Words of signs that break readers, with `more` where the format can carry them inside.
fn text(more: &'static str) -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "red",
        "é",
        "日本語",
        "\"",
        "\"\"",
        ",",
        ";",
        "'",
        "<&>",
        "&amp;",
        "<DOC>",
        "</p>",
        "&",
        "%20",
        "\\n",
        "\\",
        "🍎",
        "x",
        "{}",
        "NaN",
        "#",
        "a<b",
        "=",
    ]);
    let gap = prop::sample::select(more.chars().chain([' ']).map(String::from).collect::<Vec<_>>());
    proptest::collection::vec((word, gap), 0..6)
        .prop_map(|parts| {
            parts.into_iter().flat_map(|(word, gap)| [word.to_string(), gap]).collect::<String>()
        })
        .prop_map(|joined| joined.trim().to_string())
}

fn small(more: &'static str) -> impl Strategy<Value = Small> {
    let version = || (text(" "), text(more));
    let document = (version(), version()).prop_map(|(human, gpt)| [human, gpt]);
    (
        proptest::collection::vec(document, 1..6),
        proptest::collection::vec(text(" "), 1..4),
        proptest::collection::vec(0..3i32, 3),
    )
        .prop_map(|(documents, queries, grades)| Small { documents, queries, grades })
}

fn put(folder: &Path, name: &str, content: impl AsRef<[u8]>) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

impl Small {
    /// Number, title and text of every document of a source.
    fn of(&self, source: usize) -> impl Iterator<Item = (usize, &str, &str)> {
        self.documents
            .iter()
            .enumerate()
            .map(move |(number, versions)| (number, versions[source].0.as_str(), versions[source].1.as_str()))
    }

    /// Content, query and grade of each judgement; every query judges one document.
    fn judgements(&self) -> Vec<(usize, usize, i32)> {
        (0..self.queries.len())
            .map(|query| (query, query % self.documents.len(), self.grades[query]))
            .collect()
    }

    fn qrels(&self, folder: &Path, name: &str) {
        let line =
            |(query, document, grade): (usize, usize, i32)| format!("q{query} 0 d{document} {grade}\n");
        put(folder, name, self.judgements().into_iter().map(line).collect::<String>());
    }

    fn json_queries(&self, folder: &Path) {
        let line = |(number, text): (usize, &String)| {
            format!("{}\n", serde_json::json!({"_id": format!("q{number}"), "text": text}))
        };
        put(folder, "queries.jsonl", self.queries.iter().enumerate().map(line).collect::<String>());
        self.qrels(folder, "qrels/test.tsv");
    }

    fn native(&self, folder: &Path, titles: bool) {
        for (position, source) in SOURCES.iter().enumerate() {
            let line = |(number, title, text): (usize, &str, &str)| {
                let title = if titles { title } else { "" };
                format!(
                    "{}\n",
                    serde_json::json!({"_id": format!("d{number}"), "title": title, "text": text})
                )
            };
            put(folder, &format!("corpus/{source}.jsonl"), self.of(position).map(line).collect::<String>());
        }
        self.json_queries(folder);
    }

    fn msmarco(&self, folder: &Path) {
        for (position, source) in SOURCES.iter().enumerate() {
            let lines: String = self
                .of(position)
                .map(|(number, title, text)| format!("d{number}\tu\t{title}\t{text}\n"))
                .collect();
            put(folder, &format!("corpus/{source}.tsv"), lines);
        }
        let lines: String =
            self.queries.iter().enumerate().map(|(number, text)| format!("q{number}\t{text}\n")).collect();
        put(folder, "queries.test.tsv", lines);
        self.qrels(folder, "qrels.test.tsv");
    }

    fn trec(&self, folder: &Path) {
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        for (position, source) in SOURCES.iter().enumerate() {
            for (number, title, text) in self.of(position) {
                let (title, text) = (escaped(title), escaped(text));
                let document = format!(
                    "<DOC>\n<DOCNO> d{number} </DOCNO>\n<TITLE>{title}</TITLE>\n<TEXT>\n{text}\n</TEXT>\n</DOC>\n"
                );
                put(folder, &format!("corpus/{source}/{number}.sgml"), document);
            }
        }
        let topic = |(number, text): (usize, &String)| {
            format!("<top>\n<num> Number: q{number}\n<title>{}\n<desc> -\n</top>\n", escaped(text))
        };
        put(folder, "topics.test.txt", self.queries.iter().enumerate().map(topic).collect::<String>());
        self.qrels(folder, "qrels.test.txt");
    }

    fn rows(&self) -> Vec<[String; 4]> {
        let of = |position: usize| {
            self.of(position).map(move |(number, title, text)| {
                [SOURCES[position].to_string(), format!("d{number}"), title.to_string(), text.to_string()]
            })
        };
        of(0).chain(of(1)).collect()
    }

    fn table(&self, folder: &Path, delimiter: u8, carriage_returns: bool) {
        let end = if carriage_returns { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut writer =
            csv::WriterBuilder::new().delimiter(delimiter).terminator(end).from_writer(Vec::new());
        writer.write_record(["by", "id", "title", "text"]).unwrap();
        self.rows().iter().for_each(|row| writer.write_record(row).unwrap());
        put(folder, "all.csv", writer.into_inner().unwrap());
        self.json_queries(folder);
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        writer.write_record(["id", "text"]).unwrap();
        for (number, text) in self.queries.iter().enumerate() {
            writer.write_record([&format!("q{number}"), text]).unwrap();
        }
        put(folder, "queries.csv", writer.into_inner().unwrap());
    }

    fn parquet(&self, folder: &Path) {
        let rows = self.rows();
        let column = |position: usize| Column::Text(rows.iter().map(|row| row[position].clone()).collect());
        let table = Table::new(vec![
            ("by", column(0)),
            ("_id", column(1)),
            ("title", column(2)),
            ("text", column(3)),
        ]);
        put(folder, "all.parquet", table.to_parquet().unwrap());
        self.json_queries(folder);
    }

    fn folders(&self, folder: &Path) {
        for (position, source) in SOURCES.iter().enumerate() {
            for (number, _, text) in self.of(position) {
                put(folder, &format!("corpus/{source}/d{number}.txt"), text);
            }
        }
        self.json_queries(folder);
    }

    fn raid(&self, folder: &Path) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let header = [
            "id",
            "adv_source_id",
            "source_id",
            "model",
            "decoding",
            "repetition_penalty",
            "attack",
            "title",
            "prompt",
            "generation",
        ];
        writer.write_record(header).unwrap();
        for [source, id, title, text] in self.rows() {
            let (decoding, penalty) = if source == "human" { ("", "") } else { ("greedy", "no") };
            writer
                .write_record([&id, "", &id, &source, decoding, penalty, "none", &title, "", &text])
                .unwrap();
            writer
                .write_record([&id, "", &id, &source, decoding, penalty, "synonym", &title, "", "attacked"])
                .unwrap();
        }
        put(folder, "train.csv", writer.into_inner().unwrap());
        self.json_queries(folder);
    }
}

/// Source, id, title and text of every document, and everything else, of a collection.
type Whole = (Vec<(String, String, String, String)>, Vec<(String, String)>, Vec<(String, String, i32)>);

fn whole(settings: &CollectionSettings) -> Whole {
    let collection = TestCollection::open(settings).unwrap();
    let sources = &collection.corpus.sources;
    let documents = collection.corpus.documents().map(|one| one.unwrap());
    let documents = documents
        .map(|one| {
            (sources[one.id.source.index()].name.clone(), one.id.base.to_string(), one.title, one.text)
        })
        .collect();
    let queries = collection.queries.iter().map(|query| (query.id.clone(), query.text.clone())).collect();
    let of = |query: &str| -> Vec<(String, String, i32)> {
        collection.qrels.of(query).map(|(base, grade)| (query.to_string(), base.to_string(), grade)).collect()
    };
    (documents, queries, collection.qrels.queries().flat_map(of).collect())
}

/// Imports what `write` writes, and compares it with the native collection; texts also where they are read directly.
fn returns(
    small: &Small,
    spec: &str,
    titles: bool,
    write: impl Fn(&Small, &Path),
) -> Result<(), TestCaseError> {
    let place = tempfile::tempdir().unwrap();
    let [native, foreign, imported] = ["native", "foreign", "imported"].map(|name| place.path().join(name));
    small.native(&native, titles);
    write(small, &foreign);
    let settings = CollectionSettings { format: spec.to_string(), ..CollectionSettings::of_folder(&foreign) };
    let told = import(&settings, &[], &imported, false).unwrap();
    prop_assert!(told.skipped.is_empty() && told.queries == small.queries.len() as u64);
    let expected = whole(&CollectionSettings::of_folder(&native));
    prop_assert_eq!(&whole(&CollectionSettings::of_folder(&imported)), &expected, "{} imported", spec);
    prop_assert_eq!(&whole(&settings), &expected, "{} read", spec);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn texts_of_one_line_return_from_msmarco(small in small(" ")) {
        returns(&small, "msmarco", true, Small::msmarco)?;
    }

    #[test]
    fn texts_with_tags_and_entities_return_from_trec(small in small("\n\t")) {
        // A blank topic is no query there.
        let small = Small { queries: small.queries.iter().map(|text| format!("w {}", text.split_whitespace().collect::<Vec<_>>().join(" ")).trim_end().to_string()).collect(), ..small };
        let titled = |(title, text): &(String, String)| (title.split_whitespace().collect::<Vec<_>>().join(" "), text.clone());
        let documents = small.documents.iter().map(|versions| [titled(&versions[0]), titled(&versions[1])]).collect();
        returns(&Small { documents, ..small }, "trec", true, Small::trec)?;
    }

    #[test]
    fn texts_with_line_ends_return_from_tables(small in small("\n\t\r,"), which in 0..4usize, carriage_returns in any::<bool>()) {
        let (name, sign) = [("comma", b','), ("tab", b'\t'), ("semicolon", b';'), ("pipe", b'|')][which];
        let spec = format!("table(delimiter={name},id=id,source=by)");
        returns(&small, &spec, true, |small, folder| small.table(folder, sign, carriage_returns))?;
    }

    #[test]
    fn texts_with_line_ends_return_from_parquet_folders_and_raid(small in small("\n\t\r,")) {
        returns(&small, "parquet(source=by)", true, Small::parquet)?;
        returns(&small, "folder", false, Small::folders)?;
        returns(&small, "raid", true, Small::raid)?;
    }

    /// No bytes near to a good file make a reader panic, and every error names the file.
    #[test]
    fn no_bytes_make_a_foreign_reader_panic(small in small("\n"), which in 0..6usize, changes in changes()) {
        let place = tempfile::tempdir().unwrap();
        let (spec, file): (&str, &str) = [
            ("table(id=id,source=by)", "all.csv"),
            ("raid", "train.csv"),
            ("parquet(source=by)", "all.parquet"),
            ("trec", "corpus/human/0.sgml"),
            ("msmarco", "corpus/human.tsv"),
            ("hc3", "all.jsonl"),
        ][which];
        match which {
            0 => small.table(place.path(), b',', false),
            1 => small.raid(place.path()),
            2 => small.parquet(place.path()),
            3 => small.trec(place.path()),
            4 => small.msmarco(place.path()),
            _ => put(place.path(), file, "{\"question\":\"a\",\"human_answers\":[\"b\"],\"chatgpt_answers\":[\"c\",\"d\"]}\n{\"id\":1,\"question\":\"\"}\n"),
        }
        let path = place.path().join(file);
        let bytes = changed_bytes(fs::read(&path).unwrap(), &changes);
        fs::write(&path, bytes).unwrap();
        let format = FORMATS.parse(spec).unwrap().object;
        let Ok(sources) = format.sources(place.path()) else { return Ok(()) };
        for (source, at) in sources {
            let Ok(records) = format.documents(&at, &source) else { continue };
            for error in records.filter_map(Result::err) {
                prop_assert!(error.to_string().contains(place.path().to_str().unwrap()), "{}", error);
                prop_assert!(error.to_string().len() < 4_000);
            }
        }
        let _ = format.queries(&path).map(|records| records.count());
    }
}
