//! What a validation found: a row for each check and source, and counts of each source, as tables.

use std::collections::{BTreeMap, BTreeSet};

use super::SourceTally;
use super::check::{CHECKS, Check, Find, Finding, OF, RENAMED, Severity};
use super::survey::Survey;
use crate::corpus::{QueryClusterRow, SourceId, query_clusters};
use crate::table::{FileKind, Schema, Table, TableRow};

crate::table! {
    /// what the checks of the files found
    pub struct ValidationRow("corpus/validation", FileKind::Csv, None) {
        /// The check; `sourcebias list checks` says what it counts.
        check: String;
        /// `error`, `warning` or `note`.
        severity: String;
        /// The source that it was found in; empty where it is of queries or judgements.
        source: String;
        /// How many documents, lines, queries or judgements.
        count: u64;
        /// Of how many.
        of: u64;
        /// The id of one, or its file and line.
        example: String;
    }
}

crate::table! {
    /// counts of each source before any analysis
    pub struct SourceSummaryRow("corpus/sources", FileKind::Csv, None) {
        /// The source.
        source: String;
        /// Whether the others are compared with it.
        reference: bool;
        /// Documents.
        documents: u64;
        /// Characters of their texts.
        characters: u64;
        /// Documents that are versions of the reference's contents.
        twins: u64;
        /// Documents whose content no other source has.
        only_here: u64;
        /// Documents without text.
        empty_texts: u64;
    }
}

crate::table! {
    /// the files that were read
    pub struct InputRow("corpus/files", FileKind::Csv, None) {
        /// The file.
        file: String;
        /// The SHA-256 of its bytes.
        sha256: String;
    }
}

crate::table! {
    /// who wrote the queries; no rows where neither settings nor files say so
    pub struct QueryAuthorSummaryRow("corpus/query_authors", FileKind::Csv, None) {
        /// The author; empty for queries of which nobody says who wrote them.
        author: String;
        /// Queries.
        queries: u64;
        /// Those with a judgement.
        judged: u64;
        /// The clusters that the judged ones stand in.
        clusters: u64;
        /// Those of these clusters that hold judged queries by another author too.
        shared_clusters: u64;
    }
}

/// The tables of the stage.
pub const TABLES: &[&Schema] = &[
    ValidationRow::SCHEMA,
    SourceSummaryRow::SCHEMA,
    QueryAuthorSummaryRow::SCHEMA,
    QueryClusterRow::SCHEMA,
    InputRow::SCHEMA,
];

/// What was found in a collection.
pub struct Validated {
    rows: Vec<(&'static Check, Finding)>,
    sources: Table,
    authors: Table,
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
        Validated { rows, sources: sources(survey, tallies), authors: authors(survey) }
    }

    /// The findings, a row a check and source; with `all` those of which nothing was found too.
    pub fn checks(&self, all: bool) -> Table {
        let row = |(check, finding): &(&'static Check, Finding)| ValidationRow {
            check: check.name.to_string(),
            severity: check.severity.to_string(),
            source: finding.source.clone(),
            count: finding.count,
            of: finding.of,
            example: finding.example.clone(),
        };
        let rows = self.rows.iter().filter(|(_, finding)| all || finding.count > 0);
        ValidationRow::to_table(rows.map(row).collect())
    }

    /// Counts of each source: documents, characters, versions of the reference's contents, contents that no other source
    /// has, empty texts.
    pub fn sources(&self) -> &Table {
        &self.sources
    }

    /// Who wrote how many queries; without rows where nobody says so.
    pub fn authors(&self) -> &Table {
        &self.authors
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

    /// What must be known before anything is compared, with what to do about it: which sources hold versions of the
    /// reference's texts under ids of their own.
    pub fn notes(&self) -> Vec<String> {
        let is_renamed =
            |(check, finding): &&(&'static Check, Finding)| check.name == RENAMED && finding.count > 0;
        let renamed: Vec<&Finding> =
            self.rows.iter().filter(is_renamed).map(|(_, finding)| finding).collect();
        let Some(first) = renamed.first() else { return Vec::new() };
        let names: Vec<&str> = renamed.iter().map(|finding| finding.source.as_str()).collect();
        let added = |finding: &&Finding| {
            let (id, stem) = finding.example.split_once(OF)?;
            Some(id.replacen(stem, "", 1))
        };
        let mut added: Vec<String> = renamed.iter().filter_map(added).collect();
        added.dedup();
        vec![format!(
            "{} {} no id with the reference, so that nothing can be compared on the same contents, and {} ids look like those of \
             versions ({}): give versions of one content the same id, or cut off what was added by `format = \"beir(strip={})\"` \
             (--from)",
            names.join(", "),
            if names.len() == 1 { "shares" } else { "share" },
            if names.len() == 1 { "its" } else { "their" },
            first.example,
            added.join(" ")
        )]
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
    let row = |source: SourceId| {
        let (place, tally) = (source.index(), &tallies[source.index()]);
        SourceSummaryRow {
            source: catalogue.source_name(source).to_string(),
            reference: source == reference,
            documents: survey.documents[place],
            characters: tally.characters,
            twins: twins[place],
            only_here: alone[place],
            empty_texts: tally.empty,
        }
    };
    SourceSummaryRow::to_table(survey.sources().map(row).collect())
}

fn authors(survey: &Survey<'_>) -> Table {
    if survey.queries.iter().all(|query| query.author.is_none()) {
        return QueryAuthorSummaryRow::to_table(Vec::new());
    }
    let clusters = query_clusters(survey.queries, survey.qrels);
    let judged = |id: &str| survey.qrels.of(id).next().is_some();
    let mut counts: BTreeMap<&str, [u64; 2]> = BTreeMap::new();
    // Who has judged queries in a cluster.
    let mut of_cluster: BTreeMap<u32, BTreeSet<&str>> = BTreeMap::new();
    for query in survey.queries {
        let author = query.author.as_deref().unwrap_or_default();
        let [queries, judgements] = counts.entry(author).or_default();
        *queries += 1;
        if judged(&query.id) {
            *judgements += 1;
            of_cluster.entry(clusters[&query.id]).or_default().insert(author);
        }
    }
    let row = |(author, [queries, judged]): (&str, [u64; 2])| {
        let having = || of_cluster.values().filter(move |authors| authors.contains(author));
        QueryAuthorSummaryRow {
            author: author.to_string(),
            queries,
            judged,
            clusters: having().count() as u64,
            shared_clusters: having().filter(|authors| authors.len() > 1).count() as u64,
        }
    };
    QueryAuthorSummaryRow::to_table(counts.into_iter().map(row).collect())
}
