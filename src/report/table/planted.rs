//! The planted truth beside the estimates: what a simulated collection was made with goes in; out come rows that set
//! each planted quantity beside what the pipeline found.

use super::layout::Layout;
use crate::bias::{PlantedRow, RelativeDeltaRow, RelativeDeltaRow as Delta, measure_of_planted};
use crate::error::Result;
use crate::profile::{ProfileSummaryRow, ProfileSummaryRow as Profile};
use crate::report::results::Results;
use crate::table::{FileKind, Printed, Shown, Table, TableRow};

pub(super) const LAYOUT: Layout = Layout {
    origins: &[
        (PlantedRow::SCHEMA, &[]),
        (
            ProfileSummaryRow::SCHEMA,
            &[Profile::source, Profile::measure, Profile::scope, Profile::value, Profile::low, Profile::high],
        ),
        (
            RelativeDeltaRow::SCHEMA,
            &[
                Delta::model,
                Delta::measure,
                Delta::source,
                Delta::relative_delta_percent,
                Delta::low,
                Delta::high,
            ],
        ),
    ],
    ..Layout::prepared(RecoveryRow::SCHEMA, beside_estimates)
};

crate::table! {
    /// planted truth beside the estimates
    struct RecoveryRow("bias/planted", FileKind::Csv, Some(PRINTED)) {
        /// The quantity.
        quantity: String = "Quantity", Shown::Word;
        /// The source.
        source: String = "Source", Shown::Word;
        /// The planted value.
        planted: Option<f64> = "Planted", Shown::Significant;
        /// Lower end of its error.
        planted_low: Option<f64> = "Interval of planted", Shown::SignificantInterval;
        /// Upper end of its error.
        planted_high: Option<f64>;
        /// By what it is estimated.
        estimator: String = "Estimated by", Shown::Name;
        /// The estimate.
        estimate: Option<f64> = "Estimate", Shown::Significant;
        /// Lower end of its interval.
        estimate_low: Option<f64> = "Interval", Shown::SignificantInterval;
        /// Upper end of its interval.
        estimate_high: Option<f64>;
        /// Whether the interval holds the planted value.
        inside: String = "Planted value inside", Shown::Word;
        /// How the planted value is known.
        note: String = "Note", Shown::Word;
    }
}

const PRINTED: Printed = Printed {
    name: "planted",
    title: "Planted truth beside the estimates",
    note: "The true parameters of the simulated collection, beside what the pipeline found. Maximum likelihood recovers \
        them without knowing them. Least squares is given the break where there is one and is not an estimate of a power \
        law, so a \"no\" there is no surprise. The planted Relative Δ of sources that differ are themselves means over \
        seeds, with the error of that mean shown as their interval. Intervals of exponents are about samples of this \
        size: ranks come from the sample itself, and the larger it is, the more often its interval misses the planted \
        tail. Of the others, an interval holds the planted value about as often as its level says: now and then a \"no\" \
        is to be expected.",
};

/// One estimate.
struct Estimate {
    by: String,
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
}

/// What stands before the first `(`, space or `@`.
fn family(name: &str) -> &str {
    name.split(['(', ' ', '@']).next().unwrap_or(name)
}

/// Planted quantities that the profile knows by another name: quantity, measure, scope.
const ESTIMATED_BY: &[(&str, &str, &str)] =
    &[("rank_break", "zipf_break", "source"), ("mean_length", "tokens", "document_mean")];

/// What the pipeline found.
struct Found {
    deltas: Vec<RelativeDeltaRow>,
    summary: Vec<ProfileSummaryRow>,
}

impl Found {
    /// Estimates of a planted quantity: a Relative Δ is looked up by measure, and by model where one is named; everything
    /// else among the profile's measures, of whole sources unless listed otherwise.
    fn estimates(&self, planted: &PlantedRow) -> Vec<Estimate> {
        if let Some(measure) = measure_of_planted(&planted.quantity) {
            let wanted = |row: &&RelativeDeltaRow| {
                let of_model = planted.model.is_empty() || row.model == planted.model;
                of_model && row.measure == measure && row.source == planted.source
            };
            let estimate = |row: &RelativeDeltaRow| Estimate {
                by: row.model.clone(),
                value: row.relative_delta_percent,
                low: row.low,
                high: row.high,
            };
            return self.deltas.iter().filter(wanted).map(estimate).collect();
        }
        let listed = ESTIMATED_BY.iter().find(|(name, _, _)| *name == planted.quantity);
        let (measure, scope) =
            listed.map_or((family(&planted.quantity), "source"), |(_, measure, scope)| (*measure, *scope));
        let wanted = |row: &&ProfileSummaryRow| {
            family(&row.measure) == measure && row.source == planted.source && row.scope == scope
        };
        let estimate = |row: &ProfileSummaryRow| Estimate {
            by: row.measure.clone(),
            value: row.value,
            low: row.low,
            high: row.high,
        };
        self.summary.iter().filter(wanted).map(estimate).collect()
    }
}

fn beside_estimates(results: &Results) -> Result<Option<Table>> {
    let found = Found { deltas: results.rows()?, summary: results.rows()? };
    let mut rows = Vec::new();
    for planted in results.rows::<PlantedRow>()? {
        let mut estimates = found.estimates(&planted);
        if estimates.is_empty() {
            estimates.push(Estimate { by: "\u{2013}".to_string(), value: None, low: None, high: None });
        }
        rows.extend(estimates.into_iter().map(|estimate| {
            RecoveryRow {
                quantity: planted.quantity.clone(),
                source: planted.source.clone(),
                planted: planted.planted,
                planted_low: planted.low,
                planted_high: planted.high,
                inside: match (planted.planted, estimate.low, estimate.high) {
                    (Some(value), Some(low), Some(high)) if low <= value && value <= high => "yes",
                    (Some(_), Some(_), Some(_)) => "no",
                    _ => "\u{2013}",
                }
                .to_string(),
                estimator: estimate.by,
                estimate: estimate.value,
                estimate_low: estimate.low,
                estimate_high: estimate.high,
                note: planted.note.clone(),
            }
        }));
    }
    Ok((!rows.is_empty()).then(|| RecoveryRow::to_table(rows)))
}
