//! One monotone model, exactly, without scoring every posting: terms and a lane in; the ranking that scoring all would
//! give, to the last bit, out.
//!
//! Documents are taken in windows. In each, the terms' block bounds give the highest score that a term can add; the most
//! frequent terms that together cannot lift a document to the threshold are looked up only for documents that the others
//! have lifted near it, and a window in which no document can reach it is passed over unread. Terms are added in the same
//! order as without pruning, so that the sums are the same. After MaxScore (Turtle & Flood 1995) with block bounds (Ding &
//! Suel 2011, Faster Top-k Document Retrieval Using Block-Max Indexes) in windows of documents.

use super::dense::{Dense, MANY};
use super::lane::{Lane, View};
use super::memo::Memo;
use super::postings::Postings;
use super::query::{Query, QueryTerm};
use super::top::Top;
use crate::error::Result;
use crate::index::{BlockBounds, Index};
use crate::retrieve::Ranking;
use crate::retrieve::model::TermScorer;

/// Documents in a window.
pub(super) const WINDOW: usize = 4096;
/// So many of the most frequent terms have a memo.
pub(super) const MEMOS: usize = 32;
/// The rarest terms that have so many postings together are scored first, for a score to begin with.
const FLOOR_POSTINGS: usize = 16_384;
/// Bounds are raised by this share of themselves, which is more than rounding can take from them.
pub(super) const SLACK: f64 = 1e-9;

/// The smallest length of a document in each window of so many.
pub(super) fn least_lengths(lengths: &[u32], window: usize) -> Vec<u32> {
    lengths.chunks(window).map(|lengths| lengths.iter().copied().min().unwrap_or(0)).collect()
}

/// How many of the rarest terms are scored first, for scores to begin with; `None` where these are all, or too few to reach
/// the depth.
pub(super) fn rarest(terms: &[QueryTerm], depth: usize) -> Option<usize> {
    let (mut count, mut postings) = (0, 0);
    while let Some(one) = terms.get(count)
        && postings + one.term.document_frequency as usize <= FLOOR_POSTINGS
    {
        postings += one.term.document_frequency as usize;
        count += 1;
    }
    (count < terms.len() && postings >= depth).then_some(count)
}

/// One thread's working memory.
pub(super) struct Pruned<'a> {
    index: &'a Index,
    lane: &'a Lane<'a>,
    /// The smallest length of a document in each window.
    least_lengths: &'a [u32],
    dense: &'a Dense,
    sums: Vec<f64>,
    met: Vec<u64>,
    candidates: Vec<(u32, f64)>,
    memos: Vec<Memo>,
    top: Top,
}

/// One term on its way through the windows.
struct Term<'a> {
    postings: Postings,
    scorer: &'a TermScorer,
    blocks: &'a [BlockBounds],
    /// How often each document has it, where it is laid out.
    dense: Option<&'a [u8]>,
    /// The bound of each block.
    bounds: Vec<f64>,
    /// The first block that may reach into the window.
    block: usize,
    /// The bound in the window, and that of this term and all that follow.
    bound: f64,
    rest: f64,
}

impl<'a> Pruned<'a> {
    pub fn new(
        index: &'a Index,
        lane: &'a Lane<'a>,
        least_lengths: &'a [u32],
        dense: &'a Dense,
        depth: usize,
    ) -> Self {
        Pruned {
            index,
            lane,
            least_lengths,
            dense,
            sums: vec![0.0; WINDOW],
            met: vec![0; WINDOW / 64],
            candidates: vec![(0, 0.0); WINDOW + 1],
            memos: Vec::new(),
            top: Top::new(depth),
        }
    }

    /// Ranks the documents that have one of the query's terms.
    pub fn rank(&mut self, query: &Query<'_>) -> Result<Ranking> {
        let (terms, scorers) = (&query.terms, self.lane.scorers(query));
        // A lane that can be pruned has one view and draws nothing.
        let view = &scorers.views[0];
        self.memos.iter_mut().for_each(Memo::clear);
        while self.memos.len() < terms.len().min(MEMOS) {
            self.memos.push(Memo::new());
        }
        let mut open: Vec<Term<'_>> = Vec::with_capacity(terms.len());
        for (place, one) in terms.iter().enumerate() {
            open.push(self.open(one, &view.terms[place], self.memo_of(place, terms.len()))?);
        }
        self.floor(terms, &mut open, view)?;
        let documents = self.index.lengths().len() as u32;
        for (window, least_length) in self.least_lengths.iter().enumerate() {
            let start = (window * WINDOW) as u32;
            let end = documents.min(start + WINDOW as u32);
            let own = view.own(self.lane.of_length(*least_length));
            self.bound(&mut open, start, end);
            let needed = self.top.threshold() - own - SLACK * own.abs();
            let essential = open.iter().position(|term| term.rest < needed).unwrap_or(open.len());
            if essential == 0 {
                continue;
            }
            self.window(&mut open, essential, Window { start, end, needed, terms: terms.len() }, view);
        }
        Ok(self.top.take())
    }

