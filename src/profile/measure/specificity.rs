//! Specificity: how rare the terms of a document are in a pool of documents.

use super::{DocumentText, DocumentValue, LexicalMeasure};
use crate::corpus::SourceId;
use crate::error::Result;
use crate::registry::{Arguments, Cutoff, Entry, Kind, Parameter};
use crate::statistics::median;
use crate::text::{AnalyzedCorpus, CollectionStatistics};

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "specificity",
    summary: "median over a document's token occurrences of ln(N / (1 + df)), df from a pool of documents",
    reference: "arXiv 2604.06163 (definition); Spärck Jones (1972), A statistical interpretation of term specificity",
    parameters: &[Parameter {
        name: "pool",
        kind: Kind::Choice(&["human", "mixed", "own"]),
        default: "human",
        meaning: "where df comes from: the reference source, all sources, or the document's own source",
    }],
    cutoff: Cutoff::Never,
    build,
};

fn build(arguments: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    let pool = match arguments.text("pool") {
        "human" => Pool::Human,
        "mixed" => Pool::Mixed,
        _ => Pool::Own,
    };
    Ok(Box::new(Specificity { pool }))
}

/// Where document frequencies come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pool {
    /// The documents of the reference source.
    Human,
    /// All documents.
    Mixed,
    /// The documents of the source that wrote the text.
    Own,
}

/// The median over the token occurrences of a text of IDF(t) = ln(N ÷ (1 + df(t))), natural logarithm, with N the
/// number of documents of the pool and df(t) how many of them have t; `None` for an empty text.
///
/// A term that the pool does not have gets ln N; one that all documents have gets less than 0. The pool is the whole
/// source (or all sources) also where the text is cut, and is held fixed by the bootstrap.
#[derive(Debug)]
pub struct Specificity {
    pool: Pool,
}

impl LexicalMeasure for Specificity {
    fn of_documents<'a>(&'a self, corpus: &'a AnalyzedCorpus) -> Option<DocumentValue<'a>> {
        let catalogue = corpus.catalogue();
        let sources = || (0..catalogue.sources().len() as u32).map(SourceId);
        let of = |source: Option<SourceId>| inverse_document_frequency(&corpus.statistics(source));
        // One table for each source of a text; those that are the same are made once.
        let tables: Vec<Vec<f64>> = match self.pool {
            Pool::Human => vec![of(Some(catalogue.reference()))],
            Pool::Mixed => vec![of(None)],
            Pool::Own => sources().map(|source| of(Some(source))).collect(),
        };
        Some(Box::new(move |text| {
            let table = tables.get(text.source.index()).unwrap_or(&tables[0]);
            let table = if tables.len() == 1 { &tables[0] } else { table };
            value(text, table)
        }))
    }
}

fn value(text: &DocumentText<'_>, table: &[f64]) -> Option<f64> {
    let values: Vec<f64> = text.tokens.iter().map(|token| table[token.index()]).collect();
    median(&values)
}

fn inverse_document_frequency(statistics: &CollectionStatistics) -> Vec<f64> {
    let documents = statistics.documents as f64;
    statistics.document_frequency.iter().map(|df| (documents / (1.0 + f64::from(*df))).ln()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::TermId;

    #[test]
    fn four_documents_by_hand() {
        // N = 4, df = 3, 1, 0: IDF = ln 1, ln 2, ln 4. Tokens 0 0 1 2: the median lies between ln 1 and ln 2.
        let statistics = CollectionStatistics {
            documents: 4,
            tokens: 9,
            document_frequency: vec![3, 1, 0],
            collection_frequency: vec![5, 4, 0],
        };
        let table = inverse_document_frequency(&statistics);
        let of = |tokens: &[u32]| {
            let tokens: Vec<TermId> = tokens.iter().map(|token| TermId(*token)).collect();
            value(&DocumentText { source: SourceId(0), tokens: &tokens, counts: &[] }, &table)
        };
        assert_eq!(of(&[0, 2, 1, 0]), Some(2.0_f64.ln() / 2.0));
        assert_eq!(of(&[2, 1, 2]), Some(4.0_f64.ln()));
        assert_eq!(of(&[]), None);
    }
}
