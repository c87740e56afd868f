//! Audits of run files: files are named in; they are read and joined, and the verdict on them comes out. Nothing of it is kept
//! as an experiment.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{Called, fingerprint};
use crate::bias::audit::{
    Audit, AuditInput, Audited, BaseRateOrigin, BaseRates, GATED, Gate, Verdict, audit,
};
use crate::bias::{BiasSettings, Evidence, share_reaches, short_name, without_relative_delta};
use crate::corpus::{Qrels, Query, SourceMap, read_judgements, read_queries};
use crate::error::{Error, Result};
use crate::evaluate::{EvaluateSettings, MEASURES, Measure, evaluate, reaches};
use crate::registry::Named;
use crate::results::{put_folder, table_files};
use crate::retrieve::{MappedRuns, Run, check_coverage};
use crate::statement::{Statement, Topic};

/// Where base rates come from.
#[derive(Debug, Clone, PartialEq)]
pub enum BaseRateSource {
    /// From the map where it has every ranked document, else estimated from the ranked ones.
    Counted,
    /// From a file of lines `source share`, or `source count`.
    File(PathBuf),
    /// Shares or counts by name.
    Named(Vec<(String, f64)>),
}

/// What is audited, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditSettings {
    /// The runs, TREC or Parquet.
    pub runs: Vec<PathBuf>,
    /// The map from documents to sources.
    pub sources: PathBuf,
    /// The judgements, on contents or documents.
    pub qrels: Option<PathBuf>,
    /// The queries, which may name clusters.
    pub queries: Option<PathBuf>,
    /// An older run, with which the others are compared.
    pub baseline: Option<PathBuf>,
    /// To which rank runs are read; documents that tie with the last one count.
    pub depth: Option<usize>,
    /// The evaluation measures, as [`MEASURES`] parses them.
    pub measures: Vec<String>,
    /// The source that others are compared with; `human` where none is named.
    pub reference: Option<String>,
    /// Where base rates come from.
    pub base_rates: BaseRateSource,
    /// The gates.
    pub gates: Vec<Gate>,
    /// How to resample and test.
    pub bias: BiasSettings,
    /// What files and runs are called, where their paths and their lines do not say it.
    pub called: Called,
}

impl AuditSettings {
    /// Settings for runs and a map; all else by default, with nDCG@10 as the measure.
    pub fn new(runs: Vec<PathBuf>, sources: PathBuf) -> AuditSettings {
        AuditSettings {
            runs,
            sources,
            qrels: None,
            queries: None,
            baseline: None,
            depth: None,
            measures: vec![crate::bias::evidence::HEADLINE.to_string()],
            reference: None,
            base_rates: BaseRateSource::Counted,
            gates: Vec::new(),
            bias: BiasSettings::default(),
            called: Called::default(),
        }
    }

    /// The margin of the gate on equivalence, where there is one.
    fn equivalent_within(&self) -> Option<f64> {
        self.gates.iter().find_map(|gate| match gate {
            Gate::EquivalentWithin(percent) => Some(*percent),
            Gate::FailIf(_) => None,
        })
    }

    /// Checks what can be known before any file is read.
    fn check(&self) -> Result<Vec<Named<dyn Measure>>> {
        let wrong = |place: &str, reason: &str| {
            Err(Error::BadExperiment { place: place.to_string(), reason: reason.to_string() })
        };
        if self.runs.is_empty() {
            return wrong("the runs", "there is none; name a run file");
        }
        if self.depth == Some(0) {
            return wrong("the depth", "must be at least 1");
        }
        self.bias.check()?;
        for gate in &self.gates {
            gate.check(&GATED)?;
        }
        if self.equivalent_within().is_some() {
            if self.qrels.is_none() {
                return wrong(
                    "the gate on equivalence",
                    "wants judgements: without them there is no Relative Δ",
                );
            }
            if self.bias.bootstrap < 100 {
                return wrong("the gate on equivalence", "wants 100 bootstrap replicates or more");
            }
        }
        let measures = MEASURES.parse_all(&self.measures)?;
        if let Some(depth) = self.depth {
            share_reaches(depth)?;
            // Without judgements no measure is evaluated.
            reaches(depth, if self.qrels.is_some() { &measures } else { &[] })?;
        }
        Ok(measures)
    }
}

/// What an audit of files found.
#[derive(Debug, Clone)]
pub struct FileAudit {
    /// The tables and the answer.
    pub audit: Audit,
    /// The same with gates and inputs, as a record.
    pub verdict: Verdict,
}

