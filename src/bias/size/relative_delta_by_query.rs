//! H − L query by query: values of measures with each source as the target in; figures that can be compared between runs out.

use super::relative_delta::{Pair, by_run, pairs, queries_of_run};
use crate::bias::evidence::{Evidence, Units};
use crate::bias::figure::{Figure, OfQuery};
use crate::statistics::Cell;

/// H − L of every run, measure and source, over the queries for which both are defined. A source of which no document is
/// ranked has none.
pub(in crate::bias) fn figures(evidence: &Evidence<'_>, units: &Units) -> Vec<Figure> {
    let pairs = pairs(evidence);
    let mut figures: Vec<(usize, Figure)> = Vec::new();
    for places in by_run(&pairs) {
        let of_run: Vec<&Pair<'_>> = places.iter().map(|place| &pairs[*place]).collect();
        let Pair { run, source, .. } = of_run[0];
        let absent = run.absent_sources();
        if [run.catalogue.reference(), *source].iter().any(|one| absent.contains(one)) {
            continue;
        }
        let mut cells: Vec<Vec<Vec<Cell>>> =
            queries_of_run(evidence, &of_run, units, false).into_iter().map(|query| query.cells).collect();
        for (number, (place, pair)) in places.iter().zip(&of_run).enumerate() {
            let both = pair.reference_series.values.iter().zip(&pair.source_series.values);
            let mut queries = Vec::new();
            for (((query, reference), (_, source)), cells) in both.zip(&mut cells) {
                if let (Some(reference), Some(source)) = (reference, source) {
                    queries.push(OfQuery {
                        query: query.clone(),
                        value: reference - source,
                        sides: Some([*reference, *source]),
                        cells: std::mem::take(&mut cells[number]),
                    });
                }
            }
            let (model, measure) = (run.model.clone(), pair.reference_series.measure.clone());
            figures.push((*place, Figure { model, measure, source: *source, queries }));
        }
    }
    figures.sort_by_key(|(place, _)| *place);
    figures.into_iter().map(|(_, figure)| figure).collect()
}
