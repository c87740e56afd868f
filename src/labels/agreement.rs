//! Agreement: judges side by side in; how far each agrees with the people, with each other judge, and all together, out.

use std::sync::Arc;

use rayon::prelude::*;

use super::counts::{QueryTables, tables_of_many, tables_of_two};
use super::resample::{Draws, Figure, Form, figures};
use super::{AgreementMeasure, Judge, Judgements, LabelSettings};
use crate::registry::Named;
use crate::table::{FileKind, Printed, Shown};

crate::table! {
    /// how far judges agree, pair by pair and all together
    pub struct AgreementRow("labels/agreement", FileKind::Csv, Some(PRINTED)) {
        /// Who is compared: `with_people` a judge with the people, `judges` one judge with another, `all_judges`, or
        /// `all_with_people`.
        compared: Arc<str> = "Compared", Shown::Word;
        /// The judge; empty for all together.
        judge: Arc<str> = "Judge", Shown::Word;
        /// The other judge, or the people; empty for all together.
        other: Arc<str> = "Other", Shown::Word;
        /// The measure.
        measure: Arc<str> = "Measure", Shown::Name;
        /// Its value; undefined where the grades do not vary.
        value: Option<f64> = "Value", Shown::Decimal(3);
        /// Lower end of its interval over resampled queries.
        low: Option<f64> = "Interval", Shown::Interval(3);
        /// Upper end of that interval.
        high: Option<f64>;
        /// The pairs of query and document with two grades or more.
        pairs: u64 = "Pairs", Shown::Count;
        /// Queries with a grade.
        queries: u64 = "Queries", Shown::Count;
    }
}

const PRINTED: Printed = Printed {
    name: "agreement",
    title: "Agreement, by every measure",
    note: "with_people: a judge with the people; all_judges and all_with_people: all together. Intervals are over resampled \
        queries. The file also has the rows of every two judges.",
};

/// Who is compared in a row.
pub mod compared {
    /// A judge with the people.
    pub const WITH_PEOPLE: &str = "with_people";
    /// One judge with another.
    pub const JUDGES: &str = "judges";
    /// All judges together.
    pub const ALL_JUDGES: &str = "all_judges";
    /// All judges and the people together.
    pub const ALL_WITH_PEOPLE: &str = "all_with_people";
}

/// One comparison: its place in the table, and the tables that it is made of.
struct Compared {
    kind: &'static str,
    judge: Arc<str>,
    other: Arc<str>,
    tables: QueryTables,
    form: Form,
}

