//! The profile of files as they stream by: files of texts in, each source's summary and terms out. One pass, each
//! thread counting for itself; memory grows with the vocabulary and not with the text.

mod distribution;
mod shard;

use super::LexicalMeasure;
use super::summary::Rows;
use super::zipf::RankedFrequencies;
use crate::corpus::SourceId;
use crate::corpus::format::blocks::{Block, TextBlocks};
pub use crate::corpus::{SourceFile, StreamSettings};
use crate::error::{Error, Result};
use crate::in_order::in_order;
use crate::registry::Named;
use crate::table::{Column, Table};
use crate::text::{AnalyzedCorpus, Analyzer, Reading, TermId};

use distribution::Distribution;
use shard::{Part, Shard};

/// What one pass over one source's file gave.
#[derive(Debug)]
pub struct StreamedSource {
    /// The name of the source.
    pub source: String,
    /// What reading and analysing gave.
    pub reading: Reading,
    /// The bad lines that were passed over, and the message of the first.
    pub skipped: (u64, Option<String>),
    documents: Vec<Distribution>,
    vocabulary: shard::Counts,
}

/// The first of `measures` that cannot be taken as texts stream by: it looks up terms in a pool of documents, or compares
/// documents with each other.
pub fn not_streaming(measures: &[Named<dyn LexicalMeasure>]) -> Option<&str> {
    measures.iter().find(|named| !named.object.streams()).map(|named| named.name.as_str())
}

/// Reads a file once, measuring every text and counting every term.
///
/// The values are those of [`profile`](super::profile()) without a bootstrap: means to the rounding of another order of
/// summing, medians exactly up to 2²⁰ documents and to 0.05 % beyond.
///
/// # Errors
/// The first bad line, unless it is to be passed over; a file that cannot be read; a file without any text; a measure
/// that cannot be taken as texts stream by.
pub fn stream(
    file: &SourceFile,
    analyzer: &Analyzer,
    measures: &[Named<dyn LexicalMeasure>],
    settings: StreamSettings,
) -> Result<StreamedSource> {
    if let Some(name) = not_streaming(measures) {
        return Err(Error::Failed(format!(
            "`{name}` needs the whole corpus and cannot be taken as texts stream by"
        )));
    }
    let blocks = TextBlocks::open(&file.path)?;
    let begin = || (Shard::new(analyzer, measures, settings), Block::default());
    let step = |(shard, block): &mut (Shard<'_>, Block)| {
        let outcome = match blocks.next(block) {
            Ok(false) => return None,
            Ok(true) => shard.read(block),
            Err(error) => Err(error),
        };
        Some((block.number as usize, outcome))
    };
    let add = |whole: &mut Part, part| {
        whole.merge(part);
        Ok(())
    };
    let (whole, shards) = in_order(Part::new(measures.len()), begin, step, add)?;
    if whole.reading.documents == 0 {
        return Err(Error::file(
            &file.path,
            "holds no text",
            "give a file with at least one line with a `text`",
        ));
    }
    Ok(StreamedSource {
        source: file.source.clone(),
        reading: whole.reading,
        skipped: whole.skipped,
        documents: whole.documents,
        vocabulary: shard::merge(shards.into_iter().map(|(shard, _)| shard.into_counts()).collect()),
    })
}

/// One row a source, measure and scope, as [`Profile::summary`](super::Profile::summary) without intervals.
///
/// # Errors
/// Where a term occurs 2³² − 1 times or more.
pub fn streamed_summary(sources: &[StreamedSource], measures: &[Named<dyn LexicalMeasure>]) -> Result<Table> {
    let mut rows = Rows::default();
    for source in sources {
        let ranked = RankedFrequencies::new(&source.vocabulary.frequencies()?);
        let n = source.reading.documents as usize;
        for (named, documents) in measures.iter().zip(&source.documents) {
            let values = named.object.of_source(&ranked);
            for (component, value) in named.object.components().iter().zip(values) {
                rows.push_value(&source.source, &component.full_name(&named.name), "source", value, n);
            }
            if named.object.of_text().is_some() {
                let n = documents.len() as usize;
                rows.push_value(&source.source, &named.name, "document_mean", documents.mean(), n);
                rows.push_value(&source.source, &named.name, "document_median", documents.median(), n);
            }
        }
    }
    Ok(rows.table())
}

/// One row a source and term: source, term, frequency (occurrences), document_frequency (documents that have it); the
/// most frequent first, terms of one frequency in order of their bytes.
///
/// # Errors
/// Where a term occurs 2³² − 1 times or more.
pub fn streamed_terms(sources: &[StreamedSource]) -> Result<Table> {
    let mut rows = TermRows::default();
    for source in sources {
        for (term, frequency, document_frequency) in source.vocabulary.by_frequency()? {
            rows.push(&source.source, term, u64::from(frequency), u64::from(document_frequency));
        }
    }
    Ok(rows.table())
}

/// As [`streamed_terms`], of a corpus that was read before.
pub fn counted_terms(corpus: &AnalyzedCorpus) -> Table {
    let mut rows = TermRows::default();
    for (number, source) in corpus.catalogue().sources().iter().enumerate() {
        let counts = corpus.statistics(Some(SourceId(number as u32)));
        let mut terms: Vec<(TermId, u64, u64)> = corpus
            .vocabulary()
            .iter()
            .map(|(term, _)| {
                let (frequency, documents) =
                    (counts.collection_frequency[term.index()], counts.document_frequency[term.index()]);
                (term, frequency, u64::from(documents))
            })
            .filter(|(_, frequency, _)| *frequency > 0)
            .collect();
        // Stable: terms of one frequency stay in order of their bytes.
        terms.sort_by_key(|(_, frequency, _)| std::cmp::Reverse(*frequency));
        for (term, frequency, documents) in terms {
            rows.push(&source.name, corpus.vocabulary().term(term), frequency, documents);
        }
    }
    rows.table()
}

/// Rows of terms, in the order in which they are pushed.
#[derive(Default)]
struct TermRows {
    sources: Vec<String>,
    terms: Vec<String>,
    frequencies: Vec<u64>,
    documents: Vec<u64>,
}

impl TermRows {
    fn push(&mut self, source: &str, term: &str, frequency: u64, documents: u64) {
        self.sources.push(source.to_string());
        self.terms.push(term.to_string());
        self.frequencies.push(frequency);
        self.documents.push(documents);
    }

    fn table(self) -> Table {
        Table::new(vec![
            ("source", Column::Text(self.sources)),
            ("term", Column::Text(self.terms)),
            ("frequency", Column::Count(self.frequencies)),
            ("document_frequency", Column::Count(self.documents)),
        ])
    }
}
