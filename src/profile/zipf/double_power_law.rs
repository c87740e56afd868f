//! The double power law by maximum likelihood: frequencies by rank in; two exponents, the break and a probability for
//! each rank out.

use super::break_search::best_break;
use super::power_sums::power_sums;

/// p(r) = C r^−α₁ for ranks r ≤ b and C b^(α₂−α₁) r^−α₂ beyond, on ranks 1..R, with C such that Σ p = 1.
///
/// Reference: Gerlach & Altmann 2013, "Stochastic model for the vocabulary growth in natural languages", eq. 1; Hanel,
/// Corominas-Murtra, Liu & Thurner 2017, "Fitting power-laws in empirical data with estimators that work for all
/// exponents" (bounded support, so that every real exponent is allowed).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DoublePowerLaw {
    /// α₁, the exponent of the head.
    pub head: f64,
    /// α₂, the exponent of the tail.
    pub tail: f64,
    /// b, the last rank of the head.
    pub rank_break: u32,
    /// R, the last rank that was fitted.
    pub ranks: u32,
    /// Σ f(r) ln p(r), natural logarithm.
    pub log_likelihood: f64,
    /// ln of 1/C.
    log_normaliser: f64,
}

/// Fewest ranks that are fitted, and fewest on either side of a break that is searched.
const FEWEST_RANKS: usize = 30;
pub(super) const FEWEST_BESIDE: u32 = 5;
/// Newton's method ends with a step below this.
const PRECISION: f64 = 1e-10;
/// Newton's method ends after so many steps in any case.
const MOST_STEPS: u32 = 100;

impl DoublePowerLaw {
    /// The law of greatest likelihood, the break free; ties go to the lowest break. `None` for fewer than 30 ranks.
    ///
    /// `frequencies` stand in falling order, `logarithms[r]` is ln r. The break is searched between the fifth rank and
    /// the fifth from the end: on 33 ranks evenly spaced in ln b, then between the neighbours of the best of these. Breaks are
    /// compared before their exponents stand to the last digit, which those of the best one do.
    pub fn fit(frequencies: &[u32], logarithms: &[f64]) -> Option<DoublePowerLaw> {
        if frequencies.len() < FEWEST_RANKS {
            return None;
        }
        let data = Likelihood::new(frequencies, logarithms);
        let best = best_break(&data)?;
        data.maximum(best.rank_break, best.exponents)
    }

    /// The law of greatest likelihood with the break at `rank_break`; `None` where a side of it has fewer than two
    /// ranks.
    pub fn fit_at(frequencies: &[u32], rank_break: u32, logarithms: &[f64]) -> Option<DoublePowerLaw> {
        let ranks = frequencies.len() as u32;
        if rank_break < 2 || rank_break.saturating_add(2) > ranks {
            return None;
        }
        Likelihood::new(frequencies, logarithms).maximum(rank_break, (1.0, 1.5))
    }

    /// Whether the break stands at a bound of its search, up to rank 6 or within 5 ranks of the end: there the likelihood
    /// still rises towards a law without a head or without a tail, and the break is no maximum.
    pub fn is_at_bound(&self) -> bool {
        self.rank_break <= FEWEST_BESIDE + 1 || self.rank_break + FEWEST_BESIDE >= self.ranks
    }

    /// p(r) of `rank` (from 1, at most the last rank that was fitted).
    pub fn probability(&self, rank: u32) -> f64 {
        let (rank, rank_break) = (f64::from(rank).ln(), f64::from(self.rank_break).ln());
        let (head, tail) = (rank.min(rank_break), (rank - rank_break).max(0.0));
        (-self.head * head - self.tail * tail - self.log_normaliser).exp()
    }
}

/// The likelihood of a sample as a function of b, α₁ and α₂. For a given b it is an exponential family with the
/// statistics T₁ = min(ln r, ln b) and T₂ = max(0, ln r − ln b): concave, with their means as the whole of the data.
pub(super) struct Likelihood<'a> {
    pub(super) ranks: u32,
    tokens: f64,
    /// Σ f(r) and Σ f(r) ln r up to each rank.
    cumulated: Vec<(f64, f64)>,
    pub(super) logarithms: &'a [f64],
}

impl<'a> Likelihood<'a> {
    fn new(frequencies: &[u32], logarithms: &'a [f64]) -> Self {
        let mut cumulated = Vec::with_capacity(frequencies.len() + 1);
        let (mut tokens, mut weighted) = (0.0, 0.0);
        cumulated.push((tokens, weighted));
        for (frequency, logarithm) in frequencies.iter().zip(&logarithms[1..]) {
            tokens += f64::from(*frequency);
            weighted += f64::from(*frequency) * logarithm;
            cumulated.push((tokens, weighted));
        }
        Likelihood { ranks: frequencies.len() as u32, tokens, cumulated, logarithms }
    }

