//! Correlation of similarity with score and rank: what each query's ranking shows in; for each source and all together
//! the mean within-query coefficient over queries out.

use super::observation::Observation;
use super::{BiasSettings, Estimate, estimate::estimates};
use crate::corpus::SourceId;
use crate::statistics::{kendall, pearson, spearman};
use crate::table::{Column, Table};

/// The names of the coefficients: Spearman's ρ, Kendall's τ-b and Pearson's r of similarity with the score and with the
/// rank, which for documents that tie is the mean rank of their group. A score that follows similarity gives +1, and
/// the rank −1.
pub const COEFFICIENTS: [&str; 6] =
    ["spearman_score", "spearman_rank", "kendall_score", "kendall_rank", "pearson_score", "pearson_rank"];

/// The within-query coefficients, in the order of [`COEFFICIENTS`], of similarity number `similarity` over the documents of
/// `source`, or of all with `None`; undefined for fewer than two documents or where one side is constant.
pub(super) fn coefficients(
    observations: &[Observation],
    similarity: usize,
    source: Option<SourceId>,
) -> [Option<f64>; 6] {
    let (mut similarities, mut scores, mut ranks) = (Vec::new(), Vec::new(), Vec::new());
    for one in observations.iter().filter(|one| source.is_none_or(|source| one.source == source)) {
        if let Some(value) = one.similarities[similarity] {
            similarities.push(value);
            scores.push(one.score);
            ranks.push(one.rank());
        }
    }
    // Ranks tie where scores tie and run against them, so rank coefficients only differ in sign.
    let (rho, tau) = (spearman(&similarities, &scores), kendall(&similarities, &scores));
    let negated = |value: Option<f64>| value.map(|value| -value);
    let (by_score, by_rank) = (pearson(&similarities, &scores), pearson(&similarities, &ranks));
    [rho, negated(rho), tau, negated(tau), by_score, by_rank]
}

/// The coefficients of one model, similarity and source, query by query.
pub(super) struct Correlations {
    pub model: String,
    pub similarity: String,
    /// A source's name, or "pooled".
    pub source: String,
    pub values: Vec<[Option<f64>; 6]>,
}

/// The table `bias/correlation`: means over the queries for which a coefficient is defined (`n`), with bootstrap
/// intervals over queries and sign-flip p-values.
pub(super) fn correlation_table(found: &[Correlations], settings: &BiasSettings) -> Table {
    let places = || found.iter().flat_map(|one| (0..COEFFICIENTS.len()).map(move |place| (one, place)));
    let column =
        |(one, place): (&Correlations, usize)| one.values.iter().filter_map(|row| row[place]).collect();
    let columns: Vec<Vec<f64>> = places().map(column).collect();
    let found = estimates(&columns, settings);
    let text =
        |of: fn(&Correlations) -> &String| Column::Text(places().map(|(one, _)| of(one).clone()).collect());
    let number = |of: fn(&Estimate) -> Option<f64>| Column::Number(found.iter().map(of).collect());
    Table::new(vec![
        ("model", text(|one| &one.model)),
        ("similarity", text(|one| &one.similarity)),
        ("source", text(|one| &one.source)),
        ("coefficient", Column::Text(places().map(|(_, place)| COEFFICIENTS[place].to_string()).collect())),
        ("value", number(|estimate| estimate.value)),
        ("low", number(Estimate::low)),
        ("high", number(Estimate::high)),
        ("p_value", number(|estimate| estimate.p_value)),
        ("n", Column::Count(found.iter().map(|estimate| estimate.queries).collect())),
    ])
}
