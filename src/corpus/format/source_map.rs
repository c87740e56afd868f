//! Maps from documents to who wrote them: a file of `document source` or `document source content` in, one mapping a line
//! out. Comma- or tab-separated, in JSON lines, or in words between blanks; a header is recognised.

use std::path::Path;

use serde_json::{Map, Value};

use super::delimited::Rows;
use super::lines::{ENCODING_ADVICE, Lines, read_line, reader};
use super::{Record, Records, check_id, json};
use crate::error::{Error, Result};

/// Who wrote a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::corpus) struct Mapping {
    /// The name of the document in run files.
    pub document: String,
    /// The name of the source.
    pub source: String,
    /// What the document is a version of, where the map says it.
    pub content: Option<String>,
}

const ADVICE: &str = "give a file that says of each document who wrote it: columns `document`, `source` and, where versions \
                      of one content are known, `content`";
const COLUMNS_ADVICE: &str =
    "write `document` and `source`, and `content` where versions of one content are known";

/// What the columns may be called, in small letters.
const DOCUMENT: [&str; 11] = [
    "document",
    "document_id",
    "doc",
    "doc_id",
    "docid",
    "docno",
    "id",
    "_id",
    "pid",
    "passage_id",
    "corpus_id",
];
const SOURCE: [&str; 4] = ["source", "author", "writer", "generator"];
const CONTENT: [&str; 5] = ["content", "content_id", "base", "base_id", "twin"];

/// How the fields of a line are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    Json,
    Delimited(u8),
    Words,
}

/// The mappings of a file, in its order.
///
/// # Errors
/// Where the file cannot be opened, or its first line has neither two nor three fields and names no known columns.
pub(in crate::corpus) fn mappings(path: &Path) -> Result<Records<Mapping>> {
    match layout(path)? {
        Layout::Json => Ok(Lines::open(path, ADVICE)?.records(|_, line| of_json(line).map(Some))),
        Layout::Words => words(path),
        Layout::Delimited(delimiter) => delimited(path, delimiter),
    }
}

/// The layout by the ending of the name; of any other ending, by the first line.
fn layout(path: &Path) -> Result<Layout> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let plain = name.trim_end_matches(".gz").trim_end_matches(".zst");
    match plain.rsplit_once('.').map(|(_, ending)| ending) {
        Some("jsonl" | "ndjson" | "json") => return Ok(Layout::Json),
        Some("tsv") => return Ok(Layout::Delimited(b'\t')),
        Some("csv") => return Ok(Layout::Delimited(b',')),
        _ => {}
    }
    let (mut bytes, _) = reader(path, ADVICE)?;
    let mut line = Vec::new();
    // What cannot be read is told when it is read.
    let _ = read_line(&mut bytes, &mut line);
    Ok(if line.trim_ascii_start().first() == Some(&b'{') {
        Layout::Json
    } else if line.contains(&b'\t') {
        Layout::Delimited(b'\t')
    } else if line.contains(&b',') {
        Layout::Delimited(b',')
    } else {
        Layout::Words
    })
}

/// The places of the columns of a document, its source and its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Columns {
    document: usize,
    source: usize,
    content: Option<usize>,
}

impl Columns {
    /// Those that a header names; `None` where the line is no header.
    fn named(header: &[&str]) -> Option<Columns> {
        let small: Vec<String> =
            header.iter().map(|name| name.trim().to_lowercase().replace(['-', ' '], "_")).collect();
        let find = |known: &[&str]| known.iter().find_map(|one| small.iter().position(|name| name == one));
        Some(Columns { document: find(&DOCUMENT)?, source: find(&SOURCE)?, content: find(&CONTENT) })
    }

    /// Those of a file without a header.
    fn in_order(width: usize) -> std::result::Result<Columns, String> {
        match width {
            2 | 3 => Ok(Columns { document: 0, source: 1, content: (width == 3).then_some(2) }),
            _ => Err(format!("{width} columns, and no header that names `document` and `source`")),
        }
    }

