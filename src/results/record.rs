//! What a finished stage leaves: a record of its inputs and of every file that it wrote, by which its files are known again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::ResultPaths;
use crate::digest::sha256_of_file;
use crate::error::{Error, Result};

/// What a finished stage leaves: the key of its inputs and settings, its files with their SHA-256, and how long it took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageRecord {
    /// SHA-256 of everything that the stage's output depends on.
    pub key: String,
    /// The files, as `results/…` or `figures/…` below this experiment's folder of that name, each with the SHA-256 of its
    /// bytes.
    pub files: BTreeMap<String, String>,
    /// Wall-clock seconds.
    pub seconds: f64,
    /// What the stage has to say: warnings, or why it left something out.
    pub notes: Vec<String>,
}

/// How a file of a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileState {
    /// With the bytes that were written.
    Whole,
    /// With other bytes, or something else in its place.
    Changed,
    /// Not there.
    Missing,
    /// The journal of a stage that was cut off while it was put in its place.
    CutOff,
}

impl FileState {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            FileState::Whole => "whole",
            FileState::Changed => "changed",
            FileState::Missing => "missing",
            FileState::CutOff => "cut off",
        }
    }

    /// How the file at `path` stands, which was written with one of these SHA-256.
    pub(super) fn of(path: &Path, written: &[&str]) -> FileState {
        match std::fs::symlink_metadata(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => FileState::Missing,
            Err(_) => FileState::Changed,
            Ok(found) if !found.is_file() => FileState::Changed,
            Ok(_) => match sha256_of_file(path) {
                Ok(sum) if written.contains(&sum.as_str()) => FileState::Whole,
                _ => FileState::Changed,
            },
        }
    }
}

impl ResultPaths {
    pub(super) fn record(&self, stage: &str) -> PathBuf {
        self.results.join("stages").join(format!("{stage}.json"))
    }

    /// The record of a stage, where it was finished with this key and every file of it is as it was written.
    pub fn finished(&self, stage: &str, key: &str) -> Option<StageRecord> {
        let record = self.recorded(stage, key)?;
        // A stage that wrote nothing is done again: a record without files proves nothing.
        let whole = !record.files.is_empty()
            && record.files.iter().all(|(file, sum)| self.state(file, sum) == FileState::Whole);
        whole.then_some(record)
    }

    /// The record of a stage, where it was finished with this key, however its files stand.
    pub fn recorded(&self, stage: &str, key: &str) -> Option<StageRecord> {
        self.any_record(stage).filter(|record| record.key == key)
    }

    /// The record of a stage, whatever its key.
    ///
    /// One that names a file outside the folders of this experiment is none: records are text, and may be other people's.
    pub fn any_record(&self, stage: &str) -> Option<StageRecord> {
        let text = std::fs::read_to_string(self.record(stage)).ok()?;
        let record: StageRecord = serde_json::from_str(&text).ok()?;
        record.files.keys().all(|file| is_inside(file)).then_some(record)
    }

    /// The names of the stages that have a record, sorted.
    ///
    /// # Errors
    /// Where the folder of records cannot be read.
    pub fn stages(&self) -> Result<Vec<String>> {
        let folder = self.results.join("stages");
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Error::io(&folder, "read", error)),
        };
        let name = |entry: std::fs::DirEntry| {
            let path = entry.path();
            let stage = path.file_stem()?.to_str()?.to_string();
            (path.extension()? == "json" && self.any_record(&stage).is_some()).then_some(stage)
        };
        let mut names: Vec<String> = entries.flatten().filter_map(name).collect();
        names.sort();
        Ok(names)
    }

    /// Every file of every record: its stage, its name, and how it stands; then the records that cannot be read, the
    /// journals of stages that were cut off, and the records of stages that the manifest has and that are gone.
    ///
    /// # Errors
    /// Where the folder of records cannot be read.
    pub fn verify(&self) -> Result<Vec<(String, String, FileState)>> {
        let mut found = self.verify_records()?;
        for stage in self.stages()? {
            let record = self.any_record(&stage).into_iter().flat_map(|record| record.files);
            found.extend(record.map(|(file, sum)| {
                let state = self.state(&file, &sum);
                (stage.clone(), file, state)
            }));
        }
        Ok(found)
    }

    /// What is wrong with the records themselves.
    fn verify_records(&self) -> Result<Vec<(String, String, FileState)>> {
        let stages = self.stages()?;
        let mut wrong: BTreeMap<String, (String, FileState)> = BTreeMap::new();
        let manifest = std::fs::read_to_string(self.manifest()).unwrap_or_default();
        let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap_or_default();
        let listed = manifest.get("stages").and_then(|stages| stages.as_object());
        for stage in listed.into_iter().flat_map(|stages| stages.keys()) {
            if !stages.contains(stage) {
                wrong.insert(format!("results/stages/{stage}.json"), (stage.clone(), FileState::Missing));
            }
        }
        let entries = std::fs::read_dir(self.results.join("stages")).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()) {
            let stage = path.file_stem().unwrap_or_default().to_string_lossy().to_string();
            let state = match path.extension().and_then(|ending| ending.to_str()) {
                Some("json") if !stages.contains(&stage) => FileState::Changed,
                Some("replacing") => FileState::CutOff,
                _ => continue,
            };
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            wrong.insert(format!("results/stages/{file}"), (stage, state));
        }
        Ok(wrong.into_iter().map(|(file, (stage, state))| (stage, file, state)).collect())
    }

    /// How a file of a record stands, which was written with this SHA-256.
    pub fn state(&self, file: &str, sum: &str) -> FileState {
        FileState::of(&self.absolute(file), &[sum])
    }
}

/// Whether a name of a record leads to a file below the folders of this experiment.
pub(super) fn is_inside(file: &str) -> bool {
    let plain = |part: std::path::Component<'_>| matches!(part, std::path::Component::Normal(_));
    (file.starts_with("results/") || file.starts_with("figures/")) && Path::new(file).components().all(plain)
}
