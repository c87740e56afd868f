//! Comparison of twins: what was measured on the two texts of each pair in; the difference with interval, test and
//! effect sizes out.

use super::{Compared, Control, Outcome, Test};
use crate::profile::Measured;
use crate::profile::estimate::Estimate;
use crate::statistics::{Bootstrap, SignFlip, cliffs_delta, hedges_g, mean, signless_zero};

/// Everything that is compared, `left` being what is compared with: pair for pair the same contents.
pub(super) fn outcomes(
    compared: &[Compared],
    control: Control,
    left: &Measured,
    right: &Measured,
    bootstrap: &Bootstrap,
) -> Vec<Outcome> {
    let values: Vec<(Vec<f64>, Vec<f64>)> = compared
        .iter()
        .map(|one| {
            // The pairs that happen to be of equal length and are not cut say nothing of all.
            let cut = control == Control::Cut && one.values.whole;
            let Some(place) = one.documents.filter(|_| !cut) else { return (Vec::new(), Vec::new()) };
            let pairs = left.documents[place].iter().zip(&right.documents[place]);
            pairs.filter_map(|(left, right)| Some(((*left)?, (*right)?))).unzip()
        })
        .collect();
    let differ = |(left, right): &(Vec<f64>, Vec<f64>)| -> Vec<f64> {
        left.iter().zip(right).map(|(left, right)| right - left).collect()
    };
    let differences: Vec<Vec<f64>> = values.iter().map(differ).collect();
    let intervals = bootstrap.mean_intervals(&differences);
    let p_values = SignFlip { seed: bootstrap.seed, ..SignFlip::default() }.p_values(&differences);
    let of = |place: usize| {
        if compared[place].documents.is_none() {
            return by_sources(&compared[place], left, right, bootstrap.confidence);
        }
        let (lefts, rights) = &values[place];
        let difference = mean(&differences[place]).map(signless_zero);
        Outcome {
            reference_value: mean(lefts),
            source_value: mean(rights),
            difference: Estimate { value: difference, interval: intervals[place] },
            test: Test::SignFlip,
            p_value: p_values[place],
            hedges_g: hedges_g(rights, lefts),
            cliffs_delta: cliffs_delta(rights, lefts),
            n_reference: lefts.len(),
            n: rights.len(),
        }
    };
    (0..compared.len()).map(of).collect()
}

/// One component of whole sources; replicates of both sides draw the same twins.
fn by_sources(one: &Compared, left: &Measured, right: &Measured, confidence: f64) -> Outcome {
    let (component, kind) = (one.component, one.kind);
    let of = |side: &Measured| -> Vec<Option<f64>> {
        side.replicates.iter().map(|values| values[component]).collect()
    };
    let (lefts, rights) = (of(left), of(right));
    let differ = |left: Option<f64>, right: Option<f64>| Some(right? - left?);
    let differences: Vec<_> = lefts.iter().zip(&rights).map(|(left, right)| differ(*left, *right)).collect();
    let (of_left, of_right) = (left.source[component], right.source[component]);
    Outcome {
        reference_value: kind.estimate(of_left, &lefts, confidence).value,
        source_value: kind.estimate(of_right, &rights, confidence).value,
        difference: kind.estimate(differ(of_left, of_right), &differences, confidence),
        test: Test::Bootstrap,
        p_value: kind.p_value(differ(of_left, of_right), &differences),
        hedges_g: None,
        cliffs_delta: None,
        n_reference: left.texts.len(),
        n: right.texts.len(),
    }
}
