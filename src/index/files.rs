//! An index straight from files: files of texts and an analyser in, an index out. Every thread takes some blocks of whole
//! lines at a time, analyses and inverts them, so that neither texts nor tokens are held in memory.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::build::{Site, description, failed};
use super::description::Description;
use super::gather::{POSTINGS_BUDGET, PartialIndex};
use super::part::{Part, PartDocument};
use super::postings::Index;
use crate::corpus::format::blocks::{Block, TextBlocks, TextLine};
use crate::corpus::format::jsonl::unnamed;
use crate::corpus::{Source, SourceFile, SourceId, SourceKind, StreamSettings};
use crate::error::{Error, Result};
use crate::in_order::{held, in_order};
use crate::text::term_reader::TermReader;
use crate::text::{Analyzer, Reading};

/// A part ends with the first block beyond so many bytes of a file.
const PART_BYTES: usize = 8 << 20;

/// An index of files, and what reading them gave.
pub struct FilesIndex {
    /// The index, open for reading.
    pub index: Index,
    /// What reading and analysing each source gave, in the order of the files.
    pub readings: Vec<Reading>,
    /// The bad lines of each file that were passed over, with the message of the first.
    pub skipped: Vec<(u64, Option<String>)>,
}

impl Index {
    /// Builds an index of `files`, one source each, in `folder`, which must not exist yet, and opens it. The first file is
    /// the reference, taken as written by people; a text without `_id` is named `<path>:<line>`. The index is the same
    /// for any number of threads.
    ///
    /// # Errors
    /// The first bad line, unless it is to be passed over; an `_id` given twice in one file; a file that cannot be read;
    /// files without any term; where the folder exists, or the disk refuses.
    pub fn build_from_files(
        folder: &Path,
        files: &[SourceFile],
        analyzer: &Analyzer,
        settings: StreamSettings,
    ) -> Result<FilesIndex> {
        Self::build_with_budget(folder, files, analyzer, (settings, false), POSTINGS_BUDGET)
    }

    /// As [`Index::build_from_files`], with titles before the texts and kept apart, for models that weigh them.
    ///
    /// # Errors
    /// Those of [`Index::build_from_files`].
    pub fn build_with_titles(
        folder: &Path,
        files: &[SourceFile],
        analyzer: &Analyzer,
        settings: StreamSettings,
    ) -> Result<FilesIndex> {
        let settings = StreamSettings { title: true, ..settings };
        Self::build_with_budget(folder, files, analyzer, (settings, true), POSTINGS_BUDGET)
    }

