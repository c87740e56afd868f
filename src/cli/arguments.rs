//! The flags that every stage takes: which experiment, which corpus, and what overrides the file.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use clap::Args;
use sourcebias::corpus::SourceFile;
use sourcebias::experiment::{Again, Experiment, Pipeline, Progress, Redo, Stage, slot};
use sourcebias::results::ResultPaths;
use sourcebias::{Error, Result};

use super::corpus_arguments::CorpusArguments;
use super::progress::Bars;

/// Which experiment, and what overrides its file.
#[derive(Args)]
pub struct ExperimentArguments {
    /// The experiment file (TOML); without it, --corpus alone defines one
    #[arg(value_name = "EXPERIMENT.toml", required_unless_present = "corpus")]
    experiment: Option<PathBuf>,
    #[command(flatten)]
    corpus: CorpusArguments,
    /// The name of the results; overrides `name`. Without it, results under other settings than the file's are called
    /// after what differs, as in `demo+models=bm25`, and those of the file stay
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Where `results/` and `figures/` are written
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,
    /// Does the stage again though it is finished, from the kept results of those before it; `run --force` does every stage
    /// again
    #[arg(long)]
    force: bool,
    /// Sets aside whatever is in the way of the results and was not written by this program, instead of stopping
    #[arg(long)]
    adopt: bool,
    /// Overrides the seed
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Overrides the analyser, as in `words` (all words, in lower case); without an experiment it is `english`, which
    /// removes 33 stop words and stems
    #[arg(long, value_name = "SPEC")]
    analyzer: Option<String>,
    /// Overrides the retrieval models; may be given several times
    #[arg(long = "model", value_name = "SPEC")]
    models: Vec<String>,
    /// Overrides the evaluation measures; may be given several times
    #[arg(long = "measure", value_name = "SPEC")]
    measures: Vec<String>,
    /// Also evaluates this run of another engine, TREC lines or a .parquet file with columns for query, document and score;
    /// may be given several times
    #[arg(long = "run", value_name = "FILE")]
    runs: Vec<PathBuf>,
    /// Writes each run as a TREC file too, runs/MODEL.run beside runs/MODEL.parquet, for trec_eval and its kin; as
    /// `trec_runs = true` in [retrieve]
    #[arg(long)]
    trec_runs: bool,
    /// The document map for --run: lines of `document content source`, of which `document` is the name in the run, `content`
    /// the `_id` of the text
    #[arg(long, value_name = "FILE")]
    documents: Option<PathBuf>,
    /// Reassigns the labels of twins at random N times and shows how often each test finds an effect; overrides `placebo`
    /// in [bias] and [profile]
    #[arg(long, value_name = "N")]
    placebo: Option<usize>,
    /// Counts and skips lines that cannot be read, instead of stopping at the first
    #[arg(long)]
    skip_bad_lines: bool,
}

impl ExperimentArguments {
    /// The experiment of the file, or of the corpus alone.
    fn of_file(&self) -> Result<Experiment> {
        match (&self.experiment, &self.corpus.folder) {
            (Some(path), _) => Experiment::read(path),
            (None, Some(folder)) => {
                let mut experiment = Experiment::of_corpus(&folder_name(folder)?, folder);
                self.corpus.find_format(&mut experiment)?;
                Ok(experiment)
            }
            (None, None) => unreachable!("clap requires one of them"),
        }
    }

    /// The experiment with the flags laid over its file, and called after what they change.
    fn experiment(&self, of_file: &Experiment, adjust: impl FnOnce(&mut Experiment)) -> Result<Experiment> {
        let mut experiment = of_file.clone();
        self.corpus.adjust(&mut experiment);
        self.adjust(&mut experiment);
        adjust(&mut experiment);
        experiment.name = match &self.name {
            Some(name) => name.clone(),
            None => slot(of_file, &experiment),
        };
        if self.corpus.folder.is_some() && self.name.is_none() {
            self.check_folder(&experiment)?;
        }
        Ok(experiment)
    }

    /// Checks that results for a folder that was named are not those of another folder of that name.
    fn check_folder(&self, experiment: &Experiment) -> Result<()> {
        let saved = ResultPaths::new(&self.out, &experiment.name).experiment();
        let Ok(saved) = Experiment::read(&saved) else { return Ok(()) };
        let real = |experiment: &Experiment| experiment.corpus.as_ref()?.path.canonicalize().ok();
        match (real(&saved), real(experiment)) {
            (Some(earlier), Some(now)) if earlier != now => Err(Error::BadExperiment {
                place: "the corpus (`corpus`, --corpus)".to_string(),
                reason: format!(
                    "results/{} are those of {}; give these another name (`name`, --name), or choose another folder (`out`, --out)",
                    experiment.name,
                    earlier.display()
                ),
            }),
            _ => Ok(()),
        }
    }

