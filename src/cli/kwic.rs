//! `kwic`: how each source uses a word: every occurrence in its context, or the words that stand near it.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use sourcebias::Result;
use sourcebias::bias::short_name;
use sourcebias::corpus::Corpus;
use sourcebias::profile::collocation::{CollocateRow, CollocationSettings, Strength, collocates};
use sourcebias::profile::concordance::{Concordance, ConcordanceSettings, Order, Pattern, concordance};
use sourcebias::table::{Print, Table, TableRow};
use sourcebias::text::Analyzer;

use super::kwic_lines::lines;
use super::named_corpus::NamedCorpus;
use super::output::{Format, columns, print, print_line, print_written, say};

/// Show a word or phrase in its context in every source of a corpus (a concordance), or with --collocates the words that
/// stand near it.
///
/// Counts come first: occurrences, how many in a million words, and in how many documents. Whole words are found in upper
/// and lower case.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  sourcebias kwic sotu liberty --sort left\n  sourcebias kwic sotu free --stem --collocates\n  sourcebias kwic human.jsonl 'in order to'"
)]
pub struct Kwic {
    /// An experiment (.toml), a folder or file of texts, or the name of a fetched collection (`list corpora`)
    #[arg(value_name = "CORPUS")]
    corpus: PathBuf,
    /// The word; several are a phrase
    #[arg(value_name = "WORD", required = true)]
    words: Vec<String>,
    /// Another folder of .txt files, or .jsonl file, as a further source; may be given several times
    #[arg(long = "with", value_name = "PATH")]
    others: Vec<PathBuf>,
    /// The format of the corpus, as in `hc3` or 'table(text=body,source=model)' (`list formats`); without it, what fits
    #[arg(long, value_name = "SPEC")]
    from: Option<String>,
    /// Finds every form of a word: `running` finds `runs` (by the experiment's analyser, or else `english`)
    #[arg(long, conflicts_with = "regex")]
    stem: bool,
    /// Finds every word that has the same term under this analyser, as in `language(german)` (`list analyzers`)
    #[arg(long, value_name = "SPEC", conflicts_with = "stem")]
    analyzer: Option<String>,
    /// Takes WORD as a regular expression over the texts, as in '\bun\w+'; (?i) before it matches upper and lower case
    #[arg(long)]
    regex: bool,
    /// How the lines of each source are sorted
    #[arg(long, value_enum, default_value = "right")]
    sort: Sort,
    /// Words on either side [default: as many as fit; 10 in other formats than text]
    #[arg(long, value_name = "N")]
    context: Option<usize>,
    /// Lines of each source, or collocates of each pair of sources; 0 for all
    #[arg(long, value_name = "N", default_value_t = ConcordanceSettings::default().limit)]
    limit: usize,
    /// Lists the words that stand near WORD in its place: log Dice, mutual information and t-score, the sources side by side
    #[arg(long)]
    collocates: bool,
    /// How many words on either side are near (--collocates)
    #[arg(long, value_name = "N", default_value_t = CollocationSettings::default().window as u16, value_parser = clap::value_parser!(u16).range(1..=1000))]
    window: u16,
    /// How often a collocate stands near WORD, in one source at least (--collocates)
    #[arg(long, value_name = "N", default_value_t = CollocationSettings::default().minimum)]
    at_least: u64,
    /// By what collocates are sorted (--collocates)
    #[arg(long, value_enum, default_value = "log-dice")]
    by: By,
    /// The source that others stand beside (--collocates)
    #[arg(long, value_name = "NAME")]
    reference: Option<String>,
    /// Puts the titles before the texts
    #[arg(long)]
    title: bool,
    /// Counts and skips lines that cannot be read, instead of stopping at the first
    #[arg(long)]
    skip_bad_lines: bool,
    /// How it is printed; csv has the lines alone, json the counts too
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Prints all columns of the collocates on a terminal too
    #[arg(long)]
    wide: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Sort {
    /// By the words on the left, the nearest first
    Left,
    /// By the words on the right, the nearest first
    Right,
    /// As the documents stand in the corpus
    Document,
}

#[derive(Clone, Copy, ValueEnum)]
enum By {
    /// log Dice, the greater of two sources
    LogDice,
    /// Mutual information, the greater of two sources
    MutualInformation,
    /// t-score, the greater of two sources
    TScore,
    /// The difference between the log Dice of two sources
    Difference,
}

impl Kwic {
    pub fn run(self) -> Result<()> {
        let others = self.others.iter().map(PathBuf::as_path);
        let named = NamedCorpus {
            paths: std::iter::once(self.corpus.as_path()).chain(others).collect::<Vec<&Path>>(),
            format: self.from.as_deref(),
            reference: self.reference.as_deref(),
            title: self.title,
            skip_bad_lines: self.skip_bad_lines,
        };
        let (corpus, stems) = named.open()?;
        let analyzer = match (&self.analyzer, self.stem) {
            (Some(analyzer), _) => analyzer.as_str(),
            (None, true) => stems.as_str(),
            (None, false) => "words",
        };
        let analyzer = Analyzer::parse(analyzer)?;
        let looked_for = self.words.join(" ");
        let pattern = match self.regex {
            true => Pattern::regex(&looked_for, &analyzer)?,
            false => Pattern::words(&looked_for, &analyzer)?,
        };
        if self.collocates {
            self.print_collocates(&corpus, &pattern)
        } else {
            self.print_lines(&corpus, &pattern)
        }
    }

