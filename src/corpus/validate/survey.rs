//! What is known of a corpus when all of it has been read, as the checks ask for it: documents by content, lines that
//! were left out by file, counts by source.

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::ValidatedTexts;
use super::check::Finding;
use super::copies::copies;
use super::likeness::PairLikeness;
use super::look::Mark;
use super::quoted::QuotedQueries;
use crate::corpus::collection::{Files, Origin};
use crate::corpus::format::jsonl::unnamed;
use crate::corpus::{Catalogue, Fault, Pairing, Qrels, Query, SkippedLines, SourceId, TestCollection};

/// A file that could not be read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unread {
    /// The source whose documents it holds; `None` for queries and judgements.
    pub source: Option<SourceId>,
    /// The file's name.
    pub file: String,
}

/// Everything that was read.
pub(super) struct Survey<'a> {
    pub catalogue: &'a Catalogue,
    /// What is kept of each text, by document number.
    pub marks: &'a [Mark],
    /// The documents by content.
    pub contents: Contents,
    /// Documents of each source.
    pub documents: Vec<u64>,
    /// For each source the first one that holds the same texts.
    pub copies: Vec<SourceId>,
    /// How alike the twins of each source are.
    pub likeness: &'a [PairLikeness],
    /// Whether the settings say what ids mean.
    pub pairing: Pairing,
    pub queries: &'a [Query],
    /// The queries that stand in texts.
    pub quoted: &'a QuotedQueries,
    /// The judgements that are left when those of unknown queries and documents are not.
    pub qrels: &'a Qrels,
    pub unread: &'a [Unread],
    skipped: Vec<SkippedLines>,
    files: Option<&'a Files>,
    /// The files of each source; of those that several sources share none but for the first of them.
    places: Vec<Vec<PathBuf>>,
}

impl<'a> Survey<'a> {
    pub(super) fn new(
        catalogue: &'a Catalogue,
        texts: &'a ValidatedTexts,
        collection: &'a TestCollection,
        qrels: &'a Qrels,
        unread: &'a [Unread],
    ) -> Self {
        let mut documents = vec![0; catalogue.sources().len()];
        for id in catalogue.ids() {
            documents[id.source.index()] += 1;
        }
        let files = match &collection.corpus.origin {
            Origin::Files(files) => Some(files),
            Origin::Memory(_) => None,
        };
        let held: Vec<_> = texts.tallies.iter().map(|tally| tally.content).collect();
        Survey {
            catalogue,
            marks: &texts.marks,
            contents: Contents::of(catalogue),
            documents,
            copies: copies(&held, catalogue.reference()),
            likeness: texts.twins.pairs(),
            pairing: collection.corpus.pairing,
            queries: &collection.queries,
            quoted: &texts.quoted,
            qrels,
            unread,
            skipped: collection.corpus.skipped(),
            files,
            places: files.map_or_else(Vec::new, places),
        }
    }

    pub(super) fn source_of(&self, document: u32) -> SourceId {
        self.catalogue.id(document).source
    }

    pub(super) fn base_of(&self, document: u32) -> &str {
        let id = self.catalogue.id(document);
        self.shown(id.source, &id.base)
    }

    /// A base id as examples show it: one that was made of a file's path and a line, without the folders.
    pub(super) fn shown<'b>(&self, source: SourceId, base: &'b str) -> &'b str {
        let file = self.files.and_then(|files| files.documents.get(source.index()));
        let named_after = file.and_then(|file| {
            let rest = base.strip_prefix(unnamed(file, 0).trim_end_matches('0'))?;
            let line = rest.bytes().all(|byte| byte.is_ascii_digit()).then_some(rest)?;
            let name = unnamed(Path::new(file.file_name()?), 0).len() - 1;
            Some(name + line.len())
        });
        named_after.map_or(base, |length| &base[base.len() - length..])
    }

    /// All sources, in order.
    pub(super) fn sources(&self) -> impl Iterator<Item = SourceId> {
        (0..self.documents.len() as u32).map(SourceId)
    }

    /// The lines of the documents of `source` that were left out for `fault`, of all its lines.
    pub(super) fn lines_of(&self, source: SourceId, fault: Fault) -> Finding {
        let files = self.places.get(source.index()).map_or(&[][..], |files| files);
        let read = self.documents[source.index()];
        self.lines(files, fault, read, self.catalogue.source_name(source))
    }

    /// The lines of the queries that were left out for `fault`, of all their lines.
    pub(super) fn lines_of_queries(&self, fault: Fault) -> Finding {
        let files = self.files.map_or(&[][..], |files| &files.queries);
        self.lines(files, fault, self.queries.len() as u64, "")
    }

    /// The judgements that were left out for `fault`, of all their lines.
    pub(super) fn lines_of_judgements(&self, fault: Fault) -> Finding {
        let files = self.files.map_or(&[][..], |files| &files.qrels);
        self.lines(files, fault, self.qrels.len() as u64, "")
    }

    fn lines(&self, files: &[PathBuf], fault: Fault, read: u64, source: &str) -> Finding {
        let mut tally = Tally { of: read, ..Tally::default() };
        for skipped in self.skipped.iter().filter(|skipped| files.contains(&skipped.file)) {
            tally.of += skipped.lines;
            if skipped.fault == fault {
                tally.found(|| format!("{}:{}", file_name(&skipped.file), skipped.first_line));
                tally.count += skipped.lines - 1;
            }
        }
        tally.finding(source.to_string())
    }

    /// A finding for each source.
    pub(super) fn findings(&self, tallies: Vec<Tally>) -> Vec<Finding> {
        let names = self.catalogue.sources().iter().map(|source| source.name.clone());
        names.zip(tallies).map(|(name, tally)| tally.finding(name)).collect()
    }

    /// A finding for each source but the reference.
    pub(super) fn findings_of_others(&self, tallies: Vec<Tally>) -> Vec<Finding> {
        let mut findings = self.findings(tallies);
        findings.remove(self.catalogue.reference().index());
        findings
    }

    /// A tally for each source, of nothing yet.
    pub(super) fn tallies(&self) -> Vec<Tally> {
        vec![Tally::default(); self.documents.len()]
    }

    /// Calls `each` with every document that has a version by the reference, and that version, in the order of their ids.
    pub(super) fn for_each_twin(&self, mut each: impl FnMut(u32, u32)) {
        let reference = self.catalogue.reference();
        for versions in self.contents.iter() {
            let is_reference = |document: &&u32| self.source_of(**document) == reference;
            let Some(original) = versions.iter().find(is_reference) else { continue };
            versions
                .iter()
                .filter(|version| *version != original)
                .for_each(|version| each(*version, *original));
        }
    }
}

