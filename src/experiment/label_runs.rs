//! Runs under the labels of judges: TREC runs and judgements side by side in; what each run is worth under each judge, and how
//! far the judges put the runs in the people's order, out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use super::audit::name_apart;
use crate::corpus::format::lines::for_each_line;
use crate::corpus::{Catalogue, DocumentId, Qrels, Source, SourceId, SourceKind};
use crate::error::{Error, Result};
use crate::evaluate::{EvaluateSettings, MEASURES, Measure, Target, evaluate};
use crate::labels::{Judge, Judgements, LabelSettings, OrderRow, SystemRow, SystemValues, orders};
use crate::registry::Named;
use crate::retrieve::{DocumentMap, Run, read_run};

/// How runs are judged anew.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LabelRuns {
    /// The TREC runs.
    pub files: Vec<PathBuf>,
    /// The evaluation measures that order them, as [`MEASURES`] parses them.
    pub measures: Vec<String>,
}

/// What the runs are worth under each judge, and how alike the orders are.
///
/// # Errors
/// Where a run is missing or damaged, two runs have one name, there are no people to compare with, or a measure is unknown.
pub(super) fn order_of_runs(
    runs: &LabelRuns,
    judgements: &Judgements,
    settings: &LabelSettings,
) -> Result<(Vec<OrderRow>, Vec<SystemRow>)> {
    let wrong =
        |reason: &str| Error::BadExperiment { place: "the runs".to_string(), reason: reason.to_string() };
    let people =
        judgements.people.as_ref().ok_or_else(|| wrong("want the labels of people to compare with"))?;
    if runs.files.len() < 2 {
        return Err(wrong("one run alone has no order; name two or more"));
    }
    let measures = MEASURES.parse_all(&runs.measures)?;
    let read = read(&runs.files)?;
    let systems: Vec<String> = read.iter().map(|run| run.model.clone()).collect();
    let judges: Vec<&Judge> = judgements.judges.iter().chain([people]).collect();
    let evaluated: Vec<_> = judges.iter().map(|judge| values(&read, judgements, judge, &measures)).collect();
    let (mut order, mut worth) = (Vec::new(), Vec::new());
    for measure in &measures {
        let of = |place: usize| SystemValues {
            judge: judges[place].name.clone(),
            values: evaluated[place][&measure.name].clone(),
        };
        let found: Vec<SystemValues> = (0..judges.len() - 1).map(of).collect();
        let (rows, of_systems) = orders((&measure.name, &systems), &of(judges.len() - 1), &found, settings)?;
        order.extend(rows);
        worth.extend(of_systems);
    }
    Ok((order, worth))
}

/// The runs, over a catalogue of all documents that they name: who wrote these does not matter.
fn read(files: &[PathBuf]) -> Result<Vec<Run>> {
    let mut names: BTreeSet<String> = BTreeSet::new();
    for file in files {
        for_each_line(file, "give TREC runs: lines of `query Q0 document rank score tag`", |_, line| {
            names.extend(line.split_whitespace().nth(2).map(str::to_string));
            Ok(())
        })?;
    }
    let id = |name: String| DocumentId { base: Arc::from(name), source: SourceId(0) };
    let source = Source { name: "all".to_string(), kind: SourceKind::Human };
    let catalogue = Arc::new(Catalogue::new(vec![source], SourceId(0), names.into_iter().map(id).collect()));
    let documents = DocumentMap::docnos(&catalogue)?;
    let read = |file: &PathBuf| read_run(file, &catalogue, &documents, None, usize::MAX);
    let mut runs = files.iter().map(read).collect::<Result<Vec<Run>>>()?;
    name_apart(&mut runs, files)?;
    Ok(runs)
}

/// By measure, of each run the value for each query of the judgements under one judge; ties are averaged.
fn values(
    runs: &[Run],
    judgements: &Judgements,
    judge: &Judge,
    measures: &[Named<dyn Measure>],
) -> BTreeMap<String, Vec<Vec<Option<f64>>>> {
    // A scale that begins above 0 has no grade for what is not relevant: its lowest is taken for that.
    let nothing = judgements.scale.low.max(0);
    let graded = judgements.pairs.iter().zip(&judge.levels).filter_map(|((query, document), level)| {
        let grade = judgements.scale.grade(usize::from((*level)?)) - nothing;
        Some((judgements.queries[*query as usize].as_str(), document.as_str(), grade))
    });
    let settings = EvaluateSettings { bootstrap: 0, ..EvaluateSettings::default() };
    let found = evaluate(runs, &Qrels::from_grades(graded), measures, &settings);
    let of_run = |run: &Run, measure: &str| -> Vec<Option<f64>> {
        let series = found.find(&run.model, Target::All, measure);
        let known: BTreeMap<&str, Option<f64>> = series
            .iter()
            .flat_map(|series| &series.values)
            .map(|(query, value)| (query.as_str(), *value))
            .collect();
        judgements.queries.iter().map(|query| known.get(query.as_str()).copied().flatten()).collect()
    };
    let of_measure = |measure: &Named<dyn Measure>| {
        let values = runs.iter().map(|run| of_run(run, &measure.name)).collect();
        (measure.name.clone(), values)
    };
    measures.iter().map(of_measure).collect()
}
