//! `profile FILE.jsonl …` and `profile FOLDER …`: texts straight from files, without an experiment and without results on
//! disk. One pass over files of JSON lines where every measure allows it and no interval is asked for; in memory otherwise.

use std::path::Path;

use clap::ValueEnum;
use sourcebias::bias::short_name;
use sourcebias::corpus::validate::TwinSample;
use sourcebias::corpus::{CollectionSettings, Corpus};
use sourcebias::profile::keyness::in_words;
use sourcebias::profile::stream::{
    StreamSettings, counted_terms, not_streaming, stream, streamed_summary, streamed_terms,
};
use sourcebias::profile::{
    ComparisonRow, FindingRow, FitRow, GrowthRow, KeynessRow, KeynessSettings, LexicalMeasure, Pairs,
    Profile, ProfilePart, ProfileSettings, ProfileSummaryRow, RankFrequencyRow, need_text_statistics,
    profile_parts, short_measure_name,
};
use sourcebias::registry::Named;
use sourcebias::table::{Print, Schema, Table, TableRow};
use sourcebias::text::{AnalyzedCorpus, Analyzer, DocumentReader};
use sourcebias::{Error, Result};

use super::arguments::source_files;
use super::named_corpus::{check_texts, of_several};
use super::output::{
    Format, print, print_line, print_paragraph, print_result, print_sentences, print_written,
};

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
    /// Whether texts of one id are versions of one content, where that was said.
    pub unpaired: Option<bool>,
    pub table: ProfileTable,
    pub format: Format,
    pub wide: bool,
}

