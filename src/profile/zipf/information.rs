//! Information criteria: the log-likelihoods of models on the same data in; AIC, BIC and Akaike weights out.

/// How well a model describes data, for its number of parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Information {
    /// ln L, natural logarithm, at the parameters of greatest likelihood.
    pub log_likelihood: f64,
    /// k, the number of parameters that were fitted.
    pub parameters: u32,
    /// n, the number of observations.
    pub observations: u64,
}

impl Information {
    /// AIC = 2 k − 2 ln L. (Akaike 1974, "A new look at the statistical model identification")
    ///
    /// ```
    /// use sourcebias::profile::Information;
    /// let model = Information { log_likelihood: -10.0, parameters: 2, observations: 1 };
    /// assert_eq!((model.aic(), model.bic()), (24.0, 20.0));
    /// ```
    pub fn aic(&self) -> f64 {
        2.0 * f64::from(self.parameters) - 2.0 * self.log_likelihood
    }

    /// BIC = k ln n − 2 ln L. (Schwarz 1978, "Estimating the dimension of a model")
    pub fn bic(&self) -> f64 {
        f64::from(self.parameters) * (self.observations as f64).ln() - 2.0 * self.log_likelihood
    }
}

/// Of each model on the same data, Δᵢ = AICᵢ − min AIC and its weight exp(−Δᵢ/2) ÷ Σⱼ exp(−Δⱼ/2).
///
/// Reference: Burnham & Anderson 2002, "Model Selection and Multimodel Inference", §2.9.
pub fn akaike_weights(models: &[Information]) -> Vec<(f64, f64)> {
    let least = models.iter().map(Information::aic).fold(f64::INFINITY, f64::min);
    let differences: Vec<f64> = models.iter().map(|model| model.aic() - least).collect();
    let total: f64 = differences.iter().map(|difference| (-difference / 2.0).exp()).sum();
    differences.iter().map(|difference| (*difference, (-difference / 2.0).exp() / total)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_of_two_models_by_hand() {
        // AIC 22 and 24: weights 1 and e^−1 over their sum.
        let model = |parameters| Information { log_likelihood: -10.0, parameters, observations: 8 };
        let weights = akaike_weights(&[model(1), model(2)]);
        let e = (-1.0_f64).exp();
        assert_eq!((weights[0].0, weights[1].0), (0.0, 2.0));
        assert!(
            (weights[0].1 - 1.0 / (1.0 + e)).abs() < 1e-15 && (weights[1].1 - e / (1.0 + e)).abs() < 1e-15
        );
        assert!((model(2).bic() - (2.0 * 8.0_f64.ln() + 20.0)).abs() < 1e-12);
        assert!(akaike_weights(&[]).is_empty());
    }
}
