//! Parquet files of texts: columns by name, one row a document, read row group by row group so that one of them is in
//! memory. Rows are told by their numbers.

use std::path::{Path, PathBuf};

use polars::prelude::{AnyValue, Column, DataFrame};

use super::jsonl::unnamed;
use super::layout::{self, Layout, source_name};
use super::lines::LINE_ADVICE;
use super::table::{self, Columns};
use super::{CorpusFormat, Judgement, Record, Records, Text, beir, check_id, delimited, qrels};
use crate::corpus::Query;
use crate::error::{Error, Result};
use crate::registry::{Cutoff, Entry, Parameter};
use crate::table::{RowGroups, can_be_words, named};

/// The row of this format.
pub(super) const ENTRY: Entry<dyn CorpusFormat> = Entry {
    name: "parquet",
    summary: "columns by name, of one file or of <source>.parquet (or a folder <source>/ of them) in a folder or its \
              corpus/; queries.parquet or queries.jsonl, qrels/<split>.tsv",
    reference: "Apache Parquet, parquet.apache.org",
    parameters: &[
        Columns::ID,
        Columns::TEXT,
        Columns::TITLE,
        Columns::SOURCE,
        Columns::QUERY_ID,
        Columns::QUERY_TEXT,
    ],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(Parquet { columns: Columns::of(arguments) })),
};

const LAYOUT: Layout = Layout {
    endings: &[".parquet"],
    others: &["queries.", "qrels"],
    advice: "give one .parquet file, or a folder with <source>.parquet or corpus/<source>.parquet for each source, and \
             for retrieval queries.parquet and qrels/<split>.tsv",
};

struct Parquet {
    columns: Columns,
}

impl CorpusFormat for Parquet {
    fn sources(&self, path: &Path) -> Result<Vec<(String, PathBuf)>> {
        let column = &self.columns.source;
        table::sources(&LAYOUT, path, column, |files, named| {
            for path in files {
                let mut file = Rows::open(path, &[(column, "source", false)])?;
                while let Some(group) = file.next_group()? {
                    for row in 0..group.height() {
                        if let Ok(Some(value)) = file.cell(&group, 0, row) {
                            named.add(path, column, &value)?;
                        }
                    }
                }
            }
            Ok(None)
        })
    }

    fn files(&self, path: &Path) -> Result<Vec<PathBuf>> {
        LAYOUT.files(path)
    }

    fn queries_name(&self) -> &'static str {
        "queries.parquet"
    }

    fn queries_file(&self, folder: &Path, split: &str) -> Result<Option<PathBuf>> {
        let names = &["queries.parquet", "queries.jsonl"];
        layout::of_split(folder, split, &[("queries.", ".parquet")], names)
    }

    fn qrels_file(&self, folder: &Path, split: &str) -> Result<Option<PathBuf>> {
        layout::of_split(folder, split, layout::QRELS, &["qrels.tsv", "qrels.txt"])
    }

    fn documents(&self, path: &Path, source: &str) -> Result<Records<Text>> {
        let (columns, source) = (self.columns.clone(), source.to_string());
        let open = move |file: &Path| {
            let Columns { id, text, title, source: by, .. } = columns.clone();
            let optional = |name: &str, parameter: &Parameter| Columns::may_miss(name, parameter);
            let wanted = [
                (&id, "id", optional(&id, &Columns::ID)),
                (&title, "title", optional(&title, &Columns::TITLE)),
                (&text, "text", false),
                (&by, "source", by.is_empty()),
            ];
            let rows = Rows::open(file, &wanted)?;
            let source = source.clone();
            Ok(rows.records(move |rows, group, row, line| {
                if rows.has(3) {
                    match rows.filled(group, 3, row).map(|value| source_name(&value)) {
                        Ok(name) if name.is_empty() => return Some(Err(format!("column `{by}` is blank"))),
                        Ok(name) if name != source => return None,
                        Ok(_) => {}
                        Err(reason) => return Some(Err(reason)),
                    }
                }
                Some(rows.text(group, row, line))
            }))
        };
        Ok(layout::chained(LAYOUT.files(path)?, open))
    }

    fn queries(&self, path: &Path) -> Result<Records<Query>> {
        if path.extension().is_none_or(|ending| ending != "parquet") {
            return beir::queries(path);
        }
        let Columns { query_id, query_text, .. } = &self.columns;
        let rows = Rows::open(path, &[(query_id, "query_id", false), (query_text, "query_text", false)])?;
        Ok(rows.records(|rows, group, row, _| {
            Some(rows.id(group, row).and_then(|id| Ok(Query::new(id, rows.filled(group, 1, row)?))))
        }))
    }

    fn judgements(&self, path: &Path) -> Result<Records<Judgement>> {
        qrels::judgements(path, LAYOUT.advice)
    }
}

/// The rows of one file, some of its columns.
struct Rows {
    groups: RowGroups,
    /// Name of each column wanted, and whether the file has it.
    columns: Vec<(String, bool)>,
}

