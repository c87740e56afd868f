//! BM25F: BM25 of a title and a text, each with its own weight and length.

use super::bm25::{B, K1};
use super::length_norm::LengthNorm;
use super::{CollectionStatistics, DocumentStatistics, Needs, RetrievalModel, TermScorer, TermStatistics};
use crate::registry::{Cutoff, Entry, Kind, Parameter};

pub(super) const ENTRY: Entry<dyn RetrievalModel> = Entry {
    name: "bm25f",
    summary: "BM25 over title and body, each with its own weight and length (wants titles)",
    reference: "Robertson, Zaragoza & Taylor (2004), Simple BM25 extension to multiple weighted fields; lengths by field as \
        in Zaragoza et al. (2004), Microsoft Cambridge at TREC-13; idf as in Lucene's BM25Similarity",
    parameters: &[
        K1,
        Parameter {
            name: "title_weight",
            kind: Kind::Number { low: 0.0, high: 1000.0 },
            default: "2",
            meaning: "how many occurrences in the body one in the title counts as",
        },
        Parameter { name: "title_b", meaning: "how much the title's length counts", ..B },
        Parameter { name: "body_b", meaning: "how much the body's length counts", ..B },
    ],
    cutoff: Cutoff::Never,
    build: |given| {
        Ok(Box::new(Bm25F {
            k1: given.number("k1"),
            title_weight: given.number("title_weight"),
            title_b: given.number("title_b"),
            body_b: given.number("body_b"),
        }))
    },
};

/// BM25F: per query term t
///
/// qtf · ln(1 + (N − df + ½) / (df + ½)) · w / (w + k1),
/// with w = v · tf_T / (1 − b_T + b_T · l_T / avl_T) + tf_B / (1 − b_B + b_B · l_B / avl_B)
///
/// with qtf the frequency of t in the query, tf_T and tf_B in the document's title and body, l_T and l_B their lengths in tokens
/// and avl_T and avl_B the means of these over all documents (also those without a title), df the documents that have t in
/// either, N the number of documents, v the title's weight. Saturation comes after the sum, so that a word of the title gives the
/// less the more often the body has it. Rises with tf_T and tf_B and falls with l_T and l_B. With v = 1 and b_T = b_B = 0 it is
/// [`Bm25`](super::Bm25) of title and body as one text with b = 0, to the last bit. Where the documents counted have no token in
/// a field (statistics of one source alone), its length does not count.
///
/// Robertson, Zaragoza & Taylor (2004), CIKM; Zaragoza, Craswell, Taylor, Saria & Robertson (2004), TREC-13. Lucene's
/// `CombinedFieldQuery` adds weighted lengths and normalises once, which is another model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bm25F {
    /// How slowly repetition of a term saturates, from 0.
    pub k1: f64,
    /// How many occurrences in the body one in the title counts as, v, from 0.
    pub title_weight: f64,
    /// How much the title's length counts, b_T, 0..=1.
    pub title_b: f64,
    /// How much the body's length counts, b_B, 0..=1.
    pub body_b: f64,
}

impl RetrievalModel for Bm25F {
    fn term(&self, term: &TermStatistics<'_>, collection: &CollectionStatistics) -> TermScorer {
        let (n, df) = (collection.documents as f64, term.document_frequency as f64);
        let weight = term.query_frequency * (1.0 + (n - df + 0.5) / (df + 0.5)).ln();
        let (title_mean, body_mean) = collection.mean_lengths();
        let Bm25F { k1, title_weight, title_b, body_b } = *self;
        Box::new(move |tf, document| {
            let DocumentStatistics { length, title_length, title_frequency, .. } = document;
            let title = normalised(title_frequency, title_length, title_b, title_mean);
            let body = normalised(
                tf.saturating_sub(title_frequency),
                length.saturating_sub(title_length),
                body_b,
                body_mean,
            );
            let frequency = title_weight * title + body;
            // A word of the title alone, where titles weigh nothing and k1 = 0.
            if frequency == 0.0 { 0.0 } else { weight / (1.0 + k1 / frequency) }
        })
    }

    fn needs(&self) -> Needs {
        Needs::length().fields()
    }
}

