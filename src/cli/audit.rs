//! `audit`: source bias of runs of any engine, from run files and a map of documents to sources.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use sourcebias::bias::audit::{AuditRow, Gate};
use sourcebias::experiment::{AuditSettings, BaseRateSource, Called, FileAudit, audit_files};
use sourcebias::statement::wrapped;
use sourcebias::table::TableRow;
use sourcebias::{Error, Result};

use super::audit_annotations::annotations;
use super::output::{Format, print_line, print_result, width};

/// Audits the source bias of runs of any engine: no corpus, no texts. Of each source, how much of the first places it
/// holds against its share of the index; Relative Δ of each measure where there are judgements; and which of two versions of
/// one content ranks higher where the map knows contents
#[derive(Args)]
#[command(after_help = "Examples:
  sourcebias audit --run dense.run --sources sources.tsv
  sourcebias audit --run dense.run --sources sources.csv --qrels qrels.txt --measure nDCG@10 AP
  sourcebias audit --run new.parquet --baseline old.run --sources sources.tsv --qrels qrels.txt
  sourcebias audit --run dense.run --sources sources.tsv --qrels qrels.txt --to FOLDER \\
      --fail-if 'abs(relative_delta) > 5 and p_adjusted < 0.05' --format github

The map has a line for each document: its id in the run, its source and, where versions of one content
are known, the content, as in `d17-gpt<TAB>gpt<TAB>d17`; .tsv, .csv or .jsonl, with or without a header.
A header may name them in any order: the document `document`, `doc_id`, `docid`, `docno`, `id`, `_id` or `pid`;
the source `source`, `author`, `writer`, `generator`, `model`, `system`, `origin` or `label`; the content
`content`, `base`, `original`, `twin` or `pair`. Other columns are not read, and a note says so.
A gate names columns of the tables (docs/recipes.md). `relative_delta` is relative_delta_percent.

Exit status: 0 done and all gates passed; 1 failed; 2 wrong usage; 3 bad data; 4 a gate is not passed")]
pub struct Audit {
    /// The runs: TREC lines of `query Q0 document rank score tag`, plain, .gz or .zst, or .parquet files with columns for
    /// query, document and score; order and ties come from the scores
    #[arg(long = "run", value_name = "FILE", required = true, num_args = 1..)]
    runs: Vec<PathBuf>,
    /// The map: lines of `document source` or `document source content`
    #[arg(long, value_name = "MAP")]
    sources: PathBuf,
    /// Judgements, on contents or documents: lines of `query document grade`, or TREC's four columns
    #[arg(long, value_name = "FILE")]
    qrels: Option<PathBuf>,
    /// The queries as JSON lines with `_id` and `text`; queries of one `cluster` are resampled as one. For Relative Δ so are queries
    /// with the same relevant contents
    #[arg(long, value_name = "FILE")]
    queries: Option<PathBuf>,
    /// The rank to which runs are read, no less than the cutoff of any measure and than 10; documents that tie with the last one are
    /// kept too. All of them without it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    depth: Option<u32>,
    /// Evaluation measures
    #[arg(long = "measure", value_name = "SPEC", num_args = 1.., default_value = "nDCG@10")]
    measures: Vec<String>,
    /// The source that the others are compared with [default: human]
    #[arg(long, value_name = "NAME")]
    reference: Option<String>,
    /// The share of the index that each source has: a file of lines `source share`, or name=share for each. Without it, the
    /// map's shares where it has every ranked document, else an estimate from the documents that are ranked
    #[arg(long, value_name = "FILE|NAME=SHARE", num_args = 1..)]
    base_rate: Vec<String>,
    /// An older run: the runs are compared with it, query by query
    #[arg(long, value_name = "RUN")]
    baseline: Option<PathBuf>,
    /// A gate: fails where a row meets the condition; may be given several times
    #[arg(long, value_name = "EXPRESSION", allow_hyphen_values = true)]
    fail_if: Vec<String>,
    /// A gate: fails unless two one-sided tests show every Relative Δ to lie within ±PERCENT
    #[arg(long, value_name = "PERCENT")]
    equivalent_within: Option<f64>,
    /// How the verdict is printed
    #[arg(long, value_enum, default_value_t)]
    format: AuditFormat,
    /// Prints all columns, on a terminal too
    #[arg(long)]
    wide: bool,
    /// The folder for verdict.json and the tables
    #[arg(long, value_name = "FOLDER")]
    to: Option<PathBuf>,
    /// Sets aside whatever is in the way in that folder and was not written by this program, instead of stopping
    #[arg(long, requires = "to")]
    adopt: bool,
    /// Bootstrap replicates and exchanges of labels
    #[arg(long, value_name = "N", default_value_t = 9_999)]
    bootstrap: usize,
    /// The seed of both
    #[arg(long, default_value_t = 42)]
    seed: u64,
}

