//! Draws of a bootstrap that are kept: columns of values in, the replicates of their means out. What is drawn for one table is
//! there for the next, of which the columns mostly are of as many units.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use rayon::prelude::*;

use super::{Bootstrap, Interval, enough_units, mean};
use crate::in_order::held;

/// How many columns are summed by the same draws: more draw fewer times, fewer need less memory.
const COLUMNS_AT_ONCE: usize = 256;
/// How many replicates are drawn and summed together.
const REPLICATES_AT_ONCE: usize = 32;
/// How many of them are summed side by side.
const LANES: usize = 8;
/// Over how many units they are summed before the next columns come: their draws stay in the nearest cache.
const UNITS_AT_ONCE: usize = 64;
/// So many draws of units, a unit and replicate each, are kept for the next columns.
const MOST_KEPT: usize = 1 << 25;

/// How often each unit is drawn in the replicates of a block, block after block. As in [`Bootstrap::times`], none more than 255
/// times.
type Times = Vec<[u8; REPLICATES_AT_ONCE]>;

/// A bootstrap, and how often each unit is drawn in each replicate for the numbers of units that were asked about last. Whoever
/// makes several tables makes one for all of them.
#[derive(Debug)]
pub struct KeptDraws {
    bootstrap: Bootstrap,
    /// By the number of units; what was drawn last comes last.
    kept: Mutex<Vec<(usize, Arc<Times>)>>,
    /// How many draws of units are kept at most.
    room: usize,
}

impl KeptDraws {
    /// Nothing is drawn yet.
    pub fn new(bootstrap: Bootstrap) -> Self {
        KeptDraws { bootstrap, kept: Mutex::new(Vec::new()), room: MOST_KEPT }
    }

    /// What draws.
    pub fn bootstrap(&self) -> Bootstrap {
        self.bootstrap
    }

    /// As [`Bootstrap::mean_intervals`].
    pub fn mean_intervals<V: AsRef<[f64]> + Sync>(&self, columns: &[V]) -> Vec<Option<Interval>> {
        let (replicates, confidence) = (self.mean_replicates(columns), self.bootstrap.confidence);
        let of_column = |(column, means): (&V, Vec<f64>)| {
            let (column, interval) = (column.as_ref(), Interval::percentile(means, confidence)?);
            interval.widened_for(mean(column)?, column.len(), confidence)
        };
        columns.par_iter().zip(replicates).map(of_column).collect()
    }

    /// As [`Bootstrap::mean_replicates`].
    pub fn mean_replicates<V: AsRef<[f64]>>(&self, columns: &[V]) -> Vec<Vec<f64>> {
        self.first_mean_replicates(columns, self.bootstrap.replicates)
    }

    /// Of these the first `most` of each column, which are those of a bootstrap of fewer replicates.
    pub fn first_mean_replicates<V: AsRef<[f64]>>(&self, columns: &[V], most: usize) -> Vec<Vec<f64>> {
        let asked = most.min(self.bootstrap.replicates);
        let mut replicates = vec![Vec::new(); columns.len()];
        for (units, places) in by_length(columns)
            .into_iter()
            .filter(|(units, _)| enough_units(*units, self.bootstrap.confidence))
        {
            let kept = self.drawn(units, asked);
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
                        None => sums(&times_of_block(&self.bootstrap, units, block)),
                    };
                    sums.iter_mut().flatten().for_each(|sum| *sum /= units as f64);
                    sums
                };
                let blocks = (0..asked.div_ceil(REPLICATES_AT_ONCE)).into_par_iter();
                let means: Vec<Vec<[f64; REPLICATES_AT_ONCE]>> = blocks.map(of_block).collect();
                for (column, place) in places.iter().enumerate() {
                    let of_column = means.iter().flat_map(|means| means[column]);
                    replicates[*place] = of_column.take(asked).collect();
                }
            }
        }
        replicates
    }

    /// The draws of all replicates for so many units: those that are kept, or new ones where all are asked for and they are few
    /// enough to be kept.
    fn drawn(&self, units: usize, asked: usize) -> Option<Arc<Times>> {
        if let Some((_, times)) = held(&self.kept).iter().find(|(known, _)| *known == units) {
            return Some(times.clone());
        }
        let blocks = self.bootstrap.replicates.div_ceil(REPLICATES_AT_ONCE);
        let size = |units: usize| units.saturating_mul(blocks * REPLICATES_AT_ONCE);
        if asked < self.bootstrap.replicates || size(units) > self.room {
            return None;
        }
        let of_block = |block| times_of_block(&self.bootstrap, units, block);
        let times = Arc::new((0..blocks).into_par_iter().flat_map_iter(of_block).collect::<Times>());
        let mut kept = held(&self.kept);
        // Another thread may have drawn the same meanwhile.
        kept.retain(|(known, _)| *known != units);
        while kept.iter().map(|(units, _)| size(*units)).sum::<usize>() + size(units) > self.room {
            kept.remove(0);
        }
        kept.push((units, times.clone()));
        Some(times)
    }
}

/// How often each unit is drawn in each replicate of a block.
fn times_of_block(bootstrap: &Bootstrap, units: usize, block: usize) -> Times {
    let mut times = vec![[0_u8; REPLICATES_AT_ONCE]; units];
    let replicates = (block * REPLICATES_AT_ONCE..bootstrap.replicates).take(REPLICATES_AT_ONCE);
    for (lane, replicate) in replicates.enumerate() {
        bootstrap.draw(units, replicate, |unit| times[unit][lane] = times[unit][lane].saturating_add(1));
    }
    times
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
    use super::super::bootstrap::tests::{SMALL, values};
    use super::*;

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
    fn what_was_drawn_before_changes_nothing() {
        let column = values(40);
        let plain = |bootstrap: Bootstrap, units: usize| -> Vec<f64> {
            let mean = |drawn: &[u32]| drawn.iter().map(|unit| column[*unit as usize]).sum::<f64>();
            bootstrap.replicate(units, mean)
        };
        for bootstrap in [SMALL, Bootstrap { seed: 4, ..SMALL }, Bootstrap { replicates: 101, ..SMALL }] {
            let draws = KeptDraws::new(bootstrap);
            // Fewer than all before anything is kept, and all, and fewer of those that are kept.
            for (units, most) in [(40, 70), (40, 500), (39, 500), (40, 500), (40, 70), (39, 0)] {
                let found = draws.first_mean_replicates(&[&column[..units]], most).remove(0);
                let plain = plain(bootstrap, units);
                assert_eq!(found.len(), plain.len().min(most));
                let near = |(found, plain): (&f64, &f64)| (found * units as f64 - plain).abs() < 1e-9;
                assert!(found.iter().zip(&plain).all(near));
            }
            assert_eq!(held(&draws.kept).iter().map(|(units, _)| *units).collect::<Vec<_>>(), [40, 39]);
        }
    }

    #[test]
    fn no_more_is_kept_than_fits() {
        let bootstrap = Bootstrap { replicates: 64, ..SMALL };
        let draws = KeptDraws { room: 64 * 100, ..KeptDraws::new(bootstrap) };
        let kept = |units: usize| {
            draws.mean_replicates(&[values(units)]);
            held(&draws.kept).iter().map(|(units, _)| *units).collect::<Vec<_>>()
        };
        assert_eq!(kept(50), [50]);
        assert_eq!(kept(40), [50, 40]);
        assert_eq!(kept(50), [50, 40]);
        assert_eq!(kept(30), [40, 30]);
        assert_eq!(kept(101), [40, 30]);
        assert_eq!(kept(100), [100]);
    }
}
