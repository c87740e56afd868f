//! Runs under the labels of judges: runs and judgements side by side in; what each run is worth under each judge, how far
//! the judges put the runs in the people's order and, where it is known who wrote the documents, the Relative Δ that each judge
//! sees, out.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;

use super::Called;
use super::audit::name_apart;
use crate::bias::by_judge::{
    JudgeDeltaRow, JudgedRuns, relative_deltas_by_judge, rows_of_labels, sentences_by_judge,
};
use crate::corpus::{Qrels, SourceMap};
use crate::error::{Error, Result};
use crate::evaluate::{EvaluateSettings, Evaluation, MEASURES, Target, evaluate};
use crate::labels::{Judge, Judgements, LabelSettings, Labels, SystemValues, orders};
use crate::number::counted;
use crate::retrieve::{GivenRun, MappedRuns, Run, runs_of_one_source};
use crate::statement::{Statement, Topic};
use crate::statistics::Bootstrap;
use crate::table::TableRow;

/// How runs are judged anew.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct LabelRuns {
    /// The runs, TREC or Parquet.
    pub files: Vec<PathBuf>,
    /// The evaluation measures that order them, as [`MEASURES`] parses them.
    pub measures: Vec<String>,
    /// The map from documents to sources, for Relative Δ; where none is named, the corpus of the labelled texts tells that, and
    /// without one the runs are ordered alone.
    pub sources: Option<PathBuf>,
    /// The source that others are compared with; where none is named that of the corpus, and of a map `human`.
    pub reference: Option<String>,
}

/// Adds to what labels tell what the runs are worth under each judge, how alike the orders are, and, where it is known who wrote
/// the documents (`sources`, with the one that others are compared with), who is favoured.
///
/// # Errors
/// Where a run or the map is missing or damaged, two runs have one name, there are no people to compare with, or a measure is
/// unknown.
pub(super) fn judge_runs(
    found: &mut Labels,
    runs: &LabelRuns,
    judgements: &Judgements,
    sources: Option<(SourceMap, Option<String>)>,
    (settings, called): (&LabelSettings, &Called),
) -> Result<()> {
    let wrong =
        |reason: &str| Error::BadExperiment { place: "the runs".to_string(), reason: reason.to_string() };
    let people =
        judgements.people.as_ref().ok_or_else(|| wrong("want the labels of people to compare with"))?;
    if runs.reference.is_some() && sources.is_none() {
        return Err(wrong(
            "a reference is named, and nothing says who wrote the documents; name their map or their corpus",
        ));
    }
    if runs.files.len() < 2 && sources.is_none() {
        return Err(wrong("one run alone has no order; name two or more, or the sources of its documents"));
    }
    let measures = MEASURES.parse_all(&runs.measures)?;
    let read = ReadRuns::read(runs, sources, called)?;
    let systems: Vec<String> = read.runs().iter().map(|run| run.model.clone()).collect();
    let judges: Vec<&Judge> = judgements.judges.iter().chain([people]).collect();
    let evaluate_settings = EvaluateSettings { bootstrap: 0, ..EvaluateSettings::default() };
    let evaluated = |judge: &&Judge| -> Result<(Evaluation, usize)> {
        let (qrels, unknown) = read.judgements(judgements, judge)?;
        Ok((evaluate(read.runs(), &qrels, &measures, &evaluate_settings), unknown))
    };
    let evaluated = judges.iter().map(evaluated).collect::<Result<Vec<_>>>()?;
    let (mut order, mut worth) = (Vec::new(), Vec::new());
    for measure in &measures {
        let of = |place: usize| SystemValues {
            judge: judges[place].name.clone(),
            values: values(&evaluated[place].0, &systems, &measure.name, judgements),
        };
        let found: Vec<SystemValues> = (0..judges.len() - 1).map(of).collect();
        let (rows, of_systems) = orders((&measure.name, &systems), &of(judges.len() - 1), &found, settings)?;
        // One system has no order.
        order.extend(rows.into_iter().filter(|_| systems.len() > 1));
        worth.extend(of_systems);
    }
    found.add_orders(order, worth);
    if let ReadRuns::Mapped(_) = read {
        let judged: Vec<JudgedRuns<'_>> = judges
            .iter()
            .zip(&evaluated)
            .map(|(judge, (evaluation, _))| JudgedRuns { judge: &judge.name, evaluation })
            .collect();
        let (people, judges) = judged.split_last().expect("the people are the last");
        let bootstrap = Bootstrap {
            replicates: settings.bootstrap,
            seed: settings.seed,
            confidence: settings.confidence,
        };
        let rows = relative_deltas_by_judge(
            (read.runs(), &measures),
            *people,
            judges,
            &judgements.queries,
            &bootstrap,
        );
        let unknown = evaluated.last().map_or(0, |(_, unknown)| *unknown);
        let told = sentences_by_judge(&rows).into_iter().chain(read.notes(unknown)).collect::<Vec<_>>();
        let of_labels = rows_of_labels(&rows);
        found.add(vec![(JudgeDeltaRow::SCHEMA, JudgeDeltaRow::to_table(rows))], of_labels, told);
    }
    Ok(())
}