    fn mapping(
        &self,
        cell: impl Fn(usize) -> Result<String>,
    ) -> Result<std::result::Result<Mapping, String>> {
        let (document, source) = (cell(self.document)?, cell(self.source)?);
        let content = self.content.map(cell).transpose()?;
        Ok(checked(document, source, content))
    }
}

/// A mapping of these fields without the blanks around them, or what is wrong with them.
pub(in crate::corpus) fn checked(
    document: String,
    source: String,
    content: Option<String>,
) -> std::result::Result<Mapping, String> {
    let trimmed = |text: String| if text.trim().len() == text.len() { text } else { text.trim().to_string() };
    let (document, source) = (trimmed(document), trimmed(source));
    check_id("the document", &document)?;
    if source.is_empty() {
        return Err(format!("document `{document}` has no source"));
    }
    if source.contains(char::is_control) {
        return Err(format!("the source {source:?} holds a control character"));
    }
    let content = content.map(trimmed).filter(|content| !content.is_empty());
    content.as_deref().map_or(Ok(()), |content| check_id("the content", content))?;
    Ok(Mapping { document, source, content })
}

fn delimited(path: &Path, delimiter: u8) -> Result<Records<Mapping>> {
    let mut rows = Rows::open(path, delimiter, ADVICE)?;
    let header: Vec<&str> = rows.header.iter().map(String::as_str).collect();
    let (columns, mut first) = match Columns::named(&header) {
        Some(columns) => (columns, None),
        None => {
            let columns = Columns::in_order(header.len())
                .map_err(|reason| Error::line(path, rows.line(), reason, COLUMNS_ADVICE))?;
            let mapping = columns.mapping(|column| Ok(header[column].to_string()))?;
            (columns, Some(rows.record(mapping)))
        }
    };
    Ok(Box::new(std::iter::from_fn(move || {
        if let Some(first) = first.take() {
            return Some(first);
        }
        let read = rows.next()?;
        Some(read.and_then(|()| {
            let mapping = columns.mapping(|column| rows.cell(column).map(str::to_string))?;
            rows.record(mapping)
        }))
    })))
}

fn words(path: &Path) -> Result<Records<Mapping>> {
    let mut known: Option<(Columns, usize)> = None;
    Ok(Lines::open(path, ADVICE)?.records(move |_, line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let (columns, width) = match known {
            Some(known) => known,
            None => {
                if let Some(columns) = Columns::named(&fields) {
                    known = Some((columns, fields.len()));
                    return Ok(None);
                }
                *known.insert((Columns::in_order(fields.len())?, fields.len()))
            }
        };
        if fields.len() != width {
            return Err(format!("{} fields where the first line has {width}", fields.len()));
        }
        let field = |column: usize| fields[column].to_string();
        checked(field(columns.document), field(columns.source), columns.content.map(field)).map(Some)
    }))
}

/// The mapping of an object.
fn of_json(line: &str) -> std::result::Result<Mapping, String> {
    let object: Map<String, Value> = json::lenient(line)?;
    let find = |known: &[&str]| -> std::result::Result<Option<String>, String> {
        let Some((name, value)) = known.iter().find_map(|name| object.get_key_value(*name)) else {
            return Ok(None);
        };
        match value {
            Value::String(text) => Ok(Some(text.clone())),
            // An id is a name, also where it is written as a number.
            Value::Number(number) if !number.is_f64() => Ok(Some(number.to_string())),
            Value::Null => Ok(None),
            _ => Err(format!("field `{name}` must be a string")),
        }
    };
    let needed = |known: &[&str]| find(known)?.ok_or_else(|| format!("no field `{}`", known[0]));
    checked(needed(&DOCUMENT)?, needed(&SOURCE)?, find(&CONTENT)?)
}

