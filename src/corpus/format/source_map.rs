//! Maps from documents to who wrote them: a file of `document source` or `document source content` in, one mapping a line
//! out. Comma- or tab-separated, in JSON lines, or in words between blanks. A first line with the name of a column is a header, and must
//! name the columns that are needed; what its names are taken for, and what is not read, comes out beside.

use std::path::Path;

use serde_json::{Map, Value};

use super::columns::{Header, Role, header, known_names, plain};
use super::delimited::Rows;
use super::lines::{ENCODING_ADVICE, Lines, read_line, reader};
use super::{Record, Records, check_id, json};
use crate::error::{Error, Result};
use crate::number::counted;

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

/// What the columns may be called: the document, its source and its content.
const ROLES: [Role; 3] = [
    Role {
        holds: "document",
        names: &[
            "document",
            "document_id",
            "documentid",
            "doc",
            "doc_id",
            "docid",
            "docno",
            "doc_no",
            "id",
            "_id",
            "pid",
            "passage_id",
            "corpus_id",
        ],
        sure: 8,
        needed: true,
    },
    Role {
        holds: "source",
        names: &[
            "source",
            "source_name",
            "author",
            "writer",
            "written_by",
            "generator",
            "generated_by",
            "model",
            "model_name",
            "system",
            "origin",
            "label",
        ],
        sure: 2,
        needed: true,
    },
    Role {
        holds: "content",
        names: &[
            "content",
            "content_id",
            "base",
            "base_id",
            "original",
            "original_id",
            "twin",
            "twin_id",
            "pair",
            "pair_id",
        ],
        sure: 2,
        needed: false,
    },
];

/// What to do about a first line that names columns, and not all that are needed.
fn names_advice() -> String {
    format!(
        "the names that are known: {}; where the line is a document's, write a line above it that names the columns",
        known_names(&ROLES)
    )
}

/// How the fields of a line are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    Json,
    Delimited(u8),
    Words,
}

/// The mappings of a file.
pub(in crate::corpus) struct Mappings {
    /// Them, in the order of the file.
    pub records: Records<Mapping>,
    /// Which columns or fields were taken for what, where their names leave doubt, and which are not read.
    pub note: Option<String>,
}