    /// As [`Index::build_from_files`], with titles kept apart or not, and so many bytes of postings in memory.
    fn build_with_budget(
        folder: &Path,
        files: &[SourceFile],
        analyzer: &Analyzer,
        (settings, titles): (StreamSettings, bool),
        budget: usize,
    ) -> Result<FilesIndex> {
        let site = Site::new(folder)?;
        let queue = Mutex::new(Queue { files, open: None, next: 0, parts: 0 });
        let told = Mutex::new(BTreeMap::new());
        let invert = |inverter: &mut Inverter<'_>, task: Task| {
            let number = task.number;
            let (part, read) = inverter.invert(task, files, (settings, titles))?;
            held(&told).insert(number, read);
            Ok(part)
        };
        let step = |inverter: &mut Inverter<'_>| {
            // The queue is free while a part is inverted.
            let next = held(&queue).task();
            match next {
                Ok(task) => task.map(|task| (task.number, invert(inverter, task))),
                Err((number, error)) => Some((number, Err(error))),
            }
        };
        let begin = || Inverter { reader: TermReader::new(analyzer), places: Vec::new() };
        let add = |whole: &mut PartialIndex, part| whole.add(part, &|error| failed(folder, error));
        let empty = site.gathered(budget)?.with_titles(titles);
        let (gathered, _) = in_order(empty, begin, step, add)?;
        let told = told.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut readings = vec![Reading::default(); files.len()];
        let mut skipped: Vec<(u64, Option<String>)> = vec![(0, None); files.len()];
        let mut seen = FxHashMap::default();
        for part in told.values() {
            for (source, reading) in &part.readings {
                readings[source.index()].merge(reading);
            }
            for (source, first) in &part.skipped {
                let (lines, message) = &mut skipped[source.index()];
                *lines += 1;
                message.get_or_insert_with(|| first.clone());
            }
            for (source, base, line) in &part.ids {
                if let Some(earlier) = seen.insert((*source, &**base), *line) {
                    let reason = format!("`_id` {base:?} was given to line {earlier} already");
                    let advice = "give each text of a file an `_id` of its own";
                    return Err(Error::line(&files[source.index()].path, *line, reason, advice));
                }
            }
        }
        drop(seen);
        drop(told);
        let tokens = readings.iter().map(|reading| reading.tokens).sum();
        let documents: u64 = readings.iter().map(|reading| reading.documents).sum();
        if tokens == 0 {
            let reason = format!("none of the {documents} texts gives a term");
            return Err(Error::file(folder, reason, "give files with words, or another analyzer"));
        }
        let sources = files.iter().enumerate().map(|(place, file)| Source {
            name: file.source.clone(),
            kind: if place == 0 { SourceKind::Human } else { SourceKind::Llm },
        });
        let described = description(analyzer, sources.collect(), SourceId(0), documents, tokens);
        let index = site.finish(gathered, &Description { titles, ..described })?;
        Ok(FilesIndex { index, readings, skipped })
    }
}

/// What is still to be read: the files in their order.
struct Queue<'a> {
    files: &'a [SourceFile],
    open: Option<TextBlocks>,
    /// The place of the file that is open, or of the next one.
    next: usize,
    parts: usize,
}

/// The blocks of one part.
struct Task {
    number: usize,
    blocks: Vec<(SourceId, Block)>,
}

impl Queue<'_> {
    /// The next part, which may go over the end of a file; `None` at the end of the last one. An error comes with the
    /// number of the part that it ends.
    fn task(&mut self) -> std::result::Result<Option<Task>, (usize, Error)> {
        let mut task = Task { number: self.parts, blocks: Vec::new() };
        let mut bytes = 0;
        let fail = |error| (self.parts, error);
        while let Some(file) = self.files.get(self.next)
            && bytes < PART_BYTES
        {
            let open = match &self.open {
                Some(open) => open,
                None => self.open.insert(TextBlocks::open(&file.path).map_err(fail)?),
            };
            let mut block = Block::default();
            if open.next(&mut block).map_err(fail)? {
                bytes += block.len();
                task.blocks.push((SourceId(self.next as u32), block));
            } else {
                self.open = None;
                self.next += 1;
            }
        }
        self.parts += 1;
        Ok((!task.blocks.is_empty()).then_some(task))
    }
}

/// What reading a part gave beside its terms.
struct Read {
    readings: BTreeMap<SourceId, Reading>,
    skipped: Vec<(SourceId, String)>,
    ids: Vec<(SourceId, Box<str>, u64)>,
}

/// One thread's reader, which knows the forms of all its parts.
struct Inverter<'a> {
    reader: TermReader<'a>,
    /// For each of the reader's terms, its number in the part at hand; [`NEW`] where it was not seen there yet.
    places: Vec<u32>,
}

/// A term that a part has not.
const NEW: u32 = u32::MAX;

