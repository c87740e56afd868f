//! Leniency: judges and people side by side in; by how much each judge grades higher, which grades meet which, and how often
//! each grade is given, out.

use std::sync::Arc;

use super::counts::{QueryTables, tables_of_two};
use super::resample::{Draws, Figure, Form, figures};
use super::{AGREEMENT, Judgements, LabelSettings};
use crate::error::Result;
use crate::table::{FileKind, Printed, Shown};

crate::table! {
    /// by how much each judge grades higher than the people
    pub struct LeniencyRow("labels/leniency", FileKind::Csv, Some(PRINTED)) {
        /// The judge.
        judge: Arc<str> = "Judge", Shown::Word;
        /// The people.
        other: Arc<str>;
        /// The judge's mean grade, over pairs that both have graded.
        mean: Option<f64> = "Mean grade", Shown::Decimal(2);
        /// The people's mean grade over the same pairs.
        mean_of_other: Option<f64> = "People's", Shown::Decimal(2);
        /// The first less the second: above 0 the judge is lenient.
        shift: Option<f64> = "Leniency", Shown::Decimal(3);
        /// Lower end of its interval over resampled queries.
        low: Option<f64> = "Interval", Shown::Interval(3);
        /// Upper end of that interval.
        high: Option<f64>;
        /// The share of pairs that the judge grades higher.
        higher: Option<f64> = "Higher", Shown::Decimal(3);
        /// The share of pairs that both grade alike.
        equal: Option<f64> = "Equal", Shown::Decimal(3);
        /// The share of pairs that the judge grades lower.
        lower: Option<f64> = "Lower", Shown::Decimal(3);
        /// Pairs that both have graded.
        pairs: u64 = "Pairs", Shown::Count;
    }
}

const PRINTED: Printed = Printed {
    name: "leniency",
    title: "Leniency",
    note: "Leniency: the judge's mean grade less the people's, over pairs that both have graded. Higher, equal, lower: the share \
        of these pairs that the judge grades so.",
};

crate::table! {
    /// which grades of each judge meet which of the people
    pub struct ConfusionRow("labels/confusion", FileKind::Csv, None) {
        /// The judge.
        judge: Arc<str>;
        /// The people.
        other: Arc<str>;
        /// The judge's grade.
        grade: Option<f64>;
        /// The people's grade.
        grade_of_other: Option<f64>;
        /// Pairs with both.
        pairs: u64;
        /// Their share of the pairs of the people's grade; undefined where there is none.
        share: Option<f64>;
    }
}

crate::table! {
    /// how often each judge gives each grade
    pub struct GradeRow("labels/grades", FileKind::Csv, None) {
        /// The judge, or the people.
        judge: Arc<str>;
        /// The grade.
        grade: Option<f64>;
        /// Pairs that it is given to.
        pairs: u64;
        /// Their share of the judge's pairs.
        share: Option<f64>;
    }
}

