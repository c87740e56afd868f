//! Which of two stands higher? Differences between the members of pairs in; the log-odds of the first as a linear function of
//! them, by conditional maximum likelihood, out.

use super::Moments;

/// Pairs with what their members differ in, and which of them stands higher.
#[derive(Debug, Clone, PartialEq)]
pub struct PairedOutcomes {
    /// How many numbers a pair has.
    columns: usize,
    /// By pairs: what the first member has more of than the second; a column of ones asks which is favoured at no difference.
    values: Vec<f64>,
    /// By pairs: 1 where the first stands higher, −1 where the second does, 0 for a tie.
    outcomes: Vec<f64>,
}

/// Coefficients of pairs.
#[derive(Debug, Clone, PartialEq)]
pub struct PairedLogistic {
    /// β by column; 0 for columns that were not used.
    pub coefficients: Vec<f64>,
    /// y − p of each pair.
    pub residuals: Vec<f64>,
    /// p·(1 − p) of each pair.
    pub weights: Vec<f64>,
    /// Σ ln of the probability of what was observed, a tie being half of each.
    pub log_likelihood: f64,
    /// Σ p·(1 − p)·x·xᵀ over all columns, and Xᵀ(y − p).
    pub information: Moments,
}

/// Why there are no coefficients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfitted {
    /// A column is a combination of others.
    Collinear,
    /// The columns tell all, or nearly all, outcomes: the likelihood has no maximum, or the fit has not converged.
    Separated,
}

/// Newton's method takes about six steps; where outcomes are separated each of them adds about 1 to the log-odds for ever.
const STEPS: usize = 25;
/// A step that moves no coefficient by more than this is the last.
const CONVERGED: f64 = 1e-9;

impl PairedOutcomes {
    /// No pairs yet.
    pub fn new(columns: usize) -> Self {
        PairedOutcomes { columns, values: Vec::new(), outcomes: Vec::new() }
    }

    /// Adds a pair, whose outcome is 1 where its first member stands higher, −1 where the second does and 0 for a tie.
    ///
    /// # Panics
    /// Where `differences` does not have one number for each column: an error in the program.
    pub fn add(&mut self, differences: &[f64], outcome: f64) {
        assert_eq!(differences.len(), self.columns, "one number per column");
        self.values.extend_from_slice(differences);
        self.outcomes.push(outcome);
    }

    /// The number of pairs.
    pub fn len(&self) -> usize {
        self.outcomes.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.outcomes.is_empty()
    }

    /// The differences of each pair.
    pub fn rows(&self) -> impl Iterator<Item = &[f64]> {
        self.values.chunks_exact(self.columns)
    }

    /// The outcomes of the pairs.
    pub fn outcomes(&self) -> &[f64] {
        &self.outcomes
    }

    /// The maximum of Σ ln p(outcome) with P(first stands higher) = 1 ÷ (1 + e^(−β·x)): the conditional logistic regression
    /// of pairs, in which all that is common to both members drops out. A tie counts as half a pair either way. Only the
    /// columns at `used` have a coefficient; `start` are coefficients to begin at.
    ///
    /// Exchanging the members of every pair, where one column is constant, turns the sign of that column's coefficient
    /// exactly and changes no other. (Cox 1958, The regression analysis of binary sequences; Agresti 2013, Categorical Data
    /// Analysis, §11.2)
    ///
    /// # Errors
    /// [`Unfitted`], where there is no one maximum.
    ///
    /// ```
    /// use sourcebias::statistics::PairedOutcomes;
    /// let mut pairs = PairedOutcomes::new(1);
    /// [1.0, 1.0, 1.0, -1.0].iter().for_each(|outcome| pairs.add(&[1.0], *outcome));
    /// // Three of four: log-odds of ln 3.
    /// assert!((pairs.fit(&[0], None).unwrap().coefficients[0] - f64::ln(3.0)).abs() < 1e-12);
    /// ```
    pub fn fit(&self, used: &[usize], start: Option<&[f64]>) -> Result<PairedLogistic, Unfitted> {
        let mut coefficients = start.map_or_else(|| vec![0.0; self.columns], <[f64]>::to_vec);
        let mut at = self.at(&coefficients);
        for step in 0..STEPS {
            let moved = at.information.of_terms(used).solve();
            let Some(moved) = moved.filter(|moved| moved.iter().all(|by| by.is_finite())) else {
                return Err(if step == 0 { Unfitted::Collinear } else { Unfitted::Separated });
            };
            let mut share = 1.0;
            loop {
                let mut next = coefficients.clone();
                used.iter().zip(&moved).for_each(|(place, by)| next[*place] += share * by);
                let there = self.at(&next);
                // Near the maximum the likelihood is flat to its rounding.
                let slack = 1e-12 * at.log_likelihood.abs();
                if there.log_likelihood >= at.log_likelihood - slack || share < 1e-6 {
                    (coefficients, at) = (next, there);
                    break;
                }
                share /= 2.0;
            }
            if moved.iter().all(|by| by.abs() <= CONVERGED) {
                return Ok(at);
            }
        }
        Err(Unfitted::Separated)
    }

