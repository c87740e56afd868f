//! One regression of the conditional analysis: documents with score, similarity and length in; the coefficient of the
//! source with its interval and what queries and contents contribute to it out.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::conditional::{Form, Scope};
use super::conditional_rows::{Documents, OfAll, OfTwins, Units, spline};
use crate::bias::BiasSettings;
use crate::statistics::{Cell, Contributions, Interval, Moments, knots, signless_zero};

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

/// Both forms of the regression over the documents of a scope, in the order of [`Form::ALL`]. Rows are gone through for both at
/// once.
pub(in crate::bias) fn fits(documents: &Documents, scope: Scope, settings: &BiasSettings) -> [Fit; 2] {
    let design = Design::new(documents, scope);
    let moments = design.moments(scope);
    let (rows, total) = (design.units.of_rows.len(), moments.yy());
    let units = design.units.contents.min(design.units.clusters);
    let models = Form::ALL.map(|form| Model::new(&design, &moments, form));
    let without = models.each_ref().map(|model| model.as_ref().map_or(Weights::NONE, |one| one.without));
    // What either model without the column that is asked about leaves of each row.
    let mut unexplained = [0.0; 2];
    let mut left: Vec<[f64; 2]> = Vec::with_capacity(rows);
    left.extend(design.rows().map(|(row, response)| {
        let left = without.each_ref().map(|without| response - without.of(&row));
        unexplained.iter_mut().zip(left).for_each(|(sum, left)| *sum += left * left);
        left
    }));
    let by_construction = unexplained.map(|unexplained| total > 0.0 && unexplained <= ROUNDING * total);
    let full: [Option<Full>; 2] = std::array::from_fn(|form| {
        let model = models[form].as_ref().filter(|_| !by_construction[form])?;
        model.full(&design, &moments).filter(|_| rows > model.used.len() && units >= 2)
    });
    let contributions: [Contributions; 4] = if full.iter().any(Option::is_some) {
        let weights = full.each_ref().map(|full| {
            full.as_ref().map_or([Weights::NONE; 2], |full| [full.of_coefficient, full.coefficients])
        });
        // Of each row its weight times what the model with the column leaves, and times what that without it does.
        let row = |((row, response), left): (([f64; COLUMNS], f64), &[f64; 2])| {
            let of = |form: usize| {
                let [weight, with] = weights[form].each_ref().map(|weights| weights.of(&row));
                [weight * (response - with), left[form] * weight]
            };
            let [[of_full, of_left], [of_other_full, of_other_left]] = [of(0), of(1)];
            [of_full, of_left, of_other_full, of_other_left]
        };
        design.contributions(design.rows().zip(&left).map(row))
    } else {
        Default::default()
    };
    let mut contributions = contributions.into_iter();
    let mut fit = |form: usize| {
        let mut next = || contributions.next().expect("two a form");
        let (of_full, contributions) = (next(), next());
        let fitted = |full: &Full| {
            let about = of_full.variances().crossed();
            let freedom = (units - 1) as f64;
            let quantile =
                StudentsT::new(0.0, 1.0, freedom).ok()?.inverse_cdf(0.5 + settings.confidence / 2.0);
            let half = quantile * about.sqrt();
            let (low, high) =
                (signless_zero(full.coefficient - half), signless_zero(full.coefficient + half));
            Some(Fitted {
                gap: full.gap,
                coefficient: full.coefficient,
                interval: Some(Interval { low, high }),
                contributions,
                deviation: (total / rows as f64).sqrt(),
                variance_of_one: if total > 0.0 { 1.0 / full.inverse / total } else { 0.0 },
            })
        };
        Fit {
            fitted: full[form].as_ref().and_then(fitted),
            explained: (models[form].is_some() && total > 0.0).then(|| 1.0 - unexplained[form] / total),
            by_construction: models[form].is_some() && by_construction[form],
            rows,
            contents: design.units.contents,
            queries: design.units.queries,
        }
    };
    [fit(0), fit(1)]
}

