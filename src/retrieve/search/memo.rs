//! Scores by frequency and length, each computed once: many postings of one term share both.

/// Frequencies up to this are kept.
const FREQUENCIES: usize = 16;
/// Lengths below this are kept.
const LENGTHS: usize = 512;

/// The place of a pair in a table; `None` where it is not kept.
#[inline]
fn place(frequency: u32, length: u32) -> Option<usize> {
    let kept = frequency as usize <= FREQUENCIES && (length as usize) < LENGTHS;
    kept.then(|| frequency as usize * LENGTHS + length as usize)
}

/// One score for each (frequency, length).
pub(super) struct Memo {
    /// The score of each pair; not a number where it is not computed.
    scores: Vec<f64>,
    used: Vec<u32>,
}

impl Memo {
    /// No score yet but that of a term that does not occur, which is 0.
    pub fn new() -> Self {
        let mut scores = vec![f64::NAN; (FREQUENCIES + 1) * LENGTHS];
        scores[..LENGTHS].fill(0.0);
        Memo { scores, used: Vec::new() }
    }

    /// Forgets all scores.
    pub fn clear(&mut self) {
        for place in self.used.drain(..) {
            self.scores[place as usize] = f64::NAN;
        }
    }

    /// The score of a pair, computed by `score` where it is not known.
    #[inline]
    pub fn score(&mut self, frequency: u32, length: u32, score: impl FnOnce() -> f64) -> f64 {
        let Some(place) = place(frequency, length) else { return if frequency > 0 { score() } else { 0.0 } };
        let known = self.scores[place];
        if known.is_nan() { self.add(place, score()) } else { known }
    }

    #[cold]
    fn add(&mut self, place: usize, score: f64) -> f64 {
        self.scores[place] = score;
        self.used.push(place as u32);
        score
    }
}

/// Rows of scores, one per model, by (frequency, length).
pub(super) struct RowMemo {
    width: usize,
    /// The number of the row of each pair, from 1; 0 where it is not computed.
    numbers: Vec<u32>,
    used: Vec<u32>,
    rows: Vec<f64>,
    /// The row of a pair that is not kept.
    other: Vec<f64>,
}

impl RowMemo {
    /// No rows yet, of `width` scores each.
    pub fn new(width: usize) -> Self {
        RowMemo {
            width,
            numbers: vec![0; (FREQUENCIES + 1) * LENGTHS],
            used: Vec::new(),
            rows: Vec::new(),
            other: vec![0.0; width],
        }
    }

    /// Forgets all rows.
    pub fn clear(&mut self) {
        for place in self.used.drain(..) {
            self.numbers[place as usize] = 0;
        }
        self.rows.clear();
    }

    /// The row of a pair, filled by `fill` where it is not known.
    #[inline]
    pub fn row(&mut self, frequency: u32, length: u32, fill: impl FnOnce(&mut [f64])) -> &[f64] {
        let Some(place) = place(frequency, length) else {
            fill(&mut self.other);
            return &self.other;
        };
        let number = match self.numbers[place] {
            0 => self.add(place, fill),
            number => number,
        };
        let start = (number as usize - 1) * self.width;
        &self.rows[start..start + self.width]
    }

    #[cold]
    fn add(&mut self, place: usize, fill: impl FnOnce(&mut [f64])) -> u32 {
        let start = self.rows.len();
        self.rows.resize(start + self.width, 0.0);
        fill(&mut self.rows[start..]);
        self.used.push(place as u32);
        self.numbers[place] = self.used.len() as u32;
        self.numbers[place]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAIRS: [(u32, u32); 7] = [(1, 0), (1, 511), (2, 7), (16, 511), (17, 3), (3, 512), (1, 7)];

    #[test]
    fn a_score_is_computed_once_where_it_is_kept() {
        let (mut memo, mut rows) = (Memo::new(), RowMemo::new(2));
        let mut computed = [0, 0];
        for _ in 0..2 {
            for (frequency, length) in PAIRS {
                let (one, other) = (f64::from(frequency), f64::from(length));
                let score = memo.score(frequency, length, || {
                    computed[0] += 1;
                    one + other / 1024.0
                });
                assert_eq!(score, one + other / 1024.0);
                let row = rows.row(frequency, length, |row| {
                    computed[1] += 1;
                    row.copy_from_slice(&[one, other]);
                });
                assert_eq!(row, [one, other]);
            }
        }
        assert_eq!(computed, [5 + 2 * 2; 2]);
        memo.clear();
        rows.clear();
        assert_eq!(memo.score(1, 7, || 9.0), 9.0);
        assert_eq!((memo.score(0, 7, || 9.0), memo.score(0, 7000, || 9.0)), (0.0, 0.0));
        assert_eq!(rows.row(1, 7, |row| row.fill(9.0)), [9.0, 9.0]);
    }
}