/// Reads the files that the settings name and audits them.
///
/// # Errors
/// Where a file is missing or damaged, a line cannot be used, or a setting names what there is not. That a gate is not passed is
/// no error: the verdict says it.
pub fn audit_files(settings: &AuditSettings) -> Result<FileAudit> {
    let measures = settings.check()?;
    let files: Vec<PathBuf> = settings.runs.iter().chain(&settings.baseline).cloned().collect();
    let map = SourceMap::read(&settings.sources)?;
    let depth = settings.depth.unwrap_or(usize::MAX);
    let mut mapped = MappedRuns::read(&files, map, settings.reference.as_deref(), depth)?;
    settings.called.name(&mut mapped.runs);
    name_apart(&mut mapped.runs[..settings.runs.len()], &settings.runs, &settings.called)?;
    name_baseline(&mut mapped.runs, settings);
    let mut notes: Vec<String> = Vec::new();
    let qrels = match &settings.qrels {
        Some(path) => judged(path, &mapped, &files, &settings.called, &mut notes)?,
        None => Qrels::default(),
    };
    let queries = queries(settings.queries.as_deref(), &qrels)?;
    let base_rates = base_rates(settings, &mapped)?;
    notes.extend(mapped.notes(&qrels));
    if !qrels.is_empty() {
        notes.extend(without_relative_delta(&measures));
    }
    let (runs, baseline) = mapped.runs.split_at(settings.runs.len());
    // Without judgements there is nothing to measure, but rankings can still be compared.
    let measures = if qrels.is_empty() { &[] } else { &measures[..] };
    let evaluation = |runs: &[Run]| evaluate(runs, &qrels, measures, &EvaluateSettings::default());
    let (of_runs, of_baseline) = (evaluation(runs), evaluation(baseline));
    let bias = BiasSettings {
        margin_percent: settings.equivalent_within().unwrap_or(settings.bias.margin_percent),
        ..settings.bias.clone()
    };
    let evidence = |evaluation, runs| Evidence {
        queries: &queries,
        qrels: &qrels,
        measures,
        ..Evidence::without_texts(evaluation, runs, &mapped.catalogue, &bias)
    };
    let mut audit = audit(&Audited {
        evidence: evidence(&of_runs, runs),
        base_rates: &base_rates,
        baseline: settings.baseline.as_ref().map(|_| evidence(&of_baseline, baseline)),
        equivalent_within: settings.equivalent_within(),
    })?;
    audit.say(notes.into_iter().map(|note| Statement::new(Topic::Note, note)));
    let verdict = Verdict::new(&audit, &settings.gates, inputs(settings)?, (&bias, base_rates.origin()))?;
    Ok(FileAudit { audit, verdict })
}

impl FileAudit {
    /// Writes `verdict.json` and every table that has rows into a folder, which is made, empty, or one that was written so.
    ///
    /// # Errors
    /// Where the folder holds something else, or the disk refuses.
    pub fn save(&self, folder: &Path, adopt: bool) -> Result<()> {
        let mut files = table_files(self.audit.tables())?;
        // Last, so that what it tells of is there.
        files.push((VERDICT.to_string(), self.verdict.to_json().into_bytes()));
        put_folder(&folder.join(VERDICT), "an audit", &files, adopt)
    }
}

/// The name of the record.
const VERDICT: &str = "verdict.json";

/// Gives runs of one tag the names of their files, but such as were named.
pub(super) fn name_apart(runs: &mut [Run], files: &[PathBuf], called: &Called) -> Result<()> {
    let name = |(place, run): (usize, &Run)| match called.names(place) {
        true => run.model.clone(),
        false => short_name(&run.model),
    };
    let names = |runs: &[Run]| runs.iter().enumerate().map(name).collect::<BTreeSet<String>>().len();
    if names(runs) < runs.len() {
        let unnamed = runs.iter_mut().zip(files).enumerate().filter(|(place, _)| !called.names(*place));
        for (_, (run, file)) in unnamed {
            run.model = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        }
    }
    match names(runs) < runs.len() {
        false => Ok(()),
        true => Err(Error::BadExperiment {
            place: "the runs".to_string(),
            reason: "two of them have the same tag and file name; give each its own tag (last field)"
                .to_string(),
        }),
    }
}