/// What a part is of a whole; `None` of nothing.
fn share(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

/// By how much each judge grades higher than the people, and the confusion of both; nothing without people.
///
/// # Errors
/// None that can happen: the measure is a row of this program.
pub fn leniency(
    judgements: &Judgements,
    settings: &LabelSettings,
) -> Result<(Vec<LeniencyRow>, Vec<ConfusionRow>)> {
    let (mut shifts, mut confusions) = (Vec::new(), Vec::new());
    let Some(people) = &judgements.people else { return Ok((shifts, confusions)) };
    let measure = AGREEMENT.parse("leniency")?;
    let tables: Vec<QueryTables> = judgements
        .judges
        .iter()
        .map(|judge| tables_of_two(judgements, &judge.levels, &people.levels))
        .collect();
    let draws = Draws::new(settings.resampling(), tables.iter().map(QueryTables::queries));
    let other: Arc<str> = Arc::from(people.name.as_str());
    for (judge, tables) in judgements.judges.iter().zip(&tables) {
        let found = figures((tables, Form::Two), judgements.scale, &[&measure], &draws);
        let name: Arc<str> = Arc::from(judge.name.as_str());
        let sums = tables.sum();
        shifts.extend(found.first().map(|figure| shift(&name, &other, judgements, &sums, *figure)));
        confusions.extend(confusion(&name, &other, judgements, &sums));
    }
    Ok((shifts, confusions))
}

fn shift(
    judge: &Arc<str>,
    other: &Arc<str>,
    judgements: &Judgements,
    sums: &[f64],
    figure: Figure,
) -> LeniencyRow {
    let levels = judgements.scale.levels();
    let cells = || sums.iter().enumerate().map(|(cell, count)| (cell / levels, cell % levels, *count));
    let all: f64 = sums.iter().sum();
    let grade = |level: usize| f64::from(judgements.scale.grade(level));
    let of = |wanted: fn(usize, usize) -> bool| {
        share(cells().filter(|(one, two, _)| wanted(*one, *two)).map(|(_, _, count)| count).sum(), all)
    };
    LeniencyRow {
        judge: judge.clone(),
        other: other.clone(),
        mean: share(cells().map(|(one, _, count)| grade(one) * count).sum(), all),
        mean_of_other: share(cells().map(|(_, two, count)| grade(two) * count).sum(), all),
        shift: figure.value,
        low: figure.interval.map(|interval| interval.low),
        high: figure.interval.map(|interval| interval.high),
        higher: of(|one, two| one > two),
        equal: of(|one, two| one == two),
        lower: of(|one, two| one < two),
        pairs: all as u64,
    }
}

fn confusion(judge: &Arc<str>, other: &Arc<str>, judgements: &Judgements, sums: &[f64]) -> Vec<ConfusionRow> {
    let (scale, levels) = (judgements.scale, judgements.scale.levels());
    let column = |two: usize| (0..levels).map(|one| sums[one * levels + two]).sum::<f64>();
    let cells = (0..levels).flat_map(|two| (0..levels).map(move |one| (one, two)));
    let row = |(one, two): (usize, usize)| ConfusionRow {
        judge: judge.clone(),
        other: other.clone(),
        grade: Some(f64::from(scale.grade(one))),
        grade_of_other: Some(f64::from(scale.grade(two))),
        pairs: sums[one * levels + two] as u64,
        share: share(sums[one * levels + two], column(two)),
    };
    cells.map(row).collect()
}

/// How often each judge, and the people last, give each grade.
pub fn grades(judgements: &Judgements) -> Vec<GradeRow> {
    let levels = judgements.scale.levels();
    let mut rows = Vec::new();
    for judge in judgements.judges.iter().chain(&judgements.people) {
        let mut counts = vec![0_u64; levels];
        judge.levels.iter().flatten().for_each(|level| counts[usize::from(*level)] += 1);
        let all: u64 = counts.iter().sum();
        let name: Arc<str> = Arc::from(judge.name.as_str());
        rows.extend(counts.into_iter().enumerate().map(|(level, pairs)| GradeRow {
            judge: name.clone(),
            grade: Some(f64::from(judgements.scale.grade(level))),
            pairs,
            share: share(pairs as f64, all as f64),
        }));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::judgements::tests::judged;

    #[test]
    fn four_pairs_by_hand() {
        let files = &[
            ("a.qrels", "q 0 d 2\nq 0 e 1\nr 0 d 2\nr 0 e 1\n"),
            ("people.qrels", "q 0 d 1\nq 0 e 1\nr 0 d 0\nr 0 e 2\n"),
        ];
        let settings = LabelSettings { bootstrap: 99, ..LabelSettings::default() };
        let judgements = judged(files, true, &settings).unwrap();
        let (shifts, confusions) = leniency(&judgements, &settings).unwrap();
        let row = &shifts[0];
        assert_eq!((row.mean, row.mean_of_other, row.shift), (Some(1.5), Some(1.0), Some(0.5)));
        assert_eq!((row.higher, row.equal, row.lower, row.pairs), (Some(0.5), Some(0.25), Some(0.25), 4));
        // Two queries are too few for an interval.
        assert_eq!((row.low, row.high), (None, None));
        let of_one: Vec<_> = confusions.iter().filter(|row| row.grade_of_other == Some(1.0)).collect();
        assert_eq!(of_one.iter().map(|row| row.share).collect::<Vec<_>>(), [Some(0.0), Some(0.5), Some(0.5)]);
        let given = grades(&judgements);
        let shares: Vec<_> = given.iter().map(|row| row.share.unwrap()).collect();
        assert_eq!(shares, [0.0, 0.5, 0.5, 0.25, 0.5, 0.25]);
    }

    #[test]
    fn an_interval_begins_at_as_many_queries_as_can_be_sure() {
        let lines = |queries: usize, grades: [i32; 2]| -> String {
            (0..queries)
                .map(|query| format!("{query} 0 d {}\n{query} 0 e {}\n", grades[0], grades[1]))
                .collect()
        };
        for (queries, confidence, interval) in
            [(5, 0.95, None), (6, 0.95, Some((0.5, 0.5))), (5, 0.9, Some((0.5, 0.5))), (7, 0.99, None)]
        {
            let (judge, people) = (lines(queries, [2, 1]), lines(queries, [1, 1]));
            let files = &[("a.qrels", judge.as_str()), ("people.qrels", people.as_str())];
            let scale = "0-3".parse().ok();
            let settings = LabelSettings { bootstrap: 99, confidence, scale, ..LabelSettings::default() };
            let judgements = judged(files, true, &settings).unwrap();
            let row = leniency(&judgements, &settings).unwrap().0.remove(0);
            // Every query shifts by 0.5, so that no resample differs.
            assert_eq!((row.shift, row.low.zip(row.high)), (Some(0.5), interval), "{queries} {confidence}");
        }
    }
}
