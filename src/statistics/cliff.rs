//! Cliff's δ: two samples in, how much more often one exceeds the other out.

/// Cliff's δ = (#(x > y) − #(x < y)) ÷ (n₁·n₂), in −1..=1; 0 where neither tends to be larger. `None` where a sample is
/// empty. (Cliff 1993)
pub fn cliffs_delta(x: &[f64], y: &[f64]) -> Option<f64> {
    let mut sorted = y.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let mut balance = 0_i64;
    for value in x {
        let smaller = sorted.partition_point(|other| other < value);
        let larger = sorted.len() - sorted.partition_point(|other| other <= value);
        balance += smaller as i64 - larger as i64;
    }
    let pairs = x.len() * y.len();
    (pairs > 0).then(|| balance as f64 / pairs as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_by_three_by_hand() {
        // 2 > 1, 2 = 2, 2 < 3; 4 exceeds all three: 4 − 1 of 6
        assert_eq!(cliffs_delta(&[2.0, 4.0], &[3.0, 1.0, 2.0]), Some(0.5));
        assert_eq!(cliffs_delta(&[3.0, 1.0, 2.0], &[2.0, 4.0]), Some(-0.5));
        assert_eq!(cliffs_delta(&[], &[1.0]), None);
    }
}
