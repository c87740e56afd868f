//! Divergence from independence: how far a frequency stands above the one expected if terms fell anywhere.

use super::{CollectionStatistics, DocumentStatistics, Needs, RetrievalModel, TermScorer, TermStatistics};
use crate::registry::{Cutoff, Entry, Kind, Parameter};

pub(super) const ENTRY: Entry<dyn RetrievalModel> = Entry {
    name: "dfi",
    summary: "divergence from independence, without parameters to tune",
    reference: "Kocabaş, Dinçer & Karaoğlan (2014), A nonparametric term weighting method for information retrieval based on measuring the divergence from independence, Information Retrieval 17(2); Lucene, DFISimilarity",
    parameters: &[Parameter {
        name: "measure",
        kind: Kind::Choice(&["standardized", "saturated", "chi_squared"]),
        default: "standardized",
        meaning: "(tf − e) / √e, (tf − e) / e or (tf − e)² / e, with e the expected frequency",
    }],
    cutoff: Cutoff::Never,
    build: |given| {
        let divergence = match given.text("measure") {
            "standardized" => |tf: f64, length: f64, share: f64| {
                let expected = share * length;
                (tf - expected) / expected.sqrt()
            },
            // (tf − e) / e with the quotient first: documents of one tf/|d| then tie to the last bit, as they do by the formula.
            "saturated" => |tf: f64, length: f64, share: f64| tf / length / share - 1.0,
            _ => |tf: f64, length: f64, share: f64| {
                let expected = share * length;
                (tf - expected).max(0.0).powi(2) / expected
            },
        };
        Ok(Box::new(Dfi { divergence }))
    },
};

/// Divergence from independence: per query term t, where it is more frequent than expected,
///
/// qtf · log₂(1 + (tf − e) / √e), with e = cf · |d| / tokens, and 0 elsewhere
///
/// with qtf, tf the frequencies of t in query and document, cf how often it occurs in all documents, |d| the document's
/// length in tokens; two other measures of divergence are options. Lucene's e is (cf + 1) · |d| / (tokens + 1). Rises with
/// tf and falls with |d|.
#[derive(Debug, Clone, Copy)]
pub struct Dfi {
    /// Of tf, |d| and P(t|C); not above 0 where tf is not above e.
    divergence: fn(f64, f64, f64) -> f64,
}

impl RetrievalModel for Dfi {
    fn term(&self, term: &TermStatistics<'_>, collection: &CollectionStatistics) -> TermScorer {
        let share = term.collection_frequency as f64 / collection.tokens as f64;
        let (weight, divergence) = (term.query_frequency / std::f64::consts::LN_2, self.divergence);
        Box::new(move |tf, DocumentStatistics { length, .. }| {
            weight * divergence(f64::from(tf), f64::from(length), share).max(0.0).ln_1p()
        })
    }

    fn needs(&self) -> Needs {
        Needs::length().monotone()
    }
}

#[cfg(test)]
mod tests {
    use super::super::checks::*;

    #[test]
    fn scores_worked_by_hand() {
        // cf/tokens = 0.02: in 50 tokens one is expected, in 200 four.
        assert_close(score("dfi", 4, 50), 2.0);
        assert_close(score("dfi", 10, 200), 2.0);
        assert_close(score("dfi(measure=saturated)", 16, 200), 2.0);
        assert_close(score("dfi(measure=chi_squared)", 6, 200), 1.0);
        assert_eq!(score("dfi", 4, 200), 0.0);
        assert_eq!(score("dfi", 1, 200), 0.0);
    }

    #[test]
    fn rises_with_tf_and_falls_with_length() {
        for measure in ["standardized", "saturated", "chi_squared"] {
            assert_rises_with_tf_and_falls_with_length(&format!("dfi(measure={measure})"));
        }
    }
}
