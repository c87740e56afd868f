//! MS MARCO's tables: `collection.tsv` (`pid TAB passage`, or `docid TAB url TAB title TAB body`), `queries.<split>.tsv`,
//! `qrels.<split>.tsv`. A tab is the only sign: quotes are letters, and texts are left as they are. The files have no header; a first
//! line of nothing but names of columns is one all the same.

use std::path::{Path, PathBuf};

use super::columns::is_header;
use super::layout::{self, Layout};
use super::lines::Lines;
use super::{CorpusFormat, Judgement, Records, Text, check_id, qrels};
use crate::corpus::Query;
use crate::error::Result;
use crate::number::counted;
use crate::registry::{Cutoff, Entry};

/// The row of this format.
pub(super) const ENTRY: Entry<dyn CorpusFormat> = Entry {
    name: "msmarco",
    summary: "collection.tsv or corpus/<source>.tsv, `pid TAB passage` or `docid TAB url TAB title TAB body`; \
              queries.<split>.tsv, qrels.<split>.tsv or qrels/<split>.tsv; plain, .gz or .zst",
    reference: "Bajaj et al. (2016), MS MARCO: A Human Generated MAchine Reading COmprehension Dataset",
    parameters: &[],
    cutoff: Cutoff::Never,
    build: |_| Ok(Box::new(Msmarco)),
};

const LAYOUT: Layout = Layout {
    endings: &[".tsv"],
    others: &["queries", "qrels"],
    advice: "give a folder with collection.tsv, or corpus/<source>.tsv for each source, and for retrieval \
             queries.<split>.tsv and qrels.<split>.tsv; or one file of passages",
};

struct Msmarco;

impl CorpusFormat for Msmarco {
    fn sources(&self, path: &Path) -> Result<Vec<(String, PathBuf)>> {
        let human = |file: PathBuf| Ok(vec![("human".to_string(), file)]);
        if path.is_file() {
            return human(path.to_path_buf());
        }
        if LAYOUT.documents_folder(path)? != path {
            return LAYOUT.sources(path);
        }
        match layout::first_of(path, &["collection.tsv", "msmarco-docs.tsv"]) {
            Some(file) => human(file),
            None => LAYOUT.checked(path, Vec::new()),
        }
    }

    fn files(&self, path: &Path) -> Result<Vec<PathBuf>> {
        LAYOUT.files(path)
    }

    fn queries_name(&self) -> &'static str {
        "queries.tsv"
    }

    fn queries_file(&self, folder: &Path, split: &str) -> Result<Option<PathBuf>> {
        let patterns = &[("queries.", ".tsv"), ("queries.", ".small.tsv")];
        layout::of_split(folder, split, patterns, &["queries.tsv"])
    }

    fn qrels_file(&self, folder: &Path, split: &str) -> Result<Option<PathBuf>> {
        layout::of_split(folder, split, layout::QRELS, &["qrels.tsv"])
    }

    fn documents(&self, path: &Path, _: &str) -> Result<Records<Text>> {
        let open = |file: &Path| {
            let mut columns = None;
            Ok(Lines::open(file, LAYOUT.advice)?.records(move |number, line| {
                if number == 1 && heads_documents(line) {
                    return Ok(None);
                }
                text(line, &mut columns).map(Some)
            }))
        };
        Ok(layout::chained(LAYOUT.files(path)?, open))
    }

    fn queries(&self, path: &Path) -> Result<Records<Query>> {
        Ok(Lines::open(path, LAYOUT.advice)?.records(|number, line| {
            match number == 1 && heads_queries(line) {
                true => Ok(None),
                false => query(line).map(Some),
            }
        }))
    }

    fn judgements(&self, path: &Path) -> Result<Records<Judgement>> {
        qrels::judgements(path, LAYOUT.advice)
    }
}

/// What columns of ids are called.
const IDS: &[&str] = &[
    "id",
    "_id",
    "pid",
    "docid",
    "doc_id",
    "docno",
    "passage_id",
    "document_id",
    "qid",
    "query_id",
    "topic_id",
];

fn heads_documents(line: &str) -> bool {
    const TEXTS: &[&str] = &["text", "passage", "body", "contents", "document"];
    let cells: Vec<&str> = line.split('\t').collect();
    is_header(&cells, &[IDS, TEXTS]) || is_header(&cells, &[IDS, &["url"], &["title"], TEXTS])
}

fn heads_queries(line: &str) -> bool {
    is_header(
        &line.split('\t').collect::<Vec<_>>(),
        &[IDS, &["query", "text", "question", "topic", "query_text"]],
    )
}

/// The document of one line; `columns` is the number of columns of the first line that could be used.
fn text(line: &str, columns: &mut Option<usize>) -> std::result::Result<Text, String> {
    let cells: Vec<&str> = line.split('\t').collect();
    let (base, title, text) = match (cells.as_slice(), *columns) {
        ([id, text], None | Some(2)) => (id, "", text),
        ([id, _url, title, text], None | Some(4)) => (id, *title, text),
        (_, Some(expected)) => {
            let found = counted(cells.len() as u64, "column", "columns");
            return Err(format!("{found} where the first line has {expected}"));
        }
        (_, None) => {
            let layouts = "2 (pid, passage) or 4 (docid, url, title, body), with a tab between them";
            let found = counted(cells.len() as u64, "column", "columns");
            return Err(format!("{found}; a document has {layouts}"));
        }
    };
    check_id("the id", base)?;
    *columns = Some(cells.len());
    Ok(Text { base: base.to_string(), title: title.to_string(), text: text.to_string() })
}

fn query(line: &str) -> std::result::Result<Query, String> {
    let Some((id, text)) = line.split_once('\t').filter(|(_, text)| !text.contains('\t')) else {
        let found = counted(line.split('\t').count() as u64, "column", "columns");
        return Err(format!("{found}; a query has 2 (qid, query), with a tab between them"));
    };
    check_id("the id", id)?;
    Ok(Query::new(id, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_line_of_names_alone_is_a_header() {
        for line in ["pid\tpassage", "DocID\turl\ttitle\tbody", "_id\ttext"] {
            assert!(heads_documents(line), "{line}");
        }
        assert!(heads_queries("qid\tquery") && heads_queries("query-id\ttext"));
        for line in ["7\ttext", "pid\ta passage on pids", "pid", "pid\tpassage\tx"] {
            assert!(!heads_documents(line), "{line}");
        }
        assert!(!heads_queries("7\tquery") && !heads_queries("qid\twhat is a qid"));
    }
}
