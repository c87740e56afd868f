//! `corpus validate`: what is wrong with a corpus, or odd, as counts with ids and lines.

use std::path::PathBuf;

use clap::Args;
use sourcebias::corpus::validate::{Severity, Validated};
use sourcebias::experiment::{Experiment, validate_experiment};
use sourcebias::{Error, Result};

use super::corpus_arguments::CorpusArguments;
use super::output::{Format, print, print_line};

/// Reads a corpus to its end and reports everything wrong or odd in it: errors, warnings and notes with counts, and the id
/// or the line of an example. Ends with 3 where there is an error; `sourcebias list checks` says what to do
#[derive(Args)]
pub struct Validate {
    /// The experiment file (TOML) whose corpus it is; without it --corpus names the folder
    #[arg(value_name = "EXPERIMENT.toml", required_unless_present = "corpus")]
    experiment: Option<PathBuf>,
    #[command(flatten)]
    corpus: CorpusArguments,
    /// Treats texts as the same only if their titles are the same too
    #[arg(long)]
    title: bool,
    /// Also prints the checks that found nothing; csv and json always include them
    #[arg(long)]
    all: bool,
    /// How the tables are printed: json has both, csv the checks alone
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Validate {
    pub fn run(self) -> Result<()> {
        let mut experiment = match &self.experiment {
            Some(path) => Experiment::read(path)?,
            None => Experiment::of_corpus("validate", "".as_ref()),
        };
        self.corpus.adjust(&mut experiment);
        if self.experiment.is_none() {
            self.corpus.find_format(&mut experiment)?;
        }
        if let Some(corpus) = &mut experiment.corpus {
            corpus.title |= self.title;
        }
        let validated = validate_experiment(&experiment)?;
        self.print(&validated)?;
        let errors = validated.kinds(Severity::Error);
        if errors == 0 {
            return Ok(());
        }
        let place =
            experiment.corpus.map_or_else(|| self.experiment.unwrap_or_default(), |corpus| corpus.path);
        let kinds =
            if errors == 1 { "one kind of error".to_string() } else { format!("{errors} kinds of error") };
        Err(Error::file(
            place,
            format!("has {kinds}"),
            "see `sourcebias list checks` for what to do about each",
        ))
    }

    fn print(&self, validated: &Validated) -> Result<()> {
        let checks = validated.checks(self.all || self.format.is_for_programs());
        match self.format {
            Format::Csv => print(&checks, self.format),
            Format::Json => {
                let (sources, authors) = (validated.sources().to_json()?, validated.authors().to_json()?);
                print_line(&format!(
                    "{{\"sources\":{},\"query_authors\":{},\"checks\":{}}}",
                    sources.trim_end(),
                    authors.trim_end(),
                    checks.to_json()?.trim_end()
                ))
            }
            Format::Text | Format::Markdown | Format::Latex => {
                print(validated.sources(), self.format)?;
                print_line("")?;
                if validated.authors().height() > 0 {
                    print(validated.authors(), self.format)?;
                    print_line("")?;
                }
                print(&checks, self.format)?;
                match validated.is_clean() {
                    true if matches!(self.format, Format::Text) => {
                        print_line("\nclean: no check found an error or a warning")
                    }
                    _ => Ok(()),
                }
            }
        }
    }
}
