//! The table behind the rank–frequency figure: measurements of sources in, thinned ranks with the fitted curves out.

use std::rc::Rc;

use super::{Measured, Measurements};
use crate::corpus::SourceId;
use crate::table::{Column, Table};

/// At most so many ranks a source.
const RANKS: u32 = 400;

/// One row a source and rank, ranks evenly spaced in ln r.
pub(super) fn rank_frequency(
    measurements: &Measurements<'_>,
    of_sources: &[(SourceId, Rc<Measured>)],
) -> Table {
    let (mut sources, mut ranks, mut counts, mut shares) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let columns =
        ["fit_least_squares_head", "fit_least_squares_tail", "fit_double_power_law", "fit_zipf_mandelbrot"];
    let mut fits = [const { Vec::new() }; 4];
    for (source, measured) in of_sources {
        let frequencies = measurements.source_level.frequencies(&measured.texts);
        let curves = measurements.source_level.curves(&frequencies);
        let name = measurements.corpus.catalogue().source_name(*source);
        for rank in thinned(frequencies.types() as u32) {
            let frequency = frequencies.frequencies()[rank as usize - 1];
            sources.push(name.to_string());
            ranks.push(u64::from(rank));
            counts.push(u64::from(frequency));
            shares.push(Some(f64::from(frequency) / frequencies.tokens() as f64));
            for (column, fit) in columns.iter().zip(&mut fits) {
                let curve = curves.iter().find(|curve| curve.column == *column);
                fit.push(
                    curve
                        .filter(|curve| curve.ranks.contains(&rank))
                        .map(|curve| (curve.relative_frequency)(rank)),
                );
            }
        }
    }
    let [head, tail, double_power_law, zipf_mandelbrot] = fits;
    Table::new(vec![
        ("source", Column::Text(sources)),
        ("rank", Column::Count(ranks)),
        ("frequency", Column::Count(counts)),
        ("relative_frequency", Column::Number(shares)),
        (columns[0], Column::Number(head)),
        (columns[1], Column::Number(tail)),
        (columns[2], Column::Number(double_power_law)),
        (columns[3], Column::Number(zipf_mandelbrot)),
    ])
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
