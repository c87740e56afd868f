//! Whether source bias differs between models, and between experiments on the same queries: values by query go in; out comes
//! a tested difference a pair.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::compare::{aligned, measured};
use super::folders::{finished, named};
use super::query_units::{Clusters, QueryUnits};
use super::{Experiment, Stage};
use crate::bias::estimate::{Estimate, by_cluster, tested_over_queries};
use crate::bias::{BiasSettings, RelativeDeltaRow, short_name, short_names};
use crate::corpus::QueryClusterRow;
use crate::corpus::simulate::SimulationSettings;
use crate::corpus::validate::InputRow;
use crate::error::{Error, Result};
use crate::evaluate::QueryValueRow;
use crate::number::{UNDEFINED, fixed, interval, p_value, stars};
use crate::statistics::{SignFlip, mean};
use crate::table::{Column, FileKind, Table, TableRow, Typesetting, distinct};

crate::table! {
    /// tested differences of source bias between models and experiments
    pub struct DifferenceRow("bias/differences", FileKind::Csv, None) {
        /// The experiment.
        experiment: String;
        /// The model.
        model: String;
        /// The experiment that is compared with.
        other_experiment: String;
        /// The model that is compared with.
        other_model: String;
        /// The measure.
        measure: String;
        /// The source whose mean is H.
        reference: String;
        /// The source whose mean is L.
        source: String;
        /// H − L of the model, over the queries that both have.
        bias: Option<f64>;
        /// H − L of the other, over the same queries.
        other_bias: Option<f64>;
        /// The former less the latter.
        difference: Option<f64>;
        /// Lower end of its interval over clusters of queries.
        low: Option<f64>;
        /// Upper end of that interval.
        high: Option<f64>;
        /// p of the difference: its signs exchanged by cluster of queries.
        p_value: Option<f64>;
        /// The same adjusted for all pairs by step-down maxT.
        p_adjusted: Option<f64>;
        /// The queries that both have.
        queries: u64;
        /// The clusters that these stand in, which are drawn for the interval and exchanged for p.
        clusters: u64;
    }
}

/// A value for each query.
type ByQuery = BTreeMap<Arc<str>, f64>;

/// Tested differences.
#[derive(Debug, Clone, PartialEq)]
pub struct Differences {
    /// A row a pair: of models within each experiment first, then of experiments.
    pub rows: Vec<DifferenceRow>,
}

/// H − L by query of one model.
struct Bias {
    experiment: usize,
    model: String,
    reference: String,
    source: String,
    by_query: ByQuery,
}

