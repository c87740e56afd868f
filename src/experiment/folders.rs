//! Result folders of finished experiments, by name.

use std::path::{Path, PathBuf};

use super::Stage;
use crate::error::{Error, Result};
use crate::results::ResultPaths;

/// The folders with the names of their experiments; those of two that have one name are told apart by their paths.
pub(super) fn named(folders: &[PathBuf]) -> Vec<(String, &PathBuf)> {
    let mut named: Vec<(String, &PathBuf)> = Vec::new();
    for folder in folders {
        let name = folder.canonicalize().unwrap_or_else(|_| folder.clone());
        let name = name.file_name().map_or(String::new(), |name| name.to_string_lossy().to_string());
        let known = named.iter().any(|(known, _)| *known == name);
        named.push((if known || name.is_empty() { folder.display().to_string() } else { name }, folder));
    }
    named
}

/// The paths of a folder in which `stage` is finished.
///
/// # Errors
/// Where there is no such folder, or the stage is not finished there.
pub(super) fn finished(folder: &Path, stage: Stage) -> Result<ResultPaths> {
    if !folder.is_dir() {
        let advice = "name result folders of experiments, as in `results/*`";
        return Err(Error::file(folder, "no such folder", advice));
    }
    let paths = ResultPaths::of_results(folder);
    let name = stage.name();
    match paths.any_record(name).and_then(|record| paths.finished(name, &record.key)) {
        Some(_) => Ok(paths),
        None => {
            let advice = format!("run `sourcebias {name}` on its experiment first");
            Err(Error::file(folder, format!("holds no finished {name}"), advice))
        }
    }
}
