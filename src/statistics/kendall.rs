//! Kendall's correlation: two equally long lists in, τ-b in −1..=1 out, in O(n log n).

/// Kendall's τ-b = (P − Q) ÷ √((n₀ − n₁)(n₀ − n₂)): P concordant and Q discordant of the n₀ = n(n − 1)/2 pairs, n₁ and n₂
/// those that tie in one list. Counts are whole numbers, so the order of the pairs does not matter in any bit. `None`
/// for fewer than two pairs, or where one list is constant. (Kendall 1945; Knight 1966 for the algorithm)
///
/// # Panics
/// Where the lists differ in length: an error in the program.
pub fn kendall(x: &[f64], y: &[f64]) -> Option<f64> {
    assert_eq!(x.len(), y.len(), "pairs of numbers");
    // Adding 0 makes one zero of two, so that the sort and the ties agree.
    let mut pairs: Vec<(f64, f64)> = x.iter().zip(y).map(|(a, b)| (a + 0.0, b + 0.0)).collect();
    pairs.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let all = pairs_of(pairs.len());
    let tied_x: i64 = pairs.chunk_by(|a, b| a.0 == b.0).map(|tied| pairs_of(tied.len())).sum();
    let tied_both: i64 = pairs.chunk_by(|a, b| a == b).map(|tied| pairs_of(tied.len())).sum();
    let mut second: Vec<f64> = pairs.into_iter().map(|pair| pair.1).collect();
    let discordant = sort_counting_exchanges(&mut second);
    let tied_y: i64 = second.chunk_by(|a, b| a == b).map(|tied| pairs_of(tied.len())).sum();
    let size = ((all - tied_x) as f64 * (all - tied_y) as f64).sqrt();
    let balance = all - tied_x - tied_y + tied_both - 2 * discordant;
    (size > 0.0).then(|| (balance as f64 / size).clamp(-1.0, 1.0))
}

/// n(n − 1)/2.
fn pairs_of(count: usize) -> i64 {
    let count = count as i64;
    count * (count - 1).max(0) / 2
}

/// Sorts by merging from runs of one and returns how many pairs stood in the wrong order.
fn sort_counting_exchanges(values: &mut Vec<f64>) -> i64 {
    let mut merged = Vec::with_capacity(values.len());
    let mut exchanges = 0_i64;
    let mut width = 1;
    while width < values.len() {
        merged.clear();
        for both in values.chunks(2 * width) {
            let (mut left, mut right) = both.split_at(width.min(both.len()));
            while let (Some(first), Some(second)) = (left.first(), right.first()) {
                if first <= second {
                    merged.push(*first);
                    left = &left[1..];
                } else {
                    merged.push(*second);
                    right = &right[1..];
                    exchanges += left.len() as i64;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        std::mem::swap(values, &mut merged);
        width *= 2;
    }
    exchanges
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn three_pairs_by_hand() {
        // Of (1,1) (2,3) (3,2) two pairs agree and one does not.
        assert_eq!(kendall(&[1.0, 2.0, 3.0], &[1.0, 3.0, 2.0]), Some(1.0 / 3.0));
        // One tie in x: 2 concordant, n₀ = 3, n₁ = 1 → 2 ÷ √(2·3)
        let found = kendall(&[1.0, 1.0, 2.0], &[1.0, 2.0, 3.0]).unwrap();
        assert!((found - 2.0 / f64::sqrt(6.0)).abs() < 1e-15);
        assert_eq!(kendall(&[1.0, 1.0], &[1.0, 2.0]), None);
        assert_eq!(kendall(&[1.0], &[1.0]), None);
        assert_eq!(kendall(&[], &[]), None);
    }

    /// The definition, pair by pair.
    fn plain(x: &[f64], y: &[f64]) -> Option<f64> {
        let (mut balance, mut untied_x, mut untied_y) = (0.0, 0.0, 0.0);
        for i in 0..x.len() {
            for j in 0..i {
                let sign = |a: f64, b: f64| f64::from(i8::from(a > b) - i8::from(a < b));
                let (dx, dy) = (sign(x[i], x[j]), sign(y[i], y[j]));
                balance += dx * dy;
                untied_x += dx * dx;
                untied_y += dy * dy;
            }
        }
        let size = f64::sqrt(untied_x * untied_y);
        (size > 0.0).then(|| balance / size)
    }

    proptest! {
        #[test]
        fn is_what_counting_pairs_gives(pairs in prop::collection::vec((-4_i8..4, -4_i8..4), 0..40)) {
            let (x, y): (Vec<f64>, Vec<f64>) = pairs.iter().map(|(a, b)| (f64::from(*a), f64::from(*b))).unzip();
            prop_assert_eq!(kendall(&x, &y), plain(&x, &y));
        }
    }
}
