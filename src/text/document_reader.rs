//! Documents in, read once; out comes the analysed corpus, with the statistics of the raw texts where they are asked for.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::analyzed::Reading;
use super::analyzer::AnalysisLoss;
use super::intern::Interner;
use super::term_reader::TermReader;
use super::{AnalyzedCorpus, Analyzer, TextStatistics};
use crate::corpus::{Catalogue, Corpus, Document, DocumentId, Source, SourceId};
use crate::error::{Error, Result};
use crate::in_order::held;

/// Text is read in blocks of about so many bytes, and a block is analysed while the next one is read.
const BLOCK_BYTES: usize = 4 << 20;
/// A block is cut into parts of about so many bytes, which threads take up one at a time.
const PART_BYTES: usize = 256 << 10;

/// Reads documents in one pass: their terms and, where asked for, the statistics of their raw texts.
///
/// ```
/// use sourcebias::{Analyzer, Corpus};
/// use sourcebias::text::DocumentReader;
/// let corpus = Corpus::from_texts([("human", [("a", "Ripe pears. Are they?")])])?;
/// let analyzer = Analyzer::parse("english")?;
/// let read = DocumentReader::new(&analyzer).with_text_statistics(true).read(&corpus)?;
/// assert_eq!((read.tokens(0).len(), read.text_statistics().unwrap()[0].sentences), (2, 2));
/// # Ok::<(), sourcebias::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct DocumentReader<'a> {
    analyzer: &'a Analyzer,
    titles: bool,
    title_lengths: bool,
    text_statistics: bool,
}

impl<'a> DocumentReader<'a> {
    /// A reader of texts without titles, which counts terms alone.
    pub fn new(analyzer: &'a Analyzer) -> Self {
        DocumentReader { analyzer, titles: false, title_lengths: false, text_statistics: false }
    }

    /// Whether a title is read before its text.
    pub fn with_titles(self, titles: bool) -> Self {
        DocumentReader { titles, ..self }
    }

    /// Whether it is kept where each title ends ([`AnalyzedCorpus::title_lengths`]), where titles are read at all: models
    /// that weigh titles apart ask for it.
    pub fn with_title_lengths(self, title_lengths: bool) -> Self {
        DocumentReader { title_lengths, ..self }
    }

    /// Whether characters, words, sentences and punctuation of the raw texts are counted too ([`TextStatistics`]).
    pub fn with_text_statistics(self, text_statistics: bool) -> Self {
        DocumentReader { text_statistics, ..self }
    }

    /// Reads every document of `corpus`.
    ///
    /// # Errors
    /// What reading gives; also a corpus without a document or without a term.
    pub fn read(self, corpus: &Corpus) -> Result<AnalyzedCorpus> {
        self.read_documents((corpus.sources.clone(), corpus.reference), corpus.documents())
    }

    /// Reads documents as they come. They are of these sources; the others are compared with the one that is named. While a
    /// block is analysed, the next one is taken from `documents` by the thread that called; the result does not depend on the
    /// number of threads.
    ///
    /// # Errors
    /// The first error among `documents`; also where there is no document, or no document gives a term.
    pub fn read_documents(
        self,
        (sources, reference): (Vec<Source>, SourceId),
        documents: impl Iterator<Item = Result<Document>>,
    ) -> Result<AnalyzedCorpus> {
        let mut documents = documents.fuse();
        let mut whole = Whole::new(sources.len());
        let readers = Readers::default();
        let mut block = next_block(&mut documents)?;
        while !block.is_empty() {
            let mut parts: Vec<Part> = Vec::new();
            let mut following = Ok(Vec::new());
            rayon::in_place_scope(|scope| {
                let block = &block;
                let (parts, readers) = (&mut parts, &readers);
                scope.spawn(move |_| {
                    let read = |part| {
                        let mut reader = readers.take(self.analyzer);
                        let part = Part::read(part, self, &mut reader);
                        readers.give_back(reader);
                        part
                    };
                    *parts = cut(block).into_par_iter().map(read).collect();
                });
                following = next_block(&mut documents);
            });
            for (number, reader) in &*held(&readers.idle) {
                whole.learn(*number, reader);
            }
            for part in parts {
                whole.add(part);
            }
            whole.ids.extend(block.drain(..).map(|document| document.id));
            block = following?;
        }
        // What readers know of forms takes more room than the vocabulary that is made now.
        drop(readers);
        whole.numbers.clear();
        let statistics = self.text_statistics.then(|| std::mem::take(&mut whole.text_statistics));
        let title_lengths = self.keeps_title_lengths().then(|| std::mem::take(&mut whole.title_lengths));
        let corpus = whole.finish(sources, reference)?;
        Ok(AnalyzedCorpus { text_statistics: statistics, title_lengths, ..corpus })
    }

