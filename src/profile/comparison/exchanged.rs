//! Exchanges of labels: the texts of two sources, content by content, in; the difference of every value under each exchange
//! out, the same coins for all of them.

use super::ComparedValue;
use crate::profile::{Measurements, SourceMeasurement};
use crate::statistics::exchange::ExchangeColumn;

/// What each content adds to the difference of a value of documents; nothing for a value of whole sources.
pub(super) type Contributions = Vec<(u32, f64)>;

/// For each value that is compared, the difference under every exchange. Where the label of a text means nothing, each
/// content's two texts could as well have changed places, and every pattern of such exchanges is as likely as the one
/// that is.
///
/// A mean over documents is a sum over contents, whose signs change (`contributions`). For whole sources the texts are dealt
/// anew, counted and measured: exchange i those that `members` has at i modulo its length, first the texts of `left` and then
/// those of `right`.
pub(super) fn differences(
    measurements: &Measurements<'_>,
    compared: &[ComparedValue],
    [left, right]: [&SourceMeasurement; 2],
    contributions: &[Contributions],
    members: &[Vec<bool>],
) -> Vec<Vec<Option<f64>>> {
    let exchanges = measurements.exchanges();
    if exchanges.count == 0 {
        return vec![Vec::new(); compared.len()];
    }
    let count = measurements.draws.contents;
    // A column of nothing names every content, so that its place is its number.
    let every: Contributions = (0..count as u32).map(|content| (content, 0.0)).collect();
    let columns: Vec<&ExchangeColumn> =
        contributions.iter().map(Vec::as_slice).chain([every.as_slice()]).collect();
    let sums = exchanges.rows(&columns);
    let of_sources = if compared.iter().all(|one| one.documents.is_some()) {
        Vec::new()
    } else {
        let contents = [left, right].map(|side| measurements.contents_of(&side.texts)).concat();
        let drawable = [left, right].map(|side| measurements.drawable(side));
        let texts = drawable.each_ref().map(|drawable| drawable.of());
        measurements.source_level.exchanged(texts, members, exchanges.count, |exchange| {
            let changed = exchanges.changed(count, exchange);
            let members = members[exchange % members.len()].iter().zip(&contents).enumerate();
            let first = |(text, (member, content)): (usize, (&bool, &u32))| {
                *member && (text < left.texts.len()) != changed[*content as usize]
            };
            members.map(first).collect()
        })
    };
    let of = |(place, one): (usize, &ComparedValue)| match one.documents {
        Some(_) if contributions[place].is_empty() => Vec::new(),
        Some(_) => sums.iter().map(|row| Some(row[place])).collect(),
        None => of_sources.iter().map(|values| values[one.component]).collect(),
    };
    compared.iter().enumerate().map(of).collect()
}
