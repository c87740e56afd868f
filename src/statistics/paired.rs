//! A family of paired tests whose columns share units: signed differences by unit in, p-values adjusted for the family out.

use rand::Rng;
use rayon::prelude::*;

use super::{MaxT, SignFlip, stream};

/// How many patterns of signs a thread counts at a time.
const PATTERNS_AT_ONCE: usize = 64;

impl SignFlip {
    /// The p-values of columns of (unit, difference), adjusted for all of them by step-down maxT; `None` for a column
    /// without a difference that is not 0.
    ///
    /// The statistic of a column is |Σ sᵤ dᵤ| ÷ √Σ dᵤ². A pattern gives each unit (a number below `units`) one sign s for
    /// all columns, so that what the columns have in common, a model that stands in many pairs, is kept; the patterns are
    /// random for small samples too. (Westfall & Young 1993, algorithm 4.1)
    ///
    /// ```
    /// use sourcebias::statistics::SignFlip;
    /// let column: Vec<(u32, f64)> = (0..30).map(|unit| (unit, 1.0)).collect();
    /// let test = SignFlip { flips: 999, seed: 42 };
    /// assert_eq!(test.adjusted(&[column, vec![(0, 0.0)]], 30), [Some(0.001), None]);
    /// ```
    pub fn adjusted(&self, columns: &[Vec<(u32, f64)>], units: usize) -> Vec<Option<f64>> {
        let size =
            |column: &Vec<(u32, f64)>| column.iter().map(|(_, value)| value * value).sum::<f64>().sqrt();
        let sizes: Vec<f64> = columns.iter().map(size).collect();
        let observed: Vec<Option<f64>> = columns
            .iter()
            .zip(&sizes)
            .map(|(column, size)| {
                (*size > 0.0).then(|| column.iter().map(|(_, value)| value).sum::<f64>().abs() / size)
            })
            .collect();
        let family = MaxT::new(&observed);
        let counted = |block: usize| {
            let mut family = family.clone();
            let first = block * PATTERNS_AT_ONCE;
            for replicate in first..self.flips.min(first + PATTERNS_AT_ONCE) {
                let signs = signs(self.seed, replicate, units);
                let sum = |column: &Vec<(u32, f64)>| {
                    column.iter().map(|(unit, value)| signs[*unit as usize] * value).sum::<f64>().abs()
                };
                let sums: Vec<f64> = columns.iter().map(sum).collect();
                family.add(|place| sums[place] / sizes[place]);
            }
            family
        };
        // Counts are whole numbers, so the order in which threads add them does not matter.
        let blocks: Vec<MaxT> =
            (0..self.flips.div_ceil(PATTERNS_AT_ONCE)).into_par_iter().map(counted).collect();
        let mut family = family;
        blocks.iter().for_each(|block| family.merge(block));
        family.p_values(columns.len())
    }
}

fn signs(seed: u64, replicate: usize, units: usize) -> Vec<f64> {
    let mut generator = stream(seed, replicate as u64);
    let mut bits = 0;
    (0..units)
        .map(|unit| {
            if unit % 64 == 0 {
                bits = generator.next_u64();
            }
            let sign = if bits & 1 == 0 { 1.0 } else { -1.0 };
            bits >>= 1;
            sign
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_column_has_the_p_of_the_test_alone() {
        let values: Vec<f64> = (0..40).map(|unit| f64::from(unit % 7) - 2.4).collect();
        let column = values.iter().enumerate().map(|(unit, value)| (unit as u32, *value)).collect();
        let test = SignFlip { flips: 9_999, seed: 3 };
        let (alone, family) =
            (test.p_values(&[values])[0].unwrap(), test.adjusted(&[column], 40)[0].unwrap());
        assert!((alone - family).abs() < 0.01, "{alone} {family}");
    }

    /// Three models whose values of each query are dealt to them by coin: no pair differs but by chance.
    #[test]
    fn labels_dealt_by_coin_are_found_to_differ_as_often_as_the_level_says() {
        const SEEDS: u64 = 500;
        let found: Vec<(bool, bool)> = (0..SEEDS)
            .into_par_iter()
            .map(|seed| {
                let mut generator = stream(seed, 1_000_000);
                let mut columns = vec![Vec::new(); 3];
                for query in 0..30_u32 {
                    // Skewed, and of very unlike sizes, as differences of a measure by query are.
                    let mut value = || (generator.next_u64() as f64 / u64::MAX as f64).powi(4);
                    let mut of_model = [value(), value(), value()];
                    let turn = (generator.next_u64() % 3) as usize;
                    of_model.rotate_left(turn);
                    if generator.next_u64().is_multiple_of(2) {
                        of_model.swap(0, 1);
                    }
                    for (column, (one, other)) in columns.iter_mut().zip([(0, 1), (0, 2), (1, 2)]) {
                        column.push((query, of_model[one] - of_model[other]));
                    }
                }
                let test = SignFlip { flips: 399, seed };
                let alone: Vec<f64> = columns[0].iter().map(|(_, value)| *value).collect();
                let alone = test.p_values(&[alone])[0].is_some_and(|p| p < 0.05);
                (alone, test.adjusted(&columns, 30).iter().flatten().any(|p| *p < 0.05))
            })
            .collect();
        let count = |of: fn(&(bool, bool)) -> bool| found.iter().filter(|one| of(one)).count();
        let (alone, any) = (count(|one| one.0), count(|one| one.1));
        eprintln!("of {SEEDS}: one pair {alone}, any of three {any}");
        // Three binomial standard errors about 25: √(500 · 0.05 · 0.95) is 4.9. Signs shared by the columns hold the
        // family's level only as far as they hold for all three models at once.
        assert!((10..=40).contains(&alone), "{alone}");
        assert!(any <= 40, "{any}");
    }
}
