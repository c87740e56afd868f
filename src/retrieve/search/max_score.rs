//! Monotone models, exactly, without scoring every posting: terms and a collector in; the documents that can still reach it, with
//! what their terms give, out.
//!
//! Documents are taken in windows. In each, the terms' block bounds give the highest score that a term can add; the most
//! frequent terms that together cannot lift a document to what is needed are looked up only for documents that the others
//! have lifted near it, and a window in which no document can reach it is passed over unread. Terms are added in the same
//! order as without pruning, so that the sums are the same. After MaxScore (Turtle & Flood 1995) with block bounds (Ding &
//! Suel 2011, Faster Top-k Document Retrieval Using Block-Max Indexes) in windows of documents.

use super::collector::{Collector, Record};
use super::frequency_columns::{Column, FrequencyColumns, MANY};
use super::lengths::Lengths;
use super::memo::Memo;
use super::postings::{LONGEST_RUN, Postings};
use super::query::QueryTerm;
use super::sampled::{is_sampled, most_promising, runs, sample_depth};
use super::window_bounds::{SHALLOW, WindowBounds};
use crate::error::Result;
use crate::index::Index;

/// Documents in a window, or fewer.
pub(super) const WINDOW: usize = 4096;
/// So many of the most frequent terms have a memo.
pub(super) const MEMOS: usize = 32;
/// A shallow search looks first at the window that promises most in each of so many parts of the collection.
const PARTS: usize = 16;
/// The bounds of a term of at most so many postings are those of its documents, and not of its blocks.
const FEW: u32 = 512;
/// Bounds are raised by this share of themselves, which is more than rounding can take from them.
pub(super) const SLACK: f64 = 1e-9;

/// One thread's working memory.
pub(super) struct MaxScore<'a> {
    index: &'a Index,
    lengths: &'a Lengths<'a>,
    columns: &'a FrequencyColumns,
    sums: Vec<f64>,
    met: Vec<u64>,
    candidates: Vec<(u32, f64)>,
    /// The frequency of a term in each candidate, and the candidate's length, where they are read ahead.
    read: Vec<(u8, u16)>,
    memos: Vec<Memo>,
    record: Record,
    bounds: WindowBounds,
    promising: Vec<u32>,
}

/// One term on its way through the windows.
struct Term<'a> {
    /// Its place among the query's terms.
    place: usize,
    postings: Postings,
    /// How often each document has it, where it is laid out.
    column: Option<&'a Column>,
    /// The bound in the window of this term and all that follow.
    rest: f64,
}

