//! Random streams: a seed and the number of a replicate in, a generator of its own out, so that replicates can be
//! drawn on any number of threads in any order.

use rand::SeedableRng;
use rand_pcg::Pcg64;

/// The generator of replicate `replicate` under `seed`.
///
/// State and increment of the generator are four consecutive outputs of SplitMix64 (Steele, Lea & Flood 2014) whose
/// counter starts at `seed` and moves on by four for each replicate; PCG streams with neighbouring numbers would be
/// correlated without that mixing.
pub fn stream(seed: u64, replicate: u64) -> Pcg64 {
    let mut bytes = [0_u8; 32];
    let first = replicate.wrapping_mul(4);
    for (offset, word) in bytes.chunks_exact_mut(8).enumerate() {
        let counter = first.wrapping_add(offset as u64 + 1);
        word.copy_from_slice(&mixed(seed.wrapping_add(counter.wrapping_mul(STEP))).to_le_bytes());
    }
    Pcg64::from_seed(bytes)
}

/// SplitMix64's step: 2^64 divided by the golden ratio, made odd.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// SplitMix64's output function.
fn mixed(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    #[test]
    fn mixing_gives_the_published_first_outputs() {
        // The first outputs of SplitMix64 from state 1234567 (Vigna's splitmix64.c).
        let outputs: Vec<u64> =
            (1..=3).map(|i: u64| mixed(1234567_u64.wrapping_add(STEP.wrapping_mul(i)))).collect();
        assert_eq!(outputs, [6457827717110365317, 3203168211198807973, 9817491932198370423]);
    }

    #[test]
    fn a_stream_is_its_own_and_comes_again() {
        let draws = |seed, replicate| {
            let mut generator = stream(seed, replicate);
            [generator.next_u64(), generator.next_u64()]
        };
        assert_eq!(draws(42, 7), draws(42, 7));
        assert_ne!(draws(42, 7), draws(42, 8));
        assert_ne!(draws(42, 7), draws(43, 7));
    }
}
