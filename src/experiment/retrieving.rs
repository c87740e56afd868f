//! The runs of an experiment: searched, or taken from where they were kept with or without TREC files beside them; written, and read
//! back for the stages behind.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::output::Output;
use super::{Pipeline, Stage, fingerprint};
use crate::bias::short_name;
use crate::corpus::{Catalogue, Query};
use crate::error::{Error, Result};
use crate::retrieve::{self, DocumentMap, Run};

/// The ending of a TREC file.
const TREC: &str = "run";

impl Pipeline<'_> {
    /// The runs of the models and those that came as files, read as they were written.
    pub(super) fn runs(&self) -> Result<&[Run]> {
        let runs = Self::once(&self.runs, || {
            let catalogue = self.index()?.catalogue();
            let own = DocumentMap::docnos(catalogue)?;
            let mut runs = Vec::new();
            let depth = self.experiment.retrieve.depth;
            for model in &self.models {
                let path = self.paths.run(&model.name, "parquet");
                runs.push(retrieve::read_run(&path, catalogue, &own, Some(&model.name), depth)?);
            }
            let retrieve = &self.experiment.retrieve;
            let map = match &retrieve.documents {
                Some(path) if !retrieve.runs.is_empty() => DocumentMap::read(path, catalogue)?,
                _ => own,
            };
            for path in &retrieve.runs {
                runs.push(retrieve::read_run(path, catalogue, &map, None, usize::MAX)?);
            }
            // A tag may be what one of our models is called in short.
            let names =
                |runs: &[Run]| runs.iter().map(|run| short_name(&run.model)).collect::<BTreeSet<_>>().len();
            if names(&runs) < runs.len() {
                for (run, path) in runs[self.models.len()..].iter_mut().zip(&retrieve.runs) {
                    run.model = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                }
            }
            if names(&runs) < runs.len() {
                let reason = "two runs have the same name and file name; give each file a name of its own";
                return Err(Error::BadExperiment { place: "[retrieve]".into(), reason: reason.into() });
            }
            Ok(runs)
        })?;
        Ok(runs)
    }

    /// Reads the runs that came as files, and their map, for what is wrong with them: long before they are needed.
    pub(super) fn check_given_runs(&self, catalogue: &Arc<Catalogue>) -> Result<()> {
        let retrieve = &self.experiment.retrieve;
        if retrieve.runs.is_empty() {
            return Ok(());
        }
        let map = match &retrieve.documents {
            Some(path) => DocumentMap::read(path, catalogue)?,
            None => DocumentMap::docnos(catalogue)?,
        };
        retrieve
            .runs
            .iter()
            .try_for_each(|path| retrieve::read_run(path, catalogue, &map, None, usize::MAX).map(drop))
    }

    /// The queries to search: the judged ones, or all where there are no judgements.
    fn queries(&self) -> Result<Vec<Query>> {
        let collection = self.collection()?;
        if collection.qrels.is_empty() {
            return Ok(collection.queries.clone());
        }
        Ok(collection.judged_queries().into_iter().cloned().collect())
    }

    /// `last` is the stage that this is done for.
    pub(super) fn retrieve_stage(&self, last: Stage, output: &mut Output) -> Result<()> {
        if !self.is_forced(Stage::Retrieve, last) && self.take_runs(output)? {
            return Ok(());
        }
        let (index, queries) = (self.index()?, self.queries()?);
        if queries.is_empty() {
            output.notes.push("no queries: nothing to retrieve or judge".to_string());
            return Ok(());
        }
        self.progress.expect(queries.len() as u64);
        let depth = self.experiment.retrieve.depth;
        let documents = index.catalogue().len();
        if let Some(note) = retrieve::cost_note(self.models.len(), queries.len(), documents, depth) {
            tracing::warn!("{note}");
        }
        let found =
            retrieve::search(index, &queries, &self.analyzer, &self.models, depth, &|| self.progress.step())?;
        if let Some(run) = found.first() {
            output.notes.extend(retrieve::query_notes(&queries, &self.analyzer, run));
        }
        for run in &found {
            output.notes.extend(run.left_out_note());
            let path = output.paths.run(&run.model, "parquet");
            retrieve::save_run_table(run, &path)?;
            output.files.push(path);
            self.write_trec(run, output)?;
        }
        let qrels = self.qrels()?;
        if !qrels.is_empty() {
            let path = output.paths.qrels();
            retrieve::save_qrels(qrels, index.catalogue(), &path)?;
            output.files.push(path);
        }
        Ok(())
    }

    /// Takes the runs over that were found before, here or by the donor, where nothing but the TREC files beside them is other than it
    /// is to be, and makes these of them; false where there are none.
    fn take_runs(&self, output: &mut Output) -> Result<bool> {
        let key = fingerprint::of_other_runs(self);
        let places = [Some(&self.paths), self.donor.as_ref()];
        let found = places.into_iter().flatten();
        let mut found =
            found.filter_map(|place| Some((place, place.finished(Stage::Retrieve.name(), &key)?)));
        let Some((place, record)) = found.next() else { return Ok(false) };
        let ending = format!(".{TREC}");
        if !output.take_over(place, record, |file| !file.ends_with(&ending))? {
            return Ok(false);
        }
        if self.experiment.retrieve.trec_runs {
            let catalogue = self.index()?.catalogue();
            let (own, depth) = (DocumentMap::docnos(catalogue)?, self.experiment.retrieve.depth);
            self.progress.expect(self.models.len() as u64);
            for model in &self.models {
                let path = output.paths.run(&model.name, "parquet");
                // Without queries there are none.
                if path.exists() {
                    let run = retrieve::read_run(&path, catalogue, &own, Some(&model.name), depth)?;
                    self.write_trec(&run, output)?;
                }
                self.progress.step();
            }
        }
        Ok(true)
    }

    /// Writes a run as a TREC file, where these are asked for.
    fn write_trec(&self, run: &Run, output: &mut Output) -> Result<()> {
        if self.experiment.retrieve.trec_runs {
            let path = output.paths.run(&run.model, TREC);
            retrieve::save_run(run, &path)?;
            output.files.push(path);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::experiment::{Again, Experiment, Pipeline, Redo, Silent, Stage};
    use crate::results::ResultPaths;

    const PARQUET: &str = "runs/dirichlet_mu=1000.parquet";
    const TREC: &str = "runs/dirichlet_mu=1000.run";

    /// Runs to the runs; whether an index was opened for it, and what was retrieved.
    fn retrieve(folder: &Path, name: &str, trec_runs: bool, again: Again) -> (bool, ResultPaths) {
        let settings = format!(
            "name = '{name}'\n[simulate]\ndocuments = 120\nqueries = 6\ntopics = 6\n[retrieve]\nmodels = ['dirichlet']\n\
             depth = 30\ntrec_runs = {trec_runs}"
        );
        let experiment = Experiment::parse(&settings, "x.toml").unwrap();
        let pipeline = Pipeline::new(experiment, folder, Redo { again, adopt: false }, &Silent).unwrap();
        let pipeline = pipeline.with_donor(folder, "donor");
        pipeline.run_to(Stage::Retrieve).unwrap();
        (pipeline.collection.get().is_some(), pipeline.paths().clone())
    }

    #[test]
    fn trec_files_come_and_go_without_a_search() {
        let folder = tempfile::tempdir().unwrap();
        let read = |paths: &ResultPaths, file: &str| std::fs::read(paths.results().join(file)).ok();
        let (_, searched) = retrieve(folder.path(), "searched", true, Again::Nothing);
        let (run, table) = (read(&searched, TREC).unwrap(), read(&searched, PARQUET).unwrap());
        let both = |paths: &ResultPaths| (read(paths, PARQUET).as_ref() == Some(&table), read(paths, TREC));
        let (_, donor) = retrieve(folder.path(), "donor", false, Again::Nothing);
        assert_eq!(both(&donor), (true, None));
        // The queries are what a search needs and the files do not.
        let (searches, paths) = retrieve(folder.path(), "donor", true, Again::Nothing);
        assert_eq!((searches, both(&paths)), (false, (true, Some(run.clone()))));
        let (searches, paths) = retrieve(folder.path(), "donor", false, Again::Nothing);
        assert_eq!((searches, both(&paths)), (false, (true, None)));
        // Those of another experiment are as good; what is forced is searched.
        let (searches, paths) = retrieve(folder.path(), "other", true, Again::Nothing);
        assert_eq!((searches, both(&paths)), (false, (true, Some(run.clone()))));
        let (searches, paths) = retrieve(folder.path(), "other", false, Again::Last);
        assert_eq!((searches, both(&paths)), (true, (true, None)));
    }
}