impl<'a> MaxScore<'a> {
    pub fn new(index: &'a Index, lengths: &'a Lengths<'a>, columns: &'a FrequencyColumns) -> Self {
        MaxScore {
            index,
            lengths,
            columns,
            sums: vec![0.0; WINDOW],
            met: vec![0; WINDOW / 64],
            candidates: vec![(0, 0.0); WINDOW + 1],
            read: vec![(0, 0); WINDOW],
            memos: Vec::new(),
            record: Record::default(),
            bounds: WindowBounds::new(),
            promising: Vec::new(),
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
        let documents = self.lengths.len();
        self.bounds.begin(terms.len(), documents, collector.depth());
        let postings = terms.iter().map(|one| u64::from(one.term.document_frequency)).sum();
        let sampled = is_sampled(documents, postings, collector.depth());
        let shallow = sampled && collector.depth() <= SHALLOW;
        if shallow {
            self.bound(&open, terms, collector)?;
            self.look(&mut open, collector);
        } else if sampled {
            self.sample(&mut open, collector);
        }
        if sampled {
            self.rewind(terms, &mut open)?;
        }
        let other = collector.begin();
        if other {
            self.memos.iter_mut().for_each(Memo::clear);
        }
        if other || !shallow {
            self.bound(&open, terms, collector)?;
        }
        self.windows(&mut open, collector);
        if collector.begin_again() {
            self.rewind(terms, &mut open)?;
            self.windows(&mut open, collector);
        }
        Ok(())
    }

    /// Hands over the documents of the windows that promise most: the worst of the best of them says what is needed at least.
    fn look<G: Collector>(&mut self, open: &mut [Term<'_>], collector: &mut G) {
        let mut promising = std::mem::take(&mut self.promising);
        most_promising(self.bounds.total(), PARTS, &mut promising);
        collector.begin_sample(collector.depth());
        for window in &promising {
            self.visit(open, *window as usize, collector);
        }
        self.promising = promising;
    }

    /// Hands over the documents of some runs all over the collection: the scores of a sample say about what will be needed.
    fn sample<G: Collector>(&mut self, open: &mut [Term<'_>], collector: &mut G) {
        let documents = self.lengths.len();
        collector.begin_sample(sample_depth(collector.depth(), documents));
        for run in runs(documents) {
            let least_length = self.lengths.least()[run.start / WINDOW..=(run.end - 1) / WINDOW].iter().min();
            let window = Window {
                start: run.start as u32,
                end: run.end as u32,
                needed: collector.needed(least_length.copied().unwrap_or(0)),
                terms: open.len(),
            };
            self.window(open, open.len(), window, collector);
        }
    }

    /// Puts the terms at the first document again.
    fn rewind(&self, terms: &[QueryTerm], open: &mut [Term<'_>]) -> Result<()> {
        for (term, one) in open.iter_mut().zip(terms) {
            term.postings = Postings::new(self.index, &one.term)?;
        }
        Ok(())
    }

    fn windows<G: Collector>(&mut self, open: &mut [Term<'_>], collector: &mut G) {
        let each = WINDOW / self.bounds.width();
        for (wide, least_length) in self.lengths.least().iter().enumerate() {
            // Larger than the bound of a window without documents.
            let needed = |collector: &G| collector.needed(*least_length).max(f64::MIN);
            let mut least = needed(collector);
            for window in wide * each..((wide + 1) * each).min(self.bounds.total().len()) {
                if self.bounds.total()[window] >= least {
                    self.visit(open, window, collector);
                    least = needed(collector);
                }
            }
        }
    }

    /// Hands over the documents of a window that can reach the collector.
    fn visit<G: Collector>(&mut self, open: &mut [Term<'_>], window: usize, collector: &mut G) {
        let start = window * self.bounds.width();
        let end = self.lengths.len().min(start + self.bounds.width());
        let needed = collector.needed(self.lengths.least()[start / WINDOW]);
        let mut rest = 0.0;
        for term in open.iter_mut().rev() {
            rest += self.bounds.at(term.place, window);
            term.rest = rest * (1.0 + SLACK);
        }
        let essential = open.iter().position(|term| term.rest < needed).unwrap_or(open.len());
        if essential > 0 {
            let window = Window { start: start as u32, end: end as u32, needed, terms: open.len() };
            self.window(open, essential, window, collector);
        }
    }

    fn open(&self, place: usize, one: &QueryTerm) -> Result<Term<'a>> {
        let postings = Postings::new(self.index, &one.term)?;
        Ok(Term { place, postings, column: self.columns.of(&one.term), rest: 0.0 })
    }

    /// Finds what each term can give in each window.
    fn bound<G: Collector>(
        &mut self,
        open: &[Term<'_>],
        terms: &[QueryTerm],
        collector: &mut G,
    ) -> Result<()> {
        let lengths = self.lengths;
        for (term, one) in open.iter().zip(terms) {
            let place = term.place;
            let mut memo = memo_of(&mut self.memos, place, terms.len());
            let mut score = |frequency: u32, length: u32| match &mut memo {
                Some(memo) => memo.score(frequency, length, || collector.score(place, frequency, length)),
                None => collector.score(place, frequency, length),
            };
            let mut bounds = self.bounds.raise(place);
            if term
                .column
                .is_some_and(|column| column.bounds(&mut score, |range, score| bounds.range(range, score)))
            {
                continue;
            }
            let blocks = self.index.blocks(&one.term);
            if blocks.is_empty() || one.term.document_frequency <= FEW {
                Postings::new(self.index, &one.term)?.below(u32::MAX, |document, frequency| {
                    bounds.document(document, score(frequency, lengths.of(document)));
                });
                continue;
            }
            let mut first = 0;
            for block in blocks {
                bounds.documents(first, block.last, score(block.frequency, block.length));
                first = block.last + 1;
            }
        }
        self.bounds.sum();
        Ok(())
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
        let mut count = self.gather(window, least(window.needed, others));
        for place in 0..others.len() {
            let (term, after) = others[place..].split_first_mut().expect("one of the others");
            count = self.complete(term, window, count, least(window.needed, after), collector);
        }
        for (document, sum) in &self.candidates[..count] {
            let found = self.record.of((document - window.start) as usize);
            collector.take(*document, self.lengths.of(*document), *sum, found);
        }
    }

    /// Adds a term's scores to the sums of the window.
    fn add<G: Collector>(&mut self, term: &mut Term<'_>, window: Window, collector: &mut G) {
        let (place, lengths) = (term.place, self.lengths);
        let (sums, met, record) = (&mut self.sums, &mut self.met, &mut self.record);
        let mut memo = memo_of(&mut self.memos, place, window.terms);
        let mut short = [0; LONGEST_RUN];
        term.postings.seek(window.start);
        term.postings.runs_below(window.end, |documents, frequencies| {
            lengths.read(documents, &mut short);
            for ((document, frequency), short) in documents.iter().zip(frequencies).zip(&short) {
                let (frequency, length) = (*frequency, lengths.whole(*document, *short));
                let score = match &mut memo {
                    Some(memo) => memo.score(frequency, length, || collector.score(place, frequency, length)),
                    None => collector.score(place, frequency, length),
                };
                let offset = (document - window.start) as usize;
                met[offset / 64] |= 1 << (offset % 64);
                sums[offset] += score;
                if G::RECORDS {
                    record.set(place, offset, frequency);
                }
            }
        });
    }

    /// Makes candidates of the documents whose sums are at least `least`, and leaves the window empty; says how many.
    fn gather(&mut self, window: Window, least: f64) -> usize {
        let (start, mut count) = (window.start, 0);
        for word in 0..((window.end - start) as usize).div_ceil(64) {
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
        let (place, lengths) = (term.place, self.lengths);
        let mut memo = memo_of(&mut self.memos, place, window.terms);
        // All are read before any is used: the processor then waits for all of them at once.
        for (read, (document, _)) in self.read.iter_mut().zip(&self.candidates[..count]) {
            let frequency = term.column.map_or(MANY, |column| column.frequencies[*document as usize]);
            *read = (frequency, lengths.short_of(*document));
        }
        let mut kept = 0;
        for candidate in 0..count {
            let (document, sum) = self.candidates[candidate];
            let (frequency, short) = self.read[candidate];
            let frequency = match frequency {
                MANY => term.postings.frequency(document),
                frequency => u32::from(frequency),
            };
            let length = lengths.whole(document, short);
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
