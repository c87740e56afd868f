//! The break of the double power law: a likelihood in, the break where it is greatest out.

use super::double_power_law::{FEWEST_BESIDE, Likelihood, Peak};

/// Breaks tried over the whole range, evenly spaced in ln b, before the search narrows.
const COARSE: u32 = 32;
/// Newton's method ends with a step below the first where a break may still turn out to be far from the best, and with one below
/// the second where breaks are near each other.
const FIRST_LOOK: f64 = 0.02;
const SEARCHED: f64 = 1e-5;
/// The exponents of the next break are guessed from those of the last two where these differ by less than this.
const STEADY: f64 = 0.25;

/// Likelihoods a token that differ by less than this part are equal but for rounding.
const ROUNDING: f64 = 1e-13;

/// The break of greatest likelihood; ties go to the lowest. Breaks are compared before their exponents stand to the last digit.
pub(super) fn best_break(data: &Likelihood<'_>) -> Option<Peak> {
    let mut peaks: Vec<Peak> = Vec::with_capacity(COARSE as usize + 1);
    for rank_break in coarse(data.ranks) {
        peaks.push(data.peak(rank_break, next_start(&peaks), FIRST_LOOK)?);
    }
    let highest = peaks.iter().map(|peak| peak.value).fold(f64::NEG_INFINITY, f64::max);
    for peak in peaks.iter_mut().filter(|peak| peak.value + peak.gain >= highest) {
        *peak = data.peak(peak.rank_break, peak.exponents, SEARCHED)?;
    }
    let place = (0..peaks.len())
        .reduce(|best, place| if is_better(&peaks[place], &peaks[best]) { place } else { best })?;
    let above = (place + 1).min(peaks.len() - 1);
    narrow(data, [peaks[place.saturating_sub(1)], peaks[place], peaks[above]])
}

/// Whether one is higher than the other, or as high at a lower break.
fn is_better(one: &Peak, other: &Peak) -> bool {
    let apart = one.value - other.value;
    let rounding = ROUNDING * other.value.abs();
    if apart.abs() <= rounding { one.rank_break < other.rank_break } else { apart > 0.0 }
}

fn coarse(ranks: u32) -> Vec<u32> {
    let (low, high) = (f64::from(FEWEST_BESIDE).ln(), f64::from(ranks - FEWEST_BESIDE).ln());
    let of = |step: u32| (low + (high - low) * f64::from(step) / f64::from(COARSE)).exp().round() as u32;
    let mut breaks: Vec<u32> = (0..=COARSE).map(of).collect();
    breaks.dedup();
    breaks
}

/// Searches between the first and the last of three breaks, of which neither need be tried, by thirds while the range
/// is wide. The middle one is the best so far.
fn narrow(data: &Likelihood<'_>, around: [Peak; 3]) -> Option<Peak> {
    let [mut low, mut high] = [around[0].rank_break, around[2].rank_break];
    let (guess, mut best) = (Guess::new(&around, data.logarithms), around[1]);
    let mut take = |rank_break: u32| {
        let peak = data.peak(rank_break, guess.at(data.logarithms[rank_break as usize]), SEARCHED)?;
        if is_better(&peak, &best) {
            best = peak;
        }
        Some(peak.value)
    };
    while high - low > 4 {
        let third = (high - low) / 3;
        let left = take(low + third)?;
        let right = take(high - third)?;
        if left >= right { high -= third } else { low += third }
    }
    for rank_break in low..=high {
        take(rank_break)?;
    }
    Some(best)
}

/// Where Newton's method starts for the break after those of `peaks`: the same step on where they change little.
fn next_start(peaks: &[Peak]) -> (f64, f64) {
    match peaks {
        [] => (1.0, 1.5),
        [.., before, last] => {
            let [before, last] = [before.exponents, last.exponents];
            let (head, tail) = (last.0 - before.0, last.1 - before.1);
            let steady = head.abs().max(tail.abs()) < STEADY;
            if steady { (last.0 + head, last.1 + tail) } else { last }
        }
        [last] => last.exponents,
    }
}

/// Exponents as a parabola in ln b through those of three breaks.
struct Guess<'a> {
    around: &'a [Peak; 3],
    logarithms: [f64; 3],
}

impl<'a> Guess<'a> {
    fn new(around: &'a [Peak; 3], logarithms: &[f64]) -> Self {
        Guess { around, logarithms: around.map(|peak| logarithms[peak.rank_break as usize]) }
    }

    fn at(&self, x: f64) -> (f64, f64) {
        let [a, b, c] = self.logarithms;
        // At the bounds of the search the best break has one neighbour alone.
        if a == b || b == c {
            return self.around[1].exponents;
        }
        let weights = [
            (x - b) * (x - c) / ((a - b) * (a - c)),
            (x - a) * (x - c) / ((b - a) * (b - c)),
            (x - a) * (x - b) / ((c - a) * (c - b)),
        ];
        let weighted = weights.iter().zip(self.around);
        weighted.fold((0.0, 0.0), |sum, (weight, peak)| {
            (sum.0 + weight * peak.exponents.0, sum.1 + weight * peak.exponents.1)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::DoublePowerLaw;
    use super::super::double_power_law::tests::lawful;
    use super::super::ranked::logarithms;
    use super::*;

    /// The search as it is defined, each break with its exponents to the last digit.
    fn plain(frequencies: &[u32], logarithms: &[f64]) -> DoublePowerLaw {
        let of = |rank_break: u32| DoublePowerLaw::fit_at(frequencies, rank_break, logarithms).unwrap();
        let fits: Vec<DoublePowerLaw> = coarse(frequencies.len() as u32).into_iter().map(of).collect();
        let better = |best: DoublePowerLaw, fit: DoublePowerLaw| {
            let (old, new) = (best.log_likelihood, fit.log_likelihood);
            if new > old || (new == old && fit.rank_break < best.rank_break) { fit } else { best }
        };
        let best = fits.iter().copied().reduce(better).unwrap();
        let place = fits.iter().position(|fit| fit.rank_break == best.rank_break).unwrap();
        let (low, high) =
            (fits[place.saturating_sub(1)].rank_break, fits[(place + 1).min(fits.len() - 1)].rank_break);
        // All of them, and not by thirds: the likelihood has one summit here.
        (low..=high).map(of).fold(best, better)
    }

    #[test]
    fn the_search_finds_what_trying_every_break_does() {
        let logarithms = logarithms(4000);
        for seed in 0..6 {
            let mut generator = crate::statistics::stream(seed, 0);
            // Laws with noise, in falling order, from few ranks to many.
            let law = lawful(
                0.5 + 0.1 * seed as f64,
                1.1 + 0.2 * seed as f64,
                20.0 * 1.7_f64.powi(seed as i32),
                60 + 600 * seed as u32,
                3e6,
            );
            let noise = |frequency: u32| {
                (f64::from(frequency) * (0.8 + 0.4 * rand::RngExt::random::<f64>(&mut generator))) as u32 + 1
            };
            let mut frequencies: Vec<u32> = law.into_iter().map(noise).collect();
            frequencies.sort_unstable_by(|left, right| right.cmp(left));
            let (found, expected) =
                (DoublePowerLaw::fit(&frequencies, &logarithms).unwrap(), plain(&frequencies, &logarithms));
            assert_eq!(found.rank_break, expected.rank_break, "{found:?} {expected:?}");
            assert!(
                (found.head - expected.head).abs() < 1e-12 && (found.tail - expected.tail).abs() < 1e-12,
                "{found:?} {expected:?}"
            );
        }
    }
}
