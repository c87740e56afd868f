//! Why one twin scores higher than the other: models and texts in; the gap of scores split into the query terms that a
//! version has, how often it has them, and its length, out.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::analysis::{About, Analysis, Question, Tests};
use super::estimate::{Crossed, Estimate, QueryValues, estimates, tested};
use super::evidence::Units;
use super::shared::Shared;
use super::texts::Texts;
use crate::corpus::{Catalogue, Pool, Qrels, Query, SourceId};
use crate::retrieve::model::{CollectionStatistics, Occurrences, TermStatistics};
use crate::retrieve::{RetrievalModel, Scorer};
use crate::statistics::Cell;
use crate::table::{Column, Table};
use crate::text::TermId;

/// What the gap is split into, and the whole: which query terms are there, how often, the document's length.
pub const PARTS: [&str; 4] = ["coverage", "tf", "length", "total"];

pub(super) struct Decomposition;

impl Analysis for Decomposition {
    fn about(&self) -> About {
        About {
            key: "bias/decomposition",
            summary: "the gap between the scores of twins, split into coverage of query terms, their frequency, and length",
            question: Question::BecauseOf,
            tests: Some(Tests { names: &["model", "part", "source"], value: "value" }),
        }
    }

    fn table(&self, shared: &Shared<'_>) -> Table {
        decomposition_table(shared)
    }
}

/// The table `bias/decomposition`: model, reference, source, part, value, low, high, p_queries, p_contents, p_value,
/// p_adjusted, pairs, queries.
///
/// Over the twins judged relevant of which at least one has a query term, the mean of S(reference) − S(source) and its
/// Shapley values for three players: coverage (the query terms that occur), tf (how often) and length. v(c, t, l) is the
/// score of a document with the coverage of version c, the frequencies of version t (of c, where t has none) and the
/// length of version l, collection statistics fixed (those of the reference's documents for a model of that pool); a player's value is its mean effect over the six orders in which the
/// players change from the source's version to the reference's, so that the three add up to the total. In units of the
/// score; the document part of a model counts as length. Exchanging the labels of a content turns the sign of all its parts;
/// intervals and tests are over queries and contents, p_adjusted over all rows. Models that expand the query, and those
/// whose statistics are each source's own, have no rows: their twins are not scored by one function. (Shapley 1953)
pub(super) fn decomposition_table(shared: &Shared<'_>) -> Table {
    let (evidence, texts, units) = (shared.evidence(), shared.texts(), shared.units());
    let catalogue = shared.catalogue();
    let (settings, qrels) = (evidence.settings, evidence.qrels);
    let mut rows = Vec::new();
    let fixed = |model: &dyn RetrievalModel| model.expansion().is_none() && model.needs().pool != Pool::Own;
    for model in evidence.models.iter().filter(|model| fixed(&*model.object)) {
        let occurrences = match model.object.needs().occurrences {
            true => texts.occurrences((model.object.needs().pool == Pool::Reference).then_some(catalogue)),
            false => FxHashMap::default(),
        };
        for source in catalogue.others() {
            let of_query = |query: &Query| {
                let twins = Twins { catalogue, source, qrels };
                split(&*model.object, texts, &occurrences, twins, &query.id, units)
            };
            let found: Vec<Vec<PairSplit>> = evidence.queries.par_iter().map(of_query).collect();
            let pairs: Vec<PairSplit> = found.into_iter().flatten().collect();
            for (place, part) in PARTS.iter().enumerate() {
                let cell = |one: &PairSplit| Cell { value: one.parts[place], ..one.cell };
                let cells: Vec<Cell> = pairs.iter().map(cell).collect();
                rows.push(Row { model: model.name.clone(), source, part, cells });
            }
        }
    }
    let figures: Vec<Crossed> = rows.iter().map(|row| Crossed::over_cells(row.cells.clone())).collect();
    let known: Vec<bool> = rows.iter().map(|row| evidence.scores_know_sources(&row.model)).collect();
    let tests = tested(&figures.iter().collect::<Vec<_>>(), &vec![0; rows.len()], &known, settings);
    let columns: Vec<QueryValues> = figures.iter().map(|one| one.values.clone()).collect();
    let found: Vec<Estimate> = estimates(&columns, settings)
        .into_iter()
        .zip(&figures)
        .zip(tests)
        .map(|((estimate, crossed), test)| {
            let interval = crossed.widened(estimate.interval, estimate.value);
            Estimate { test, interval, ..estimate }
        })
        .collect();
    let queries = |row: &Row| {
        let mut queries: Vec<u32> = row.cells.iter().map(|cell| cell.query).collect();
        queries.dedup();
        queries.len() as u64
    };
    let number = |of: fn(&Estimate) -> Option<f64>| Column::Number(found.iter().map(of).collect());
    let reference = catalogue.source_name(catalogue.reference()).to_string();
    Table::new(vec![
        ("model", Column::Text(rows.iter().map(|row| row.model.clone()).collect())),
        ("reference", Column::Text(vec![reference; rows.len()])),
        (
            "source",
            Column::Text(rows.iter().map(|row| catalogue.source_name(row.source).to_string()).collect()),
        ),
        ("part", Column::Text(rows.iter().map(|row| row.part.to_string()).collect())),
        ("value", number(|estimate| estimate.value)),
        ("low", number(Estimate::low)),
        ("high", number(Estimate::high)),
        ("p_queries", number(|estimate| estimate.test.queries)),
        ("p_contents", number(|estimate| estimate.test.contents)),
        ("p_value", number(|estimate| estimate.test.crossed)),
        ("p_adjusted", number(|estimate| estimate.test.adjusted)),
        ("pairs", Column::Count(rows.iter().map(|row| row.cells.len() as u64).collect())),
        ("queries", Column::Count(rows.iter().map(queries).collect())),
    ])
}

struct Row {
    model: String,
    source: SourceId,
    part: &'static str,
    /// One a pair.
    cells: Vec<Cell>,
}

/// The gap of one pair and one query, in the order of [`PARTS`].
struct PairSplit {
    parts: [f64; 4],
    cell: Cell,
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
    units: &Units,
) -> Vec<PairSplit> {
    let terms = texts.query(query);
    let reference = model.needs().pool == Pool::Reference;
    let pool = texts.pool(reference);
    let collection = CollectionStatistics {
        documents: pool.documents.max(1),
        tokens: pool.tokens.max(1),
        query_length: terms.iter().map(|(_, frequency)| f64::from(*frequency)).sum(),
    };
    let statistics = terms.iter().map(|(term, query_frequency)| {
        let (df, cf) = texts.term_frequencies(*term, reference);
        TermStatistics {
            document_frequency: df.max(1),
            collection_frequency: cf.max(1),
            query_frequency: f64::from(*query_frequency),
            occurrences: occurrences.get(term).map_or(&[], Vec::as_slice),
        }
    });
    let scorer = Scorer::new(model, query, statistics, &collection);
    let mut splits = Vec::new();
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
        let figures = pair.map(|document| texts.figures(document, model.needs()));
        // 0 is the source's version, 1 the reference's.
        let score = |coverage: usize, tf: usize, length: usize| {
            let frequency = |place: usize| match (frequencies[coverage][place], frequencies[tf][place]) {
                (0, _) => 0,
                (own, 0) => own,
                (_, other) => other,
            };
            scorer.score(base, frequency, figures[length])
        };
        let cell = Cell { query: units.query(query), content: units.content(other), value: 0.0 };
        splits.push(PairSplit { parts: shapley(&score), cell });
    }
    splits
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
