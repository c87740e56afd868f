//! A power law of the frequencies themselves: frequencies of terms in; the exponent, the frequency from which the law
//! holds and its distance from the sample out.

use super::RankedFrequencies;
use super::power_sums::{ONE_BY_ONE, PER_EXPONENT, unbounded_power_sums};

/// p(f) = f^−α ÷ ζ(α, f_min) for frequencies f = f_min, f_min + 1, …, where ζ(α, m) = Σ_{k ≥ 0} (m + k)^−α is the
/// Hurwitz zeta function and α > 1.
///
/// Reference: Clauset, Shalizi & Newman 2009, "Power-law distributions in empirical data", SIAM Review 51(4), table 2.1
/// and eqs. 3.5 (α by maximum likelihood, here exactly and not by the approximation 3.7) and 3.9 (the distance).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DiscretePowerLaw {
    /// α, the exponent.
    pub exponent: f64,
    /// f_min, the least frequency of the law.
    pub minimum: u32,
    /// n, the number of terms of at least that frequency.
    pub terms: u64,
    /// The Kolmogorov–Smirnov distance: the greatest |S(x) − P(x)| over whole x ≥ f_min, where S and P are the shares of
    /// terms and of the law up to x.
    pub distance: f64,
    /// Σ ln p(f) over those terms, natural logarithm.
    pub log_likelihood: f64,
}

/// Newton's method ends with a step below this.
const PRECISION: f64 = 1e-11;

impl DiscretePowerLaw {
    /// The law whose f_min leaves the least distance between the law and the terms of at least that frequency, each f_min
    /// with its own α of greatest likelihood; ties go to the least f_min. Every frequency but the greatest is tried.
    /// `None` where all terms have the same frequency or there is none.
    pub fn fit(frequencies: &RankedFrequencies) -> Option<DiscretePowerLaw> {
        Spectrum::new(frequencies.frequencies()).fit()
    }

    /// The law with f_min given: over the terms of at least `minimum`. `None` where these are fewer than two
    /// frequencies.
    pub fn fit_at(frequencies: &RankedFrequencies, minimum: u32) -> Option<DiscretePowerLaw> {
        Spectrum::new(frequencies.at_least(minimum)).law(0, minimum, f64::INFINITY, &mut 0)
    }
}

/// A sample: how many terms have each frequency.
pub(super) struct Spectrum {
    classes: Vec<Class>,
}

/// One frequency.
struct Class {
    frequency: u32,
    logarithm: f64,
    /// ln(f − ½) and 1 ÷ (f − ½)².
    before: f64,
    inverse_square: f64,
    /// How many terms have at least this frequency, and the sum of the logarithms of theirs.
    terms: f64,
    logarithms: f64,
}

impl Spectrum {
    /// From frequencies in falling order.
    pub(super) fn new(frequencies: &[u32]) -> Spectrum {
        let (mut terms, mut logarithms) = (0.0, 0.0);
        let mut class = |run: &[u32]| {
            let frequency = f64::from(run[0]);
            terms += run.len() as f64;
            logarithms += run.len() as f64 * frequency.ln();
            let middle = frequency - 0.5;
            Class {
                frequency: run[0],
                logarithm: frequency.ln(),
                before: middle.ln(),
                inverse_square: 1.0 / (middle * middle),
                terms,
                logarithms,
            }
        };
        let mut classes: Vec<Class> =
            frequencies.chunk_by(|left, right| left == right).map(&mut class).collect();
        classes.reverse();
        Spectrum { classes }
    }

    pub(super) fn fit(&self) -> Option<DiscretePowerLaw> {
        let mut best: Option<DiscretePowerLaw> = None;
        let mut far = 0;
        for place in 0..self.classes.len().saturating_sub(1) {
            let least = best.map_or(f64::INFINITY, |law| law.distance);
            best = self.law(place, self.classes[place].frequency, least, &mut far).or(best);
        }
        best
    }

