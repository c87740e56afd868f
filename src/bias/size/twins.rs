//! Twins in a ranking: the documents of two sources in, for each pair of the same content where either copy stands out.

use crate::corpus::{Catalogue, SourceId};
use crate::retrieve::Ranking;

/// Who is whose twin, between the reference and one other source.
#[derive(Debug, Clone)]
pub struct Twins {
    /// (reference's copy, source's copy), by base id.
    pairs: Vec<(u32, u32)>,
    /// For each document the number of its pair; `None` where it has no twin or is of a third source.
    pair_of: Vec<Option<u32>>,
}

/// Where the two copies of one content stand: the number of documents above the tie group of each; `None` where a copy
/// is not ranked. Equal numbers are a tie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TwinPlaces {
    /// The reference's copy.
    pub reference: Option<usize>,
    /// The other source's copy.
    pub source: Option<usize>,
}

impl TwinPlaces {
    /// Whether both copies are ranked and tie.
    pub fn tied(&self) -> bool {
        self.reference.is_some() && self.reference == self.source
    }

    /// The place of the copy that stands higher.
    pub fn higher(&self) -> Option<usize> {
        self.reference.into_iter().chain(self.source).min()
    }

    /// Whether the reference's copy stands above the other; a copy that is not ranked stands below all.
    pub fn reference_wins(&self) -> bool {
        self.reference.is_some_and(|reference| self.source.is_none_or(|source| reference < source))
    }

    /// Whether the source's copy stands above the reference's.
    pub fn source_wins(&self) -> bool {
        !self.reference_wins() && !self.tied() && self.source.is_some()
    }
}

impl Twins {
    /// The twins of two sources.
    pub fn new(catalogue: &Catalogue, reference: SourceId, source: SourceId) -> Self {
        let pairs = catalogue.twins(reference, source);
        let mut pair_of = vec![None; catalogue.len()];
        for (number, (left, right)) in pairs.iter().enumerate() {
            pair_of[*left as usize] = Some(number as u32);
            pair_of[*right as usize] = Some(number as u32);
        }
        Twins { pairs, pair_of }
    }

    /// Whether no content has a version of both.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// The places of all pairs of which at least one copy is ranked, by base id.
    pub fn places(&self, ranking: &Ranking) -> Vec<TwinPlaces> {
        self.ranked(ranking).into_iter().map(|(_, place)| place).collect()
    }

    /// The same with the number of the reference's document of each pair.
    pub fn documents(&self, ranking: &Ranking) -> Vec<(u32, TwinPlaces)> {
        let named = |(pair, place): (u32, TwinPlaces)| (self.pairs[pair as usize].0, place);
        self.ranked(ranking).into_iter().map(named).collect()
    }

    fn ranked(&self, ranking: &Ranking) -> Vec<(u32, TwinPlaces)> {
        // Of each ranked copy in one number, by which they are sorted: its pair, how many documents are above its tie group,
        // and whether it is the reference's.
        let mut copies: Vec<u64> = Vec::with_capacity(ranking.documents().len());
        let mut above = 0;
        for group in ranking.groups() {
            for document in group.iter().map(|document| document.document) {
                let Some(pair) = self.pair_of[document as usize] else { continue };
                let of_reference = u64::from(self.pairs[pair as usize].0 == document);
                copies.push(u64::from(pair) << 32 | (above as u64) << 1 | of_reference);
            }
            above += group.len();
        }
        copies.sort_unstable();
        let pair = |copy: u64| (copy >> 32) as u32;
        let place = |copies: &[u64]| {
            let of = |side: u64| copies.iter().find(|copy| *copy & 1 == side);
            let above = |copy: &u64| (*copy as u32 >> 1) as usize;
            let (reference, source) = (of(1).map(above), of(0).map(above));
            (pair(copies[0]), TwinPlaces { reference, source })
        };
        copies.chunk_by(|left, right| pair(*left) == pair(*right)).map(place).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bias::fixture::{catalogue, ranking};

    #[test]
    fn four_pairs_by_hand() {
        // human 0–3 and llm 4–7 are twins a, b, c, d; 8 is human without a twin.
        let twins = Twins::new(&catalogue(), SourceId(0), SourceId(1));
        let ranking = ranking(&[(4, 9.0), (0, 8.0), (1, 7.0), (5, 7.0), (8, 7.0), (2, 1.0)]);
        let places = twins.places(&ranking);
        let at = |reference, source| TwinPlaces { reference, source };
        assert_eq!(places, [at(Some(1), Some(0)), at(Some(2), Some(2)), at(Some(5), None)]);
        let outcome = |place: &TwinPlaces| (place.reference_wins(), place.source_wins(), place.tied());
        let outcomes: Vec<_> = places.iter().map(outcome).collect();
        assert_eq!(outcomes, [(false, true, false), (false, false, true), (true, false, false)]);
        assert_eq!(places[0].higher(), Some(0));
    }
}