/// The differences of H − L in `measure` between all models of each experiment, and between experiments on the same queries
/// for each model and source that both have. Units are clusters of queries ([`query_clusters`](crate::corpus::query_clusters));
/// queries that stand together in one of two experiments on the same queries are one unit in both.
///
/// # Errors
/// Those of [`compare`](super::compare()); also where there is no pair.
pub fn differences(folders: &[PathBuf], measure: Option<&str>) -> Result<Differences> {
    let measure = measured(measure)?;
    let experiments = named(folders);
    let mut all = Vec::new();
    for (place, (_, folder)) in experiments.iter().enumerate() {
        all.extend(of_folder(place, folder, &measure)?);
    }
    let collections: Vec<Collection> =
        folders.iter().map(|folder| Collection::of(folder)).collect::<Result<_>>()?;
    let pairs = pairs(&all, &collections);
    if pairs.is_empty() {
        let advice = "name experiments of two models or more, or two on the same queries";
        return Err(Error::file(&folders[0], "no pair whose difference can be tested", advice));
    }
    let mut clusters: Vec<Clusters> = folders.iter().map(|folder| clusters(folder)).collect::<Result<_>>()?;
    for one in &all {
        // A judged query without a text stands in no cluster.
        let clusters = &mut clusters[one.experiment];
        let next = clusters.values().max().map_or(0, |last| last + 1);
        let alone: Vec<Arc<str>> =
            one.by_query.keys().filter(|query| !clusters.contains_key(*query)).cloned().collect();
        clusters.extend(alone.into_iter().zip(next..));
    }
    let units = QueryUnits::new(&clusters, |one, other| collections[one].shares(&collections[other]));
    let shared = |(one, other): &(usize, usize)| -> Vec<(u32, f64, f64)> {
        let (one, other) = (&all[*one], &all[*other]);
        let both = one.by_query.iter().filter_map(|(query, left)| {
            Some((units.of(one.experiment, query)?, *left, *other.by_query.get(query)?))
        });
        both.collect()
    };
    let columns: Vec<Vec<(u32, f64, f64)>> = pairs.iter().map(shared).collect();
    let signed: Vec<Vec<(u32, f64)>> = columns
        .iter()
        .map(|column| column.iter().map(|(unit, one, other)| (*unit, one - other)).collect())
        .collect();
    let tested = tested(&signed, units.count(), &BiasSettings::default());
    let rows = pairs.iter().zip(tested).enumerate().map(|(place, ((one, other), (found, adjusted)))| {
        let (one, other) = (&all[*one], &all[*other]);
        let side = |of: fn(&(u32, f64, f64)) -> f64| mean(&columns[place].iter().map(of).collect::<Vec<_>>());
        DifferenceRow {
            experiment: experiments[one.experiment].0.clone(),
            model: one.model.clone(),
            other_experiment: experiments[other.experiment].0.clone(),
            other_model: other.model.clone(),
            measure: measure.clone(),
            reference: one.reference.clone(),
            source: one.source.clone(),
            bias: side(|row| row.1),
            other_bias: side(|row| row.2),
            difference: found.value,
            low: found.low(),
            high: found.high(),
            p_value: found.test.queries,
            p_adjusted: adjusted,
            queries: found.queries,
            clusters: signed[place].iter().map(|(unit, _)| unit).collect::<BTreeSet<_>>().len() as u64,
        }
    });
    Ok(Differences { rows: rows.collect() })
}

/// The mean of each column of differences with its interval and p-value over units, and the p-value adjusted for all columns.
fn tested(
    columns: &[Vec<(u32, f64)>],
    units: usize,
    settings: &BiasSettings,
) -> Vec<(Estimate, Option<f64>)> {
    let sums: Vec<Vec<(u32, f64)>> = columns.iter().map(by_cluster).collect();
    let adjusted = SignFlip { flips: settings.bootstrap, seed: settings.seed }.adjusted(&sums, units);
    tested_over_queries(columns, &settings.draws()).into_iter().zip(adjusted).collect()
}

/// The cluster of every query of a folder.
fn clusters(folder: &Path) -> Result<Clusters> {
    let path = finished(folder, Stage::Corpus)?.table(QueryClusterRow::SCHEMA);
    let rows = QueryClusterRow::from_table(&Table::read(&path, QueryClusterRow::SCHEMA)?)?;
    Ok(rows.into_iter().map(|row| (Arc::from(row.query), row.cluster)).collect())
}

/// H − L by query of each model and source of a folder.
fn of_folder(place: usize, folder: &Path, measure: &str) -> Result<Vec<Bias>> {
    let rows: Vec<RelativeDeltaRow> = super::compare::of_folder(folder, measure)?;
    let path = finished(folder, Stage::Evaluate)?.table(QueryValueRow::SCHEMA);
    let mut values: BTreeMap<(Arc<str>, Arc<str>), ByQuery> = BTreeMap::new();
    for row in QueryValueRow::from_table(&Table::read(&path, QueryValueRow::SCHEMA)?)? {
        if let Some(value) = row.value.filter(|_| *row.measure == *measure) {
            values.entry((row.model, row.target)).or_default().insert(row.query, value);
        }
    }
    let nothing = ByQuery::new();
    let bias = |row: RelativeDeltaRow| {
        let of = |target: &str| {
            values.get(&(Arc::from(row.model.as_str()), Arc::from(target))).unwrap_or(&nothing)
        };
        let (reference, source) = (of(&row.reference), of(&row.source));
        let both =
            reference.iter().filter_map(|(query, high)| Some((Arc::clone(query), high - source.get(query)?)));
        let by_query = both.collect();
        Bias { experiment: place, model: row.model, reference: row.reference, source: row.source, by_query }
    };
    Ok(rows.into_iter().map(bias).collect())
}

