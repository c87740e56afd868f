//! Specificity: how rare the terms of a document are in a pool of documents.

use super::{DocumentValue, LexicalMeasure};
use crate::corpus::SourceId;
use crate::error::Result;
use crate::registry::{Arguments, Cutoff, Entry, Kind, Parameter};
use crate::statistics::median;
use crate::text::{AnalyzedCorpus, CollectionStatistics, TermId};

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "specificity",
    summary: "median over a document's token occurrences of ln(N / (1 + df)), df from a pool of documents",
    reference: "arXiv 2604.06163 (definition); Spärck Jones (1972), A statistical interpretation of term specificity",
    parameters: &[
        Parameter {
            name: "pool",
            kind: Kind::Choice(&["human", "mixed", "own"]),
            default: "human",
            meaning: "where df comes from: the reference source, all sources, or the document's own source",
        },
        Parameter {
            name: "unseen",
            kind: Kind::Choice(&["kept", "left_out"]),
            default: "kept",
            meaning: "tokens whose term no document of the pool has: kept with IDF ln N, or left out",
        },
    ],
    cutoff: Cutoff::Never,
    build,
};

fn build(arguments: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    let pool = match arguments.text("pool") {
        "human" => Pool::Human,
        "mixed" => Pool::Mixed,
        _ => Pool::Own,
    };
    Ok(Box::new(Specificity { pool, keep_unseen: arguments.text("unseen") == "kept" }))
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
/// number of documents of the pool and df(t) how many of them have t; `None` where no token is left.
///
/// A term that the pool does not have gets ln N, or is left out; one that all documents have gets less than 0. The pool is the whole
/// source (or all sources) also where the text is cut, and is held fixed by the bootstrap.
#[derive(Debug)]
pub struct Specificity {
    pool: Pool,
    keep_unseen: bool,
}

impl LexicalMeasure for Specificity {
    fn of_documents<'a>(&'a self, corpus: &'a AnalyzedCorpus) -> Option<DocumentValue<'a>> {
        let catalogue = corpus.catalogue();
        let sources = || (0..catalogue.sources().len() as u32).map(SourceId);
        let of = |source| self.inverse_document_frequency(&corpus.statistics(source));
        let tables: Vec<Vec<Option<f64>>> = match self.pool {
            Pool::Human => vec![of(Some(catalogue.reference()))],
            Pool::Mixed => vec![of(None)],
            Pool::Own => sources().map(|source| of(Some(source))).collect(),
        };
        Some(Box::new(move |text| {
            // One table for all sources, or one for each.
            let table = if tables.len() == 1 { &tables[0] } else { &tables[text.source.index()] };
            value(text.tokens, table)
        }))
    }
}

impl Specificity {
    /// IDF of every term; `None` for one that is left out.
    fn inverse_document_frequency(&self, statistics: &CollectionStatistics) -> Vec<Option<f64>> {
        let documents = statistics.documents as f64;
        let idf = |df: &u32| (self.keep_unseen || *df > 0).then(|| (documents / (1.0 + f64::from(*df))).ln());
        statistics.document_frequency.iter().map(idf).collect()
    }
}

fn value(tokens: &[TermId], table: &[Option<f64>]) -> Option<f64> {
    let values: Vec<f64> = tokens.iter().filter_map(|token| table[token.index()]).collect();
    median(&values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_documents_by_hand() {
        // N = 4, df = 3, 1, 0: IDF = ln 1, ln 2, ln 4. Tokens 0 0 1 2: the median lies between ln 1 and ln 2.
        let statistics = CollectionStatistics {
            documents: 4,
            tokens: 9,
            document_frequency: vec![3, 1, 0],
            collection_frequency: vec![5, 4, 0],
        };
        let of = |keep_unseen: bool, tokens: &[u32]| {
            let table =
                Specificity { pool: Pool::Human, keep_unseen }.inverse_document_frequency(&statistics);
            let tokens: Vec<TermId> = tokens.iter().map(|token| TermId(*token)).collect();
            value(&tokens, &table)
        };
        assert_eq!(of(true, &[0, 2, 1, 0]), Some(2.0_f64.ln() / 2.0));
        assert_eq!(of(true, &[2, 1, 2]), Some(4.0_f64.ln()));
        assert_eq!(of(false, &[2, 1, 2]), Some(2.0_f64.ln()));
        assert_eq!((of(true, &[]), of(false, &[2])), (None, None));
    }
}
