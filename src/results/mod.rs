//! Every path that the program writes, and nothing else knows paths. A stage is made beside, in a folder of its own, and put
//! in its place at its end; it leaves a record of its key and of the SHA-256 of every file, and what no record names is
//! never removed or replaced.

mod claim;
mod exchange;
mod put;
mod record;

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::lock::{Lock, lock};
use crate::table::Schema;

pub use put::{put, put_folder, table_files};
pub use record::{FileState, StageRecord};

/// The folder, in that of the results and in that of the figures, in which a stage is made.
const MAKING: &str = ".sourcebias-making";

/// The folders of one experiment: `results/<name>` and `figures/<name>` below an output folder.
#[derive(Debug, Clone)]
pub struct ResultPaths {
    results: PathBuf,
    figures: PathBuf,
}

impl ResultPaths {
    /// The folders of experiment `name` below `out`.
    pub fn new(out: &Path, name: &str) -> Self {
        ResultPaths { results: out.join("results").join(name), figures: out.join("figures").join(name) }
    }

    /// The folders of an experiment whose results are in `folder`, wherever that is; its figures are sought in
    /// `figures/<name>` beside the folder of results.
    pub fn of_results(folder: &Path) -> Self {
        // `.` and `results/demo/..` have no name of their own.
        let folder = match folder.file_name() {
            Some(_) => folder.to_path_buf(),
            None => folder.canonicalize().unwrap_or(folder.to_path_buf()),
        };
        let name = folder.file_name().unwrap_or_default().to_os_string();
        let out = folder.parent().and_then(Path::parent).unwrap_or(Path::new("")).to_path_buf();
        ResultPaths { results: folder, figures: out.join("figures").join(name) }
    }

    /// `results/<name>`.
    pub fn results(&self) -> &Path {
        &self.results
    }

    /// `figures/<name>`.
    pub fn figures(&self) -> &Path {
        &self.figures
    }

    /// The file of a result table.
    pub fn table(&self, schema: &Schema) -> PathBuf {
        self.results.join(schema.path())
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

    /// The judgements of every version, under the names of the runs.
    pub fn qrels(&self) -> PathBuf {
        self.results.join("runs").join("qrels.txt")
    }

    /// The folder of a simulated corpus.
    pub fn simulated(&self) -> PathBuf {
        self.results.join("corpus").join("simulated")
    }

    /// The page or a figure.
    pub fn figure(&self, file: &str) -> PathBuf {
        self.figures.join(file)
    }

    /// Makes the folder of the results the own one of this process; waits, and says so, while another is at work there.
    ///
    /// # Errors
    /// Where the folder cannot be made or locked.
    pub(crate) fn lock(&self) -> Result<Lock> {
        std::fs::create_dir_all(&self.results)
            .map_err(|error| Error::io(&self.results, "create the folder", error))?;
        lock(&self.results.join(".lock"), &self.results.display().to_string())
    }

    /// Where the files of a stage are made, before they are put in their places.
    pub fn making(&self) -> ResultPaths {
        ResultPaths { results: self.results.join(MAKING), figures: self.figures.join(MAKING) }
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
            // No record that is read has such a name.
            _ => self.results.join(relative),
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
    fn model_names_become_file_names() {
        let paths = ResultPaths::new(Path::new("o"), "x");
        let expected = Path::new("o/results/x/runs/bm25_k1=1.2_b=0.75.run");
        assert_eq!(paths.run("bm25(k1=1.2,b=0.75)", "run"), expected);
        let expected = Path::new("o/results/x/runs/bm25_k1=1.2+rm3_terms=5.run");
        assert_eq!(paths.run("bm25(k1=1.2)|rm3(terms=5)", "run"), expected);
        assert_eq!(paths.run("dph|rm3(terms=5)", "run"), Path::new("o/results/x/runs/dph+rm3_terms=5.run"));
        assert_eq!(paths.run("../../etc/passwd", "run"), Path::new("o/results/x/runs/etc_passwd.run"));
    }
}
