//! The law of Zipf and Mandelbrot by maximum likelihood: frequencies by rank in; exponent, shift and a probability for
//! each rank out.

use super::power_sums::shifted_power_sums;

/// p(r) = C (r + β)^−α on ranks r = 1..R, with C such that Σ p = 1, α > 0 and β > −1; β = 0 is Zipf's law.
///
/// Reference: Mandelbrot 1953, "An informational theory of the statistical structure of language"; fitted by maximum
/// likelihood as in Izsák 2006, "Some practical aspects of fitting and testing the Zipf–Mandelbrot model",
/// Scientometrics 67(1), and Piantadosi 2014, "Zipf's word frequency law in natural language", eq. 2.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ZipfMandelbrot {
    /// α, the exponent.
    pub exponent: f64,
    /// β, the shift of ranks.
    pub shift: f64,
    /// R, the last rank that was fitted.
    pub ranks: u32,
    /// Σ f(r) ln p(r), natural logarithm.
    pub log_likelihood: f64,
    /// ln of Σ ((r + β) ÷ (1 + β))^−α.
    log_normaliser: f64,
}

/// Fewest ranks that are fitted.
const FEWEST_RANKS: usize = 30;
/// The least 1 + β that is tried, and the greatest in multiples of the last rank: beyond, the law is an exponential.
const LEAST_ORIGIN: f64 = 0.01;
const GREATEST_ORIGIN: f64 = 100.0;
/// Steps of ln(1 + β) between the shifts that are tried over the whole range, before the search narrows.
const COARSE: f64 = 1.0;
/// Blocks of equal frequency with fewer ranks, or nearer to the first one, are added rank by rank.
const SHORT: u32 = 8;
const ONE_BY_ONE: f64 = 24.0;
/// Searches end with a step below this.
const PRECISION: f64 = 1e-10;

impl ZipfMandelbrot {
    /// The law of greatest likelihood; `None` for fewer than 30 ranks, for equal frequencies, and where the likelihood
    /// has no maximum with 0.01 < 1 + β < 100 R (beyond it the frequencies fall like an exponential of the rank).
    ///
    /// `frequencies` stand in falling order.
    pub fn fit(frequencies: &[u32]) -> Option<ZipfMandelbrot> {
        let data = Blocks::new(frequencies)?;
        let (low, high) = (LEAST_ORIGIN.ln(), (GREATEST_ORIGIN * f64::from(data.ranks)).ln());
        let steps = ((high - low) / COARSE).ceil();
        let mut start = 1.0;
        let mut points = Vec::new();
        for step in 0..=steps as u32 {
            let point = data.maximum(low + (high - low) * f64::from(step) / steps, start)?;
            start = point.exponent;
            points.push(point);
        }
        let best = (0..points.len()).reduce(|best, place| {
            if points[place].likelihood > points[best].likelihood { place } else { best }
        })?;
        if best == 0 || best + 1 == points.len() {
            return None;
        }
        // Above the best of the coarse shifts the likelihood has begun to fall or still rises: its slope says which.
        let beside = if points[best].slope > 0.0 { best + 1 } else { best - 1 };
        data.between(points[best.min(beside)], points[best.max(beside)]).map(|point| data.law(&point))
    }

    /// The law of greatest likelihood with the shift given, above −1: at 0 the single power law on ranks. `None` for
    /// fewer than 30 ranks and for equal frequencies.
    pub fn fit_at(frequencies: &[u32], shift: f64) -> Option<ZipfMandelbrot> {
        let data = Blocks::new(frequencies)?;
        data.maximum(shift.ln_1p(), 1.0).map(|point| ZipfMandelbrot { shift, ..data.law(&point) })
    }

    /// p(r) of `rank` (from 1, at most the last rank that was fitted).
    pub fn probability(&self, rank: u32) -> f64 {
        let logarithm = (f64::from(rank) + self.shift).ln() - self.shift.ln_1p();
        (-self.exponent * logarithm - self.log_normaliser).exp()
    }
}

/// The sample as runs of ranks of one frequency: all that a likelihood in r + β needs.
struct Blocks {
    /// Frequency, first and last rank.
    blocks: Vec<(f64, u32, u32)>,
    ranks: u32,
    tokens: f64,
}

