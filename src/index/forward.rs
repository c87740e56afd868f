//! Documents from the inside of an inverted index: some documents' numbers in; the distinct terms of each out.

use rustc_hash::FxHashMap;
use tantivy::schema::IndexRecordOption;

use super::postings::Index;
use crate::error::{Error, Result};

impl Index {
    /// The distinct terms of each of `documents` by number, with their frequencies; reads all postings once.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub fn terms_of(&self, documents: &[u32]) -> Result<FxHashMap<u32, Vec<(u32, u32)>>> {
        let mut found: FxHashMap<u32, Vec<(u32, u32)>> =
            documents.iter().map(|document| (*document, Vec::new())).collect();
        let mut wanted = vec![false; self.lengths().len()];
        for document in documents {
            wanted[*document as usize] = true;
        }
        self.for_each_posting(|term, document, frequency| {
            if wanted[document as usize] {
                found.entry(document).or_default().push((term, frequency));
            }
        })?;
        Ok(found)
    }

    /// Calls `each` with every posting: the term's number, the document and the frequency; terms in the order of their
    /// bytes, documents of one term in theirs.
    pub(super) fn for_each_posting(&self, mut each: impl FnMut(u32, u32, u32)) -> Result<()> {
        let unread = |error| Error::Failed(format!("cannot read the postings of all terms: {error}"));
        let mut terms = self.inverted().terms().stream().map_err(unread)?;
        while terms.advance() {
            let number = terms.term_ord() as u32;
            let postings = self
                .inverted()
                .read_block_postings_from_terminfo(terms.value(), IndexRecordOption::WithFreqs);
            let mut postings = postings.map_err(unread)?;
            while !postings.docs().is_empty() {
                for (document, frequency) in postings.docs().iter().zip(postings.freqs()) {
                    each(number, *document, *frequency);
                }
                postings.advance();
            }
        }
        Ok(())
    }
}