    /// The law from `minimum` on, at or below the frequency of class `place`; `None` where that is the last class or
    /// the distance is not below `least`. `far` is a class where the distance is likely great, and is set to where it is.
    fn law(&self, place: usize, minimum: u32, least: f64, far: &mut usize) -> Option<DiscretePowerLaw> {
        let first = self.classes.get(place).filter(|_| place + 1 < self.classes.len())?;
        let (origin, mean) = (f64::from(minimum).ln(), first.logarithms / first.terms);
        let mean = mean - origin;
        // Eq. 3.7 is near the maximum, and Newton's method ends there.
        let mut exponent = 1.0 + 1.0 / (mean + origin - (f64::from(minimum) - 0.5).ln());
        for _ in 0..200 {
            let [total, first, second] = unbounded_power_sums(exponent, origin, minimum);
            let expected = first / total;
            let step = (expected - mean) / (second / total - expected * expected);
            let longest = exponent - 1.0;
            exponent += step.clamp(-longest / 2.0, longest);
            if step.abs() < PRECISION * exponent {
                break;
            }
        }
        let total = unbounded_power_sums(exponent, origin, minimum)[0];
        if !(exponent.is_finite() && total.is_finite() && total > 0.0) {
            return None;
        }
        let tails = Tails { exponent, origin, total, smooth: smooth_from(exponent) };
        let distance = self.distance(place, &tails, least, far)?;
        Some(DiscretePowerLaw {
            exponent,
            minimum,
            terms: first.terms as u64,
            distance,
            log_likelihood: -first.terms * (exponent * mean + total.ln()),
        })
    }

    /// The greatest difference between the shares of terms and of the law at or above x; `None` where it is not below
    /// `least`. Between two frequencies of the sample its share is constant and the law's falls, so that the greatest
    /// differences are at the frequencies and just above them.
    fn distance(&self, place: usize, tails: &Tails, least: f64, far: &mut usize) -> Option<f64> {
        let all = self.classes[place].terms;
        let share = |class: usize| self.classes.get(class).map_or(0.0, |class| class.terms / all);
        let difference = |class: usize, tail: f64| {
            let above = tail - tails.probability(self.classes[class].logarithm);
            (share(class) - tail).abs().max((share(class + 1) - above).abs())
        };
        if *far > place && f64::from(self.classes[*far].frequency) >= tails.smooth {
            let distance = difference(*far, tails.smooth_share(&self.classes[*far]));
            if distance >= least {
                return None;
            }
        }
        let mut greatest = 0.0;
        let (mut tail, mut next) = (0.0, f64::INFINITY);
        for class in (place..self.classes.len()).rev() {
            let frequency = f64::from(self.classes[class].frequency);
            if frequency >= tails.smooth {
                tail = tails.smooth_share(&self.classes[class]);
            } else if next.is_infinite() {
                let sums = unbounded_power_sums(tails.exponent, tails.origin, self.classes[class].frequency);
                tail = sums[0] / tails.total;
            } else {
                let between = self.classes[class].frequency..next as u32;
                tail += between.map(|x| tails.probability(f64::from(x).ln())).sum::<f64>();
            }
            next = frequency;
            let distance = difference(class, tail);
            if distance > greatest {
                greatest = distance;
                *far = class;
                if greatest >= least {
                    return None;
                }
            }
        }
        Some(greatest)
    }
}

/// The least x from which the Euler–Maclaurin formula serves.
fn smooth_from(exponent: f64) -> f64 {
    ONE_BY_ONE.max(PER_EXPONENT * exponent).floor() + 1.0
}

/// The law's share at or above some frequency.
struct Tails {
    exponent: f64,
    /// ln f_min.
    origin: f64,
    /// f_min^α ζ(α, f_min).
    total: f64,
    smooth: f64,
}

impl Tails {
    /// p(f), of ln f.
    fn probability(&self, logarithm: f64) -> f64 {
        (-self.exponent * (logarithm - self.origin)).exp() / self.total
    }

