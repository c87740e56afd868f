//! Frequencies by rank: how often each term occurs goes in; the same numbers in falling order, terms unknown, come out.

use std::sync::Arc;

/// Frequencies of terms in falling order: rank 1 is the most frequent term.
#[derive(Debug, Clone)]
pub struct RankedFrequencies {
    frequencies: Vec<u32>,
    tokens: u64,
    logarithms: Arc<[f64]>,
}

/// Frequencies below this are sorted by counting.
const COUNTED: usize = 1024;

impl RankedFrequencies {
    /// Ranks `counts`, one a term, those of 0 left out.
    ///
    /// ```
    /// use sourcebias::profile::RankedFrequencies;
    /// let ranked = RankedFrequencies::new(&[2, 0, 5, 1]);
    /// assert_eq!((ranked.frequencies(), ranked.tokens()), (&[5, 2, 1][..], 8));
    /// ```
    pub fn new(counts: &[u32]) -> Self {
        Self::with_logarithms(counts, logarithms(counts.len()))
    }

    /// As [`RankedFrequencies::new`], with the table of [`logarithms`] up to the number of terms made before.
    pub(in crate::profile) fn with_logarithms(counts: &[u32], logarithms: Arc<[f64]>) -> Self {
        let mut spectrum = vec![0_u32; COUNTED];
        let mut frequencies: Vec<u32> = Vec::new();
        let mut tokens = 0;
        for count in counts {
            tokens += u64::from(*count);
            match spectrum.get_mut(*count as usize) {
                Some(terms) => *terms += 1,
                None => frequencies.push(*count),
            }
        }
        frequencies.sort_unstable_by(|left, right| right.cmp(left));
        for (frequency, terms) in spectrum.iter().enumerate().skip(1).rev() {
            frequencies.extend(std::iter::repeat_n(frequency as u32, *terms as usize));
        }
        RankedFrequencies { frequencies, tokens, logarithms }
    }

    /// The frequencies in falling order, none of them 0.
    pub fn frequencies(&self) -> &[u32] {
        &self.frequencies
    }

    /// The number of tokens: the sum of the frequencies.
    pub fn tokens(&self) -> u64 {
        self.tokens
    }

    /// The number of types: the last rank.
    pub fn types(&self) -> usize {
        self.frequencies.len()
    }

    /// The frequencies of at least `minimum`, in falling order.
    pub fn at_least(&self, minimum: u32) -> &[u32] {
        &self.frequencies[..self.frequencies.partition_point(|frequency| *frequency >= minimum)]
    }

    /// ln r of each rank r (and 0 at 0).
    pub(in crate::profile) fn logarithms(&self) -> &[f64] {
        &self.logarithms
    }
}

/// ln r for r = 0 (where it is 0) to `ranks`.
pub(in crate::profile) fn logarithms(ranks: usize) -> Arc<[f64]> {
    (0..=ranks).map(|rank| if rank == 0 { 0.0 } else { (rank as f64).ln() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_and_small_frequencies_are_ranked_alike() {
        let counts = [3, 5000, 0, 1023, 1024, 1, 3, 70_000];
        let ranked = RankedFrequencies::new(&counts);
        assert_eq!(ranked.frequencies(), [70_000, 5000, 1024, 1023, 3, 3, 1]);
        assert_eq!((ranked.types(), ranked.tokens()), (7, 77_054));
        assert_eq!(ranked.at_least(3).len(), 6);
        assert_eq!(ranked.at_least(1).len(), 7);
    }
}
