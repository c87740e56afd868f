//! `run`: the whole pipeline; prints what it found in sentences and where the page is.

use std::path::PathBuf;

use clap::Args;
use sourcebias::Result;
use sourcebias::experiment::{Experiment, Progress, Stage};

use super::arguments::ExperimentArguments;
use super::look::LookArguments;
use super::output::{print_line, width};

/// Runs an experiment through all stages.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  sourcebias run experiments/demo.toml\n  sourcebias run --corpus FOLDER --model bm25 --model dirichlet\n  sourcebias run experiments/sotu.toml --placebo 100\n  sourcebias run experiments/sotu.toml --detail"
)]
pub struct Run {
    #[command(flatten)]
    experiment: ExperimentArguments,
    #[command(flatten)]
    look: LookArguments,
    /// Prints all that was found, as the page does, and not the answer alone
    #[arg(long)]
    detail: bool,
}

impl Run {
    /// Runs the experiment that is named, or one at hand, and prints nothing; returns the folder of the results.
    pub fn ask(&self, given: Option<&Experiment>, progress: &dyn Progress) -> Result<PathBuf> {
        self.experiment.run_given(given, progress, |experiment| self.look.adjust(experiment))
    }

    pub fn run(self, quiet: bool) -> Result<()> {
        let adjust = |experiment: &mut Experiment| self.look.adjust(experiment);
        self.experiment.run_all(quiet, adjust, |pipeline| {
            let answer = pipeline.answer()?;
            let details = answer.statements.iter().filter(|statement| statement.detail).count();
            let mut parts = vec![answer.to_text(width())];
            match details {
                0 => {}
                _ if self.detail => parts.push(answer.details_to_text(width())),
                1 => parts.push("1 more finding in detail: on the page, or with --detail".to_string()),
                _ => parts.push(format!("{details} more findings in detail: on the page, or with --detail")),
            }
            for part in parts.iter().filter(|part| !part.is_empty()) {
                print_line(part)?;
                print_line("")?;
            }
            print_line(&format!("results: {}", pipeline.paths().results().display()))?;
            match Stage::Report.is_built() {
                true => print_line(&format!("page:    {}", pipeline.paths().figure("report.html").display())),
                false => print_line("page:    none, this program was built without the feature `report`"),
            }
        })
    }
}
