//! The four controls side by side: the findings of the profile go in; out comes a row a measure, each difference with a
//! star where it is told apart from 0, and what the controls say together.

use super::layout::{Cell, Layout};
use crate::bias::names::short_names;
use crate::error::Result;
use crate::report::results::Results;
use crate::table::{Column, Table, starred};

pub(super) const LAYOUT: Layout = Layout {
    name: "profile_findings",
    title: "What is left of the differences when lengths are equal",
    note: "Differences are source minus reference: over all documents; on twins, the same contents by both; on twins with \
        both texts of each pair cut to the length of the shorter one; and at equal token budgets, whole documents drawn \
        at random up to the tokens of the smaller source. A star: told apart from 0 at the level that the configuration \
        names, adjusted for all tests of the column. Finding: \"holds\" means the same sign with a star over all \
        documents, on twins and at equal length; \"vanishes\" means that the interval under the control holds 0 and leaves the \
        difference without it out; where it holds both, or neither, the finding is \"unclear\". A pool in \
        which terms are looked up is whole under every control. Pools of each source by itself, and texts counted in their own \
        pool, are no evidence and not tested.",
    key: "profile/findings",
    origins: &[(
        "profile/findings",
        &[
            "measure",
            "reference",
            "source",
            "raw",
            "twins",
            "cut",
            "budget",
            "raw_p",
            "twins_p",
            "cut_p",
            "budget_p",
            "level",
            "finding",
        ],
    )],
    prepare: starred_differences,
    columns: &[
        ("Measure", Cell::Word("measure")),
        ("Reference", Cell::Word("reference")),
        ("Source", Cell::Word("source")),
        ("All documents", Cell::Word("raw")),
        ("Twins", Cell::Word("twins")),
        ("Equal length", Cell::Word("cut")),
        ("Equal budget", Cell::Word("budget")),
        ("Finding", Cell::Word("finding")),
    ],
};

fn starred_differences(results: &Results, key: &str) -> Result<Option<Table>> {
    let Some(table) = results.table(key) else { return Ok(None) };
    let level = table.number("level")?;
    let mut columns = Vec::new();
    // Long names may break their lines after a parameter.
    let measures = short_names(&table.text("measure")?).into_iter().map(|name| name.replace(',', ", "));
    columns.push(("measure", Column::Text(measures.collect())));
    for name in ["reference", "source"] {
        columns.push((name, Column::Text(table.text(name)?)));
    }
    for (name, p_name) in [("raw", "raw_p"), ("twins", "twins_p"), ("cut", "cut_p"), ("budget", "budget_p")] {
        let (differences, p) = (table.number(name)?, table.number(p_name)?);
        let cell = |row: usize| match starred(differences[row], p[row], level[row]) {
            empty if empty.is_empty() => "\u{2013}".to_string(),
            word => word,
        };
        columns.push((name, Column::Text((0..table.height()).map(cell).collect())));
    }
    let phrases = table.text("finding")?.into_iter().map(|keyword| keyword.replace('_', " "));
    columns.push(("finding", Column::Text(phrases.collect())));
    Ok(Some(Table::new(columns)))
}
