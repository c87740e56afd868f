//! Made-up results over judged twins.

use sourcebias::bias::MediationRow;
use sourcebias::table::{Table, TableRow};

use super::HUMAN;

/// The ways of the score gap, which add up to it.
pub fn mediation(models: &[&str], similarities: &[&str], sources: &[&str]) -> Table {
    let row = |model: &str, similarity: &str, source: &str, (path, value): (&str, f64)| MediationRow {
        model: model.to_string(),
        similarity: similarity.to_string(),
        source: source.to_string(),
        path: path.to_string(),
        value: Some(value),
        low: Some(value - 0.05),
        high: Some(value + 0.05),
        share_percent: Some(100.0 * value / -0.1),
        typical_gap: Some(1.5),
        rho: (path == "similarity").then_some(0.6),
        p_queries: Some(0.01),
        p_contents: Some(0.02),
        p_value: Some(0.02),
        p_adjusted: Some(0.04),
        placebo_below: None,
        placebo_as_large: None,
        pairs: 300,
        contents: 200,
        queries: 80,
    };
    let paths = [("total", -0.1), ("similarity", 0.1), ("length", -0.15), ("direct", -0.05)];
    let mut rows = Vec::new();
    for model in models {
        for similarity in similarities {
            for source in sources.iter().filter(|source| **source != HUMAN) {
                rows.extend(paths.map(|path| row(model, similarity, source, path)));
            }
        }
    }
    MediationRow::to_table(rows)
}
