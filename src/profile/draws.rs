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

/// SourceTexts of one source that are drawn: the content of each, and whether the source that it is compared with has a text
/// of it among its own.
#[derive(Debug, Clone, Default)]
pub(super) struct Members {
    pub(super) contents: Vec<u32>,
    pub(super) paired: Vec<bool>,
}

impl Members {
    /// SourceTexts of these contents that are alone, or all have their partner.
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
    /// 1 for each text in the half of draw `number`, else 0. Half of those with a partner are drawn and half of those
    /// without; of an odd number the one in the middle by a coin. Partners are both drawn or neither.
    pub(super) fn half(&self, number: usize, members: &Members) -> Vec<u8> {
        let keys = self.keys(HALVES + number as u64);
        let mut drawn = vec![0; members.contents.len()];
        for paired in [true, false] {
            let places = (0..drawn.len()).filter(|place| members.paired[*place] == paired);
            let mut order: Vec<(u64, usize)> =
                places.map(|place| (keys[members.contents[place] as usize], place)).collect();
            if order.is_empty() {
                continue;
            }
            let middle = order.len() / 2;
            let (lower, at_middle, _) = order.select_nth_unstable(middle);
            lower.iter().for_each(|(_, place)| drawn[*place] = 1);
            let (odd, (key, place)) =
                (members.paired.iter().filter(|one| **one == paired).count() % 2, *at_middle);
            if odd == 1 && key & 1 == 0 {
                drawn[place] = 1;
            }
        }
        drawn
    }

    /// How often each content is drawn in draw `number`: by Poisson's law with mean 1, each for itself, as of a draw with
    /// replacement from many. (Hanley & MacGibbon 2006, Creating non-parametric bootstrap samples using Poisson frequencies)
    pub(super) fn times(&self, number: usize) -> Vec<f64> {
        self.keys(TIMES + number as u64).into_iter().map(poisson).collect()
    }

    /// A random number for each content.
    fn keys(&self, number: u64) -> Vec<u64> {
        let mut generator = stream(self.seed, number);
        (0..self.contents).map(|_| generator.next_u64()).collect()
    }
}

/// The number that Poisson's law with mean 1 reaches with the probability that 64 random bits say.
fn poisson(bits: u64) -> f64 {
    let uniform = (bits >> 11) as f64 / (1_u64 << 53) as f64;
    let (mut number, mut share, mut below) = (0.0, (-1.0_f64).exp(), (-1.0_f64).exp());
    while uniform >= below && share > 0.0 {
        number += 1.0;
        share /= number;
        below += share;
    }
    number
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
            let sum = |drawn: &[u8]| drawn.iter().map(|one| usize::from(*one)).sum::<usize>();
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
        assert_eq!((poisson(0), poisson(u64::MAX) > 10.0), (0.0, true));
    }
}
