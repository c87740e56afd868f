//! The command line: flags in, calls of the library out; nothing is computed here. Data goes to stdout, all else to
//! stderr. [`main`] is the program; [`ask`] takes the same flags and hands back what was found, for bindings.

// What documents a flag is its help, where brackets name sections of an experiment's file.
#![allow(rustdoc::broken_intra_doc_links, rustdoc::invalid_html_tags)]

mod aligned;
mod arguments;
pub mod ask;
mod audit;
mod audit_annotations;
mod compare;
mod completions;
mod corpus;
mod corpus_arguments;
mod explain;
#[cfg(feature = "fetch")]
mod fetch;
mod findings;
mod import;
mod index;
mod kwic;
mod kwic_lines;
mod labels;
mod list;
mod named_corpus;
mod listed;
mod look;
mod man;
#[cfg(not(all(feature = "fetch", feature = "report")))]
mod not_built;
mod output;
mod profile;
mod profile_files;
mod progress;
#[cfg(feature = "report")]
mod report;
mod run;
mod search;
mod signals;
mod simulate;
mod stage;
mod validate;
mod verdict;
mod verify;

use std::ffi::OsString;

use clap::{ArgAction, Parser, Subcommand};
use sourcebias::{Error, Result};

use output::say;
pub use signals::{end, give_up};

/// What stands below the list of commands.
#[cfg(all(feature = "fetch", feature = "report"))]
const HELP_END: &str = "Begin with: sourcebias run experiments/demo.toml, or sourcebias run --corpus FOLDER
Exit status: 0 done; 1 failed; 2 wrong usage; 3 bad data; 4 a gate is not passed; 130, 143 interrupted";
#[cfg(not(all(feature = "fetch", feature = "report")))]
const HELP_END: &str =
    "Exit status: 0 done; 1 failed; 2 wrong usage; 3 bad data; 4 a gate is not passed; 130, 143 interrupted
`fetch` and `report` are available if the program was built with the features of these names.";

/// What the main thread of a program mostly has.
const STACK: usize = 8 << 20;

/// Does what a command line asks for, of which the first word is the program's name; returns the exit status: 0 done, 1 failed,
/// 2 wrong usage, 3 bad data, 4 a gate is not passed.
///
/// It takes over signals, panics and logging for good, as the program that a process is: a signal ends the process. One that goes on
/// afterwards calls [`call`].
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    signals::listen();
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !passed_over() {
            default(panic);
        }
    }));
    done(arguments, false)
}

/// As [`main`], in a process that goes on, for bindings: signals and panics are left to it, which may [`end`] and ask whether a panic
/// is to be [`passed_over`]; what is logged goes to stderr until this returns, and the next call may log more or less.
pub fn call(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    done(arguments, true)
}

/// Whether a panic on this thread is told elsewhere, or comes of an interruption: a panic hook prints nothing of it.
pub fn passed_over() -> bool {
    // One that the library turns into an error of its own is not told twice.
    sourcebias::error::expects_panics() || sourcebias::interrupt::is_interrupted()
}

fn done(arguments: impl IntoIterator<Item = OsString>, goes_on: bool) -> u8 {
    let outcome = match Cli::try_parse_from(arguments) {
        Ok(asked) => asked.run(goes_on),
        Err(told) => {
            // Help and wrong usage; nobody is left to hear that they could not be printed.
            let _ = told.print();
            return told.exit_code() as u8;
        }
    };
    // The thread that was told of the signal ends the process.
    while sourcebias::interrupt::is_interrupted() {
        std::thread::park();
    }
    match outcome {
        Ok(()) => 0,
        Err(error) => {
            say(&format!("error: {error}"));
            error.exit_code()
        }
    }
}

/// Measures how people and language models use words, and whether term-based retrieval favours one of them.
#[derive(Parser)]
#[command(version, about, propagate_version = true, max_term_width = 100)]
#[command(after_help = HELP_END)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Log more: what each stage does (-v), and details (-vv)
    #[arg(short, long, global = true, action = ArgAction::Count)]
    verbose: u8,
    /// Print nothing but data and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Threads to use; 0 takes one per core
    #[arg(long, global = true, default_value_t = 0, value_name = "N", value_parser = clap::value_parser!(u16).range(0..=1024))]
    threads: u16,
}

