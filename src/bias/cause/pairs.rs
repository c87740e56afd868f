//! Pair by pair: judged twins in; both versions' scores and ranks, the parts of their gap, the query terms that one of them
//! lacks, and what the pair does to the headline measure, out.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::pair::PairScores;
use crate::bias::analysis::{About, Analysis, Question};
use crate::bias::shared::Shared;
use crate::bias::texts::Texts;
use crate::corpus::{Catalogue, Qrels, Query, SourceId};
use crate::evaluate::{Measure, Ties, exchange_labels};
use crate::registry::Named;
use crate::retrieve::model::TermFrequency;
use crate::retrieve::{Ranking, Run};
use crate::table::{FileKind, Shown, Table, TableRow};

crate::table! {
    /// each pair of twins that is judged relevant: scores, ranks, the parts of the gap, and the query terms that one lacks
    pub struct PairRow("bias/pairs", FileKind::Parquet, None) {
        /// The model, or the tag of a run.
        model: String = "Model", Shown::Name;
        /// The query.
        query: String;
        /// The content: the base id that both versions share.
        content: String = "Content", Shown::Word;
        /// The source that is compared with.
        reference: String;
        /// The source that is compared.
        source: String = "Source", Shown::Word;
        /// The grade of the content; empty where it is not judged.
        grade: Option<f64>;
        /// What the pair contributes to H − L of the headline measure in this query: half of what the difference loses when
        /// its two versions exchange their labels; above 0 it speaks for the reference.
        contribution: Option<f64> = "Part of H \u{2212} L", Shown::Decimal(3);
        /// The score of the reference's version; empty for a run of another engine in which it is not ranked.
        reference_score: Option<f64>;
        /// The score of the source's version.
        source_score: Option<f64>;
        /// The rank of the reference's version, from 1, the mean of its tie group; empty where it is not ranked.
        reference_rank: Option<f64> = "H rank", Shown::Decimal(1);
        /// The rank of the source's version.
        source_rank: Option<f64> = "L rank", Shown::Decimal(1);
        /// The gap of the scores, reference less source; empty for a model that does not score twins by one function.
        gap: Option<f64> = "Score gap", Shown::Decimal(2);
        /// What query terms that only one version has give of the gap (Shapley value).
        coverage: Option<f64> = "Coverage", Shown::Decimal(2);
        /// What the frequencies of query terms that both have give.
        tf: Option<f64> = "tf", Shown::Decimal(2);
        /// What the lengths give.
        length: Option<f64> = "Length", Shown::Decimal(2);
        /// Tokens of the reference's version.
        reference_length: u64;
        /// Tokens of the source's version.
        source_length: u64;
        /// Query terms that the reference's version has and the source's lacks, by the alphabet, with spaces between.
        dropped: String = "Dropped", Shown::Word;
        /// Query terms that the source's version has and the reference's lacks.
        added: String = "Added", Shown::Word;
    }
}

pub(in crate::bias) struct Pairs;

impl Analysis for Pairs {
    fn about(&self) -> About {
        About { schema: PairRow::SCHEMA, question: Question::BecauseOf, tests: None, needs_texts: true }
    }

    fn table(&self, shared: &Shared<'_>) -> Table {
        PairRow::to_table(rows(shared))
    }
}

/// By run, query, source and content.
fn rows(shared: &Shared<'_>) -> Vec<PairRow> {
    let (evidence, judged) = (shared.evidence(), shared.judged_pairs());
    let Some(texts) = shared.texts() else { return Vec::new() };
    let headline = evidence.headline().and_then(|name| evidence.measures.iter().find(|one| one.name == name));
    let of_run = |run: &Run| -> Vec<PairRow> {
        let scores = judged.scores.iter().find(|(model, _)| *model == run.model).map(|(_, scores)| scores);
        let of_query = |(place, query): (usize, &Query)| -> Vec<PairRow> {
            let scores = scores.map(|scores| &scores[place][..]);
            of_query((shared, texts), run, query, (&judged.pairs[place], scores), headline)
        };
        evidence.queries.par_iter().enumerate().flat_map_iter(of_query).collect()
    };
    evidence.runs.iter().flat_map(of_run).collect()
}

fn of_query(
    (shared, texts): (&Shared<'_>, &Texts<'_>),
    run: &Run,
    query: &Query,
    (pairs, scores): (&[Vec<super::pair::Pair>], Option<&[Vec<PairScores>]>),
    headline: Option<&Named<dyn Measure>>,
) -> Vec<PairRow> {
    if pairs.iter().all(Vec::is_empty) {
        return Vec::new();
    }
    let (evidence, catalogue) = (shared.evidence(), shared.catalogue());
    let nothing = Ranking::default();
    let ranking = run.rankings.get(&query.id).unwrap_or(&nothing);
    let standings = standings(ranking);
    let terms: Vec<Option<&str>> = texts.query_terms(&query.id).into_iter().map(Some).collect();
    let mut rows = Vec::new();
    for (number, source) in catalogue.others().enumerate() {
        let judgements = (evidence.qrels, &*query.id);
        let contributions = contributions(
            ranking,
            catalogue,
            judgements,
            source,
            evidence.evaluation.settings.ties,
            headline,
        );
        for (place, pair) in pairs[number].iter().enumerate() {
            let scores = scores.map(|scores| scores[number][place]);
            let [source_frequencies, reference_frequencies] = &pair.frequencies;
            let frequencies = [&source_frequencies[..], &reference_frequencies[..]];
            let found = pair.documents.map(|document| standings.get(&document).copied());
            let facts = PairFacts {
                content: &pair.base,
                sources: [source, catalogue.reference()],
                grade: Some(pair.grade),
                contribution: contributions.get(&*pair.base).copied(),
                scores,
                standings: found,
                lengths: pair.documents.map(|document| texts.length(document)),
                lacking: lacking(&terms, frequencies),
            };
            rows.push(facts.row(&run.model, &query.id, catalogue));
        }
    }
    rows
}

