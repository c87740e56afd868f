//! Linear regression: columns and a response in; coefficients with standard errors and p-values out. linfa fits by QR;
//! the errors are from (XᵀX)⁻¹ and Student's t.

use linfa::Dataset;
use linfa::traits::{Fit, Predict};
use linfa_linear::LinearRegression;
use ndarray::{Array1, Array2};
use statrs::function::beta::beta_reg;

use super::Moments;

/// One coefficient of a regression.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coefficient {
    /// The estimate.
    pub estimate: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Two-sided p of the hypothesis that it is 0.
    pub p_value: f64,
}

/// A fitted regression.
#[derive(Debug, Clone, PartialEq)]
pub struct Regression {
    /// The constant term.
    pub intercept: Coefficient,
    /// One coefficient per column.
    pub slopes: Vec<Coefficient>,
    /// Σ of squared residuals ÷ (n − number of terms).
    pub residual_variance: f64,
    /// The share of the response's variance that the fit explains, in 0..=1.
    pub r_squared: f64,
}

/// Least squares of `response` on a constant and `columns`: standard errors √(s²·(XᵀX)⁻¹ᵢᵢ), p from Student's t with n − k
/// degrees of freedom for k terms. `None` for n ≤ k, for a column that others make, or a constant response.
///
/// # Panics
/// Where the columns differ in length: an error in the program.
pub fn least_squares(columns: &[&[f64]], response: &[f64]) -> Option<Regression> {
    let (rows, terms) = (response.len(), columns.len() + 1);
    assert!(columns.iter().all(|column| column.len() == rows), "columns of one length");
    if rows <= terms {
        return None;
    }
    let mut moments = Moments::new(terms);
    for (row, y) in response.iter().enumerate() {
        let x: Vec<f64> = std::iter::once(1.0).chain(columns.iter().map(|column| column[row])).collect();
        moments.add(&x, *y);
    }
    let inverse = moments.inverse()?;
    let records = Array2::from_shape_fn((rows, columns.len()), |(row, column)| columns[column][row]);
    let data = Dataset::new(records, Array1::from_vec(response.to_vec()));
    let fitted = LinearRegression::new().fit(&data).ok()?;
    let predicted = fitted.predict(data.records());
    let residual: f64 = response.iter().zip(&predicted).map(|(y, fit)| (y - fit) * (y - fit)).sum();
    let middle = response.iter().sum::<f64>() / rows as f64;
    let total: f64 = response.iter().map(|y| (y - middle) * (y - middle)).sum();
    if total == 0.0 {
        return None;
    }
    let freedom = (rows - terms) as f64;
    let residual_variance = residual / freedom;
    let coefficient = |estimate: f64, place: usize| {
        let standard_error = (residual_variance * inverse[place][place]).sqrt();
        Coefficient { estimate, standard_error, p_value: two_sided_t(estimate, standard_error, freedom) }
    };
    Some(Regression {
        intercept: coefficient(fitted.intercept(), 0),
        slopes: fitted.params().iter().enumerate().map(|(place, b)| coefficient(*b, place + 1)).collect(),
        residual_variance,
        r_squared: (1.0 - residual / total).clamp(0.0, 1.0),
    })
}

/// P(|T| ≥ |estimate ÷ error|) under Student's t: I_{ν/(ν + t²)}(ν/2, ½). An estimate of 0 has p = 1, another without
/// error 0.
pub(super) fn two_sided_t(estimate: f64, standard_error: f64, freedom: f64) -> f64 {
    if estimate == 0.0 {
        return 1.0;
    }
    if standard_error == 0.0 {
        return 0.0;
    }
    let t = estimate / standard_error;
    beta_reg(freedom / 2.0, 0.5, freedom / (freedom + t * t))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_through_three_points_by_hand() {
        // (0,0) (1,0) (2,2): slope 1, intercept −1/3, residuals 1/3 −2/3 1/3, s² = 2/3, (XᵀX)⁻¹ has 5/6 and 1/2
        let found = least_squares(&[&[0.0, 1.0, 2.0]], &[0.0, 0.0, 2.0]).unwrap();
        let slope = found.slopes[0];
        assert!((slope.estimate - 1.0).abs() < 1e-12 && (found.intercept.estimate + 1.0 / 3.0).abs() < 1e-12);
        assert!((found.residual_variance - 2.0 / 3.0).abs() < 1e-12);
        assert!((slope.standard_error - f64::sqrt(1.0 / 3.0)).abs() < 1e-12);
        assert!((found.intercept.standard_error - f64::sqrt(5.0 / 9.0)).abs() < 1e-12);
        // t = √3 on one degree of freedom: p = 1 − 2·atan(√3)/π = 1/3
        assert!((slope.p_value - 1.0 / 3.0).abs() < 1e-12);
        // total 8/3, residual 2/3
        assert!((found.r_squared - 0.75).abs() < 1e-12);
    }

    #[test]
    fn what_cannot_be_fitted_is_undefined() {
        assert_eq!(least_squares(&[&[0.0, 1.0]], &[1.0, 2.0]), None);
        assert_eq!(least_squares(&[&[1.0, 1.0, 1.0]], &[1.0, 2.0, 3.0]), None);
        assert_eq!(least_squares(&[&[1.0, 2.0, 3.0]], &[2.0, 2.0, 2.0]), None);
    }
}
