//! Exchanges of labels: figures as sums over units in; the sums under random signs of the units out, the same signs for
//! every figure, so that what figures have in common is kept.

use rand::Rng;
use rand_pcg::Pcg64;
use rayon::prelude::*;

use super::signed_sums::{TOGETHER, Tables, WORD, add_one_by_one, draw, patterns_at_once, signs_of};
use super::stream;

/// Of how many columns sums are looked up at most: those of many exchanges must be kept.
const MOST_BY_TABLES: usize = 4096;
/// From so many units in [`WORD`] on, looking up is faster than adding one by one.
const DENSE: usize = 16;

/// Random exchanges of labels: each unit (a content, a query) keeps its sign or changes it, by an even coin of its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exchanges {
    /// How many, B.
    pub count: usize,
    /// The seed of all of them; exchange i draws from a stream of its own.
    pub seed: u64,
}

/// The contributions of units to one figure: (unit, contribution), by unit, each unit once.
pub type ExchangeColumn = [(u32, f64)];

impl Exchanges {
    /// Folds the sums Σ sᵤ·xᵤ of all columns over all exchanges: `each` gets an accumulator that `start` made and the sums
    /// of one exchange, in the order of the columns; `merge` joins two accumulators. The result must not depend on the
    /// order of exchanges.
    pub fn fold<A: Send>(
        &self,
        columns: &[&ExchangeColumn],
        start: impl Fn() -> A + Sync + Send,
        each: impl Fn(&mut A, &[f64]) + Sync + Send,
        merge: impl Fn(A, A) -> A + Sync + Send,
    ) -> A {
        let mut units: Vec<u32> =
            columns.iter().flat_map(|column| column.iter().map(|(unit, _)| *unit)).collect();
        units.sort_unstable();
        units.dedup();
        let place = |unit: u32| units.binary_search(&unit).expect("every unit is listed") as u32;
        let placed = |column: &&ExchangeColumn| -> Vec<(u32, f64)> {
            column
                .iter()
                .filter(|(_, value)| *value != 0.0)
                .map(|(unit, value)| (place(*unit), *value))
                .collect()
        };
        let columns: Vec<Vec<(u32, f64)>> = columns.iter().map(placed).collect();
        let summed = Columns::new(columns, units.len());
        let together = summed.together(self.count);
        let block = |mut folded: A, block: usize| {
            let first = block * together;
            let exchanges = together.min(self.count - first);
            let lanes = exchanges.next_multiple_of(TOGETHER);
            let sums = summed.sums(self.generators(first, lanes));
            let mut eight = vec![[0.0; TOGETHER]; summed.columns.len()];
            let mut row = vec![0.0; summed.columns.len()];
            for start in (0..exchanges).step_by(TOGETHER) {
                let of_column = sums.chunks_exact(lanes).map(|sums| sums[start..].as_chunks().0[0]);
                eight.iter_mut().zip(of_column).for_each(|(eight, sums)| *eight = sums);
                for lane in 0..TOGETHER.min(exchanges - start) {
                    row.iter_mut().zip(&eight).for_each(|(value, sums)| *value = sums[lane]);
                    each(&mut folded, &row);
                }
            }
            folded
        };
        let blocks = (0..self.count.div_ceil(together)).into_par_iter();
        blocks.fold(&start, block).reduce(&start, &merge)
    }

    /// The sums of all columns, a row an exchange, in order.
    pub fn rows(&self, columns: &[&ExchangeColumn]) -> Vec<Vec<f64>> {
        let each = |rows: &mut Vec<Vec<f64>>, sums: &[f64]| rows.push(sums.to_vec());
        let merge = |mut left: Vec<Vec<f64>>, right: Vec<Vec<f64>>| {
            left.extend(right);
            left
        };
        // Neighbours are joined with neighbours.
        self.fold(columns, Vec::new, each, merge)
    }

    /// Which of `units` units change their sign in exchange `number`: as the sums have it where their units are 0 to
    /// `units` − 1, each in some column.
    pub fn changed(&self, units: usize, number: usize) -> Vec<bool> {
        let mut generator = stream(self.seed, number as u64);
        let mut changed = Vec::with_capacity(units.next_multiple_of(64));
        while changed.len() < units {
            let bits = generator.next_u64();
            changed.extend((0..64).map(|unit| bits >> unit & 1 == 1));
        }
        changed.truncate(units);
        changed
    }

    /// The generators of coins of `lanes` exchanges from `first` on: bit i of a number turns the sign of unit i of [`WORD`].
    fn generators(&self, first: usize, lanes: usize) -> Vec<Pcg64> {
        (first..first + lanes).map(|number| stream(self.seed, number as u64)).collect()
    }
}

