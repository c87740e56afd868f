//! The bootstrap: units (queries, documents) in, replicates of a statistic over resampled units and their percentile
//! interval out. Replicate i draws from a stream of its own, so threads do not matter.

use rand::RngExt;

use super::{Interval, KeptDraws, stream};
use crate::error::{Result, require};

/// How to resample. Units are drawn with replacement; every statistic with the same number of units sees the same
/// draws. (Efron & Tibshirani 1993, An Introduction to the Bootstrap)
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bootstrap {
    /// How many replicates, B.
    pub replicates: usize,
    /// The seed of all draws.
    pub seed: u64,
    /// The coverage of intervals, in 0..1.
    pub confidence: f64,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Bootstrap { replicates: 9_999, seed: 42, confidence: 0.95 }
    }
}

impl Bootstrap {
    /// Checks the settings `bootstrap` and `confidence` of a section, as in `[bias]`.
    pub(crate) fn check(&self, section: &str) -> Result<()> {
        let usable = self.replicates == 0 || (99..=1_000_000).contains(&self.replicates);
        require(usable, section, "`bootstrap` must be 0, or from 99 to 1000000")?;
        let inside = self.confidence > 0.0 && self.confidence < 1.0;
        require(inside, section, "`confidence` must lie between 0 and 1, as in 0.95")
    }

    /// Calls `each` with the number of every unit that `replicate` draws of `units`.
    pub fn draw(&self, units: usize, replicate: usize, mut each: impl FnMut(usize)) {
        let mut generator = stream(self.seed, replicate as u64);
        (0..units).for_each(|_| each(generator.random_range(0..units as u32) as usize));
    }

    /// How often `replicate` draws each of `units` units.
    ///
    /// No unit is drawn more than 255 times: where there are more draws than that, the chance of it is below 1 ÷ 256! for
    /// each unit.
    pub fn times(&self, units: usize, replicate: usize) -> Vec<u8> {
        let mut times = vec![0_u8; units];
        self.draw(units, replicate, |unit| times[unit] = times[unit].saturating_add(1));
        times
    }

    /// The interval of the mean of every column: the percentile interval with its ends put further from the mean by the
    /// [`expansion`](super::expansion()); `None` for fewer values than [`fewest_units`](super::fewest_units).
    ///
    /// ```
    /// use sourcebias::statistics::Bootstrap;
    /// let few = [1.0, 2.0, 3.0];
    /// let more = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    /// let intervals = Bootstrap::default().mean_intervals(&[&few[..], &more]);
    /// assert!(intervals[0].is_none() && intervals[1].is_some_and(|one| one.low < 2.5 && 4.5 < one.high));
    /// ```
    pub fn mean_intervals<V: AsRef<[f64]> + Sync>(&self, columns: &[V]) -> Vec<Option<Interval>> {
        KeptDraws::new(*self).mean_intervals(columns)
    }

    /// The replicates of the mean of every column, in order; none for a column of fewer values than
    /// [`fewest_units`](super::fewest_units). Columns of one
    /// length see the same draws, so that their replicates may be compared one by one.
    pub fn mean_replicates<V: AsRef<[f64]>>(&self, columns: &[V]) -> Vec<Vec<f64>> {
        KeptDraws::new(*self).mean_replicates(columns)
    }
}

#[cfg(test)]
impl Bootstrap {
    /// `statistic` of each replicate, in order, one by one: it gets the numbers (from 0) of the `units` units drawn.
    pub(crate) fn replicate<T>(&self, units: usize, statistic: impl Fn(&[u32]) -> T) -> Vec<T> {
        let one = |replicate: usize| {
            let mut drawn = Vec::with_capacity(units);
            self.draw(units, replicate, |unit| drawn.push(unit as u32));
            statistic(&drawn)
        };
        (0..self.replicates).map(one).collect()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::statistics::expansion;

    pub const SMALL: Bootstrap = Bootstrap { replicates: 500, seed: 3, confidence: 0.9 };

    pub fn values(count: usize) -> Vec<f64> {
        (0..count).map(|i| ((i * i * 7919) % 101) as f64 / 13.0).collect()
    }

    #[test]
    fn many_columns_at_once_are_as_one_by_one() {
        let columns = [values(30), values(17), values(30), vec![1.0], Vec::new()];
        let together = SMALL.mean_intervals(&columns);
        for (column, interval) in columns[..3].iter().zip(&together) {
            let units = column.len();
            let mean = |drawn: &[u32]| drawn.iter().map(|i| column[*i as usize]).sum::<f64>() / units as f64;
            let plain = Interval::percentile(SMALL.replicate(units, mean), SMALL.confidence).unwrap();
            let plain = plain
                .spread_about(mean(&(0..units as u32).collect::<Vec<_>>()), expansion(units, 0.9).unwrap());
            let found = interval.unwrap();
            assert!((plain.low - found.low).abs() < 1e-12 && (plain.high - found.high).abs() < 1e-12);
            assert_eq!(SMALL.mean_intervals(&[column]), [*interval]);
        }
        assert_eq!(together[3..], [None, None]);
    }

    #[test]
    fn threads_do_not_matter() {
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| SMALL.mean_intervals(&[values(40)]))
        };
        assert_eq!(run(1), run(2));
    }

    #[test]
    fn the_interval_of_a_mean_covers_it_about_as_often_as_it_says() {
        // 400 samples of uniform numbers; nominal 90 %, binomial standard error 1.5 points. Percentiles alone cover the mean of 6
        // some 80 times of 100.
        for units in [6, 12, 30] {
            let covered = (0..400)
                .filter(|seed| {
                    let mut generator = stream(99, *seed);
                    let sample: Vec<f64> = (0..units).map(|_| generator.random::<f64>()).collect();
                    let bootstrap = Bootstrap { seed: *seed, ..SMALL };
                    let interval = bootstrap.mean_intervals(&[sample])[0].unwrap();
                    interval.low <= 0.5 && 0.5 <= interval.high
                })
                .count();
            assert!((342..=378).contains(&covered), "{units}: {covered} of 400");
        }
    }
}
