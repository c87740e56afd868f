//! A measure of one order of documents, as anyone would write it, made into a [`Measure`], which averages it over the orders of
//! tied documents.

use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};

use rand::seq::SliceRandom;
use rustc_hash::FxHasher;

use super::{JudgedRanking, Measure, TieGroup};
use crate::corpus::Grade;
use crate::statistics::stream;

/// The grades of documents in one order, best first; `None` for one that is not judged.
pub type OrderedGrades = [Option<Grade>];

/// A function of one order of documents as a measure: given their grades, best first, and all grades above 0 that the target
/// has for the query, retrieved or not, in falling order; its value is undefined where nothing is relevant.
///
/// Grades above 0 are relevant; 0 and −1 are judged as not relevant (−1 stands for every grade below 0). Tied documents are
/// averaged over: exactly, each order with its probability, where at most [`OfOrder::ORDERS`] orders differ in their grades up
/// to the cutoff; by as many orders drawn at random elsewhere, always the same for a ranking and seed. The mean over draws has
/// a standard error of at most 0.016 for values in 0..=1; [`OfOrder::drawn`] counts the values that are such. Where the function is
/// undefined (`None`, or no finite number) for one of these orders, so is the value.
///
/// ```
/// use sourcebias::Measure;
/// use sourcebias::evaluate::{JudgedRanking, OfOrder, OrderedGrades};
///
/// let first = |grades: &OrderedGrades, _: &[i32]| Some(f64::from(grades.first().is_some_and(|grade| *grade > Some(0))));
/// let measure = OfOrder::new(first).at(1);
/// // Three documents tie for the first place, one of which is relevant.
/// let unjudged = JudgedRanking::UNJUDGED;
/// assert_eq!(measure.value(&JudgedRanking::new(&[[0, 1, unjudged]], &[])), Some(1.0 / 3.0));
/// assert_eq!(measure.drawn(), 0);
/// ```
pub struct OfOrder<F> {
    value: F,
    cutoff: Option<usize>,
    seed: u64,
    drawn: AtomicU64,
}

/// The grades of a tie group with how many documents have each, and how many of its places count.
type Tied = (Vec<(Option<Grade>, usize)>, usize);

/// The ways in which the first places of a tie group can be filled, each with its probability.
type Fillings = Vec<(Vec<Option<Grade>>, f64)>;

impl<F: Fn(&OrderedGrades, &[Grade]) -> Option<f64> + Send + Sync> OfOrder<F> {
    /// How many orders of tied documents are gone through, or drawn where there are more.
    pub const ORDERS: usize = 1_000;

    /// The measure of this function, over all ranks.
    pub fn new(value: F) -> Self {
        OfOrder { value, cutoff: None, seed: 42, drawn: AtomicU64::new(0) }
    }

    /// Of the first `cutoff` ranks alone: the function is given no grade beyond them.
    pub fn at(self, cutoff: usize) -> Self {
        OfOrder { cutoff: Some(cutoff), ..self }
    }

    /// With the orders that are drawn from this seed.
    pub fn seeded(self, seed: u64) -> Self {
        OfOrder { seed, ..self }
    }

    /// How many values were means over orders that are drawn.
    pub fn drawn(&self) -> u64 {
        self.drawn.load(Ordering::Relaxed)
    }

    /// The function's value of one order; `None` for what is no number.
    fn of_one(&self, order: &OrderedGrades, ideal: &[Grade]) -> Option<f64> {
        (self.value)(order, ideal).filter(|value| value.is_finite())
    }

    fn exact(&self, groups: &[Fillings], ideal: &[Grade]) -> Option<f64> {
        let (mut sum, mut order) = (0.0, Vec::new());
        for number in 0..groups.iter().map(Vec::len).product() {
            let (mut rest, mut probability) = (number, 1.0);
            order.clear();
            for fillings in groups {
                let (grades, share) = &fillings[rest % fillings.len()];
                rest /= fillings.len();
                order.extend_from_slice(grades);
                probability *= share;
            }
            sum += probability * self.of_one(&order, ideal)?;
        }
        Some(sum)
    }

