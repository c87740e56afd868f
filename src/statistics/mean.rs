//! Means and spreads: numbers in, one number out; sums run in the order given.

/// Arithmetic mean; `None` of nothing.
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// Sample variance with n − 1 below, by two passes; `None` for fewer than two values.
pub fn sample_variance(values: &[f64]) -> Option<f64> {
    let middle = mean(values).filter(|_| values.len() >= 2)?;
    let squares: f64 = values.iter().map(|value| (value - middle) * (value - middle)).sum();
    Some(squares / (values.len() - 1) as f64)
}

/// Median: the middle value, or the mean of the two middle ones; `None` of nothing.
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(sorted[middle]),
        _ => Some((sorted[middle - 1] + sorted[middle]) / 2.0),
    }
}

/// The same number, with −0 written as 0: tables that differ only in the sign of zero would differ in bytes.
pub fn signless_zero(value: f64) -> f64 {
    value + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_four_numbers() {
        let values = [4.0, 1.0, 2.0, 9.0];
        assert_eq!(mean(&values), Some(4.0));
        assert_eq!(median(&values), Some(3.0));
        // (0 + 9 + 4 + 25) / 3
        assert_eq!(sample_variance(&values), Some(38.0 / 3.0));
        assert_eq!(median(&values[..3]), Some(2.0));
    }

    #[test]
    fn of_too_few_is_undefined() {
        assert_eq!((mean(&[]), median(&[]), sample_variance(&[1.0])), (None, None, None));
    }

    #[test]
    fn zero_has_no_sign() {
        assert!(signless_zero(-0.0).is_sign_positive());
        assert_eq!(signless_zero(-2.5), -2.5);
    }
}
