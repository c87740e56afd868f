//! Builds an index: documents go to tantivy in corpus order, with their terms after them, in one segment; the folder appears
//! whole or not at all.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use tantivy::TantivyError;
use tantivy::directory::{MmapDirectory, RamDirectory};

use super::description::{Description, FILE, LAYOUT};
use super::gather::{POSTINGS_BUDGET, PartialIndex};
use super::part::{Part, PartDocument};
use super::postings::Index;
use super::segment::write_terms;
use crate::corpus::{Catalogue, Source, SourceId};
use crate::error::{Error, Result};
use crate::in_order::in_order;
use crate::interrupt::{Unfinished, going, is_interrupted};
use crate::lock::lock;
use crate::text::{AnalyzedCorpus, Analyzer};
use crate::write::remove;

/// A part ends with the first document beyond so many tokens.
const PART_TOKENS: usize = 1 << 20;

/// The endings of what stands beside an index while it is built: no other program gives them, so that nothing of the
/// user's is taken for ours.
const BUILDING: &str = ".sourcebias.building";
const LOCK: &str = ".sourcebias.lock";

impl Index {
    /// Builds an index of `corpus` in `folder`, which must not exist yet, and opens it. It keeps titles apart where the corpus
    /// knows where they end ([`AnalyzedCorpus::title_lengths`]).
    ///
    /// It is built beside and renamed, so that an interrupted build leaves no index; a second process that wants to build
    /// in the same place waits for the first.
    ///
    /// # Errors
    /// Where the folder exists, or the disk refuses.
    pub fn build(folder: &Path, corpus: &AnalyzedCorpus, analyzer: &Analyzer) -> Result<Index> {
        Index::build_by(folder, corpus, analyzer, &|| ())
    }

    /// As [`Index::build`]; `step` is called once for each document.
    ///
    /// # Errors
    /// Those of [`Index::build`].
    pub fn build_by(
        folder: &Path,
        corpus: &AnalyzedCorpus,
        analyzer: &Analyzer,
        step: &(dyn Fn() + Sync),
    ) -> Result<Index> {
        let site = Site::new(folder)?;
        let fail = |error| failed(folder, error);
        let empty = site.gathered(POSTINGS_BUDGET)?.with_titles(corpus.title_lengths().is_some());
        let gathered = gather(empty, corpus, step, &fail)?;
        site.finish(gathered, &describe(corpus, analyzer))
    }

    /// Builds an index of `corpus` in memory, with titles as [`Index::build`] keeps them.
    ///
    /// # Errors
    /// Where tantivy refuses.
    pub fn build_in_memory(corpus: &AnalyzedCorpus, analyzer: &Analyzer) -> Result<Index> {
        let place = Path::new("(in memory)");
        let fail = |error| failed(place, error);
        let empty = PartialIndex::new(Box::new(RamDirectory::create()), None, usize::MAX).map_err(fail)?;
        let empty = empty.with_titles(corpus.title_lengths().is_some());
        let (index, mut terms) = gather(empty, corpus, &|| (), &fail)?.finish().map_err(fail)?;
        write_terms(&index, &mut terms, &fail)?;
        Index::from_tantivy(place, &index, describe(corpus, analyzer))
    }
}

/// Inverts a corpus part by part.
fn gather(
    empty: PartialIndex,
    corpus: &AnalyzedCorpus,
    step: &(dyn Fn() + Sync),
    failed: &(dyn Fn(TantivyError) -> Error + Sync),
) -> Result<PartialIndex> {
    let (parts, next) = (parts(corpus), AtomicUsize::new(0));
    let vocabulary = corpus.vocabulary();
    let invert = |documents: std::ops::Range<u32>| {
        let tokens: Vec<u32> =
            documents.clone().flat_map(|number| corpus.tokens(number)).map(|term| term.0).collect();
        let of = |number| {
            step();
            let id = corpus.catalogue().id(number);
            PartDocument {
                base: (&*id.base).into(),
                source: id.source,
                length: corpus.length(number),
                title_length: corpus.title_lengths().map_or(0, |lengths| lengths[number as usize]),
            }
        };
        let text = |term| vocabulary.term(crate::text::TermId(term));
        Part::new(documents.map(of).collect(), &tokens, vocabulary.len(), text)
    };
    let next_part = |(): &mut ()| {
        let number = next.fetch_add(1, Ordering::Relaxed);
        parts.get(number).map(|part| (number, Ok(invert(part.clone()))))
    };
    let add = |whole: &mut PartialIndex, part| whole.add(part, failed);
    in_order(empty, || (), next_part, add).map(|(whole, _)| whole)
}

