//! Several monotone models: a query in; the rankings that scoring every posting would give, to the last bit, out.
//!
//! Each model's scores are divided by about what it needs, and a term gives the largest of these shares: a document whose terms
//! give less together than the model that needs least can reach the depth in no model. So the search itself is that of one
//! model; only the documents that it leaves are scored by all models, term by term in the same order as without pruning. Models
//! of one grid want much the same documents.

use super::collector::{Collector, TermFrequencies};
use super::exhaustive::Exhaustive;
use super::max_score::{MEMOS, MaxScore, SLACK};
use super::memo::RowMemo;
use super::prepared_model::PreparedModel;
use super::query::Query;
use super::top_k::TopK;
use crate::error::Result;
use crate::index::Index;
use crate::retrieve::{Ranking, Scorer};

/// A query of more terms is scored in full: few of its documents could be passed over.
const MOST_TERMS: usize = 512;

/// One thread's working memory.
pub(super) struct MaxScoreGrid<'a> {
    max_score: MaxScore<'a>,
    exhaustive: Exhaustive<'a>,
    models: &'a [PreparedModel<'a>],
    /// About the mean length of the index's documents, at least 1.
    mean_length: u32,
    memos: Vec<RowMemo>,
    tops: Vec<TopK>,
}

impl<'a> MaxScoreGrid<'a> {
    pub fn new(
        max_score: MaxScore<'a>,
        index: &'a Index,
        models: &'a [PreparedModel<'a>],
        depth: usize,
    ) -> Self {
        let all = index.description();
        MaxScoreGrid {
            max_score,
            exhaustive: Exhaustive::new(index, models, depth),
            models,
            mean_length: (all.tokens / all.documents.max(1)).max(1) as u32,
            memos: Vec::new(),
            tops: models.iter().map(|_| TopK::new(depth)).collect(),
        }
    }

    /// Ranks the documents that have one of the query's terms by each model.
    pub fn rank(&mut self, query: &Query<'_>) -> Result<Vec<Ranking>> {
        if query.terms.len() > MOST_TERMS {
            return self.exhaustive.rank(query);
        }
        let width = self.models.len();
        self.memos.iter_mut().for_each(RowMemo::clear);
        while self.memos.len() < query.terms.len().min(MEMOS) {
            self.memos.push(RowMemo::new(width));
        }
        // A model that allows MaxScore has one scorer, which draws nothing.
        let scorers: Vec<Scorer> = self.models.iter().flat_map(|model| model.scorers(query)).collect();
        let mut grid = Grid {
            models: self.models,
            plain: scorers.iter().all(Scorer::is_plain),
            scorers,
            terms: query.terms.len(),
            mean_length: self.mean_length,
            shares: vec![1.0; width],
            memos: &mut self.memos,
            row: vec![0.0; width],
            sums: vec![0.0; width],
            tops: &mut self.tops,
        };
        grid.share();
        self.max_score.seek(&query.terms, &mut grid)?;
        Ok(self.tops.iter_mut().map(TopK::take).collect())
    }
}

struct Grid<'a> {
    models: &'a [PreparedModel<'a>],
    scorers: Vec<Scorer>,
    /// Whether scores are the sums of terms alone.
    plain: bool,
    terms: usize,
    mean_length: u32,
    /// What each model's scores are multiplied with.
    shares: Vec<f64>,
    memos: &'a mut [RowMemo],
    /// The row of a term that has no memo.
    row: Vec<f64>,
    sums: Vec<f64>,
    tops: &'a mut [TopK],
}

impl Grid<'_> {
    /// Takes for each model's share what its terms need to give together, or about that.
    fn share(&mut self) {
        for (model, scorer) in self.scorers.iter().enumerate() {
            let needed = self.tops[model].threshold() - self.own(model, self.mean_length);
            let statistics_of = self.models[model].of_length(self.mean_length);
            let once: f64 = (0..scorer.terms()).map(|place| scorer.term(place, 1, statistics_of)).sum();
            let scale = if needed.is_finite() && needed > 0.0 { needed } else { once };
            // Beyond these its inverse, or products with it, would be no number.
            let usable = scale.is_finite() && scale > 1e-300;
            self.shares[model] = if usable { 1.0 / scale } else { 1.0 };
        }
    }

    /// What the document alone gives in a model.
    #[inline]
    fn own(&self, model: usize, length: u32) -> f64 {
        self.scorers[model].document(self.models[model].of_length(length))
    }
}