/// What is summed.
struct Columns {
    /// (place of the unit, contribution), those of 0 left out.
    columns: Vec<Vec<(u32, f64)>>,
    /// Words of units.
    words: usize,
    /// The parts of all columns by word, where many sums are looked up; nothing where all are added one by one.
    parts: Option<Vec<Part>>,
}

/// Where the units of one word stand in a column.
struct Part {
    word: u32,
    column: u32,
    start: u32,
    end: u32,
}

impl Columns {
    fn new(columns: Vec<Vec<(u32, f64)>>, units: usize) -> Columns {
        let word = |unit: &(u32, f64)| unit.0 / WORD as u32;
        let words = |units: &Vec<(u32, f64)>| -> Vec<(u32, u32)> {
            let of_word = units.chunk_by(|left, right| word(left) == word(right));
            of_word.map(|units| (word(&units[0]), units.len() as u32)).collect()
        };
        let mut parts = Vec::new();
        let (mut looked_up, mut all) = (0, 0);
        if columns.len() <= MOST_BY_TABLES {
            for (column, units) in (0..).zip(&columns) {
                let mut start = 0;
                for (word, count) in words(units) {
                    parts.push(Part { word, column, start, end: start + count });
                    start += count;
                    looked_up += if count as usize >= DENSE { u64::from(count) } else { 0 };
                }
                all += units.len() as u64;
            }
            parts.sort_by_key(|part| part.word);
        }
        let parts = (looked_up > all / 2).then_some(parts);
        Columns { columns, words: units.div_ceil(WORD), parts }
    }

    /// How many of so many exchanges are summed together.
    fn together(&self, count: usize) -> usize {
        if self.parts.is_some() { patterns_at_once(count, self.columns.len()) } else { TOGETHER }
    }