    fn keeps_title_lengths(self) -> bool {
        self.titles && self.title_lengths
    }

    fn count(self, document: &Document) -> TextStatistics {
        let of_title =
            if self.titles { TextStatistics::of(&document.title) } else { TextStatistics::default() };
        of_title.and(TextStatistics::of(&document.text))
    }
}

/// The next documents, up to the size of a block; an empty block is the end.
fn next_block(documents: &mut impl Iterator<Item = Result<Document>>) -> Result<Vec<Document>> {
    let mut block = Vec::new();
    let mut bytes = 0;
    while bytes < BLOCK_BYTES {
        let Some(document) = documents.next().transpose()? else { break };
        bytes += document.text.len() + document.title.len();
        block.push(document);
    }
    Ok(block)
}

/// A block in parts of similar size.
fn cut(block: &[Document]) -> Vec<&[Document]> {
    let mut parts = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (position, document) in block.iter().enumerate() {
        bytes += document.text.len() + document.title.len();
        if bytes >= PART_BYTES || position + 1 == block.len() {
            parts.push(&block[start..=position]);
            (start, bytes) = (position + 1, 0);
        }
    }
    parts
}

/// Readers for as many threads as read at a time, with their numbers; each keeps what it knows from part to part.
#[derive(Default)]
struct Readers<'a> {
    made: AtomicUsize,
    idle: Mutex<Vec<(usize, TermReader<'a>)>>,
}

impl<'a> Readers<'a> {
    /// A reader that nobody else has.
    fn take(&self, analyzer: &'a Analyzer) -> (usize, TermReader<'a>) {
        let make = || (self.made.fetch_add(1, Ordering::Relaxed), TermReader::new(analyzer));
        held(&self.idle).pop().unwrap_or_else(make)
    }

    fn give_back(&self, reader: (usize, TermReader<'a>)) {
        held(&self.idle).push(reader);
    }
}

/// Some documents, analysed by one thread: terms by their numbers in its reader.
struct Part {
    reader: usize,
    tokens: Vec<u32>,
    documents: Vec<(SourceId, usize, AnalysisLoss)>,
    title_lengths: Vec<u32>,
    text_statistics: Vec<TextStatistics>,
}

impl Part {
    fn read(
        documents: &[Document],
        of: DocumentReader<'_>,
        (number, reader): &mut (usize, TermReader<'_>),
    ) -> Part {
        let mut tokens = Vec::new();
        let (mut analyzed, mut title_lengths) = (Vec::with_capacity(documents.len()), Vec::new());
        for document in documents {
            let (start, title, text) = (tokens.len(), &document.title, &document.text);
            let lost = match of.keeps_title_lengths() {
                false => reader.read(title, text, of.titles, &mut tokens),
                true => {
                    let (lost, title_length) = reader.read_fields(title, text, &mut tokens);
                    title_lengths.push(title_length);
                    lost
                }
            };
            analyzed.push((document.id.source, tokens.len() - start, lost));
        }
        let counted = if of.text_statistics { documents } else { &[] };
        let text_statistics = counted.iter().map(|document| of.count(document)).collect();
        Part { reader: *number, tokens, documents: analyzed, title_lengths, text_statistics }
    }
}

/// Puts parts together in corpus order.
struct Whole {
    interner: Interner,
    /// For each reader, the number of each of its terms here.
    numbers: Vec<Vec<u32>>,
    tokens: Vec<u32>,
    offsets: Vec<usize>,
    ids: Vec<DocumentId>,
    readings: Vec<Reading>,
    title_lengths: Vec<u32>,
    text_statistics: Vec<TextStatistics>,
}

impl Whole {
    fn new(sources: usize) -> Self {
        Whole {
            interner: Interner::default(),
            numbers: Vec::new(),
            tokens: Vec::new(),
            offsets: vec![0],
            ids: Vec::new(),
            readings: vec![Reading::default(); sources],
            title_lengths: Vec::new(),
            text_statistics: Vec::new(),
        }
    }

    /// Numbers the terms that a reader has seen since.
    fn learn(&mut self, number: usize, reader: &TermReader<'_>) {
        if self.numbers.len() <= number {
            self.numbers.resize(number + 1, Vec::new());
        }
        let known = &mut self.numbers[number];
        let unknown = reader.terms().from(known.len());
        known.extend(unknown.map(|term| self.interner.intern(term)));
    }

