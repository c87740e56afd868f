//! A model of a source with a large number of rare events: the frequency spectrum in; a finite Zipf–Mandelbrot law of
//! word probabilities out, with the types that it expects in samples of any size.

use statrs::function::gamma::{checked_gamma_ur, gamma};

use super::FrequencySpectrum;
use super::minimum::minimum;

/// The finite Zipf–Mandelbrot model: types have probability π with the density g(π) = C π^(−α−1) for A ≤ π ≤ B, where
/// C = (1 − α) ÷ (B^(1−α) − A^(1−α)), so that ∫ π g = 1, and 0 < α < 1, 0 < A < B ≤ 1.
///
/// With ranks, π_r ≈ (r + b)^(−1/α). The number of types in the population is S = ∫ g. Expectations are those of Poisson
/// sampling. Reference: Evert 2004, "A simple LNRE model for random character sequences", JADT, §3.
///
/// Fitted, as zipfR does by default, by least X² = (v − E)ᵀ R⁻¹ (v − E), with v = (V, V₁, …, V_k) and R the covariance
/// that the model gives it: Var V = E V(2N) − E V(N), Cov(V, V_i) = 2^−i E V_i(2N), Cov(V_i, V_j) = δ_ij E V_i(N) −
/// (i+j over i) 2^−(i+j) E V_{i+j}(2N) (Baayen 2001, "Word Frequency Distributions", §3.3). k is 15, or the last for which
/// V₁, …, V_k are all at least 5. Where words come in clusters, as in documents of many topics, X² is too large to be a
/// test and the fit a description.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lnre {
    /// α, in 0..1.
    pub alpha: f64,
    /// A, the probability of the rarest type.
    pub lower: f64,
    /// B, the probability of the most frequent type.
    pub upper: f64,
    /// N, the tokens of the sample.
    pub tokens: f64,
    /// X² of the fit.
    pub chi_squared: f64,
    /// k + 1 − 3, its degrees of freedom.
    pub degrees: u32,
}

/// How many classes of the spectrum are fitted, fewest and most, and the fewest terms of each.
const FEWEST_CLASSES: usize = 3;
const CLASSES: usize = 15;
const FEWEST_TERMS: u32 = 5;
/// α and N A are searched above these, and α below 1 less the first.
const EDGE: f64 = 1e-3;
const LEAST_EXPECTED: f64 = 1e-12;
/// B above this has run to its bound.
const HIGHEST: f64 = 0.999;
/// Where the rarest type is expected so seldom in the sample, nothing in the sample tells how many there are.
const UNKNOWABLE: f64 = 1e-6;

impl Lnre {
    /// The model of least X²; `None` where V₁, V₂ and V₃ are not all at least 5, and where α runs to 0 or 1 or B to 1, the
    /// bounds of the search.
    pub fn fit(spectrum: &FrequencySpectrum) -> Option<Lnre> {
        Self::searched(spectrum).filter(|model| model.bound().is_none())
    }

