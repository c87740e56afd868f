//! One regression of the conditional analysis: documents with score, similarity and length in; the coefficient of the
//! source with its interval and what queries and contents contribute to it out.

use rustc_hash::FxHashSet;
use statrs::distribution::{ContinuousCDF, StudentsT};

use super::conditional::{Documents, Form, NormalisedDocument, Placed, Scope};
use crate::bias::BiasSettings;
use crate::statistics::{Cell, Contributions, Interval, Moments, knots, restricted_cubic, signless_zero};

/// A regression, or why there is none.
pub(in crate::bias) struct Fit {
    fitted: Option<Fitted>,
    /// R² of similarity and length alone; `None` where that is undefined.
    explained: Option<f64>,
    /// Whether similarity and length leave nothing of the score but rounding.
    pub by_construction: bool,
    pub rows: usize,
    pub contents: usize,
    pub queries: usize,
}

/// A regression that could be made.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::bias) struct Fitted {
    /// The coefficient without similarity and length.
    pub gap: f64,
    pub coefficient: f64,
    pub interval: Option<Interval>,
    /// To the coefficient, of the model without source: a·e of each row, summed by content.
    pub contributions: Contributions,
    /// What a coefficient of 1 explains of the variance beside the terms.
    variance_of_one: f64,
    /// The root of the mean square of what is regressed.
    deviation: f64,
}

/// Of all the variance, less than this is rounding.
const ROUNDING: f64 = 1e-9;

impl Fit {
    pub fn fitted(&self) -> Option<&Fitted> {
        self.fitted.as_ref()
    }

    pub fn explained_percent(&self) -> Option<f64> {
        self.explained.map(|share| 100.0 * share.clamp(0.0, 1.0))
    }
}

impl Fitted {
    /// 100·coefficient ÷ gap; `None` where there is no gap.
    pub fn share_left_percent(&self) -> Option<f64> {
        (self.gap != 0.0).then(|| 100.0 * self.coefficient / self.gap)
    }

    /// What share of the variance, in percent, a source with this coefficient explains beside the terms.
    pub fn variance_percent(&self, coefficient: f64) -> f64 {
        100.0 * coefficient * coefficient * self.variance_of_one
    }

    /// The most that it explains within the interval.
    pub fn variance_percent_high(&self) -> Option<f64> {
        self.largest().map(|largest| self.variance_percent(largest))
    }

    /// The largest shift within the interval, in standard deviations of what is regressed.
    pub fn shift_high(&self) -> Option<f64> {
        self.largest().map(|largest| if self.deviation > 0.0 { largest / self.deviation } else { 0.0 })
    }

    fn largest(&self) -> Option<f64> {
        self.interval.map(|interval| interval.low.abs().max(interval.high.abs()))
    }
}

/// Both forms of the regression over the documents of a scope, in the order of [`Form::ALL`].
pub(in crate::bias) fn fits(documents: &Documents, scope: Scope, settings: &BiasSettings) -> [Fit; 2] {
    let design = Design::new(documents, scope);
    let moments = design.moments(scope);
    let [clusters, contents] =
        [0, 1].map(|place: usize| distinct(design.units.iter().map(|unit| unit[place])));
    Form::ALL.map(|form| {
        let (fitted, explained, by_construction) =
            solve(&design, &moments, form, contents.min(clusters), settings);
        Fit {
            fitted,
            explained,
            by_construction,
            rows: design.units.len(),
            contents,
            queries: design.queries,
        }
    })
}

/// How many distinct numbers there are; fastest where equal ones stand side by side, or none is large.
fn distinct(numbers: impl Iterator<Item = u32> + Clone) -> usize {
    let largest = numbers.clone().max().map_or(0, |largest| largest as usize + 1);
    let mut last = None;
    let changes = numbers.filter(|number| last.replace(*number) != Some(*number));
    if largest <= MOST_MARKED {
        let mut seen = vec![false; largest];
        return changes.filter(|number| !std::mem::replace(&mut seen[*number as usize], true)).count();
    }
    changes.collect::<FxHashSet<u32>>().len()
}

