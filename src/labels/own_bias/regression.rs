//! The constant of a regression over twins: differences of labels on differences of features in; what is left where these are 0,
//! with the cells of its test, out. Without features it is the mean.

use super::pairs::Pair;
use crate::labels::counts::QueryTables;
use crate::statistics::{Cell, Moments};

/// d = α + β·Δx, by least squares.
pub(super) struct Regression {
    /// The columns that vary.
    used: Vec<usize>,
    /// XᵀX, Xᵀy and yᵀy by query, the constant first.
    pub tables: QueryTables,
    /// α; `None` where the columns are combinations of each other, or of the constant.
    pub value: Option<f64>,
    /// Of each pair what it adds to α under the hypothesis that α is 0: u·e ÷ Σu², with e what Δx alone leaves of d, and u what it
    /// leaves of 1. Their sum is α. (Freedman & Lane 1983)
    pub null: Vec<f64>,
    /// The same with the residuals of the regression, whose sum is 0: how α varies.
    pub residuals: Vec<f64>,
}

impl Regression {
    pub fn new(pairs: &[Pair]) -> Regression {
        let columns = pairs.first().map_or(0, |pair| pair.features.len());
        let used: Vec<usize> =
            (0..columns).filter(|column| pairs.iter().any(|pair| pair.features[*column] != 0.0)).collect();
        let terms = used.len() + 1;
        let mut cells = Vec::new();
        for of_query in pairs.chunk_by(|one, other| one.query == other.query) {
            let mut moments = Moments::new(terms);
            of_query.iter().for_each(|pair| moments.add(&row(pair, &used), pair.difference));
            cells.extend_from_slice(moments.sums());
        }
        let width = Moments::new(terms).sums().len();
        let tables = QueryTables { width, cells, pairs: pairs.len() as u64 };
        let nothing = vec![0.0; pairs.len()];
        let mut found = Regression { used, tables, value: None, null: nothing.clone(), residuals: nothing };
        if let Some((value, null, residuals)) = found.fit(pairs) {
            (found.value, found.null, found.residuals) = (Some(value), null, residuals);
        }
        found
    }

    /// α of a sum of tables; without columns the mean, as a mean is summed.
    pub fn constant(&self, sums: &[f64]) -> Option<f64> {
        let moments = Moments::of_sums(self.used.len() + 1, sums);
        match self.used.is_empty() {
            true => (moments.xx(0, 0) > 0.0).then(|| moments.xy(0) / moments.xx(0, 0)),
            false => Some(moments.solve()?[0]),
        }
    }

    fn fit(&self, pairs: &[Pair]) -> Option<(f64, Vec<f64>, Vec<f64>)> {
        let rows: Vec<Vec<f64>> = pairs.iter().map(|pair| row(pair, &self.used)).collect();
        let whole = Moments::of_sums(self.used.len() + 1, &self.tables.sum()).solve()?;
        let without = |y: &dyn Fn(usize) -> f64| -> Option<Vec<f64>> {
            let mut moments = Moments::new(self.used.len());
            rows.iter().enumerate().for_each(|(at, row)| moments.add(&row[1..], y(at)));
            let slopes = moments.solve()?;
            let left = |(at, row): (usize, &Vec<f64>)| y(at) - product(&row[1..], &slopes);
            Some(rows.iter().enumerate().map(left).collect())
        };
        let (of_one, of_label) = (without(&|_| 1.0)?, without(&|at| pairs[at].difference)?);
        let size: f64 = of_one.iter().map(|left| left * left).sum();
        let null = of_one.iter().zip(&of_label).map(|(one, label)| one * label / size).collect();
        let residual =
            |(at, left): (usize, &f64)| left * (pairs[at].difference - product(&rows[at], &whole)) / size;
        let residuals = of_one.iter().enumerate().map(residual).collect();
        Some((self.constant(&self.tables.sum())?, null, residuals))
    }
}

fn row(pair: &Pair, used: &[usize]) -> Vec<f64> {
    std::iter::once(1.0).chain(used.iter().map(|column| pair.features[*column])).collect()
}

fn product(row: &[f64], slopes: &[f64]) -> f64 {
    row.iter().zip(slopes).map(|(value, slope)| value * slope).sum()
}

/// What each twin gives, as cells of query and content.
pub(super) fn cells(pairs: &[Pair], values: &[f64]) -> Vec<Cell> {
    let cell =
        |(pair, value): (&Pair, &f64)| Cell { query: pair.query, content: pair.content, value: *value };
    pairs.iter().zip(values).map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(at: usize, difference: f64, features: &[f64]) -> Pair {
        Pair { query: at as u32 / 2, content: at as u32, difference, features: features.to_vec() }
    }

    #[test]
    fn without_features_it_is_the_mean() {
        let pairs: Vec<Pair> =
            [1.0, 0.0, 2.0, -1.0].iter().enumerate().map(|(at, d)| pair(at, *d, &[0.0])).collect();
        let found = Regression::new(&pairs);
        assert_eq!(found.value, Some(0.5));
        // A column of nothing but zeros is no column.
        assert_eq!(found.null, [0.25, 0.0, 0.5, -0.25]);
        assert_eq!(found.residuals, [0.125, -0.125, 0.375, -0.375]);
    }

    #[test]
    fn the_constant_is_what_features_leave() {
        // d = ½ + 2·Δx exactly: at equal features ½ is left.
        let x = [1.0, -1.0, 0.5, 3.0, 0.0];
        let pairs: Vec<Pair> = x.iter().enumerate().map(|(at, x)| pair(at, 0.5 + 2.0 * x, &[*x])).collect();
        let found = Regression::new(&pairs);
        assert!((found.value.unwrap() - 0.5).abs() < 1e-14);
        assert!((found.null.iter().sum::<f64>() - 0.5).abs() < 1e-14);
        assert!(found.residuals.iter().all(|value| value.abs() < 1e-14));
        // Δx that is the same for all twins cannot be told from preference.
        let pairs: Vec<Pair> = (0..5).map(|at| pair(at, 1.0, &[2.0])).collect();
        assert_eq!(Regression::new(&pairs).value, None);
    }

    #[test]
    fn exchanging_the_versions_turns_the_sign_exactly() {
        let there: Vec<Pair> = (0..9)
            .map(|at| {
                pair(at, f64::from((at * 7 % 5) as u8) - 1.0, &[0.1 * at as f64 - 0.3, (at * at % 7) as f64])
            })
            .collect();
        let turned = |pair: &Pair| Pair {
            difference: -pair.difference,
            features: pair.features.iter().map(|value| -value).collect(),
            ..pair.clone()
        };
        let back: Vec<Pair> = there.iter().map(turned).collect();
        let (there, back) = (Regression::new(&there), Regression::new(&back));
        assert_eq!(there.value.map(|value| -value), back.value);
        assert!(there.null.iter().zip(&back.null).all(|(one, other)| *one == -other));
    }
}