/// The greatest likelihood a token at one shift.
#[derive(Clone, Copy)]
struct Point {
    /// ln(1 + β).
    origin: f64,
    exponent: f64,
    likelihood: f64,
    /// Its derivative by ln(1 + β).
    slope: f64,
    log_normaliser: f64,
}

impl Blocks {
    /// `None` where there are too few ranks, or all frequencies are equal.
    fn new(frequencies: &[u32]) -> Option<Blocks> {
        if frequencies.len() < FEWEST_RANKS || frequencies.first() == frequencies.last() {
            return None;
        }
        let (mut blocks, mut first, mut tokens) = (Vec::new(), 1, 0.0);
        for run in frequencies.chunk_by(|left, right| left == right) {
            let (frequency, ranks) = (f64::from(run[0]), run.len() as u32);
            blocks.push((frequency, first, first + ranks - 1));
            tokens += frequency * f64::from(ranks);
            first += ranks;
        }
        Some(Blocks { blocks, ranks: first - 1, tokens })
    }

    /// The means over tokens of ln((r + β) ÷ (1 + β)) and of its exponential's inverse.
    fn means(&self, origin: f64) -> (f64, f64) {
        let shift = origin.exp() - 1.0;
        let (mut logarithms, mut inverses) = (0.0, 0.0);
        for (frequency, first, last) in &self.blocks {
            let (logarithm, inverse) = block(shift, *first, *last);
            logarithms += frequency * (logarithm - origin * f64::from(last - first + 1));
            inverses += frequency * inverse;
        }
        (logarithms / self.tokens, (1.0 + shift) * inverses / self.tokens)
    }

    /// The maximum over α at one shift, by Newton's method from `start`: with β given, the law is an exponential family
    /// with the statistic u = ln((r + β) ÷ (1 + β)). `None` where it does not converge.
    fn maximum(&self, origin: f64, start: f64) -> Option<Point> {
        let shift = origin.exp() - 1.0;
        let (mean, mean_inverse) = self.means(origin);
        let mut exponent = start;
        for _ in 0..200 {
            let [total, first, second] = shifted_power_sums(exponent, shift, origin, self.ranks);
            let expected = first / total;
            let step = (expected - mean) / (second / total - expected * expected);
            if !step.is_finite() {
                return None;
            }
            let longest = exponent.abs().max(1.0);
            exponent += step.clamp(-longest, longest);
            if step.abs() < PRECISION * longest {
                break;
            }
        }
        let total = shifted_power_sums(exponent, shift, origin, self.ranks)[0];
        let expected_inverse = shifted_power_sums(exponent + 1.0, shift, origin, self.ranks)[0] / total;
        let point = Point {
            origin,
            exponent,
            likelihood: -exponent * mean - total.ln(),
            slope: exponent * (expected_inverse - mean_inverse),
            log_normaliser: total.ln(),
        };
        (point.likelihood.is_finite() && point.slope.is_finite()).then_some(point)
    }

    /// The maximum between two shifts, where the slope is 0: by false position, halving the stale end's weight (the
    /// Illinois rule).
    fn between(&self, mut low: Point, mut high: Point) -> Option<Point> {
        let (mut low_slope, mut high_slope) = (low.slope, high.slope);
        for _ in 0..100 {
            let share = low_slope / (low_slope - high_slope);
            let share = if (0.0..=1.0).contains(&share) { share } else { 0.5 };
            let point = self.maximum(low.origin + share * (high.origin - low.origin), low.exponent)?;
            let nearest = (point.origin - low.origin).min(high.origin - point.origin);
            if point.slope == 0.0 || nearest < PRECISION {
                return Some(point);
            }
            if point.slope > 0.0 {
                (low, low_slope) = (point, point.slope);
                high_slope /= 2.0;
            } else {
                (high, high_slope) = (point, point.slope);
                low_slope /= 2.0;
            }
        }
        Some(if low.likelihood > high.likelihood { low } else { high })
    }

    fn law(&self, point: &Point) -> ZipfMandelbrot {
        ZipfMandelbrot {
            exponent: point.exponent,
            shift: point.origin.exp() - 1.0,
            ranks: self.ranks,
            log_likelihood: self.tokens * point.likelihood,
            log_normaliser: point.log_normaliser,
        }
    }
}