impl Inverter<'_> {
    /// Reads, analyses and inverts the blocks of a part.
    fn invert(
        &mut self,
        task: Task,
        files: &[SourceFile],
        (settings, titles): (StreamSettings, bool),
    ) -> Result<(Part, Read)> {
        let (mut tokens, mut documents) = (Vec::new(), Vec::new());
        let mut read = Read { readings: BTreeMap::new(), skipped: Vec::new(), ids: Vec::new() };
        for (source, block) in task.blocks {
            let reading = read.readings.entry(source).or_default();
            let each = |line: &TextLine<'_>| {
                let before = tokens.len();
                let (lost, title_length) = match titles {
                    true => self.reader.read_fields(line.title, line.text, &mut tokens),
                    false => (self.reader.read(line.title, line.text, settings.title, &mut tokens), 0),
                };
                let length = tokens.len() - before;
                reading.add(length, lost);
                let base: Box<str> = match line.id {
                    Some(id) => id.into(),
                    None => unnamed(&files[source.index()].path, line.line).into(),
                };
                read.ids.push((source, base.clone(), line.line));
                documents.push(PartDocument { base, source, length: length as u32, title_length });
            };
            let skipped = &mut read.skipped;
            block.read(each, |error| match settings.skip_bad_lines {
                true => {
                    skipped.push((source, error.without_advice()));
                    Ok(())
                }
                false => Err(error),
            })?;
        }
        let terms = self.renumber(&mut tokens);
        let text = |term: u32| self.reader.terms().term(terms[term as usize]);
        Ok((Part::new(documents, &tokens, terms.len(), text), read))
    }

    /// Numbers the terms of a part by their first sight in it, whatever the thread has read before; gives the reader's number
    /// of each.
    fn renumber(&mut self, tokens: &mut [u32]) -> Vec<u32> {
        self.places.resize(self.reader.terms().len(), NEW);
        let mut terms = Vec::new();
        for token in tokens {
            let place = &mut self.places[*token as usize];
            if *place == NEW {
                *place = terms.len() as u32;
                terms.push(*token);
            }
            *token = *place;
        }
        terms.iter().for_each(|term| self.places[*term as usize] = NEW);
        terms
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{CollectionSettings, SourceFiles, TestCollection};
    use crate::index::{Posting, Titles};
    use crate::text::DocumentReader;

    /// Two files of seeded texts, one without ids, with an empty text and blank lines.
    fn files(folder: &Path) -> Vec<SourceFile> {
        let mut random = crate::statistics::stream(1, 0);
        let mut word = || format!("w{}", (1.0 / (rand::RngExt::random::<f64>(&mut random) + 0.001)) as u32);
        let mut file = |source: &str, texts: usize, ids: bool| {
            let mut content = String::from("\n");
            for number in 0..texts {
                let text: Vec<String> = (0..number % 50).map(|_| word()).collect();
                let id = if ids { format!("\"_id\":\"d{number}\",") } else { String::new() };
                content
                    .push_str(&format!("{{{id}\"title\":\"w{number}\",\"text\":\"{}\"}}\n", text.join(" ")));
            }
            let path = folder.join(format!("{source}.jsonl"));
            std::fs::write(&path, content).unwrap();
            SourceFile { source: source.to_string(), path }
        };
        vec![file("human", 3_000, true), file("llm", 500, false)]
    }

    /// Bases with sources, lengths, and terms with collection frequency and postings.
    type Content = (Vec<(String, String)>, Vec<u32>, Vec<(String, u64, Vec<Posting>)>);

    /// Everything that an index holds.
    fn content(index: &Index) -> Content {
        let catalogue = index.catalogue();
        let ids = catalogue
            .ids()
            .iter()
            .map(|id| (id.base.to_string(), catalogue.source_name(id.source).to_string()));
        let term = |number| {
            let text = index.term_text(number).unwrap().unwrap();
            let term = index.term(&text).unwrap().unwrap();
            assert_eq!(term.number, number);
            let mut postings = Vec::new();
            index.postings(&text, &mut postings).unwrap();
            assert_eq!(postings.len(), term.document_frequency as usize);
            for (block, bounds) in postings.chunks(128).zip(index.blocks(&term)) {
                assert_eq!(bounds.last, block.last().unwrap().document);
                assert_eq!(Some(bounds.frequency), block.iter().map(|posting| posting.frequency).max());
                let lengths = block.iter().map(|posting| index.lengths()[posting.document as usize]);
                assert_eq!(Some(bounds.length), lengths.min());
            }
            let blocks = if postings.len() > 128 { postings.len().div_ceil(128) } else { 0 };
            assert_eq!(index.blocks(&term).len(), blocks);
            (text, term.collection_frequency, postings)
        };
        (ids.collect(), index.lengths().to_vec(), (0..index.terms() as u32).map(term).collect())
    }

    #[test]
    fn an_index_of_files_is_that_of_the_corpus_whatever_is_kept_in_memory() {
        let folder = tempfile::tempdir().unwrap();
        let (files, analyzer) = (files(folder.path()), Analyzer::parse("words").unwrap());
        for (title, apart) in [(false, false), (true, false), (true, true)] {
            let collection = TestCollection::open(&CollectionSettings {
                format: "jsonl".to_string(),
                sources: SourceFiles::Ordered(
                    files.iter().map(|file| (file.source.clone(), file.path.clone())).collect(),
                ),
                reference: Some("human".to_string()),
                title,
                ..CollectionSettings::default()
            });
            let reader = DocumentReader::new(&analyzer).with_titles(title).with_title_lengths(apart);
            let corpus = reader.read(&collection.unwrap().corpus).unwrap();
            let expected = Index::build_in_memory(&corpus, &analyzer).unwrap();
            let (titles, expected) = (expected.titles().cloned(), content(&expected));
            assert_eq!(titles.as_ref().map(Titles::tokens), apart.then_some(3_500));
            assert!(expected.2.iter().any(|(_, _, postings)| postings.len() > 1000));
            for budget in [0, 3_000, usize::MAX] {
                let place = folder.path().join(format!("index-{title}-{apart}-{budget}"));
                let settings = (StreamSettings { title, ..StreamSettings::default() }, apart);
                let built = Index::build_with_budget(&place, &files, &analyzer, settings, budget).unwrap();
                assert_eq!(built.index.titles(), titles.as_ref());
                assert_eq!(place.join(crate::index::titles::FILE).exists(), apart);
                assert_eq!(content(&built.index), expected, "{budget}");
                let readings = [SourceId(0), SourceId(1)].map(|source| corpus.reading(source));
                assert_eq!(built.readings, readings);
                let left: Vec<_> = std::fs::read_dir(folder.path())
                    .unwrap()
                    .map(|entry| entry.unwrap().file_name())
                    .collect();
                assert!(!left.iter().any(|name| name.to_string_lossy().contains(".building")), "{left:?}");
            }
        }
    }

    #[test]
    fn what_is_wrong_is_said_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let analyzer = Analyzer::parse("words").unwrap();
        let told = |content: &str, skip_bad_lines| {
            let path = folder.path().join("x.jsonl");
            std::fs::write(&path, content).unwrap();
            let files = [SourceFile { source: "x".to_string(), path }];
            let settings = StreamSettings { skip_bad_lines, ..StreamSettings::default() };
            let place = folder.path().join("index");
            let outcome = Index::build_from_files(&place, &files, &analyzer, settings);
            let message =
                outcome.map(|built| format!("{:?}", built.skipped)).unwrap_or_else(|error| error.to_string());
            let _ = std::fs::remove_dir_all(&place);
            message
        };
        let good = "{\"_id\":\"a\",\"text\":\"red\"}\n";
        assert!(told(&format!("{good}{{\"text\":7}}\n"), false).contains("x.jsonl:2:"));
        assert!(told(&format!("{good}{{\"text\":7}}\n"), true).contains("(1, Some("));
        let twice = told(&format!("{good}\n{good}"), false);
        assert!(twice.contains("x.jsonl:3: `_id` \"a\" was given to line 1 already"), "{twice}");
        assert!(told("", false).contains("none of the 0 texts"));
        assert!(told("{\"text\":\"!\"}", false).contains("none of the 1 texts"));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
