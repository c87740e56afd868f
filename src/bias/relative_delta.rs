//! Relative Δ: values of measures with each source as the target in; how much better the reference's versions are ranked
//! than another source's out, with intervals and tests over queries.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::twins::{TwinPlaces, Twins};
use super::{BiasSettings, Estimate};
use crate::corpus::{Catalogue, SourceId};
use crate::evaluate::{Evaluation, Series, Target};
use crate::retrieve::Run;
use crate::statistics::{Interval, holm, mean, signless_zero};
use crate::table::{Column, Table};

/// The comparison of two sources by one model and measure.
#[derive(Debug, Clone, PartialEq)]
pub struct RelativeDelta {
    /// The model's name.
    pub model: String,
    /// The measure's name.
    pub measure: String,
    /// The reference source.
    pub reference: String,
    /// The source it is compared with.
    pub source: String,
    /// H: the mean with the reference as target, over the queries for which both targets are defined.
    pub reference_mean: Option<f64>,
    /// L: the mean with the other source as target, over the same queries.
    pub source_mean: Option<f64>,
    /// H − L, with interval and sign-flip p-value.
    pub difference: Estimate,
    /// Relative Δ in percent; `None` where H + L = 0.
    pub relative_delta_percent: Option<f64>,
    /// The percentile interval of Relative Δ, the same queries drawn for H and L.
    pub interval: Option<Interval>,
    /// The p-value after Holm's adjustment over all rows.
    pub p_adjusted: Option<f64>,
    /// Twin pairs that tie within reach of the measure, summed over queries.
    pub tied_twins: u64,
    /// Twin pairs with at least one copy within reach of the measure (in a tie group that touches its cutoff).
    pub twins: u64,
}

/// Relative Δ = (H − L) ÷ ((H + L)/2) · 100 %, of means over queries; negative where the other source is preferred, in
/// −200..=200. `None` where H + L = 0. (Dai et al. 2024, eq. 3)
///
/// ```
/// use sourcebias::bias::relative_delta_percent;
/// assert_eq!(relative_delta_percent(0.25, 0.75), Some(-100.0));
/// assert_eq!(relative_delta_percent(0.0, 0.0), None);
/// ```
pub fn relative_delta_percent(reference_mean: f64, source_mean: f64) -> Option<f64> {
    let sum = reference_mean + source_mean;
    (sum > 0.0).then(|| signless_zero((reference_mean - source_mean) / (sum / 2.0) * 100.0))
}

/// The values of one query-by-query comparison.
struct Pair<'a> {
    run: &'a Run,
    source: SourceId,
    reference_series: &'a Series,
    source_series: &'a Series,
}

impl Pair<'_> {
    /// (reference's value, source's value) of the queries for which both are defined.
    fn values(&self) -> impl Iterator<Item = (f64, f64)> {
        let both = self.reference_series.values.iter().zip(&self.source_series.values);
        both.filter_map(|((_, reference), (_, source))| Some(((*reference)?, (*source)?)))
    }

    /// Tied twins and twins of query number `query` within reach of the measure; none where the query does not count.
    fn count(&self, query: usize, twins: &[TwinPlaces]) -> (u64, u64) {
        let defined =
            self.reference_series.values[query].1.is_some() && self.source_series.values[query].1.is_some();
        let cutoff = self.reference_series.cutoff.unwrap_or(usize::MAX);
        let reached = |places: &&TwinPlaces| defined && places.higher().is_some_and(|above| above < cutoff);
        let reached: Vec<&TwinPlaces> = twins.iter().filter(reached).collect();
        (reached.iter().filter(|places| places.tied()).count() as u64, reached.len() as u64)
    }
}

