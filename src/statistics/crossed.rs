//! Figures that rest on queries and on contents alike: the contribution of each query and content in; tests that hold
//! where labels mean nothing and where other queries are asked, and how much wider an interval must be, out.
//!
//! One pair of twins is ranked by many queries. A test that takes queries for independent units says "with these texts,
//! other queries": where the labels of the texts were drawn by coin, it finds effects far too often.

use std::borrow::Borrow;

use super::Exchanges;
use super::contributions::{Contributions, Variances};
use super::max_t::MaxT;
use super::multiplicity::Adjustment;
use super::sign_flip::{EXACT, share_of_patterns};

/// The p-values of one figure being 0; all `None` where nothing contributes to it and there is no question, or where a
/// contribution is no number; and those that exchanges would have to be drawn for where none are.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct CrossedTest {
    /// With these texts, other queries: signs of queries exchanged.
    pub queries: Option<f64>,
    /// With these queries, labels that mean nothing: labels of contents exchanged. Exact where an exchange turns the sign of
    /// what the content contributes, as with differences between its versions; where contributions are the scores of a
    /// regression or of strata, or of a figure that is their sum to first order, right in large samples.
    pub contents: Option<f64>,
    /// With other queries and other texts. It is never below either of the others, and the one to go by.
    pub crossed: Option<f64>,
    /// The last after the adjustment for its family.
    pub adjusted: Option<f64>,
}

/// How crossed tests are made.
///
/// The statistic of a figure is t = |D| ÷ √V, with D the sum of its contributions and V their variance where queries and
/// contents are both a sample ([`Variances::crossed`]). It is held against two distributions: |D*| ÷ √V_q with the signs of
/// queries exchanged, and |D*| ÷ √V_c with the labels of contents exchanged; p = (1 + #(at least t)) ÷ (B + 1), the larger of
/// the two. Since V is at least V_q and V_c, p is at least that of either exchange by itself: where labels mean nothing
/// the test holds its level exactly, and where queries and contents are drawn anew, in large samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CrossedSettings {
    /// Exchanges of signs; queries and contents have coins of their own.
    pub exchanges: Exchanges,
    /// How a family of tests is adjusted for.
    pub adjustment: Adjustment,
}

/// The most exchanges that are drawn where a family asks for more than were asked for.
const MOST_EXCHANGES: usize = 1_000_000;
/// What the seed is combined with for contents.
const CONTENTS: u64 = 0x636f_6e74_656e_7473;

impl CrossedSettings {
    /// The tests of all `figures`, of which figure i belongs to the family `families[i]`.
    ///
    /// Up to 20 queries or contents that differ from 0, every pattern of signs is gone through and the unadjusted p-value
    /// is exact. Under Holm and Benjamini–Hochberg, figures that are equal in all they rest on are one test of their
    /// family; and where a p-value at its floor 1 ÷ (B + 1) could not be below 1 % after the adjustment, more exchanges are
    /// drawn. (Under maxT equal figures cost nothing, and the floor is that of a single test.)
    pub fn test(&self, figures: &[impl Borrow<Contributions>], families: &[usize]) -> Vec<CrossedTest> {
        // What is undefined is no test: no sum reaches NaN, and counting them would give the least p-value of all.
        let nothing = Contributions::default();
        let defined = |one: &Contributions| {
            let Variances { queries, contents, cells, .. } = one.variances;
            (queries + contents + cells).is_finite()
        };
        let figures = figures.iter().map(Borrow::borrow);
        let figures: &[&Contributions] =
            &figures.map(|one| if defined(one) { one } else { &nothing }).collect::<Vec<_>>();
        let found = self.once(figures, families);
        let floor = 1.5 / (self.exchanges.count + 1) as f64;
        let size = |family: &usize| families.iter().filter(|one| *one == family).count();
        let needed = (100 * families.iter().map(size).max().unwrap_or(0)).min(MOST_EXCHANGES);
        let at_floor = found.iter().any(|one| one.crossed.is_some_and(|p| p < floor));
        if self.adjustment == Adjustment::MaxT || !at_floor || self.exchanges.count >= needed {
            return found;
        }
        let exchanges = Exchanges { count: needed, ..self.exchanges };
        CrossedSettings { exchanges, ..*self }.once(figures, families)
    }

    fn once(&self, figures: &[&Contributions], families: &[usize]) -> Vec<CrossedTest> {
        let side =
            |sums: fn(&Contributions) -> &Vec<(u32, f64)>, variance: fn(&Variances) -> f64, seed: u64| {
                let columns: Vec<Side<'_>> = figures
                    .iter()
                    .map(|one| {
                        Side::new(sums(one), variance(&one.variances).sqrt(), one.variances.crossed().sqrt())
                    })
                    .collect();
                let exchanges = Exchanges { seed: self.exchanges.seed ^ seed, ..self.exchanges };
                one_side(&exchanges, &columns, families)
            };
        let queries = side(|one| &one.queries, |variances| variances.queries, 0);
        let contents = side(|one| &one.contents, |variances| variances.contents, CONTENTS);
        let asked = |place: usize| !figures[place].queries.is_empty();
        let larger = |left: &[Option<f64>], right: &[Option<f64>]| -> Vec<Option<f64>> {
            let of = |place: usize| Some(left[place]?.max(right[place]?)).filter(|_| asked(place));
            (0..figures.len()).map(of).collect()
        };
        let crossed = larger(&queries.crossed, &contents.crossed);
        let adjusted = match self.adjustment {
            Adjustment::MaxT => {
                let adjusted = larger(&queries.adjusted, &contents.adjusted);
                adjusted.iter().zip(&crossed).map(|(adjusted, p)| Some((*adjusted)?.max((*p)?))).collect()
            }
            other => by_p_values(figures, families, &crossed, other),
        };
        let of = |place: usize| CrossedTest {
            queries: queries.plain[place].filter(|_| asked(place)),
            contents: contents.plain[place].filter(|_| asked(place)),
            crossed: crossed[place],
            adjusted: adjusted[place],
        };
        (0..figures.len()).map(of).collect()
    }
}

