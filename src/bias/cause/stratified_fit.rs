//! Pairs of like match: what twins differ in in; strata in which one version is closer by about so much and longer by about so
//! much, and what it matters there which source wrote the closer one, out.

use std::collections::BTreeMap;

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::matched::units;
use crate::statistics::{Cell, Contributions, Interval, Moments, signless_zero};

/// A pair of twins; of two values the first is the source's version's, the second the reference's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::bias) struct StratifiedPair {
    /// Of the value 0.
    pub cell: Cell,
    pub similarity: [f64; 2],
    /// Of ln length.
    pub length: [f64; 2],
    /// What is asked about, source less reference; above 0 the source's version stands better.
    pub outcome: f64,
}

/// What is left to the source within strata.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::bias) struct Stratified {
    /// The effect of the source on the outcome.
    pub value: f64,
    pub interval: Interval,
    /// To the effect of 0.
    pub contributions: Contributions,
    /// How many pairs it rests on: Σ of the squares of what strata and match leave of ±1.
    pub comparable: f64,
    pub strata: usize,
}

/// A pair seen from its closer version.
struct Oriented {
    stratum: usize,
    /// 1 where the source wrote the closer version, −1 where the reference did.
    sign: f64,
    /// The outcome of the closer version less that of the other.
    outcome: f64,
    /// By how much it is closer, by how much longer, and what both versions have on average.
    match_of: [f64; COVARIATES],
}

const COVARIATES: usize = 4;
/// Of all the variance, less than this is rounding.
const ROUNDING: f64 = 1e-9;
/// No fewer pairs than these are compared.
const LEAST: f64 = 10.0;

/// The effect of the source between pairs of like match; `None` where too few pairs can be compared, where the match tells the
/// source, or where it tells the outcome wholly.
///
/// Each pair is seen from its closer version: by how much it is closer, and by how much it is longer than the other, are cut at
/// their quantiles into strata. **Null hypothesis**: within a stratum, and given where in it the pair lies, which source wrote
/// the closer version says nothing of how much better that version stands: τ̂ and Ŵ below are uncorrelated. With τ = ±1 (the
/// source or the reference wrote the closer version) and W the outcome of the closer version less that of the other, the effect
/// is Σ τ̂·Ŵ ÷ Σ τ̂², where τ̂ and Ŵ are τ and W less their means in the stratum and less what lines within strata tell of them
/// by closeness, length, and the averages of both versions (Cochran 1968, The effectiveness of adjustment by subclassification;
/// Frisch & Waugh 1933). Pairs whose versions do not differ at all have τ̂ = 1 and their own outcome.
///
/// The test is one of the score Σ τ̂·Ŵ: the signs of its parts are turned, which under the null hypothesis leaves their mean at
/// 0. That is no exchange of labels, by which means and lines within strata would be others as well, and no exact test: it
/// holds its level in large samples (Hemerik, Goeman & Finos 2020, Robust testing in generalized linear models by sign flipping
/// score contributions). Labels belong to contents, which many queries rank, so that the parts of a content, and those of a
/// query, are turned as one: signs that were turned pair by pair would find effects where labels mean nothing.
pub(in crate::bias) fn stratified(pairs: &[StratifiedPair], confidence: f64) -> Option<Stratified> {
    let (queries, contents) = units(pairs.iter().map(|pair| pair.cell));
    if queries.min(contents) < 2 {
        return None;
    }
    let oriented = oriented(pairs);
    let strata: std::collections::BTreeSet<usize> =
        oriented.iter().flatten().map(|one| one.stratum).collect();
    let left = left(&oriented)?;
    // Of each pair τ̂ and Ŵ.
    let mut left = left.into_iter();
    let mut parts: Vec<[f64; 2]> = Vec::with_capacity(pairs.len());
    for (pair, one) in pairs.iter().zip(&oriented) {
        let of_strata = one.as_ref().and_then(|_| left.next());
        parts.push(of_strata.unwrap_or([1.0, pair.outcome]));
    }
    let comparable: f64 = parts.iter().map(|[sign, _]| sign * sign).sum();
    let square = |values: &dyn Fn(usize) -> f64| -> f64 {
        (0..pairs.len()).map(|place| values(place) * values(place)).sum()
    };
    let (all, open) = (square(&|place| pairs[place].outcome), square(&|place| parts[place][1]));
    // Of an outcome that strata tell wholly nothing is left that a source could explain.
    if comparable < LEAST || (all > 0.0 && open <= ROUNDING * all) {
        return None;
    }
    let cells = |value: &dyn Fn(&[f64; 2]) -> f64| {
        let cell = |(pair, part): (&StratifiedPair, &[f64; 2])| Cell { value: value(part), ..pair.cell };
        Contributions::new(pairs.iter().zip(&parts).map(cell).collect())
    };
    let products: f64 = parts.iter().map(|[sign, outcome]| sign * outcome).sum();
    let value = signless_zero(products / comparable);
    let about = cells(&|[sign, outcome]| sign * (outcome - value * sign) / comparable).variances().crossed();
    let freedom = (queries.min(contents) - 1) as f64;
    let quantile = StudentsT::new(0.0, 1.0, freedom).ok()?.inverse_cdf(0.5 + confidence / 2.0);
    let half = quantile * about.sqrt();
    Some(Stratified {
        value,
        interval: Interval { low: signless_zero(value - half), high: signless_zero(value + half) },
        contributions: cells(&|[sign, outcome]| sign * outcome),
        comparable,
        strata: strata.len(),
    })
}