/// What tells whether two experiments ask the same queries.
struct Collection {
    files: BTreeSet<String>,
    simulated: Option<(u64, SimulationSettings)>,
}

impl Collection {
    fn of(folder: &Path) -> Result<Self> {
        let paths = finished(folder, Stage::Corpus)?;
        let path = paths.table(InputRow::SCHEMA);
        let rows = InputRow::from_table(&Table::read(&path, InputRow::SCHEMA)?)?;
        let simulated = Experiment::read(&paths.experiment()).ok();
        let simulated = simulated.and_then(|experiment| Some((experiment.seed, experiment.simulate?)));
        Ok(Collection { files: rows.into_iter().map(|row| row.sha256).collect(), simulated })
    }

    /// One simulated collection, or files of which one is the same to the byte: two splits share their texts.
    fn shares(&self, other: &Collection) -> bool {
        let simulated = self.simulated.is_some() && self.simulated == other.simulated;
        simulated || !self.files.is_disjoint(&other.files)
    }
}

fn pairs(all: &[Bias], collections: &[Collection]) -> Vec<(usize, usize)> {
    let (mut within, mut between) = (Vec::new(), Vec::new());
    for (place, one) in all.iter().enumerate() {
        for (after, other) in all.iter().enumerate().skip(place + 1) {
            let sources = one.reference == other.reference && one.source == other.source;
            let queries = one.by_query.keys().any(|query| other.by_query.contains_key(query));
            match one.experiment == other.experiment {
                _ if !sources || !queries => (),
                true => within.push((place, after)),
                false
                    if one.model == other.model
                        && collections[one.experiment].shares(&collections[other.experiment]) =>
                {
                    between.push((place, after));
                }
                false => (),
            }
        }
    }
    within.extend(between);
    within
}

impl Differences {
    /// All rows, numbers in full.
    pub fn table(&self) -> Table {
        DifferenceRow::to_table(self.rows.clone())
    }

    /// For a terminal: a block for each pair of experiments and source.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for key in distinct(self.rows.iter().map(key)) {
            let rows: Vec<DifferenceRow> =
                self.rows.iter().filter(|row| self::key(row) == key).cloned().collect();
            let (experiment, other, source) = key;
            let name = if experiment == other {
                experiment.to_string()
            } else {
                format!("{experiment} less {other}")
            };
            let measure = short_name(&rows[0].measure);
            out.push_str(&format!("{name}: H − L of {source}, {measure}, the first less the other\n"));
            out.push_str(&(aligned(&printed(&rows, false)) + "\n"));
        }
        out + "* adjusted p < 0.05, ** < 0.01, over all these pairs\n"
    }

    /// A Markdown table.
    pub fn markdown(&self) -> String {
        let caption = self.caption().replace('*', "\\*");
        format!("{}\n{caption}\n", printed(&self.rows, true).to_markdown_with(4, &BTreeSet::new()))
    }

    /// A LaTeX table for a paper.
    pub fn latex(&self) -> String {
        printed(&self.rows, true).to_paper(&Typesetting {
            caption: self.caption(),
            label: "tab:sourcebias-differences".to_string(),
            note: "Differences are the first's H − L less the other's, over the queries that both have; intervals by \
                the bootstrap over clusters of queries; p by exchanging their signs, adjusted for all pairs by step-down maxT."
                .to_string(),
            best: BTreeSet::new(),
            ..Typesetting::default()
        })
    }

    fn caption(&self) -> String {
        let measure = self.rows.first().map_or(String::new(), |row| short_name(&row.measure));
        format!("Differences of source bias (H − L) in {measure}. * adjusted p < 0.05, ** < 0.01.")
    }
}

/// Both experiments and the source.
fn key(row: &DifferenceRow) -> (&str, &str, &str) {
    (&row.experiment, &row.other_experiment, &row.source)
}

