//! A map from the documents of run files to who wrote them: a file in; documents, sources and, where the map knows which
//! documents are versions of one content, contents out. No text is read.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::format::source_map::{Mapping, checked, mappings, strictly};
use super::name_numbers::NameNumbers;
use super::settings::{kind_by_name, unusable_name};
use super::{Catalogue, DocumentId, Source, SourceId};
use crate::error::{Error, Result};

/// The source of documents that a map does not have.
pub const OTHER: &str = "other";

/// Who wrote which document.
#[derive(Debug, Clone)]
pub struct SourceMap {
    file: PathBuf,
    numbers: NameNumbers,
    ids: Vec<DocumentId>,
    sources: Vec<String>,
    has_contents: bool,
    note: Option<String>,
}

impl SourceMap {
    /// Reads a map: lines of `document source` or `document source content`, comma- or tab-separated or in words, or JSON
    /// lines with these fields; plain, or compressed where the name ends in `.gz` or `.zst`. A header may name the columns
    /// in any order: the document `document`, `doc`, `doc_id`, `docid`, `docno`, `id`, `_id`, `pid`, `passage_id` or `corpus_id`; the
    /// source `source`, `author`, `writer`, `generator`, `model`, `system`, `origin` or `label`; the content `content`, `base`,
    /// `original`, `twin` or `pair`. Other columns are not read ([`SourceMap::note`]). A document without a content is a content of
    /// its own, named as the document is.
    ///
    /// # Errors
    /// Where a line cannot be used, a first line names columns and not those of document and source, a document stands twice, or a
    /// source has two versions of one content.
    pub fn read(path: &Path) -> Result<SourceMap> {
        let read = mappings(path)?;
        let found = read.records.map(|record| {
            let record = strictly(record)?;
            let Mapping { document, source, content } = record.content;
            Ok((record.line, (document, source, content)))
        });
        let map = SourceMap::of(path, found)?;
        Ok(SourceMap { note: read.note, ..map })
    }

    /// A map at hand: each document with its source and, where that is known, the content that it is a version of.
    ///
    /// ```
    /// use sourcebias::corpus::SourceMap;
    /// let of = |document: &str, source: &str| (document.to_string(), source.to_string(), Some("pears".to_string()));
    /// let map = SourceMap::from_documents([of("d1", "human"), of("d2", "gpt")]).unwrap();
    /// assert_eq!((map.len(), map.number("d2")), (2, Some(1)));
    /// ```
    ///
    /// # Errors
    /// As [`SourceMap::read`]; the line is the place of the document, from 1.
    pub fn from_documents(
        documents: impl IntoIterator<Item = (String, String, Option<String>)>,
    ) -> Result<SourceMap> {
        let place = Path::new("the map of sources");
        let row = |(line, (document, source, content)): (u64, (String, String, Option<String>))| {
            let Mapping { document, source, content } = checked(document, source, content)
                .map_err(|reason| Error::line(place, line, reason, "mend this document"))?;
            Ok((line, (document, source, content)))
        };
        SourceMap::of(place, (1..).zip(documents).map(row))
    }

