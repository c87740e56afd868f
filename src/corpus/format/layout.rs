//! Where the files of a collection are: a folder and endings of names go in, sources with their paths, and files of
//! queries and judgements by split, come out. Shared by all formats.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use super::lines::plain_or_compressed;
use super::{Record, Records};
use crate::error::{Error, Result};

/// What the files of one format are called.
pub(super) struct Layout {
    /// How names of files of documents end, before `.gz` and `.zst`; the empty ending is a name without any.
    pub endings: &'static [&'static str],
    /// How names of files start that are no documents.
    pub others: &'static [&'static str],
    /// What to do where nothing of this layout is found.
    pub advice: &'static str,
}

/// Whether a file whose name does not tell is one of documents.
pub(super) type Look<'a> = &'a mut dyn FnMut(&Path) -> Result<bool>;

/// What to do where a collection is not there, besides checking its path.
pub(super) const FETCH_ADVICE: &str =
    "check the path of the corpus, or get it with `sourcebias fetch NAME` (`sourcebias list corpora`)";

/// Names of files by split: what stands before the split and what behind it, the first of them preferred.
pub(super) type Patterns = &'static [(&'static str, &'static str)];

/// Judgements as BEIR and TREC name them.
pub(super) const QRELS: Patterns = &[
    ("qrels/", ".tsv"),
    ("qrels/", ".txt"),
    ("qrels.", ".tsv"),
    ("qrels.", ".small.tsv"),
    ("qrels.", ".txt"),
    ("qrels.", ""),
];

impl Layout {
    /// As [`Layout::sources_or`], by names alone.
    pub(super) fn sources(&self, path: &Path) -> Result<Vec<(String, PathBuf)>> {
        self.sources_or(path, &mut |_| Ok(false))
    }

    /// The sources below `path`: of one file, the file's own name; of a folder, each file and each folder with files in
    /// it, in `corpus/` where that exists, sorted by name. A file whose name does not tell is of documents
    /// where `look` says so.
    pub(super) fn sources_or(&self, path: &Path, look: Look) -> Result<Vec<(String, PathBuf)>> {
        if path.is_file() {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let stem = self.stem(&name).unwrap_or(&name).to_string();
            return Ok(vec![(stem, path.to_path_buf())]);
        }
        let folder = self.documents_folder(path)?;
        let mut found = Vec::new();
        for entry in listed(&folder)? {
            let name = entry.file_name().unwrap_or_default().to_string_lossy().to_string();
            if self.is_other(&name) {
                continue;
            }
            if entry.is_dir() {
                if !self.files_or(&entry, look)?.is_empty() {
                    found.push((name, entry));
                }
            } else if let Some(stem) = self.stem(&name) {
                check_file(&entry)?;
                found.push((stem.to_string(), entry));
            } else if entry.is_file() && look(&entry)? {
                let stem = entry.file_stem().unwrap_or_default().to_string_lossy().to_string();
                found.push((stem, entry));
            }
        }
        self.checked(path, found)
    }

    /// `corpus/` in `path` where that exists, or else `path`.
    ///
    /// # Errors
    /// Where `path` is neither a file nor a folder.
    pub(super) fn documents_folder(&self, path: &Path) -> Result<PathBuf> {
        if path.is_file() {
            return Ok(path.to_path_buf());
        }
        if !path.is_dir() {
            let advice = format!("{FETCH_ADVICE}; {}", self.advice);
            return Err(Error::MissingFile { path: path.to_path_buf(), advice });
        }
        let corpus = path.join("corpus");
        Ok(if corpus.is_dir() { corpus } else { path.to_path_buf() })
    }