/// The place where an index is built: a folder beside, which is removed when the index stands.
pub(super) struct Site {
    folder: PathBuf,
    beside: PathBuf,
    /// The folders above that were made for it, the innermost first.
    above: Vec<PathBuf>,
    _lock: crate::lock::Lock,
    unfinished: Option<[Unfinished; 2]>,
}

impl Site {
    /// A place to build what will be `folder`; waits while another process builds there.
    pub fn new(folder: &Path) -> Result<Site> {
        let taken = || Error::file(folder, "exists already", "remove it, or choose another folder");
        if folder.file_name().is_none() {
            return Err(taken());
        }
        let missing = |path: &&Path| !path.as_os_str().is_empty() && !path.exists();
        let above: Vec<PathBuf> =
            folder.ancestors().skip(1).take_while(missing).map(Path::to_path_buf).collect();
        if let Some(parent) = folder.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            std::fs::create_dir_all(parent).map_err(|error| Error::io(parent, "create the folder", error))?;
        }
        let lock = lock(&beside(folder, LOCK), &folder.display().to_string())?;
        let building = beside(folder, BUILDING);
        let unfinished = [Unfinished::new(&building), Unfinished::new(&beside(folder, LOCK))];
        let site = Site {
            folder: folder.to_path_buf(),
            beside: building,
            above,
            _lock: lock,
            unfinished: Some(unfinished),
        };
        if folder.exists() {
            return Err(taken());
        }
        site.clear()?;
        std::fs::create_dir_all(site.made())
            .map_err(|error| Error::io(site.made(), "create the folder", error))?;
        Ok(site)
    }

    /// Where the index stands until it is renamed.
    fn made(&self) -> PathBuf {
        self.beside.join("index")
    }

    /// Removes what an interrupted build has left.
    fn clear(&self) -> Result<()> {
        remove(&going(&self.beside))?;
        remove(&self.beside)
    }

    /// An index without documents, which keeps so many bytes of postings in memory.
    pub fn gathered(&self, budget: usize) -> Result<PartialIndex> {
        let directory =
            MmapDirectory::open(self.made()).map_err(|error| failed(&self.folder, error.into()))?;
        PartialIndex::new(Box::new(directory), Some(self.beside.clone()), budget)
            .map_err(|error| failed(&self.folder, error))
    }

    /// Writes the terms and the description, renames the folder into place and opens it.
    pub fn finish(self, gathered: PartialIndex, description: &Description) -> Result<Index> {
        let fail = |error: TantivyError| failed(&self.folder, error);
        let (index, mut terms) = gathered.finish().map_err(fail)?;
        write_terms(&index, &mut terms, &fail)?;
        drop((index, terms));
        let made = self.made();
        let text = description.sealed(&made)?;
        std::fs::write(made.join(FILE), text).map_err(|error| Error::io(made.join(FILE), "write", error))?;
        #[cfg(unix)]
        let_all_read(&made)?;
        std::fs::rename(&made, &self.folder)
            .map_err(|error| Error::io(&self.folder, "rename into place", error))?;
        self.clear()?;
        Index::open(&self.folder)
    }
}

impl Drop for Site {
    /// Leaves nothing beside, whether the index was made or not; the lock is held until after.
    fn drop(&mut self) {
        // Another process may have the lock by now.
        if is_interrupted() {
            return;
        }
        let _ = self.clear();
        drop(self.unfinished.take());
        let _ = std::fs::remove_file(beside(&self.folder, LOCK));
        for folder in &self.above {
            // Only an empty folder is removed.
            let _ = std::fs::remove_dir(folder);
        }
    }
}

/// The path beside `folder` whose name has this ending.
fn beside(folder: &Path, ending: &str) -> PathBuf {
    let mut name = folder.file_name().unwrap_or_default().to_os_string();
    name.push(ending);
    folder.with_file_name(name)
}

fn describe(corpus: &AnalyzedCorpus, analyzer: &Analyzer) -> Description {
    let tokens = (0..corpus.len() as u32).map(|number| u64::from(corpus.length(number))).sum();
    let catalogue: &Catalogue = corpus.catalogue();
    let (sources, reference) = (catalogue.sources().to_vec(), catalogue.reference());
    let titles = corpus.title_lengths().is_some();
    Description { titles, ..description(analyzer, sources, reference, corpus.len() as u64, tokens) }
}

