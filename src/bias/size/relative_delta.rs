//! Relative Δ: values of measures with each source as the target in; how much better the reference's versions are ranked
//! than another source's out, with intervals and tests over queries and contents.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::certainty::Certainty;
use super::compared;
use super::delta_interval::{interval_of_deltas, widened};
use super::superiority::{self, Superiority};
use super::twins::{TwinPlaces, Twins};
use crate::bias::estimate::{Crossed, Estimate, QueryValues, by_cluster, mean_replicates};
use crate::bias::evidence::{Evidence, Units};
use crate::corpus::{Catalogue, SourceId};
use crate::evaluate::{Series, Target, exchange_labels};
use crate::retrieve::{Ranking, Run};
use crate::statistics::{Cell, CrossedTest, Interval, KeptDraws, mean, signless_zero};

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
    /// The one of the two sources of which no document stands in any ranking, where there is one: nothing is told then.
    pub absent: Option<String>,
    /// H: the mean with the reference as target, over the queries for which both targets are defined.
    pub reference_mean: Option<f64>,
    /// L: the mean with the other source as target, over the same queries.
    pub source_mean: Option<f64>,
    /// H − L, with its interval over queries and contents and its tests.
    pub difference: Estimate,
    /// Relative Δ in percent; `None` where H + L = 0.
    pub relative_delta_percent: Option<f64>,
    /// Its interval where queries and contents are both a sample: percentiles, the same queries drawn for H and L, widened by
    /// [`Variances::widening`](crate::statistics::Variances::widening). `None` of too few, and where one source gets all.
    pub interval: Option<Interval>,
    /// With these texts, other queries: the same, widened for few queries alone.
    pub over_queries: Option<Interval>,
    /// With these queries, other texts: the same with the distances times √(V_c ÷ V_q), widened for few contents.
    pub over_contents: Option<Interval>,
    /// What may be said of it.
    pub certainty: Certainty,
    /// The least size of Relative Δ, in percent, that four of five collections like this one would show at the level of the tests:
    /// (z₁₋α⁄₂ + z₀.₈)·√V, in the same units; `None` where so few queries or contents can show none below 200 %.
    pub detectable_percent: Option<f64>,
    /// The size that Relative Δ would have if in every pair of versions the same source's had the higher of their two places:
    /// Σ|contributions| in the same units. For one relevant content with two versions on the first two ranks and nDCG it is 45.2 %.
    pub attainable_percent: Option<f64>,
    /// How probable it is that the reference's version of a relevant content stands above the source's.
    pub superiority: Superiority,
    /// Twin pairs that tie within reach of the measure, summed over queries.
    pub tied_twins: u64,
    /// Twin pairs with a copy within reach of the measure (in a tie group that touches its cutoff).
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
pub(super) struct Pair<'a> {
    pub run: &'a Run,
    pub source: SourceId,
    pub reference_series: &'a Series,
    pub source_series: &'a Series,
}

impl Pair<'_> {
    /// (query, reference's value, source's value) of the queries for which both are defined.
    pub fn values(&self) -> impl Iterator<Item = (&str, f64, f64)> {
        let both = self.reference_series.values.iter().zip(&self.source_series.values);
        both.filter_map(|((query, reference), (_, source))| Some((query.as_str(), (*reference)?, (*source)?)))
    }

    /// Tied twins and twins of query number `query` within reach of the measure; none where the query does not count.
    fn count(&self, query: usize, twins: &[(u32, TwinPlaces)]) -> (u64, u64) {
        let cutoff = self.reference_series.cutoff.unwrap_or(usize::MAX);
        if !self.counts(query) {
            return (0, 0);
        }
        let reached = twins.iter().filter(|(_, places)| places.higher().is_some_and(|above| above < cutoff));
        reached.fold((0, 0), |(tied, all), (_, places)| (tied + u64::from(places.tied()), all + 1))
    }

    fn counts(&self, query: usize) -> bool {
        self.reference_series.values[query].1.is_some() && self.source_series.values[query].1.is_some()
    }
}

