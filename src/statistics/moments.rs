//! Sufficient statistics of a linear regression: rows (x, y) in; XᵀX, Xᵀy, yᵀy and their solution out. Regressions on
//! some of the columns need no second look at the rows.

/// XᵀX, Xᵀy and yᵀy for rows of `terms` numbers; a constant term is a column of ones.
///
/// Solutions use products, differences and roots of diagonals alone: where the sign of a column is changed, its
/// coefficient changes sign exactly, and where a column's moments are all zero but its own, its coefficient is exactly 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Moments {
    terms: usize,
    /// The upper triangle of XᵀX by rows, then Xᵀy, then yᵀy.
    sums: Vec<f64>,
}

impl Moments {
    /// No rows yet.
    pub fn new(terms: usize) -> Self {
        Moments { terms, sums: vec![0.0; terms * (terms + 1) / 2 + terms + 1] }
    }

    /// Moments of `terms` columns that were taken apart by [`Moments::sums`] and added up.
    ///
    /// # Panics
    /// Where there are other than as many sums as so many columns have: an error in the program.
    pub fn of_sums(terms: usize, sums: &[f64]) -> Self {
        let moments = Moments { terms, sums: sums.to_vec() };
        assert_eq!(moments.sums.len(), Moments::new(terms).sums.len(), "the sums of so many columns");
        moments
    }

    /// The sums that they consist of: those of two sets of rows added up are those of both.
    pub fn sums(&self) -> &[f64] {
        &self.sums
    }

    /// Adds one row.
    ///
    /// # Panics
    /// Where `x` does not have as many numbers as there are terms: an error in the program.
    pub fn add(&mut self, x: &[f64], y: f64) {
        assert_eq!(x.len(), self.terms, "one number per term");
        let mut sums = &mut self.sums[..];
        for (i, left) in x.iter().enumerate() {
            let (row, rest) = sums.split_at_mut(x.len() - i);
            row.iter_mut().zip(&x[i..]).for_each(|(sum, right)| *sum += left * right);
            sums = rest;
        }
        sums.iter_mut().zip(x).for_each(|(sum, left)| *sum += left * y);
        sums[x.len()] += y * y;
    }

    /// [`Moments::add`] for a number of terms that is known beforehand: several times faster.
    ///
    /// # Panics
    /// As [`Moments::add`].
    pub fn add_array<const TERMS: usize>(&mut self, x: &[f64; TERMS], y: f64) {
        assert_eq!(TERMS, self.terms, "one number per term");
        let (products, others) = self.sums.split_at_mut(TERMS * (TERMS + 1) / 2);
        let mut place = 0;
        for i in 0..TERMS {
            for j in i..TERMS {
                products[place] += x[i] * x[j];
                place += 1;
            }
        }
        for i in 0..TERMS {
            others[i] += x[i] * y;
        }
        others[TERMS] += y * y;
    }

    /// Adds weight · x·xᵀ to XᵀX and x·residual to Xᵀy: a row of one step of Newton's method, in which the solution is what
    /// is to be added to the coefficients. yᵀy stays as it is.
    ///
    /// # Panics
    /// As [`Moments::add`].
    pub fn add_weighted(&mut self, x: &[f64], weight: f64, residual: f64) {
        assert_eq!(x.len(), self.terms, "one number per term");
        // As many as twins are compared by: several times faster where the number is known beforehand.
        if let Ok(x) = <&[f64; 10]>::try_from(x) {
            return self.add_weighted_array(x, weight, residual);
        }
        let mut sums = &mut self.sums[..];
        for (i, left) in x.iter().enumerate() {
            let (row, rest) = sums.split_at_mut(x.len() - i);
            let left = weight * left;
            row.iter_mut().zip(&x[i..]).for_each(|(sum, right)| *sum += left * right);
            sums = rest;
        }
        sums.iter_mut().zip(x).for_each(|(sum, left)| *sum += left * residual);
    }

    fn add_weighted_array<const TERMS: usize>(&mut self, x: &[f64; TERMS], weight: f64, residual: f64) {
        let (products, others) = self.sums.split_at_mut(TERMS * (TERMS + 1) / 2);
        let mut place = 0;
        for i in 0..TERMS {
            let left = weight * x[i];
            for right in &x[i..] {
                products[place] += left * right;
                place += 1;
            }
        }
        others.iter_mut().zip(x).for_each(|(sum, left)| *sum += left * residual);
    }

