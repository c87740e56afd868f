//! Names for files that stand for something at hand, as labels and runs of Python do: what is said of such a file is said of its name,
//! since nobody has seen the file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::retrieve::Run;

/// What files are called in notes and records, and runs in tables, where that is not what their paths and their lines say.
///
/// ```
/// use std::path::Path;
/// use sourcebias::experiment::Called;
/// let called = Called::new([("kept/run-0.run".into(), "mine".to_string())], vec![Some("mine".to_string())]);
/// assert_eq!(called.of(Path::new("kept/run-0.run")), "mine");
/// assert_eq!(called.of(Path::new("other.run")), "other.run");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Called {
    files: BTreeMap<PathBuf, String>,
    runs: Vec<Option<String>>,
}

impl Called {
    /// Names of files by their paths, and of runs by their places among those that are read, a baseline the last; `None` where a
    /// run has the name that its file gives it.
    pub fn new(files: impl IntoIterator<Item = (PathBuf, String)>, runs: Vec<Option<String>>) -> Called {
        Called { files: files.into_iter().collect(), runs }
    }

    /// What a file is called: its path where it has no other name.
    pub fn of(&self, file: &Path) -> String {
        self.files.get(file).cloned().unwrap_or_else(|| file.display().to_string())
    }

    /// Whether the run at that place has a name of its own here.
    pub(super) fn names(&self, place: usize) -> bool {
        self.runs.get(place).is_some_and(Option::is_some)
    }

    /// Gives runs, all that are read, their names.
    pub(super) fn name(&self, runs: &mut [Run]) {
        for (run, name) in runs.iter_mut().zip(&self.runs) {
            if let Some(name) = name {
                run.model.clone_from(name);
            }
        }
    }
}
