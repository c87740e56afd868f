//! What the tests of models share: one scorer for a made-up term in, its score or a refusal out.

use super::{CollectionStatistics, DocumentStatistics, MODELS, TermStatistics};

/// A collection of 10 documents with 200 tokens in all, so of mean length 20; one query token.
pub(in crate::retrieve) const COLLECTION: CollectionStatistics = CollectionStatistics::new(10, 200, 1.0);

/// A term once in the query, in 2 documents, 4 times in all.
pub(in crate::retrieve) const TERM: TermStatistics<'_> = TermStatistics::new(2, 4);

/// The whole score of a document of `length` tokens with [`TERM`] `tf` times, in [`COLLECTION`].
pub(super) fn score(spec: &str, tf: u32, length: u32) -> f64 {
    score_of(spec, &TERM, tf, length)
}

/// The whole score of a document whose distinct terms occur so often, the first of them [`TERM`], in [`COLLECTION`].
pub(super) fn score_in(spec: &str, frequencies: impl Iterator<Item = u32>) -> f64 {
    let frequencies: Vec<u32> = frequencies.collect();
    let document = DocumentStatistics::new(frequencies.iter().copied());
    scored(spec, &TERM, frequencies[0], document)
}

/// The whole score of a document of `length` tokens with `term` `tf` times, in [`COLLECTION`].
pub(super) fn score_of(spec: &str, term: &TermStatistics<'_>, tf: u32, length: u32) -> f64 {
    scored(spec, term, tf, DocumentStatistics::of_length(length))
}

fn scored(spec: &str, term: &TermStatistics<'_>, tf: u32, document: DocumentStatistics) -> f64 {
    let model = MODELS.parse(spec).unwrap().object;
    let own = model.document(&COLLECTION).map_or(0.0, |part| part(document));
    model.term(term, &COLLECTION)(tf, document) + own
}

/// Refuses two numbers that differ by more than the last few bits.
pub(super) fn assert_close(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-14 * expected.abs().max(1.0), "{found} is not {expected}");
}

/// Refuses a model whose score falls anywhere as tf rises, or rises as the document gets longer.
pub(super) fn assert_rises_with_tf_and_falls_with_length(spec: &str) {
    for length in [1, 5, 19, 20, 21, 100, 5000] {
        for tf in 1..length.min(60) {
            let (here, more) = (score(spec, tf, length), score(spec, tf + 1, length));
            assert!(more >= here, "{spec}: tf {tf} to {}, length {length}: {here} to {more}", tf + 1);
        }
        for tf in [1, 2, 5, 19] {
            if tf <= length {
                let (here, longer) = (score(spec, tf, length), score(spec, tf, length + 1));
                assert!(longer <= here, "{spec}: tf {tf}, length {length} and one more: {here} to {longer}");
            }
        }
    }
}
