//! The end of the page: the collections behind the tests, and how the page is made again.

use super::ClaimFindings;
use super::known::Known;
use super::page::{digits, escaped, folded, name, name_or_dash, table};
use super::tested::listed;
use crate::bias::short_name;
use crate::number::{UNDEFINED, grouped, interval};

impl ClaimFindings {
    /// The documents, sources and queries behind the tests; of simulated collections, what was planted.
    pub(super) fn collections_section(&self) -> String {
        let headings =
            ["Collection", "Source", "Documents", "Characters", "Twins", "Queries", "Evaluated", "Kind"];
        let mut rows = Vec::new();
        for known in &self.experiments {
            for source in &known.sources {
                let reference = if source.reference { " (reference)" } else { "" };
                let count = |value: u64| grouped(value as f64, 0);
                rows.push(vec![
                    name(&known.name),
                    format!("{}{reference}", name(&source.source)),
                    count(source.documents),
                    count(source.characters),
                    if source.reference { UNDEFINED.to_string() } else { count(source.twins) },
                    count(known.queries as u64),
                    count(known.evaluated),
                    if known.simulated { "simulated" } else { "files" }.to_string(),
                ]);
            }
        }
        let out = format!("\n## Collections\n\n{}", table(&headings.map(String::from), &rows));
        out + &self.planted()
    }

    /// The truth of simulated collections.
    fn planted(&self) -> String {
        let mut rows = Vec::new();
        for known in &self.experiments {
            // Of Relative Δ, that of the measure that verdicts speak of.
            let told = known
                .planted
                .iter()
                .filter(|row| row.model.is_empty() || row.quantity.ends_with(known.measure.as_str()));
            rows.extend(told.map(|row| {
                let value = row.planted.map_or(UNDEFINED.to_string(), digits);
                let interval = interval(row.low, row.high, &digits);
                vec![
                    name(&known.name),
                    name_or_dash(&row.source),
                    name_or_dash(&short_name(&row.model)),
                    name(&short_name(&row.quantity)),
                    if row.low.is_some() { format!("{value} {interval}") } else { value },
                    escaped(&row.note),
                ]
            }));
        }
        if rows.is_empty() {
            return String::new();
        }
        let headings =
            ["Collection", "Source", "Model", "Quantity", "Planted", "How it is known"].map(String::from);
        format!("\nOf simulated collections the truth is known:\n\n{}", folded(&headings, &rows))
    }

    /// Which experiments look at the same data: what is counted counts these as often.
    pub(super) fn same_data(&self) -> String {
        let mut out = String::new();
        for (place, known) in self.experiments.iter().enumerate() {
            let alike = |other: &&Known| other.data == known.data && !known.data.is_empty();
            if self.experiments[..place].iter().any(|other| alike(&other)) {
                continue;
            }
            let names: Vec<String> =
                self.experiments.iter().filter(alike).map(|other| name(&other.name)).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            if names.len() > 1 {
                out.push_str(&format!(
                    "\nThe data of {} are the same; each is counted as a collection of its own.\n",
                    listed(&names)
                ));
            }
        }
        out
    }

    /// How the page is made again, and from which data.
    pub(super) fn provenance(&self) -> String {
        let row = |known: &Known| {
            let measure = escaped(&short_name(&known.measure));
            // 1 − 0.95 is no round number.
            let level = ((known.level * 1e6).round() / 1e6).to_string();
            vec![
                name(&known.name),
                known.seed.to_string(),
                name_or_dash(&known.version),
                format!("`{}`", known.data),
                measure,
                level,
                known.margin_percent.to_string(),
            ]
        };
        let headings = ["Collection", "Seed", "Version", "Key of the data", "Measure", "Level", "Margin (%)"];
        let rows: Vec<Vec<String>> = self.experiments.iter().map(row).collect();
        format!(
            "\n## How this page is made\n\n```\n{} > docs/findings.md\n```\n\n{}\nThe key of the data is the beginning of a \
             SHA-256 over the sums of its files, or over the settings of a simulation. Level: below which p a number of \
             retrieval counts as told apart from 0. Margin: within which a Relative Δ is as good as 0.\n",
            self.command(),
            table(&headings.map(String::from), &rows)
        )
    }
}