/// One row for each model, measure and source other than the reference, in this order.
pub fn relative_deltas(evaluation: &Evaluation, runs: &[Run], settings: &BiasSettings) -> Vec<RelativeDelta> {
    let mut pairs = Vec::new();
    for run in runs {
        let reference = Target::Source(run.catalogue.reference());
        let of_reference =
            evaluation.series.iter().filter(|one| one.model == run.model && one.target == reference);
        for reference_series in of_reference {
            for source in run.catalogue.others() {
                let found = evaluation.find(&run.model, Target::Source(source), &reference_series.measure);
                pairs.extend(found.map(|source_series| Pair {
                    run,
                    source,
                    reference_series,
                    source_series,
                }));
            }
        }
    }
    let column = |of: fn((f64, f64)) -> f64| -> Vec<Vec<f64>> {
        pairs.iter().map(|pair| pair.values().map(of).collect()).collect()
    };
    let references = column(|(reference, _)| reference);
    let sources = column(|(_, source)| source);
    let p_values = settings.test().p_values(&column(|(reference, source)| reference - source));
    let adjusted = holm(&p_values);
    let twins = twins_within_reach(&pairs);
    let bootstrap = settings.resampling();
    let (reference_replicates, source_replicates) =
        (bootstrap.mean_replicates(&references), bootstrap.mean_replicates(&sources));
    let row = |place: usize| {
        let pair = &pairs[place];
        let drawn = || reference_replicates[place].iter().zip(&source_replicates[place]);
        let differences = drawn().map(|(reference, source)| reference - source).collect();
        let deltas =
            drawn().filter_map(|(reference, source)| relative_delta_percent(*reference, *source)).collect();
        let (reference_mean, source_mean) = (mean(&references[place]), mean(&sources[place]));
        let both = reference_mean.zip(source_mean);
        let (tied_twins, twins) = twins[place];
        RelativeDelta {
            model: pair.run.model.clone(),
            measure: pair.reference_series.measure.clone(),
            reference: name(&pair.run.catalogue, pair.run.catalogue.reference()),
            source: name(&pair.run.catalogue, pair.source),
            reference_mean,
            source_mean,
            difference: Estimate {
                value: both.map(|(reference, source)| signless_zero(reference - source)),
                interval: Interval::percentile(differences, settings.confidence),
                p_value: p_values[place],
                queries: references[place].len() as u64,
            },
            relative_delta_percent: both
                .and_then(|(reference, source)| relative_delta_percent(reference, source)),
            interval: Interval::percentile(deltas, settings.confidence),
            p_adjusted: adjusted[place],
            tied_twins,
            twins,
        }
    };
    (0..pairs.len()).into_par_iter().map(row).collect()
}

fn name(catalogue: &Catalogue, source: SourceId) -> String {
    catalogue.source_name(source).to_string()
}

