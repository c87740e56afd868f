//! Stage 7: labels of judges and answers with their samples in; how well judges agree with people and with each other, whether
//! they are lenient, and whether they are sure when they are wrong out. It knows judgements alone: no text, index or run.

pub mod agreement;
pub mod calibration;
pub mod confidence;
pub mod counts;
mod found;
pub mod judgements;
pub mod leniency;
pub mod measure;
pub mod order;
pub mod read;
mod resample;
pub mod scale;
mod sentences;
pub mod settings;
mod summary;

pub use agreement::{AgreementRow, agreement};
pub use calibration::{
    CALIBRATION, CalibrationMeasure, CalibrationRow, Outcomes, ReliabilityRow, calibration,
};
pub use confidence::{CONFIDENCES, ConfidenceMeasure};
pub use counts::Counts;
pub use found::{Labels, labels};
pub use judgements::{Judge, JudgeRow, Judgements};
pub use leniency::{ConfusionRow, GradeRow, LeniencyRow, grades, leniency};
pub use measure::{AGREEMENT, AgreementMeasure};
pub use order::{ORDERS, OrderMeasure, OrderRow, SystemRow, SystemValues, orders};
pub use read::{Answer, GivenJudge, GivenLabel, LabelFiles, read_people};
pub use scale::{MOST_LEVELS, OffScale, Scale};
pub use settings::LabelSettings;
pub use summary::{JudgeSummaryRow, LabelRow};

use crate::table::{Schema, TableRow};

/// The tables of the stage, in the order in which they are told; those of systems are made where there are runs.
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
    LabelRow::SCHEMA,
];
