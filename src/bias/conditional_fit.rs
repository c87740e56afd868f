//! One regression of the conditional analysis: documents with score, similarity and length in; the coefficient of the
//! source with its interval and what queries and contents contribute to it out.

use std::collections::BTreeSet;

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::BiasSettings;
use super::conditional::{Form, Placed, Scope};
use crate::statistics::{Cell, Contributions, Interval, Moments, knots, restricted_cubic, signless_zero};

/// A regression, or why there is none.
pub(super) struct Fit {
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
pub(super) struct Fitted {
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

/// One row of a regression: the column that is asked about, the other columns, and the response.
struct Row {
    query: u32,
    content: u32,
    asked: f64,
    terms: Vec<f64>,
    response: f64,
}

pub(super) fn fit(documents: &[Placed], scope: Scope, form: Form, settings: &BiasSettings) -> Fit {
    let terms = Terms::new(documents, scope, form);
    let rows = match scope {
        Scope::JudgedTwins => pairs(documents, &terms),
        Scope::AllDocuments => documents.iter().map(|one| alone(one, &terms)).collect(),
    };
    let distinct = |of: fn(&Row) -> u32| rows.iter().map(of).collect::<BTreeSet<u32>>().len();
    let counts = (distinct(|row| row.content), distinct(|row| row.query));
    let (fitted, explained, by_construction) = solve(&rows, scope, counts, settings);
    Fit { fitted, explained, by_construction, rows: rows.len(), contents: counts.0, queries: counts.1 }
}

/// The terms of a form, made ready for some documents.
struct Terms {
    form: Form,
    /// The knots of similarity and length, where there are such.
    knots: [Option<[f64; 3]>; 2],
}

impl Terms {
    fn new(documents: &[Placed], scope: Scope, form: Form) -> Self {
        let counted = |one: &&Placed| scope == Scope::AllDocuments || one.relevant;
        let knots_of = |of: fn(&Placed) -> f64| match form {
            Form::Flexible => knots(documents.iter().filter(counted).map(of).collect()),
            Form::Linear => None,
        };
        Terms { form, knots: [knots_of(|one| one.similarity), knots_of(|one| one.length)] }
    }

