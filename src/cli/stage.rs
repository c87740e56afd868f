//! One subcommand for each stage: it runs what the stage needs, then the stage, and prints the table it made.

use clap::Args;
use sourcebias::Result;
use sourcebias::bias::RelativeDeltaRow;
use sourcebias::corpus::validate::SourceSummaryRow;
use sourcebias::evaluate::EvaluationRow;
use sourcebias::experiment::{Pipeline, Stage};
use sourcebias::table::{Schema, Table, TableRow};
use sourcebias::text::TextSummaryRow;

use super::arguments::ExperimentArguments;
use super::output::{Format, print_line, print_result};

/// A subcommand that runs up to a stage and prints one of its tables, or the names of its files.
macro_rules! stages {
    ($($(#[$when:meta])? $name:ident: $stage:expr, $table:expr;)+) => {$(
        $(#[$when])?
        #[derive(Args)]
        pub struct $name {
            #[command(flatten)]
            experiment: ExperimentArguments,
            /// How the table is printed
            #[arg(long, value_enum, default_value_t)]
            format: Format,
            /// Prints all columns on a terminal too, as they stand in the file
            #[arg(long)]
            wide: bool,
        }

        $(#[$when])?
        impl $name {
            pub fn run(self, quiet: bool) -> Result<()> {
                print_after(&self.experiment, $stage, $table, (self.format, self.wide), quiet)
            }
        }
    )+};
}

stages! {
    CorpusStage: Stage::Corpus, Some(SourceSummaryRow::SCHEMA);
    TextStage: Stage::Text, Some(TextSummaryRow::SCHEMA);
    RetrieveStage: Stage::Retrieve, None;
    EvaluateStage: Stage::Evaluate, Some(EvaluationRow::SCHEMA);
    BiasStage: Stage::Bias, Some(RelativeDeltaRow::SCHEMA);
}

fn print_after(
    experiment: &ExperimentArguments,
    stage: Stage,
    table: Option<&'static Schema>,
    (format, wide): (Format, bool),
    quiet: bool,
) -> Result<()> {
    experiment.run_to(stage, quiet, |pipeline| match table {
        Some(schema) => {
            let path = pipeline.paths().table(schema);
            if path.exists() {
                print_result(schema, &Table::read(&path, schema)?, format, wide)
            } else {
                Ok(())
            }
        }
        None => {
            print_files(pipeline, stage)?;
            if !quiet && stage == Stage::Retrieve && !pipeline.experiment().retrieve.trec_runs {
                eprintln!("--trec-runs writes the runs as TREC files too");
            }
            Ok(())
        }
    })
}

/// Prints the names of a stage's files.
pub fn print_files(pipeline: &Pipeline<'_>, stage: Stage) -> Result<()> {
    let record = pipeline.paths().any_record(stage.name());
    let mut files = record.iter().flat_map(|record| record.files.keys());
    files.try_for_each(|file| print_line(&pipeline.paths().absolute(file).display().to_string()))
}
