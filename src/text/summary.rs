//! The summary of an analysed corpus: one row a source, with its size and with what analysis left out.

use super::AnalyzedCorpus;
use crate::corpus::{SourceId, SourceKind};
use crate::table::{Column, Table};

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

    /// One row a source: source, kind, reference (flag), documents, twins (documents of which the reference has a
    /// version; for the reference itself, of which any other source has one), tokens, empty_documents (that give no
    /// term), mean_length (tokens a document; undefined without documents), dropped_segments (that carry a letter or a
    /// number but give no term), stopped (stop words).
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
        let of = |count: &dyn Fn(SourceId) -> u64| {
            Column::Count(sources.iter().map(|source| count(*source)).collect())
        };
        let kind = |source: &SourceId| match catalogue.sources()[source.index()].kind {
            SourceKind::Human => "human".to_string(),
            SourceKind::Llm => "llm".to_string(),
        };
        let mean_length = |source: &SourceId| {
            let reading = self.reading(*source);
            (reading.documents > 0).then(|| reading.tokens as f64 / reading.documents as f64)
        };
        let name = |source: &SourceId| catalogue.source_name(*source).to_string();
        Table::new(vec![
            ("source", Column::Text(sources.iter().map(name).collect())),
            ("kind", Column::Text(sources.iter().map(kind).collect())),
            ("reference", Column::Flag(sources.iter().map(|source| *source == reference).collect())),
            ("documents", of(&|source| self.reading(source).documents)),
            ("twins", Column::Count(twins)),
            ("tokens", of(&|source| self.reading(source).tokens)),
            ("empty_documents", of(&|source| self.reading(source).empty_documents)),
            ("mean_length", Column::Number(sources.iter().map(mean_length).collect())),
            ("dropped_segments", of(&|source| self.reading(source).dropped_segments)),
            ("stopped", of(&|source| self.reading(source).stopped)),
        ])
    }
}
