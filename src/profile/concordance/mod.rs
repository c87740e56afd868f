//! Keyword in context: a corpus and a pattern in; how often each source has it, and each occurrence between its
//! neighbours, out. The corpus is read once, and no more lines are held than are wanted.

mod line;
mod pattern;
mod placed;
mod tally;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use line::KwicRow;
pub(super) use line::contexts;
pub(super) use pattern::Occurrence;
pub use pattern::Pattern;
pub(super) use placed::PlacedText;
pub use tally::KwicCountRow;
pub(super) use tally::{Tally, by_parts};

use crate::corpus::{Corpus, Document};
use crate::error::Result;
use crate::table::{Table, TableRow};

/// How the lines of a concordance are sorted: within each source, in lower case, by code points.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// By the words on the left, the nearest first.
    Left,
    /// By the words on the right, the nearest first.
    #[default]
    Right,
    /// As the documents stand in the corpus.
    Document,
}

/// What a concordance shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConcordanceSettings {
    /// Words on either side.
    pub context: usize,
    /// Lines of each source, the first in order; 0 for all.
    pub limit: usize,
    /// How lines are sorted.
    pub order: Order,
    /// Whether titles stand before the texts.
    pub title: bool,
}

impl Default for ConcordanceSettings {
    fn default() -> Self {
        ConcordanceSettings { context: 10, limit: 20, order: Order::default(), title: false }
    }
}

/// The occurrences of a pattern in a corpus.
#[derive(Debug, Clone, PartialEq)]
pub struct Concordance {
    /// How often each source has it, in the order of the sources.
    pub counts: Vec<KwicCountRow>,
    /// The lines, source by source, sorted within each.
    pub lines: Vec<KwicRow>,
    nothing: Option<String>,
}

impl Concordance {
    /// One row a source ([`KwicCountRow`]).
    pub fn counts_table(&self) -> Table {
        KwicCountRow::to_table(self.counts.clone())
    }

    /// One row an occurrence ([`KwicRow`]).
    pub fn lines_table(&self) -> Table {
        KwicRow::to_table(self.lines.clone())
    }

    /// That nothing was found, with what to try; `None` where something was.
    pub fn nothing_found(&self) -> Option<&str> {
        self.nothing.as_deref()
    }

    /// How many occurrences of a source have no line.
    pub fn further(&self, source: &str) -> u64 {
        let counted = self.counts.iter().find(|row| &*row.source == source).map_or(0, |row| row.occurrences);
        counted - self.lines.iter().filter(|row| &*row.source == source).count() as u64
    }
}

/// Every occurrence of `pattern` in `corpus`, in context.
///
/// ```
/// use sourcebias::Corpus;
/// use sourcebias::profile::concordance::{ConcordanceSettings, Pattern, concordance};
/// use sourcebias::text::Analyzer;
/// let corpus = Corpus::from_texts([
///     ("human", vec![("a", "Ripe pears, and more pears."), ("b", "Green apples.")]),
///     ("llm", vec![("a", "Pears that were picked.")]),
/// ])?;
/// let pears = Pattern::words("pears", &Analyzer::parse("words")?)?;
/// let found = concordance(&corpus, &pears, &ConcordanceSettings::default())?;
/// assert_eq!(found.counts.iter().map(|row| row.occurrences).collect::<Vec<_>>(), [2, 1]);
/// // By the words on the right: nothing comes before "and".
/// let lines: Vec<_> = found.lines.iter().map(|row| (row.left.as_str(), row.right.as_str())).collect();
/// assert_eq!(lines, [("Ripe pears, and more", "."), ("Ripe", ", and more pears."), ("", "that were picked.")]);
/// # Ok::<(), sourcebias::Error>(())
/// ```
///
/// # Errors
/// Those of reading the corpus.
pub fn concordance(
    corpus: &Corpus,
    pattern: &Pattern,
    settings: &ConcordanceSettings,
) -> Result<Concordance> {
    let mut found = vec![FoundInSource::default(); corpus.sources.len()];
    by_parts(
        corpus,
        |documents| {
            let mut part = vec![FoundInSource::default(); corpus.sources.len()];
            for document in documents {
                part[document.id.source.index()].look_into(document, pattern, settings);
            }
            part
        },
        |part| found.iter_mut().zip(part).for_each(|(source, part)| source.merge(part, settings.limit)),
    )?;
    let tallies: Vec<Tally> = found.iter().map(|source| source.tally).collect();
    let mut lines = Vec::new();
    for (mut found, source) in found.into_iter().zip(&corpus.sources) {
        found.shorten(settings.limit);
        let name: Arc<str> = Arc::from(source.name.as_str());
        lines.extend(found.lines.into_iter().map(|(_, line)| KwicRow { source: Arc::clone(&name), ..line }));
    }
    let counts = Tally::rows(corpus, &tallies);
    let nothing = nothing_found(pattern, &counts);
    Ok(Concordance { counts, lines, nothing })
}

/// That no source has the pattern, with what to try.
pub(super) fn nothing_found(pattern: &Pattern, counts: &[KwicCountRow]) -> Option<String> {
    let none = counts.iter().all(|row| row.occurrences == 0);
    none.then(|| {
        let names: Vec<&str> = counts.iter().map(|row| &*row.source).collect();
        format!("no `{}` in {}; {}", pattern.spec(), names.join(", "), pattern.advice())
    })
}

/// What was found in one source so far: lines with what they are sorted by; those that tie stay in corpus order.
#[derive(Clone, Default)]
struct FoundInSource {
    tally: Tally,
    lines: Vec<(Vec<String>, KwicRow)>,
}

impl FoundInSource {
    fn look_into(&mut self, document: &Document, pattern: &Pattern, settings: &ConcordanceSettings) {
        let text = PlacedText::new(document, pattern.analyzer(), settings.title);
        let occurrences = pattern.find(&text);
        self.tally.add(text.places.len(), occurrences.len());
        self.lines.extend(occurrences.iter().map(|occurrence| {
            let [left, matched, right] = line::contexts(&text, occurrence, settings.context);
            let row = KwicRow {
                source: Arc::from(""),
                document: Arc::clone(&document.id.base),
                position: occurrence.words.start as u64,
                left,
                matched,
                right,
            };
            (line::key(&text, occurrence, settings.order), row)
        }));
    }

    /// Adds what was found behind; twice as many lines as are wanted are more than enough.
    fn merge(&mut self, later: FoundInSource, limit: usize) {
        self.tally.merge(&later.tally);
        self.lines.extend(later.lines);
        if limit > 0 && self.lines.len() > 2 * limit {
            self.shorten(limit);
        }
    }

    /// Sorts the lines and keeps as many as are wanted.
    fn shorten(&mut self, limit: usize) {
        self.lines.sort_by(|left, right| left.0.cmp(&right.0));
        if limit > 0 {
            self.lines.truncate(limit);
        }
    }
}
