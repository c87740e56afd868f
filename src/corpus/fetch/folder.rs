//! The folder of a fetched collection: work that is under way in hidden folders, the files in their places, and a record
//! that is whole last, so that a collection is there or known not to be.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::checksum::Checksums;
use crate::error::{Error, Result};
use crate::interrupt::{going, hold_back};
use crate::write::{remove, write};

/// Names in the native layout: what stands there of another origin is told before anything is downloaded.
const TAKEN: [&str; 4] = ["corpus", "corpus.jsonl", "queries.jsonl", "qrels"];

const ADVICE: &str = "name another folder with --to, or pass --force to put the fetched files in their place";

/// The folder that a collection is fetched into.
pub(super) struct Folder {
    path: PathBuf,
}

/// What was fetched.
#[derive(Serialize, Deserialize)]
struct Record {
    /// The name of the collection.
    collection: String,
    /// SHA-256 of what the files depend on; empty until all of them are in their places.
    key: String,
    files: BTreeMap<String, FileRecord>,
}

#[derive(Serialize, Deserialize)]
struct FileRecord {
    bytes: u64,
    sha256: String,
    /// The SHA-256 of the file that was fetched there before, while it may not have been replaced yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<String>,
}

impl FileRecord {
    /// Whether the file at `path` is the one fetched, now or before.
    fn is_at(&self, path: &Path) -> Result<bool> {
        let found = Checksums::of_file(path)?.sha256;
        Ok(found == self.sha256 || self.before.as_ref() == Some(&found))
    }
}

/// Whether a fetch into this folder was interrupted while files were put in their places, so that some are missing.
pub(crate) fn is_half_fetched(path: &Path) -> bool {
    Folder::new(path).read_record().is_some_and(|record| record.key.is_empty())
}

impl Folder {
    pub(super) fn new(path: &Path) -> Folder {
        Folder { path: path.to_path_buf() }
    }

    pub(super) fn lock(&self) -> PathBuf {
        self.path.join(".lock")
    }

    fn record(&self) -> PathBuf {
        self.path.join(".fetched.json")
    }

    fn work(&self) -> PathBuf {
        self.path.join(".sourcebias-unpacking")
    }

    fn downloads(&self) -> PathBuf {
        self.path.join(".sourcebias-download")
    }

    fn write_record(&self, record: &Record) -> Result<()> {
        write(&self.record(), &serde_json::to_vec_pretty(record).expect("a record of texts and numbers"))
    }

    /// The record, where it is one that this program can have written: of files below the folder.
    fn read_record(&self) -> Option<Record> {
        let record: Record = serde_json::from_slice(&std::fs::read(self.record()).ok()?).ok()?;
        record.files.keys().all(|file| is_plain(file)).then_some(record)
    }

    /// The files with their sizes, where all were fetched with this key and none has changed since.
    pub(super) fn fetched(&self, key: &str) -> Result<Option<Vec<(PathBuf, u64)>>> {
        let Some(record) = self.read_record().filter(|record| record.key == key) else { return Ok(None) };
        for (file, known) in &record.files {
            let path = self.path.join(file);
            let same_size = std::fs::metadata(&path).is_ok_and(|found| found.len() == known.bytes);
            if !same_size || !known.is_at(&path)? {
                tracing::warn!("{}: is gone or was changed since it was fetched", path.display());
                return Ok(None);
            }
        }
        Ok(Some(record.files.iter().map(|(file, known)| (PathBuf::from(file), known.bytes)).collect()))
    }

    /// Checks that nothing stands there that was not fetched as part of this collection, or was changed since.
    pub(super) fn check_free(&self, collection: &str) -> Result<()> {
        let Some(record) = self.read_record() else {
            return match TAKEN.iter().map(|name| self.path.join(name)).find(|path| path.exists()) {
                Some(path) => Err(Error::file(path, "stands there and was not fetched", ADVICE)),
                None => Ok(()),
            };
        };
        if record.collection != collection {
            let reason = format!("holds the collection `{}`", record.collection);
            return Err(Error::file(&self.path, reason, ADVICE));
        }
        for (file, known) in &record.files {
            let path = self.path.join(file);
            if path.is_file() && !known.is_at(&path)? {
                return Err(Error::file(path, "was changed since it was fetched", ADVICE));
            }
        }
        Ok(())
    }

    /// An empty folder to work in.
    pub(super) fn begin(&self) -> Result<PathBuf> {
        let work = self.work();
        remove(&going(&work))?;
        remove(&work)?;
        std::fs::create_dir_all(&work).map_err(|error| Error::io(&work, "create the folder", error))?;
        Ok(work)
    }

    /// The folder of downloads, which is kept until the collection is there.
    pub(super) fn download(&self) -> Result<PathBuf> {
        let folder = self.downloads();
        std::fs::create_dir_all(&folder).map_err(|error| Error::io(&folder, "create the folder", error))?;
        Ok(folder)
    }

