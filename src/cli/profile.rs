//! `profile`: how each source uses words, of an experiment's corpus or of files or folders of texts; and what finished
//! profiles say together.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use sourcebias::corpus::Corpus;
use sourcebias::experiment::{Experiment, Stage};
use sourcebias::profile::{LEXICAL_MEASURES, LexicalMeasure, Pairs, Profile as TextProfile, ProfilePart};
use sourcebias::registry::Named;
use sourcebias::table::Table;
use sourcebias::text::Analyzer;
use sourcebias::{Error, Result};

use super::arguments::ExperimentArguments;
use super::output::Format;
use super::profile_files::{Files, ProfileTable, print_profile_table, specifications};
use super::verdict::Verdict;

/// How many keywords in each direction a first look shows.
const OVERVIEW_KEYWORDS: usize = 15;

/// Measure how each source uses words: of an experiment, or of FILE.jsonl … or FOLDER … without one.
///
/// Two folders of .txt files are two sources, and files of the same name are twins: `profile human model` compares them, and
/// prints the values of each, what sets them apart, and the keywords. Where equal names are an accident, `--unpaired` says so.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  sourcebias profile human.jsonl llm.jsonl --table findings\n  sourcebias profile human/ llm/ --analyzer words --ngrams 2\n  sourcebias profile experiments/demo.toml --format csv\n  sourcebias profile verdict results/*"
)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Profile {
    #[command(subcommand)]
    question: Option<Question>,
    #[command(flatten)]
    experiment: ExperimentArguments,
    /// Files or folders of texts in place of an experiment, each a source: JSON lines with a `text`, plain, .gz or .zst (-
    /// for the standard input), or folders of .txt files; the first one of all is the reference, and texts with the same
    /// `_id`, or files of the same name, are twins
    #[arg(value_name = "FILE.jsonl|FOLDER")]
    files: Vec<PathBuf>,
    /// The lexical measures, comma-separated, as in 'tokens,types,mattr(window=50),zipf'
    #[arg(long = "measures", value_name = "LIST")]
    lexical_measures: Option<String>,
    /// Replicates of intervals and exchanges of labels; 0 for no intervals and no tests [default: 999; 199 of more than 20
    /// million tokens]
    #[arg(long, value_name = "N")]
    bootstrap: Option<usize>,
    /// Which sources are compared: each with the reference, or all pairs
    #[arg(long, value_enum, value_name = "WHICH")]
    pairs: Option<Which>,
    /// Keywords kept in each direction [default: 200; 15 where folders are compared]
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    /// Takes so many words that follow each other, 2 to 5, for one in the keywords; with `--analyzer words`, stop words too
    #[arg(long, value_name = "N")]
    ngrams: Option<usize>,
    /// Which table is printed [default: summary; of folders, as text, summary, findings and keywords]
    #[arg(long, value_enum)]
    table: Option<ProfileTable>,
    /// Puts the titles before the texts (files)
    #[arg(long)]
    title: bool,
    /// How the table is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Prints all columns on a terminal too, as they stand in the file
    #[arg(long)]
    wide: bool,
}

