//! Comparison of two selections of documents that need not be pairs: what was measured on them in, over one or several
//! draws; the difference with interval and effect sizes out.

use rayon::prelude::*;

use super::{ComparedValue, Outcome, Test, centred};
use crate::profile::draws::{Draws, Members};
use crate::profile::estimate::{Estimate, p_value_of_places};
use crate::profile::source_level::Wanted;
use crate::profile::{Measurements, SourceMeasurement};
use crate::statistics::{cliffs_delta, hedges_g, mean, signless_zero};

/// One value of both sources in one draw of their documents.
#[derive(Debug, Clone, Default)]
pub(super) struct Draw {
    left: Option<f64>,
    right: Option<f64>,
    /// Where each replicate puts the difference.
    places: Vec<Option<f64>>,
    documents: [usize; 2],
    hedges_g: Option<f64>,
    cliffs_delta: Option<f64>,
}

/// Everything that is compared, in one draw of documents: `left` is what is compared with. Replicates of `draws` draw
/// contents: a content's texts on either side come together, as often as it is drawn, and texts without a partner vary alone.
pub(super) fn draw(
    measurements: &Measurements<'_>,
    compared: &[ComparedValue],
    left: &SourceMeasurement,
    right: &SourceMeasurement,
    draws: &Draws,
) -> Vec<Draw> {
    let members =
        Members::of_both(measurements.contents_of(&left.texts), measurements.contents_of(&right.texts));
    let sides = [left, right];
    let of_replicate = |number: usize| -> Vec<Option<f64>> {
        let times = draws.times(number);
        let mean = |side: usize, place: usize| {
            let contents = members[side].contents.iter();
            weighted_mean(
                contents.map(|content| times[*content as usize]).zip(sides[side].documents[place].iter()),
            )
        };
        compared.iter().map(|one| Some(mean(1, one.documents?)? - mean(0, one.documents?)?)).collect()
    };
    let means: Vec<Vec<Option<f64>>> = (0..draws.count).into_par_iter().map(of_replicate).collect();
    let halves = [0, 1].map(|side: usize| {
        let half = |number| draws.half(number, &members[side]);
        let of_sources = compared.iter().any(|one| one.documents.is_none());
        let count = if of_sources { draws.count } else { 0 };
        if count == 0 {
            return Vec::new();
        }
        let drawable = measurements.drawable(sides[side]);
        measurements.source_level.replicates(Wanted::Compared, &drawable, count, half)
    });
    let of = |(place, one): (usize, &ComparedValue)| match one.documents {
        Some(column) => {
            let [lefts, rights] = sides.map(|side| side.documents[column].defined());
            Draw {
                left: mean(&lefts),
                right: mean(&rights),
                places: means.iter().map(|values| values[place]).collect(),
                documents: [lefts.len(), rights.len()],
                hedges_g: hedges_g(&rights, &lefts),
                cliffs_delta: cliffs_delta(&rights, &lefts),
            }
        }
        None => {
            let [lefts, rights] = [0, 1].map(|side: usize| {
                let replicates: Vec<_> = halves[side].iter().map(|values| values[one.component]).collect();
                one.kind.places(sides[side].source[one.component], &replicates)
            });
            let differ = |(left, right): (Option<f64>, Option<f64>)| Some(right? - left?);
            Draw {
                left: left.source[one.component],
                right: right.source[one.component],
                places: lefts.into_iter().zip(rights).map(differ).collect(),
                documents: [left.texts.len(), right.texts.len()],
                ..Draw::default()
            }
        }
    };
    compared.iter().enumerate().map(of).collect()
}

/// Σ wx ÷ Σ w over the defined values.
fn weighted_mean(values: impl Iterator<Item = (f64, Option<f64>)>) -> Option<f64> {
    let (mut sum, mut weights) = (0.0, 0.0);
    for (weight, value) in values {
        if let Some(value) = value {
            sum += weight * value;
            weights += weight;
        }
    }
    (weights > 0.0).then(|| sum / weights)
}