    /// The moments of two groups of rows together, with one more column, at place 1, that is −½ in `first` and +½ in
    /// `second`: its coefficient is the shift from the first group to the second. Exchanging the groups changes the
    /// sign of that column and nothing else, and equal groups give it zero moments, both exactly.
    pub fn contrast(first: &Moments, second: &Moments) -> Moments {
        let mut whole = Moments::new(first.terms + 1);
        let old = |place: usize| place - usize::from(place > 1);
        let combined = |signs: usize, low: f64, high: f64| match signs {
            0 => low + high,
            1 => 0.5 * (high - low),
            _ => 0.25 * (low + high),
        };
        let contrasted = |place: usize| usize::from(place == 1);
        // The contrast's own entries take the constant column's place: 1 · ±½.
        let source = |place: usize| if place == 1 { 0 } else { old(place) };
        for i in 0..whole.terms {
            for j in i..whole.terms {
                let (a, b) = (source(i).min(source(j)), source(i).max(source(j)));
                let place = whole.place(i, j);
                whole.sums[place] = combined(contrasted(i) + contrasted(j), first.xx(a, b), second.xx(a, b));
            }
            let place = whole.triangle() + i;
            whole.sums[place] = combined(contrasted(i), first.xy(source(i)), second.xy(source(i)));
        }
        *whole.sums.last_mut().expect("yᵀy") = first.yy() + second.yy();
        whole
    }

    /// The moments of the same rows with some of the columns alone, which stand at `places`, in rising order.
    pub fn of_terms(&self, places: &[usize]) -> Moments {
        let mut some = Moments::new(places.len());
        let pairs = places.iter().enumerate().flat_map(|(at, i)| places[at..].iter().map(move |j| (*i, *j)));
        let products = pairs.map(|(i, j)| self.xx(i, j)).chain(places.iter().map(|i| self.xy(*i)));
        some.sums.iter_mut().zip(products.chain([self.yy()])).for_each(|(sum, known)| *sum = known);
        some
    }

    /// The entry of XᵀX in row `i` and column `j`, both from 0.
    pub fn xx(&self, i: usize, j: usize) -> f64 {
        self.sums[self.place(i.min(j), i.max(j))]
    }

    /// The entry `i` of Xᵀy.
    pub fn xy(&self, i: usize) -> f64 {
        self.sums[self.triangle() + i]
    }

    /// yᵀy.
    pub fn yy(&self) -> f64 {
        self.sums[self.triangle() + self.terms]
    }

    /// The coefficients β that solve XᵀX·β = Xᵀy; `None` where a column is (nearly) a combination of others.
    pub fn solve(&self) -> Option<Vec<f64>> {
        let factor = self.factor()?;
        Some(self.solve_with(&factor, (0..self.terms).map(|i| self.xy(i)).collect()))
    }

    /// (XᵀX)⁻¹ by rows; `None` as for [`Moments::solve`].
    pub fn inverse(&self) -> Option<Vec<Vec<f64>>> {
        let factor = self.factor()?;
        let unit = |column: usize| (0..self.terms).map(|row| if row == column { 1.0 } else { 0.0 }).collect();
        Some((0..self.terms).map(|column| self.solve_with(&factor, unit(column))).collect())
    }

    fn triangle(&self) -> usize {
        self.terms * (self.terms + 1) / 2
    }

    fn place(&self, i: usize, j: usize) -> usize {
        i * self.terms - i * (i + 1) / 2 + j
    }

    /// The lower Cholesky factor of XᵀX, by rows.
    fn factor(&self) -> Option<Vec<f64>> {
        let terms = self.terms;
        let mut factor = vec![0.0; terms * terms];
        for i in 0..terms {
            for j in 0..=i {
                let product: f64 = (0..j).map(|k| factor[i * terms + k] * factor[j * terms + k]).sum();
                let rest = self.xx(i, j) - product;
                if i == j {
                    // What the earlier columns leave of this one; a millionth of its length is rounding.
                    if rest <= 1e-12 * self.xx(i, i) || !rest.is_finite() {
                        return None;
                    }
                    factor[i * terms + i] = rest.sqrt();
                } else {
                    factor[i * terms + j] = rest / factor[j * terms + j];
                }
            }
        }
        Some(factor)
    }

