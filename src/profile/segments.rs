//! Segments of equal length: texts in; how often each term occurs in all segments together, and the squares of its counts by
//! segment, out.

use rustc_hash::FxHashMap;

use super::recount::Postings;
use super::texts::Texts;
use crate::text::{AnalyzedCorpus, TermCounts, TermId};

/// What segments of equal length say of each term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segments {
    /// How many segments there are.
    pub count: u64,
    /// For each term, its occurrences in them.
    pub sums: Vec<u32>,
    /// For each term, the sum over segments of its squared count.
    pub squares: Vec<u32>,
}

impl Segments {
    /// These and others.
    pub(super) fn and(&self, others: &Segments) -> Segments {
        let sums =
            |one: &[u32], other: &[u32]| one.iter().zip(other).map(|(one, other)| one + other).collect();
        Segments {
            count: self.count + others.count,
            sums: sums(&self.sums, &others.sums),
            squares: sums(&self.squares, &others.squares),
        }
    }

    /// These without others that are a part of them.
    pub(super) fn without(&self, part: &Segments) -> Segments {
        let differences =
            |all: &[u32], part: &[u32]| all.iter().zip(part).map(|(all, part)| all - part).collect();
        Segments {
            count: self.count - part.count,
            sums: differences(&self.sums, &part.sums),
            squares: differences(&self.squares, &part.squares),
        }
    }
}

/// The segments of some texts: of each as many as it has whole ones, one after the other from its beginning.
pub(super) struct SegmentedTexts {
    /// For each text, its segments.
    counts: Vec<u32>,
    sums: TermCounts,
    squares: TermCounts,
}

impl SegmentedTexts {
    pub(super) fn new(corpus: &AnalyzedCorpus, texts: &Texts, length: u32) -> Self {
        let whole = |of: u32| of / length * length;
        let squared = |document: u32, of: u32| -> Vec<(TermId, u32)> {
            let mut sums: FxHashMap<TermId, u32> = FxHashMap::default();
            let mut sorted: Vec<TermId> = Vec::new();
            for segment in corpus.tokens(document)[..whole(of) as usize].chunks(length as usize) {
                sorted.clear();
                sorted.extend_from_slice(segment);
                sorted.sort_unstable();
                for run in sorted.chunk_by(|left, right| left == right) {
                    *sums.entry(run[0]).or_default() += (run.len() * run.len()) as u32;
                }
            }
            let mut sums: Vec<(TermId, u32)> = sums.into_iter().collect();
            sums.sort_unstable();
            sums
        };
        let lengths: Vec<u32> = texts.lengths.iter().map(|length| whole(*length)).collect();
        SegmentedTexts {
            counts: lengths.iter().map(|whole| whole / length).collect(),
            sums: TermCounts::new(corpus, &texts.documents, &lengths),
            squares: TermCounts::counted_by(
                &texts.documents,
                &texts.lengths,
                corpus.vocabulary().len(),
                squared,
            ),
        }
    }

    /// The segments of all texts.
    pub(super) fn whole(&self) -> Segments {
        let total = |counts: &TermCounts| {
            let mut total = vec![0; counts.vocabulary()];
            (0..counts.len()).for_each(|index| counts.add(index, 1, &mut total));
            total
        };
        let count = self.counts.iter().map(|count| u64::from(*count)).sum();
        Segments { count, sums: total(&self.sums), squares: total(&self.squares) }
    }
}

/// The same, ready for draws of the texts.
#[derive(Debug)]
pub(super) struct SegmentPostings {
    /// For each text, its segments.
    counts: Vec<u32>,
    sums: Postings,
    squares: Postings,
}

impl SegmentPostings {
    pub(super) fn new(texts: &SegmentedTexts) -> Self {
        let (sums, squares) = (Postings::new(&texts.sums), Postings::new(&texts.squares));
        SegmentPostings { counts: texts.counts.clone(), sums, squares }
    }

    /// The segments of each of some draws, which say which texts they have.
    pub(super) fn drawn(&self, drawn: &[&[bool]]) -> Vec<Segments> {
        let count = |draw: &[bool]| {
            let drawn = draw.iter().zip(&self.counts).filter(|(drawn, _)| **drawn);
            drawn.map(|(_, count)| u64::from(*count)).sum()
        };
        let both = self.sums.counts(drawn).into_iter().zip(self.squares.counts(drawn));
        both.zip(drawn)
            .map(|((sums, squares), draw)| Segments { count: count(draw), sums, squares })
            .collect()
    }
}
