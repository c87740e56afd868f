//! The folder of a fetched collection: work that is under way in hidden folders, the files in their places, and a record
//! that is written last, so that a collection is there whole or not at all.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::checksum::Checksums;
use crate::error::{Error, Result};
use crate::write::{remove, write};

/// Names in the native layout that a fetch would put in place of what is there.
const TAKEN: [&str; 4] = ["corpus", "corpus.jsonl", "queries.jsonl", "qrels"];

/// The folder that a collection is fetched into.
pub(super) struct Folder {
    path: PathBuf,
}

/// What was fetched.
#[derive(Serialize, Deserialize)]
struct Record {
    /// SHA-256 of what the files depend on; empty until all of them are in their places.
    key: String,
    files: BTreeMap<String, FileRecord>,
}

#[derive(Serialize, Deserialize)]
struct FileRecord {
    bytes: u64,
    sha256: String,
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
        self.path.join(".unpacking")
    }

    fn write_record(&self, record: &Record) -> Result<()> {
        write(&self.record(), &serde_json::to_vec_pretty(record).expect("a record of texts and numbers"))
    }

    fn read_record(&self) -> Option<Record> {
        serde_json::from_slice(&std::fs::read(self.record()).ok()?).ok()
    }

    /// The files with their sizes, where all were fetched with this key and none has changed since.
    pub(super) fn fetched(&self, key: &str) -> Result<Option<Vec<(PathBuf, u64)>>> {
        let Some(record) = self.read_record().filter(|record| record.key == key) else { return Ok(None) };
        for (file, known) in &record.files {
            let path = self.path.join(file);
            let same_size = std::fs::metadata(&path).is_ok_and(|found| found.len() == known.bytes);
            if !same_size || Checksums::of_file(&path)?.sha256 != known.sha256 {
                tracing::warn!("{}: is gone or was changed since it was fetched", path.display());
                return Ok(None);
            }
        }
        Ok(Some(record.files.iter().map(|(file, known)| (PathBuf::from(file), known.bytes)).collect()))
    }

    /// Checks that no file stands there that was not fetched, or was changed since.
    pub(super) fn check_free(&self) -> Result<()> {
        let advice = "name another folder with --to, or pass --force to put the fetched files in their place";
        let record = self.read_record();
        for (file, known) in record.iter().flat_map(|record| &record.files) {
            let path = self.path.join(file);
            if path.is_file() && Checksums::of_file(&path)?.sha256 != known.sha256 {
                return Err(Error::file(path, "was changed since it was fetched", advice));
            }
        }
        let taken = TAKEN.iter().map(|name| self.path.join(name)).find(|path| path.exists());
        match taken.filter(|_| record.is_none()) {
            Some(path) => Err(Error::file(path, "stands there and was not fetched", advice)),
            None => Ok(()),
        }
    }

    /// An empty folder to work in.
    pub(super) fn begin(&self) -> Result<PathBuf> {
        let work = self.work();
        remove(&work)?;
        std::fs::create_dir_all(&work).map_err(|error| Error::io(&work, "create the folder", error))?;
        Ok(work)
    }

    /// The folder of downloads, which is kept until the collection is there.
    pub(super) fn download(&self) -> Result<PathBuf> {
        let folder = self.path.join(".download");
        std::fs::create_dir_all(&folder).map_err(|error| Error::io(&folder, "create the folder", error))?;
        Ok(folder)
    }

    /// Puts the files of the work folder in their places, in the place of those fetched before, and records them.
    pub(super) fn finish(&self, key: &str, files: Vec<PathBuf>) -> Result<Vec<(PathBuf, u64)>> {
        let work = self.work();
        let mut record = Record { key: String::new(), files: BTreeMap::new() };
        for file in &files {
            let Checksums { bytes, sha256, .. } = Checksums::of_file(&work.join(file))?;
            record.files.insert(file.to_string_lossy().replace('\\', "/"), FileRecord { bytes, sha256 });
        }
        for file in self.read_record().iter().flat_map(|old| old.files.keys()) {
            remove(&self.path.join(file))?;
        }
        // Whatever interrupts what follows, the next run knows these files for its own.
        self.write_record(&record)?;
        for file in record.files.keys() {
            let target = self.path.join(file);
            let parent = target.parent().expect("a file in the folder");
            std::fs::create_dir_all(parent)
                .and_then(|()| std::fs::rename(work.join(file), &target))
                .map_err(|error| Error::io(&target, "write", error))?;
        }
        record.key = key.to_string();
        self.write_record(&record)?;
        remove(&work)?;
        remove(&self.path.join(".download"))?;
        Ok(record.files.into_iter().map(|(file, known)| (PathBuf::from(file), known.bytes)).collect())
    }
}
