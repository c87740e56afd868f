//! Leniency by who wrote the judged text and by how long it is: labels and texts in; shift, confusion and shares of grades of each
//! group out.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Judgements, LabelSettings, LabelTexts, grades, leniency};
use crate::error::Result;
use crate::table::FileKind;

crate::table! {
    /// by how much each judge grades the texts of each source, and of each band of length, higher than the people
    pub struct LeniencyByRow("labels/leniency_by", FileKind::Csv, None) {
        /// The judge.
        judge: Arc<str>;
        /// The people.
        other: Arc<str>;
        /// What texts are grouped by: `source`, or `length` in terms.
        by: Arc<str>;
        /// The source, or the fewest and the most terms.
        group: Arc<str>;
        /// The judge's mean grade, over pairs that both have graded.
        mean: Option<f64>;
        /// The people's mean grade over the same pairs.
        mean_of_other: Option<f64>;
        /// The first less the second: above 0 the judge is lenient.
        value: Option<f64>;
        /// Lower end of its interval over resampled queries.
        low: Option<f64>;
        /// Upper end of that interval.
        high: Option<f64>;
        /// The share of pairs that the judge grades higher.
        higher: Option<f64>;
        /// The share of pairs that both grade alike.
        equal: Option<f64>;
        /// The share of pairs that the judge grades lower.
        lower: Option<f64>;
        /// Pairs that both have graded.
        n: u64;
    }
}

crate::table! {
    /// which grades of each judge meet which of the people, by source and by band of length
    pub struct ConfusionByRow("labels/confusion_by", FileKind::Csv, None) {
        /// The judge.
        judge: Arc<str>;
        /// The people.
        other: Arc<str>;
        /// What texts are grouped by: `source`, or `length` in terms.
        by: Arc<str>;
        /// The source, or the fewest and the most terms.
        group: Arc<str>;
        /// The judge's grade.
        grade: Option<f64>;
        /// The people's grade.
        grade_of_other: Option<f64>;
        /// Pairs with both.
        n: u64;
        /// Their share of the group's pairs of the people's grade; undefined where there is none.
        value: Option<f64>;
    }
}

crate::table! {
    /// how often each judge gives each grade, by source and by band of length
    pub struct GradeByRow("labels/grades_by", FileKind::Csv, None) {
        /// The judge, or the people.
        judge: Arc<str>;
        /// What texts are grouped by: `source`, or `length` in terms.
        by: Arc<str>;
        /// The source, or the fewest and the most terms.
        group: Arc<str>;
        /// The grade.
        grade: Option<f64>;
        /// Pairs of the group that it is given to.
        n: u64;
        /// Their share of the judge's pairs of the group.
        value: Option<f64>;
    }
}

/// What texts are grouped by.
pub mod by {
    /// Who wrote them.
    pub const SOURCE: &str = "source";
    /// How many terms they have.
    pub const LENGTH: &str = "length";
}

/// The tables of groups.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LeniencyBy {
    /// Mean shifts.
    pub leniency: Vec<LeniencyByRow>,
    /// Which grades meet which.
    pub confusion: Vec<ConfusionByRow>,
    /// Shares of grades.
    pub grades: Vec<GradeByRow>,
}

/// Leniency, confusion and shares of grades by source and by length.
///
/// # Errors
/// As [`leniency()`].
pub fn leniency_by(
    judgements: &Judgements,
    texts: &LabelTexts,
    settings: &LabelSettings,
) -> Result<LeniencyBy> {
    let of_source = |source: usize| {
        let name = texts.sources[source].name.clone();
        let inside =
            texts.pairs.iter().map(|text| text.as_ref().is_some_and(|text| text.source.index() == source));
        (by::SOURCE, name, inside.collect::<Vec<bool>>())
    };
    let of_band = |(low, high): (u32, u32)| {
        let inside = |length: u32| (low..=high).contains(&length);
        let inside = texts.pairs.iter().map(|text| text.as_ref().is_some_and(|text| inside(text.length)));
        let name = if low == high { low.to_string() } else { format!("{low}-{high}") };
        (by::LENGTH, name, inside.collect())
    };
    let mut found = LeniencyBy::default();
    let groups =
        (0..texts.sources.len()).map(of_source).chain(bands(texts, settings.bands).into_iter().map(of_band));
    for (by, name, inside) in groups.filter(|(_, _, inside)| inside.contains(&true)) {
        let part = judgements.part(|place| inside[place]);
        let (by, group): (Arc<str>, Arc<str>) = (Arc::from(by), Arc::from(name));
        let (shifts, confusions) = leniency(&part, settings)?;
        found.leniency.extend(shifts.into_iter().filter(|row| row.pairs > 0).map(|row| LeniencyByRow {
            judge: row.judge,
            other: row.other,
            by: by.clone(),
            group: group.clone(),
            mean: row.mean,
            mean_of_other: row.mean_of_other,
            value: row.shift,
            low: row.low,
            high: row.high,
            higher: row.higher,
            equal: row.equal,
            lower: row.lower,
            n: row.pairs,
        }));
        found.confusion.extend(confusions.into_iter().map(|row| ConfusionByRow {
            judge: row.judge,
            other: row.other,
            by: by.clone(),
            group: group.clone(),
            grade: row.grade,
            grade_of_other: row.grade_of_other,
            n: row.pairs,
            value: row.share,
        }));
        found.grades.extend(grades(&part).into_iter().map(|row| GradeByRow {
            judge: row.judge,
            by: by.clone(),
            group: group.clone(),
            grade: row.grade,
            n: row.pairs,
            value: row.share,
        }));
    }
    Ok(found)
}

