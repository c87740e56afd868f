//! What a comparison of two sources rests on: values of measures and judgements in; how many independent units of queries there are,
//! and whether versions of the same contents are compared, out.

use std::collections::BTreeSet;

use super::relative_delta::{Pair, pairs};
use crate::bias::evidence::{Evidence, Units};
use crate::corpus::SourceId;

/// The most clusters of queries that a comparison by this measure is of.
pub(in crate::bias) fn clusters(evidence: &Evidence<'_>, measure: &str) -> u64 {
    let units = Units::new(evidence, evidence.catalogue);
    let pairs = pairs(evidence);
    let of_measure = pairs.iter().filter(|pair| pair.reference_series.measure == measure);
    let count = |pair: &Pair<'_>| {
        pair.values().map(|(query, ..)| units.query(query)).collect::<BTreeSet<u32>>().len() as u64
    };
    of_measure.map(count).max().unwrap_or(0)
}

/// Whether Relative Δ compares different documents: where fewer than half of the relevant contents of the queries that count, that have
/// a version by either source, have one by both. Then it grows with how many relevant documents each source has, and no exchange
/// of labels says what it would be without bias.
pub(super) fn differ(evidence: &Evidence<'_>, pair: &Pair<'_>) -> bool {
    let catalogue = &pair.run.catalogue;
    let sources: [SourceId; 2] = [catalogue.reference(), pair.source];
    let (mut both, mut one) = (0_u64, 0_u64);
    for (query, ..) in pair.values() {
        for (base, grades) in evidence.qrels.contents(query) {
            let versions = sources.map(|source| catalogue.number(base, source));
            let relevant = |version: &u32| grades.of(*version).is_some_and(|grade| grade > 0);
            match versions {
                [Some(left), Some(right)] if [left, right].iter().any(relevant) => both += 1,
                [Some(version), None] | [None, Some(version)] if relevant(&version) => one += 1,
                _ => {}
            }
        }
    }
    both < one
}