/// The files of each source; a file or folder that several sources share is that of the first of them, so that a line of it
/// is told once.
fn places(files: &Files) -> Vec<Vec<PathBuf>> {
    let (mut seen, mut places) = (FxHashSet::default(), Vec::with_capacity(files.documents.len()));
    for path in &files.documents {
        // What cannot be listed was told when it was read.
        let of_source = seen.insert(path.as_os_str()).then(|| files.format.files(path).unwrap_or_default());
        places.push(of_source.unwrap_or_default());
    }
    places
}

/// The name of a file without its folders, which say nothing to another reader.
pub(super) fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// A count with its first example.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub count: u64,
    pub of: u64,
    pub example: Option<String>,
}

impl Tally {
    /// Counts one; the example is made of the first one only.
    pub(super) fn found(&mut self, example: impl FnOnce() -> String) {
        self.count += 1;
        self.example.get_or_insert_with(example);
    }

    /// The tally where `tells`; or else of nothing found, of as many.
    pub(super) fn only_where(self, tells: bool) -> Tally {
        if tells { self } else { Tally { count: 0, example: None, ..self } }
    }

    /// The part that was found; 0 of nothing.
    pub(super) fn share(&self) -> f64 {
        if self.of == 0 { 0.0 } else { self.count as f64 / self.of as f64 }
    }

    pub(super) fn finding(self, source: String) -> Finding {
        Finding { source, count: self.count, of: self.of, example: self.example.unwrap_or_default() }
    }
}

/// The documents of each content, contents by their base id, versions by their source.
pub(super) struct Contents {
    /// Where the versions of each content start.
    starts: Vec<usize>,
    documents: Vec<u32>,
}

impl Contents {
    fn of(catalogue: &Catalogue) -> Self {
        let mut numbers: FxHashMap<&str, usize> = FxHashMap::default();
        let of_document: Vec<usize> = (catalogue.ids().iter())
            .map(|id| {
                let next = numbers.len();
                *numbers.entry(&*id.base).or_insert(next)
            })
            .collect();
        let mut bases: Vec<(&str, usize)> = numbers.into_iter().collect();
        bases.par_sort_unstable();
        let mut place = vec![0; bases.len()];
        for (position, (_, number)) in bases.into_iter().enumerate() {
            place[number] = position;
        }
        let mut starts = vec![0; place.len() + 1];
        for number in &of_document {
            starts[place[*number] + 1] += 1;
        }
        for position in 1..starts.len() {
            starts[position] += starts[position - 1];
        }
        let (mut next, mut documents) = (starts.clone(), vec![0; of_document.len()]);
        for (document, number) in of_document.into_iter().enumerate() {
            let position = place[number];
            documents[next[position]] = document as u32;
            next[position] += 1;
        }
        for content in starts.windows(2) {
            documents[content[0]..content[1]].sort_unstable_by_key(|number| catalogue.id(*number).source);
        }
        Contents { starts, documents }
    }

    /// How many contents there are.
    pub(super) fn len(&self) -> u64 {
        self.starts.len() as u64 - 1
    }

    /// The versions of each content.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u32]> {
        self.starts.windows(2).map(|content| &self.documents[content[0]..content[1]])
    }
}
