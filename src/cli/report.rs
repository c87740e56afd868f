//! `report`: the figures, tables and page of an experiment; or one page over the results of several.

use std::path::PathBuf;

use clap::Args;
use sourcebias::experiment::{Experiment, ReportSettings, Stage, overview_of_folders};
use sourcebias::{Error, Result};

use super::arguments::ExperimentArguments;
use super::look::LookArguments;
use super::output::print_line;
use super::stage::print_files;

/// Draw the figures, tables and the page of an experiment; of result folders, one page over all of them.
///
/// `report results/*` writes a page with the answer of every experiment, a forest plot of them all and the table of `compare`,
/// which links to each experiment's own page.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  sourcebias report experiments/demo.toml --style acm\n  sourcebias report results/*\n  sourcebias report results/demo results/sotu --measure AP --to figures/both.html"
)]
pub struct Report {
    #[command(flatten)]
    experiment: ExperimentArguments,
    /// Result folders of finished experiments in place of an experiment, as in `results/*`
    #[arg(value_name = "RESULTS")]
    folders: Vec<PathBuf>,
    /// The page over result folders; its figure is written beside it [default: figures/report.html]
    #[arg(long, value_name = "FILE.html")]
    to: Option<PathBuf>,
    #[command(flatten)]
    look: LookArguments,
}

impl Report {
    pub fn run(self, quiet: bool) -> Result<()> {
        if let Some(first) = self.experiment.named().filter(|path| path.is_dir()) {
            return self.of_folders(first.to_path_buf());
        }
        let misplaced =
            |place: String, reason: &str| Err(Error::BadExperiment { place, reason: reason.to_string() });
        if let Some(folder) = self.folders.first() {
            let reason = "stands beside an experiment: give one experiment, or result folders alone";
            return misplaced(folder.display().to_string(), reason);
        }
        if self.to.is_some() {
            let reason = "names the page over result folders; that of an experiment is in figures/ (--out)";
            return misplaced("--to".to_string(), reason);
        }
        let adjust = |experiment: &mut Experiment| self.look.adjust(experiment);
        self.experiment
            .run_with(Stage::Report, quiet, adjust, |pipeline| print_files(pipeline, Stage::Report))
    }

    fn of_folders(&self, first: PathBuf) -> Result<()> {
        let measure = self.experiment.measure_of_results()?;
        let folders: Vec<PathBuf> = std::iter::once(first).chain(self.folders.iter().cloned()).collect();
        let mut settings = ReportSettings::default();
        self.look.lay_over(&mut settings);
        let usual = || self.experiment.out().join("figures").join("report.html");
        let page = self.to.clone().unwrap_or_else(usual);
        let files = overview_of_folders(&folders, measure, &settings, &page, self.experiment.adopts())?;
        files.iter().try_for_each(|file| print_line(&file.display().to_string()))
    }
}
