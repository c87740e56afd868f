//! The pipeline: an experiment in; the stages up to the one asked for are done, or found finished, in order of flow.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Instant;

use super::output::Output;
use super::{Experiment, Progress, Stage, fingerprint};
use crate::bias::{SIMILARITIES, Similarity};
use crate::corpus::simulate::Simulation;
use crate::corpus::{Qrels, TestCollection};
use crate::error::{Error, Result};
use crate::evaluate::{Evaluation, MEASURES, Measure};
use crate::index::Index;
use crate::interrupt::is_interrupted;
use crate::profile::{LEXICAL_MEASURES, LexicalMeasure};
use crate::registry::Named;
use crate::results::{ResultPaths, StageRecord};
use crate::retrieve::{MODELS, RetrievalModel, Run};
use crate::text::{AnalyzedCorpus, Analyzer};

/// An experiment on its way through the stages. What a stage needs of an earlier one is read or computed when it is first
/// asked for, so that a run of which all stages are finished reads nothing but the inputs' bytes.
pub struct Pipeline<'a> {
    pub(super) experiment: Experiment,
    pub(super) paths: ResultPaths,
    pub(super) progress: &'a dyn Progress,
    pub(super) redo: Redo,
    /// The results of another experiment, from which a stage of the same key is taken over.
    pub(super) donor: Option<ResultPaths>,
    pub(super) analyzer: Analyzer,
    pub(super) lexical_measures: Vec<Named<dyn LexicalMeasure>>,
    pub(super) models: Vec<Named<dyn RetrievalModel>>,
    pub(super) measures: Vec<Named<dyn Measure>>,
    pub(super) tie_rule_measures: Vec<Named<dyn Measure>>,
    pub(super) similarities: Vec<Named<dyn Similarity>>,
    /// SHA-256 of every file of the collection, by path.
    pub(super) inputs: BTreeMap<String, String>,
    /// Size and time of change of all these files, when they were hashed.
    stamps: Vec<(PathBuf, Option<(u64, std::time::SystemTime)>)>,
    /// SHA-256 of every run file of another engine and of their map, by path.
    pub(super) run_inputs: BTreeMap<String, String>,
    keys: BTreeMap<Stage, String>,
    pub(super) simulation: OnceLock<Simulation>,
    pub(super) collection: OnceLock<TestCollection>,
    pub(super) qrels: OnceLock<Qrels>,
    pub(super) analyzed: OnceLock<AnalyzedCorpus>,
    pub(super) index: OnceLock<Index>,
    pub(super) runs: OnceLock<Vec<Run>>,
    pub(super) evaluation: OnceLock<Evaluation>,
}

/// Which finished stages are done again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Again {
    /// None: what is finished is kept.
    #[default]
    Nothing,
    /// The stage that is asked for; what it needs is kept where it is finished.
    Last,
    /// All that are run.
    All,
}

/// What of earlier results a run may do away with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Redo {
    /// Which stages are done again though they are finished.
    pub again: Again,
    /// What stands in the place of a result without a record is set aside, instead of stopping the run.
    pub adopt: bool,
}

impl<'a> Pipeline<'a> {
    /// Checks `experiment` whole (names, ranges, input files) before anything is written below `out`.
    ///
    /// # Errors
    /// Where a setting or an input cannot be used, an input lies where results are written, or the folders of the results
    /// hold what this program did not write.
    pub fn new(experiment: Experiment, out: &Path, redo: Redo, progress: &'a dyn Progress) -> Result<Self> {
        experiment.check()?;
        let experiment = experiment.seeded();
        let paths = ResultPaths::new(out, &experiment.name);
        let mut pipeline = Pipeline {
            analyzer: Analyzer::parse(&experiment.text.analyzer)?,
            lexical_measures: LEXICAL_MEASURES.parse_all(&experiment.profile.measures)?,
            models: MODELS.parse_all(&experiment.retrieve.models)?,
            measures: MEASURES.parse_all(&experiment.evaluate.measures)?,
            tie_rule_measures: MEASURES.parse_all(&experiment.bias.tie_rule_measures)?,
            similarities: SIMILARITIES.parse_all(&experiment.bias.similarities)?,
            experiment,
            paths,
            progress,
            redo,
            donor: None,
            inputs: BTreeMap::new(),
            stamps: Vec::new(),
            run_inputs: BTreeMap::new(),
            keys: BTreeMap::new(),
            simulation: OnceLock::new(),
            collection: OnceLock::new(),
            qrels: OnceLock::new(),
            analyzed: OnceLock::new(),
            index: OnceLock::new(),
            runs: OnceLock::new(),
            evaluation: OnceLock::new(),
        };
        pipeline.check_titles()?;
        #[cfg(feature = "report")]
        pipeline.figures()?;
        let inputs = pipeline.collection_files()?;
        let retrieve = &pipeline.experiment.retrieve;
        let runs: Vec<PathBuf> = retrieve.runs.iter().chain(&retrieve.documents).cloned().collect();
        pipeline.paths.check_inputs(inputs.iter().chain(&runs))?;
        if !redo.adopt {
            pipeline.paths.check_claim()?;
        }
        // Before they are read: what changes from here on is seen.
        pipeline.stamps = inputs.iter().chain(&runs).map(|path| (path.clone(), stamp(path))).collect();
        pipeline.inputs = hashed(&inputs)?;
        pipeline.run_inputs = hashed(&runs)?;
        pipeline.keys = fingerprint::keys(&pipeline);
        Ok(pipeline)
    }

