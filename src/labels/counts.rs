//! What measures of agreement are computed from: tables that are sums over queries, so that a resample of queries is a sum of
//! small tables.

use super::{Judgements, Scale};
use crate::corpus::Grade;

/// How often which grades met.
///
/// Only a pair with two grades or more can agree or disagree. One with a single grade counts for [`Counts::shares`] alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Counts {
    low: Grade,
    levels: usize,
    confusion: Vec<f64>,
    coincidences: Vec<f64>,
    agreements: Vec<f64>,
    shares: Vec<f64>,
    graded: f64,
    compared: f64,
}

impl Counts {
    /// No counts yet.
    pub fn new(scale: Scale) -> Counts {
        let levels = scale.levels();
        Counts {
            low: scale.low,
            levels,
            confusion: Vec::new(),
            coincidences: vec![0.0; levels * levels],
            agreements: vec![0.0; levels * levels],
            shares: vec![0.0; levels],
            graded: 0.0,
            compared: 0.0,
        }
    }

    /// The counts of two judges: of `levels` times `levels` cells, how often the first gave the grade of the row and the
    /// second that of the column.
    pub fn of_two(scale: Scale, confusion: &[f64]) -> Counts {
        let mut counts = Counts::new(scale);
        counts.set_two(confusion);
        counts
    }

    /// Makes these the counts of two judges.
    pub(super) fn set_two(&mut self, confusion: &[f64]) {
        let levels = self.levels;
        self.confusion.clear();
        self.confusion.extend_from_slice(confusion);
        self.shares.fill(0.0);
        let mut all = 0.0;
        for first in 0..levels {
            for second in 0..levels {
                let count = confusion[first * levels + second];
                let met = count + confusion[second * levels + first];
                self.coincidences[first * levels + second] = met;
                self.agreements[first * levels + second] = met / 2.0;
                self.shares[first] += met / 2.0;
                all += count;
            }
        }
        (self.graded, self.compared) = (all, all);
    }

    /// Makes these the counts of any number of judges, of a sum of [`tables_of_many`].
    pub(super) fn set_many(&mut self, sums: &[f64]) {
        let cells = self.levels * self.levels;
        self.confusion.clear();
        self.coincidences.copy_from_slice(&sums[..cells]);
        self.agreements.copy_from_slice(&sums[cells..2 * cells]);
        self.shares.copy_from_slice(&sums[2 * cells..2 * cells + self.levels]);
        (self.graded, self.compared) = (sums[2 * cells + self.levels], sums[2 * cells + self.levels + 1]);
    }

    /// How many grades the scale has.
    pub fn levels(&self) -> usize {
        self.levels
    }

    /// How often the first of two judges gave grade `first` where the second gave `second` (places on the scale); `None` where
    /// there are not two judges.
    pub fn confusion(&self, first: usize, second: usize) -> Option<f64> {
        self.confusion.get(first * self.levels + second).copied()
    }

    /// Krippendorff's coincidences o: each ordered pair of grades of one unit with m grades counts 1 ÷ (m − 1).
    pub fn coincidences(&self, first: usize, second: usize) -> f64 {
        self.coincidences[first * self.levels + second]
    }

    /// The same with 1 ÷ m(m − 1): each unit counts 1.
    pub fn agreements(&self, first: usize, second: usize) -> f64 {
        self.agreements[first * self.levels + second]
    }

    /// The part of its grades that each unit gives to a level, summed over units with at least one grade.
    pub fn shares(&self, level: usize) -> f64 {
        self.shares[level]
    }

    /// The units with at least one grade.
    pub fn graded(&self) -> f64 {
        self.graded
    }

    /// The units with two grades or more.
    pub fn compared(&self) -> f64 {
        self.compared
    }

    /// The share of agreement between two grades of a unit, P; `None` where no unit has two.
    pub fn observed(&self) -> Option<f64> {
        let agreed: f64 = (0..self.levels).map(|level| self.agreements(level, level)).sum();
        (self.compared > 0.0).then(|| agreed / self.compared)
    }

    /// The counts of a scale of two grades: below `at`, and from `at` on.
    pub fn at_least(&self, at: Grade) -> Counts {
        let side = |level: usize| usize::from(i64::from(self.low) + level as i64 >= i64::from(at));
        let folded = |table: &[f64]| {
            let mut folded = vec![0.0; 4];
            for (cell, count) in table.iter().enumerate() {
                folded[side(cell / self.levels) * 2 + side(cell % self.levels)] += count;
            }
            folded
        };
        let mut shares = vec![0.0; 2];
        self.shares.iter().enumerate().for_each(|(level, share)| shares[side(level)] += share);
        Counts {
            low: 0,
            levels: 2,
            confusion: if self.confusion.is_empty() { Vec::new() } else { folded(&self.confusion) },
            coincidences: folded(&self.coincidences),
            agreements: folded(&self.agreements),
            shares,
            graded: self.graded,
            compared: self.compared,
        }
    }
}

