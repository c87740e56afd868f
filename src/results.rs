//! Every path that the program writes, and nothing else knows paths. A file is written beside and renamed, so that it is
//! there whole or not at all; a finished stage leaves a record of its key and its files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::lock::{Lock, lock};
use crate::write::{remove, write};

/// The folders of one experiment: `results/<name>` and `figures/<name>` below an output folder.
#[derive(Debug, Clone)]
pub struct ResultPaths {
    results: PathBuf,
    figures: PathBuf,
}

/// What a finished stage leaves: the key of its inputs and settings, its files with their sizes, and how long it took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageRecord {
    /// SHA-256 of everything that the stage's output depends on.
    pub key: String,
    /// The files, as `results/…` or `figures/…` below this experiment's folder of that name, with their sizes in bytes.
    pub files: BTreeMap<String, u64>,
    /// Wall-clock seconds.
    pub seconds: f64,
    /// What the stage has to say: warnings, or why it left something out.
    pub notes: Vec<String>,
}

impl ResultPaths {
    /// The folders of experiment `name` below `out`.
    pub fn new(out: &Path, name: &str) -> Self {
        ResultPaths { results: out.join("results").join(name), figures: out.join("figures").join(name) }
    }

    /// The folders of an experiment whose results are in `folder`, wherever that is; its figures are sought in
    /// `figures/<name>` beside the folder of results.
    pub fn of_results(folder: &Path) -> Self {
        let name = folder.file_name().unwrap_or_default();
        let out = folder.parent().and_then(Path::parent).unwrap_or(Path::new(""));
        ResultPaths { results: folder.to_path_buf(), figures: out.join("figures").join(name) }
    }

    /// `results/<name>`.
    pub fn results(&self) -> &Path {
        &self.results
    }

    /// `figures/<name>`.
    pub fn figures(&self) -> &Path {
        &self.figures
    }

    /// A table by its key, as in `bias/relative_delta`.
    pub fn csv(&self, key: &str) -> PathBuf {
        self.results.join(format!("{key}.csv"))
    }

    /// A table by its key that only notebooks read.
    pub fn parquet(&self, key: &str) -> PathBuf {
        self.results.join(format!("{key}.parquet"))
    }

    /// The folder of the index.
    pub fn index(&self) -> PathBuf {
        self.results.join("index")
    }

    /// The manifest.
    pub fn manifest(&self) -> PathBuf {
        self.results.join("manifest.json")
    }

    /// The experiment with all its settings, which runs again as it stands.
    pub fn experiment(&self) -> PathBuf {
        self.results.join("experiment.toml")
    }

    /// The file of one model's run, with the extension.
    pub fn run(&self, model: &str, extension: &str) -> PathBuf {
        self.results.join("runs").join(run_file_name(model, extension))
    }

    /// The answer in sentences, one a line.
    pub fn verdicts(&self) -> PathBuf {
        self.results.join("bias").join("verdicts.txt")
    }

    /// The folder of a simulated corpus.
    pub fn simulated(&self) -> PathBuf {
        self.results.join("simulated")
    }

    /// The page or a figure.
    pub fn figure(&self, file: &str) -> PathBuf {
        self.figures.join(file)
    }

    /// Makes the folder of the results the own one of this process; waits, and says so, while another is at work there.
    ///
    /// # Errors
    /// Where the folder cannot be made or locked.
    pub fn lock(&self) -> Result<Lock> {
        std::fs::create_dir_all(&self.results)
            .map_err(|error| Error::io(&self.results, "create the folder", error))?;
        lock(&self.results.join(".lock"), &self.results.display().to_string())
    }

    fn record(&self, stage: &str) -> PathBuf {
        self.results.join("stages").join(format!("{stage}.json"))
    }

    /// The record of a stage, where it was finished with this key and its files still stand.
    pub fn finished(&self, stage: &str, key: &str) -> Option<StageRecord> {
        let record = self.any_record(stage)?;
        let stands = |(file, size): (&String, &u64)| {
            std::fs::metadata(self.absolute(file)).is_ok_and(|found| found.len() == *size)
        };
        (record.key == key && record.files.iter().all(stands)).then_some(record)
    }