/// How far each judge agrees with the people, with each other judge, and all of them together. Measures of two judges alone
/// are left out of what is over all.
pub fn agreement(
    judgements: &Judgements,
    measures: &[Named<dyn AgreementMeasure>],
    settings: &LabelSettings,
) -> Vec<AgreementRow> {
    let names: Vec<Arc<str>> = judgements.judges.iter().map(|judge| Arc::from(judge.name.as_str())).collect();
    let levels = |judge: usize| &judgements.judges[judge].levels;
    let mut asked: Vec<(&'static str, usize, Option<usize>)> = Vec::new();
    let count = names.len();
    if judgements.people.is_some() {
        asked.extend((0..count).map(|judge| (compared::WITH_PEOPLE, judge, None)));
    }
    asked.extend(
        (0..count).flat_map(|one| (one + 1..count).map(move |two| (compared::JUDGES, one, Some(two)))),
    );
    let of_two = |(kind, one, two): (&'static str, usize, Option<usize>)| {
        let (other, second) = match (two, &judgements.people) {
            (Some(two), _) => (names[two].clone(), levels(two)),
            (None, Some(people)) => (Arc::from(people.name.as_str()), &people.levels),
            (None, None) => return None,
        };
        let tables = tables_of_two(judgements, levels(one), second);
        Some(Compared { kind, judge: names[one].clone(), other, tables, form: Form::Two })
    };
    let mut all: Vec<Compared> = asked.into_par_iter().filter_map(of_two).collect();
    let together = |kind, people: Option<&Judge>| {
        let judges: Vec<_> = judgements.judges.iter().chain(people).map(|judge| &judge.levels[..]).collect();
        let tables = tables_of_many(judgements, &judges);
        (count > 1).then(|| Compared { kind, judge: "".into(), other: "".into(), tables, form: Form::Many })
    };
    all.extend(together(compared::ALL_JUDGES, None));
    if let Some(people) = &judgements.people {
        all.extend(together(compared::ALL_WITH_PEOPLE, Some(people)));
    }
    rows(&all, judgements, measures, settings)
}

/// The rows of comparisons, in their order.
fn rows(
    all: &[Compared],
    judgements: &Judgements,
    measures: &[Named<dyn AgreementMeasure>],
    settings: &LabelSettings,
) -> Vec<AgreementRow> {
    let draws = Draws::new(settings.resampling(), all.iter().map(|one| one.tables.queries()));
    let specs: Vec<Arc<str>> = measures.iter().map(|measure| Arc::from(measure.name.as_str())).collect();
    let of_one = |one: &Compared| {
        let wanted = |measure: usize| one.form == Form::Two || !measures[measure].object.of_two_alone();
        let chosen: Vec<usize> = (0..measures.len()).filter(|measure| wanted(*measure)).collect();
        let objects: Vec<_> = chosen.iter().map(|measure| &measures[*measure]).collect();
        let found = figures((&one.tables, one.form), judgements.scale, &objects, &draws);
        let row = |(measure, figure): (usize, Figure)| AgreementRow {
            compared: one.kind.into(),
            judge: one.judge.clone(),
            other: one.other.clone(),
            measure: specs[measure].clone(),
            value: figure.value,
            low: figure.interval.map(|interval| interval.low),
            high: figure.interval.map(|interval| interval.high),
            pairs: one.tables.pairs,
            queries: one.tables.queries() as u64,
        };
        chosen.into_iter().zip(found).map(row).collect::<Vec<_>>()
    };
    all.par_iter().flat_map_iter(of_one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::AGREEMENT;
    use crate::labels::judgements::tests::judged;

    /// Three judges and people over six queries of five documents, seeded by arithmetic.
    fn example(settings: &LabelSettings) -> Judgements {
        let text = |judge: usize| -> String {
            let line = |place: usize| {
                format!("q{} 0 d{} {}\n", place / 5, place % 5, (place * (judge + 3) + place / 3) % 4)
            };
            // The last judge has not graded every pair.
            (0..30).filter(|place| judge < 2 || place % 7 != 1).map(line).collect()
        };
        let texts: Vec<String> = (0..4).map(text).collect();
        let names = ["a.qrels", "b.qrels", "c.qrels", "people.qrels"];
        let files: Vec<(&str, &str)> = names.into_iter().zip(texts.iter().map(String::as_str)).collect();
        judged(&files, true, settings).unwrap()
    }

    fn found(settings: &LabelSettings) -> Vec<AgreementRow> {
        let measures = AGREEMENT.parse_all(&["kappa".into(), "alpha".into(), "ac1".into()]).unwrap();
        agreement(&example(settings), &measures, settings)
    }

    #[test]
    fn every_two_are_compared_and_all_together() {
        let rows = found(&LabelSettings { bootstrap: 99, ..LabelSettings::default() });
        let count = |kind: &str| rows.iter().filter(|row| &*row.compared == kind).count();
        assert_eq!([compared::WITH_PEOPLE, compared::JUDGES].map(count), [9, 9]);
        // κ is of two judges alone.
        assert_eq!([compared::ALL_JUDGES, compared::ALL_WITH_PEOPLE].map(count), [2, 2]);
        assert_eq!((rows[0].judge.to_string(), rows[0].other.to_string()), ("a".into(), "people".into()));
        assert!(rows.iter().all(|row| row.low <= row.value && row.value <= row.high && row.low.is_some()));
        assert_eq!((rows[0].pairs, rows[0].queries), (25, 6));
    }

    #[test]
    fn threads_do_not_matter_and_without_replicates_there_is_no_interval() {
        let settings = LabelSettings { bootstrap: 99, ..LabelSettings::default() };
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| found(&settings))
        };
        assert_eq!(with(1), with(3));
        let bare = found(&LabelSettings { bootstrap: 0, ..settings });
        assert!(bare.iter().all(|row| row.value.is_some() && row.low.is_none() && row.high.is_none()));
    }

    #[test]
    fn the_interval_is_that_of_resampled_pairs() {
        // As many replicates by the plain way: the pairs of the drawn queries, counted anew.
        let settings = LabelSettings { bootstrap: 199, ..LabelSettings::default() };
        let judgements = example(&settings);
        let people = judgements.people.as_ref().unwrap();
        let measure = AGREEMENT.parse("kappa(weights=linear)").unwrap();
        let row = agreement(&judgements, std::slice::from_ref(&measure), &settings).remove(0);
        let replicates = settings.resampling().replicate(6, |drawn| {
            let mut confusion = [0.0; 16];
            for query in drawn {
                for (place, (of, _)) in judgements.pairs.iter().enumerate() {
                    if let (true, Some(one), Some(other)) =
                        (of == query, judgements.judges[0].levels[place], people.levels[place])
                    {
                        confusion[usize::from(one) * 4 + usize::from(other)] += 1.0;
                    }
                }
            }
            measure.object.value(&crate::labels::Counts::of_two(judgements.scale, &confusion)).unwrap()
        });
        let interval = crate::statistics::Interval::percentile(replicates, 0.95).unwrap();
        assert_eq!((row.low, row.high), (Some(interval.low), Some(interval.high)));
    }
}
