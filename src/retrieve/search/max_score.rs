//! Monotone models, exactly, without scoring every posting: terms and a collector in; the documents that can still reach it, with
//! what their terms give, out.
//!
//! Documents are taken in windows. In each, the terms' block bounds give the highest score that a term can add; the most
//! frequent terms that together cannot lift a document to what is needed are looked up only for documents that the others
//! have lifted near it, and a window in which no document can reach it is passed over unread. Terms are added in the same
//! order as without pruning, so that the sums are the same. After MaxScore (Turtle & Flood 1995) with block bounds (Ding &
//! Suel 2011, Faster Top-k Document Retrieval Using Block-Max Indexes) in windows of documents.

use std::ops::Range;

use super::collector::{Collector, Record};
use super::frequency_columns::{FrequencyColumns, MANY};
use super::memo::Memo;
use super::postings::Postings;
use super::query::QueryTerm;
use crate::error::Result;
use crate::index::{BlockBounds, Index};

/// Documents in a window.
pub(super) const WINDOW: usize = 4096;
/// So many of the most frequent terms have a memo.
pub(super) const MEMOS: usize = 32;
/// A sample has so many runs of documents, a window each at most,
const RUNS: usize = 64;
/// of so many documents one, or fewer of a very large collection.
const SAMPLED: usize = 32;
/// A query of fewer postings, or of fewer for each document that is wanted, begins without a sample; so does any in a
/// collection in which a run would have no document.
const FEW_POSTINGS: u64 = 4096;
const FEW_FOR_EACH: u64 = 4;
/// Bounds are raised by this share of themselves, which is more than rounding can take from them.
pub(super) const SLACK: f64 = 1e-9;

/// The smallest length of a document that has a term in each window.
pub(super) fn least_lengths(lengths: &[u32]) -> Vec<u32> {
    let least = |lengths: &[u32]| lengths.iter().copied().filter(|length| *length > 0).min().unwrap_or(1);
    lengths.chunks(WINDOW).map(least).collect()
}

/// The runs of documents that a sample of so many consists of: one in each stratum, anywhere within, so that no period of the
/// collection is met again and again.
pub(super) fn runs(documents: usize) -> impl Iterator<Item = Range<usize>> {
    let (stratum, length) = (documents / RUNS, run_length(documents));
    (0..RUNS).map(move |number| {
        let drawn = (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let start = number * stratum + drawn as usize % (stratum - length + 1);
        start..start + length
    })
}

fn run_length(documents: usize) -> usize {
    (documents / (RUNS * SAMPLED)).min(WINDOW)
}

/// At which depth of a sample of so many documents the one at `depth` of all is looked for: where two standard deviations more than are
/// expected would still leave it within. A search that comes out short is done again, so this is a matter of time alone.
fn sample_depth(depth: usize, documents: usize) -> usize {
    let expected = depth as f64 * (RUNS * run_length(documents)) as f64 / documents as f64;
    (expected + 2.0 * expected.sqrt() + 2.0).ceil() as usize
}

/// One thread's working memory.
pub(super) struct MaxScore<'a> {
    index: &'a Index,
    /// The smallest length of a document in each window.
    least_lengths: &'a [u32],
    columns: &'a FrequencyColumns,
    sums: Vec<f64>,
    met: Vec<u64>,
    candidates: Vec<(u32, f64)>,
    memos: Vec<Memo>,
    record: Record,
}

/// One term on its way through the windows.
struct Term<'a> {
    /// Its place among the query's terms.
    place: usize,
    postings: Postings,
    blocks: &'a [BlockBounds],
    /// How often each document has it, where it is laid out.
    columns: Option<&'a [u8]>,
    /// The bound of each block.
    bounds: Vec<f64>,
    /// The first block that may reach into the window.
    block: usize,
    /// The bound in the window of this term and all that follow.
    rest: f64,
}

impl<'a> MaxScore<'a> {
    pub fn new(index: &'a Index, least_lengths: &'a [u32], columns: &'a FrequencyColumns) -> Self {
        MaxScore {
            index,
            least_lengths,
            columns,
            sums: vec![0.0; WINDOW],
            met: vec![0; WINDOW / 64],
            candidates: vec![(0, 0.0); WINDOW + 1],
            memos: Vec::new(),
            record: Record::default(),
        }
    }

    /// Hands to `collector` every document that can reach it and has one of the terms, which stand by rising document frequency.
    pub fn seek<G: Collector>(&mut self, terms: &[QueryTerm], collector: &mut G) -> Result<()> {
        self.memos.iter_mut().for_each(Memo::clear);
        while self.memos.len() < terms.len().min(MEMOS) {
            self.memos.push(Memo::new());
        }
        if G::RECORDS {
            self.record.begin(terms.len());
        }
        let mut open: Vec<Term<'_>> =
            terms.iter().enumerate().map(|(place, one)| self.open(place, one)).collect::<Result<_>>()?;
        self.sample(terms, &mut open, collector)?;
        if collector.begin() {
            self.memos.iter_mut().for_each(Memo::clear);
        }
        for (term, one) in open.iter_mut().zip(terms) {
            term.bounds = self.bounds(term, one, terms.len(), collector)?;
        }
        self.windows(&mut open, collector);
        if collector.begin_again() {
            self.rewind(terms, &mut open)?;
            self.windows(&mut open, collector);
        }
        Ok(())
    }

