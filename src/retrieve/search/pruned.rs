//! One monotone model, exactly, without scoring every posting: terms and a lane in; the ranking that scoring all would
//! give, to the last bit, out.
//!
//! Documents are taken in windows. In each, the terms' block bounds give the highest score that a term can add; the most
//! frequent terms that together cannot lift a document to the threshold are looked up only for documents that the others
//! have lifted near it, and a window in which no document can reach it is passed over unread. Terms are added in the same
//! order as without pruning, so that the sums are the same. After MaxScore (Turtle & Flood 1995) with block bounds (Ding &
//! Suel 2011, Faster Top-k Document Retrieval Using Block-Max Indexes) in windows of documents.

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
const MEMOS: usize = 32;
/// Bounds are raised by this share of themselves, which is more than rounding can take from them.
const SLACK: f64 = 1e-9;

/// One thread's working memory.
pub(super) struct Pruned<'a> {
    index: &'a Index,
    lane: &'a Lane<'a>,
    /// The smallest length of a document in each window.
    least_lengths: &'a [u32],
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
    /// The bound of each block.
    bounds: Vec<f64>,
    /// The first block that may reach into the window.
    block: usize,
    /// The bound in the window, and that of this term and all that follow.
    bound: f64,
    rest: f64,
}

impl<'a> Pruned<'a> {
    pub fn new(index: &'a Index, lane: &'a Lane<'a>, least_lengths: &'a [u32], depth: usize) -> Self {
        Pruned {
            index,
            lane,
            least_lengths,
            sums: vec![0.0; WINDOW],
            met: vec![0; WINDOW / 64],
            candidates: Vec::new(),
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
            self.window(&mut open, essential, start, end, needed, view);
        }
        Ok(self.top.take())
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

    /// Scores a window: the first `essential` terms for all documents that have one, the others for those near `needed`.
    fn window(
        &mut self,
        terms: &mut [Term<'_>],
        essential: usize,
        start: u32,
        end: u32,
        needed: f64,
        view: &View,
    ) {
        let (lane, lengths, count) = (self.lane, self.index.lengths(), terms.len());
        let (first, others) = terms.split_at_mut(essential);
        for (place, term) in first.iter_mut().enumerate() {
            let memo = self.memo_of(place, count);
            let (sums, met, scorer) = (&mut self.sums, &mut self.met, term.scorer);
            term.postings.seek(start);
            let mut add = |document: u32, score: f64| {
                let offset = (document - start) as usize;
                met[offset / 64] |= 1 << (offset % 64);
                sums[offset] += score;
            };
            match memo.map(|memo| &mut self.memos[memo]) {
                Some(memo) => term.postings.below(end, |document, frequency| {
                    let length = lengths[document as usize];
                    let score = move || scorer(frequency, lane.of_length(length));
                    add(document, memo.score(frequency, length, score));
                }),
                None => term.postings.below(end, |document, frequency| {
                    add(document, scorer(frequency, lane.of_length(lengths[document as usize])));
                }),
            }
        }
        let least = needed - others.first().map_or(0.0, |term| term.rest);
        self.candidates.clear();
        for word in 0..self.met.len() {
            let mut bits = std::mem::take(&mut self.met[word]);
            while bits != 0 {
                let offset = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let sum = std::mem::take(&mut self.sums[offset]);
                // A bound that is raised is no exact number: what is equal but for rounding stays.
                if sum * (1.0 + SLACK) >= least {
                    self.candidates.push((start + offset as u32, sum));
                }
            }
        }
        for place in 0..others.len() {
            let rest = others.get(place + 1).map_or(0.0, |term| term.rest);
            let least = needed - rest;
            let memo = self.memo_of(essential + place, count);
            let term = &mut others[place];
            let memos = &mut self.memos;
            self.candidates.retain_mut(|(document, sum)| {
                let frequency = term.postings.frequency(*document);
                if frequency > 0 {
                    let length = lengths[*document as usize];
                    let score = || (term.scorer)(frequency, lane.of_length(length));
                    *sum += match memo {
                        Some(memo) => memos[memo].score(frequency, length, score),
                        None => score(),
                    };
                }
                *sum * (1.0 + SLACK) >= least
            });
        }
        for (document, sum) in &self.candidates {
            let length = lane.of_length(lengths[*document as usize]);
            let score = sum + view.own(length);
            if score >= self.top.threshold() {
                self.top.push(*document, score);
            }
        }
    }
}
