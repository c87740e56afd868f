//! The comparison of sources: measurements on twins in, differences from the reference with intervals and tests out.

use super::estimate::{Estimate, IntervalKind};
use super::{Measured, Measurements};
use crate::statistics::{Bootstrap, SignFlip, holm, mean, signless_zero};
use crate::table::{Column, Table};

/// One row a measure, source other than the reference, and way of cutting.
pub(super) fn comparison(measurements: &mut Measurements<'_>) -> Table {
    let catalogue = measurements.corpus.catalogue().clone();
    let reference = catalogue.reference();
    let mut rows = Vec::new();
    for source in catalogue.others() {
        let (documents, twins): (Vec<u32>, Vec<u32>) = catalogue.twins(reference, source).into_iter().unzip();
        if documents.is_empty() {
            continue;
        }
        let length = |(left, right): (&u32, &u32)| {
            measurements.corpus.length(*left).min(measurements.corpus.length(*right))
        };
        let shorter: Vec<u32> = documents.iter().zip(&twins).map(length).collect();
        for lengths in [None, Some(shorter.as_slice())] {
            let (left, right) = (measurements.of(&documents, lengths), measurements.of(&twins, lengths));
            rows.extend(compare(
                measurements,
                catalogue.source_name(source),
                lengths.is_some(),
                &left,
                &right,
            ));
        }
    }
    // What cutting makes equal by construction is no test, and must not dilute the others.
    let tested = |row: &Row| row.p_value.filter(|p| *p < 1.0 || row.difference.value != Some(0.0));
    let adjusted = holm(&rows.iter().map(tested).collect::<Vec<_>>());
    let adjusted = rows.iter().zip(adjusted).map(|(row, one)| one.or(row.p_value)).collect();
    table(measurements, &rows, adjusted)
}

/// One comparison.
#[derive(Default)]
struct Row {
    measure: String,
    scope: &'static str,
    source: String,
    length_matched: bool,
    reference_value: Option<f64>,
    source_value: Option<f64>,
    difference: Estimate,
    p_value: Option<f64>,
    pairs: usize,
}

/// All measures on the twins of one source, `left` the reference's texts and `right` its own: by documents where the
/// measure has values of documents, by whole sources otherwise.
fn compare(
    measurements: &Measurements<'_>,
    source: &str,
    length_matched: bool,
    left: &Measured,
    right: &Measured,
) -> Vec<Row> {
    let (of_source, of_documents) = (&measurements.source_level, &measurements.document_level);
    let bootstrap = measurements.bootstrap();
    let mut rows = Vec::new();
    for (components, documents) in of_source.places.iter().zip(&of_documents.places) {
        let mut compared = match documents {
            Some(place) => {
                let name = of_documents.names[*place];
                vec![by_documents(name, &left.documents[*place], &right.documents[*place], &bootstrap)]
            }
            None => {
                let compare = |component: usize| {
                    let (name, kind) = &of_source.components[component];
                    by_sources(name, *kind, component, (left, right), bootstrap.confidence)
                };
                components.clone().map(compare).collect()
            }
        };
        compared
            .iter_mut()
            .for_each(|row| (row.source, row.length_matched) = (source.to_string(), length_matched));
        rows.extend(compared);
    }
    rows
}

/// The means over the pairs of documents that both have a value.
fn by_documents(name: &str, left: &[Option<f64>], right: &[Option<f64>], bootstrap: &Bootstrap) -> Row {
    let pairs = left.iter().zip(right).filter_map(|(left, right)| Some(((*left)?, (*right)?)));
    let (left, right): (Vec<f64>, Vec<f64>) = pairs.unzip();
    let differences: Vec<f64> = left.iter().zip(&right).map(|(left, right)| right - left).collect();
    let interval = bootstrap.mean_interval(&differences);
    Row {
        measure: name.to_string(),
        scope: "document_mean",
        reference_value: mean(&left),
        source_value: mean(&right),
        difference: Estimate { value: mean(&differences).map(signless_zero), interval },
        p_value: SignFlip { seed: bootstrap.seed, ..SignFlip::default() }.p_value(&differences),
        pairs: differences.len(),
        ..Row::default()
    }
}

/// One component of whole sources; replicates of both sides draw the same twins.
fn by_sources(
    name: &str,
    kind: IntervalKind,
    component: usize,
    (left, right): (&Measured, &Measured),
    confidence: f64,
) -> Row {
    let of = |side: &Measured| -> Vec<Option<f64>> {
        side.replicates.iter().map(|values| values[component]).collect()
    };
    let (lefts, rights) = (of(left), of(right));
    let differ = |left: Option<f64>, right: Option<f64>| Some(right? - left?);
    let differences: Vec<_> = lefts.iter().zip(&rights).map(|(left, right)| differ(*left, *right)).collect();
    let (of_left, of_right) = (left.source[component], right.source[component]);
    Row {
        measure: name.to_string(),
        scope: "source",
        reference_value: kind.estimate(of_left, &lefts, confidence).value,
        source_value: kind.estimate(of_right, &rights, confidence).value,
        difference: kind.estimate(differ(of_left, of_right), &differences, confidence),
        p_value: kind.p_value(differ(of_left, of_right), &differences),
        pairs: left.texts.len(),
        ..Row::default()
    }
}

fn table(measurements: &Measurements<'_>, rows: &[Row], adjusted: Vec<Option<f64>>) -> Table {
    let catalogue = measurements.corpus.catalogue();
    let reference = catalogue.source_name(catalogue.reference());
    let number = |value: &dyn Fn(&Row) -> Option<f64>| Column::Number(rows.iter().map(value).collect());
    let text = |value: &dyn Fn(&Row) -> String| Column::Text(rows.iter().map(value).collect());
    Table::new(vec![
        ("measure", text(&|row| row.measure.clone())),
        ("reference", text(&|_| reference.to_string())),
        ("source", text(&|row| row.source.clone())),
        ("length_matched", Column::Flag(rows.iter().map(|row| row.length_matched).collect())),
        ("reference_value", number(&|row| row.reference_value)),
        ("source_value", number(&|row| row.source_value)),
        ("difference", number(&|row| row.difference.value)),
        ("low", number(&|row| row.difference.interval.map(|interval| interval.low))),
        ("high", number(&|row| row.difference.interval.map(|interval| interval.high))),
        ("p_value", number(&|row| row.p_value)),
        ("p_adjusted", Column::Number(adjusted)),
        ("scope", text(&|row| row.scope.to_string())),
        ("n", Column::Count(rows.iter().map(|row| row.pairs as u64).collect())),
    ])
}
