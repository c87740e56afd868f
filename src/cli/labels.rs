//! `labels`: judges and answers in label files; how well they agree, how lenient and how sure they are.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use sourcebias::Result;
use sourcebias::bias::JudgeDeltaRow;
use sourcebias::experiment::{Called, FileLabels, LabelCorpus, LabelRuns, label_files};
use sourcebias::labels::{
    CalibrationRow, JudgeSummaryRow, LabelRow, LabelSettings, OffScale, Scale, TextSummaryRow,
};
use sourcebias::statement::wrapped;
use sourcebias::table::TableRow;

use super::named_corpus::NamedCorpus;
use super::output::{Format, print_line, print_result, width};

/// Tells how well judges agree with people and with each other, whether they are lenient, and whether they are sure when they
/// are wrong: from label files alone. With the corpus of the labelled texts also what words do to judges, and whether they prefer
/// a source
#[derive(Args)]
#[command(after_help = "Examples:
  sourcebias labels judges/*.qrels --against human.qrels
  sourcebias labels judges/*.qrels labels.jsonl --against human.qrels --off-scale clip --to FOLDER
  sourcebias labels judges/*.qrels --against human.qrels --run runs/*.run --measure nDCG@10
  sourcebias labels judges/*.qrels --against human.qrels --run runs/*.run --sources map.csv --to FOLDER
  sourcebias labels judges/*.qrels --against human.qrels --corpus FOLDER --run runs/*.run
  sourcebias labels answers.jsonl
  sourcebias labels a.qrels b.qrels --agreement 'alpha(metric=interval)' 'kappa|binary(at=2)'

A file of judgements (`query 0 document grade`) holds the labels of one judge, who has its name. JSON lines
hold labels, as in {\"judge\": \"a\", \"query_id\": \"1\", \"document_id\": \"d7\", \"label\": 2, \"confidence\": 0.9},
or answers, as in {\"id\": \"1\", \"greedy\": \"Rome\", \"samples\": [\"Rome\", \"Milan\"], \"clusters\": [[0], [1]],
\"correct\": true, \"answers\": 1, \"confidence\": 0.8}. Files may be .gz or .zst.")]
pub struct LabelsCommand {
    /// Label files: TREC judgements, one file a judge, or .jsonl lines of labels or answers
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// The labels that each judge is compared with, which are called those of people
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    /// Runs, TREC or .parquet: how far each judge puts them in the people's order
    #[arg(long = "run", value_name = "FILE", num_args = 1.., requires = "against")]
    runs: Vec<PathBuf>,
    /// The map of documents to sources, where no corpus tells them: also tells Relative Δ of each run under people and under each
    /// judge. Lines of `document source` or `document source content`, under a header or none, as `audit --help` has them
    #[arg(long, value_name = "MAP", requires = "runs")]
    sources: Option<PathBuf>,
    /// The source that others are compared with; `human` where there is one
    #[arg(long, value_name = "SOURCE", requires = "runs")]
    reference: Option<String>,
    /// Evaluation measures that order the runs
    #[arg(long = "measure", value_name = "SPEC", num_args = 1.., default_value = "nDCG@10")]
    measures: Vec<String>,
    /// The corpus of the labelled texts: a folder with its queries, an experiment, or a fetched collection. Labels name versions, as
    /// in `d1-human`; where people labelled contents (`d1`), each version has their label
    #[arg(long, value_name = "CORPUS")]
    corpus: Option<PathBuf>,
    /// How texts of the corpus become terms. Without it as the experiment says, or `english`
    #[arg(long, value_name = "SPEC", requires = "corpus")]
    analyzer: Option<String>,
    /// The bands of length that texts are put into
    #[arg(long, value_name = "N", default_value_t = LabelSettings::default().bands, requires = "corpus")]
    bands: usize,
    /// The lowest and the highest grade, as in 0-3. Without it those that the lines name, else those of the people
    #[arg(long, value_name = "LOW-HIGH", allow_hyphen_values = true)]
    scale: Option<String>,
    /// What becomes of a grade that is off the scale, and (but for `error` left out) of one that is no whole number
    #[arg(long, value_enum, default_value_t)]
    off_scale: OffScaleFlag,
    /// The lowest grade that counts as relevant. Without it the upper half of the scale
    #[arg(long, value_name = "GRADE", allow_hyphen_values = true)]
    threshold: Option<i32>,
    /// Measures of agreement; the first is told first
    #[arg(long, value_name = "SPEC", num_args = 1..)]
    agreement: Vec<String>,
    /// Confidences in answers. Without it all that the answers allow
    #[arg(long, value_name = "SPEC", num_args = 1..)]
    confidence: Vec<String>,
    /// The bins of reliability diagrams and calibration errors
    #[arg(long, value_name = "N", default_value_t = 10)]
    bins: usize,
    /// How it is printed
    #[arg(long, value_enum, default_value_t)]
    format: LabelFormat,
    /// Prints all columns, on a terminal too
    #[arg(long)]
    wide: bool,
    /// The folder for report.html, labels.json, the tables and the figures
    #[arg(long, value_name = "FOLDER")]
    to: Option<PathBuf>,
    /// Sets aside whatever is in the way in that folder and was not written by this program, instead of stopping
    #[arg(long, requires = "to")]
    adopt: bool,
    /// Bootstrap replicates over queries; 0 for no intervals
    #[arg(long, value_name = "N", default_value_t = LabelSettings::default().bootstrap)]
    bootstrap: usize,
    /// The seed of the bootstrap
    #[arg(long, default_value_t = 42)]
    seed: u64,
}

/// What becomes of a grade off the scale.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum OffScaleFlag {
    /// It ends the run, with its file and line
    #[default]
    Error,
    /// The nearest grade takes its place
    Clip,
    /// It is left out
    Drop,
}

/// How labels are printed.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum LabelFormat {
    /// The answer in sentences, then a line for each judge and each confidence
    #[default]
    Text,
    /// The record: inputs with SHA-256, settings, all tables
    Json,
    /// All figures
    Csv,
}

impl LabelsCommand {
    pub fn run(self) -> Result<()> {
        let found = self.ask(&Called::default())?;
        match self.format {
            LabelFormat::Text => print_text(&found, self.wide),
            LabelFormat::Json => print_line(found.record.to_json().trim_end()),
            LabelFormat::Csv => {
                let table = LabelRow::to_table(found.labels.rows);
                print_result(LabelRow::SCHEMA, &table, Format::Csv, true)
            }
        }
    }

    fn corpus(&self) -> Result<Option<LabelCorpus>> {
        let Some(path) = &self.corpus else { return Ok(None) };
        let named = NamedCorpus {
            paths: vec![path],
            format: None,
            reference: self.reference.as_deref().filter(|_| self.sources.is_none()),
            title: false,
            skip_bad_lines: false,
        };
        let (collection, analyzer, titles) = named.collection()?;
        let analyzer = self.analyzer.clone().unwrap_or(analyzer);
        Ok(Some(LabelCorpus { name: path.display().to_string(), collection, analyzer, titles }))
    }

    /// Judges the labels, and writes the folder that is named; prints nothing. `called` says what files and runs are called.
    pub fn ask(&self, called: &Called) -> Result<FileLabels> {
        let runs = LabelRuns {
            files: self.runs.clone(),
            measures: self.measures.clone(),
            sources: self.sources.clone(),
            reference: self.reference.clone(),
        };
        let runs = (!runs.files.is_empty()).then_some(runs);
        let corpus = self.corpus()?;
        let against = self.against.as_deref();
        let settings = self.settings()?;
        let found = label_files(&self.files, against, runs.as_ref(), corpus.as_ref(), &settings, called)?;
        if let Some(folder) = &self.to {
            found.save(folder, self.adopt)?;
        }
        Ok(found)
    }

    fn settings(&self) -> Result<LabelSettings> {
        Ok(LabelSettings {
            measures: self.agreement.clone(),
            confidences: self.confidence.clone(),
            scale: self.scale.as_deref().map(str::parse::<Scale>).transpose()?,
            off_scale: match self.off_scale {
                OffScaleFlag::Error => OffScale::Error,
                OffScaleFlag::Clip => OffScale::Clip,
                OffScaleFlag::Drop => OffScale::Drop,
            },
            threshold: self.threshold,
            bins: self.bins,
            bands: self.bands,
            bootstrap: self.bootstrap,
            seed: self.seed,
            ..LabelSettings::default()
        })
    }
}

/// A table that is not asked for whole is printed to so many rows.
const MOST_ROWS: usize = 40;

/// The answer, the judges, what they make of source bias, and the confidences.
fn print_text(found: &FileLabels, wide: bool) -> Result<()> {
    let answer: String =
        found.labels.answer.iter().map(|statement| wrapped("- ", &statement.to_string(), width())).collect();
    print_line(answer.trim_end())?;
    if !found.labels.summary.is_empty() {
        print_line("")?;
        let table = JudgeSummaryRow::to_table(found.labels.summary.clone());
        print_result(JudgeSummaryRow::SCHEMA, &table, Format::Text, wide)?;
    }
    if !found.labels.on_texts.is_empty() {
        print_line("")?;
        let table = TextSummaryRow::to_table(found.labels.on_texts.clone());
        print_result(TextSummaryRow::SCHEMA, &table, Format::Text, wide)?;
    }
    let judged = found.labels.tables.iter().find(|(schema, _)| schema.key == JudgeDeltaRow::SCHEMA.key);
    // Of many systems and judges the answer and the page tell.
    if let Some((schema, table)) = judged.filter(|(_, table)| wide || table.height() <= MOST_ROWS) {
        print_line("")?;
        print_result(schema, table, Format::Text, wide)?;
    }
    // What holds for questions with one, two, … right answers is told above, and shown where all is.
    let whole = |row: &&CalibrationRow| wide || row.answers.is_empty();
    let confidences: Vec<CalibrationRow> = found.labels.calibration.iter().filter(whole).cloned().collect();
    if !confidences.is_empty() {
        print_line("")?;
        let table = CalibrationRow::to_table(confidences);
        print_result(CalibrationRow::SCHEMA, &table, Format::Text, wide)?;
    }
    Ok(())
}
