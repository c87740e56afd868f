//! What the report is made of: the result tables by name, and what is known of the run that made them.

use std::collections::BTreeMap;

use crate::table::Table;

/// Everything that the report shows of one experiment.
#[derive(Debug, Clone, Default)]
pub struct Results {
    /// Name of the experiment.
    pub experiment: String,
    /// Result tables by their path below `results/<experiment>/`, without the ending: `bias/relative_delta`.
    pub tables: BTreeMap<String, Table>,
    /// The planted truth, where the collection is simulated: quantity, source, planted, low, high, note.
    pub planted: Option<Table>,
    /// The resolved configuration, as TOML.
    pub configuration: String,
    /// What is known of the run, as (what, value): version, seed, corpus, …
    pub facts: Vec<(String, String)>,
    /// The command that makes it all again.
    pub command: String,
    /// The answer in sentences.
    pub sentences: Vec<String>,
}

impl Results {
    /// The results of `experiment`; the other fields start empty and are filled in place.
    pub fn new(experiment: &str, tables: BTreeMap<String, Table>) -> Self {
        Results { experiment: experiment.to_string(), tables, ..Results::default() }
    }

    /// The table `key`, where it is there and has rows; `planted` is the planted truth.
    pub fn table(&self, key: &str) -> Option<&Table> {
        let found = if key == "planted" { self.planted.as_ref() } else { self.tables.get(key) };
        found.filter(|table| table.height() > 0)
    }

    /// The sources in the corpus's order, the reference first; empty where no table names them.
    pub fn sources(&self) -> Vec<String> {
        let mut sources = Vec::new();
        if let Some(summary) = self.tables.get("corpus/summary") {
            let names = summary.text("source").unwrap_or_default();
            let flags = summary.text("reference").unwrap_or_default();
            let reference =
                names.iter().zip(&flags).filter(|(_, flag)| *flag == "true").map(|(name, _)| name.clone());
            sources.extend(reference);
            sources.extend(names);
        }
        if let Some(delta) = self.tables.get("bias/relative_delta") {
            sources.extend(delta.text("reference").unwrap_or_default());
            sources.extend(delta.text("source").unwrap_or_default());
        }
        distinct(&sources)
    }
}

/// The different words of a column, in order of first appearance.
pub(crate) fn distinct(words: &[String]) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    words.iter().filter(|word| seen.insert(word.as_str())).cloned().collect()
}
