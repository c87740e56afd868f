//! Tables of texts, CSV and its kin: columns by name, one row a document. A column may say who wrote it; then one file
//! holds any number of sources.

use std::path::{Path, PathBuf};

use super::delimited::{Rows, delimiter, for_each_row, records};
use super::jsonl::unnamed;
use super::layout::{self, Layout, NamedSources, source_name};
use super::{CorpusFormat, Judgement, Record, Records, Text, check_id, qrels};
use crate::corpus::Query;
use crate::error::{Error, Result};
use crate::registry::{Arguments, Cutoff, Entry, Kind, Parameter};

/// The row of this format.
pub(super) const ENTRY: Entry<dyn CorpusFormat> = Entry {
    name: "table",
    summary: "columns by name, of one file or of <source>.csv, .tsv or .txt in a folder or its corpus/; queries.csv or \
              .tsv, qrels.<split>.tsv or qrels/<split>.tsv; plain, .gz or .zst; in a .tsv the delimiter is a tab",
    reference: "Shafranovich (2005), RFC 4180",
    parameters: &[
        Parameter {
            name: "delimiter",
            kind: Kind::Choice(&["comma", "tab", "semicolon", "pipe"]),
            default: "comma",
            meaning: "what stands between columns",
        },
        Columns::ID,
        Columns::TEXT,
        Columns::TITLE,
        Columns::SOURCE,
        Columns::QUERY_ID,
        Columns::QUERY_TEXT,
    ],
    cutoff: Cutoff::Never,
    build: |arguments| {
        let delimiter = arguments.text("delimiter").to_string();
        Ok(Box::new(Delimited { delimiter, columns: Columns::of(arguments) }))
    },
};

const LAYOUT: Layout = Layout {
    endings: &[".csv", ".tsv", ".txt"],
    others: &["queries.", "qrels"],
    advice: "give one file whose first line names the columns, or a folder with <source>.csv or corpus/<source>.csv for \
             each source, and for retrieval queries.csv and qrels/<split>.tsv",
};

/// The names of the columns; a blank one is not read.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    pub id: String,
    pub text: String,
    pub title: String,
    pub source: String,
    pub query_id: String,
    pub query_text: String,
}

impl Columns {
    pub(super) const ID: Parameter = Parameter {
        name: "id",
        kind: Kind::Text,
        default: "_id",
        meaning: "the column of the id; where there is no `_id`, `id` is taken, and where there is none of them, rows are named by \
                  file and line and have no twins",
    };
    pub(super) const TEXT: Parameter =
        Parameter { name: "text", kind: Kind::Text, default: "text", meaning: "the column of the text" };
    pub(super) const TITLE: Parameter = Parameter {
        name: "title",
        kind: Kind::Text,
        default: "title",
        meaning: "the column of the title; there may be no `title`",
    };
    pub(super) const SOURCE: Parameter = Parameter {
        name: "source",
        kind: Kind::Text,
        default: "",
        meaning: "the column that says who wrote it; blank: the file's own name does",
    };
    pub(super) const QUERY_ID: Parameter = Parameter {
        name: "query_id",
        kind: Kind::Text,
        default: "",
        meaning: "the column of the id in the file of queries; blank: as `id`",
    };
    pub(super) const QUERY_TEXT: Parameter = Parameter {
        name: "query_text",
        kind: Kind::Text,
        default: "",
        meaning: "the column of the text in the file of queries; blank: as `text`",
    };

    /// What is taken for the id where there is no column of the default name.
    pub(super) const OTHER_ID: &'static str = "id";

    pub(super) fn of(arguments: &Arguments) -> Columns {
        let named = |name: &str| arguments.text(name).to_string();
        let or = |name: &str, other: &str| match named(name) {
            blank if blank.is_empty() => named(other),
            given => given,
        };
        Columns {
            id: named("id"),
            text: named("text"),
            title: named("title"),
            source: named("source"),
            query_id: or("query_id", "id"),
            query_text: or("query_text", "text"),
        }
    }

    /// Whether a column of that name may be missing: it was not asked for, or by the default alone.
    pub(super) fn may_miss(name: &str, parameter: &Parameter) -> bool {
        name.is_empty() || name == parameter.default
    }
}

/// The sources of a table: those that a column names, or else files and folders by their names. `scan` reads the column
/// and gives the first bad row, which is told where no other row names a source.
pub(super) fn sources(
    layout: &Layout,
    path: &Path,
    column: &str,
    scan: impl Fn(&[PathBuf], &mut NamedSources) -> Result<Option<Error>>,
) -> Result<Vec<(String, PathBuf)>> {
    if column.is_empty() {
        return layout.sources(path);
    }
    let below = layout.documents_folder(path)?;
    let mut named = NamedSources::default();
    let bad = scan(&layout.files(&below)?, &mut named)?;
    let found = named.at(&below);
    match bad {
        Some(error) if found.is_empty() => Err(error),
        _ => layout.checked(path, found),
    }
}