/// The columns of similarity s and length l: s, l, s², l², s·l, and the splines of s and of l.
const TERMS: usize = 7;
/// The first of them are those of the linear form.
const LINEAR_TERMS: usize = 2;
/// The most columns: the constant, the column that is asked about, and the terms.
const COLUMNS: usize = 2 + TERMS;

/// The rows of a regression over one scope, in its most flexible form: the constant, where the scope has one, the column that
/// is asked about, and the terms.
struct Design<'d> {
    units: &'d Units,
    /// Where rows are documents, these, with the splines of similarity and of length of each.
    documents: Option<&'d Documents>,
    splines: (Vec<f64>, &'d [f64]),
    /// Where rows are pairs of twins, the response and the terms of these.
    pairs: Vec<(f64, [f64; TERMS])>,
    /// The place of the column that is asked about.
    asked: usize,
}

impl<'d> Design<'d> {
    fn new(documents: &'d Documents, scope: Scope) -> Self {
        match scope {
            Scope::JudgedTwins => {
                let found = documents.rows().of_twins();
                let pairs = pairs(documents, found);
                Design { units: &found.units, documents: None, splines: (Vec::new(), &[]), pairs, asked: 0 }
            }
            Scope::AllDocuments => {
                let OfAll { units, curves } = documents.rows().of_all();
                let similarities = documents.similarities();
                let knots = knots(similarities.to_vec());
                let of_similarity = similarities.iter().map(|value| spline(*value, knots)).collect();
                let splines = (of_similarity, &curves[..]);
                Design { units, documents: Some(documents), splines, pairs: Vec::new(), asked: 1 }
            }
        }
    }

    /// The columns of each row, 0 behind the last, and its response.
    fn rows(&self) -> impl Iterator<Item = ([f64; COLUMNS], f64)> {
        let pairs = self.pairs.iter().map(|(response, [s, l, ss, ll, sl, curve, other])| {
            ([1.0, *s, *l, *ss, *ll, *sl, *curve, *other, 0.0], *response)
        });
        let (placed, similarities) = match self.documents {
            Some(documents) => (documents.rows().placed(), documents.similarities()),
            None => (&[][..], &[][..]),
        };
        let (of_similarity, of_length) = (&self.splines.0, self.splines.1);
        let documents = placed.iter().zip(similarities).zip(of_similarity.iter().zip(of_length));
        pairs.chain(documents.map(|((one, similarity), (of_similarity, of_length))| {
            let [s, l, ss, ll, sl, curve, other] =
                terms(*similarity, one.length, [*of_similarity, *of_length]);
            let asked = if one.of_source { 0.5 } else { -0.5 };
            ([1.0, asked, s, l, ss, ll, sl, curve, other], one.score)
        }))
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

    /// What each query and content contributes to sums of `values`, as many a row as there are sums. The versions of a content
    /// in one query, which stand side by side, are one cell: a sum of two knows no order.
    fn contributions<const SUMS: usize>(
        &self,
        values: impl Iterator<Item = [f64; SUMS]>,
    ) -> [Contributions; SUMS] {
        let rows = self.units.of_rows.len();
        let cells = self.units.of_rows.iter().copied().zip(values);
        if self.units.in_order {
            return Contributions::in_order(cells, rows, self.units.last);
        }
        let mut joined: Vec<([u32; 2], [f64; SUMS])> = Vec::with_capacity(rows);
        cells.for_each(|(unit, values)| match joined.last_mut() {
            Some((last, sums)) if *last == unit => {
                sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
            }
            _ => joined.push((unit, values)),
        });
        std::array::from_fn(|place| {
            let cell = |([query, content], values): &([u32; 2], [f64; SUMS])| Cell {
                query: *query,
                content: *content,
                value: values[place],
            };
            Contributions::new(joined.iter().map(cell).collect())
        })
    }
}

/// Of each pair of judged twins source less reference of the response and of the terms.
fn pairs(documents: &Documents, found: &OfTwins) -> Vec<(f64, [f64; TERMS])> {
    let similarity = |place: &u32| documents.similarities()[*place as usize];
    let of_similarity = knots(found.relevant.iter().map(similarity).collect());
    let pair = |twins: &[u32; 2]| {
        let [source, reference] = twins.map(|place| documents.get(place as usize));
        let [own, other] = [source, reference].map(|one| {
            let splines = [spline(one.similarity, of_similarity), spline(one.length, found.knots)];
            terms(one.similarity, one.length, splines)
        });
        (source.score - reference.score, std::array::from_fn(|term| own[term] - other[term]))
    };
    found.twins.iter().map(pair).collect()
}

fn terms(s: f64, l: f64, [of_similarity, of_length]: [f64; 2]) -> [f64; TERMS] {
    [s, l, s * s, l * l, s * l, of_similarity, of_length]
}

/// Coefficients of a row's columns, 0 for those that are not used, behind the last of which nothing needs to be multiplied.
#[derive(Clone, Copy)]
struct Weights {
    of_columns: [f64; COLUMNS],
    linear: bool,
}

impl Weights {
    const NONE: Weights = Weights { of_columns: [0.0; COLUMNS], linear: true };