    fn solve_with(&self, factor: &[f64], mut right: Vec<f64>) -> Vec<f64> {
        let terms = self.terms;
        for i in 0..terms {
            let known: f64 = (0..i).map(|k| factor[i * terms + k] * right[k]).sum();
            right[i] = (right[i] - known) / factor[i * terms + i];
        }
        for i in (0..terms).rev() {
            let known: f64 = (i + 1..terms).map(|k| factor[k * terms + i] * right[k]).sum();
            right[i] = (right[i] - known) / factor[i * terms + i];
        }
        right
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(rows: &[(&[f64], f64)]) -> Moments {
        let mut moments = Moments::new(rows[0].0.len());
        rows.iter().for_each(|(x, y)| moments.add(x, *y));
        moments
    }

    #[test]
    fn a_line_through_three_points_by_hand() {
        // (0,0) (1,0) (2,2): slope 1, intercept −1/3
        let moments = of(&[(&[1.0, 0.0], 0.0), (&[1.0, 1.0], 0.0), (&[1.0, 2.0], 2.0)]);
        let found = moments.solve().unwrap();
        assert!((found[0] + 1.0 / 3.0).abs() < 1e-15 && (found[1] - 1.0).abs() < 1e-15);
        // XᵀX = [3 3; 3 5], determinant 6
        let inverse = moments.inverse().unwrap();
        for (found, expected) in inverse.concat().iter().zip([5.0 / 6.0, -0.5, -0.5, 0.5]) {
            assert!((found - expected).abs() < 1e-15);
        }
    }

    #[test]
    fn a_contrast_is_the_column_of_halves() {
        let first: [(&[f64], f64); 3] = [(&[1.0, 0.5], 1.0), (&[1.0, -1.5], 0.25), (&[1.0, 2.0], -1.0)];
        let second: [(&[f64], f64); 2] = [(&[1.0, 1.25], 3.0), (&[1.0, -0.75], 0.5)];
        let contrast = Moments::contrast(&of(&first), &of(&second));
        let mut plain = Moments::new(3);
        first.iter().for_each(|(x, y)| plain.add(&[1.0, -0.5, x[1]], *y));
        second.iter().for_each(|(x, y)| plain.add(&[1.0, 0.5, x[1]], *y));
        assert_eq!(contrast, plain);
        let (there, back) =
            (contrast.solve().unwrap(), Moments::contrast(&of(&second), &of(&first)).solve().unwrap());
        assert_eq!((there[0], there[1], there[2]), (back[0], -back[1], back[2]));
        assert_eq!(Moments::contrast(&of(&first), &of(&first)).solve().unwrap()[1], 0.0);
    }

    #[test]
    fn rows_of_known_length_are_added_alike() {
        let rows = [([1.0, 0.5, 0.1], 1.0), ([1.0, -1.5, 0.7], 0.25), ([1.0, 2.0, 0.3], -1.0)];
        let (mut found, mut plain) = (Moments::new(3), Moments::new(3));
        for (x, y) in rows {
            found.add_array(&x, y);
            plain.add(&x, y);
        }
        assert_eq!(found, plain);
    }

    #[test]
    fn weighted_rows_of_any_length_are_sums_by_the_definition() {
        for terms in [3, 10] {
            let row = |number: u32| -> Vec<f64> {
                (0..terms).map(|term| f64::from((number * 7 + term * 5) % 11) / 3.0 - 1.0).collect()
            };
            let mut found = Moments::new(terms as usize);
            (0..9).for_each(|number| found.add_weighted(&row(number), 0.1 * f64::from(number), 0.7));
            for (i, j) in (0..terms as usize).flat_map(|i| (i..terms as usize).map(move |j| (i, j))) {
                let products = (0..9).map(|number| 0.1 * f64::from(number) * row(number)[i] * row(number)[j]);
                assert_eq!(found.xx(i, j), products.sum::<f64>());
                assert_eq!(found.xy(i), (0..9).map(|number| row(number)[i] * 0.7).sum::<f64>());
            }
            assert_eq!(found.yy(), 0.0);
        }
    }

    #[test]
    fn some_columns_are_as_if_they_had_been_alone() {
        let rows: [(&[f64], f64); 3] =
            [(&[1.0, 0.5, 0.1], 1.0), (&[1.0, -1.5, 0.7], 0.25), (&[1.0, 2.0, 0.3], -1.0)];
        let mut plain = Moments::new(2);
        rows.iter().for_each(|(x, y)| plain.add(&[x[0], x[2]], *y));
        assert_eq!(of(&rows).of_terms(&[0, 2]), plain);
    }

    #[test]
    fn a_column_that_others_make_is_refused() {
        assert_eq!(of(&[(&[1.0, 2.0], 1.0), (&[1.0, 2.0], 2.0)]).solve(), None);
        assert_eq!(Moments::new(2).solve(), None);
    }
}
