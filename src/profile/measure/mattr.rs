//! Moving-average type–token ratio: the mean type–token ratio of all windows of one length.

use super::{DocumentMeasure, LexicalMeasure, LexicalNeeds};
use crate::error::Result;
use crate::profile::DocumentText;
use crate::registry::{Arguments, Cutoff, Entry, Kind, Parameter};

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "mattr",
    summary: "moving-average type-token ratio over windows of a fixed length; undefined for shorter texts",
    reference: "Covington & McFall (2010), Cutting the Gordian knot: the moving-average type-token ratio (MATTR)",
    parameters: &[Parameter {
        name: "window",
        kind: Kind::Integer { low: 1, high: 1_000_000 },
        default: "50",
        meaning: "tokens in a window",
    }],
    cutoff: Cutoff::Never,
    build,
};

fn build(arguments: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    Ok(Box::new(Mattr { window: arguments.integer("window") }))
}

/// The mean of types ÷ w over the windows of w tokens that begin at each token, in 0..1. `None` for a text of fewer
/// than w tokens (lexicalrichness refuses such a text too): its type–token ratio, which lexical_diversity gives, would
/// be that of a shorter window, and higher for that reason alone.
#[derive(Debug)]
pub struct Mattr {
    window: usize,
}

impl LexicalMeasure for Mattr {
    fn needs(&self) -> LexicalNeeds {
        LexicalNeeds::terms().any_length()
    }

    fn of_documents(&self) -> Option<DocumentMeasure<'_>> {
        Some(DocumentMeasure::of_text(|text| self.value(text)))
    }
}

impl Mattr {
    fn value(&self, text: &DocumentText<'_>) -> Option<f64> {
        let last_start = text.tokens.len().checked_sub(self.window)?;
        // A token is the first of its term in the windows that begin after the term's previous occurrence and hold it:
        // instead of moving a window along the text, each token adds the number of those.
        let mut total = 0;
        for (position, previous) in text.previous.iter().enumerate() {
            let first = (*previous as usize).max((position + 1).saturating_sub(self.window));
            total += (position.min(last_start) + 1).saturating_sub(first) as u64;
        }
        Some(total as f64 / (last_start + 1) as f64 / self.window as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::SourceId;
    use crate::profile::Links;
    use crate::text::TermId;

    fn value(window: usize, tokens: &[u32]) -> Option<f64> {
        let tokens: Vec<TermId> = tokens.iter().map(|token| TermId(*token)).collect();
        Mattr { window }.value(&Links::default().text(0, SourceId(0), &tokens))
    }

    #[test]
    fn three_windows_by_hand() {
        // Windows of three: 7 7 9, 7 9 2, 9 2 9 have 2, 3, 2 types: (2 + 3 + 2) / 3 / 3.
        assert_eq!(value(3, &[7, 7, 9, 2, 9]), Some(7.0 / 3.0 / 3.0));
        assert_eq!(value(5, &[7, 7, 9, 2, 9]), Some(0.6));
        assert_eq!(value(6, &[7, 7, 9, 2, 9]), None);
        assert_eq!(value(1, &[4, 4]), Some(1.0));
        assert_eq!(value(1, &[]), None);
    }

    #[test]
    fn counting_by_token_is_counting_by_window() {
        let tokens: Vec<u32> =
            (0..300_u32).map(|position| (position * position * 31 + position) % 47).collect();
        for window in [1, 2, 13, 50, 299, 300] {
            let types = |window: &[u32]| {
                let mut sorted = window.to_vec();
                sorted.sort_unstable();
                sorted.dedup();
                sorted.len() as u64
            };
            let total: u64 = tokens.windows(window).map(types).sum();
            let plain = total as f64 / (tokens.len() - window + 1) as f64 / window as f64;
            assert_eq!(value(window, &tokens), Some(plain), "{window}");
        }
    }
}
