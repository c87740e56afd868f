//! The collection of a simulated experiment: made by the corpus stage, read from that stage's files by all others.

use super::{Pipeline, Stage};
use crate::corpus::TestCollection;
use crate::corpus::simulate::{self, Simulation, SimulationSettings};
use crate::error::Result;

impl Pipeline<'_> {
    /// What was planted in a simulated collection, without its texts.
    pub(super) fn simulation(&self) -> Result<Option<&Simulation>> {
        let Some(settings) = &self.experiment.simulate else { return Ok(None) };
        Self::once(&self.simulation, || Ok(simulate::simulate(settings)?.without_texts())).map(Some)
    }

    /// A simulated collection: from the files of the corpus stage where it is finished, so that its texts are in memory while that
    /// stage makes them and not for the rest of a run.
    pub(super) fn simulated(&self, settings: &SimulationSettings) -> Result<TestCollection> {
        let written = self.paths.finished(Stage::Corpus.name(), self.key(Stage::Corpus)).is_some();
        match written && settings.queries > 0 {
            true => simulate::read(settings, &self.paths.simulated()),
            false => Ok(simulate::simulate(settings)?.collection),
        }
    }
}
