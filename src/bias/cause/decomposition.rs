//! Why one twin scores higher than the other: models and texts in; the gap of scores split into the query terms that a
//! version has, how often it has them, and its length, out.

use std::sync::Arc;

use rayon::prelude::*;

use crate::bias::analysis::{About, Analysis, Question, Tests};
use crate::bias::estimate::{Crossed, Estimate, QueryValues, estimates, tested};
use crate::bias::shared::Shared;
use crate::bias::texts::Texts;
use crate::corpus::{Pool, Query, SourceId};
use crate::retrieve::model::{CollectionStatistics, Needs, TermStatistics};
use crate::retrieve::{RetrievalModel, Scorer};
use crate::statistics::Cell;
use crate::table::{FileKind, Printed, Shown, Table, TableRow};

/// What the gap is split into, and the whole: which query terms are there, how often, the document's length.
pub const PARTS: [&str; 4] = ["coverage", "tf", "length", "total"];

crate::table! {
    /// the gap between the scores of twins, split into coverage of query terms, their frequency, and length
    pub struct DecompositionRow("bias/decomposition", FileKind::Csv, Some(PRINTED)) {
        /// The model.
        model: String = "Model", Shown::Name;
        /// The source that is compared with.
        reference: String;
        /// The source that is compared.
        source: String = "Source", Shown::Word;
        /// The part of the gap: `coverage`, `tf`, `length`, or their `total`.
        part: String = "Part", Shown::Word;
        /// Its mean over pairs of relevant twins, in units of the score; above 0 it speaks for the reference.
        value: Option<f64> = "Value", Shown::Decimal(4);
        /// Lower end of the interval of the mean over queries and contents.
        low: Option<f64> = "Interval", Shown::Interval(4);
        /// Upper end of that interval.
        high: Option<f64>;
        /// p over other queries.
        p_queries: Option<f64>;
        /// p over labels that mean nothing.
        p_contents: Option<f64>;
        /// The larger of the two.
        p_value: Option<f64> = "p", Shown::PValue;
        /// The same adjusted for all rows, by step-down maxT.
        p_adjusted: Option<f64> = "p adjusted", Shown::PValue;
        /// Of the placebos, the part with p below the level.
        placebo_below(optional): Option<f64> = "Placebo below", Shown::Decimal(3);
        /// Of the placebos, the part with a value at least as far from 0.
        placebo_as_large(optional): Option<f64> = "Placebo as large", Shown::Decimal(3);
        /// Pairs of relevant twins.
        pairs: u64 = "Pairs", Shown::Count;
        /// The queries that they are relevant to.
        queries: u64 = "Queries", Shown::Count;
    }
}

const PRINTED: Printed = Printed {
    name: "decomposition",
    title: "What accounts for the score gap between twins",
    note: "Mean over pairs of relevant twins of the reference's score minus the source's, within queries, split into \
        what each query term that only one of them has adds (coverage), how often they have the terms (tf), and their \
        lengths, the parts being Shapley values: they sum to the total. Above 0: the part favours the reference. p: the \
        crossed test over queries and contents; p adjusted: over all rows.",
};

pub(in crate::bias) struct Decomposition;

