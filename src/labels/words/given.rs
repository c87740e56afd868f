//! What words add to a label given the other's grade: the regression of the judge's label on a feature and the people's grade
//! within queries, and the reverse, the people's on the feature and the judge's.

use std::sync::Arc;

use super::{FeatureValues, features};
use crate::error::Result;
use crate::labels::counts::QueryTables;
use crate::labels::resample::{Draws, figures_of_sums};
use crate::labels::{Judge, Judgements, LabelSettings, LabelTexts};
use crate::statistics::{Line, Moments, signless_zero};
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
        /// By how many grades the label rises with one more of the feature, at equal grade of the other and within a source:
        /// least squares with a constant for each query and a column for each source but the reference, so that what a judge
        /// gives to a source is not taken for what it gives to words. Undefined where the feature follows from the rest.
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

/// One judge, feature and direction: of every pair the label, then the feature, the grade and the sources, each less its mean over
/// the pairs of its query.
struct Asked<'a> {
    judge: &'a Judge,
    feature: &'a FeatureValues,
    direction: &'static str,
    /// By query, of those with two pairs or more.
    queries: Vec<Vec<Vec<f64>>>,
}

impl<'a> Asked<'a> {
    fn new(
        (judgements, texts): (&Judgements, &LabelTexts),
        (judge, people): (&'a Judge, &Judge),
        feature: &'a FeatureValues,
        direction: &'static str,
    ) -> Asked<'a> {
        let (label, grade) = if direction == direction::JUDGE { (judge, people) } else { (people, judge) };
        let row = |place: usize| {
            let text = texts.pairs[place].as_ref()?;
            let mut row = vec![f64::from(label.levels[place]?), feature.values[place]?];
            row.push(f64::from(grade.levels[place]?));
            row.extend(texts.others().map(|source| if text.source == source { 1.0 } else { 0.0 }));
            Some(row)
        };
        let of_query = |places: std::ops::Range<usize>| {
            let mut rows: Vec<Vec<f64>> = places.filter_map(row).collect();
            for column in 0..rows.first().map_or(0, Vec::len) {
                let mean = rows.iter().map(|row| row[column]).sum::<f64>() / rows.len() as f64;
                rows.iter_mut().for_each(|row| row[column] -= mean);
            }
            rows
        };
        let mut queries: Vec<Vec<Vec<f64>>> =
            judgements.pairs_of_queries().into_iter().map(of_query).collect();
        queries.retain(|rows| rows.len() > 1);
        let mut asked = Asked { judge, feature, direction, queries };
        // A column of one value everywhere has no effect.
        let columns = asked.rows().next().map_or(0, Vec::len);
        let kept: Vec<usize> = (0..columns)
            .filter(|column| *column < 2 || asked.rows().any(|row| row[*column] != 0.0))
            .collect();
        for row in asked.queries.iter_mut().flatten() {
            *row = kept.iter().map(|column| row[*column]).collect();
        }
        asked
    }

    fn rows(&self) -> impl Iterator<Item = &Vec<f64>> {
        self.queries.iter().flatten()
    }

    /// How many numbers stand beside the label.
    fn terms(&self) -> usize {
        self.rows().next().map_or(1, |row| row.len() - 1)
    }

    /// XᵀX, Xᵀy and yᵀy by query.
    fn tables(&self) -> QueryTables {
        let mut cells = Vec::new();
        for rows in &self.queries {
            let mut moments = Moments::new(self.terms());
            rows.iter().for_each(|row| moments.add(&row[1..], row[0]));
            cells.extend_from_slice(moments.sums());
        }
        let width = Moments::new(self.terms()).sums().len();
        QueryTables { width, cells, pairs: self.rows().count() as u64 }
    }

    /// The slope by fitting lines: the feature and the label less what each of the others, freed of those before it, tells of them,
    /// and a line through what is left. (Frisch & Waugh 1933; Lovell 1963)
    fn slope(&self) -> Option<f64> {
        let column = |column: usize| self.rows().map(|row| row[column]).collect::<Vec<f64>>();
        let mut before: Vec<Vec<f64>> = Vec::new();
        for place in 2..=self.terms() {
            let freed = before.iter().fold(column(place), |left, known| left_by(known, left));
            before.push(freed);
        }
        let freed = |place: usize| before.iter().fold(column(place), |left, known| left_by(known, left));
        Some(Line::through(&freed(1), &freed(0))?.slope)
    }
}

/// What a line through one column leaves of another.
fn left_by(known: &[f64], column: Vec<f64>) -> Vec<f64> {
    match Line::through(known, &column) {
        Some(line) => {
            let both = known.iter().zip(&column);
            both.map(|(known, value)| value - line.intercept - line.slope * known).collect()
        }
        None => column,
    }
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
    let features = features(texts)?;
    let mut asked = Vec::new();
    for feature in &features {
        for judge in &judgements.judges {
            for direction in [direction::JUDGE, direction::PEOPLE] {
                asked.push(Asked::new((judgements, texts), (judge, people), feature, direction));
            }
        }
    }
    let draws = Draws::new(settings.resampling(), asked.iter().map(|asked| asked.queries.len()));
    let row = |asked: &Asked<'_>| {
        let tables = asked.tables();
        let figures = figures_of_sums(&tables, &draws, |sums, values| {
            values.push(Moments::of_sums(asked.terms(), sums).solve().map(|solved| solved[0]));
        });
        let figure = figures.first().copied();
        let value = figure.and_then(|figure| figure.value).and_then(|_| asked.slope()).map(signless_zero);
        let interval = figure.and_then(|figure| figure.interval).filter(|_| value.is_some());
        let freedom = asked.rows().count().saturating_sub(asked.queries.len());
        let squares: f64 = asked.rows().map(|row| row[1] * row[1]).sum();
        WordsGivenGradeRow {
            judge: Arc::from(asked.judge.name.as_str()),
            other: Arc::from(people.name.as_str()),
            feature: asked.feature.name.clone(),
            direction: Arc::from(asked.direction),
            value,
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
            per_deviation: value
                .filter(|_| freedom > 0)
                .map(|value| value * (squares / freedom as f64).sqrt()),
            n: tables.pairs,
            queries: asked.queries.len() as u64,
        }
    };
    Ok(asked.iter().map(row).collect())
}
