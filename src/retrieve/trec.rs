//! TREC run files: runs go out as `query Q0 document rank score tag` lines and come in, from this program or any other.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Ranking, Run, ScoredDocument};
use crate::corpus::Catalogue;
use crate::corpus::format::lines;
use crate::error::{Error, Result};
use crate::write::write_with;

/// The name of every document of a catalogue in run files.
#[derive(Debug, Clone)]
pub struct DocumentMap {
    numbers: FxHashMap<String, u32>,
}

impl DocumentMap {
    /// The names that this program writes: `<base>-<source>`, or the base alone where there is one source.
    ///
    /// # Errors
    /// As [`Catalogue::check_names`]: where two documents have the same name.
    pub fn docnos(catalogue: &Catalogue) -> Result<Self> {
        catalogue.check_names()?;
        let numbers = (0..catalogue.len() as u32).map(|number| (catalogue.docno(number), number)).collect();
        Ok(DocumentMap { numbers })
    }

    /// Reads a map of another engine's names: lines of `document base source`, separated by tabs or spaces; plain, or
    /// compressed where the name ends in `.gz` or `.zst`.
    ///
    /// # Errors
    /// Where a line has not three fields, a document stands twice, or names a base or source that the corpus has not.
    pub fn read(path: &Path, catalogue: &Catalogue) -> Result<Self> {
        let mut numbers = FxHashMap::default();
        for_each_line(path, |line, fields| {
            let [document, base, source] = fields else {
                let reason = format!("{} fields where a map has three", fields.len());
                return Err(Error::line(path, line, reason, "write lines of `document base source`"));
            };
            let id = catalogue.source_named(source).ok_or_else(|| {
                let known: Vec<_> = catalogue.sources().iter().map(|source| source.name.as_str()).collect();
                let advice = format!("the corpus has: {}", known.join(", "));
                Error::line(path, line, format!("unknown source `{source}`"), advice)
            })?;
            let number = catalogue.number(base, id).ok_or_else(|| {
                let reason = format!("source `{source}` has no document `{base}`");
                Error::line(path, line, reason, "map only documents of the corpus")
            })?;
            match numbers.insert((*document).to_string(), number) {
                None => Ok(()),
                Some(_) => {
                    let reason = format!("document `{document}` is mapped twice");
                    Err(Error::line(path, line, reason, "keep one line for each document"))
                }
            }
        })?;
        Ok(DocumentMap { numbers })
    }
}

/// Reads a TREC run, plain or (`.gz`, `.zst`) compressed; order and ties come from the scores, as in trec_eval, and the rank column is not read.
///
/// `tag` names the run; `None` takes the last field of the first line. `depth` is the depth that the run was made with,
/// beyond which stand documents that tie; `usize::MAX` where it is not known.
///
/// # Errors
/// Where a line has not six fields, a score is no finite number, a document is unknown or stands twice for a query.
pub fn read_run(
    path: &Path,
    catalogue: &Arc<Catalogue>,
    documents: &DocumentMap,
    tag: Option<&str>,
    depth: usize,
) -> Result<Run> {
    let mut number = |document: &str| documents.numbers.get(document).copied();
    let (model, rankings) = read_rankings(path, &mut number, tag, depth)?;
    Ok(Run { model, catalogue: catalogue.clone(), rankings })
}

/// As [`read_run`], where `number` says which document a name is: the run's name, and its rankings by query.
pub(super) fn read_rankings(
    path: &Path,
    number: &mut dyn FnMut(&str) -> Option<u32>,
    tag: Option<&str>,
    depth: usize,
) -> Result<(String, BTreeMap<String, Ranking>)> {
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    let mut found: Vec<(String, Vec<ScoredDocument>, FxHashSet<u32>)> = Vec::new();
    // The lines of one query mostly follow each other.
    let mut last = 0;
    let mut model = tag.map(str::to_string);
    for_each_line(path, |line, fields| {
        let [query, _, document, _, score, tag] = fields else {
            let reason = format!("{} fields where a run has six", fields.len());
            return Err(Error::line(path, line, reason, "write lines of `query Q0 document rank score tag`"));
        };
        let score = score.parse().ok().filter(|score: &f64| score.is_finite()).ok_or_else(|| {
            Error::line(
                path,
                line,
                format!("score `{score}` is not a finite number"),
                "write scores as decimals",
            )
        })?;
        let number = number(document).ok_or_else(|| {
            let reason = format!("unknown document `{document}`");
            Error::line(path, line, reason, "give a map of `document base source` lines with --documents")
        })?;
        if found.get(last).is_none_or(|(known, ..)| known != query) {
            last = places.get(*query).copied().unwrap_or(found.len());
            if last == found.len() {
                places.insert((*query).to_string(), last);
                found.push(((*query).to_string(), Vec::new(), FxHashSet::default()));
            }
        }
        let (_, scored, seen) = &mut found[last];
        if !seen.insert(number) {
            let reason = format!("document `{document}` stands twice for query `{query}`");
            return Err(Error::line(path, line, reason, "keep its best line"));
        }
        model.get_or_insert_with(|| (*tag).to_string());
        scored.push(ScoredDocument { document: number, score });
        Ok(())
    })?;
    let model = model.ok_or_else(|| Error::file(path, "an empty run", "give a run with results"))?;
    let ranking = |(query, scored, _)| (query, Ranking::new(scored, depth));
    Ok((model, found.into_iter().map(ranking).collect()))
}

