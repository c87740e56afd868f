//! The tables of calibration: of answers, of judges that say how sure they are, and of all judges together; with the bins of
//! their reliability diagrams.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{CALIBRATION, CalibrationMeasure, Outcomes};
use crate::error::Result;
use crate::labels::{Answer, ConfidenceMeasure, Judge, Judgements, LabelSettings};
use crate::registry::Named;
use crate::table::{FileKind, Printed, Shown};

crate::table! {
    /// how far each confidence can be trusted
    pub struct CalibrationRow("labels/calibration", FileKind::Csv, Some(PRINTED)) {
        /// The confidence: of answers by its specification; `share of judges` that find a pair relevant; or what a judge's lines
        /// state as `confidence`, or their `samples`.
        confidence: Arc<str> = "Confidence", Shown::Word;
        /// AUROC; undefined where all confidences, or all outcomes, are one.
        auroc: Option<f64> = "AUROC", Shown::Decimal(3);
        /// Expected calibration error.
        ece: Option<f64> = "ECE", Shown::Decimal(3);
        /// Brier score.
        brier: Option<f64> = "Brier", Shown::Decimal(3);
        /// Mean confidence.
        mean_confidence: Option<f64> = "Mean", Shown::Decimal(3);
        /// The share that is right.
        accuracy: Option<f64> = "Right", Shown::Decimal(3);
        /// Whose confidence: `answers`, `all judges`, or a judge.
        of: Arc<str> = "Of", Shown::Word;
        /// How many right answers the questions have; empty for all.
        answers: String = "Answers", Shown::Word;
        /// How many confidences there are.
        n: u64 = "n", Shown::Count;
        /// The share that is sure (0.5 or more) and wrong.
        sure_wrong: Option<f64> = "Sure and wrong", Shown::Decimal(3);
        /// The share that is unsure and right.
        unsure_right: Option<f64> = "Unsure and right", Shown::Decimal(3);
        /// Maximum calibration error.
        mce: Option<f64>;
        /// The first part of the Brier score.
        reliability: Option<f64>;
        /// The second part, which is taken off.
        resolution: Option<f64>;
        /// The third part.
        uncertainty: Option<f64>;
        /// What the three parts leave, because confidences vary within bins.
        within_bins: Option<f64>;
    }
}

const PRINTED: Printed = Printed {
    name: "calibration",
    title: "Confidence and being right",
    note: "AUROC: the chance that what is right has a higher confidence than what is wrong. ECE: the mean gap of confidence and \
        accuracy over equal bins.",
};

crate::table! {
    /// the bins of reliability diagrams
    pub struct ReliabilityRow("labels/reliability", FileKind::Csv, None) {
        /// Whose confidence.
        of: Arc<str>;
        /// The confidence.
        confidence: Arc<str>;
        /// The lower end of the bin, which belongs to it.
        bin_low: Option<f64>;
        /// The upper end, which belongs to the last bin alone.
        bin_high: Option<f64>;
        /// How many confidences fall into it.
        n: u64;
        /// Their mean; undefined of none.
        mean_confidence: Option<f64>;
        /// The share of them that is right; undefined of none.
        accuracy: Option<f64>;
    }
}

/// Whose confidences, which, by the number of right answers, and what came of them.
struct Column {
    of: Arc<str>,
    confidence: Arc<str>,
    answers: Option<u64>,
    outcomes: Outcomes,
}

/// How far confidences can be trusted: of answers, by the number of right answers too; of each judge whose lines say how sure
/// it is, right being the people's grade; and the share of judges that find a pair relevant, right being that the people do.
///
/// # Errors
/// None that can happen: the measures are rows of this program.
pub fn calibration(
    judgements: Option<&Judgements>,
    (answers, confidences): (&[Answer], &[Named<dyn ConfidenceMeasure>]),
    settings: &LabelSettings,
) -> Result<(Vec<CalibrationRow>, Vec<ReliabilityRow>)> {
    let mut columns = of_answers(answers, confidences);
    if let Some(judgements) = judgements
        && let Some(people) = &judgements.people
    {
        columns.extend(share_of_judges(judgements, people, settings));
        columns.extend(judgements.judges.iter().flat_map(|judge| of_judge(judge, people)));
    }
    let bins = settings.bins;
    let specs = [
        "auroc".to_string(),
        format!("ece(bins={bins})"),
        "brier".to_string(),
        "mean_confidence".to_string(),
        "accuracy".to_string(),
        "sure_wrong".to_string(),
        "unsure_right".to_string(),
        format!("mce(bins={bins})"),
        format!("reliability(bins={bins})"),
        format!("resolution(bins={bins})"),
        "uncertainty".to_string(),
        format!("within_bins(bins={bins})"),
    ];
    let measures = CALIBRATION.parse_all(&specs)?;
    let rows = columns.iter().map(|column| row(column, &measures)).collect();
    let diagrams = columns.iter().filter(|column| column.answers.is_none());
    Ok((rows, diagrams.flat_map(|column| diagram(column, bins)).collect()))
}

fn row(column: &Column, measures: &[Named<dyn CalibrationMeasure>]) -> CalibrationRow {
    let mut values = measures.iter().map(|measure| measure.object.value(&column.outcomes));
    let mut next = || values.next().flatten();
    CalibrationRow {
        of: column.of.clone(),
        confidence: column.confidence.clone(),
        answers: column.answers.map_or(String::new(), |answers| answers.to_string()),
        n: column.outcomes.len() as u64,
        // In the order of the specifications.
        auroc: next(),
        ece: next(),
        brier: next(),
        mean_confidence: next(),
        accuracy: next(),
        sure_wrong: next(),
        unsure_right: next(),
        mce: next(),
        reliability: next(),
        resolution: next(),
        uncertainty: next(),
        within_bins: next(),
    }
}

