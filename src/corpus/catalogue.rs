//! The list of all documents of a corpus, in corpus order: document number ↔ identity, and who the twins are.
//! Runs, judgements and indexes share one catalogue.

use std::sync::{Arc, OnceLock};

use rand::RngExt;
use rustc_hash::{FxHashMap, FxHashSet};

use super::numbers::Numbers;
use super::{DocumentId, Source, SourceId};
use crate::error::{Error, Result};
use crate::statistics::stream;

/// Identities that stand elsewhere, in an index for instance, and are read when they are asked for.
pub(crate) trait StoredIds: std::fmt::Debug + Send + Sync {
    /// The number of documents.
    fn len(&self) -> usize;

    /// The identity of document `number`.
    fn id(&self, number: u32) -> DocumentId;

    /// All identities, in corpus order.
    fn all(&self) -> Vec<DocumentId>;
}

/// Where the names of more than one in so many documents are asked for, the identities of all are read.
const READ_ALL: usize = 100;

/// All documents by number (position in corpus order, from 0).
#[derive(Debug, Clone)]
pub struct Catalogue {
    sources: Vec<Source>,
    reference: SourceId,
    /// Where the identities stand that were not given, and are read when they are first asked for.
    stored: Option<Arc<dyn StoredIds>>,
    ids: OnceLock<Vec<DocumentId>>,
    numbers: OnceLock<Numbers>,
    by_name: FxHashMap<String, SourceId>,
    /// What [`Catalogue::docno_order`] found.
    docno_order: OnceLock<Vec<u32>>,
}

impl Catalogue {
    /// A catalogue of `ids` in corpus order; `reference` is the source that others are compared with.
    ///
    /// Where an id occurs twice the first one is found by [`Catalogue::number`]; readers refuse such corpora.
    pub fn new(sources: Vec<Source>, reference: SourceId, ids: Vec<DocumentId>) -> Self {
        Catalogue { ids: OnceLock::from(ids), ..Catalogue::empty(sources, reference) }
    }

    /// A catalogue of identities that stand elsewhere.
    pub(crate) fn stored(sources: Vec<Source>, reference: SourceId, ids: Arc<dyn StoredIds>) -> Self {
        Catalogue { stored: Some(ids), ..Catalogue::empty(sources, reference) }
    }

    fn empty(sources: Vec<Source>, reference: SourceId) -> Self {
        let mut by_name = FxHashMap::default();
        for (number, source) in sources.iter().enumerate() {
            by_name.entry(source.name.clone()).or_insert(SourceId(number as u32));
        }
        Catalogue {
            sources,
            reference,
            stored: None,
            ids: OnceLock::new(),
            numbers: OnceLock::new(),
            by_name,
            docno_order: OnceLock::new(),
        }
    }

    fn numbers(&self) -> &Numbers {
        self.numbers.get_or_init(|| Numbers::new(self.ids(), self.sources.len()))
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
        self.by_name.get(name).copied()
    }

    /// The number of documents.
    pub fn len(&self) -> usize {
        self.stored.as_ref().map_or_else(|| self.ids().len(), |stored| stored.len())
    }

    /// Whether there is no document.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All identities, in corpus order.
    pub fn ids(&self) -> &[DocumentId] {
        self.ids.get_or_init(|| self.stored.as_ref().map_or_else(Vec::new, |stored| stored.all()))
    }

    /// The identity of document `number`.
    pub fn id(&self, number: u32) -> &DocumentId {
        &self.ids()[number as usize]
    }

    /// The number of a document, where it is in the corpus.
    pub fn number(&self, base: &str, source: SourceId) -> Option<u32> {
        self.numbers().find(base, source)
    }

    /// The base ids that some document has.
    pub fn bases(&self) -> FxHashSet<&str> {
        self.ids().iter().map(|id| &*id.base).collect()
    }

