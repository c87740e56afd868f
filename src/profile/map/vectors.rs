//! Documents as vectors: an analysed corpus in; for each document the square roots of the relative frequencies of the most
//! common terms, made when they are asked for, and sums of these, out.

use crate::corpus::SourceId;
use crate::text::AnalyzedCorpus;

/// A document that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Text {
    pub content: u32,
    /// The place of its source among those of the map.
    pub source: usize,
    pub number: u32,
}

impl Text {
    /// All documents of these sources that have a token, by content, then by source.
    pub fn all(corpus: &AnalyzedCorpus, sources: &[SourceId]) -> Vec<Text> {
        let contents = corpus.catalogue().contents();
        let mut texts = Vec::new();
        for (source, id) in sources.iter().enumerate() {
            let written = corpus.documents_of(*id).into_iter().filter(|number| corpus.length(*number) > 0);
            texts.extend(written.map(|number| Text { content: contents[number as usize], source, number }));
        }
        texts.sort_by_key(|text| (text.content, text.source));
        texts
    }
}

/// Those of `texts`, which come by content, whose content has a version by each of so many sources.
pub(super) fn complete(texts: &[Text], sources: usize) -> Vec<Text> {
    let contents = texts.chunk_by(|left, right| left.content == right.content);
    contents.filter(|versions| versions.len() == sources).flatten().copied().collect()
}

/// The vectors of documents.
pub(super) struct Vectors<'a> {
    corpus: &'a AnalyzedCorpus,
    /// For each term of the vocabulary its number among the most common ones.
    numbers: Vec<Option<u32>>,
    words: usize,
}

impl<'a> Vectors<'a> {
    /// By the `words` most frequent terms of these sources together, ties by term.
    pub fn new(corpus: &'a AnalyzedCorpus, sources: &[SourceId], words: usize) -> Self {
        let mut frequencies = vec![0_u64; corpus.vocabulary().len()];
        for number in sources.iter().flat_map(|source| corpus.documents_of(*source)) {
            corpus.tokens(number).iter().for_each(|term| frequencies[term.index()] += 1);
        }
        let mut terms: Vec<usize> = (0..frequencies.len()).filter(|term| frequencies[*term] > 0).collect();
        // Stable: terms of one frequency keep their order.
        terms.sort_by_key(|term| std::cmp::Reverse(frequencies[*term]));
        terms.truncate(words);
        let mut numbers = vec![None; frequencies.len()];
        (0..).zip(&terms).for_each(|(number, term)| numbers[*term] = Some(number));
        Vectors { corpus, numbers, words: terms.len() }
    }

    /// The coordinates of a document that are not 0, by rising number.
    fn of(&self, document: u32) -> Vec<(u32, f64)> {
        let tokens = self.corpus.tokens(document);
        let mut words: Vec<u32> = tokens.iter().filter_map(|term| self.numbers[term.index()]).collect();
        words.sort_unstable();
        let root = |run: &[u32]| (run[0], (run.len() as f64 / tokens.len() as f64).sqrt());
        words.chunk_by(|left, right| left == right).map(root).collect()
    }

    /// The mean vector of the texts of each source, summed by content.
    pub fn means(&self, texts: &[Text], sources: usize) -> Vec<Vec<f64>> {
        let mut means = vec![vec![0.0; self.words]; sources];
        let mut counts = vec![0.0; sources];
        for text in texts {
            counts[text.source] += 1.0;
            self.of(text.number)
                .into_iter()
                .for_each(|(word, value)| means[text.source][word as usize] += value);
        }
        for (mean, count) in means.iter_mut().zip(counts) {
            mean.iter_mut().for_each(|value| *value /= count);
        }
        means
    }

    /// Where a document lies along each of some directions.
    pub fn along(&self, document: u32, directions: &[&[f64]]) -> Vec<f64> {
        let vector = self.of(document);
        let along =
            |direction: &&[f64]| vector.iter().map(|(word, value)| value * direction[*word as usize]).sum();
        directions.iter().map(along).collect()
    }

    /// The square of the length of a document's vector.
    pub fn squared_length(&self, document: u32) -> f64 {
        self.of(document).into_iter().map(|(_, value)| value * value).sum()
    }

    /// The square of the distance between two documents, whose order does not matter.
    pub fn squared_distance(&self, one: u32, other: u32) -> f64 {
        let (one, other) = (self.of(one), self.of(other));
        let (mut left, mut right) = (one.iter().peekable(), other.iter().peekable());
        let mut sum = 0.0;
        loop {
            let apart = match (left.peek(), right.peek()) {
                (Some((word, value)), Some((second, its))) if word == second => {
                    let apart = value - its;
                    left.next();
                    right.next();
                    apart
                }
                (Some((word, value)), second) if second.is_none_or(|(second, _)| word < second) => {
                    left.next();
                    *value
                }
                (_, Some((_, value))) => {
                    right.next();
                    *value
                }
                _ => return sum,
            };
            sum += apart * apart;
        }
    }
}
