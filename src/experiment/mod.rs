//! An experiment: a TOML file in, checked settings out, and the pipeline that runs them through the eight stages.
//! Sections left out take defaults; unknown keys are refused.

mod answers;
mod defaults;
mod fingerprint;
mod pipeline;
mod planted;
mod progress;
mod reporting;
mod sections;
mod slot;
mod stage;
mod stages;
mod validation;
mod verdict;

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::corpus::CollectionSettings;
use crate::corpus::simulate::SimulationSettings;
use crate::error::{Error, Result};

pub use pipeline::{Pipeline, Redo};
pub use progress::{Progress, Silent};
pub use sections::{
    BiasSection, EvaluateSection, KeynessSection, ProfileSection, ReportSection, RetrieveSection, TextSection,
};
pub use slot::slot;
pub use stage::Stage;
pub use validation::validate_experiment;
pub use verdict::verdict_on_folders;

/// An experiment, with every setting it has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Experiment {
    /// The name of the folders `results/<name>` and `figures/<name>`.
    pub name: String,
    /// Where all randomness comes from.
    #[serde(default = "defaults::seed")]
    pub seed: u64,
    /// The corpus, in files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corpus: Option<CollectionSettings>,
    /// The corpus, simulated; instead of files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub simulate: Option<SimulationSettings>,
    /// How text becomes terms.
    #[serde(default)]
    pub text: TextSection,
    /// How the use of words is measured.
    #[serde(default)]
    pub profile: ProfileSection,
    /// How documents are ranked.
    #[serde(default)]
    pub retrieve: RetrieveSection,
    /// How rankings are judged.
    #[serde(default)]
    pub evaluate: EvaluateSection,
    /// How source bias is told and explained.
    #[serde(default)]
    pub bias: BiasSection,
    /// What is drawn.
    #[serde(default)]
    pub report: ReportSection,
}

/// The longest name, in bytes: what file systems take, less what is put behind it.
const LONGEST_NAME: usize = 200;

/// The most relabelings of a placebo.
const MOST_RELABELINGS: usize = 100_000;

impl Experiment {
    /// Reads an experiment file; a relative corpus path in it is taken from the current folder.
    ///
    /// # Errors
    /// Where the file is missing or not such a file; the message has line and column.
    pub fn read(path: &Path) -> Result<Experiment> {
        let place = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::IsADirectory => Error::BadExperiment {
                place: place.clone(),
                reason: "is a folder; give an experiment file, or the folder of a corpus with --corpus"
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
            seed: defaults::seed(),
            corpus: Some(CollectionSettings::of_folder(path)),
            simulate: None,
            text: TextSection::default(),
            profile: ProfileSection::default(),
            retrieve: RetrieveSection::default(),
            evaluate: EvaluateSection::default(),
            bias: BiasSection::default(),
            report: ReportSection::default(),
        }
    }

