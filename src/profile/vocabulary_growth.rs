//! The table behind the figure of vocabulary growth: measurements of sources in; the types to be expected in samples of
//! many sizes, smaller and larger, out.

use std::rc::Rc;

use super::{FrequencySpectrum, Heaps, Lnre, Measurements, SourceMeasurement};
use crate::corpus::SourceId;
use crate::table::{FileKind, Table, TableRow};

crate::table! {
    /// types to be expected in samples of many sizes
    pub struct GrowthRow("profile/growth", FileKind::Csv, None) {
        /// The source.
        source: String;
        /// The size of the sample, in tokens.
        tokens: u64;
        /// Types to be expected, by binomial interpolation; undefined beyond the source.
        types: Option<f64>;
        /// Terms to be expected once.
        hapax: Option<f64>;
        /// Terms to be expected twice.
        dis: Option<f64>;
        /// Types by Heaps' law over the last two powers of ten.
        types_heaps: Option<f64>;
        /// Types by a model of large numbers of rare events.
        types_lnre: Option<f64>;
        /// Terms to be expected once by that model.
        hapax_lnre: Option<f64>;
    }
}

/// Powers of ten below the source, and sizes in each.
const DECADES: u32 = 3;
const SIZES: u32 = 15;
/// Sizes beyond the source, in multiples of it.
const BEYOND: [f64; 10] = [1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.5, 8.0, 10.0];
/// Powers of ten over which Heaps' law is fitted.
const HEAPS: f64 = 2.0;

/// One row a source and size.
pub(super) fn growth(
    measurements: &Measurements<'_>,
    of_sources: &[(SourceId, Rc<SourceMeasurement>)],
) -> Table {
    let mut rows = Vec::new();
    for (source, measured) in of_sources {
        let spectrum = FrequencySpectrum::new(&measurements.source_level.frequencies(&measured.texts));
        let (heaps, lnre) = (Heaps::fit(&spectrum, HEAPS), Lnre::fit(&spectrum));
        for size in spread(spectrum.tokens()) {
            let tokens = size as f64;
            rows.push(GrowthRow {
                source: measurements.corpus.catalogue().source_name(*source).to_string(),
                tokens: size,
                types: spectrum.expected_types(tokens),
                hapax: spectrum.expected_of(1, tokens),
                dis: spectrum.expected_of(2, tokens),
                types_heaps: heaps.map(|law| law.types(tokens)),
                types_lnre: lnre.map(|model| model.expected_types(tokens)),
                hapax_lnre: lnre.map(|model| model.expected_spectrum(1, tokens)[0]),
            });
        }
    }
    GrowthRow::to_table(rows)
}

/// Whole sizes, rising, none twice; the source's own is among them. None for an empty source.
fn spread(tokens: u64) -> Vec<u64> {
    let whole = tokens as f64;
    let within =
        (0..=DECADES * SIZES).rev().map(|step| whole * 10_f64.powf(-f64::from(step) / f64::from(SIZES)));
    let mut sizes: Vec<u64> =
        within.chain(BEYOND.map(|share| whole * share)).map(|size| size.round() as u64).collect();
    sizes.retain(|size| *size > 0);
    sizes.dedup();
    sizes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_rise_through_the_source_to_ten_times_as_much() {
        let sizes = spread(20_000);
        assert!(sizes.is_sorted());
        assert_eq!((sizes[0], sizes[45], sizes.last()), (20, 20_000, Some(&200_000)));
        assert!(sizes.contains(&40_000) && sizes.contains(&2_000));
        assert_eq!(spread(1), [1, 2, 3, 4, 5, 7, 8, 10]);
        assert!(spread(0).is_empty());
    }
}