/// Writes a run as TREC lines, best first; scores in full, so that reading gives the same ties.
///
/// # Errors
/// Where an id or the model's name has white space, which the format cannot hold, or `out` refuses.
pub fn write_run(run: &Run, path: &Path, out: &mut dyn Write) -> Result<()> {
    let names: Vec<String> =
        (0..run.catalogue.len() as u32).map(|number| run.catalogue.docno(number)).collect();
    let spaced = |word: &str| word.is_empty() || word.contains(char::is_whitespace);
    let refuse = |what: &str, word: &str| {
        let reason = format!("{what} `{word}` is empty or has white space, which a TREC run cannot hold");
        Error::file(path, reason, "rename it in the corpus")
    };
    if spaced(&run.model) {
        return Err(refuse("the model's name", &run.model));
    }
    for (query, ranking) in &run.rankings {
        if spaced(query) {
            return Err(refuse("query id", query));
        }
        for (position, entry) in ranking.documents().iter().enumerate() {
            let name = &names[entry.document as usize];
            if spaced(name) {
                return Err(refuse("document id", name));
            }
            writeln!(out, "{query} Q0 {name} {} {} {}", position + 1, entry.score, run.model)
                .map_err(|error| Error::io(path, "write", error))?;
        }
    }
    Ok(())
}

/// As [`write_run`], to a file: it is there whole or not at all, and its folder is made where it is missing.
///
/// # Errors
/// Those of [`write_run`], and where the disk refuses.
pub fn save_run(run: &Run, path: &Path) -> Result<()> {
    write_with(path, |out| write_run(run, path, out))
}

/// Calls `each` with the number (from 1) and the fields of every line that is not blank, of a plain or compressed file.
fn for_each_line(path: &Path, mut each: impl FnMut(u64, &[&str]) -> Result<()>) -> Result<()> {
    let mut fields = |line: u64, text: &str| -> Result<()> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        // A line of no more than the wider white space of Unicode has no field.
        if fields.is_empty() { Ok(()) } else { each(line, &fields) }
    };
    lines::for_each_line(path, "check the path", &mut fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{DocumentId, Source, SourceId, SourceKind};

    fn catalogue(bases: [&str; 2]) -> Arc<Catalogue> {
        let sources = ["chat", "x-chat"].map(|name| Source { name: name.to_string(), kind: SourceKind::Llm });
        let ids =
            [0, 1].map(|place| DocumentId { base: Arc::from(bases[place]), source: SourceId(place as u32) });
        Arc::new(Catalogue::new(sources.to_vec(), SourceId(0), ids.to_vec()))
    }

    #[test]
    fn one_name_for_two_documents_is_refused() {
        assert!(DocumentMap::docnos(&catalogue(["a", "a"])).is_ok());
        let message = DocumentMap::docnos(&catalogue(["a-x", "a"])).unwrap_err().to_string();
        assert!(message.contains("\"a-x-chat\"") && message.contains("rename"), "{message}");
    }

    #[test]
    fn a_folder_is_no_run_and_no_map() {
        let (folder, catalogue) = (tempfile::tempdir().unwrap(), catalogue(["a", "a"]));
        let map = DocumentMap::docnos(&catalogue).unwrap();
        let run = read_run(folder.path(), &catalogue, &map, None, usize::MAX).map(|_| ());
        for refused in [run, DocumentMap::read(folder.path(), &catalogue).map(|_| ())] {
            let error = refused.unwrap_err();
            assert!(error.to_string().contains("give a file"), "{error}");
            assert_eq!(error.exit_code(), 3);
        }
    }
}
