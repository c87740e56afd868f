//! Several monotone models, exactly, without scoring every posting: terms and lanes in; the rankings that scoring all would
//! give, to the last bit, out.
//!
//! As [`super::pruned`] for one model: a term is looked up only for some documents where no lane needs it, and a document is
//! passed over where it can reach the depth in no lane. Lanes of one grid want much the same documents.

use super::dense::{Dense, MANY};
use super::lane::{Lane, Scorers};
use super::memo::RowMemo;
use super::postings::Postings;
use super::pruned::{MEMOS, SLACK, rarest};
use super::query::{Query, QueryTerm};
use super::top::Top;
use crate::error::Result;
use crate::index::{BlockBounds, Index};
use crate::retrieve::Ranking;

/// Documents in a window: the sums of twenty lanes then fit into the processor's second cache.
pub(super) const WINDOW: usize = 2048;

/// One thread's working memory.
pub(super) struct PrunedGrid<'a> {
    index: &'a Index,
    lanes: &'a [Lane<'a>],
    /// The smallest length of a document in each window.
    least_lengths: &'a [u32],
    dense: &'a Dense,
    /// Sums by document of the window, then by lane.
    sums: Vec<f64>,
    met: Vec<u64>,
    candidates: Vec<u32>,
    scores: Scores<'a>,
    tops: Vec<Top>,
}

/// The scores of the query's terms by lane.
struct Scores<'a> {
    lanes: &'a [Lane<'a>],
    memos: Vec<RowMemo>,
    /// The row of a term that has no memo.
    row: Vec<f64>,
}

impl Scores<'_> {
    /// Forgets the query before; this one has so many terms.
    fn begin(&mut self, terms: usize) {
        self.memos.iter_mut().for_each(RowMemo::clear);
        while self.memos.len() < terms.min(MEMOS) {
            self.memos.push(RowMemo::new(self.lanes.len()));
        }
    }

    /// The scores of the term at `place` by lane for a frequency and a length.
    #[inline]
    fn of(&mut self, place: usize, frequency: u32, length: u32, scorers: &[Scorers]) -> &[f64] {
        let (terms, lanes) = (scorers[0].views[0].terms.len(), self.lanes);
        let fill = |row: &mut [f64]| {
            for ((score, lane), scorers) in row.iter_mut().zip(lanes).zip(scorers) {
                *score = (scorers.views[0].terms[place])(frequency, lane.of_length(length));
            }
        };
        // The most frequent terms stand last.
        match self.memos.get_mut(terms - place - 1) {
            Some(memo) => memo.row(frequency, length, fill),
            None => {
                fill(&mut self.row);
                &self.row
            }
        }
    }
}

/// One term on its way through the windows.
struct Term<'a> {
    postings: Postings,
    /// Its place among the query's terms.
    place: usize,
    blocks: &'a [BlockBounds],
    /// How often each document has it, where it is laid out.
    dense: Option<&'a [u8]>,
    /// The largest frequency and the smallest length where there are no blocks.
    bound: (u32, u32),
    /// The first block that may reach into the window.
    block: usize,
    /// For each lane the bound of this term and all that follow in the window.
    rest: Vec<f64>,
}