    /// Sources found, sorted; refused where there are none, or two of one name.
    pub(super) fn checked(
        &self,
        path: &Path,
        mut found: Vec<(String, PathBuf)>,
    ) -> Result<Vec<(String, PathBuf)>> {
        if found.is_empty() {
            return Err(Error::file(path, "holds no corpus of this format", self.advice));
        }
        found.sort();
        if let Some(pair) = found.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            let reason = format!("and {} are two files of one source", pair[1].1.display());
            return Err(Error::file(&pair[0].1, reason, "leave one of them"));
        }
        Ok(found)
    }

    /// As [`Layout::files_or`], by names alone.
    pub(super) fn files(&self, path: &Path) -> Result<Vec<PathBuf>> {
        self.files_or(path, &mut |_| Ok(false))
    }

    /// The files of documents at `path`: itself where it is a file, all below it, sorted, where it is a folder. A file
    /// whose name does not tell is one of them where `look` says so. Each folder and each file is taken once, however many
    /// links lead to it, and a link to a folder around `path` is not followed.
    pub(super) fn files_or(&self, path: &Path, look: Look) -> Result<Vec<PathBuf>> {
        if !path.is_dir() {
            return Ok(vec![path.to_path_buf()]);
        }
        let real = |path: &Path| path.canonicalize().map_err(|error| Error::io(path, "find", error));
        let root = real(path)?;
        let mut seen = FxHashSet::default();
        let (mut found, mut open) = (Vec::new(), vec![path.to_path_buf()]);
        while let Some(folder) = open.pop() {
            // What stands there itself comes before links, so that it gives the name.
            let mut entries = listed(&folder)?;
            entries.sort_by_key(|entry| entry.is_symlink());
            for entry in entries {
                let name = entry.file_name().unwrap_or_default().to_string_lossy().to_string();
                if self.is_other(&name) {
                    continue;
                }
                if entry.is_dir() {
                    let real = real(&entry)?;
                    if !root.starts_with(&real) && seen.insert(real) {
                        open.push(entry);
                    }
                    continue;
                }
                let named = self.stem(&name).is_some();
                if named {
                    check_file(&entry)?;
                }
                if (named || entry.is_file() && look(&entry)?) && seen.insert(real(&entry)?) {
                    found.push(entry);
                }
            }
        }
        found.sort();
        Ok(found)
    }

    fn is_other(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        name.starts_with('.') || self.others.iter().any(|other| name.starts_with(other))
    }

    /// The name of a file of documents without its ending; `None` for other files.
    fn stem<'a>(&self, name: &'a str) -> Option<&'a str> {
        let plain = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(name);
        let lower = plain.to_lowercase();
        let fits = |ending: &&&str| match ending.is_empty() {
            true => !plain.contains('.'),
            false => lower.ends_with(**ending),
        };
        let ending = self.endings.iter().find(fits)?;
        plain.get(..plain.len() - ending.len()).filter(|stem| !stem.is_empty())
    }
}

/// Checks that what is called like a file of documents is one: what cannot be read must not be left out silently.
pub(super) fn check_file(path: &Path) -> Result<()> {
    let reason = match std::fs::metadata(path) {
        Ok(found) if found.is_file() => return Ok(()),
        Ok(found) if found.is_dir() => "is a folder, and is called like a file of documents",
        Ok(_) => "is neither a file nor a folder, and is called like a file of documents",
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => "is a link that leads nowhere",
        Err(error) => return Err(Error::io(path, "read", error)),
    };
    Err(Error::file(path, reason, "put the file there, or take this away"))
}

/// What stands in a folder, sorted.
fn listed(folder: &Path) -> Result<Vec<PathBuf>> {
    let cannot = |error| Error::io(folder, "list", error);
    let entries = std::fs::read_dir(folder).map_err(cannot)?;
    let mut found: Vec<PathBuf> =
        entries.map(|entry| Ok(entry.map_err(cannot)?.path())).collect::<Result<_>>()?;
    found.sort();
    Ok(found)
}

/// The first of the files `names` in `folder`, plain or compressed.
pub(super) fn first_of(folder: &Path, names: &[&str]) -> Option<PathBuf> {
    names.iter().find_map(|name| plain_or_compressed(&folder.join(name)))
}

