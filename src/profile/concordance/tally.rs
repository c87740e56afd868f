//! Reading a corpus once, block by block: documents in, what each part of them gives, in corpus order, out; and how often
//! and in how many documents of each source something was found.

use std::sync::Arc;

use rayon::prelude::*;

use crate::corpus::{Corpus, Document};
use crate::error::Result;
use crate::profile::keyness::Share;
use crate::table::FileKind;

/// Text is read in blocks of about so many bytes.
const BLOCK_BYTES: usize = 4 << 20;
/// Of a block, so many documents are taken up at a time.
const PART_DOCUMENTS: usize = 64;

/// Calls `of` with parts of the corpus, side by side, and `take` with what each gave, in corpus order.
///
/// # Errors
/// The first error among the documents.
pub(in crate::profile) fn by_parts<T: Send>(
    corpus: &Corpus,
    of: impl Fn(&[Document]) -> T + Sync,
    mut take: impl FnMut(T),
) -> Result<()> {
    let mut documents = corpus.documents();
    loop {
        let (mut block, mut bytes) = (Vec::new(), 0);
        while bytes < BLOCK_BYTES {
            let Some(document) = documents.next().transpose()? else { break };
            bytes += document.text.len() + document.title.len();
            block.push(document);
        }
        if block.is_empty() {
            return Ok(());
        }
        let parts: Vec<T> = block.par_chunks(PART_DOCUMENTS).map(&of).collect();
        parts.into_iter().for_each(&mut take);
    }
}

/// What was found in one source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::profile) struct Tally {
    pub(in crate::profile) occurrences: u64,
    pub(in crate::profile) documents: u64,
    pub(in crate::profile) of_documents: u64,
    pub(in crate::profile) words: u64,
}

impl Tally {
    /// Counts one more document of so many words, with so many occurrences.
    pub(in crate::profile) fn add(&mut self, words: usize, occurrences: usize) {
        self.occurrences += occurrences as u64;
        self.documents += u64::from(occurrences > 0);
        self.of_documents += 1;
        self.words += words as u64;
    }

    /// Adds what was found elsewhere.
    pub(in crate::profile) fn merge(&mut self, other: &Tally) {
        self.occurrences += other.occurrences;
        self.documents += other.documents;
        self.of_documents += other.of_documents;
        self.words += other.words;
    }

    /// The rows of all sources.
    pub(in crate::profile) fn rows(corpus: &Corpus, tallies: &[Tally]) -> Vec<KwicCountRow> {
        let row = |(source, tally): (&crate::corpus::Source, &Tally)| KwicCountRow {
            source: Arc::from(source.name.as_str()),
            occurrences: tally.occurrences,
            per_million: Share { frequency: tally.occurrences, tokens: tally.words }.per_million(),
            documents: tally.documents,
            of_documents: tally.of_documents,
            words: tally.words,
        };
        corpus.sources.iter().zip(tallies).map(row).collect()
    }
}

crate::table! {
    /// how often each source has what a concordance looks for
    pub struct KwicCountRow("kwic/counts", FileKind::Csv, None) {
        /// The source.
        source: Arc<str>;
        /// Occurrences.
        occurrences: u64;
        /// Occurrences in a million words; undefined without words.
        per_million: Option<f64>;
        /// Documents that have it.
        documents: u64;
        /// Documents of the source.
        of_documents: u64;
        /// Words of the source, as the analyser cuts them; stop words count.
        words: u64;
    }
}
