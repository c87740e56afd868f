//! TF–IDF: the inner product of weighted query and document, with the weights that literature keeps apart as options.

use super::{CollectionStatistics, DocumentStatistics, Needs, RetrievalModel, TermScorer, TermStatistics};
use crate::registry::{Cutoff, Entry, Kind, Parameter};

pub(super) const ENTRY: Entry<dyn RetrievalModel> = Entry {
    name: "tf_idf",
    summary: "inner product of tf–idf vectors; tf=sqrt,idf=lucene,query=plain is Lucene's ClassicSimilarity",
    reference: "Salton & Buckley (1988), Term-weighting approaches in automatic text retrieval, table 1; Lucene, ClassicSimilarity",
    parameters: &[
        Parameter {
            name: "tf",
            kind: Kind::Choice(&["log", "sqrt", "raw"]),
            default: "log",
            meaning: "weight of a frequency: 1 + ln tf, √tf or tf",
        },
        Parameter {
            name: "idf",
            kind: Kind::Choice(&["standard", "lucene"]),
            default: "standard",
            meaning: "ln(N/df), or 1 + ln((N+1)/(df+1))",
        },
        Parameter {
            name: "query",
            kind: Kind::Choice(&["idf", "plain"]),
            default: "idf",
            meaning: "whether the query's vector has the idf too, which then counts squared",
        },
        Parameter {
            name: "norm",
            kind: Kind::Choice(&["sqrt", "length", "none"]),
            default: "sqrt",
            meaning: "what the sum is divided by: √|d|, |d| or 1",
        },
    ],
    cutoff: Cutoff::Never,
    build: |given| {
        let power = match given.text("tf") {
            "log" => None,
            "sqrt" => Some(1),
            _ => Some(2),
        };
        let inverse = match given.text("idf") {
            "standard" => |n: f64, df: f64| (n / df).ln(),
            _ => |n: f64, df: f64| 1.0 + ((n + 1.0) / (df + 1.0)).ln(),
        };
        let norm = match given.text("norm") {
            "sqrt" => 1,
            "length" => 2,
            _ => 0,
        };
        let squared = given.text("query") == "idf";
        Ok(Box::new(TfIdf { power, inverse, squared, norm }))
    },
};

/// TF–IDF: per query term qtf · w(tf) · idf² / norm(|d|), the idf being in the query's vector and in the document's, or
/// qtf · w(tf) · idf / norm(|d|), where the query's vector is plain, as in Lucene's ClassicSimilarity since 7.0.
#[derive(Debug, Clone, Copy)]
pub struct TfIdf {
    /// Twice the exponent of tf; none for 1 + ln tf.
    power: Option<i32>,
    inverse: fn(f64, f64) -> f64,
    squared: bool,
    /// Twice the exponent of |d|.
    norm: i32,
}

impl RetrievalModel for TfIdf {
    fn term(&self, term: &TermStatistics<'_>, collection: &CollectionStatistics) -> TermScorer {
        let idf = (self.inverse)(collection.documents as f64, term.document_frequency as f64);
        let weight = term.query_frequency * idf * if self.squared { idf } else { 1.0 };
        let TfIdf { power, norm, .. } = *self;
        Box::new(move |tf, DocumentStatistics { length, .. }| {
            let (tf, length) = (f64::from(tf), f64::from(length).powi(norm));
            weight
                * match power {
                    // One root of one quotient: documents that tie by the formula then tie to the last bit.
                    Some(power) => (tf.powi(power) / length).sqrt(),
                    None => (1.0 + tf.ln()) / length.sqrt(),
                }
        })
    }

    fn needs(&self) -> Needs {
        Needs::length().monotone()
    }
}

#[cfg(test)]
mod tests {
    use super::super::checks::{TERM, assert_rises_with_tf_and_falls_with_length};
    use super::*;
    use crate::retrieve::MODELS;

    #[test]
    fn scores_worked_by_hand() {
        let term =
            TermStatistics { document_frequency: 1, collection_frequency: 4, query_frequency: 2.0, ..TERM };
        let collection = CollectionStatistics::new(3, 30, 2.0);
        let score = |spec: &str| {
            MODELS.parse(spec).unwrap().object.term(&term, &collection)(4, DocumentStatistics::of_length(16))
        };
        let idf = 3.0f64.ln();
        assert!((score("tf_idf") - 2.0 * (1.0 + 4.0f64.ln()) * idf * idf / 4.0).abs() < 1e-14);
        assert!((score("tf_idf(tf=raw,norm=length)") - 2.0 * 4.0 * idf * idf / 16.0).abs() < 1e-14);
        let idf = 1.0 + 2.0f64.ln();
        assert!((score("tf_idf(tf=sqrt,idf=lucene,norm=none)") - 2.0 * 2.0 * idf * idf).abs() < 1e-14);
        assert!((score("tf_idf(tf=sqrt,idf=lucene,query=plain)") - 2.0 * 2.0 * idf / 4.0).abs() < 1e-14);
    }

    #[test]
    fn rises_with_tf_and_falls_with_length() {
        assert_rises_with_tf_and_falls_with_length("tf_idf");
    }
}