#[derive(Subcommand)]
enum Command {
    /// Run an experiment through all stages and write its results, figures and page
    Run(run::Run),
    /// Fetch a collection by name, with checksums, into the folder where experiments look for it
    #[cfg(feature = "fetch")]
    Fetch(fetch::Fetch),
    /// Not in this program, which was built without the feature `fetch`
    #[cfg(not(feature = "fetch"))]
    #[command(hide = true)]
    Fetch(not_built::NotBuilt),
    /// Read and check the files of a corpus, report what is wrong with it, or import one from another format
    Corpus(corpus::Corpus),
    /// Cut the texts into terms and count them
    Text(stage::TextStage),
    /// Measure how each source uses words: of an experiment, or of FILE.jsonl … or FOLDER … without one
    Profile(profile::Profile),
    /// Show a word in its context in every source, or the words that stand near it
    Kwic(kwic::Kwic),
    /// Build the inverted index: of an experiment's corpus, or of FILE.jsonl … in a folder of its own
    Index(index::IndexCommand),
    /// Rank the documents for each query under each retrieval model
    Retrieve(stage::RetrieveStage),
    /// Rank the documents of an index for the queries of a file, and write TREC runs
    Search(search::Search),
    /// Evaluate the rankings, for all sources and for each
    Evaluate(stage::EvaluateStage),
    /// Measure source bias, and whether closeness of term distributions explains it
    Bias(stage::BiasStage),
    /// Explain one query: which pairs of twins it ranks, and what each word gives each version
    Explain(explain::Explain),
    /// Draw the figures, tables and the page of an experiment, or one page over the results of several
    #[cfg(feature = "report")]
    Report(report::Report),
    /// Not in this program, which was built without the feature `report`
    #[cfg(not(feature = "report"))]
    #[command(hide = true)]
    Report(not_built::NotBuilt),
    /// Audit the source bias of runs of any engine, from the runs and a map of documents to sources alone
    Audit(audit::Audit),
    /// Tell how well judges agree with people and each other, how lenient and how sure they are, from label files alone
    Labels(labels::LabelsCommand),
    /// Set the source bias of finished experiments side by side
    Compare(compare::Compare),
    /// Test the paper's claims on finished experiments, with and without each control, as one page
    Findings(findings::Findings),
    /// Check whether the results of experiments are still as they were written
    Verify(verify::Verify),
    /// Write a simulated collection of twins with a planted truth as files
    Simulate(simulate::Simulate),
    /// List corpus formats, lexical measures, retrieval models, evaluation measures, similarities, figures and checks of a corpus
    List(list::List),
    /// Print a completion script for a shell
    Completions(completions::Completions),
    /// Print the manual page, or write one for each subcommand
    Man(man::ManPages),
}

impl Cli {
    /// Does what the command line asks for. In a process that goes on, this command alone logs so.
    fn run(self, goes_on: bool) -> Result<()> {
        let level = match (self.quiet, self.verbose) {
            (true, _) => "error",
            (false, 0) => "warn",
            (false, 1) => "info",
            (false, _) => "debug",
        };
        let filter = tracing_subscriber::EnvFilter::new(format!("warn,tantivy=error,sourcebias={level}"));
        let log = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(progress::above_the_bar)
            .with_ansi(progress::colours())
            .with_target(false)
            .without_time();
        let command = move || {
            if goes_on {
                return tracing::subscriber::with_default(log.finish(), || self.command.run(self.quiet));
            }
            // A process that logs already goes on as it does.
            let _ = log.try_init();
            self.command.run(self.quiet)
        };
        if self.threads == 0 {
            return command();
        }
        // Threads of this command's own: a process may ask for others the next time.
        rayon::ThreadPoolBuilder::new()
            .num_threads(usize::from(self.threads))
            .stack_size(STACK)
            .build()
            .map_err(|error| Error::Failed(format!("cannot start {} threads: {error}", self.threads)))?
            .install(command)
    }
}

impl Command {
    fn run(self, quiet: bool) -> Result<()> {
        match self {
            Command::Run(command) => command.run(quiet),
            #[cfg(feature = "fetch")]
            Command::Fetch(command) => command.run(quiet),
            #[cfg(not(feature = "fetch"))]
            Command::Fetch(command) => command.run("fetch"),
            Command::Corpus(command) => command.run(quiet),
            Command::Text(command) => command.run(quiet),
            Command::Profile(command) => command.run(quiet),
            Command::Kwic(command) => command.run(),
            Command::Index(command) => command.run(quiet),
            Command::Retrieve(command) => command.run(quiet),
            Command::Search(command) => command.run(quiet),
            Command::Evaluate(command) => command.run(quiet),
            Command::Bias(command) => command.run(quiet),
            Command::Explain(command) => command.run(quiet),
            #[cfg(feature = "report")]
            Command::Report(command) => command.run(quiet),
            #[cfg(not(feature = "report"))]
            Command::Report(command) => command.run("report"),
            Command::Audit(command) => command.run(),
            Command::Labels(command) => command.run(),
            Command::Compare(command) => command.run(),
            Command::Findings(command) => command.run(),
            Command::Verify(command) => command.run(),
            Command::Simulate(command) => command.run(),
            Command::List(command) => command.run(),
            Command::Completions(command) => command.run(),
            Command::Man(command) => command.run(),
        }
    }
}
