//! Measure of textual lexical diversity: how long a stretch of text keeps its type–token ratio above a threshold.

use super::{DocumentMeasure, LexicalMeasure};
use crate::error::Result;
use crate::profile::DocumentText;
use crate::registry::{Arguments, Cutoff, Entry, Kind, Parameter};

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "mtld",
    summary: "measure of textual lexical diversity: mean length of stretches whose type-token ratio stays above a threshold; \
              undefined for texts that repeat no term",
    reference: "McCarthy & Jarvis (2010), MTLD, vocd-D, and HD-D: a validation study",
    parameters: &[
        Parameter {
            name: "threshold",
            kind: Kind::Number { low: 0.01, high: 0.99 },
            default: "0.72",
            meaning: "type-token ratio at which a stretch (factor) ends",
        },
        Parameter {
            name: "ends",
            kind: Kind::Choice(&["below", "at_or_below"]),
            default: "below",
            meaning: "a factor ends below the threshold (McCarthy & Jarvis, koRpus), or at it already (lexicalrichness)",
        },
        Parameter {
            name: "minimum",
            kind: Kind::Integer { low: 1, high: 1_000_000 },
            default: "1",
            meaning: "fewest tokens of a factor; lexical_diversity takes 10",
        },
    ],
    cutoff: Cutoff::Never,
    build,
};

fn build(arguments: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    let at_threshold = arguments.text("ends") == "at_or_below";
    let (threshold, minimum) = (arguments.number("threshold"), arguments.integer("minimum") as u32);
    Ok(Box::new(Mtld { threshold, at_threshold, minimum }))
}

/// Mean over both directions of tokens ÷ factors, in tokens.
///
/// A factor is a stretch of tokens that ends with the token at which types ÷ tokens of the stretch falls below the
/// threshold t; the next one begins after it. What is left at the end counts as (1 − TTR) ÷ (1 − t) of a factor, with
/// TTR its own. `None` where there is no token, and where a direction has no factor and no part of one: no term comes
/// twice, so that the text has no measurable limit. Short texts (McCarthy & Jarvis: below 100 tokens) make it uneven.
///
/// Tools differ in four ways (`tests/golden/profile.rs` tests each). (1) lexicalrichness ends a factor at t already,
/// which is `ends=at_or_below`. (2) lexical_diversity ends none before its tenth token, which is `minimum=10`; McCarthy
/// & Jarvis name no minimum. (3) Where the last token of the text would end a factor, lexical_diversity counts the
/// stretch as what is left, (1 − TTR) ÷ (1 − t), a little above 1; we count 1. (4) For a text without a repeated term
/// lexicalrichness gives its length and lexical_diversity 0; we give `None`, since either would be averaged as if it
/// were measured.
#[derive(Debug)]
pub struct Mtld {
    threshold: f64,
    at_threshold: bool,
    minimum: u32,
}

impl LexicalMeasure for Mtld {
    fn of_documents(&self) -> Option<DocumentMeasure<'_>> {
        Some(DocumentMeasure::of_text(|text| self.value(text)))
    }
}

impl Mtld {
    fn value(&self, text: &DocumentText<'_>) -> Option<f64> {
        let tokens = text.tokens.len() as u32;
        let forward = self.factors(text.previous.iter().copied());
        // Read from the end, position i is at tokens − 1 − i, and what follows a token comes before it.
        let backward = self.factors(text.following.iter().rev().map(|next| tokens.saturating_sub(*next)));
        let length = |factors: f64| (factors > 0.0).then(|| f64::from(tokens) / factors);
        Some((length(forward)? + length(backward)?) / 2.0)
    }

    /// The number of factors in one direction; `previous` is each token's last occurrence before it, plus 1, or 0.
    fn factors(&self, previous: impl Iterator<Item = u32>) -> f64 {
        let (mut factors, mut start, mut types, mut length) = (0_u32, 0, 0_u32, 0_u32);
        for (position, previous) in previous.enumerate() {
            types += u32::from(previous <= start);
            length += 1;
            let ratio = f64::from(types) / f64::from(length);
            let ended = ratio < self.threshold || (self.at_threshold && ratio == self.threshold);
            if ended && length >= self.minimum {
                factors += 1;
                (start, types, length) = (position as u32 + 1, 0, 0);
            }
        }
        if length == 0 {
            return f64::from(factors);
        }
        let ratio = f64::from(types) / f64::from(length);
        f64::from(factors) + (1.0 - ratio) / (1.0 - self.threshold)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::SourceId;
    use crate::profile::Links;
    use crate::text::TermId;

    fn value(threshold: f64, at_threshold: bool, tokens: &[u32]) -> Option<f64> {
        let tokens: Vec<TermId> = tokens.iter().map(|token| TermId(*token)).collect();
        Mtld { threshold, at_threshold, minimum: 1 }.value(&Links::default().text(0, SourceId(0), &tokens))
    }

    #[test]
    fn a_minimum_holds_a_factor_back() {
        // Threshold 0.72: 1 1 would be a factor; of at least three tokens, 1 1 2 is one, and 1 is left, which is
        // nothing of one. Backward it is 1 2 1, and 1 is left.
        let tokens = [1, 1, 2, 1].map(TermId);
        let mtld = Mtld { threshold: 0.72, at_threshold: false, minimum: 3 };
        let mut links = Links::default();
        assert_eq!(mtld.value(&links.text(0, SourceId(0), &tokens)), Some(4.0));
    }

    #[test]
    fn seven_tokens_by_hand() {
        // Threshold 0.6. Forward 1 2 1 1 | 3 1 3: ratios 1, 1, 2/3, 1/2 end a factor; 1, 1, 2/3 are left: (1/3) / 0.4
        // of one. Backward 3 1 3 1 | 1 2 1: 1, 1, 2/3, 1/2; 1, 1, 2/3: the same.
        let found = value(0.6, false, &[1, 2, 1, 1, 3, 1, 3]).unwrap();
        assert!((found - 7.0 / (1.0 + (1.0 / 3.0) / 0.4)).abs() < 1e-12, "{found}");
        // Threshold 1/2 is reached at four and six tokens, and passed at the last one (3/7): one factor.
        assert_eq!(value(0.5, false, &[1, 2, 1, 1, 3, 1, 3]), Some(7.0));
        let found = value(0.5, true, &[1, 2, 1, 1, 3, 1, 3]).unwrap();
        assert!((found - 7.0 / (1.0 + (1.0 / 3.0) / 0.5)).abs() < 1e-12, "{found}");
    }

    #[test]
    fn texts_without_repetition_or_words_have_none() {
        assert_eq!((value(0.72, false, &[]), value(0.72, false, &[5])), (None, None));
        assert_eq!(value(0.72, false, &[5, 6, 7]), None);
        // All the same: a factor every two tokens.
        assert_eq!(value(0.72, false, &[5; 10]), Some(2.0));
    }
}
