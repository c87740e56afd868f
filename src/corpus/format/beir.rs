//! BEIR's layout, and Cocktail's, which has one corpus file per source: `corpus/<source>.jsonl` (or one
//! `corpus.jsonl`), `queries.jsonl`, `qrels/<split>.tsv`, each plain, `.gz` or `.zst`.

use std::path::{Path, PathBuf};

use super::json::{self, Fields};
use super::layout::{FETCH_ADVICE, check_file};
use super::lines::{self, Lines};
use super::strip::Strip;
use super::{CorpusFormat, Judgement, Records, Text, qrels};
use crate::corpus::Query;
use crate::error::{Error, Result};
use crate::registry::{Cutoff, Entry};

/// The row of this format.
pub(super) const ENTRY: Entry<dyn CorpusFormat> = Entry {
    name: "beir",
    summary: "corpus/<source>.jsonl or corpus.jsonl, queries.jsonl, qrels/<split>.tsv; plain, .gz or .zst",
    reference: "Thakur et al. (2021), BEIR; Dai et al. (2024), Cocktail",
    parameters: &[Strip::PARAMETER],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(Beir { strip: Strip::of(arguments) })),
};

/// What to do where a folder does not have this layout.
const LAYOUT_ADVICE: &str = "a corpus folder holds corpus/<source>.jsonl for each source (or one corpus.jsonl), and for \
                             retrieval queries.jsonl and qrels/test.tsv";

struct Beir {
    strip: Strip,
}

impl CorpusFormat for Beir {
    fn sources(&self, folder: &Path) -> Result<Vec<(String, PathBuf)>> {
        if !folder.is_dir() {
            let path = folder.to_path_buf();
            if folder.exists() {
                return Err(Error::file(
                    path,
                    "is not a folder",
                    format!(
                        "give the folder, or name the format of the file (`format`, --from), as `table`; {LAYOUT_ADVICE}"
                    ),
                ));
            }
            return Err(Error::MissingFile { path, advice: format!("{FETCH_ADVICE}; {LAYOUT_ADVICE}") });
        }
        let corpus = folder.join("corpus");
        if corpus.is_dir() {
            let found = files_with(&corpus, ".jsonl")?;
            if found.is_empty() {
                return Err(Error::file(corpus, "the corpus is empty: no .jsonl file", LAYOUT_ADVICE));
            }
            if let Some(pair) = found.windows(2).find(|pair| pair[0].0 == pair[1].0) {
                let reason = format!("and {} are two files of one source", pair[1].1.display());
                return Err(Error::file(&pair[0].1, reason, "leave one of them"));
            }
            return Ok(found);
        }
        match lines::plain_or_compressed(&folder.join("corpus.jsonl")) {
            Some(file) => Ok(vec![("human".to_string(), file)]),
            None => {
                let advice = format!(
                    "{LAYOUT_ADVICE}; other layouts are named by `format` (--from): `folder` for <source>/<name>.txt, `table` for \
                     <source>.csv (`sourcebias list formats`)"
                );
                Err(Error::file(folder, "holds no corpus", advice))
            }
        }
    }

    fn queries_file(&self, folder: &Path, _: &str) -> Result<Option<PathBuf>> {
        Ok(queries_file(folder))
    }

    fn qrels_file(&self, folder: &Path, split: &str) -> Result<Option<PathBuf>> {
        qrels_file(folder, split)
    }

    fn documents(&self, path: &Path, _: &str) -> Result<Records<Text>> {
        let lines = Lines::open(path, LAYOUT_ADVICE)?;
        let strip = self.strip.clone();
        Ok(lines.records(move |_, line| {
            let Fields { id, title, text } = Fields::parse(line)?;
            Ok(Some(Text { base: strip.from(id)?, title, text }))
        }))
    }

    fn queries(&self, path: &Path) -> Result<Records<Query>> {
        queries(path)
    }

    fn judgements(&self, path: &Path) -> Result<Records<Judgement>> {
        qrels::judgements(path, LAYOUT_ADVICE)
    }
}

/// What to do about a file whose name says that it was meant to be `<stem><suffix>`.
fn almost(name: &str, suffix: &str) -> Option<String> {
    const OTHERS: [&str; 7] = [".bz2", ".xz", ".lz4", ".zip", ".7z", ".br", ".z"];
    let lower = name.to_lowercase();
    if lines::stem(&lower, suffix).is_some() {
        return Some(format!("write its ending in small letters, as in `NAME{suffix}` or `NAME{suffix}.gz`"));
    }
    let plain = OTHERS.iter().find_map(|ending| lower.strip_suffix(ending))?;
    lines::stem(plain, suffix)
        .map(|_| "compress it with gzip (.gz) or zstd (.zst), or not at all".to_string())
}

/// `queries.jsonl` in `folder`, plain or compressed.
pub(super) fn queries_file(folder: &Path) -> Option<PathBuf> {
    lines::plain_or_compressed(&folder.join("queries.jsonl"))
}

/// `qrels/<split>.tsv` in `folder`, plain or compressed.
pub(super) fn qrels_file(folder: &Path, split: &str) -> Result<Option<PathBuf>> {
    let qrels = folder.join("qrels");
    if let Some(file) = lines::plain_or_compressed(&qrels.join(format!("{split}.tsv"))) {
        return Ok(Some(file));
    }
    if !qrels.is_dir() {
        return Ok(None);
    }
    let known: Vec<String> = files_with(&qrels, ".tsv")?.into_iter().map(|(stem, _)| stem).collect();
    let advice = match known.is_empty() {
        true => "the folder holds no .tsv file: take it away, or put the judgements there".to_string(),
        false => format!("set `split` (--split) to one of: {}", known.join(", ")),
    };
    Err(Error::MissingFile { path: qrels.join(format!("{split}.tsv")), advice })
}

/// The queries of a file of JSON lines with `_id` and `text`, and `cluster` and `author` where a query has them.
pub(super) fn queries(path: &Path) -> Result<Records<Query>> {
    let lines = Lines::open(path, LAYOUT_ADVICE)?;
    Ok(lines.records(|_, line| {
        let Fields { id, text, .. } = Fields::parse(line)?;
        let (cluster, author) = json::cluster_and_author(line);
        Ok(Some(Query { id, text, cluster, author }))
    }))
}

/// The files `<stem><suffix>` of a folder, plain or compressed, sorted: stem and path of each.
///
/// # Errors
/// Where the folder cannot be listed, or something is called like one of them and would be left out: a link that leads
/// nowhere, a pipe, a folder, an ending in capitals, a compression that is not read.
pub(super) fn files_with(folder: &Path, suffix: &str) -> Result<Vec<(String, PathBuf)>> {
    let cannot = |error| Error::io(folder, "list", error);
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if let Some(stem) = lines::stem(name, suffix) {
            check_file(&path)?;
            found.push((stem.to_string(), path));
        } else if let Some(advice) = almost(name, suffix) {
            return Err(Error::file(
                &path,
                format!("is called almost like `NAME{suffix}`, and is not read"),
                advice,
            ));
        }
    }
    found.sort();
    Ok(found)
}
