//! `findings`: the paper's claims over finished experiments, as one page.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use sourcebias::Result;
use sourcebias::experiment::claim_findings;

use super::output::{print_bytes, print_line};

/// Tests the paper's claims on finished experiments, as they are and under each control, with intervals and causes
///
/// The page is Markdown in which nothing is typed by hand: a table at a glance, a section for each claim, the collections, and
/// how it is made again. Experiments without queries test the claims on word use alone.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  sourcebias findings results/* > docs/findings.md\n  sourcebias findings results/demo --format json"
)]
pub struct Findings {
    /// Result folders of finished experiments, as in `results/*`
    #[arg(value_name = "RESULTS", required = true)]
    folders: Vec<PathBuf>,
    /// What is printed
    #[arg(long, value_enum, default_value_t)]
    format: PageFormat,
}

/// How findings are printed.
#[derive(Clone, Copy, Default, ValueEnum)]
enum PageFormat {
    /// The page
    #[default]
    Markdown,
    /// An object with the arrays `tests`, `answers`, `causes` and `collections`, numbers in full
    Json,
    /// Every test, a row each
    Csv,
}

impl Findings {
    pub fn run(self) -> Result<()> {
        let found = claim_findings(&self.folders)?;
        match self.format {
            PageFormat::Markdown => print_bytes(found.page().as_bytes()),
            PageFormat::Json => print_line(&found.json()?),
            PageFormat::Csv => print_bytes(found.tests().to_csv()?.as_bytes()),
        }
    }
}
