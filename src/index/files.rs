//! An index straight from files: files of texts and an analyser in, an index out. Every thread takes some blocks of whole
//! lines at a time, analyses them and writes them as a part, so that neither texts nor terms are held in memory.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

use super::build::{Site, description, failed};
use super::part::PartWriter;
use super::postings::Index;
use super::terms::JoinedTerms;
use crate::corpus::format::blocks::{Block, TextBlocks, TextLine};
use crate::corpus::{Source, SourceFile, SourceId, SourceKind, StreamSettings};
use crate::error::{Error, Result};
use crate::text::{Analyzer, Reading};

/// A part ends with the first block beyond so many bytes of a file.
const PART_BYTES: usize = 32 << 20;

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
        let site = Site::new(folder)?;
        let queue = Mutex::new(Queue { files, open: None, next: 0, parts: 0 });
        let done = Mutex::new(Done::default());
        rayon::broadcast(|_| {
            // Each thread takes the next part until there is none, or another thread has found an error.
            while held(&done).error.is_none() {
                let task = match held(&queue).task() {
                    Ok(Some(task)) => task,
                    Ok(None) => break,
                    Err((number, error)) => {
                        held(&done).fail(number, error);
                        break;
                    }
                };
                let number = task.number;
                let part = write(task, &site, folder, files, analyzer, settings);
                match part {
                    Ok(part) => drop(held(&done).parts.insert(number, part)),
                    Err(error) => held(&done).fail(number, error),
                }
            }
        });
        let done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, error)) = done.error {
            return Err(error);
        }
        let mut readings = vec![Reading::default(); files.len()];
        let mut skipped: Vec<(u64, Option<String>)> = vec![(0, None); files.len()];
        let mut seen = FxHashMap::default();
        for part in done.parts.values() {
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
        let description = description(analyzer, sources.collect(), SourceId(0), documents, tokens);
        let parts: Vec<tantivy::Index> = done.parts.into_values().map(|part| part.index).collect();
        let index = site.finish(&parts, &description)?;
        Ok(FilesIndex { index, readings, skipped })
    }
}

/// What is still to be read: the files in their order.
struct Queue<'a> {
    files: &'a [SourceFile],
    open: Option<std::sync::Arc<TextBlocks>>,
    /// The place of the file that is open, or of the next one.
    next: usize,
    parts: usize,
}

/// The blocks of one part.
struct Task {
    number: usize,
    blocks: Vec<(SourceId, std::sync::Arc<TextBlocks>, Block)>,
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
                None => self.open.insert(std::sync::Arc::new(TextBlocks::open(&file.path).map_err(fail)?)),
            };
            let mut block = Block::default();
            if open.next(&mut block).map_err(fail)? {
                bytes += block.len();
                task.blocks.push((SourceId(self.next as u32), open.clone(), block));
            } else {
                self.open = None;
                self.next += 1;
            }
        }
        self.parts += 1;
        Ok((!task.blocks.is_empty()).then_some(task))
    }
}

/// A part that stands.
struct Part {
    index: tantivy::Index,
    readings: BTreeMap<SourceId, Reading>,
    skipped: Vec<(SourceId, String)>,
    ids: Vec<(SourceId, Box<str>, u64)>,
}

/// The parts by number, and the error of the earliest part that has one.
#[derive(Default)]
struct Done {
    parts: BTreeMap<usize, Part>,
    error: Option<(usize, Error)>,
}

impl Done {
    fn fail(&mut self, number: usize, error: Error) {
        if self.error.as_ref().is_none_or(|(earlier, _)| number < *earlier) {
            self.error = Some((number, error));
        }
    }
}

fn write(
    task: Task,
    site: &Site,
    folder: &Path,
    files: &[SourceFile],
    analyzer: &Analyzer,
    settings: StreamSettings,
) -> Result<Part> {
    let fail = |error| failed(folder, error);
    let mut writer = PartWriter::new(site.part(task.number)?).map_err(fail)?;
    let (mut readings, mut skipped, mut ids) = (BTreeMap::<_, Reading>::new(), Vec::new(), Vec::new());
    for (source, texts, block) in task.blocks {
        let reading = readings.entry(source).or_default();
        let mut outcome = Ok(());
        let each = |line: &TextLine<'_>| {
            let mut terms = JoinedTerms::with_capacity(line.text.len() + 16);
            let mut sink = |term: &str| terms.push(term);
            let mut lost = Default::default();
            if settings.title {
                lost = analyzer.analyze_counting(line.title, &mut sink);
            }
            lost.merge(analyzer.analyze_counting(line.text, &mut sink));
            reading.add(terms.length as usize, lost);
            let base: Box<str> = match line.id {
                Some(id) => id.into(),
                None => unnamed(&files[source.index()].path, line.line).into(),
            };
            if outcome.is_ok() {
                outcome = writer.add(&base, source, terms);
            }
            ids.push((source, base, line.line));
        };
        texts.read(&block, each, |error| match settings.skip_bad_lines {
            true => {
                skipped.push((source, error.to_string()));
                Ok(())
            }
            false => Err(error),
        })?;
        outcome.map_err(fail)?;
    }
    let index = writer.finish().map_err(fail)?;
    Ok(Part { index, readings, skipped, ids })
}

/// The name of a text without `_id`, which no text of another file has.
fn unnamed(path: &Path, line: u64) -> String {
    let file: PathBuf = path.to_path_buf();
    let file = file.to_string_lossy().replace('%', "%25").replace(char::is_whitespace, "%20");
    format!("{file}:{line}")
}

/// The lock; a thread that panicked takes the whole program with it, so that nothing half-made is ever used.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