impl<'a> PrunedGrid<'a> {
    pub fn new(
        index: &'a Index,
        lanes: &'a [Lane<'a>],
        least_lengths: &'a [u32],
        dense: &'a Dense,
        depth: usize,
    ) -> Self {
        PrunedGrid {
            index,
            lanes,
            least_lengths,
            dense,
            sums: vec![0.0; WINDOW * lanes.len()],
            met: vec![0; WINDOW / 64],
            candidates: vec![0; WINDOW + 1],
            scores: Scores { lanes, memos: Vec::new(), row: vec![0.0; lanes.len()] },
            tops: lanes.iter().map(|_| Top::new(depth)).collect(),
        }
    }

    /// Ranks the documents that have one of the query's terms by each lane.
    pub fn rank(&mut self, query: &Query<'_>) -> Result<Vec<Ranking>> {
        let terms = &query.terms;
        let scorers: Vec<Scorers> = self.lanes.iter().map(|lane| lane.scorers(query)).collect();
        self.scores.begin(terms.len());
        let mut open: Vec<Term<'_>> =
            terms.iter().enumerate().map(|(place, one)| self.open(place, one)).collect::<Result<_>>()?;
        self.floor(terms, &mut open, &scorers)?;
        let documents = self.index.lengths().len() as u32;
        for (window, least_length) in self.least_lengths.iter().enumerate() {
            let start = (window * WINDOW) as u32;
            let end = documents.min(start + WINDOW as u32);
            self.bound(&mut open, start, end, &scorers);
            let needed = self.lanes.iter().zip(&scorers).zip(&self.tops).map(|((lane, scorers), top)| {
                let own = scorers.views[0].own(lane.of_length(*least_length));
                top.threshold() - own - SLACK * own.abs()
            });
            let needed: Vec<f64> = needed.collect();
            let out_of_reach =
                |term: &Term<'_>| term.rest.iter().zip(&needed).all(|(rest, needed)| rest < needed);
            let essential = open.iter().position(out_of_reach).unwrap_or(open.len());
            if essential > 0 {
                self.window(&mut open, essential, start..end, &needed, &scorers);
            }
        }
        Ok(self.tops.iter_mut().map(Top::take).collect())
    }

    fn open(&self, place: usize, one: &QueryTerm) -> Result<Term<'a>> {
        let (blocks, mut bound) = (self.index.blocks(&one.term), (1, u32::MAX));
        if blocks.is_empty() {
            Postings::new(self.index, &one.term)?.below(u32::MAX, |document, frequency| {
                bound = (bound.0.max(frequency), bound.1.min(self.index.lengths()[document as usize]));
            });
        }
        Ok(Term {
            postings: Postings::new(self.index, &one.term)?,
            place,
            blocks,
            dense: self.dense.of(&one.term),
            bound,
            block: 0,
            rest: vec![0.0; self.lanes.len()],
        })
    }

    /// Finds for each lane a score that so many documents reach as the depth has, from the rarest terms alone.
    fn floor(&mut self, terms: &[QueryTerm], open: &mut [Term<'_>], scorers: &[Scorers]) -> Result<()> {
        let Some(count) = rarest(terms, self.tops[0].depth()) else { return Ok(()) };
        let documents = self.index.lengths().len() as u32;
        let needed = vec![f64::NEG_INFINITY; self.lanes.len()];
        while let Some(start) = open[..count].iter().filter_map(|term| term.postings.next()).min() {
            let end = documents.min(start.saturating_add(WINDOW as u32));
            self.window(&mut open[..count], count, start..end, &needed, scorers);
        }
        for top in &mut self.tops {
            if let Some(floor) = top.edge() {
                top.begin(floor);
            }
        }
        for (term, one) in open.iter_mut().zip(&terms[..count]) {
            term.postings = Postings::new(self.index, &one.term)?;
        }
        Ok(())
    }

    /// Sets the terms' bounds in the window of documents from `start` to before `end`.
    fn bound(&mut self, terms: &mut [Term<'_>], start: u32, end: u32, scorers: &[Scorers]) {
        let mut rest = vec![0.0; self.lanes.len()];
        let mut most = vec![0.0f64; self.lanes.len()];
        for term in terms.iter_mut().rev() {
            most.fill(0.0);
            if term.blocks.is_empty() {
                term.postings.seek(start);
                if term.postings.next().is_some_and(|document| document < end) {
                    most.copy_from_slice(self.scores.of(term.place, term.bound.0, term.bound.1, scorers));
                }
            } else {
                while term.blocks.get(term.block).is_some_and(|block| block.last < start) {
                    term.block += 1;
                }
                for block in &term.blocks[term.block..] {
                    let scores = self.scores.of(term.place, block.frequency, block.length, scorers);
                    for (most, score) in most.iter_mut().zip(scores) {
                        *most = most.max(*score);
                    }
                    if block.last >= end - 1 {
                        break;
                    }
                }
            }
            for ((sum, most), rest) in rest.iter_mut().zip(&most).zip(&mut term.rest) {
                *sum += most * (1.0 + SLACK);
                *rest = *sum * (1.0 + SLACK);
            }
        }
    }

    /// Scores a window: the first `essential` terms for all documents that have one, the others for those near the scores
    /// that are needed.
    fn window(
        &mut self,
        terms: &mut [Term<'_>],
        essential: usize,
        window: std::ops::Range<u32>,
        needed: &[f64],
        scorers: &[Scorers],
    ) {
        let (width, lengths, start) = (self.lanes.len(), self.index.lengths(), window.start);
        for term in &mut terms[..essential] {
            term.postings.seek(start);
            term.postings.below(window.end, |document, frequency| {
                let offset = (document - start) as usize;
                self.met[offset / 64] |= 1 << (offset % 64);
                self.add(term.place, offset, frequency, lengths[document as usize], scorers);
            });
        }
        let mut least = least(needed, &terms[essential..]);
        let mut count = 0;
        for word in 0..self.met.len() {
            let mut bits = std::mem::take(&mut self.met[word]);
            while bits != 0 {
                let offset = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                count += self.keep(count, offset, &least);
            }
        }
        for place in essential..terms.len() {
            least = self::least(needed, &terms[place + 1..]);
            let (term, all) = (&mut terms[place], std::mem::take(&mut count));
            for candidate in 0..all {
                let offset = self.candidates[candidate] as usize;
                let document = start + offset as u32;
                let frequency = match term.dense.map(|frequencies| frequencies[document as usize]) {
                    None | Some(MANY) => term.postings.frequency(document),
                    Some(frequency) => u32::from(frequency),
                };
                if frequency > 0 {
                    self.add(term.place, offset, frequency, lengths[document as usize], scorers);
                }
                count += self.keep(count, offset, &least);
            }
        }
        for candidate in 0..count {
            let offset = self.candidates[candidate] as usize;
            let document = start + offset as u32;
            let sums = &mut self.sums[offset * width..(offset + 1) * width];
            for (((sum, lane), scorers), top) in
                sums.iter_mut().zip(self.lanes).zip(scorers).zip(&mut self.tops)
            {
                let score = *sum + scorers.views[0].own(lane.of_length(lengths[document as usize]));
                if score >= top.threshold() {
                    top.push(document, score);
                }
                *sum = 0.0;
            }
        }
    }

    /// Adds a term's scores to the sums of the document at `offset`.
    #[inline]
    fn add(&mut self, place: usize, offset: usize, frequency: u32, length: u32, scorers: &[Scorers]) {
        let width = self.lanes.len();
        let scores = self.scores.of(place, frequency, length, scorers);
        for (sum, score) in self.sums[offset * width..(offset + 1) * width].iter_mut().zip(scores) {
            *sum += score;
        }
    }

    /// Makes the document at `offset` candidate `count` where a sum is at least what its lane asks for (1), and forgets its
    /// sums otherwise (0).
    #[inline]
    fn keep(&mut self, count: usize, offset: usize, least: &[f64]) -> usize {
        let width = self.lanes.len();
        let sums = &mut self.sums[offset * width..(offset + 1) * width];
        let reached = sums.iter().zip(least).fold(false, |any, (sum, least)| any | (sum >= least));
        if !reached {
            sums.fill(0.0);
            return 0;
        }
        self.candidates[count] = offset as u32;
        1
    }
}

/// For each lane what the terms before `rest` must give where all of them together are to give `needed`: lowered a little, so
/// that what is equal but for rounding stays.
fn least(needed: &[f64], rest: &[Term<'_>]) -> Vec<f64> {
    let of_lane = |(lane, needed): (usize, &f64)| {
        let least = needed - rest.first().map_or(0.0, |term| term.rest[lane]);
        least - SLACK * least.abs()
    };
    needed.iter().enumerate().map(of_lane).collect()
}
