//! What words add to a label given the other's grade: the regression of the judge's label on a feature and the people's grade
//! within queries, and the reverse, the people's on the feature and the judge's.

use std::sync::Arc;

use super::{FeatureValues, centred, features};
use crate::error::Result;
use crate::labels::counts::QueryTables;
use crate::labels::resample::{Draws, figures_of_sums};
use crate::labels::{Judge, Judgements, LabelSettings, LabelTexts};
use crate::statistics::{Line, signless_zero};
use crate::table::FileKind;

crate::table! {
    /// what a feature of texts adds to labels given the other's grade, within queries. Where both directions are above 0, each
    /// side knows what the other's noise hides, and words stand for relevance; a judge who follows words beyond what the people
    /// find relevant has the first above 0 and the second not
    pub struct WordsGivenGradeRow("labels/words_given_grade", FileKind::Csv, None) {
        /// The judge.
        judge: Arc<str>;
        /// The people.
        other: Arc<str>;
        /// The feature of texts.
        feature: Arc<str>;
        /// Whose label is told from the feature and the other's grade: `judge_given_people`, or the reverse,
        /// `people_given_judge`.
        direction: Arc<str>;
        /// By how many grades the label rises with one more of the feature, at equal grade of the other: least squares with a
        /// constant for each query. Undefined where the feature follows from the grade or does not vary.
        value: Option<f64>;
        /// Lower end of its interval over resampled queries.
        low: Option<f64>;
        /// Upper end of that interval.
        high: Option<f64>;
        /// The same for a standard deviation of the feature within queries.
        per_deviation: Option<f64>;
        /// Pairs with both grades and the feature, in queries with two or more.
        n: u64;
        /// These queries.
        queries: u64;
    }
}

/// Whose label is told from what.
pub mod direction {
    /// The judge's, given the people's grade.
    pub const JUDGE: &str = "judge_given_people";
    /// The people's, given the judge's grade.
    pub const PEOPLE: &str = "people_given_judge";
}

/// Within queries, the sums of products of feature x, grade g and label y: xx, xg, gg, xy, gy.
const CELLS: usize = 5;

/// β of y = β·x + γ·g from their sums of products; `None` where x is (nearly) a multiple of g, or constant.
fn slope(sums: &[f64]) -> Option<f64> {
    let &[xx, xg, gg, xy, gy] = sums else { return None };
    if gg <= 0.0 {
        return (xx > 0.0).then(|| xy / xx);
    }
    let determinant = xx * gg - xg * xg;
    (determinant > 1e-12 * xx * gg).then(|| (xy * gg - gy * xg) / determinant)
}

/// The same by fitting lines: what the grade leaves of the feature, and the label on that. (Frisch & Waugh 1933; Lovell 1963)
fn fitted(rows: &[[f64; 3]]) -> Option<f64> {
    let column = |column: usize| rows.iter().map(|row| row[column]).collect::<Vec<f64>>();
    let (feature, grade, label) = (column(0), column(1), column(2));
    let left = match Line::through(&grade, &feature) {
        Some(line) => {
            let over = grade.iter().zip(&feature);
            over.map(|(grade, feature)| feature - line.intercept - line.slope * grade).collect()
        }
        None => feature,
    };
    Some(Line::through(&left, &label)?.slope)
}

/// What features add to labels given the other's grade; nothing without people.
///
/// # Errors
/// None that can happen: the features are rows of this program.
pub fn words_given_grade(
    judgements: &Judgements,
    texts: &LabelTexts,
    settings: &LabelSettings,
) -> Result<Vec<WordsGivenGradeRow>> {
    let Some(people) = &judgements.people else { return Ok(Vec::new()) };
    let mut asked = Vec::new();
    let features = features(texts)?;
    for feature in &features {
        for judge in &judgements.judges {
            for (direction, label, grade) in
                [(direction::JUDGE, judge, people), (direction::PEOPLE, people, judge)]
            {
                let of_queries = rows_of_queries(judgements, feature, grade, label);
                asked.push((judge, feature, direction, of_queries));
            }
        }
    }
    let draws = Draws::new(settings.resampling(), asked.iter().map(|(_, _, _, of_queries)| of_queries.len()));
    let row =
        |(judge, feature, direction, of_queries): &(&Judge, &FeatureValues, &str, Vec<Vec<[f64; 3]>>)| {
            let products = |rows: &Vec<[f64; 3]>| {
                let product =
                    |one: usize, other: usize| rows.iter().map(|row| row[one] * row[other]).sum::<f64>();
                [product(0, 0), product(0, 1), product(1, 1), product(0, 2), product(1, 2)]
            };
            let cells = of_queries.iter().flat_map(products).collect();
            let rows = of_queries.concat();
            let tables = QueryTables { width: CELLS, cells, pairs: rows.len() as u64 };
            let figures = figures_of_sums(&tables, &draws, |sums, values| values.push(slope(sums)));
            let figure = figures.first().copied();
            let value = figure.and_then(|figure| figure.value).and_then(|_| fitted(&rows)).map(signless_zero);
            let interval = figure.and_then(|figure| figure.interval).filter(|_| value.is_some());
            let freedom = rows.len().saturating_sub(of_queries.len());
            let squares: f64 = rows.iter().map(|row| row[0] * row[0]).sum();
            WordsGivenGradeRow {
                judge: Arc::from(judge.name.as_str()),
                other: Arc::from(people.name.as_str()),
                feature: feature.name.clone(),
                direction: Arc::from(*direction),
                value,
                low: interval.map(|interval| interval.low),
                high: interval.map(|interval| interval.high),
                per_deviation: value
                    .filter(|_| freedom > 0)
                    .map(|value| value * (squares / freedom as f64).sqrt()),
                n: rows.len() as u64,
                queries: of_queries.len() as u64,
            }
        };
    Ok(asked.iter().map(row).collect())
}

/// Feature, grade and label of the pairs of each query with two or more, less their means over these.
fn rows_of_queries(
    judgements: &Judgements,
    feature: &FeatureValues,
    grade: &Judge,
    label: &Judge,
) -> Vec<Vec<[f64; 3]>> {
    let of_query = |places: std::ops::Range<usize>| {
        let row = |place: usize| {
            let levels = (grade.levels[place]?, label.levels[place]?);
            Some([feature.values[place]?, f64::from(levels.0), f64::from(levels.1)])
        };
        let mut rows: Vec<[f64; 3]> = places.filter_map(row).collect();
        centred(&mut rows);
        rows
    };
    judgements.pairs_of_queries().into_iter().map(of_query).filter(|rows| rows.len() > 1).collect()
}
