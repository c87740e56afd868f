//! A run: one ranking for each query, by one model, over the documents of one catalogue.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Ranking;
use crate::corpus::{Catalogue, SourceId};
use crate::number::counted;
use crate::table::{FileKind, Schema, TableRow};

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
        let mut unseen = seen.len();
        for document in self.rankings.values().flat_map(Ranking::documents) {
            let seen = &mut seen[self.catalogue.id(document.document).source.index()];
            unseen -= usize::from(!std::mem::replace(seen, true));
            if unseen == 0 {
                break;
            }
        }
        (0..).map(SourceId).zip(seen).filter(|(_, seen)| !seen).map(|(source, _)| source).collect()
    }

    /// A sentence for each of [`Run::absent_sources`].
    pub fn absent_notes(&self) -> Vec<String> {
        let note = |source: SourceId| {
            let (model, source) = (&self.model, self.catalogue.source_name(source));
            format!(
                "{model}: no document by {source} appears in any ranking, so nothing can be said of {source}"
            )
        };
        self.absent_sources().into_iter().map(note).collect()
    }

    /// That all documents of each query tie, in a sentence; `None` where some do not, or no query has two.
    pub fn all_tied_note(&self) -> Option<String> {
        let several = || self.rankings.values().filter(|ranking| ranking.documents().len() > 1);
        let ties = |ranking: &Ranking| {
            let documents = ranking.documents();
            documents.iter().all(|one| one.score == documents[0].score)
        };
        (several().next().is_some() && several().all(ties)).then(|| {
            format!(
                "{}: all documents of each query have one score, so that all of them tie and none stands above another; give scores, or \
                 1 / rank where there are ranks alone",
                self.model
            )
        })
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
                "{}: too many documents tie at the edge of {} to be kept; left out are {documents}, and measures that read to \
                 that depth have no value there; a larger depth keeps them",
                self.model,
                counted(rankings, "ranking", "rankings")
            )
        })
    }
}

crate::table! {
    /// the ranking of each query by one model; `MODEL` stands for the name of its file
    pub struct RunRow("runs/MODEL", FileKind::Parquet, None) {
        /// The query.
        query: Arc<str>;
        /// The content that the document is a version of.
        base: Arc<str>;
        /// Who wrote it.
        source: Arc<str>;
        /// The rank, from 1.
        rank: u64;
        /// The score.
        score: Option<f64>;
        /// Documents of equal score share it; from 1.
        tie_group: u64;
    }
}

/// The tables of the stage.
pub const TABLES: &[&Schema] = &[RunRow::SCHEMA];