/// One row for each model, measure and source other than the reference, in this order. A measure that does not compare sources
/// ([`Measure::compares_sources`](crate::evaluate::Measure::compares_sources)) has none.
///
/// Tests exchange labels as [`exchange_labels`] says, and the signs of clusters of queries; the family that p-values are
/// adjusted for is the headline measure ([`Evidence::headline`]) over all models and sources, and all other measures
/// are a second one. Where a model's scores know the sources (statistics of one source's pool), only the test over
/// queries is made, and none that a sentence may use; none at all, and no interval, where
/// documents of different contents are compared ([`Certainty::Unpaired`]).
pub fn relative_deltas(evidence: &Evidence<'_>) -> Vec<RelativeDelta> {
    of(evidence, &Units::new(evidence, evidence.catalogue), &evidence.settings.draws())
}

/// [`relative_deltas`] for units that are known, by draws that others share.
pub(in crate::bias) fn of(evidence: &Evidence<'_>, units: &Units, draws: &KeptDraws) -> Vec<RelativeDelta> {
    compared(evidence, (units, draws), Some(&tests))
}

/// The same without tests and without what is told of twins, for where intervals are all that is asked for.
pub(in crate::bias) fn untested(
    evidence: &Evidence<'_>,
    units: &Units,
    draws: &KeptDraws,
) -> Vec<RelativeDelta> {
    compared(evidence, (units, draws), None)
}

type TestsOfPairs = dyn Fn(&Evidence<'_>, &[Pair<'_>], &[Measured]) -> Vec<CrossedTest>;

fn compared(
    evidence: &Evidence<'_>,
    (units, draws): (&Units, &KeptDraws),
    tests: Option<&TestsOfPairs>,
) -> Vec<RelativeDelta> {
    let pairs = pairs(evidence);
    if pairs.is_empty() {
        return Vec::new();
    }
    let measured = measured(evidence, &pairs, units, tests.is_some());
    let test = match tests {
        Some(tests) => tests(evidence, &pairs, &measured),
        None => vec![CrossedTest::default(); pairs.len()],
    };
    let column = |of: fn((f64, f64)) -> f64| -> Vec<QueryValues> {
        let values = |pair: &Pair<'_>| {
            pair.values().map(|(query, one, other)| (units.query(query), of((one, other)))).collect()
        };
        pairs.iter().map(values).collect()
    };
    let (references, sources) = (column(|(reference, _)| reference), column(|(_, source)| source));
    let settings = evidence.settings;
    let columns: Vec<&QueryValues> = references.iter().chain(&sources).collect();
    let replicates = mean_replicates(&columns, draws);
    let (reference_replicates, source_replicates) = replicates.split_at(pairs.len());
    let row = |place: usize| {
        let pair = &pairs[place];
        let Measured { absent, differ, crossed, attained, superiority, tied_twins, twins } = &measured[place];
        let differ = *differ;
        let drawn = || reference_replicates[place].iter().zip(&source_replicates[place]);
        let differences = drawn().map(|(reference, source)| reference - source).collect();
        let deltas: Vec<Option<f64>> =
            drawn().map(|(reference, source)| relative_delta_percent(*reference, *source)).collect();
        let mean_of =
            |values: &QueryValues| mean(&values.iter().map(|(_, value)| *value).collect::<Vec<_>>());
        let (reference_mean, source_mean) = (mean_of(&references[place]), mean_of(&sources[place]));
        let both = reference_mean.zip(source_mean);
        let difference = both.map(|(reference, source)| signless_zero(reference - source));
        let relative = both.and_then(|(reference, source)| relative_delta_percent(reference, source));
        let relative = relative.filter(|_| absent.is_none());
        let (about, confidence) = (crossed.about_mean, settings.confidence);
        let percentile = interval_of_deltas(&deltas, confidence).filter(|_| !differ);
        let queries = references[place].len() as f64;
        let in_percent =
            |sum: f64| both.map(|(reference, source)| 200.0 * sum / queries / (reference + source));
        let spread = |factor: Option<f64>| Some(widened(percentile?, relative?, factor?));
        let mut row = RelativeDelta {
            model: pair.run.model.clone(),
            measure: pair.reference_series.measure.clone(),
            reference: name(&pair.run.catalogue, pair.run.catalogue.reference()),
            source: name(&pair.run.catalogue, pair.source),
            absent: absent.clone(),
            reference_mean,
            source_mean,
            difference: Estimate {
                value: difference,
                interval: crossed
                    .widened(Interval::percentile(differences, confidence), difference, confidence)
                    .filter(|_| !differ),
                test: test[place],
                queries: references[place].len() as u64,
            },
            relative_delta_percent: relative,
            interval: spread(about.widening(confidence)),
            over_queries: spread(about.over_queries(confidence)),
            over_contents: spread(about.over_contents(confidence)),
            detectable_percent: relative
                .filter(|_| !differ && crossed.contributions.least_p() < 1.0 - confidence)
                .and_then(|_| in_percent(settings.detectable(about.crossed().sqrt())))
                .filter(|percent| *percent < 200.0),
            attainable_percent: relative.and_then(|_| in_percent(*attained)),
            superiority: *superiority,
            tied_twins: *tied_twins,
            twins: *twins,
            certainty: Certainty::Undefined,
        };
        row.certainty = match relative {
            Some(_) if differ => Certainty::Unpaired,
            _ => Certainty::of(&row, settings),
        };
        row
    };
    (0..pairs.len()).into_par_iter().map(row).collect()
}

