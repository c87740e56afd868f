//! The tables on single sources: measurements in; the summary by source and measure, and the table of documents out.

use std::rc::Rc;
use std::sync::Arc;

use statrs::distribution::{Beta, ContinuousCDF};

use super::estimate::Estimate;
use super::values::Values;
use super::{Measurements, SourceMeasurement};
use crate::corpus::{Catalogue, SourceId};
use crate::statistics::{Bootstrap, Interval, mean, median};
use crate::table::{Column, FileKind, Printed, Shown, Table, TableRow};

crate::table! {
    /// values of each source by measure
    pub struct ProfileSummaryRow("profile/summary", FileKind::Csv, Some(PRINTED)) {
        /// The source.
        source: String = "Source", Shown::Word;
        /// The measure, or one value of several that it has.
        measure: String = "Text measure", Shown::Name;
        /// `source`: of all texts together; `document_mean`, `document_median`: over the values of its documents.
        scope: String = "Scope", Shown::Word;
        /// The value, of the sample; its unit is the measure's.
        value: Option<f64> = "Value", Shown::Significant;
        /// Lower end of its interval.
        low: Option<f64> = "Interval", Shown::SignificantInterval;
        /// Upper end of that interval.
        high: Option<f64>;
        /// Documents of the source, or those that have a value.
        n: u64 = "n", Shown::Count;
    }
}

const PRINTED: Printed = Printed {
    name: "profile",
    title: "Each source on its own",
    note: "Scope \"source\": one value for all texts of the source together, with an interval from halves of its \
        documents, for samples of this size; \"document_mean\" and \"document_median\": over the values of its \
        documents, with bootstrap intervals. Only terms that occur at least minimum_frequency times are ranked; \
        least squares on log–log ranks is no estimate of a power law's exponents and is shown because the literature \
        uses it.",
};

crate::table! {
    /// values of each document by measure
    pub struct DocumentValueRow("profile/documents", FileKind::Parquet, None) {
        /// The content that the document is a version of.
        base: Arc<str>;
        /// Who wrote it.
        source: Arc<str>;
        /// The measure.
        measure: Arc<str>;
        /// Its value; undefined where the text is too short for it.
        value: Option<f64>;
    }
}

/// One row a source, measure and scope.
pub(super) fn summary(
    measurements: &Measurements<'_>,
    of_sources: &[(SourceId, Rc<SourceMeasurement>)],
) -> Table {
    let mut rows = Rows::default();
    let bootstrap = measurements.bootstrap();
    for (source, measured) in of_sources {
        let source = measurements.corpus.catalogue().source_name(*source);
        let (of_source, of_documents) = (&measurements.source_level, &measurements.document_level);
        let columns: Vec<Vec<f64>> = measured.documents.iter().map(Values::defined).collect();
        // All at once: what is drawn is the same for every measure.
        let means = measurements.means.mean_intervals(&columns);
        for (components, documents) in of_source.places.iter().zip(&of_documents.places) {
            for component in components.clone() {
                let (name, kind, _) = &of_source.components[component];
                let replicates: Vec<_> = measured.replicates.iter().map(|values| values[component]).collect();
                let estimate = kind.estimate(measured.source[component], &replicates, bootstrap.confidence);
                rows.push(source, name, "source", estimate, measured.texts.len());
            }
            if let Some(place) = documents {
                let (values, name) = (&columns[*place], of_documents.names[*place]);
                let dependent = of_documents.kinds[*place].dependent;
                let of_mean =
                    Estimate { value: mean(values), interval: means[*place].filter(|_| !dependent) };
                rows.push(source, name, "document_mean", of_mean, values.len());
                let interval = median_interval(&bootstrap, values).filter(|_| !dependent);
                rows.push(
                    source,
                    name,
                    "document_median",
                    Estimate { value: median(values), interval },
                    values.len(),
                );
            }
        }
    }
    rows.table()
}

/// The values of documents of each source.
pub(super) struct DocumentValues<'a> {
    catalogue: &'a Catalogue,
    measures: Vec<Arc<str>>,
    /// Of each source its name, its documents, and for each measure the value of each of them.
    sources: Vec<(Arc<str>, Vec<u32>, Columns)>,
}

/// For each measure, a value for each document.
type Columns = Arc<Vec<Values>>;

/// What [`DocumentValues::table`] is made of.
pub(super) fn documents<'a>(
    measurements: &Measurements<'a>,
    of_sources: &[(SourceId, Rc<SourceMeasurement>)],
) -> DocumentValues<'a> {
    let catalogue = measurements.corpus.catalogue();
    let measures = measurements.document_level.names.iter().map(|name| Arc::from(*name)).collect();
    let of_source = |(source, measured): &(SourceId, Rc<SourceMeasurement>)| {
        let name = Arc::from(catalogue.source_name(*source));
        (name, measured.texts.documents.clone(), Arc::clone(&measured.documents))
    };
    DocumentValues { catalogue, measures, sources: of_sources.iter().map(of_source).collect() }
}

