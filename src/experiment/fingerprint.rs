//! Fingerprints: what a stage's output depends on, as SHA-256, so that a finished stage is not done again.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::pipeline::names;
use super::tables::tables;
use super::{Pipeline, Stage};
use crate::digest::{hexadecimal, sha256_of_file};
use crate::error::{Error, Result};
use crate::profile::{ProfileSettings, USUAL_REPLICATES};
use crate::retrieve::RetrieveSettings;
use crate::table::Schema;

/// The SHA-256 of a file's bytes, in hexadecimal.
///
/// # Errors
/// Where it cannot be read.
pub(super) fn of_file(path: &Path) -> Result<String> {
    if path.is_dir() {
        return Err(Error::file(path, "a folder where a file is wanted", "give a file"));
    }
    sha256_of_file(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Error::MissingFile {
            path: path.to_path_buf(),
            advice: "check the path: of `runs` (--run) or `documents` (--documents) in the experiment"
                .to_string(),
        },
        _ => Error::io(path, "read", error),
    })
}

/// The key of each stage: the SHA-256 of its settings and of the keys of the stages it needs, which come before it.
pub(super) fn keys(pipeline: &Pipeline<'_>) -> BTreeMap<Stage, String> {
    let mut keys: BTreeMap<Stage, String> = BTreeMap::new();
    for stage in Stage::ALL {
        let needed = keys.iter().filter(|(earlier, _)| stage.needs(**earlier));
        let needed: Vec<&str> = needed.map(|(_, key)| key.as_str()).collect();
        let key = of_settings(stage.name(), &(settings(pipeline, stage), columns(stage)), &needed);
        keys.insert(stage, key);
    }
    // Files beside the runs are of no moment to later stages.
    if let Some(key) = keys.get_mut(&Stage::Retrieve).filter(|_| pipeline.experiment.retrieve.trec_runs) {
        *key = with_trec_files(key);
    }
    keys
}

/// The key of runs that have TREC files beside them, by that of the runs alone.
fn with_trec_files(runs: &str) -> String {
    of_settings(Stage::Retrieve.name(), &"trec_runs", &[runs])
}

/// The key that the runs of an experiment have where they differ in one thing: TREC files are beside them, or are not.
pub(super) fn of_other_runs(pipeline: &Pipeline<'_>) -> String {
    let stage = Stage::Retrieve;
    if !pipeline.experiment.retrieve.trec_runs {
        return with_trec_files(pipeline.key(stage));
    }
    let needed: Vec<&str> = Stage::ALL
        .into_iter()
        .filter(|earlier| stage.needs(*earlier))
        .map(|earlier| pipeline.key(earlier))
        .collect();
    of_settings(stage.name(), &(settings(pipeline, stage), columns(stage)), &needed)
}

/// The columns of the tables that a stage writes: results whose tables are other ones are made again.
fn columns(stage: Stage) -> Vec<(String, Vec<&'static str>)> {
    let own = |schema: &&Schema| schema.stage() == stage.folder();
    let names = |schema: &Schema| schema.columns.iter().map(|column| column.name).collect();
    tables().filter(own).map(|schema| (schema.path(), names(schema))).collect()
}

/// What the output of a stage depends on beside the stages it needs.
fn settings(pipeline: &Pipeline<'_>, stage: Stage) -> Value {
    let experiment = &pipeline.experiment;
    let seed = experiment.seed;
    match stage {
        // Only a simulated corpus depends on the seed.
        Stage::Corpus => {
            let simulated = experiment.simulate.as_ref().map(|settings| (settings, seed));
            json(&(&experiment.corpus, simulated, &pipeline.inputs))
        }
        Stage::Text => json(&pipeline.analyzer.spec()),
        Stage::Profile => json(&(names(&pipeline.lexical_measures), of_profile(&experiment.profile), seed)),
        // Without titles apart as it always was.
        Stage::Index if pipeline.keeps_titles_apart() => json(&"titles"),
        Stage::Index => json(&()),
        // Former versions wrote the same columns without notes, and TREC files beside them.
        Stage::Retrieve => json(&(names(&pipeline.models), experiment.retrieve.depth, "parquet")),
        // Runs of other engines enter here.
        Stage::Evaluate => json(&(
            names(&pipeline.measures),
            &experiment.evaluate,
            RetrieveSettings { trec_runs: false, ..experiment.retrieve.clone() },
            &pipeline.run_inputs,
            seed,
        )),
        Stage::Bias => json(&(names(&pipeline.similarities), &experiment.bias, seed)),
        Stage::Report => json(&(&experiment.report, experiment.to_toml(), words_of_page())),
    }
}

