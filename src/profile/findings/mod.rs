//! Plain words about differences: the rows of the comparison in; for each measure and pair of sources, one finding over
//! the four controls and its sentence out.

mod finding;
mod sentence;

pub use finding::{Finding, Where};

use finding::ControlResult;
pub(super) use sentence::direction_of;
use sentence::{direction, sentence};

use super::comparison::{Control, Row};
use crate::number::level;
use crate::table::{FileKind, Table, TableRow};

crate::table! {
    /// what the controls of the comparison say together, measure by measure
    pub struct FindingRow("profile/findings", FileKind::Csv, None) {
        /// The measure.
        measure: String;
        /// The source that is compared with.
        reference: String;
        /// The source that is compared.
        source: String;
        /// Source minus reference over all documents.
        raw: Option<f64>;
        /// The same on twins.
        twins: Option<f64>;
        /// The same on twins cut to equal length; of sources without twins, on texts matched by their lengths and cut.
        cut: Option<f64>;
        /// The same at equal token budgets.
        budget: Option<f64>;
        /// The adjusted p of `raw`.
        raw_p: Option<f64>;
        /// The adjusted p of `twins`.
        twins_p: Option<f64>;
        /// The adjusted p of `cut`.
        cut_p: Option<f64>;
        /// The adjusted p of `budget`.
        budget_p: Option<f64>;
        /// Below which adjusted p a difference counts: 1 − confidence.
        level: Option<f64>;
        /// `higher` or `lower` for the source; empty where the finding is about no difference.
        direction: String;
        /// Whether the difference says something about the texts.
        evidence: bool;
        /// The finding, by its keyword.
        finding: String;
        /// The finding in a sentence.
        sentence: String;
    }
}

impl FindingRow {
    /// Whether these findings, on one pair of sources, are on such as have no content in common.
    pub(super) fn are_without_twins(rows: &[&FindingRow]) -> bool {
        rows.iter().any(|row| row.raw.is_some()) && rows.iter().all(|row| row.twins.is_none())
    }

    /// Difference and adjusted p-value under each control, in the order of [`Control::ALL`].
    pub fn controls(&self) -> [(Option<f64>, Option<f64>); 4] {
        [
            (self.raw, self.raw_p),
            (self.twins, self.twins_p),
            (self.cut, self.cut_p),
            (self.budget, self.budget_p),
        ]
    }
}

/// One row a pair of sources and measure, in the order of the comparison.
pub(super) fn table(rows: &[Row], confidence: f64) -> Table {
    let level = level(confidence);
    let same = |left: &Row, right: &Row| {
        (&left.measure, &left.reference, &left.source) == (&right.measure, &right.reference, &right.source)
    };
    let groups: Vec<&[Row]> = rows.chunk_by(same).collect();
    let under = |group: &[Row], control: Control| group.iter().position(|row| row.control == control);
    let found: Vec<(Finding, i8)> = groups
        .iter()
        .map(|group| {
            let [raw, twins, cut, budget] =
                Control::ALL.map(|control| under(group, control).map(|place| seen(&group[place], level)));
            let raw = raw.unwrap_or_default();
            match twins {
                Some(twins) if group[0].whole => finding::of_whole_texts(raw, twins),
                Some(_) => finding::finding(raw, twins, cut, budget),
                None => finding::without_twins(raw, cut, budget, group[0].any_length),
            }
        })
        .collect();
    let row = |(group, (finding, sign)): (&&[Row], &(Finding, i8))| {
        let under = |control: Control| under(group, control).map(|place| &group[place]);
        let difference = |control: Control| under(control).and_then(|row| row.difference().value);
        let p = |control: Control| under(control).and_then(|row| row.p_adjusted);
        FindingRow {
            measure: group[0].measure.clone(),
            reference: group[0].reference.clone(),
            source: group[0].source.clone(),
            raw: difference(Control::Raw),
            twins: difference(Control::Twins),
            cut: difference(Control::Cut),
            budget: difference(Control::Budget),
            raw_p: p(Control::Raw),
            twins_p: p(Control::Twins),
            cut_p: p(Control::Cut),
            budget_p: p(Control::Budget),
            level: Some(level),
            direction: direction(*sign).to_string(),
            evidence: group[0].not_evidence.is_none(),
            finding: finding.keyword(),
            sentence: sentence(group, (*finding, *sign), rows, level),
        }
    };
    FindingRow::to_table(groups.iter().zip(&found).map(row).collect())
}

fn seen(row: &Row, level: f64) -> ControlResult {
    let difference = row.difference();
    let sign = |value: f64| i8::from(value > 0.0) - i8::from(value < 0.0);
    let told = |(value, p): (f64, f64)| if p < level { sign(value) } else { 0 };
    ControlResult {
        difference: difference.value,
        interval: difference.interval.map(|interval| (interval.low, interval.high)),
        told: difference.value.zip(row.p_adjusted).map(told),
        // A finding that rests on one control alone could rest on any of them.
        told_alone: row.p_adjusted.is_some_and(|p| p < level / Control::ALL.len() as f64),
        equal: row.by_construction,
    }
}
