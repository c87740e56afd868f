//! Exchanges of labels: figures as sums over units in; the sums under random signs of the units out, the same signs for
//! every figure, so that what figures have in common is kept.

use rand::Rng;
use rayon::prelude::*;

use super::stream;

/// How many patterns of signs are summed side by side: as many as a byte has bits.
const TOGETHER: usize = 8;

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
        let block = |mut folded: A, block: usize| {
            let first = block * TOGETHER;
            let signs = self.signs(units.len(), first);
            let sums: Vec<[f64; TOGETHER]> =
                columns.iter().map(|column| signed_sums(column, &signs)).collect();
            let mut row = vec![0.0; sums.len()];
            for lane in 0..TOGETHER.min(self.count - first) {
                row.iter_mut().zip(&sums).for_each(|(value, sums)| *value = sums[lane]);
                each(&mut folded, &row);
            }
            folded
        };
        let blocks = (0..self.count.div_ceil(TOGETHER)).into_par_iter();
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

    /// The signs of all units in the exchanges from `first` on, those of a unit in one byte.
    fn signs(&self, units: usize, first: usize) -> Vec<u8> {
        let mut generators: [_; TOGETHER] =
            std::array::from_fn(|lane| stream(self.seed, (first + lane) as u64));
        let mut signs = Vec::with_capacity(units.next_multiple_of(64));
        while signs.len() < units {
            let bits = generators.each_mut().map(|generator| generator.next_u64().to_le_bytes());
            for eight in 0..8 {
                let lanes = u64::from_le_bytes(bits.map(|bits| bits[eight]));
                signs.extend_from_slice(&transposed(lanes).to_le_bytes());
            }
        }
        signs.truncate(units);
        signs
    }
}

/// Eight bytes of eight bits turned over: bit i of byte j becomes bit j of byte i. (Warren 2013, Hacker's Delight, 7-3)
fn transposed(bytes: u64) -> u64 {
    [(7, 0x00aa_00aa_00aa_00aa), (14, 0x0000_cccc_0000_cccc), (28, 0x0000_0000_f0f0_f0f0)].into_iter().fold(
        bytes,
        |bytes, (by, mask): (u32, u64)| {
            let turned = (bytes ^ bytes >> by) & mask;
            bytes ^ turned ^ turned << by
        },
    )
}

/// For each byte of signs, the bit that turns the sign of a number in each exchange, or none.
static TURNS: [[u64; TOGETHER]; 256] = {
    let mut turns = [[0; TOGETHER]; 256];
    let mut signs = 0;
    while signs < 256 {
        let mut lane = 0;
        while lane < TOGETHER {
            turns[signs][lane] = (signs as u64 >> lane & 1) << 63;
            lane += 1;
        }
        signs += 1;
    }
    turns
};

fn signed_sums(column: &[(u32, f64)], signs: &[u8]) -> [f64; TOGETHER] {
    let mut sums = [0.0; TOGETHER];
    for (unit, value) in column {
        let (turns, bits) = (&TURNS[signs[*unit as usize] as usize], value.to_bits());
        for lane in 0..TOGETHER {
            sums[lane] += f64::from_bits(bits ^ turns[lane]);
        }
    }
    sums
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
}
