//! What one thread counts: blocks of texts in; the measures' values of each block, and the thread's own counts of
//! terms, out.

use crate::corpus::SourceId;
use crate::corpus::format::blocks::{Block, TextLine};
use crate::error::{Error, Result};
use crate::profile::LexicalMeasure;
use crate::profile::document_text::{Kept, LastSeen, OpenText};
use crate::profile::measure::DocumentValue;
use crate::registry::Named;
use crate::text::term_reader::{TermReader, Terms};
use crate::text::{Analyzer, Reading, TermId};

use super::StreamSettings;
use super::distribution::Distribution;

/// What some blocks gave, apart from the counts of terms.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) reading: Reading,
    pub(super) skipped: (u64, Option<String>),
    /// For each measure, its values on documents.
    pub(super) documents: Vec<Distribution>,
}

impl Part {
    pub(super) fn new(measures: usize) -> Self {
        Part {
            reading: Reading::default(),
            skipped: (0, None),
            documents: vec![Distribution::default(); measures],
        }
    }

    /// Adds what the blocks after these gave.
    pub(super) fn merge(&mut self, later: Part) {
        self.reading.merge(&later.reading);
        self.skipped.0 += later.skipped.0;
        self.skipped.1 = self.skipped.1.take().or(later.skipped.1);
        for (documents, later) in self.documents.iter_mut().zip(later.documents) {
            documents.merge(later);
        }
    }
}

/// One thread's counts.
pub(super) struct Shard<'a> {
    reader: TermReader<'a>,
    measures: Vec<Option<DocumentValue<'a>>>,
    settings: StreamSettings,
    /// The terms of the text at hand.
    tokens: Vec<u32>,
    /// What is counted of each term, by its number.
    seen: Vec<Seen>,
    open: OpenText,
}

impl<'a> Shard<'a> {
    pub(super) fn new(
        analyzer: &'a Analyzer,
        measures: &'a [Named<dyn LexicalMeasure>],
        settings: StreamSettings,
    ) -> Self {
        Shard {
            reader: TermReader::new(analyzer),
            measures: measures.iter().map(|named| named.object.of_text()).collect(),
            settings,
            tokens: Vec::new(),
            seen: Vec::new(),
            open: OpenText::default(),
        }
    }

    /// Measures the texts of a block and counts their terms.
    pub(super) fn read(&mut self, block: &Block) -> Result<Part> {
        let mut part = Part::new(self.measures.len());
        let mut skipped = (0, None);
        let skip = self.settings.skip_bad_lines;
        let bad = |error: Error| {
            if !skip {
                return Err(error);
            }
            skipped.0 += 1;
            skipped.1.get_or_insert_with(|| error.without_advice());
            Ok(())
        };
        block.read(|text| self.measure(text, &mut part), bad)?;
        part.skipped = skipped;
        Ok(part)
    }

    pub(super) fn into_counts(self) -> Counts {
        Counts { terms: self.reader.into_terms(), seen: self.seen }
    }

    fn measure(&mut self, line: &TextLine<'_>, part: &mut Part) {
        self.tokens.clear();
        let lost = self.reader.read(line.title, line.text, self.settings.title, &mut self.tokens);
        self.seen.resize(self.reader.terms().len(), Seen::default());
        // All are touched before the first is used: the processor then waits for all of them at once.
        let touch = |sum: u32, token: &u32| sum ^ self.seen[*token as usize].frequency;
        std::hint::black_box(self.tokens.iter().fold(0, touch));
        self.open.read(self.tokens.iter().map(|token| TermId(*token)), &mut self.seen);
        let text = self.open.text(0, SourceId(0));
        part.reading.add(text.tokens.len(), lost);
        for (measure, values) in self.measures.iter().zip(&mut part.documents) {
            if let Some(value) = measure.as_ref().and_then(|measure| measure(&text)) {
                values.push(value);
            }
        }
    }
}

/// How often each term occurs, and in how many documents.
#[derive(Debug, Default)]
pub(super) struct Counts {
    terms: Terms,
    /// By number of term.
    seen: Vec<Seen>,
}

/// What is counted of a term.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    last: LastSeen,
    /// How often it occurs; `u32::MAX` stands for more than that.
    frequency: u32,
    /// In how many documents it occurs.
    documents: u32,
}

impl Counts {
    /// Every term with what is counted of it, in no order that means anything.
    fn entries(&self) -> impl Iterator<Item = (&str, &Seen)> {
        self.terms.from(0).zip(&self.seen)
    }

    /// The frequencies, in no order that means anything.
    pub(super) fn frequencies(&self) -> Result<Vec<u32>> {
        self.entries().map(|(term, seen)| seen.countable(term)).collect()
    }

    /// Terms with collection and document frequency, the most frequent first, then by their bytes.
    pub(super) fn by_frequency(&self) -> Result<Vec<(&str, u32, u32)>> {
        let counted = self.entries().map(|(term, seen)| Ok((term, seen.countable(term)?, seen.documents)));
        let mut terms = counted.collect::<Result<Vec<_>>>()?;
        terms.sort_unstable_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(right.0)));
        Ok(terms)
    }
}

impl Kept for Seen {
    fn last(&mut self) -> &mut LastSeen {
        &mut self.last
    }

    fn count(&mut self, first: bool) {
        self.frequency = self.frequency.saturating_add(1);
        self.documents += u32::from(first);
    }
}

impl Seen {
    /// How often the term occurs.
    fn countable(&self, term: &str) -> Result<u32> {
        let told = (self.frequency < u32::MAX).then_some(self.frequency);
        told.ok_or_else(|| Error::Failed(format!("the term {term:?} occurs 2^32 − 1 times or more")))
    }
}

/// All threads' counts as one.
pub(super) fn merge(mut shards: Vec<Counts>) -> Counts {
    shards.sort_by_key(|shard| std::cmp::Reverse(shard.seen.len()));
    let mut shards = shards.into_iter();
    let mut whole = shards.next().unwrap_or_default();
    for shard in shards {
        for (term, seen) in shard.entries() {
            let number = whole.terms.number(term) as usize;
            whole.seen.resize(whole.terms.len(), Seen::default());
            let sum = &mut whole.seen[number];
            sum.frequency = sum.frequency.saturating_add(seen.frequency);
            sum.documents += seen.documents;
        }
    }
    whole
}
