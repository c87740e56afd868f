//! A corpus (documents of n sources) and a test collection (a corpus with queries and judgements).
//! Documents come as a stream in corpus order: source by source, each in the order of its file.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::format::{CorpusFormat, Record, Records, Text};
use super::settings::{kind_by_name, unusable_name};
use super::skipped::{Fault, Skipped, SkippedLines};
use super::{Document, DocumentId, Pairing, Qrels, Query, Source, SourceId};
use crate::error::{Error, Result};

/// A stream of documents; an error is its last item.
pub type DocumentStream<'a> = Box<dyn Iterator<Item = Result<Document>> + Send + 'a>;

/// The documents of n sources: in files of one format, or in memory.
pub struct Corpus {
    /// Who wrote the documents.
    pub sources: Vec<Source>,
    /// The source that others are compared with.
    pub reference: SourceId,
    /// Whether texts of one id are versions of one content.
    pub pairing: Pairing,
    /// Where the documents are.
    pub origin: Origin,
}

/// Where the documents of a corpus are.
pub enum Origin {
    /// Files of one format.
    Files(Files),
    /// All documents, in corpus order.
    Memory(Vec<Document>),
}

/// The files of a collection and how they are read.
pub struct Files {
    /// Reads one file.
    pub format: Box<dyn CorpusFormat>,
    /// Where each source's documents are: a file, or a folder of files; in the order of the sources.
    pub documents: Vec<PathBuf>,
    /// The files of queries.
    pub queries: Vec<PathBuf>,
    /// The files of judgements.
    pub qrels: Vec<PathBuf>,
    /// Whether a bad line is counted and passed over instead of ending the stream.
    pub skip_bad_lines: bool,
    /// The lines that were passed over.
    pub skipped: Skipped,
}

/// A corpus with its queries and judgements; both are empty where a corpus is only profiled.
pub struct TestCollection {
    /// The documents.
    pub corpus: Corpus,
    /// The queries, in the order of their file.
    pub queries: Vec<Query>,
    /// The judgements, on base ids.
    pub qrels: Qrels,
}

impl Corpus {
    /// A corpus in memory; the order of `documents` is the corpus order.
    ///
    /// # Errors
    /// [`Error::Failed`] where there is no document, where one names a source that is not in `sources`, or where a
    /// source has two of the same base.
    pub fn from_documents(
        sources: Vec<Source>,
        reference: SourceId,
        documents: Vec<Document>,
    ) -> Result<Corpus> {
        if documents.is_empty() {
            return Err(Error::Failed("the corpus is empty: it holds no document".to_string()));
        }
        if reference.index() >= sources.len() {
            return Err(Error::Failed(format!(
                "the reference is source {}, of {}",
                reference.0,
                sources.len()
            )));
        }
        let mut seen = FxHashMap::default();
        for (number, Document { id, .. }) in documents.iter().enumerate() {
            if id.source.index() >= sources.len() {
                let reason = format!("document {number} is of source {}, of {}", id.source.0, sources.len());
                return Err(Error::Failed(reason));
            }
            if let Some(earlier) = seen.insert(id, number) {
                let name = &sources[id.source.index()].name;
                let reason =
                    format!("documents {earlier} and {number} of source {name:?} are both {:?}", id.base);
                return Err(Error::Failed(reason));
            }
        }
        Ok(Corpus { sources, reference, pairing: Pairing::default(), origin: Origin::Memory(documents) })
    }

    /// A corpus of texts at hand: sources by name, each with pairs of id and text. The first source is the reference; texts
    /// of the same id are versions of one content. A name that starts with "human" is people's.
    ///
    /// ```
    /// use sourcebias::Corpus;
    /// let corpus = Corpus::from_texts([
    ///     ("human", vec![("a", "Ripe pears, picked today."), ("b", "Green apples.")]),
    ///     ("llm", vec![("a", "Pears that were picked this very day.")]),
    /// ])?;
    /// assert_eq!(corpus.documents().count(), 3);
    /// # Ok::<(), sourcebias::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Corpus::from_documents`]; also where a name cannot be that of a source.
    pub fn from_texts<N, T, I, S>(sources: impl IntoIterator<Item = (N, T)>) -> Result<Corpus>
    where
        N: Into<String>,
        T: IntoIterator<Item = (I, S)>,
        I: AsRef<str>,
        S: Into<String>,
    {
        let (mut named, mut documents) = (Vec::new(), Vec::new());
        for (name, texts) in sources {
            let (name, source) = (name.into(), SourceId(named.len() as u32));
            if let Some(reason) = unusable_name(&name) {
                return Err(Error::Failed(format!("source name {name:?} {reason}")));
            }
            named.push(Source { kind: kind_by_name(&name), name });
            documents.extend(texts.into_iter().map(|(id, text)| Document {
                id: DocumentId { base: id.as_ref().into(), source },
                title: String::new(),
                text: text.into(),
            }));
        }
        Corpus::from_documents(named, SourceId(0), documents)
    }