/// Σ ln x and Σ 1/x over x = r + `shift`, r = `first`..=`last`; long runs by the midpoint Euler–Maclaurin formula.
fn block(shift: f64, first: u32, last: u32) -> (f64, f64) {
    let start = f64::from(first) + shift;
    if last - first < SHORT || start < ONE_BY_ONE {
        return (first..=last).fold((0.0, 0.0), |(logarithms, inverses), rank| {
            let x = f64::from(rank) + shift;
            (logarithms + x.ln(), inverses + 1.0 / x)
        });
    }
    let (low, high) = (start - 0.5, f64::from(last) + shift + 0.5);
    let difference = |value: &dyn Fn(f64) -> f64| value(high) - value(low);
    let logarithms = difference(&|x| x * x.ln() - x) - difference(&|x| 1.0 / x) / 24.0
        + 7.0 / 5760.0 * difference(&|x| 2.0 / (x * x * x));
    let inverses = (high / low).ln() + difference(&|x| 1.0 / (x * x)) / 24.0
        - 7.0 / 5760.0 * difference(&|x| 6.0 / (x * x * x * x));
    (logarithms, inverses)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lawful(exponent: f64, shift: f64, ranks: u32) -> Vec<u32> {
        let weight = |rank: u32| ((f64::from(rank) + shift) / (1.0 + shift)).powf(-exponent);
        (1..=ranks).map(|rank| (4e9 * weight(rank)).round() as u32).collect()
    }

    #[test]
    fn a_law_is_found_again() {
        for (exponent, shift) in [(1.0, 2.7), (1.3, 0.0), (0.8, -0.5), (2.0, 40.0)] {
            let fit = ZipfMandelbrot::fit(&lawful(exponent, shift, 3000)).unwrap();
            assert!((fit.exponent - exponent).abs() < 1e-4, "{fit:?}");
            assert!((fit.shift - shift).abs() < 1e-3 * (1.0 + shift), "{fit:?}");
            let total: f64 = (1..=3000).map(|rank| fit.probability(rank)).sum();
            assert!((total - 1.0).abs() < 1e-9, "{total}");
        }
    }

    #[test]
    fn the_likelihood_is_the_sum_over_ranks_and_greatest_at_the_fit() {
        let frequencies: Vec<u32> = (1..=400).map(|rank| 3000 / (rank + 4) + 400 / rank + 1).collect();
        let fit = ZipfMandelbrot::fit(&frequencies).unwrap();
        let plain = |law: &ZipfMandelbrot| -> f64 {
            let of = |(place, frequency): (usize, &u32)| {
                f64::from(*frequency) * law.probability(place as u32 + 1).ln()
            };
            frequencies.iter().enumerate().map(of).sum()
        };
        assert!((plain(&fit) / fit.log_likelihood - 1.0).abs() < 1e-12);
        for shift in [0.0, fit.shift - 0.01, fit.shift + 0.01, 30.0] {
            let other = ZipfMandelbrot::fit_at(&frequencies, shift).unwrap();
            assert!((plain(&other) / other.log_likelihood - 1.0).abs() < 1e-12);
            assert!(other.log_likelihood < fit.log_likelihood, "{shift}");
        }
    }

    #[test]
    fn too_few_ranks_equal_frequencies_and_exponentials_have_none() {
        assert_eq!(ZipfMandelbrot::fit(&[]), None);
        assert_eq!(ZipfMandelbrot::fit(&lawful(1.0, 0.0, 29)), None);
        assert_eq!(ZipfMandelbrot::fit(&[3; 400]), None);
        assert_eq!(ZipfMandelbrot::fit_at(&[1; 400], 0.0), None);
        let exponential: Vec<u32> =
            (0..200).map(|rank| (1e9 * (-0.05 * f64::from(rank)).exp()) as u32).collect();
        assert_eq!(ZipfMandelbrot::fit(&exponential), None);
    }

    #[test]
    fn long_blocks_are_added_as_rank_by_rank() {
        for (shift, first, last) in [(2.5, 30, 900), (0.0, 24, 32), (500.0, 3, 5000)] {
            let (logarithms, inverses) = block(shift, first, last);
            let plain = |value: &dyn Fn(f64) -> f64| -> f64 {
                (first..=last).map(|rank| value(f64::from(rank) + shift)).sum()
            };
            assert!((logarithms / plain(&f64::ln) - 1.0).abs() < 1e-11);
            assert!((inverses / plain(&|x| 1.0 / x) - 1.0).abs() < 1e-10);
        }
    }
}
