//! An analysed corpus: every document as a list of term numbers, with the catalogue and the vocabulary.

use std::sync::Arc;

use super::analyzer::AnalysisLoss;
use super::{Analyzer, CollectionCounts, DocumentReader, TermId, TextStatistics, Vocabulary};
use crate::corpus::{Catalogue, Corpus, Document, Source, SourceId};
use crate::error::Result;

/// Every document of a corpus as term numbers, in corpus order.
#[derive(Debug, Clone)]
pub struct AnalyzedCorpus {
    pub(super) catalogue: Arc<Catalogue>,
    pub(super) vocabulary: Vocabulary,
    pub(super) tokens: Vec<TermId>,
    pub(super) offsets: Vec<usize>,
    pub(super) readings: Vec<Reading>,
    /// How many tokens of each document are its title's, where a [`DocumentReader`] was told to keep that.
    pub(super) title_lengths: Option<Vec<u32>>,
    /// The statistics of the raw texts, where a [`DocumentReader`] was told to count them.
    pub(super) text_statistics: Option<Vec<TextStatistics>>,
}

/// What reading and analysing one source gave.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reading {
    /// Number of documents.
    pub documents: u64,
    /// Documents that give no term.
    pub empty_documents: u64,
    /// Number of tokens.
    pub tokens: u64,
    /// Words that gave them: as many, or fewer where n-grams are made.
    pub words: u64,
    /// Stop words left out.
    pub stopped: u64,
    /// Segments with a letter or a number that give no term and are not stop words.
    pub dropped_segments: u64,
}

impl Reading {
    /// Counts one more document, of so many tokens.
    pub(crate) fn add(&mut self, tokens: usize, lost: AnalysisLoss) {
        self.documents += 1;
        self.empty_documents += u64::from(tokens == 0);
        self.tokens += tokens as u64;
        self.words += tokens as u64 - lost.further;
        self.stopped += lost.stopped;
        self.dropped_segments += lost.dropped;
    }

    /// Adds what was read elsewhere.
    pub(crate) fn merge(&mut self, other: &Reading) {
        self.documents += other.documents;
        self.empty_documents += other.empty_documents;
        self.tokens += other.tokens;
        self.words += other.words;
        self.stopped += other.stopped;
        self.dropped_segments += other.dropped_segments;
    }

    /// What to say of an analyser that leaves out more than 1 % of the text: d of p pieces with a letter or a number give
    /// no term, p being words, stop words and d together; `None` where 100 · d ≤ p.
    pub fn warning(&self) -> Option<String> {
        let dropped = self.dropped_segments;
        let pieces = self.words + self.stopped + dropped;
        (dropped * 100 > pieces).then(|| {
            let percent = 100.0 * dropped as f64 / pieces as f64;
            format!(
                "the analyser drops {dropped} of {pieces} pieces of text ({percent:.1} %); another one may suit its \
                 language better"
            )
        })
    }
}

impl AnalyzedCorpus {
    /// Reads and analyses every document once, in parallel over blocks, the result not depending on the threads.
    /// `title` puts the title before the text. A [`DocumentReader`] is told more.
    ///
    /// # Errors
    /// What reading gives; also a corpus without a document or without a term.
    pub fn read(corpus: &Corpus, analyzer: &Analyzer, title: bool) -> Result<Self> {
        DocumentReader::new(analyzer).with_titles(title).read(corpus)
    }

    /// Analyses documents as they come; `reference` is the source that others are compared with.
    ///
    /// # Errors
    /// The first error among `documents`; also where there is no document, or no document gives a term.
    pub fn from_documents(
        sources: Vec<Source>,
        reference: SourceId,
        documents: impl Iterator<Item = Result<Document>>,
        analyzer: &Analyzer,
        title: bool,
    ) -> Result<Self> {
        DocumentReader::new(analyzer).with_titles(title).read_documents((sources, reference), documents)
    }

    /// The documents' identities.
    pub fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    /// The same texts by other sources: a placebo, for instance ([`Catalogue::relabelled`]). What reading told of each
    /// source ([`AnalyzedCorpus::reading`]) stays that of the sources as they were.
    ///
    /// # Panics
    /// Where `catalogue` does not list as many documents and sources: an error in the program.
    pub fn with_catalogue(&self, catalogue: Arc<Catalogue>) -> Self {
        assert_eq!(catalogue.len(), self.len(), "one identity a document");
        assert_eq!(catalogue.sources().len(), self.readings.len(), "the same sources");
        AnalyzedCorpus { catalogue, ..self.clone() }
    }

    /// The distinct terms.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The statistics of every document's raw text, by number; `None` where they were not asked for
    /// ([`DocumentReader::with_text_statistics`]).
    pub fn text_statistics(&self) -> Option<&[TextStatistics]> {
        self.text_statistics.as_deref()
    }

    /// How many of the first tokens of each document, by number, are its title's; `None` where that was not asked for
    /// ([`DocumentReader::with_title_lengths`]).
    pub fn title_lengths(&self) -> Option<&[u32]> {
        self.title_lengths.as_deref()
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

    /// What reading and analysing one source gave.
    pub fn reading(&self, source: SourceId) -> Reading {
        self.readings[source.index()]
    }

    /// How many segments of a source carry a letter or a number but give no term, stop words apart.
    pub fn dropped(&self, source: SourceId) -> u64 {
        self.reading(source).dropped_segments
    }

    /// How many stop words of a source were left out.
    pub fn stopped(&self, source: SourceId) -> u64 {
        self.reading(source).stopped
    }

    /// Statistics over the documents that `of` chooses: one source, or all of them with `None`.
    pub fn statistics(&self, of: Option<SourceId>) -> CollectionCounts {
        let mut statistics = CollectionCounts::new(self.vocabulary.len());
        // For each term, the last document that has it, plus 1: no document is sorted.
        let mut last = vec![0; self.vocabulary.len()];
        for number in 0..self.len() as u32 {
            if of.is_none_or(|source| self.catalogue.id(number).source == source) {
                let tokens = self.tokens(number);
                statistics.documents += 1;
                statistics.tokens += tokens.len() as u64;
                for term in tokens.iter().map(|term| term.index()) {
                    statistics.collection_frequency[term] += 1;
                    if last[term] <= number {
                        statistics.document_frequency[term] += 1;
                        last[term] = number + 1;
                    }
                }
            }
        }
        statistics
    }
}
