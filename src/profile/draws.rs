//! Draws of contents: a seed in; random halves of some texts, and how often each content is drawn with replacement, out.
//! All versions of a content are drawn together, whichever source wrote them.

use rand::Rng;

use crate::statistics::stream;

/// The number of the first stream of halves, above those of all replicates, and of draws with replacement.
const HALVES: u64 = 3 << 40;
const TIMES: u64 = 4 << 40;

/// Draws of the contents of a corpus, numbered from 0.
#[derive(Debug, Clone, Copy)]
pub(super) struct Draws {
    pub(super) seed: u64,
    /// How many contents the corpus has.
    pub(super) contents: usize,
    /// How many draws are made.
    pub(super) count: usize,
}

/// Texts of one source that are drawn: the content of each, and whether the source that it is compared with has a text
/// of it among its own.
#[derive(Debug, Clone, Default)]
pub(super) struct Members {
    pub(super) contents: Vec<u32>,
    pub(super) paired: Vec<bool>,
}

impl Members {
    /// Texts of these contents that are alone, or all have their partner.
    pub(super) fn alike(contents: Vec<u32>) -> Self {
        Members { paired: vec![true; contents.len()], contents }
    }

    /// The texts of both sides, with their partners told; contents stand in rising order.
    pub(super) fn of_both(left: Vec<u32>, right: Vec<u32>) -> [Self; 2] {
        let paired = |one: &[u32], other: &[u32]| -> Vec<bool> {
            one.iter().map(|content| other.binary_search(content).is_ok()).collect()
        };
        let (of_left, of_right) = (paired(&left, &right), paired(&right, &left));
        [Members { contents: left, paired: of_left }, Members { contents: right, paired: of_right }]
    }
}

impl Draws {
    /// Whether each text is in the half of draw `number`. Half of those with a partner are drawn and half of those
    /// without; of an odd number the one in the middle by a coin. Partners are both drawn or neither.
    pub(super) fn half(&self, number: usize, members: &Members) -> Vec<bool> {
        let keys = self.keys(HALVES + number as u64);
        let mut drawn = vec![false; members.contents.len()];
        for paired in [true, false] {
            let places = (0..drawn.len()).filter(|place| members.paired[*place] == paired);
            let keyed = places.map(|place| (keys[members.contents[place] as usize], place));
            let Some((key, place, count)) = middle(keyed.clone()) else { continue };
            let odd_and_drawn = count % 2 == 1 && key & 1 == 0;
            for one in keyed {
                drawn[one.1] = one < (key, place) || (odd_and_drawn && one == (key, place));
            }
        }
        drawn
    }

    /// How often each content is drawn in draw `number`: by Poisson's law with mean 1, each for itself, as of a draw with
    /// replacement from many. (Hanley & MacGibbon 2006, Creating non-parametric bootstrap samples using Poisson frequencies)
    pub(super) fn times(&self, number: usize) -> Vec<f64> {
        let shares = poisson_shares();
        self.keys(TIMES + number as u64).into_iter().map(|bits| poisson(bits, &shares)).collect()
    }

    /// A random number for each content.
    fn keys(&self, number: u64) -> Vec<u64> {
        let mut generator = stream(self.seed, number);
        (0..self.contents).map(|_| generator.next_u64()).collect()
    }
}

/// Random numbers are put into so many buckets by their highest bits.
const BUCKETS: usize = 1 << 10;

/// Of random numbers with their places, the one that has half of them below it, ⌊n ÷ 2⌋, and how many they are; `None` of none.
/// Those in its bucket alone are put into order.
fn middle(keyed: impl Iterator<Item = (u64, usize)> + Clone) -> Option<(u64, usize, usize)> {
    let bucket = |key: u64| (key >> 54) as usize;
    let mut counts = vec![0_usize; BUCKETS];
    keyed.clone().for_each(|(key, _)| counts[bucket(key)] += 1);
    let count: usize = counts.iter().sum();
    let (mut rank, mut at) = (count / 2, 0);
    while rank >= *counts.get(at)? {
        rank -= counts[at];
        at += 1;
    }
    let mut within: Vec<(u64, usize)> = keyed.filter(|(key, _)| bucket(*key) == at).collect();
    let (_, (key, place), _) = within.select_nth_unstable(rank);
    Some((*key, *place, count))
}

