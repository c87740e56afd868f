//! A small catalogue for this stage's tests: human documents 0–3 and their LLM twins 4–7 (a, b, c, d), 8 human alone.

use std::sync::Arc;

use super::observation::Observation;
use crate::corpus::{Catalogue, DocumentId, Source, SourceId, SourceKind};
use crate::retrieve::{Ranking, Run, ScoredDocument};

pub(super) fn catalogue() -> Catalogue {
    let source = |name: &str, kind| Source { name: name.to_string(), kind };
    let id = |base: &str, source| DocumentId { base: Arc::from(base), source: SourceId(source) };
    let human = ["a", "b", "c", "d"].map(|base| id(base, 0));
    let llm = ["a", "b", "c", "d"].map(|base| id(base, 1));
    let ids = human.into_iter().chain(llm).chain([id("e", 0)]).collect();
    Catalogue::new(vec![source("human", SourceKind::Human), source("llm", SourceKind::Llm)], SourceId(0), ids)
}

pub(super) fn ranking(scored: &[(u32, f64)]) -> Ranking {
    let scored = scored.iter().map(|(document, score)| ScoredDocument { document: *document, score: *score });
    Ranking::new(scored.collect(), 1000)
}

/// A run of queries q0, q1, … with these rankings.
pub(super) fn run(rankings: &[&[(u32, f64)]]) -> Run {
    let rankings = rankings.iter().enumerate().map(|(query, scored)| (format!("q{query}"), ranking(scored)));
    Run { model: "model".to_string(), catalogue: Arc::new(catalogue()), rankings: rankings.collect() }
}

/// Observations of documents in falling order of score, each its own base: (source, score, similarity, length).
pub(super) fn observations(rows: &[(u32, f64, f64, u32)]) -> Vec<Observation> {
    let above = |score: f64| rows.iter().filter(|row| row.1 > score).count();
    let tied = |score: f64| rows.iter().filter(|row| row.1 == score).count();
    let observation =
        |(base, (source, score, similarity, length)): (usize, &(u32, f64, f64, u32))| Observation {
            base: base as u32,
            source: SourceId(*source),
            score: *score,
            above: above(*score),
            tied: tied(*score),
            length: *length,
            similarities: vec![Some(*similarity)],
        };
    rows.iter().enumerate().map(observation).collect()
}
