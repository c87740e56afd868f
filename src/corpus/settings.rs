//! What is said about a collection: its folder, its format, its sources and which of them is the reference. These
//! settings go in, checked names of sources in their order come out.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::format::CorpusFormat;
use super::query_files::QueryFiles;
use super::{Source, SourceId, SourceKind};
use crate::error::{Error, Result, require};

/// Where a test collection is and how it is to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CollectionSettings {
    /// The specification of the corpus format.
    pub format: String,
    /// The folder of the collection, or its file where the format allows one.
    pub path: PathBuf,
    /// The sources and their files, relative to the folder; none means: as found in the folder.
    pub sources: SourceFiles,
    /// Whether people or a language model wrote a source; where not said, a name that starts with "human" is people.
    pub kinds: BTreeMap<String, SourceKind>,
    /// The source that others are compared with; where not said, "human", or else the only source written by people. Where
    /// there is neither, it must be said.
    pub reference: Option<String>,
    /// Which judgements are read: `qrels/<split>.tsv`.
    pub split: String,
    /// The file of queries, relative to the folder, or one for each author: `{ human = "queries.jsonl", llm =
    /// "queries-llm.jsonl" }`. Queries with judgements of their own name the split of these: `{ file = "queries.jsonl", split
    /// = "from-llm" }`. None means: as found in the folder. An id stands in one file alone.
    #[serde(skip_serializing_if = "QueryFiles::is_unsaid")]
    pub queries: QueryFiles,
    /// Whether titles stand before the texts.
    pub title: bool,
    /// Whether bad lines are counted and left out instead of ending the run.
    pub skip_bad_lines: bool,
    /// Whether texts of several sources with the same id are different contents all the same (true), or versions of one
    /// content whatever their words (false). Where it is not said they are versions of one content, and their words must bear
    /// that out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unpaired: Option<bool>,
}

impl Default for CollectionSettings {
    fn default() -> Self {
        CollectionSettings {
            format: "beir".to_string(),
            path: PathBuf::new(),
            sources: SourceFiles::default(),
            kinds: BTreeMap::new(),
            reference: None,
            split: "test".to_string(),
            queries: QueryFiles::default(),
            title: false,
            skip_bad_lines: false,
            unpaired: None,
        }
    }
}

/// Names of sources with their files. A list keeps its order; a map puts the reference first and the others by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SourceFiles {
    /// File by name of source.
    Named(BTreeMap<String, PathBuf>),
    /// Name and file of each source, in the order wanted.
    Ordered(Vec<(String, PathBuf)>),
}

impl Default for SourceFiles {
    fn default() -> Self {
        SourceFiles::Named(BTreeMap::new())
    }
}

/// Names that result tables use for something else than a source.
const RESERVED: [&str; 2] = ["all", "pooled"];

/// Whether the reference must be told from the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReferenceNeed {
    /// Sources are to be compared, and everything hangs on it.
    Needed,
    /// Nothing is compared, and the first source will do.
    Any,
}

/// How many names of sources a message lists.
const MOST_NAMES: usize = 20;

/// Sources in their order, the reference among them, and the file of each.
pub(super) type ResolvedSources = (Vec<Source>, SourceId, Vec<(String, PathBuf)>);

impl CollectionSettings {
    /// Settings for the collection in `path`; all else by default.
    pub fn of_folder(path: impl AsRef<Path>) -> Self {
        CollectionSettings { path: path.as_ref().to_path_buf(), ..Self::default() }
    }

    /// Checks what the types do not: that a folder is named.
    ///
    /// # Errors
    /// [`Error::BadExperiment`] where none is.
    pub fn check(&self) -> Result<()> {
        let named = !self.path.as_os_str().is_empty();
        require(named, "[corpus]", "has no `path`; name the folder, or give one (`corpus`, --corpus FOLDER)")
    }

    /// Finds the sources and their files, checks their names and puts them in order.
    pub(super) fn resolve(&self, format: &dyn CorpusFormat, need: ReferenceNeed) -> Result<ResolvedSources> {
        let absolute = |(name, file): (&String, &PathBuf)| (name.clone(), self.path.join(file));
        let (mut files, ordered): (Vec<(String, PathBuf)>, bool) = match &self.sources {
            SourceFiles::Ordered(list) if !list.is_empty() => {
                (list.iter().map(|(name, file)| absolute((name, file))).collect(), true)
            }
            SourceFiles::Named(map) if !map.is_empty() => (map.iter().map(absolute).collect(), false),
            _ => (format.sources(&self.path)?, false),
        };
        let wrong = |reason: String| Error::BadExperiment { place: "[corpus]".to_string(), reason };
        let mut seen = HashSet::new();
        for (name, file) in &files {
            if let Some(reason) = unusable_name(name) {
                return Err(wrong(format!(
                    "source name {name:?} {reason}; name it in `sources` with its file"
                )));
            }
            if !seen.insert(name.as_str()) {
                return Err(wrong(format!("`sources` names {name:?} twice")));
            }
            if !file.exists() {
                let advice = format!("check the path, or correct the file of source {name:?} in `sources`");
                return Err(Error::MissingFile { path: file.clone(), advice });
            }
        }
        let known = || {
            let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).take(MOST_NAMES).collect();
            let more = files.len() - names.len();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            names.join(", ") + &more
        };
        let named = self
            .kinds
            .keys()
            .map(|name| ("kinds", name))
            .chain(self.reference.iter().map(|name| ("reference", name)));
        for (key, name) in named {
            if !seen.contains(name.as_str()) {
                return Err(wrong(format!(
                    "`{key}` names {name:?}, which is no source; sources are: {}",
                    known()
                )));
            }
        }
        let kind = |name: &str| match self.kinds.get(name) {
            Some(kind) => *kind,
            None => kind_by_name(name),
        };
        let mut humans = files.iter().filter(|(name, _)| kind(name) == SourceKind::Human);
        let only_human = humans.next().filter(|_| humans.next().is_none());
        let human = files.iter().find(|(name, _)| name == "human").or(only_human);
        let reference = match (&self.reference, human) {
            (Some(named), _) => named.clone(),
            (None, Some((human, _))) => human.clone(),
            (None, None) if need == ReferenceNeed::Any || files.len() == 1 => files[0].0.clone(),
            (None, None) => {
                return Err(wrong(format!(
                    "no source is called `human`, and `reference` (--reference) does not say which one the others are \
                     compared with; it is one of: {}",
                    known()
                )));
            }
        };
        if !ordered {
            // Files come sorted by name.
            files.sort_by_key(|(name, _)| *name != reference);
        }
        let sources: Vec<Source> =
            files.iter().map(|(name, _)| Source { name: name.clone(), kind: kind(name) }).collect();
        let position =
            sources.iter().position(|source| source.name == reference).expect("checked to be a source");
        Ok((sources, SourceId(position as u32), files))
    }
}

/// People for a name that starts with "human", a language model for any other.
pub(super) fn kind_by_name(name: &str) -> SourceKind {
    match name.to_lowercase().starts_with("human") {
        true => SourceKind::Human,
        false => SourceKind::Llm,
    }
}

/// Why a name cannot be the name of a source.
pub(super) fn unusable_name(name: &str) -> Option<&'static str> {
    if name.is_empty() {
        return Some("is empty");
    }
    if name.contains(|letter: char| letter.is_whitespace() || letter.is_control() || letter == '/') {
        return Some("holds white space or a slash, which run files and file names cannot carry");
    }
    RESERVED.contains(&name).then_some("has another meaning in the results")
}
