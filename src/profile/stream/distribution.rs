//! The distribution of a measure's values over documents: values in, their number, mean and median out, in memory that
//! does not grow with the documents.

use std::collections::BTreeMap;

/// Up to so many values are kept one by one.
const KEPT: usize = 1 << 20;
/// Of a value's 52 bits after the leading one, so many tell its bin: bins are 2⁻¹⁰ of their value wide.
const BIN_BITS: u32 = 10;

/// Values seen so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Distribution {
    count: u64,
    sum: f64,
    values: Vec<f64>,
    /// Beyond [`KEPT`] values: number and sum of those in each bin, bins in order of their values.
    bins: BTreeMap<i64, (u64, f64)>,
}

impl Distribution {
    pub(super) fn push(&mut self, value: f64) {
        self.count += 1;
        self.sum += value;
        self.values.push(value);
    }

    /// Adds the values of a later part.
    pub(super) fn merge(&mut self, part: Distribution) {
        self.count += part.count;
        self.sum += part.sum;
        self.values.extend(part.values);
        if self.values.len() > KEPT || !self.bins.is_empty() {
            for value in self.values.drain(..) {
                let (count, sum) = self.bins.entry(bin(value)).or_default();
                *count += 1;
                *sum += value;
            }
            self.values.shrink_to_fit();
        }
    }

    pub(super) fn len(&self) -> u64 {
        self.count
    }

    pub(super) fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum / self.count as f64)
    }

    /// The median: exact while values are kept one by one, and else the mean of the bin that it lies in, which is exact
    /// to 2⁻¹¹ of it (and exactly for whole numbers below 2048, which have bins of their own).
    pub(super) fn median(&self) -> Option<f64> {
        if self.bins.is_empty() {
            return crate::statistics::median(&self.values);
        }
        let at = |place: u64| {
            let mut before = 0;
            self.bins.values().find_map(|(count, sum)| {
                before += count;
                (place < before).then(|| sum / *count as f64)
            })
        };
        Some((at((self.count - 1) / 2)? + at(self.count / 2)?) / 2.0)
    }
}

/// The bin of a value: its leading bits, as a number that rises with it.
fn bin(value: f64) -> i64 {
    let leading = ((value + 0.0).to_bits() >> (52 - BIN_BITS)) as i64;
    let sign = 1_i64 << (11 + BIN_BITS);
    if leading & sign == 0 { leading } else { -(leading & !sign) - 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_rise_with_their_values() {
        let values = [-3.0, -2.0, -1.5, -1e-9, 0.0, 1e-9, 0.72, 0.7211, 1.0, 2047.0, 2048.0];
        assert!(values.map(bin).is_sorted_by(|left, right| left < right), "{:?}", values.map(bin));
        assert_eq!(bin(-0.0), bin(0.0));
        assert!((1..2048).all(|whole| bin(f64::from(whole)) < bin(f64::from(whole + 1))));
    }

    #[test]
    fn many_values_have_the_median_of_few() {
        let value = |index: u64| ((index * 7919) % 100_003) as f64 / 317.0 + 1.0;
        for count in [5_u64, 6, KEPT as u64, KEPT as u64 + 70_001] {
            let mut whole = Distribution::default();
            for start in (0..count).step_by(1000) {
                let mut part = Distribution::default();
                (start..count.min(start + 1000)).for_each(|index| part.push(value(index)));
                whole.merge(part);
            }
            let plain: Vec<f64> = (0..count).map(value).collect();
            let exact = crate::statistics::median(&plain).unwrap();
            assert!((whole.median().unwrap() / exact - 1.0).abs() < 0.0005);
            assert!((whole.mean().unwrap() - crate::statistics::mean(&plain).unwrap()).abs() < 1e-9);
            assert_eq!(whole.len(), count);
            assert_eq!(whole.bins.is_empty(), count <= KEPT as u64);
        }
        assert_eq!((Distribution::default().median(), Distribution::default().mean()), (None, None));
    }
}
