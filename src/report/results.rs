//! What the report is made of: the result tables by name, and what is known of the run that made them.

use std::collections::BTreeMap;

use super::parts::Outline;
use crate::bias::evidence::HEADLINE;
use crate::bias::{Answer, RelativeDeltaRow};
use crate::error::Result;
use crate::table::{self, Schema, Table, TableRow};
use crate::text::TextSummaryRow;

/// Everything that the report shows of one experiment.
#[derive(Debug, Clone, Default)]
pub struct Results {
    /// Name of the experiment.
    pub experiment: String,
    /// Result tables by their place, as in `bias/relative_delta` ([`Schema::key`]).
    pub tables: BTreeMap<&'static str, Table>,
    /// The resolved configuration, as TOML.
    pub configuration: String,
    /// What is known of the run, as (what, value): version, seed, corpus, …
    pub facts: Vec<(String, String)>,
    /// The command that makes it all again.
    pub command: String,
    /// The answer.
    pub answer: Answer,
    /// What stands where on the page: by default that of an experiment.
    pub outline: &'static Outline,
}

/// The level of tests where none is told.
pub(super) const LEVEL: f64 = 0.05;

impl Results {
    /// The results of `experiment`; the other fields start empty and are filled in place.
    pub fn new(experiment: &str, tables: BTreeMap<&'static str, Table>) -> Self {
        Results { experiment: experiment.to_string(), tables, ..Results::default() }
    }

    /// The command of another stage, or of another question on the same results, in place of the one that makes all.
    pub(super) fn command_of(&self, other: &str) -> String {
        match self.command.is_empty() {
            true => format!("sourcebias {other} results/{}/experiment.toml", self.experiment),
            false => self.command.replacen(" run ", &format!(" {other} "), 1),
        }
    }

    /// The table of `schema`, where it is there and has rows.
    pub fn table(&self, schema: &Schema) -> Option<&Table> {
        self.tables.get(schema.key).filter(|table| table.height() > 0)
    }

    /// The rows of a table; none where it is not there.
    ///
    /// # Errors
    /// Where it lacks a column.
    pub fn rows<R: TableRow>(&self) -> Result<Vec<R>> {
        self.table(R::SCHEMA).map_or(Ok(Vec::new()), R::from_table)
    }

    /// Of `measures`, the one that the answer is about: the one that it names, else nDCG@10, else the first; none of none.
    pub fn headline<'a>(&self, measures: &'a [String]) -> Option<&'a String> {
        let named = |name: &str| measures.iter().find(|measure| *measure == name);
        let told = named(&self.answer.measure);
        told.or_else(|| named(HEADLINE)).or(measures.first())
    }

    /// The same measures with the headline in front.
    pub(super) fn headline_first(&self, mut measures: Vec<String>) -> Vec<String> {
        if let Some(headline) = self.headline(&measures).cloned() {
            measures.retain(|measure| *measure != headline);
            measures.insert(0, headline);
        }
        measures
    }

    /// Below which adjusted p an effect counts as found.
    pub fn level(&self) -> f64 {
        if self.answer.level > 0.0 { self.answer.level } else { LEVEL }
    }

    /// How large a Relative Δ, in percent, still counts as no bias; none where it is not told.
    pub fn margin(&self) -> Option<f64> {
        Some(self.answer.margin_percent).filter(|margin| *margin > 0.0)
    }

    /// The sources in the corpus's order, the reference first; empty where no table names them.
    pub fn sources(&self) -> Vec<String> {
        let mut sources = Vec::new();
        let summary: Vec<TextSummaryRow> = self.rows().unwrap_or_default();
        sources.extend(summary.iter().filter(|row| row.reference).map(|row| row.source.clone()));
        sources.extend(summary.into_iter().map(|row| row.source));
        let deltas: Vec<RelativeDeltaRow> = self.rows().unwrap_or_default();
        sources.extend(deltas.iter().map(|row| row.reference.clone()));
        sources.extend(deltas.into_iter().map(|row| row.source));
        distinct(&sources)
    }
}

/// The different words of a column, in order of first appearance.
pub(crate) fn distinct(words: &[String]) -> Vec<String> {
    table::distinct(words).into_iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_headline_is_told_or_usual_or_first() {
        let named = |names: &[&str]| names.iter().map(|name| name.to_string()).collect::<Vec<_>>();
        let mut results = Results::default();
        assert_eq!(
            results.headline_first(named(&["AP", "nDCG@10", "P@5"])),
            named(&["nDCG@10", "AP", "P@5"])
        );
        assert_eq!(results.headline_first(named(&["AP", "P@5"])), named(&["AP", "P@5"]));
        assert_eq!(results.headline_first(Vec::new()), named(&[]));
        results.answer.measure = "P@5".to_string();
        assert_eq!(results.headline_first(named(&["AP", "P@5"])), named(&["P@5", "AP"]));
        assert_eq!(results.level(), 0.05);
    }
}
