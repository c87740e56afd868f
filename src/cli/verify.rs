//! `verify`: whether the results of an experiment are still as they were written.

use std::path::PathBuf;

use clap::Args;
use sourcebias::results::{FileState, ResultPaths};
use sourcebias::table::{Column, Table};
use sourcebias::{Error, Result};

use super::output::{Format, print, print_line};

/// Compares every file of the results and figures of experiments with the SHA-256 that was recorded when it was written, and
/// prints those that are changed or missing. Ends with 3 where there is one
#[derive(Args)]
#[command(after_help = "Examples:\n  sourcebias verify results/*")]
pub struct Verify {
    /// The folders of results, as in `results/demo`
    #[arg(value_name = "FOLDER", required = true)]
    folders: Vec<PathBuf>,
    /// How the table is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Verify {
    pub fn run(self) -> Result<()> {
        let mut files = Vec::new();
        for folder in &self.folders {
            let paths = ResultPaths::of_results(folder);
            let found = paths.verify()?;
            if found.is_empty() {
                let advice = "name result folders of experiments, as in `results/*`";
                return Err(Error::file(folder, "holds no record of results", advice));
            }
            files.extend(found.into_iter().map(|(stage, file, state)| (stage, paths.absolute(&file), state)));
        }
        let count = files.len();
        files.retain(|(_, _, state)| *state != FileState::Whole);
        if files.is_empty() {
            let verb = if count == 1 { "is as it was" } else { "are as they were" };
            let files = crate::number::counted(count as u64, "file", "files");
            return print_line(&format!("whole: {files} {verb} written"));
        }
        let text = |of: &dyn Fn(&(String, PathBuf, FileState)) -> String| {
            Column::Text(files.iter().map(of).collect())
        };
        let table = Table::new(vec![
            ("stage", text(&|(stage, ..)| stage.clone())),
            ("file", text(&|(_, file, _)| file.display().to_string())),
            ("state", text(&|(.., state)| state.name().to_string())),
        ]);
        print(&table, self.format)?;
        Err(Error::file(
            &files[0].1,
            format!(
                "not as written are {} of {}, this one first",
                files.len(),
                crate::number::counted(count as u64, "file", "files")
            ),
            "run the experiment again: the stages that wrote them are done anew, and what was changed is set aside",
        ))
    }
}
