//! Every posting of a query scored once for all models: terms and models in, a ranking per model out. Documents are taken in
//! windows, so that the sums of all models stay in the processor's cache.

use super::max_score::MEMOS;
use super::memo::RowMemo;
use super::postings::Postings;
use super::prepared_model::PreparedModel;
use super::query::{Query, QueryTerm};
use super::top_k::TopK;
use crate::error::Result;
use crate::index::Index;
use crate::retrieve::{Ranking, Scorer};

/// What the sums of a window may take, in bytes.
const WINDOW_BYTES: usize = 256 << 10;
/// A window has at least so many documents.
const LEAST_WINDOW: usize = 512;
/// A term of fewer documents has no memo: it would be filled more often than read.
const MEMO_DOCUMENTS: u32 = 64;

/// One thread's working memory.
pub(super) struct Exhaustive<'a> {
    index: &'a Index,
    models: &'a [PreparedModel<'a>],
    /// The models whose term scores depend on frequency and length alone, and the others.
    by_length: Vec<usize>,
    others: Vec<usize>,
    window: usize,
    /// Sums by document of the window, then by model: those by length, then the others.
    sums: Vec<f64>,
    /// Which documents of the window have a term, a bit each.
    met: Vec<u64>,
    memos: Vec<RowMemo>,
    parts: RowMemo,
    tops: Vec<TopK>,
}

