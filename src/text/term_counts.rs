//! The counted form of some documents: an analysed corpus in; the distinct terms of each of them with their frequencies,
//! perhaps cut to a length, and sums of these out.

use rayon::prelude::*;

use super::{AnalyzedCorpus, TermId};

/// So many texts are counted by one thread at a time.
const AT_ONCE: usize = 1024;

/// Some documents of a corpus, in any order, as the distinct terms of each with their frequencies.
#[derive(Debug, Clone)]
pub struct TermCounts {
    counts: Vec<(TermId, u32)>,
    ends: Vec<usize>,
    terms: usize,
}

impl TermCounts {
    /// Whole documents of a corpus, by number.
    pub fn whole(corpus: &AnalyzedCorpus, documents: &[u32]) -> Self {
        let lengths: Vec<u32> = documents.iter().map(|document| corpus.length(*document)).collect();
        TermCounts::new(corpus, documents, &lengths)
    }

    /// The first `lengths` tokens of `documents` of a corpus.
    pub(crate) fn new(corpus: &AnalyzedCorpus, documents: &[u32], lengths: &[u32]) -> Self {
        let count = |(documents, lengths): (&[u32], &[u32])| {
            let (mut counts, mut ends, mut sorted) = (Vec::new(), Vec::new(), Vec::new());
            for (document, length) in documents.iter().zip(lengths) {
                sorted.clear();
                sorted.extend_from_slice(&corpus.tokens(*document)[..*length as usize]);
                sorted.sort_unstable();
                let runs = sorted.chunk_by(|left, right| left == right);
                counts.extend(runs.map(|run| (run[0], run.len() as u32)));
                ends.push(counts.len());
            }
            (counts, ends)
        };
        let parts = documents.par_chunks(AT_ONCE).zip(lengths.par_chunks(AT_ONCE));
        let parts: Vec<(Vec<_>, Vec<usize>)> = parts.map(count).collect();
        let mut counts = Vec::with_capacity(parts.iter().map(|(counts, _)| counts.len()).sum());
        let mut ends = Vec::with_capacity(documents.len());
        for (of_part, ends_of_part) in parts {
            ends.extend(ends_of_part.into_iter().map(|end| counts.len() + end));
            counts.extend(of_part);
        }
        let terms = corpus.vocabulary().len();
        TermCounts { counts, ends, terms }
    }

    /// Something else of documents of a corpus of `terms` terms: what `count` says of a document, by number, of which so many
    /// tokens count, by term.
    pub(crate) fn counted_by(
        documents: &[u32],
        lengths: &[u32],
        terms: usize,
        count: impl Fn(u32, u32) -> Vec<(TermId, u32)> + Sync,
    ) -> Self {
        let pairs: Vec<(u32, u32)> = documents.iter().copied().zip(lengths.iter().copied()).collect();
        let found: Vec<Vec<(TermId, u32)>> =
            pairs.par_iter().map(|(document, length)| count(*document, *length)).collect();
        let mut ends = Vec::with_capacity(found.len());
        let mut counts = Vec::with_capacity(found.iter().map(Vec::len).sum());
        for of_text in found {
            counts.extend(of_text);
            ends.push(counts.len());
        }
        TermCounts { counts, ends, terms }
    }

    /// The same documents, with some of their terms alone.
    pub(crate) fn filtered(&self, keeps: impl Fn(TermId) -> bool) -> Self {
        let (mut counts, mut ends) = (Vec::new(), Vec::with_capacity(self.len()));
        for index in 0..self.len() {
            counts.extend(self.counts(index).iter().filter(|(term, _)| keeps(*term)));
            ends.push(counts.len());
        }
        counts.shrink_to_fit();
        TermCounts { counts, ends, terms: self.terms }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The number of terms of the corpus: every term of a text is below it.
    pub fn vocabulary(&self) -> usize {
        self.terms
    }

    /// The distinct terms of the text at `index` (from 0) with their frequencies, sorted by term.
    pub fn counts(&self, index: usize) -> &[(TermId, u32)] {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.counts[start..self.ends[index]]
    }

    /// Adds the text at `index` to the counts of all terms, `weight` times.
    pub(crate) fn add(&self, index: usize, weight: u32, total: &mut [u32]) {
        for (term, frequency) in self.counts(index) {
            total[term.index()] += weight * frequency;
        }
    }
}
