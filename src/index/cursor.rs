//! The postings of one term, block by block: documents by rising number with the term's frequency in each.

use tantivy::postings::BlockSegmentPostings;

/// A place in the postings of a term: one block of them at a time.
pub struct Cursor {
    postings: BlockSegmentPostings,
}

impl Cursor {
    pub(super) fn new(postings: BlockSegmentPostings) -> Self {
        Cursor { postings }
    }

    /// The documents of this block by rising number; none at the end.
    #[inline]
    pub fn documents(&self) -> &[u32] {
        self.postings.docs()
    }

    /// How often the term occurs in each document of this block.
    #[inline]
    pub fn frequencies(&self) -> &[u32] {
        self.postings.freqs()
    }

    /// Goes to the next block.
    pub fn advance(&mut self) {
        self.postings.advance();
    }

    /// Goes on to the block that has the first document from `document` on, and passes over those before without reading
    /// them; the place in the block of that document, which is the block's length at the end. Never goes back.
    pub fn seek(&mut self, document: u32) -> usize {
        self.postings.seek(document).min(self.postings.docs().len())
    }
}
