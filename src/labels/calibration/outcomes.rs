//! What a confidence promised and what came: pairs of a confidence and whether it was right, in a fixed order.

/// Confidences with whether what they were about was right, by rising confidence, so that no sum depends on the order in
/// which they were given.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcomes {
    sorted: Vec<(f64, bool)>,
}

/// One bin of a reliability diagram.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bin {
    /// How many confidences fall into it.
    pub count: u64,
    /// Their sum.
    pub confidence: f64,
    /// How many of them were right.
    pub right: u64,
}

impl Bin {
    /// The mean confidence; `None` of an empty bin.
    pub fn mean_confidence(&self) -> Option<f64> {
        (self.count > 0).then(|| self.confidence / self.count as f64)
    }

    /// The share that was right; `None` of an empty bin.
    pub fn accuracy(&self) -> Option<f64> {
        (self.count > 0).then(|| self.right as f64 / self.count as f64)
    }

    /// How far the mean confidence lies from the share that was right.
    pub fn gap(&self) -> Option<f64> {
        Some((self.mean_confidence()? - self.accuracy()?).abs())
    }
}

impl Outcomes {
    /// Outcomes of these confidences, in 0..=1.
    pub fn new(mut pairs: Vec<(f64, bool)>) -> Outcomes {
        pairs.sort_unstable_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        Outcomes { sorted: pairs }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// All of them, by rising confidence.
    pub fn iter(&self) -> impl Iterator<Item = (f64, bool)> {
        self.sorted.iter().copied()
    }

    /// The mean of a quantity; `None` of nothing.
    pub(super) fn mean(&self, of: impl Fn(f64, bool) -> f64) -> Option<f64> {
        let sum: f64 = self.iter().map(|(confidence, right)| of(confidence, right)).sum();
        (!self.is_empty()).then(|| sum / self.len() as f64)
    }

    /// How many are as `wanted`, as a share of all; `None` of nothing.
    pub(super) fn share(&self, wanted: impl Fn(f64, bool) -> bool) -> Option<f64> {
        let count = self.iter().filter(|(confidence, right)| wanted(*confidence, *right)).count();
        (!self.is_empty()).then(|| count as f64 / self.len() as f64)
    }

    /// How many are right and wrong at each different confidence, by rising confidence.
    pub(super) fn by_confidence(&self) -> impl Iterator<Item = (u64, u64)> {
        self.sorted.chunk_by(|one, other| one.0 == other.0).map(|alike| {
            let right = alike.iter().filter(|(_, right)| *right).count() as u64;
            (right, alike.len() as u64 - right)
        })
    }

    /// So many equal bins of 0..=1; each holds its lower end, and the last one its upper end too.
    pub fn bins(&self, bins: usize) -> Vec<Bin> {
        let mut found = vec![Bin::default(); bins];
        for (confidence, right) in self.iter() {
            // The small addend keeps products such as 0.29·100 from falling below the whole number that they are.
            let place = (confidence * bins as f64 + 1e-9).floor() as usize;
            let bin = &mut found[place.min(bins - 1)];
            bin.count += 1;
            bin.confidence += confidence;
            bin.right += u64::from(right);
        }
        found
    }

    /// The mean over bins, each weighing as many as it holds; `None` of nothing.
    pub(super) fn over_bins(&self, bins: usize, of: impl Fn(&Bin) -> Option<f64>) -> Option<f64> {
        let found = self.bins(bins);
        let sum: f64 = found.iter().filter_map(|bin| Some(bin.count as f64 * of(bin)?)).sum();
        (!self.is_empty()).then(|| sum / self.len() as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_hold_their_lower_ends() {
        let outcomes =
            Outcomes::new(vec![(1.0, true), (0.29, false), (0.3, true), (0.0, false), (0.9, true)]);
        let counts = |bins| outcomes.bins(bins).iter().map(|bin| bin.count).collect::<Vec<_>>();
        assert_eq!(counts(10), [1, 0, 1, 1, 0, 0, 0, 0, 0, 2]);
        assert_eq!(outcomes.bins(100)[29].count, 1);
        assert_eq!(outcomes.bins(1)[0], Bin { count: 5, confidence: 0.0 + 0.29 + 0.3 + 0.9 + 1.0, right: 3 });
        assert_eq!(Bin::default().gap(), None);
    }
}