/// For each comparison how many twin pairs tie, of those with a copy in a tie group that touches the ranks of the measure,
/// over the queries that it is about.
fn twins_within_reach(pairs: &[Pair<'_>]) -> Vec<(u64, u64)> {
    let mut counts = vec![(0, 0); pairs.len()];
    let mut of_source: BTreeMap<(&str, SourceId), Vec<usize>> = BTreeMap::new();
    for (place, pair) in pairs.iter().enumerate() {
        of_source.entry((&pair.run.model, pair.source)).or_default().push(place);
    }
    // Where twins stand is worked out once for all measures of a run.
    for places in of_source.into_values() {
        let Pair { run, source, reference_series, .. } = &pairs[places[0]];
        let twins = Twins::new(&run.catalogue, run.catalogue.reference(), *source);
        let of_query = |query: usize| -> Vec<(u64, u64)> {
            let ranking = run.rankings.get(&reference_series.values[query].0);
            let found = ranking.map(|ranking| twins.places(ranking)).unwrap_or_default();
            places.iter().map(|place| pairs[*place].count(query, &found)).collect()
        };
        let all: Vec<Vec<(u64, u64)>> =
            (0..reference_series.values.len()).into_par_iter().map(of_query).collect();
        for row in all {
            for (place, (tied, twins)) in places.iter().zip(row) {
                counts[*place].0 += tied;
                counts[*place].1 += twins;
            }
        }
    }
    counts
}

/// The table `bias/relative_delta`.
pub fn relative_delta_table(rows: &[RelativeDelta]) -> Table {
    let text =
        |of: fn(&RelativeDelta) -> &String| Column::Text(rows.iter().map(|row| of(row).clone()).collect());
    let number = |of: fn(&RelativeDelta) -> Option<f64>| Column::Number(rows.iter().map(of).collect());
    Table::new(vec![
        ("model", text(|row| &row.model)),
        ("measure", text(|row| &row.measure)),
        ("reference", text(|row| &row.reference)),
        ("source", text(|row| &row.source)),
        ("reference_mean", number(|row| row.reference_mean)),
        ("source_mean", number(|row| row.source_mean)),
        ("difference", number(|row| row.difference.value)),
        ("difference_low", number(|row| row.difference.low())),
        ("difference_high", number(|row| row.difference.high())),
        ("relative_delta_percent", number(|row| row.relative_delta_percent)),
        ("low", number(|row| row.interval.map(|interval| interval.low))),
        ("high", number(|row| row.interval.map(|interval| interval.high))),
        ("p_value", number(|row| row.difference.p_value)),
        ("p_adjusted", number(|row| row.p_adjusted)),
        ("tied_twins", Column::Count(rows.iter().map(|row| row.tied_twins).collect())),
        ("twins", Column::Count(rows.iter().map(|row| row.twins).collect())),
        ("queries", Column::Count(rows.iter().map(|row| row.difference.queries).collect())),
    ])
}

#[cfg(test)]
mod tests {
    use super::super::fixture::run;
    use super::*;
    use crate::corpus::Qrels;
    use crate::evaluate::{EvaluateSettings, MEASURES, evaluate};

    #[test]
    fn two_queries_by_hand() {
        // q0: llm a first, human a second, b's copies tie behind; q1: human a first, its twin not found.
        let runs = [run(&[&[(4, 9.0), (0, 8.0), (1, 7.0), (5, 7.0)], &[(0, 2.0)]])];
        let mut qrels = Qrels::default();
        qrels.insert("q0", "a", 1);
        qrels.insert("q1", "a", 1);
        // e has no LLM version, so the query counts for neither.
        qrels.insert("q2", "e", 1);
        let measures = ["RR", "P@1"].map(|name| MEASURES.parse(name).unwrap());
        let evaluation = evaluate(&runs, &qrels, &measures, &EvaluateSettings::default());
        let rows = relative_deltas(&evaluation, &runs, &BiasSettings::default());
        // RR: human ½ and 1, llm 1 and 0
        assert_eq!((rows[0].reference_mean, rows[0].source_mean), (Some(0.75), Some(0.5)));
        assert_eq!((rows[0].difference.value, rows[0].relative_delta_percent), (Some(0.25), Some(40.0)));
        assert_eq!((rows[0].difference.queries, rows[0].difference.p_value), (2, Some(1.0)));
        // The four samples of two queries: Relative Δ 40 %, (½, 1) → −66.7 %, (1, 0) → 200 %
        let interval = rows[0].interval.unwrap();
        assert!((interval.low + 200.0 / 3.0).abs() < 1e-12 && interval.high == 200.0, "{interval:?}");
        // Pairs a and b in q0, of which b ties, and a in q1; rank 1 is reached by a alone, in both queries.
        assert_eq!((rows[0].tied_twins, rows[0].twins), (1, 3));
        assert_eq!((rows[1].measure.as_str(), rows[1].tied_twins, rows[1].twins), ("P@1", 0, 2));
        assert_eq!(rows[1].relative_delta_percent, Some(0.0));
        assert_eq!(rows[1].p_adjusted, Some(1.0));
        let table = relative_delta_table(&rows);
        assert_eq!((table.height(), table.names()[9].as_str()), (2, "relative_delta_percent"));
    }

    #[test]
    fn where_nothing_is_found_it_is_undefined() {
        let runs = [run(&[&[(8, 1.0)], &[]])];
        let mut qrels = Qrels::default();
        qrels.insert("q0", "a", 1);
        let measures = [MEASURES.parse("AP").unwrap()];
        let evaluation = evaluate(&runs, &qrels, &measures, &EvaluateSettings::default());
        let rows = relative_deltas(&evaluation, &runs, &BiasSettings::default());
        assert_eq!(
            (rows[0].reference_mean, rows[0].relative_delta_percent, rows[0].interval),
            (Some(0.0), None, None)
        );
    }
}
