//! Stage 7: labels of judges and answers with their samples in; how well judges agree with people and with each other, whether
//! they are lenient, and whether they are sure when they are wrong out; with the texts of the labelled pairs also what words do to
//! judges and whether they prefer a source. It knows no index and no run.

pub mod agreement;
pub mod calibration;
pub mod confidence;
pub mod counts;
pub mod feature;
mod found;
pub mod groups;
pub mod judgements;
pub mod leniency;
pub mod measure;
mod on_texts;
pub mod order;
pub mod own_bias;
pub mod read;
mod resample;
pub mod scale;
mod sentences;
mod sentences_on_texts;
pub mod settings;
pub mod shift;
mod simulated;
mod summary;
pub mod texts;
mod versions;
pub mod words;

pub use agreement::{AgreementRow, agreement};
pub use calibration::{
    CALIBRATION, CalibrationMeasure, CalibrationRow, Outcomes, ReliabilityRow, calibration,
};
pub use confidence::{CONFIDENCES, ConfidenceMeasure};
pub use counts::Counts;
pub use feature::{FEATURES, TextFeature};
pub use found::{Labels, labels};
pub use groups::{ConfusionByRow, GradeByRow, LeniencyBy, LeniencyByRow, leniency_by};
pub use judgements::{Judge, JudgeRow, Judgements};
pub use leniency::{ConfusionRow, GradeRow, LeniencyRow, grades, leniency};
pub use measure::{AGREEMENT, AgreementMeasure};
pub use on_texts::TextSummaryRow;
pub use order::{ORDERS, OrderMeasure, OrderRow, SystemRow, SystemValues, orders};
pub use own_bias::{OwnBiasRow, own_bias};
pub use read::{Answer, GivenJudge, GivenLabel, LabelFiles, read_people};
pub use scale::{MOST_LEVELS, OffScale, Scale};
pub use settings::LabelSettings;
pub use shift::{ShiftRow, shifts};
pub use simulated::{SIMULATED_JUDGES, SimulatedJudge};
pub use summary::{JudgeSummaryRow, LabelRow};
pub use texts::{LabelTexts, PairText, QueryTerm, ScoreTexts};
pub use versions::labels_by_version;
pub use words::{WordsDifferenceRow, WordsGivenGradeRow, WordsRow, word_correlations, words_given_grade};

use crate::table::{Schema, TableRow};

/// The tables of the stage, in the order in which they are told; those of systems are made where there are runs, and
/// those of texts where there is a corpus.
pub const TABLES: &[&Schema] = &[
    JudgeSummaryRow::SCHEMA,
    JudgeRow::SCHEMA,
    AgreementRow::SCHEMA,
    LeniencyRow::SCHEMA,
    ConfusionRow::SCHEMA,
    GradeRow::SCHEMA,
    CalibrationRow::SCHEMA,
    ReliabilityRow::SCHEMA,
    OrderRow::SCHEMA,
    SystemRow::SCHEMA,
    TextSummaryRow::SCHEMA,
    WordsRow::SCHEMA,
    WordsDifferenceRow::SCHEMA,
    WordsGivenGradeRow::SCHEMA,
    OwnBiasRow::SCHEMA,
    ShiftRow::SCHEMA,
    LeniencyByRow::SCHEMA,
    ConfusionByRow::SCHEMA,
    GradeByRow::SCHEMA,
    LabelRow::SCHEMA,
];