    /// The numbers of the versions of a content, in the order of their sources.
    pub fn versions(&self, base: &str) -> impl Iterator<Item = u32> + use<'_> {
        self.numbers().of_content(base)
    }

    /// The document number of the version of `number`'s content that `source` wrote.
    pub fn twin(&self, number: u32, source: SourceId) -> Option<u32> {
        self.number(&self.id(number).base, source)
    }

    /// The name of a document in TREC files: `<base>-<source>`, or the base alone where there is one source.
    pub fn docno(&self, number: u32) -> String {
        let mut name = String::new();
        self.expect_names(self.len());
        self.push_docno(number, &mut name);
        name
    }

    /// Says that the names of so many documents will be asked for: it is faster to read all identities once than many of them
    /// one by one.
    pub(crate) fn expect_names(&self, documents: usize) {
        if documents > self.len() / READ_ALL {
            self.ids();
        }
    }

    /// Adds the name of a document in TREC files to `name`. Where the identities were not read yet, that of this document alone
    /// is ([`Catalogue::expect_names`]).
    pub(crate) fn push_docno(&self, number: u32, name: &mut String) {
        let read;
        let id = match (self.ids.get(), &self.stored) {
            (None, Some(stored)) => {
                read = stored.id(number);
                &read
            }
            _ => self.id(number),
        };
        name.push_str(&id.base);
        if self.sources.len() > 1 {
            name.push('-');
            name.push_str(self.source_name(id.source));
        }
    }

    /// The number of the document that [`Catalogue::docno`] gives this name; the first, where there are several.
    pub fn number_of_docno(&self, name: &str) -> Option<u32> {
        if self.sources.len() == 1 {
            return self.number(name, SourceId(0));
        }
        let version =
            |(dash, _): (usize, &str)| self.number(&name[..dash], self.source_named(&name[dash + 1..])?);
        name.match_indices('-').filter_map(version).min()
    }

    /// For each document, by number, the place of its [`Catalogue::docno`] name among all of them, sorted.
    pub fn docno_order(&self) -> &[u32] {
        self.docno_order.get_or_init(|| {
            let mut sorted: Vec<u32> = (0..self.len() as u32).collect();
            sorted.sort_by_cached_key(|number| self.docno(*number));
            let mut order = vec![0; sorted.len()];
            (0..).zip(sorted).for_each(|(place, number)| order[number as usize] = place);
            order
        })
    }

    /// Two documents that [`Catalogue::docno`] gives the same name, the earlier one first: base `a` of source `x-chat`
    /// and base `a-x` of source `chat`.
    pub fn docno_collision(&self) -> Option<(u32, u32)> {
        if !self.names_can_collide() {
            return None;
        }
        let mut seen: FxHashMap<String, u32> = FxHashMap::default();
        (0..self.len() as u32).find_map(|number| Some((seen.insert(self.docno(number), number)?, number)))
    }

    /// Whether the name of one source ends in `-` and the name of another; only then can joined names be the same.
    fn names_can_collide(&self) -> bool {
        let names: FxHashSet<&str> = self.sources.iter().map(|source| source.name.as_str()).collect();
        let ends_in_another =
            |name: &str| name.match_indices('-').any(|(dash, _)| names.contains(&name[dash + 1..]));
        names.len() < self.sources.len() || names.iter().any(|name| ends_in_another(name))
    }

    /// Checks that every document has its own name in TREC files, and that no source's name breaks it.
    ///
    /// # Errors
    /// [`Error::BadExperiment`] that names the first source with white space in its name, where names of sources stand
    /// in TREC files, or the first two documents with the same name.
    pub fn check_names(&self) -> Result<()> {
        let wrong = |reason| Err(Error::BadExperiment { place: "[corpus] sources".to_string(), reason });
        let spaced = |source: &&Source| source.name.contains(char::is_whitespace);
        if let Some(source) = self.sources.iter().find(spaced).filter(|_| self.sources.len() > 1) {
            return wrong(format!(
                "source {:?} has white space in its name, which run files cannot carry; rename it, or its file, and \
                 build the index again",
                source.name
            ));
        }
        let Some((first, second)) = self.docno_collision() else { return Ok(()) };
        let told = |number: u32| {
            let id = self.id(number);
            format!("document {:?} of source {:?}", &*id.base, self.source_name(id.source))
        };
        let reason = format!(
            "{} and {} are both {:?} in run files; rename one of the sources",
            told(first),
            told(second),
            self.docno(first)
        );
        wrong(reason)
    }

    /// Pairs of document numbers with the same base, one written by `left` and one by `right`, sorted by base id.
    pub fn twins(&self, left: SourceId, right: SourceId) -> Vec<(u32, u32)> {
        let mut pairs: Vec<(u32, u32)> = (0..self.len() as u32)
            .filter(|number| self.id(*number).source == left)
            .filter_map(|number| Some((number, self.twin(number, right)?)))
            .collect();
        pairs.sort_by(|a, b| self.id(a.0).base.cmp(&self.id(b.0).base));
        pairs
    }

    /// For each document, by number, the number of its content: the place, from 0, of its base among all base ids, sorted.
    /// It depends neither on the order of the corpus nor on what the sources are called.
    pub fn contents(&self) -> Vec<u32> {
        let mut bases: Vec<&str> = self.ids().iter().map(|id| &*id.base).collect();
        bases.sort_unstable();
        bases.dedup();
        let place = |id: &DocumentId| bases.binary_search(&&*id.base).expect("every base is listed") as u32;
        self.ids().iter().map(place).collect()
    }

    /// The same documents with the sources of each content's versions dealt anew, every order of them being equally
    /// likely: a placebo, in which a source means nothing. `replicate` is the number of the draw under `seed`.
    pub fn relabelled(&self, seed: u64, replicate: u64) -> Catalogue {
        let contents = self.contents();
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.sort_by_key(|number| (contents[*number], self.ids()[*number].source));
        let mut generator = stream(seed, replicate);
        let mut ids = self.ids().to_vec();
        for versions in order.chunk_by(|left, right| contents[*left] == contents[*right]) {
            let mut sources: Vec<SourceId> =
                versions.iter().map(|number| self.ids()[*number].source).collect();
            for last in (1..sources.len()).rev() {
                sources.swap(last, generator.random_range(0..=last));
            }
            versions.iter().zip(sources).for_each(|(number, source)| ids[*number].source = source);
        }
        Catalogue::new(self.sources.clone(), self.reference, ids)
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
        assert_eq!(catalogue.docno(3), "a-gpt");
        assert!((0..5).all(|number| catalogue.number_of_docno(&catalogue.docno(number)) == Some(number)));
        assert_eq!((catalogue.number_of_docno("a"), catalogue.number_of_docno("x-gpt")), (None, None));
        // a-gpt, a-human, b-gpt, b-human, c-human.
        assert_eq!(catalogue.docno_order(), [3, 1, 4, 0, 2]);
        assert_eq!(catalogue.number("c", SourceId(1)), None);
        assert_eq!(catalogue.others().collect::<Vec<_>>(), [SourceId(1)]);
    }

    #[test]
    fn relabelling_deals_the_sources_of_each_content_anew() {
        let source = |name: &str, kind| Source { name: name.to_string(), kind };
        let id =
            |base: usize, source| DocumentId { base: Arc::from(base.to_string()), source: SourceId(source) };
        let mut ids: Vec<DocumentId> =
            (0..200).flat_map(|base| (0..3).map(move |source| id(base, source))).collect();
        ids.push(id(999, 1));
        let kinds = [("human", SourceKind::Human), ("a", SourceKind::Llm), ("b", SourceKind::Llm)];
        let sources = kinds.map(|(name, kind)| source(name, kind)).to_vec();
        let catalogue = Catalogue::new(sources, SourceId(0), ids);
        let placebo = catalogue.relabelled(1, 0);
        assert_eq!(placebo.ids().last(), catalogue.ids().last(), "a content of one version keeps its source");
        assert_eq!((placebo.len(), placebo.twins(SourceId(0), SourceId(2)).len()), (601, 200));
        assert_eq!(placebo.contents(), catalogue.contents());
        let kept = placebo.ids().iter().zip(catalogue.ids()).filter(|(new, old)| new.source == old.source);
        // One in three, with a standard error of some 14 of 600.
        let kept = kept.count();
        assert!((150..=250).contains(&kept), "{kept}");
        assert_eq!(placebo.ids(), catalogue.relabelled(1, 0).ids());
        assert_ne!(placebo.ids(), catalogue.relabelled(1, 1).ids());
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
        assert_eq!(same.docno_collision(), Some((1, 3)));
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
            assert_eq!(catalogue.docno_collision(), None);
            assert!(catalogue.check_names().is_ok());
        }
    }

    /// Sources of these names without documents.
    fn of_names(names: &[String]) -> Catalogue {
        let source = |name: &String| Source { name: name.clone(), kind: SourceKind::Llm };
        Catalogue::new(names.iter().map(source).collect(), SourceId(0), Vec::new())
    }

    proptest::proptest! {
        #[test]
        fn names_are_compared_as_if_each_with_each(names in proptest::collection::vec("[ab-]{0,5}", 1..7)) {
            let ends = |left: &str, right: &str| {
                left.strip_suffix(right).is_some_and(|rest| rest.is_empty() || rest.ends_with('-'))
            };
            let pairs = || (0..names.len()).flat_map(|a| (0..names.len()).map(move |b| (a, b)));
            let slow = pairs().any(|(a, b)| a != b && ends(&names[a], &names[b]));
            let catalogue = of_names(&names);
            proptest::prop_assert_eq!(catalogue.names_can_collide(), slow);
            for name in &names {
                let first = names.iter().position(|one| one == name).map(|place| SourceId(place as u32));
                proptest::prop_assert_eq!(catalogue.source_named(name), first);
            }
        }
    }

    #[test]
    fn a_hundred_thousand_sources_are_checked_at_once() {
        let names: Vec<String> = (0..100_000).map(|number| format!("source-number-{number}-x")).collect();
        let catalogue = of_names(&names);
        catalogue.check_names().unwrap();
        assert_eq!(catalogue.source_named(&names[99_999]), Some(SourceId(99_999)));
        let spaced = of_names(&["a".to_string(), "b c".to_string()]).check_names().unwrap_err().to_string();
        assert!(spaced.contains("\"b c\" has white space"), "{spaced}");
        of_names(&["b c".to_string()]).check_names().unwrap();
    }
}
