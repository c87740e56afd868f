//! An experiment: a TOML file in, checked settings out, and the pipeline that runs them through the eight stages.
//! Sections left out take defaults; unknown keys are refused.

mod answer;
mod audit;
mod called;
mod claims;
mod compare;
mod differences;
mod explain;
mod fingerprint;
mod folders;
#[cfg(feature = "report")]
mod label_page;
mod label_runs;
mod label_texts;
mod labels;
mod manifest;
#[cfg(feature = "report")]
mod overview;
mod output;
mod pipeline;
mod progress;
mod query_units;
#[cfg(feature = "report")]
mod reporting;
mod report_settings;
mod retrieving;
mod simulated;
mod slot;
mod stage;
mod stages;
mod tables;
mod titles;
mod validation;
mod verdict;

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::bias::BiasSettings;
use crate::corpus::CollectionSettings;
use crate::corpus::simulate::SimulationSettings;
use crate::error::{Error, Result, require};
use crate::evaluate::EvaluateSettings;
use crate::profile::ProfileSettings;
use crate::retrieve::RetrieveSettings;
use crate::statistics::Bootstrap;
use crate::text::TextSettings;

pub use answer::answer_of_folder;
pub use audit::{AuditSettings, BaseRateSource, FileAudit, audit_files};
pub use called::Called;
pub use claims::{
    CLAIMS, CauseSign, Claim, ClaimAnswerRow, ClaimCauseRow, ClaimCollectionRow, ClaimControl, ClaimFindings,
    ClaimTestRow, ClaimVerdict, claim_findings,
};
pub use compare::{ComparedRow, Comparison, compare};
pub use differences::{DifferenceRow, Differences, differences};
pub use explain::{ExplainedQuery, VersionTexts};
pub use label_runs::LabelRuns;
pub use label_texts::{LabelCorpus, LabelCorpusRecord, labels_with_texts, simulated_labels};
pub use labels::{FileLabels, LabelRecord, label_files};
#[cfg(feature = "report")]
pub use overview::overview_of_folders;
pub use pipeline::{Again, Pipeline, Redo};
pub use progress::{Progress, Silent};
pub use report_settings::ReportSettings;
pub use slot::slot;
pub use stage::Stage;
pub use tables::{all_tables, tables, tables_page};
pub use validation::validate_experiment;
pub use verdict::verdict_on_folders;

/// An experiment, with every setting it has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Experiment {
    /// The name of the folders `results/<name>` and `figures/<name>`.
    pub name: String,
    /// Where all randomness comes from.
    #[serde(default = "default_seed")]
    pub seed: u64,
    /// The corpus, in files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corpus: Option<CollectionSettings>,
    /// The corpus, simulated; instead of files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub simulate: Option<SimulationSettings>,
    /// How text becomes terms.
    #[serde(default)]
    pub text: TextSettings,
    /// How the use of words is measured.
    #[serde(default)]
    pub profile: ProfileSettings,
    /// How documents are ranked.
    #[serde(default)]
    pub retrieve: RetrieveSettings,
    /// How rankings are judged.
    #[serde(default)]
    pub evaluate: EvaluateSettings,
    /// How source bias is told and explained.
    #[serde(default)]
    pub bias: BiasSettings,
    /// What is drawn.
    #[serde(default)]
    pub report: ReportSettings,
}

/// The seed of all draws where the experiment names none.
fn default_seed() -> u64 {
    Bootstrap::default().seed
}

/// The longest name, in bytes: what file systems take, less what is put behind it.
const LONGEST_NAME: usize = 200;

