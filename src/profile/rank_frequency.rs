//! The table behind the rank–frequency figure: measurements of sources in, thinned ranks with the fitted curves out.

use std::rc::Rc;

use super::{Measurements, SourceMeasurement};
use crate::corpus::SourceId;
use crate::table::{FileKind, Table, TableRow};

crate::table! {
    /// ranks of each source with frequencies and fitted curves, thinned
    pub struct RankFrequencyRow("profile/rank_frequency", FileKind::Csv, None) {
        /// The source.
        source: String;
        /// The rank, from 1.
        rank: u64;
        /// How often the term of that rank occurs.
        frequency: u64;
        /// The same as a share of all tokens.
        relative_frequency: Option<f64>;
        /// The straight line of least squares over the head; undefined beyond the ranks that it was fitted to.
        fit_least_squares_head: Option<f64>;
        /// The same over the tail.
        fit_least_squares_tail: Option<f64>;
        /// The double power law of greatest likelihood.
        fit_double_power_law: Option<f64>;
        /// The Zipf–Mandelbrot law of greatest likelihood.
        fit_zipf_mandelbrot: Option<f64>;
    }
}

/// At most so many ranks a source.
const RANKS: u32 = 400;

/// One row a source and rank, ranks evenly spaced in ln r.
pub(super) fn rank_frequency(
    measurements: &Measurements<'_>,
    of_sources: &[(SourceId, Rc<SourceMeasurement>)],
) -> Table {
    let mut rows = Vec::new();
    for (source, measured) in of_sources {
        let frequencies = measurements.source_level.frequencies(&measured.texts);
        let curves = measurements.source_level.curves(&frequencies);
        let name = measurements.corpus.catalogue().source_name(*source);
        for rank in thinned(frequencies.types() as u32) {
            let frequency = frequencies.frequencies()[rank as usize - 1];
            let fit = |column: &str| {
                let curve = curves.iter().find(|curve| curve.column == column)?;
                curve.ranks.contains(&rank).then(|| (curve.relative_frequency)(rank))
            };
            rows.push(RankFrequencyRow {
                source: name.to_string(),
                rank: u64::from(rank),
                frequency: u64::from(frequency),
                relative_frequency: Some(f64::from(frequency) / frequencies.tokens() as f64),
                fit_least_squares_head: fit(RankFrequencyRow::fit_least_squares_head),
                fit_least_squares_tail: fit(RankFrequencyRow::fit_least_squares_tail),
                fit_double_power_law: fit(RankFrequencyRow::fit_double_power_law),
                fit_zipf_mandelbrot: fit(RankFrequencyRow::fit_zipf_mandelbrot),
            });
        }
    }
    RankFrequencyRow::to_table(rows)
}

/// Ranks from 1 to `last`: all of them, or [`RANKS`] evenly spaced in ln r where there are more (fewer still after
/// rounding, since the first ranks are further apart than that).
fn thinned(last: u32) -> Vec<u32> {
    if last <= RANKS {
        return (1..=last).collect();
    }
    let step = f64::from(last).ln() / f64::from(RANKS - 1);
    let mut ranks: Vec<u32> =
        (0..RANKS).map(|index| (f64::from(index) * step).exp().round() as u32).collect();
    ranks.dedup();
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_ranks_are_kept_and_many_thinned() {
        assert_eq!(thinned(3), [1, 2, 3]);
        assert!(thinned(0).is_empty());
        let ranks = thinned(30_000);
        assert!(ranks.len() <= RANKS as usize && ranks.is_sorted());
        assert_eq!((ranks[0], ranks[1], ranks.last()), (1, 2, Some(&30_000)));
    }
}
