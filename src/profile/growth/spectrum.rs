//! The frequency spectrum: ranked frequencies in; how many terms have each frequency, in the sample and to be expected
//! in smaller ones, out.

use statrs::function::gamma::ln_gamma;

use crate::profile::RankedFrequencies;

/// V_m, the number of terms that occur m times in N tokens.
#[derive(Debug, Clone, PartialEq)]
pub struct FrequencySpectrum {
    /// m and V_m, m rising, only those with terms.
    classes: Vec<(u32, u32)>,
    tokens: u64,
    types: u64,
}

impl FrequencySpectrum {
    /// The spectrum of ranked frequencies.
    pub fn new(frequencies: &RankedFrequencies) -> FrequencySpectrum {
        let runs = frequencies.frequencies().chunk_by(|left, right| left == right);
        let mut classes: Vec<(u32, u32)> = runs.map(|run| (run[0], run.len() as u32)).collect();
        classes.reverse();
        FrequencySpectrum { classes, tokens: frequencies.tokens(), types: frequencies.types() as u64 }
    }

    /// N, the number of tokens.
    pub fn tokens(&self) -> u64 {
        self.tokens
    }

    /// V, the number of types.
    pub fn types(&self) -> u64 {
        self.types
    }

    /// The greatest frequency; 0 where there is none.
    pub fn greatest(&self) -> u32 {
        self.classes.last().map_or(0, |class| class.0)
    }

    /// V_m: 1 gives the hapax legomena, 2 the dis legomena.
    pub fn of(&self, frequency: u32) -> u32 {
        let place = self.classes.binary_search_by_key(&frequency, |class| class.0);
        place.map_or(0, |place| self.classes[place].1)
    }

    /// E[V(N₀)] = Σ_m V_m (1 − (1 − N₀/N)^m): the types to be expected in N₀ ≤ N tokens drawn from the sample, each kept
    /// with probability N₀/N (binomial interpolation). `None` beyond the sample and without tokens.
    ///
    /// Reference: Baayen 2001, "Word Frequency Distributions", eq. 2.41.
    ///
    /// ```
    /// use sourcebias::profile::{FrequencySpectrum, RankedFrequencies};
    /// // Frequencies 2 and 1; of three tokens each is kept with ½: 3/4 + 1/2.
    /// let spectrum = FrequencySpectrum::new(&RankedFrequencies::new(&[2, 1]));
    /// assert_eq!(spectrum.expected_types(1.5), Some(1.25));
    /// ```
    pub fn expected_types(&self, tokens: f64) -> Option<f64> {
        let dropped = self.dropped(tokens)?;
        let seen =
            |(frequency, terms): &(u32, u32)| -f64::from(*terms) * (f64::from(*frequency) * dropped).exp_m1();
        Some(self.classes.iter().map(seen).sum())
    }

    /// E[V_k(N₀)] = Σ_m V_m (m over k) (N₀/N)^k (1 − N₀/N)^(m−k): the terms to be expected k times in N₀ ≤ N tokens
    /// (Baayen 2001, eq. 2.40). `None` beyond the sample, without tokens, and for k = 0.
    pub fn expected_of(&self, frequency: u32, tokens: f64) -> Option<f64> {
        let dropped = self.dropped(tokens).filter(|_| frequency > 0)?;
        if dropped == f64::NEG_INFINITY {
            return Some(f64::from(self.of(frequency)));
        }
        let (k, kept) = (f64::from(frequency), (tokens / self.tokens as f64).ln());
        let from = self.classes.partition_point(|class| class.0 < frequency);
        let share = |(whole, terms): &(u32, u32)| {
            let m = f64::from(*whole);
            let ways = ln_gamma(m + 1.0) - ln_gamma(k + 1.0) - ln_gamma(m - k + 1.0);
            f64::from(*terms) * (ways + k * kept + (m - k) * dropped).exp()
        };
        Some(self.classes[from..].iter().map(share).sum())
    }

    /// ln(1 − N₀/N) for 0 < N₀ ≤ N.
    fn dropped(&self, tokens: f64) -> Option<f64> {
        let share = tokens / self.tokens as f64;
        (share > 0.0 && share <= 1.0).then(|| (-share).ln_1p())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spectrum(frequencies: &[u32]) -> FrequencySpectrum {
        FrequencySpectrum::new(&RankedFrequencies::new(frequencies))
    }

    #[test]
    fn small_samples_by_hand() {
        let sample = spectrum(&[1, 4, 2, 1, 1]);
        assert_eq!((sample.tokens(), sample.types(), sample.greatest()), (9, 5, 4));
        assert_eq!((sample.of(1), sample.of(2), sample.of(3)), (3, 1, 0));
        // A third kept: three of ⅓, one of 1 − (⅔)², one of 1 − (⅔)⁴.
        let types = 1.0 + (1.0 - 4.0 / 9.0) + (1.0 - 16.0 / 81.0);
        assert!((sample.expected_types(3.0).unwrap() - types).abs() < 1e-14);
        let once = 1.0 + 2.0 * (2.0 / 9.0) + 4.0 * (8.0 / 81.0);
        assert!((sample.expected_of(1, 3.0).unwrap() - once).abs() < 1e-13);
        let twice = 1.0 / 9.0 + 6.0 * (4.0 / 81.0);
        assert!((sample.expected_of(2, 3.0).unwrap() - twice).abs() < 1e-13);
    }

    #[test]
    fn at_its_own_size_a_sample_is_itself_and_beyond_unknown() {
        let sample = spectrum(&[1, 4, 2, 1, 1]);
        assert_eq!(sample.expected_types(9.0), Some(5.0));
        assert_eq!((sample.expected_of(1, 9.0), sample.expected_of(3, 9.0)), (Some(3.0), Some(0.0)));
        assert_eq!((sample.expected_types(10.0), sample.expected_of(1, 10.0)), (None, None));
        assert_eq!((sample.expected_types(0.0), sample.expected_of(0, 3.0)), (None, None));
        assert_eq!(spectrum(&[]).expected_types(0.0), None);
        assert_eq!(spectrum(&[]).greatest(), 0);
    }
}