struct Delimited {
    delimiter: String,
    columns: Columns,
}

impl CorpusFormat for Delimited {
    fn sources(&self, path: &Path) -> Result<Vec<(String, PathBuf)>> {
        let column = &self.columns.source;
        sources(&LAYOUT, path, column, |files, named| {
            let open = |file: &Path| {
                let rows = Rows::open(file, delimiter(&self.delimiter, file), LAYOUT.advice)?;
                rows.column(column, "source").map(|_| rows)
            };
            for_each_row(files, open, |rows| match rows.find(column)?.map(|at| rows.cell(at)) {
                Some(Ok(value)) => named.add(rows.file(), column, value),
                _ => Ok(()),
            })
        })
    }

    fn files(&self, path: &Path) -> Result<Vec<PathBuf>> {
        LAYOUT.files(path)
    }

    fn queries_name(&self) -> &'static str {
        "queries.csv"
    }

    fn queries_file(&self, folder: &Path, split: &str) -> Result<Option<PathBuf>> {
        let patterns = &[("queries.", ".csv"), ("queries.", ".tsv")];
        layout::of_split(folder, split, patterns, &["queries.csv", "queries.tsv", "queries.txt"])
    }

    fn qrels_file(&self, folder: &Path, split: &str) -> Result<Option<PathBuf>> {
        layout::of_split(folder, split, layout::QRELS, &["qrels.tsv", "qrels.txt"])
    }

    fn documents(&self, path: &Path, source: &str) -> Result<Records<Text>> {
        let (columns, delimiter_name, source) =
            (self.columns.clone(), self.delimiter.clone(), source.to_string());
        let open = move |file: &Path| {
            let rows = Rows::open(file, delimiter(&delimiter_name, file), LAYOUT.advice)?;
            let optional = |name: &str, parameter: &Parameter| match rows.find(name)? {
                None if Columns::may_miss(name, parameter) => Ok(None),
                None => rows.column(name, parameter.name).map(Some),
                found => Ok(found),
            };
            let id = match optional(&columns.id, &Columns::ID)? {
                None if columns.id == Columns::ID.default => rows.find(Columns::OTHER_ID)?,
                found => found,
            };
            let title = optional(&columns.title, &Columns::TITLE)?;
            let text = rows.column(&columns.text, "text")?;
            let by =
                if columns.source.is_empty() { None } else { Some(rows.column(&columns.source, "source")?) };
            let id_name = id.map_or_else(String::new, |column| rows.header[column].clone());
            let (source_column, wanted) = (columns.source.clone(), source.clone());
            Ok(records(rows, move |rows| {
                if let Some(column) = by {
                    match rows.cell(column).map(source_name) {
                        Err(error) => return Some(Err(error)),
                        Ok(name) if name.is_empty() => {
                            return Some(rows.record(Err(format!("column `{source_column}` is blank"))));
                        }
                        Ok(name) if name != wanted => return None,
                        Ok(_) => {}
                    }
                }
                Some(row(rows, id, title, text, &id_name))
            }))
        };
        Ok(layout::chained(LAYOUT.files(path)?, open))
    }

    fn queries(&self, path: &Path) -> Result<Records<Query>> {
        let rows = Rows::open(path, delimiter(&self.delimiter, path), LAYOUT.advice)?;
        let id = rows.column(&self.columns.query_id, "query_id")?;
        let text = rows.column(&self.columns.query_text, "query_text")?;
        let name = self.columns.query_id.clone();
        Ok(records(rows, move |rows| Some(query(rows, id, text, &name))))
    }

    fn judgements(&self, path: &Path) -> Result<Records<Judgement>> {
        qrels::judgements(path, LAYOUT.advice)
    }
}

fn row(
    rows: &Rows,
    id: Option<usize>,
    title: Option<usize>,
    text: usize,
    id_name: &str,
) -> Result<Record<Text>> {
    let base = match id {
        Some(column) => {
            let base = rows.cell(column)?.trim();
            if let Err(reason) = check_id(&format!("column `{id_name}`"), base) {
                return rows.record(Err(reason));
            }
            base.to_string()
        }
        None => unnamed(rows.file(), rows.line()),
    };
    let title = title.map_or(Ok(""), |column| rows.cell(column))?.to_string();
    rows.record(Ok(Text { base, title, text: rows.cell(text)?.to_string() }))
}

fn query(rows: &Rows, id: usize, text: usize, name: &str) -> Result<Record<Query>> {
    let id = rows.cell(id)?.trim();
    match check_id(&format!("column `{name}`"), id) {
        Ok(()) => rows.record(Ok(Query::new(id, rows.cell(text)?))),
        Err(reason) => rows.record(Err(reason)),
    }
}
