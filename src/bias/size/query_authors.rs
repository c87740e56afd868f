//! Who wrote the queries: values of measures with each source as the target in; Relative Δ of each source for the queries of
//! each author, and how far the authors differ in it, out.

use std::collections::{BTreeMap, BTreeSet};

use super::author_exchange::{AuthorTest, AuthoredQuery, Sides, author_tests};
use super::delta_interval::{interval_of_deltas, widened};
use super::query_authors_table::QueryAuthorRow;
use super::relative_delta::relative_delta_percent;
use super::relative_delta_by_query::figures;
use crate::bias::estimate::{Crossed, by_cluster, tested_contributions};
use crate::bias::evidence::{Evidence, Units};
use crate::bias::figure::{Figure, OfQuery};
use crate::statistics::{
    Adjustment, Cell, Contributions, CrossedTest, Exchanges, Interval, KeptDraws, Variances, mean,
    signless_zero, variances_of_difference,
};

/// Of more authors no table is made: there would be a row for every two of them.
const MOST_AUTHORS: usize = 10;

/// The rows of `bias/query_authors`: of every model, measure and source a row for each author and one for every two of them.
/// None where the queries are of one author, of more than ten, or of nobody known.
///
/// The interval of a difference is over the same draws of clusters for both authors, the percentile interval of Relative Δ
/// less Relative Δ, widened as that of Relative Δ is. Its crossed test is of Σ of the contributions, those to either author
/// in units of their own (H + L)/2, which adds up to the difference itself; p_authors is
/// [`author_tests`]. p_value is the larger of both.
pub(super) fn query_authors(
    evidence: &Evidence<'_>,
    units: &Units,
    draws: &KeptDraws,
) -> Vec<QueryAuthorRow> {
    let by_query: BTreeMap<&str, &str> = (evidence.queries.iter())
        .filter_map(|query| Some((query.id.as_str(), query.author.as_deref()?)))
        .collect();
    let named: BTreeSet<&str> = by_query.values().copied().collect();
    if !(2..=MOST_AUTHORS).contains(&named.len()) {
        return Vec::new();
    }
    let authors: Vec<&str> = named.into_iter().collect();
    let figures = figures(evidence, units);
    let split: Vec<Split<'_>> =
        figures.iter().map(|figure| Split::new(figure, &authors, &by_query, units)).collect();
    let mut rows: Vec<Row<'_>> = Vec::new();
    for split in split.chunks(FIGURES_AT_ONCE) {
        let replicates = replicates(split, draws);
        rows.extend(
            split
                .iter()
                .zip(replicates)
                .flat_map(|(split, replicates)| split.rows(&replicates, evidence.settings.confidence)),
        );
    }
    test(&mut rows, &split, authors.len(), evidence);
    rows.into_iter().map(|row| row.written(&authors, evidence)).collect()
}

/// So many figures are resampled side by side: more need more memory.
const FIGURES_AT_ONCE: usize = 64;

/// One author's part of a figure.
struct Part<'a> {
    queries: Vec<(u32, &'a OfQuery)>,
    /// H and L.
    means: Option<[f64; 2]>,
    /// Relative Δ in percent.
    value: Option<f64>,
    /// What one query's H − L adds to Relative Δ: 200 ÷ (H + L) ÷ their number.
    weight: f64,
}

