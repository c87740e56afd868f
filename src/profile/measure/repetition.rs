//! Repetition: the share of runs of n terms of a text that occurred before in it.

use super::distinct::repeated;
use super::{DocumentMeasure, LexicalMeasure};
use crate::error::Result;
use crate::profile::DocumentText;
use crate::registry::{Arguments, Cutoff, Entry, Kind, Parameter};

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "repetition",
    summary: "share of a document's n-grams that occurred before in it; 1 - distinct(n)",
    reference: "Welleck et al. (2020), Neural text generation with unlikelihood training (seq-rep-n)",
    parameters: &[Parameter {
        name: "n",
        kind: Kind::Integer { low: 1, high: 100 },
        default: "4",
        meaning: "terms in an n-gram",
    }],
    cutoff: Cutoff::Never,
    build,
};

fn build(arguments: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    Ok(Box::new(Repetition { n: arguments.integer("n") }))
}

/// N-grams that occurred before in the document ÷ all its n-grams: 1 − distinct-n of the same n, in 0 (none twice) to
/// 1 − 1 ÷ (N − n + 1) (all tokens the same), with N its tokens; `None` where N < n.
#[derive(Debug)]
pub struct Repetition {
    n: usize,
}

impl LexicalMeasure for Repetition {
    fn of_documents(&self) -> Option<DocumentMeasure<'_>> {
        Some(DocumentMeasure::of_text(|text| self.value(text)))
    }
}

impl Repetition {
    fn value(&self, text: &DocumentText<'_>) -> Option<f64> {
        let (repeated, all) = repeated(self.n, text);
        (all > 0).then(|| repeated as f64 / all as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::SourceId;
    use crate::profile::Links;
    use crate::text::TermId;

    #[test]
    fn seven_tokens_by_hand() {
        let value = |n: usize, tokens: &[u32]| {
            let tokens: Vec<TermId> = tokens.iter().map(|token| TermId(*token)).collect();
            Repetition { n }.value(&Links::default().text(0, SourceId(0), &tokens))
        };
        // Triples of 1 2 3 1 2 3 4: 123, 231, 312, 123, 234: one of five was there before.
        assert_eq!(value(3, &[1, 2, 3, 1, 2, 3, 4]), Some(0.2));
        assert_eq!((value(2, &[7; 5]), value(2, &[1, 2, 3])), (Some(0.75), Some(0.0)));
        assert_eq!((value(4, &[]), value(4, &[1, 1, 1]), value(4, &[1; 4])), (None, None, Some(0.0)));
    }
}