    /// Which bound the search ends at, where it does.
    pub fn refused(spectrum: &FrequencySpectrum) -> Option<&'static str> {
        Self::searched(spectrum).and_then(|model| model.bound())
    }

    fn bound(&self) -> Option<&'static str> {
        if !(1.01 * EDGE..=1.0 - 1.01 * EDGE).contains(&self.alpha) {
            return Some("its exponent runs to 0 or 1, a bound of its search");
        }
        (self.upper > HIGHEST)
            .then_some("the probability of its most frequent type runs to 1, a bound of its search")
    }

    fn searched(spectrum: &FrequencySpectrum) -> Option<Lnre> {
        let observed: Vec<f64> = (1..=CLASSES as u32)
            .map(|class| spectrum.of(class))
            .take_while(|terms| *terms >= FEWEST_TERMS)
            .map(f64::from)
            .collect();
        if observed.len() < FEWEST_CLASSES {
            return None;
        }
        let (types, tokens) = (spectrum.types() as f64, spectrum.tokens() as f64);
        let cost = |place: [f64; 3]| {
            from_place(place, tokens)
                .and_then(|model| model.distance(types, &observed))
                .unwrap_or(f64::INFINITY)
        };
        let mut best = ([0.0; 3], f64::INFINITY);
        for alpha in [(observed[0] / types).clamp(0.05, 0.95), 0.3, 0.5, 0.7] {
            for expected in [1e-3, 0.03, 0.3, 2.0_f64] {
                let lower = expected / tokens;
                // B where E V(N) = V, for C alone.
                let unscaled = types_between(alpha, lower, 1.0, tokens);
                let upper =
                    ((1.0 - alpha) * unscaled / types).powf(1.0 / (1.0 - alpha)).clamp(2.0 * lower, 1.0);
                let place = [(alpha / (1.0 - alpha)).ln(), (lower * tokens).ln(), (upper * tokens).ln()];
                let value = cost(place);
                if value < best.1 {
                    best = (place, value);
                }
            }
        }
        if best.1.is_infinite() {
            return None;
        }
        // Once more from where it ends: a simplex can shrink beside the minimum.
        for (step, precision) in [(0.3, 1e-8), (0.1, 1e-12)] {
            best = minimum(cost, best.0, step, precision);
        }
        let model = from_place(best.0, tokens)?;
        let degrees = observed.len() as u32 - 2;
        Some(Lnre { chi_squared: best.1, degrees, ..model })
    }

    /// S = C/α (A^−α − B^−α), the types of the population; `None` where the rarest type is expected less than 10⁻⁶ times
    /// in the sample, which then says nothing of their number.
    pub fn population(&self) -> Option<f64> {
        let (lower, upper) = (self.lower.powf(-self.alpha), self.upper.powf(-self.alpha));
        let types = self.scale() / self.alpha * (lower - upper);
        (self.lower * self.tokens >= UNKNOWABLE && types.is_finite()).then_some(types)
    }

    /// E V(n) = ∫ (1 − e^(−nπ)) g(π) dπ, the types to be expected in `tokens` tokens.
    pub fn expected_types(&self, tokens: f64) -> f64 {
        self.scale() * types_between(self.alpha, self.lower, self.upper, tokens)
    }

    /// E V_m(n) = ∫ (nπ)^m/m! e^(−nπ) g(π) dπ for m = 1..=`classes`, the terms to be expected m times: C n^α
    /// (Γ(m − α, nA) − Γ(m − α, nB)) ÷ m!, with the upper incomplete gamma function by recurrence over m.
    pub fn expected_spectrum(&self, classes: usize, tokens: f64) -> Vec<f64> {
        let scale = self.scale() * tokens.powf(self.alpha);
        let (low, high) = (tokens * self.lower, tokens * self.upper);
        let mut sums = (upper_gamma(self.alpha, low), upper_gamma(self.alpha, high));
        // ln of x^(m−α) e^−x ÷ m!, which as a number would be 0 too early where x is large.
        let term = |x: f64| (1.0 - self.alpha) * x.ln() - x;
        let mut terms = (term(low), term(high));
        let mut expected = Vec::with_capacity(classes);
        for class in 1..=classes {
            expected.push(scale * (sums.0 - sums.1));
            // Γ(m + 1 − α, x) = (m − α) Γ(m − α, x) + x^(m−α) e^−x.
            let m = class as f64;
            let next = |sum: f64, term: f64| ((m - self.alpha) * sum + term.exp()) / (m + 1.0);
            sums = (next(sums.0, terms.0), next(sums.1, terms.1));
            let smaller = (m + 1.0).ln();
            terms = (terms.0 + low.ln() - smaller, terms.1 + high.ln() - smaller);
        }
        expected
    }

    fn scale(&self) -> f64 {
        let power = |x: f64| x.powf(1.0 - self.alpha);
        (1.0 - self.alpha) / (power(self.upper) - power(self.lower))
    }

    /// X²; `None` where the covariance has no inverse.
    fn distance(&self, types: f64, observed: &[f64]) -> Option<f64> {
        let classes = observed.len();
        let expected = self.expected_spectrum(classes, self.tokens);
        let doubled = self.expected_spectrum(2 * classes, 2.0 * self.tokens);
        let expected_types = self.expected_types(self.tokens);
        // 2^−m E V_m(2N).
        let halved: Vec<f64> =
            doubled.iter().enumerate().map(|(place, value)| value * 0.5_f64.powi(place as i32 + 1)).collect();
        let size = classes + 1;
        let mut covariance = vec![0.0; size * size];
        covariance[0] = self.expected_types(2.0 * self.tokens) - expected_types;
        for row in 1..size {
            covariance[row * size] = halved[row - 1];
            let mut ways = 1.0;
            for column in 1..=row {
                // (row + column over column), from the one before.
                ways *= (row + column) as f64 / column as f64;
                covariance[row * size + column] = -ways * halved[row + column - 1];
            }
            covariance[row * size + row] += expected[row - 1];
        }
        let mut difference = vec![types - expected_types];
        difference.extend(observed.iter().zip(&expected).map(|(observed, expected)| observed - expected));
        squared_length(&mut covariance, &mut difference)
    }
}

