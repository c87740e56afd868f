//! What a judge's shift is made of: labels, texts and people's grades in; the parts that leniency, the source, and the words of
//! the query have in the mean of label less people's grade, out.

use std::sync::Arc;

use super::counts::QueryTables;
use super::feature::{HEADLINE, LENGTH};
use super::resample::{Draws, figures_of_sums};
use super::words::features;
use super::{Judge, Judgements, LabelSettings, LabelTexts};
use crate::corpus::SourceId;
use crate::error::Result;
use crate::statistics::{Moments, signless_zero};
use crate::table::FileKind;

crate::table! {
    /// what each judge's shift against the people is made of: label − people's grade = leniency + own bias · (1 for the source, else 0) + effect ·
    /// coverage + effect · length + effect · people's grade, by least squares over all pairs, the last two about their means
    pub struct ShiftRow("labels/shift", FileKind::Csv, None) {
        /// The judge.
        judge: Arc<str>;
        /// The people.
        other: Arc<str>;
        /// The term: `leniency` (the constant: what a text of the reference without a word of the query is given), `source`,
        /// `coverage`, `length` (of twice as long a text) or `grade` (of one more grade by the people).
        term: Arc<str>;
        /// The source of the term `source`; empty for others.
        source: Arc<str>;
        /// Its coefficient, in grades; undefined where a term follows from others.
        value: Option<f64>;
        /// Lower end of its interval over resampled queries.
        low: Option<f64>;
        /// Upper end of that interval.
        high: Option<f64>;
        /// The coefficient times the mean of the term: the parts add up to the mean shift.
        part: Option<f64>;
        /// Pairs with both grades and all terms.
        n: u64;
        /// Their queries.
        queries: u64;
    }
}

/// The terms of a shift.
pub mod term {
    /// The constant.
    pub const LENIENCY: &str = "leniency";
    /// A source other than the reference.
    pub const SOURCE: &str = "source";
    /// The share of the query's IDF mass that the text covers.
    pub const COVERAGE: &str = "coverage";
    /// The binary logarithm of the text's length.
    pub const LENGTH: &str = "length";
    /// The people's grade.
    pub const GRADE: &str = "grade";
}

/// One pair: its query, its terms and the shift.
struct Row {
    query: u32,
    terms: Vec<f64>,
    shift: f64,
}

/// What the shift of each judge is made of; nothing without people.
///
/// # Errors
/// None that can happen: the features are rows of this program.
pub fn shifts(
    judgements: &Judgements,
    texts: &LabelTexts,
    settings: &LabelSettings,
) -> Result<Vec<ShiftRow>> {
    let Some(people) = &judgements.people else { return Ok(Vec::new()) };
    let features = features(texts)?;
    let named = |name: &str| features.iter().find(|feature| &*feature.name == name);
    let (Some(coverage), Some(length)) = (named(HEADLINE), named(LENGTH)) else { return Ok(Vec::new()) };
    let rows = |judge: &Judge| {
        let row = |place: usize| {
            let (judged, of_people) = (f64::from(judge.levels[place]?), f64::from(people.levels[place]?));
            let source = texts.pairs[place].as_ref()?.source;
            let mut terms = vec![1.0];
            terms.extend(texts.others().map(|other| if other == source { 1.0 } else { 0.0 }));
            terms.extend([coverage.values[place]?, length.values[place]?, of_people]);
            Some(Row { query: judgements.pairs[place].0, terms, shift: judged - of_people })
        };
        let mut rows: Vec<Row> = (0..judgements.pairs.len()).filter_map(row).collect();
        let width = rows.first().map_or(0, |row| row.terms.len());
        for column in width.saturating_sub(2)..width {
            let mean = rows.iter().map(|row| row.terms[column]).sum::<f64>() / rows.len() as f64;
            rows.iter_mut().for_each(|row| row.terms[column] -= mean);
        }
        rows
    };
    let all: Vec<Vec<Row>> = judgements.judges.iter().map(rows).collect();
    let tables: Vec<QueryTables> = all.iter().map(|rows| tables(rows)).collect();
    let draws = Draws::new(
        settings.resampling(),
        tables.iter().filter(|tables| tables.width > 0).map(QueryTables::queries),
    );
    let sources: Vec<SourceId> = texts.others().collect();
    let mut found = Vec::new();
    for ((judge, rows), tables) in
        judgements.judges.iter().zip(&all).zip(&tables).filter(|(_, tables)| tables.pairs > 0)
    {
        let count = rows.first().map_or(0, |row| row.terms.len());
        let figures =
            figures_of_sums(tables, &draws, |sums, values| match Moments::of_sums(count, sums).solve() {
                Some(solved) => values.extend(solved.into_iter().map(Some)),
                None => values.extend(vec![None; count]),
            });
        let mut names = vec![(term::LENIENCY, "")];
        names.extend(sources.iter().map(|source| (term::SOURCE, texts.name(*source))));
        names.extend([(term::COVERAGE, ""), (term::LENGTH, ""), (term::GRADE, "")]);
        for (column, ((name, source), figure)) in names.into_iter().zip(figures).enumerate() {
            let mean = rows.iter().map(|row| row.terms[column]).sum::<f64>() / rows.len() as f64;
            let centred = [term::LENGTH, term::GRADE].contains(&name);
            found.push(ShiftRow {
                judge: Arc::from(judge.name.as_str()),
                other: Arc::from(people.name.as_str()),
                term: Arc::from(name),
                source: Arc::from(source),
                value: figure.value.map(signless_zero),
                low: figure.interval.map(|interval| interval.low),
                high: figure.interval.map(|interval| interval.high),
                part: figure.value.map(|value| if centred { 0.0 } else { signless_zero(value * mean) }),
                n: tables.pairs,
                queries: tables.queries() as u64,
            });
        }
    }
    Ok(found)
}

/// The moments of rows by query.
fn tables(rows: &[Row]) -> QueryTables {
    let count = rows.first().map_or(0, |row| row.terms.len());
    let mut cells = Vec::new();
    for of_query in rows.chunk_by(|one, other| one.query == other.query) {
        let mut moments = Moments::new(count);
        of_query.iter().for_each(|row| moments.add(&row.terms, row.shift));
        cells.extend_from_slice(moments.sums());
    }
    QueryTables { width: Moments::new(count).sums().len(), cells, pairs: rows.len() as u64 }
}
