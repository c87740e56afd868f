//! `index`: the index of an experiment's corpus, or one straight from files of texts.

use std::path::{Path, PathBuf};

use clap::Args;
use sourcebias::corpus::StreamSettings;
use sourcebias::experiment::{Experiment, Stage};
use sourcebias::index::Index;
use sourcebias::table::{Column, Table};
use sourcebias::text::Analyzer;
use sourcebias::{Error, Result};

use super::arguments::{ExperimentArguments, source_files};
use super::output::{Format, print};
use super::stage::print_files;

/// Build the inverted index: of an experiment's corpus, or of FILE.jsonl … in a folder of its own.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  sourcebias index experiments/demo.toml\n  sourcebias index human.jsonl llm.jsonl --to INDEX"
)]
pub struct IndexCommand {
    #[command(flatten)]
    experiment: ExperimentArguments,
    /// Files of texts in place of an experiment, each a source (JSON lines with a `text`, plain, .gz or .zst; - for the
    /// standard input); the first one of all is the reference, and texts with the same `_id` are twins
    #[arg(value_name = "FILE.jsonl")]
    files: Vec<PathBuf>,
    /// The folder of the index (files)
    #[arg(long, value_name = "FOLDER")]
    to: Option<PathBuf>,
    /// Puts the titles before the texts (files)
    #[arg(long)]
    title: bool,
    /// Puts the titles before the texts and keeps them apart, for models that weigh them, such as bm25f (files)
    #[arg(long)]
    fields: bool,
    /// How the table of what was read is printed (files)
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl IndexCommand {
    pub fn run(self, quiet: bool) -> Result<()> {
        match (self.experiment.texts(), &self.to) {
            (Some(first), Some(folder)) => self.of_files(first, folder),
            (Some(_), None) => Err(Error::BadExperiment {
                place: "--to".to_string(),
                reason: "is missing: name the folder for the index of the files".to_string(),
            }),
            (None, _) if self.title || self.fields => Err(Error::BadExperiment {
                place: if self.title { "--title" } else { "--fields" }.to_string(),
                reason: "is for files of texts; an experiment says `title = true` in [corpus], and keeps titles apart where one of \
                         its models weighs them"
                    .to_string(),
            }),
            (None, Some(_)) => Err(Error::BadExperiment {
                place: "--to".to_string(),
                reason: "is for files of texts; the index of an experiment stands in its results".to_string(),
            }),
            (None, None) => {
                self.experiment.run_to(Stage::Index, quiet, |pipeline| print_files(pipeline, Stage::Index))
            }
        }
    }

    fn of_files(&self, first: &Path, folder: &Path) -> Result<()> {
        self.experiment.check_for_texts()?;
        let mut experiment = Experiment::of_corpus("files", Path::new("."));
        self.experiment.adjust(&mut experiment);
        let analyzer = Analyzer::parse(&experiment.text.analyzer)?;
        let paths: Vec<&Path> =
            std::iter::once(first).chain(self.files.iter().map(PathBuf::as_path)).collect();
        let files = source_files(&paths)?;
        let settings =
            StreamSettings { title: self.title, skip_bad_lines: self.experiment.skips_bad_lines() };
        let built = match self.fields {
            true => Index::build_with_titles(folder, &files, &analyzer, settings)?,
            false => Index::build_from_files(folder, &files, &analyzer, settings)?,
        };
        for (file, (lines, message)) in files.iter().zip(&built.skipped) {
            if let Some(message) = message {
                let lines = crate::number::counted(*lines, "line", "lines");
                tracing::warn!("{}: {lines} left out; the first: {message}", file.path.display());
            }
        }
        for (file, reading) in files.iter().zip(&built.readings) {
            if let Some(warning) = reading.warning() {
                tracing::warn!("{}: {warning}", file.path.display());
            }
        }
        let count = |of: fn(&sourcebias::text::Reading) -> u64| {
            Column::Count(built.readings.iter().map(of).collect())
        };
        let table = Table::new(vec![
            ("source", Column::Text(files.iter().map(|file| file.source.clone()).collect())),
            ("documents", count(|reading| reading.documents)),
            ("empty_documents", count(|reading| reading.empty_documents)),
            ("tokens", count(|reading| reading.tokens)),
            ("stopped", count(|reading| reading.stopped)),
            ("dropped_segments", count(|reading| reading.dropped_segments)),
        ]);
        print(&table, self.format)
    }
}
