//! Paths from a source to its scores: differences between twins in score, closeness and length in; the parts of the gap that
//! run through closeness and through length, what is left, and how much hidden confounding would undo them, out.

use std::collections::BTreeMap;

use super::matched::units;
use crate::statistics::{Cell, Contributions, Moments, Variances, signless_zero};

/// The differences of one pair, source less reference, each over the root of its mean square.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::bias) struct Gap {
    /// Of the value 0.
    pub cell: Cell,
    pub similarity: f64,
    /// Of ln length.
    pub length: f64,
    pub score: f64,
}

/// The total effect and its parts: through similarity, through length, direct.
pub(in crate::bias) const PATHS: usize = 4;

/// Sums over pairs: 1, s, l, y, s², s·l, l², s·y, l·y, y².
pub(in crate::bias) const SUMS: usize = 10;

/// The linear structural equations of some pairs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::bias) struct Paths {
    /// Total, through similarity, through length, direct.
    pub effects: [f64; PATHS],
    /// What a unit of similarity, and of length, adds to the score.
    slopes: [f64; 2],
    /// The means of s, l and y.
    means: [f64; 3],
    /// The inverse of the covariance of s and l.
    inverse: [[f64; 2]; 2],
    /// The correlation of the errors of mediator and score at which the effect through it is 0; `None` where one of the two
    /// has no error.
    pub rho: [Option<f64>; 2],
    /// Whether s and l leave nothing of y but rounding.
    pub by_construction: bool,
}

/// Of all the variance, less than this is rounding.
const ROUNDING: f64 = 1e-9;

impl Gap {
    fn sums(&self) -> [f64; SUMS] {
        let Gap { similarity: s, length: l, score: y, .. } = *self;
        [1.0, s, l, y, s * s, s * l, l * l, s * y, l * y, y * y]
    }
}

impl Paths {
    /// The paths of sums over pairs, or of any multiple of them; `None` without pairs, or where similarity and length are
    /// combinations of each other or never vary without being 0.
    ///
    /// Of differences between twins the source is the constant: M = a + ε₂ for each mediator M and y = c + Σ b·M + ε₃, by
    /// least squares. Then mean(y) = c + Σ b·a, so that the parts sum to the total (Judd, Kenny & McClelland 2001, Estimating
    /// and testing mediation and moderation in within-subject designs; Montoya & Hayes 2017).
    ///
    /// With ρ the correlation of ε₂ and ε₃, the effect through M is (a·σ₁ ÷ σ₂)·(ρ̃ − ρ·√((1 − ρ̃²) ÷ (1 − ρ²))), with ε₁
    /// the error of y given everything but M, σ₁ and σ₂ the deviations of ε₁ and ε₂, and ρ̃ their correlation: it is 0
    /// at ρ = ρ̃. (Imai, Keele & Yamamoto 2010, Identification, inference and sensitivity analysis for causal mediation
    /// effects, Theorem 4)
    pub fn of(sums: &[f64; SUMS]) -> Option<Paths> {
        let count = sums[0];
        if count <= 0.0 {
            return None;
        }
        let mean = |place: usize| sums[place] / count;
        let (s, l, y) = (mean(1), mean(2), mean(3));
        let (ss, sl, ll) = (mean(4) - s * s, mean(5) - s * l, mean(6) - l * l);
        let (sy, ly, yy) = (mean(7) - s * y, mean(8) - l * y, mean(9) - y * y);
        // A mediator in which twins never differ is no path.
        let varies = |square: f64, variance: f64| match square {
            0.0 => Some(false),
            _ if variance > ROUNDING * square => Some(true),
            _ => None,
        };
        let inverse = match (varies(mean(4), ss)?, varies(mean(6), ll)?) {
            (true, true) => {
                let determinant = ss * ll - sl * sl;
                if determinant <= ROUNDING * ss * ll {
                    return None;
                }
                [[ll / determinant, -sl / determinant], [-sl / determinant, ss / determinant]]
            }
            (true, false) => [[1.0 / ss, 0.0], [0.0, 0.0]],
            (false, true) => [[0.0, 0.0], [0.0, 1.0 / ll]],
            (false, false) => [[0.0; 2]; 2],
        };
        let slopes = inverse.map(|[of_s, of_l]| of_s * sy + of_l * ly);
        let parts = [slopes[0] * s, slopes[1] * l];
        let unexplained = yy - slopes[0] * sy - slopes[1] * ly;
        Some(Paths {
            effects: [y, parts[0], parts[1], y - (parts[0] + parts[1])],
            slopes,
            means: [s, l, y],
            inverse,
            rho: [partial([ss, sy, yy], [sl, ly, ll]), partial([ll, ly, yy], [sl, sy, ss])],
            by_construction: mean(9) > 0.0 && unexplained <= ROUNDING * mean(9),
        })
    }

    /// The same, by construction also where within each query the score is a multiple of the similarity: as Dirichlet's score
    /// is of the divergence from the query, which is a mean over as many terms as the query has. `by_query` are the sums of
    /// queries, of which those with one pair alone say nothing of that.
    pub fn or_by_construction(self, by_query: &[[f64; SUMS]]) -> Paths {
        let mut some = [0.0; 2];
        for sums in by_query.iter().filter(|sums| sums[0] > 1.0 && sums[4] > 0.0) {
            some[0] += (sums[9] - sums[7] * sums[7] / sums[4]).max(0.0);
            some[1] += sums[9];
        }
        let told = some[1] > 0.0 && some[0] <= ROUNDING * some[1];
        Paths { by_construction: self.by_construction || told, ..self }
    }

