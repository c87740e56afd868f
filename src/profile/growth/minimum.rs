//! The least value of a function of three numbers: the function and a start in, the place out.

/// Where `value` is least near `start`, by the simplex of Nelder & Mead 1965 with edges of `step`: it ends where the
/// values on the simplex differ by less than `precision` of their size and its corners by less than its square root, or
/// after 2,000 steps. `value` may be infinite, and is never asked to be smooth.
pub(super) fn minimum(
    value: impl Fn([f64; 3]) -> f64,
    start: [f64; 3],
    step: f64,
    precision: f64,
) -> ([f64; 3], f64) {
    let mut corners: Vec<([f64; 3], f64)> = vec![(start, value(start))];
    for axis in 0..3 {
        let mut corner = start;
        corner[axis] += step;
        corners.push((corner, value(corner)));
    }
    for _ in 0..2000 {
        corners.sort_by(|left, right| left.1.total_cmp(&right.1));
        let (best, worst) = (corners[0], corners[3]);
        let spread =
            corners.iter().flat_map(|corner| (0..3).map(|axis| (corner.0[axis] - best.0[axis]).abs()));
        if worst.1 - best.1 <= precision * (1.0 + best.1.abs())
            && spread.fold(0.0, f64::max) <= precision.sqrt()
        {
            break;
        }
        let middle: [f64; 3] =
            std::array::from_fn(|axis| corners[..3].iter().map(|corner| corner.0[axis]).sum::<f64>() / 3.0);
        // From the worst corner through the middle of the others, and `share` of the way beyond.
        let beyond = |share: f64| {
            let place = std::array::from_fn(|axis| middle[axis] + share * (middle[axis] - worst.0[axis]));
            (place, value(place))
        };
        let reflected = beyond(1.0);
        if reflected.1 < best.1 {
            let expanded = beyond(2.0);
            corners[3] = if expanded.1 < reflected.1 { expanded } else { reflected };
        } else if reflected.1 < corners[2].1 {
            corners[3] = reflected;
        } else {
            let contracted = beyond(if reflected.1 < worst.1 { 0.5 } else { -0.5 });
            if contracted.1 < worst.1.min(reflected.1) {
                corners[3] = contracted;
            } else {
                for corner in &mut corners[1..] {
                    let place = std::array::from_fn(|axis| (best.0[axis] + corner.0[axis]) / 2.0);
                    *corner = (place, value(place));
                }
            }
        }
    }
    corners.into_iter().min_by(|left, right| left.1.total_cmp(&right.1)).expect("four corners")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curved_valley_with_a_wall() {
        let value = |[x, y, z]: [f64; 3]| {
            if x > 3.0 {
                f64::INFINITY
            } else {
                (1.0 - x).powi(2) + 20.0 * (y - x * x).powi(2) + (z + 2.0).powi(4)
            }
        };
        let (place, least) = minimum(value, [2.9, -1.0, 0.0], 0.5, 1e-12);
        assert!(least < 1e-8, "{place:?} {least}");
        assert!((place[0] - 1.0).abs() < 1e-3 && (place[1] - 1.0).abs() < 1e-3, "{place:?}");
    }
}
