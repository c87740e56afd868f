//! What the texts of labelled pairs tell of their judges: judgements and texts in; all tables of it, a line for each judge and
//! source, and the answer out.

use std::sync::Arc;

use super::feature::HEADLINE;
use super::own_bias::figure;
use super::sentences_on_texts::sentences;
use super::summary::LabelRow;
use super::words::direction;
use super::{
    Judgements, LabelSettings, LabelTexts, LeniencyBy, OwnBiasRow, ShiftRow, WordsDifferenceRow,
    WordsGivenGradeRow, WordsRow, leniency_by, own_bias, shifts, word_correlations, words_given_grade,
};
use crate::error::Result;
use crate::statement::Statement;
use crate::table::{FileKind, Printed, Schema, Shown, Table, TableRow};

crate::table! {
    /// what words and sources do to each judge, in a line, those who follow words most first
    pub struct TextSummaryRow("labels/texts", FileKind::Csv, Some(PRINTED)) {
        /// The judge.
        judge: Arc<str> = "Judge", Shown::Word;
        /// The source of the own bias.
        source(optional): String = "Source", Shown::Reference;
        /// By how much its labels correlate with coverage more than the people's do, within queries.
        beyond_people(optional): Option<f64> = "Follows words", Shown::Decimal(2);
        /// Lower end of its interval over resampled queries.
        beyond_people_low(optional): Option<f64> = "Interval", Shown::Interval(2);
        /// Upper end of that interval.
        beyond_people_high(optional): Option<f64>;
        /// By how many grades its label rises from no word of the query to all, given the people's grade.
        given_grade(optional): Option<f64> = "Given grade", Shown::Decimal(2);
        /// By how many grades it prefers the source's version of a content, less the people's.
        own_bias(optional): Option<f64> = "Own bias", Shown::Decimal(2);
        /// Lower end of its interval.
        own_bias_low(optional): Option<f64> = "Its interval", Shown::Interval(2);
        /// Upper end of that interval.
        own_bias_high(optional): Option<f64>;
        /// The same at equal coverage and length.
        own_bias_given_words(optional): Option<f64> = "At equal words", Shown::Decimal(2);
        /// Twins with both labels.
        twins: u64 = "Twins", Shown::Count;
    }
}

const PRINTED: Printed = Printed {
    name: "texts",
    title: "Judges and the words of texts",
    note: "Follows words: correlation of labels with the query's IDF mass that a text covers, within queries, less the people's. Given \
           grade: grades from no word of the query to all, at equal grade by people. Own bias: label of the source's version less \
           that of its twin, less the people's. Noisier labels correlate less.",
};

/// All that texts tell.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct OnTexts {
    pub words: Vec<WordsRow>,
    pub less: Vec<WordsDifferenceRow>,
    pub given: Vec<WordsGivenGradeRow>,
    pub own: Vec<OwnBiasRow>,
    pub shifts: Vec<ShiftRow>,
    pub by: LeniencyBy,
    pub summary: Vec<TextSummaryRow>,
    pub answer: Vec<Statement>,
}

impl OnTexts {
    pub fn new(judgements: &Judgements, texts: &LabelTexts, settings: &LabelSettings) -> Result<OnTexts> {
        let (words, less) = word_correlations(judgements, texts, settings)?;
        let mut found = OnTexts {
            words,
            less,
            given: words_given_grade(judgements, texts, settings)?,
            own: own_bias(judgements, texts, settings)?,
            shifts: shifts(judgements, texts, settings)?,
            by: leniency_by(judgements, texts, settings)?,
            ..OnTexts::default()
        };
        found.summary = summary(judgements, &found);
        found.answer = sentences(judgements, texts, &found);
        Ok(found)
    }

    /// The tables, in their order.
    pub fn tables(&self) -> Vec<(&'static Schema, Table)> {
        fn table<R: TableRow + Clone>(rows: &[R]) -> (&'static Schema, Table) {
            (R::SCHEMA, R::to_table(rows.to_vec()))
        }
        vec![
            table(&self.summary),
            table(&self.words),
            table(&self.less),
            table(&self.given),
            table(&self.own),
            table(&self.shifts),
            table(&self.by.leniency),
            table(&self.by.confusion),
            table(&self.by.grades),
        ]
    }

