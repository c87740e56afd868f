//! One regression of the conditional analysis: documents with score, similarity and length in; the coefficient of the
//! source with its interval and what queries and contents contribute to it out.

use rustc_hash::FxHashSet;
use statrs::distribution::{ContinuousCDF, StudentsT};

use super::conditional::{Form, NormalisedDocument, Scope};
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
pub(in crate::bias) fn fits(
    documents: &[NormalisedDocument],
    scope: Scope,
    settings: &BiasSettings,
) -> [Fit; 2] {
    let design = Design::new(documents, scope);
    let moments = design.moments(scope);
    let distinct = |place: usize| {
        let units: FxHashSet<u32> = design.units.iter().map(|unit| unit[place]).collect();
        units.len()
    };
    let (queries, contents) = (distinct(0), distinct(1));
    Form::ALL.map(|form| {
        let (fitted, explained, by_construction) =
            solve(&design, &moments, form, contents.min(queries), settings);
        Fit { fitted, explained, by_construction, rows: design.units.len(), contents, queries }
    })
}

/// The columns of similarity s and length l: s, l, s², l², s·l, and the splines of s and of l.
const TERMS: usize = 7;
/// The first of them are those of the linear form.
const LINEAR_TERMS: usize = 2;

/// The rows of a regression over one scope, in its most flexible form.
struct Design {
    /// The query and the content of each row.
    units: Vec<[u32; 2]>,
    responses: Vec<f64>,
    /// By rows: the constant, where the scope has one, the column that is asked about, and the terms.
    values: Vec<f64>,
    /// The place of the column that is asked about.
    asked: usize,
}

impl Design {
    fn new(documents: &[NormalisedDocument], scope: Scope) -> Self {
        let counted = |one: &&NormalisedDocument| scope == Scope::AllDocuments || one.relevant;
        let knots_of =
            |of: fn(&NormalisedDocument) -> f64| knots(documents.iter().filter(counted).map(of).collect());
        let knots = [knots_of(|one| one.similarity), knots_of(|one| one.length)];
        let asked = usize::from(scope == Scope::AllDocuments);
        let mut design = Design { units: Vec::new(), responses: Vec::new(), values: Vec::new(), asked };
        match scope {
            Scope::JudgedTwins => design.add_pairs(documents, &knots),
            Scope::AllDocuments => {
                design.values.reserve_exact(documents.len() * design.width());
                documents.iter().for_each(|one| design.add_document(one, &knots));
            }
        }
        design
    }

    /// How many columns there are.
    fn width(&self) -> usize {
        self.asked + 1 + TERMS
    }

    fn rows(&self) -> impl Iterator<Item = &[f64]> {
        self.values.chunks_exact(self.width())
    }

    /// One row for each relevant content and query of which both versions are ranked: source less reference. Versions
    /// of one content stand side by side.
    fn add_pairs(&mut self, documents: &[NormalisedDocument], knots: &Knots) {
        let same = |left: &NormalisedDocument, right: &NormalisedDocument| {
            (left.query, left.content) == (right.query, right.content)
        };
        for versions in documents.chunk_by(same) {
            let of = |of_source: bool| versions.iter().find(|one| one.of_source == of_source);
            let (Some(reference), Some(source)) = (of(false), of(true)) else { continue };
            if reference.relevant {
                self.units.push([reference.query, reference.content]);
                self.responses.push(source.score - reference.score);
                self.values.push(1.0);
                let (own, other) = (terms(source, knots), terms(reference, knots));
                self.values.extend(own.iter().zip(other).map(|(own, other)| own - other));
            }
        }
    }

    fn add_document(&mut self, one: &NormalisedDocument, knots: &Knots) {
        self.units.push([one.query, one.content]);
        self.responses.push(one.score);
        self.values.extend([1.0, if one.of_source { 0.5 } else { -0.5 }]);
        self.values.extend(terms(one, knots));
    }

