//! What of a text a judge may go by besides whether it answers: the text of a labelled pair in; a number out. One file and one
//! row each.

mod bm25;
mod coverage;
mod length;

use super::PairText;
use crate::registry::{Entry, Family};

/// Says one thing of the text of a labelled pair.
pub trait TextFeature: Send + Sync {
    /// The number; `None` where the text or its query has nothing to count.
    fn value(&self, text: &PairText) -> Option<f64>;
}

/// All features of texts.
pub const FEATURES: Family<dyn TextFeature> = Family {
    name: "feature of texts",
    entries: ROWS,
    wrappers: &[],
    former: &[],
    aliases: &[],
    short: false,
};

static ROWS: &[Entry<dyn TextFeature>] = &[coverage::ROW, bm25::ROW, length::ROW];

/// The feature that is told first.
pub(super) const HEADLINE: &str = coverage::ROW.name;
/// The length of texts, whose effect every comparison of sources is freed of.
pub(super) const LENGTH: &str = length::ROW.name;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::SourceId;
    use crate::labels::texts::QueryTerm;

    fn value(name: &str, text: &PairText) -> Option<f64> {
        FEATURES.parse(name).unwrap().object.value(text)
    }

    #[test]
    fn of_a_text_by_hand() {
        let term = |idf, frequency| QueryTerm { idf, frequency };
        let terms = vec![term(3.0, 2), term(1.0, 0), term(2.0, 1)];
        let text = PairText { source: SourceId(0), content: 0, length: 8, terms, score: Some(2.5) };
        // (3 + 2) ÷ 6
        assert!((value("coverage", &text).unwrap() - 5.0 / 6.0).abs() < 1e-15);
        assert_eq!((value("bm25", &text), value("length", &text)), (Some(2.5), Some(3.0)));
        let nothing = PairText { length: 0, terms: Vec::new(), score: None, ..text };
        assert!(FEATURES.entries.iter().all(|entry| value(entry.name, &nothing).is_none()));
    }
}