impl<'a> Exhaustive<'a> {
    pub fn new(index: &'a Index, models: &'a [PreparedModel<'a>], depth: usize) -> Self {
        let (by_length, others): (Vec<usize>, Vec<usize>) =
            (0..models.len()).partition(|model| models[*model].by_length());
        let fitting = WINDOW_BYTES / (8 * models.len().max(1));
        let window = fitting.max(LEAST_WINDOW).next_power_of_two();
        Exhaustive {
            index,
            models,
            window,
            sums: vec![0.0; window * models.len()],
            met: vec![0; window / 64],
            memos: Vec::new(),
            parts: RowMemo::new(models.len()),
            tops: models.iter().map(|_| TopK::new(depth)).collect(),
            by_length,
            others,
        }
    }

    /// Ranks the documents that have one of the query's terms by each model.
    pub fn rank(&mut self, query: &Query<'_>) -> Result<Vec<Ranking>> {
        let terms = &query.terms;
        let scorers: Vec<Vec<Scorer>> = self.models.iter().map(|model| model.scorers(query)).collect();
        let mut postings: Vec<Postings> =
            terms.iter().map(|one| Postings::new(self.index, &one.term)).collect::<Result<_>>()?;
        self.clear_memos(terms.len());
        let order: Vec<usize> = self.by_length.iter().chain(&self.others).copied().collect();
        let plain = scorers.iter().flatten().all(Scorer::is_plain);
        while let Some(start) = postings.iter().filter_map(Postings::next).min() {
            for (place, (one, postings)) in terms.iter().zip(&mut postings).enumerate() {
                self.add(place, terms.len(), one, postings, start, &scorers);
            }
            self.collect(start, &order, plain, &scorers);
        }
        Ok(self.tops.iter_mut().map(TopK::take).collect())
    }

    fn clear_memos(&mut self, terms: usize) {
        self.memos.iter_mut().for_each(RowMemo::clear);
        while self.memos.len() < terms.min(MEMOS) {
            self.memos.push(RowMemo::new(self.by_length.len()));
        }
        self.parts.clear();
    }

    /// Adds one term's scores of the window from `start`.
    fn add(
        &mut self,
        place: usize,
        terms: usize,
        one: &QueryTerm,
        postings: &mut Postings,
        start: u32,
        scorers: &[Vec<Scorer>],
    ) {
        let end = start.saturating_add(self.window as u32);
        let (models, width, index) = (self.models, self.models.len(), self.index);
        let (by_length, others) = (&self.by_length, &self.others);
        let lengths = index.lengths();
        let fill = |row: &mut [f64], frequency: u32, length: u32| {
            for (score, model) in row.iter_mut().zip(by_length) {
                *score = scorers[*model][0].term(place, frequency, models[*model].of_length(length));
            }
        };
        let of_document = |model: usize, document: u32, frequency: u32| {
            let scorer = &scorers[model][models[model].scorer_of(document)];
            let in_title = models[model].in_title(document, one.term.number);
            scorer.term(
                place,
                frequency,
                models[model].statistics_of(document).with_title_frequency(in_title),
            )
        };
        // The most frequent terms stand last.
        let memo = match one.term.document_frequency >= MEMO_DOCUMENTS && terms - place <= MEMOS {
            true => self.memos.get_mut(terms - place - 1),
            false => None,
        };
        let (sums, met) = (&mut self.sums, &mut self.met);
        let mut meet = |document: u32| {
            let offset = (document - start) as usize;
            met[offset / 64] |= 1 << (offset % 64);
            offset * width
        };
        match memo {
            Some(memo) => postings.below(end, |document, frequency| {
                let length = lengths[document as usize];
                let row = memo.row(frequency, length, |row| fill(row, frequency, length));
                let first = meet(document);
                for (sum, score) in sums[first..first + row.len()].iter_mut().zip(row) {
                    *sum += score;
                }
                for (sum, model) in sums[first + row.len()..first + width].iter_mut().zip(others) {
                    *sum += of_document(*model, document, frequency);
                }
            }),
            None => postings.below(end, |document, frequency| {
                let length = lengths[document as usize];
                let first = meet(document);
                for (sum, model) in sums[first..].iter_mut().zip(by_length) {
                    *sum += scorers[*model][0].term(place, frequency, models[*model].of_length(length));
                }
                for (sum, model) in sums[first + by_length.len()..].iter_mut().zip(others) {
                    *sum += of_document(*model, document, frequency);
                }
            }),
        }
    }

    /// Hands the window's scores to the lists of the best, and leaves the window empty. `order` has the models as the sums have
    /// them; scores are `plain` where they are the sums of terms alone.
    fn collect(&mut self, start: u32, order: &[usize], plain: bool, scorers: &[Vec<Scorer>]) {
        let mut thresholds: Vec<f64> = order.iter().map(|model| self.tops[*model].threshold()).collect();
        let width = self.models.len();
        for word in 0..self.met.len() {
            let mut bits = std::mem::take(&mut self.met[word]);
            while bits != 0 {
                let offset = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let document = start + offset as u32;
                let range = offset * width..(offset + 1) * width;
                if !plain {
                    self.finish(document, range.clone(), order, scorers);
                }
                let sums = &mut self.sums[range];
                let reached =
                    sums.iter().zip(&thresholds).fold(false, |any, (sum, least)| any | (sum >= least));
                if reached {
                    for (place, model) in order.iter().enumerate() {
                        if sums[place] >= thresholds[place] {
                            self.tops[*model].push(document, sums[place]);
                            thresholds[place] = self.tops[*model].threshold();
                        }
                    }
                }
                sums.fill(0.0);
            }
        }
    }

    /// Adds the document's own part to the sums of a document, or puts a draw in their place.
    fn finish(
        &mut self,
        document: u32,
        range: std::ops::Range<usize>,
        order: &[usize],
        scorers: &[Vec<Scorer>],
    ) {
        let (models, index) = (self.models, self.index);
        let length = index.lengths()[document as usize];
        let row = self.parts.row(1, length, |row| {
            for (own, model) in row.iter_mut().zip(order).filter(|(_, model)| models[**model].by_length()) {
                *own = scorers[*model][0].document(models[*model].of_length(length));
            }
        });
        for ((sum, own), model) in self.sums[range].iter_mut().zip(row).zip(order) {
            let this = &models[*model];
            let scorer = &scorers[*model][this.scorer_of(document)];
            *sum += match this.by_length() {
                true => *own,
                false => scorer.document(this.statistics_of(document)),
            };
            let base = || &*index.catalogue().id(document).base;
            *sum = scorer.drawn(base, this.of_length(length).length, *sum);
        }
    }
}
