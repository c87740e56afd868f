//! A run: one ranking for each query, by one model, over the documents of one catalogue.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Ranking;
use crate::corpus::{Catalogue, SourceId};
use crate::table::{Column, Table};

/// The rankings of one model, by query id.
#[derive(Debug, Clone)]
pub struct Run {
    /// The canonical name of the model, or the tag of a run made elsewhere.
    pub model: String,
    /// The documents that the rankings speak of.
    pub catalogue: Arc<Catalogue>,
    /// One ranking per query that was run; a query without results has an empty one, or none.
    pub rankings: BTreeMap<String, Ranking>,
}

impl Run {
    /// The sources of which no document stands in any ranking, in their order: what is said of such a source is said of
    /// nothing.
    pub fn absent_sources(&self) -> Vec<SourceId> {
        let mut seen = vec![false; self.catalogue.sources().len()];
        for document in self.rankings.values().flat_map(Ranking::documents) {
            seen[self.catalogue.id(document.document).source.index()] = true;
        }
        (0..).map(SourceId).zip(seen).filter(|(_, seen)| !seen).map(|(source, _)| source).collect()
    }

    /// A sentence for each of [`Run::absent_sources`].
    pub fn absent_notes(&self) -> Vec<String> {
        let note = |source: SourceId| {
            let (model, source) = (&self.model, self.catalogue.source_name(source));
            format!(
                "{model}: no document of {source} stands in any ranking, so that nothing can be said of {source}"
            )
        };
        self.absent_sources().into_iter().map(note).collect()
    }

    /// How many rankings lack documents that tie with one within the depth, and how many documents that are, in a sentence;
    /// `None` where there are none ([`Ranking::left_out`]).
    pub fn left_out_note(&self) -> Option<String> {
        let (rankings, documents) = self
            .rankings
            .values()
            .filter(|ranking| ranking.left_out() > 0)
            .fold((0, 0), |(rankings, documents), ranking| (rankings + 1, documents + ranking.left_out()));
        (rankings > 0).then(|| {
            format!(
                "{}: {documents} documents that tie at the edge of {rankings} rankings are too many to keep and are left \
                 out; a larger depth keeps them",
                self.model
            )
        })
    }
}

/// A run as a table: query, base, source, rank (from 1), score, tie_group (from 1; documents of equal score share it).
pub fn run_table(run: &Run) -> Table {
    let (mut queries, mut bases, mut sources) = (Vec::new(), Vec::new(), Vec::new());
    let (mut ranks, mut scores, mut groups) = (Vec::new(), Vec::new(), Vec::new());
    for (query, ranking) in &run.rankings {
        let mut rank = 0;
        for (number, group) in ranking.groups().enumerate() {
            for entry in group {
                rank += 1;
                let id = run.catalogue.id(entry.document);
                queries.push(query.clone());
                bases.push(id.base.to_string());
                sources.push(run.catalogue.source_name(id.source).to_string());
                ranks.push(rank);
                scores.push(Some(entry.score));
                groups.push(number as u64 + 1);
            }
        }
    }
    Table::new(vec![
        ("query", Column::Text(queries)),
        ("base", Column::Text(bases)),
        ("source", Column::Text(sources)),
        ("rank", Column::Count(ranks)),
        ("score", Column::Number(scores)),
        ("tie_group", Column::Count(groups)),
    ])
}
