//! `run`: the whole pipeline; prints what it found in sentences and where the page is.

use clap::Args;
use sourcebias::Result;
use sourcebias::experiment::{Experiment, Stage};

use super::arguments::ExperimentArguments;
use super::look::LookArguments;
use super::output::{print_line, width};

/// Runs an experiment through all stages.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  sourcebias run experiments/demo.toml\n  sourcebias run --corpus FOLDER --model bm25 --model dirichlet\n  sourcebias run experiments/sotu.toml --placebo 100"
)]
pub struct Run {
    #[command(flatten)]
    experiment: ExperimentArguments,
    #[command(flatten)]
    look: LookArguments,
}

impl Run {
    pub fn run(self, quiet: bool) -> Result<()> {
        let adjust = |experiment: &mut Experiment| self.look.adjust(experiment);
        self.experiment.run_all(quiet, adjust, |pipeline| {
            let answer = pipeline.answer()?.to_text(width());
            if !answer.is_empty() {
                print_line(&answer)?;
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
