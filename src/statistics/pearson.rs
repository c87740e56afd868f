//! Pearson's correlation: two equally long lists in, r in −1..=1 out.

use super::mean;

/// Pearson's r = Σ(x − x̄)(y − ȳ) ÷ √(Σ(x − x̄)²·Σ(y − ȳ)²), by two passes in the order given. `None` for fewer than two
/// pairs, or where one list is constant. (Pearson 1895)
///
/// # Panics
/// Where the lists differ in length: an error in the program.
pub fn pearson(x: &[f64], y: &[f64]) -> Option<f64> {
    assert_eq!(x.len(), y.len(), "pairs of numbers");
    Centred::new(x)?.pearson(&Centred::new(y)?)
}

/// A list of numbers less their mean, for [`pearson`] with any number of others.
#[derive(Debug, Clone)]
pub struct Centred {
    values: Vec<f64>,
    squares: f64,
}

impl Centred {
    /// `None` for fewer than two numbers, or where all are one.
    pub fn new(values: &[f64]) -> Option<Centred> {
        if values.len() < 2 || is_constant(values) {
            return None;
        }
        let middle = mean(values)?;
        let values: Vec<f64> = values.iter().map(|value| value - middle).collect();
        let mut squares = 0.0;
        values.iter().for_each(|value| squares += value * value);
        Some(Centred { values, squares })
    }

    /// [`pearson`] of both lists.
    ///
    /// # Panics
    /// Where the lists differ in length: an error in the program.
    pub fn pearson(&self, other: &Centred) -> Option<f64> {
        assert_eq!(self.values.len(), other.values.len(), "pairs of numbers");
        let mut both = 0.0;
        self.values.iter().zip(&other.values).for_each(|(one, other)| both += one * other);
        // Roots first: the product of two sums of squares can leave the range of f64.
        let size = self.squares.sqrt() * other.squares.sqrt();
        (size > 0.0).then(|| (both / size).clamp(-1.0, 1.0))
    }
}

/// Whether all values are one: asked exactly, since the deviations of equal numbers from their rounded mean need not
/// be zero.
pub(super) fn is_constant(values: &[f64]) -> bool {
    values.windows(2).all(|pair| pair[0] == pair[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_points_by_hand() {
        // x − 2: −1 0 1; y − 2: −1 1 0 → 1 ÷ √(2·2)
        assert!((pearson(&[1.0, 2.0, 3.0], &[1.0, 3.0, 2.0]).unwrap() - 0.5).abs() < 1e-15);
    }

    #[test]
    fn of_a_constant_or_of_one_pair_is_undefined() {
        assert_eq!(pearson(&[0.1; 10], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0]), None);
        assert_eq!(pearson(&[1.0], &[2.0]), None);
        assert_eq!(pearson(&[], &[]), None);
    }
}