/// Tables side by side, one a query: those of queries that have none are left out.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct QueryTables {
    /// The cells of each table.
    pub width: usize,
    /// The tables one after the other, in the order of the queries.
    pub cells: Vec<f64>,
    /// The units that were compared.
    pub pairs: u64,
}

impl QueryTables {
    /// How many queries have a table.
    pub fn queries(&self) -> usize {
        self.cells.len() / self.width
    }

    /// The sum of all tables.
    pub fn sum(&self) -> Vec<f64> {
        let mut sum = vec![0.0; self.width];
        for table in self.cells.chunks_exact(self.width) {
            sum.iter_mut().zip(table).for_each(|(sum, cell)| *sum += cell);
        }
        sum
    }
}

/// The confusion of two judges by query, of the pairs that both have graded.
pub(super) fn tables_of_two(
    judgements: &Judgements,
    first: &[Option<u8>],
    second: &[Option<u8>],
) -> QueryTables {
    let levels = judgements.scale.levels();
    let mut tables = QueryTables { width: levels * levels, cells: Vec::new(), pairs: 0 };
    let mut last = None;
    for (place, (query, _)) in judgements.pairs.iter().enumerate() {
        let (Some(one), Some(other)) = (first[place], second[place]) else { continue };
        if last.replace(*query) != Some(*query) {
            tables.cells.resize(tables.cells.len() + tables.width, 0.0);
        }
        let start = tables.cells.len() - tables.width;
        tables.cells[start + usize::from(one) * levels + usize::from(other)] += 1.0;
        tables.pairs += 1;
    }
    tables
}

/// The tables of any number of judges by query: coincidences, agreements, shares, units with a grade and units with two.
pub(super) fn tables_of_many(judgements: &Judgements, judges: &[&[Option<u8>]]) -> QueryTables {
    let levels = judgements.scale.levels();
    let cells = levels * levels;
    let mut tables = QueryTables { width: 2 * cells + levels + 2, cells: Vec::new(), pairs: 0 };
    let (mut last, mut counts) = (None, vec![0_u32; levels]);
    for (place, (query, _)) in judgements.pairs.iter().enumerate() {
        counts.fill(0);
        let grades = judges.iter().filter_map(|levels| levels[place]);
        grades.for_each(|level| counts[usize::from(level)] += 1);
        let grades = f64::from(counts.iter().sum::<u32>());
        if grades == 0.0 {
            continue;
        }
        if last.replace(*query) != Some(*query) {
            tables.cells.resize(tables.cells.len() + tables.width, 0.0);
        }
        let start = tables.cells.len() - tables.width;
        let table = &mut tables.cells[start..];
        for (level, count) in counts.iter().enumerate() {
            table[2 * cells + level] += f64::from(*count) / grades;
        }
        table[2 * cells + levels] += 1.0;
        if grades < 2.0 {
            continue;
        }
        table[2 * cells + levels + 1] += 1.0;
        tables.pairs += 1;
        for (first, one) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            for (second, other) in counts.iter().enumerate() {
                let others = if first == second { other - 1 } else { *other };
                let met = f64::from(*one) * f64::from(others);
                table[first * levels + second] += met / (grades - 1.0);
                table[cells + first * levels + second] += met / (grades * (grades - 1.0));
            }
        }
    }
    tables
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_judges_by_one_path_and_by_the_other() {
        let scale = Scale::new(0, 2).unwrap();
        let mut judgements = Judgements {
            scale,
            judges: Vec::new(),
            people: None,
            queries: vec!["q".into(), "r".into()],
            pairs: (0..6).map(|place| (place / 3, place.to_string())).collect(),
        };
        let first = [0, 1, 2, 2, 1, 0].map(Some);
        let second = [Some(0), Some(1), Some(1), Some(2), Some(0), None];
        let two = tables_of_two(&judgements, &first, &second);
        assert_eq!((two.queries(), two.pairs), (2, 5));
        assert_eq!(two.cells[..9], [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0]);
        let mut of_two = Counts::of_two(scale, &two.sum());
        let mut of_many = Counts::new(scale);
        of_many.set_many(&tables_of_many(&judgements, &[&first, &second]).sum());
        // The unit with one grade counts for the shares alone.
        assert_eq!((of_many.graded(), of_many.compared(), of_many.shares(0)), (6.0, 5.0, 2.5));
        assert_eq!((of_two.graded(), of_two.shares(0)), (5.0, 1.5));
        for counts in [&mut of_two, &mut of_many] {
            assert_eq!((counts.coincidences(0, 1), counts.coincidences(1, 1)), (1.0, 2.0));
            assert_eq!(counts.observed(), Some(0.6));
            // From 1 on all agree but the pair (1, 0).
            assert_eq!(counts.at_least(1).observed(), Some(0.8));
        }
        judgements.pairs.clear();
        assert_eq!(tables_of_many(&judgements, &[]).queries(), 0);
    }
}