/// Gives a baseline that is called as one of the runs, as an older version of one engine is, the name of its file; and where that is
/// taken too, says of it that it is the baseline.
fn name_baseline(runs: &mut [Run], settings: &AuditSettings) {
    let Some(file) = &settings.baseline else { return };
    let (baseline, runs) = runs.split_last_mut().expect("the baseline was read");
    let taken = |name: &str| runs.iter().any(|run| short_name(&run.model) == short_name(name));
    if !taken(&baseline.model) {
        return;
    }
    let of_file = match settings.called.of(file) {
        path if path == file.display().to_string() => {
            file.file_stem().unwrap_or_default().to_string_lossy().into_owned()
        }
        name => name,
    };
    let named = settings.called.names(runs.len());
    baseline.model = if named || taken(&of_file) { format!("{} before", baseline.model) } else { of_file };
}

/// The judgements, on the contents of the map.
fn judged(
    path: &Path,
    mapped: &MappedRuns,
    files: &[PathBuf],
    called: &Called,
    notes: &mut Vec<String>,
) -> Result<Qrels> {
    let (qrels, names) = mapped.judgements(&read_judgements(path)?)?;
    notes.extend(names.notes());
    for (run, file) in mapped.runs.iter().zip(files) {
        notes.extend(check_coverage(file, run, &qrels)?.notes(&called.of(file)));
    }
    Ok(qrels)
}

/// The queries of a file, and those that judgements alone have.
fn queries(path: Option<&Path>, qrels: &Qrels) -> Result<Vec<Query>> {
    let mut queries = path.map_or(Ok(Vec::new()), read_queries)?;
    let known: BTreeSet<String> = queries.iter().map(|query| query.id.clone()).collect();
    let missing = qrels.queries().filter(|query| !known.contains(*query));
    queries.extend(missing.map(|query| Query::new(query, "")));
    Ok(queries)
}

fn base_rates(settings: &AuditSettings, mapped: &MappedRuns) -> Result<BaseRates> {
    let catalogue = &mapped.catalogue;
    match &settings.base_rates {
        BaseRateSource::Counted if mapped.unmapped() == 0 => {
            let origin = |documents| BaseRateOrigin::Listed { documents };
            Ok(BaseRates::counted(catalogue, |_| true, origin))
        }
        BaseRateSource::Counted => {
            let ranked = mapped.ranked();
            let origin = |documents| BaseRateOrigin::Ranked { documents };
            Ok(BaseRates::counted(catalogue, |document| ranked[document as usize], origin))
        }
        BaseRateSource::Named(named) => BaseRates::given(catalogue, named, "the base rates"),
        BaseRateSource::File(path) => {
            let mut named = Vec::new();
            crate::corpus::format::lines::for_each_line(
                path,
                "give a file of lines `source share`",
                |line, text| {
                    let (name, share) = text
                        .trim()
                        .rsplit_once(|letter: char| letter.is_whitespace() || ",=".contains(letter))
                        .ok_or_else(|| wrong_rate(path, line, text))?;
                    let share: f64 = match share.parse() {
                        Ok(share) => share,
                        // A header.
                        Err(_) if named.is_empty() && line == 1 => return Ok(()),
                        Err(_) => return Err(wrong_rate(path, line, text)),
                    };
                    named.push((name.trim().to_string(), share));
                    Ok(())
                },
            )?;
            BaseRates::given(catalogue, &named, &path.display().to_string())
        }
    }
}

fn wrong_rate(path: &Path, line: u64, text: &str) -> Error {
    Error::line(path, line, format!("`{text}` is no source with its share"), "write lines of `source share`")
}

/// The files that were read, with their sums.
fn inputs(settings: &AuditSettings) -> Result<Vec<AuditInput>> {
    let rates = match &settings.base_rates {
        BaseRateSource::File(path) => Some(path),
        BaseRateSource::Counted | BaseRateSource::Named(_) => None,
    };
    let of = |role: &'static str, files: &[&PathBuf]| -> Vec<(&'static str, PathBuf)> {
        files.iter().map(|file| (role, (*file).clone())).collect()
    };
    let named = [
        of("run", &settings.runs.iter().collect::<Vec<_>>()),
        of("baseline", &settings.baseline.iter().collect::<Vec<_>>()),
        of("sources", &[&settings.sources]),
        of("qrels", &settings.qrels.iter().collect::<Vec<_>>()),
        of("queries", &settings.queries.iter().collect::<Vec<_>>()),
        of("base_rates", &rates.into_iter().collect::<Vec<_>>()),
    ];
    let input = |(role, file): (&str, PathBuf)| {
        Ok(AuditInput {
            role: role.to_string(),
            sha256: fingerprint::of_file(&file)?,
            file: settings.called.of(&file),
        })
    };
    named.into_iter().flatten().map(input).collect()
}
