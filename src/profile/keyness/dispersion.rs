//! How evenly a term is spread over the documents of a source: its usage in, the deviation of proportions out.

/// Where a term of a source stands: frequency, documents, and how far it follows the lengths of the documents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// How often it occurs, F.
    pub frequency: u64,
    /// In how many documents.
    pub documents: u64,
    /// Σ min(fᵢ N, F Lᵢ) over the documents, with fᵢ its frequency in document i, Lᵢ that document's tokens and N those of
    /// the source: a whole number, which does not depend on the order of the sum.
    pub overlap: u128,
}

impl Usage {
    /// Gries' deviation of proportions over documents, DP = ½ Σ |vᵢ − sᵢ| = 1 − Σ min(vᵢ, sᵢ), where vᵢ = fᵢ ÷ F is document
    /// i's part of the term and sᵢ = Lᵢ ÷ N its part of the source. 0: the term is spread as the text is; near 1: it stands
    /// in little of the text, for DP is at least the part of the source's tokens in documents without it. `None` for a
    /// term that does not occur. (Gries 2008, "Dispersions and adjusted frequencies in corpora", §3.2)
    ///
    /// ```
    /// use sourcebias::profile::keyness::Usage;
    /// // Three documents of 2, 3 and 5 tokens, the term 1, 3 and 0 times: min(10, 8) + min(30, 12) + 0 of 40.
    /// let usage = Usage { frequency: 4, documents: 2, overlap: 8 + 12 };
    /// assert_eq!(usage.dispersion(10), Some(0.5));
    /// ```
    pub fn dispersion(self, tokens: u64) -> Option<f64> {
        let whole = u128::from(self.frequency) * u128::from(tokens);
        (whole > 0).then(|| (whole - self.overlap) as f64 / whole as f64)
    }

    /// DP over the greatest value that it can have, DP ÷ (1 − min sᵢ), with `shortest` the tokens of the shortest document
    /// that has any: in 0..=1. `None` for a term that does not occur and for a single document. (Lijffijt & Gries 2012,
    /// "Correction to Stefan Th. Gries' Dispersions and adjusted frequencies in corpora")
    pub fn normalised_dispersion(self, tokens: u64, shortest: u64) -> Option<f64> {
        let dispersion = self.dispersion(tokens)?;
        (shortest < tokens).then(|| dispersion * tokens as f64 / (tokens - shortest) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition as it stands, in floating point.
    fn plain(frequencies: &[u64], lengths: &[u64]) -> f64 {
        let sum = |values: &[u64]| values.iter().sum::<u64>() as f64;
        let (all, tokens) = (sum(frequencies), sum(lengths));
        let part =
            |(frequency, length): (&u64, &u64)| (*frequency as f64 / all - *length as f64 / tokens).abs();
        frequencies.iter().zip(lengths).map(part).sum::<f64>() / 2.0
    }

    fn usage(frequencies: &[u64], lengths: &[u64]) -> (Usage, u64) {
        let (all, tokens) = (frequencies.iter().sum::<u64>(), lengths.iter().sum::<u64>());
        let overlap = frequencies
            .iter()
            .zip(lengths)
            .map(|(frequency, length)| u128::from((frequency * tokens).min(all * length)));
        let documents = frequencies.iter().filter(|frequency| **frequency > 0).count() as u64;
        (Usage { frequency: all, documents, overlap: overlap.sum() }, tokens)
    }

    #[test]
    fn it_is_gries_definition() {
        for (frequencies, lengths) in [
            (vec![1, 2, 3, 4, 5], vec![9, 10, 10, 10, 11]),
            (vec![0, 0, 7], vec![10, 20, 30]),
            (vec![1, 3, 0], vec![2, 3, 5]),
        ] {
            let (usage, tokens) = usage(&frequencies, &lengths);
            let found = usage.dispersion(tokens).unwrap();
            assert!((found - plain(&frequencies, &lengths)).abs() < 1e-15, "{frequencies:?}");
        }
    }

    #[test]
    fn the_example_of_gries_is_018() {
        // Parts of 9, 10, 10, 10 and 11 words, the word `a` 1, 2, 3, 4 and 5 times (Gries 2008, §3).
        let (usage, tokens) = usage(&[1, 2, 3, 4, 5], &[9, 10, 10, 10, 11]);
        assert!((usage.dispersion(tokens).unwrap() - 0.18).abs() < 1e-15);
        assert!((usage.normalised_dispersion(tokens, 9).unwrap() - 0.18 / 0.82).abs() < 1e-15);
    }

    #[test]
    fn an_even_term_has_none_and_one_document_no_normal_form() {
        let (even, tokens) = usage(&[2, 4, 6], &[10, 20, 30]);
        assert_eq!((even.dispersion(tokens), even.normalised_dispersion(tokens, 10)), (Some(0.0), Some(0.0)));
        // All in the shortest of three documents: the greatest value there is.
        let (burst, tokens) = usage(&[5, 0, 0], &[10, 20, 30]);
        assert!((burst.dispersion(tokens).unwrap() - 5.0 / 6.0).abs() < 1e-15);
        assert!((burst.normalised_dispersion(tokens, 10).unwrap() - 1.0).abs() < 1e-15);
        let (alone, tokens) = usage(&[3], &[9]);
        assert_eq!((alone.dispersion(tokens), alone.normalised_dispersion(tokens, 9)), (Some(0.0), None));
        assert_eq!(Usage::default().dispersion(60), None);
    }
}
