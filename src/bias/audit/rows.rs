//! All figures of an audit in one table, as a terminal and a spreadsheet show them.

use super::{Audit, BaseRateRow, ChangeRow, TwinsRow};
use crate::bias::RelativeDeltaRow;
use crate::error::Result;
use crate::table::{FileKind, Printed, Shown};

crate::table! {
    /// every figure of an audit
    pub struct AuditRow("audit/rows", FileKind::Csv, Some(PRINTED)) {
        /// `relative_delta` in percent, `excess` of exposure over the base rate, `twin_balance`, or `change` against the
        /// baseline.
        figure: String = "Figure", Shown::Word;
        /// The run, by the tag of its file.
        model: String = "Run", Shown::Name;
        /// The measure.
        measure: String = "Measure", Shown::Name;
        /// The source that is compared with; empty for an excess.
        reference: String;
        /// The source.
        source: String = "Source", Shown::Word;
        /// The value.
        value: Option<f64> = "Value", Shown::Significant;
        /// Lower end of its interval.
        low: Option<f64> = "Interval", Shown::SignificantInterval;
        /// Upper end of that interval.
        high: Option<f64>;
        /// p over queries and contents.
        p_value: Option<f64>;
        /// The same adjusted for its family.
        p_adjusted: Option<f64> = "p adjusted", Shown::PValue;
        /// The queries that it is over.
        queries: u64 = "Queries", Shown::Count;
    }
}

const PRINTED: Printed = Printed {
    name: "audit",
    title: "All figures",
    note: "relative_delta: in percent, above 0 the reference is favoured. excess: the part of the first places that the \
        source holds, less its share of the index. twin_balance: the share of the pairs in which the reference's version \
        stands higher, less that in which the source's does. change: the figure less that of the baseline.",
};

impl Audit {
    /// Every figure.
    ///
    /// # Errors
    /// Where a table cannot be read back.
    pub fn all_rows(&self) -> Result<Vec<AuditRow>> {
        let deltas = self.rows::<RelativeDeltaRow>()?.into_iter().map(|row| AuditRow {
            figure: "relative_delta".to_string(),
            model: row.model,
            measure: row.measure,
            reference: row.reference,
            source: row.source,
            value: row.relative_delta_percent,
            low: row.low,
            high: row.high,
            p_value: row.p_value,
            p_adjusted: row.p_adjusted,
            queries: row.queries,
        });
        let exposures = self.rows::<BaseRateRow>()?.into_iter().map(|row| AuditRow {
            figure: "excess".to_string(),
            model: row.model,
            measure: row.measure,
            reference: String::new(),
            source: row.source,
            value: row.excess,
            low: row.low,
            high: row.high,
            p_value: row.p_value,
            p_adjusted: row.p_adjusted,
            queries: row.queries,
        });
        let twins = self.rows::<TwinsRow>()?.into_iter().map(|row| AuditRow {
            figure: "twin_balance".to_string(),
            model: row.model,
            measure: String::new(),
            reference: row.reference,
            source: row.source,
            value: row.balance,
            low: row.low,
            high: row.high,
            p_value: row.p_value,
            p_adjusted: row.p_adjusted,
            queries: row.queries,
        });
        let changes = self.rows::<ChangeRow>()?.into_iter().map(|row| AuditRow {
            figure: "change".to_string(),
            model: row.model,
            measure: row.measure,
            reference: row.reference,
            source: row.source,
            value: row.change,
            low: row.low,
            high: row.high,
            p_value: row.p_value,
            p_adjusted: row.p_adjusted,
            queries: row.queries,
        });
        Ok(deltas.chain(exposures).chain(twins).chain(changes).collect())
    }
}
