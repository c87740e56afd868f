//! All that labels and answers tell: the tables of the stage, and the answer in sentences.

use super::confidence::usual as usual_confidences;
use super::measure::usual as usual_measures;
use super::on_texts::OnTexts;
use super::sentences::{Told, sentence_on_orders, sentences};
use super::sentences_on_texts::without_texts;
use super::summary::{JudgeSummaryRow, LabelRow, all_rows, rows_of_orders, summary};
use super::{
    AGREEMENT, AgreementRow, Answer, CONFIDENCES, CalibrationRow, Judgements, LabelSettings, LabelTexts,
    OrderRow, SystemRow, TextSummaryRow, agreement, calibration, grades, leniency,
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
    /// What words and sources do to each judge; nothing without texts.
    pub on_texts: Vec<TextSummaryRow>,
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
        settings,
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
    Ok(Labels { tables, summary, on_texts: Vec::new(), calibration: calibrated, rows, answer })
}

impl Labels {
    /// Adds in which order each judge puts systems, and what these are worth.
    pub fn add_orders(&mut self, orders: Vec<OrderRow>, systems: Vec<SystemRow>) {
        let (rows, told) = (rows_of_orders(&orders).collect(), sentence_on_orders(&orders));
        self.add(vec![table(orders), table(systems)], rows, told);
    }

    /// Adds what was found beside: its tables, its figures among all, its sentences.
    pub fn add(
        &mut self,
        tables: Vec<(&'static Schema, Table)>,
        rows: Vec<LabelRow>,
        told: impl IntoIterator<Item = Statement>,
    ) {
        self.answer.extend(told);
        self.rows.extend(rows);
        for (schema, table) in &mut self.tables {
            if schema.key == LabelRow::SCHEMA.key {
                *table = LabelRow::to_table(self.rows.clone());
            }
        }
        self.tables.extend(tables);
    }

    /// Adds what words and sources do to the judges.
    ///
    /// # Errors
    /// None that can happen: what is asked of texts are rows of this program.
    pub fn add_texts(
        &mut self,
        judgements: &Judgements,
        texts: &LabelTexts,
        settings: &LabelSettings,
    ) -> Result<()> {
        let found = OnTexts::new(judgements, texts, settings)?;
        self.add(found.tables(), found.rows(), found.answer);
        self.on_texts = found.summary;
        Ok(())
    }

    /// Says what there is to give for what words and sources do to the judges.
    pub fn say_that_texts_are_wanted(&mut self) {
        self.answer.push(without_texts());
    }
}

fn table<R: TableRow>(rows: Vec<R>) -> (&'static Schema, Table) {
    (R::SCHEMA, R::to_table(rows))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::TABLES;

    #[test]
    fn every_table_that_is_made_is_among_those_that_are_told() {
        let mut found = labels(None, &[], &LabelSettings::default()).unwrap();
        found.add_orders(Vec::new(), Vec::new());
        found.add(OnTexts::default().tables(), Vec::new(), None);
        let made: Vec<&str> = found.tables.iter().map(|(schema, _)| schema.key).collect();
        let mut told: Vec<&str> = TABLES.iter().map(|schema| schema.key).collect();
        told.retain(|key| made.contains(key));
        assert_eq!((told.len(), TABLES.len()), (made.len(), made.len()), "{made:?}");
    }
}
