//! Correlations of two orders: the classes of two values of some documents in, as whole numbers that rise with the values;
//! Spearman's ρ and Kendall's τ-b out. Orders that are known once need not be sorted again for each part of the documents.

/// Spearman's ρ and Kendall's τ-b of pairs of classes, the same to the last bit as [`spearman`](crate::statistics::spearman()) and
/// [`kendall`](crate::statistics::kendall()) of the values: all counts are whole numbers. `None` for fewer than two pairs, or where
/// all are of one class. Takes time in proportion to n log n and the largest class.
pub(super) fn rank_correlations(pairs: &[(u32, u32)]) -> (Option<f64>, Option<f64>) {
    let (first, second) = (Classes::of(pairs, |pair| pair.0), Classes::of(pairs, |pair| pair.1));
    (rho(pairs, &first, &second), tau(pairs, &first, &second))
}

/// How many members each class has, and how many stand below it.
struct Classes {
    sizes: Vec<u32>,
    below: Vec<u32>,
}

impl Classes {
    fn of(pairs: &[(u32, u32)], class: impl Fn(&(u32, u32)) -> u32) -> Classes {
        let mut sizes = vec![0; pairs.iter().map(&class).max().map_or(0, |largest| largest as usize + 1)];
        pairs.iter().for_each(|pair| sizes[class(pair) as usize] += 1);
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

fn rho(pairs: &[(u32, u32)], first: &Classes, second: &Classes) -> Option<f64> {
    let centre = pairs.len() as i64 + 1;
    let (mut xx, mut yy, mut xy) = (0_i128, 0_i128, 0_i128);
    for (a, b) in pairs {
        let (a, b) = (first.doubled_rank(*a) - centre, second.doubled_rank(*b) - centre);
        let (a, b) = (i128::from(a), i128::from(b));
        xx += a * a;
        yy += b * b;
        xy += a * b;
    }
    let size = (xx as f64 * yy as f64).sqrt();
    (size > 0.0).then(|| (xy as f64 / size).clamp(-1.0, 1.0))
}

fn tau(pairs: &[(u32, u32)], first: &Classes, second: &Classes) -> Option<f64> {
    // By the second class, and then by the first one, which keeps that order within a class.
    let by_second = dealt(pairs, second, |pair| pair.1);
    let sorted = dealt(&by_second, first, |pair| pair.0);
    let tied_both: i64 = sorted.chunk_by(|a, b| a == b).map(|tied| pairs_of(tied.len() as i64)).sum();
    // A binary indexed tree of how many of each second class have come: those above the next one stand in the wrong order.
    // (Fenwick 1994)
    let mut come = vec![0_i64; second.sizes.len() + 1];
    let mut discordant = 0;
    for (before, (_, class)) in (0_i64..).zip(&sorted) {
        let (mut place, mut up_to) = (*class as usize + 1, 0);
        while place > 0 {
            up_to += come[place];
            place &= place - 1;
        }
        discordant += before - up_to;
        let mut place = *class as usize + 1;
        while place < come.len() {
            come[place] += 1;
            place += place & place.wrapping_neg();
        }
    }
    let (all, tied_first, tied_second) = (pairs_of(pairs.len() as i64), first.tied(), second.tied());
    let size = ((all - tied_first) as f64 * (all - tied_second) as f64).sqrt();
    let balance = all - tied_first - tied_second + tied_both - 2 * discordant;
    (size > 0.0).then(|| (balance as f64 / size).clamp(-1.0, 1.0))
}

/// The pairs by rising class, those of one class in the order in which they stood.
fn dealt(pairs: &[(u32, u32)], classes: &Classes, class: impl Fn(&(u32, u32)) -> u32) -> Vec<(u32, u32)> {
    let mut next = classes.below.clone();
    let mut dealt = vec![(0, 0); pairs.len()];
    for pair in pairs {
        let place = &mut next[class(pair) as usize];
        dealt[*place as usize] = *pair;
        *place += 1;
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
        fn correlations_are_those_of_the_values(pairs in prop::collection::vec((0_u32..9, 0_u32..40), 0..60)) {
            let values = |of: fn(&(u32, u32)) -> u32| -> Vec<f64> { pairs.iter().map(|pair| f64::from(of(pair))).collect() };
            let (first, second) = (values(|pair| pair.0), values(|pair| pair.1));
            prop_assert_eq!(rank_correlations(&pairs), (spearman(&first, &second), kendall(&first, &second)));
        }
    }
}
