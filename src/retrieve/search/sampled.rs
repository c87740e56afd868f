//! Which documents a search looks at first, to know about what will be needed: sizes in; runs of documents, or windows that promise
//! most, out.
//!
//! (Mallia, Siedlaczek, Sun & Suel 2020, A Comparison of Top-k Threshold Estimation Techniques for Disjunctive Query
//! Processing)

use std::ops::Range;

use super::max_score::WINDOW;
use super::window_bounds::NOWHERE;

/// A sample has so many runs of documents, a window each at most,
const RUNS: usize = 64;
/// of so many documents one, or fewer of a very large collection.
const SAMPLED: usize = 32;
/// A query of fewer postings, or of fewer for each document that is wanted, begins without a sample; so does any in a
/// collection in which a run would have no document.
const FEW_POSTINGS: u64 = 4096;
const FEW_FOR_EACH: u64 = 4;

/// Whether a query of so many postings begins with a sample.
pub(super) fn is_sampled(documents: usize, postings: u64, depth: usize) -> bool {
    documents >= RUNS * SAMPLED && postings >= FEW_POSTINGS.max(FEW_FOR_EACH.saturating_mul(depth as u64))
}

/// The runs of documents that a sample of so many consists of: one in each stratum, anywhere within, so that no period of the
/// collection is met again and again.
pub(super) fn runs(documents: usize) -> impl Iterator<Item = Range<usize>> {
    let (stratum, length) = (documents / RUNS, run_length(documents));
    (0..RUNS).map(move |number| {
        let drawn = (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let start = number * stratum + drawn as usize % (stratum - length + 1);
        start..start + length
    })
}

fn run_length(documents: usize) -> usize {
    (documents / (RUNS * SAMPLED)).min(WINDOW)
}

/// At which depth of a sample of so many documents the one at `depth` of all is looked for: where two standard deviations more than are
/// expected would still leave it within. A search that comes out short is done again, so this is a matter of time alone.
pub(super) fn sample_depth(depth: usize, documents: usize) -> usize {
    let expected = depth as f64 * (RUNS * run_length(documents)) as f64 / documents as f64;
    (expected + 2.0 * expected.sqrt() + 2.0).ceil() as usize
}

/// Puts into `chosen` the window that promises most of each of at most so many equal parts of `bounds`, by rising number; none of a
/// part that has no document.
pub(super) fn most_promising(bounds: &[f64], parts: usize, chosen: &mut Vec<u32>) {
    chosen.clear();
    let length = bounds.len().div_ceil(parts).max(1);
    for (part, bounds) in bounds.chunks(length).enumerate() {
        let (mut best, mut most) = (0, NOWHERE);
        for (place, bound) in bounds.iter().enumerate() {
            if *bound > most {
                (best, most) = (place, *bound);
            }
        }
        if most > NOWHERE {
            chosen.push((part * length + best) as u32);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_fit_into_windows_and_strata_whatever_the_size() {
        for documents in [2048, 9_000, 500_000, 8_841_823, 4_000_000_000] {
            let runs: Vec<Range<usize>> = runs(documents).collect();
            assert_eq!(runs.len(), RUNS);
            for (number, run) in runs.iter().enumerate() {
                assert!((1..=WINDOW).contains(&run.len()), "{documents}: {run:?}");
                assert!(
                    run.start >= number * (documents / RUNS) && run.end <= (number + 1) * (documents / RUNS)
                );
            }
        }
        assert_eq!(sample_depth(1000, 500_000), (31.232_f64 + 2.0 * 31.232_f64.sqrt() + 2.0).ceil() as usize);
    }

    #[test]
    fn of_each_part_the_first_window_of_the_largest_bound_is_chosen() {
        let mut chosen = vec![9];
        most_promising(&[1.0, 3.0, 3.0, 0.0, 0.0, 2.0, 5.0], 3, &mut chosen);
        assert_eq!(chosen, [1, 5, 6]);
        most_promising(&[NOWHERE, NOWHERE, 1.0], 2, &mut chosen);
        assert_eq!(chosen, [2]);
        most_promising(&[], 3, &mut chosen);
        assert!(chosen.is_empty());
    }
}
