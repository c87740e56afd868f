//! Pairs of relevant twins: judgements, models and counted texts in; for each query and content both versions' scores, and
//! their gap split into the query terms that a version has, how often it has them, and its length, out.

use std::sync::Arc;

use rayon::prelude::*;

use crate::bias::shared::Shared;
use crate::bias::texts::Texts;
use crate::corpus::{ContentGrades, Grade, Pool, Query, SourceId};
use crate::retrieve::model::{Needs, TermFrequency, TermStatistics};
use crate::retrieve::{RetrievalModel, Scorer};
use crate::statistics::Cell;
use crate::text::TermId;

/// Twins judged relevant to a query, both with the same grade and some token, of which at least one has a query term: 0 is the
/// source's version, 1 the reference's.
pub(in crate::bias) struct Pair {
    pub base: Arc<str>,
    pub grade: Grade,
    pub documents: [u32; 2],
    /// How often each of them has each term of the query.
    pub frequencies: [Vec<TermFrequency>; 2],
    /// Of the value 0.
    pub cell: Cell,
}

/// The scores of one pair for one query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::bias) struct PairScores {
    /// Of the source's version and of the reference's.
    pub scores: [f64; 2],
    /// The Shapley values of coverage, tf and length, and the gap that they add up to: S(reference) − S(source).
    pub gap: [f64; 4],
}

/// The pairs of all queries, and their scores under each model that scores twins by one function; nothing where no texts are
/// known.
#[derive(Default)]
pub(in crate::bias) struct JudgedPairs {
    /// By query, then by source.
    pub pairs: Vec<Vec<Vec<Pair>>>,
    /// By model: its name, and the scores in the order of `pairs`.
    pub scores: Vec<(String, Vec<Vec<Vec<PairScores>>>)>,
    /// By source, how many pairs are left out since one of the two versions has no token: no model says what such a document
    /// is worth, and nothing that it could be made like is a text.
    pub empty: Vec<u64>,
}

impl JudgedPairs {
    pub fn new(shared: &Shared<'_>) -> JudgedPairs {
        let evidence = shared.evidence();
        let Some(texts) = shared.texts() else { return JudgedPairs::default() };
        let sources: Vec<SourceId> = shared.catalogue().others().collect();
        let of_query = |query: &Query| -> (Vec<Vec<Pair>>, Vec<u64>) {
            sources.iter().map(|source| judged(shared, texts, &query.id, *source)).unzip()
        };
        let (pairs, left_out): (Vec<Vec<Vec<Pair>>>, Vec<Vec<u64>>) =
            evidence.queries.par_iter().map(of_query).unzip();
        let of_source = |source| left_out.iter().map(|counts| counts[source]).sum();
        let empty = (0..sources.len()).map(of_source).collect();
        let of_model = |model: &dyn RetrievalModel| -> Vec<Vec<Vec<PairScores>>> {
            let of_query = |(query, pairs): (&Query, &Vec<Vec<Pair>>)| -> Vec<Vec<PairScores>> {
                if pairs.iter().all(Vec::is_empty) {
                    return vec![Vec::new(); sources.len()];
                }
                let scorer = of_pool(model, shared, texts, &query.id);
                let scores = |pair: &Pair| pair.scores(&scorer, texts, model.needs());
                pairs.iter().map(|of_source| of_source.iter().map(scores).collect()).collect()
            };
            evidence.queries.par_iter().zip(&pairs).map(of_query).collect()
        };
        let models = evidence.models.iter().filter(|model| texts.scores_twins(&*model.object));
        let scores = models.map(|model| (model.name.clone(), of_model(&*model.object))).collect();
        JudgedPairs { pairs, scores, empty }
    }

    /// The pairs of the source of that number among the others, with their scores under a model, by query.
    pub fn of<'a>(
        &'a self,
        scores: &'a [Vec<Vec<PairScores>>],
        source: usize,
    ) -> impl Iterator<Item = impl Iterator<Item = (&'a Pair, &'a PairScores)>> {
        let both = self.pairs.iter().zip(scores);
        both.map(move |(pairs, scores)| pairs[source].iter().zip(&scores[source]))
    }
}

/// The pairs of a query, and how many are left out since one of the two versions has no token.
fn judged(shared: &Shared<'_>, texts: &Texts<'_>, query: &str, source: SourceId) -> (Vec<Pair>, u64) {
    let (catalogue, units) = (shared.catalogue(), shared.units());
    let terms = texts.query(query);
    let mut empty = 0;
    let pair = |(base, grades): (&str, &ContentGrades)| {
        let documents = [catalogue.number(base, source)?, catalogue.number(base, catalogue.reference())?];
        let grade = grades.alike(documents).filter(|grade| *grade > 0)?;
        let frequencies = documents.map(|document| texts.frequencies_by_field(terms, document));
        let found = frequencies.iter().flatten().any(|frequency| frequency.all > 0);
        let cell = Cell { query: units.query(query), content: units.content(documents[1]), value: 0.0 };
        let base = catalogue.id(documents[0]).base.clone();
        let whole = texts.have_tokens(documents);
        empty += u64::from(found && !whole);
        (found && whole).then_some(Pair { base, grade, documents, frequencies, cell })
    };
    (shared.evidence().qrels.contents(query).filter_map(pair).collect(), empty)
}

