//! The bootstrap: units (queries, documents) in, replicates of a statistic over resampled units and their percentile
//! interval out. Replicate i draws from a stream of its own, so threads do not matter.

use std::collections::BTreeMap;
use std::ops::Range;

use rand::RngExt;
use rayon::prelude::*;

use super::{Interval, stream};
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

/// How many columns are summed side by side: more draw fewer times, fewer need less memory.
const COLUMNS_AT_ONCE: usize = 256;
/// How many replicates are summed side by side: each row of values is then fetched once for all of them.
const REPLICATES_AT_ONCE: usize = 8;
/// So few columns are not worth a loop of their own.
const FEW: usize = 8;

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

    /// The percentile interval of the mean of every column; `None` for fewer than two values.
    ///
    /// ```
    /// use sourcebias::statistics::Bootstrap;
    /// let interval = Bootstrap::default().mean_intervals(&[[1.0, 2.0, 3.0]])[0].unwrap();
    /// assert_eq!((interval.low, interval.high), (1.0, 3.0));
    /// ```
    pub fn mean_intervals<V: AsRef<[f64]>>(&self, columns: &[V]) -> Vec<Option<Interval>> {
        let replicates = self.mean_replicates(columns);
        replicates.into_par_iter().map(|means| Interval::percentile(means, self.confidence)).collect()
    }

    /// The replicates of the mean of every column, in order; none for a column of fewer than two values. Columns of one
    /// length see the same draws, so that their replicates may be compared one by one.
    pub fn mean_replicates<V: AsRef<[f64]>>(&self, columns: &[V]) -> Vec<Vec<f64>> {
        let mut replicates = vec![Vec::new(); columns.len()];
        for (units, places) in by_length(columns).into_iter().filter(|(units, _)| *units >= 2) {
            for places in places.chunks(COLUMNS_AT_ONCE) {
                let rows = interleaved(columns, places, units);
                let of_block = |block: usize| {
                    let first = block * REPLICATES_AT_ONCE;
                    let block = first..self.replicates.min(first + REPLICATES_AT_ONCE);
                    let mut sums = match places.len() < FEW {
                        true => self.sums_of_few(&rows, places.len(), block),
                        false => self.sums_of_many(&rows, places.len(), block),
                    };
                    sums.iter_mut().flatten().for_each(|sum| *sum /= units as f64);
                    sums
                };
                let blocks = (0..self.replicates.div_ceil(REPLICATES_AT_ONCE)).into_par_iter();
                let means: Vec<Vec<f64>> = blocks.flat_map_iter(of_block).collect();
                for (column, place) in places.iter().enumerate() {
                    replicates[*place] = means.iter().map(|means| means[column]).collect();
                }
            }
        }
        replicates
    }

    /// The sums of each of `columns` columns in the replicates of `block`: every row is added as often as it is drawn, to all
    /// columns at once.
    fn sums_of_many(&self, rows: &[f64], columns: usize, block: Range<usize>) -> Vec<Vec<f64>> {
        // How often each unit is drawn: rows are then read in order.
        let times: Vec<Vec<u8>> =
            block.map(|replicate| self.times(rows.len() / columns, replicate)).collect();
        let mut sums = vec![vec![0.0; columns]; times.len()];
        for (unit, row) in rows.chunks_exact(columns).enumerate() {
            let drawn = sums.iter_mut().zip(&times).map(|(sums, times)| (sums, times[unit]));
            for (sums, times) in drawn.filter(|(_, times)| *times > 0) {
                let times = f64::from(times);
                sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += times * value);
            }
        }
        sums
    }

    /// The same, to the last bit, with all replicates at once: a row that is not drawn adds 0.
    fn sums_of_few(&self, rows: &[f64], columns: usize, block: Range<usize>) -> Vec<Vec<f64>> {
        let (units, count) = (rows.len() / columns, block.len());
        let mut times = vec![[0_u8; REPLICATES_AT_ONCE]; units];
        for (lane, replicate) in block.enumerate() {
            self.draw(units, replicate, |unit| times[unit][lane] = times[unit][lane].saturating_add(1));
        }
        let mut sums = vec![[0.0; REPLICATES_AT_ONCE]; columns];
        for (row, times) in rows.chunks_exact(columns).zip(&times) {
            let times = times.map(f64::from);
            for (sums, value) in sums.iter_mut().zip(row) {
                sums.iter_mut().zip(times).for_each(|(sum, times)| *sum += times * value);
            }
        }
        (0..count).map(|lane| sums.iter().map(|sums| sums[lane]).collect()).collect()
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

/// The places of the columns of each length.
pub(super) fn by_length<V: AsRef<[f64]>>(columns: &[V]) -> BTreeMap<usize, Vec<usize>> {
    let mut places: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (place, column) in columns.iter().enumerate() {
        places.entry(column.as_ref().len()).or_default().push(place);
    }
    places
}

/// The columns at `places` side by side: the values of one unit stand together, so that sums run over vectors.
pub(super) fn interleaved<V: AsRef<[f64]>>(columns: &[V], places: &[usize], units: usize) -> Vec<f64> {
    let unit = |unit: usize| places.iter().map(move |place| columns[*place].as_ref()[unit]);
    (0..units).flat_map(unit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Bootstrap = Bootstrap { replicates: 500, seed: 3, confidence: 0.9 };

    fn values(count: usize) -> Vec<f64> {
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
            let found = interval.unwrap();
            assert!((plain.low - found.low).abs() < 1e-12 && (plain.high - found.high).abs() < 1e-12);
            assert_eq!(SMALL.mean_intervals(&[column]), [*interval]);
        }
        assert_eq!(together[3..], [None, None]);
    }

    #[test]
    fn few_columns_are_summed_as_many_are_to_the_last_bit() {
        // Signs and zeros of either sign, and a number of replicates that is no multiple of those at once.
        let column = |seed: usize| -> Vec<f64> {
            values(30)
                .iter()
                .map(|value| if *value > 4.0 { (value - 6.0) * seed as f64 } else { -0.0 })
                .collect()
        };
        let many: Vec<Vec<f64>> = (0..FEW).map(column).collect();
        let drawn = Bootstrap { replicates: 99, ..SMALL };
        let found = drawn.mean_replicates(&many);
        for count in 1..FEW {
            let few = drawn.mean_replicates(&many[..count]);
            for (one, other) in few.iter().flatten().zip(found.iter().flatten()) {
                assert_eq!(one.to_bits(), other.to_bits());
            }
        }
        assert!(found.iter().all(|replicates| replicates.len() == 99));
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
        // 400 samples of 30 uniform numbers; nominal 90 %, binomial standard error 1.5 points, a percentile interval
        // of 30 units runs some two points short.
        let covered = (0..400)
            .filter(|seed| {
                let mut generator = stream(99, *seed);
                let sample: Vec<f64> = (0..30).map(|_| generator.random::<f64>()).collect();
                let interval = Bootstrap { seed: *seed, ..SMALL }.mean_intervals(&[sample])[0].unwrap();
                interval.low <= 0.5 && 0.5 <= interval.high
            })
            .count();
        assert!((332..=376).contains(&covered), "{covered} of 400");
    }
}
