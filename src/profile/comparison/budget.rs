//! Equal token budgets: the lengths of two sources' documents in, for each draw the documents of either that come to
//! the same number of tokens out.

use rand::{Rng, RngExt};

use crate::statistics::stream;

/// The number of the first stream of budgets, above those of all replicates.
const BUDGETS: u64 = 1 << 40;
/// The same for the seeds of their bootstraps.
const SEEDS: u64 = 2 << 40;

/// The places (from 0, rising) of the documents of one source in draw `draw`: shuffled, then taken whole from the first
/// on, up to that number of them whose tokens come nearest to `budget`; the greater number where two are as near, and
/// never none. So a source that has no more tokens than the budget gives all its documents, and two sources of the
/// same lengths give the same places.
pub(super) fn drawn(lengths: &[u32], budget: u64, seed: u64, draw: usize) -> Vec<usize> {
    let mut generator = stream(seed, BUDGETS + draw as u64);
    let mut places: Vec<usize> = (0..lengths.len()).collect();
    for last in (1..places.len()).rev() {
        places.swap(last, generator.random_range(0..=last));
    }
    let (mut tokens, mut taken, mut nearest) = (0, 0, u64::MAX);
    for (before, place) in places.iter().enumerate() {
        tokens += u64::from(lengths[*place]);
        if tokens.abs_diff(budget) <= nearest {
            (taken, nearest) = (before + 1, tokens.abs_diff(budget));
        }
    }
    places.truncate(taken);
    places.sort_unstable();
    places
}

/// The seed of the bootstrap within draw `draw`: every draw resamples by streams of its own.
pub(super) fn bootstrap_seed(seed: u64, draw: usize) -> u64 {
    stream(seed, SEEDS + draw as u64).next_u64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_come_near_the_budget_and_differ() {
        let lengths: Vec<u32> = (0..300).map(|place| 20 + place % 41).collect();
        let tokens = |places: &[usize]| places.iter().map(|place| u64::from(lengths[*place])).sum::<u64>();
        let draws: Vec<_> = (0..5).map(|draw| drawn(&lengths, 4000, 7, draw)).collect();
        for places in &draws {
            assert!(tokens(places).abs_diff(4000) <= 30 && places.is_sorted(), "{}", tokens(places));
        }
        assert_ne!(draws[0], draws[1]);
        assert_eq!(draws[2], drawn(&lengths, 4000, 7, 2));
    }

    #[test]
    fn a_source_within_the_budget_gives_all_it_has() {
        assert_eq!(drawn(&[5, 0, 7, 0], 12, 1, 0), [0, 1, 2, 3]);
        assert_eq!(drawn(&[5], 2, 1, 0), [0]);
        assert!(drawn(&[], 0, 1, 0).is_empty());
    }
}
