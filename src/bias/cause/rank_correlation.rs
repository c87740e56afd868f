//! Correlations of two orders: the classes of two values of some documents in, as whole numbers that rise with the values;
//! Spearman's ρ and Kendall's τ-b out. Orders that are known once need not be sorted again for each part of the documents.

use std::hint::black_box;
use std::sync::LazyLock;

/// The number of each value among the distinct ones to twelve significant digits, in rising order.
pub(in crate::bias) fn classes<'v>(values: impl Iterator<Item = &'v f64>) -> Vec<u32> {
    let mut order: Vec<(u64, u32)> =
        values.zip(0..).map(|(value, place)| (ordered_bits(rounded(*value)), place)).collect();
    order.sort_unstable();
    let mut classes = vec![0; order.len()];
    for (class, equal) in (0..).zip(order.chunk_by(|left, right| left.0 == right.0)) {
        equal.iter().for_each(|(_, place)| classes[*place as usize] = class);
    }
    classes
}

/// A whole number that rises with the value.
fn ordered_bits(value: f64) -> u64 {
    let bits = value.to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

/// A similarity to twelve significant digits: values that are equal but for the order of their sums tie in ranks.
pub(super) fn rounded(value: f64) -> f64 {
    if value == 0.0 {
        return 0.0;
    }
    let scale = power_of_ten(11 - exponent(value.abs()));
    let scaled = (value * scale).round() / scale;
    if scaled.is_finite() { scaled } else { value }
}

/// The powers of ten from −[`POWERS`] to [`POWERS`], as they are computed for any other.
static POWERS_OF_TEN: LazyLock<[f64; 2 * POWERS + 1]> =
    LazyLock::new(|| std::array::from_fn(|place| 10.0_f64.powi(black_box(place as i32 - POWERS as i32))));
const POWERS: usize = 40;

fn power_of_ten(exponent: i32) -> f64 {
    let place = usize::try_from(exponent + POWERS as i32).ok();
    place.and_then(|place| POWERS_OF_TEN.get(place).copied()).unwrap_or_else(|| 10.0_f64.powi(exponent))
}

/// ⌊log₁₀⌋ of a size. From the exponent of two by a table, where no power of ten is near.
fn exponent(size: f64) -> i32 {
    let computed = || size.log10().floor() as i32;
    // log₁₀ 2 is a little above 1233 ÷ 4096.
    let guess = (((size.to_bits() >> 52) as i32 - 1023) * 1233) >> 12;
    if guess.unsigned_abs() as usize >= POWERS {
        return computed();
    }
    let (low, high) = (size / power_of_ten(guess), size / power_of_ten(guess + 1));
    let near = |ratio: f64| (ratio - 1.0).abs() < 1e-9;
    match (near(low) || near(high), low < 1.0, high < 1.0) {
        (false, false, true) => guess,
        (false, false, false) => guess + 1,
        _ => computed(),
    }
}

/// The classes of one value of some documents, put in order once for any number of other values.
pub(super) struct Order {
    of: Vec<u32>,
    classes: Classes,
    /// The documents by rising class, and where each of them stands in that order.
    rising: Vec<u32>,
    places: Vec<u32>,
    /// Twice the mean rank of each less twice the mean of all, and the sum of their squares.
    centred: Vec<i64>,
    squares: i128,
}

impl Order {
    /// Takes time in proportion to the number of documents and the largest class.
    pub fn new(of: Vec<u32>) -> Order {
        let classes = Classes::of(&of);
        let places: Vec<u32> = (0..of.len() as u32).collect();
        let rising = dealt(&places, &classes, |place| of[*place as usize]);
        let centre = of.len() as i64 + 1;
        let centred: Vec<i64> = of.iter().map(|class| classes.doubled_rank(*class) - centre).collect();
        let squares = sum_of_products(centred.iter().map(|rank| (*rank, *rank)), of.len());
        let mut places = vec![0; of.len()];
        (0..).zip(&rising).for_each(|(place, document)| places[*document as usize] = place);
        Order { of, classes, rising, places, centred, squares }
    }
}

/// Spearman's ρ and Kendall's τ-b of the classes of documents and another order of the same documents, the same to the last bit
/// as [`spearman`](crate::statistics::spearman()) and [`kendall`](crate::statistics::kendall()) of the values: all counts are
/// whole numbers. `None` for fewer than two documents, or where all are of one class. Takes time in proportion to n log n and
/// the largest class.
pub(super) fn rank_correlations(of: &[u32], other: &Order) -> (Option<f64>, Option<f64>) {
    let classes = Classes::of(of);
    (rho(of, &classes, other), tau(of, &classes, other))
}

/// How many members each class has, and how many stand below it.
struct Classes {
    sizes: Vec<u32>,
    below: Vec<u32>,
}

impl Classes {
    fn of(of: &[u32]) -> Classes {
        let mut sizes = vec![0; of.iter().max().map_or(0, |largest| *largest as usize + 1)];
        of.iter().for_each(|class| sizes[*class as usize] += 1);
        let below = sizes.iter().scan(0, |sum, size| Some(std::mem::replace(sum, *sum + size)));
        Classes { below: below.collect(), sizes }
    }

    /// Twice the mean rank of a class.
    fn doubled_rank(&self, class: u32) -> i64 {
        2 * i64::from(self.below[class as usize]) + i64::from(self.sizes[class as usize]) + 1
    }

    /// Pairs within a class.
    fn tied(&self) -> i64 {
        self.sizes.iter().map(|size| pairs_of(i64::from(*size))).sum()
    }
}

/// Σ of products of ranks about their centre, of so many documents.
fn sum_of_products(pairs: impl Iterator<Item = (i64, i64)>, documents: usize) -> i128 {
    // No product is above the square of the centre: sums of so many are within 64 bits.
    let centre = documents as i64 + 1;
    let within = i64::MAX / (centre * centre);
    let (mut all, mut sum, mut room) = (0, 0, within);
    for (one, other) in pairs {
        if room == 0 {
            (all, sum, room) = (all + i128::from(sum), 0, within);
        }
        sum += one * other;
        room -= 1;
    }
    all + i128::from(sum)
}

fn rho(of: &[u32], classes: &Classes, other: &Order) -> Option<f64> {
    let centre = of.len() as i64 + 1;
    let own = || of.iter().map(|class| classes.doubled_rank(*class) - centre);
    let squares = sum_of_products(own().map(|rank| (rank, rank)), of.len());
    let both = sum_of_products(own().zip(other.centred.iter().copied()), of.len());
    let size = (squares as f64 * other.squares as f64).sqrt();
    (size > 0.0).then(|| (both as f64 / size).clamp(-1.0, 1.0))
}

fn tau(of: &[u32], first: &Classes, other: &Order) -> Option<f64> {
    let second = &other.classes;
    // By the second class, and then by the first one, which keeps that order within a class.
    let sorted = dealt(&other.rising, first, |place| of[*place as usize]);
    let pair = |document: &u32| (of[*document as usize], other.of[*document as usize]);
    let same = |one: &u32, another: &u32| pair(one) == pair(another);
    let tied_both: i64 = sorted.chunk_by(same).map(|tied| pairs_of(tied.len() as i64)).sum();
    // Of those that have come, the ones above the next one's second class stand in the wrong order.
    let mut come = Places::of(sorted.len());
    let mut discordant = 0;
    for (before, document) in (0_i64..).zip(&sorted) {
        let class = other.of[*document as usize] as usize;
        discordant += before - i64::from(come.below(second.below[class] + second.sizes[class]));
        come.add(other.places[*document as usize]);
    }
    let (all, tied_first, tied_second) = (pairs_of(of.len() as i64), first.tied(), second.tied());
    let size = ((all - tied_first) as f64 * (all - tied_second) as f64).sqrt();
    let balance = all - tied_first - tied_second + tied_both - 2 * discordant;
    (size > 0.0).then(|| (balance as f64 / size).clamp(-1.0, 1.0))
}

/// A set of places: a bit for each, and how many each word of bits has in a binary indexed tree. (Fenwick 1994)
struct Places {
    bits: Vec<u64>,
    tree: Vec<u32>,
}

impl Places {
    fn of(places: usize) -> Places {
        let words = places / u64::BITS as usize + 1;
        Places { bits: vec![0; words], tree: vec![0; words + 1] }
    }

    fn add(&mut self, place: u32) {
        let word = (place / u64::BITS) as usize;
        self.bits[word] |= 1 << (place % u64::BITS);
        let mut at = word + 1;
        while at < self.tree.len() {
            self.tree[at] += 1;
            at += at & at.wrapping_neg();
        }
    }

    /// How many are in it below a place.
    fn below(&self, place: u32) -> u32 {
        let word = (place / u64::BITS) as usize;
        let (mut at, mut count) = (word, (self.bits[word] & ((1 << (place % u64::BITS)) - 1)).count_ones());
        while at > 0 {
            count += self.tree[at];
            at &= at - 1;
        }
        count
    }
}

/// Documents by rising class, those of one class in the order in which they stood.
fn dealt(places: &[u32], classes: &Classes, class: impl Fn(&u32) -> u32) -> Vec<u32> {
    let mut next = classes.below.clone();
    let mut dealt = vec![0; places.len()];
    for place in places {
        let at = &mut next[class(place) as usize];
        dealt[*at as usize] = *place;
        *at += 1;
    }
    dealt
}

/// n(n − 1)/2.
fn pairs_of(count: i64) -> i64 {
    count * (count - 1) / 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{kendall, spearman};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn rounding_is_by_the_logarithm(digits in 1_u64..2_000_000_000_000_000, power in -60_i32..60, off in -3_i32..4) {
            // Powers of ten and their neighbours, and anything else.
            for value in [digits as f64 * 10.0_f64.powi(power), 10.0_f64.powi(power) * (1.0 + f64::from(off) * f64::EPSILON)] {
                let scale = 10.0_f64.powi(11 - value.abs().log10().floor() as i32);
                let scaled = (value * scale).round() / scale;
                let expected = if scaled.is_finite() { scaled } else { value };
                prop_assert_eq!(rounded(value).to_bits(), expected.to_bits());
                prop_assert_eq!(rounded(-value), -expected);
            }
        }

        #[test]
        fn classes_rise_with_the_rounded_values(numbers in prop::collection::vec(-20_i32..20, 0..50)) {
            let values: Vec<f64> =
                numbers.iter().enumerate().map(|(place, number)| f64::from(*number) / 7.0 * (1.0 + place as f64 * 1e-16)).collect();
            let found = classes(values.iter());
            for (left, one) in found.iter().zip(&numbers) {
                for (right, other) in found.iter().zip(&numbers) {
                    prop_assert_eq!(left.cmp(right), one.cmp(other));
                }
            }
            let mut distinct = found.clone();
            distinct.sort_unstable();
            distinct.dedup();
            prop_assert!(distinct.iter().enumerate().all(|(place, class)| place == *class as usize));
        }

        #[test]
        fn correlations_are_those_of_the_values(pairs in prop::collection::vec((0_u32..9, 0_u32..200), 0..200)) {
            let (first, second): (Vec<u32>, Vec<u32>) = pairs.into_iter().unzip();
            let found = rank_correlations(&first, &Order::new(second.clone()));
            let [first, second] = [first, second].map(|of| of.into_iter().map(f64::from).collect::<Vec<_>>());
            prop_assert_eq!(found, (spearman(&first, &second), kendall(&first, &second)));
        }
    }
}
