//! An analysed corpus: every document as a list of term numbers, with the catalogue and the vocabulary.

use std::sync::Arc;

use super::{Analyzer, CollectionStatistics, TermId, Vocabulary};
use crate::corpus::{Catalogue, Corpus, SourceId};
use crate::error::Result;

/// Every document of a corpus as term numbers, in corpus order. (helper text: yours)
#[derive(Debug, Clone)]
pub struct AnalyzedCorpus {
    catalogue: Arc<Catalogue>,
    vocabulary: Vocabulary,
    tokens: Vec<TermId>,
    offsets: Vec<usize>,
}

impl AnalyzedCorpus {
    /// Reads and analyses every document once, in parallel over blocks, the result not depending on the threads.
    /// `title` puts the title before the text.
    pub fn read(_corpus: &Corpus, _analyzer: &Analyzer, _title: bool) -> Result<Self> {
        todo!()
    }

    /// The documents' identities.
    pub fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    /// The distinct terms.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The number of documents.
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Whether there is no document.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The terms of document `number`, in order of the text.
    pub fn tokens(&self, number: u32) -> &[TermId] {
        &self.tokens[self.offsets[number as usize]..self.offsets[number as usize + 1]]
    }

    /// The length of document `number` in tokens.
    pub fn length(&self, number: u32) -> u32 {
        self.tokens(number).len() as u32
    }

    /// The distinct terms of document `number` with their frequencies, sorted by term.
    pub fn counts(&self, number: u32) -> Vec<(TermId, u32)> {
        let mut sorted = self.tokens(number).to_vec();
        sorted.sort_unstable();
        sorted.chunk_by(|a, b| a == b).map(|run| (run[0], run.len() as u32)).collect()
    }

    /// The numbers of the documents of one source, in corpus order.
    pub fn documents_of(&self, source: SourceId) -> Vec<u32> {
        (0..self.len() as u32).filter(|number| self.catalogue.id(*number).source == source).collect()
    }

    /// Statistics over the documents that `of` chooses: one source, or all of them with `None`.
    pub fn statistics(&self, of: Option<SourceId>) -> CollectionStatistics {
        let mut statistics = CollectionStatistics::new(self.vocabulary.len());
        for number in 0..self.len() as u32 {
            if of.is_none_or(|source| self.catalogue.id(number).source == source) {
                statistics.add(&self.counts(number));
            }
        }
        statistics
    }
}