    /// All documents in corpus order, read as they are asked for.
    ///
    /// The stream ends with an error at the first bad line (with `skip_bad_lines`: passes over it and counts it), at
    /// the second document of the same base in one source, and at a source without documents.
    pub fn documents(&self) -> DocumentStream<'_> {
        match &self.origin {
            Origin::Memory(documents) => Box::new(documents.iter().cloned().map(Ok)),
            Origin::Files(files) => Box::new(FileDocuments::new(files, self, 0..files.documents.len())),
        }
    }

    /// The documents of one source, as in [`Corpus::documents`], for who reads on past the error of a source; a source
    /// without documents is no error here.
    pub(super) fn documents_of(&self, source: SourceId) -> DocumentStream<'_> {
        match &self.origin {
            Origin::Memory(documents) => {
                let of = documents.iter().filter(move |document| document.id.source == source);
                Box::new(of.cloned().map(Ok))
            }
            Origin::Files(files) => {
                let only = source.index()..source.index() + 1;
                Box::new(FileDocuments { may_be_empty: true, ..FileDocuments::new(files, self, only) })
            }
        }
    }

    /// The documents of these ids, in their order; `None` where there is none. An id may be asked for several times. Each source is read as far as its last one.
    ///
    /// ```
    /// use sourcebias::corpus::{Corpus, DocumentId, SourceId};
    /// let corpus = Corpus::from_texts([("human", [("a", "pears"), ("b", "plums")])])?;
    /// let id = |base: &str| DocumentId { base: base.into(), source: SourceId(0) };
    /// let found = corpus.find(&[id("b"), id("none"), id("b")])?;
    /// let texts: Vec<Option<&str>> = found.iter().map(|one| one.as_ref().map(|one| &*one.text)).collect();
    /// assert_eq!(texts, [Some("plums"), None, Some("plums")]);
    /// # Ok::<(), sourcebias::Error>(())
    /// ```
    ///
    /// # Errors
    /// The first error of reading that far.
    pub fn find(&self, ids: &[DocumentId]) -> Result<Vec<Option<Document>>> {
        let mut found = vec![None; ids.len()];
        for source in (0..self.sources.len() as u32).map(SourceId) {
            let mut wanted: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
            for (place, id) in ids.iter().enumerate().filter(|(_, id)| id.source == source) {
                wanted.entry(&id.base).or_default().push(place);
            }
            let mut documents = self.documents_of(source);
            while !wanted.is_empty()
                && let Some(document) = documents.next().transpose()?
            {
                for place in wanted.remove(&*document.id.base).into_iter().flatten() {
                    found[place] = Some(document.clone());
                }
            }
        }
        Ok(found)
    }

    /// The same texts in memory, each a content of its own: text `a` of source `gpt` has the id `gpt/a`.
    ///
    /// # Errors
    /// The first error of reading.
    pub fn unpaired(&self) -> Result<Corpus> {
        let own = |mut document: Document| {
            let source = &self.sources[document.id.source.index()].name;
            document.id.base = Pairing::Unpaired.base(source, &document.id.base);
            document
        };
        let documents = self.documents().map(|document| document.map(own)).collect::<Result<_>>()?;
        Corpus::from_documents(self.sources.clone(), self.reference, documents)
    }

    /// The bad lines that were passed over, by file and fault. The documents' are known when their stream has ended.
    pub fn skipped(&self) -> Vec<SkippedLines> {
        match &self.origin {
            Origin::Files(files) => files.skipped.report(),
            Origin::Memory(_) => Vec::new(),
        }
    }

    /// Every file that is read, once: the documents of each source, then queries and judgements; none for a corpus in
    /// memory.
    ///
    /// # Errors
    /// Where a folder of files cannot be listed.
    pub fn input_files(&self) -> Result<Vec<PathBuf>> {
        let Origin::Files(files) = &self.origin else { return Ok(Vec::new()) };
        let (mut found, mut seen) = (Vec::new(), FxHashSet::default());
        for path in files.documents.iter().chain(&files.queries).chain(&files.qrels) {
            for file in files.format.files(path)? {
                if seen.insert(file.clone()) {
                    found.push(file);
                }
            }
        }
        Ok(found)
    }
}

