//! `search`: the documents of an index for the queries of a file, as TREC runs; or for a few words, as a table.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use sourcebias::corpus::read_queries;
use sourcebias::experiment::{Progress, Stage};
use sourcebias::index::Index;
use sourcebias::registry::Named;
use sourcebias::results::run_file_name;
use sourcebias::retrieve::{
    FoundRow, FoundTermRow, MODELS, RetrievalModel, RetrieveSettings, Run, Timings, cost_note, found,
    found_terms, query_notes, save_run, search, write_run,
};
use sourcebias::table::TableRow;
use sourcebias::text::Analyzer;
use sourcebias::{Error, Result};

use super::output::{Format, print_line, print_result};
use super::progress::Bars;

/// Rank the documents of an index for the queries of a file, and write TREC runs; or for a few words, and print a table.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  sourcebias search INDEX 'red apples'\n  sourcebias search INDEX 'red apples' --explain --limit 3\n  sourcebias search INDEX --queries queries.jsonl --model bm25 --to bm25.run\n  sourcebias search INDEX --queries queries.jsonl --model 'bm25(b=0..1/0.1)' --to FOLDER"
)]
pub struct Search {
    /// The folder of the index, as `index FILE.jsonl … --to FOLDER` or an experiment makes it
    #[arg(value_name = "INDEX")]
    index: PathBuf,
    /// One query in words, in place of --queries
    #[arg(value_name = "WORDS", required_unless_present = "queries", conflicts_with_all = ["queries", "to", "depth", "timings"])]
    words: Option<String>,
    /// The queries: JSON lines with `_id` and `text`, plain, .gz or .zst
    #[arg(long, value_name = "FILE")]
    queries: Option<PathBuf>,
    /// With WORDS: what each term gives each document, one row for each
    #[arg(long, conflicts_with = "queries")]
    explain: bool,
    /// With WORDS: how many documents are printed; those that tie with the last one are printed too
    #[arg(long, value_name = "N", default_value_t = 10, conflicts_with = "queries", value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    /// With WORDS: how the table is printed
    #[arg(long, value_enum, default_value_t, conflicts_with = "queries")]
    format: Format,
    /// With WORDS: prints all columns on a terminal too
    #[arg(long, conflicts_with = "queries")]
    wide: bool,
    /// The retrieval model, as in 'bm25(k1=0.9,b=0.4)', or a grid, as in 'bm25(b=0..1/0.25)'; may be given several times
    #[arg(long = "model", value_name = "SPEC", default_value = "bm25")]
    models: Vec<String>,
    /// The rank to which documents are kept; documents that tie with the last one are kept too
    #[arg(long, value_name = "N", default_value_t = RetrieveSettings::default().depth as u32, value_parser = clap::value_parser!(u32).range(1..))]
    depth: u32,
    /// The file of the run (- for stdout), or the folder of the runs where there are several models
    #[arg(long, value_name = "PATH", default_value = "-")]
    to: PathBuf,
    /// Searches N times and writes the seconds of each pass as JSON to --timings, and the runs once: to compare engines
    #[arg(long, value_name = "N", default_value_t = 1, requires = "timings", value_parser = clap::value_parser!(u16).range(1..))]
    passes: u16,
    /// The file for the seconds that each pass over all queries took, without opening the index
    #[arg(long, value_name = "FILE")]
    timings: Option<PathBuf>,
}