/// The description of an index with these totals.
pub(super) fn description(
    analyzer: &Analyzer,
    sources: Vec<Source>,
    reference: SourceId,
    documents: u64,
    tokens: u64,
) -> Description {
    Description {
        layout: LAYOUT,
        analyzer: analyzer.spec(),
        sources,
        reference: reference.0,
        documents,
        tokens,
        titles: false,
    }
}

/// Documents in parts of about [`PART_TOKENS`].
fn parts(corpus: &AnalyzedCorpus) -> Vec<std::ops::Range<u32>> {
    let (mut parts, mut start, mut tokens) = (Vec::new(), 0, 0);
    for number in 0..corpus.len() as u32 {
        tokens += corpus.length(number) as usize;
        if tokens >= PART_TOKENS || number + 1 == corpus.len() as u32 {
            parts.push(start..number + 1);
            (start, tokens) = (number + 1, 0);
        }
    }
    parts
}

/// tantivy leaves some of its files readable by their owner alone.
#[cfg(unix)]
fn let_all_read(folder: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let refused = |error| Error::io(folder, "make readable", error);
    for entry in std::fs::read_dir(folder).map_err(refused)? {
        let path = entry.map_err(refused)?.path();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).map_err(refused)?;
    }
    Ok(())
}

pub(super) fn failed(folder: &Path, error: TantivyError) -> Error {
    match error {
        TantivyError::IoError(error) => {
            Error::io(folder, "write the index", std::io::Error::new(error.kind(), error.to_string()))
        }
        other => Error::Failed(format!("{}: cannot build the index: {other}", folder.display())),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::*;
    use crate::corpus::{Corpus, Document, DocumentId, Source, SourceId, SourceKind};

    fn build(folder: &Path) -> Index {
        let analyzer = Analyzer::parse("words").unwrap();
        let sources = vec![Source { name: "human".to_string(), kind: SourceKind::Human }];
        let document = |base: &str, text: &str| Document {
            id: DocumentId { base: Arc::from(base), source: SourceId(0) },
            title: String::new(),
            text: text.to_string(),
        };
        let documents = vec![document("a", "red apples"), document("b", "green apples, green pears")];
        let corpus = Corpus::from_documents(sources, SourceId(0), documents).unwrap();
        let corpus = AnalyzedCorpus::read(&corpus, &analyzer, false).unwrap();
        Index::build(folder, &corpus, &analyzer).unwrap()
    }

    /// Name, time of the last change and length of the folder and its files.
    fn state(folder: &Path) -> BTreeMap<std::path::PathBuf, (std::time::SystemTime, u64)> {
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let of = |path: std::path::PathBuf| {
            let metadata = path.metadata().unwrap();
            (path, (metadata.modified().unwrap(), metadata.len()))
        };
        files.chain([folder.to_path_buf()]).map(of).collect()
    }

    #[test]
    fn opening_creates_nothing_and_changes_nothing() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("index");
        build(&folder);
        let before = state(&folder);
        let index = Index::open(&folder).unwrap();
        assert_eq!(index.lengths(), [2, 4]);
        assert_eq!(state(&folder), before);
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_may_only_be_read_opens_and_everyone_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("index");
        build(&folder);
        let set = |path: &Path, mode| {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o644, "{}", path.display());
            set(&path, 0o444);
        }
        set(&folder, 0o555);
        let opened = Index::open(&folder).map(|index| index.lengths().to_vec());
        set(&folder, 0o755);
        assert_eq!(opened.unwrap(), [2, 4]);
    }

    #[test]
    fn a_byte_that_changed_is_found_with_and_without_the_list_of_files() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("index");
        build(&folder);
        let store =
            state(&folder).into_keys().find(|path| path.extension().is_some_and(|one| one == "store"));
        let store = store.unwrap();
        let mut bytes = std::fs::read(&store).unwrap();
        let middle = bytes.len() / 4;
        bytes[middle] ^= 0xFF;
        std::fs::write(&store, &bytes).unwrap();
        let told = || Index::open(&folder).map(|_| ()).unwrap_err().to_string();
        assert!(told().contains("does not match its checksum"), "{}", told());
        std::fs::remove_file(folder.join(".managed.json")).unwrap();
        assert!(told().contains("does not match its checksum"), "{}", told());
        bytes[middle] ^= 0xFF;
        std::fs::write(&store, &bytes).unwrap();
        assert!(Index::open(&folder).is_ok());
        std::fs::remove_file(&store).unwrap();
        assert!(told().contains("build it again"), "{}", told());
    }
}