/// Adjusted p-values within families, figures that are equal counting as one.
pub(super) fn by_p_values(
    figures: &[&Contributions],
    families: &[usize],
    p_values: &[Option<f64>],
    adjustment: Adjustment,
) -> Vec<Option<f64>> {
    let mut adjusted = vec![None; figures.len()];
    let mut names = families.to_vec();
    names.sort_unstable();
    names.dedup();
    for family in names {
        let members: Vec<usize> = (0..figures.len()).filter(|place| families[*place] == family).collect();
        let first_like = |place: usize| {
            members.iter().position(|other| figures[*other] == figures[place]).expect("it is like itself")
        };
        let likes: Vec<usize> = members.iter().map(|place| first_like(*place)).collect();
        let distinct = |(at, like): (usize, &usize)| p_values[members[at]].filter(|_| at == *like);
        let found = adjustment.adjust(&likes.iter().enumerate().map(distinct).collect::<Vec<_>>());
        members.iter().zip(&likes).for_each(|(place, like)| adjusted[*place] = found[*like]);
    }
    adjusted
}

/// One figure on the side of queries or of contents.
struct Side<'a> {
    sums: &'a [(u32, f64)],
    /// The standard deviation of its sum on this side.
    deviation: f64,
    /// t, in crossed standard deviations.
    observed: f64,
    /// The least |sum| that counts as reaching the observed one, and as reaching t.
    least: [f64; 2],
}

impl<'a> Side<'a> {
    fn new(sums: &'a [(u32, f64)], deviation: f64, crossed: f64) -> Self {
        let size: f64 = sums.iter().map(|(_, value)| value.abs()).sum();
        // Rounding moves a sum of n numbers by up to n·ε·Σ|x|.
        let slack = sums.len() as f64 * f64::EPSILON * size;
        let observed = f64::abs(sum(sums));
        let taken_down = if crossed > 0.0 { observed * (deviation / crossed) } else { observed };
        Side {
            sums,
            deviation,
            observed: if crossed > 0.0 { observed / crossed } else { 0.0 },
            least: [observed - slack, taken_down - slack],
        }
    }

    fn standard(&self, sum: f64) -> f64 {
        if self.deviation > 0.0 { sum.abs() / self.deviation } else { 0.0 }
    }

    /// The p-values of the sum and of t, from every pattern of signs; `None` for too many units.
    fn exact(&self) -> Option<[f64; 2]> {
        let values: Vec<f64> =
            self.sums.iter().map(|(_, value)| *value).filter(|value| *value != 0.0).collect();
        (values.len() <= EXACT).then(|| self.least.map(|least| share_of_patterns(&values, least)))
    }
}

/// p-values by the exchanges of one side: of the sum, of t, and of t within its family by maxT.
/// `None` without exchanges, where not every pattern of signs can be gone through.
struct Found {
    plain: Vec<Option<f64>>,
    crossed: Vec<Option<f64>>,
    adjusted: Vec<Option<f64>>,
}

fn one_side(exchanges: &Exchanges, figures: &[Side<'_>], families: &[usize]) -> Found {
    let mut names = families.to_vec();
    names.sort_unstable();
    names.dedup();
    let family = |name: &usize| {
        let of = |(figure, family): (&Side<'_>, &usize)| (family == name).then_some(figure.observed);
        MaxT::new(&figures.iter().zip(families).map(of).collect::<Vec<_>>())
    };
    let start = || (vec![[0_u64; 2]; figures.len()], names.iter().map(family).collect::<Vec<MaxT>>());
    type Counts = (Vec<[u64; 2]>, Vec<MaxT>);
    let each = |(counts, families): &mut Counts, sums: &[f64]| {
        for ((count, figure), sum) in counts.iter_mut().zip(figures).zip(sums) {
            count[0] += u64::from(sum.abs() >= figure.least[0]);
            count[1] += u64::from(sum.abs() >= figure.least[1]);
        }
        families.iter_mut().for_each(|family| family.add(|place| figures[place].standard(sums[place])));
    };
    let merge = |mut left: Counts, right: Counts| {
        left.0.iter_mut().zip(right.0).for_each(|(sum, count)| {
            sum[0] += count[0];
            sum[1] += count[1];
        });
        left.1.iter_mut().zip(&right.1).for_each(|(sum, counts)| sum.merge(counts));
        left
    };
    let columns: Vec<&[(u32, f64)]> = figures.iter().map(|figure| figure.sums).collect();
    let (counts, families) = exchanges.fold(&columns, start, each, merge);
    let drawn = exchanges.count > 0;
    let sampled = |count: u64| drawn.then(|| (1 + count) as f64 / (1 + exchanges.count) as f64);
    let p_values = figures.iter().zip(&counts);
    let (plain, crossed) = p_values
        .map(|(figure, counts)| figure.exact().map_or_else(|| counts.map(sampled), |exact| exact.map(Some)))
        .map(|[plain, crossed]| (plain, crossed))
        .unzip();
    let mut adjusted = vec![None; figures.len()];
    for family in &families {
        let found = family.p_values(figures.len());
        adjusted.iter_mut().zip(found).for_each(|(kept, p)| *kept = p.or(*kept));
    }
    Found { plain, crossed, adjusted }
}

fn sum(sums: &[(u32, f64)]) -> f64 {
    sums.iter().map(|(_, value)| value).sum()
}

#[cfg(test)]
#[path = "crossed_tests.rs"]
mod tests;