impl DocumentValues<'_> {
    /// One row a document and measure of documents, by source and base id. They are many, and so no row is made by itself.
    pub(super) fn table(self) -> Table {
        let DocumentValues { catalogue, measures, sources } = self;
        let rows = measures.len() * sources.iter().map(|(_, documents, _)| documents.len()).sum::<usize>();
        let [mut of_base, mut of_source, mut of_measure] = [(); 3].map(|()| Vec::with_capacity(rows));
        let (mut values, mut bases, mut names) = (Vec::with_capacity(rows), Vec::new(), Vec::new());
        for (source, documents, of_measures) in sources {
            for (text, number) in documents.iter().enumerate() {
                of_base.extend(std::iter::repeat_n(bases.len() as u32, measures.len()));
                of_source.extend(std::iter::repeat_n(names.len() as u32, measures.len()));
                of_measure.extend(0..measures.len() as u32);
                values.extend(of_measures.iter().map(|values| values.get(text)));
                bases.push(Arc::clone(&catalogue.id(*number).base));
            }
            names.push(source);
        }
        Table::new(vec![
            (DocumentValueRow::base, Column::Listed(bases, of_base)),
            (DocumentValueRow::source, Column::Listed(names, of_source)),
            (DocumentValueRow::measure, Column::Listed(measures, of_measure)),
            (DocumentValueRow::value, Column::Number(values)),
        ])
    }
}

/// The percentile interval of the median of `values` that infinitely many bootstrap replicates would give (for an even
/// number of values nearly); `None` for fewer than two values, and where no interval is asked for.
///
/// The m-th smallest of n draws with replacement is x₍ⱼ₎ with j = ⌈n·U⌉ and U the m-th smallest of n uniform numbers, which
/// has the distribution Beta(m, n − m + 1): its quantiles are read off, and nothing need be drawn. With an even n the two
/// middle ones are taken at the same quantile and averaged. (Efron 1979, Bootstrap methods: another look at the jackknife, §3)
fn median_interval(bootstrap: &Bootstrap, values: &[f64]) -> Option<Interval> {
    if values.len() < 2 || bootstrap.replicates == 0 {
        return None;
    }
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let count = sorted.len() as f64;
    let at = |middle: usize, quantile: f64| {
        let middle = middle as f64;
        let uniform = Beta::new(middle, count - middle + 1.0).ok()?.inverse_cdf(quantile);
        sorted.get(((count * uniform).ceil() as usize).clamp(1, sorted.len()) - 1).copied()
    };
    let end = |quantile: f64| {
        let (lower, upper) = (sorted.len().div_ceil(2), sorted.len() / 2 + 1);
        Some((at(lower, quantile)? + at(upper, quantile)?) / 2.0)
    };
    let tail = (1.0 - bootstrap.confidence) / 2.0;
    Some(Interval { low: end(tail)?, high: end(1.0 - tail)? })
}

/// Rows of the summary, in the order in which they are pushed.
#[derive(Default)]
pub(super) struct Rows(Vec<ProfileSummaryRow>);

impl Rows {
    fn push(&mut self, source: &str, measure: &str, scope: &str, estimate: Estimate, n: usize) {
        self.0.push(ProfileSummaryRow {
            source: source.to_string(),
            measure: measure.to_string(),
            scope: scope.to_string(),
            value: estimate.value,
            low: estimate.interval.map(|interval| interval.low),
            high: estimate.interval.map(|interval| interval.high),
            n: n as u64,
        });
    }

    /// A value without an interval.
    pub(super) fn push_value(
        &mut self,
        source: &str,
        measure: &str,
        scope: &str,
        value: Option<f64>,
        n: usize,
    ) {
        self.push(source, measure, scope, Estimate { value, interval: None }, n);
    }

    pub(super) fn table(self) -> Table {
        ProfileSummaryRow::to_table(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_the_median_is_that_of_many_replicates() {
        let bootstrap = Bootstrap { replicates: 20_000, seed: 7, confidence: 0.9 };
        for count in [2, 15, 16, 101] {
            let values: Vec<f64> = (0..count).map(|index| f64::from(index * 31 % 103)).collect();
            let medians = bootstrap.replicate(values.len(), |drawn| {
                median(&drawn.iter().map(|place| values[*place as usize]).collect::<Vec<_>>()).unwrap()
            });
            let share = |inside: &dyn Fn(f64) -> bool| {
                medians.iter().filter(|median| inside(**median)).count() as f64 / medians.len() as f64
            };
            let Interval { low, high } = median_interval(&bootstrap, &values).unwrap();
            // Not more than a twentieth lies beyond an end, but with the end it would: to the error of the shares, and of
            // averaging two middle values where there are two.
            let slack = if count % 2 == 0 { 0.03 } else { 0.008 };
            assert!(
                share(&|median| median < low) < 0.05 + slack && share(&|median| median <= low) > 0.05 - slack,
                "{count}"
            );
            assert!(
                share(&|median| median > high) < 0.05 + slack
                    && share(&|median| median >= high) > 0.05 - slack,
                "{count}"
            );
        }
        assert_eq!(median_interval(&bootstrap, &[1.0]), None);
        assert_eq!(median_interval(&Bootstrap { replicates: 0, ..bootstrap }, &[1.0, 2.0]), None);
    }

    #[test]
    fn three_values_by_hand() {
        // The median of 3 draws of 3 is the smallest value with 7 chances of 27, the largest with as many.
        let of =
            |confidence| median_interval(&Bootstrap { confidence, ..Bootstrap::default() }, &[5.0, 1.0, 3.0]);
        assert_eq!(of(0.49), Some(Interval { low: 1.0, high: 5.0 }));
        assert_eq!(of(0.47), Some(Interval { low: 3.0, high: 3.0 }));
    }
}
