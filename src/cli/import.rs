//! `corpus import`: a corpus of any format, written in the native layout.

use std::path::PathBuf;

use clap::Args;
use sourcebias::Result;
use sourcebias::corpus::{CollectionSettings, import};

use super::output::{Format, print};

/// Writes a corpus of any format as corpus/<source>.jsonl, queries.jsonl and qrels/<split>.tsv, and prints what it wrote.
#[derive(Args)]
pub struct Import {
    /// The folder of the corpus, or its file where the format allows one
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// The format it has, as in 'table(id=docno,text=body,source=model)'; see `sourcebias list formats`
    #[arg(long, value_name = "SPEC")]
    from: String,
    /// The folder to write to
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
    /// Which judgements are written; may be given several times
    #[arg(long = "split", value_name = "SPLIT", default_values_t = [CollectionSettings::default().split])]
    splits: Vec<String>,
    /// Counts and skips lines that cannot be read, instead of stopping at the first
    #[arg(long)]
    skip_bad_lines: bool,
    /// Replaces an existing corpus
    #[arg(long)]
    force: bool,
    /// How the table is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Import {
    pub fn run(self) -> Result<()> {
        let settings = CollectionSettings {
            format: self.from,
            skip_bad_lines: self.skip_bad_lines,
            ..CollectionSettings::of_folder(self.path)
        };
        let imported = import(&settings, &self.splits, &self.to, self.force)?;
        imported.skipped.iter().for_each(|skipped| tracing::warn!("{skipped}"));
        print(&imported.table(), self.format)
    }
}
