//! Sums of powers of ranks, shifted or without end too: an exponent and a range of ranks in, Σ r^−α (ln r)^k for
//! k = 0, 1, 2 out, in a time that hardly depends on the range.

/// Ranks up to this, and up to `PER_EXPONENT` times the exponent, are added one by one.
pub(super) const ONE_BY_ONE: f64 = 24.0;
pub(super) const PER_EXPONENT: f64 = 8.0;
/// Shorter ranges than this are added one by one too.
const SHORT: u32 = 12;
/// The powers of ranks below this are products of those of primes, unless the exponent would carry them out of range.
const FACTORED: usize = 64;
const STEEPEST: f64 = 20.0;
/// Below this exponent of e over half a range its moments are summed as a series.
const GENTLE: f64 = 2.0;
/// Terms of that series: the first that is left out is below 10^−17 of the sum.
const TERMS: usize = 13;

/// Σ over r = `first`..=`last` of e^(−α u) u^k with u = ln r − `origin`, for k = 0, 1, 2; zero for an empty range.
///
/// Beyond the first ranks by the Euler–Maclaurin formula in its midpoint form,
/// Σ f(r) = ∫ f − (1/24)[f′] + (7/5760)[f‴] − (31/967680)[f⁗′] from first − ½ to last + ½, the integral over ln r in closed
/// form. The relative error is below 10⁻¹⁰ for exponents between −2 and 20 (tested against plain sums). `logarithms` holds ln r
/// at r.
pub(super) fn power_sums(exponent: f64, origin: f64, first: u32, last: u32, logarithms: &[f64]) -> [f64; 3] {
    let smooth = first.max(ONE_BY_ONE.max(PER_EXPONENT * exponent.abs()) as u32 + 1);
    let direct = if last < smooth.saturating_add(SHORT) { last } else { smooth - 1 };
    let mut sums = direct_sums(exponent, origin, first, direct, logarithms);
    if direct < last {
        smooth_sums(&mut sums, exponent, origin, (f64::from(smooth) - 0.5, f64::from(last) + 0.5));
    }
    sums
}

/// Σ over r = 1..=`last` of e^(−α u) u^k with u = ln(r + `shift`) − `origin`, for k = 0, 1, 2; `shift` is above −1.
pub(super) fn shifted_power_sums(exponent: f64, shift: f64, origin: f64, last: u32) -> [f64; 3] {
    let mut sums = [0.0; 3];
    let smooth = (ONE_BY_ONE.max(PER_EXPONENT * exponent.abs()) - shift).max(0.0) as u32 + 1;
    let direct = if last < smooth.saturating_add(SHORT) { last } else { smooth - 1 };
    for rank in 1..=direct {
        let u = (f64::from(rank) + shift).ln() - origin;
        add(&mut sums, (-exponent * u).exp(), u);
    }
    if direct < last {
        let ends = (f64::from(smooth) - 0.5 + shift, f64::from(last) + 0.5 + shift);
        smooth_sums(&mut sums, exponent, origin, ends);
    }
    sums
}

/// Σ over x = `first`, `first` + 1, … without end of e^(−α u) u^k with u = ln x − `origin`, for k = 0, 1, 2 and an
/// exponent above 1; from origin 0 the Hurwitz zeta function ζ(α, first), minus its derivative, and its second one.
///
/// Beyond the first terms by the Euler–Maclaurin formula as in [`power_sums`]; from x₀ on the integral of x^−α (ln x)^k
/// is x₀^(1−α) times a polynomial in ln x₀.
pub(super) fn unbounded_power_sums(exponent: f64, origin: f64, first: u32) -> [f64; 3] {
    let mut sums = [0.0; 3];
    let smooth = first.max(ONE_BY_ONE.max(PER_EXPONENT * exponent) as u32 + 1);
    for x in first..smooth {
        let u = f64::from(x).ln() - origin;
        add(&mut sums, (-exponent * u).exp(), u);
    }
    let low = f64::from(smooth) - 0.5;
    let (u, above) = (low.ln() - origin, exponent - 1.0);
    let power = (origin - above * u).exp() / above;
    sums[0] += power;
    sums[1] += power * (u + 1.0 / above);
    sums[2] += power * (u * u + 2.0 * u / above + 2.0 / (above * above));
    let corrections = Corrections::new(exponent).at((-exponent * u).exp(), low, u);
    sums.iter_mut().zip(corrections).for_each(|(sum, correction)| *sum -= correction);
    sums
}

