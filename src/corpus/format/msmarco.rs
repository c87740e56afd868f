//! MS MARCO's tables: `collection.tsv` (`pid TAB passage`, or `docid TAB url TAB title TAB body`), `queries.<split>.tsv`,
//! `qrels.<split>.tsv`. A tab is the only sign: quotes are letters, and texts are left as they are.

use std::path::{Path, PathBuf};

use super::layout::{self, Layout};
use super::lines::Lines;
use super::{CorpusFormat, Judgement, Records, Text, check_id, qrels};
use crate::corpus::Query;
use crate::error::Result;
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
            Ok(Lines::open(file, LAYOUT.advice)?.records(move |_, line| text(line, &mut columns).map(Some)))
        };
        Ok(layout::chained(LAYOUT.files(path)?, open))
    }

    fn queries(&self, path: &Path) -> Result<Records<Query>> {
        Ok(Lines::open(path, LAYOUT.advice)?.records(|_, line| query(line).map(Some)))
    }

    fn judgements(&self, path: &Path) -> Result<Records<Judgement>> {
        qrels::judgements(path, LAYOUT.advice)
    }
}

/// The document of one line; `columns` is the number of columns of the first line that could be used.
fn text(line: &str, columns: &mut Option<usize>) -> std::result::Result<Text, String> {
    let cells: Vec<&str> = line.split('\t').collect();
    let (base, title, text) = match (cells.as_slice(), *columns) {
        ([id, text], None | Some(2)) => (id, "", text),
        ([id, _url, title, text], None | Some(4)) => (id, *title, text),
        (_, Some(expected)) => {
            return Err(format!("{} columns where the first line has {expected}", cells.len()));
        }
        (_, None) => {
            let layouts = "2 (pid, passage) or 4 (docid, url, title, body), with a tab between them";
            return Err(format!("{} columns; a document has {layouts}", cells.len()));
        }
    };
    check_id("the id", base)?;
    *columns = Some(cells.len());
    Ok(Text { base: base.to_string(), title: title.to_string(), text: text.to_string() })
}

fn query(line: &str) -> std::result::Result<Query, String> {
    let Some((id, text)) = line.split_once('\t').filter(|(_, text)| !text.contains('\t')) else {
        let columns = line.split('\t').count();
        return Err(format!("{columns} columns; a query has 2 (qid, query), with a tab between them"));
    };
    check_id("the id", id)?;
    Ok(Query::new(id, text))
}
