//! What a search that passes documents over is for: terms' scores and documents in; what is needed of them out.

use rustc_hash::FxHashMap;

use super::frequency_columns::MANY;
use super::max_score::WINDOW;

/// What documents are sought for.
pub(super) trait Collector {
    /// Whether it asks how often the documents that are left have each term.
    const RECORDS: bool;

    /// What a term that a document of `length` tokens has `frequency` times gives at most: at least 0; rises or stays with
    /// the one, falls or stays with the other. The sum over a document's terms is held against [`Collector::needed`].
    fn score(&mut self, place: usize, frequency: u32, length: u32) -> f64;

    /// What the terms of a document that has at least so many tokens must give together, or a little less than that.
    fn needed(&self, least_length: u32) -> f64;

    /// How many documents are wanted.
    fn depth(&self) -> usize;

    /// Takes a document that may reach what is needed, and what its terms give. Documents come by their numbers, those of a
    /// sample too, and anew after each beginning.
    fn take(&mut self, document: u32, length: u32, sum: f64, found: TermFrequencies<'_>);

    /// The documents of a sample come first; the one at this depth among them is about as good as needed.
    fn begin_sample(&mut self, depth: usize);

    /// All documents come, from the first on. Says whether [`Collector::score`] is another one from here on.
    fn begin(&mut self) -> bool;

    /// Says whether what the sample has let expect is more than there is, so that all documents must come once more.
    fn begin_again(&mut self) -> bool;
}

/// How often the document that is taken has each term.
#[derive(Clone, Copy)]
pub(super) struct TermFrequencies<'a> {
    record: &'a Record,
    offset: usize,
}

impl TermFrequencies<'_> {
    /// How often it has the term at `place`.
    #[inline]
    pub fn frequency(&self, place: usize) -> u32 {
        match self.record.frequencies[place * WINDOW + self.offset] {
            MANY => self.record.many[&(place, self.offset)],
            frequency => u32::from(frequency),
        }
    }
}

/// How often the documents of a window have the terms, by term, then by document; what a byte cannot hold stands beside.
#[derive(Default)]
pub(super) struct Record {
    frequencies: Vec<u8>,
    many: FxHashMap<(usize, usize), u32>,
}

impl Record {
    /// Makes room for so many terms.
    pub fn begin(&mut self, terms: usize) {
        self.frequencies.resize(terms * WINDOW, 0);
    }

    /// Forgets a window of so many documents, of the first `terms` terms: the others are set for every document that is asked
    /// for.
    pub fn clear(&mut self, terms: usize, documents: usize) {
        self.frequencies.chunks_mut(WINDOW).take(terms).for_each(|of_term| of_term[..documents].fill(0));
        self.many.clear();
    }

    /// What it says of the document at `offset`.
    pub fn of(&self, offset: usize) -> TermFrequencies<'_> {
        TermFrequencies { record: self, offset }
    }

    #[inline]
    pub fn set(&mut self, place: usize, offset: usize, frequency: u32) {
        let byte = u8::try_from(frequency).unwrap_or(MANY);
        self.frequencies[place * WINDOW + offset] = byte;
        if byte == MANY {
            self.many.insert((place, offset), frequency);
        }
    }
}
