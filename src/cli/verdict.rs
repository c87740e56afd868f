//! `profile verdict`: whether the paper's claims on the use of words hold, over any number of finished experiments.

use std::path::PathBuf;

use clap::Args;
use sourcebias::Result;
use sourcebias::experiment::verdict_on_folders;

use super::output::{Format, print};

/// Reports for each experiment and source whether the claims about word use hold: flatter head, steeper tail, higher
/// specificity, greater diversity. Differences are source - reference over all documents (raw), on twins, on twins cut
/// to equal length (cut) and at equal token budgets (budget); * significantly different from 0 after adjustment for all measures
#[derive(Args)]
pub struct Verdict {
    /// Result folders of experiments with a finished profile, as in `results/*`
    #[arg(value_name = "RESULTS", required = true)]
    folders: Vec<PathBuf>,
    /// Judges the claims by this measure only, as in `mtld` or `zipf_tail`; may be given several times
    #[arg(long = "measure", value_name = "NAME")]
    measures: Vec<String>,
    /// How the table is printed; csv and json have p-values and differences in full
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Verdict {
    pub fn run(self) -> Result<()> {
        let verdict = verdict_on_folders(&self.folders, &self.measures)?;
        let table = if self.format.is_for_programs() { verdict.table() } else { verdict.printed() };
        print(&table, self.format)
    }
}
