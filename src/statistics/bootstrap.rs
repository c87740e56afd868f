//! The bootstrap: units (queries, documents) in, replicates of a statistic over resampled units and their percentile
//! interval out. Replicate i draws from a stream of its own, so threads do not matter.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use rand::RngExt;
use rayon::prelude::*;

use super::{Interval, enough_units, expansion, mean, stream};
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
/// How many replicates are drawn and summed together.
const REPLICATES_AT_ONCE: usize = 32;
/// How many of them are summed side by side.
const LANES: usize = 8;
/// Over how many units they are summed before the next columns come: their draws stay in the nearest cache.
const UNITS_AT_ONCE: usize = 64;
/// Draws of so many units and replicates are kept for the next columns.
const MOST_KEPT: usize = 1 << 25;

/// How often each unit is drawn in the replicates of a block, block after block. As in [`Bootstrap::times`], none more than 255
/// times.
type Times = Vec<[u8; REPLICATES_AT_ONCE]>;

/// What was drawn last, by seed, replicates and units: the columns of one table after the other are of the same queries.
static DRAWN: Mutex<Option<([u64; 3], Arc<Times>)>> = Mutex::new(None);

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
    /// [`expansion`]; `None` for fewer values than [`fewest_units`](super::fewest_units).
    ///
    /// ```
    /// use sourcebias::statistics::Bootstrap;
    /// let few = [1.0, 2.0, 3.0];
    /// let more = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    /// let intervals = Bootstrap::default().mean_intervals(&[&few[..], &more]);
    /// assert!(intervals[0].is_none() && intervals[1].is_some_and(|one| one.low < 2.5 && 4.5 < one.high));
    /// ```
    pub fn mean_intervals<V: AsRef<[f64]> + Sync>(&self, columns: &[V]) -> Vec<Option<Interval>> {
        let replicates = self.mean_replicates(columns);
        let of_column = |(column, means): (&V, Vec<f64>)| {
            let (column, interval) = (column.as_ref(), Interval::percentile(means, self.confidence)?);
            Some(interval.spread_about(mean(column)?, expansion(column.len(), self.confidence)?))
        };
        columns.par_iter().zip(replicates).map(of_column).collect()
    }

    /// The replicates of the mean of every column, in order; none for a column of fewer values than
    /// [`fewest_units`](super::fewest_units). Columns of one
    /// length see the same draws, so that their replicates may be compared one by one.
    pub fn mean_replicates<V: AsRef<[f64]>>(&self, columns: &[V]) -> Vec<Vec<f64>> {
        let mut replicates = vec![Vec::new(); columns.len()];
        for (units, places) in
            by_length(columns).into_iter().filter(|(units, _)| enough_units(*units, self.confidence))
        {
            let kept = self.drawn(units);
            for places in places.chunks(COLUMNS_AT_ONCE) {
                // Columns of few values beside zeros come last, and of these the values alone.
                let values = |place: &usize| columns[*place].as_ref();
                let (few, all): (Vec<usize>, Vec<usize>) =
                    places.iter().partition(|place| 2 * valued(values(place)).count() < units);
                let places = [&all[..], &few].concat();
                let all: Vec<&[f64]> = all.iter().map(values).collect();
                let few: Vec<Vec<(usize, f64)>> =
                    few.iter().map(|place| valued(values(place)).collect()).collect();
                let sums = |times: &[[u8; REPLICATES_AT_ONCE]]| {
                    let mut sums = weighted_sums(&all, times);
                    sums.extend(few.iter().map(|few| sums_of_few(few, times)));
                    sums
                };
                let of_block = |block: usize| -> Vec<[f64; REPLICATES_AT_ONCE]> {
                    let mut sums = match &kept {
                        Some(times) => sums(&times[block * units..][..units]),
                        None => sums(&self.times_of_block(units, block)),
                    };
                    sums.iter_mut().flatten().for_each(|sum| *sum /= units as f64);
                    sums
                };
                let blocks = (0..self.replicates.div_ceil(REPLICATES_AT_ONCE)).into_par_iter();
                let means: Vec<Vec<[f64; REPLICATES_AT_ONCE]>> = blocks.map(of_block).collect();
                for (column, place) in places.iter().enumerate() {
                    let of_column = means.iter().flat_map(|means| means[column]);
                    replicates[*place] = of_column.take(self.replicates).collect();
                }
            }
        }
        replicates
    }

    /// The draws of all replicates, where they are few enough to be kept.
    fn drawn(&self, units: usize) -> Option<Arc<Times>> {
        let blocks = self.replicates.div_ceil(REPLICATES_AT_ONCE);
        if units.saturating_mul(blocks * REPLICATES_AT_ONCE) > MOST_KEPT {
            return None;
        }
        let key = [self.seed, self.replicates as u64, units as u64];
        let last = || DRAWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, times)) = last().as_ref().filter(|(known, _)| *known == key) {
            return Some(times.clone());
        }
        let drawn = (0..blocks).into_par_iter().flat_map_iter(|block| self.times_of_block(units, block));
        let times = Arc::new(drawn.collect::<Times>());
        *last() = Some((key, times.clone()));
        Some(times)
    }

    /// How often each unit is drawn in each replicate of a block.
    fn times_of_block(&self, units: usize, block: usize) -> Times {
        let mut times = vec![[0_u8; REPLICATES_AT_ONCE]; units];
        let replicates = (block * REPLICATES_AT_ONCE..self.replicates).take(REPLICATES_AT_ONCE);
        for (lane, replicate) in replicates.enumerate() {
            self.draw(units, replicate, |unit| times[unit][lane] = times[unit][lane].saturating_add(1));
        }
        times
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

/// The values that are not 0, and their places.
fn valued(column: &[f64]) -> impl Iterator<Item = (usize, f64)> {
    column.iter().copied().enumerate().filter(|(_, value)| *value != 0.0)
}

/// Σ of each value of a column as often as it is drawn in each replicate of a block, what is 0 being left out: it changes no sum.
fn sums_of_few(few: &[(usize, f64)], times: &[[u8; REPLICATES_AT_ONCE]]) -> [f64; REPLICATES_AT_ONCE] {
    let mut sums = [0.0; REPLICATES_AT_ONCE];
    for (unit, value) in few {
        sums.iter_mut().zip(&times[*unit]).for_each(|(sum, times)| *sum += f64::from(*times) * value);
    }
    sums
}

/// Of each column, Σ of each value as often as it is drawn in each replicate of a block, unit after unit. What is not drawn adds
/// 0, which changes no sum.
fn weighted_sums(columns: &[&[f64]], times: &[[u8; REPLICATES_AT_ONCE]]) -> Vec<[f64; REPLICATES_AT_ONCE]> {
    let mut sums = vec![[0.0; REPLICATES_AT_ONCE]; columns.len()];
    let mut lanes = [[[0.0; LANES]; UNITS_AT_ONCE]; REPLICATES_AT_ONCE / LANES];
    let mut nothing = [0.0; REPLICATES_AT_ONCE];
    for (number, times) in times.chunks(UNITS_AT_ONCE).enumerate() {
        for (unit, times) in times.iter().enumerate() {
            for (lanes, times) in lanes.iter_mut().zip(times.as_chunks().0) {
                lanes[unit] = times.map(f64::from);
            }
        }
        let of_units =
            |column: &[f64]| number * UNITS_AT_ONCE..column.len().min((number + 1) * UNITS_AT_ONCE);
        for (sums, columns) in sums.chunks_mut(2).zip(columns.chunks(2)) {
            let (first, second) = match sums {
                [first, second] => (first, second),
                [first, ..] => (first, &mut nothing),
                [] => continue,
            };
            let [one, other] = [0, columns.len() - 1].map(|at| &columns[at][of_units(columns[at])]);
            let both = first.as_chunks_mut().0.iter_mut().zip(second.as_chunks_mut().0);
            lanes
                .iter()
                .zip(both)
                .for_each(|(lanes, (first, second))| add(lanes, [one, other], [first, second]));
        }
    }
    sums
}

/// Adds the values of two columns, each as often as it is drawn, to their sums.
fn add(times: &[[f64; LANES]; UNITS_AT_ONCE], [one, other]: [&[f64]; 2], sums: [&mut [f64; LANES]; 2]) {
    let [mut first, mut second] = [*sums[0], *sums[1]];
    for ((times, one), other) in times.iter().zip(one).zip(other) {
        for lane in 0..LANES {
            first[lane] += times[lane] * one;
            second[lane] += times[lane] * other;
        }
    }
    (*sums[0], *sums[1]) = (first, second);
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
            let plain = plain
                .spread_about(mean(&(0..units as u32).collect::<Vec<_>>()), expansion(units, 0.9).unwrap());
            let found = interval.unwrap();
            assert!((plain.low - found.low).abs() < 1e-12 && (plain.high - found.high).abs() < 1e-12);
            assert_eq!(SMALL.mean_intervals(&[column]), [*interval]);
        }
        assert_eq!(together[3..], [None, None]);
    }

    #[test]
    fn replicates_are_to_the_bit_those_of_adding_what_is_drawn_unit_by_unit() {
        // Less than is drawn together and more, of fewer units than are summed together and more, of one column and of several.
        for (replicates, units, each) in [(21, 30, 1), (99, 30, 2), (64, 200, 3), (99, 128, 5)] {
            let column = |by: usize| {
                let mut column: Vec<f64> =
                    values(units).into_iter().map(|value| value - 4.1 * by as f64).collect();
                // Some with many zeros.
                column.iter_mut().skip(3).step_by(2 + by).for_each(|value| *value = 0.0);
                column[units / 2..].iter_mut().filter(|_| by % 2 == 1).for_each(|value| *value = 0.0);
                column
            };
            let columns: Vec<Vec<f64>> = (0..each).map(column).collect();
            let bootstrap = Bootstrap { replicates, ..SMALL };
            for (column, found) in columns.iter().zip(bootstrap.mean_replicates(&columns)) {
                let plain = |replicate: usize| {
                    let times = bootstrap.times(units, replicate).into_iter();
                    let drawn = times.zip(column).filter(|(times, _)| *times > 0);
                    drawn.fold(0.0, |sum, (times, value)| sum + f64::from(times) * value) / units as f64
                };
                assert_eq!(found, (0..replicates).map(plain).collect::<Vec<f64>>());
            }
        }
    }

    #[test]
    fn draws_are_of_their_own_seed_replicates_and_units_whatever_was_drawn_before() {
        let column = values(40);
        let alone = |bootstrap: Bootstrap, units: usize| -> Vec<f64> {
            let mean = |drawn: &[u32]| drawn.iter().map(|unit| column[*unit as usize]).sum::<f64>();
            bootstrap.replicate(units, mean)
        };
        let bootstraps =
            [SMALL, Bootstrap { seed: 4, ..SMALL }, Bootstrap { replicates: 101, ..SMALL }, SMALL];
        for (bootstrap, units) in bootstraps.into_iter().flat_map(|one| [(one, 40), (one, 39), (one, 40)]) {
            let found = bootstrap.mean_replicates(&[&column[..units]]).remove(0);
            let plain = alone(bootstrap, units);
            assert_eq!(found.len(), plain.len());
            let near = |(found, plain): (&f64, &f64)| (found * units as f64 - plain).abs() < 1e-9;
            assert!(found.iter().zip(&plain).all(near));
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
