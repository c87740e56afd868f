//! Evaluation: runs, judgements and measures in; the value of each measure for each model, target and query out, with
//! means and their intervals.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::judge::{judge_each, reach};
use super::{EvaluateSettings, Measure, Queries, Target};
use crate::corpus::{Catalogue, Qrels, SourceId};
use crate::error::{Error, Result};
use crate::registry::Named;
use crate::retrieve::{Ranking, Run};
use crate::statistics::{Interval, mean};
use crate::table::{FileKind, Printed, Shown, Table, TableRow};

/// The values of one measure for one model and target.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The model's name.
    pub model: String,
    /// Which versions of a judged content count as relevant.
    pub target: Target,
    /// The target's name: "all" or that of a source.
    pub target_name: String,
    /// The measure's name.
    pub measure: String,
    /// The rank from which on documents do not matter to the measure; `None` where all do.
    pub cutoff: Option<usize>,
    /// The value for each query, sorted by query; `None` where nothing is relevant for query and target.
    pub values: Vec<(String, Option<f64>)>,
}

impl Series {
    /// The values that are defined, in the order of the queries.
    pub fn defined(&self) -> Vec<f64> {
        self.values.iter().filter_map(|(_, value)| *value).collect()
    }

    /// The sum and the number of the defined values of each cluster, clusters in the order of their first query.
    fn by_cluster(&self, clusters: &BTreeMap<String, u32>) -> (Vec<f64>, Vec<f64>) {
        let (mut sums, mut counts) = (Vec::<f64>::new(), Vec::<f64>::new());
        let mut places: FxHashMap<u32, usize> = FxHashMap::default();
        for (query, value) in self.values.iter().filter_map(|(query, value)| Some((query, (*value)?))) {
            let next = sums.len();
            let place = clusters.get(query).map_or(next, |cluster| *places.entry(*cluster).or_insert(next));
            if place == next {
                sums.push(0.0);
                counts.push(0.0);
            }
            sums[place] += value;
            counts[place] += 1.0;
        }
        (sums, counts)
    }
}

/// The values of all measures for all models and targets.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// One series for each model, target and measure, in this order.
    pub series: Vec<Series>,
    /// How they were evaluated, with the names of the measures.
    pub settings: EvaluateSettings,
}

/// Evaluates `runs` against `qrels`: for each run the target "all" and, where there are several sources, each source.
pub fn evaluate(
    runs: &[Run],
    qrels: &Qrels,
    measures: &[Named<dyn Measure>],
    settings: &EvaluateSettings,
) -> Evaluation {
    evaluate_by(runs, qrels, measures, settings, &|| ())
}

/// As [`evaluate`]; `step` is called once for each run and judged query.
pub fn evaluate_by(
    runs: &[Run],
    qrels: &Qrels,
    measures: &[Named<dyn Measure>],
    settings: &EvaluateSettings,
    step: &(dyn Fn() + Sync),
) -> Evaluation {
    let of_run = |run: &Run| {
        let targets = targets(&run.catalogue);
        let queries: Vec<&str> =
            qrels.queries().filter(|query| counts(run, query, settings.queries)).collect();
        let (nothing, reach) = (Ranking::default(), reach(measures));
        let of_query = |query: &&str| -> Vec<Option<f64>> {
            let ranking = run.rankings.get(*query).unwrap_or(&nothing);
            let judged =
                judge_each(ranking, &run.catalogue, (qrels, query), &targets, (settings.ties, reach));
            // What is left out may be relevant.
            let value = |judged, measure: &Named<dyn Measure>| {
                let known = !ranking.lacks_before(measure.object.cutoff());
                measure.object.value(judged).filter(|_| known)
            };
            let values =
                judged.iter().flat_map(|judged| measures.iter().map(move |measure| value(judged, measure)));
            let values = values.collect();
            step();
            values
        };
        let values: Vec<Vec<Option<f64>>> = queries.par_iter().map(of_query).collect();
        let series = |target: usize, measure: usize| {
            let place = target * measures.len() + measure;
            let values = queries.iter().zip(&values).map(|(query, row)| (query.to_string(), row[place]));
            Series {
                model: run.model.clone(),
                target: targets[target],
                target_name: target_name(&run.catalogue, targets[target]),
                measure: measures[measure].name.clone(),
                cutoff: measures[measure].object.cutoff(),
                values: values.collect(),
            }
        };
        let places =
            (0..targets.len()).flat_map(|target| (0..measures.len()).map(move |measure| (target, measure)));
        places.map(|(target, measure)| series(target, measure)).collect::<Vec<_>>()
    };
    let names = measures.iter().map(|measure| measure.name.clone()).collect();
    let used = EvaluateSettings { measures: names, ..settings.clone() };
    Evaluation { series: runs.iter().flat_map(of_run).collect(), settings: used }
}

/// Checks that rankings which are read to `depth` hold the places that these measures look at; a measure without a cutoff looks at those
/// that there are.
///
/// # Errors
/// [`Error::BadExperiment`] that names the measure with the largest cutoff beyond the depth: cut there, it would have the value of another
/// measure.
pub fn reaches(depth: usize, measures: &[Named<dyn Measure>]) -> Result<()> {
    let cutoff = |measure: &&Named<dyn Measure>| measure.object.cutoff().unwrap_or(0);
    match measures.iter().max_by_key(cutoff) {
        Some(measure) if cutoff(&measure) > depth => {
            let (name, cutoff) = (&measure.name, cutoff(&measure));
            let reason = format!(
                "{depth} cuts rankings within the first {cutoff} places, which {name} looks at; give {cutoff} or more"
            );
            Err(Error::BadExperiment { place: "the depth".to_string(), reason })
        }
        _ => Ok(()),
    }
}