    /// The map of documents with source and content, which stand in lines of `path`.
    fn of(
        path: &Path,
        documents: impl Iterator<Item = Result<(u64, (String, String, Option<String>))>>,
    ) -> Result<SourceMap> {
        let mut sources: FxHashMap<String, u32> = FxHashMap::default();
        let mut bases: FxHashSet<Arc<str>> = FxHashSet::default();
        let (mut numbers, mut ids, mut lines) = (NameNumbers::default(), Vec::new(), Vec::new());
        let mut has_contents = false;
        for document in documents {
            let (line, (document, source, content)) = document?;
            let mapping = Mapping { document, source, content };
            if let Some(earlier) = numbers.insert(&mapping.document, ids.len() as u32) {
                let earlier: u64 = lines[earlier as usize];
                let reason = format!("document `{}` stands on line {earlier} already", mapping.document);
                return Err(Error::line(path, line, reason, "keep one line for each document"));
            }
            let next = sources.len() as u32;
            let source = match sources.get(&mapping.source) {
                Some(source) => *source,
                None => {
                    usable(&mapping.source, path, line)?;
                    *sources.entry(mapping.source).or_insert(next)
                }
            };
            has_contents |= mapping.content.is_some();
            let base: Arc<str> = Arc::from(mapping.content.unwrap_or(mapping.document));
            // Versions of one content share its name.
            let base = bases.get(&base).cloned().unwrap_or(base);
            bases.insert(Arc::clone(&base));
            ids.push(DocumentId { base, source: SourceId(source) });
            lines.push(line);
        }
        if ids.is_empty() {
            return Err(Error::file(path, "maps no document", "give a map with at least one document"));
        }
        let mut names: Vec<String> = sources.keys().cloned().collect();
        names.sort();
        let mut places = vec![0; names.len()];
        (0..).zip(&names).for_each(|(place, name)| places[sources[name] as usize] = place);
        ids.iter_mut().for_each(|id| id.source = SourceId(places[id.source.index()]));
        let file = path.to_path_buf();
        let map = SourceMap { file, numbers, ids, sources: names, has_contents, note: None };
        map.check_versions(&lines)?;
        Ok(map)
    }

    /// Checks that no source has two versions of one content.
    fn check_versions(&self, lines: &[u64]) -> Result<()> {
        if !self.has_contents {
            return Ok(());
        }
        let mut seen: FxHashMap<&DocumentId, usize> = FxHashMap::default();
        for (place, id) in self.ids.iter().enumerate() {
            if let Some(earlier) = seen.insert(id, place) {
                let reason = format!(
                    "source `{}` has a version of content `{}` on line {} already",
                    self.sources[id.source.index()],
                    id.base,
                    lines[earlier]
                );
                let advice = "give each version of a content a source of its own, or a content of its own";
                return Err(Error::line(&self.file, lines[place], reason, advice));
            }
        }
        Ok(())
    }

    /// The file.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The names of the sources, sorted.
    pub fn sources(&self) -> &[String] {
        &self.sources
    }

    /// The number of documents.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is no document, which is never.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Whether some line says which content a document is a version of.
    pub fn has_contents(&self) -> bool {
        self.has_contents
    }

    /// Which columns of the file were taken for what, where their names leave doubt, and which are not read, as a sentence without
    /// its end; `None` where there is nothing to say.
    pub fn note(&self) -> Option<String> {
        Some(format!("the map {}: {}", self.file.display(), self.note.as_ref()?))
    }

    /// The number of a document, by its name in run files.
    pub fn number(&self, document: &str) -> Option<u32> {
        self.numbers.get(document)
    }

    /// The catalogue of all documents, numbered as in the map, and after them of `others`, which the map does not have: they
    /// are of the source [`OTHER`], each a content of its own. `reference` is the source that others are compared with; where
    /// none is named it is `human`.
    ///
    /// # Errors
    /// [`Error::BadExperiment`] where there is no source of that name.
    pub fn catalogue(&self, reference: Option<&str>, others: Vec<String>) -> Result<Catalogue> {
        let mut names = self.sources.clone();
        if !others.is_empty() && !names.iter().any(|name| name == OTHER) {
            names.push(OTHER.to_string());
        }
        let asked = reference.unwrap_or("human");
        let Some(place) = names.iter().position(|name| name == asked) else {
            let known: Vec<&str> = names.iter().map(String::as_str).take(20).collect();
            let advice = match self.ids.iter().any(|id| &*id.base == asked) {
                // As in a map of `document content source`.
                true => format!(
                    "a content is: if the last column has the source, name the columns in a first line; the sources are {}",
                    known.join(", ")
                ),
                false => {
                    format!("name the reference, with which the others are compared: {}", known.join(", "))
                }
            };
            let reason = format!("no source is called `{asked}`; {advice}");
            return Err(Error::BadExperiment { place: self.file.display().to_string(), reason });
        };
        let other = names.iter().position(|name| name == OTHER).unwrap_or(0) as u32;
        let id = |name: String| DocumentId { base: Arc::from(name), source: SourceId(other) };
        let ids = self.ids.iter().cloned().chain(others.into_iter().map(id)).collect();
        let source = |name: String| Source { kind: kind_by_name(&name), name };
        Ok(Catalogue::new(names.into_iter().map(source).collect(), SourceId(place as u32), ids))
    }
}

