//! What one query's ranking shows: its documents with source, score, rank, length and similarities, in an order that
//! depends neither on how the documents were numbered nor on what the sources are called.

use crate::bias::BiasSettings;
use crate::bias::evidence::Units;
use crate::bias::ranked_texts::Similarities;
use crate::bias::texts::Texts;
use crate::corpus::{Catalogue, SourceId};
use crate::retrieve::Ranking;

/// A document in a ranking.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// Its number in the catalogue.
    pub(in crate::bias) document: u32,
    /// The number of its content.
    pub(in crate::bias) base: u32,
    /// Who wrote it.
    pub source: SourceId,
    /// Its score.
    pub score: f64,
    /// How many documents stand above its tie group.
    pub above: usize,
    /// How many documents its tie group has.
    pub tied: usize,
    /// Its length in tokens.
    pub length: u32,
    /// Where its similarities stand among those of all that are observed with it.
    pub(in crate::bias) row: u32,
}

impl Observation {
    /// The mean rank of its tie group, from 1.
    pub fn rank(&self) -> f64 {
        self.above as f64 + (self.tied as f64 + 1.0) / 2.0
    }
}

/// The documents of one ranking, with their similarities to the query.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::bias) struct Observations {
    pub documents: Vec<Observation>,
    pub similarities: Similarities,
}

impl Observations {
    /// The value of a similarity of one of the documents; `None` where it is undefined.
    pub fn similarity(&self, one: &Observation, similarity: usize) -> Option<f64> {
        self.similarities.value(one.row as usize, similarity)
    }

    /// The documents for which a similarity is defined, with its value.
    pub fn known(&self, similarity: usize) -> impl Iterator<Item = (&Observation, f64)> {
        self.documents.iter().filter_map(move |one| Some((one, self.similarity(one, similarity)?)))
    }
}

/// What is needed to observe any ranking over one catalogue.
pub(in crate::bias) struct Observer<'a> {
    catalogue: &'a Catalogue,
    texts: &'a Texts<'a>,
    units: &'a Units,
    depth: usize,
}

impl<'a> Observer<'a> {
    pub fn new(
        catalogue: &'a Catalogue,
        texts: &'a Texts<'a>,
        units: &'a Units,
        settings: &BiasSettings,
    ) -> Self {
        Observer { catalogue, texts, units, depth: settings.depth.unwrap_or(usize::MAX) }
    }

    /// The documents of the tie groups that start within the depth: by base id, and versions of one content by score and
    /// then similarities, so that only equal observations may stand in either order. None for a query without known
    /// terms. Classes of similarities are found only where they are asked for.
    pub fn observe(&self, query: &str, ranking: &Ranking, with_classes: bool) -> Observations {
        let mut documents: Vec<Observation> = Vec::with_capacity(ranking.documents().len().min(self.depth));
        let mut above = 0;
        for group in ranking.groups() {
            if above >= self.depth {
                break;
            }
            documents.extend((documents.len() as u32..).zip(group).map(|(row, one)| Observation {
                document: one.document,
                base: self.units.content(one.document),
                source: self.catalogue.id(one.document).source,
                score: one.score,
                above,
                tied: group.len(),
                length: self.texts.length(one.document),
                row,
            }));
            above += group.len();
        }
        let numbers: Vec<u32> = documents.iter().map(|one| one.document).collect();
        let found = self.texts.of_query(query).similarities(&numbers, with_classes);
        let Some(similarities) = found else { return Observations::default() };
        documents.sort_by(|left, right| {
            let by_values = || {
                // Undefined stands first.
                let order = |one: &Observation, number: usize| {
                    similarities.value(one.row as usize, number).unwrap_or(f64::NEG_INFINITY)
                };
                let orders = (0..similarities.each())
                    .map(|number| order(left, number).total_cmp(&order(right, number)));
                let unequal = orders.into_iter().find(|order| order.is_ne());
                unequal.unwrap_or_else(|| left.length.cmp(&right.length))
            };
            left.base.cmp(&right.base).then(right.score.total_cmp(&left.score)).then_with(by_values)
        });
        Observations { documents, similarities }
    }
}