/// Whether a measure compares sources with each other; of one that does not there is no Relative Δ.
fn compares_sources(evidence: &Evidence<'_>, measure: &str) -> bool {
    let known = evidence.measures.iter().find(|known| known.name == measure);
    known.is_none_or(|known| known.object.compares_sources())
}

pub(super) fn pairs<'a>(evidence: &Evidence<'a>) -> Vec<Pair<'a>> {
    let mut pairs = Vec::new();
    for run in evidence.runs {
        let reference = Target::Source(run.catalogue.reference());
        let series = evidence.evaluation.series.iter();
        let compared = series.filter(|one| compares_sources(evidence, &one.measure));
        for reference_series in compared.filter(|one| one.model == run.model && one.target == reference) {
            for source in run.catalogue.others() {
                let target = Target::Source(source);
                let found = evidence.evaluation.find(&run.model, target, &reference_series.measure);
                pairs.extend(found.map(|source_series| Pair {
                    run,
                    source,
                    reference_series,
                    source_series,
                }));
            }
        }
    }
    pairs
}

/// The tests of all pairs; none where a source is absent.
fn tests(evidence: &Evidence<'_>, pairs: &[Pair<'_>], measured: &[Measured]) -> Vec<CrossedTest> {
    let headline = evidence.headline();
    let family = |pair: &Pair<'_>| usize::from(headline != Some(&*pair.reference_series.measure));
    let families: Vec<usize> = pairs.iter().map(family).collect();
    let figures: Vec<&Crossed> = measured.iter().map(|one| &one.crossed).collect();
    let known: Vec<bool> = pairs.iter().map(|pair| evidence.scores_know_sources(&pair.run.model)).collect();
    let mut tests = crate::bias::estimate::tested(&figures, &families, &known, evidence.settings);
    for (test, _) in tests.iter_mut().zip(measured).filter(|(_, one)| one.absent.is_some() || one.differ) {
        *test = CrossedTest::default();
    }
    tests
}

/// What is found of a pair, query by query.
struct Measured {
    /// The source of which no document is ranked.
    absent: Option<String>,
    /// Whether its documents are versions of different contents.
    differ: bool,
    crossed: Crossed,
    /// Σ|contributions|.
    attained: f64,
    superiority: Superiority,
    tied_twins: u64,
    twins: u64,
}

fn name(catalogue: &Catalogue, source: SourceId) -> String {
    catalogue.source_name(source).to_string()
}

/// Contributions, and how many twin pairs tie of those with a copy in a tie group that touches the ranks of the measure.
fn measured(evidence: &Evidence<'_>, pairs: &[Pair<'_>], units: &Units, with_twins: bool) -> Vec<Measured> {
    let mut measured: Vec<Option<Measured>> = pairs.iter().map(|_| None).collect();
    // Where versions stand is worked out once for all measures of a run.
    for places in by_run(pairs) {
        let pairs: Vec<&Pair<'_>> = places.iter().map(|place| &pairs[*place]).collect();
        let found = of_run(evidence, &pairs, units, with_twins);
        places.into_iter().zip(found).for_each(|(place, found)| measured[place] = Some(found));
    }
    measured.into_iter().map(|one| one.expect("every pair is of a run and a source")).collect()
}

