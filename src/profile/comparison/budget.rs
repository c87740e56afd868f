//! Equal token budgets: two sources' documents in; for each draw the documents of either that come to the same number of
//! tokens, and what they differ in, out.

use rand::{Rng, RngExt};

use super::exchanged::{Contributions, differences};
use super::unpaired::{self, Draw};
use super::{ComparedValue, Outcome};
use crate::profile::draws::Draws;
use crate::profile::values::Values;
use crate::profile::{DrawnFor, Measurements, SourceMeasurement};
use crate::statistics::stream;

/// The number of the first stream of budgets, above those of all replicates.
const BUDGETS: u64 = 1 << 40;
/// The same for the seeds of their bootstraps.
const SEEDS: u64 = 2 << 40;

/// Everything that is compared at equal token budgets; none where a source has no token, or no draws are asked for. With
/// `twins` every document has its twin on the other side, and the test exchanges them.
pub(super) fn outcomes(
    measurements: &Measurements<'_>,
    compared: &[ComparedValue],
    left: &SourceMeasurement,
    right: &SourceMeasurement,
    twins: bool,
) -> Option<Vec<Outcome>> {
    let total =
        |side: &SourceMeasurement| side.texts.lengths.iter().map(|length| u64::from(*length)).sum::<u64>();
    let budget = total(left).min(total(right));
    let (count, seed) = (measurements.settings.budget_draws, measurements.settings.seed);
    if budget == 0 || count == 0 {
        return None;
    }
    // The draws share the replicates; where twins are exchanged, tests of means over documents need none.
    let by_exchanges_alone = twins && compared.iter().all(|one| one.documents.is_some());
    let replicates = match measurements.drawn_for == DrawnFor::Tests && by_exchanges_alone {
        true => 0,
        false => measurements.draws.count.div_ceil(count),
    };
    let mut draws = vec![Vec::<Draw>::with_capacity(count); compared.len()];
    let mut drawn_places = Vec::with_capacity(count);
    for draw in 0..count {
        let places = [left, right].map(|side| drawn(&side.texts.lengths, budget, seed, draw));
        let [of_left, of_right] =
            [(left, &places[0]), (right, &places[1])].map(|(side, places)| measurements.part(side, places));
        let resampled = Draws { seed: bootstrap_seed(seed, draw), count: replicates, ..measurements.draws };
        let found = unpaired::draw(measurements, compared, &of_left, &of_right, &resampled);
        draws.iter_mut().zip(found).for_each(|(draws, found)| draws.push(found));
        drawn_places.push(places);
    }
    let mut outcomes: Vec<Outcome> =
        draws.iter().map(|draws| unpaired::outcome(draws, measurements.settings.confidence)).collect();
    if twins {
        let exchanged = exchanged(measurements, compared, [left, right], &drawn_places);
        let with = |((outcome, one), exchanged): ((Outcome, &ComparedValue), Vec<Option<f64>>)| {
            outcome.with_exchanges(one, exchanged)
        };
        outcomes = outcomes.into_iter().zip(compared).zip(exchanged).map(with).collect();
    }
    Some(outcomes)
}

/// The differences under exchanges of twins. A text keeps its part in the draws when it changes sides. A value of documents
/// is a mean over draws, so that a document counts by the draws that it is in; what a content adds is taken from the mean of
/// both sides, without which exchanges would move it by how often its two documents are drawn. Of whole sources each
/// exchange is of one draw, which varies a little more than the mean over draws that it is compared with.
fn exchanged(
    measurements: &Measurements<'_>,
    compared: &[ComparedValue],
    sides: [&SourceMeasurement; 2],
    drawn: &[[Vec<usize>; 2]],
) -> Vec<Vec<Option<f64>>> {
    let contents = sides.map(|side| measurements.contents_of(&side.texts));
    let of_value = |one: &ComparedValue| -> Contributions {
        let Some(column) = one.documents else { return Vec::new() };
        let values = sides.map(|side| &side.documents[column]);
        let shares = [0, 1].map(|side: usize| shares(values[side], drawn.iter().map(|places| &places[side])));
        let sum = |side: usize| -> f64 {
            values[side].iter().zip(&shares[side]).map(|(value, share)| value.unwrap_or(0.0) * share).sum()
        };
        let centre = (sum(0) + sum(1)) / 2.0;
        let added = |side: usize, place: usize| {
            shares[side][place] * (values[side].get(place).unwrap_or(centre) - centre)
        };
        (0..contents[0].len()).map(|place| (contents[0][place], added(1, place) - added(0, place))).collect()
    };
    let contributions: Vec<Contributions> = compared.iter().map(of_value).collect();
    let member = |places: &[Vec<usize>; 2]| {
        let mut member = vec![false; contents[0].len() + contents[1].len()];
        places[0].iter().for_each(|place| member[*place] = true);
        places[1].iter().for_each(|place| member[contents[0].len() + place] = true);
        member
    };
    let members: Vec<Vec<bool>> = drawn.iter().map(member).collect();
    differences(measurements, compared, sides, &contributions, &members)
}

