//! Spearman's correlation: two equally long lists in, ρ in −1..=1 out, equal numbers sharing their mean rank.

use super::ranks::doubled_ranks;

/// Spearman's ρ: Pearson's r of the mean ranks. Sums are over whole numbers and so exact: the value does not depend on
/// the order of the pairs in any bit, and negating one list negates it. `None` for fewer than two pairs, or where one
/// list is constant. (Spearman 1904; Kendall 1948 for ties)
///
/// # Panics
/// Where the lists differ in length: an error in the program.
///
/// ```
/// use sourcebias::statistics::spearman;
/// assert_eq!(spearman(&[1.0, 2.0, 3.0], &[10.0, 1000.0, 100.0]), Some(0.5));
/// ```
pub fn spearman(x: &[f64], y: &[f64]) -> Option<f64> {
    assert_eq!(x.len(), y.len(), "pairs of numbers");
    let centre = x.len() as i64 + 1;
    let (mut xx, mut yy, mut xy) = (0_i128, 0_i128, 0_i128);
    for (a, b) in doubled_ranks(x).into_iter().zip(doubled_ranks(y)) {
        let (a, b) = (i128::from(a - centre), i128::from(b - centre));
        xx += a * a;
        yy += b * b;
        xy += a * b;
    }
    let size = (xx as f64 * yy as f64).sqrt();
    (size > 0.0).then(|| (xy as f64 / size).clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_by_hand() {
        // ranks 1 2.5 2.5 4 and 1 2 3 4: deviations −1.5 0 0 1.5 and −1.5 −0.5 0.5 1.5 → 4.5 ÷ √(4.5·5)
        let found = spearman(&[1.0, 2.0, 2.0, 3.0], &[1.0, 2.0, 3.0, 4.0]).unwrap();
        assert!((found - 4.5 / f64::sqrt(22.5)).abs() < 1e-15);
    }

    #[test]
    fn of_a_constant_is_undefined() {
        assert_eq!(spearman(&[1.0, 1.0], &[1.0, 2.0]), None);
        assert_eq!(spearman(&[1.0], &[1.0]), None);
    }

    #[test]
    fn equal_order_is_exactly_one() {
        let x: Vec<f64> = (0..97).map(|i| f64::from((i * 31) % 17)).collect();
        let y: Vec<f64> = x.iter().map(|value| -value.exp()).collect();
        assert_eq!((spearman(&x, &x), spearman(&x, &y)), (Some(1.0), Some(-1.0)));
    }
}
