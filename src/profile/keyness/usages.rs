//! The use of every term by one source: its documents in, frequencies, document frequencies and overlaps out.

use rayon::prelude::*;

use super::{Share, Usage};
use crate::corpus::SourceId;
use crate::text::{AnalyzedCorpus, TermId};

/// More parts than this would take more memory for their counts than they save time.
const MOST_PARTS: usize = 8;

/// How one source uses each term of the vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Usages {
    /// All its tokens.
    pub(super) tokens: u64,
    /// Those of its shortest document that has any; 0 where none has.
    pub(super) shortest: u64,
    terms: Vec<Usage>,
}

impl Usages {
    /// Two passes over the documents: frequencies, then what needs them. Sums are whole numbers, so that neither the order
    /// of documents nor threads matter.
    pub(super) fn of(corpus: &AnalyzedCorpus, source: SourceId) -> Self {
        let documents = corpus.documents_of(source);
        let parts = rayon::current_num_threads().clamp(1, MOST_PARTS);
        let parts: Vec<&[u32]> = documents.chunks(documents.len().div_ceil(parts).max(1)).collect();
        let lengths = || documents.iter().map(|document| u64::from(corpus.length(*document)));
        let tokens = lengths().sum();
        let shortest = lengths().filter(|length| *length > 0).min().unwrap_or(0);
        let mut terms = vec![Usage::default(); corpus.vocabulary().len()];
        let counts: Vec<Vec<u64>> = parts.par_iter().map(|part| frequencies(corpus, part)).collect();
        for counts in counts {
            terms.iter_mut().zip(counts).for_each(|(term, count)| term.frequency += count);
        }
        let spreads: Vec<Vec<(u64, u128)>> =
            parts.par_iter().map(|part| spread(corpus, part, &terms, tokens)).collect();
        for spread in spreads {
            for (term, (documents, overlap)) in terms.iter_mut().zip(spread) {
                term.documents += documents;
                term.overlap += overlap;
            }
        }
        Usages { tokens, shortest, terms }
    }

    /// All terms of the vocabulary, also those that the source does not have.
    pub(super) fn terms(&self) -> Vec<TermId> {
        (0..self.terms.len() as u32).map(TermId).collect()
    }

    pub(super) fn usage(&self, term: TermId) -> Usage {
        self.terms[term.index()]
    }

    pub(super) fn share(&self, term: TermId) -> Share {
        Share { frequency: self.usage(term).frequency, tokens: self.tokens }
    }

    pub(super) fn dispersion(&self, term: TermId) -> Option<f64> {
        self.usage(term).dispersion(self.tokens)
    }

    pub(super) fn normalised_dispersion(&self, term: TermId) -> Option<f64> {
        self.usage(term).normalised_dispersion(self.tokens, self.shortest)
    }
}

fn frequencies(corpus: &AnalyzedCorpus, documents: &[u32]) -> Vec<u64> {
    let mut counts = vec![0; corpus.vocabulary().len()];
    for document in documents {
        corpus.tokens(*document).iter().for_each(|token| counts[token.index()] += 1);
    }
    counts
}

/// For each term, the documents that have it and the sum of [`Usage::overlap`] over them.
fn spread(corpus: &AnalyzedCorpus, documents: &[u32], terms: &[Usage], tokens: u64) -> Vec<(u64, u128)> {
    let mut spread = vec![(0, 0); terms.len()];
    let mut counts = vec![0_u32; terms.len()];
    for document in documents {
        let text = corpus.tokens(*document);
        text.iter().for_each(|token| counts[token.index()] += 1);
        for token in text {
            // The first occurrence takes the count of all of them.
            let count = std::mem::take(&mut counts[token.index()]);
            if count > 0 {
                let (documents, overlap) = &mut spread[token.index()];
                let of_term = u128::from(count) * u128::from(tokens);
                let of_text = u128::from(terms[token.index()].frequency) * text.len() as u128;
                *documents += 1;
                *overlap += of_term.min(of_text);
            }
        }
    }
    spread
}