/// tf ÷ (1 − b + b · l ÷ avl), 0 for a field without the term. A field that has it has at least one token, also where it was
/// given the length of another.
fn normalised(frequency: u32, length: u32, b: f64, mean: f64) -> f64 {
    match frequency {
        0 => 0.0,
        frequency if b == 0.0 || mean == 0.0 => f64::from(frequency),
        frequency => 1.0 / LengthNorm::new(1.0, b, mean).per_occurrence(frequency, length.max(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Bm25;
    use super::super::checks::{COLLECTION, TERM, assert_close};
    use super::*;

    const MODEL: Bm25F = Bm25F { k1: 1.2, title_weight: 2.0, title_b: 0.5, body_b: 0.75 };

    fn document(title_frequency: u32, title_length: u32, length: u32) -> DocumentStatistics {
        DocumentStatistics::of_length(length).with_title(title_length).with_title_frequency(title_frequency)
    }

    fn score(model: Bm25F, tf: u32, document: DocumentStatistics) -> f64 {
        model.term(&TERM, &COLLECTION.with_title_tokens(40))(tf, document)
    }

    #[test]
    fn a_score_worked_by_hand() {
        // 10 documents, 200 tokens, 40 of titles: means of 4 and 16. df = 2: idf = ln(1 + 8.5 / 2.5) = ln(4.4).
        // The term is once in a title of 6 and three times in a body of 24: title 1 / (0.5 + 0.5 · 6/4) = 0.8, body
        // 3 / (0.25 + 0.75 · 24/16) = 24/11; w = 1.6 + 24/11 = 208/55, and w / (w + 1.2) = 208/274.
        assert_close(score(MODEL, 4, document(1, 6, 30)), 4.4_f64.ln() * 208.0 / 274.0);
        // In the body alone, without a title: 3 / (0.25 + 0.75 · 24/16) over itself and 1.2: 24/11 ÷ (24/11 + 6/5) = 120/186.
        assert_close(score(MODEL, 3, document(0, 0, 24)), 4.4_f64.ln() * 120.0 / 186.0);
        // In the title alone: 2 · 0.8 ÷ (1.6 + 1.2).
        assert_close(score(MODEL, 1, document(1, 6, 30)), 4.4_f64.ln() * 1.6 / 2.8);
    }

    #[test]
    fn without_weight_and_length_it_is_bm25_to_the_last_bit() {
        let plain = Bm25F { k1: 1.7, title_weight: 1.0, title_b: 0.0, body_b: 0.0 };
        let bm25 = Bm25 { k1: 1.7, b: 0.0 }.term(&TERM, &COLLECTION);
        for (tf, in_title, length) in [(1, 0, 9), (1, 1, 9), (7, 3, 40), (400, 1, 5000), (3, 3, 3)] {
            let found = score(plain, tf, document(in_title, 3, length));
            assert_eq!(found.to_bits(), bm25(tf, DocumentStatistics::of_length(length)).to_bits());
        }
    }

    #[test]
    fn rises_with_either_frequency_and_falls_with_either_length() {
        let mut compared = 0;
        for (title_length, body_length) in [(1, 9), (4, 16), (12, 100)] {
            for (in_title, in_body) in [(0, 1), (1, 0), (1, 2), (3, 9)] {
                let of = |in_title: u32, in_body: u32, title: u32, body: u32| {
                    score(MODEL, in_title + in_body, document(in_title, title, title + body))
                };
                let here = of(in_title, in_body, title_length, body_length);
                assert!(of(in_title + 1, in_body, title_length, body_length) > here);
                assert!(of(in_title, in_body + 1, title_length, body_length) > here);
                assert!(of(in_title, in_body, title_length + 1, body_length) <= here);
                assert!(of(in_title, in_body, title_length, body_length + 1) <= here);
                compared += 1;
            }
        }
        assert_eq!(compared, 12);
    }

    #[test]
    fn what_a_field_lacks_leaves_a_finite_score() {
        // Statistics of documents without titles, a title's word without weight, a text given a length of 0.
        let (idf, term) = (4.4_f64.ln(), |model: Bm25F| model.term(&TERM, &COLLECTION));
        assert_close(term(Bm25F { title_b: 1.0, ..MODEL })(1, document(1, 6, 30)), idf * 2.0 / 3.2);
        let weightless = Bm25F { k1: 0.0, title_weight: 0.0, ..MODEL };
        assert_eq!(score(weightless, 1, document(1, 6, 30)), 0.0);
        assert_close(score(weightless, 2, document(1, 6, 30)), idf);
        let steep = Bm25F { title_b: 1.0, body_b: 1.0, ..MODEL };
        assert!(score(steep, 3, document(1, 0, 0)).is_finite());
    }
}
