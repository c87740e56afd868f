//! One scorer of one document: a model, the statistics of a query's terms and of the collection in; from how often a document
//! has the terms, its score, and the part of each term, out. The search and every explanation of a score use it.

use super::RetrievalModel;
use super::model::{
    CollectionStatistics, DocumentScorer, DocumentStatistics, Draw, TermScorer, TermStatistics,
};

/// A model's scores for one query, whose terms are numbered in the order in which their statistics were given.
pub struct Scorer {
    terms: Vec<TermScorer>,
    document: Option<DocumentScorer>,
    draw: Option<Draw>,
}

impl Scorer {
    /// The scorer of a query with this id.
    pub fn new<'t>(
        model: &dyn RetrievalModel,
        query: &str,
        terms: impl Iterator<Item = TermStatistics<'t>>,
        collection: &CollectionStatistics,
    ) -> Scorer {
        Scorer {
            terms: terms.map(|term| model.term(&term, collection)).collect(),
            document: model.document(collection),
            draw: model.draw(query),
        }
    }

    /// How many terms it has.
    pub fn terms(&self) -> usize {
        self.terms.len()
    }

    /// What a term gives that the document has so often, at least once.
    #[inline]
    pub fn term(&self, place: usize, frequency: u32, document: DocumentStatistics) -> f64 {
        (self.terms[place])(frequency, document)
    }

    /// What the document alone gives.
    #[inline]
    pub fn document(&self, document: DocumentStatistics) -> f64 {
        self.document.as_ref().map_or(0.0, |part| part(document))
    }

    /// Whether the score is the sum of the terms alone.
    pub fn is_plain(&self) -> bool {
        self.document.is_none() && self.draw.is_none()
    }

    /// The score of the sum of all parts: the sum itself, but for a model that draws, which alone asks for the base id.
    #[inline]
    pub fn drawn<'b>(&self, base: impl FnOnce() -> &'b str, length: u32, sum: f64) -> f64 {
        self.draw.as_ref().map_or(sum, |draw| draw(base(), length, sum))
    }

    /// The score of a document of this content that has each term so often, 0 for not at all; summed in the order of the
    /// terms, so that it is the one of the search, to the last bit, where they stand as the search has them.
    pub fn score(&self, base: &str, frequency: impl Fn(usize) -> u32, document: DocumentStatistics) -> f64 {
        let part = |place: usize| match frequency(place) {
            0 => 0.0,
            frequency => self.term(place, frequency, document),
        };
        let terms: f64 = (0..self.terms()).map(part).sum();
        self.drawn(|| base, document.length, terms + self.document(document))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::retrieve::MODELS;
    use crate::retrieve::model::checks::{COLLECTION, TERM};

    #[test]
    fn a_score_is_the_sum_of_its_parts_or_a_draw() {
        let scorer = |name: &str| {
            let model = MODELS.parse(name).unwrap().object;
            Scorer::new(&*model, "q", [TERM, TERM].into_iter(), &COLLECTION)
        };
        let document = DocumentStatistics::of_length(9);
        let bm25 = scorer("bm25");
        assert!(bm25.is_plain());
        assert_eq!(bm25.score("d", |place| [0, 2][place], document), bm25.term(1, 2, document));
        assert_eq!(bm25.score("d", |_| 0, document), 0.0);
        let dirichlet = scorer("dirichlet");
        let sum =
            dirichlet.term(0, 1, document) + dirichlet.term(1, 3, document) + dirichlet.document(document);
        assert_eq!(dirichlet.score("d", |place| [1, 3][place], document), sum);
        let random = scorer("random");
        let sum = random.term(0, 1, document) + random.term(1, 1, document);
        assert_eq!(random.score("d", |_| 1, document), random.drawn(|| "d", 9, sum));
        assert!(!random.is_plain() && random.drawn(|| "d", 9, sum) != random.drawn(|| "e", 9, sum));
    }
}
