//! What one thread counts: blocks of texts in; the measures' values of each block, and the thread's own counts of
//! terms, out.

use crate::corpus::SourceId;
use crate::corpus::format::blocks::{Block, TextBlocks, TextLine};
use crate::error::{Error, Result};
use crate::profile::LexicalMeasure;
use crate::profile::document_text::{LastSeen, OpenText};
use crate::profile::measure::DocumentValue;
use crate::registry::Named;
use crate::text::intern::Interner;
use crate::text::{Analyzer, Lost, Reading, TermId};

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
    analyzer: &'a Analyzer,
    measures: Vec<Option<DocumentValue<'a>>>,
    settings: StreamSettings,
    counts: Counts,
    open: OpenText,
}

impl<'a> Shard<'a> {
    pub(super) fn new(
        analyzer: &'a Analyzer,
        measures: &'a [Named<dyn LexicalMeasure>],
        settings: StreamSettings,
    ) -> Self {
        Shard {
            analyzer,
            measures: measures.iter().map(|named| named.object.of_text()).collect(),
            settings,
            counts: Counts::default(),
            open: OpenText::default(),
        }
    }

    /// Measures the texts of a block and counts their terms.
    pub(super) fn read(&mut self, blocks: &TextBlocks, block: &Block) -> Result<Part> {
        let mut part = Part::new(self.measures.len());
        let mut skipped = (0, None);
        let skip = self.settings.skip_bad_lines;
        let bad = |error: Error| {
            if !skip {
                return Err(error);
            }
            skipped.0 += 1;
            skipped.1.get_or_insert_with(|| error.to_string());
            Ok(())
        };
        blocks.read(block, |text| self.measure(text, &mut part), bad)?;
        part.skipped = skipped;
        Ok(part)
    }

    pub(super) fn into_counts(self) -> Counts {
        self.counts
    }

    fn measure(&mut self, line: &TextLine<'_>, part: &mut Part) {
        let (open, interner) = (&mut self.open, &mut self.counts.interner);
        if !open.begin() {
            interner.forget();
        }
        let mut sink = |term: &str| {
            let (number, last) = interner.find(term);
            open.push(TermId(number), last);
        };
        let mut lost = Lost::default();
        if self.settings.title {
            lost = self.analyzer.analyze_counting(line.title, &mut sink);
        }
        lost.merge(self.analyzer.analyze_counting(line.text, &mut sink));
        let text = self.open.text(0, SourceId(0));
        part.reading.add(text.tokens.len(), lost);
        for (measure, values) in self.measures.iter().zip(&mut part.documents) {
            if let Some(value) = measure.as_ref().and_then(|measure| measure(&text)) {
                values.push(value);
            }
        }
        self.counts.terms.resize(self.counts.interner.len(), (0, 0));
        let first = text.tokens.iter().zip(text.previous).filter(|(_, previous)| **previous == 0);
        for ((term, _), frequency) in first.zip(text.frequencies) {
            let (collection_frequency, document_frequency) = &mut self.counts.terms[term.index()];
            *collection_frequency += u64::from(*frequency);
            *document_frequency += 1;
        }
    }
}

/// How often each term occurs, and in how many documents.
#[derive(Debug, Default)]
pub(super) struct Counts {
    interner: Interner<LastSeen>,
    /// Collection frequency and document frequency, at the term's number.
    terms: Vec<(u64, u32)>,
}

impl Counts {
    /// The frequencies, in no order that means anything.
    pub(super) fn frequencies(&self) -> Result<Vec<u32>> {
        let narrow = |(frequency, _): &(u64, u32)| {
            u32::try_from(*frequency).map_err(|_| {
                Error::Failed(format!("a term occurs {frequency} times, which is more than 2^32"))
            })
        };
        self.terms.iter().map(narrow).collect()
    }

    /// Terms with collection and document frequency, the most frequent first, then by their bytes.
    pub(super) fn by_frequency(&self) -> Vec<(&str, u64, u32)> {
        let counted = self.interner.iter().zip(&self.terms);
        let mut terms: Vec<_> =
            counted.map(|(term, (frequency, documents))| (term, *frequency, *documents)).collect();
        terms.sort_unstable_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(right.0)));
        terms
    }
}

/// All threads' counts as one.
pub(super) fn merge(mut shards: Vec<Counts>) -> Counts {
    shards.sort_by_key(|shard| std::cmp::Reverse(shard.terms.len()));
    let mut shards = shards.into_iter();
    let mut whole = shards.next().unwrap_or_default();
    for shard in shards {
        for (term, (frequency, documents)) in shard.interner.iter().zip(&shard.terms) {
            let place = whole.interner.intern(term) as usize;
            if place == whole.terms.len() {
                whole.terms.push((0, 0));
            }
            whole.terms[place].0 += frequency;
            whole.terms[place].1 += documents;
        }
    }
    whole
}