/// The settings of a profile. Without a number of replicates the corpus decides it, whose key is another part: there stands
/// what former versions had wherever no number was given, so that their results are found. That number itself, when it is
/// given, is something else of a large corpus.
fn of_profile(settings: &ProfileSettings) -> Value {
    let mut settings = json(settings);
    let told = match settings["bootstrap"].as_u64() {
        None => json(&USUAL_REPLICATES),
        Some(given) if given == USUAL_REPLICATES as u64 => json(&("of any corpus", given)),
        Some(given) => json(&given),
    };
    settings["bootstrap"] = told;
    settings
}

/// What a page and its tables say whatever was found: another build of the program may say it otherwise.
fn words_of_page() -> String {
    #[cfg(feature = "report")]
    let words = crate::report::fixed_words();
    #[cfg(not(feature = "report"))]
    let words = Vec::<String>::new();
    let tables: Vec<_> = tables().map(|schema| (schema.summary, schema.printed, schema.columns)).collect();
    of_settings("words", &(words, format!("{tables:?}")), &[])
}

fn json(settings: &impl Serialize) -> Value {
    serde_json::to_value(settings).expect("settings have string keys and finite numbers")
}

/// The SHA-256 of settings and the keys of earlier stages, with the program's version.
pub(super) fn of_settings(stage: &str, settings: &impl Serialize, earlier: &[&str]) -> String {
    let written = serde_json::to_string(settings).expect("settings have string keys and finite numbers");
    let mut hash = Sha256::new();
    for part in [env!("CARGO_PKG_VERSION"), stage, &written].into_iter().chain(earlier.iter().copied()) {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hexadecimal(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Experiment, Redo, Silent};

    fn keys_of(change: impl FnOnce(&mut Experiment)) -> BTreeMap<Stage, String> {
        let folder = tempfile::tempdir().unwrap();
        let mut experiment = Experiment::parse("name = 'x'\n[simulate]", "x.toml").unwrap();
        change(&mut experiment);
        keys(&Pipeline::new(experiment, folder.path(), Redo::default(), &Silent).unwrap())
    }

    #[test]
    fn a_setting_changes_the_keys_of_its_stage_and_of_those_that_need_it() {
        let before = keys_of(|_| ());
        let changed = |change: fn(&mut Experiment)| -> Vec<Stage> {
            let after = keys_of(change);
            Stage::ALL.into_iter().filter(|stage| before[stage] != after[stage]).collect()
        };
        assert_eq!(changed(|_| ()), []);
        let of_corpus = changed(|experiment| experiment.simulate.as_mut().unwrap().queries = 99);
        assert_eq!(of_corpus, Stage::ALL);
        assert_eq!(changed(|experiment| experiment.seed = 7), Stage::ALL, "the corpus is drawn");
        let of_profile = changed(|experiment| experiment.profile.keyness.top = 9);
        assert_eq!(of_profile, [Stage::Profile, Stage::Report]);
        let of_replicates = changed(|experiment| experiment.profile.bootstrap = Some(999));
        assert_eq!(of_replicates, [Stage::Profile, Stage::Report], "of a large corpus there would be fewer");
        let of_retrieve = changed(|experiment| experiment.retrieve.depth = 10);
        assert_eq!(of_retrieve, [Stage::Retrieve, Stage::Evaluate, Stage::Bias, Stage::Report]);
        let of_files = changed(|experiment| experiment.retrieve.trec_runs = true);
        assert_eq!(of_files, [Stage::Retrieve, Stage::Report], "later stages read the same runs");
        assert_eq!(changed(|experiment| experiment.bias.margin_percent = 4.0), [Stage::Bias, Stage::Report]);
    }
}
