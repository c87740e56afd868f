//! All that labels and answers tell: the tables of the stage, and the answer in sentences.

use super::confidence::usual as usual_confidences;
use super::measure::usual as usual_measures;
use super::sentences::{Told, sentence_on_orders, sentences};
use super::summary::{JudgeSummaryRow, LabelRow, all_rows, rows_of_orders, summary};
use super::{
    AGREEMENT, AgreementRow, Answer, CONFIDENCES, CalibrationRow, Judgements, LabelSettings, OrderRow,
    SystemRow, agreement, calibration, grades, leniency,
};
use crate::error::Result;
use crate::statement::Statement;
use crate::table::{Schema, Table, TableRow};

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Labels {
    /// The tables, in their order; those of what there is nothing of have no rows.
    pub tables: Vec<(&'static Schema, Table)>,
    /// A line for each judge.
    pub summary: Vec<JudgeSummaryRow>,
    /// How far confidences can be trusted.
    pub calibration: Vec<CalibrationRow>,
    /// Every figure.
    pub rows: Vec<LabelRow>,
    /// The answer.
    pub answer: Vec<Statement>,
}

/// Judges labels and answers.
///
/// # Errors
/// Where a setting is out of range, or names a measure that there is not.
///
/// ```
/// use sourcebias::labels::{AGREEMENT, Counts, Scale};
/// // Ten pairs, of which two judges grade seven alike: 0.7, where chance would give (7·6 + 3·4) ÷ 100 = 0.54.
/// let counts = Counts::of_two(Scale::new(0, 1)?, &[5.0, 2.0, 1.0, 2.0]);
/// let kappa = AGREEMENT.parse("kappa")?.object.value(&counts);
/// assert_eq!(kappa.map(|kappa| (kappa * 1000.0).round()), Some(348.0));
/// # Ok::<(), sourcebias::Error>(())
/// ```
pub fn labels(
    judgements: Option<&Judgements>,
    answers: &[Answer],
    settings: &LabelSettings,
) -> Result<Labels> {
    settings.check()?;
    let confidences = match settings.confidences.is_empty() {
        true => usual_confidences(answers)?,
        false => CONFIDENCES.parse_all(&settings.confidences)?,
    };
    let mut specs = settings.measures.clone();
    if specs.is_empty() {
        let at = judgements.map_or(1, |judgements| judgements.threshold(settings));
        specs = usual_measures(at);
    }
    let measures = AGREEMENT.parse_all(&specs)?;
    let headline = measures.first().map_or("", |measure| measure.name.as_str());
    let (mut judges, mut agreed, mut given) = (Vec::new(), Vec::<AgreementRow>::new(), Vec::new());
    let (mut shifts, mut confusions) = (Vec::new(), Vec::new());
    if let Some(judgements) = judgements {
        judges = judgements.rows();
        agreed = agreement(judgements, &measures, settings);
        (shifts, confusions) = leniency(judgements, settings)?;
        given = grades(judgements);
    }
    let (calibrated, reliability) = calibration(judgements, (answers, &confidences), settings)?;
    let summary = summary(&judges, &agreed, &shifts, headline);
    let rows = all_rows(&agreed, &shifts, &calibrated);
    let told = Told {
        judgements,
        answers,
        headline,
        judges: &judges,
        agreement: &agreed,
        leniency: &shifts,
        calibration: &calibrated,
        threshold: judgements.map(|judgements| judgements.threshold(settings)),
    };
    let answer = sentences(&told);
    let tables = vec![
        table(summary.clone()),
        table(judges),
        table(agreed),
        table(shifts),
        table(confusions),
        table(given),
        table(calibrated.clone()),
        table(reliability),
        table(rows.clone()),
    ];
    Ok(Labels { tables, summary, calibration: calibrated, rows, answer })
}

impl Labels {
    /// Adds in which order each judge puts systems, and what these are worth.
    pub fn add_orders(&mut self, orders: Vec<OrderRow>, systems: Vec<SystemRow>) {
        self.answer.extend(sentence_on_orders(&orders));
        self.rows.extend(rows_of_orders(&orders));
        let (_, last) = self.tables.last_mut().expect("the table of all rows is there from the start");
        *last = LabelRow::to_table(self.rows.clone());
        self.tables.extend([table(orders), table(systems)]);
    }
}

fn table<R: TableRow>(rows: Vec<R>) -> (&'static Schema, Table) {
    (R::SCHEMA, R::to_table(rows))
}