    /// Takes stages that were finished with the same inputs and settings over from the experiment `name` below `out`,
    /// instead of doing them again.
    pub fn with_donor(mut self, out: &Path, name: &str) -> Self {
        let other = name != self.experiment.name;
        self.donor = other.then(|| ResultPaths::new(out, name));
        self
    }

    /// The experiment with all its settings.
    pub fn experiment(&self) -> &Experiment {
        &self.experiment
    }

    /// Where the results are.
    pub fn paths(&self) -> &ResultPaths {
        &self.paths
    }

    /// Does every stage that `last` needs and then `last`; finished ones with the same inputs and settings are passed over.
    /// A build without the feature `report` leaves [`Stage::Report`] out and warns of it; figures that are there already
    /// stay.
    ///
    /// # Errors
    /// The first error of a stage; earlier stages stay finished.
    pub fn run_to(&self, last: Stage) -> Result<()> {
        let _lock = self.paths.lock()?;
        let _unfinished = self.paths.unfinished();
        let _clearing = Clearing(&self.paths);
        self.check_inputs_unchanged()?;
        self.paths.clear_making()?;
        let mut wanted = Stage::ALL.into_iter().filter(|stage| *stage == last || last.needs(*stage));
        let outcome = wanted.try_for_each(|stage| self.run_stage(stage, last));
        let written = outcome.as_ref().map_or(Ok(()), |()| self.write_manifest());
        self.paths.clear_making()?;
        self.tell_stale(last);
        outcome.and(written)
    }

    /// Checks that no input was changed since its bytes were hashed: the results would be recorded as those of other bytes.
    fn check_inputs_unchanged(&self) -> Result<()> {
        match self.stamps.iter().find(|(path, before)| stamp(path) != *before) {
            None => Ok(()),
            Some((path, _)) => Err(Error::file(path, "was changed while it was read", "run again")),
        }
    }

    /// Says which later results are of other inputs or settings than those that were used now.
    fn tell_stale(&self, last: Stage) {
        let stale = |stage: &Stage| {
            self.paths.any_record(stage.name()).is_some_and(|record| record.key != self.key(*stage))
        };
        let needed = |stage: &Stage| stage.is_built() && (*stage == last || last.needs(*stage));
        let stale: Vec<&str> =
            Stage::ALL.into_iter().filter(|stage| !needed(stage) && stale(stage)).map(Stage::name).collect();
        if !stale.is_empty() {
            tracing::warn!(
                "the results of {} are still those of other inputs or settings; `run` makes them again",
                stale.join(", ")
            );
        }
    }

    /// Says which finished stages were made of a stage's former results, where that has other ones now though inputs and
    /// settings are the same: another build of the program made them.
    fn tell_changed(&self, stage: Stage, before: &StageRecord) {
        let now = self.paths.recorded(stage.name(), self.key(stage));
        // tantivy gives an index new names each time.
        let same = stage == Stage::Index || now.is_some_and(|now| now.files == before.files);
        if same || self.redo.again == Again::All {
            return;
        }
        let finished = |later: &Stage| self.paths.recorded(later.name(), self.key(*later)).is_some();
        let later: Vec<&str> = Stage::ALL
            .into_iter()
            .filter(|later| later.needs(stage) && finished(later))
            .map(Stage::name)
            .collect();
        if !later.is_empty() {
            let (name, later) = (stage.name(), later.join(", "));
            tracing::warn!(
                "{name} has other results than before; those of {later} still rest on the earlier ones; run all stages again (`force`, `run --force`)"
            );
        }
    }

