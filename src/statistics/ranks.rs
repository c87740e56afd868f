//! Ranks: numbers in, their ranks from 1 in rising order out; equal numbers share the mean of their ranks.

/// The mean rank of each value.
///
/// ```
/// use sourcebias::statistics::mean_ranks;
/// assert_eq!(mean_ranks(&[10.0, 20.0, 10.0]), [1.5, 3.0, 1.5]);
/// ```
pub fn mean_ranks(values: &[f64]) -> Vec<f64> {
    doubled_ranks(values).into_iter().map(|rank| rank as f64 / 2.0).collect()
}

/// Twice the mean rank of each value: a whole number.
pub(super) fn doubled_ranks(values: &[f64]) -> Vec<i64> {
    let mut order: Vec<u32> = (0..values.len() as u32).collect();
    order.sort_unstable_by(|a, b| values[*a as usize].total_cmp(&values[*b as usize]));
    let mut ranks = vec![0; values.len()];
    let mut before = 0_i64;
    for tied in order.chunk_by(|a, b| values[*a as usize] == values[*b as usize]) {
        let size = tied.len() as i64;
        tied.iter().for_each(|place| ranks[*place as usize] = 2 * before + size + 1);
        before += size;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_zeros_are_one_value() {
        assert_eq!(mean_ranks(&[0.0, -0.0, 1.0]), [1.5, 1.5, 3.0]);
        assert!(mean_ranks(&[]).is_empty());
    }
}