    fn add(&mut self, part: Part) {
        let numbers = &self.numbers[part.reader];
        self.tokens.extend(part.tokens.iter().map(|token| numbers[*token as usize]));
        for (source, length, lost) in part.documents {
            let end = self.offsets.last().expect("begins with 0") + length;
            self.offsets.push(end);
            self.readings[source.index()].add(length, lost);
        }
        self.title_lengths.extend(part.title_lengths);
        self.text_statistics.extend(part.text_statistics);
    }

    fn finish(mut self, sources: Vec<Source>, reference: SourceId) -> Result<AnalyzedCorpus> {
        if self.ids.is_empty() {
            return Err(Error::file("corpus", "has no document", "give at least one document with text"));
        }
        if self.tokens.is_empty() {
            let reason = format!("none of its {} documents gives a term", self.ids.len());
            return Err(Error::file("corpus", reason, "give texts with words, or another analyzer"));
        }
        // Twins share the text of their base id.
        let mut bases: FxHashMap<Arc<str>, Arc<str>> = FxHashMap::default();
        for id in &mut self.ids {
            let base = bases.entry(id.base.clone()).or_insert_with(|| id.base.clone());
            id.base = base.clone();
        }
        let (vocabulary, places) = self.interner.into_vocabulary();
        let tokens = self.tokens.into_iter().map(|token| places[token as usize]).collect();
        let catalogue = Arc::new(Catalogue::new(sources, reference, self.ids));
        let (offsets, readings) = (self.offsets, self.readings);
        Ok(AnalyzedCorpus {
            catalogue,
            vocabulary,
            tokens,
            offsets,
            readings,
            title_lengths: None,
            text_statistics: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::SourceKind;

    #[test]
    fn statistics_stand_by_document_number_and_follow_the_title() {
        let document = |base: &str, text: &str| Document {
            id: DocumentId { base: base.into(), source: SourceId(0) },
            title: "A title".into(),
            text: text.into(),
        };
        let sources = vec![Source { name: "human".into(), kind: SourceKind::Human }];
        let documents = vec![document("b", "Some words here."), document("a", "")];
        let corpus = Corpus::from_documents(sources, SourceId(0), documents).unwrap();
        let analyzer = Analyzer::parse("words").unwrap();
        let reader = DocumentReader::new(&analyzer);
        assert!(reader.read(&corpus).unwrap().text_statistics().is_none());
        let words = |titles: bool| -> Vec<u64> {
            let read = reader.with_titles(titles).with_text_statistics(true).read(&corpus).unwrap();
            read.text_statistics().unwrap().iter().map(|one| one.words).collect()
        };
        assert_eq!((words(false), words(true)), (vec![3, 0], vec![5, 2]));
    }

    #[test]
    fn the_end_of_each_title_is_kept_where_it_is_asked_for_and_changes_nothing_else() {
        let document = |base: usize, title: &str, text: &str| Document {
            id: DocumentId { base: base.to_string().into(), source: SourceId(0) },
            title: title.into(),
            text: text.into(),
        };
        let sources = vec![Source { name: "human".into(), kind: SourceKind::Human }];
        // Where words are looked up many at a time, a title is not.
        let long = "of the pears ".repeat(700);
        let texts = [("A ripe pear", "Pears and the apples."), ("", "pear"), (&long, ""), ("!", &long)];
        let documents = texts.iter().enumerate().map(|(base, (title, text))| document(base, title, text));
        let corpus = Corpus::from_documents(sources, SourceId(0), documents.collect()).unwrap();
        for chain in ["english", "words|ngrams(3)", "cjk"] {
            let analyzer = Analyzer::parse(chain).unwrap();
            let lengths = texts.map(|(title, _)| {
                let mut terms = 0;
                analyzer.analyze(title, &mut |_: &str| terms += 1);
                terms
            });
            assert!(lengths[0] > 1 && lengths[2] > 600 && lengths[1] == 0 && lengths[3] == 0);
            let reader = DocumentReader::new(&analyzer).with_titles(true);
            let (plain, kept) = (reader, reader.with_title_lengths(true));
            let (plain, kept) = (plain.read(&corpus).unwrap(), kept.read(&corpus).unwrap());
            assert_eq!((plain.title_lengths(), kept.title_lengths()), (None, Some(&lengths[..])), "{chain}");
            assert!((0..4).all(|number| plain.tokens(number) == kept.tokens(number)));
            assert_eq!(plain.reading(SourceId(0)), kept.reading(SourceId(0)));
            assert_eq!(plain.vocabulary(), kept.vocabulary());
            let untitled = DocumentReader::new(&analyzer).with_title_lengths(true);
            assert_eq!(untitled.read(&corpus).unwrap().title_lengths(), None);
        }
    }
}
