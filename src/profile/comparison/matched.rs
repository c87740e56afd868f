//! Sources without twins at equal lengths: the documents of two sources in; pairs of them by the order of their lengths, both
//! cut to the shorter one, and what they differ in, out.

use super::{ComparedValue, Outcome, Test};
use crate::profile::estimate::{Estimate, p_value_of_exchanges};
use crate::profile::texts::Texts;
use crate::profile::{DrawnFor, Measurements};
use crate::statistics::{cliffs_delta, hedges_g, mean, signless_zero};

/// Everything that is compared at equal lengths, of documents alone: what whole sources are is compared at equal budgets.
///
/// Both texts of a pair have the same number of tokens, and so have both sources, text for text. Where the law of a source's
/// words is that of the other, whatever the length of texts, the two texts of a pair could as well have changed places: the
/// test exchanges them, and the interval draws pairs.
pub(super) fn outcomes(
    measurements: &Measurements<'_>,
    compared: &[ComparedValue],
    documents: [&[u32]; 2],
) -> Vec<Outcome> {
    let lengths = documents.map(|of| Texts::whole(measurements.corpus, of).lengths);
    let places = matched([&lengths[0], &lengths[1]]);
    let length = |pair: usize| lengths[0][places[0][pair]].min(lengths[1][places[1][pair]]);
    let shorter: Vec<u32> = (0..places[0].len()).map(length).collect();
    let sides = [0, 1].map(|side: usize| {
        let documents = places[side].iter().map(|place| documents[side][*place]).collect();
        measurements.document_level.values(&Texts { documents, lengths: shorter.clone() })
    });
    let of_pairs = |one: &ComparedValue| -> Vec<(u32, f64, f64)> {
        // The pairs that happen to be of equal length and are not cut say nothing of all.
        let Some(place) = one.documents.filter(|_| !one.values.whole) else { return Vec::new() };
        let values = sides[0][place].iter().zip(sides[1][place].iter());
        let defined = |(pair, (left, right)): (u32, (Option<f64>, Option<f64>))| Some((pair, left?, right?));
        (0..).zip(values).filter_map(defined).collect()
    };
    let pairs: Vec<Vec<(u32, f64, f64)>> = compared.iter().map(of_pairs).collect();
    let differences: Vec<Vec<f64>> =
        pairs.iter().map(|pairs| pairs.iter().map(|(_, left, right)| right - left).collect()).collect();
    let intervals = match measurements.drawn_for == DrawnFor::Tests {
        true => vec![None; compared.len()],
        false => measurements.means.mean_intervals(&differences),
    };
    let contributions: Vec<Vec<(u32, f64)>> = pairs
        .iter()
        .map(|pairs| {
            let count = pairs.len() as f64;
            pairs.iter().map(|(pair, left, right)| (*pair, (right - left) / count)).collect()
        })
        .collect();
    let columns: Vec<&[(u32, f64)]> = contributions.iter().map(Vec::as_slice).collect();
    let exchanges = measurements.exchanges();
    let exchanged = if exchanges.count == 0 { Vec::new() } else { exchanges.rows(&columns) };
    let of = |(place, pairs): (usize, &Vec<(u32, f64, f64)>)| {
        let lefts: Vec<f64> = pairs.iter().map(|(_, left, _)| *left).collect();
        let rights: Vec<f64> = pairs.iter().map(|(.., right)| *right).collect();
        let value = mean(&differences[place]).map(signless_zero);
        let under_hypothesis: Vec<Option<f64>> = match pairs.is_empty() {
            true => Vec::new(),
            false => exchanged.iter().map(|row| Some(row[place])).collect(),
        };
        Outcome {
            reference_value: mean(&lefts),
            source_value: mean(&rights),
            difference: Estimate { value, interval: intervals[place] },
            test: Test::Exchange,
            p_value: p_value_of_exchanges(value, &under_hypothesis),
            under_hypothesis,
            hedges_g: hedges_g(&rights, &lefts),
            cliffs_delta: cliffs_delta(&rights, &lefts),
            n_reference: pairs.len(),
            n: pairs.len(),
            ..Outcome::default()
        }
    };
    pairs.iter().enumerate().map(of).collect()
}

/// Pairs of texts of two sources by the order of their lengths, as places on either side: as many as the smaller source has
/// texts, each with the text at the same share of the other one's. Texts of one length are in the order of their places.
fn matched(lengths: [&[u32]; 2]) -> [Vec<usize>; 2] {
    let pairs = lengths[0].len().min(lengths[1].len());
    lengths.map(|lengths| {
        let mut rising: Vec<usize> = (0..lengths.len()).collect();
        rising.sort_by_key(|place| (lengths[*place], *place));
        // The middle of the i-th of so many equal shares.
        (0..pairs).map(|pair| rising[(2 * pair + 1) * rising.len() / (2 * pairs)]).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_matched_by_the_order_of_their_lengths() {
        // The shortest with the shortest, whatever their order.
        assert_eq!(matched([&[30, 10, 20], &[7, 9, 8]]), [vec![1, 2, 0], vec![0, 2, 1]]);
        // Two of five: the middles of the lower and the upper half are the places 1 and 3 of the rising order.
        assert_eq!(matched([&[5, 4, 3, 2, 1], &[1, 2]]), [vec![3, 1], vec![0, 1]]);
        assert_eq!(matched([&[1, 2], &[5, 4, 3, 2, 1]]), [vec![0, 1], vec![3, 1]]);
        assert!(matched([&[], &[1]]).iter().all(Vec::is_empty));
    }
}
