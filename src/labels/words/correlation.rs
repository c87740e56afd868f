//! The correlation of labels with features of texts within queries, and the judge's less the people's.

use std::sync::Arc;

use super::{FeatureValues, features};
use crate::error::Result;
use crate::labels::{Judge, Judgements, LabelSettings, LabelTexts};
use crate::statistics::{mean, pearson, signless_zero};
use crate::table::FileKind;

crate::table! {
    /// how closely the labels of each judge, and of the people, follow features of texts within queries
    pub struct WordsRow("labels/words", FileKind::Csv, None) {
        /// The judge, or the people.
        judge: Arc<str>;
        /// The feature of texts.
        feature: Arc<str>;
        /// Pearson's r of labels and feature over the pairs of a query, averaged over queries; undefined where no query has
        /// three pairs, of which neither label nor feature is the same for all.
        value: Option<f64>;
        /// Lower end of its interval over resampled queries.
        low: Option<f64>;
        /// Upper end of that interval.
        high: Option<f64>;
        /// The pairs of these queries.
        n: u64;
        /// The queries for which it is defined.
        queries: u64;
    }
}

crate::table! {
    /// by how much each judge follows features of texts more closely than the people do. Noisier labels correlate less: a judge
    /// who is less noisy than the people has a difference above 0 too, so `labels/words_given_grade` stands beside it
    pub struct WordsDifferenceRow("labels/words_difference", FileKind::Csv, None) {
        /// The judge.
        judge: Arc<str>;
        /// The people.
        other: Arc<str>;
        /// The feature of texts.
        feature: Arc<str>;
        /// The judge's mean correlation within queries, over pairs that both have graded.
        correlation: Option<f64>;
        /// The people's over the same pairs.
        correlation_of_other: Option<f64>;
        /// The first less the second, averaged over queries for which both are defined.
        value: Option<f64>;
        /// Lower end of its interval over resampled queries.
        low: Option<f64>;
        /// Upper end of that interval.
        high: Option<f64>;
        /// p of no difference, by exchanging judge and people within queries.
        p_value: Option<f64>;
        /// The same adjusted for all judges of the feature, by step-down maxT.
        p_adjusted: Option<f64>;
        /// The pairs of these queries.
        n: u64;
        /// The queries for which both are defined.
        queries: u64;
    }
}

/// The fewest pairs of a query of which a correlation is taken: that of two is 1 or −1.
const FEWEST_PAIRS: usize = 3;

/// The correlations of one judge, or two, by query.
#[derive(Default)]
struct ByQuery {
    queries: Vec<u32>,
    values: Vec<f64>,
    others: Vec<f64>,
    pairs: u64,
}

fn by_query(
    judgements: &Judgements,
    levels: &[Option<u8>],
    others: &[Option<u8>],
    feature: &FeatureValues,
) -> ByQuery {
    let mut found = ByQuery::default();
    for (query, places) in judgements.pairs_of_queries().into_iter().enumerate() {
        let both = places.filter_map(|place| {
            Some((f64::from(levels[place]?), f64::from(others[place]?), feature.values[place]?))
        });
        let (mut of_judge, mut of_other, mut of_text) = (Vec::new(), Vec::new(), Vec::new());
        for (one, other, text) in both {
            of_judge.push(one);
            of_other.push(other);
            of_text.push(text);
        }
        if of_text.len() < FEWEST_PAIRS {
            continue;
        }
        if let (Some(one), Some(other)) = (pearson(&of_judge, &of_text), pearson(&of_other, &of_text)) {
            found.queries.push(query as u32);
            found.values.push(one);
            found.others.push(other);
            found.pairs += of_text.len() as u64;
        }
    }
    found
}

/// The correlations of labels with features within queries, of each judge and the people last, and the judges' less the people's.
///
/// # Errors
/// None that can happen: the features are rows of this program.
pub fn word_correlations(
    judgements: &Judgements,
    texts: &LabelTexts,
    settings: &LabelSettings,
) -> Result<(Vec<WordsRow>, Vec<WordsDifferenceRow>)> {
    let (mut alone, mut less) = (Vec::new(), Vec::new());
    for feature in &features(texts)? {
        alone.extend(rows_alone(judgements, feature, settings));
        if let Some(people) = &judgements.people {
            less.extend(rows_less(judgements, people, feature, settings));
        }
    }
    Ok((alone, less))
}

fn rows_alone(judgements: &Judgements, feature: &FeatureValues, settings: &LabelSettings) -> Vec<WordsRow> {
    let judges: Vec<&Judge> = judgements.judges.iter().chain(&judgements.people).collect();
    let found: Vec<ByQuery> =
        judges.iter().map(|judge| by_query(judgements, &judge.levels, &judge.levels, feature)).collect();
    let columns: Vec<&[f64]> = found.iter().map(|found| &found.values[..]).collect();
    let intervals = settings.resampling().mean_intervals(&columns);
    let row =
        |((judge, found), interval): ((&Judge, &ByQuery), Option<crate::statistics::Interval>)| WordsRow {
            judge: Arc::from(judge.name.as_str()),
            feature: feature.name.clone(),
            value: mean(&found.values),
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
            n: found.pairs,
            queries: found.queries.len() as u64,
        };
    judges.into_iter().zip(&found).zip(intervals).map(row).collect()
}

fn rows_less(
    judgements: &Judgements,
    people: &Judge,
    feature: &FeatureValues,
    settings: &LabelSettings,
) -> Vec<WordsDifferenceRow> {
    let found: Vec<ByQuery> = judgements
        .judges
        .iter()
        .map(|judge| by_query(judgements, &judge.levels, &people.levels, feature))
        .collect();
    let less = |found: &ByQuery| -> Vec<f64> {
        found.values.iter().zip(&found.others).map(|(one, other)| one - other).collect()
    };
    let differences: Vec<Vec<f64>> = found.iter().map(less).collect();
    let intervals = settings.resampling().mean_intervals(&differences);
    let test = settings.sign_flip();
    let p_values = test.map(|test| test.p_values(&differences));
    let columns: Vec<Vec<(u32, f64)>> = found
        .iter()
        .zip(&differences)
        .map(|(found, less)| found.queries.iter().copied().zip(less.iter().copied()).collect())
        .collect();
    let adjusted = test.map(|test| test.adjusted(&columns, judgements.queries.len()));
    let row = |place: usize| {
        let p_value = p_values.as_ref().and_then(|p_values| p_values[place]);
        let of_family = adjusted.as_ref().and_then(|adjusted| adjusted[place]);
        WordsDifferenceRow {
            judge: Arc::from(judgements.judges[place].name.as_str()),
            other: Arc::from(people.name.as_str()),
            feature: feature.name.clone(),
            correlation: mean(&found[place].values),
            correlation_of_other: mean(&found[place].others),
            value: mean(&differences[place]).map(signless_zero),
            low: intervals[place].map(|interval| interval.low),
            high: intervals[place].map(|interval| interval.high),
            p_value,
            // Random patterns may give a family a little less than every pattern gives one test.
            p_adjusted: p_value.map(|p| of_family.map_or(p, |of_family| of_family.max(p))),
            n: found[place].pairs,
            queries: found[place].queries.len() as u64,
        }
    };
    (0..found.len()).map(row).collect()
}
