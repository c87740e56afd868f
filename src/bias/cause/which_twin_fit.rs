//! One conditional logistic regression of "which twin stands higher": pairs with what their versions differ in in; the direct
//! effect of the source, as log-odds, with its interval and what queries and contents contribute to it out.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::conditional::Form;
use super::matched::{standardised, units};
use crate::bias::BiasSettings;
use crate::statistics::{
    Cell, Contributions, Interval, PairedLogistic, PairedOutcomes, Unfitted, knots, restricted_cubic,
    signless_zero,
};

/// What both versions of a pair are, by what they are matched for: similarity, ln length, specificity, repetition.
pub(in crate::bias) const MATCHED_FOR: usize = 4;

/// A pair for a regression.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::bias) struct Contest {
    /// Of the value 0.
    pub cell: Cell,
    /// Of each of [`MATCHED_FOR`] the source's version's value, and the reference's.
    pub values: [[f64; 2]; MATCHED_FOR],
    /// 1 where the source's version stands higher, −1 where the reference's does, 0 for a tie.
    pub outcome: f64,
}

/// A regression that could be made.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::bias) struct FittedContest {
    /// Log-odds that the source's version stands higher, all else being equal.
    pub coefficient: f64,
    pub interval: Interval,
    /// The coefficients of what they are matched for, for each standard deviation; of the linear form alone.
    pub others: Option<[f64; MATCHED_FOR]>,
    /// To the coefficient at 0: efficient scores.
    pub contributions: Contributions,
}

/// What came of the pairs.
pub(in crate::bias) struct ContestFit {
    pub fitted: Option<FittedContest>,
    /// Why there is none; `None` also where too few pairs, or queries, or contents leave their outcome open.
    pub unfitted: Option<Unfitted>,
    /// Log-odds that the source's version stands higher without regard to anything, a tie being half; `None` where one of
    /// both always does.
    pub plain: Option<f64>,
    /// Of ln 2 a pair, how much of the surprise the match alone takes away, in percent.
    pub explained_percent: Option<f64>,
}

/// So many pairs whose outcome is open, Σ 4p·(1 − p), are needed for each column (Vittinghoff & McCulloch 2007, Relaxing the
/// rule of ten events per variable in logistic and Cox regression).
const OPEN_A_COLUMN: f64 = 5.0;

/// The columns of the linear form: the source, and one for each of what versions are matched for.
const LINEAR: usize = 1 + MATCHED_FOR;
/// The flexible form adds s², l², s·l and the splines of s and l.
const FLEXIBLE: usize = LINEAR + 5;

/// The pairs as differences of terms, the source's version less the reference's; the first column is the source.
fn design(pairs: &[Contest]) -> PairedOutcomes {
    let standard: Vec<Option<Vec<[f64; 2]>>> = (0..MATCHED_FOR)
        .map(|place| standardised(&pairs.iter().map(|pair| pair.values[place]).collect::<Vec<_>>()))
        .collect();
    let knots_of = |place: usize| {
        standard[place].as_ref().and_then(|values| knots(values.iter().flatten().copied().collect()))
    };
    let knots = [knots_of(0), knots_of(1)];
    let mut outcomes = PairedOutcomes::new(FLEXIBLE);
    for (number, pair) in pairs.iter().enumerate() {
        let terms = |side: usize| {
            let value = |place: usize| standard[place].as_ref().map_or(0.0, |values| values[number][side]);
            let (s, l) = (value(0), value(1));
            let curve = |place: usize, x: f64| knots[place].map_or(0.0, |knots| restricted_cubic(x, knots));
            [s, l, value(2), value(3), s * s, l * l, s * l, curve(0, s), curve(1, l)]
        };
        let (own, other) = (terms(0), terms(1));
        let mut row = [1.0; FLEXIBLE];
        row[1..].iter_mut().zip(own.iter().zip(other)).for_each(|(difference, (a, b))| *difference = a - b);
        outcomes.add(&row, pair.outcome);
    }
    outcomes
}

/// Both forms of the regression, in the order of [`Form::ALL`].
///
/// P(the source's version stands higher) = 1 ÷ (1 + e^(−α − β·Δ)), with Δ the differences, source less reference, of the
/// terms of the form: α is the direct effect of the source. Without one, exchanging the versions exchanges the outcome, and
/// α is 0 whatever β is. Intervals are α ± t·√V, V being the sandwich variance over queries and contents (Cameron, Gelbach &
/// Miller 2011). Contributions are efficient scores of α at 0: (y − p)·(1 − h·Δ) with h = I_ββ⁻¹·I_βα (Hemerik, Goeman & Finos
/// 2020, Robust testing in generalized linear models by sign flipping score contributions).
pub(in crate::bias) fn fits(pairs: &[Contest], settings: &BiasSettings) -> [ContestFit; 2] {
    let outcomes = design(pairs);
    let cells: Vec<Cell> = pairs.iter().map(|pair| pair.cell).collect();
    let plain = outcomes.fit(&[0], None).ok().map(|fit| signless_zero(fit.coefficients[0]));
    Form::ALL.map(|form| ContestFit { plain, ..fit(&outcomes, &cells, form, settings) })
}