impl Rows {
    /// Opens a file: of each column wanted the name, what the specification calls it, and whether it may be missing.
    fn open(path: &Path, wanted: &[(&String, &str, bool)]) -> Result<Rows> {
        let groups = RowGroups::open(path, LAYOUT.advice)?;
        // Without a column of the default name, `id` is the id.
        let other = Columns::OTHER_ID.to_string();
        let column = |(name, parameter, may_miss): &(&String, &str, bool)| {
            let is_default = *parameter == Columns::ID.name && *name == Columns::ID.default;
            let stands_in = is_default && groups.kind(name).is_none() && groups.kind(&other).is_some();
            let name = if stands_in { &other } else { *name };
            match groups.kind(name) {
                Some(kind) if !can_be_words(kind) => {
                    let reason =
                        format!("column `{name}` is of type {}, and must be of strings", named(kind));
                    Err(Error::file(path, reason, "convert the column, or name another one"))
                }
                found if found.is_some() || *may_miss => Ok((name.clone(), found.is_some())),
                _ => {
                    let names: Vec<String> = groups.names().map(str::to_string).collect();
                    Err(delimited::missing_column(path, name, parameter, &names))
                }
            }
        };
        let columns = wanted.iter().map(column).collect::<Result<_>>()?;
        Ok(Rows { groups, columns })
    }

    /// The next group of rows, with the columns there are; `None` at the end of the file.
    fn next_group(&mut self) -> Result<Option<DataFrame>> {
        let mut names: Vec<String> = Vec::new();
        for (name, found) in &self.columns {
            if *found && !names.contains(name) {
                names.push(name.clone());
            }
        }
        self.groups.next_frame(names)
    }

    /// Whether the file has the column at this place of those wanted.
    fn has(&self, place: usize) -> bool {
        self.columns[place].1
    }

    /// A cell, as a string; `None` where it is null.
    fn cell(
        &self,
        group: &DataFrame,
        place: usize,
        row: usize,
    ) -> std::result::Result<Option<String>, String> {
        let name = &self.columns[place].0;
        let column: &Column = group.column(name).map_err(|error| error.to_string())?;
        let value = column.get(row).map_err(|error| error.to_string())?;
        Ok(match value {
            AnyValue::Null => None,
            AnyValue::Binary(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => Some(text.to_string()),
                Err(error) => {
                    let place = error.valid_up_to() + 1;
                    return Err(format!("column `{name}` holds bytes that are not UTF-8 (byte {place})"));
                }
            },
            other => Some(other.str_value().to_string()),
        })
    }

    /// A cell that must not be null.
    fn filled(&self, group: &DataFrame, place: usize, row: usize) -> std::result::Result<String, String> {
        let name = &self.columns[place].0;
        self.cell(group, place, row)?.ok_or_else(|| format!("column `{name}` is null in this row"))
    }

    /// The id in the first of the columns wanted.
    fn id(&self, group: &DataFrame, row: usize) -> std::result::Result<String, String> {
        let id = self.filled(group, 0, row)?;
        check_id(&format!("column `{}`", self.columns[0].0), &id)?;
        Ok(id)
    }

    /// The document of a row: id, title, text; without an id it is named by `line`, its number in the file from 1.
    fn text(&self, group: &DataFrame, row: usize, line: u64) -> std::result::Result<Text, String> {
        let base = match self.has(0) {
            true => self.id(group, row)?,
            false => unnamed(self.groups.file(), line),
        };
        let title = if self.has(1) { self.cell(group, 1, row)?.unwrap_or_default() } else { String::new() };
        Ok(Text { base, title, text: self.filled(group, 2, row)? })
    }

    /// The records that `each` makes of the rows; `None` passes over a row.
    fn records<T: 'static>(
        mut self,
        each: impl Fn(&Rows, &DataFrame, usize, u64) -> Option<std::result::Result<T, String>> + Send + 'static,
    ) -> Records<T> {
        let mut open: Option<(DataFrame, usize, usize)> = None;
        let mut ended = false;
        Box::new(std::iter::from_fn(move || {
            while !ended {
                let Some((group, row, first)) = &mut open else {
                    let first = self.groups.before();
                    match self.next_group() {
                        Ok(Some(group)) => open = Some((group, 0, first)),
                        Ok(None) => ended = true,
                        Err(error) => {
                            ended = true;
                            return Some(Err(error));
                        }
                    }
                    continue;
                };
                if *row == group.height() {
                    open = None;
                    continue;
                }
                let line = (*first + *row) as u64 + 1;
                let content = each(&self, group, *row, line);
                *row += 1;
                match content {
                    Some(Ok(content)) => {
                        return Some(Ok(Record { file: self.groups.file().clone(), line, content }));
                    }
                    Some(Err(reason)) => {
                        let reason = format!("row {line}: {reason}");
                        return Some(Err(Error::line(&**self.groups.file(), line, reason, LINE_ADVICE)));
                    }
                    None => {}
                }
            }
            None
        }))
    }
}