    /// The sums over all rows.
    fn moments(&self, scope: Scope) -> Moments {
        // Of the rows where the column that is asked about is below 0, and of the others.
        let mut sides = [Moments::new(self.width()), Moments::new(self.width())];
        for (row, response) in self.rows().zip(&self.responses) {
            sides[usize::from(row[self.asked] > 0.0)].add(row, *response);
        }
        let [below, above] = sides;
        match scope {
            // The column is 1 in every row.
            Scope::JudgedTwins => above,
            // Summed by source and then contrasted, so that equal documents may stand in either order.
            Scope::AllDocuments => {
                let others: Vec<usize> = (0..self.width()).filter(|place| *place != self.asked).collect();
                Moments::contrast(&below.of_terms(&others), &above.of_terms(&others))
            }
        }
    }

    /// What each query and content contributes to a sum of `values`, one a row. The versions of a content in one query,
    /// which stand side by side, are one cell: a sum of two knows no order.
    fn contributions(&self, values: impl Iterator<Item = f64>) -> Contributions {
        let mut cells: Vec<Cell> = Vec::with_capacity(self.units.len());
        for ([query, content], value) in self.units.iter().zip(values) {
            match cells.last_mut() {
                Some(last) if (last.query, last.content) == (*query, *content) => last.value += value,
                _ => cells.push(Cell { query: *query, content: *content, value }),
            }
        }
        Contributions::new(cells)
    }
}

/// The knots of similarity and length, where there are such.
type Knots = [Option<[f64; 3]>; 2];

fn terms(one: &NormalisedDocument, [of_similarity, of_length]: &Knots) -> [f64; TERMS] {
    let (s, l) = (one.similarity, one.length);
    // Without knots no spline: a column of zeros, which no regression uses.
    let curve = |knots: &Option<[f64; 3]>, x: f64| knots.map_or(0.0, |knots| restricted_cubic(x, knots));
    [s, l, s * s, l * l, s * l, curve(of_similarity, s), curve(of_length, l)]
}

fn dot(row: &[f64], weights: &[f64]) -> f64 {
    row.iter().zip(weights).map(|(value, weight)| value * weight).sum()
}

/// The regression of the response on the column that is asked about and the terms: by (XᵀX)⁻¹, in which exchanging the
/// sources turns the sign of the coefficient exactly. Terms that are 0 everywhere are left out. The fewer of queries and
/// contents are `units`.
fn solve(
    design: &Design,
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
    // Coefficients of some columns as those of all of this form.
    let spread = |coefficients: &[f64], places: &[usize]| {
        let mut all = vec![0.0; asked + 1 + terms];
        places.iter().zip(coefficients).for_each(|(place, coefficient)| all[*place] = *coefficient);
        all
    };
    let total = moments.yy();
    let reduced = moments.of_terms(&others);
    let Some(without) = (if others.is_empty() { Some(Vec::new()) } else { reduced.solve() }) else {
        return (None, None, false);
    };
    let without = spread(&without, &others);
    let residuals = |coefficients: &[f64]| -> Vec<f64> {
        let responses = design.rows().zip(&design.responses);
        responses.map(|(row, response)| response - dot(row, coefficients)).collect()
    };
    let left = residuals(&without);
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
        let row = |((row, response), left): ((&[f64], &f64), &f64)| {
            let weight = dot(row, &weights);
            (weight * left, weight * (response - dot(row, &with)))
        };
        let (of_reduced, of_full): (Vec<f64>, Vec<f64>) =
            design.rows().zip(&design.responses).zip(&left).map(row).unzip();
        let coefficient = signless_zero(coefficients[asked]);
        let about = design.contributions(of_full.into_iter()).variances().crossed();
        let freedom = (units - 1) as f64;
        let quantile = StudentsT::new(0.0, 1.0, freedom).ok()?.inverse_cdf(0.5 + settings.confidence / 2.0);
        let half = quantile * about.sqrt();
        let interval =
            Interval { low: signless_zero(coefficient - half), high: signless_zero(coefficient + half) };
        Some(Fitted {
            gap: signless_zero(gap),
            coefficient,
            interval: Some(interval),
            contributions: design.contributions(of_reduced.into_iter()),
            deviation: (total / rows as f64).sqrt(),
            variance_of_one: if total > 0.0 { 1.0 / inverse[asked][asked] / total } else { 0.0 },
        })
    };
    (fitted(), explained, false)
}

#[cfg(test)]
#[path = "conditional_tests.rs"]
mod tests;