/// The runs, and what is known of their documents.
enum ReadRuns {
    /// Their names alone.
    Named(Vec<Run>),
    /// Who wrote them, and which are versions of one content.
    Mapped(Box<MappedRuns>),
}

impl ReadRuns {
    fn read(
        runs: &LabelRuns,
        sources: Option<(SourceMap, Option<String>)>,
        called: &Called,
    ) -> Result<ReadRuns> {
        let Some((map, reference)) = sources else { return Ok(ReadRuns::Named(read(&runs.files, called)?)) };
        let mut mapped = MappedRuns::read(&runs.files, map, reference.as_deref(), usize::MAX)?;
        called.name(&mut mapped.runs);
        name_apart(&mut mapped.runs, &runs.files, called)?;
        Ok(ReadRuns::Mapped(Box::new(mapped)))
    }

    fn runs(&self) -> &[Run] {
        match self {
            ReadRuns::Named(runs) => runs,
            ReadRuns::Mapped(mapped) => &mapped.runs,
        }
    }

    /// The labels of a judge as judgements of the documents of the runs, and how many name a document that there is not.
    fn judgements(&self, judgements: &Judgements, judge: &Judge) -> Result<(Qrels, usize)> {
        // A scale that begins above 0, or ends there or below, has no grade for what is not relevant, or none for what is: its
        // lowest is taken for what is not.
        let (low, high) = (judgements.scale.low, judgements.scale.high);
        let nothing = if high <= 0 { low } else { low.max(0) };
        let graded = judgements.pairs.iter().zip(&judge.levels).filter_map(|((query, document), level)| {
            let grade = judgements.scale.grade(usize::from((*level)?)) - nothing;
            Some((judgements.queries[*query as usize].as_str(), document.as_str(), grade))
        });
        let qrels = Qrels::from_grades(graded);
        match self {
            ReadRuns::Named(_) => Ok((qrels, 0)),
            ReadRuns::Mapped(mapped) => {
                let (mapped, names) = mapped.judgements(&qrels)?;
                Ok((mapped, names.unknown))
            }
        }
    }

    /// What is to say of documents that the map lacks.
    fn notes(&self, unknown: usize) -> Vec<Statement> {
        let ReadRuns::Mapped(mapped) = self else { return Vec::new() };
        let mut notes: Vec<String> = mapped
            .map()
            .note()
            .map(|note| note.replacen("the map", "The map", 1) + ".")
            .into_iter()
            .collect();
        if unknown > 0 {
            notes.push(format!(
                "{} of people for documents that neither the map nor a run has: left out of what runs are worth.",
                counted(unknown as u64, "label", "labels")
            ));
        }
        if mapped.unmapped() > 0 {
            notes.push(format!(
                "{} not in the map: counted as source `{}`.",
                counted(mapped.unmapped() as u64, "ranked document", "ranked documents"),
                crate::corpus::OTHER
            ));
        }
        if !mapped.map().has_contents() {
            let note = "The map names no contents, so that Relative Δ compares different documents: it also differs from 0 where \
                        one source has more, or better, relevant documents.";
            notes.push(note.to_string());
        }
        notes.into_iter().map(|note| Statement::new(Topic::Data, note)).collect()
    }
}

/// The runs, over a catalogue of all documents that they name: who wrote these does not matter.
fn read(files: &[PathBuf], called: &Called) -> Result<Vec<Run>> {
    let given = files.iter().map(|file| GivenRun::read(file)).collect::<Result<Vec<_>>>()?;
    let mut runs = runs_of_one_source(&given, &Qrels::default(), usize::MAX);
    called.name(&mut runs);
    name_apart(&mut runs, files, called)?;
    Ok(runs)
}

/// Of each system the value for each query of the judgements; ties are averaged.
fn values(
    evaluation: &Evaluation,
    systems: &[String],
    measure: &str,
    judgements: &Judgements,
) -> Vec<Vec<Option<f64>>> {
    let of_system = |system: &String| -> Vec<Option<f64>> {
        let series = evaluation.find(system, Target::All, measure);
        let known: BTreeMap<&str, Option<f64>> = series
            .iter()
            .flat_map(|series| &series.values)
            .map(|(query, value)| (query.as_str(), *value))
            .collect();
        judgements.queries.iter().map(|query| known.get(query.as_str()).copied().flatten()).collect()
    };
    systems.iter().map(of_system).collect()
}