/// Refuses what cannot be the name of a source in result tables; unlike a file's name, one of a map may hold blanks.
fn usable(name: &str, path: &Path, line: u64) -> Result<()> {
    match unusable_name(&name.replace([' ', '/'], "-")) {
        None => Ok(()),
        Some(reason) => {
            Err(Error::line(path, line, format!("the source name {name:?} {reason}"), "give it another name"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> std::result::Result<SourceMap, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("map.tsv");
        std::fs::write(&path, text).unwrap();
        SourceMap::read(&path)
            .map_err(|error| error.to_string().replace(&format!("{}", path.display()), "map"))
    }

    #[test]
    fn twins_share_a_content_and_all_others_are_their_own() {
        // The original's content is its own name, which need not be said.
        let map = read("a\thuman\t\nA\tgpt 4\ta\nb\thuman\tb\n").unwrap();
        assert_eq!(
            (map.sources(), map.has_contents(), map.len()),
            (&["gpt 4".into(), "human".into()][..], true, 3)
        );
        let catalogue = map.catalogue(None, vec!["x".to_string()]).unwrap();
        let (human, gpt) = (SourceId(1), SourceId(0));
        assert_eq!(catalogue.reference(), human);
        assert_eq!(catalogue.twins(human, gpt), [(0, 1)]);
        assert_eq!(catalogue.source_name(catalogue.id(3).source), OTHER);
        assert_eq!((map.number("A"), map.number("x")), (Some(1), None));
        assert_eq!(
            read("a\thuman\nb\tother\n").unwrap().catalogue(None, vec!["x".into()]).unwrap().sources().len(),
            2
        );
    }

    #[test]
    fn what_is_read_of_a_header_is_told() {
        let map = read("doc_id\tmodel\tkind\na\thuman\tx\n").unwrap();
        let note = map.note().unwrap();
        assert!(
            note.starts_with("the map ") && note.contains("map.tsv: of its columns it reads `doc_id`"),
            "{note}"
        );
        assert!(note.ends_with("`model` as the source; `kind` is not read"), "{note}");
        assert_eq!((map.len(), read("a\thuman\n").unwrap().note()), (1, None));
    }

    #[test]
    fn what_cannot_be_meant_is_told() {
        for (text, message) in [
            ("a\th\nb\th\na\tl\n", "map:3: document `a` stands on line 1 already; keep one"),
            (
                "a\th\tc\nb\th\tc\n",
                "map:2: source `h` has a version of content `c` on line 1 already; give each",
            ),
            ("a\tall\n", "map:1: the source name \"all\" has another meaning in the results; give"),
            ("document\tsource\n", "map: maps no document; give"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.starts_with(message), "{error}");
        }
        let error = read("a\tl\nb\tg\n").unwrap().catalogue(None, Vec::new()).unwrap_err();
        assert!(error.to_string().ends_with(
            "no source is called `human`; name the reference, with which the others are compared: g, l"
        ));
        assert_eq!(error.exit_code(), 2);
        let turned = read("a\tx\thuman\nA\tx\tgpt\n").unwrap().catalogue(None, Vec::new()).unwrap_err();
        assert!(
            turned.to_string().contains("`human`; a content is: if the last column has the source"),
            "{turned}"
        );
    }
}