    /// Every figure in a row.
    pub fn rows(&self) -> Vec<LabelRow> {
        type Figure<'a> = (&'a str, &'a Arc<str>, &'a str, String, [Option<f64>; 3], u64);
        let row = |(figure, judge, other, measure, [value, low, high], n): Figure<'_>| LabelRow {
            figure: figure.into(),
            judge: judge.clone(),
            other: other.into(),
            measure: measure.into(),
            answers: String::new(),
            value,
            low,
            high,
            n,
        };
        let words = self.words.iter().map(|one| {
            ("words", &one.judge, "", one.feature.to_string(), [one.value, one.low, one.high], one.n)
        });
        let less = self.less.iter().map(|one| {
            let values = [one.value, one.low, one.high];
            ("words_difference", &one.judge, &*one.other, one.feature.to_string(), values, one.n)
        });
        let given = self.given.iter().map(|one| {
            let measure = format!("{} of {}", one.direction, one.feature);
            ("words_given_grade", &one.judge, &*one.other, measure, [one.value, one.low, one.high], one.n)
        });
        let own = self.own.iter().map(|one| {
            let measure = format!("{} of {} less {}", one.figure, one.source, one.reference);
            ("own_bias", &one.judge, &*one.other, measure, [one.value, one.low, one.high], one.n)
        });
        let shifts = self.shifts.iter().map(|one| {
            let blank = if one.source.is_empty() { "" } else { " " };
            let measure = format!("{}{blank}{}", one.term, one.source);
            ("shift", &one.judge, &*one.other, measure, [one.value, one.low, one.high], one.n)
        });
        let by = self.by.leniency.iter().map(|one| {
            let measure = format!("{} {}", one.by, one.group);
            ("leniency_by", &one.judge, &*one.other, measure, [one.value, one.low, one.high], one.n)
        });
        words.chain(less).chain(given).chain(own).chain(shifts).chain(by).map(row).collect()
    }
}

/// A line for each judge and source; the judges by falling difference from the people, or else by falling correlation.
fn summary(judgements: &Judgements, found: &OnTexts) -> Vec<TextSummaryRow> {
    let mut rows = Vec::new();
    for judge in &judgements.judges {
        let less = found.less.iter().find(|row| *row.judge == *judge.name && &*row.feature == HEADLINE);
        let given = found.given.iter().find(|row| {
            *row.judge == *judge.name && &*row.feature == HEADLINE && &*row.direction == direction::JUDGE
        });
        let wanted = match judgements.people {
            Some(_) => [figure::LESS_PEOPLE, figure::LESS_PEOPLE_GIVEN_WORDS],
            None => [figure::OWN, figure::OWN_GIVEN_WORDS],
        };
        let of = |figure: &str| {
            found
                .own
                .iter()
                .filter(move |row| *row.judge == *judge.name && &*row.figure == figure)
                .collect::<Vec<_>>()
        };
        let line = |own: Option<&OwnBiasRow>, at_equal: Option<&OwnBiasRow>| TextSummaryRow {
            judge: Arc::from(judge.name.as_str()),
            source: own.map(|row| row.source.to_string()).unwrap_or_default(),
            beyond_people: less.and_then(|row| row.value),
            beyond_people_low: less.and_then(|row| row.low),
            beyond_people_high: less.and_then(|row| row.high),
            given_grade: given.and_then(|row| row.value),
            own_bias: own.and_then(|row| row.value),
            own_bias_low: own.and_then(|row| row.low),
            own_bias_high: own.and_then(|row| row.high),
            own_bias_given_words: at_equal.and_then(|row| row.value),
            twins: own.map_or(0, |row| row.n),
        };
        let (own, at_equal) = (of(wanted[0]), of(wanted[1]));
        match own.is_empty() {
            true => rows.push(line(None, None)),
            false => {
                rows.extend(own.iter().map(|own| {
                    line(Some(own), at_equal.iter().copied().find(|row| row.source == own.source))
                }))
            }
        }
    }
    let told = |row: &TextSummaryRow| row.beyond_people.is_some() || row.own_bias.is_some();
    if !rows.iter().any(told) {
        rows.clear();
    }
    let place = |row: &TextSummaryRow| row.beyond_people.unwrap_or(f64::NEG_INFINITY);
    rows.sort_by(|one, other| place(other).total_cmp(&place(one)).then_with(|| one.judge.cmp(&other.judge)));
    rows
}

#[cfg(test)]
#[path = "on_texts_tests.rs"]
mod tests;
