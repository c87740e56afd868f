//! Scores by frequency and length, each computed once: many postings of one term share both.

/// Frequencies up to this are kept.
const FREQUENCIES: usize = 16;
/// Lengths below this are kept.
const LENGTHS: usize = 512;

/// Rows of scores, one per lane, by (frequency, length).
pub(super) struct Memo {
    width: usize,
    /// The number of the row of each pair, from 1; 0 where it is not computed.
    numbers: Vec<u32>,
    /// The pairs that have a row.
    used: Vec<u32>,
    rows: Vec<f64>,
    /// The row of a pair that is not kept.
    other: Vec<f64>,
}

impl Memo {
    /// No rows yet, of `width` scores each.
    pub fn new(width: usize) -> Self {
        Memo {
            width,
            numbers: vec![0; FREQUENCIES * LENGTHS],
            used: Vec::new(),
            rows: Vec::new(),
            other: vec![0.0; width],
        }
    }

    /// Forgets all rows.
    pub fn clear(&mut self) {
        for pair in self.used.drain(..) {
            self.numbers[pair as usize] = 0;
        }
        self.rows.clear();
    }

    /// The row of (`frequency`, `length`), filled by `fill` where it is not known.
    #[inline]
    pub fn row(&mut self, frequency: u32, length: u32, fill: impl FnOnce(&mut [f64])) -> &[f64] {
        let pair = (frequency as usize - 1) * LENGTHS + length as usize;
        if frequency as usize > FREQUENCIES || length as usize >= LENGTHS {
            fill(&mut self.other);
            return &self.other;
        }
        let number = match self.numbers[pair] {
            0 => self.add(pair, fill),
            number => number,
        };
        let start = (number as usize - 1) * self.width;
        &self.rows[start..start + self.width]
    }

    #[cold]
    fn add(&mut self, pair: usize, fill: impl FnOnce(&mut [f64])) -> u32 {
        let start = self.rows.len();
        self.rows.resize(start + self.width, 0.0);
        fill(&mut self.rows[start..]);
        self.used.push(pair as u32);
        self.numbers[pair] = self.used.len() as u32;
        self.numbers[pair]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_computed_once_where_it_is_kept() {
        let mut memo = Memo::new(2);
        let mut computed = 0;
        for _ in 0..2 {
            for (frequency, length) in [(1, 0), (1, 511), (2, 7), (16, 511), (17, 3), (3, 512), (1, 7)] {
                let row = memo.row(frequency, length, |row| {
                    computed += 1;
                    row.copy_from_slice(&[f64::from(frequency), f64::from(length)]);
                });
                assert_eq!(row, [f64::from(frequency), f64::from(length)]);
            }
        }
        assert_eq!(computed, 5 + 2 * 2);
        memo.clear();
        assert_eq!(memo.row(1, 7, |row| row.fill(9.0)), [9.0, 9.0]);
    }
}
