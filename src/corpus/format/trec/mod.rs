//! TREC's layout: SGML files of `<DOC>`s, topics, judgements in four columns. A document at a time is in memory, and
//! its text comes out without tags and with entities decoded.

mod elements;
mod entities;
mod markup;
#[cfg(test)]
mod tests;
mod topics;

use std::path::{Path, PathBuf};

use elements::{begins_with_element, elements};
use markup::Markup;
use topics::{Field, query};

use super::layout::{self, Layout};
use super::{CorpusFormat, Judgement, Records, Text, check_id, qrels};
use crate::corpus::Query;
use crate::error::Result;
use crate::registry::{Cutoff, Entry, Kind, Parameter};

/// The row of this format.
pub(super) const ENTRY: Entry<dyn CorpusFormat> = Entry {
    name: "trec",
    summary: "SGML files of <DOC>s: corpus/<source>.trec, or a folder corpus/<source>/, or all files of the folder as \
              source human; topics.<split>.txt, qrels.<split>.txt or qrels/<split>.tsv; UTF-8, else windows-1252; plain, \
              gzip or .zst",
    reference: "Voorhees & Harman (2005), TREC: Experiment and Evaluation in Information Retrieval",
    parameters: &[Parameter {
        name: "query",
        kind: Kind::Choice(&["title", "description", "narrative", "title_description"]),
        default: "title",
        meaning: "the field of a topic that is the query; the description where a topic has no title",
    }],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(Trec { field: Field::named(arguments.text("query")) })),
};

const LAYOUT: Layout = Layout {
    endings: &[".sgml", ".sgm", ".trec", ".txt", ".xml", ""],
    others: &["topics", "qrels", "queries", "readme", "licence", "license"],
    advice: "give a folder with files of <DOC>s, or corpus/<source>.trec or a folder corpus/<source>/ for each source, \
             and for retrieval topics.<split>.txt and qrels.<split>.txt; or one file of <DOC>s",
};

/// Whether a file whose name does not tell holds documents, by its first lines; one that does not is added to
/// `passed_over`.
fn looked_at(passed_over: &mut Vec<PathBuf>) -> impl FnMut(&Path) -> Result<bool> {
    |file| {
        let found = begins_with_element(file, "doc", LAYOUT.advice)?;
        if !found {
            passed_over.push(file.to_path_buf());
        }
        Ok(found)
    }
}

/// The tags that hold a title, by collection; the first of them in a document that is not blank is its title.
const TITLE_TAGS: [&str; 6] = ["title", "headline", "head", "hl", "ttl", "ti"];

struct Trec {
    field: Field,
}

impl CorpusFormat for Trec {
    fn sources(&self, path: &Path) -> Result<Vec<(String, PathBuf)>> {
        let human = |path: &Path| vec![("human".to_string(), path.to_path_buf())];
        if path.is_file() {
            return Ok(human(path));
        }
        let mut passed_over = Vec::new();
        let found = {
            let mut look = looked_at(&mut passed_over);
            match LAYOUT.documents_folder(path)? == path {
                true if LAYOUT.files_or(path, &mut look)?.is_empty() => LAYOUT.checked(path, Vec::new()),
                true => Ok(human(path)),
                false => LAYOUT.sources_or(path, &mut look),
            }
        };
        if let Some(first) = passed_over.first() {
            let files = if passed_over.len() == 1 { "file is" } else { "files are" };
            tracing::warn!(
                "{}: {} {files} passed over, in which no <DOC> is seen; the first: {}",
                path.display(),
                passed_over.len(),
                first.display()
            );
        }
        found
    }

    fn files(&self, path: &Path) -> Result<Vec<PathBuf>> {
        LAYOUT.files_or(path, &mut looked_at(&mut Vec::new()))
    }

    fn queries_name(&self) -> &'static str {
        "topics.txt"
    }

    fn queries_file(&self, folder: &Path, split: &str) -> Result<Option<PathBuf>> {
        let patterns = &[
            ("topics.", ".txt"),
            ("topics.", ""),
            ("topics.", ".trec"),
            ("topics.", ".sgml"),
            ("topics.", ".xml"),
        ];
        layout::of_split(folder, split, patterns, &["topics.txt", "topics"])
    }

    fn qrels_file(&self, folder: &Path, split: &str) -> Result<Option<PathBuf>> {
        layout::of_split(folder, split, layout::QRELS, &["qrels.txt", "qrels"])
    }

    /// The text is that of all `<TEXT>` elements; where there is none, all but number and title.
    fn documents(&self, path: &Path, _: &str) -> Result<Records<Text>> {
        let open = |file: &Path| elements(file, "doc", LAYOUT.advice, text);
        Ok(layout::chained(self.files(path)?, open))
    }

    fn queries(&self, path: &Path) -> Result<Records<Query>> {
        let field = self.field;
        elements(path, "top", LAYOUT.advice, move |topic| query(topic, field))
    }

    fn judgements(&self, path: &Path) -> Result<Records<Judgement>> {
        let judgements = qrels::judgements(path, LAYOUT.advice)?;
        Ok(Box::new(judgements.map(|read| {
            read.map(|mut record| {
                record.content.query = plain_number(&record.content.query).to_string();
                record
            })
        })))
    }
}

/// The id of a query without the zeros before its number: topics have `051` where judgements have `51`.
fn plain_number(id: &str) -> &str {
    match !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()) {
        true => &id[id.bytes().take(id.len() - 1).take_while(|byte| *byte == b'0').count()..],
        false => id,
    }
}

/// The document of what stands between `<DOC>` and `</DOC>`.
fn text(document: &str) -> std::result::Result<Text, String> {
    let markup = Markup::new(document);
    let number = markup.first(|name| name == "docno").ok_or("a <DOC> without <DOCNO>")?;
    let base = markup.text(number.inner.clone(), &[]).trim().to_string();
    check_id("<DOCNO>", &base)?;
    let is_title = |name: &str| TITLE_TAGS.contains(&name);
    let title = markup.all(is_title).into_iter().find_map(|element| {
        let words = markup.text(element.inner.clone(), &[]);
        let title = words.split_whitespace().collect::<Vec<_>>().join(" ");
        (!title.is_empty()).then_some((title, element.outer))
    });
    let texts = markup.all(|name| name == "text");
    let text = match texts.is_empty() {
        true => {
            let left_out: Vec<_> =
                std::iter::once(number.outer).chain(title.iter().map(|(_, outer)| outer.clone())).collect();
            markup.text(0..document.len(), &left_out).trim().to_string()
        }
        false => {
            let parts = texts.into_iter().map(|element| markup.text(element.inner, &[]).trim().to_string());
            parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
        }
    };
    Ok(Text { base, title: title.map_or(String::new(), |(title, _)| title), text })
}
