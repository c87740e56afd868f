//! Why one twin scores higher than the other: models and texts in; the gap of scores split into the query terms that a
//! version has, how often it has them, and its length, out.

use crate::bias::analysis::{About, Analysis, Question, Tests};
use crate::bias::estimate::{Crossed, Estimate, QueryValues, estimates, tested};
use crate::bias::shared::Shared;
use crate::corpus::SourceId;
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
        /// The share of pairs in which it speaks for the reference, in 0..=1.
        reference_share: Option<f64>;
        /// The share of pairs in which it speaks for the source, in 0..=1; in the others it is 0.
        source_share: Option<f64>;
        /// Pairs of relevant twins.
        pairs: u64 = "Pairs", Shown::Count;
        /// Further such pairs, left out because one of the two versions has no token.
        empty: u64;
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
/// p_adjusted, reference_share, source_share, pairs, empty, queries.
///
/// Over the twins judged relevant of which both have a token and at least one has a query term, the mean of S(reference) −
/// S(source) and its Shapley values for three players: coverage (the query terms that occur), tf (how often) and length. v(c,
/// t, l) is the score of a document with the coverage of version c, the frequencies of version t (of c, where t has none) and
/// the length of version l, collection statistics fixed (those of the reference's documents for a model of that pool); a
/// player's value is its mean effect over the six orders in which the players change from the source's version to the
/// reference's, so that the three add up to the total. In units of the score; the document part of a model counts as length.
/// Exchanging the labels of a content turns the sign of all its parts; intervals and tests are over queries and contents,
/// p_adjusted over all rows. Models that expand the query, and those whose statistics are each source's own, have no rows:
/// their twins are not scored by one function. (Shapley 1953)
pub(in crate::bias) fn decomposition_table(shared: &Shared<'_>) -> Table {
    let evidence = shared.evidence();
    let (catalogue, settings) = (shared.catalogue(), evidence.settings);
    let sources: Vec<SourceId> = catalogue.others().collect();
    let judged = shared.judged_pairs();
    let mut rows = Vec::new();
    for (model, scores) in &judged.scores {
        for (number, source) in sources.iter().enumerate() {
            let pairs = judged.of(scores, number).flatten();
            let gaps: Vec<(Cell, [f64; 4])> = pairs.map(|(pair, scores)| (pair.cell, scores.gap)).collect();
            let queries = judged.pairs.iter().filter(|of_query| !of_query[number].is_empty()).count() as u64;
            for (place, part) in PARTS.iter().enumerate() {
                let cells = gaps.iter().map(|(cell, gap)| Cell { value: gap[place], ..*cell }).collect();
                let empty = judged.empty[number];
                rows.push(Split { model: model.clone(), source: *source, part, cells, empty, queries });
            }
        }
    }
    let figures: Vec<Crossed> = rows.iter().map(|row| Crossed::over_cells(row.cells.clone())).collect();
    let known: Vec<bool> = rows.iter().map(|row| evidence.scores_know_sources(&row.model)).collect();
    let tests = tested(&figures.iter().collect::<Vec<_>>(), &vec![0; rows.len()], &known, settings);
    let columns: Vec<QueryValues> = figures.iter().map(|one| one.values.clone()).collect();
    let found: Vec<Estimate> = estimates(&columns, shared.draws())
        .into_iter()
        .zip(&figures)
        .zip(tests)
        .map(|((estimate, crossed), test)| {
            let interval = crossed.widened(estimate.interval, estimate.value, settings.confidence);
            Estimate { test, interval, ..estimate }
        })
        .collect();
    let share = |row: &Split, of: fn(f64) -> bool| {
        let count = row.cells.iter().filter(|cell| of(cell.value)).count();
        (!row.cells.is_empty()).then(|| count as f64 / row.cells.len() as f64)
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
        reference_share: share(row, |value| value > 0.0),
        source_share: share(row, |value| value < 0.0),
        pairs: row.cells.len() as u64,
        empty: row.empty,
        queries: row.queries,
    };
    DecompositionRow::to_table(rows.iter().zip(&found).map(row).collect())
}

struct Split {
    model: String,
    source: SourceId,
    part: &'static str,
    /// One a pair.
    cells: Vec<Cell>,
    empty: u64,
    queries: u64,
}
