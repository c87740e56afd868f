//! Stable TFL: rarity guessed from a term's length, so that no statistics of the collection are needed.

use super::bm25::K1;
use super::{CollectionStatistics, DocumentStatistics, Needs, RetrievalModel, TermScorer, TermStatistics};
use crate::registry::{Cutoff, Entry};

/// m: how probable a term without length would be at a place of a text.
const SCALE: f64 = 0.00781;
/// c: by which power of 2 a term gets rarer with each character.
const DECAY: f64 = 0.917;
/// What keeps the odds of a term finite.
const SMOOTHING: f64 = 0.05;

pub(super) const ENTRY: Entry<dyn RetrievalModel> = Entry {
    name: "stable_tfl",
    summary: "no collection statistics: the longer a term, the rarer it is taken to be",
    reference: "Lucene's StableTflSimilarity (2026), in f64 and with exact lengths",
    parameters: &[K1],
    cutoff: Cutoff::Never,
    build: |given| Ok(Box::new(StableTfl { k1: given.number("k1") })),
};

/// Stable TFL: per query term t,
///
/// qtf · ln(1 + (1 − p + s) / (p + s)) · tf / (tf + k1), with p = 1 − (1 − m · 2^(−c · |t|))^|d|
///
/// with qtf, tf the frequencies of t in query and document, |t| its length in characters (code points) as it is indexed, |d|
/// the document's length in tokens, m = 0.00781, c = 0.917 and s = 0.05; ln is natural. p is how probable it is that a text
/// of |d| tokens has a term of that length; nothing is counted over the collection, so that a score never changes when
/// documents are added. Rises with tf and falls with |d|.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StableTfl {
    /// How slowly repetition of a term saturates, from 0.
    pub k1: f64,
}

impl RetrievalModel for StableTfl {
    fn term(&self, term: &TermStatistics<'_>, _: &CollectionStatistics) -> TermScorer {
        let (weight, k1) = (term.query_frequency, self.k1);
        let at_a_place = SCALE * (-DECAY * f64::from(term.characters)).exp2();
        let log_absent = (-at_a_place).ln_1p();
        Box::new(move |tf, DocumentStatistics { length, .. }| {
            let absent = (log_absent * f64::from(length)).exp();
            let rarity = ((absent + SMOOTHING) / (1.0 - absent + SMOOTHING)).ln_1p();
            let tf = f64::from(tf);
            // The quotient first: with k1 = 0 it is 1, whatever tf is.
            weight * rarity * (tf / (tf + k1))
        })
    }

    fn needs(&self) -> Needs {
        Needs::length().monotone()
    }
}

#[cfg(test)]
mod tests {
    use super::super::TermStatistics;
    use super::super::checks::*;

    #[test]
    fn scores_of_lucene_and_by_hand() {
        let of = |characters: u32, tf: u32, length: u32| {
            score_of("stable_tfl", &TermStatistics { characters, ..TERM }, tf, length)
        };
        // Lucene, in single precision: a term of 14 characters once in 984 tokens.
        assert!((of(14, 1, 984) - 1.395_581_2).abs() < 1e-6);
        // 2^(−0.917 · 2) · 0.00781 = 0.0021907…; in 100 tokens p = 0.19695…, so ln(1 + 0.85304… / 0.24695…) · 3 / 4.2.
        let absent = (1.0_f64 - 0.00781 * 2.0_f64.powf(-1.834)).powi(100);
        let hand = (1.0 + (absent + 0.05) / (1.05 - absent)).ln() * 3.0 / 4.2;
        assert!((of(2, 3, 100) - hand).abs() < 1e-12, "{}", of(2, 3, 100));
        // Neither df nor cf nor the size of the collection counts.
        let common = TermStatistics { document_frequency: 10, collection_frequency: 99, ..TERM };
        assert_close(score_of("stable_tfl", &common, 2, 9), score("stable_tfl", 2, 9));
    }

    #[test]
    fn rises_with_tf_and_falls_with_length() {
        assert_rises_with_tf_and_falls_with_length("stable_tfl");
    }
}
