//! What one query's ranking shows: its documents with source, score, rank, length and similarities, in an order that
//! depends neither on how the documents were numbered nor on what the sources are called.

use std::borrow::Cow;

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
}

impl Observation {
    /// The mean rank of its tie group, from 1.
    pub fn rank(&self) -> f64 {
        self.above as f64 + (self.tied as f64 + 1.0) / 2.0
    }
}

/// The documents of one ranking, and in their order their similarities to the query.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::bias) struct Observations {
    pub documents: Vec<Observation>,
    pub similarities: Similarities,
}

impl Observations {
    /// The documents for which a similarity is defined, with its value.
    pub fn known(&self, similarity: usize) -> impl Iterator<Item = (&Observation, f64)> {
        let values = self.similarities.values_of(similarity).iter().copied();
        self.documents.iter().zip(values).filter(|(_, value)| !value.is_nan())
    }
}

/// Of what is known of documents that of those at some places, which rise.
pub(super) fn picked<'c, T: Copy>(column: &'c [T], places: &[u32]) -> Cow<'c, [T]> {
    match places.len() == column.len() {
        true => Cow::Borrowed(column),
        false => places.iter().map(|place| column[*place as usize]).collect(),
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
            documents.extend(group.iter().map(|one| Observation {
                document: one.document,
                base: self.units.content(one.document),
                source: self.catalogue.id(one.document).source,
                score: one.score,
                above,
                tied: group.len(),
                length: self.texts.length(one.document),
            }));
            above += group.len();
        }
        let by_score = |left: &Observation, right: &Observation| {
            left.base.cmp(&right.base).then(right.score.total_cmp(&left.score))
        };
        // They stand by falling score: of a content too, where it is put in order by its base and by where it stood.
        let key = |(place, one): (u64, &Observation)| u64::from(one.base) << 32 | place;
        let mut order: Vec<u64> = (0..).zip(&documents).map(key).collect();
        order.sort_unstable();
        let mut documents: Vec<Observation> =
            order.into_iter().map(|key| documents[key as u32 as usize].clone()).collect();
        let of_query = self.texts.of_query(query);
        let found = |documents: &[Observation]| {
            let numbers: Vec<u32> = documents.iter().map(|one| one.document).collect();
            of_query.similarities(&numbers, with_classes)
        };
        let Some(mut similarities) = found(&documents) else { return Observations::default() };
        if documents.windows(2).any(|pair| by_score(&pair[0], &pair[1]).is_eq()) {
            // Undefined stands first.
            let value = |place: usize, number| similarities.value(place, number).unwrap_or(f64::NEG_INFINITY);
            let by_values = |left: usize, right: usize| {
                let orders = (0..similarities.each())
                    .map(|number| value(left, number).total_cmp(&value(right, number)));
                let unequal = orders.into_iter().find(|order| order.is_ne());
                unequal.unwrap_or_else(|| documents[left].length.cmp(&documents[right].length))
            };
            let mut order: Vec<usize> = (0..documents.len()).collect();
            order.sort_by(|left, right| {
                by_score(&documents[*left], &documents[*right]).then_with(|| by_values(*left, *right))
            });
            documents = order.into_iter().map(|place| documents[place].clone()).collect();
            similarities = found(&documents).unwrap_or_default();
        }
        Observations { documents, similarities }
    }
}
