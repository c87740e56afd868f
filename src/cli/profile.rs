//! `profile`: runs the stage of that name and prints its summary, or tells what finished profiles say together.

use clap::{Args, Subcommand, ValueEnum};
use sourcebias::Result;
use sourcebias::experiment::Stage;
use sourcebias::profile::Pairs;

use super::arguments::ExperimentArguments;
use super::output::Format;
use super::stage::print_after;
use super::verdict::Verdict;

/// Measures how each source uses words.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Profile {
    #[command(subcommand)]
    question: Option<Question>,
    #[command(flatten)]
    experiment: ExperimentArguments,
    /// Which sources are compared: each with the reference, or all pairs; overrides the file
    #[arg(long, value_enum, value_name = "WHICH")]
    pairs: Option<Which>,
    /// How the table is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Subcommand)]
enum Question {
    /// Say whether the paper's claims on the use of words hold in finished experiments
    Verdict(Verdict),
}

#[derive(Clone, Copy, ValueEnum)]
enum Which {
    Reference,
    All,
}

impl Profile {
    pub fn run(self, quiet: bool) -> Result<()> {
        if let Some(Question::Verdict(verdict)) = self.question {
            return verdict.run();
        }
        let mut experiment = self.experiment;
        experiment.pairs = self.pairs.map(|which| match which {
            Which::Reference => Pairs::Reference,
            Which::All => Pairs::All,
        });
        print_after(&experiment, Stage::Profile, Some("profile/summary"), self.format, quiet)
    }
}