/// The comparison of one value over `draws`: values, effect sizes and numbers of documents are means over them. The test is
/// the interval turned round.
pub(super) fn outcome(draws: &[Draw], confidence: f64) -> Outcome {
    let mean_of = |of: &dyn Fn(&Draw) -> Option<f64>| {
        draws.iter().map(of).collect::<Option<Vec<f64>>>().and_then(|values| mean(&values))
    };
    let documents = |side: usize| {
        let sum: usize = draws.iter().map(|draw| draw.documents[side]).sum();
        (sum as f64 / draws.len().max(1) as f64).round() as usize
    };
    let difference = |draw: &Draw| Some(draw.right? - draw.left?);
    let (value, places) = pooled(draws.iter().map(|draw| (difference(draw), draw.places.clone())));
    Outcome {
        reference_value: mean_of(&|draw| draw.left),
        source_value: mean_of(&|draw| draw.right),
        difference: Estimate::of_places(value, &places, confidence),
        test: Test::Bootstrap,
        p_value: p_value_of_places(&places),
        under_hypothesis: centred(&places, value),
        hedges_g: mean_of(&|draw| draw.hedges_g),
        cliffs_delta: mean_of(&|draw| draw.cliffs_delta),
        n_reference: documents(0),
        n: documents(1),
        ..Outcome::default()
    }
}

/// The mean of a value over draws, with the replicates of all draws, each moved from the value of its own draw to that
/// mean: their spread is that of one draw. Undefined where a draw has no value.
fn pooled(draws: impl Iterator<Item = (Option<f64>, Vec<Option<f64>>)>) -> (Option<f64>, Vec<Option<f64>>) {
    let (values, replicates): (Vec<Option<f64>>, Vec<_>) = draws.unzip();
    let Some(values) = values.into_iter().collect::<Option<Vec<f64>>>() else { return (None, Vec::new()) };
    let Some(middle) = mean(&values).map(signless_zero) else { return (None, Vec::new()) };
    let moved = |(value, replicates): (&f64, &Vec<Option<f64>>)| {
        let step = middle - value;
        replicates.iter().map(|replicate| Some((*replicate)? + step)).collect::<Vec<_>>()
    };
    (Some(middle), values.iter().zip(&replicates).flat_map(moved).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(values: &[f64]) -> Vec<Option<f64>> {
        values.iter().map(|value| Some(*value)).collect()
    }

    #[test]
    fn draws_are_pooled_around_their_mean() {
        // Values 1 and 3, mean 2: the replicates 0, 2 of the first move by 1, the 5 of the second by −1.
        let draws = [(Some(1.0), some(&[0.0, 2.0])), (Some(3.0), some(&[5.0]))];
        assert_eq!(pooled(draws.into_iter()), (Some(2.0), some(&[1.0, 3.0, 4.0])));
        assert_eq!(pooled([(None, some(&[1.0])), (Some(1.0), vec![])].into_iter()), (None, vec![]));
    }

    #[test]
    fn a_mean_counts_each_value_as_often_as_it_is_drawn() {
        // 2·1 + 0·7 + 1·4 over 3.
        let values = [Some(1.0), None, Some(7.0), Some(4.0)];
        assert_eq!(weighted_mean([2.0, 5.0, 0.0, 1.0].into_iter().zip(values)), Some(2.0));
        assert_eq!(weighted_mean([0.0, 5.0].into_iter().zip(values)), None);
    }

    #[test]
    fn one_draw_by_hand() {
        // Places −1, 1, 3 around 1: two of them at or above 0, one below: 2 · 2/4; under the hypothesis −2, 0, 2.
        let draw = Draw {
            left: Some(2.0),
            right: Some(3.0),
            places: some(&[-1.0, 1.0, 3.0]),
            documents: [10, 12],
            ..Draw::default()
        };
        let found = outcome(&[draw], 0.5);
        assert_eq!((found.difference.value, found.p_value), (Some(1.0), Some(1.0)));
        assert_eq!(found.under_hypothesis, some(&[-2.0, 0.0, 2.0]));
        assert_eq!((found.n_reference, found.n), (10, 12));
    }
}
