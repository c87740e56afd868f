//! The verdict on the claims over finished experiments: result folders in, the table of verdicts out.

use std::path::{Path, PathBuf};

use super::Stage;
use super::folders::{finished, named};
use crate::error::{Error, Result};
use crate::profile::{FindingRow, Verdict, verdict};
use crate::table::{Table, TableRow};

/// The verdict over the result folders of experiments, as in `results/demo`; see [`verdict`] for `measures`.
///
/// # Errors
/// Where a folder is none, or holds no finished profile; those of [`verdict`].
pub fn verdict_on_folders(folders: &[PathBuf], measures: &[String]) -> Result<Verdict> {
    let mut experiments: Vec<(String, Vec<FindingRow>)> = Vec::new();
    for (name, folder) in named(folders) {
        match findings(folder) {
            Ok(rows) => experiments.push((name, rows)),
            // One that is not finished does not take the others with it.
            Err(error) if folders.len() > 1 => tracing::warn!("left out: {error}"),
            Err(error) => return Err(error),
        }
    }
    if experiments.is_empty() {
        let advice = "name result folders of experiments, as in `results/*`";
        return Err(Error::file(&folders[0], "and the others hold no finished profile", advice));
    }
    verdict(&experiments, measures)
}

fn findings(folder: &Path) -> Result<Vec<FindingRow>> {
    let path = finished(folder, Stage::Profile)?.table(FindingRow::SCHEMA);
    if !path.exists() {
        let advice = "it is of an earlier version; run `sourcebias profile` again";
        return Err(Error::file(folder, "its profile has no findings", advice));
    }
    FindingRow::from_table(&Table::read(&path, FindingRow::SCHEMA)?)
}