/// One form of it, but for what is told without regard to anything.
fn fit(outcomes: &PairedOutcomes, cells: &[Cell], form: Form, settings: &BiasSettings) -> ContestFit {
    let columns = match form {
        Form::Linear => LINEAR,
        Form::Flexible => FLEXIBLE,
    };
    let varies = |place: &usize| outcomes.rows().any(|row| row[*place] != 0.0);
    let others: Vec<usize> = (1..columns).filter(varies).collect();
    let all: Vec<usize> = std::iter::once(0).chain(others.iter().copied()).collect();
    let nothing = |unfitted, explained| ContestFit {
        fitted: None,
        unfitted,
        plain: None,
        explained_percent: explained,
    };
    let (queries, contents) = units(cells.iter().copied());
    if queries.min(contents) < 2 || (outcomes.len() as f64) < OPEN_A_COLUMN * all.len() as f64 {
        return nothing(None, None);
    }
    let without = match others.is_empty() {
        true => Ok(outcomes.at_nothing()),
        false => outcomes.fit(&others, None),
    };
    let without = match without {
        Ok(without) => without,
        Err(unfitted) => return nothing(Some(unfitted), None),
    };
    let surprise = outcomes.len() as f64 * std::f64::consts::LN_2;
    let explained = Some(100.0 * (1.0 + without.log_likelihood / surprise).clamp(0.0, 1.0));
    let whole = match outcomes.fit(&all, Some(&without.coefficients)) {
        Ok(whole) => whole,
        Err(unfitted) => return nothing(Some(unfitted), explained),
    };
    let open: f64 = 4.0 * whole.weights.iter().sum::<f64>();
    if open < OPEN_A_COLUMN * all.len() as f64 {
        return nothing(None, explained);
    }
    let Some(fitted) = inference(outcomes, cells, (&without, &whole), (&others, &all), settings) else {
        return nothing(Some(Unfitted::Collinear), explained);
    };
    let slopes = || std::array::from_fn(|place| signless_zero(whole.coefficients[1 + place]));
    let fitted = FittedContest { others: (form == Form::Linear).then(slopes), ..fitted };
    ContestFit { fitted: Some(fitted), unfitted: None, plain: None, explained_percent: explained }
}

/// The coefficient of the source with its interval and contributions, of the models without and with it.
fn inference(
    outcomes: &PairedOutcomes,
    cells: &[Cell],
    (without, whole): (&PairedLogistic, &PairedLogistic),
    (others, all): (&[usize], &[usize]),
    settings: &BiasSettings,
) -> Option<FittedContest> {
    let dot = |row: &[f64], places: &[usize], weights: &[f64]| -> f64 {
        places.iter().zip(weights).map(|(place, weight)| row[*place] * weight).sum()
    };
    let contributions = |residuals: &[f64], weight: &dyn Fn(&[f64]) -> f64| {
        let values = outcomes.rows().zip(residuals).map(|(row, residual)| weight(row) * residual);
        let cells = cells.iter().zip(values).map(|(cell, value)| Cell { value, ..*cell });
        Contributions::new(cells.collect())
    };
    // h·Δ is the part of the constant that the other columns tell.
    let inverse = whole.information.of_terms(all).inverse()?;
    let about = contributions(&whole.residuals, &|row| dot(row, all, &inverse[0])).variances().crossed();
    let of_others = without.information.of_terms(others).inverse()?;
    let with_source: Vec<f64> = others.iter().map(|place| without.information.xx(0, *place)).collect();
    let told: Vec<f64> = of_others
        .iter()
        .map(|row| row.iter().zip(&with_source).map(|(one, other)| one * other).sum())
        .collect();
    let scores = contributions(&without.residuals, &|row| 1.0 - dot(row, others, &told));
    let (queries, contents) = units(cells.iter().copied());
    let freedom = (queries.min(contents) - 1) as f64;
    let quantile = StudentsT::new(0.0, 1.0, freedom).ok()?.inverse_cdf(0.5 + settings.confidence / 2.0);
    let (coefficient, half) = (signless_zero(whole.coefficients[0]), quantile * about.sqrt());
    let interval =
        Interval { low: signless_zero(coefficient - half), high: signless_zero(coefficient + half) };
    Some(FittedContest { coefficient, interval, others: None, contributions: scores })
}

#[cfg(test)]
#[path = "which_twin_tests.rs"]
pub(in crate::bias) mod tests;
