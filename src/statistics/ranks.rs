//! Ranks: numbers in, their ranks from 1 in rising order out; equal numbers share the mean of their ranks.

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
    fn equal_values_share_their_mean_rank() {
        assert_eq!(doubled_ranks(&[10.0, 20.0, 10.0]), [3, 6, 3]);
        // Both zeros are one value.
        assert_eq!(doubled_ranks(&[0.0, -0.0, 1.0]), [3, 3, 6]);
        assert!(doubled_ranks(&[]).is_empty());
    }
}