#[derive(Subcommand)]
enum Question {
    /// Report whether the paper's claims about word use hold in finished experiments
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
        let folder = self.experiment.named().filter(|path| path.is_dir());
        match self.experiment.texts().or(folder) {
            Some(first) => self.of_files(first),
            None if !self.files.is_empty() => Err(Error::BadExperiment {
                place: self.files[0].display().to_string(),
                reason: "stands beside an experiment: give one experiment, or files of texts alone"
                    .to_string(),
            }),
            None => self.of_experiment(quiet),
        }
    }

    fn of_files(&self, first: &Path) -> Result<()> {
        if self.experiment.corpus().is_some() {
            return Err(Error::BadExperiment {
                place: "--corpus".to_string(),
                reason: format!("stands beside {}: give a folder, or files of texts", first.display()),
            });
        }
        let experiment = self.settings()?;
        let paths: Vec<&Path> =
            std::iter::once(first).chain(self.files.iter().map(PathBuf::as_path)).collect();
        let overview = self.table.is_none() && matches!(self.format, Format::Text) && first.is_dir();
        let mut settings = experiment.profile.clone();
        if overview {
            settings.keyness.top = self.top.unwrap_or(OVERVIEW_KEYWORDS);
        }
        let files = Files {
            paths,
            analyzer: &Analyzer::parse(&experiment.text.analyzer)?,
            measures: &LEXICAL_MEASURES.parse_all(&experiment.profile.measures)?,
            settings: &settings,
            title: self.title,
            reference: self.experiment.reference(),
            skip_bad_lines: self.experiment.skips_bad_lines(),
            unpaired: self.experiment.unpaired(),
            table: self.table(),
            format: self.format,
            wide: self.wide,
        };
        if overview { files.print_overview() } else { files.print_table() }
    }

    /// The experiment whose settings hold for texts that are of none.
    fn settings(&self) -> Result<Experiment> {
        self.experiment.check_for_texts()?;
        let mut experiment = Experiment::of_corpus("files", Path::new("."));
        self.adjust(&mut experiment);
        self.experiment.adjust(&mut experiment);
        experiment.check()?;
        Ok(experiment.seeded())
    }

    /// Makes parts of a profile of texts at hand in place of files, with measures of one's own behind those that are named,
    /// calling `step` as it goes on; prints nothing.
    pub fn ask(
        &self,
        texts: &Corpus,
        own: Vec<Named<dyn LexicalMeasure>>,
        parts: &[ProfilePart],
        step: &dyn Fn(),
    ) -> Result<TextProfile> {
        self.check_at_hand()?;
        let experiment = self.settings()?;
        let mut measures = LEXICAL_MEASURES.parse_all(&experiment.profile.measures)?;
        measures.extend(own);
        let files = Files {
            paths: Vec::new(),
            analyzer: &Analyzer::parse(&experiment.text.analyzer)?,
            measures: &measures,
            settings: &experiment.profile,
            title: self.title,
            reference: self.experiment.reference(),
            skip_bad_lines: false,
            unpaired: self.experiment.unpaired(),
            table: ProfileTable::Summary,
            format: self.format,
            wide: self.wide,
        };
        match self.experiment.unpaired() {
            Some(true) => files.of_texts(&texts.unpaired()?, parts, step),
            _ => files.of_texts(texts, parts, step),
        }
    }

    /// Checks that nothing was given that has no use where texts are at hand: no file is read, nothing is printed or written.
    fn check_at_hand(&self) -> Result<()> {
        let given = [
            (self.experiment.corpus().is_some(), "--corpus"),
            (self.experiment.names_a_place(), "--out"),
            (self.experiment.skips_bad_lines(), "--skip-bad-lines"),
            (self.title, "--title"),
            (self.table.is_some(), "--table"),
            (!matches!(self.format, Format::Text), "--format"),
            (self.wide, "--wide"),
        ];
        let Some((_, flag)) = given.into_iter().find(|(given, _)| *given) else { return Ok(()) };
        let reason = "has no effect on texts at hand; leave it out".to_string();
        Err(Error::BadExperiment { place: flag.to_string(), reason })
    }

    /// The table that is printed where one is.
    fn table(&self) -> ProfileTable {
        self.table.unwrap_or(ProfileTable::Summary)
    }

    fn of_experiment(&self, quiet: bool) -> Result<()> {
        let Some(schema) = self.table().schema() else {
            let reason =
                "lists the terms of files; those of an experiment are in results/…/profile/terms.parquet";
            return Err(Error::BadExperiment {
                place: "--table terms".to_string(),
                reason: reason.to_string(),
            });
        };
        self.experiment.run_with(
            Stage::Profile,
            quiet,
            |experiment| self.adjust(experiment),
            |pipeline| {
                let table = Table::read(&pipeline.paths().table(schema), schema)?;
                print_profile_table(schema, &table, self.format, self.wide)
            },
        )
    }

    fn adjust(&self, experiment: &mut Experiment) {
        if let Some(list) = &self.lexical_measures {
            experiment.profile.measures = specifications(list);
        }
        if let Some(bootstrap) = self.bootstrap {
            experiment.profile.bootstrap = Some(bootstrap);
        }
        if let Some(top) = self.top {
            experiment.profile.keyness.top = top;
        }
        if let Some(ngrams) = self.ngrams {
            experiment.profile.keyness.ngrams = ngrams;
        }
        match self.pairs {
            Some(Which::Reference) => experiment.profile.pairs = Pairs::Reference,
            Some(Which::All) => experiment.profile.pairs = Pairs::All,
            None => {}
        }
    }
}