    /// ζ(α, f) ÷ ζ(α, f_min) by the Euler–Maclaurin formula in its midpoint form, with y = f − ½:
    /// ζ(α, f) ≈ y^(1−α) ÷ (α−1) · (1 − (α−1)α/(24 y²) + 7 (α−1)α(α+1)(α+2)/(5760 y⁴) − …).
    fn smooth_share(&self, class: &Class) -> f64 {
        let (s, q) = (self.exponent, class.inverse_square);
        let power = (self.origin - (s - 1.0) * (class.before - self.origin)).exp() / (s - 1.0);
        let second = (s - 1.0) * s * q;
        let fourth = second * (s + 1.0) * (s + 2.0) * q;
        let sixth = fourth * (s + 3.0) * (s + 4.0) * q;
        power * (1.0 - second / 24.0 + 7.0 / 5760.0 * fourth - 31.0 / 967_680.0 * sixth) / self.total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranked(frequencies: &[u32]) -> RankedFrequencies {
        RankedFrequencies::new(frequencies)
    }

    /// The same from plain sums, without any shortcut.
    fn plain_distance(frequencies: &[u32], law: &DiscretePowerLaw) -> f64 {
        let tail = |x: u32| unbounded_power_sums(law.exponent, 0.0, x)[0];
        let kept: Vec<u32> = frequencies.iter().copied().filter(|f| *f >= law.minimum).collect();
        let highest = kept.iter().max().copied().unwrap_or(0);
        (law.minimum..=highest + 1)
            .map(|x| {
                let share = kept.iter().filter(|f| **f >= x).count() as f64 / kept.len() as f64;
                (share - tail(x) / tail(law.minimum)).abs()
            })
            .fold(0.0, f64::max)
    }

    #[test]
    fn the_search_is_that_over_all_minima_with_plain_distances() {
        let weight = |rank: u32| 20_000 / (rank * rank) + 3000 / (rank + 20);
        for frequencies in [
            (1..600).map(weight).collect::<Vec<_>>(),
            (1..200).map(|rank| 900 / rank).collect(),
            vec![7, 7, 3, 2, 1, 1, 1],
            vec![70_000, 100, 90, 80, 70],
        ] {
            let ranked = ranked(&frequencies);
            let found = DiscretePowerLaw::fit(&ranked).unwrap();
            assert!((plain_distance(&frequencies, &found) - found.distance).abs() < 1e-10, "{found:?}");
            let mut minima = frequencies.clone();
            minima.sort_unstable();
            minima.dedup();
            minima.pop();
            let laws = minima.iter().map(|minimum| DiscretePowerLaw::fit_at(&ranked, *minimum).unwrap());
            let best = laws.reduce(|best, law| if law.distance < best.distance { law } else { best });
            assert_eq!(best.unwrap(), found);
        }
    }

    #[test]
    fn two_frequencies_by_hand() {
        // From f_min = 1 with mean ln f = m the score is −ζ′/ζ(α) = m; the likelihood is Σ −α ln f − n ln ζ(α).
        let found = DiscretePowerLaw::fit_at(&ranked(&[1, 1, 1, 2]), 1).unwrap();
        let [zeta, first, _] = unbounded_power_sums(found.exponent, 0.0, 1);
        assert!((first / zeta - 2.0_f64.ln() / 4.0).abs() < 1e-10);
        let likelihood = -found.exponent * 2.0_f64.ln() - 4.0 * zeta.ln();
        assert!((found.log_likelihood - likelihood).abs() < 1e-10);
        assert_eq!(found.terms, 4);
        // Shares of at least 1, 2 and 3: 1, 1/4 and 0.
        let above = 1.0 - 1.0 / zeta;
        let beyond = above - 2.0_f64.powf(-found.exponent) / zeta;
        assert!((found.distance - beyond.max((above - 0.25).abs())).abs() < 1e-10);
    }

    #[test]
    fn one_frequency_has_no_law() {
        for frequencies in [vec![], vec![5], vec![1; 30]] {
            assert_eq!(DiscretePowerLaw::fit(&ranked(&frequencies)), None);
        }
        assert_eq!(DiscretePowerLaw::fit_at(&ranked(&[3, 2, 1]), 3), None);
        assert_eq!(DiscretePowerLaw::fit_at(&ranked(&[3, 2, 1]), 9), None);
    }
}
