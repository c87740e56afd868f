//! Sums under random signs: numbers and coins in; their sums under the signs of many patterns side by side out.

use rand::Rng;
use rand_pcg::Pcg64;

/// How many patterns of signs are summed side by side: as many as a byte has bits.
pub(super) const TOGETHER: usize = 8;
/// How many units share a random number: one a bit.
pub(super) const WORD: usize = 64;

/// How many of `count` patterns are summed by the same tables where `columns` columns have them: more make tables less often,
/// fewer keep more threads busy and need less memory. No sum depends on it.
pub(super) fn patterns_at_once(count: usize, columns: usize) -> usize {
    const MOST: usize = 2560;
    const FEWEST: usize = 128;
    const SUMS: usize = 1 << 19;
    let busy = count.div_ceil(2 * rayon::current_num_threads()).clamp(FEWEST, MOST);
    busy.min((SUMS / columns.max(1)).max(FEWEST)).next_multiple_of(TOGETHER)
}

/// The next number of each generator: bit i turns the sign of unit i of a word.
pub(super) fn draw(generators: &mut [Pcg64], coins: &mut [u64]) {
    coins.iter_mut().zip(generators).for_each(|(coins, generator)| *coins = generator.next_u64());
}

/// Appends the signs of the units of a word in eight exchanges after eight, those of a unit in one byte.
pub(super) fn signs_of(coins: &[u64], signs: &mut Vec<u8>) {
    for coins in coins.as_chunks::<TOGETHER>().0 {
        let bytes = coins.map(u64::to_le_bytes);
        for byte in 0..WORD / 8 {
            let bits = u64::from_le_bytes(bytes.map(|bytes| bytes[byte]));
            signs.extend_from_slice(&transposed(bits).to_le_bytes());
        }
    }
}

/// The sums of two columns, side by side, under the signs of many patterns: of eight numbers at a time what is looked up.
pub(super) struct Tables {
    /// The sums of eight numbers under all of their signs, by the byte whose bits turn them, for every eight of half a word: so
    /// many stay in the nearest cache.
    tables: [[[f64; 2]; 256]; WORD / 16],
    /// What the first half of a word gives in each pattern.
    halves: Vec<[f64; 2]>,
}

impl Tables {
    pub fn new() -> Self {
        Tables { tables: [[[0.0; 2]; 256]; WORD / 16], halves: Vec::new() }
    }

    /// Adds the numbers of one word of both columns to their sums under the signs that `coins` give them. Turning the sign of
    /// every number turns that of every sum exactly.
    pub fn add(&mut self, values: &[[f64; 2]; WORD], coins: &[u64], [left, right]: [&mut [f64]; 2]) {
        let Tables { tables, halves } = self;
        let (first, second) = values.split_at(WORD / 2);
        fill(tables, first);
        halves.clear();
        halves.extend(coins.iter().map(|coins| look_up(tables, *coins as u32)));
        fill(tables, second);
        let sums = left.iter_mut().zip(right);
        for ((coins, half), (left, right)) in coins.iter().zip(halves).zip(sums) {
            let sum = plus(*half, look_up(tables, (coins >> 32) as u32));
            *left += sum[0];
            *right += sum[1];
        }
    }
}

fn plus(left: [f64; 2], right: [f64; 2]) -> [f64; 2] {
    [left[0] + right[0], left[1] + right[1]]
}

fn look_up(tables: &[[[f64; 2]; 256]; WORD / 16], coins: u32) -> [f64; 2] {
    let bytes = coins.to_le_bytes();
    let of = |eight: usize| tables[eight][bytes[eight] as usize];
    plus(plus(of(0), of(1)), plus(of(2), of(3)))
}

fn fill(tables: &mut [[[f64; 2]; 256]; WORD / 16], values: &[[f64; 2]]) {
    for (table, eight) in tables.iter_mut().zip(values.as_chunks::<8>().0) {
        table[0] = [0.0; 2];
        for (bit, value) in eight.iter().enumerate() {
            let (kept, turned) = table.split_at_mut(1 << bit);
            for (kept, turned) in kept.iter_mut().zip(turned) {
                (*kept, *turned) = (plus(*kept, *value), plus(*kept, [-value[0], -value[1]]));
            }
        }
    }
}

/// Eight bytes of eight bits turned over: bit i of byte j becomes bit j of byte i. (Warren 2013, Hacker's Delight, §7-3)
fn transposed(bytes: u64) -> u64 {
    [(7, 0x00aa_00aa_00aa_00aa), (14, 0x0000_cccc_0000_cccc), (28, 0x0000_0000_f0f0_f0f0)].into_iter().fold(
        bytes,
        |bytes, (by, mask): (u32, u64)| {
            let turned = (bytes ^ bytes >> by) & mask;
            bytes ^ turned ^ turned << by
        },
    )
}

/// For each byte of signs, the bit that turns the sign of a number in each exchange, or none.
static TURNS: [[u64; TOGETHER]; 256] = {
    let mut turns = [[0; TOGETHER]; 256];
    let mut signs = 0;
    while signs < 256 {
        let mut lane = 0;
        while lane < TOGETHER {
            turns[signs][lane] = (signs as u64 >> lane & 1) << 63;
            lane += 1;
        }
        signs += 1;
    }
    turns
};

/// Adds contributions of units, of which the first sign is that of the place `first`, in eight exchanges.
pub(super) fn add_one_by_one(units: &[(u32, f64)], first: usize, signs: &[u8], sums: &mut [f64; TOGETHER]) {
    let mut added = *sums;
    for (unit, value) in units {
        let (turns, bits) = (&TURNS[signs[*unit as usize - first] as usize], value.to_bits());
        for lane in 0..TOGETHER {
            added[lane] += f64::from_bits(bits ^ turns[lane]);
        }
    }
    *sums = added;
}
