//! One scorer of one document: a model, the statistics of a query's terms and of the collection in; from how often a document
//! has the terms, its score, and the part of each term, out. The search and every explanation of a score use it.

use super::RetrievalModel;
use super::model::{
    CollectionStatistics, DocumentScorer, DocumentStatistics, Draw, TermFrequency, TermScorer, TermStatistics,
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

    /// What a term gives that the document has so often, at least once. For a model of two fields the document says how often
    /// its title has the term ([`DocumentStatistics::with_title_frequency`]).
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

    /// Whether the score is drawn of the sum of all parts, and not that sum itself.
    pub fn draws(&self) -> bool {
        self.draw.is_some()
    }

    /// The score of the sum of all parts: the sum itself, but for a model that draws, which alone asks for the base id.
    #[inline]
    pub fn drawn<'b>(&self, base: impl FnOnce() -> &'b str, length: u32, sum: f64) -> f64 {
        self.draw.as_ref().map_or(sum, |draw| draw(base(), length, sum))
    }

    /// What a term gives that the document has so often in all and in its title; 0 where it has it not at all.
    #[inline]
    pub fn part(&self, place: usize, frequency: TermFrequency, document: DocumentStatistics) -> f64 {
        match frequency.all {
            0 => 0.0,
            all => self.term(place, all, document.with_title_frequency(frequency.title)),
        }
    }

    /// The score of a document of this content that has each term so often, 0 for not at all; summed in the order of the
    /// terms, so that it is the one of the search, to the last bit, where they stand as the search has them.
    pub fn score<F: Into<TermFrequency>>(
        &self,
        base: &str,
        frequency: impl Fn(usize) -> F,
        document: DocumentStatistics,
    ) -> f64 {
        let part = |place: usize| self.part(place, frequency(place).into(), document);
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
        assert_eq!(bm25.score("d", |place| [0u32, 2][place], document), bm25.term(1, 2, document));
        assert_eq!(bm25.score("d", |_| 0u32, document), 0.0);
        let bm25f = scorer("bm25f");
        let titled = |place: usize| TermFrequency { all: 3, title: [0, 1][place] };
        let sum = bm25f.term(0, 3, document) + bm25f.term(1, 3, document.with_title_frequency(1));
        assert_eq!(bm25f.score("d", titled, document), sum);
        assert!(bm25f.part(0, titled(0), document) != bm25f.part(1, titled(1), document));
        let dirichlet = scorer("dirichlet");
        let sum =
            dirichlet.term(0, 1, document) + dirichlet.term(1, 3, document) + dirichlet.document(document);
        assert_eq!(dirichlet.score("d", |place| [1u32, 3][place], document), sum);
        let random = scorer("random");
        let sum = random.term(0, 1, document) + random.term(1, 1, document);
        assert_eq!(random.score("d", |_| 1u32, document), random.drawn(|| "d", 9, sum));
        assert!(!random.is_plain() && random.drawn(|| "d", 9, sum) != random.drawn(|| "e", 9, sum));
    }
}