    /// The folder of the corpus, where one was given.
    pub fn corpus(&self) -> Option<&Path> {
        self.corpus.folder.as_deref()
    }

    /// The reference, where one was named.
    pub fn reference(&self) -> Option<&str> {
        self.corpus.reference.as_deref()
    }

    /// Whether texts of one id are versions of one content, where that was said.
    pub fn unpaired(&self) -> Option<bool> {
        self.corpus.unpaired()
    }

    /// Whether it is said where results are written.
    pub fn names_a_place(&self) -> bool {
        self.out != Path::new(".")
    }

    /// Lays every flag but the corpus over an experiment.
    pub fn adjust(&self, experiment: &mut Experiment) {
        if let Some(seed) = self.seed {
            experiment.seed = seed;
        }
        if let Some(analyzer) = &self.analyzer {
            experiment.text.analyzer.clone_from(analyzer);
        }
        if !self.models.is_empty() {
            experiment.retrieve.models.clone_from(&self.models);
        }
        if !self.measures.is_empty() {
            experiment.evaluate.measures.clone_from(&self.measures);
        }
        experiment.retrieve.runs.extend(self.runs.iter().cloned());
        experiment.retrieve.trec_runs |= self.trec_runs;
        if self.documents.is_some() {
            experiment.retrieve.documents.clone_from(&self.documents);
        }
        if let Some(relabelings) = self.placebo {
            experiment.bias.placebo = relabelings;
            experiment.profile.placebo = relabelings;
        }
        if let (true, Some(corpus)) = (self.skip_bad_lines, &mut experiment.corpus) {
            corpus.skip_bad_lines = true;
        }
    }

    /// The path that stands in the place of the experiment.
    pub fn named(&self) -> Option<&Path> {
        self.experiment.as_deref()
    }

    /// The path that is no experiment but a file of texts: any that does not end in `.toml` and is no folder.
    pub fn texts(&self) -> Option<&Path> {
        let is_experiment =
            |path: &Path| path.is_dir() || path.extension().is_some_and(|ending| ending == "toml");
        self.experiment.as_deref().filter(|path| !is_experiment(path))
    }

    /// Checks that nothing was given that files of texts have no use for.
    pub fn check_for_texts(&self) -> Result<()> {
        let given = [
            (!self.models.is_empty(), "--model"),
            (!self.measures.is_empty(), "--measure"),
            (!self.runs.is_empty(), "--run"),
            (self.documents.is_some(), "--documents"),
            (self.trec_runs, "--trec-runs"),
            (self.force, "--force"),
            (self.adopt, "--adopt"),
            (self.name.is_some(), "--name"),
            (self.corpus.format().is_some(), "--from"),
            (self.corpus.has_split(), "--split"),
            (self.placebo.is_some(), "--placebo"),
        ];
        let Some((_, flag)) = given.into_iter().find(|(given, _)| *given) else { return Ok(()) };
        let reason = match flag {
            "--measure" => "names measures of rankings; lexical measures are named by --measures",
            _ => "has no effect on files of texts; leave it out",
        };
        Err(Error::BadExperiment { place: flag.to_string(), reason: reason.to_string() })
    }

    /// The measure of a page over results, where one was named, and nothing that has no effect on results was given.
    #[cfg(feature = "report")]
    pub fn measure_of_results(&self) -> Result<Option<&str>> {
        let given = [
            (self.corpus.folder.is_some(), "--corpus"),
            (self.corpus.format().is_some(), "--from"),
            (self.corpus.has_split(), "--split"),
            (self.corpus.reference.is_some(), "--reference"),
            (self.corpus.unpaired() == Some(true), "--unpaired"),
            (self.corpus.unpaired() == Some(false), "--paired"),
            (self.name.is_some(), "--name"),
            (self.force, "--force"),
            (self.seed.is_some(), "--seed"),
            (self.analyzer.is_some(), "--analyzer"),
            (!self.models.is_empty(), "--model"),
            (!self.runs.is_empty(), "--run"),
            (self.documents.is_some(), "--documents"),
            (self.trec_runs, "--trec-runs"),
            (self.placebo.is_some(), "--placebo"),
            (self.skip_bad_lines, "--skip-bad-lines"),
        ];
        let useless = given.into_iter().find(|(given, _)| *given).map(|(_, flag)| flag);
        match (useless, &self.measures[..]) {
            (Some(flag), _) => Err(Error::BadExperiment {
                place: flag.to_string(),
                reason: "has no effect on finished results; leave it out".to_string(),
            }),
            (None, [_, _, ..]) => Err(Error::BadExperiment {
                place: "--measure".to_string(),
                reason: "is one on a page over result folders: name one".to_string(),
            }),
            (None, measures) => Ok(measures.first().map(String::as_str)),
        }
    }

    /// Where results and figures are written.
    #[cfg(feature = "report")]
    pub fn out(&self) -> &Path {
        &self.out
    }