    fn of(&self, one: &Placed) -> Vec<f64> {
        let (s, l) = (one.similarity, one.length);
        let mut terms = vec![s, l];
        if self.form == Form::Flexible {
            terms.extend([s * s, l * l, s * l]);
            let curves = self.knots.iter().zip([s, l]);
            terms.extend(curves.filter_map(|(knots, x)| knots.map(|knots| restricted_cubic(x, knots))));
        }
        terms
    }
}

/// One row for each relevant content and query of which both versions are ranked: source less reference. Versions of one
/// content stand side by side.
fn pairs(documents: &[Placed], terms: &Terms) -> Vec<Row> {
    let same = |left: &Placed, right: &Placed| (left.query, left.content) == (right.query, right.content);
    let pair = |versions: &[Placed]| {
        let of = |of_source: bool| versions.iter().find(|one| one.of_source == of_source);
        let (reference, source) = (of(false)?, of(true)?);
        let differences =
            terms.of(source).into_iter().zip(terms.of(reference)).map(|(one, other)| one - other);
        reference.relevant.then(|| Row {
            query: reference.query,
            content: reference.content,
            asked: 1.0,
            terms: differences.collect(),
            response: source.score - reference.score,
        })
    };
    documents.chunk_by(same).filter_map(pair).collect()
}

fn alone(one: &Placed, terms: &Terms) -> Row {
    let mut columns = vec![1.0];
    columns.extend(terms.of(one));
    let asked = if one.of_source { 0.5 } else { -0.5 };
    Row { query: one.query, content: one.content, asked, terms: columns, response: one.score }
}

/// The sums that the regressions with the column that is asked about, without it, and of it alone rest on.
struct Sums {
    full: Moments,
    reduced: Moments,
    alone: Moments,
    /// The place of the column that is asked about, among all and alone.
    asked: [usize; 2],
}

impl Sums {
    fn new(rows: &[Row], scope: Scope, columns: &dyn Fn(&Row) -> Vec<f64>, terms: usize) -> Self {
        let of = |terms: usize, wanted: &dyn Fn(&Row) -> bool, columns: &dyn Fn(&Row) -> Vec<f64>| {
            let mut moments = Moments::new(terms);
            rows.iter().filter(|row| wanted(row)).for_each(|row| moments.add(&columns(row), row.response));
            moments
        };
        match scope {
            Scope::JudgedTwins => {
                let asked = |row: &Row| vec![row.asked];
                let both = |row: &Row| [asked(row), columns(row)].concat();
                let all = |_: &Row| true;
                Sums {
                    full: of(terms + 1, &all, &both),
                    reduced: of(terms, &all, columns),
                    alone: of(1, &all, &asked),
                    asked: [0, 0],
                }
            }
            // Summed by source and then contrasted, so that equal documents may stand in either order.
            Scope::AllDocuments => {
                let sides = |terms: usize, columns: &dyn Fn(&Row) -> Vec<f64>| {
                    (of(terms, &|row| row.asked < 0.0, columns), of(terms, &|row| row.asked > 0.0, columns))
                };
                let ((reference, source), (constant, other)) =
                    (sides(terms, columns), sides(1, &|_| vec![1.0]));
                let mut reduced = reference.clone();
                reduced.merge(&source);
                Sums {
                    full: Moments::contrast(&reference, &source),
                    reduced,
                    alone: Moments::contrast(&constant, &other),
                    asked: [1, 1],
                }
            }
        }
    }
}

/// The cells of the versions of a content in one query, which stand side by side, in one: a sum of two knows no order.
fn paired(cells: Vec<Cell>) -> Vec<Cell> {
    let same = |left: &Cell, right: &Cell| (left.query, left.content) == (right.query, right.content);
    let sum = |cells: &[Cell]| Cell { value: cells.iter().map(|cell| cell.value).sum(), ..cells[0] };
    cells.chunk_by(same).map(sum).collect()
}

/// The regression of the response on the column that is asked about and the terms: by (XᵀX)⁻¹, in which exchanging the
/// sources turns the sign of the coefficient exactly. Terms that are 0 everywhere are left out.
fn solve(
    rows: &[Row],
    scope: Scope,
    (contents, queries): (usize, usize),
    settings: &BiasSettings,
) -> (Option<Fitted>, Option<f64>, bool) {
    let Some(first) = rows.first() else { return (None, None, false) };
    let used: Vec<usize> =
        (0..first.terms.len()).filter(|term| rows.iter().any(|row| row.terms[*term] != 0.0)).collect();
    let columns = |row: &Row| used.iter().map(|term| row.terms[*term]).collect::<Vec<f64>>();
    let Sums { full, reduced, alone, asked } = Sums::new(rows, scope, &columns, used.len());
    let with_asked = |row: &Row| {
        let mut all = columns(row);
        all.insert(asked[0], row.asked);
        all
    };
    let total = full.yy();
    let without = if used.is_empty() { Some(Vec::new()) } else { reduced.solve() };
    let Some(without) = without else { return (None, None, false) };
    let predicted = |row: &Row, coefficients: &[f64]| -> f64 {
        columns(row).iter().zip(coefficients).map(|(value, coefficient)| value * coefficient).sum()
    };
    let left: Vec<f64> = rows.iter().map(|row| row.response - predicted(row, &without)).collect();
    let unexplained: f64 = left.iter().map(|residual| residual * residual).sum();
    let explained = (total > 0.0).then(|| 1.0 - unexplained / total);
    if total > 0.0 && unexplained <= ROUNDING * total {
        return (None, explained, true);
    }
    let fitted = || {
        let (coefficients, inverse) = (full.solve()?, full.inverse()?);
        let gap = alone.solve()?[asked[1]];
        let enough = rows.len() > used.len() + 1 && contents.min(queries) > 1;
        let weight =
            |row: &Row| with_asked(row).iter().zip(&inverse[asked[0]]).map(|(x, a)| x * a).sum::<f64>();
        let cells = |residual: &dyn Fn(usize) -> f64| -> Vec<Cell> {
            let cell = |(place, row): (usize, &Row)| Cell {
                query: row.query,
                content: row.content,
                value: weight(row) * residual(place),
            };
            paired(rows.iter().enumerate().map(cell).collect())
        };
        let coefficient = signless_zero(coefficients[asked[0]]);
        let of_full = |place: usize| {
            let fitted = with_asked(&rows[place]).iter().zip(&coefficients).map(|(x, b)| x * b).sum::<f64>();
            rows[place].response - fitted
        };
        let about = Contributions::new(cells(&of_full)).variances().crossed();
        let freedom = contents.min(queries).saturating_sub(1).max(1) as f64;
        let quantile = StudentsT::new(0.0, 1.0, freedom).ok()?.inverse_cdf(0.5 + settings.confidence / 2.0);
        let half = quantile * about.sqrt();
        let interval =
            Interval { low: signless_zero(coefficient - half), high: signless_zero(coefficient + half) };
        enough.then(|| Fitted {
            gap: signless_zero(gap),
            coefficient,
            interval: Some(interval),
            contributions: Contributions::new(cells(&|place| left[place])),
            deviation: (total / rows.len() as f64).sqrt(),
            variance_of_one: if total > 0.0 { 1.0 / inverse[asked[0]][asked[0]] / total } else { 0.0 },
        })
    };
    (fitted(), explained, false)
}

#[cfg(test)]
#[path = "conditional_tests.rs"]
mod tests;