fn targets(catalogue: &Catalogue) -> Vec<Target> {
    let sources = catalogue.sources().len() as u32;
    let each = (0..sources).map(|source| Target::Source(SourceId(source))).filter(|_| sources > 1);
    std::iter::once(Target::All).chain(each).collect()
}

fn target_name(catalogue: &Catalogue, target: Target) -> String {
    match target {
        Target::All => "all".to_string(),
        Target::Source(source) => catalogue.source_name(source).to_string(),
    }
}

fn counts(run: &Run, query: &str, queries: Queries) -> bool {
    match queries {
        Queries::Judged => true,
        Queries::WithResults => {
            run.rankings.get(query).is_some_and(|ranking| !ranking.documents().is_empty())
        }
    }
}

impl Evaluation {
    /// The series of one model, target and measure.
    pub fn find(&self, model: &str, target: Target, measure: &str) -> Option<&Series> {
        self.series
            .iter()
            .find(|series| series.model == model && series.target == target && series.measure == measure)
    }

    /// One row a model, target, measure and query ([`QueryValueRow`]).
    pub fn queries_table(&self) -> Table {
        let of_series = |series: &Series| {
            let share = |word: &str| -> Arc<str> { Arc::from(word) };
            let (model, target) = (share(&series.model), share(&series.target_name));
            let measure = share(&series.measure);
            let row = |(query, value): &(String, Option<f64>)| QueryValueRow {
                model: Arc::clone(&model),
                target: Arc::clone(&target),
                measure: Arc::clone(&measure),
                query: share(query),
                value: *value,
            };
            series.values.iter().map(row).collect::<Vec<_>>()
        };
        QueryValueRow::to_table(self.series.iter().flat_map(of_series).collect())
    }

    /// One row a model, target and measure ([`EvaluationRow`]). Intervals draw clusters of queries, as
    /// [`query_clusters`](crate::corpus::query_clusters) has them; a query that is not in there stands alone.
    pub fn summary_table(&self, clusters: &BTreeMap<String, u32>) -> Table {
        let by_cluster: Vec<(Vec<f64>, Vec<f64>)> =
            self.series.iter().map(|series| series.by_cluster(clusters)).collect();
        let drawn: Vec<usize> = by_cluster.iter().map(|(sums, _)| sums.len()).collect();
        let (sums, counts) = by_cluster.into_iter().unzip();
        let intervals = self.settings.resampling().ratio_intervals(sums, counts);
        let row = |((series, clusters), interval): ((&Series, usize), Option<Interval>)| {
            let known = series.defined();
            EvaluationRow {
                model: series.model.clone(),
                target: series.target_name.clone(),
                measure: series.measure.clone(),
                mean: mean(&known),
                low: interval.map(|interval| interval.low),
                high: interval.map(|interval| interval.high),
                queries: known.len() as u64,
                clusters: clusters as u64,
                undefined: (series.values.len() - known.len()) as u64,
            }
        };
        EvaluationRow::to_table(self.series.iter().zip(drawn).zip(intervals).map(row).collect())
    }
}

crate::table! {
    /// the mean of each measure by model and target
    pub struct EvaluationRow("evaluate/summary", FileKind::Csv, Some(PRINTED)) {
        /// The model, or the name of a run that came as a file.
        model: String = "Model", Shown::Name;
        /// `all`, or the source whose documents alone count as relevant.
        target: String = "Target", Shown::Word;
        /// The measure.
        measure: String = "Measure", Shown::Name;
        /// Its mean over the queries for which it is defined.
        mean: Option<f64> = "Mean", Shown::Decimal(4);
        /// Lower end of the interval of the mean, clusters of queries being drawn.
        low: Option<f64> = "Interval", Shown::Interval(4);
        /// Upper end of that interval.
        high: Option<f64>;
        /// The queries that the mean is over.
        queries: u64 = "Queries", Shown::Count;
        /// The clusters that these stand in, which the interval draws.
        clusters: u64;
        /// Queries left out because nothing is relevant.
        undefined: u64 = "Undefined", Shown::Count;
    }
}

const PRINTED: Printed = Printed {
    name: "evaluation",
    title: "Effectiveness by target",
    note: "The mean of each measure over queries. Target \"all\": every relevant document counts, whoever wrote it; \
        otherwise only that source's versions do, and the others stay in the ranking as not relevant. Each target \
        is averaged over the queries for which it is defined; H and L in the table of Relative Δ are over the \
        queries that have both. Undefined: queries for which the measure has no value.",
};

crate::table! {
    /// the value of each measure by model, target and query
    pub struct QueryValueRow("evaluate/queries", FileKind::Parquet, None) {
        /// The model, or the name of a run that came as a file.
        model: Arc<str>;
        /// `all`, or the source whose documents alone count as relevant.
        target: Arc<str>;
        /// The measure.
        measure: Arc<str>;
        /// The query.
        query: Arc<str>;
        /// The value; undefined where nothing is relevant.
        value: Option<f64>;
    }
}
