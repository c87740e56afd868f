//! The table of an analysis that has no layout of its own: its result table goes in, with all its columns; so that a new
//! analysis is shown without a further edit.

use super::layout::significant;
use super::{LAYOUTS, PaperTable};
use crate::bias::{ANALYSES, About, Analysis};
use crate::error::Result;
use crate::report::figure::FIGURES;
use crate::report::results::Results;
use crate::table::{Column, Table};

/// The tables of all analyses that have no layout and no figure.
///
/// # Errors
/// Where a column cannot be read.
pub(crate) fn of_analyses(results: &Results) -> Result<Vec<PaperTable>> {
    let drawn: Vec<&str> = FIGURES
        .entries
        .iter()
        .map(|entry| Ok(FIGURES.parse(entry.name)?.object.needs()))
        .collect::<Result<_>>()?;
    let shown = |key: &str| LAYOUTS.iter().any(|layout| layout.key == key) || drawn.contains(&key);
    let without = ANALYSES.iter().filter(|analysis| !shown(analysis.about().key));
    let tables: Vec<Option<PaperTable>> =
        without.map(|analysis| of_analysis(results, *analysis)).collect::<Result<_>>()?;
    Ok(tables.into_iter().flatten().collect())
}

/// The table of one analysis; none where it is missing or empty.
fn of_analysis(results: &Results, analysis: &dyn Analysis) -> Result<Option<PaperTable>> {
    let About { key, summary, question, .. } = analysis.about();
    let Some(table) = results.table(key) else { return Ok(None) };
    let mut columns = Vec::new();
    for (name, numeric) in table.names().into_iter().zip(table.numeric()) {
        let cells = match numeric {
            true => {
                let written = |value: Option<f64>| value.map_or("\u{2013}".to_string(), significant);
                table.number(&name)?.into_iter().map(written).collect()
            }
            false => table.text(&name)?,
        };
        columns.push((name.replace('_', " "), Column::Text(cells)));
    }
    Ok(Some(PaperTable {
        name: key.rsplit('/').next().unwrap_or(key),
        title: summary,
        note: format!("All columns of {key}, which says {}.", question.words()),
        origins: vec![(key, Vec::new())],
        table: Table::new(columns.iter().map(|(name, column)| (name.as_str(), column.clone())).collect()),
        question: Some(question),
    }))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::bias::{Question, Shared};

    struct OfOnesOwn;

    impl Analysis for OfOnesOwn {
        fn about(&self) -> About {
            About {
                key: "bias/own_one",
                summary: "what one wants to know",
                question: Question::BecauseOf,
                tests: None,
            }
        }

        fn table(&self, _: &Shared<'_>) -> Table {
            Table::new(vec![
                ("model", Column::Text(vec!["bm25".to_string()])),
                ("mean_gap", Column::Number(vec![Some(0.123_456)])),
            ])
        }
    }

    #[test]
    fn an_analysis_is_shown_without_a_layout() {
        let made = Table::new(vec![
            ("model", Column::Text(vec!["bm25".to_string()])),
            ("mean_gap", Column::Number(vec![Some(0.123_456)])),
        ]);
        let results = Results::new("x", BTreeMap::from([("bias/own_one".to_string(), made)]));
        let shown = of_analysis(&results, &OfOnesOwn).unwrap().unwrap();
        assert_eq!((shown.name, shown.title), ("own_one", "what one wants to know"));
        assert_eq!(shown.table.names(), ["model", "mean gap"]);
        assert_eq!(shown.table.text("mean gap").unwrap(), ["0.1235"]);
        assert!(of_analysis(&Results::new("x", BTreeMap::new()), &OfOnesOwn).unwrap().is_none());
        // All of today's have a layout or stand in a figure.
        assert!(of_analyses(&results).unwrap().is_empty());
    }
}