    /// The record of a stage, whatever its key.
    pub fn any_record(&self, stage: &str) -> Option<StageRecord> {
        let text = std::fs::read_to_string(self.record(stage)).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// Forgets that a stage was finished and removes everything that it may have written, finished or not.
    ///
    /// # Errors
    /// Where something cannot be removed.
    pub fn forget(&self, stage: &str) -> Result<()> {
        // The record goes first: from here on the stage counts as not done, whatever happens.
        remove(&self.record(stage))?;
        for path in self.owned(stage) {
            remove(&path)?;
        }
        Ok(())
    }

    /// Every file and folder that a stage writes, apart from its record.
    fn owned(&self, stage: &str) -> Vec<PathBuf> {
        match stage {
            "corpus" => vec![self.results.join("corpus"), self.simulated()],
            "text" => vec![self.csv("corpus/summary")],
            "index" => vec![self.index(), self.index().with_file_name("index.sourcebias.building")],
            "retrieve" => vec![self.results.join("runs")],
            "bias" => vec![self.results.join("bias"), self.csv("planted")],
            "report" => self.drawn(),
            other => vec![self.results.join(other)],
        }
    }

    /// The files in the folder of figures that a report may have written; what else a user put there stays.
    fn drawn(&self) -> Vec<PathBuf> {
        let ours = ["svg", "png", "csv", "md", "tex", "html", "partial"];
        let entries = std::fs::read_dir(&self.figures).into_iter().flatten().flatten();
        let is_ours =
            |path: &PathBuf| path.extension().is_some_and(|ending| ours.iter().any(|one| ending == *one));
        entries.map(|entry| entry.path()).filter(is_ours).collect()
    }

    /// Records that a stage is finished; the last thing that a stage does.
    ///
    /// # Errors
    /// Where a written file is gone, or the disk refuses.
    pub fn finish(
        &self,
        stage: &str,
        key: &str,
        written: &[PathBuf],
        seconds: f64,
        notes: Vec<String>,
    ) -> Result<()> {
        let mut files = BTreeMap::new();
        for path in written {
            let size = std::fs::metadata(path).map_err(|error| Error::io(path, "read", error))?.len();
            files.insert(self.relative(path), size);
        }
        let record = StageRecord { key: key.to_string(), files, seconds, notes };
        let text = serde_json::to_string_pretty(&record).expect("a record has string keys");
        write(&self.record(stage), text.as_bytes())
    }

    /// `results/…` or `figures/…`, below this experiment's folder of that name.
    fn relative(&self, path: &Path) -> String {
        let (figures, results) = (path.strip_prefix(&self.figures), path.strip_prefix(&self.results));
        match (results, figures) {
            (Ok(rest), _) => format!("results/{}", rest.display()),
            (_, Ok(rest)) => format!("figures/{}", rest.display()),
            _ => path.display().to_string(),
        }
    }

    /// The path of a file of a [`StageRecord`].
    pub fn absolute(&self, relative: &str) -> PathBuf {
        match relative.split_once('/') {
            Some(("results", rest)) => self.results.join(rest),
            Some(("figures", rest)) => self.figures.join(rest),
            _ => PathBuf::from(relative),
        }
    }
}

/// The name of the file of one model's run, with the extension.
pub fn run_file_name(model: &str, extension: &str) -> String {
    format!("{}.{extension}", file_name(model))
}

/// A file name made of a canonical name: what stands between a model and its wrappers becomes `+`, what else file systems
/// refuse `_`.
fn file_name(name: &str) -> String {
    let name = name.replace(")|", "+").replace('|', "+");
    let kept = |letter: char| letter.is_alphanumeric() || "=.@+-".contains(letter);
    let word: String = name.chars().map(|letter| if kept(letter) { letter } else { '_' }).collect();
    word.trim_matches(['_', '.']).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_is_finished_only_with_its_key_and_its_files() {
        let folder = tempfile::tempdir().unwrap();
        let paths = ResultPaths::new(folder.path(), "x");
        let file = paths.csv("bias/relative_delta");
        write(&file, b"1").unwrap();
        paths.finish("bias", "key", std::slice::from_ref(&file), 1.0, vec![]).unwrap();
        assert!(paths.finished("bias", "key").is_some());
        assert!(paths.finished("bias", "other").is_none());
        write(&file, b"22").unwrap();
        assert!(paths.finished("bias", "key").is_none());
        let unrecorded = paths.csv("planted");
        write(&unrecorded, b"3").unwrap();
        paths.forget("bias").unwrap();
        assert!(!file.exists() && !unrecorded.exists());
        assert!(paths.any_record("bias").is_none());
    }

    #[test]
    fn model_names_become_file_names() {
        let paths = ResultPaths::new(Path::new("o"), "x");
        let expected = Path::new("o/results/x/runs/bm25_k1=1.2_b=0.75_length=exact.run");
        assert_eq!(paths.run("bm25(k1=1.2,b=0.75,length=exact)", "run"), expected);
        let expected = Path::new("o/results/x/runs/bm25_k1=1.2+rm3_terms=5.run");
        assert_eq!(paths.run("bm25(k1=1.2)|rm3(terms=5)", "run"), expected);
        assert_eq!(paths.run("dph|rm3(terms=5)", "run"), Path::new("o/results/x/runs/dph+rm3_terms=5.run"));
        assert_eq!(paths.run("../../etc/passwd", "run"), Path::new("o/results/x/runs/etc_passwd.run"));
    }
}
