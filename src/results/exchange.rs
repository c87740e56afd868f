//! The end of a stage: the files that it made beside in; put in their places, the earlier ones gone, and recorded, out.
//! What stands there and was not written by the stage before stops it before anything is moved.

use std::collections::BTreeMap;
use std::fs::symlink_metadata;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::record::{FileState, is_inside};
use super::{MAKING, ResultPaths, StageRecord};
use crate::digest::sha256_of_file;
use crate::error::{Error, Result};
use crate::interrupt::{Unfinished, going, hold_back};
use crate::write::{remove, write};

/// The sums of the figures, in the folder of figures: so they are known again where there is no record of results, as in
/// a fresh clone. `sha256sum --check` reads it.
pub(super) const SUMS: &str = "sourcebias.sha256";

/// The SHA-256 that a file of ours may have; several while it is being replaced.
pub(super) type Owned = BTreeMap<String, Vec<String>>;

/// What a stage is about to put in place of what: written before the first file moves, removed after the last.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Journal {
    files: Owned,
}

impl ResultPaths {
    /// What a stage is making, which goes where the process is interrupted.
    pub(crate) fn unfinished(&self) -> [Unfinished; 2] {
        [&self.results, &self.figures].map(|folder| Unfinished::new(&folder.join(MAKING)))
    }

    /// Removes what an interrupted stage was making.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn clear_making(&self) -> Result<()> {
        [&self.results, &self.figures].into_iter().map(|folder| folder.join(MAKING)).try_for_each(|making| {
            remove(&going(&making))?;
            remove(&making)
        })
    }

    /// Puts the files that a stage made ([`ResultPaths::making`]) in their places and records them; the last thing that a
    /// stage does. Of what the stage wrote before, what is as it was written goes; what was changed since is set aside
    /// under another name, with a warning.
    ///
    /// # Errors
    /// Where something else stands in the place of a file, and nothing was moved, unless `adopt` sets that aside too; where
    /// a file is gone, or the disk refuses.
    pub fn exchange(
        &self,
        stage: &str,
        key: &str,
        made: &[PathBuf],
        (seconds, notes): (f64, Vec<String>),
        adopt: bool,
    ) -> Result<()> {
        let making = self.making();
        let mut files = BTreeMap::new();
        for path in made {
            let sum = sha256_of_file(path).map_err(|error| Error::io(path, "read", error))?;
            files.insert(making.relative(path), sum);
        }
        let owned = self.owned(stage);
        self.check_records(stage)?;
        let aside = self.aside(&files, &owned, adopt)?;
        // Whatever hinders that is met before anything moves.
        for file in files.keys() {
            let path = self.absolute(file);
            let folder = path.parent().unwrap_or(Path::new("."));
            std::fs::create_dir_all(folder).map_err(|error| Error::io(folder, "create the folder", error))?;
        }
        let _whole = hold_back();
        self.journal(stage, &files, &owned)?;
        match self.any_record(stage) {
            None if symlink_metadata(self.record(stage)).is_ok() => set_aside(&self.record(stage))?,
            _ => remove(&self.record(stage))?,
        }
        for file in aside {
            set_aside(&self.absolute(&file))?;
        }
        let mut folders = std::collections::BTreeSet::new();
        for file in files.keys() {
            let (from, to) = (making.absolute(file), self.absolute(file));
            let folder = to.parent().unwrap_or(Path::new("."));
            std::fs::rename(&from, &to).map_err(|error| Error::io(&to, "write", error))?;
            folders.insert(folder.to_path_buf());
        }
        for (file, sums) in owned.iter().filter(|(file, _)| !files.contains_key(*file)) {
            self.take_away(file, sums)?;
        }
        folders.iter().for_each(|folder| crate::write::sync_folder(folder));
        let record = StageRecord { key: key.to_string(), files, seconds, notes };
        let text = serde_json::to_string_pretty(&record).expect("a record has string keys");
        write(&self.record(stage), text.as_bytes())?;
        remove(&self.journal_file(stage))?;
        self.clear_making()
    }

    /// Checks that record and journal of a stage are files of the folder of records, or not there: what is written to a link
    /// would go elsewhere.
    fn check_records(&self, stage: &str) -> Result<()> {
        let folder = self.results.join("stages");
        let is = |path: &Path, wanted: fn(&std::fs::Metadata) -> bool| {
            symlink_metadata(path).map_or(true, |found| wanted(&found))
        };
        let files = [self.record(stage), self.journal_file(stage)];
        let wrong = std::iter::once(&folder)
            .filter(|folder| !is(folder, std::fs::Metadata::is_dir))
            .chain(files.iter().filter(|file| !is(file, std::fs::Metadata::is_file)))
            .next();
        match wrong {
            None => Ok(()),
            Some(path) => {
                Err(Error::file(path, "stands where a record belongs, and is none", "move it away"))
            }
        }
    }

    /// Removes a file of an earlier time that has no successor, where it is as it was written.
    fn take_away(&self, file: &str, sums: &[String]) -> Result<()> {
        let path = self.absolute(file);
        let sums: Vec<&str> = sums.iter().map(String::as_str).collect();
        match FileState::of(&path, &sums) {
            FileState::Whole => {
                remove(&path)?;
                // A folder that others use stays, since it is not empty.
                let folder =
                    path.parent().filter(|folder| **folder != self.results && **folder != self.figures);
                folder.into_iter().for_each(|folder| drop(std::fs::remove_dir(folder)));
                Ok(())
            }
            FileState::Changed => {
                let path = path.display();
                tracing::warn!(
                    "{path}: was changed since it was written, and is left where it is, of earlier settings"
                );
                Ok(())
            }
            FileState::Missing | FileState::CutOff => Ok(()),
        }
    }

    /// The files that must be set aside to make room.
    fn aside(&self, files: &BTreeMap<String, String>, owned: &Owned, adopt: bool) -> Result<Vec<String>> {
        let (mut aside, mut foreign) = (Vec::new(), Vec::new());
        for (file, sum) in files {
            let path = self.absolute(file);
            let written = owned.get(file);
            let mut sums: Vec<&str> = written.into_iter().flatten().map(String::as_str).collect();
            // What has the very bytes that are to be written loses nothing.
            sums.push(sum);
            match FileState::of(&path, &sums) {
                FileState::Changed if written.is_some() || adopt => {
                    tracing::warn!(
                        "{}: {}",
                        path.display(),
                        match written {
                            Some(_) => "was changed since it was written; it is set aside",
                            None => "was not written by this experiment; it is set aside",
                        }
                    );
                    aside.push(file.clone());
                }
                FileState::Changed => foreign.push(path),
                FileState::Whole | FileState::Missing | FileState::CutOff => {}
            }
        }
        match &foreign[..] {
            [] => Ok(aside),
            [first, rest @ ..] => {
                let more =
                    if rest.is_empty() { String::new() } else { format!(" (and {} more)", rest.len()) };
                Err(Error::file(
                    first,
                    format!(
                        "stands where a file of this stage belongs{more}, and no record says that sourcebias wrote it"
                    ),
                    "move it away, or name another output folder (`out`, --out), or adopt the folder (`adopt`, --adopt), which sets it aside",
                ))
            }
        }
    }

    fn journal_file(&self, stage: &str) -> PathBuf {
        self.results.join("stages").join(format!("{stage}.replacing"))
    }

    fn journal(&self, stage: &str, files: &BTreeMap<String, String>, owned: &Owned) -> Result<()> {
        let mut all = owned.clone();
        for (file, sum) in files {
            all.entry(file.clone()).or_default().push(sum.clone());
        }
        let text = serde_json::to_string(&Journal { files: all }).expect("a journal has string keys");
        write(&self.journal_file(stage), text.as_bytes())
    }

    /// The files that a stage wrote before, by its record, by the journal of an exchange that was cut off, and, for
    /// figures, by their sums.
    pub(super) fn owned(&self, stage: &str) -> Owned {
        let journal = std::fs::read_to_string(self.journal_file(stage)).unwrap_or_default();
        let mut owned = serde_json::from_str::<Journal>(&journal).unwrap_or_default().files;
        let mut add = |file: String, sum: String| owned.entry(file).or_default().push(sum);
        if let Some(record) = self.any_record(stage) {
            record.files.into_iter().for_each(|(file, sum)| add(file, sum));
        }
        if stage == "report" {
            let sums = self.figures.join(SUMS);
            if let Ok(text) = std::fs::read_to_string(&sums) {
                sums_of(&text).into_iter().for_each(|(name, sum)| add(format!("figures/{name}"), sum));
                // It cannot name itself; nobody else writes a file of this name.
                sha256_of_file(&sums).into_iter().for_each(|sum| add(format!("figures/{SUMS}"), sum));
            }
        }
        owned.retain(|file, _| is_inside(file));
        owned
    }

    /// The text of the file of sums of these figures.
    ///
    /// # Errors
    /// Where one cannot be read.
    pub fn sums(&self, figures: &[PathBuf]) -> Result<(PathBuf, String)> {
        let mut lines = Vec::new();
        for path in figures {
            let sum = sha256_of_file(path).map_err(|error| Error::io(path, "read", error))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            lines.push(format!("{sum}  {name}\n"));
        }
        lines.sort_by(|left, right| left[64..].cmp(&right[64..]));
        Ok((self.figures.join(SUMS), lines.concat()))
    }
}