impl<'a> Part<'a> {
    fn new(queries: Vec<(u32, &'a OfQuery)>) -> Self {
        let side = |side: usize| {
            let values: Vec<f64> = queries.iter().filter_map(|(_, one)| Some(one.sides?[side])).collect();
            mean(&values)
        };
        let means = side(0).zip(side(1)).map(|(reference, source)| [reference, source]);
        let value = means.and_then(|[reference, source]| relative_delta_percent(reference, source));
        let weight = match (means, value) {
            (Some([reference, source]), Some(_)) => 200.0 / (reference + source) / queries.len() as f64,
            _ => 0.0,
        };
        Part { queries, means, value, weight }
    }

    fn clusters(&self) -> BTreeSet<u32> {
        self.queries.iter().map(|(cluster, _)| *cluster).collect()
    }

    /// The cells in units of the weight, one of each cluster and content.
    fn cells(&self) -> Vec<Cell> {
        let mut cells: BTreeMap<(u32, u32), f64> = BTreeMap::new();
        for cell in self.queries.iter().flat_map(|(_, one)| &one.cells) {
            *cells.entry((cell.query, cell.content)).or_default() += cell.value;
        }
        let cell = |((query, content), value)| Cell { query, content, value: value * self.weight };
        cells.into_iter().map(cell).collect()
    }

    /// The sums of H − L by cluster, in units of the weight.
    fn sums(&self) -> BTreeMap<u32, f64> {
        let values = self.queries.iter().map(|(cluster, one)| (*cluster, one.value)).collect();
        by_cluster(&values).into_iter().map(|(cluster, sum)| (cluster, sum * self.weight)).collect()
    }

    fn units(&self) -> Vec<u32> {
        self.queries.iter().map(|(cluster, _)| *cluster).collect()
    }

    fn crossed(&self) -> Crossed {
        let values = self.queries.iter().map(|(cluster, one)| (*cluster, one.value)).collect();
        let sums = by_cluster(&values);
        let cells = self.queries.iter().flat_map(|(_, one)| one.cells.iter().copied()).collect();
        let mut crossed = Crossed::over_queries(values, cells);
        crossed.contributions = crossed.contributions.with_queries(sums);
        crossed
    }
}

/// A figure with the queries of each author.
struct Split<'a> {
    figure: &'a Figure,
    parts: Vec<Part<'a>>,
}

/// The contributions to the difference of two authors, and their variances about its parts.
fn difference(one: &Part<'_>, other: &Part<'_>) -> (Contributions, Variances) {
    let (cells, others) = (one.cells(), other.cells());
    let about_mean = variances_of_difference((&cells, &one.units()), (&others, &other.units()));
    let negated = others.into_iter().map(|cell| Cell { value: -cell.value, ..cell });
    let (sums, theirs) = (one.sums(), other.sums());
    let clusters: BTreeSet<u32> = sums.keys().chain(theirs.keys()).copied().collect();
    let of = |cluster: u32| {
        let [one, other] = [&sums, &theirs].map(|sums| sums.get(&cluster).copied().unwrap_or(0.0));
        (cluster, one - other)
    };
    let contributions = Contributions::new(cells.into_iter().chain(negated).collect());
    (contributions.with_queries(clusters.into_iter().map(of).collect()), about_mean)
}

impl<'a> Split<'a> {
    fn new(figure: &'a Figure, authors: &[&str], by_query: &BTreeMap<&str, &str>, units: &Units) -> Self {
        let mut parts: Vec<Vec<(u32, &OfQuery)>> = vec![Vec::new(); authors.len()];
        for one in &figure.queries {
            let author = by_query.get(one.query.as_str());
            let place = author.and_then(|author| authors.binary_search(author).ok());
            if let Some(place) = place {
                parts[place].push((units.query(&one.query), one));
            }
        }
        Split { figure, parts: parts.into_iter().map(Part::new).collect() }
    }

