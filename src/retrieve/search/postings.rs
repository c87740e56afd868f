//! A place in the postings of one term, posting by posting within ranges of documents.

use crate::error::Result;
use crate::index::{Cursor, Index, IndexedTerm};

/// The most postings that are handed over together: those of a block.
pub(super) const LONGEST_RUN: usize = 128;

/// The postings of a term from some document on.
pub(super) struct Postings {
    cursor: Cursor,
    position: usize,
}

impl Postings {
    pub fn new(index: &Index, term: &IndexedTerm) -> Result<Self> {
        Ok(Postings { cursor: index.cursor(term)?, position: 0 })
    }

    /// The next document; `None` at the end.
    #[inline]
    pub fn next(&self) -> Option<u32> {
        self.cursor.documents().get(self.position).copied()
    }

    /// Calls `each` with every document below `end` that is left, and its frequency.
    #[inline]
    pub fn below(&mut self, end: u32, mut each: impl FnMut(u32, u32)) {
        self.runs_below(end, |documents, frequencies| {
            for (document, frequency) in documents.iter().zip(frequencies) {
                each(*document, *frequency);
            }
        });
    }

    /// Calls `each` with every document below `end` that is left, and its frequency, [`LONGEST_RUN`] of them at most at a time.
    #[inline]
    pub fn runs_below(&mut self, end: u32, mut each: impl FnMut(&[u32], &[u32])) {
        loop {
            let documents = &self.cursor.documents()[self.position..];
            let Some(last) = documents.last() else { return };
            let whole = *last < end;
            let count =
                if whole { documents.len() } else { documents.partition_point(|document| *document < end) };
            each(&documents[..count], &self.cursor.frequencies()[self.position..][..count]);
            if !whole {
                self.position += count;
                return;
            }
            self.cursor.advance();
            self.position = 0;
        }
    }

    /// Passes over all documents below `document`, without reading their blocks.
    #[inline]
    pub fn seek(&mut self, document: u32) {
        match self.next() {
            Some(next) if next < document => self.position = self.cursor.seek(document),
            _ => {}
        }
    }

    /// How often the term occurs in `document`, which is no earlier than any asked for before; 0 where it does not.
    #[inline]
    pub fn frequency(&mut self, document: u32) -> u32 {
        self.seek(document);
        match self.next() {
            Some(found) if found == document => self.cursor.frequencies()[self.position],
            _ => 0,
        }
    }
}