    /// Hands over the documents of some runs all over the collection: the scores of a sample say about what will be needed.
    /// (Mallia, Siedlaczek, Sun & Suel 2020, A Comparison of Top-k Threshold Estimation Techniques for Disjunctive Query
    /// Processing)
    fn sample<G: Collector>(
        &mut self,
        terms: &[QueryTerm],
        open: &mut [Term<'_>],
        collector: &mut G,
    ) -> Result<()> {
        let documents = self.index.lengths().len();
        let postings: u64 = terms.iter().map(|one| u64::from(one.term.document_frequency)).sum();
        if documents < RUNS * SAMPLED
            || postings < FEW_POSTINGS.max(FEW_FOR_EACH.saturating_mul(collector.depth() as u64))
        {
            return Ok(());
        }
        collector.begin_sample(sample_depth(collector.depth(), documents));
        for run in runs(documents) {
            let least_length = self.least_lengths[run.start / WINDOW..=(run.end - 1) / WINDOW].iter().min();
            let window = Window {
                start: run.start as u32,
                end: run.end as u32,
                needed: collector.needed(least_length.copied().unwrap_or(0)),
                terms: terms.len(),
            };
            self.window(open, terms.len(), window, collector);
        }
        self.rewind(terms, open)
    }

    /// Puts the terms at the first document again.
    fn rewind(&self, terms: &[QueryTerm], open: &mut [Term<'_>]) -> Result<()> {
        for (term, one) in open.iter_mut().zip(terms) {
            (term.postings, term.block) = (Postings::new(self.index, &one.term)?, 0);
        }
        Ok(())
    }

    fn windows<G: Collector>(&mut self, open: &mut [Term<'_>], collector: &mut G) {
        let documents = self.index.lengths().len() as u32;
        for (window, least_length) in self.least_lengths.iter().enumerate() {
            let start = (window * WINDOW) as u32;
            let end = documents.min(start + WINDOW as u32);
            bound(open, start, end);
            let needed = collector.needed(*least_length);
            let essential = open.iter().position(|term| term.rest < needed).unwrap_or(open.len());
            if essential > 0 {
                let window = Window { start, end, needed, terms: open.len() };
                self.window(open, essential, window, collector);
            }
        }
    }

    fn open(&self, place: usize, one: &QueryTerm) -> Result<Term<'a>> {
        Ok(Term {
            place,
            postings: Postings::new(self.index, &one.term)?,
            blocks: self.index.blocks(&one.term),
            columns: self.columns.of(&one.term),
            bounds: Vec::new(),
            block: 0,
            rest: 0.0,
        })
    }

    /// What a term of a query of so many can give in each of its blocks, or anywhere where it has none.
    fn bounds<G: Collector>(
        &mut self,
        term: &Term<'_>,
        one: &QueryTerm,
        terms: usize,
        collector: &mut G,
    ) -> Result<Vec<f64>> {
        let place = term.place;
        let mut memo = memo_of(&mut self.memos, place, terms);
        let mut score = |frequency: u32, length: u32| match &mut memo {
            Some(memo) => memo.score(frequency, length, || collector.score(place, frequency, length)),
            None => collector.score(place, frequency, length),
        };
        if !term.blocks.is_empty() {
            let of_block = |block: &BlockBounds| score(block.frequency, block.length) * (1.0 + SLACK);
            return Ok(term.blocks.iter().map(of_block).collect());
        }
        let mut most = 0.0f64;
        Postings::new(self.index, &one.term)?.below(u32::MAX, |document, frequency| {
            most = most.max(score(frequency, self.index.lengths()[document as usize]));
        });
        Ok(vec![most * (1.0 + SLACK)])
    }

    /// Scores a window: the first `essential` terms for all documents that have one, the others for those near the score
    /// that is needed.
    fn window<G: Collector>(
        &mut self,
        terms: &mut [Term<'_>],
        essential: usize,
        window: Window,
        collector: &mut G,
    ) {
        let (first, others) = terms.split_at_mut(essential);
        if G::RECORDS {
            self.record.clear(essential, (window.end - window.start) as usize);
        }
        for term in first {
            self.add(term, window, collector);
        }
        let mut count = self.gather(window.start, least(window.needed, others));
        for place in 0..others.len() {
            let (term, after) = others[place..].split_first_mut().expect("one of the others");
            count = self.complete(term, window, count, least(window.needed, after), collector);
        }
        for (document, sum) in &self.candidates[..count] {
            let found = self.record.of((document - window.start) as usize);
            collector.take(*document, self.index.lengths()[*document as usize], *sum, found);
        }
    }

    /// Adds a term's scores to the sums of the window.
    fn add<G: Collector>(&mut self, term: &mut Term<'_>, window: Window, collector: &mut G) {
        let (place, lengths) = (term.place, self.index.lengths());
        let (sums, met, record) = (&mut self.sums, &mut self.met, &mut self.record);
        let mut add = |document: u32, frequency: u32, score: f64| {
            let offset = (document - window.start) as usize;
            met[offset / 64] |= 1 << (offset % 64);
            sums[offset] += score;
            if G::RECORDS {
                record.set(place, offset, frequency);
            }
        };
        term.postings.seek(window.start);
        match memo_of(&mut self.memos, place, window.terms) {
            Some(memo) => term.postings.below(window.end, |document, frequency| {
                let length = lengths[document as usize];
                add(
                    document,
                    frequency,
                    memo.score(frequency, length, || collector.score(place, frequency, length)),
                );
            }),
            None => term.postings.below(window.end, |document, frequency| {
                add(document, frequency, collector.score(place, frequency, lengths[document as usize]));
            }),
        }
    }

    /// Makes candidates of the documents whose sums are at least `least`, and leaves the window empty; says how many.
    fn gather(&mut self, start: u32, least: f64) -> usize {
        let mut count = 0;
        for word in 0..self.met.len() {
            let mut bits = std::mem::take(&mut self.met[word]);
            while bits != 0 {
                let offset = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let sum = std::mem::take(&mut self.sums[offset]);
                // Written in any case, and kept or not without a branch, which could not be predicted.
                self.candidates[count] = (start + offset as u32, sum);
                count += usize::from(sum >= least);
            }
        }
        count
    }

    /// Adds a term's scores to the first `count` candidates, and keeps those whose sums are at least `least`; says how many.
    fn complete<G: Collector>(
        &mut self,
        term: &mut Term<'_>,
        window: Window,
        count: usize,
        least: f64,
        collector: &mut G,
    ) -> usize {
        let (place, lengths) = (term.place, self.index.lengths());
        let mut memo = memo_of(&mut self.memos, place, window.terms);
        let mut kept = 0;
        for candidate in 0..count {
            let (document, sum) = self.candidates[candidate];
            let frequency = match term.columns.map(|frequencies| frequencies[document as usize]) {
                None | Some(MANY) => term.postings.frequency(document),
                Some(frequency) => u32::from(frequency),
            };
            let length = lengths[document as usize];
            let sum = sum
                + match &mut memo {
                    Some(memo) => memo.score(frequency, length, || collector.score(place, frequency, length)),
                    None if frequency > 0 => collector.score(place, frequency, length),
                    None => 0.0,
                };
            if G::RECORDS {
                self.record.set(place, (document - window.start) as usize, frequency);
            }
            self.candidates[kept] = (document, sum);
            kept += usize::from(sum >= least);
        }
        kept
    }
}

/// The memo of the term at `place` of so many: the most frequent ones have one, and stand last.
fn memo_of(memos: &mut [Memo], place: usize, terms: usize) -> Option<&mut Memo> {
    memos.get_mut(terms - place - 1)
}

/// Sets the terms' bounds in the window of documents from `start` to before `end`.
fn bound(terms: &mut [Term<'_>], start: u32, end: u32) {
    let mut rest = 0.0;
    for term in terms.iter_mut().rev() {
        rest += match term.blocks {
            [] => {
                term.postings.seek(start);
                if term.postings.next().is_some_and(|document| document < end) { term.bounds[0] } else { 0.0 }
            }
            blocks => {
                while blocks.get(term.block).is_some_and(|block| block.last < start) {
                    term.block += 1;
                }
                let (mut most, mut block) = (0.0f64, term.block);
                while let Some(bound) = term.bounds.get(block) {
                    most = most.max(*bound);
                    if blocks[block].last >= end - 1 {
                        break;
                    }
                    block += 1;
                }
                most
            }
        };
        term.rest = rest * (1.0 + SLACK);
    }
}

/// Some consecutive documents, and what is asked of them.
#[derive(Clone, Copy)]
struct Window {
    start: u32,
    /// The first document beyond.
    end: u32,
    /// What the terms of a document must give together.
    needed: f64,
    /// How many terms the query has.
    terms: usize,
}

/// What the terms before `rest` must give where all of them together are to give `needed`: lowered a little, since a bound
/// that is raised is no exact number, and what is equal but for rounding stays.
fn least(needed: f64, rest: &[Term<'_>]) -> f64 {
    let least = needed - rest.first().map_or(0.0, |term| term.rest);
    least - SLACK * least.abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_fit_into_windows_and_strata_whatever_the_size() {
        for documents in [2048, 9_000, 500_000, 8_841_823, 4_000_000_000] {
            let runs: Vec<Range<usize>> = runs(documents).collect();
            assert_eq!(runs.len(), RUNS);
            for (number, run) in runs.iter().enumerate() {
                assert!((1..=WINDOW).contains(&run.len()), "{documents}: {run:?}");
                assert!(
                    run.start >= number * (documents / RUNS) && run.end <= (number + 1) * (documents / RUNS)
                );
            }
        }
        assert_eq!(sample_depth(1000, 500_000), (31.232_f64 + 2.0 * 31.232_f64.sqrt() + 2.0).ceil() as usize);
    }
}