/// The sums over a range of ranks, rank by rank: those of low ranks need the exponentials of primes alone.
fn direct_sums(exponent: f64, origin: f64, first: u32, last: u32, logarithms: &[f64]) -> [f64; 3] {
    let mut sums = [0.0; 3];
    let factored = if exponent.abs() <= STEEPEST { (last as usize + 1).min(FACTORED) } else { 0 };
    if (first as usize) < factored {
        let mut powers = [1.0; FACTORED];
        for rank in 2..factored {
            let factor = usize::from(LEAST_FACTORS[rank]);
            powers[rank] = if factor == rank {
                (-exponent * logarithms[rank]).exp()
            } else {
                powers[factor] * powers[rank / factor]
            };
        }
        let scale = (exponent * origin).exp();
        for rank in first as usize..factored {
            add(&mut sums, scale * powers[rank], logarithms[rank] - origin);
        }
    }
    for rank in first.max(factored as u32)..=last {
        let u = logarithms[rank as usize] - origin;
        add(&mut sums, (-exponent * u).exp(), u);
    }
    sums
}

/// The least prime factor of each number.
const LEAST_FACTORS: [u8; FACTORED] = {
    let mut factors = [1; FACTORED];
    let mut number = 2;
    while number < FACTORED {
        let mut factor = 2;
        while number % factor != 0 {
            factor += 1;
        }
        factors[number] = factor as u8;
        number += 1;
    }
    factors
};

/// Adds the sums over the ranks between two half ranks, of which the lower is high enough for the formula.
///
/// With s = 1 − α the integrals are ∫ e^(su) u^k du times e^origin, as dr = r du. Where e^(su) changes little they come from
/// the moments around the middle of the range, and elsewhere by parts from its ends; either way no digits are lost to
/// differences of numbers alike.
fn smooth_sums(sums: &mut [f64; 3], exponent: f64, origin: f64, (low, high): (f64, f64)) {
    let (low_u, high_u) = (low.ln() - origin, high.ln() - origin);
    let (s, unit, half) = (1.0 - exponent, origin.exp(), (high_u - low_u) / 2.0);
    // r f(r) at either end.
    let (at_low, at_high) = (unit * (s * low_u).exp(), unit * (s * high_u).exp());
    let integrals = if (s * half).abs() < GENTLE {
        let (middle, [zeroth, first, second]) = (low_u + half, moments(s * half));
        let scale = half * (at_low * at_high).sqrt();
        [
            scale * zeroth,
            scale * (middle * zeroth + half * first),
            scale * (middle * middle * zeroth + half * (2.0 * middle * first + half * second)),
        ]
    } else {
        let zeroth = (at_high - at_low) / s;
        let first = (high_u * at_high - low_u * at_low - zeroth) / s;
        [zeroth, first, (high_u * high_u * at_high - low_u * low_u * at_low - 2.0 * first) / s]
    };
    let corrections = Corrections::new(exponent);
    let above = corrections.at(at_high / high, high, high_u);
    let below = corrections.at(at_low / low, low, low_u);
    for (k, sum) in sums.iter_mut().enumerate() {
        *sum += integrals[k] + (above[k] - below[k]);
    }
}

/// ∫ e^(xt) t^k dt over t from −1 to 1, for k = 0, 1, 2: 2 Σ x^2j ÷ (2j)! ÷ (2j + 1), and so on.
fn moments(x: f64) -> [f64; 3] {
    let (square, mut sums) = (x * x, [0.0; 3]);
    for coefficients in MOMENTS.iter().rev() {
        for (sum, coefficient) in sums.iter_mut().zip(coefficients) {
            *sum = *sum * square + coefficient;
        }
    }
    [sums[0], x * sums[1], sums[2]]
}

const MOMENTS: [[f64; 3]; TERMS] = {
    let mut coefficients = [[0.0; 3]; TERMS];
    let (mut term, mut twice, mut scale) = (0, 0.0, 2.0);
    while term < TERMS {
        coefficients[term] =
            [scale / (twice + 1.0), scale / ((twice + 1.0) * (twice + 3.0)), scale / (twice + 3.0)];
        scale /= (twice + 1.0) * (twice + 2.0);
        (term, twice) = (term + 1, twice + 2.0);
    }
    coefficients
};

fn add(sums: &mut [f64; 3], power: f64, u: f64) {
    sums[0] += power;
    sums[1] += power * u;
    sums[2] += power * u * u;
}

/// −f′/24 + 7f‴/5760 − 31f⁗′/967680 for f = r^−α u^k. For k = 0 that is f G with
/// G = (1/24) α r^−1 − (7/5760) α(α+1)(α+2) r^−3 + (31/967680) α⋯(α+4) r^−5, and each further k takes minus the derivative
/// by α. This holds G, G′ and G″ as polynomials in r^−1.
struct Corrections([[f64; 3]; 3]);