    /// The likelihood and its derivatives where all coefficients are 0.
    pub fn at_nothing(&self) -> PairedLogistic {
        self.at(&vec![0.0; self.columns])
    }

    /// What the likelihood and its derivatives are at some coefficients.
    ///
    /// Everything is computed of |β·x| and turned with its sign, so that exchanged members give negated numbers to the bit.
    fn at(&self, coefficients: &[f64]) -> PairedLogistic {
        let mut found = PairedLogistic {
            coefficients: coefficients.to_vec(),
            residuals: Vec::with_capacity(self.len()),
            weights: Vec::with_capacity(self.len()),
            log_likelihood: 0.0,
            information: Moments::new(self.columns),
        };
        for (row, outcome) in self.rows().zip(&self.outcomes) {
            let odds: f64 = row.iter().zip(coefficients).map(|(value, weight)| value * weight).sum();
            let size = odds.abs();
            let other = (-size).exp();
            // 2p − 1 = tanh(β·x ÷ 2).
            let lean = ((1.0 - other) / (1.0 + other)).copysign(odds);
            let residual = 0.5 * (outcome - lean);
            let weight = other / ((1.0 + other) * (1.0 + other));
            found.log_likelihood += 0.5 * (outcome * odds - size) - other.ln_1p();
            found.information.add_weighted(row, weight, residual);
            found.residuals.push(residual);
            found.weights.push(weight);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use linfa::DatasetBase;
    use linfa::traits::Fit;
    use linfa_logistic::LogisticRegression;
    use ndarray::{Array1, Array2};
    use rand::RngExt;

    use super::*;
    use crate::statistics::stream;

    /// Both coefficients, the standard error of the first, and the log-likelihood.
    const STATSMODELS: [f64; 4] =
        [-0.412_071_466_108_693_94, 1.363_447_345_795_111, 0.877_648_971_580_934, -4.331_561_224_609_542];

    /// Pairs with a constant and two differences, some of them tied.
    fn pairs(seed: u64, count: usize) -> PairedOutcomes {
        let mut generator = stream(seed, 5);
        let mut pairs = PairedOutcomes::new(3);
        for number in 0..count {
            let [a, b] = [(); 2].map(|()| 4.0 * generator.random::<f64>() - 1.5);
            let p = 1.0 / (1.0 + (-(0.4 + 0.8 * a - 0.5 * b)).exp());
            let higher = if generator.random::<f64>() < p { 1.0 } else { -1.0 };
            pairs.add(&[1.0, a, b], if number % 17 == 0 { 0.0 } else { higher });
        }
        pairs
    }

    /// linfa's coefficients of each pair and its mirror image, ties standing in both classes.
    fn by_linfa(pairs: &PairedOutcomes) -> Vec<f64> {
        let (mut records, mut classes) = (Vec::new(), Vec::new());
        for (row, outcome) in pairs.rows().zip(pairs.outcomes()) {
            for (sign, counts) in [(1.0, *outcome >= 0.0), (-1.0, *outcome <= 0.0)] {
                if counts {
                    for (mirror, class) in [(sign, true), (-sign, false)] {
                        records.extend(row.iter().map(|value| mirror * value));
                        classes.push(class);
                    }
                }
                // A pair without a tie counts as much as the two halves of a tied one.
                if counts && *outcome != 0.0 {
                    for (mirror, class) in [(sign, true), (-sign, false)] {
                        records.extend(row.iter().map(|value| mirror * value));
                        classes.push(class);
                    }
                }
            }
        }
        let records = Array2::from_shape_vec((classes.len(), pairs.columns), records).unwrap();
        let data = DatasetBase::new(records, Array1::from(classes));
        let model = LogisticRegression::default().alpha(0.0).with_intercept(false).gradient_tolerance(1e-9);
        let fitted = model.max_iterations(1000).fit(&data).unwrap();
        fitted.params().iter().copied().collect()
    }

    #[test]
    fn coefficients_are_those_of_linfa() {
        for seed in 0..3 {
            let pairs = pairs(seed, 300);
            let found = pairs.fit(&[0, 1, 2], None).unwrap();
            // linfa names one of the classes the positive one.
            let linfa = by_linfa(&pairs);
            let sign = (linfa[1] * found.coefficients[1]).signum();
            for (one, other) in found.coefficients.iter().zip(linfa) {
                assert!((one - sign * other).abs() < 1e-7, "{one} is not {}", sign * other);
            }
        }
    }

    #[test]
    fn eight_pairs_are_as_in_statsmodels() {
        // statsmodels 0.15.0: Logit(y, X).fit(), with X = [1, x], x and y as here.
        let mut pairs = PairedOutcomes::new(2);
        let rows = [
            (0.5, 1.0),
            (-1.0, -1.0),
            (2.0, 1.0),
            (0.1, -1.0),
            (-0.4, 1.0),
            (1.2, 1.0),
            (-0.7, -1.0),
            (0.9, -1.0),
        ];
        rows.iter().for_each(|(x, outcome)| pairs.add(&[1.0, *x], *outcome));
        let found = pairs.fit(&[0, 1], None).unwrap();
        let inverse = found.information.inverse().unwrap();
        let close = |one: f64, other: f64| assert!((one - other).abs() < 1e-9, "{one} is not {other}");
        close(found.coefficients[0], STATSMODELS[0]);
        close(found.coefficients[1], STATSMODELS[1]);
        close(inverse[0][0].sqrt(), STATSMODELS[2]);
        close(found.log_likelihood, STATSMODELS[3]);
    }

    #[test]
    fn exchanged_members_turn_the_sign_of_the_constant_to_the_bit() {
        let there = pairs(7, 200);
        let mut back = PairedOutcomes::new(3);
        for (row, outcome) in there.rows().zip(there.outcomes()) {
            back.add(&[row[0], -row[1], -row[2]], -outcome);
        }
        let (there, back) = (there.fit(&[0, 1, 2], None).unwrap(), back.fit(&[0, 1, 2], None).unwrap());
        assert_eq!(there.coefficients[0], -back.coefficients[0]);
        assert_eq!(there.coefficients[1..], back.coefficients[1..]);
        assert!(there.residuals.iter().zip(&back.residuals).all(|(one, other)| *one == -*other));
    }

    #[test]
    fn ties_alone_favour_nobody_and_separated_pairs_have_no_coefficients() {
        let mut tied = PairedOutcomes::new(1);
        (0..5).for_each(|_| tied.add(&[1.0], 0.0));
        assert_eq!(tied.fit(&[0], None).unwrap().coefficients, [0.0]);
        let mut told = PairedOutcomes::new(2);
        for step in 1..20 {
            let x = f64::from(step) * if step % 2 == 0 { 0.1 } else { -0.1 };
            told.add(&[1.0, x], x.signum());
        }
        assert_eq!(told.fit(&[0, 1], None), Err(Unfitted::Separated));
        let mut twice = PairedOutcomes::new(2);
        (0..5).for_each(|step| twice.add(&[1.0, 1.0], if step % 2 == 0 { 1.0 } else { -1.0 }));
        assert_eq!(twice.fit(&[0, 1], None), Err(Unfitted::Collinear));
    }
}