    /// A row of each author and one of every two, without tests.
    fn rows(&self, replicates: &[Vec<Option<f64>>], confidence: f64) -> Vec<Row<'a>> {
        let mut rows = Vec::new();
        for (place, part) in self.parts.iter().enumerate() {
            let crossed = part.crossed();
            let widening = crossed.about_mean.widening(confidence);
            let interval = interval_of_deltas(&replicates[place], confidence);
            let interval = interval.and_then(|interval| Some(widened(interval, part.value?, widening?)));
            rows.push(Row {
                figure: self.figure,
                authors: (place, None),
                value: part.value,
                interval,
                means: part.means,
                contributions: crossed.contributions,
                queries: part.queries.len(),
                clusters: part.clusters().len(),
                shared: self.shared(place),
                ..Row::empty(self.figure)
            });
        }
        for one in 0..self.parts.len() {
            for other in one + 1..self.parts.len() {
                rows.push(self.pair((one, other), replicates, confidence));
            }
        }
        rows
    }

    /// In how many clusters of an author others have queries too.
    fn shared(&self, place: usize) -> usize {
        let others = self.parts.iter().enumerate().filter(|(other, _)| *other != place);
        let others: BTreeSet<u32> = others.flat_map(|(_, part)| part.clusters()).collect();
        self.parts[place].clusters().intersection(&others).count()
    }

    fn pair(
        &self,
        (one, other): (usize, usize),
        replicates: &[Vec<Option<f64>>],
        confidence: f64,
    ) -> Row<'a> {
        let (left, right) = (&self.parts[one], &self.parts[other]);
        let (clusters, theirs) = (left.clusters(), right.clusters());
        let value = left.value.zip(right.value).map(|(left, right)| signless_zero(left - right));
        let drawn = replicates[one].iter().zip(&replicates[other]);
        let differences: Vec<Option<f64>> = drawn.map(|(one, other)| Some((*one)? - (*other)?)).collect();
        let (contributions, about_mean) = match value {
            Some(_) => difference(left, right),
            None => (Contributions::default(), Variances::default()),
        };
        let interval = Interval::of_some(&differences, confidence);
        let spread =
            |interval: Interval| Some(interval.spread_about(value?, about_mean.widening(confidence)?));
        Row {
            authors: (one, Some(other)),
            value,
            interval: interval.and_then(spread),
            contributions,
            queries: left.queries.len() + right.queries.len(),
            clusters: clusters.union(&theirs).count(),
            shared: clusters.intersection(&theirs).count(),
            ..Row::empty(self.figure)
        }
    }
}

/// Relative Δ of every author in each draw of clusters, of each figure; the authors of a figure see the same draws.
fn replicates(split: &[Split<'_>], draws: &KeptDraws) -> Vec<Vec<Vec<Option<f64>>>> {
    let mut columns: Vec<Vec<f64>> = Vec::new();
    for one in split {
        let clusters: BTreeSet<u32> = one.parts.iter().flat_map(Part::clusters).collect();
        let places: BTreeMap<u32, usize> = clusters.iter().copied().zip(0..).collect();
        for part in &one.parts {
            for side in 0..2 {
                let mut column = vec![0.0; places.len()];
                for (cluster, query) in &part.queries {
                    column[places[cluster]] += query.sides.map_or(0.0, |sides| sides[side]);
                }
                columns.push(column);
            }
        }
    }
    let means = draws.mean_replicates(&columns);
    let of_author = |sides: &[Vec<f64>]| -> Vec<Option<f64>> {
        sides[0].iter().zip(&sides[1]).map(|(one, other)| relative_delta_percent(*one, *other)).collect()
    };
    let mut authors = means.chunks_exact(2).map(of_author);
    split.iter().map(|one| authors.by_ref().take(one.parts.len()).collect()).collect()
}

/// A row before it is written.
struct Row<'a> {
    figure: &'a Figure,
    /// The author, and the one whose Relative Δ is taken off.
    authors: (usize, Option<usize>),
    value: Option<f64>,
    interval: Option<Interval>,
    means: Option<[f64; 2]>,
    contributions: Contributions,
    crossed: CrossedTest,
    exchanged: AuthorTest,
    queries: usize,
    clusters: usize,
    /// The clusters with queries by others too, or by both.
    shared: usize,
}

impl<'a> Row<'a> {
    fn empty(figure: &'a Figure) -> Self {
        Row {
            figure,
            authors: (0, None),
            value: None,
            interval: None,
            means: None,
            contributions: Contributions::default(),
            crossed: CrossedTest::default(),
            exchanged: AuthorTest::default(),
            queries: 0,
            clusters: 0,
            shared: 0,
        }
    }

    fn written(self, authors: &[&str], evidence: &Evidence<'_>) -> QueryAuthorRow {
        let name = |source| evidence.catalogue.source_name(source).to_string();
        QueryAuthorRow {
            model: self.figure.model.clone(),
            measure: self.figure.measure.clone(),
            reference: name(evidence.catalogue.reference()),
            source: name(self.figure.source),
            author: authors[self.authors.0].to_string(),
            less_author: self.authors.1.map_or(String::new(), |other| authors[other].to_string()),
            relative_delta_percent: self.value,
            low: self.interval.map(|interval| interval.low),
            high: self.interval.map(|interval| interval.high),
            reference_mean: self.means.map(|means| means[0]),
            source_mean: self.means.map(|means| means[1]),
            p_authors: self.exchanged.p,
            p_queries: self.crossed.queries,
            p_contents: self.crossed.contents,
            p_value: self.crossed.crossed,
            p_adjusted: self.crossed.adjusted,
            placebo_below: None,
            placebo_as_large: None,
            queries: self.queries as u64,
            clusters: self.clusters as u64,
            shared_clusters: self.shared as u64,
        }
    }
}

