//! Why one twin scores higher than the other: models and texts in; the gap of scores split into the query terms that a
//! version has, how often it has them, and its length, out.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::BiasSettings;
use super::texts::Texts;
use crate::corpus::{Catalogue, Qrels, Query, SourceId};
use crate::registry::Named;
use crate::retrieve::RetrievalModel;
use crate::retrieve::model::{CollectionFigures, Occurrences, Pool, TermScorer, TermStatistics};
use crate::statistics::{Interval, signless_zero};
use crate::table::{Column, Table};
use crate::text::{AnalyzedCorpus, Analyzer, TermId};

/// What the gap is split into, and the whole: which query terms are there, how often, the document's length.
pub const PARTS: [&str; 4] = ["coverage", "tf", "length", "total"];

/// The table `bias/decomposition`: model, reference, source, part, value, low, high, pairs, queries.
///
/// Over the twins judged relevant of which at least one has a query term, the mean of S(reference) − S(source) and its
/// Shapley values for three players: coverage (the query terms that occur), tf (how often) and length. v(c, t, l) is the
/// score of a document with the coverage of version c, the frequencies of version t (of c, where t has none) and the
/// length of version l, collection statistics fixed (those of the reference's documents for a model of that pool); a player's value is its mean effect over the six orders in which the
/// players change from the source's version to the reference's, so that the three add up to the total. In units of the
/// score; the document part of a model counts as length. Intervals resample queries. Models that expand the query, and those
/// whose statistics are each source's own, have no rows: their twins are not scored by one function. (Shapley 1953)
pub fn decomposition_table(
    models: &[Named<dyn RetrievalModel>],
    corpus: &AnalyzedCorpus,
    analyzer: &Analyzer,
    queries: &[Query],
    qrels: &Qrels,
    settings: &BiasSettings,
) -> Table {
    let catalogue = corpus.catalogue();
    let texts = Texts::new(corpus, analyzer, queries);
    let mut rows = Vec::new();
    let fixed = |model: &dyn RetrievalModel| model.expansion().is_none() && model.pool() != Pool::Own;
    for model in models.iter().filter(|model| fixed(&*model.object)) {
        let occurrences = match model.object.by_occurrences() {
            true => texts.occurrences((model.object.pool() == Pool::Human).then_some(catalogue)),
            false => FxHashMap::default(),
        };
        for source in catalogue.others() {
            let of_query = |query: &Query| {
                let twins = Twins { catalogue, source, qrels };
                split(&*model.object, &texts, &occurrences, twins, &query.id)
            };
            let found: Vec<Split> = queries.par_iter().map(of_query).filter(|one| one.pairs > 0).collect();
            for (place, part) in PARTS.iter().enumerate() {
                let mean = |units: &mut dyn Iterator<Item = &Split>| {
                    let (sum, pairs) =
                        units.fold((0.0, 0), |(sum, pairs), one| (sum + one.sums[place], pairs + one.pairs));
                    (pairs > 0).then(|| signless_zero(sum / pairs as f64))
                };
                let drawn = |units: &[u32]| mean(&mut units.iter().map(|unit| &found[*unit as usize]));
                rows.push(Row {
                    model: model.name.clone(),
                    source,
                    part,
                    value: mean(&mut found.iter()),
                    interval: settings.resampling().interval(found.len(), drawn),
                    pairs: found.iter().map(|one| one.pairs).sum(),
                    queries: found.len() as u64,
                });
            }
        }
    }
    let number = |of: fn(&Row) -> Option<f64>| Column::Number(rows.iter().map(of).collect());
    let reference = catalogue.source_name(catalogue.reference()).to_string();
    Table::new(vec![
        ("model", Column::Text(rows.iter().map(|row| row.model.clone()).collect())),
        ("reference", Column::Text(vec![reference; rows.len()])),
        (
            "source",
            Column::Text(rows.iter().map(|row| catalogue.source_name(row.source).to_string()).collect()),
        ),
        ("part", Column::Text(rows.iter().map(|row| row.part.to_string()).collect())),
        ("value", number(|row| row.value)),
        ("low", number(|row| row.interval.map(|interval| interval.low))),
        ("high", number(|row| row.interval.map(|interval| interval.high))),
        ("pairs", Column::Count(rows.iter().map(|row| row.pairs).collect())),
        ("queries", Column::Count(rows.iter().map(|row| row.queries).collect())),
    ])
}

struct Row {
    model: String,
    source: SourceId,
    part: &'static str,
    value: Option<f64>,
    interval: Option<Interval>,
    pairs: u64,
    queries: u64,
}

/// The sums over one query's pairs, in the order of [`PARTS`].
#[derive(Default)]
struct Split {
    sums: [f64; 4],
    pairs: u64,
}

/// Which pairs of documents are looked at.
#[derive(Clone, Copy)]
struct Twins<'a> {
    catalogue: &'a Catalogue,
    source: SourceId,
    qrels: &'a Qrels,
}

fn split(
    model: &dyn RetrievalModel,
    texts: &Texts,
    occurrences: &FxHashMap<TermId, Vec<Occurrences>>,
    Twins { catalogue, source, qrels }: Twins<'_>,
    query: &str,
) -> Split {
    let terms = texts.query(query);
    let reference = model.pool() == Pool::Human;
    let pool = texts.pool(reference);
    let collection = CollectionFigures {
        documents: pool.documents.max(1),
        tokens: pool.tokens.max(1),
        query_length: terms.iter().map(|(_, frequency)| f64::from(*frequency)).sum(),
    };
    let scorer = |(term, query_frequency): &(_, u32)| {
        let (df, cf) = texts.term_frequencies(*term, reference);
        let statistics = TermStatistics {
            document_frequency: df.max(1),
            collection_frequency: cf.max(1),
            query_frequency: f64::from(*query_frequency),
            occurrences: occurrences.get(term).map_or(&[], Vec::as_slice),
        };
        model.term(&statistics, &collection)
    };
    let scorers: Vec<TermScorer> = terms.iter().map(scorer).collect();
    let (part, draw) = (model.document(&collection), model.draw(query));
    let mut split = Split::default();
    for (base, _) in qrels.of(query).filter(|(_, grade)| *grade > 0) {
        let twins = (catalogue.number(base, source), catalogue.number(base, catalogue.reference()));
        let (Some(own), Some(other)) = twins else { continue };
        let pair = [own, other];
        let frequencies =
            pair.map(|document| terms.iter().map(|(term, _)| texts.frequency(document, *term)).collect());
        let frequencies: [Vec<u32>; 2] = frequencies;
        if frequencies.iter().flatten().all(|frequency| *frequency == 0) {
            continue;
        }
        let figures = pair.map(|document| texts.figures(document, model.byte_lengths()));
        // 0 is the source's version, 1 the reference's.
        let score = |coverage: usize, tf: usize, length: usize| {
            let of_term = |place: usize| match (frequencies[coverage][place], frequencies[tf][place]) {
                (0, _) => 0.0,
                (own, 0) => scorers[place](own, figures[length]),
                (_, other) => scorers[place](other, figures[length]),
            };
            let terms: f64 = (0..scorers.len()).map(of_term).sum();
            let sum = terms + part.as_ref().map_or(0.0, |part| part(figures[length]));
            draw.as_ref().map_or(sum, |draw| draw(base, figures[length].length, sum))
        };
        let values = shapley(&score);
        for (sum, value) in split.sums.iter_mut().zip(values) {
            *sum += value;
        }
        split.pairs += 1;
    }
    split
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
