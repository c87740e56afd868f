//! Judged twins as texts: pairs of versions in; how close each of both is to the query, how long, how specific and how
//! repetitive, without its score, out.

use std::sync::Arc;

use rayon::prelude::*;

use super::outside_query::{OUTSIDE_QUERY, Outside};
use super::pair::{JudgedPairs, Pair, PairScores};
use super::pairs::standings;
use crate::bias::shared::Shared;
use crate::bias::texts::Texts;
use crate::corpus::Query;
use crate::retrieve::Ranking;
use crate::statistics::{Cell, mean};

/// What both versions of a judged pair are; of two values the first is the source's version's, the second the reference's.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::bias) struct Twin {
    /// The place of its query among those of the evidence; cells have the cluster of queries.
    pub query: u32,
    /// Of the value 0.
    pub cell: Cell,
    /// Of each similarity of [`Matched`]; `None` where it is undefined for one of the two.
    pub similarities: Vec<Option<[f64; 2]>>,
    /// ln of the number of tokens.
    pub length: [f64; 2],
    /// Mean over tokens of ln(N ÷ (1 + df)), N and df over all documents.
    pub specificity: [f64; 2],
    /// ln of tokens a distinct term.
    pub repetition: [f64; 2],
}

/// The twins of every judged pair.
#[derive(Default)]
pub(in crate::bias) struct Matched {
    /// The names of the similarities: those that are asked for, and `outside_query`.
    pub similarities: Vec<String>,
    /// By source, in the order of [`JudgedPairs::of`].
    pub twins: Vec<Vec<Arc<Twin>>>,
}

/// A model with one similarity, over the twins of one source.
pub(in crate::bias) struct Matching {
    pub model: String,
    pub similarity: String,
    pub source: String,
    /// Whether exchanged labels would have made other scores.
    pub scores_know_sources: bool,
    /// The pairs of which the similarity is known.
    pub pairs: Vec<MatchedPair>,
}

/// A pair with one similarity and the scores of one model.
pub(in crate::bias) struct MatchedPair {
    pub twin: Arc<Twin>,
    pub similarity: [f64; 2],
    /// Of the source's version and of the reference's.
    pub scores: [f64; 2],
    /// The mean ranks of their tie groups, from 1.
    pub ranks: [f64; 2],
}

impl Matching {
    /// How many queries, and how many contents, its pairs are of.
    pub fn queries_and_contents(&self) -> (u64, u64) {
        let of = |number: fn(&Twin) -> u32| distinct(self.pairs.iter().map(|pair| number(&pair.twin))) as u64;
        (of(|twin| twin.query), of(|twin| twin.cell.content))
    }
}

impl MatchedPair {
    /// 1 where the source's version is scored higher, −1 where the reference's is, 0 where they tie.
    pub fn order(&self) -> f64 {
        let [own, other] = self.scores;
        f64::from(i8::from(own > other) - i8::from(own < other))
    }
}

impl Matched {
    pub fn new(shared: &Shared<'_>) -> Matched {
        let Some(texts) = shared.texts() else { return Matched::default() };
        let (evidence, judged) = (shared.evidence(), shared.judged_pairs());
        let of_query = |(place, (query, pairs)): (usize, (&Query, &Vec<Vec<Pair>>))| -> Vec<Vec<Twin>> {
            if pairs.iter().all(Vec::is_empty) {
                return vec![Vec::new(); pairs.len()];
            }
            let outside = Outside::new(shared, texts, &query.id);
            pairs.iter().map(|of_source| twins((texts, &outside), (place, query), of_source)).collect()
        };
        let by_query: Vec<Vec<Vec<Twin>>> =
            evidence.queries.par_iter().zip(&judged.pairs).enumerate().map(of_query).collect();
        let mut twins = vec![Vec::new(); shared.catalogue().others().count()];
        for of_query in by_query {
            twins
                .iter_mut()
                .zip(of_query)
                .for_each(|(all, of_source)| all.extend(of_source.into_iter().map(Arc::new)));
        }
        let named = evidence.similarities.iter().map(|named| named.name.clone());
        let similarities = named.chain([OUTSIDE_QUERY.to_string()]).collect();
        Matched { similarities, twins }
    }
}

/// Every model, similarity and source that judged twins are known of, by model.
pub(in crate::bias) fn matchings(shared: &Shared<'_>) -> Vec<Matching> {
    let (evidence, judged, matched) = (shared.evidence(), shared.judged_pairs(), shared.matched());
    let catalogue = shared.catalogue();
    let mut found = Vec::new();
    for (model, scores) in &judged.scores {
        let ranks = ranks(shared, model);
        for (similarity, name) in matched.similarities.iter().enumerate() {
            for (number, source) in catalogue.others().enumerate() {
                let scores = JudgedPairs::of(judged, scores, number).flatten().map(|(_, scores)| scores);
                let known = |((twin, scores), ranks): ((&Arc<Twin>, &PairScores), &[f64; 2])| {
                    let similarity = twin.similarities[similarity]?;
                    let twin = Arc::clone(twin);
                    Some(MatchedPair { twin, similarity, scores: scores.scores, ranks: *ranks })
                };
                found.push(Matching {
                    model: model.clone(),
                    similarity: name.clone(),
                    source: catalogue.source_name(source).to_string(),
                    scores_know_sources: evidence.scores_know_sources(model),
                    pairs: matched.twins[number]
                        .iter()
                        .zip(scores)
                        .zip(&ranks[number])
                        .filter_map(known)
                        .collect(),
                });
            }
        }
    }
    found
}