/// Tests all rows: by the crossed test, and the differences also with authors exchanged; their p-value is the larger.
fn test(rows: &mut [Row<'_>], split: &[Split<'_>], authors: usize, evidence: &Evidence<'_>) {
    let headline = evidence.headline();
    let others = |row: &Row<'_>| usize::from(headline != Some(&*row.figure.measure));
    let families: Vec<usize> =
        rows.iter().map(|row| others(row) + 2 * usize::from(row.authors.1.is_some())).collect();
    let known: Vec<bool> = rows.iter().map(|row| evidence.scores_know_sources(&row.figure.model)).collect();
    let contributions: Vec<&Contributions> = rows.iter().map(|row| &row.contributions).collect();
    let tests = tested_contributions(&contributions, &families, &known, evidence.settings);
    rows.iter_mut().zip(tests).for_each(|(row, test)| row.crossed = test);

    let exchanges = Exchanges { count: evidence.settings.bootstrap, seed: evidence.settings.seed };
    for one in 0..authors {
        for other in one + 1..authors {
            let places: Vec<usize> =
                (0..rows.len()).filter(|place| rows[*place].authors == (one, Some(other))).collect();
            // The queries of both in any figure, by cluster and id.
            let mut queries: BTreeMap<(u32, &str), bool> = BTreeMap::new();
            for split in split {
                for (part, first) in [(one, true), (other, false)] {
                    let of_part = split.parts[part].queries.iter();
                    queries.extend(of_part.map(|(cluster, query)| ((*cluster, query.query.as_str()), first)));
                }
            }
            let sides = |split: &Split<'_>| -> Sides {
                let both = [one, other].into_iter().flat_map(|part| &split.parts[part].queries);
                let known: BTreeMap<(u32, &str), [f64; 2]> = both
                    .filter_map(|(cluster, query)| Some(((*cluster, query.query.as_str()), query.sides?)))
                    .collect();
                queries.keys().map(|key| known.get(key).copied().unwrap_or_default()).collect()
            };
            let comparisons: Vec<Sides> = split.iter().map(sides).collect();
            let authored: Vec<AuthoredQuery> = queries
                .iter()
                .map(|((cluster, _), first)| AuthoredQuery { cluster: *cluster, first: *first })
                .collect();
            let families: Vec<usize> = places.iter().map(|place| families[*place]).collect();
            let tests = author_tests(&authored, &comparisons, &families, exchanges);
            places.iter().zip(tests).for_each(|(place, test)| rows[*place].exchanged = test);
        }
    }
    let larger = |one: Option<f64>, other: Option<f64>| one.zip(other).map(|(one, other)| one.max(other));
    for row in rows.iter_mut().filter(|row| row.authors.1.is_some()) {
        row.crossed.crossed = larger(row.crossed.crossed, row.exchanged.p);
        row.crossed.adjusted = larger(row.crossed.adjusted, row.exchanged.adjusted);
    }
    adjust_by_p_values(rows, &families, evidence.settings.adjustment);
}

/// Where the adjustment goes by p-values alone, it is of the larger ones.
fn adjust_by_p_values(rows: &mut [Row<'_>], families: &[usize], adjustment: Adjustment) {
    if adjustment == Adjustment::MaxT {
        return;
    }
    let mut names: Vec<usize> = families.to_vec();
    names.sort_unstable();
    names.dedup();
    for family in names {
        let members: Vec<usize> = (0..rows.len()).filter(|place| families[*place] == family).collect();
        let p_values: Vec<Option<f64>> = members.iter().map(|place| rows[*place].crossed.crossed).collect();
        let adjusted = adjustment.adjust(&p_values);
        members.iter().zip(adjusted).for_each(|(place, p)| rows[*place].crossed.adjusted = p);
    }
}

#[cfg(test)]
#[path = "query_authors_tests.rs"]
mod tests;
