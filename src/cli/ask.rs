//! The same flags for bindings to other languages: the arguments of a command go in, as they stand behind its name on the command
//! line; what the library found comes out, and nothing is printed.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Command};
use sourcebias::corpus::Corpus;
use sourcebias::experiment::{Called, Experiment, FileAudit, FileLabels, Progress};
use sourcebias::profile::{LexicalMeasure, Profile, ProfilePart};
use sourcebias::registry::Named;
use sourcebias::{Error, Result};

/// Runs an experiment through all stages as `sourcebias run` does, and returns the folder of its results. An experiment that is
/// given takes the place of the file that the arguments name.
///
/// # Errors
/// Where a flag is unknown, and as the program.
pub fn run(
    given: Option<&Experiment>,
    arguments: impl IntoIterator<Item = OsString>,
    progress: &dyn Progress,
) -> Result<PathBuf> {
    parsed::<super::run::Run>("run", arguments)?.ask(given, progress)
}

/// Makes parts of a profile of texts at hand, as `sourcebias profile` does of files; the first argument stands for the texts.
/// Measures of one's own stand behind those that the arguments name. `step` is called as it goes on.
///
/// # Errors
/// Where a flag is unknown or has no effect on texts, and as the program.
pub fn profile(
    texts: &Corpus,
    own: Vec<Named<dyn LexicalMeasure>>,
    parts: &[ProfilePart],
    arguments: impl IntoIterator<Item = OsString>,
    step: &dyn Fn(),
) -> Result<Profile> {
    parsed::<super::profile::Profile>("profile", arguments)?.ask(texts, own, parts, step)
}

/// Audits run files as `sourcebias audit` does. That a gate is not passed is no error: the verdict says it. `called` says what files and
/// runs are called that stand for something at hand.
///
/// # Errors
/// Where a flag is unknown, and as the program.
///
/// ```
/// let error = sourcebias::cli::ask::audit(["--sourcse".into()], Default::default()).unwrap_err();
/// assert!(error.to_string().starts_with("audit: unexpected argument '--sourcse'"), "{error}");
/// ```
pub fn audit(arguments: impl IntoIterator<Item = OsString>, called: Called) -> Result<FileAudit> {
    parsed::<super::audit::Audit>("audit", arguments)?.ask(called)
}

/// Judges label files as `sourcebias labels` does. `called` says what files and runs are called that stand for something at hand.
///
/// # Errors
/// Where a flag is unknown, and as the program.
pub fn labels(arguments: impl IntoIterator<Item = OsString>, called: &Called) -> Result<FileLabels> {
    parsed::<super::labels::LabelsCommand>("labels", arguments)?.ask(called)
}

/// The flags of a command.
fn parsed<A: Args>(name: &'static str, arguments: impl IntoIterator<Item = OsString>) -> Result<A> {
    let command = Command::new(name).no_binary_name(true).disable_help_flag(true);
    let matches = A::augment_args(command).try_get_matches_from(arguments);
    matches.and_then(|matches| A::from_arg_matches(&matches)).map_err(|told| {
        let told = told.render().to_string();
        // What follows says how the program is called.
        let told = told.split("\n\nUsage:").next().unwrap_or_default();
        let told: Vec<&str> = told.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let reason = told.join("; ").trim_start_matches("error: ").to_string();
        Error::BadExperiment { place: name.to_string(), reason }
    })
}
