//! Sums of powers of ranks, shifted or without end too: an exponent and a range of ranks in, Σ r^−α (ln r)^k for
//! k = 0, 1, 2 out, in a time that hardly depends on the range.

use std::sync::LazyLock;

/// Ranks up to this, and up to `PER_EXPONENT` times the exponent, are added one by one.
pub(super) const ONE_BY_ONE: f64 = 24.0;
pub(super) const PER_EXPONENT: f64 = 8.0;
/// Shorter ranges than this are added one by one too.
const SHORT: u32 = 12;
/// Nodes of the Gauss–Legendre rule.
const NODES: usize = 20;
/// Up to this exponent of e over half a panel the rule is exact to rounding.
const STEEPEST: f64 = 4.0;

/// Nodes in −1..1 and their weights.
static RULE: LazyLock<[(f64, f64); NODES]> = LazyLock::new(gauss_legendre);

/// Σ over r = `first`..=`last` of e^(−α u) u^k with u = ln r − `origin`, for k = 0, 1, 2; zero for an empty range.
///
/// Beyond the first ranks by the Euler–Maclaurin formula in its midpoint form,
/// Σ f(r) = ∫ f − (1/24)[f′] + (7/5760)[f‴] − (31/967680)[f⁗′] from first − ½ to last + ½, the integral over ln r by
/// Gauss–Legendre panels. The relative error is below 10⁻⁹ for exponents between −2 and 20 (tested against plain sums).
/// `logarithms` holds ln r at r.
pub(super) fn power_sums(exponent: f64, origin: f64, first: u32, last: u32, logarithms: &[f64]) -> [f64; 3] {
    let mut sums = [0.0; 3];
    let smooth = first.max(ONE_BY_ONE.max(PER_EXPONENT * exponent.abs()) as u32 + 1);
    let direct = if last < smooth.saturating_add(SHORT) { last } else { smooth - 1 };
    for rank in first..=direct {
        let u = logarithms[rank as usize] - origin;
        add(&mut sums, (-exponent * u).exp(), u);
    }
    if direct >= last {
        return sums;
    }
    smooth_sums(&mut sums, exponent, origin, (f64::from(smooth) - 0.5, f64::from(last) + 0.5));
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
    for (k, sum) in sums.iter_mut().enumerate() {
        *sum -= correction(exponent, k, low, u);
    }
    sums
}

/// Adds the sums over the ranks between two half ranks, of which the lower is high enough for the formula.
fn smooth_sums(sums: &mut [f64; 3], exponent: f64, origin: f64, (low, high): (f64, f64)) {
    let (low_u, high_u) = (low.ln() - origin, high.ln() - origin);
    let panels = ((1.0 - exponent).abs() * (high_u - low_u) / (2.0 * STEEPEST)).ceil().max(1.0);
    let half = (high_u - low_u) / (2.0 * panels);
    // dr = r du, and r = e^(u + origin).
    let scale = half * origin.exp();
    for panel in 0..panels as u32 {
        let middle = low_u + half * f64::from(2 * panel + 1);
        for (node, weight) in RULE.iter() {
            let u = middle + half * node;
            add(sums, scale * weight * ((1.0 - exponent) * u).exp(), u);
        }
    }
    for (k, sum) in sums.iter_mut().enumerate() {
        *sum += correction(exponent, k, high, high_u) - correction(exponent, k, low, low_u);
    }
}

fn add(sums: &mut [f64; 3], power: f64, u: f64) {
    sums[0] += power;
    sums[1] += power * u;
    sums[2] += power * u * u;
}

/// −f′/24 + 7f‴/5760 − 31f⁗′/967680 at `rank`, for f = e^(−αu) u^k. Every derivative of a polynomial in u times r^−s
/// is another one times r^−(s+1): (P r^−s)′ = (P′ − sP) r^−(s+1).
fn correction(exponent: f64, k: usize, rank: f64, u: f64) -> f64 {
    let mut polynomial = [0.0; 3];
    polynomial[k] = 1.0;
    let mut scale = (-exponent * u).exp();
    let mut power = exponent;
    let mut total = 0.0;
    for factor in [-1.0 / 24.0, 0.0, 7.0 / 5760.0, 0.0, -31.0 / 967_680.0] {
        let [constant, linear, square] = polynomial;
        polynomial = [linear - power * constant, 2.0 * square - power * linear, -power * square];
        power += 1.0;
        scale /= rank;
        total += factor * scale * (polynomial[0] + u * (polynomial[1] + u * polynomial[2]));
    }
    total
}

/// The roots of the Legendre polynomial by Newton's method, and the weights 2 / ((1 − x²) P′(x)²).
fn gauss_legendre() -> [(f64, f64); NODES] {
    std::array::from_fn(|index| {
        let mut node = (std::f64::consts::PI * (index as f64 + 0.75) / (NODES as f64 + 0.5)).cos();
        let mut slope = 1.0;
        for _ in 0..20 {
            let (mut before, mut value) = (1.0, node);
            for degree in 2..=NODES {
                let degree = degree as f64;
                (before, value) =
                    (value, ((2.0 * degree - 1.0) * node * value - (degree - 1.0) * before) / degree);
            }
            slope = NODES as f64 * (node * value - before) / (node * node - 1.0);
            node -= value / slope;
        }
        (node, 2.0 / ((1.0 - node * node) * slope * slope))
    })
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
                            (fast / plain - 1.0).abs() < 1e-9,
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
