//! `corpus`: reads and checks the files of an experiment's corpus; and what is done with a corpus beside an experiment.

use clap::{Args, Subcommand};
use sourcebias::Result;

use super::import::Import;
use super::stage::CorpusStage;
use super::validate::Validate;

/// Read and check the files of a corpus: documents, queries, judgements.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Corpus {
    #[command(subcommand)]
    task: Option<Task>,
    #[command(flatten)]
    stage: CorpusStage,
}

#[derive(Subcommand)]
enum Task {
    /// Write a corpus of any format as corpus/<source>.jsonl, queries.jsonl and qrels/<split>.tsv
    Import(Import),
    /// Read a corpus to its end and report everything wrong or odd in it
    Validate(Validate),
}

impl Corpus {
    pub fn run(self, quiet: bool) -> Result<()> {
        match self.task {
            Some(Task::Import(import)) => import.run(),
            Some(Task::Validate(validate)) => validate.run(),
            None => self.stage.run(quiet),
        }
    }
}