    /// The means of T₁ and T₂ in the sample.
    fn means(&self, rank_break: u32) -> (f64, f64) {
        let at_break = self.logarithms[rank_break as usize];
        let (head_tokens, head_weighted) = self.cumulated[rank_break as usize];
        let (_, weighted) = self.cumulated[self.ranks as usize];
        let beyond = self.tokens - head_tokens;
        (
            (head_weighted + at_break * beyond) / self.tokens,
            (weighted - head_weighted - at_break * beyond) / self.tokens,
        )
    }

    /// The maximum over α₁ and α₂ by Newton's method from `start`.
    fn maximum(&self, rank_break: u32, start: (f64, f64)) -> Option<DoublePowerLaw> {
        let means = self.means(rank_break);
        let mut here = self.point(rank_break, start, means);
        for _ in 0..MOST_STEPS {
            let step = here.newton_step(means)?;
            here = self.after(here, step, rank_break, means);
            if self.size(step, rank_break) < PRECISION {
                break;
            }
        }
        let (head, tail) = here.exponents;
        (head.is_finite() && tail.is_finite() && here.value.is_finite()).then_some(DoublePowerLaw {
            head,
            tail,
            rank_break,
            ranks: self.ranks,
            log_likelihood: self.tokens * here.value,
            log_normaliser: here.log_normaliser,
        })
    }

    /// The same but for a last step below `least`, whose gain is foretold, up to the third power of the step.
    pub(super) fn peak(&self, rank_break: u32, start: (f64, f64), least: f64) -> Option<Peak> {
        let means = self.means(rank_break);
        let mut here = self.point(rank_break, start, means);
        for _ in 0..MOST_STEPS {
            let step = here.newton_step(means)?;
            if self.size(step, rank_break) < least {
                let exponents = (here.exponents.0 + step.0, here.exponents.1 + step.1);
                let gain = (step.0 * (here.mean.0 - means.0) + step.1 * (here.mean.1 - means.1)) / 2.0;
                return Some(Peak { rank_break, exponents, value: here.value + gain, gain });
            }
            here = self.after(here, step, rank_break, means);
        }
        let Point { exponents, value, .. } = here;
        value.is_finite().then_some(Peak { rank_break, exponents, value, gain: 0.0 })
    }

    /// How large a step is: a tail of few ranks spans little of ln r, and its exponent changes all the more.
    fn size(&self, step: (f64, f64), rank_break: u32) -> f64 {
        let span = self.logarithms[self.ranks as usize] - self.logarithms[rank_break as usize];
        step.0.abs().max(step.1.abs() * span.min(1.0))
    }

    /// The point a step further, which is halved while it does not gain.
    fn after(&self, here: Point, step: (f64, f64), rank_break: u32, means: (f64, f64)) -> Point {
        let mut share = 1.0 / self.size(step, rank_break).max(1.0);
        loop {
            let exponents = (here.exponents.0 + share * step.0, here.exponents.1 + share * step.1);
            let next = self.point(rank_break, exponents, means);
            // A gain below rounding counts as one: there the step is below the precision, too.
            if next.value >= here.value - 1e-13 * here.value.abs() || share < 1e-6 {
                return next;
            }
            share /= 2.0;
        }
    }

    /// The likelihood a token, and the model's moments of T₁ and T₂, at given exponents.
    fn point(&self, rank_break: u32, exponents: (f64, f64), means: (f64, f64)) -> Point {
        let at_break = self.logarithms[rank_break as usize];
        let head = power_sums(exponents.0, 0.0, 1, rank_break, self.logarithms);
        let tail = power_sums(exponents.1, at_break, rank_break + 1, self.ranks, self.logarithms);
        let join = (-exponents.0 * at_break).exp();
        let total = head[0] + join * tail[0];
        let mean = ((head[1] + join * at_break * tail[0]) / total, join * tail[1] / total);
        let square = (head[2] + join * at_break * at_break * tail[0]) / total;
        Point {
            exponents,
            value: -exponents.0 * means.0 - exponents.1 * means.1 - total.ln(),
            log_normaliser: total.ln(),
            mean,
            variance: (square - mean.0 * mean.0, join * tail[2] / total - mean.1 * mean.1),
            covariance: join * at_break * tail[1] / total - mean.0 * mean.1,
        }
    }
}