    /// The coefficients of the columns at some places.
    fn new(coefficients: &[f64], places: &[usize], linear: bool) -> Self {
        let mut of_columns = [0.0; COLUMNS];
        places.iter().zip(coefficients).for_each(|(place, coefficient)| of_columns[*place] = *coefficient);
        Weights { of_columns, linear }
    }

    fn of(&self, row: &[f64; COLUMNS]) -> f64 {
        const LINEAR: usize = 2 + LINEAR_TERMS;
        if self.linear { sum_of_products::<LINEAR>(row, self) } else { sum_of_products::<COLUMNS>(row, self) }
    }
}

fn sum_of_products<const COUNT: usize>(row: &[f64; COLUMNS], weights: &Weights) -> f64 {
    let products = row.iter().zip(&weights.of_columns).take(COUNT);
    products.map(|(value, weight)| value * weight).sum()
}

/// The columns of one form of the regression, and its coefficients without the column that is asked about. Terms that are 0
/// everywhere are left out.
struct Model {
    linear: bool,
    used: Vec<usize>,
    without: Weights,
}

/// The same with that column.
struct Full {
    coefficients: Weights,
    /// What of each response the coefficient is a sum of: the row of (XᵀX)⁻¹ that is the column's.
    of_coefficient: Weights,
    gap: f64,
    coefficient: f64,
    /// The column's own entry of (XᵀX)⁻¹.
    inverse: f64,
}

impl Model {
    /// `None` without rows, and where a column is a combination of others.
    fn new(design: &Design<'_>, moments: &Moments, form: Form) -> Option<Model> {
        let (asked, linear) = (design.asked, form == Form::Linear);
        let terms = if linear { LINEAR_TERMS } else { TERMS };
        let varies = |place: &usize| moments.xx(*place, *place) > 0.0;
        let used: Vec<usize> = (0..=asked + terms).filter(varies).collect();
        let others: Vec<usize> = used.iter().copied().filter(|place| *place != asked).collect();
        let without = if others.is_empty() { Vec::new() } else { moments.of_terms(&others).solve()? };
        let without = Weights::new(&without, &others, linear);
        (!design.units.of_rows.is_empty()).then_some(Model { linear, used, without })
    }

    /// By (XᵀX)⁻¹, in which exchanging the sources turns the sign of the coefficient exactly.
    fn full(&self, design: &Design<'_>, moments: &Moments) -> Option<Full> {
        let (asked, used) = (design.asked, &self.used);
        let full = moments.of_terms(used);
        let (coefficients, inverse) = (full.solve()?, full.inverse()?);
        // The constant and the column that is asked about come first, and are not 0.
        let gap = moments.of_terms(&used[..=asked]).solve()?[asked];
        Some(Full {
            coefficients: Weights::new(&coefficients, used, self.linear),
            of_coefficient: Weights::new(&inverse[asked], used, self.linear),
            gap: signless_zero(gap),
            coefficient: signless_zero(coefficients[asked]),
            inverse: inverse[asked][asked],
        })
    }
}

#[cfg(test)]
#[path = "conditional_tests.rs"]
mod tests;
