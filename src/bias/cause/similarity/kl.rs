//! Kullback–Leibler: how little the query's term distribution diverges from the document's, smoothed by the collection.

use super::{QuerySimilarity, Similarity, shares};
use crate::registry::{Cutoff, Entry, Kind, Parameter};
use crate::text::{CollectionCounts, TermId};

/// −KL(q‖d) = −Σ_t q(t)·ln(q(t) ÷ p(t|d)), natural log, over the query's terms, at most 0; q is the maximum-likelihood
/// distribution of the query's tokens that occur in the collection. With tf of |d| tokens and p(t|C) = cf ÷ |C|:
/// dirichlet p(t|d) = (tf + μ·p(t|C)) ÷ (|d| + μ), jelinek_mercer p(t|d) = (1 − λ)·tf ÷ |d| + λ·p(t|C).
///
/// `None` for a document without terms. (Lafferty & Zhai 2001; Zhai & Lafferty 2004, eqs. 4 and 6)
struct KullbackLeibler {
    smoothing: Smoothing,
}

#[derive(Clone, Copy)]
enum Smoothing {
    Dirichlet { mu: f64 },
    JelinekMercer { lambda: f64 },
}

pub(super) const ROW: Entry<dyn Similarity> = Entry {
    name: "kl",
    summary: "negative Kullback-Leibler divergence of the query from the smoothed document",
    reference: "Lafferty & Zhai 2001, Document language models, query models, and risk minimization; Zhai & Lafferty 2004",
    parameters: &[
        Parameter {
            name: "smoothing",
            kind: Kind::Choice(&["dirichlet", "jelinek_mercer"]),
            default: "dirichlet",
            meaning: "how the document is smoothed by the collection",
        },
        Parameter {
            name: "mu",
            kind: Kind::Number { low: 1e-6, high: 1e9 },
            default: "1000",
            meaning: "Dirichlet: tokens of the collection added to each document",
        },
        Parameter {
            name: "lambda",
            kind: Kind::Number { low: 1e-6, high: 1.0 },
            default: "0.5",
            meaning: "Jelinek-Mercer: weight of the collection",
        },
    ],
    cutoff: Cutoff::Never,
    build: |arguments| {
        let smoothing = if arguments.text("smoothing") == "dirichlet" {
            Smoothing::Dirichlet { mu: arguments.number("mu") }
        } else {
            Smoothing::JelinekMercer { lambda: arguments.number("lambda") }
        };
        Ok(Box::new(KullbackLeibler { smoothing }))
    },
};

impl Similarity for KullbackLeibler {
    fn query<'a>(&self, query: &[(TermId, u32)], collection: &CollectionCounts) -> QuerySimilarity<'a> {
        let tokens = collection.tokens as f64;
        let of_collection = |term: &TermId| collection.collection_frequency[term.index()] as f64 / tokens;
        let background: Vec<f64> = query.iter().map(|(term, _)| of_collection(term)).collect();
        let query = shares(query);
        let smoothing = self.smoothing;
        Box::new(move |overlap| {
            let length = f64::from(overlap.length);
            let of_document = |frequency: f64, background: f64| match smoothing {
                Smoothing::Dirichlet { mu } => (frequency + mu * background) / (length + mu),
                Smoothing::JelinekMercer { lambda } => {
                    (1.0 - lambda) * frequency / length + lambda * background
                }
            };
            let terms = query.iter().zip(&background).zip(overlap.frequencies);
            let divergence: f64 = terms
                .map(|((share, background), tf)| {
                    share * (share / of_document(f64::from(*tf), *background)).ln()
                })
                .sum();
            (overlap.length > 0).then_some(-divergence)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::value;

    #[test]
    fn two_terms_by_hand() {
        // q = (½, ½), d = (3, 1) of 4 tokens, C = (½, ½), μ = 4: p(t|d) = (3 + 2)/8, (1 + 2)/8
        let expected = -(0.5 * f64::ln(0.5 / 0.625) + 0.5 * f64::ln(0.5 / 0.375));
        let found = value("kl(smoothing=dirichlet,mu=4)", &[1, 1], &[3, 1], &[10, 10]).unwrap();
        assert!((found - expected).abs() < 1e-15);
        // λ = ½: p(t|d) = ½·¾ + ¼, ½·¼ + ¼: the same distribution
        let found = value("kl(smoothing=jelinek_mercer)", &[1, 1], &[3, 1], &[10, 10]).unwrap();
        assert!((found - expected).abs() < 1e-15);
    }
}