/// Numbers below it are marked in a list.
const MOST_MARKED: usize = 1 << 24;

/// The columns of similarity s and length l: s, l, s², l², s·l, and the splines of s and of l.
const TERMS: usize = 7;
/// The first of them are those of the linear form.
const LINEAR_TERMS: usize = 2;
/// The most columns: the constant, the column that is asked about, and the terms.
const COLUMNS: usize = 2 + TERMS;

/// The rows of a regression over one scope, in its most flexible form: the constant, where the scope has one, the column that
/// is asked about, and the terms.
struct Design<'d> {
    /// The cluster of queries and the content of each row.
    units: Vec<[u32; 2]>,
    /// How many queries rows are of.
    queries: usize,
    /// Whether rows stand by cluster and then by content.
    in_order: bool,
    /// Where rows are documents, these, and the splines of each.
    documents: Option<&'d Documents>,
    splines: Vec<[f64; 2]>,
    /// Where rows are pairs of twins, the response and the terms of these.
    pairs: Vec<(f64, [f64; TERMS])>,
    /// The place of the column that is asked about.
    asked: usize,
}

impl<'d> Design<'d> {
    fn new(documents: &'d Documents, scope: Scope) -> Self {
        let none = Design {
            units: Vec::new(),
            queries: 0,
            in_order: true,
            documents: None,
            splines: Vec::new(),
            pairs: Vec::new(),
            asked: 0,
        };
        let design = match scope {
            Scope::JudgedTwins => {
                let (rows, queries) = pairs(documents);
                let (units, pairs) = rows.into_iter().unzip();
                Design { units, pairs, queries, ..none }
            }
            Scope::AllDocuments => {
                let rows = documents.rows();
                let units = rows.iter().map(|one| [one.cluster, one.content]).collect();
                let queries = rows.chunk_by(|left, right| left.query == right.query).count();
                let knots = knots_of(documents.iter());
                let splines = documents.iter().map(|one| splines(&one, &knots)).collect();
                Design { units, queries, documents: Some(documents), splines, asked: 1, ..none }
            }
        };
        Design { in_order: design.units.is_sorted(), ..design }
    }

    /// The columns of each row, 0 behind the last, and its response.
    fn rows(&self) -> impl Iterator<Item = ([f64; COLUMNS], f64)> {
        (0..self.units.len()).map(|place| {
            let Some(documents) = self.documents else {
                let (response, [s, l, ss, ll, sl, curve, other]) = self.pairs[place];
                return ([1.0, s, l, ss, ll, sl, curve, other, 0.0], response);
            };
            let one = documents.get(place);
            let [s, l, ss, ll, sl, curve, other] = terms(&one, self.splines[place]);
            let asked = if one.of_source { 0.5 } else { -0.5 };
            ([1.0, asked, s, l, ss, ll, sl, curve, other], one.score)
        })
    }

    /// The sums over all rows.
    fn moments(&self, scope: Scope) -> Moments {
        // Without the column that is asked about where it is ±½: of the rows where it is below 0, and of the others.
        let mut sides = [Moments::new(1 + TERMS), Moments::new(1 + TERMS)];
        self.rows().for_each(|([first, asked, s, l, ss, ll, sl, curve, last], response)| match scope {
            Scope::JudgedTwins => {
                sides[1].add_array(&[first, asked, s, l, ss, ll, sl, curve], response);
            }
            Scope::AllDocuments => {
                let side = &mut sides[usize::from(asked > 0.0)];
                side.add_array(&[first, s, l, ss, ll, sl, curve, last], response);
            }
        });
        let [below, above] = sides;
        match scope {
            // The column is 1 in every row.
            Scope::JudgedTwins => above,
            // Summed by source and then contrasted, so that equal documents may stand in either order.
            Scope::AllDocuments => Moments::contrast(&below, &above),
        }
    }