/// Bands of length with about as many labelled texts each: the fewest and the most terms. Texts of one length are in one band.
fn bands(texts: &LabelTexts, wanted: usize) -> Vec<(u32, u32)> {
    // A text that is labelled for several queries is one text.
    let lengths: BTreeMap<(u32, u32), u32> =
        texts.pairs.iter().flatten().map(|text| ((text.content, text.source.0), text.length)).collect();
    let mut lengths: Vec<u32> = lengths.into_values().collect();
    lengths.sort_unstable();
    let mut ends: Vec<u32> = (1..=wanted)
        .filter_map(|band| lengths.get((band * lengths.len()).div_ceil(wanted).checked_sub(1)?).copied())
        .collect();
    ends.dedup();
    let mut found = Vec::with_capacity(ends.len());
    for end in ends {
        let first = found.last().map_or(0, |(_, before): &(u32, u32)| before + 1);
        let low = lengths.iter().copied().find(|length| *length >= first);
        found.extend(low.map(|low| (low, end)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::SourceId;
    use crate::corpus::{Source, SourceKind};
    use crate::labels::PairText;
    use crate::labels::judgements::tests::judged;

    fn texts(of: &[(u32, u32, u32)]) -> LabelTexts {
        let source = |name: &str, kind| Source { name: name.to_string(), kind };
        let text = |(source, content, length): &(u32, u32, u32)| {
            Some(PairText {
                source: SourceId(*source),
                content: *content,
                length: *length,
                terms: Vec::new(),
                score: None,
            })
        };
        LabelTexts {
            sources: vec![source("human", SourceKind::Human), source("llm", SourceKind::Llm)],
            reference: SourceId(0),
            pairs: of.iter().map(text).collect(),
            people_judged_contents: false,
        }
    }

    #[test]
    fn bands_hold_about_as_many_texts_each() {
        let of_lengths = |lengths: &[u32]| {
            texts(
                &lengths
                    .iter()
                    .enumerate()
                    .map(|(content, length)| (0, content as u32, *length))
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(bands(&of_lengths(&[8, 1, 2, 3, 4, 7, 6, 5]), 4), [(1, 2), (3, 4), (5, 6), (7, 8)]);
        assert_eq!(bands(&of_lengths(&[5, 5, 5, 5, 5, 9]), 3), [(5, 5), (9, 9)]);
        assert_eq!(bands(&of_lengths(&[7]), 4), [(7, 7)]);
        assert!(bands(&of_lengths(&[]), 4).is_empty());
        // One text, labelled for two queries.
        assert_eq!(bands(&texts(&[(0, 1, 4), (0, 1, 4), (0, 2, 6)]), 2), [(4, 4), (6, 6)]);
    }

    #[test]
    fn shifts_by_source_and_by_length_by_hand() {
        // Pairs are sorted by query and document: q d, q e, r d, r e.
        let files = &[
            ("a.qrels", "q 0 d 2\nq 0 e 1\nr 0 d 2\nr 0 e 0\n"),
            ("people.qrels", "q 0 d 1\nq 0 e 1\nr 0 d 0\nr 0 e 2\n"),
        ];
        let settings = LabelSettings { bootstrap: 99, bands: 2, ..LabelSettings::default() };
        let judgements = judged(files, true, &settings).unwrap();
        let texts = texts(&[(0, 0, 10), (1, 0, 3), (0, 0, 10), (1, 0, 3)]);
        let found = leniency_by(&judgements, &texts, &settings).unwrap();
        let shifts: Vec<_> =
            found.leniency.iter().map(|row| (&*row.by, &*row.group, row.value, row.n)).collect();
        assert_eq!(
            shifts,
            [
                ("source", "human", Some(1.5), 2),
                ("source", "llm", Some(-1.0), 2),
                ("length", "3", Some(-1.0), 2),
                ("length", "10", Some(1.5), 2),
            ]
        );
        let of_llm: Vec<f64> = found
            .grades
            .iter()
            .filter(|row| &*row.group == "llm" && &*row.judge == "a")
            .map(|row| row.value.unwrap())
            .collect();
        assert_eq!(of_llm, [0.5, 0.5, 0.0]);
        let met = found
            .confusion
            .iter()
            .find(|row| &*row.group == "llm" && row.n == 1 && row.grade == Some(0.0))
            .unwrap();
        assert_eq!((met.grade_of_other, met.value), (Some(2.0), Some(1.0)));
    }
}
