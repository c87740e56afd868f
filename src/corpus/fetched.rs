//! The record in the folder of a fetched collection: a fetch writes it, and whoever opens the folder learns from it whether
//! all is there.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

/// What was fetched.
#[derive(Serialize, Deserialize)]
pub(super) struct Record {
    /// The name of the collection.
    pub collection: String,
    /// SHA-256 of what the files depend on; empty until all of them are in their places.
    pub key: String,
    pub files: BTreeMap<String, FileRecord>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct FileRecord {
    pub bytes: u64,
    pub sha256: String,
    /// The SHA-256 of the file that was fetched there before, while it may not have been replaced yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
}

impl Record {
    /// Its place in the folder of a collection.
    pub(super) fn path(folder: &Path) -> PathBuf {
        folder.join(".fetched.json")
    }

    /// The record of a folder, where it is one that this program can have written: of files below the folder.
    pub(super) fn read(folder: &Path) -> Option<Record> {
        let record: Record = serde_json::from_slice(&std::fs::read(Record::path(folder)).ok()?).ok()?;
        record.files.keys().all(|file| is_plain(file)).then_some(record)
    }
}

/// Whether a fetch into this folder was interrupted while files were put in their places, so that some are missing.
pub(super) fn is_half_fetched(folder: &Path) -> bool {
    Record::read(folder).is_some_and(|record| record.key.is_empty())
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
}