    /// What each query and content contributes to two sums of `values`, a pair of them a row. The versions of a content in one
    /// query, which stand side by side, are one cell: a sum of two knows no order.
    fn contributions(&self, values: impl Iterator<Item = [f64; 2]>) -> [Contributions; 2] {
        let cells = self.units.iter().copied().zip(values);
        if self.in_order {
            let last = self.units.iter().map(|unit| unit[1]).max().unwrap_or(0);
            return Contributions::in_order(cells, self.units.len(), last);
        }
        let mut joined: Vec<([u32; 2], [f64; 2])> = Vec::with_capacity(self.units.len());
        cells.for_each(|(unit, values)| match joined.last_mut() {
            Some((last, sums)) if *last == unit => {
                sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
            }
            _ => joined.push((unit, values)),
        });
        [0, 1].map(|place: usize| {
            let cell = |([query, content], values): &([u32; 2], [f64; 2])| Cell {
                query: *query,
                content: *content,
                value: values[place],
            };
            Contributions::new(joined.iter().map(cell).collect())
        })
    }
}

/// The cluster and the content of a pair of twins, its response and its terms.
type PairRow = ([u32; 2], (f64, [f64; TERMS]));

/// One row for each relevant content and query of which both versions are ranked: its unit, and source less reference of the
/// response and of the terms; and how many queries they are of. Versions of one content and query stand side by side.
fn pairs(documents: &Documents) -> (Vec<PairRow>, usize) {
    let same = |left: &Placed, right: &Placed| (left.query, left.content) == (right.query, right.content);
    let (mut relevant, mut both) = (Vec::new(), Vec::new());
    let mut behind = 0;
    for versions in documents.rows().chunk_by(same) {
        let start = behind;
        behind += versions.len();
        relevant.extend((start..behind).map(|place| documents.get(place)).filter(|one| one.relevant));
        let of = |of_source: bool| {
            let place = versions.iter().position(|one| one.of_source == of_source)?;
            Some(documents.get(start + place))
        };
        let reference = of(false).filter(|reference| reference.relevant);
        both.extend(reference.and_then(|reference| Some((reference, of(true)?))));
    }
    let knots = knots_of(relevant.into_iter());
    let pair = |(reference, source): (NormalisedDocument, NormalisedDocument)| {
        let [own, other] = [source, reference].map(|one| terms(&one, splines(&one, &knots)));
        let differences = std::array::from_fn(|term| own[term] - other[term]);
        ([reference.cluster, reference.content], (source.score - reference.score, differences))
    };
    let queries = both.chunk_by(|(left, _), (right, _)| left.query == right.query).count();
    (both.into_iter().map(pair).collect(), queries)
}

/// The knots of similarity and length, where there are such.
type Knots = [Option<[f64; 3]>; 2];

fn knots_of(documents: impl Iterator<Item = NormalisedDocument>) -> Knots {
    let (similarities, lengths): (Vec<f64>, Vec<f64>) =
        documents.map(|one| (one.similarity, one.length)).unzip();
    [knots(similarities), knots(lengths)]
}

fn splines(one: &NormalisedDocument, [of_similarity, of_length]: &Knots) -> [f64; 2] {
    // Without knots no spline: a column of zeros, which no regression uses.
    let curve = |knots: &Option<[f64; 3]>, x: f64| knots.map_or(0.0, |knots| restricted_cubic(x, knots));
    [curve(of_similarity, one.similarity), curve(of_length, one.length)]
}

fn terms(one: &NormalisedDocument, [of_similarity, of_length]: [f64; 2]) -> [f64; TERMS] {
    let (s, l) = (one.similarity, one.length);
    [s, l, s * s, l * l, s * l, of_similarity, of_length]
}

/// Coefficients of a row's columns, 0 for those that are not used, behind the last of which nothing needs to be multiplied.
#[derive(Clone, Copy)]
struct Weights {
    of_columns: [f64; COLUMNS],
    linear: bool,
}