    /// Checks what the TOML's types do not: the name, one corpus, ranges.
    ///
    /// # Errors
    /// Where a setting cannot be used; the message says which and what would be right.
    pub fn check(&self) -> Result<()> {
        let bad = |reason: &str| {
            Err(Error::BadExperiment {
                place: format!("experiment `{}`", self.name),
                reason: reason.to_string(),
            })
        };
        let allowed = |letter: char| letter.is_alphanumeric() || "-_.+=@".contains(letter);
        if self.name.is_empty() || self.name.starts_with('.') || !self.name.chars().all(allowed) {
            return bad(
                "`name` becomes a folder: use letters, digits, `-`, `_`, `+`, `=`, `@` and `.`, not starting with `.`",
            );
        }
        if self.name.len() > LONGEST_NAME {
            return bad("`name` becomes a folder, and is too long for one: at most 200 bytes");
        }
        match (&self.corpus, &self.simulate) {
            (Some(_), Some(_)) => return bad("has both [corpus] and [simulate]; keep one"),
            (Some(corpus), None) if corpus.path.as_os_str().is_empty() => {
                return bad("has no `path` in [corpus]; name the folder, or give --corpus FOLDER");
            }
            (None, None) => {
                return bad("has no corpus; write [corpus] with `path = \"…\"`, or give --corpus FOLDER");
            }
            _ => {}
        }
        let section = self.corpus.as_ref();
        let paths = section
            .map(|corpus| &corpus.path)
            .into_iter()
            .chain(&self.retrieve.runs)
            .chain(&self.retrieve.documents);
        if let Some(path) = paths.into_iter().find(|path| path.to_str().is_none()) {
            return bad(&format!("the path {} is not UTF-8; rename it", path.display()));
        }
        if self.retrieve.documents.is_some() && self.retrieve.runs.is_empty() {
            return bad(
                "has a map of documents (`documents`, --documents) but no run to read with it (`runs`, --run)",
            );
        }
        for (name, replicates) in [
            ("profile", self.profile.bootstrap),
            ("evaluate", self.evaluate.bootstrap),
            ("bias", self.bias.bootstrap),
        ] {
            if replicates != 0 && !(99..=1_000_000).contains(&replicates) {
                return bad(&format!("`bootstrap` in [{name}] must be 0, or from 99 to 1000000"));
            }
        }
        let keyness = &self.profile.keyness;
        if !(0.0..=1.0).contains(&keyness.maximum_dispersion) {
            return bad("`maximum_dispersion` of `keyness` in [profile] must lie from 0 to 1, as in 0.99");
        }
        if !(keyness.level > 0.0 && keyness.level < 1.0) {
            return bad("`level` of `keyness` in [profile] must lie between 0 and 1, as in 0.05");
        }
        let least = 1.0 / (keyness.exchanges as f64 + 1.0);
        if keyness.exchanges > 1_000_000 || (keyness.exchanges > 0 && keyness.level <= least) {
            return bad(
                "`exchanges` of `keyness` in [profile] must be 0, or above 1 / level - 1, as no p-value is below \
                 1 / (exchanges + 1), and at most 1000000",
            );
        }
        if self.profile.budget_draws > 1_000 {
            return bad("`budget_draws` in [profile] must be at most 1000");
        }
        if self.bias.planted_replicates > 1_000 {
            return bad("`planted_replicates` in [bias] must be at most 1000");
        }
        if self.retrieve.depth == 0 {
            return bad("`depth` in [retrieve] must be at least 1");
        }
        for (name, confidence) in [
            ("profile", self.profile.confidence),
            ("evaluate", self.evaluate.confidence),
            ("bias", self.bias.confidence),
        ] {
            if !(confidence > 0.0 && confidence < 1.0) {
                return bad(&format!("`confidence` in [{name}] must lie between 0 and 1, as in 0.95"));
            }
        }
        if !(self.bias.margin_percent > 0.0 && self.bias.margin_percent.is_finite()) {
            return bad("`margin_percent` in [bias] must be above 0, as in 5.0");
        }
        if !(self.bias.margin_variance_percent > 0.0 && self.bias.margin_variance_percent <= 100.0) {
            return bad("`margin_variance_percent` in [bias] must be above 0 and at most 100, as in 1.0");
        }
        if self.bias.placebo.max(self.profile.placebo) > MOST_RELABELINGS {
            return bad("`placebo` in [bias] and [profile] must be at most 100000");
        }
        Ok(())
    }

    /// The settings of the simulated corpus, with the experiment's seed; `None` where the corpus is in files.
    pub fn simulation(&self) -> Option<SimulationSettings> {
        self.simulate.as_ref().map(|settings| SimulationSettings { seed: self.seed, ..settings.clone() })
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
    fn what_is_wrong_is_said_with_its_line() {
        let message = |text: &str| match Experiment::parse(text, "x.toml") {
            Err(error) => error.to_string(),
            Ok(experiment) => experiment.check().unwrap_err().to_string(),
        };
        assert!(
            message("name = 'x'\n[corpus]\npath = 'p'\nfoo = 1").starts_with("x.toml:4: unknown field `foo`")
        );
        assert!(message("name = '../x'\n[corpus]\npath = 'p'").contains("becomes a folder"));
        assert!(message("name = 'x'").contains("no corpus"));
        assert!(message("name = 'x'\ncorpus.path = 'p'\nbias.confidence = 1.0").contains("between 0 and 1"));
        let keyness =
            |value: &str| message(&format!("name = 'x'\ncorpus.path = 'p'\nprofile.keyness.{value}"));
        assert!(keyness("tops = 3").contains("unknown field `tops`"));
        assert!(keyness("level = 1.0").contains("between 0 and 1"));
        assert!(keyness("maximum_dispersion = nan").contains("from 0 to 1"));
        assert!(keyness("exchanges = 19").contains("above 1 / level - 1"), "1 / 20 is not below 0.05");
        assert!(keyness("exchanges = 1000001").contains("at most 1000000"));
        assert!(message("name = 'x'\nevaluate.ties = 'random'").contains("unknown variant"));
    }
}
