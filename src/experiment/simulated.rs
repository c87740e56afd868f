//! The collection of a simulated experiment: made by the corpus stage, read from that stage's files by all others.

use std::path::PathBuf;

use super::output::Output;
use super::{Pipeline, Stage};
use crate::bias::PlantedRow;
use crate::corpus::TestCollection;
use crate::corpus::simulate::{self, Planted, Simulation, SimulationSettings};
use crate::error::Result;
use crate::results::ResultPaths;
use crate::table::{Table, TableRow};

impl Pipeline<'_> {
    /// What was planted in a simulated collection, without its texts: read from the files of the corpus stage where it noted that.
    pub(super) fn simulation(&self) -> Result<Option<&Simulation>> {
        let Some(settings) = &self.experiment.simulate else { return Ok(None) };
        let made = || {
            let file = planted_file(&self.paths);
            // Former versions noted nothing.
            match self.is_simulated(settings) && file.exists() {
                true => {
                    let collection = simulate::read(settings, &self.paths.simulated())?;
                    let rows = PlantedRow::from_table(&Table::read(&file, PlantedRow::SCHEMA)?)?;
                    Ok(Simulation { collection, planted: rows.into_iter().map(planted).collect() })
                }
                false => Ok(simulate::simulate(settings)?.without_texts()),
            }
        };
        Self::once(&self.simulation, made).map(Some)
    }

    /// A simulated collection: from the files of the corpus stage where it is finished, so that its texts are in memory while that
    /// stage makes them and not for the rest of a run.
    pub(super) fn simulated(&self, settings: &SimulationSettings) -> Result<TestCollection> {
        match self.is_simulated(settings) {
            true => simulate::read(settings, &self.paths.simulated()),
            false => Ok(simulate::simulate(settings)?.collection),
        }
    }

    /// Whether the corpus stage has written the collection, and it can be read from there.
    fn is_simulated(&self, settings: &SimulationSettings) -> bool {
        settings.queries > 0 && self.paths.finished(Stage::Corpus.name(), self.key(Stage::Corpus)).is_some()
    }
}

/// Notes beside the files of a simulated collection what was planted.
pub(super) fn write_planted(simulation: &Simulation, output: &mut Output) -> Result<()> {
    let rows = simulation.planted.iter().map(|one| PlantedRow {
        quantity: one.quantity.clone(),
        source: one.source.clone().unwrap_or_default(),
        planted: one.planted,
        low: None,
        high: None,
        note: one.note.clone(),
        model: String::new(),
    });
    let table = PlantedRow::to_table(rows.collect());
    output.write(planted_file(&output.paths), table.to_csv()?.as_bytes())
}

fn planted(row: PlantedRow) -> Planted {
    let source = Some(row.source).filter(|source| !source.is_empty());
    Planted { quantity: row.quantity, source, planted: row.planted, note: row.note }
}

fn planted_file(paths: &ResultPaths) -> PathBuf {
    paths.simulated().join("planted.csv")
}

#[cfg(test)]
mod tests {
    use crate::experiment::{Again, Experiment, Pipeline, Redo, Silent, Stage};
    use crate::table::TableRow;

    #[test]
    fn what_was_planted_is_read_and_not_simulated_again() {
        let folder = tempfile::tempdir().unwrap();
        let settings = "name = 'x'\n[simulate]\ndocuments = 120\nqueries = 6\ntopics = 6\n[retrieve]\nmodels = ['bm25']\n\
                        [bias]\nplanted_replicates = 0\nbootstrap = 0\nplacebo = 0";
        let pipeline = |again| {
            let experiment = Experiment::parse(settings, "x.toml").unwrap();
            Pipeline::new(experiment, folder.path(), Redo { again, adopt: false }, &Silent).unwrap()
        };
        let first = pipeline(Again::Nothing);
        first.run_to(Stage::Bias).unwrap();
        let planted = first.paths().table(super::PlantedRow::SCHEMA);
        let whole = std::fs::read_to_string(&planted).unwrap();
        let again = pipeline(Again::Last);
        again.run_to(Stage::Bias).unwrap();
        assert_eq!(std::fs::read_to_string(&planted).unwrap(), whole);
        let (made, read) = (first.simulation().unwrap().unwrap(), again.simulation().unwrap().unwrap());
        assert_eq!(made.planted, read.planted);
        // One that simulates keeps no queries.
        assert_eq!((made.collection.queries.len(), read.collection.queries.len()), (0, 6));
        // Whatever is finished needs nothing.
        let found = pipeline(Again::Nothing);
        found.run_to(Stage::Bias).unwrap();
        assert!(found.simulation.get().is_none() && found.collection.get().is_none());
    }
}
