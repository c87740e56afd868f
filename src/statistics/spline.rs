//! A restricted cubic spline: values and three knots in; the part of a curve that a straight line cannot follow out.

/// The one term beside x itself of a restricted cubic spline with the knots k₁ < k₂ < k₃: a smooth curve that is straight
/// beyond the outer knots,
/// ((x − k₁)³₊ − (x − k₂)³₊·(k₃ − k₁)/(k₃ − k₂) + (x − k₃)³₊·(k₂ − k₁)/(k₃ − k₂)) ÷ (k₃ − k₁)²,
/// where u₊ is u above 0 and else 0. (Harrell 2015, Regression Modeling Strategies, §2.4.5)
///
/// ```
/// use sourcebias::statistics::restricted_cubic;
/// // Below the first knot 0. At 1 of the knots 0, 1, 2: 1³ ÷ 2².
/// assert_eq!(restricted_cubic(-3.0, [0.0, 1.0, 2.0]), 0.0);
/// assert_eq!(restricted_cubic(1.0, [0.0, 1.0, 2.0]), 0.25);
/// ```
pub fn restricted_cubic(x: f64, [first, middle, last]: [f64; 3]) -> f64 {
    let cube = |knot: f64| (x - knot).max(0.0).powi(3);
    let whole = last - first;
    let beyond = cube(middle) * (whole / (last - middle)) - cube(last) * ((middle - first) / (last - middle));
    (cube(first) - beyond) / (whole * whole)
}

/// The values that stand at 10, 50 and 90 % of `values` in order, without interpolation; `None` where two of them are
/// equal, so that there is no such curve.
pub fn knots(mut values: Vec<f64>) -> Option<[f64; 3]> {
    let last = values.len().checked_sub(1)?;
    let places = [0.1, 0.5, 0.9].map(|share| (last as f64 * share).round() as usize);
    let knots = places.map(|place| *values.select_nth_unstable_by(place, f64::total_cmp).1);
    (knots[0] < knots[1] && knots[1] < knots[2]).then_some(knots)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_straight_beyond_the_last_knot() {
        let at = |x: f64| restricted_cubic(x, [-1.0, 0.5, 2.0]);
        let (slope, later) = (at(4.0) - at(3.0), at(9.0) - at(8.0));
        assert!((slope - later).abs() < 1e-12 && slope > 0.0, "{slope} {later}");
        // By hand at 3: 4³ − 2.5³·(3/1.5) + 1³·(1.5/1.5) = 64 − 31.25 + 1, over 9.
        assert!((at(3.0) - 33.75 / 9.0).abs() < 1e-12);
    }

    #[test]
    fn knots_are_order_statistics() {
        let values: Vec<f64> = (0..11).rev().map(f64::from).collect();
        assert_eq!(knots(values), Some([1.0, 5.0, 9.0]));
        assert_eq!(knots(vec![1.0; 5]), None);
        assert_eq!(knots(Vec::new()), None);
    }
}
