//! `compare`: source bias over any number of finished experiments.

use std::path::PathBuf;

use clap::Args;
use sourcebias::Result;
use sourcebias::experiment::{compare, differences};

use super::output::{Format, print, print_line, say};

/// Sets the source bias of finished experiments side by side: the means of the reference (H) and of each other source
/// (L), Relative Δ with its interval, and stars by the adjusted p-value (* < 0.05, ** < 0.01)
#[derive(Args)]
#[command(
    after_help = "Examples:\n  sourcebias compare results/*\n  sourcebias compare results/* --measure AP --format latex\n  sourcebias compare results/demo --test"
)]
pub struct Compare {
    /// Result folders of experiments with a finished bias stage, as in `results/*`
    #[arg(value_name = "RESULTS", required = true)]
    folders: Vec<PathBuf>,
    /// The evaluation measure that is compared
    #[arg(long, value_name = "SPEC", default_value = "nDCG@10")]
    measure: String,
    /// Tests differences instead: of H − L between the models of each experiment, and between experiments on the same
    /// queries; queries on the same contents are one unit, and p is adjusted for all pairs
    #[arg(long)]
    test: bool,
    /// How the table is printed; csv and json have the numbers in full, latex is a table with caption and label
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Compare {
    pub fn run(self) -> Result<()> {
        if self.test {
            return self.tested();
        }
        let comparison = compare(&self.folders, Some(&self.measure))?;
        match self.format {
            Format::Text => print_line(comparison.text().trim_end())?,
            Format::Markdown => print_line(comparison.markdown().trim_end())?,
            Format::Latex => print_line(comparison.latex().trim_end())?,
            Format::Csv | Format::Json => print(&comparison.table(), self.format)?,
        }
        // In a table for a paper they stand in its note.
        if !matches!(self.format, Format::Markdown | Format::Latex) {
            comparison.notes.iter().for_each(|note| say(&format!("note: {note}")));
        }
        Ok(())
    }

    fn tested(self) -> Result<()> {
        let found = differences(&self.folders, Some(&self.measure))?;
        match self.format {
            Format::Text => print_line(found.text().trim_end()),
            Format::Markdown => print_line(found.markdown().trim_end()),
            Format::Latex => print_line(found.latex().trim_end()),
            Format::Csv | Format::Json => print(&found.table(), self.format),
        }
    }
}