/// vᵀ R⁻¹ v by Cholesky's decomposition; R's lower half is overwritten, as is v.
fn squared_length(matrix: &mut [f64], vector: &mut [f64]) -> Option<f64> {
    let size = vector.len();
    let mut sum = 0.0;
    for row in 0..size {
        for column in 0..=row {
            let known: f64 = (0..column).map(|k| matrix[row * size + k] * matrix[column * size + k]).sum();
            let rest = matrix[row * size + column] - known;
            matrix[row * size + column] = if row > column {
                rest / matrix[column * size + column]
            } else if rest > 0.0 {
                rest.sqrt()
            } else {
                return None;
            };
        }
        let known: f64 = (0..row).map(|k| matrix[row * size + k] * vector[k]).sum();
        vector[row] = (vector[row] - known) / matrix[row * size + row];
        sum += vector[row] * vector[row];
    }
    sum.is_finite().then_some(sum)
}

/// The model at (ln(α/(1−α)), ln N A, ln N B), where that is one.
fn from_place([logit, lower, upper]: [f64; 3], tokens: f64) -> Option<Lnre> {
    let alpha = 1.0 / (1.0 + (-logit).exp());
    let (lower, upper) = (lower.exp() / tokens, upper.exp() / tokens);
    let allowed = (EDGE..=1.0 - EDGE).contains(&alpha)
        && lower * tokens >= LEAST_EXPECTED
        && lower < upper
        && upper <= 1.0;
    allowed.then_some(Lnre { alpha, lower, upper, tokens, chi_squared: 0.0, degrees: 0 })
}

/// ∫ (1 − e^(−nπ)) π^(−α−1) dπ from A to B, by parts.
fn types_between(alpha: f64, lower: f64, upper: f64, tokens: f64) -> f64 {
    let end = |probability: f64| -(-tokens * probability).exp_m1() * probability.powf(-alpha);
    let gammas = upper_gamma(alpha, tokens * lower) - upper_gamma(alpha, tokens * upper);
    (end(lower) - end(upper) + tokens.powf(alpha) * gammas) / alpha
}

