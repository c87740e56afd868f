//! The summary of an analysed corpus: one row a source, with its size and with what analysis left out.

use super::AnalyzedCorpus;
use crate::corpus::{SourceId, SourceKind};
use crate::table::{FileKind, Printed, Shown, Table, TableRow};

crate::table! {
    /// each source's size, and what analysis left out
    pub struct TextSummaryRow("text/summary", FileKind::Csv, Some(PRINTED)) {
        /// The source.
        source: String = "Source", Shown::Word;
        /// `human` or `llm`.
        kind: String = "Kind", Shown::Word;
        /// Whether the others are compared with it.
        reference: bool = "Reference", Shown::Flag;
        /// Documents.
        documents: u64 = "Documents", Shown::Count;
        /// Documents of which the reference has a version; for the reference itself, of which any other source has one.
        twins: u64 = "Twins", Shown::Count;
        /// Tokens.
        tokens: u64 = "Tokens", Shown::Count;
        /// Documents that give no term.
        empty_documents: u64 = "Empty documents", Shown::Count;
        /// Tokens a document; undefined without documents.
        mean_length: Option<f64> = "Mean length", Shown::Decimal(1);
        /// Segments that carry a letter or a number but give no term.
        dropped_segments: u64 = "Dropped segments", Shown::Count;
        /// Stop words that were left out.
        stopped: u64;
    }
}

const PRINTED: Printed = Printed {
    name: "corpus",
    title: "The texts",
    note: "Twins: documents that have a version by the reference. Dropped segments: pieces of text in which the \
        analyser found no word, such as runs of signs.",
};

impl AnalyzedCorpus {
    /// What to say of each source of which the analyser leaves out more than [`Reading::warning`](super::Reading::warning) lets pass.
    pub fn warnings(&self) -> Vec<String> {
        let sources = (0..self.catalogue().sources().len() as u32).map(SourceId);
        let warning = |source| {
            let warning = self.reading(source).warning()?;
            Some(format!("source `{}`: {warning}", self.catalogue().source_name(source)))
        };
        sources.filter_map(warning).collect()
    }

    /// One row a source ([`TextSummaryRow`]).
    pub fn summary(&self) -> Table {
        let catalogue = self.catalogue();
        let sources: Vec<SourceId> = (0..catalogue.sources().len() as u32).map(SourceId).collect();
        let reference = catalogue.reference();
        let mut twins = vec![0_u64; sources.len()];
        for number in 0..self.len() as u32 {
            let source = catalogue.id(number).source;
            let paired = if source == reference {
                catalogue.others().any(|other| catalogue.twin(number, other).is_some())
            } else {
                catalogue.twin(number, reference).is_some()
            };
            twins[source.index()] += u64::from(paired);
        }
        let row = |source: &SourceId| {
            let reading = self.reading(*source);
            let kind = match catalogue.sources()[source.index()].kind {
                SourceKind::Human => "human",
                SourceKind::Llm => "llm",
            };
            TextSummaryRow {
                source: catalogue.source_name(*source).to_string(),
                kind: kind.to_string(),
                reference: *source == reference,
                documents: reading.documents,
                twins: twins[source.index()],
                tokens: reading.tokens,
                empty_documents: reading.empty_documents,
                mean_length: (reading.documents > 0)
                    .then(|| reading.tokens as f64 / reading.documents as f64),
                dropped_segments: reading.dropped_segments,
                stopped: reading.stopped,
            }
        };
        TextSummaryRow::to_table(sources.iter().map(row).collect())
    }
}