    fn by_draws(&self, groups: &[Tied], ideal: &[Grade]) -> Option<f64> {
        self.drawn.fetch_add(1, Ordering::Relaxed);
        // What is drawn depends on the ranking alone: copies differ in no draw, and threads change nothing.
        let mut fingerprint = FxHasher::default();
        groups.hash(&mut fingerprint);
        let mut generator = stream(self.seed, fingerprint.finish());
        let (mut sum, mut order, mut tied) = (0.0, Vec::new(), Vec::new());
        for _ in 0..Self::ORDERS {
            order.clear();
            for (kinds, places) in groups {
                tied.clear();
                kinds.iter().for_each(|(grade, count)| tied.extend(std::iter::repeat_n(*grade, *count)));
                order.extend_from_slice(tied.partial_shuffle(&mut generator, *places).0);
            }
            sum += self.of_one(&order, ideal)?;
        }
        Some(sum / Self::ORDERS as f64)
    }
}

impl<F: Fn(&OrderedGrades, &[Grade]) -> Option<f64> + Send + Sync> Measure for OfOrder<F> {
    fn value(&self, ranking: &JudgedRanking) -> Option<f64> {
        if ranking.ideal.is_empty() {
            return None;
        }
        let end = self.cutoff.unwrap_or(usize::MAX);
        let (mut before, mut groups): (usize, Vec<Tied>) = (0, Vec::new());
        for group in &ranking.groups {
            if before >= end {
                break;
            }
            groups.push((kinds(group), group.size.min(end - before)));
            before += group.size;
        }
        let mut fillings = Vec::with_capacity(groups.len());
        let mut orders = 1;
        for (kinds, places) in &groups {
            let Some(of_group) = filled(kinds, *places, Self::ORDERS / orders) else {
                return self.by_draws(&groups, &ranking.ideal);
            };
            orders *= of_group.len();
            fillings.push(of_group);
        }
        self.exact(&fillings, &ranking.ideal)
    }

    fn cutoff(&self) -> Option<usize> {
        self.cutoff
    }

    fn sees_not_relevant(&self) -> bool {
        true
    }
}

/// The grades of a tie group, and how many documents have each.
fn kinds(group: &TieGroup) -> Vec<(Option<Grade>, usize)> {
    let mut kinds: Vec<(Option<Grade>, usize)> =
        group.grades.chunk_by(|one, other| one == other).map(|same| (Some(same[0]), same.len())).collect();
    let not_relevant = group.not_relevant;
    let unjudged = group.size - group.grades.len() - not_relevant.total();
    kinds.extend([(Some(0), not_relevant.zero), (Some(-1), not_relevant.below), (None, unjudged)]);
    kinds.retain(|(_, count)| *count > 0);
    kinds
}