fn diagram(column: &Column, bins: usize) -> Vec<ReliabilityRow> {
    let found = column.outcomes.bins(bins).into_iter().enumerate();
    let row = |(place, bin): (usize, super::Bin)| ReliabilityRow {
        of: column.of.clone(),
        confidence: column.confidence.clone(),
        bin_low: Some(place as f64 / bins as f64),
        bin_high: Some((place + 1) as f64 / bins as f64),
        n: bin.count,
        mean_confidence: bin.mean_confidence(),
        accuracy: bin.accuracy(),
    };
    found.map(row).collect()
}

/// Every confidence of the answers, of all of them and by the number of right answers where there are several.
fn of_answers(answers: &[Answer], confidences: &[Named<dyn ConfidenceMeasure>]) -> Vec<Column> {
    let mut columns = Vec::new();
    for confidence in confidences {
        let value = |answer: &Answer| Some((confidence.object.value(answer)?, answer.correct));
        let mut groups: BTreeMap<u64, Vec<(f64, bool)>> = BTreeMap::new();
        for answer in answers {
            if let (Some(count), Some(pair)) = (answer.answers, value(answer)) {
                groups.entry(count).or_default().push(pair);
            }
        }
        let column = |answers, pairs| Column {
            of: "answers".into(),
            confidence: confidence.name.as_str().into(),
            answers,
            outcomes: Outcomes::new(pairs),
        };
        columns.push(column(None, answers.iter().filter_map(value).collect()));
        if groups.len() > 1 {
            columns.extend(groups.into_iter().map(|(count, pairs)| column(Some(count), pairs)));
        }
    }
    columns
}

/// The share of judges that find a pair relevant, against whether the people do; `None` of fewer than two judges.
fn share_of_judges(judgements: &Judgements, people: &Judge, settings: &LabelSettings) -> Option<Column> {
    let at = i64::from(judgements.threshold(settings)) - i64::from(judgements.scale.low);
    let relevant = |level: u8| i64::from(level) >= at;
    let of_pair = |place: usize| {
        let right = relevant(people.levels[place]?);
        let grades = || judgements.judges.iter().filter_map(|judge| judge.levels[place]);
        let (found, all) = (grades().filter(|level| relevant(*level)).count(), grades().count());
        (all > 0).then(|| (found as f64 / all as f64, right))
    };
    (judgements.judges.len() > 1).then(|| Column {
        of: "all judges".into(),
        confidence: "share of judges".into(),
        answers: None,
        outcomes: Outcomes::new((0..judgements.pairs.len()).filter_map(of_pair).collect()),
    })
}

/// What a judge's lines state of how sure it is, against whether its grade is the people's.
fn of_judge(judge: &Judge, people: &Judge) -> Vec<Column> {
    let column = |name: &str, confidences: &[Option<f64>]| {
        let pair = |place: usize| {
            let right = judge.levels[place]? == people.levels[place]?;
            Some((confidences[place]?, right))
        };
        let pairs: Vec<(f64, bool)> = (0..confidences.len()).filter_map(pair).collect();
        (!pairs.is_empty()).then(|| Column {
            of: judge.name.as_str().into(),
            confidence: name.into(),
            answers: None,
            outcomes: Outcomes::new(pairs),
        })
    };
    [column("confidence", &judge.confidences), column("samples", &judge.consistencies)]
        .into_iter()
        .flatten()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::judgements::tests::judged;

    #[test]
    fn the_share_of_judges_is_a_confidence_and_so_is_what_lines_state() {
        let line = |document: &str, label: i32, confidence: f64| {
            format!(
                "{{\"judge\":\"a\",\"query_id\":\"q\",\"document_id\":\"{document}\",\"label\":{label},\"confidence\":{confidence},\"samples\":[1,1,0]}}\n"
            )
        };
        let a = line("d", 1, 0.9) + &line("e", 0, 0.4) + &line("f", 1, 0.6);
        let files = &[
            ("a.jsonl", a.as_str()),
            ("b.qrels", "q 0 d 1\nq 0 e 1\nq 0 f 1\n"),
            ("people.qrels", "q 0 d 1\nq 0 e 0\nq 0 f 0\n"),
        ];
        let settings = LabelSettings::default();
        let judgements = judged(files, true, &settings).unwrap();
        let (rows, bins) = calibration(Some(&judgements), (&[], &[]), &settings).unwrap();
        let told: Vec<_> = rows.iter().map(|row| (&*row.of, &*row.confidence, row.n)).collect();
        assert_eq!(told, [("all judges", "share of judges", 3), ("a", "confidence", 3), ("a", "samples", 3)]);
        // Shares 1, 1/2 and 1 of d, e and f, of which d alone is relevant: one pair won, one tied.
        assert_eq!((rows[0].auroc, rows[0].accuracy), (Some(0.75), Some(1.0 / 3.0)));
        // 0.9 and 0.4 are right, 0.6 is wrong.
        assert_eq!(
            (rows[1].auroc, rows[1].sure_wrong, rows[1].unsure_right),
            (Some(0.5), Some(1.0 / 3.0), Some(1.0 / 3.0))
        );
        assert_eq!((bins.len(), bins[9].n, bins[9].accuracy), (30, 2, Some(0.5)));
    }
}
