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

fn failed(folder: &Path, error: TantivyError) -> Error {
    match error {
        TantivyError::IoError(error) => {
            Error::io(folder, "write the index", std::io::Error::new(error.kind(), error.to_string()))
        }
        other => Error::Failed(format!("{}: cannot build the index: {other}", folder.display())),
    }
}