    /// The sums of each column in as many exchanges as there are generators, in an order that the units alone decide: turning
    /// the sign of every contribution turns that of every sum exactly.
    fn sums(&self, mut generators: Vec<Pcg64>) -> Vec<f64> {
        let lanes = generators.len();
        let mut sums = vec![0.0; self.columns.len() * lanes];
        let mut coins = vec![0; lanes];
        let Some(parts) = &self.parts else {
            let mut signs = Vec::with_capacity(self.words * WORD);
            for _ in 0..self.words {
                draw(&mut generators, &mut coins);
                signs_of(&coins, &mut signs);
            }
            let all = self.columns.iter().zip(sums.as_chunks_mut().0);
            all.for_each(|(units, sums)| add_one_by_one(units, 0, &signs, sums));
            return sums;
        };
        let (mut signs, mut tables, mut nothing) = (Vec::new(), Tables::new(), vec![0.0; lanes]);
        let mut parts = parts.chunk_by(|left, right| left.word == right.word).peekable();
        for word in 0..self.words as u32 {
            draw(&mut generators, &mut coins);
            signs.clear();
            let parts = parts.next_if(|parts| parts[0].word == word).unwrap_or_default();
            let units =
                |part: &Part| &self.columns[part.column as usize][part.start as usize..part.end as usize];
            let (dense, sparse): (Vec<&Part>, Vec<&Part>) =
                parts.iter().partition(|part| units(part).len() >= DENSE);
            for pair in dense.chunks(2) {
                let mut values = [[0.0; 2]; WORD];
                for (side, part) in pair.iter().enumerate() {
                    units(part)
                        .iter()
                        .for_each(|(place, value)| values[*place as usize % WORD][side] = *value);
                }
                // The parts of a word stand by column.
                let start = |part: &Part| part.column as usize * lanes;
                let (before, after) =
                    sums.split_at_mut(pair.get(1).map_or(start(pair[0]) + lanes, |part| start(part)));
                let left = &mut before[start(pair[0])..][..lanes];
                let right = if pair.len() > 1 { &mut after[..lanes] } else { &mut nothing[..] };
                tables.add(&values, &coins, [left, right]);
            }
            for part in sparse {
                let (units, sums) = (units(part), &mut sums[part.column as usize * lanes..][..lanes]);
                if signs.is_empty() {
                    signs_of(&coins, &mut signs);
                }
                let eights = signs.chunks_exact(WORD).zip(sums.as_chunks_mut().0);
                eights.for_each(|(signs, sums)| add_one_by_one(units, word as usize * WORD, signs, sums));
            }
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_adding_with_signs_one_by_one() {
        let exchanges = Exchanges { count: 21, seed: 4 };
        let (left, right) = (vec![(3, 1.0), (70, 2.0), (900, 4.0)], vec![(70, -1.5), (71, 0.0)]);
        let rows = exchanges.rows(&[&left, &right]);
        assert_eq!(rows.len(), 21);
        for row in &rows {
            // The same sign of unit 70 in both: its share of the left sum is ±2, the rest ±1 ± 4.
            let sign = -row[1] / 1.5;
            assert!(sign.abs() == 1.0 && [3.0, 5.0].contains(&(row[0] - 2.0 * sign).abs()), "{row:?}");
        }
        let plus = rows.iter().filter(|row| row[1] > 0.0).count();
        assert!((4..=17).contains(&plus), "{plus} of 21");
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        assert_eq!(pool.install(|| exchanges.rows(&[&left, &right])), rows);
        // Units 3, 70, 71 and 900 stand at the places 0 to 3.
        for (number, row) in rows.iter().enumerate() {
            let sign = |place: usize| if exchanges.changed(4, number)[place] { -1.0 } else { 1.0 };
            assert_eq!(row[..], [sign(0) + 2.0 * sign(1) + 4.0 * sign(3), -1.5 * sign(1)]);
        }
    }

    #[test]
    fn every_unit_has_the_sign_of_its_own_coin() {
        let exchanges = Exchanges { count: 13, seed: 6 };
        let columns: Vec<Vec<(u32, f64)>> = (0..150).map(|unit| vec![(unit, 1.0)]).collect();
        let rows = exchanges.rows(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>());
        for (number, row) in rows.iter().enumerate() {
            let changed: Vec<bool> = row.iter().map(|sum| *sum < 0.0).collect();
            assert_eq!(changed, exchanges.changed(150, number));
            assert!(row.iter().all(|sum| sum.abs() == 1.0));
        }
    }

    /// Every sum by its definition: signs from the coins of [`Exchanges::changed`], added unit by unit.
    fn plain(exchanges: &Exchanges, columns: &[Vec<(u32, f64)>], units: usize) -> Vec<Vec<f64>> {
        let row = |number: usize| {
            let changed = exchanges.changed(units, number);
            let signed = |(unit, value): &(u32, f64)| if changed[*unit as usize] { -value } else { *value };
            columns.iter().map(|column| column.iter().map(signed).sum()).collect()
        };
        (0..exchanges.count).map(row).collect()
    }

    #[test]
    fn sums_by_tables_are_those_of_the_definition() {
        // Every unit in one column; a dense one with gaps and an empty word; one of few units; and none.
        let value = |unit: u32| f64::from(unit * unit % 101) / 7.0 - 6.9;
        let column = |keep: &dyn Fn(u32) -> bool| -> Vec<(u32, f64)> {
            (0..300).filter(|unit| keep(*unit)).map(|unit| (unit, value(unit))).collect()
        };
        let columns = [
            column(&|_| true),
            column(&|unit| unit % 3 != 1 && !(64..128).contains(&unit)),
            column(&|unit| unit % 50 == 7),
            Vec::new(),
        ];
        assert!(Columns::new(columns.to_vec(), 300).parts.is_some());
        assert!(Columns::new(columns[2..].to_vec(), 300).parts.is_none());
        let views: Vec<&ExchangeColumn> = columns.iter().map(Vec::as_slice).collect();
        let negated: Vec<Vec<(u32, f64)>> = columns
            .iter()
            .map(|column| column.iter().map(|(unit, value)| (*unit, -value)).collect())
            .collect();
        let negated: Vec<&ExchangeColumn> = negated.iter().map(Vec::as_slice).collect();
        // Less than a block of eight, one that is not filled, and more than one of tables.
        for count in [5, 21, 2051] {
            let exchanges = Exchanges { count, seed: 8 };
            let found = exchanges.rows(&views);
            let expected = plain(&exchanges, &columns, 300);
            assert_eq!(found.len(), count);
            for (found, expected) in found.iter().flatten().zip(expected.iter().flatten()) {
                assert!((found - expected).abs() < 1e-10, "{found} {expected}");
            }
            let turned: Vec<Vec<f64>> = exchanges
                .rows(&negated)
                .into_iter()
                .map(|row| row.iter().map(|sum| -sum).collect())
                .collect();
            assert_eq!(turned, found);
        }
    }

    #[test]
    fn whole_numbers_are_summed_exactly_with_few_columns_and_with_very_many() {
        let dense: Vec<(u32, f64)> = (0..130).map(|unit| (unit, f64::from(unit % 9) - 4.0)).collect();
        let exchanges = Exchanges { count: 30, seed: 2 };
        let expected: Vec<f64> = plain(&exchanges, std::slice::from_ref(&dense), 130).concat();
        for columns in [1, 3, MOST_BY_TABLES, MOST_BY_TABLES + 1] {
            let found = exchanges.rows(&vec![&dense[..]; columns]);
            for (row, sum) in found.iter().zip(&expected) {
                assert!(row.iter().all(|found| found == sum));
            }
        }
    }
}
