//! Cosine: the angle between the term vectors of query and document.

use super::{QuerySimilarity, Similarity};
use crate::registry::{Cutoff, Entry, Kind, Parameter};
use crate::text::{CollectionCounts, TermId};

/// cos(q, d) = Σ_t w_q(t)·w_d(t) ÷ (‖w_q‖·‖w_d‖), in 0..=1. Weights are tf, or tf·ln(N ÷ df) with N documents of which df
/// have the term. `None` where a vector is zero. (Salton, Wong & Yang 1975; Spärck Jones 1972 for the weight)
struct Cosine {
    inverse_document_frequency: bool,
}

pub(super) const ROW: Entry<dyn Similarity> = Entry {
    name: "cosine",
    summary: "cosine of the term vectors of query and document",
    reference: "Salton, Wong & Yang 1975, A vector space model for automatic indexing",
    parameters: &[Parameter {
        name: "weight",
        kind: Kind::Choice(&["tf", "tf_idf"]),
        default: "tf_idf",
        meaning: "tf, or tf times ln(N/df)",
    }],
    cutoff: Cutoff::Never,
    build: |arguments| {
        Ok(Box::new(Cosine { inverse_document_frequency: arguments.text("weight") == "tf_idf" }))
    },
};

impl Cosine {
    /// What one occurrence of a term weighs.
    fn weight(&self, term: TermId, collection: &CollectionCounts) -> f64 {
        if self.inverse_document_frequency {
            let document_frequency = f64::from(collection.document_frequency[term.index()]);
            (collection.documents as f64 / document_frequency).ln()
        } else {
            1.0
        }
    }

    fn norm(&self, counts: &[(TermId, u32)], collection: &CollectionCounts) -> f64 {
        let square = |(term, frequency): &(TermId, u32)| {
            let weight = f64::from(*frequency) * self.weight(*term, collection);
            weight * weight
        };
        counts.iter().map(square).sum::<f64>().sqrt()
    }
}

impl Similarity for Cosine {
    fn document(&self, document: &[(TermId, u32)], collection: &CollectionCounts) -> f64 {
        self.norm(document, collection)
    }

    fn query<'a>(&self, query: &[(TermId, u32)], collection: &CollectionCounts) -> QuerySimilarity<'a> {
        let norm = self.norm(query, collection);
        let of_term = |(term, frequency): &(TermId, u32)| {
            let weight = self.weight(*term, collection);
            f64::from(*frequency) * weight * weight
        };
        let weights: Vec<f64> = query.iter().map(of_term).collect();
        Box::new(move |overlap| {
            let product: f64 =
                weights.iter().zip(overlap.frequencies).map(|(weight, tf)| weight * f64::from(*tf)).sum();
            let size = norm * overlap.document;
            (size > 0.0).then(|| (product / size).clamp(0.0, 1.0))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::value;

    #[test]
    fn two_terms_by_hand() {
        // (1, 0) and (3, 4): 3 ÷ 5
        assert_eq!(value("cosine(weight=tf)", &[1, 0], &[3, 4], &[9, 9]), Some(0.6));
        // N = 4, df = 1 and 2: weights ln 4 = 2·ln 2 and ln 2, so (2, 0) and (6, 4): 6 ÷ √52
        let found = value("cosine(weight=tf_idf)", &[1, 0], &[3, 4], &[1, 2]).unwrap();
        assert!((found - 6.0 / f64::sqrt(52.0)).abs() < 1e-15);
    }
}