/// The file of `split` in `folder`: by the patterns, or else the first of `names`, which serve every split; `None` where
/// there is neither that nor a file of another split.
///
/// # Errors
/// Where there are files of other splits only; the message lists them.
pub(super) fn of_split(
    folder: &Path,
    split: &str,
    patterns: Patterns,
    names: &[&str],
) -> Result<Option<PathBuf>> {
    let by_split = patterns
        .iter()
        .find_map(|(before, behind)| plain_or_compressed(&folder.join(format!("{before}{split}{behind}"))));
    if let Some(file) = by_split.or_else(|| first_of(folder, names)) {
        return Ok(Some(file));
    }
    let mut known = Vec::new();
    for (before, behind) in patterns {
        let (inner, start) = before.split_once('/').unwrap_or(("", before));
        let inner = folder.join(inner);
        for entry in if inner.is_dir() { listed(&inner)? } else { Vec::new() } {
            let name = entry.file_name().unwrap_or_default().to_string_lossy().to_string();
            let plain = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
            let middle = plain.strip_prefix(start).and_then(|rest| rest.strip_suffix(behind));
            let seen = known.iter().any(|(_, file)| *file == entry);
            if let Some(other) = middle.filter(|other| !other.is_empty() && entry.is_file() && !seen) {
                known.push((other.to_string(), entry));
            }
        }
    }
    if known.is_empty() {
        return Ok(None);
    }
    let mut splits: Vec<String> = known.into_iter().map(|(split, _)| split).collect();
    splits.sort();
    splits.dedup();
    let (before, behind) = patterns[0];
    let path = folder.join(format!("{before}{split}{behind}"));
    Err(Error::MissingFile {
        path,
        advice: format!("set `split` (--split) to one of: {}", splits.join(", ")),
    })
}

/// The records of several files, one after the other; each is opened when those before it have ended.
pub(super) fn chained<T: 'static>(
    files: Vec<PathBuf>,
    mut open: impl FnMut(&Path) -> Result<Records<T>> + Send + 'static,
) -> Records<T> {
    let mut files = files.into_iter();
    let mut records: Option<Records<T>> = None;
    Box::new(std::iter::from_fn(move || -> Option<Result<Record<T>>> {
        loop {
            if let Some(next) = records.as_mut().and_then(Iterator::next) {
                return Some(next);
            }
            match open(&files.next()?) {
                Ok(next) => records = Some(next),
                Err(error) => {
                    // What is missing is not passed over: the stream ends here.
                    (files, records) = (Vec::new().into_iter(), None);
                    return Some(Err(error));
                }
            }
        }
    }))
}

/// The name of a source as a column has it: white space, control characters and slashes become `_`.
pub(super) fn source_name(value: &str) -> String {
    let carried = |letter: char| !letter.is_whitespace() && !letter.is_control() && letter != '/';
    value.trim().chars().map(|letter| if carried(letter) { letter } else { '_' }).collect()
}

/// How many sources a column may name.
const MOST_SOURCES: usize = 10_000;

/// The sources that a column names, each value once.
#[derive(Debug, Default)]
pub(super) struct NamedSources {
    by_name: std::collections::BTreeMap<String, String>,
}

impl NamedSources {
    /// Adds a value of the column; blank ones are passed over, the stream of documents tells them.
    pub(super) fn add(&mut self, file: &Path, column: &str, value: &str) -> Result<()> {
        let value = value.trim();
        if value.is_empty() {
            return Ok(());
        }
        let name = source_name(value);
        match self.by_name.get(&name) {
            Some(earlier) if earlier == value => Ok(()),
            Some(earlier) => {
                let reason =
                    format!("{earlier:?} and {value:?} in column `{column}` are both named {name:?}");
                Err(Error::file(file, reason, "give one of these sources another name"))
            }
            None if self.by_name.len() == MOST_SOURCES => {
                let reason = format!("column `{column}` names more than {MOST_SOURCES} sources");
                Err(Error::file(file, reason, "is that the column of the source? name it with `source=`"))
            }
            None => {
                self.by_name.insert(name, value.to_string());
                Ok(())
            }
        }
    }

    /// The names, sorted, each with the same path.
    pub(super) fn at(self, path: &Path) -> Vec<(String, PathBuf)> {
        self.by_name.into_keys().map(|name| (name, path.to_path_buf())).collect()
    }
}
