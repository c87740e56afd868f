//! The bootstrap: units (queries, documents) in, replicates of a statistic over resampled units and their percentile
//! interval out. Replicate i draws from a stream of its own, so threads do not matter.

use std::collections::BTreeMap;

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

/// How many columns are summed by the same draws: more draw fewer times, fewer need less memory.
const COLUMNS_AT_ONCE: usize = 256;
/// How many replicates are summed side by side.
const REPLICATES_AT_ONCE: usize = 8;
/// So many units are summed together in every column: how often they are drawn fits into the processor's first cache.
const UNITS_AT_ONCE: usize = 256;

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
                let of_places: Vec<&[f64]> = places.iter().map(|place| columns[*place].as_ref()).collect();
                let of_block = |times: &mut Vec<u8>, block: usize| -> Vec<[f64; REPLICATES_AT_ONCE]> {
                    let first = block * REPLICATES_AT_ONCE;
                    // How often each replicate draws each unit, so that values are read in order; in bytes as [`Bootstrap::times`],
                    // since it is by chance which of them is next.
                    times.clear();
                    times.resize(REPLICATES_AT_ONCE * units, 0);
                    let replicates = first..self.replicates.min(first + REPLICATES_AT_ONCE);
                    for (replicate, times) in replicates.zip(times.chunks_exact_mut(units)) {
                        self.draw(units, replicate, |unit| times[unit] = times[unit].saturating_add(1));
                    }
                    let sums = weighted_sums(&of_places, times, units);
                    sums.into_iter().map(|sums| sums.map(|sum| sum / units as f64)).collect()
                };
                let blocks = (0..self.replicates.div_ceil(REPLICATES_AT_ONCE)).into_par_iter();
                let means: Vec<Vec<[f64; REPLICATES_AT_ONCE]>> =
                    blocks.map_init(Vec::new, of_block).collect();
                for (column, place) in places.iter().enumerate() {
                    let of_column = means.iter().flat_map(|means| means[column]);
                    replicates[*place] = of_column.take(self.replicates).collect();
                }
            }
        }
        replicates
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

/// For each column, Σ of each value as often as it is drawn in each of some replicates, of which `times` tells it one after the
/// other. What is not drawn adds 0, which changes no sum.
fn weighted_sums(columns: &[&[f64]], times: &[u8], units: usize) -> Vec<[f64; REPLICATES_AT_ONCE]> {
    let mut sums = vec![[0.0; REPLICATES_AT_ONCE]; columns.len()];
    let mut weights = [[0.0; REPLICATES_AT_ONCE]; UNITS_AT_ONCE];
    for start in (0..units).step_by(UNITS_AT_ONCE) {
        let end = units.min(start + UNITS_AT_ONCE);
        for (lane, times) in times.chunks_exact(units).enumerate() {
            let drawn = weights.iter_mut().zip(&times[start..end]);
            drawn.for_each(|(weights, times)| weights[lane] = f64::from(*times));
        }
        for (sums, column) in sums.iter_mut().zip(columns) {
            let mut found = *sums;
            for (value, weights) in column[start..end].iter().zip(&weights) {
                found.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight * value);
            }
            *sums = found;
        }
    }
    sums
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
    fn replicates_are_to_the_bit_those_of_adding_what_is_drawn_unit_by_unit() {
        let bootstrap = Bootstrap { replicates: 21, ..SMALL };
        for units in [2, 30, UNITS_AT_ONCE, 2 * UNITS_AT_ONCE + 1] {
            let columns = [values(units), values(units).into_iter().map(|value| value - 4.1).collect()];
            for (column, found) in columns.iter().zip(bootstrap.mean_replicates(&columns)) {
                let plain = |replicate: usize| {
                    let times = bootstrap.times(units, replicate);
                    let drawn = times.into_iter().zip(column).filter(|(times, _)| *times > 0);
                    drawn.fold(0.0, |sum, (times, value)| sum + f64::from(times) * value) / units as f64
                };
                assert_eq!(found, (0..21).map(plain).collect::<Vec<f64>>());
            }
        }
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