impl Search {
    pub fn run(self, quiet: bool) -> Result<()> {
        let models = MODELS.parse_all(&self.models)?;
        let queries = match (&self.words, &self.queries) {
            (Some(words), _) => return self.answer(words, &models),
            (None, Some(queries)) => queries,
            (None, None) => unreachable!("one of them is required"),
        };
        let stdout = self.to == Path::new("-");
        if models.len() > 1 && stdout {
            return Err(Error::BadExperiment {
                place: "--to".to_string(),
                reason: format!("is missing: {} runs want a folder", models.len()),
            });
        }
        self.check_outputs(queries, &models)?;
        let queries = read_queries(queries)?;
        let (index, analyzer) = self.open()?;
        let bars = Bars::new(quiet);
        let documents = index.catalogue().len();
        if let Some(note) = cost_note(models.len(), queries.len(), documents, self.depth as usize) {
            tracing::warn!("{note}");
        }
        let (mut passes, mut runs) = (Vec::new(), Vec::new());
        for _ in 0..self.passes {
            bars.begin(Stage::Retrieve);
            bars.expect(queries.len() as u64);
            // The runs before are given back before the clock starts.
            runs.clear();
            let started = Instant::now();
            runs = search(&index, &queries, &analyzer, &models, self.depth as usize, &|| bars.step())?;
            passes.push(started.elapsed().as_secs_f64());
        }
        bars.finish();
        let notes = runs.first().map(|run| query_notes(&queries, &analyzer, run));
        for note in notes.into_iter().flatten().chain(runs.iter().filter_map(Run::left_out_note)) {
            tracing::warn!("{note}");
        }
        if let Some(path) = &self.timings {
            Timings { models: models.len(), passes, queries: queries.len() }.save(path)?;
        }
        match &runs[..] {
            [only] if stdout => to_stdout(only),
            [only] => save_run(only, &self.to),
            several => several
                .iter()
                .try_for_each(|run| save_run(run, &self.to.join(run_file_name(&run.model, "run")))),
        }
    }
}

impl Search {
    fn open(&self) -> Result<(Index, Analyzer)> {
        let index = Index::open(&self.index)?;
        index.catalogue().check_names()?;
        let analyzer = Analyzer::parse(&index.description().analyzer)?;
        Ok((index, analyzer))
    }

    /// Prints the documents that stand first for a few words.
    fn answer(&self, words: &str, models: &[Named<dyn RetrievalModel>]) -> Result<()> {
        let (index, analyzer) = self.open()?;
        let limit = self.limit as usize;
        let (schema, table) = match self.explain {
            true => (
                FoundTermRow::SCHEMA,
                FoundTermRow::to_table(found_terms(&index, words, &analyzer, models, limit)?),
            ),
            false => (FoundRow::SCHEMA, FoundRow::to_table(found(&index, words, &analyzer, models, limit)?)),
        };
        if table.height() == 0 && matches!(self.format, Format::Text) {
            return print_line("no document has a word of this query");
        }
        print_result(schema, &table, self.format, self.wide)
    }

    /// Checks that no output is an input, stands in the index, or is another output.
    fn check_outputs(&self, queries: &Path, models: &[Named<dyn RetrievalModel>]) -> Result<()> {
        // Of what does not exist yet, the folder may.
        let real = |path: &Path| {
            let parent =
                path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let below = || Some(parent.canonicalize().ok()?.join(path.file_name()?));
            path.canonicalize().ok().or_else(below).unwrap_or(path.to_path_buf())
        };
        let runs: Vec<PathBuf> = match models {
            [_] if self.to == Path::new("-") => Vec::new(),
            [_] => vec![self.to.clone()],
            several => several.iter().map(|model| self.to.join(run_file_name(&model.name, "run"))).collect(),
        };
        let outputs =
            runs.iter().map(|path| ("--to", path)).chain(self.timings.iter().map(|path| ("--timings", path)));
        let mut seen = vec![real(queries)];
        for (flag, output) in outputs {
            let place = real(output);
            // A device or a pipe may take several.
            let stream = std::fs::metadata(&place).is_ok_and(|found| !found.is_file() && !found.is_dir());
            if !stream && (seen.contains(&place) || place.starts_with(real(&self.index))) {
                let reason = format!("{} is read or written here too: name another file", output.display());
                return Err(Error::BadExperiment { place: flag.to_string(), reason });
            }
            seen.push(place);
        }
        Ok(())
    }
}

/// Prints a run; a reader that has closed the pipe has what it wants.
fn to_stdout(run: &Run) -> Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match write_run(run, Path::new("stdout"), &mut out) {
        Err(Error::Io { source, .. }) if source.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        outcome => outcome.and_then(|()| out.flush().map_err(|error| Error::io("stdout", "write", error))),
    }
}