/// Reads the files of some sources one after the other.
struct FileDocuments<'a> {
    files: &'a Files,
    sources: &'a [Source],
    pairing: Pairing,
    /// The source whose file is read.
    source: usize,
    /// The source before which it ends.
    end: usize,
    /// Whether a source without documents is none the worse.
    may_be_empty: bool,
    records: Option<Records<Text>>,
    /// The files that documents were read from so far.
    read: Vec<Arc<Path>>,
    /// Documents of this source so far.
    found: u64,
    ended: bool,
    /// Where a base was last seen. The ids are shared by the documents.
    bases: FxHashMap<Arc<str>, Seen>,
}

/// Where a base was seen: source, position of the file in the list of those read, line.
#[derive(Clone, Copy)]
struct Seen {
    source: u32,
    file: u32,
    line: u64,
}

impl<'a> FileDocuments<'a> {
    fn new(files: &'a Files, corpus: &'a Corpus, range: Range<usize>) -> Self {
        let (source, end) = (range.start, range.end);
        FileDocuments {
            files,
            sources: &corpus.sources,
            pairing: corpus.pairing,
            source,
            end,
            may_be_empty: false,
            records: None,
            read: Vec::new(),
            found: 0,
            ended: false,
            bases: FxHashMap::default(),
        }
    }

    fn next_document(&mut self) -> Result<Option<Document>> {
        let files = self.files;
        while let Some(path) = files.documents[..self.end].get(self.source) {
            let records = match &mut self.records {
                Some(records) => records,
                None => {
                    self.found = 0;
                    let source = self.sources[self.source].name.as_str();
                    self.records.insert(files.format.documents(path, source)?)
                }
            };
            match records.next() {
                Some(Ok(record)) => match self.document(record) {
                    Ok(document) => return Ok(Some(document)),
                    Err(error) => files.pass_over(Fault::Duplicate, error)?,
                },
                Some(Err(error)) => files.pass_over(Fault::Unreadable, error)?,
                None if self.found == 0 && !self.may_be_empty => {
                    let advice =
                        "give a file with at least one document, or leave this source out of `sources`";
                    let source = &self.sources[self.source].name;
                    let reason = format!("the corpus is empty: no document of source {source:?} is there");
                    return Err(Error::file(path, reason, advice));
                }
                None => {
                    self.records = None;
                    self.source += 1;
                }
            }
        }
        Ok(None)
    }

    fn document(&mut self, Record { file, line, content }: Record<Text>) -> Result<Document> {
        let source = self.source as u32;
        let base = self.pairing.base(&self.sources[self.source].name, &content.base);
        let base = match self.bases.get_key_value(&*base) {
            Some((_, seen)) if seen.source == source => {
                let earlier = &self.read[seen.file as usize];
                let place = match *earlier == file {
                    true => format!("line {}", seen.line),
                    false => format!("line {} of {}", seen.line, earlier.display()),
                };
                let reason = format!("`_id` {:?} was given to the document of {place} already", content.base);
                return Err(Error::line(&file, line, reason, super::format::DUPLICATE_ADVICE));
            }
            Some((base, _)) => base.clone(),
            None => base,
        };
        if self.read.last().is_none_or(|last| !Arc::ptr_eq(last, &file)) {
            self.read.push(file);
        }
        self.bases.insert(base.clone(), Seen { source, file: self.read.len() as u32 - 1, line });
        self.found += 1;
        let id = DocumentId { base, source: SourceId(source) };
        Ok(Document { id, title: content.title, text: content.text })
    }
}

impl Iterator for FileDocuments<'_> {
    type Item = Result<Document>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = self.next_document().transpose();
        self.ended = !matches!(next, Some(Ok(_)));
        next
    }
}

impl Files {
    /// Counts a bad line where bad lines are to be left out; any other error is returned.
    pub(super) fn pass_over(&self, fault: Fault, error: Error) -> Result<()> {
        match &error {
            Error::BadLine { path, line, .. } if self.skip_bad_lines => {
                self.skipped.count(path, fault, (*line, 1), &error);
                Ok(())
            }
            _ => Err(error),
        }
    }
}
