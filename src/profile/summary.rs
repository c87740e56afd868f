//! The tables on single sources: measurements in; the summary by source and measure, and the table of documents out.

use std::rc::Rc;

use super::estimate::Estimate;
use super::{Measured, Measurements};
use crate::corpus::SourceId;
use crate::statistics::{Bootstrap, Interval, mean, median};
use crate::table::{Column, Table};

/// One row a source, measure and scope.
pub(super) fn summary(measurements: &Measurements<'_>, of_sources: &[(SourceId, Rc<Measured>)]) -> Table {
    let mut rows = Rows::default();
    let bootstrap = measurements.bootstrap();
    for (source, measured) in of_sources {
        let source = measurements.corpus.catalogue().source_name(*source);
        let (of_source, of_documents) = (&measurements.source_level, &measurements.document_level);
        for (components, documents) in of_source.places.iter().zip(&of_documents.places) {
            for component in components.clone() {
                let (name, kind) = &of_source.components[component];
                let replicates: Vec<_> = measured.replicates.iter().map(|values| values[component]).collect();
                let estimate = kind.estimate(measured.source[component], &replicates, bootstrap.confidence);
                rows.push(source, name, "source", estimate, measured.texts.len());
            }
            if let Some(place) = documents {
                let values: Vec<f64> = measured.documents[*place].iter().copied().flatten().collect();
                let name = of_documents.names[*place];
                let of_mean = Estimate { value: mean(&values), interval: bootstrap.mean_interval(&values) };
                rows.push(source, name, "document_mean", of_mean, values.len());
                let of_median =
                    Estimate { value: median(&values), interval: median_interval(&bootstrap, &values) };
                rows.push(source, name, "document_median", of_median, values.len());
            }
        }
    }
    rows.table()
}

/// One row a document, by source and base id.
pub(super) fn documents(measurements: &Measurements<'_>, of_sources: &[(SourceId, Rc<Measured>)]) -> Table {
    let catalogue = measurements.corpus.catalogue();
    let numbers = || of_sources.iter().flat_map(|(_, measured)| &measured.texts.documents);
    let mut columns = vec![
        ("base", Column::Text(numbers().map(|number| catalogue.id(*number).base.to_string()).collect())),
        (
            "source",
            Column::Text(
                numbers()
                    .map(|number| catalogue.source_name(catalogue.id(*number).source).to_string())
                    .collect(),
            ),
        ),
    ];
    for (place, name) in measurements.document_level.names.iter().enumerate() {
        let values = of_sources.iter().flat_map(|(_, measured)| measured.documents[place].iter().copied());
        columns.push((name, Column::Number(values.collect())));
    }
    Table::new(columns)
}

/// The percentile interval of the median of `values`; `None` for fewer than two.
fn median_interval(bootstrap: &Bootstrap, values: &[f64]) -> Option<Interval> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    bootstrap.interval(sorted.len(), |drawn| {
        let mut places = drawn.to_vec();
        let middle = places.len() / 2;
        let (below, upper, _) = places.select_nth_unstable(middle);
        let upper = sorted[*upper as usize];
        if drawn.len() % 2 == 1 {
            return Some(upper);
        }
        let lower = below.iter().max().map(|place| sorted[*place as usize])?;
        Some((lower + upper) / 2.0)
    })
}

/// Rows of the summary, in the order in which they are pushed.
#[derive(Default)]
pub(super) struct Rows {
    source: Vec<String>,
    measure: Vec<String>,
    scope: Vec<String>,
    estimate: Vec<Estimate>,
    n: Vec<u64>,
}

impl Rows {
    fn push(&mut self, source: &str, measure: &str, scope: &str, estimate: Estimate, n: usize) {
        self.source.push(source.to_string());
        self.measure.push(measure.to_string());
        self.scope.push(scope.to_string());
        self.estimate.push(estimate);
        self.n.push(n as u64);
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
        let low = |estimate: &Estimate| estimate.interval.map(|interval| interval.low);
        let high = |estimate: &Estimate| estimate.interval.map(|interval| interval.high);
        Table::new(vec![
            ("source", Column::Text(self.source)),
            ("measure", Column::Text(self.measure)),
            ("scope", Column::Text(self.scope)),
            ("value", Column::Number(self.estimate.iter().map(|estimate| estimate.value).collect())),
            ("low", Column::Number(self.estimate.iter().map(low).collect())),
            ("high", Column::Number(self.estimate.iter().map(high).collect())),
            ("n", Column::Count(self.n)),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_the_median_is_that_of_the_plain_bootstrap() {
        let bootstrap = Bootstrap { replicates: 300, seed: 7, confidence: 0.9 };
        for count in [2, 15, 16] {
            let values: Vec<f64> = (0..count).map(|index| f64::from(index * 31 % 17)).collect();
            let mut sorted = values.clone();
            sorted.sort_unstable_by(f64::total_cmp);
            let plain = bootstrap.interval(values.len(), |drawn| {
                median(&drawn.iter().map(|place| sorted[*place as usize]).collect::<Vec<_>>())
            });
            assert_eq!(median_interval(&bootstrap, &values), plain);
        }
        assert_eq!(median_interval(&bootstrap, &[1.0]), None);
    }
}
