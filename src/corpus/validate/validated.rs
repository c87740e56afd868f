//! What a validation found: a row for each check and source, and counts of each source, as tables.

use super::SourceTally;
use super::check::{CHECKS, Check, Find, Finding, Severity};
use super::survey::Survey;
use crate::corpus::SourceId;
use crate::table::{Column, Table};

/// What was found in a collection.
pub struct Validated {
    rows: Vec<(&'static Check, Finding)>,
    sources: Table,
}

impl Validated {
    pub(super) fn of(survey: &Survey<'_>, tallies: &[SourceTally]) -> Self {
        let mut rows = Vec::new();
        for (place, check) in CHECKS.iter().enumerate() {
            let findings = match check.find {
                Find::Data(find) => find(survey),
                Find::Text(_) => {
                    let finding = |(source, tally): (SourceId, &SourceTally)| {
                        let (count, example) = tally.fired.get(place).cloned().unwrap_or_default();
                        let example = example.as_deref().map_or("", |base| survey.shown(source, base));
                        Finding {
                            source: survey.catalogue.source_name(source).to_string(),
                            count,
                            of: survey.documents[source.index()],
                            example: example.to_string(),
                        }
                    };
                    survey.sources().zip(tallies).map(finding).collect()
                }
            };
            rows.extend(findings.into_iter().map(|finding| (check, finding)));
        }
        Validated { rows, sources: sources(survey, tallies) }
    }

    /// The findings: check, severity, source, count, of, example; with `all` those of which nothing was found too.
    pub fn checks(&self, all: bool) -> Table {
        let rows = || self.rows.iter().filter(|(_, finding)| all || finding.count > 0);
        let words = |word: &dyn Fn(&Check, &Finding) -> String| {
            Column::Text(rows().map(|(check, finding)| word(check, finding)).collect())
        };
        Table::new(vec![
            ("check", words(&|check, _| check.name.to_string())),
            ("severity", words(&|check, _| check.severity.to_string())),
            ("source", words(&|_, finding| finding.source.clone())),
            ("count", Column::Count(rows().map(|(_, finding)| finding.count).collect())),
            ("of", Column::Count(rows().map(|(_, finding)| finding.of).collect())),
            ("example", words(&|_, finding| finding.example.clone())),
        ])
    }

    /// Counts of each source: documents, characters, versions of the reference's contents, contents that no other source
    /// has, empty texts.
    pub fn sources(&self) -> &Table {
        &self.sources
    }

    /// How many checks of this severity found something.
    pub fn kinds(&self, severity: Severity) -> usize {
        let found = |check: &&Check| {
            let is_it =
                |(row, finding): &(&'static Check, Finding)| row.name == check.name && finding.count > 0;
            check.severity == severity && self.rows.iter().any(is_it)
        };
        CHECKS.iter().filter(found).count()
    }

    /// Whether no check found an error or a warning.
    pub fn is_clean(&self) -> bool {
        self.kinds(Severity::Error) + self.kinds(Severity::Warning) == 0
    }
}

fn sources(survey: &Survey<'_>, tallies: &[SourceTally]) -> Table {
    let (mut twins, mut alone) = (vec![0; tallies.len()], vec![0; tallies.len()]);
    survey.for_each_twin(|version, _| twins[survey.source_of(version).index()] += 1);
    for versions in survey.contents.iter() {
        if let [only] = versions {
            alone[survey.source_of(*only).index()] += 1;
        }
    }
    let (catalogue, reference) = (survey.catalogue, survey.catalogue.reference());
    let names = catalogue.sources().iter().map(|source| source.name.clone());
    Table::new(vec![
        ("source", Column::Text(names.collect())),
        ("reference", Column::Flag(survey.sources().map(|source| source == reference).collect())),
        ("documents", Column::Count(survey.documents.clone())),
        ("characters", Column::Count(tallies.iter().map(|tally| tally.characters).collect())),
        ("twins", Column::Count(twins)),
        ("only_here", Column::Count(alone)),
        ("empty_texts", Column::Count(tallies.iter().map(|tally| tally.empty).collect())),
    ])
}
