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
        let mut frequent: Vec<u32> = Vec::new();
        for count in counts {
            match spectrum.get_mut(*count as usize) {
                Some(terms) => *terms += 1,
                None => frequent.push(*count),
            }
        }
        Self::of_spectrum(frequent, spectrum.into_iter(), logarithms)
    }

    /// From the frequencies of the frequent terms, in any order, and how many of the others have each frequency from 0 on.
    fn of_spectrum(
        mut frequencies: Vec<u32>,
        spectrum: impl ExactSizeIterator<Item = u32> + DoubleEndedIterator + Clone,
        logarithms: Arc<[f64]>,
    ) -> Self {
        frequencies.sort_unstable_by(|left, right| right.cmp(left));
        let mut tokens: u64 = frequencies.iter().map(|frequency| u64::from(*frequency)).sum();
        let others: u32 = spectrum.clone().skip(1).sum();
        frequencies.reserve_exact(others as usize);
        for (frequency, terms) in spectrum.enumerate().skip(1).rev() {
            tokens += frequency as u64 * u64::from(terms);
            frequencies.extend(std::iter::repeat_n(frequency as u32, terms as usize));
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

/// How many terms have each frequency in some samples side by side: what is ranked of them.
pub(in crate::profile) struct Spectra<const LANES: usize> {
    /// For each frequency that is counted, its terms in every lane. Lanes lie side by side, so that no count waits for the one
    /// before it.
    counted: Box<[[u32; LANES]; COUNTED]>,
    /// For each lane, the frequencies above these.
    frequent: Vec<Vec<u32>>,
}

impl<const LANES: usize> Spectra<LANES> {
    /// Of no term.
    pub(in crate::profile) fn new() -> Self {
        Spectra { counted: Box::new([[0; LANES]; COUNTED]), frequent: vec![Vec::new(); LANES] }
    }

    /// Adds a term with its frequency in every lane.
    #[inline]
    pub(in crate::profile) fn add(&mut self, counts: &[u32; LANES]) {
        if counts.iter().all(|count| (*count as usize) < COUNTED) {
            (0..LANES).for_each(|lane| self.counted[counts[lane] as usize][lane] += 1);
            return;
        }
        for ((lane, count), frequent) in counts.iter().enumerate().zip(&mut self.frequent) {
            match self.counted.get_mut(*count as usize) {
                Some(terms) => terms[lane] += 1,
                None => frequent.push(*count),
            }
        }
    }

    /// The frequencies of the first so many lanes. They are ranked as they are asked for, since each takes four bytes a term.
    pub(in crate::profile) fn ranked(
        self,
        lanes: usize,
        logarithms: &Arc<[f64]>,
    ) -> impl Iterator<Item = RankedFrequencies> {
        let Spectra { counted, frequent } = self;
        let of = move |(lane, frequent): (usize, Vec<u32>)| {
            let spectrum = counted.iter().map(|terms| terms[lane]);
            RankedFrequencies::of_spectrum(frequent, spectrum, logarithms.clone())
        };
        frequent.into_iter().take(lanes).enumerate().map(of)
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

    #[test]
    fn side_by_side_is_as_one_by_one() {
        let count = |term: u32, lane: u32| match (term * (lane + 3)) % 11 {
            0 => 1000 + term * (lane + 1) % 60,
            small => small - 1,
        };
        let counts: Vec<[u32; 4]> =
            (0..200).map(|term| std::array::from_fn(|lane| count(term, lane as u32))).collect();
        let logarithms = logarithms(200);
        let mut spectra = Spectra::new();
        counts.iter().for_each(|counts| spectra.add(counts));
        let found: Vec<_> = spectra.ranked(3, &logarithms).collect();
        assert_eq!(found.len(), 3);
        for (lane, found) in found.iter().enumerate() {
            let plain = RankedFrequencies::new(&counts.iter().map(|counts| counts[lane]).collect::<Vec<_>>());
            assert!(plain.frequencies()[0] >= 1024, "frequent terms are among them");
            assert_eq!((found.frequencies(), found.tokens()), (plain.frequencies(), plain.tokens()));
        }
    }
}