    pub(super) fn run_stage(&self, stage: Stage, last: Stage) -> Result<()> {
        if !stage.is_built() {
            tracing::warn!("no figures, tables or page: this program was built without the feature `report`");
            return Ok(());
        }
        let key = self.key(stage);
        self.progress.begin(stage);
        let before = match self.paths.finished(stage.name(), key) {
            Some(report) if stage == Stage::Report && !self.is_told_by(&report)? => None,
            found => found,
        };
        let forced = self.is_forced(stage, last);
        if !forced && before.is_some() {
            tracing::info!(stage = stage.name(), "finished before, with the same inputs and settings");
            self.progress.end(stage, true);
            return Ok(());
        }
        let started = Instant::now();
        self.paths.clear_making()?;
        let mut output = Output { paths: self.paths.making(), files: Vec::new(), notes: Vec::new() };
        let taken = match self.donated(stage, key).filter(|_| !forced) {
            Some((donor, record)) => output.take_over(donor, record, |_| true)?,
            None => false,
        };
        if !taken {
            self.work(stage, last, &mut output)?;
        }
        self.check_inputs_unchanged()?;
        for note in &output.notes {
            tracing::warn!("{note}");
        }
        let seconds = started.elapsed().as_secs_f64();
        let said = (seconds, output.notes);
        self.paths.exchange(stage.name(), key, &output.files, said, self.redo.adopt)?;
        if let Some(before) = before {
            self.tell_changed(stage, &before);
        }
        tracing::info!(stage = stage.name(), seconds, "done");
        self.progress.end(stage, false);
        Ok(())
    }

    /// Whether a stage has to be done for `last`: it is not finished with these inputs and settings, or is done again.
    pub(super) fn is_due(&self, stage: Stage, last: Stage) -> bool {
        self.is_forced(stage, last) || self.paths.finished(stage.name(), self.key(stage)).is_none()
    }

    pub(super) fn is_forced(&self, stage: Stage, last: Stage) -> bool {
        match self.redo.again {
            Again::Nothing => false,
            Again::Last => stage == last,
            Again::All => true,
        }
    }

    /// The same stage of the donor, where it was finished with this key.
    fn donated(&self, stage: Stage, key: &str) -> Option<(&ResultPaths, StageRecord)> {
        let donor = self.donor.as_ref()?;
        Some((donor, donor.finished(stage.name(), key)?))
    }

    /// What the output of a stage depends on, as SHA-256.
    pub(super) fn key(&self, stage: Stage) -> &str {
        &self.keys[&stage]
    }

    /// The notes of all stages that were run, in order of flow.
    pub fn notes(&self) -> Vec<String> {
        let records =
            Stage::ALL.into_iter().filter_map(|stage| self.paths.recorded(stage.name(), self.key(stage)));
        records.flat_map(|record| record.notes).collect()
    }

    /// The value in `cell`, made by `make` when it is first asked for.
    pub(super) fn once<T>(cell: &OnceLock<T>, make: impl FnOnce() -> Result<T>) -> Result<&T> {
        if let Some(value) = cell.get() {
            return Ok(value);
        }
        let value = make()?;
        cell.set(value).map_err(|_| Error::Failed("a stage asked for itself".to_string()))?;
        Ok(cell.get().expect("set above"))
    }
}

/// Removes what a stage was making, also where a [`Progress`] unwinds the work.
struct Clearing<'a>(&'a ResultPaths);

impl Drop for Clearing<'_> {
    fn drop(&mut self) {
        // An interrupted process removes it itself; what cannot be removed, the next run tells of.
        if !is_interrupted() {
            let _ = self.0.clear_making();
        }
    }
}

/// Size and time of change of a file; `None` where it is gone.
fn stamp(path: &Path) -> Option<(u64, std::time::SystemTime)> {
    let found = std::fs::metadata(path).ok()?;
    Some((found.len(), found.modified().ok()?))
}

/// The SHA-256 of files, by path.
fn hashed(files: &[PathBuf]) -> Result<BTreeMap<String, String>> {
    files.iter().map(|file| Ok((file.display().to_string(), fingerprint::of_file(file)?))).collect()
}

/// The canonical names of parsed specifications.
pub(super) fn names<T: ?Sized>(named: &[Named<T>]) -> Vec<&str> {
    named.iter().map(|named| named.name.as_str()).collect()
}