/// Name and sum of each line `sum  name`; a name that leads out of the folder is none.
pub(super) fn sums_of(text: &str) -> Vec<(String, String)> {
    let line = |line: &str| {
        let (sum, name) = line.split_once("  ")?;
        let known = sum.len() == 64 && sum.bytes().all(|byte| byte.is_ascii_hexdigit());
        let within = |part| matches!(part, Component::Normal(_));
        let inside = !name.contains('\\') && Path::new(name).components().all(within);
        (known && inside).then(|| (name.to_string(), sum.to_string()))
    };
    text.lines().filter_map(line).collect()
}

/// Gives what stands at `path` the first free name of `<name>.yours`, `<name>.yours-2` …
pub(super) fn set_aside(path: &Path) -> Result<()> {
    let name = |number: u32| {
        let mut name = path.file_name().unwrap_or_default().to_os_string();
        name.push(if number == 1 { ".yours".to_string() } else { format!(".yours-{number}") });
        path.with_file_name(name)
    };
    let free = (1..).map(name).find(|name| symlink_metadata(name).is_err()).expect("numbers do not end");
    std::fs::rename(path, &free).map_err(|error| Error::io(path, "set aside", error))?;
    tracing::warn!("{}: is now {}", path.display(), free.display());
    Ok(())
}

#[cfg(test)]
#[path = "exchange_tests.rs"]
mod tests;
