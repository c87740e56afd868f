//! Texts to be measured: documents of one source in, each as its distinct terms with their frequencies, perhaps cut to
//! a length; sums of their counts out.

use rayon::prelude::*;

use crate::text::{AnalyzedCorpus, TermId};

/// So many texts are counted by one thread at a time.
const AT_ONCE: usize = 1024;

/// Documents of one source, in order of their base ids, each cut to a length.
#[derive(Debug, Clone)]
pub struct Texts {
    /// Their numbers.
    pub(super) documents: Vec<u32>,
    /// How many tokens of each count, from its beginning.
    pub(super) lengths: Vec<u32>,
    counts: Vec<(TermId, u32)>,
    ends: Vec<usize>,
    terms: usize,
}

impl Texts {
    /// The first `lengths` tokens of `documents` of a corpus.
    pub(super) fn new(corpus: &AnalyzedCorpus, documents: &[u32], lengths: &[u32]) -> Self {
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
        Texts { documents: documents.to_vec(), lengths: lengths.to_vec(), counts, ends, terms }
    }

    /// The texts at `places` (from 0, in that order).
    pub(super) fn part(&self, places: &[usize]) -> Self {
        let mut counts = Vec::new();
        let mut ends = Vec::with_capacity(places.len());
        for place in places {
            counts.extend_from_slice(self.counts(*place));
            ends.push(counts.len());
        }
        let documents = places.iter().map(|place| self.documents[*place]).collect();
        let lengths = places.iter().map(|place| self.lengths[*place]).collect();
        Texts { documents, lengths, counts, ends, terms: self.terms }
    }

    /// These texts and then the others.
    pub(super) fn and(&self, others: &Texts) -> Self {
        let mut joined = self.clone();
        joined.documents.extend_from_slice(&others.documents);
        joined.lengths.extend_from_slice(&others.lengths);
        joined.ends.extend(others.ends.iter().map(|end| self.counts.len() + end));
        joined.counts.extend_from_slice(&others.counts);
        joined
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
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
    pub(super) fn add(&self, index: usize, weight: u32, total: &mut [u32]) {
        for (term, frequency) in self.counts(index) {
            total[term.index()] += weight * frequency;
        }
    }
}