impl Experiment {
    /// Reads an experiment file; a relative corpus path in it is taken from the current folder. Where it is that of a fetched
    /// collection, the collection is found where former versions put it, too.
    ///
    /// # Errors
    /// Where the file is missing or not such a file; the message has line and column.
    pub fn read(path: &Path) -> Result<Experiment> {
        let place = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::IsADirectory => Error::BadExperiment {
                place: place.clone(),
                reason:
                    "is a folder; give an experiment file, or the folder of a corpus (`corpus`, --corpus)"
                        .to_string(),
            },
            std::io::ErrorKind::NotFound => Error::BadExperiment {
                place: place.clone(),
                reason: "no such experiment file; check the path".to_string(),
            },
            _ => Error::io(path, "read", error),
        })?;
        let text = std::str::from_utf8(&bytes).map_err(|error| {
            let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
            let reason = "is not UTF-8; convert the file to UTF-8".to_string();
            Error::BadExperiment { place: format!("{place}:{line}"), reason }
        })?;
        // What was fetched, a former version may have put elsewhere.
        #[cfg(feature = "fetch")]
        return Experiment::parse(text, &place).map(|mut experiment| {
            if let Some(corpus) = &mut experiment.corpus {
                corpus.path = crate::corpus::fetch::located(&corpus.path);
            }
            experiment
        });
        #[cfg(not(feature = "fetch"))]
        Experiment::parse(text, &place)
    }

    /// Reads an experiment from TOML; `place` stands in messages for where it comes from.
    ///
    /// ```
    /// use sourcebias::experiment::Experiment;
    /// let experiment = Experiment::parse("name = 'x'\ncorpus.path = 'data'", "x.toml").unwrap();
    /// assert_eq!(experiment.retrieve.depth, 1000);
    /// assert!(Experiment::parse("nam = 'x'", "x.toml").is_err());
    /// ```
    ///
    /// # Errors
    /// Where it is not TOML, has an unknown key, or a value out of range.
    pub fn parse(text: &str, place: &str) -> Result<Experiment> {
        toml::from_str(text).map_err(|error| {
            let position = error.span().map(|span| text[..span.start].matches('\n').count() + 1);
            let place = position.map_or(place.to_string(), |line| format!("{place}:{line}"));
            Error::BadExperiment { place, reason: error.message().trim().replace('\n', "; ") }
        })
    }

    /// The smallest experiment: a name and a corpus folder.
    pub fn of_corpus(name: &str, path: &Path) -> Experiment {
        Experiment {
            name: name.to_string(),
            seed: default_seed(),
            corpus: Some(CollectionSettings::of_folder(path)),
            simulate: None,
            text: TextSettings::default(),
            profile: ProfileSettings::default(),
            retrieve: RetrieveSettings::default(),
            evaluate: EvaluateSettings::default(),
            bias: BiasSettings::default(),
            report: ReportSettings::default(),
        }
    }

    /// Checks what the TOML's types do not: the name, one corpus, and the settings of every stage.
    ///
    /// # Errors
    /// Where a setting cannot be used; the message says which and what would be right.
    pub fn check(&self) -> Result<()> {
        let named = format!("experiment `{}`", self.name);
        self.check_whole(&named)?;
        self.check_sections().map_err(|error| match error {
            Error::BadExperiment { place, reason } => {
                Error::BadExperiment { place: format!("{named}, {place}"), reason }
            }
            other => other,
        })
    }

    /// Checks what is of no section alone.
    fn check_whole(&self, named: &str) -> Result<()> {
        let allowed = |letter: char| letter.is_alphanumeric() || "-_.+=@".contains(letter);
        require(
            !self.name.is_empty() && !self.name.starts_with('.') && self.name.chars().all(allowed),
            named,
            "`name` becomes a folder: use letters, digits, `-`, `_`, `+`, `=`, `@` and `.`, not starting with `.`",
        )?;
        let short = self.name.len() <= LONGEST_NAME;
        require(short, named, "`name` becomes a folder, and is too long for one: at most 200 bytes")?;
        let both = self.corpus.is_some() && self.simulate.is_some();
        require(!both, named, "has both [corpus] and [simulate]; keep one")?;
        require(
            self.corpus.is_some() || self.simulate.is_some(),
            named,
            "has no corpus; write [corpus] with `path = \"…\"`, or give a folder (`corpus`, --corpus FOLDER)",
        )?;
        let corpus = self.corpus.iter().map(|corpus| &corpus.path);
        let mut paths = corpus.chain(&self.retrieve.runs).chain(&self.retrieve.documents);
        match paths.find(|path| path.to_str().is_none()) {
            Some(path) => {
                require(false, named, &format!("the path {} is not UTF-8; rename it", path.display()))
            }
            None => Ok(()),
        }
    }

    fn check_sections(&self) -> Result<()> {
        self.corpus.as_ref().map_or(Ok(()), CollectionSettings::check)?;
        self.simulate.as_ref().map_or(Ok(()), SimulationSettings::check)?;
        self.profile.check()?;
        self.retrieve.check()?;
        self.evaluate.check()?;
        self.bias.check()
    }

    /// The experiment with its seed in the settings of every stage that draws, which are then those to run with.
    #[must_use]
    pub fn seeded(mut self) -> Experiment {
        let seed = self.seed;
        self.simulate.iter_mut().for_each(|settings| settings.seed = seed);
        (self.profile.seed, self.evaluate.seed, self.bias.seed) = (seed, seed, seed);
        self
    }

    /// The experiment with all settings, as TOML.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("an experiment has string keys and finite numbers")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_resolved_form_reads_back() {
        let experiment =
            Experiment::parse("name = 'x'\n[corpus]\npath = 'p'\ntitle = true", "x.toml").unwrap();
        assert_eq!(Experiment::parse(&experiment.to_toml(), "again").unwrap(), experiment);
        experiment.check().unwrap();
    }

    #[test]
    fn every_stage_draws_by_the_seed_of_the_experiment() {
        let seeded = Experiment::parse("name = 'x'\nseed = 7\n[simulate]", "x.toml").unwrap().seeded();
        let simulated = seeded.simulate.map(|settings| settings.seed);
        let seeds = (simulated, seeded.profile.seed, seeded.evaluate.seed, seeded.bias.seed);
        assert_eq!(seeds, (Some(7), 7, 7, 7));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let message = |text: &str| match Experiment::parse(text, "x.toml") {
            Err(error) => error.to_string(),
            Ok(experiment) => experiment.check().unwrap_err().to_string(),
        };
        for section in
            "corpus simulate text profile profile.keyness profile.separability profile.map retrieve evaluate bias report"
                .split(' ')
        {
            let unknown = message(&format!("name = 'x'\n[{section}]\nfoo = 1"));
            assert!(unknown.starts_with("x.toml:3: unknown field `foo`, expected"), "{section}: {unknown}");
        }
        assert!(message("name = '../x'\n[corpus]\npath = 'p'").contains("becomes a folder"));
        assert!(message("name = 'x'").contains("no corpus"));
        assert!(message("name = 'x'\ncorpus.path = 'p'\nbias.confidence = 1.0").contains("between 0 and 1"));
        for (setting, said) in [
            ("simulate.queries = 0", "[simulate]: queries = 0 must be a whole number from 1"),
            ("corpus.title = true", "[corpus]: has no `path`; name the folder"),
            ("corpus.path = 'p'\nprofile.keyness.level = 0.0", "[profile.keyness]: `level` must lie"),
            ("corpus.path = 'p'\nretrieve.depth = 0", "[retrieve]: `depth` must be at least 1"),
            ("corpus.path = 'p'\nevaluate.bootstrap = 98", "[evaluate]: `bootstrap` must be 0, or from 99"),
        ] {
            let message = message(&format!("name = 'x'\n{setting}"));
            assert!(message.starts_with(&format!("experiment `x`, {said}")), "{message}");
        }
        assert!(message("name = 'x'\nevaluate.ties = 'random'").contains("unknown variant"));
    }
}