    fn print_lines(&self, corpus: &Corpus, pattern: &Pattern) -> Result<()> {
        let text = matches!(self.format, Format::Text);
        let width = columns();
        // A word has a column at least, and fills no more than half of the line.
        let fitted = if text { width / 2 } else { ConcordanceSettings::default().context };
        let settings = ConcordanceSettings {
            context: self.context.unwrap_or(fitted),
            limit: self.limit,
            order: match self.sort {
                Sort::Left => Order::Left,
                Sort::Right => Order::Right,
                Sort::Document => Order::Document,
            },
            title: self.title,
        };
        let found = concordance(corpus, pattern, &settings)?;
        warn_of_skipped(corpus);
        let counts = found.counts_table();
        if !text {
            self.print_tables("lines", &counts, &found.lines_table())?;
        } else {
            print(&counts, self.format)?;
            let shown = lines(&found.lines, self.context.is_none().then_some(width));
            self.print_shown(&found, shown)?;
        }
        told(found.nothing_found());
        Ok(())
    }

    fn print_shown(&self, found: &Concordance, shown: Vec<String>) -> Result<()> {
        if !shown.is_empty() {
            print_line(&format!("\n{}", shown.join("\n")))?;
        }
        let further = found.counts.iter().map(|row| (&row.source, found.further(&row.source)));
        let further: Vec<String> = further
            .filter(|(_, more)| *more > 0)
            .map(|(source, more)| format!("{more} more in {source}"))
            .collect();
        if further.is_empty() {
            return Ok(());
        }
        print_line(&format!("\n{}; --limit 0 shows all", further.join(", ")))
    }

    fn print_collocates(&self, corpus: &Corpus, pattern: &Pattern) -> Result<()> {
        let settings = CollocationSettings {
            window: usize::from(self.window),
            minimum: self.at_least,
            limit: self.limit,
            by: match self.by {
                By::LogDice => Strength::LogDice,
                By::MutualInformation => Strength::MutualInformation,
                By::TScore => Strength::TScore,
                By::Difference => Strength::Difference,
            },
            title: self.title,
        };
        let found = collocates(corpus, pattern, &settings)?;
        warn_of_skipped(corpus);
        let counts = found.counts_table();
        if matches!(self.format, Format::Text) {
            print(&counts, self.format)?;
            for pair in found.rows.chunk_by(|left, right| left.source == right.source) {
                self.print_pair(pair)?;
            }
        } else {
            self.print_tables("collocates", &counts, &found.table())?;
        }
        told(found.nothing_found());
        Ok(())
    }

    /// Prints the collocates of one source beside those of the reference.
    fn print_pair(&self, rows: &[CollocateRow]) -> Result<()> {
        let Some(first) = rows.first() else { return Ok(()) };
        let beside = if first.reference.is_empty() { "" } else { " beside " };
        print_line(&format!("\n{}{beside}{}", first.source, first.reference))?;
        let named = [CollocateRow::reference, CollocateRow::source];
        let table = CollocateRow::to_table(rows.to_vec()).without(&named);
        print_written(&CollocateRow::SCHEMA.written(&table, Print::plain(short_name))?, self.wide)
    }

    /// Both tables as JSON, the second alone as CSV, and one after the other elsewhere.
    fn print_tables(&self, key: &str, counts: &Table, rows: &Table) -> Result<()> {
        match self.format {
            Format::Csv => print(rows, self.format),
            Format::Json => {
                let (counts, rows) = (counts.to_json()?, rows.to_json()?);
                print_line(&format!("{{\"counts\":{},\"{key}\":{}}}", counts.trim_end(), rows.trim_end()))
            }
            Format::Text | Format::Markdown | Format::Latex => {
                print(counts, self.format)?;
                print_line("")?;
                print(rows, self.format)
            }
        }
    }
}

/// Says on stderr that nothing was found, so that what reads the table is not troubled.
fn told(nothing: Option<&str>) {
    if let Some(nothing) = nothing {
        say(nothing);
    }
}

fn warn_of_skipped(corpus: &Corpus) {
    corpus.skipped().iter().for_each(|skipped| tracing::warn!("{skipped}"));
}
