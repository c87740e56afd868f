//! A straight line through points: coordinates in, intercept and slope out. linfa fits it.

use linfa::Dataset;
use linfa::traits::Fit;
use linfa_linear::LinearRegression;
use ndarray::{Array1, Array2};

use super::pearson::is_constant;

/// y = a + b·x.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// a, where the line is at x = 0.
    pub intercept: f64,
    /// b.
    pub slope: f64,
}

/// Points that share their y, as far as a line through them and others must know them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TiedPoints {
    /// How many they are.
    pub count: f64,
    /// x̄, the mean of their x.
    pub middle: f64,
    /// Σ (x − x̄)².
    pub scatter: f64,
    /// Their y.
    pub y: f64,
}

impl Line {
    /// The line through the points (xᵢ, yᵢ) that leaves the least Σ (yᵢ − a − b·xᵢ)²: ordinary least squares, by a QR
    /// decomposition. `None` for fewer than two points, where x is constant, or where numbers leave the range of f64.
    ///
    /// ```
    /// use sourcebias::statistics::Line;
    /// let line = Line::through(&[1.0, 2.0], &[5.0, 7.0]).unwrap();
    /// assert!((line.intercept - 3.0).abs() < 1e-12 && (line.slope - 2.0).abs() < 1e-12);
    /// ```
    ///
    /// # Panics
    /// Where the lists differ in length: an error in the program.
    pub fn through(x: &[f64], y: &[f64]) -> Option<Line> {
        assert_eq!(x.len(), y.len(), "pairs of numbers");
        if is_constant(x) {
            return None;
        }
        let mut rest = x;
        Self::through_tied(y.chunk_by(|left, right| left == right).map(|tied| {
            let (x, others) = rest.split_at(tied.len());
            rest = others;
            let middle = x.iter().sum::<f64>() / x.len() as f64;
            let scatter = x.iter().map(|x| (x - middle) * (x - middle)).sum();
            TiedPoints { count: x.len() as f64, middle, scatter, y: tied[0] }
        }))
    }

    /// The same through points that are known by those that share their y, at two places of x at least.
    pub fn through_tied(points: impl IntoIterator<Item = TiedPoints>) -> Option<Line> {
        // m points that share their y have the same XᵀX and Xᵀy as two rows, √m·(1, x̄, y) and (0, √Σ(x − x̄)², 0); the second
        // rows of all such points are as one.
        let (mut rows, mut scatter) = (Vec::new(), 0.0);
        for tied in points {
            scatter += tied.scatter;
            rows.push([1.0, tied.middle, tied.y].map(|value| tied.count.sqrt() * value));
        }
        rows.push([0.0, scatter.sqrt(), 0.0]);
        let records = Array2::from_shape_fn((rows.len(), 2), |(row, column)| rows[row][column]);
        let data = Dataset::new(records, rows.iter().map(|row| row[2]).collect::<Array1<f64>>());
        let fitted = LinearRegression::new().with_intercept(false).fit(&data).ok()?;
        let line = Line { intercept: fitted.params()[0], slope: fitted.params()[1] };
        (line.intercept.is_finite() && line.slope.is_finite()).then_some(line)
    }

    /// Σ (yᵢ − a − b·xᵢ)² over some points.
    pub fn squared_residuals(&self, x: &[f64], y: &[f64]) -> f64 {
        x.iter().zip(y).map(|(x, y)| (y - self.intercept - self.slope * x).powi(2)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_through_three_points_by_hand() {
        // (0,0) (1,0) (2,2): slope 1, intercept −1/3, residuals 1/3 −2/3 1/3.
        let (x, y) = ([0.0, 1.0, 2.0], [0.0, 0.0, 2.0]);
        let line = Line::through(&x, &y).unwrap();
        // Two points share their y; in this order they do not stand side by side.
        let apart = Line::through(&[0.0, 2.0, 1.0], &[0.0, 2.0, 0.0]).unwrap();
        assert!((line.slope - apart.slope).abs() < 1e-14 && (line.intercept - apart.intercept).abs() < 1e-14);
        assert!((line.slope - 1.0).abs() < 1e-14 && (line.intercept + 1.0 / 3.0).abs() < 1e-14);
        assert!((line.squared_residuals(&x, &y) - 2.0 / 3.0).abs() < 1e-14);
        // Far from the origin nothing is lost but digits of the intercept.
        let far = Line::through(&x.map(|x| x + 1e6), &y).unwrap();
        assert!((far.slope - 1.0).abs() < 1e-8, "{far:?}");
    }

    #[test]
    fn what_has_no_line_is_undefined() {
        for x in [&[][..], &[1.0], &[0.1; 7]] {
            assert_eq!(Line::through(x, x), None);
        }
        assert_eq!(Line::through(&[1.0, 2.0], &[1.0, f64::INFINITY]), None);
        assert_eq!(Line::through(&[1.0, 2.0, 4.0], &[0.0; 3]), Some(Line { intercept: 0.0, slope: 0.0 }));
    }
}
