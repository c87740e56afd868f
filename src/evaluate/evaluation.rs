//! Evaluation: runs, judgements and measures in; the value of each measure for each model, target and query out, with
//! means and their intervals.

use rayon::prelude::*;

use super::{Measure, Target, Ties, judge};
use crate::corpus::{Catalogue, Qrels, SourceId};
use crate::registry::Named;
use crate::retrieve::{Ranking, Run};
use crate::statistics::{Bootstrap, mean};
use crate::table::{Column, Table};

/// Over which queries means are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Queries {
    /// Every judged query; one without results counts as 0.
    #[default]
    Judged,
    /// Judged queries for which the model retrieved at least one document.
    WithResults,
}

impl Queries {
    /// The name, as in experiment files.
    pub fn name(self) -> &'static str {
        match self {
            Queries::Judged => "judged",
            Queries::WithResults => "with_results",
        }
    }
}

/// How to evaluate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EvaluateSettings {
    /// What is done with documents of equal score.
    pub ties: Ties,
    /// Over which queries means are taken.
    pub queries: Queries,
    /// Bootstrap replicates over queries.
    pub bootstrap: usize,
    /// The seed of the bootstrap.
    pub seed: u64,
    /// The coverage of intervals, in 0..1.
    pub confidence: f64,
}

impl Default for EvaluateSettings {
    fn default() -> Self {
        let Bootstrap { replicates, seed, confidence } = Bootstrap::default();
        EvaluateSettings {
            ties: Ties::Average,
            queries: Queries::Judged,
            bootstrap: replicates,
            seed,
            confidence,
        }
    }
}

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
}

/// The values of all measures for all models and targets.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// One series for each model, target and measure, in this order.
    pub series: Vec<Series>,
    /// How they were evaluated.
    pub settings: EvaluateSettings,
}

/// Evaluates `runs` against `qrels`: for each run the target "all" and, where there are several sources, each source.
pub fn evaluate(
    runs: &[Run],
    qrels: &Qrels,
    measures: &[Named<dyn Measure>],
    settings: &EvaluateSettings,
) -> Evaluation {
    let of_run = |run: &Run| {
        let targets = targets(&run.catalogue);
        let queries: Vec<&str> =
            qrels.queries().filter(|query| counts(run, query, settings.queries)).collect();
        let nothing = Ranking::default();
        let of_query = |query: &&str| -> Vec<Option<f64>> {
            let ranking = run.rankings.get(*query).unwrap_or(&nothing);
            let judged = targets
                .iter()
                .map(|target| judge(ranking, &run.catalogue, qrels, query, *target, settings.ties));
            judged
                .flat_map(|judged| measures.iter().map(move |measure| measure.object.value(&judged)))
                .collect()
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
    Evaluation { series: runs.iter().flat_map(of_run).collect(), settings: *settings }
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

    /// One row per model, target, measure and query: `model, target, measure, query, value`.
    pub fn queries_table(&self) -> Table {
        let rows =
            || self.series.iter().flat_map(|series| series.values.iter().map(move |row| (series, row)));
        let text =
            |of: fn(&Series) -> &String| Column::Text(rows().map(|(series, _)| of(series).clone()).collect());
        Table::new(vec![
            ("model", text(|series| &series.model)),
            ("target", text(|series| &series.target_name)),
            ("measure", text(|series| &series.measure)),
            ("query", Column::Text(rows().map(|(_, (query, _))| query.clone()).collect())),
            ("value", Column::Number(rows().map(|(_, (_, value))| *value).collect())),
        ])
    }

    /// One row per model, target and measure: `model, target, measure, mean, low, high, queries, undefined`, where
    /// `queries` counts those the mean is over and `undefined` those left out because nothing is relevant.
    pub fn summary_table(&self) -> Table {
        let values: Vec<Vec<f64>> = self.series.iter().map(Series::defined).collect();
        let EvaluateSettings { bootstrap: replicates, seed, confidence, .. } = self.settings;
        let intervals = Bootstrap { replicates, seed, confidence }.mean_intervals(&values);
        let text = |of: fn(&Series) -> &String| {
            Column::Text(self.series.iter().map(|one| of(one).clone()).collect())
        };
        let undefined =
            self.series.iter().zip(&values).map(|(series, known)| series.values.len() - known.len());
        let undefined = undefined.map(|count| count as u64).collect();
        Table::new(vec![
            ("model", text(|series| &series.model)),
            ("target", text(|series| &series.target_name)),
            ("measure", text(|series| &series.measure)),
            ("mean", Column::Number(values.iter().map(|values| mean(values)).collect())),
            ("low", Column::Number(intervals.iter().map(|one| one.map(|interval| interval.low)).collect())),
            ("high", Column::Number(intervals.iter().map(|one| one.map(|interval| interval.high)).collect())),
            ("queries", Column::Count(values.iter().map(|values| values.len() as u64).collect())),
            ("undefined", Column::Count(undefined)),
        ])
    }
}
