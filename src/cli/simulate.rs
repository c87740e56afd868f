//! `simulate`: a simulated collection of twins, written as files in the native layout.

use std::path::PathBuf;

use clap::Args;
use sourcebias::corpus::simulate::{simulate, write_to};
use sourcebias::experiment::Experiment;
use sourcebias::{Error, Result};

use super::output::print_line;

/// Writes a simulated collection as files.
#[derive(Args)]
pub struct Simulate {
    /// An experiment file with a [simulate] section
    #[arg(value_name = "EXPERIMENT.toml")]
    experiment: PathBuf,
    /// The folder to write to
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
    /// Replaces an existing corpus
    #[arg(long)]
    force: bool,
}

impl Simulate {
    pub fn run(self) -> Result<()> {
        let experiment = Experiment::read(&self.experiment)?.seeded();
        let settings = experiment.simulate.ok_or_else(|| Error::BadExperiment {
            place: self.experiment.display().to_string(),
            reason: "has no [simulate] section".to_string(),
        })?;
        write_to(&simulate(&settings)?, &self.to, self.force)?;
        print_line(&self.to.display().to_string())
    }
}