impl Files<'_> {
    /// Prints the table that was asked for.
    pub fn print_table(&self) -> Result<()> {
        let table = self.table()?;
        match self.table.schema() {
            Some(schema) => print_profile_table(schema, &table, self.format, self.wide),
            None => print(&table, self.format),
        }
    }

    /// The table that was asked for.
    fn table(&self) -> Result<Table> {
        let files = self.paths.iter().all(|path| !path.is_dir());
        let summary = self.table == ProfileTable::Summary;
        let streams =
            files && summary && self.settings.bootstrap == Some(0) && not_streaming(self.measures).is_none();
        match self.table.schema() {
            Some(schema) if !streams => {
                let part =
                    ProfilePart::of(schema).expect("a profile makes every table that can be asked for");
                let profile = self.in_memory(&[part])?;
                Ok(of_schema(&profile, schema).clone())
            }
            None if !files => Ok(counted_terms(&self.analyzed(&self.texts()?, &[])?)),
            _ => self.streamed(),
        }
    }

    /// Prints what a first look at several sources asks for: the values of each, what sets them apart, and the keywords.
    pub fn print_overview(&self) -> Result<()> {
        let parts = [ProfilePart::Sources, ProfilePart::Comparison, ProfilePart::Keyness];
        let profile = self.in_memory(&parts)?;
        print_line("Each source on its own\n")?;
        let summary = ProfileSummaryRow::SCHEMA.written(profile.summary(), Print::plain(short_name))?;
        print_written(&summary, self.wide)?;
        if profile.findings().height() == 0 {
            return Ok(());
        }
        print_line("\nHow the sources differ\n")?;
        print_findings(profile.findings())?;
        let words = match self.settings.keyness.ngrams {
            1 => "Keywords".to_string(),
            several => format!("Keywords, as {several} words that follow each other"),
        };
        let keywords = in_words(profile.keyness().top())?;
        if keywords.height() == 0 {
            let KeynessSettings { minimum_documents, level, .. } = self.settings.keyness;
            print_line("")?;
            return print_paragraph(&format!(
                "{words}: none is used more by one source beyond chance (p adjusted < {level}) and stands in \
                 {minimum_documents} of its documents; --table terms and `sourcebias kwic` show all words"
            ));
        }
        print_line(&format!("\n{words}\n"))?;
        let mut without =
            vec![KeynessRow::category, KeynessRow::source_dispersion, KeynessRow::reference_dispersion];
        if self.settings.pairs == Pairs::Reference {
            without.push(KeynessRow::reference);
        }
        let keywords = KeynessRow::SCHEMA.written(&keywords.without(&without), Print::plain(short_name))?;
        print_written(&keywords, self.wide)
    }

    fn streamed(&self) -> Result<Table> {
        let settings = StreamSettings { title: self.title, skip_bad_lines: self.skip_bad_lines };
        let measures = if self.table == ProfileTable::Terms { &[] } else { self.measures };
        self.paths.iter().try_for_each(|path| check_texts(path))?;
        let mut sources = Vec::new();
        for file in source_files(&self.paths)? {
            let path = &file.path;
            let found = stream(&file, self.analyzer, measures, settings)?;
            if let (lines @ 1.., Some(first)) = &found.skipped {
                let lines = crate::number::counted(*lines, "line", "lines");
                tracing::warn!("{}: {lines} left out; the first: {first}", path.display());
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

    fn in_memory(&self, parts: &[ProfilePart]) -> Result<Profile> {
        self.of_texts(&self.texts()?, parts, &|| ())
    }

    /// Parts of the profile of texts that are open, calling `step` as it goes on.
    pub fn of_texts(&self, texts: &Corpus, parts: &[ProfilePart], step: &dyn Fn()) -> Result<Profile> {
        let corpus = self.analyzed(texts, self.measures)?;
        let profile = profile_parts(&corpus, self.measures, self.settings, parts, step)?;
        profile.notes().iter().for_each(|note| tracing::warn!("{note}"));
        profile.with_texts(texts, self.analyzer, self.title)
    }

    fn texts(&self) -> Result<Corpus> {
        self.check_second_pass()?;
        let settings = of_several(&self.paths)?;
        // What lies beside the texts is not theirs: no queries and no judgements are read.
        Corpus::open(&CollectionSettings {
            // Whatever the names, what is given first is what the others are compared with, unless another one is named.
            reference: self.reference.map(str::to_string).or(settings.reference),
            title: self.title,
            skip_bad_lines: self.skip_bad_lines,
            unpaired: self.unpaired,
            ..settings
        })
    }

    /// The texts, with what these measures need of them.
    fn analyzed(&self, texts: &Corpus, measures: &[Named<dyn LexicalMeasure>]) -> Result<AnalyzedCorpus> {
        let mut twins = TwinSample::new(&texts.sources, texts.reference);
        let mut empty = vec![0_u64; texts.sources.len()];
        let documents = texts.documents().inspect(|document| {
            if let Ok(document) = document {
                twins.add(document);
                let title = if self.title { document.title.trim() } else { "" };
                let is_empty = title.is_empty() && document.text.trim().is_empty();
                empty[document.id.source.index()] += u64::from(is_empty);
            }
        });
        let corpus = DocumentReader::new(self.analyzer)
            .with_titles(self.title)
            .with_text_statistics(need_text_statistics(measures))
            .read_documents((texts.sources.clone(), texts.reference), documents)?;
        self.check_twins(&twins, texts)?;
        for (source, empty) in texts.sources.iter().zip(empty).filter(|(_, empty)| *empty > 0) {
            let (text, one) = if empty == 1 { ("text", "a text") } else { ("texts", "texts") };
            tracing::warn!("{}: {empty} empty {text}, counted as {one} of length 0", source.name);
        }
        texts.skipped().iter().for_each(|skipped| tracing::warn!("{skipped}"));
        corpus.warnings().iter().for_each(|warning| tracing::warn!("{warning}"));
        Ok(corpus)
    }

    /// Checks that texts of one id are versions of one content, where it was not said that they are.
    fn check_twins(&self, twins: &TwinSample, texts: &Corpus) -> Result<()> {
        // Texts at hand do not say it themselves.
        if self.unpaired.is_some() {
            return Ok(());
        }
        if let Some(error) = twins.refusal(texts) {
            return Err(error);
        }
        twins.warnings(texts).iter().for_each(|warning| tracing::warn!("{warning}"));
        Ok(())
    }

    /// Checks that what is read twice is not the standard input.
    fn check_second_pass(&self) -> Result<()> {
        if !self.paths.contains(&Path::new("-")) {
            return Ok(());
        }
        let cause = match (self.table, not_streaming(self.measures)) {
            (ProfileTable::Summary, Some(name)) => {
                format!("`{name}` needs a second pass: leave it out with --measures")
            }
            (ProfileTable::Summary, None) => {
                "intervals need a second pass: set `bootstrap` (--bootstrap) to 0".to_string()
            }
            _ => "this table needs a second pass: use --table summary or terms".to_string(),
        };
        let reason = format!("standard input is read only once, and {cause}, or write it to a file first");
        Err(Error::BadExperiment { place: "-".to_string(), reason })
    }
}

/// Prints a table of a profile; the findings, which are sentences, as sentences to people.
pub fn print_profile_table(schema: &'static Schema, table: &Table, format: Format, wide: bool) -> Result<()> {
    match schema.key == FindingRow::SCHEMA.key && matches!(format, Format::Text) && !wide {
        true => print_findings(table),
        false => print_result(schema, table, format, wide),
    }
}

/// Prints what sets sources apart, a paragraph for each measure.
fn print_findings(table: &Table) -> Result<()> {
    let said = |row: FindingRow| {
        let said = row.sentence.strip_prefix(&row.measure).unwrap_or(&row.sentence);
        format!("{}{said}", short_measure_name(&row.measure))
    };
    print_sentences(FindingRow::from_table(table)?.into_iter().map(said))
}

/// A table of a profile.
fn of_schema<'a>(profile: &'a Profile, schema: &Schema) -> &'a Table {
    let mut tables = profile.tables().into_iter();
    tables.find(|(known, _)| known.key == schema.key).expect("a table of every profile").1
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
