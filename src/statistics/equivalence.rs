//! Equivalence: differences (or replicates of an estimate) and a margin in, the p-value of two one-sided tests out, so
//! that "no difference that matters" can be shown and not only not refuted.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::{mean, sample_variance};

/// The outcome of two one-sided tests against −margin and +margin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Equivalence {
    /// p of "the quantity is at or below −margin".
    pub p_lower: f64,
    /// p of "the quantity is at or above +margin".
    pub p_upper: f64,
}

impl Equivalence {
    /// The p-value of the hypothesis that the quantity lies outside ±margin: the larger of the two.
    pub fn p_value(&self) -> f64 {
        self.p_lower.max(self.p_upper)
    }
}

/// Two one-sided t tests of the mean of paired differences: t = (d̄ ± margin) ÷ (s/√n) with n − 1 degrees of freedom.
/// `None` for fewer than two differences or where all are equal. (Schuirmann 1987)
pub fn equivalence_by_t(differences: &[f64], margin: f64) -> Option<Equivalence> {
    let count = differences.len() as f64;
    let error = (sample_variance(differences)? / count).sqrt();
    if error == 0.0 {
        return None;
    }
    let middle = mean(differences)?;
    let student = StudentsT::new(0.0, 1.0, count - 1.0).ok()?;
    let upper_tail = |t: f64| student.cdf(-t);
    Some(Equivalence {
        p_lower: upper_tail((middle + margin) / error),
        p_upper: upper_tail((margin - middle) / error),
    })
}

/// Two one-sided tests from bootstrap replicates of the quantity: p = (1 + #(replicates at or beyond the bound)) ÷
/// (B + 1), the inversion of the percentile interval at 1 − 2α. `None` without replicates.
pub fn equivalence_by_bootstrap(replicates: &[f64], margin: f64) -> Option<Equivalence> {
    let share = |beyond: &dyn Fn(f64) -> bool| {
        let count = replicates.iter().filter(|value| beyond(**value)).count();
        (1 + count) as f64 / (replicates.len() + 1) as f64
    };
    (!replicates.is_empty()).then(|| Equivalence {
        p_lower: share(&|value| value <= -margin),
        p_upper: share(&|value| value >= margin),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_t_on_one_degree_of_freedom_by_hand() {
        // Differences 0 and 2: mean 1, s = √2, s/√n = 1. With one degree of freedom P(T > t) = ½ − atan(t)/π.
        let found = equivalence_by_t(&[0.0, 2.0], 3.0).unwrap();
        let tail = |t: f64| 0.5 - t.atan() / std::f64::consts::PI;
        assert!((found.p_lower - tail(4.0)).abs() < 1e-12);
        assert!((found.p_upper - tail(2.0)).abs() < 1e-12);
        assert_eq!(found.p_value(), found.p_upper);
        assert_eq!(equivalence_by_t(&[1.0, 1.0], 3.0), None);
    }

    #[test]
    fn by_bootstrap_on_four_replicates_by_hand() {
        let found = equivalence_by_bootstrap(&[-2.0, 0.0, 0.5, 1.0], 1.0).unwrap();
        assert_eq!((found.p_lower, found.p_upper), (0.4, 0.4));
        assert_eq!(equivalence_by_bootstrap(&[], 1.0), None);
    }
}
