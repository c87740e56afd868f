//! The list of all documents of a corpus, in corpus order: document number ↔ identity, and who the twins are.
//! Runs, judgements and indexes share one catalogue.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{DocumentId, Source, SourceId};
use crate::error::{Error, Result};

/// All documents by number (position in corpus order, from 0).
#[derive(Debug, Clone)]
pub struct Catalogue {
    sources: Vec<Source>,
    reference: SourceId,
    ids: Vec<DocumentId>,
    numbers: FxHashMap<DocumentId, u32>,
}

impl Catalogue {
    /// A catalogue of `ids` in corpus order; `reference` is the source that others are compared with.
    ///
    /// Where an id occurs twice the first one is found by [`Catalogue::number`]; readers refuse such corpora.
    pub fn new(sources: Vec<Source>, reference: SourceId, ids: Vec<DocumentId>) -> Self {
        let mut numbers = FxHashMap::default();
        for (number, id) in ids.iter().enumerate() {
            numbers.entry(id.clone()).or_insert(number as u32);
        }
        Catalogue { sources, reference, ids, numbers }
    }

    /// The sources, in the order of their [`SourceId`]s.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The source that others are compared with.
    pub fn reference(&self) -> SourceId {
        self.reference
    }

    /// Every source but the reference, in order.
    pub fn others(&self) -> impl Iterator<Item = SourceId> + '_ {
        (0..self.sources.len() as u32).map(SourceId).filter(|source| *source != self.reference)
    }

    /// The name of a source.
    pub fn source_name(&self, source: SourceId) -> &str {
        &self.sources[source.index()].name
    }

    /// The source of that name.
    pub fn source_named(&self, name: &str) -> Option<SourceId> {
        self.sources.iter().position(|source| source.name == name).map(|index| SourceId(index as u32))
    }

    /// The number of documents.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is no document.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// All identities, in corpus order.
    pub fn ids(&self) -> &[DocumentId] {
        &self.ids
    }

    /// The identity of document `number`.
    pub fn id(&self, number: u32) -> &DocumentId {
        &self.ids[number as usize]
    }

    /// The number of a document, where it is in the corpus.
    pub fn number(&self, base: &str, source: SourceId) -> Option<u32> {
        self.numbers.get(&DocumentId { base: Arc::from(base), source }).copied()
    }

    /// The document number of the version of `number`'s content that `source` wrote.
    pub fn twin(&self, number: u32, source: SourceId) -> Option<u32> {
        let base = self.id(number).base.clone();
        self.numbers.get(&DocumentId { base, source }).copied()
    }

    /// The name of a document in TREC files: `<base>-<source>`, or the base alone where there is one source.
    pub fn joined(&self, number: u32) -> String {
        let id = self.id(number);
        if self.sources.len() == 1 {
            return id.base.to_string();
        }
        format!("{}-{}", id.base, self.source_name(id.source))
    }

    /// Two documents that [`Catalogue::joined`] gives the same name, the earlier one first: base `a` of source `x-chat`
    /// and base `a-x` of source `chat`.
    pub fn joined_collision(&self) -> Option<(u32, u32)> {
        if !self.names_can_collide() {
            return None;
        }
        let mut seen: FxHashMap<String, u32> = FxHashMap::default();
        (0..self.len() as u32).find_map(|number| Some((seen.insert(self.joined(number), number)?, number)))
    }

    /// Whether the name of one source ends in `-` and the name of another; only then can joined names be the same.
    fn names_can_collide(&self) -> bool {
        let ends = |left: &Source, right: &Source| {
            left.name.strip_suffix(&right.name).is_some_and(|rest| rest.is_empty() || rest.ends_with('-'))
        };
        self.sources.iter().enumerate().any(|(place, left)| {
            self.sources.iter().enumerate().any(|(other, right)| place != other && ends(left, right))
        })
    }

    /// Checks that every document has its own name in TREC files.
    ///
    /// # Errors
    /// [`Error::BadExperiment`] that names the first two documents with the same one.
    pub fn check_names(&self) -> Result<()> {
        let Some((first, second)) = self.joined_collision() else { return Ok(()) };
        let told = |number: u32| {
            let id = self.id(number);
            format!("document {:?} of source {:?}", &*id.base, self.source_name(id.source))
        };
        let reason = format!(
            "{} and {} are both {:?} in run files; rename one of the sources",
            told(first),
            told(second),
            self.joined(first)
        );
        Err(Error::BadExperiment { place: "[corpus] sources".to_string(), reason })
    }

    /// Pairs of document numbers with the same base, one written by `left` and one by `right`, sorted by base id.
    pub fn twins(&self, left: SourceId, right: SourceId) -> Vec<(u32, u32)> {
        let mut pairs: Vec<(u32, u32)> = (0..self.ids.len() as u32)
            .filter(|number| self.id(*number).source == left)
            .filter_map(|number| Some((number, self.twin(number, right)?)))
            .collect();
        pairs.sort_by(|a, b| self.id(a.0).base.cmp(&self.id(b.0).base));
        pairs
    }
}

#[cfg(test)]
mod tests {
    use super::super::SourceKind;
    use super::*;

    #[test]
    fn twins_share_a_base_and_are_sorted_by_it() {
        let source = |name: &str, kind| Source { name: name.to_string(), kind };
        let id = |base: &str, source| DocumentId { base: Arc::from(base), source: SourceId(source) };
        let catalogue = Catalogue::new(
            vec![source("human", SourceKind::Human), source("gpt", SourceKind::Llm)],
            SourceId(0),
            vec![id("b", 0), id("a", 0), id("c", 0), id("a", 1), id("b", 1)],
        );
        assert_eq!(catalogue.twins(SourceId(0), SourceId(1)), [(1, 3), (0, 4)]);
        assert_eq!(catalogue.joined(3), "a-gpt");
        assert_eq!(catalogue.number("c", SourceId(1)), None);
        assert_eq!(catalogue.others().collect::<Vec<_>>(), [SourceId(1)]);
    }

    #[test]
    fn two_documents_of_one_joined_name_are_told() {
        let catalogue = |sources: &[&str], ids: &[(&str, u32)]| {
            let of = |name: &&str| Source { name: (*name).to_string(), kind: SourceKind::Llm };
            let id = |(base, source): &(&str, u32)| DocumentId {
                base: Arc::from(*base),
                source: SourceId(*source),
            };
            let (sources, ids) = (sources.iter().map(of).collect(), ids.iter().map(id).collect());
            Catalogue::new(sources, SourceId(0), ids)
        };
        let same = catalogue(&["chat", "x-chat"], &[("b", 0), ("a-x", 0), ("b", 1), ("a", 1)]);
        assert_eq!(same.joined_collision(), Some((1, 3)));
        assert_eq!(
            same.check_names().unwrap_err().to_string(),
            "[corpus] sources: document \"a-x\" of source \"chat\" and document \"a\" of source \"x-chat\" are both \
             \"a-x-chat\" in run files; rename one of the sources"
        );
        for (sources, ids) in [
            (&["chat", "x-chat"][..], &[("a", 0), ("a", 1)][..]),
            (&["chat", "xchat"], &[("a-x", 0), ("a", 1)]),
            (&["chat"], &[("a-x", 0), ("a", 0)]),
        ] {
            let catalogue = catalogue(sources, ids);
            assert_eq!(catalogue.joined_collision(), None);
            assert!(catalogue.check_names().is_ok());
        }
    }
}
