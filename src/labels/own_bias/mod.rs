//! A judge's own source bias: labels of twins in; by how much each judge grades a source's version higher than the reference's,
//! beyond the people, and at equal match and length, out.

mod pairs;
mod regression;

use std::sync::Arc;

use self::pairs::{Pair, pairs};
use self::regression::{Regression, cells};
use super::feature::{HEADLINE, LENGTH};
use super::resample::{Draws, figures_of_sums};
use super::words::{FeatureValues, features};
use super::{Judge, Judgements, LabelSettings, LabelTexts};
use crate::corpus::SourceId;
use crate::error::Result;
use crate::statistics::{Adjustment, Contributions, CrossedSettings, Interval, signless_zero};
use crate::table::FileKind;

crate::table! {
    /// by how much each judge grades a source's version of a content higher than the reference's, for one query
    pub struct OwnBiasRow("labels/own_bias", FileKind::Csv, None) {
        /// The judge; the people are one too.
        judge: Arc<str>;
        /// The people; empty where the judge is compared with nobody.
        other: Arc<str>;
        /// The source.
        source: Arc<str>;
        /// The source it is compared with.
        reference: Arc<str>;
        /// What is averaged over twins: `own` d = label(source) − label(reference); `less_people` d less the people's d of the
        /// same twins; `own_given_words` and `less_people_given_words` the same for twins of equal coverage and length, the
        /// constant of a regression on their differences.
        figure: Arc<str>;
        /// Its mean, in grades: above 0 the judge prefers the source. Undefined where coverage and length leave nothing to tell.
        value: Option<f64>;
        /// Lower end of its interval over resampled queries, wider where contents vary more.
        low: Option<f64>;
        /// Upper end of that interval.
        high: Option<f64>;
        /// p by exchanging signs of queries.
        p_queries: Option<f64>;
        /// p by exchanging the source labels of each content's versions.
        p_contents: Option<f64>;
        /// p with other queries and other texts: never below either.
        p_value: Option<f64>;
        /// The same adjusted for all judges and sources of the figure, by step-down maxT.
        p_adjusted: Option<f64>;
        /// The share of twins above 0; with `given_words` empty.
        higher: Option<f64>;
        /// The share at 0.
        equal: Option<f64>;
        /// The share below 0.
        lower: Option<f64>;
        /// Twins.
        n: u64;
        /// Their queries.
        queries: u64;
    }
}

/// What is averaged over twins.
pub mod figure {
    /// A judge's own difference.
    pub const OWN: &str = "own";
    /// The same less the people's.
    pub const LESS_PEOPLE: &str = "less_people";
    /// A judge's own difference at equal coverage and length.
    pub const OWN_GIVEN_WORDS: &str = "own_given_words";
    /// The same less the people's.
    pub const LESS_PEOPLE_GIVEN_WORDS: &str = "less_people_given_words";
}

/// One row before its test: who, which figure, the twins, and what is told of them.
struct Asked {
    judge: Arc<str>,
    other: Arc<str>,
    source: SourceId,
    figure: &'static str,
    pairs: Vec<Pair>,
    family: usize,
}

/// The own source bias of each judge, and of the people.
///
/// # Errors
/// None that can happen: the features are rows of this program.
pub fn own_bias(
    judgements: &Judgements,
    texts: &LabelTexts,
    settings: &LabelSettings,
) -> Result<Vec<OwnBiasRow>> {
    let asked = asked(judgements, texts, &features(texts)?);
    let fits: Vec<Regression> = asked.iter().map(|asked| Regression::new(&asked.pairs)).collect();
    let draws = Draws::new(settings.resampling(), fits.iter().map(|fit| fit.tables.queries()));
    let intervals: Vec<Option<Interval>> = fits
        .iter()
        .map(|fit| {
            let found = figures_of_sums(&fit.tables, &draws, |sums, values| values.push(fit.constant(sums)));
            found.first().and_then(|figure| figure.interval)
        })
        .collect();
    let held: Vec<Contributions> = fits
        .iter()
        .zip(&asked)
        .map(|(fit, asked)| Contributions::new(cells(&asked.pairs, &fit.null)))
        .collect();
    let families: Vec<usize> = asked.iter().map(|asked| asked.family).collect();
    let tests = settings
        .exchanges()
        .map(|exchanges| CrossedSettings { exchanges, adjustment: Adjustment::MaxT }.test(&held, &families));
    let row = |(place, asked): (usize, Asked)| {
        let fit = &fits[place];
        let test =
            tests.as_ref().map(|tests| tests[place]).filter(|_| fit.value.is_some()).unwrap_or_default();
        let variances = || Contributions::new(cells(&asked.pairs, &fit.residuals)).variances();
        let spread = |(interval, value): (Interval, f64)| {
            Some(interval.spread_about(value, variances().widening(settings.confidence)?))
        };
        let interval = intervals[place].zip(fit.value).and_then(spread);
        let plain = [figure::OWN, figure::LESS_PEOPLE].contains(&asked.figure);
        let share = |of: fn(f64) -> bool| {
            let count = asked.pairs.iter().filter(|pair| of(pair.difference)).count();
            (plain && !asked.pairs.is_empty()).then(|| count as f64 / asked.pairs.len() as f64)
        };
        OwnBiasRow {
            source: Arc::from(texts.name(asked.source)),
            reference: Arc::from(texts.name(texts.reference)),
            figure: Arc::from(asked.figure),
            value: fit.value.map(signless_zero),
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
            p_queries: test.queries,
            p_contents: test.contents,
            p_value: test.crossed,
            p_adjusted: test.adjusted,
            higher: share(|difference| difference > 0.0),
            equal: share(|difference| difference == 0.0),
            lower: share(|difference| difference < 0.0),
            n: asked.pairs.len() as u64,
            queries: fit.tables.queries() as u64,
            judge: asked.judge,
            other: asked.other,
        }
    };
    Ok(asked.into_iter().enumerate().map(row).collect())
}

/// The figures of each judge and source that have a twin.
fn asked(judgements: &Judgements, texts: &LabelTexts, features: &[FeatureValues]) -> Vec<Asked> {
    let people = judgements.people.as_ref();
    let words: Vec<&FeatureValues> =
        features.iter().filter(|feature| [HEADLINE, LENGTH].contains(&&*feature.name)).collect();
    let mut asked = Vec::new();
    for judge in judgements.judges.iter().chain(people) {
        let of_people = people.is_some_and(|people| people.name == judge.name);
        for source in texts.others() {
            let mut ask = |other: Option<&Judge>, figures: [&'static str; 2], family: usize| {
                for (figure, words) in figures.into_iter().zip([&[][..], &words[..]]) {
                    asked.push(Asked {
                        judge: Arc::from(judge.name.as_str()),
                        other: Arc::from(other.map_or("", |other| other.name.as_str())),
                        source,
                        figure,
                        pairs: pairs(judgements, texts, source, (judge, other), words),
                        family: family + usize::from(!words.is_empty()),
                    });
                }
            };
            // What people do is not one of the judges' findings.
            ask(None, [figure::OWN, figure::OWN_GIVEN_WORDS], if of_people { 4 } else { 0 });
            if let (Some(people), false) = (people, of_people) {
                ask(Some(people), [figure::LESS_PEOPLE, figure::LESS_PEOPLE_GIVEN_WORDS], 2);
            }
        }
    }
    asked.retain(|asked| !asked.pairs.is_empty());
    asked
}
