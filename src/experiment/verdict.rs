//! The verdict on the claims over finished experiments: result folders in, the table of verdicts out.

use std::path::{Path, PathBuf};

use super::Stage;
use crate::error::{Error, Result};
use crate::profile::{FindingRow, Verdict, verdict};
use crate::results::ResultPaths;
use crate::table::{Table, TableRow};

/// The verdict over the result folders of experiments, as in `results/demo`; see [`verdict`] for `measures`.
///
/// # Errors
/// Where a folder is none, or holds no finished profile; those of [`verdict`].
pub fn verdict_on_folders(folders: &[PathBuf], measures: &[String]) -> Result<Verdict> {
    let mut experiments: Vec<(String, Vec<FindingRow>)> = Vec::new();
    for folder in folders {
        let name = folder.canonicalize().unwrap_or_else(|_| folder.clone());
        let name = name.file_name().map_or(String::new(), |name| name.to_string_lossy().to_string());
        // Two folders of one name are told apart by their paths.
        let known = experiments.iter().any(|(known, _)| *known == name);
        let name = if known || name.is_empty() { folder.display().to_string() } else { name };
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
    let bad = |reason: &str, advice: &str| Error::file(folder, reason, advice);
    if !folder.is_dir() {
        return Err(bad("no such folder", "name result folders of experiments, as in `results/*`"));
    }
    let paths = ResultPaths::of_results(folder);
    let stage = Stage::Profile.name();
    let record = paths.any_record(stage).and_then(|record| paths.finished(stage, &record.key));
    if record.is_none() {
        return Err(bad("holds no finished profile", "run `sourcebias profile` on its experiment first"));
    }
    let path = paths.table(FindingRow::SCHEMA);
    if !path.exists() {
        return Err(bad(
            "its profile has no findings",
            "it is of an earlier version; run `sourcebias profile` again",
        ));
    }
    FindingRow::from_table(&Table::read(&path, FindingRow::SCHEMA)?)
}