/// The ways to fill so many places with documents of these kinds; `None` where there are more than `most`.
fn filled(kinds: &[(Option<Grade>, usize)], places: usize, most: usize) -> Option<Fillings> {
    let mut fillings: Vec<(Vec<Option<Grade>>, f64, Vec<usize>)> =
        vec![(Vec::new(), 1.0, kinds.iter().map(|(_, count)| *count).collect())];
    for _ in 0..places {
        let mut longer = Vec::with_capacity(fillings.len());
        for (grades, probability, left) in fillings {
            let all: usize = left.iter().sum();
            for (kind, count) in left.iter().enumerate().filter(|(_, count)| **count > 0) {
                let (mut grades, mut rest) = (grades.clone(), left.clone());
                grades.push(kinds[kind].0);
                rest[kind] -= 1;
                longer.push((grades, probability * (*count as f64 / all as f64), rest));
            }
            if longer.len() > most {
                return None;
            }
        }
        fillings = longer;
    }
    Some(fillings.into_iter().map(|(grades, probability, _)| (grades, probability)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::MEASURES;
    use approx::assert_relative_eq;

    /// Average precision of one order.
    fn average_precision(grades: &OrderedGrades, ideal: &[Grade]) -> Option<f64> {
        let (mut found, mut sum) = (0.0, 0.0);
        for (rank, _) in grades.iter().enumerate().filter(|(_, grade)| **grade > Some(0)) {
            found += 1.0;
            sum += found / (rank + 1) as f64;
        }
        Some(sum / ideal.len() as f64)
    }

    fn precision(grades: &OrderedGrades, _: &[Grade]) -> Option<f64> {
        Some(grades.iter().filter(|grade| **grade > Some(0)).count() as f64 / 5.0)
    }

    const UNJUDGED: Grade = JudgedRanking::UNJUDGED;

    #[test]
    fn exact_means_over_orders_are_those_in_closed_form() {
        let rankings: [(&[&[Grade]], &[Grade]); 4] = [
            (&[&[2], &[0], &[1], &[UNJUDGED], &[-3], &[1]], &[1]),
            (&[&[1, 0], &[2, 1, UNJUDGED, UNJUDGED], &[0, -1, 1, UNJUDGED]], &[3, 0]),
            (&[&[UNJUDGED; 400], &[1]], &[]),
            (&[], &[1]),
        ];
        for (groups, unretrieved) in rankings {
            let ranking = JudgedRanking::new(groups, unretrieved);
            let (whole, five) = (OfOrder::new(average_precision), OfOrder::new(precision).at(5));
            let expected = |name: &str| MEASURES.parse(name).unwrap().object.value(&ranking).unwrap();
            assert_relative_eq!(whole.value(&ranking).unwrap(), expected("AP"), epsilon = 1e-12);
            assert_relative_eq!(five.value(&ranking).unwrap(), expected("P@5"), epsilon = 1e-12);
            assert_eq!((whole.drawn(), five.drawn()), (0, 0));
        }
    }

    #[test]
    fn many_orders_are_drawn_the_same_each_time_and_counted() {
        let mut tied = vec![UNJUDGED; 40];
        tied.extend([1; 10]);
        let ranking = JudgedRanking::new(&[tied], &[]);
        let measure = OfOrder::new(average_precision).seeded(7);
        let value = measure.value(&ranking).unwrap();
        let expected = MEASURES.parse("AP").unwrap().object.value(&ranking).unwrap();
        // Of a standard error of about 0.07 ÷ √1000.
        assert!((value - expected).abs() < 0.01, "{value} {expected}");
        assert!(value != expected);
        assert_eq!((measure.value(&ranking), measure.drawn()), (Some(value), 2));
        let other = OfOrder::new(average_precision).seeded(8).value(&ranking).unwrap();
        assert!(other != value && (other - expected).abs() < 0.01);
    }

    #[test]
    fn the_function_sees_grades_up_to_the_cutoff_and_those_of_the_target() {
        let ranking = JudgedRanking::new(&[&[2][..], &[-5], &[UNJUDGED], &[0], &[1]], &[3]);
        let seen = |expected: &'static OrderedGrades| {
            move |grades: &OrderedGrades, ideal: &[Grade]| {
                assert_eq!((grades, ideal), (expected, &[3, 2, 1][..]));
                None
            }
        };
        assert_eq!(OfOrder::new(seen(&[Some(2), Some(-1), None, Some(0), Some(1)])).value(&ranking), None);
        assert_eq!(OfOrder::new(seen(&[Some(2), Some(-1)])).at(2).value(&ranking), None);
        // What is no number never leaves, of one order of the tied ones as of all.
        let tied = JudgedRanking::new(&[[1, 0]], &[]);
        let ratio = |grades: &OrderedGrades, _: &[Grade]| Some(1.0 / f64::from(grades[0].unwrap().max(0)));
        assert_eq!(OfOrder::new(ratio).value(&tied), None);
        let nothing = JudgedRanking::new(&[[0, UNJUDGED]], &[]);
        assert_eq!(OfOrder::new(|_: &OrderedGrades, _: &[Grade]| Some(1.0)).value(&nothing), None);
    }
}