impl Pair {
    fn scores(&self, scorer: &Scorer, texts: &Texts<'_>, needs: Needs) -> PairScores {
        let documents = self.documents.map(|document| texts.statistics(document, needs));
        let frequencies = [0, 1].map(|side: usize| &self.frequencies[side][..]);
        let score = |frequency: &dyn Fn(usize) -> TermFrequency, length: usize| {
            scorer.score(&self.base, frequency, documents[length])
        };
        let gap = split(frequencies, &score);
        let own = |side: usize| score(&|place| frequencies[side][place], side);
        PairScores { scores: [own(0), own(1)], gap }
    }
}

/// The score of a document that has each term so often, and is otherwise like one of two versions.
pub(in crate::bias) type ScoreOf<'s> = dyn Fn(&dyn Fn(usize) -> TermFrequency, usize) -> f64 + 's;

/// The Shapley values of coverage, tf and length, and their total: the score of version 1 less that of version 0, from how often
/// each of the two has each term, and the score of a document of such frequencies with the length of one of them.
///
/// v(c, t, l) is the score of a document with the coverage of version c, the frequencies of version t (of c, where t has
/// none) and the length of version l; for a model of two fields, the frequencies and the lengths of both.
pub(in crate::bias) fn split(frequencies: [&[TermFrequency]; 2], score: &ScoreOf<'_>) -> [f64; 4] {
    shapley(&|coverage, tf, length| {
        let frequency = |place: usize| match (frequencies[coverage][place], frequencies[tf][place]) {
            (TermFrequency { all: 0, .. }, _) => TermFrequency::default(),
            (own, TermFrequency { all: 0, .. }) => own,
            (_, other) => other,
        };
        score(&frequency, length)
    })
}

/// The scorer of a query by the statistics of all documents, or of the reference's for a model of that pool.
pub(super) fn of_pool(
    model: &dyn RetrievalModel,
    shared: &Shared<'_>,
    texts: &Texts<'_>,
    query: &str,
) -> Scorer {
    let reference = shared.catalogue().reference();
    let pool = (model.needs().pool == Pool::Reference).then_some(reference);
    scorer(model, texts, (query, texts.query(query)), pool)
}

/// The scorer of a query, whose terms are numbered as they are given, by the statistics over the documents of one source or
/// over all.
pub(super) fn scorer(
    model: &dyn RetrievalModel,
    texts: &Texts<'_>,
    (query, terms): (&str, &[(TermId, u32)]),
    pool: Option<SourceId>,
) -> Scorer {
    let query_length = terms.iter().map(|(_, frequency)| f64::from(*frequency)).sum();
    let collection = texts.collection(pool, query_length);
    let occurrences = model.needs().occurrences.then(|| texts.occurrences(pool));
    let statistics = terms.iter().map(|(term, query_frequency)| {
        let (df, cf) = texts.term_frequencies(*term, pool);
        let occurrences = occurrences.and_then(|known| known.get(term)).map_or(&[][..], Vec::as_slice);
        TermStatistics::new(df.max(1), cf.max(1))
            .in_query(f64::from(*query_frequency))
            .of_characters(texts.term_text(*term).chars().count() as u32)
            .with_occurrences(occurrences)
    });
    Scorer::new(model, query, statistics, &collection)
}

/// The Shapley values of three players and their total, for v at 0 (all absent) and 1 (all present).
///
/// The sums are paired so that exchanging 0 and 1 in `v` gives the exact negatives.
fn shapley(v: &dyn Fn(usize, usize, usize) -> f64) -> [f64; 4] {
    let player = |with: &dyn Fn(usize, usize, usize) -> f64| {
        // with(x, a, b): this player at x, the two others at a and b.
        let step = |a: usize, b: usize| with(1, a, b) - with(0, a, b);
        (2.0 * (step(0, 0) + step(1, 1)) + (step(0, 1) + step(1, 0))) / 6.0
    };
    [
        player(&|x, a, b| v(x, a, b)),
        player(&|x, a, b| v(a, x, b)),
        player(&|x, a, b| v(a, b, x)),
        v(1, 1, 1) - v(0, 0, 0),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapley_values_by_hand() {
        // v = 6c + 12ct + 6ctl: c alone 6, half of 12 each for c and t, a third of 6 for each of the three.
        let v = |c: usize, t: usize, l: usize| (6 * c + 12 * c * t + 6 * c * t * l) as f64;
        assert_eq!(shapley(&v), [14.0, 8.0, 2.0, 24.0]);
        let turned = |c: usize, t: usize, l: usize| v(1 - c, 1 - t, 1 - l);
        assert_eq!(shapley(&turned), [-14.0, -8.0, -2.0, -24.0]);
    }
}