/// Score and rank of a document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Standing {
    pub score: f64,
    /// The mean of the ranks of its tie group, from 1.
    pub rank: f64,
}

/// Where each document of a ranking stands.
pub(super) fn standings(ranking: &Ranking) -> FxHashMap<u32, Standing> {
    ranking.ranked().map(|(rank, one)| (one.document, Standing { score: one.score, rank })).collect()
}

/// What each judged content contributes to the difference of a measure, by its base id.
pub(super) fn contributions(
    ranking: &Ranking,
    catalogue: &Catalogue,
    judgements: (&Qrels, &str),
    source: SourceId,
    ties: Ties,
    measure: Option<&Named<dyn Measure>>,
) -> BTreeMap<String, f64> {
    let Some(measure) = measure else { return BTreeMap::new() };
    let measures = std::slice::from_ref(measure);
    let sources = [catalogue.reference(), source];
    let found = exchange_labels(ranking, catalogue, judgements, sources, ties, measures);
    let of = |one: crate::evaluate::ExchangedContent| {
        (catalogue.id(one.document).base.to_string(), crate::statistics::signless_zero(one.contributions[0]))
    };
    found.into_iter().map(of).collect()
}

/// The query terms that the source's version lacks and the reference's has, and the other way round; frequencies are those of
/// the source's version and of the reference's. A term that is none of the query is passed over.
pub(super) fn lacking(terms: &[Option<&str>], frequencies: [&[TermFrequency]; 2]) -> [String; 2] {
    [0, 1].map(|lacks: usize| {
        let has = |side: usize, place: usize| frequencies[side][place].all > 0;
        let only = |place: &usize| !has(lacks, *place) && has(1 - lacks, *place);
        let mut found: Vec<&str> = (0..terms.len()).filter(only).filter_map(|place| terms[place]).collect();
        found.sort_unstable();
        found.join(" ")
    })
}

/// What a row says of a pair; of two values the first is the source's, the second the reference's.
pub(super) struct PairFacts<'a> {
    pub content: &'a str,
    pub sources: [SourceId; 2],
    pub grade: Option<crate::corpus::Grade>,
    pub contribution: Option<f64>,
    pub scores: Option<PairScores>,
    pub standings: [Option<Standing>; 2],
    pub lengths: [u32; 2],
    pub lacking: [String; 2],
}

impl PairFacts<'_> {
    pub fn row(self, model: &str, query: &str, catalogue: &Catalogue) -> PairRow {
        let score = |side: usize| match (self.scores, self.standings[side]) {
            (Some(scores), _) => Some(scores.scores[side]),
            (None, standing) => standing.map(|standing| standing.score),
        };
        let part = |place: usize| self.scores.map(|scores| scores.gap[place]);
        let rank = |side: usize| self.standings[side].map(|standing| standing.rank);
        let name = |side: usize| catalogue.source_name(self.sources[side]).to_string();
        let (source_score, reference_score) = (score(0), score(1));
        let [coverage, tf, length, gap] = [0, 1, 2, 3].map(part);
        let [dropped, added] = self.lacking;
        PairRow {
            model: model.to_string(),
            query: query.to_string(),
            content: self.content.to_string(),
            reference: name(1),
            source: name(0),
            grade: self.grade.map(f64::from),
            contribution: self.contribution,
            reference_score,
            source_score,
            reference_rank: rank(1),
            source_rank: rank(0),
            gap,
            coverage,
            tf,
            length,
            reference_length: u64::from(self.lengths[1]),
            source_length: u64::from(self.lengths[0]),
            dropped,
            added,
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::retrieve::ScoredDocument;

    /// A row without values.
    pub fn row(model: &str, query: &str, content: &str) -> PairRow {
        PairRow {
            model: model.into(),
            query: query.into(),
            content: content.into(),
            reference: "human".into(),
            source: "llm".into(),
            grade: Some(1.0),
            contribution: None,
            reference_score: None,
            source_score: None,
            reference_rank: None,
            source_rank: None,
            gap: None,
            coverage: None,
            tf: None,
            length: None,
            reference_length: 9,
            source_length: 4,
            dropped: String::new(),
            added: String::new(),
        }
    }

    #[test]
    fn documents_that_tie_share_the_mean_of_their_ranks() {
        let scored = [(7, 3.0), (2, 2.0), (5, 2.0), (1, 1.0)];
        let scored = scored.map(|(document, score)| ScoredDocument { document, score });
        let found = standings(&Ranking::new(scored.to_vec(), 9));
        let ranks = [7, 2, 5, 1].map(|document| found[&document].rank);
        assert_eq!(ranks, [1.0, 2.5, 2.5, 4.0]);
        assert_eq!((found[&2].score, found.get(&0)), (2.0, None));
    }

    #[test]
    fn a_term_is_lacking_where_only_the_other_version_has_it() {
        let frequencies = [[0, 0, 2, 0], [1, 3, 0, 9]].map(|of| of.map(TermFrequency::from));
        let [source, reference] = &frequencies;
        let [dropped, added] = lacking(&[Some("z"), Some("b"), Some("a"), None], [source, reference]);
        assert_eq!((&dropped[..], &added[..]), ("b z", "a"));
    }
}
