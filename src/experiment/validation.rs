//! Validation of the corpus that an experiment names: in files, read past every error, or simulated.

use super::Experiment;
use crate::corpus::simulate;
use crate::corpus::validate::{Validated, validate, validate_collection};
use crate::error::Result;

/// What is wrong with the corpus of `experiment`, and what to know of it; nothing is written.
///
/// # Errors
/// Where the experiment has no corpus, or no source of it can be found.
pub fn validate_experiment(experiment: &Experiment) -> Result<Validated> {
    experiment.check()?;
    let Experiment { simulate: simulated, corpus, .. } = experiment.clone().seeded();
    match (simulated, corpus) {
        (None, Some(settings)) => validate(&settings),
        (settings, _) => {
            let settings = settings.expect("checked: a corpus or a simulation");
            validate_collection(&simulate::simulate(&settings)?.collection, false)
        }
    }
}
