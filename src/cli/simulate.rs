//! `simulate`: a simulated collection of twins, written as files in the native layout.

use std::path::PathBuf;

use clap::Args;
use sourcebias::corpus::simulate::{simulate, write_to};
use sourcebias::experiment::{Experiment, LabelCorpus, simulated_labels};
use sourcebias::labels::{LabelSettings, SIMULATED_JUDGES, SimulatedJudge};
use sourcebias::{Error, Result};

use super::output::print_line;

/// Writes a simulated collection as files. Its twins share topics and not sentences, so that commands that read it back may need
/// `--paired`.
#[derive(Args)]
pub struct Simulate {
    /// An experiment file with a [simulate] section
    #[arg(value_name = "EXPERIMENT.toml")]
    experiment: PathBuf,
    /// The folder to write to
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
    /// Also writes the labels of a simulated judge, who grades every version of the judged contents, to judges/NAME.qrels: as in
    /// `partial=simulated(own_bias=0.3)` (`list judges`)
    #[arg(long = "judge", value_name = "NAME=SPEC", num_args = 1..)]
    judges: Vec<String>,
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
        let judges = self.judges.iter().map(|given| judge(given)).collect::<Result<Vec<_>>>()?;
        let simulation = simulate(&settings)?;
        write_to(&simulation, &self.to, self.force)?;
        if !judges.is_empty() {
            let corpus = LabelCorpus {
                name: self.to.display().to_string(),
                collection: simulation.collection,
                analyzer: experiment.text.analyzer,
                titles: false,
            };
            for labels in simulated_labels(&corpus, &judges, &LabelSettings::default())? {
                labels.save(&self.to.join("judges").join(format!("{}.qrels", labels.name)))?;
            }
        }
        print_line(&self.to.display().to_string())
    }
}

/// A judge by its name and specification.
fn judge(given: &str) -> Result<(String, SimulatedJudge)> {
    let wrong = |reason: &str| Error::BadExperiment {
        place: format!("--judge {given}"),
        reason: format!("{reason}; write a name and what it is, as in `partial=simulated(own_bias=0.3)`"),
    };
    let (name, spec) = given.split_once('=').ok_or_else(|| wrong("names no judge"))?;
    let letter = |letter: char| letter.is_alphanumeric() || "-_.".contains(letter);
    if name.is_empty() || name.starts_with('.') || !name.chars().all(letter) {
        return Err(wrong("a judge's name is made of letters, digits, `-`, `_` and `.`"));
    }
    Ok((name.to_string(), *SIMULATED_JUDGES.parse(spec)?.object))
}
