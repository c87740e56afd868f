//! Comparison of twins: what was measured on the two texts of each pair in; the difference with interval, test and
//! effect sizes out.

use super::exchanged::{Contributions, differences};
use super::{ComparedValue, Control, Outcome, centred};
use crate::profile::estimate::{Estimate, p_value_of_places};
use crate::profile::{DrawnFor, Measurements, SourceMeasurement};
use crate::statistics::{cliffs_delta, hedges_g, mean, signless_zero};

/// The values of one measure on pairs where both texts have one: their contents, and the values of either side.
#[derive(Default)]
struct Pairs {
    contents: Vec<u32>,
    lefts: Vec<f64>,
    rights: Vec<f64>,
}

impl Pairs {
    fn differences(&self) -> Vec<f64> {
        self.lefts.iter().zip(&self.rights).map(|(left, right)| right - left).collect()
    }
}

/// Everything that is compared, `left` being what is compared with: pair for pair the same contents.
pub(super) fn outcomes(
    measurements: &Measurements<'_>,
    compared: &[ComparedValue],
    control: Control,
    left: &SourceMeasurement,
    right: &SourceMeasurement,
) -> Vec<Outcome> {
    let contents = measurements.contents_of(&left.texts);
    let of_pairs = |one: &ComparedValue| {
        // The pairs that happen to be of equal length and are not cut say nothing of all.
        let cut = control == Control::Cut && one.values.whole;
        let Some(place) = one.documents.filter(|_| !cut) else { return Pairs::default() };
        let mut pairs = Pairs::default();
        for ((content, left), right) in
            contents.iter().zip(left.documents[place].iter()).zip(right.documents[place].iter())
        {
            if let Some((left, right)) = left.zip(right) {
                pairs.contents.push(*content);
                pairs.lefts.push(left);
                pairs.rights.push(right);
            }
        }
        pairs
    };
    let values: Vec<Pairs> = compared.iter().map(of_pairs).collect();
    let contributions: Vec<Contributions> = values
        .iter()
        .map(|pairs| {
            let count = pairs.contents.len() as f64;
            pairs
                .contents
                .iter()
                .copied()
                .zip(pairs.differences().into_iter().map(|value| value / count))
                .collect()
        })
        .collect();
    let members = [vec![true; left.texts.len() + right.texts.len()]];
    let exchanged = differences(measurements, compared, [left, right], &contributions, &members);
    let intervals = if measurements.drawn_for == DrawnFor::Tests {
        vec![None; compared.len()]
    } else {
        measurements.means.mean_intervals(&values.iter().map(Pairs::differences).collect::<Vec<_>>())
    };
    let of = |(place, exchanged): (usize, Vec<Option<f64>>)| {
        let (one, Pairs { lefts, rights, .. }) = (&compared[place], &values[place]);
        let outcome = if one.documents.is_some() {
            let value = mean(&values[place].differences()).map(signless_zero);
            Outcome {
                reference_value: mean(lefts),
                source_value: mean(rights),
                difference: Estimate { value, interval: intervals[place] },
                hedges_g: hedges_g(rights, lefts),
                cliffs_delta: cliffs_delta(rights, lefts),
                n_reference: lefts.len(),
                n: rights.len(),
                ..Outcome::default()
            }
        } else {
            by_sources(one, left, right, measurements.settings.confidence)
        };
        outcome.with_exchanges(one, exchanged)
    };
    exchanged.into_iter().enumerate().map(of).collect()
}

/// One component of whole sources, tested by its interval; halves of both sides are of the same contents.
fn by_sources(
    one: &ComparedValue,
    left: &SourceMeasurement,
    right: &SourceMeasurement,
    confidence: f64,
) -> Outcome {
    let places = |side: &SourceMeasurement| {
        let replicates: Vec<_> = side.replicates.iter().map(|values| values[one.component]).collect();
        one.kind.places(side.source[one.component], &replicates)
    };
    let differ = |left: Option<f64>, right: Option<f64>| Some(right? - left?);
    let (lefts, rights) = (places(left), places(right));
    let places: Vec<_> = lefts.into_iter().zip(rights).map(|(left, right)| differ(left, right)).collect();
    let (of_left, of_right) = (left.source[one.component], right.source[one.component]);
    let value = differ(of_left, of_right);
    Outcome {
        reference_value: of_left,
        source_value: of_right,
        difference: Estimate::of_places(value, &places, confidence),
        p_value: p_value_of_places(&places),
        under_hypothesis: centred(&places, value),
        n_reference: left.texts.len(),
        n: right.texts.len(),
        ..Outcome::default()
    }
}