/// The ranks of both versions of each pair in the run of a model, by source. Documents that are not ranked share the ranks
/// after all others.
fn ranks(shared: &Shared<'_>, model: &str) -> Vec<Vec<[f64; 2]>> {
    let (evidence, judged) = (shared.evidence(), shared.judged_pairs());
    let documents = shared.catalogue().len();
    let run = evidence.runs.iter().find(|run| run.model == model);
    let nothing = Ranking::default();
    let mut found = vec![Vec::new(); shared.catalogue().others().count()];
    for (query, pairs) in evidence.queries.iter().zip(&judged.pairs) {
        if pairs.iter().all(Vec::is_empty) {
            continue;
        }
        let ranking = run.and_then(|run| run.rankings.get(&query.id)).unwrap_or(&nothing);
        let (standings, ranked) = (standings(ranking), ranking.documents().len());
        let last = ranked as f64 + (documents.saturating_sub(ranked) as f64 + 1.0) / 2.0;
        let rank = |document: u32| standings.get(&document).map_or(last, |standing| standing.rank);
        for (all, of_source) in found.iter_mut().zip(pairs) {
            all.extend(of_source.iter().map(|pair| pair.documents.map(rank)));
        }
    }
    found
}

/// The twins of the pairs of one query.
fn twins(
    (texts, outside): (&Texts<'_>, &Outside),
    (place, query): (usize, &Query),
    pairs: &[Pair],
) -> Vec<Twin> {
    let documents: Vec<u32> = pairs.iter().flat_map(|pair| pair.documents).collect();
    let similarities = texts.of_query(&query.id).similarities(&documents, false).unwrap_or_default();
    let twin = |(number, pair): (usize, &Pair)| {
        let value = |version: usize, place| similarities.value(2 * number + version, place);
        let similar = |place: usize| Some([value(0, place)?, value(1, place)?]);
        let facts = pair.documents.map(|document| facts(texts, document));
        Twin {
            query: place as u32,
            cell: pair.cell,
            similarities: (0..similarities.each()).map(similar).chain([outside.of(pair)]).collect(),
            length: facts.map(|[length, ..]| length),
            specificity: facts.map(|[_, specificity, _]| specificity),
            repetition: facts.map(|[.., repetition]| repetition),
        }
    };
    pairs.iter().enumerate().map(twin).collect()
}

/// Length, specificity and repetition of a document, which has a token as both versions of every judged pair do.
fn facts(texts: &Texts<'_>, document: u32) -> [f64; 3] {
    let counts = texts.counts(document);
    let idf = texts.smoothed_rarity();
    let length: f64 = counts.iter().map(|(_, frequency)| f64::from(*frequency)).sum();
    let rarity = counts.iter().map(|(term, frequency)| f64::from(*frequency) * idf[term.index()]);
    [length.ln(), rarity.sum::<f64>() / length, (length / counts.len() as f64).ln()]
}

/// (x − mean) ÷ standard deviation over both versions of all pairs; `None` where they are all equal or there are none.
///
/// Exchanging the versions of every pair changes no bit.
pub(in crate::bias) fn standardised(values: &[[f64; 2]]) -> Option<Vec<[f64; 2]>> {
    let middle = 0.5 * mean(&values.iter().map(|[one, other]| one + other).collect::<Vec<_>>())?;
    if values.iter().flatten().all(|value| *value == values[0][0]) {
        return None;
    }
    let square = |value: f64| (value - middle) * (value - middle);
    let squares: f64 = values.iter().map(|[one, other]| square(*one) + square(*other)).sum();
    let deviation = (squares / (2 * values.len()) as f64).sqrt();
    let standard = |value: f64| (value - middle) / deviation;
    (deviation > 0.0).then(|| values.iter().map(|pair| pair.map(standard)).collect())
}

/// How many different clusters of queries, and contents, some cells have: what tests and intervals take for independent.
pub(in crate::bias) fn units(cells: impl Iterator<Item = Cell> + Clone) -> (usize, usize) {
    (distinct(cells.clone().map(|cell| cell.query)), distinct(cells.map(|cell| cell.content)))
}

/// How many different numbers there are.
pub(in crate::bias) fn distinct(numbers: impl Iterator<Item = u32>) -> usize {
    numbers.collect::<rustc_hash::FxHashSet<u32>>().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_both_versions_are_standardised_together() {
        // 1, 3, 5, 7: mean 4, variance (9 + 1 + 1 + 9) ÷ 4 = 5.
        let found = standardised(&[[1.0, 3.0], [7.0, 5.0]]).unwrap();
        let root = f64::sqrt(5.0);
        assert_eq!(found, [[-3.0 / root, -1.0 / root], [3.0 / root, 1.0 / root]]);
        assert_eq!(standardised(&[[2.0, 2.0]; 3]), None);
        assert_eq!(standardised(&[]), None);
    }

    #[test]
    fn units_are_counted_once() {
        let cell = |query, content| Cell { query, content, value: 0.0 };
        assert_eq!(units([cell(0, 1), cell(0, 2), cell(1, 2)].into_iter()), (2, 2));
    }
}
