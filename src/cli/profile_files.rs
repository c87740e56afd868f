//! `profile FILE.jsonl …`: texts straight from files, without an experiment and without results on disk. One pass where
//! every measure allows it and no interval is asked for; in memory otherwise.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use sourcebias::corpus::{CollectionSettings, SourceFiles, TestCollection};
use sourcebias::profile::stream::{StreamSettings, not_streaming, stream, streamed_summary, streamed_terms};
use sourcebias::profile::{
    ComparisonRow, FindingRow, FitRow, GrowthRow, KeynessRow, LexicalMeasure, ProfileSettings,
    ProfileSummaryRow, RankFrequencyRow, analyze, profile,
};
use sourcebias::registry::Named;
use sourcebias::table::{Schema, Table, TableRow};
use sourcebias::text::Analyzer;
use sourcebias::{Error, Result};

use super::arguments::source_files;

/// Which table is printed.
#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum ProfileTable {
    /// Values by source and measure
    Summary,
    /// Differences between sources under four controls, with intervals and tests
    Comparison,
    /// What the controls of the comparison show jointly, measure by measure
    Findings,
    /// The words that a source adds or drops
    Keyness,
    /// Laws of rank and frequency, by likelihood
    Fits,
    /// How the vocabulary grows with the tokens
    Growth,
    /// Ranks with frequencies and fitted curves
    RankFrequency,
    /// All terms with their frequencies (of files only)
    Terms,
}

impl ProfileTable {
    /// The table of a profile; `None` for terms, which a profile does not hold.
    pub fn schema(self) -> Option<&'static Schema> {
        Some(match self {
            ProfileTable::Summary => ProfileSummaryRow::SCHEMA,
            ProfileTable::Comparison => ComparisonRow::SCHEMA,
            ProfileTable::Findings => FindingRow::SCHEMA,
            ProfileTable::Keyness => KeynessRow::SCHEMA,
            ProfileTable::Fits => FitRow::SCHEMA,
            ProfileTable::Growth => GrowthRow::SCHEMA,
            ProfileTable::RankFrequency => RankFrequencyRow::SCHEMA,
            ProfileTable::Terms => return None,
        })
    }
}

/// What is asked of the files.
pub struct Files<'a> {
    pub paths: Vec<&'a Path>,
    pub analyzer: &'a Analyzer,
    pub measures: &'a [Named<dyn LexicalMeasure>],
    pub settings: &'a ProfileSettings,
    pub title: bool,
    pub reference: Option<&'a str>,
    pub skip_bad_lines: bool,
    pub table: ProfileTable,
}

impl Files<'_> {
    /// The table that was asked for.
    pub fn table(&self) -> Result<Table> {
        let summary = self.table == ProfileTable::Summary;
        let streams = summary && self.settings.bootstrap == 0 && not_streaming(self.measures).is_none();
        match self.table.schema() {
            Some(schema) if !streams => {
                let profile = self.in_memory()?;
                let table = profile.tables().into_iter().find(|(known, _)| known.key == schema.key);
                Ok(table.expect("a table of every profile").1.clone())
            }
            _ => self.streamed(),
        }
    }

    fn streamed(&self) -> Result<Table> {
        let settings = StreamSettings { title: self.title, skip_bad_lines: self.skip_bad_lines };
        let measures = if self.table == ProfileTable::Terms { &[] } else { self.measures };
        let mut sources = Vec::new();
        for file in source_files(&self.paths)? {
            let path = &file.path;
            let found = stream(&file, self.analyzer, measures, settings)?;
            if let (lines @ 1.., Some(first)) = &found.skipped {
                tracing::warn!("{}: {lines} lines left out; the first: {first}", path.display());
            }
            if let Some(warning) = found.reading.warning() {
                tracing::warn!("{}: {warning}", path.display());
            }
            sources.push(found);
        }
        if self.table == ProfileTable::Terms {
            return streamed_terms(&sources);
        }
        streamed_summary(&sources, self.measures)
    }

    fn in_memory(&self) -> Result<sourcebias::profile::Profile> {
        if self.paths.contains(&Path::new("-")) {
            let cause = match (self.table, not_streaming(self.measures)) {
                (ProfileTable::Summary, Some(name)) => {
                    format!("`{name}` needs a second pass: leave it out with --measures")
                }
                (ProfileTable::Summary, None) => {
                    "intervals need a second pass: pass --bootstrap 0".to_string()
                }
                _ => "this table needs a second pass: use --table summary or terms".to_string(),
            };
            let reason =
                format!("standard input is read only once, and {cause}, or write it to a file first");
            return Err(Error::BadExperiment { place: "-".to_string(), reason });
        }
        let files = source_files(&self.paths)?;
        let named: Vec<(String, PathBuf)> = files.into_iter().map(|file| (file.source, file.path)).collect();
        let collection = TestCollection::open(&CollectionSettings {
            format: "jsonl".to_string(),
            // Whatever the names, what is given first is what the others are compared with, unless another one is named.
            reference: self.reference.map(str::to_string).or(named.first().map(|(source, _)| source.clone())),
            sources: SourceFiles::Ordered(named),
            title: self.title,
            skip_bad_lines: self.skip_bad_lines,
            ..CollectionSettings::default()
        })?;
        let corpus = analyze(&collection.corpus, self.analyzer, self.title, self.measures)?;
        for skipped in collection.corpus.skipped() {
            let (file, lines, first) = (skipped.file.display(), skipped.lines, skipped.first);
            tracing::warn!("{file}: {lines} lines left out; the first: {first}");
        }
        corpus.warnings().iter().for_each(|warning| tracing::warn!("{warning}"));
        let profile = profile(&corpus, self.measures, self.settings)?;
        profile.notes().iter().for_each(|note| tracing::warn!("{note}"));
        Ok(profile)
    }
}

/// The specifications of a comma-separated list; commas within brackets belong to them.
pub fn specifications(list: &str) -> Vec<String> {
    let mut depth = 0;
    let between = |letter: char| {
        depth += i32::from(letter == '(') - i32::from(letter == ')');
        letter == ',' && depth == 0
    };
    list.split(between).map(|spec| spec.trim().to_string()).filter(|spec| !spec.is_empty()).collect()
}
