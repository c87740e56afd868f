//! The folder of a fetched collection: work that is under way in hidden folders, the files in their places, and a record
//! that is whole last, so that a collection is there or known not to be.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Descriptor;
use super::checksum::Checksums;
use crate::corpus::fetched::{FileRecord, Record};
use crate::error::{Error, Result};
use crate::interrupt::{going, hold_back};
use crate::write::{remove, write};

/// Names in the native layout: what stands there of another origin is told before anything is downloaded.
const TAKEN: [&str; 5] = ["corpus", "corpus.jsonl", "queries.jsonl", "qrels", "labels"];

const ADVICE: &str =
    "name another folder (`to`, --to), or have the fetched files put in their place (`force`, --force)";

/// The folder that a collection is fetched into.
pub(super) struct Folder {
    path: PathBuf,
}

impl FileRecord {
    /// Whether the file at `path` is the one fetched, now or before.
    fn is_at(&self, path: &Path) -> Result<bool> {
        let found = Checksums::of_file(path)?.sha256;
        Ok(found == self.sha256 || self.before.as_ref() == Some(&found))
    }
}

impl Folder {
    pub(super) fn new(path: &Path) -> Folder {
        Folder { path: path.to_path_buf() }
    }

    pub(super) fn lock(&self) -> PathBuf {
        self.path.join(".lock")
    }

    fn work(&self) -> PathBuf {
        self.path.join(".sourcebias-unpacking")
    }

    fn downloads(&self) -> PathBuf {
        self.path.join(".sourcebias-download")
    }

    fn write_record(&self, record: &Record) -> Result<()> {
        write(
            &Record::path(&self.path),
            &serde_json::to_vec_pretty(record).expect("a record of texts and numbers"),
        )
    }

    /// The files with their sizes, where all were fetched with this key and none has changed since.
    pub(super) fn fetched(&self, key: &str) -> Result<Option<Vec<(PathBuf, u64)>>> {
        let Some(record) = Record::read(&self.path).filter(|record| record.key == key) else {
            return Ok(None);
        };
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
    pub(super) fn check_free(&self, collection: &Descriptor) -> Result<()> {
        let Some(record) = Record::read(&self.path) else {
            return match TAKEN.iter().map(|name| self.path.join(name)).find(|path| path.exists()) {
                Some(path) => Err(Error::file(path, "stands there and was not fetched", ADVICE)),
                None => Ok(()),
            };
        };
        if !collection.is_called(&record.collection) {
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

    /// Whether a collection stands there, fetched or of other origin, whole or not.
    pub(super) fn is_filled(&self) -> bool {
        Record::path(&self.path).exists() || TAKEN.iter().any(|name| self.path.join(name).exists())
    }

    /// Whether a part of a download is kept there.
    pub(super) fn is_begun(&self) -> bool {
        self.downloads().exists()
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
        let old = Record::read(&self.path);
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

#[cfg(test)]
mod tests {
    use super::*;

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
            std::fs::write(Record::path(&folder.path), record.to_string()).unwrap();
            assert!(Record::read(&folder.path).is_none(), "{file}");
        }
        folder.finish("c", "k", vec![PathBuf::from("queries.jsonl")], false).unwrap();
        assert!(place.path().join("precious/file").exists());
    }
}
