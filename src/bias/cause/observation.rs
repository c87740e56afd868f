//! What one query's ranking shows: its documents with source, score, rank, length and similarities, in an order that
//! depends neither on how the documents were numbered nor on what the sources are called.

use crate::bias::BiasSettings;
use crate::bias::evidence::Units;
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
    /// The value of each similarity, in their order; `None` where undefined.
    pub similarities: Vec<Option<f64>>,
}

impl Observation {
    /// The mean rank of its tie group, from 1.
    pub fn rank(&self) -> f64 {
        self.above as f64 + (self.tied as f64 + 1.0) / 2.0
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
    /// then similarities, so that only equal observations may stand in either order. Empty for a query without known
    /// terms.
    pub fn observe(&self, query: &str, ranking: &Ranking) -> Vec<Observation> {
        let mut places: Vec<(u32, f64, usize, usize)> = Vec::new();
        let mut above = 0;
        for group in ranking.groups() {
            if above >= self.depth {
                break;
            }
            places.extend(group.iter().map(|one| (one.document, one.score, above, group.len())));
            above += group.len();
        }
        let documents: Vec<u32> = places.iter().map(|(document, ..)| *document).collect();
        let Some(values) = self.texts.similarities(query, &documents) else { return Vec::new() };
        let observation = |((document, score, above, tied), similarities)| Observation {
            document,
            base: self.units.content(document),
            source: self.catalogue.id(document).source,
            score,
            above,
            tied,
            length: self.texts.length(document),
            similarities,
        };
        let mut observations: Vec<Observation> = places.into_iter().zip(values).map(observation).collect();
        observations.sort_by(|left, right| {
            let by_values = || {
                let pairs = left.similarities.iter().zip(&right.similarities);
                // Undefined stands first.
                let order = |value: &Option<f64>| value.unwrap_or(f64::NEG_INFINITY);
                let unequal = pairs.map(|(a, b)| order(a).total_cmp(&order(b))).find(|order| order.is_ne());
                unequal.unwrap_or_else(|| left.length.cmp(&right.length))
            };
            left.base.cmp(&right.base).then(right.score.total_cmp(&left.score)).then_with(by_values)
        });
        observations
    }
}
