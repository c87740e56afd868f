//! Builds an index: every document's terms go to tantivy in corpus order, into one segment; the folder appears whole or
//! not at all.

use std::path::Path;

use tantivy::directory::{Directory, MmapDirectory, RamDirectory};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{IndexBuilder, TantivyDocument, TantivyError};

use super::description::{Description, FILE, LAYOUT};
use super::postings::Index;
use super::schema::Fields;
use crate::error::{Error, Result};
use crate::text::{AnalyzedCorpus, Analyzer};

/// What tantivy may hold in memory while it builds; a segment is written at the end, whatever this says.
const MEMORY_BUDGET: usize = 256 << 20;

impl Index {
    /// Builds an index of `corpus` in `folder`, which must not exist yet, and opens it.
    ///
    /// It is built beside and renamed, so that an interrupted build leaves no index.
    ///
    /// # Errors
    /// Where the folder exists, or the disk refuses.
    pub fn build(folder: &Path, corpus: &AnalyzedCorpus, analyzer: &Analyzer) -> Result<Index> {
        if folder.exists() {
            return Err(Error::file(folder, "exists already", "remove it, or choose another folder"));
        }
        let mut name = folder.file_name().unwrap_or_default().to_os_string();
        name.push(".building");
        let beside = folder.with_file_name(name);
        if beside.exists() {
            std::fs::remove_dir_all(&beside)
                .map_err(|error| Error::io(&beside, "remove the unfinished index", error))?;
        }
        std::fs::create_dir_all(&beside).map_err(|error| Error::io(&beside, "create the folder", error))?;
        let directory = MmapDirectory::open(&beside).map_err(|error| failed(folder, error.into()))?;
        let description = describe(corpus, analyzer);
        write(Box::new(directory), corpus).map_err(|error| failed(folder, error))?;
        let text =
            serde_json::to_string_pretty(&description).expect("a description has no map keys to refuse");
        std::fs::write(beside.join(FILE), text)
            .map_err(|error| Error::io(beside.join(FILE), "write", error))?;
        #[cfg(unix)]
        let_all_read(&beside)?;
        std::fs::rename(&beside, folder).map_err(|error| Error::io(folder, "rename into place", error))?;
        Index::open(folder)
    }

    /// Builds an index of `corpus` in memory.
    ///
    /// # Errors
    /// Where tantivy refuses.
    pub fn build_in_memory(corpus: &AnalyzedCorpus, analyzer: &Analyzer) -> Result<Index> {
        let place = Path::new("(in memory)");
        let index = write(Box::new(RamDirectory::create()), corpus).map_err(|error| failed(place, error))?;
        Index::from_tantivy(place, &index, describe(corpus, analyzer))
    }
}

fn describe(corpus: &AnalyzedCorpus, analyzer: &Analyzer) -> Description {
    let catalogue = corpus.catalogue();
    Description {
        layout: LAYOUT,
        analyzer: analyzer.spec(),
        sources: catalogue.sources().to_vec(),
        reference: catalogue.reference().0,
        documents: corpus.len() as u64,
        tokens: (0..corpus.len() as u32).map(|number| u64::from(corpus.length(number))).sum(),
    }
}

fn write(
    directory: Box<dyn Directory>,
    corpus: &AnalyzedCorpus,
) -> std::result::Result<tantivy::Index, TantivyError> {
    let fields = Fields::new();
    let builder = IndexBuilder::new().schema(fields.schema.clone());
    let mut writer = builder.single_segment_index_writer::<TantivyDocument>(directory, MEMORY_BUDGET)?;
    for number in 0..corpus.len() as u32 {
        let id = corpus.catalogue().id(number);
        let tokens = corpus
            .tokens(number)
            .iter()
            .enumerate()
            .map(|(position, term)| Token {
                position,
                text: corpus.vocabulary().term(*term).to_string(),
                ..Token::default()
            })
            .collect();
        let mut document = TantivyDocument::new();
        document.add_pre_tokenized_text(fields.text, PreTokenizedString { text: String::new(), tokens });
        document.add_text(fields.base, &id.base);
        document.add_u64(fields.source, u64::from(id.source.0));
        document.add_u64(fields.length, u64::from(corpus.length(number)));
        writer.add_document(document)?;
    }
    writer.finalize()
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

fn failed(folder: &Path, error: TantivyError) -> Error {
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
