//! Before anything is written: folders and inputs in; an error where the folders hold what no record names, or where an input
//! lies in them, out.

use std::path::{Path, PathBuf};

use super::exchange::SUMS;
use super::{MAKING, ResultPaths};
use crate::error::{Error, Result};

impl ResultPaths {
    /// Checks that the folders are empty, or of earlier runs of this program.
    ///
    /// # Errors
    /// Where one holds files and no record of them.
    pub fn check_claim(&self) -> Result<()> {
        if !self.stages().unwrap_or_default().is_empty() || self.journals() {
            return Ok(());
        }
        for folder in [&self.results, &self.figures] {
            let known = *folder == self.figures && folder.join(SUMS).is_file();
            if let Some(first) = first_foreign(folder).filter(|_| !known) {
                return Err(Error::file(
                    folder,
                    format!("holds {first:?}, and no record says that sourcebias wrote it"),
                    "name another output folder (`out`, --out), or give the experiment another name (`name`, --name), or adopt the folder \
                     (`adopt`, --adopt): what stands in the way of a result is then set aside, and the rest stays",
                ));
            }
        }
        Ok(())
    }

    fn journals(&self) -> bool {
        let entries = std::fs::read_dir(self.results.join("stages")).into_iter().flatten().flatten();
        entries
            .map(|entry| entry.path())
            .any(|path| path.extension().is_some_and(|ending| ending == "replacing"))
    }

    /// Checks that no input lies in the folders.
    ///
    /// # Errors
    /// With the first that does.
    pub fn check_inputs<'a>(&self, inputs: impl IntoIterator<Item = &'a PathBuf>) -> Result<()> {
        let real = |path: &Path| path.canonicalize().ok();
        let folders: Vec<PathBuf> =
            [&self.results, &self.figures].into_iter().filter_map(|one| real(one)).collect();
        let inside = |input: &&PathBuf| {
            real(input).is_some_and(|input| folders.iter().any(|one| input.starts_with(one)))
        };
        match inputs.into_iter().find(inside) {
            None => Ok(()),
            Some(input) => Err(Error::file(
                input,
                "is an input, and lies where the results of this experiment are written",
                "name another output folder (`out`, --out), or give the experiment another name (`name`, --name)",
            )),
        }
    }
}

/// The path, below a folder, of a file in it that is no trace of an interrupted run. Empty folders hold nothing.
fn first_foreign(folder: &Path) -> Option<String> {
    // A run that was killed in its first moments leaves the beginning of a record.
    let begun = |name: &str| folder.ends_with("stages") && name.ends_with(".partial");
    let ours =
        |name: &str| name.strip_suffix("-gone").unwrap_or(name) == MAKING || name == ".lock" || begun(name);
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries
        .filter(|entry| !ours(&entry.file_name().to_string_lossy()))
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    paths.into_iter().find_map(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_string();
        // A link is something of its own, wherever it leads.
        match path.symlink_metadata().is_ok_and(|found| found.is_dir()) {
            true => first_foreign(&path).map(|below| format!("{name}/{below}")),
            false => Some(name),
        }
    })
}