/// The mappings of a file.
///
/// # Errors
/// Where the file cannot be opened; its first line has neither two nor three fields and names no known columns; or it names
/// some, and not all that are needed.
pub(in crate::corpus) fn mappings(path: &Path) -> Result<Mappings> {
    match layout(path)? {
        Layout::Json => of_objects(path),
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
    /// Those that a header names.
    fn named(header: &Header) -> Columns {
        let place = |role: usize| header.places[role];
        // A header without one of these two is an error.
        let needed = |role: usize| place(role).expect("a header has the columns that are needed");
        Columns { document: needed(0), source: needed(1), content: place(2) }
    }

    /// Those of a file without a header.
    fn in_order(width: usize) -> std::result::Result<Columns, String> {
        match width {
            2 | 3 => Ok(Columns { document: 0, source: 1, content: (width == 3).then_some(2) }),
            _ => {
                let found = counted(width as u64, "column", "columns");
                Err(format!("{found}, and no header that names `document` and `source`"))
            }
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

/// The header in the first line of a file.
fn header_of(path: &Path, line: u64, cells: &[&str]) -> Result<Option<Header>> {
    header(cells, &ROLES).map_err(|reason| Error::line(path, line, reason, names_advice()))
}

/// The places of the document, its source and its content that a header names; `None` where the line is no header.
pub(crate) fn named_columns(cells: &[&str]) -> Option<(usize, usize, Option<usize>)> {
    let Header { places, .. } = header(cells, &ROLES).ok()??;
    let [document, source, content] = places[..] else { return None };
    Some((document?, source?, content))
}

fn delimited(path: &Path, delimiter: u8) -> Result<Mappings> {
    let mut rows = Rows::open(path, delimiter, ADVICE)?;
    let cells: Vec<&str> = rows.header.iter().map(String::as_str).collect();
    let (columns, note, mut first) = match header_of(path, rows.line(), &cells)? {
        Some(header) => (Columns::named(&header), header.note, None),
        None => {
            let columns = Columns::in_order(cells.len())
                .map_err(|reason| Error::line(path, rows.line(), reason, COLUMNS_ADVICE))?;
            let mapping = columns.mapping(|column| Ok(cells[column].to_string()))?;
            (columns, None, Some(rows.record(mapping)))
        }
    };
    let records = Box::new(std::iter::from_fn(move || {
        if let Some(first) = first.take() {
            return Some(first);
        }
        let read = rows.next()?;
        Some(read.and_then(|()| {
            let mapping = columns.mapping(|column| rows.cell(column).map(str::to_string))?;
            rows.record(mapping)
        }))
    }));
    Ok(Mappings { records, note })
}

/// The first line that is not blank, and its number; `None` where there is none, or it cannot be read, which is told when all is.
fn first_line(path: &Path) -> Result<Option<(u64, String)>> {
    let first = Lines::open(path, ADVICE)?.records(|line, text| Ok(Some((line, text.to_string())))).next();
    Ok(first.and_then(|record| record.ok().map(|record| record.content)))
}

fn words(path: &Path) -> Result<Mappings> {
    let Some((line, text)) = first_line(path)? else {
        let records = Lines::open(path, ADVICE)?.records(|_, _| Ok(None));
        return Ok(Mappings { records, note: None });
    };
    let cells: Vec<&str> = text.split_whitespace().collect();
    let width = cells.len();
    let (columns, note, headed) = match header_of(path, line, &cells)? {
        Some(header) => (Columns::named(&header), header.note, true),
        None => {
            let columns = Columns::in_order(width);
            (columns.map_err(|reason| Error::line(path, line, reason, COLUMNS_ADVICE))?, None, false)
        }
    };
    let records = Lines::open(path, ADVICE)?.records(move |number, line_text| {
        if headed && number == line {
            return Ok(None);
        }
        let fields: Vec<&str> = line_text.split_whitespace().collect();
        if fields.len() != width {
            let found = counted(fields.len() as u64, "field", "fields");
            return Err(format!("{found} where the first line has {width}"));
        }
        let field = |column: usize| fields[column].to_string();
        checked(field(columns.document), field(columns.source), columns.content.map(field)).map(Some)
    });
    Ok(Mappings { records, note })
}

/// JSON lines: what the fields of the first are taken for is told; each line has its own.
fn of_objects(path: &Path) -> Result<Mappings> {
    let object = first_line(path)?.and_then(|(_, line)| json::lenient::<Map<String, Value>>(&line).ok());
    let keys: Vec<&str> = object.iter().flatten().map(|(key, _)| key.as_str()).collect();
    // What is wrong with it is told with its line.
    let note = header(&keys, &ROLES).ok().flatten().and_then(|header| header.note);
    let note =
        note.map(|note| note.replace("of its columns it reads", "of the fields of its first line it reads"));
    let records = Lines::open(path, ADVICE)?.records(|_, line| of_json(line).map(Some));
    Ok(Mappings { records, note })
}

/// The mapping of an object.
fn of_json(line: &str) -> std::result::Result<Mapping, String> {
    let object: Map<String, Value> = json::lenient(line)?;
    let find = |role: &Role| -> std::result::Result<Option<String>, String> {
        let as_written = role.names.iter().find_map(|name| object.get_key_value(*name));
        let alike = || object.iter().find(|(key, _)| role.names.contains(&plain(key).as_str()));
        let Some((name, value)) = as_written.or_else(alike) else { return Ok(None) };
        match value {
            Value::String(text) => Ok(Some(text.clone())),
            // An id is a name, also where it is written as a number.
            Value::Number(number) if !number.is_f64() => Ok(Some(number.to_string())),
            Value::Null => Ok(None),
            _ => Err(format!("field `{name}` must be a string")),
        }
    };
    let [document, source, content] = &ROLES;
    let needed = |role: &Role| {
        find(role)?.ok_or_else(|| format!("no field for the {} ({})", role.holds, role.names.join(", ")))
    };
    checked(needed(document)?, needed(source)?, find(content)?)
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
#[path = "source_map_tests.rs"]
mod tests;
