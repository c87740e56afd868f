//! The area under the ROC curve: scores of two classes in; how often one of the first class scores higher than one of the
//! second out. Everything is counted in whole numbers, so that exchanging the classes and the signs of all scores changes
//! nothing.

/// Pairs of one score of either class that were compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OrderedPairs {
    /// Twice the pairs in which the first class scores higher; a pair that ties counts 1.
    pub twice_in_order: u64,
    /// All pairs.
    pub pairs: u64,
}

impl OrderedPairs {
    /// Adds all pairs of these scores, which must rise: (score, whether it is of the first class, how often it counts).
    pub fn add(&mut self, rising: impl IntoIterator<Item = (f64, bool, u64)>) {
        let (mut first, mut below) = (0, 0);
        let (mut tied_first, mut tied_second) = (0, 0);
        let mut last = None;
        for (score, of_first, times) in rising {
            if last != Some(score) {
                self.twice_in_order += tied_first * (2 * below + tied_second);
                (first, below) = (first + tied_first, below + tied_second);
                (tied_first, tied_second, last) = (0, 0, Some(score));
            }
            *if of_first { &mut tied_first } else { &mut tied_second } += times;
        }
        self.twice_in_order += tied_first * (2 * below + tied_second);
        self.pairs += (first + tied_first) * (below + tied_second);
    }

    /// The part of the pairs that is in order, ties counting a half; `None` where there is no pair.
    pub fn area(self) -> Option<f64> {
        (self.pairs > 0).then(|| self.twice_in_order as f64 / (2 * self.pairs) as f64)
    }
}

/// The area under the ROC curve of these scores, each with whether it is of the first class: the probability that a score of
/// the first class is greater than one of the second, ties counting a half. 0.5 where scores say nothing of the class, 1 where
/// all of the first class are greater. `None` where a class has no score.
///
/// (Hanley & McNeil 1982, "The meaning and use of the area under a receiver operating characteristic curve")
///
/// ```
/// use sourcebias::statistics::area_under_curve;
/// // Of four pairs two are in order, one ties and one is not in order.
/// assert_eq!(area_under_curve(&[(3.0, true), (1.0, true), (1.0, false), (2.0, false)]), Some(0.625));
/// assert_eq!(area_under_curve(&[(3.0, true)]), None);
/// ```
pub fn area_under_curve(scores: &[(f64, bool)]) -> Option<f64> {
    let mut rising = scores.to_vec();
    rising.sort_by(|left, right| left.0.total_cmp(&right.0));
    let mut pairs = OrderedPairs::default();
    pairs.add(rising.into_iter().map(|(score, of_first)| (score, of_first, 1)));
    pairs.area()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_those_of_comparing_each_with_each() {
        let scores: Vec<(f64, bool, u64)> =
            (0..40_u64).map(|i| ((i * i % 13) as f64, i % 3 == 0, i % 4)).collect();
        let mut expected = OrderedPairs::default();
        for (left, first, times) in &scores {
            for (right, second, others) in &scores {
                if *first && !second {
                    let twice = if left > right { 2 } else { u64::from(left == right) };
                    expected.twice_in_order += twice * times * others;
                    expected.pairs += times * others;
                }
            }
        }
        let mut rising = scores.clone();
        rising.sort_by(|left, right| left.0.total_cmp(&right.0));
        let mut found = OrderedPairs::default();
        found.add(rising.iter().copied());
        assert_eq!(found, expected);
        // Exchanged classes and turned signs.
        let mut turned = OrderedPairs::default();
        turned.add(rising.iter().rev().map(|(score, first, times)| (-score, !first, *times)));
        assert_eq!(turned, expected);
    }

    #[test]
    fn zeros_of_either_sign_tie() {
        assert_eq!(area_under_curve(&[(-0.0, false), (0.0, true)]), Some(0.5));
        assert_eq!(area_under_curve(&[(-0.0, true), (0.0, false)]), Some(0.5));
    }
}