/// How an audit is printed.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum AuditFormat {
    /// The answer in sentences, then all figures
    #[default]
    Text,
    /// The verdict: inputs with SHA-256, all rows, gates
    Json,
    /// All figures
    Csv,
    /// Annotations of a workflow on GitHub
    Github,
}

impl Audit {
    pub fn run(self) -> Result<()> {
        let found = self.ask(Called::default())?;
        match self.format {
            AuditFormat::Text => print_text(&found, self.wide)?,
            AuditFormat::Json => print_line(found.verdict.to_json().trim_end())?,
            AuditFormat::Csv => print_figures(&found, Format::Csv, true)?,
            AuditFormat::Github => print_line(&annotations(&found.verdict))?,
        }
        let gates = &found.verdict.gates;
        let failed = gates.iter().filter(|gate| !gate.passed).count();
        match failed {
            0 => Ok(()),
            _ => Err(Error::NotPassed(format!("{failed} of {} gates not passed", gates.len()))),
        }
    }

    /// Audits, and writes the folder that is named; prints nothing. `called` says what files and runs are called.
    pub fn ask(&self, called: Called) -> Result<FileAudit> {
        let found = audit_files(&AuditSettings { called, ..self.settings()? })?;
        if let Some(folder) = &self.to {
            found.save(folder, self.adopt)?;
        }
        Ok(found)
    }

    fn settings(&self) -> Result<AuditSettings> {
        let mut settings = AuditSettings::new(self.runs.clone(), self.sources.clone());
        settings.qrels.clone_from(&self.qrels);
        settings.queries.clone_from(&self.queries);
        settings.baseline.clone_from(&self.baseline);
        settings.depth = self.depth.map(|depth| depth as usize);
        settings.measures.clone_from(&self.measures);
        settings.reference.clone_from(&self.reference);
        settings.base_rates = base_rates(&self.base_rate)?;
        settings.bias.bootstrap = self.bootstrap;
        settings.bias.seed = self.seed;
        let conditions = self.fail_if.iter().map(|text| Gate::fail_if(text));
        let margins = self.equivalent_within.iter().map(|percent| Gate::equivalent_within(*percent));
        settings.gates = conditions.chain(margins).collect::<Result<_>>()?;
        Ok(settings)
    }
}

/// A file, or shares by name.
fn base_rates(given: &[String]) -> Result<BaseRateSource> {
    let wrong = |reason: String| Error::BadExperiment { place: "--base-rate".to_string(), reason };
    match given {
        [] => Ok(BaseRateSource::Counted),
        [file] if !file.contains('=') || std::path::Path::new(file).is_file() => {
            Ok(BaseRateSource::File(PathBuf::from(file)))
        }
        named => {
            let pair = |text: &String| {
                let (name, share) = text.rsplit_once('=').ok_or_else(|| {
                    wrong(format!("`{text}` is no name=share; give one file, or name=share for each source"))
                })?;
                let share =
                    share.parse().map_err(|_| wrong(format!("`{share}` of `{name}` is no number")))?;
                Ok((name.to_string(), share))
            };
            Ok(BaseRateSource::Named(named.iter().map(pair).collect::<Result<_>>()?))
        }
    }
}

/// The answer, all figures, and what became of the gates.
fn print_text(found: &FileAudit, wide: bool) -> Result<()> {
    let answer = found.audit.answer().to_text(width());
    if !answer.is_empty() {
        print_line(&answer)?;
        print_line("")?;
    }
    print_figures(found, Format::Text, wide)?;
    let mut gates = String::new();
    for gate in &found.verdict.gates {
        gates.push_str(&wrapped("  - ", &gate.text(), width()));
        let rows = gate
            .failing
            .iter()
            .map(|row| ("", row))
            .chain(gate.undefined.iter().map(|row| ("undefined: ", row)));
        for (word, row) in rows {
            gates.push_str(&wrapped("      ", &format!("{word}{}", row.text()), width()));
        }
    }
    if gates.is_empty() { Ok(()) } else { print_line(&format!("\nGates\n{}", gates.trim_end())) }
}

fn print_figures(found: &FileAudit, format: Format, wide: bool) -> Result<()> {
    print_result(AuditRow::SCHEMA, &AuditRow::to_table(found.audit.all_rows()?), format, wide)
}