impl Analysis for Decomposition {
    fn about(&self) -> About {
        use DecompositionRow as Row;
        About {
            schema: Row::SCHEMA,
            question: Question::BecauseOf,
            tests: Some(Tests { names: &[Row::model, Row::source, Row::part], value: Row::value }),
            needs_texts: true,
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
pub(in crate::bias) fn decomposition_table(shared: &Shared<'_>) -> Table {
    let evidence = shared.evidence();
    let Some(texts) = shared.texts() else { return DecompositionRow::to_table(Vec::new()) };
    let (catalogue, settings) = (shared.catalogue(), evidence.settings);
    let sources: Vec<SourceId> = catalogue.others().collect();
    let pairs = |query: &Query| -> Vec<Vec<Pair>> {
        sources.iter().map(|source| judged_pairs(shared, texts, &query.id, *source)).collect()
    };
    // By query, then by source.
    let pairs: Vec<Vec<Vec<Pair>>> = evidence.queries.par_iter().map(pairs).collect();
    let mut rows = Vec::new();
    let fixed = |model: &dyn RetrievalModel| model.expansion().is_none() && model.needs().pool != Pool::Own;
    for model in evidence.models.iter().filter(|model| fixed(&*model.object)) {
        let of_query = |(query, pairs): (&Query, &Vec<Vec<Pair>>)| -> Vec<Vec<PairSplit>> {
            if pairs.iter().all(Vec::is_empty) {
                return vec![Vec::new(); sources.len()];
            }
            let scorer = scorer(&*model.object, texts, &query.id);
            let split = |pair: &Pair| pair.split(&scorer, texts, model.object.needs());
            pairs.iter().map(|of_source| of_source.iter().map(split).collect()).collect()
        };
        let found: Vec<Vec<Vec<PairSplit>>> = evidence.queries.par_iter().zip(&pairs).map(of_query).collect();
        for (number, source) in sources.iter().enumerate() {
            for (place, part) in PARTS.iter().enumerate() {
                let cell = |one: &PairSplit| Cell { value: one.parts[place], ..one.cell };
                let cells: Vec<Cell> =
                    found.iter().flat_map(|by_source| &by_source[number]).map(cell).collect();
                rows.push(Split { model: model.name.clone(), source: *source, part, cells });
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
    let queries = |row: &Split| {
        let mut queries: Vec<u32> = row.cells.iter().map(|cell| cell.query).collect();
        queries.dedup();
        queries.len() as u64
    };
    let reference = catalogue.source_name(catalogue.reference());
    let row = |(row, estimate): (&Split, &Estimate)| DecompositionRow {
        model: row.model.clone(),
        reference: reference.to_string(),
        source: catalogue.source_name(row.source).to_string(),
        part: row.part.to_string(),
        value: estimate.value,
        low: estimate.low(),
        high: estimate.high(),
        p_queries: estimate.test.queries,
        p_contents: estimate.test.contents,
        p_value: estimate.test.crossed,
        p_adjusted: estimate.test.adjusted,
        placebo_below: None,
        placebo_as_large: None,
        pairs: row.cells.len() as u64,
        queries: queries(row),
    };
    DecompositionRow::to_table(rows.iter().zip(&found).map(row).collect())
}

struct Split {
    model: String,
    source: SourceId,
    part: &'static str,
    /// One a pair.
    cells: Vec<Cell>,
}

/// The gap of one pair and one query, in the order of [`PARTS`].
#[derive(Clone)]
struct PairSplit {
    parts: [f64; 4],
    cell: Cell,
}

/// Twins judged relevant to a query of which at least one has a query term: 0 is the source's version, 1 the reference's.
struct Pair {
    base: Arc<str>,
    documents: [u32; 2],
    /// How often each of them has each term of the query.
    frequencies: [Vec<u32>; 2],
    /// Of the value 0.
    cell: Cell,
}

fn judged_pairs(shared: &Shared<'_>, texts: &Texts<'_>, query: &str, source: SourceId) -> Vec<Pair> {
    let (catalogue, units) = (shared.catalogue(), shared.units());
    let terms = texts.query(query);
    let pair = |base: &str| {
        let documents = [catalogue.number(base, source)?, catalogue.number(base, catalogue.reference())?];
        let frequencies = documents.map(|document| texts.frequencies(terms, document));
        let found = frequencies.iter().flatten().any(|frequency| *frequency > 0);
        let cell = Cell { query: units.query(query), content: units.content(documents[1]), value: 0.0 };
        let base = catalogue.id(documents[0]).base.clone();
        found.then_some(Pair { base, documents, frequencies, cell })
    };
    let relevant = shared.evidence().qrels.of(query).filter(|(_, grade)| *grade > 0);
    relevant.filter_map(|(base, _)| pair(base)).collect()
}

impl Pair {
    fn split(&self, scorer: &Scorer, texts: &Texts<'_>, needs: Needs) -> PairSplit {
        let documents = self.documents.map(|document| texts.statistics(document, needs));
        let score = |coverage: usize, tf: usize, length: usize| {
            let frequency =
                |place: usize| match (self.frequencies[coverage][place], self.frequencies[tf][place]) {
                    (0, _) => 0,
                    (own, 0) => own,
                    (_, other) => other,
                };
            scorer.score(&self.base, frequency, documents[length])
        };
        PairSplit { parts: shapley(&score), cell: self.cell }
    }
}

/// The scorer of a query by the statistics of all documents, or of the reference's for a model of that pool.
fn scorer(model: &dyn RetrievalModel, texts: &Texts<'_>, query: &str) -> Scorer {
    let terms = texts.query(query);
    let reference = model.needs().pool == Pool::Reference;
    let pool = texts.pool(reference);
    let query_length = terms.iter().map(|(_, frequency)| f64::from(*frequency)).sum();
    let collection = CollectionStatistics::new(pool.documents.max(1), pool.tokens.max(1), query_length);
    let occurrences = model.needs().occurrences.then(|| texts.occurrences(reference));
    let statistics = terms.iter().map(|(term, query_frequency)| {
        let (df, cf) = texts.term_frequencies(*term, reference);
        let occurrences = occurrences.and_then(|known| known.get(term)).map_or(&[][..], Vec::as_slice);
        TermStatistics::new(df.max(1), cf.max(1))
            .in_query(f64::from(*query_frequency))
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