impl Weights {
    fn of(&self, row: &[f64; COLUMNS]) -> f64 {
        const LINEAR: usize = 2 + LINEAR_TERMS;
        if self.linear { sum_of_products::<LINEAR>(row, self) } else { sum_of_products::<COLUMNS>(row, self) }
    }
}

fn sum_of_products<const COUNT: usize>(row: &[f64; COLUMNS], weights: &Weights) -> f64 {
    let products = row.iter().zip(&weights.of_columns).take(COUNT);
    products.map(|(value, weight)| value * weight).sum()
}

/// The regression of the response on the column that is asked about and the terms: by (XᵀX)⁻¹, in which exchanging the
/// sources turns the sign of the coefficient exactly. Terms that are 0 everywhere are left out. The fewer of queries and
/// contents are `units`.
fn solve(
    design: &Design<'_>,
    moments: &Moments,
    form: Form,
    units: usize,
    settings: &BiasSettings,
) -> (Option<Fitted>, Option<f64>, bool) {
    let (asked, rows) = (design.asked, design.units.len());
    if rows == 0 {
        return (None, None, false);
    }
    let terms = match form {
        Form::Linear => LINEAR_TERMS,
        Form::Flexible => TERMS,
    };
    let used: Vec<usize> = (0..=asked + terms).filter(|place| moments.xx(*place, *place) > 0.0).collect();
    let others: Vec<usize> = used.iter().copied().filter(|place| *place != asked).collect();
    // Coefficients of some columns as those of all.
    let spread = |coefficients: &[f64], places: &[usize]| {
        let mut of_columns = [0.0; COLUMNS];
        places.iter().zip(coefficients).for_each(|(place, coefficient)| of_columns[*place] = *coefficient);
        Weights { of_columns, linear: form == Form::Linear }
    };
    let total = moments.yy();
    let reduced = moments.of_terms(&others);
    let Some(without) = (if others.is_empty() { Some(Vec::new()) } else { reduced.solve() }) else {
        return (None, None, false);
    };
    let without = spread(&without, &others);
    let mut left: Vec<f64> = Vec::with_capacity(rows);
    left.extend(design.rows().map(|(row, response)| response - without.of(&row)));
    let unexplained: f64 = left.iter().map(|residual| residual * residual).sum();
    let explained = (total > 0.0).then(|| 1.0 - unexplained / total);
    if total > 0.0 && unexplained <= ROUNDING * total {
        return (None, explained, true);
    }
    let fitted = || {
        let full = moments.of_terms(&used);
        let (coefficients, inverse) = (full.solve()?, full.inverse()?);
        // The constant and the column that is asked about come first, and are not 0.
        let gap = moments.of_terms(&used[..=asked]).solve()?[asked];
        if rows <= used.len() || units < 2 {
            return None;
        }
        let (weights, with) = (spread(&inverse[asked], &used), spread(&coefficients, &used));
        // Of each row its weight times what either model leaves, all rows being gone through once.
        let row = |((row, response), left): (([f64; COLUMNS], f64), &f64)| {
            let weight = weights.of(&row);
            [weight * (response - with.of(&row)), left * weight]
        };
        let coefficient = signless_zero(coefficients[asked]);
        let [of_full, contributions] = design.contributions(design.rows().zip(&left).map(row));
        let about = of_full.variances().crossed();
        let freedom = (units - 1) as f64;
        let quantile = StudentsT::new(0.0, 1.0, freedom).ok()?.inverse_cdf(0.5 + settings.confidence / 2.0);
        let half = quantile * about.sqrt();
        let interval =
            Interval { low: signless_zero(coefficient - half), high: signless_zero(coefficient + half) };
        Some(Fitted {
            gap: signless_zero(gap),
            coefficient,
            interval: Some(interval),
            contributions,
            deviation: (total / rows as f64).sqrt(),
            variance_of_one: if total > 0.0 { 1.0 / inverse[asked][asked] / total } else { 0.0 },
        })
    };
    (fitted(), explained, false)
}

#[cfg(test)]
#[path = "conditional_tests.rs"]
mod tests;
