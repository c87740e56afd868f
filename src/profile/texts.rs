//! Some texts of a corpus, perhaps cut: numbers and lengths. What they hold is counted of the corpus when it is asked for, so
//! that no selection keeps counts of its own.

use crate::text::{AnalyzedCorpus, TermCounts, TermId};

/// Documents by number, in any order, each with how many of its first tokens count.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Texts {
    pub(super) documents: Vec<u32>,
    pub(super) lengths: Vec<u32>,
}

impl Texts {
    /// Whole documents.
    pub(super) fn whole(corpus: &AnalyzedCorpus, documents: &[u32]) -> Self {
        let lengths = documents.iter().map(|document| corpus.length(*document)).collect();
        Texts { documents: documents.to_vec(), lengths }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.documents.len()
    }

    /// The texts at `places` (from 0, in that order).
    pub(super) fn part(&self, places: &[usize]) -> Self {
        let of = |values: &[u32]| places.iter().map(|place| values[*place]).collect();
        Texts { documents: of(&self.documents), lengths: of(&self.lengths) }
    }

    /// The terms of the text at `index` (from 0), in order.
    pub(super) fn tokens<'a>(&self, corpus: &'a AnalyzedCorpus, index: usize) -> &'a [TermId] {
        &corpus.tokens(self.documents[index])[..self.lengths[index] as usize]
    }

    /// For each term, how often all of them together have it.
    pub(super) fn sums(&self, corpus: &AnalyzedCorpus) -> Vec<u32> {
        let mut sums = vec![0; corpus.vocabulary().len()];
        for index in 0..self.len() {
            self.tokens(corpus, index).iter().for_each(|term| sums[term.index()] += 1);
        }
        sums
    }

    /// The counts of each of them.
    pub(super) fn counted(&self, corpus: &AnalyzedCorpus) -> TermCounts {
        TermCounts::new(corpus, &self.documents, &self.lengths)
    }
}

/// Document numbers of one source, sorted by base id, so that nothing depends on the order of the corpus.
pub(super) fn by_base(corpus: &AnalyzedCorpus, mut documents: Vec<u32>) -> Vec<u32> {
    documents
        .sort_by(|left, right| corpus.catalogue().id(*left).base.cmp(&corpus.catalogue().id(*right).base));
    documents
}