/// Each pair from its closer version, or, where both are as close, from its longer one; `None` where they are equal in both.
fn oriented(pairs: &[StratifiedPair]) -> Vec<Option<Oriented>> {
    let difference = |[own, other]: [f64; 2]| own - other;
    let mean = |[own, other]: [f64; 2]| 0.5 * (own + other);
    let orient = |pair: &StratifiedPair| {
        let (closer, longer) = (difference(pair.similarity), difference(pair.length));
        let told = if closer != 0.0 { closer } else { longer };
        (told != 0.0).then(|| {
            let sign = told.signum();
            Oriented {
                stratum: 0,
                sign,
                outcome: sign * pair.outcome,
                match_of: [closer.abs(), sign * longer, mean(pair.similarity), mean(pair.length)],
            }
        })
    };
    let mut found: Vec<Option<Oriented>> = pairs.iter().map(orient).collect();
    let count = found.iter().flatten().count();
    // About 20 pairs a stratum, up to five by five of them.
    let bins = ((count as f64 / 20.0).sqrt() as usize).clamp(1, 5);
    let cuts = [0, 1].map(|place: usize| {
        let mut values: Vec<f64> = found.iter().flatten().map(|one| one.match_of[place]).collect();
        values.sort_unstable_by(f64::total_cmp);
        (1..bins).map(|bin| values[bin * values.len() / bins]).collect::<Vec<f64>>()
    });
    for one in found.iter_mut().flatten() {
        let bin = |place: usize| cuts[place].iter().filter(|cut| **cut <= one.match_of[place]).count();
        one.stratum = bin(0) * bins + bin(1);
    }
    found
}

/// What strata, and lines within them, leave of the sign and of the outcome of each oriented pair.
fn left(oriented: &[Option<Oriented>]) -> Option<Vec<[f64; 2]>> {
    let row = |one: &Oriented| {
        let [a, b, c, d] = one.match_of;
        [one.sign, one.outcome, a, b, c, d]
    };
    let mut sums: BTreeMap<usize, ([f64; 2 + COVARIATES], f64)> = BTreeMap::new();
    for one in oriented.iter().flatten() {
        let (sums, count) = sums.entry(one.stratum).or_insert(([0.0; 2 + COVARIATES], 0.0));
        sums.iter_mut().zip(row(one)).for_each(|(sum, value)| *sum += value);
        *count += 1.0;
    }
    let centred = |one: &Oriented| -> [f64; 2 + COVARIATES] {
        let (sums, count) = &sums[&one.stratum];
        let row = row(one);
        std::array::from_fn(|place| row[place] - sums[place] / count)
    };
    let rows: Vec<[f64; 2 + COVARIATES]> = oriented.iter().flatten().map(centred).collect();
    // Both are regressed on the same columns.
    let mut moments = [Moments::new(COVARIATES), Moments::new(COVARIATES)];
    for row in &rows {
        moments.iter_mut().zip(row).for_each(|(moments, value)| moments.add(&row[2..], *value));
    }
    let size = |place: usize| -> f64 {
        oriented.iter().flatten().map(|one| one.match_of[place] * one.match_of[place]).sum()
    };
    // What does not vary within strata but by rounding is no column.
    let used: Vec<usize> =
        (0..COVARIATES).filter(|place| moments[0].xx(*place, *place) > 1e-12 * size(*place)).collect();
    let slopes = moments.each_ref().map(|moments| match used.is_empty() {
        true => Some(Vec::new()),
        false => moments.of_terms(&used).solve(),
    });
    let [Some(of_sign), Some(of_outcome)] = slopes else { return None };
    let less = |row: &[f64; 2 + COVARIATES], place: usize, slopes: &[f64]| {
        let told: f64 = used.iter().zip(slopes).map(|(column, slope)| row[2 + column] * slope).sum();
        row[place] - told
    };
    Some(rows.iter().map(|row| [less(row, 0, &of_sign), less(row, 1, &of_outcome)]).collect())
}

#[cfg(test)]
#[path = "stratified_tests.rs"]
mod tests;