/// A record as its reader gives it, without the advice of readers that may leave lines out.
pub(in crate::corpus) fn strictly(record: Result<Record<Mapping>>) -> Result<Record<Mapping>> {
    record.map_err(|error| match error {
        Error::BadLine { path, line, reason, .. } => {
            let advice = if reason.contains("UTF-8") { ENCODING_ADVICE } else { COLUMNS_ADVICE };
            Error::line(path, line, reason, advice)
        }
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, text: &str) -> std::result::Result<Vec<(String, String, Option<String>)>, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let place = format!("{}/", folder.path().display());
        let read = mappings(&path).and_then(|records| records.map(strictly).collect::<Result<Vec<_>>>());
        let records = read.map_err(|error| error.to_string().replace(&place, ""))?;
        Ok(records
            .into_iter()
            .map(|one| one.content)
            .map(|one| (one.document, one.source, one.content))
            .collect())
    }

    #[test]
    fn every_layout_with_and_without_a_header_is_the_same_map() {
        let row = |document: &str, source: &str, content: Option<&str>| {
            (document.to_string(), source.to_string(), content.map(str::to_string))
        };
        let expected = [row("d1", "human", Some("c")), row("d2", "gpt 4", Some("c"))];
        for (name, text) in [
            ("m.csv", "d1,human,c\nd2,gpt 4,c\n"),
            ("m.csv", "\u{feff}document,source,content\r\nd1,human,c\r\nd2,\"gpt 4\",c\r\n"),
            ("m.csv", "Content ID,year,Doc-ID,Source\nc,1999,d1,human\nc,2024,d2, gpt 4 \n"),
            ("m.tsv", "d1\thuman\tc\nd2\tgpt 4\tc\n"),
            ("map", "docno\tsource\tbase\nd1\thuman\tc\nd2\tgpt 4\tc\n"),
            ("map.txt", "d1,human,c\nd2,gpt 4,c"),
            (
                "m.jsonl",
                "{\"_id\":\"d1\",\"source\":\"human\",\"content\":\"c\",\"x\":NaN}\n\n{\"document\":\"d2\",\"source\":\"gpt 4\",\"base\":\"c\"}\n",
            ),
        ] {
            assert_eq!(read(name, text).as_deref(), Ok(&expected[..]), "{name} {text}");
        }
        let two = [row("1", "human", None), row("2", "gpt", None)];
        for (name, text) in [
            ("map", "1 human\n2  gpt\n"),
            ("map", "doc source\n1 human\n2 gpt\n"),
            ("m.csv", "1,human,\n2,gpt, \n"),
            ("m.jsonl", "{\"id\":1,\"source\":\"human\"}\n{\"id\":2,\"source\":\"gpt\",\"content\":null}\n"),
        ] {
            assert_eq!(read(name, text).as_deref(), Ok(&two[..]), "{name} {text}");
        }
    }

    #[test]
    fn bad_lines_have_their_place_reason_and_advice() {
        for (name, text, message) in [
            ("m.csv", "a,human\nb\n", "m.csv:2: 1 columns where the first line has 2; write `document`"),
            ("m.csv", "document,source\na,human\nb, \n", "m.csv:3: document `b` has no source"),
            ("m.csv", "a,human\nb c,gpt\n", "m.csv:2: the document holds white space"),
            ("m.csv", "a,human\n,gpt\n", "m.csv:2: the document is empty"),
            ("m.tsv", "a\n", "m.tsv:1: 1 columns, and no header that names `document` and `source`"),
            ("m.tsv", "a\tb\tc\td\n", "m.tsv:1: 4 columns, and no header"),
            ("map", "a human\nb\n", "map:2: 1 fields where the first line has 2"),
            ("m.jsonl", "{\"source\":\"human\"}\n", "m.jsonl:1: no field `document`"),
            ("m.jsonl", "{\"_id\":\"a\",\"source\":[]}\n", "m.jsonl:1: field `source` must be a string"),
            ("m.jsonl", "x\n", "m.jsonl:1: not a JSON object"),
            ("m.csv", "", "m.csv: is empty"),
        ] {
            let error = read(name, text).unwrap_err();
            assert!(error.starts_with(message), "{error}");
            assert!(!error.contains("--skip"), "{error}");
        }
        assert!(mappings(Path::new("none")).is_err());
    }
}