/// The scores of the term at `place` by model for a frequency and a length.
#[inline]
fn row<'m>(
    (memos, other): (&'m mut [RowMemo], &'m mut [f64]),
    (models, scorers): (&[PreparedModel<'_>], &[Scorer]),
    (place, terms): (usize, usize),
    frequency: u32,
    length: u32,
) -> &'m [f64] {
    let fill = |row: &mut [f64]| {
        for ((score, model), scorer) in row.iter_mut().zip(models).zip(scorers) {
            *score = scorer.term(place, frequency, model.of_length(length));
        }
    };
    // The most frequent terms stand last.
    match memos.get_mut(terms - place - 1) {
        Some(memo) => memo.row(frequency, length, fill),
        None => {
            fill(other);
            other
        }
    }
}

impl Collector for Grid<'_> {
    const RECORDS: bool = true;

    fn score(&mut self, place: usize, frequency: u32, length: u32) -> f64 {
        let (memos, models) = ((&mut *self.memos, &mut self.row[..]), (self.models, &self.scorers[..]));
        let row = row(memos, models, (place, self.terms), frequency, length);
        row.iter().zip(&self.shares).fold(0.0, |most, (score, share)| f64::max(most, score * share))
    }

    fn needed(&self, least_length: u32) -> f64 {
        let of_lane = |(model, (top, share)): (usize, (&TopK, &f64))| {
            let own = if self.plain { 0.0 } else { self.own(model, least_length) };
            (top.threshold() - own - SLACK * own.abs()) * share
        };
        let least = self.tops.iter().zip(&self.shares).enumerate().map(of_lane);
        let least = least.fold(f64::INFINITY, f64::min);
        if least.is_finite() { least - SLACK * least.abs() } else { least }
    }

    fn depth(&self) -> usize {
        self.tops[0].depth()
    }

    fn take(&mut self, document: u32, length: u32, _: f64, found: TermFrequencies<'_>) {
        self.sums.fill(0.0);
        for place in 0..self.terms {
            let frequency = found.frequency(place);
            if frequency == 0 {
                continue;
            }
            let (memos, models) = ((&mut *self.memos, &mut self.row[..]), (self.models, &self.scorers[..]));
            let row = row(memos, models, (place, self.terms), frequency, length);
            for (sum, score) in self.sums.iter_mut().zip(row) {
                *sum += score;
            }
        }
        if !self.plain {
            for model in 0..self.models.len() {
                self.sums[model] += self.own(model, length);
            }
        }
        for (sum, top) in self.sums.iter().zip(&mut *self.tops) {
            if *sum >= top.threshold() {
                top.push(document, *sum);
            }
        }
    }

    fn begin_sample(&mut self, depth: usize) {
        self.tops.iter_mut().for_each(|top| top.begin_sample(depth));
    }

    fn begin(&mut self) -> bool {
        self.tops.iter_mut().for_each(TopK::begin);
        self.share();
        true
    }

    fn begin_again(&mut self) -> bool {
        let short = self.tops.iter().any(TopK::is_short);
        if short {
            self.tops.iter_mut().for_each(TopK::begin_again);
        }
        short
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::context::Context;
    use super::super::frequency_columns::FrequencyColumns;
    use super::super::lengths::Lengths;
    use super::super::max_score_one::MaxScoreOne;
    use super::super::sampled::runs;
    use super::*;
    use crate::corpus::{Document, DocumentId, Source, SourceId, SourceKind};
    use crate::retrieve::MODELS;
    use crate::text::{AnalyzedCorpus, Analyzer};

    /// The documents of the sample, and they alone, are better than any other: what it lets expect is too much.
    #[test]
    fn a_sample_that_misleads_changes_no_result() {
        const DOCUMENTS: usize = 9_000;
        let analyzer = Analyzer::parse("words").unwrap();
        let mut texts: Vec<String> =
            (0..DOCUMENTS).map(|n| format!("a{} x{}", " b".repeat(n % 7), n % 600)).collect();
        let sampled: Vec<usize> = runs(DOCUMENTS).flatten().collect();
        assert_eq!((sampled.len(), sampled.is_sorted()), (256, true));
        sampled.iter().for_each(|n| texts[*n] = "a a a b a a a a".to_string());
        let documents = texts.into_iter().enumerate().map(|(n, text)| {
            let id = DocumentId { base: Arc::from(n.to_string()), source: SourceId(0) };
            Ok(Document { id, title: String::new(), text })
        });
        let source = Source { name: "human".to_string(), kind: SourceKind::Human };
        let corpus = AnalyzedCorpus::from_documents(vec![source], SourceId(0), documents, &analyzer, false);
        let index = Index::build_in_memory(&corpus.unwrap(), &analyzer).unwrap();
        let models =
            MODELS.parse_all(&["bm25(k1=0.5..2/0.5)", "dirichlet", "pivoted"].map(String::from)).unwrap();
        let context = Context::new(&index, models.iter().map(|named| &*named.object)).unwrap();
        let models: Vec<PreparedModel<'_>> =
            models.iter().map(|named| PreparedModel::new(&*named.object, &context)).collect();
        // So many terms that a grid scores them in full.
        let long = (0..600).map(|n| format!("x{n}")).collect::<Vec<_>>().join(" ");
        let queries =
            ["a", "a b", "b x3 a", &long].map(|text| Query::of_text("q", text, &analyzer, &context).unwrap());
        let (lengths, columns) =
            (Lengths::new(index.lengths()), FrequencyColumns::new(&index, &queries, 10).unwrap());
        let max_score = || MaxScore::new(&index, &lengths, &columns);
        for depth in [0, 1, 200, 1000, 2000, usize::MAX] {
            let mut all = Exhaustive::new(&index, &models, depth);
            let mut grid = MaxScoreGrid::new(max_score(), &index, &models, depth);
            for query in &queries {
                let expected = all.rank(query).unwrap();
                assert_eq!(grid.rank(query).unwrap(), expected, "depth {depth}");
                for (model, expected) in models.iter().zip(&expected) {
                    let mut one = MaxScoreOne::new(max_score(), model, depth);
                    assert_eq!(&one.rank(query).unwrap(), expected, "depth {depth}");
                    assert_eq!(&one.rank(query).unwrap(), expected, "depth {depth}, again");
                }
            }
        }
    }

    /// Fewer tokens than documents, so that the mean length is below 1.
    #[test]
    fn documents_without_terms_change_no_result() {
        let analyzer = Analyzer::parse("words").unwrap();
        let documents = (0..40).map(|n| {
            let id = DocumentId { base: Arc::from(n.to_string()), source: SourceId(0) };
            let text = if n % 9 == 4 { "a b b" } else { "" }.to_string();
            Ok(Document { id, title: String::new(), text })
        });
        let source = Source { name: "human".to_string(), kind: SourceKind::Human };
        let corpus = AnalyzedCorpus::from_documents(vec![source], SourceId(0), documents, &analyzer, false);
        let index = Index::build_in_memory(&corpus.unwrap(), &analyzer).unwrap();
        let monotone = |name: &&str| MODELS.parse(name).is_ok_and(|model| model.object.needs().monotone);
        let names: Vec<String> =
            MODELS.entries.iter().map(|entry| entry.name).filter(monotone).map(String::from).collect();
        assert!(names.len() > 9);
        let models = MODELS.parse_all(&names).unwrap();
        let context = Context::new(&index, models.iter().map(|named| &*named.object)).unwrap();
        let models: Vec<PreparedModel<'_>> =
            models.iter().map(|named| PreparedModel::new(&*named.object, &context)).collect();
        let queries = ["a", "b a c"].map(|text| Query::of_text("q", text, &analyzer, &context).unwrap());
        let (lengths, columns) =
            (Lengths::new(index.lengths()), FrequencyColumns::new(&index, &queries, 10).unwrap());
        let max_score = || MaxScore::new(&index, &lengths, &columns);
        for query in &queries {
            let expected = Exhaustive::new(&index, &models, 3).rank(query).unwrap();
            assert!(expected.iter().all(|ranking| ranking.documents().len() == 4));
            assert_eq!(MaxScoreGrid::new(max_score(), &index, &models, 3).rank(query).unwrap(), expected);
            for (model, expected) in models.iter().zip(&expected) {
                let alone = std::slice::from_ref(model);
                assert_eq!(
                    &MaxScoreGrid::new(max_score(), &index, alone, 3).rank(query).unwrap()[0],
                    expected
                );
                assert_eq!(&MaxScoreOne::new(max_score(), model, 3).rank(query).unwrap(), expected);
            }
        }
    }
}
