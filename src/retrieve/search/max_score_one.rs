//! One monotone model: a query in; the ranking that scoring every posting would give, to the last bit, out.

use super::collector::{Collector, TermFrequencies};
use super::max_score::{MaxScore, SLACK};
use super::prepared_model::PreparedModel;
use super::query::Query;
use super::top_k::TopK;
use crate::error::Result;
use crate::retrieve::{Ranking, Scorer};

/// One thread's working memory.
pub(super) struct MaxScoreOne<'a> {
    max_score: MaxScore<'a>,
    model: &'a PreparedModel<'a>,
    top: TopK,
}

impl<'a> MaxScoreOne<'a> {
    pub fn new(max_score: MaxScore<'a>, model: &'a PreparedModel<'a>, depth: usize) -> Self {
        MaxScoreOne { max_score, model, top: TopK::new(depth) }
    }

    /// Ranks the documents that have one of the query's terms.
    pub fn rank(&mut self, query: &Query<'_>) -> Result<Ranking> {
        let scorers = self.model.scorers(query);
        let mut one = One { model: self.model, scorer: &scorers[0], top: &mut self.top };
        self.max_score.seek(&query.terms, &mut one)?;
        Ok(self.top.take())
    }
}

struct One<'a> {
    model: &'a PreparedModel<'a>,
    /// A model that allows MaxScore has one, which draws nothing.
    scorer: &'a Scorer,
    top: &'a mut TopK,
}

impl Collector for One<'_> {
    const RECORDS: bool = false;

    #[inline]
    fn score(&mut self, place: usize, frequency: u32, length: u32) -> f64 {
        self.scorer.term(place, frequency, self.model.of_length(length))
    }

    fn needed(&self, least_length: u32) -> f64 {
        let own = self.scorer.document(self.model.of_length(least_length));
        self.top.threshold() - own - SLACK * own.abs()
    }

    fn depth(&self) -> usize {
        self.top.depth()
    }

    #[inline]
    fn take(&mut self, document: u32, length: u32, sum: f64, _: TermFrequencies<'_>) {
        let score = sum + self.scorer.document(self.model.of_length(length));
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