/// The places of the pairs of each run and source.
pub(super) fn by_run(pairs: &[Pair<'_>]) -> Vec<Vec<usize>> {
    let mut of_source: BTreeMap<(&str, SourceId), Vec<usize>> = BTreeMap::new();
    for (place, pair) in pairs.iter().enumerate() {
        of_source.entry((&pair.run.model, pair.source)).or_default().push(place);
    }
    of_source.into_values().collect()
}

/// One query of one run, for every measure.
pub(super) struct OfQuery {
    /// What contents contribute to each measure.
    pub cells: Vec<Vec<Cell>>,
    twins: Vec<(u64, u64)>,
    above: Vec<Cell>,
}

/// Every query of one run and source, for the pairs of it, which differ in their measures. Where twins stand is told only where
/// it is asked for.
pub(super) fn queries_of_run(
    evidence: &Evidence<'_>,
    pairs: &[&Pair<'_>],
    units: &Units,
    with_twins: bool,
) -> Vec<OfQuery> {
    let Pair { run, source, reference_series, .. } = pairs[0];
    let catalogue = &run.catalogue;
    let sources = [catalogue.reference(), *source];
    let twins = with_twins.then(|| Twins::new(catalogue, sources[0], sources[1]));
    let place = |pair: &&Pair<'_>| {
        let named = |name: &str| evidence.measures.iter().position(|measure| measure.name == name);
        named(&pair.reference_series.measure).expect("what was evaluated is a measure")
    };
    let measures: Vec<usize> = pairs.iter().map(place).collect();
    let nothing = Ranking::default();
    let of_query = |query: usize| {
        let name = &reference_series.values[query].0;
        let ranking = run.rankings.get(name).unwrap_or(&nothing);
        let (ties, number) = (evidence.evaluation.settings.ties, units.query(name));
        let exchanged =
            exchange_labels(ranking, catalogue, (evidence.qrels, name), sources, ties, evidence.measures);
        let cells = |(pair, measure): (&&Pair<'_>, &usize)| -> Vec<Cell> {
            let cell = |one: &crate::evaluate::ExchangedContent| Cell {
                query: number,
                content: units.content(one.document),
                value: one.contributions[*measure],
            };
            // What is judged as not relevant is of no account to most measures.
            let matters = |one: &&crate::evaluate::ExchangedContent| {
                one.grade > 0 || one.contributions[*measure] != 0.0
            };
            match pair.counts(query) {
                true => exchanged.iter().filter(matters).map(cell).collect(),
                false => Vec::new(),
            }
        };
        let cells = pairs.iter().zip(&measures).map(cells).collect();
        let Some(twins) = &twins else {
            return OfQuery { cells, twins: vec![(0, 0); pairs.len()], above: Vec::new() };
        };
        let found = twins.documents(ranking);
        let relevant = units.relevant(name, evidence.qrels, catalogue, sources);
        OfQuery {
            cells,
            twins: pairs.iter().map(|pair| pair.count(query, &found)).collect(),
            above: superiority::cells(&found, &relevant, (number, units)),
        }
    };
    (0..reference_series.values.len()).into_par_iter().map(of_query).collect()
}

fn of_run(evidence: &Evidence<'_>, pairs: &[&Pair<'_>], units: &Units, with_twins: bool) -> Vec<Measured> {
    let Pair { run, source, .. } = pairs[0];
    let catalogue = &run.catalogue;
    let sources = [catalogue.reference(), *source];
    let queries = queries_of_run(evidence, pairs, units, with_twins);
    let superiority =
        superiority::superiority(queries.iter().flat_map(|query| &query.above), evidence.settings);
    let absent = run.absent_sources().into_iter().find(|source| sources.contains(source));
    let absent = absent.map(|source| name(catalogue, source));
    let of_pair = |place: usize| {
        let pair = pairs[place];
        let values: QueryValues = pair
            .values()
            .map(|(query, reference, source)| (units.query(query), reference - source))
            .collect();
        let cells: Vec<Cell> = queries.iter().flat_map(|query| query.cells[place].iter().copied()).collect();
        let attained = cells.iter().map(|cell| cell.value.abs()).sum();
        let sums = by_cluster(&values);
        let mut crossed = Crossed::over_queries(values, cells);
        // Of the values themselves: the contributions to RR add up to them to first order alone.
        crossed.contributions = crossed.contributions.with_queries(sums);
        let count = |of: fn(&(u64, u64)) -> u64| queries.iter().map(|query| of(&query.twins[place])).sum();
        Measured {
            absent: absent.clone(),
            differ: compared::differ(evidence, pair),
            crossed,
            attained,
            superiority,
            tied_twins: count(|one| one.0),
            twins: count(|one| one.1),
        }
    };
    (0..pairs.len()).map(of_pair).collect()
}

#[cfg(test)]
#[path = "relative_delta_tests.rs"]
mod tests;
