//! One monotone model: a query in; the ranking that scoring every posting would give, to the last bit, out.

use super::goal::{Found, Goal};
use super::lane::Lane;
use super::pruned::{Pruned, SLACK};
use super::query::Query;
use super::top::Top;
use crate::error::Result;
use crate::retrieve::{Ranking, Scorer};

/// One thread's working memory.
pub(super) struct PrunedOne<'a> {
    pruned: Pruned<'a>,
    lane: &'a Lane<'a>,
    top: Top,
}

impl<'a> PrunedOne<'a> {
    pub fn new(pruned: Pruned<'a>, lane: &'a Lane<'a>, depth: usize) -> Self {
        PrunedOne { pruned, lane, top: Top::new(depth) }
    }

    /// Ranks the documents that have one of the query's terms.
    pub fn rank(&mut self, query: &Query<'_>) -> Result<Ranking> {
        let scorers = self.lane.scorers(query);
        let mut one = One { lane: self.lane, scorer: &scorers[0], top: &mut self.top };
        self.pruned.seek(&query.terms, &mut one)?;
        Ok(self.top.take())
    }
}

struct One<'a> {
    lane: &'a Lane<'a>,
    /// A lane that can be pruned has one, which draws nothing.
    scorer: &'a Scorer,
    top: &'a mut Top,
}

impl Goal for One<'_> {
    const RECORDS: bool = false;

    #[inline]
    fn score(&mut self, place: usize, frequency: u32, length: u32) -> f64 {
        self.scorer.term(place, frequency, self.lane.of_length(length))
    }

    fn needed(&self, least_length: u32) -> f64 {
        let own = self.scorer.document(self.lane.of_length(least_length));
        self.top.threshold() - own - SLACK * own.abs()
    }

    fn depth(&self) -> usize {
        self.top.depth()
    }

    #[inline]
    fn take(&mut self, document: u32, length: u32, sum: f64, _: Found<'_>) {
        let score = sum + self.scorer.document(self.lane.of_length(length));
        if score >= self.top.threshold() {
            self.top.push(document, score);
        }
    }

    fn begin_sample(&mut self, depth: usize) {
        self.top.begin_sample(depth);
    }

    fn begin(&mut self) -> bool {
        self.top.begin();
        false
    }

    fn begin_again(&mut self) -> bool {
        self.top.is_short() && {
            self.top.begin_again();
            true
        }
    }
}