/// How much each document counts in the mean over draws of the mean of the defined values that are drawn.
fn shares<'a>(values: &Values, draws: impl ExactSizeIterator<Item = &'a Vec<usize>>) -> Vec<f64> {
    let (mut shares, count) = (vec![0.0; values.iter().len()], draws.len() as f64);
    for places in draws {
        let defined: Vec<usize> =
            places.iter().copied().filter(|place| values.get(*place).is_some()).collect();
        defined.iter().for_each(|place| shares[*place] += 1.0 / (count * defined.len() as f64));
    }
    shares
}

/// The places (from 0, rising) of the documents of one source in draw `draw`: shuffled, then taken whole from the first
/// on, up to that number of them whose tokens come nearest to `budget`; the greater number where two are as near, and
/// never none. So a source that has no more tokens than the budget gives all its documents, and two sources of the
/// same lengths give the same places.
fn drawn(lengths: &[u32], budget: u64, seed: u64, draw: usize) -> Vec<usize> {
    let mut generator = stream(seed, BUDGETS + draw as u64);
    let mut places: Vec<usize> = (0..lengths.len()).collect();
    for last in (1..places.len()).rev() {
        places.swap(last, generator.random_range(0..=last));
    }
    let (mut tokens, mut taken, mut nearest) = (0, 0, u64::MAX);
    for (before, place) in places.iter().enumerate() {
        tokens += u64::from(lengths[*place]);
        if tokens.abs_diff(budget) <= nearest {
            (taken, nearest) = (before + 1, tokens.abs_diff(budget));
        }
    }
    places.truncate(taken);
    places.sort_unstable();
    places
}

/// The seed of the bootstrap within draw `draw`: every draw resamples by streams of its own.
fn bootstrap_seed(seed: u64, draw: usize) -> u64 {
    stream(seed, SEEDS + draw as u64).next_u64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_come_near_the_budget_and_differ() {
        let lengths: Vec<u32> = (0..300).map(|place| 20 + place % 41).collect();
        let tokens = |places: &[usize]| places.iter().map(|place| u64::from(lengths[*place])).sum::<u64>();
        let draws: Vec<_> = (0..5).map(|draw| drawn(&lengths, 4000, 7, draw)).collect();
        for places in &draws {
            assert!(tokens(places).abs_diff(4000) <= 30 && places.is_sorted(), "{}", tokens(places));
        }
        assert_ne!(draws[0], draws[1]);
        assert_eq!(draws[2], drawn(&lengths, 4000, 7, 2));
    }

    #[test]
    fn a_document_counts_by_the_draws_that_it_is_in() {
        // Draws of documents 0, 1, 2 and of 0, 3, where 2 has no value: halves of ½, ½ and of ½, ½.
        let values = [Some(1.0), Some(5.0), None, Some(2.0)].into_iter().collect();
        let draws = [vec![0, 1, 2], vec![0, 3]];
        assert_eq!(shares(&values, draws.iter()), [0.5, 0.25, 0.0, 0.25]);
    }

    #[test]
    fn a_source_within_the_budget_gives_all_it_has() {
        assert_eq!(drawn(&[5, 0, 7, 0], 12, 1, 0), [0, 1, 2, 3]);
        assert_eq!(drawn(&[5], 2, 1, 0), [0]);
        assert!(drawn(&[], 0, 1, 0).is_empty());
    }
}
