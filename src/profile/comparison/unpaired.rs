//! Comparison of independent samples: the values and bootstrap replicates of two sources in, over one or several draws
//! of their documents; the difference with interval, test and effect sizes out.

use super::{Compared, Outcome, Test};
use crate::profile::Measured;
use crate::profile::estimate::IntervalKind;
use crate::statistics::{Bootstrap, cliffs_delta, hedges_g, mean};

/// A value of one source in one draw: that of the sample and those of its replicates.
#[derive(Debug, Clone, Default)]
struct Side {
    value: Option<f64>,
    replicates: Vec<Option<f64>>,
    documents: usize,
}

/// One value of both sources in one draw of their documents.
#[derive(Debug, Clone, Default)]
pub(super) struct Draw {
    left: Side,
    right: Side,
    hedges_g: Option<f64>,
    cliffs_delta: Option<f64>,
}

/// Everything that is compared, in one draw of documents: `left` is what is compared with. The replicates of whole
/// sources are those of the two [`Measured`]; those of means over documents are drawn by `bootstrap`.
pub(super) fn draw(
    compared: &[Compared],
    left: &Measured,
    right: &Measured,
    bootstrap: &Bootstrap,
) -> Vec<Draw> {
    let defined = |side: &Measured, one: &Compared| -> Vec<f64> {
        one.documents.map_or(Vec::new(), |place| side.documents[place].iter().copied().flatten().collect())
    };
    let columns = |side: &Measured| compared.iter().map(|one| defined(side, one)).collect::<Vec<_>>();
    let (lefts, rights) = (columns(left), columns(right));
    let (left_means, right_means) = (bootstrap.mean_replicates(&lefts), bootstrap.mean_replicates(&rights));
    let of = |place: usize| match compared[place].documents {
        Some(_) => {
            let side = |values: &[f64], replicates: &[f64]| Side {
                value: mean(values),
                replicates: replicates.iter().map(|value| Some(*value)).collect(),
                documents: values.len(),
            };
            Draw {
                left: side(&lefts[place], &left_means[place]),
                right: side(&rights[place], &right_means[place]),
                hedges_g: hedges_g(&rights[place], &lefts[place]),
                cliffs_delta: cliffs_delta(&rights[place], &lefts[place]),
            }
        }
        None => {
            let component = compared[place].component;
            let side = |side: &Measured| Side {
                value: side.source[component],
                replicates: side.replicates.iter().map(|values| values[component]).collect(),
                documents: side.texts.len(),
            };
            Draw { left: side(left), right: side(right), ..Draw::default() }
        }
    };
    (0..compared.len()).map(of).collect()
}

/// The comparison of one value over `draws`: values, effect sizes and numbers of documents are means over them.
pub(super) fn outcome(kind: IntervalKind, draws: &[Draw], confidence: f64) -> Outcome {
    let of_side = |side: fn(&Draw) -> &Side| {
        let (value, replicates) =
            pooled(draws.iter().map(|draw| (side(draw).value, side(draw).replicates.clone())));
        kind.estimate(value, &replicates, confidence).value
    };
    let difference = |draw: &Draw| {
        let differ = |left: Option<f64>, right: Option<f64>| Some(right? - left?);
        (differ(draw.left.value, draw.right.value), crossed(&draw.left.replicates, &draw.right.replicates))
    };
    let (value, replicates) = pooled(draws.iter().map(difference));
    let mean_of = |of: fn(&Draw) -> Option<f64>| {
        draws.iter().map(of).collect::<Option<Vec<f64>>>().and_then(|values| mean(&values))
    };
    let documents = |side: fn(&Draw) -> &Side| {
        let sum: usize = draws.iter().map(|draw| side(draw).documents).sum();
        (sum as f64 / draws.len().max(1) as f64).round() as usize
    };
    Outcome {
        reference_value: of_side(|draw| &draw.left),
        source_value: of_side(|draw| &draw.right),
        difference: kind.estimate(value, &replicates, confidence),
        test: Test::Bootstrap,
        p_value: kind.p_value(value, &replicates),
        hedges_g: mean_of(|draw| draw.hedges_g),
        cliffs_delta: mean_of(|draw| draw.cliffs_delta),
        n_reference: documents(|draw| &draw.left),
        n: documents(|draw| &draw.right),
    }
}

/// Differences of replicates that were drawn independently: replicate i of one source against replicate B − 1 − i of
/// the other, which comes from another random stream. Exchanging the sources gives the same differences with their
/// signs turned, and two sources of the same texts get differences that lie symmetrically around 0, so that the test
/// of what does not differ at all gives 1. The middle one of an odd number would meet its own stream and is left out.
fn crossed(left: &[Option<f64>], right: &[Option<f64>]) -> Vec<Option<f64>> {
    if left.len() != right.len() {
        return Vec::new();
    }
    let count = left.len();
    let apart = (0..count).filter(|place| 2 * place + 1 != count);
    apart.map(|place| Some(right[place]? - left[count - 1 - place]?)).collect()
}

/// The mean of a value over draws, with the replicates of all draws, each moved from the value of its own draw to that
/// mean: their spread is that of one draw. Undefined where a draw has no value.
fn pooled(draws: impl Iterator<Item = (Option<f64>, Vec<Option<f64>>)>) -> (Option<f64>, Vec<Option<f64>>) {
    let (values, replicates): (Vec<Option<f64>>, Vec<_>) = draws.unzip();
    let Some(values) = values.into_iter().collect::<Option<Vec<f64>>>() else { return (None, Vec::new()) };
    let Some(middle) = mean(&values) else { return (None, Vec::new()) };
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
    fn replicates_meet_those_of_other_streams() {
        // 4 − 3, 5 is left out as the middle one, 7 − 1
        assert_eq!(crossed(&some(&[1.0, 2.0, 3.0]), &some(&[4.0, 5.0, 7.0])), some(&[1.0, 6.0]));
        // The same texts: 1 − 5 and 5 − 1
        assert_eq!(crossed(&some(&[1.0, 5.0]), &some(&[1.0, 5.0])), some(&[-4.0, 4.0]));
        assert!(crossed(&some(&[1.0, 2.0]), &[]).is_empty());
    }

    #[test]
    fn draws_are_pooled_around_their_mean() {
        // Values 1 and 3, mean 2: the replicates 0, 2 of the first move by 1, the 5 of the second by −1.
        let draws = [(Some(1.0), some(&[0.0, 2.0])), (Some(3.0), some(&[5.0]))];
        assert_eq!(pooled(draws.into_iter()), (Some(2.0), some(&[1.0, 3.0, 4.0])));
        assert_eq!(pooled([(None, some(&[1.0])), (Some(1.0), vec![])].into_iter()), (None, vec![]));
    }

    #[test]
    fn the_same_values_twice_differ_in_nothing() {
        let side = Side { value: Some(2.0), replicates: some(&[1.0, 2.5, 2.0, 3.5]), documents: 4 };
        let draw = Draw { left: side.clone(), right: side, hedges_g: Some(0.0), cliffs_delta: Some(0.0) };
        for kind in [IntervalKind::Percentile, IntervalKind::Centred, IntervalKind::Corrected] {
            let outcome = outcome(kind, std::slice::from_ref(&draw), 0.95);
            assert_eq!((outcome.difference.value, outcome.p_value), (Some(0.0), Some(1.0)), "{kind:?}");
            let interval = outcome.difference.interval.unwrap();
            assert_eq!(interval.low, -interval.high);
        }
    }
}