fn printed(rows: &[DifferenceRow], named: bool) -> Table {
    let words =
        |of: fn(&DifferenceRow) -> &String| rows.iter().map(|row| of(row).clone()).collect::<Vec<String>>();
    let column = |of: &dyn Fn(&DifferenceRow) -> String| Column::Text(rows.iter().map(of).collect());
    let number = |value: Option<f64>| value.map_or(UNDEFINED.to_string(), |value| fixed(value, 4));
    let mut columns = Vec::new();
    if named {
        let experiments = |row: &DifferenceRow| match row.experiment == row.other_experiment {
            true => row.experiment.clone(),
            false => format!("{} less {}", row.experiment, row.other_experiment),
        };
        columns.push(("Experiment", column(&experiments)));
        columns.push(("Source", Column::Text(words(|row| &row.source))));
    }
    columns.push(("Model", Column::Text(short_names(&words(|row| &row.model)))));
    columns.push(("Other", Column::Text(short_names(&words(|row| &row.other_model)))));
    columns.push(("Difference", column(&|row| number(row.difference) + stars(row.p_adjusted))));
    columns.push(("Interval", column(&|row| interval(row.low, row.high, &|end| fixed(end, 4)))));
    if !named {
        let p = |row: &DifferenceRow| row.p_adjusted.map_or(UNDEFINED.to_string(), |p| p_value(p, 4));
        columns.push(("p adj.", column(&p)));
    }
    Table::new(columns)
}

#[cfg(test)]
mod tests {
    use rand::Rng;

    use super::*;
    use crate::statistics::stream;

    /// About normal: twelve uniform draws in 0..1, less 6.
    fn normal(generator: &mut impl Rng) -> f64 {
        (0..12).map(|_| (generator.next_u64() >> 11) as f64 / (1_u64 << 53) as f64).sum::<f64>() - 6.0
    }

    #[test]
    fn where_nothing_differs_five_in_a_hundred_tests_over_clusters_find_something() {
        const DATA_SETS: usize = 600;
        const CLUSTERS: u32 = 30;
        const QUERIES: u32 = 4;
        // The queries of a cluster have three quarters of their variance in common, and all means are 0.
        let data_set = |number: usize| -> Vec<(u32, f64)> {
            let mut generator = stream(7, number as u64);
            let mut queries = Vec::new();
            for cluster in 0..CLUSTERS {
                let common = 3.0_f64.sqrt() * normal(&mut generator);
                queries.extend((0..QUERIES).map(|_| (cluster, common + normal(&mut generator))));
            }
            queries
        };
        let clustered: Vec<Vec<(u32, f64)>> = (0..DATA_SETS).map(data_set).collect();
        let alone = |queries: &Vec<(u32, f64)>| -> Vec<(u32, f64)> {
            (0..).zip(queries.iter().map(|(_, value)| *value)).collect()
        };
        let settings = BiasSettings { bootstrap: 499, ..BiasSettings::default() };
        let wrong = |data_sets: &[Vec<(u32, f64)>]| -> [f64; 2] {
            let found = tested_over_queries(data_sets, &settings.draws());
            let share = |holds: &dyn Fn(&Estimate) -> bool| {
                found.iter().filter(|estimate| holds(estimate)).count() as f64 / DATA_SETS as f64
            };
            let missed = |one: &Estimate| one.low() > Some(0.0) || one.high() < Some(0.0);
            [share(&|one| one.test.queries < Some(0.05)), share(&missed)]
        };
        // Three standard errors of 600 draws are 0.027; percentiles of 30 clusters are somewhat narrow.
        let [p, interval] = wrong(&clustered);
        assert!((p - 0.05).abs() < 0.027 && interval < 0.1, "{p} {interval}");
        let [p, interval] = wrong(&clustered.iter().map(alone).collect::<Vec<_>>());
        assert!(p > 0.15 && interval > 0.15, "queries by themselves: {p} {interval}");
    }

    #[test]
    fn clusters_worked_by_hand() {
        // Sums 4 and 5 of two clusters: of four patterns of signs ++ and −− reach 9; of each query alone, of eight as many.
        let settings = BiasSettings { bootstrap: 999, ..BiasSettings::default() };
        let p = |columns: &[Vec<(u32, f64)>]| tested(columns, 3, &settings)[0].0.test.queries;
        assert_eq!(p(&[vec![(0, 1.0), (1, 5.0), (0, 3.0)]]), Some(0.5));
        assert_eq!(p(&[vec![(0, 1.0), (1, 5.0), (2, 3.0)]]), Some(0.25));
    }
}