    /// Whether what is in the way is set aside.
    #[cfg(feature = "report")]
    pub fn adopts(&self) -> bool {
        self.adopt
    }

    /// Whether lines that cannot be read are passed over.
    pub fn skips_bad_lines(&self) -> bool {
        self.skip_bad_lines
    }

    /// Runs the experiment up to `last`, with bars on a terminal, and hands the finished pipeline to `then`.
    pub fn run_to(
        &self,
        last: Stage,
        quiet: bool,
        then: impl FnOnce(&Pipeline<'_>) -> Result<()>,
    ) -> Result<()> {
        self.run_with(last, quiet, |_| (), then)
    }

    /// Runs the experiment through all stages; what is forced is every one of them.
    pub fn run_all(
        &self,
        quiet: bool,
        adjust: impl FnOnce(&mut Experiment),
        then: impl FnOnce(&Pipeline<'_>) -> Result<()>,
    ) -> Result<()> {
        self.run_forcing(Again::All, Stage::Report, quiet, adjust, then)
    }

    /// As [`ExperimentArguments::run_to`], with the experiment adjusted before.
    pub fn run_with(
        &self,
        last: Stage,
        quiet: bool,
        adjust: impl FnOnce(&mut Experiment),
        then: impl FnOnce(&Pipeline<'_>) -> Result<()>,
    ) -> Result<()> {
        self.run_forcing(Again::Last, last, quiet, adjust, then)
    }

    fn run_forcing(
        &self,
        forced: Again,
        last: Stage,
        quiet: bool,
        adjust: impl FnOnce(&mut Experiment),
        then: impl FnOnce(&Pipeline<'_>) -> Result<()>,
    ) -> Result<()> {
        let bars = Bars::new(quiet);
        self.run_told(&self.of_file()?, (forced, last), &bars, adjust, |pipeline| {
            bars.finish();
            then(pipeline)
        })
    }

    /// Runs an experiment as one that was read from the file, up to `last`, and tells `progress` how far it is.
    fn run_told(
        &self,
        of_file: &Experiment,
        (forced, last): (Again, Stage),
        progress: &dyn Progress,
        adjust: impl FnOnce(&mut Experiment),
        then: impl FnOnce(&Pipeline<'_>) -> Result<()>,
    ) -> Result<()> {
        let experiment = self.experiment(of_file, adjust)?;
        let again = if self.force { forced } else { Again::Nothing };
        let redo = Redo { again, adopt: self.adopt };
        let pipeline =
            Pipeline::new(experiment, &self.out, redo, progress)?.with_donor(&self.out, &of_file.name);
        pipeline.run_to(last)?;
        then(&pipeline)
    }

    /// As [`ExperimentArguments::run_all`] for an experiment at hand, or the one that is named where none is; returns the
    /// folder of the results.
    pub fn run_given(
        &self,
        given: Option<&Experiment>,
        progress: &dyn Progress,
        adjust: impl FnOnce(&mut Experiment),
    ) -> Result<PathBuf> {
        let of_file = given.map_or_else(|| self.of_file(), |given| Ok(given.clone()))?;
        let mut folder = PathBuf::new();
        self.run_told(&of_file, (Again::All, Stage::Report), progress, adjust, |pipeline| {
            folder = pipeline.paths().results().to_path_buf();
            Ok(())
        })?;
        Ok(folder)
    }
}

/// Each file with the name of its source: the file's name without .jsonl, .gz and .zst.
pub fn source_files(paths: &[&Path]) -> Result<Vec<SourceFile>> {
    let (mut named, mut seen) = (Vec::new(), HashSet::new());
    for path in paths {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        let plain = file.trim_end_matches(".zst").trim_end_matches(".gz").trim_end_matches(".jsonl");
        let source = if file == "-" { "stdin".to_string() } else { plain.to_string() };
        if !seen.insert(source.clone()) {
            let reason =
                format!("two files are named {source:?}, and a source has one name: rename one of them");
            return Err(Error::BadExperiment { place: path.display().to_string(), reason });
        }
        named.push(SourceFile { source, path: path.to_path_buf() });
    }
    Ok(named)
}

/// The last part of a folder's path, as the name of an experiment: what such a name cannot have becomes `-`.
fn folder_name(folder: &Path) -> Result<String> {
    let whole = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    let kept = |letter: char| if letter.is_alphanumeric() || "-_.".contains(letter) { letter } else { '-' };
    let name = whole.file_name().map(|name| name.to_string_lossy().chars().map(kept).collect::<String>());
    let name = name.map(|name| name.trim_start_matches('.').to_string()).filter(|name| !name.is_empty());
    name.ok_or_else(|| Error::BadExperiment {
        place: "--corpus".to_string(),
        reason: format!(
            "{} has no name that the experiment could take; write an experiment file",
            folder.display()
        ),
    })
}