/// The chance of at most 0, 1, 2, … by Poisson's law with mean 1, as far as numbers tell them apart.
fn poisson_shares() -> Vec<f64> {
    let mut share = (-1.0_f64).exp();
    let mut below = vec![share];
    while share > 0.0 {
        share /= below.len() as f64;
        below.push(below[below.len() - 1] + share);
    }
    below
}

/// The number that Poisson's law with mean 1 reaches with the probability that 64 random bits say.
fn poisson(bits: u64, shares: &[f64]) -> f64 {
    let uniform = (bits >> 11) as f64 / (1_u64 << 53) as f64;
    shares.iter().position(|below| uniform < *below).unwrap_or(shares.len() - 1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWS: Draws = Draws { seed: 5, contents: 40, count: 0 };

    #[test]
    fn halves_are_halves_and_partners_stay_together() {
        let [left, right] = Members::of_both((0..30).collect(), (9..40).collect());
        assert_eq!(left.paired.iter().filter(|paired| **paired).count(), 21);
        let mut coins = [0; 2];
        for number in 0..200 {
            let (of_left, of_right) = (DRAWS.half(number, &left), DRAWS.half(number, &right));
            assert_eq!(of_left[9..], of_right[..21]);
            let sum = |drawn: &[bool]| drawn.iter().filter(|one| **one).count();
            // 9 without a partner and 21 with one: 4 or 5 and 10 or 11; 10 on the right: 5.
            assert!([4, 5].contains(&sum(&of_left[..9])) && [10, 11].contains(&sum(&of_left[9..])));
            assert_eq!(sum(&of_right[21..]), 5);
            coins[sum(&of_left[..9]) - 4] += 1;
        }
        assert!(coins.iter().all(|count| *count > 60), "{coins:?}");
        assert_ne!(DRAWS.half(0, &left), DRAWS.half(1, &left));
        // The half of a source alone is that of its pairs where all have a partner.
        let all = Members::alike((0..30).collect());
        let [paired, _] = Members::of_both((0..30).collect(), (0..30).collect());
        assert_eq!(DRAWS.half(3, &all), DRAWS.half(3, &paired));
        assert!(DRAWS.half(0, &Members::default()).is_empty());
    }

    #[test]
    fn the_middle_is_that_of_all_in_order() {
        let mut generator = stream(8, 1);
        for count in [0, 1, 2, 3, 40, 1501] {
            // Some are equal, and then their places decide.
            let keyed: Vec<(u64, usize)> =
                (0..count).map(|place| (generator.next_u64() >> (place % 3 * 31), place)).collect();
            let mut sorted = keyed.clone();
            sorted.sort_unstable();
            let plain = sorted.get(count / 2).map(|(key, place)| (*key, *place, count));
            assert_eq!(middle(keyed.into_iter()), plain);
        }
    }

    #[test]
    fn numbers_of_draws_are_those_of_adding_shares_up() {
        let plain = |bits: u64| {
            let uniform = (bits >> 11) as f64 / (1_u64 << 53) as f64;
            let (mut number, mut share, mut below) = (0.0, (-1.0_f64).exp(), (-1.0_f64).exp());
            while uniform >= below && share > 0.0 {
                number += 1.0;
                share /= number;
                below += share;
            }
            number
        };
        let (mut generator, shares) = (stream(8, 2), poisson_shares());
        for bits in (0..2000).map(|_| generator.next_u64()).chain([0, u64::MAX, 1 << 63]) {
            assert_eq!(poisson(bits, &shares), plain(bits));
        }
    }

    #[test]
    fn numbers_of_draws_follow_poissons_law() {
        // Shares of 0, 1, 2 and 3: e^−1 times 1, 1, 1/2, 1/6.
        let mut counts = [0_u32; 4];
        for number in 0..500 {
            for times in DRAWS.times(number) {
                counts[(times as usize).min(3)] += 1;
            }
        }
        for (count, share) in counts.iter().zip([0.3679, 0.3679, 0.1839, 0.0803]) {
            assert!((f64::from(*count) / 20_000.0 - share).abs() < 0.012, "{counts:?}");
        }
        let shares = poisson_shares();
        assert_eq!((poisson(0, &shares), poisson(u64::MAX, &shares) > 10.0), (0.0, true));
    }
}