    /// To first order, what a pair of `count` adds to each effect.
    fn influences(&self, gap: &Gap, count: f64) -> [f64; PATHS] {
        let [s, l, y] =
            [gap.similarity - self.means[0], gap.length - self.means[1], gap.score - self.means[2]];
        let left = y - (self.slopes[0] * s + self.slopes[1] * l);
        let of = |mediator: usize, off: f64| {
            let [of_s, of_l] = self.inverse[mediator];
            let slope = (of_s * s + of_l * l) * left;
            (self.slopes[mediator] * off + self.means[mediator] * slope) / count
        };
        let (total, parts) = (y / count, [of(0, s), of(1, l)]);
        [total, parts[0], parts[1], total - (parts[0] + parts[1])]
    }

    /// The variances of each effect over queries and contents.
    pub fn variances(&self, gaps: &[Gap]) -> [Variances; PATHS] {
        let influences: Vec<[f64; PATHS]> =
            gaps.iter().map(|gap| self.influences(gap, gaps.len() as f64)).collect();
        std::array::from_fn(|path| {
            contributions(gaps, influences.iter().map(|effects| effects[path])).variances()
        })
    }
}

/// The correlation of y with m given another, from [m², m·y, y²] and [m·other, other·y, other²], all about their means.
fn partial([mm, my, yy]: [f64; 3], [mo, oy, oo]: [f64; 3]) -> Option<f64> {
    let without = |of: f64, by: f64| if oo > 0.0 { of - by / oo } else { of };
    let (m, y, both) = (without(mm, mo * mo), without(yy, oy * oy), without(my, mo * oy));
    let some = m > ROUNDING * mm && y > ROUNDING * yy;
    some.then(|| signless_zero((both / (m * y).sqrt()).clamp(-1.0, 1.0)))
}

/// The sums of all pairs, and of each cluster of queries.
pub(in crate::bias) fn sums(gaps: &[Gap]) -> ([f64; SUMS], Vec<[f64; SUMS]>) {
    let mut by_query: BTreeMap<u32, [f64; SUMS]> = BTreeMap::new();
    let mut whole = [0.0; SUMS];
    for gap in gaps {
        let of_query = by_query.entry(gap.cell.query).or_insert([0.0; SUMS]);
        for (place, value) in gap.sums().into_iter().enumerate() {
            of_query[place] += value;
            whole[place] += value;
        }
    }
    (whole, by_query.into_values().collect())
}

/// What the tests of the paths rest on.
#[derive(Debug, Clone, Default)]
pub(in crate::bias) struct PathTests {
    /// Of the mean of the score.
    pub total: Contributions,
    /// Of the mean of each mediator: does the source move it?
    pub moved: [Contributions; 2],
    /// Of the slope of each mediator: does it move the score?
    pub moves: [Contributions; 2],
    /// Of the constant beside both.
    pub direct: Contributions,
}

impl PathTests {
    /// The contributions to each; `None` where there are fewer than two queries or contents, or no more pairs than columns.
    ///
    /// A part through a mediator is a product, a·b, which is 0 where either is: it is tested by the larger p-value of both
    /// (MacKinnon et al. 2002, A comparison of methods to test mediation). What is tested of a slope and of the constant are
    /// residuals of the model without them (Freedman & Lane 1983).
    pub fn of(gaps: &[Gap]) -> Option<PathTests> {
        let (queries, contents) = units(gaps.iter().map(|gap| gap.cell));
        if queries.min(contents) < 2 || gaps.len() <= 3 {
            return None;
        }
        let column = |gap: &Gap, place: usize| [1.0, gap.similarity, gap.length][place];
        let mut moments = Moments::new(3);
        gaps.iter().for_each(|gap| moments.add(&[1.0, gap.similarity, gap.length], gap.score));
        // What a column leaves of y without it, times what the other columns leave of it.
        let beside = |asked: usize| -> Option<Contributions> {
            let others: Vec<usize> =
                (0..3).filter(|place| *place != asked && moments.xx(*place, *place) > 0.0).collect();
            let without = moments.of_terms(&others);
            let slopes = if others.is_empty() { Vec::new() } else { without.solve()? };
            let inverse = if others.is_empty() { Vec::new() } else { without.inverse()? };
            let with: Vec<f64> = others.iter().map(|place| moments.xx(asked, *place)).collect();
            let told: Vec<f64> =
                inverse.iter().map(|row| row.iter().zip(&with).map(|(a, b)| a * b).sum()).collect();
            let value = |gap: &Gap| {
                let dot = |weights: &[f64]| -> f64 {
                    others.iter().zip(weights).map(|(place, weight)| column(gap, *place) * weight).sum()
                };
                (column(gap, asked) - dot(&told)) * (gap.score - dot(&slopes))
            };
            Some(contributions(gaps, gaps.iter().map(value)))
        };
        Some(PathTests {
            total: contributions(gaps, gaps.iter().map(|gap| gap.score)),
            moved: [1, 2].map(|place| contributions(gaps, gaps.iter().map(|gap| column(gap, place)))),
            moves: [beside(1)?, beside(2)?],
            direct: beside(0)?,
        })
    }
}

fn contributions(gaps: &[Gap], values: impl Iterator<Item = f64>) -> Contributions {
    Contributions::new(gaps.iter().zip(values).map(|(gap, value)| Cell { value, ..gap.cell }).collect())
}

#[cfg(test)]
#[path = "mediation_tests.rs"]
mod tests;