    /// Removes what is under way; downloads are kept for the next run where they are of use to it.
    pub(super) fn clean(&self, downloads_too: bool) -> Result<()> {
        remove(&self.work())?;
        if downloads_too {
            return remove(&self.downloads());
        }
        // An empty folder is of no use to anyone; one that is not empty stays.
        let _ = std::fs::remove_dir(self.downloads());
        Ok(())
    }

    /// Puts the files of the work folder in their places, in the place of those fetched before, and records them. With
    /// `force` files of other origin are replaced.
    pub(super) fn finish(
        &self,
        collection: &str,
        key: &str,
        files: Vec<PathBuf>,
        force: bool,
    ) -> Result<Vec<(PathBuf, u64)>> {
        let work = self.work();
        let old = self.read_record();
        let mut record =
            Record { collection: collection.to_string(), key: String::new(), files: BTreeMap::new() };
        for file in &files {
            let Checksums { bytes, sha256, .. } = Checksums::of_file(&work.join(file))?;
            let name = file.to_string_lossy().replace('\\', "/");
            let known = old.as_ref().and_then(|old| old.files.get(&name));
            let target = self.path.join(file);
            if target.is_dir() {
                return Err(Error::file(
                    target,
                    "is a folder, where a file of the collection belongs",
                    ADVICE,
                ));
            }
            if target.exists() && !force && !known.map_or(Ok(false), |known| known.is_at(&target))? {
                return Err(Error::file(target, "stands there and was not fetched", ADVICE));
            }
            let before = known.map(|known| known.sha256.clone());
            record.files.insert(name, FileRecord { bytes, sha256, before });
        }
        let gone: Vec<(String, FileRecord)> = old
            .into_iter()
            .flat_map(|old| old.files)
            .filter(|(file, _)| !record.files.contains_key(file))
            .collect();
        // From here on the folder holds half a collection, and the record says so; whatever interrupts, the next run knows
        // all these files for its own.
        let names: Vec<String> = gone.iter().map(|(file, _)| file.clone()).collect();
        record.files.extend(gone);
        let _whole = hold_back();
        self.write_record(&record)?;
        for file in &names {
            let path = self.path.join(file);
            if path.is_file() && !record.files[file].is_at(&path)? {
                tracing::warn!(
                    "{}: was changed since it was fetched, and is left where it is",
                    path.display()
                );
                record.files.remove(file);
                continue;
            }
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(Error::io(path, "remove", error));
                }
                _ => {}
            }
            record.files.remove(file);
        }
        for file in record.files.keys() {
            let target = self.path.join(file);
            let parent = target.parent().expect("a file in the folder");
            std::fs::create_dir_all(parent)
                .and_then(|()| std::fs::rename(work.join(file), &target))
                .map_err(|error| Error::io(&target, "write", error))?;
        }
        record.key = key.to_string();
        record.files.values_mut().for_each(|file| file.before = None);
        self.write_record(&record)?;
        self.clean(true)?;
        Ok(record.files.into_iter().map(|(file, known)| (PathBuf::from(file), known.bytes)).collect())
    }
}

/// Whether this is a path of plain names below a folder, none of them hidden: such as a fetch may write.
pub(super) fn is_plain(path: &str) -> bool {
    let plain = |component: Component<'_>| match component {
        Component::Normal(name) => !name.to_string_lossy().starts_with('.'),
        _ => false,
    };
    !path.is_empty() && !path.contains(['\\', '\0', ':']) && Path::new(path).components().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_paths_stay_below_and_are_not_hidden() {
        assert!(is_plain("corpus/human.jsonl") && is_plain("a b/ü.tsv"));
        for path in ["", "..", "../a", "a/../b", "/a", ".fetched.json", "a/.b", "./a", "a\\b", "c:a"] {
            assert!(!is_plain(path), "{path}");
        }
    }

    /// A record that an archive brought along must not make a fetch remove what is not its own.
    #[test]
    fn a_false_record_is_no_record() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::new(&place.path().join("f"));
        std::fs::create_dir_all(place.path().join("precious")).unwrap();
        std::fs::write(place.path().join("precious/file"), "important").unwrap();
        let work = folder.begin().unwrap();
        std::fs::write(work.join("queries.jsonl"), "q").unwrap();
        for file in ["../precious", "../precious/file", "corpus/../../precious"] {
            let record = serde_json::json!({"collection": "c", "key": "", "files": {file: {"bytes": 1, "sha256": "00"}}});
            std::fs::write(folder.record(), record.to_string()).unwrap();
            assert!(folder.read_record().is_none(), "{file}");
        }
        folder.finish("c", "k", vec![PathBuf::from("queries.jsonl")], false).unwrap();
        assert!(place.path().join("precious/file").exists());
    }
}