/// Γ(1 − α, x), the upper incomplete gamma function.
fn upper_gamma(alpha: f64, x: f64) -> f64 {
    let order = 1.0 - alpha;
    // Beyond, it is 0 in double precision.
    if x > 745.0 { 0.0 } else { gamma(order) * checked_gamma_ur(order, x).unwrap_or(0.0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::RankedFrequencies;

    const MODEL: Lnre =
        Lnre { alpha: 0.6, lower: 1e-6, upper: 0.02, tokens: 1e5, chi_squared: 0.0, degrees: 0 };

    /// ∫ value(π) g(π) dπ by many small steps in ln π.
    fn integral(model: &Lnre, value: impl Fn(f64) -> f64) -> f64 {
        let (steps, low, high) = (200_000, model.lower.ln(), model.upper.ln());
        let step = (high - low) / f64::from(steps);
        let at = |index: i32| {
            let probability = (low + (f64::from(index) + 0.5) * step).exp();
            value(probability) * probability.powf(-model.alpha) * step
        };
        model.scale() * (0..steps).map(at).sum::<f64>()
    }

    #[test]
    fn expectations_are_the_integrals() {
        assert!((integral(&MODEL, |p| p) - 1.0).abs() < 1e-9);
        assert!((integral(&MODEL, |_| 1.0) / MODEL.population().unwrap() - 1.0).abs() < 1e-9);
        for tokens in [10.0, 1e4, 1e5, 1e7] {
            let types = integral(&MODEL, |p| -(-tokens * p).exp_m1());
            assert!((types / MODEL.expected_types(tokens) - 1.0).abs() < 1e-8, "{tokens}");
            let spectrum = MODEL.expected_spectrum(20, tokens);
            for m in [1_u32, 2, 7, 20] {
                let factorial: f64 = (1..=m).map(f64::from).product();
                let plain =
                    integral(&MODEL, |p| (tokens * p).powi(m as i32) / factorial * (-tokens * p).exp());
                let found = spectrum[m as usize - 1];
                assert!((found - plain).abs() <= 1e-7 * plain + 1e-12, "{tokens} {m}: {found} {plain}");
            }
        }
    }

    #[test]
    fn the_spectrum_adds_up_to_all_tokens_and_types() {
        let classes = MODEL.expected_spectrum(4000, MODEL.tokens);
        let types: f64 = classes.iter().sum();
        let tokens: f64 = (1..).zip(&classes).map(|(m, terms)| f64::from(m) * terms).sum();
        assert!((types / MODEL.expected_types(MODEL.tokens) - 1.0).abs() < 1e-10, "{types}");
        assert!((tokens / MODEL.tokens - 1.0).abs() < 1e-10, "{tokens}");
    }

    #[test]
    fn a_model_is_found_again_in_its_own_expectations() {
        // Whole numbers of terms stand for the expected ones; N is what they add up to, nearly that of the model.
        let classes = MODEL.expected_spectrum(3000, MODEL.tokens);
        let mut frequencies = Vec::new();
        let mut owed = 0.5;
        for (place, terms) in classes.iter().enumerate() {
            owed += terms;
            let whole = f64::floor(owed);
            frequencies.extend(std::iter::repeat_n(place as u32 + 1, whole as usize));
            owed -= whole;
        }
        let spectrum = FrequencySpectrum::new(&RankedFrequencies::new(&frequencies));
        assert!((spectrum.tokens() as f64 / MODEL.tokens - 1.0).abs() < 0.02, "{}", spectrum.tokens());
        let found = Lnre::fit(&spectrum).unwrap();
        assert!((found.alpha - MODEL.alpha).abs() < 0.01, "{found:?}");
        assert!((found.population().unwrap() / MODEL.population().unwrap() - 1.0).abs() < 0.03, "{found:?}");
        assert!(found.chi_squared < 0.5 && found.degrees == 13, "{found:?}");
        for tokens in [5e4, 1e5, 2e5, 1e6] {
            assert!((found.expected_types(tokens) / MODEL.expected_types(tokens) - 1.0).abs() < 0.01);
        }
    }

    #[test]
    fn a_quadratic_form_by_hand() {
        // R = [4 2; 2 3], v = (2, 3): R⁻¹ = [3 −2; −2 4] / 8, so 12/8 − 24/8 + 36/8.
        let mut matrix = [4.0, 0.0, 2.0, 3.0];
        assert!((squared_length(&mut matrix, &mut [2.0, 3.0]).unwrap() - 3.0).abs() < 1e-14);
        assert_eq!(squared_length(&mut [1.0, 0.0, 2.0, 3.0], &mut [1.0, 1.0]), None);
    }

    #[test]
    fn sources_without_rare_words_have_none() {
        for frequencies in [&[][..], &[7], &[1; 500], &[9; 500], &[5, 4, 3, 2, 1]] {
            assert_eq!(Lnre::fit(&FrequencySpectrum::new(&RankedFrequencies::new(frequencies))), None);
        }
    }
}