/// The greatest likelihood a token with one break, as far as the search must know it.
#[derive(Clone, Copy)]
pub(super) struct Peak {
    pub(super) rank_break: u32,
    pub(super) exponents: (f64, f64),
    pub(super) value: f64,
    /// What the last step is foretold to gain, which is more than the value may be off.
    pub(super) gain: f64,
}

/// The likelihood at one pair of exponents.
#[derive(Clone, Copy)]
struct Point {
    exponents: (f64, f64),
    value: f64,
    log_normaliser: f64,
    mean: (f64, f64),
    variance: (f64, f64),
    covariance: f64,
}

impl Point {
    /// Where Newton's method goes from here; `None` where the statistics have no spread.
    fn newton_step(&self, means: (f64, f64)) -> Option<(f64, f64)> {
        let slope = (self.mean.0 - means.0, self.mean.1 - means.1);
        let determinant = self.variance.0 * self.variance.1 - self.covariance * self.covariance;
        let step = (
            (slope.0 * self.variance.1 - slope.1 * self.covariance) / determinant,
            (slope.1 * self.variance.0 - slope.0 * self.covariance) / determinant,
        );
        (determinant > 0.0 && step.0.is_finite() && step.1.is_finite()).then_some(step)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::ranked::logarithms;
    use super::*;

    /// Frequencies that follow the law as nearly as whole numbers can.
    pub(in super::super) fn lawful(head: f64, tail: f64, rank_break: f64, ranks: u32, top: f64) -> Vec<u32> {
        (1..=ranks)
            .map(|rank| {
                let rank = f64::from(rank);
                let p = if rank <= rank_break {
                    rank.powf(-head)
                } else {
                    rank_break.powf(tail - head) * rank.powf(-tail)
                };
                (top * p).round() as u32
            })
            .collect()
    }

    #[test]
    fn a_law_is_found_again() {
        let logarithms = logarithms(2000);
        for (head, tail, rank_break) in
            [(0.9, 1.6, 150.0), (0.6, 1.2, 60.0), (1.2, 0.8, 300.0), (1.0, 2.5, 40.0)]
        {
            let frequencies = lawful(head, tail, rank_break, 2000, 4e9);
            let fit = DoublePowerLaw::fit(&frequencies, &logarithms).unwrap();
            assert!((fit.head - head).abs() < 1e-4, "{fit:?}");
            assert!((fit.tail - tail).abs() < 1e-4, "{fit:?}");
            assert!((f64::from(fit.rank_break) - rank_break).abs() <= 1.0, "{fit:?}");
            let total: f64 = (1..=2000).map(|rank| fit.probability(rank)).sum();
            assert!((total - 1.0).abs() < 1e-9, "{total}");
        }
    }

    #[test]
    fn too_few_ranks_are_undefined() {
        let logarithms = logarithms(40);
        assert_eq!(DoublePowerLaw::fit(&[3; 29], &logarithms), None);
        assert_eq!(DoublePowerLaw::fit_at(&[3; 10], 9, &logarithms), None);
        assert!(DoublePowerLaw::fit_at(&[3; 10], 8, &logarithms).is_some());
        // Equal frequencies have both exponents 0.
        let flat = DoublePowerLaw::fit(&[3; 40], &logarithms).unwrap();
        assert!(flat.head.abs() < 1e-7 && flat.tail.abs() < 1e-7, "{flat:?}");
        assert!(flat.is_at_bound());
    }

    #[test]
    fn a_law_without_a_head_has_its_break_at_the_bound() {
        let logarithms = logarithms(2000);
        // One power but for the first three ranks: the best break is the lowest that is tried.
        let mut frequencies = lawful(1.2, 1.2, 100.0, 2000, 4e8);
        let fourth = frequencies[3];
        frequencies[..3].fill(fourth);
        let fit = DoublePowerLaw::fit(&frequencies, &logarithms).unwrap();
        assert!(fit.is_at_bound() && fit.rank_break <= 6, "{fit:?}");
        let inside = DoublePowerLaw::fit(&lawful(0.9, 1.6, 7.0, 2000, 4e9), &logarithms).unwrap();
        assert!(!inside.is_at_bound() && inside.rank_break == 7, "{inside:?}");
        assert!(DoublePowerLaw { rank_break: 1995, ..inside }.is_at_bound());
        assert!(!DoublePowerLaw { rank_break: 1994, ..inside }.is_at_bound());
    }
}
