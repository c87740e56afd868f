//! A line for each judge, and every figure in one table: what a terminal and a spreadsheet show first.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::agreement::compared;
use super::{AgreementRow, CalibrationRow, JudgeRow, LeniencyRow, OrderRow};
use crate::statistics::mean;
use crate::table::{FileKind, Printed, Shown};

crate::table! {
    /// each judge in a line, those who agree most with the people first
    pub struct JudgeSummaryRow("labels/summary", FileKind::Csv, Some(PRINTED)) {
        /// The judge.
        judge: Arc<str> = "Judge", Shown::Word;
        /// The first measure of agreement, with the people.
        agreement(optional): Option<f64> = "Agreement", Shown::Decimal(3);
        /// Lower end of its interval over resampled queries.
        agreement_low(optional): Option<f64> = "Interval", Shown::Interval(2);
        /// Upper end of that interval.
        agreement_high(optional): Option<f64>;
        /// By how many grades the judge grades higher than the people.
        leniency(optional): Option<f64> = "Leniency", Shown::Decimal(2);
        /// Lower end of its interval.
        leniency_low(optional): Option<f64> = "Its interval", Shown::Interval(2);
        /// Upper end of that interval.
        leniency_high(optional): Option<f64>;
        /// The first measure of agreement with each other judge, on average.
        with_judges(optional): Option<f64> = "With judges", Shown::Decimal(3);
        /// Pairs that it has graded.
        pairs: u64 = "Pairs", Shown::Count;
        /// Pairs that it has not labelled.
        missing: u64 = "Missing", Shown::Count;
        /// Labels off the scale.
        off_scale: u64 = "Off scale", Shown::Count;
        /// Labels that are no whole number.
        unparsable: u64 = "Unreadable", Shown::Count;
    }
}

const PRINTED: Printed = Printed {
    name: "judges",
    title: "Judges",
    note: "Agreement: the first measure, with the people. Leniency: the mean grade less the people's.",
};

crate::table! {
    /// every figure of the labels
    pub struct LabelRow("labels/rows", FileKind::Csv, None) {
        /// `agreement`, `leniency`, `calibration`, `order` of systems by an evaluation measure, or `relative_delta` under a judge
        /// and its `change` from the people's, in percent.
        figure: Arc<str>;
        /// The judge, or whose confidence; empty for all judges together.
        judge: Arc<str>;
        /// Whom it is compared with; or which confidence.
        other: Arc<str>;
        /// The measure.
        measure: Arc<str>;
        /// How many right answers the questions have; empty for all, and where nothing is answered.
        answers: String;
        /// The value.
        value: Option<f64>;
        /// Lower end of its interval over resampled queries.
        low: Option<f64>;
        /// Upper end of that interval.
        high: Option<f64>;
        /// Pairs, or confidences, that it is over.
        n: u64;
    }
}

/// The judges by falling agreement with the people; without people, with each other.
pub(super) fn summary(
    judges: &[JudgeRow],
    agreement: &[AgreementRow],
    leniency: &[LeniencyRow],
    headline: &str,
) -> Vec<JudgeSummaryRow> {
    let headlines = || agreement.iter().filter(|row| &*row.measure == headline);
    let mut with_judges: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for row in headlines().filter(|row| &*row.compared == compared::JUDGES) {
        for judge in [&row.judge, &row.other] {
            with_judges.entry(judge).or_default().extend(row.value);
        }
    }
    let people: Option<&str> = leniency.first().map(|row| &*row.other);
    let of = |judge: &JudgeRow| {
        let found =
            headlines().find(|row| &*row.compared == compared::WITH_PEOPLE && *row.judge == judge.judge);
        let shift = leniency.iter().find(|row| *row.judge == judge.judge);
        JudgeSummaryRow {
            judge: judge.judge.as_str().into(),
            agreement: found.and_then(|row| row.value),
            agreement_low: found.and_then(|row| row.low),
            agreement_high: found.and_then(|row| row.high),
            leniency: shift.and_then(|row| row.shift),
            leniency_low: shift.and_then(|row| row.low),
            leniency_high: shift.and_then(|row| row.high),
            with_judges: with_judges.get(judge.judge.as_str()).and_then(|values| mean(values)),
            pairs: judge.pairs,
            missing: judge.missing,
            off_scale: judge.off_scale,
            unparsable: judge.unparsable,
        }
    };
    let mut rows: Vec<JudgeSummaryRow> =
        judges.iter().filter(|judge| Some(judge.judge.as_str()) != people).map(of).collect();
    let place = |row: &JudgeSummaryRow| row.agreement.or(row.with_judges).unwrap_or(f64::NEG_INFINITY);
    rows.sort_by(|one, other| place(other).total_cmp(&place(one)).then_with(|| one.judge.cmp(&other.judge)));
    rows
}

/// Every figure in a row.
pub(super) fn all_rows(
    agreement: &[AgreementRow],
    leniency: &[LeniencyRow],
    calibration: &[CalibrationRow],
) -> Vec<LabelRow> {
    let agreed = agreement.iter().map(|row| LabelRow {
        figure: "agreement".into(),
        judge: row.judge.clone(),
        other: if row.other.is_empty() { row.compared.clone() } else { row.other.clone() },
        measure: row.measure.clone(),
        answers: String::new(),
        value: row.value,
        low: row.low,
        high: row.high,
        n: row.pairs,
    });
    let shifted = leniency.iter().map(|row| LabelRow {
        figure: "leniency".into(),
        judge: row.judge.clone(),
        other: row.other.clone(),
        measure: "leniency".into(),
        answers: String::new(),
        value: row.shift,
        low: row.low,
        high: row.high,
        n: row.pairs,
    });
    let calibrated = calibration.iter().flat_map(|row| {
        [
            (CalibrationRow::auroc, row.auroc),
            (CalibrationRow::ece, row.ece),
            (CalibrationRow::brier, row.brier),
            (CalibrationRow::mean_confidence, row.mean_confidence),
            (CalibrationRow::accuracy, row.accuracy),
            (CalibrationRow::sure_wrong, row.sure_wrong),
            (CalibrationRow::unsure_right, row.unsure_right),
            (CalibrationRow::mce, row.mce),
            (CalibrationRow::reliability, row.reliability),
            (CalibrationRow::resolution, row.resolution),
            (CalibrationRow::uncertainty, row.uncertainty),
            (CalibrationRow::within_bins, row.within_bins),
        ]
        .map(|(measure, value)| LabelRow {
            figure: "calibration".into(),
            judge: row.of.clone(),
            other: row.confidence.clone(),
            measure: measure.into(),
            answers: row.answers.clone(),
            value,
            low: None,
            high: None,
            n: row.n,
        })
    });
    agreed.chain(shifted).chain(calibrated).collect()
}

/// The likeness of orders, in rows.
pub(super) fn rows_of_orders(orders: &[OrderRow]) -> impl Iterator<Item = LabelRow> {
    orders.iter().map(|row| LabelRow {
        figure: "order".into(),
        judge: row.judge.clone(),
        other: row.other.clone(),
        measure: format!("{} of {}", row.likeness, row.measure).into(),
        answers: String::new(),
        value: row.value,
        low: row.low,
        high: row.high,
        n: row.systems,
    })
}
