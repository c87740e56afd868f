//! The four controls side by side: the findings of the profile go in; out comes a row a measure, each difference with a
//! star where it is told apart from 0, and what the controls say together.

use super::layout::Layout;
use crate::error::Result;
use crate::number::{UNDEFINED, starred};
use crate::profile::{FindingRow, short_measure_name};
use crate::report::results::Results;
use crate::table::{FileKind, Printed, Shown, Table, TableRow};

pub(super) const LAYOUT: Layout = Layout {
    origins: &[(FindingRow::SCHEMA, &[])],
    ..Layout::prepared(StarredRow::SCHEMA, starred_differences)
};

crate::table! {
    /// what is left of the differences when lengths are equal
    struct StarredRow("profile/findings", FileKind::Csv, Some(PRINTED)) {
        /// The measure, in short.
        measure: String = "Text measure", Shown::Word;
        /// The source that is compared with.
        reference: String = "Reference", Shown::Reference;
        /// The source that is compared.
        source: String = "Source", Shown::Word;
        /// The difference over all documents, with its star.
        raw: String = "All documents", Shown::Word;
        /// The same on twins.
        twins: String = "Twins", Shown::Word;
        /// The same on twins cut to equal length.
        cut: String = "Equal length", Shown::Word;
        /// The same at equal token budgets.
        budget: String = "Equal budget", Shown::Word;
        /// The finding in words.
        finding: String = "Finding", Shown::Word;
    }
}

const PRINTED: Printed = Printed {
    name: "profile_findings",
    title: "What is left of the differences when lengths are equal",
    note: "Differences are source minus reference: over all documents; on twins, the same contents by both; on twins \
        with both texts of each pair cut to the length of the shorter one; and at equal token budgets, whole documents \
        drawn at random up to the tokens of the smaller source. A star: significantly different from 0 at the level that \
        the configuration names, adjusted for all tests of the column. Finding: \"holds\" means the same sign with a \
        star over all documents, on twins and at equal length; \"vanishes\" means that the interval under the control \
        contains 0 but not the difference without it; where it contains both, or neither, the finding is \"unclear\". A \
        pool in which terms are looked up is whole under every control. Pools of each source by itself, and texts \
        counted in their own pool, are no evidence and not tested.",
};

fn starred_differences(results: &Results) -> Result<Option<Table>> {
    let row = |row: FindingRow| {
        let [raw, twins, cut, budget] =
            row.controls().map(|(difference, p)| match starred(difference, p, row.level) {
                empty if empty.is_empty() => UNDEFINED.to_string(),
                word => word,
            });
        StarredRow {
            // Long names may break their lines after a parameter.
            measure: short_measure_name(&row.measure).replace(',', ", "),
            reference: row.reference,
            source: row.source,
            raw,
            twins,
            cut,
            budget,
            finding: row.finding.replace('_', " "),
        }
    };
    let rows: Vec<StarredRow> = results.rows()?.into_iter().map(row).collect();
    Ok((!rows.is_empty()).then(|| StarredRow::to_table(rows)))
}