impl Corrections {
    fn new(a: f64) -> Self {
        let scaled = |[first, third, fifth]: [f64; 3]| {
            [first / 24.0, third * (-7.0 / 5760.0), fifth * (31.0 / 967_680.0)]
        };
        Corrections([
            scaled([a, a * (2.0 + a * (3.0 + a)), a * (24.0 + a * (50.0 + a * (35.0 + a * (10.0 + a))))]),
            scaled([1.0, 2.0 + a * (6.0 + a * 3.0), 24.0 + a * (100.0 + a * (105.0 + a * (40.0 + a * 5.0)))]),
            scaled([0.0, 6.0 + a * 6.0, 100.0 + a * (210.0 + a * (120.0 + a * 20.0))]),
        ])
    }

    /// For k = 0, 1, 2, at `rank` with u as there and r^−α as `power`.
    fn at(&self, power: f64, rank: f64, u: f64) -> [f64; 3] {
        let inverse = 1.0 / rank;
        let square = inverse * inverse;
        let [plain, once, twice] =
            self.0.map(|[first, third, fifth]| power * inverse * (first + square * (third + square * fifth)));
        [plain, u * plain - once, u * (u * plain - 2.0 * once) + twice]
    }
}

#[cfg(test)]
mod tests {
    use super::super::ranked::logarithms;
    use super::*;

    #[test]
    fn three_ranks_by_hand() {
        // α = 1: 1 + 1/2 + 1/3, and the first of them has ln 1 = 0.
        let sums = power_sums(1.0, 0.0, 1, 3, &logarithms(3));
        assert!((sums[0] - 11.0 / 6.0).abs() < 1e-15);
        assert!((sums[1] - (2.0_f64.ln() / 2.0 + 3.0_f64.ln() / 3.0)).abs() < 1e-15);
        assert_eq!(power_sums(1.0, 0.0, 3, 2, &logarithms(3)), [0.0; 3]);
    }

    #[test]
    fn fast_sums_equal_plain_ones() {
        let logarithms = logarithms(60_000);
        for exponent in [-2.0, -0.5, 0.0, 0.3, 0.9, 0.999, 1.0, 1.001, 1.5, 2.0, 3.7, 8.0, 20.0] {
            for (first, last) in [(1, 20), (1, 36), (1, 37), (1, 60_000), (24, 40), (101, 30_000), (7, 5000)]
            {
                for origin in [0.0, logarithms[first as usize]] {
                    let fast = power_sums(exponent, origin, first, last, &logarithms);
                    let mut plain = [0.0; 3];
                    for rank in (first..=last).rev() {
                        let u = logarithms[rank as usize] - origin;
                        add(&mut plain, (-exponent * u).exp(), u);
                    }
                    for (fast, plain) in fast.iter().zip(plain) {
                        assert!(
                            (fast / plain - 1.0).abs() < 1e-10,
                            "{exponent} {first}..{last}: {fast} {plain}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn shifted_sums_equal_plain_ones() {
        for exponent in [-0.5, 0.0, 0.9, 1.0, 1.5, 3.0, 20.0, 200.0] {
            for shift in [-0.9, 0.0, 2.7, 30.5, 4000.0] {
                for last in [1, 30, 50, 5000] {
                    let origin = (1.0_f64 + shift).ln();
                    let fast = shifted_power_sums(exponent, shift, origin, last);
                    let mut plain = [0.0; 3];
                    for rank in (1..=last).rev() {
                        let u = (f64::from(rank) + shift).ln() - origin;
                        add(&mut plain, (-exponent * u).exp(), u);
                    }
                    for (fast, plain) in fast.iter().zip(plain) {
                        let close = (fast - plain).abs() <= 1e-9 * plain.abs();
                        assert!(close, "{exponent} {shift} 1..{last}: {fast} {plain}");
                    }
                }
            }
        }
    }

    #[test]
    fn sums_without_end_are_the_zeta_function() {
        // ζ(2) = π²/6; −ζ′(2) and ζ″(2) from their known values.
        let sums = unbounded_power_sums(2.0, 0.0, 1);
        let known = [std::f64::consts::PI.powi(2) / 6.0, 0.937_548_254_315_843_8, 1.989_280_234_298_901];
        for (found, known) in sums.iter().zip(known) {
            assert!((found / known - 1.0).abs() < 1e-11, "{found} {known}");
        }
        // What a range lacks is the sum from its end on.
        let logarithms = logarithms(5000);
        for exponent in [1.01, 1.5, 2.2, 6.0] {
            let (all, rest) =
                (unbounded_power_sums(exponent, 1.0, 3), unbounded_power_sums(exponent, 1.0, 5001));
            let part = power_sums(exponent, 1.0, 3, 5000, &logarithms);
            for k in 0..3 {
                assert!(((part[k] + rest[k]) / all[k] - 1.0).abs() < 1e-11, "{exponent} {k}");
            }
        }
    }
}