    /// Finds a score that so many documents reach as the depth has, from the rarest terms alone: what the others add is not
    /// negative, and they come later in the sums.
    fn floor(&mut self, terms: &[QueryTerm], open: &mut [Term<'_>], view: &View) -> Result<()> {
        let Some(count) = rarest(terms, self.top.depth()) else { return Ok(()) };
        let documents = self.index.lengths().len() as u32;
        while let Some(start) = open[..count].iter().filter_map(|term| term.postings.next()).min() {
            let end = documents.min(start.saturating_add(WINDOW as u32));
            let window = Window { start, end, needed: f64::NEG_INFINITY, terms: terms.len() };
            self.window(&mut open[..count], count, window, view);
        }
        if let Some(floor) = self.top.edge() {
            self.top.begin(floor);
        }
        for (term, one) in open.iter_mut().zip(&terms[..count]) {
            term.postings = Postings::new(self.index, &one.term)?;
        }
        Ok(())
    }

    /// The memo of the term at `place`: the most frequent ones have one, and stand last.
    fn memo_of(&self, place: usize, terms: usize) -> Option<usize> {
        Some(terms - place - 1).filter(|memo| *memo < MEMOS)
    }

    fn open<'t>(&mut self, one: &QueryTerm, scorer: &'t TermScorer, memo: Option<usize>) -> Result<Term<'t>>
    where
        'a: 't,
    {
        let index = self.index;
        let blocks = index.blocks(&one.term);
        let lane = self.lane;
        let mut score = |frequency: u32, length: u32| {
            let score = move || scorer(frequency, lane.of_length(length));
            match memo {
                Some(memo) => self.memos[memo].score(frequency, length, score),
                None => score(),
            }
        };
        let bounds = match blocks {
            [] => {
                let mut postings = Postings::new(index, &one.term)?;
                let mut most = 0.0f64;
                postings.below(u32::MAX, |document, frequency| {
                    most = most.max(score(frequency, index.lengths()[document as usize]));
                });
                vec![most * (1.0 + SLACK)]
            }
            blocks => {
                blocks.iter().map(|block| score(block.frequency, block.length) * (1.0 + SLACK)).collect()
            }
        };
        Ok(Term {
            postings: Postings::new(index, &one.term)?,
            scorer,
            blocks,
            dense: self.dense.of(&one.term),
            bounds,
            block: 0,
            bound: 0.0,
            rest: 0.0,
        })
    }

    /// Sets the terms' bounds in the window of documents from `start` to before `end`.
    fn bound(&self, terms: &mut [Term<'_>], start: u32, end: u32) {
        let mut rest = 0.0;
        for term in terms.iter_mut().rev() {
            term.bound = match term.blocks {
                [] => {
                    term.postings.seek(start);
                    if term.postings.next().is_some_and(|document| document < end) {
                        term.bounds[0]
                    } else {
                        0.0
                    }
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
            rest += term.bound;
            term.rest = rest * (1.0 + SLACK);
        }
    }

    /// Scores a window: the first `essential` terms for all documents that have one, the others for those near the score
    /// that is needed.
    fn window(&mut self, terms: &mut [Term<'_>], essential: usize, window: Window, view: &View) {
        let (first, others) = terms.split_at_mut(essential);
        for (place, term) in first.iter_mut().enumerate() {
            self.add(term, self.memo_of(place, window.terms), window);
        }
        let mut count = self.gather(window.start, least(window.needed, others));
        for place in 0..others.len() {
            let (term, after) = others[place..].split_first_mut().expect("one of the others");
            let memo = self.memo_of(essential + place, window.terms);
            count = self.complete(term, memo, count, least(window.needed, after));
        }
        for (document, sum) in &self.candidates[..count] {
            let length = self.lane.of_length(self.index.lengths()[*document as usize]);
            let score = sum + view.own(length);
            if score >= self.top.threshold() {
                self.top.push(*document, score);
            }
        }
    }

    /// Adds a term's scores to the sums of the window.
    fn add(&mut self, term: &mut Term<'_>, memo: Option<usize>, window: Window) {
        let (lane, lengths, scorer) = (self.lane, self.index.lengths(), term.scorer);
        let (sums, met) = (&mut self.sums, &mut self.met);
        let mut add = |document: u32, score: f64| {
            let offset = (document - window.start) as usize;
            met[offset / 64] |= 1 << (offset % 64);
            sums[offset] += score;
        };
        term.postings.seek(window.start);
        match memo.map(|memo| &mut self.memos[memo]) {
            Some(memo) => term.postings.below(window.end, |document, frequency| {
                let length = lengths[document as usize];
                let score = move || scorer(frequency, lane.of_length(length));
                add(document, memo.score(frequency, length, score));
            }),
            None => term.postings.below(window.end, |document, frequency| {
                add(document, scorer(frequency, lane.of_length(lengths[document as usize])));
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
    fn complete(&mut self, term: &mut Term<'_>, memo: Option<usize>, count: usize, least: f64) -> usize {
        let (lane, lengths, scorer) = (self.lane, self.index.lengths(), term.scorer);
        let mut memo = memo.map(|memo| &mut self.memos[memo]);
        let mut kept = 0;
        for place in 0..count {
            let (document, sum) = self.candidates[place];
            let frequency = match term.dense.map(|frequencies| frequencies[document as usize]) {
                None | Some(MANY) => term.postings.frequency(document),
                Some(frequency) => u32::from(frequency),
            };
            let length = lengths[document as usize];
            let score = || scorer(frequency, lane.of_length(length));
            let sum = sum
                + match &mut memo {
                    Some(memo) => memo.score(frequency, length, score),
                    None if frequency > 0 => score(),
                    None => 0.0,
                };
            self.candidates[kept] = (document, sum);
            kept += usize::from(sum >= least);
        }
        kept
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
