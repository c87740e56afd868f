//! Moving-average type–token ratio: the mean type–token ratio of all windows of one length.

use super::{DocumentText, DocumentValue, LexicalMeasure};
use crate::error::Result;
use crate::registry::{Arguments, Cutoff, Entry, Kind, Parameter};
use crate::text::AnalyzedCorpus;

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

/// The mean of types ÷ w over the windows of w tokens that begin at each token, in 0..1. `None` for a text of fewer than
/// w tokens (lexicalrichness refuses such a text too): its type–token ratio would be that of a shorter window, and
/// higher for that reason alone.
#[derive(Debug)]
pub struct Mattr {
    window: usize,
}

impl LexicalMeasure for Mattr {
    fn of_documents<'a>(&'a self, _: &'a AnalyzedCorpus) -> Option<DocumentValue<'a>> {
        Some(Box::new(|text| self.value(text)))
    }
}

impl Mattr {
    fn value(&self, text: &DocumentText<'_>) -> Option<f64> {
        if text.tokens.len() < self.window {
            return None;
        }
        let place = |token| text.counts.partition_point(|(term, _)| *term < token);
        let places: Vec<usize> = text.tokens.iter().map(|token| place(*token)).collect();
        let mut inside = vec![0_u32; text.counts.len()];
        let (mut types, mut total) = (0_u64, 0_u64);
        for (end, entering) in places.iter().enumerate() {
            types += u64::from(inside[*entering] == 0);
            inside[*entering] += 1;
            if end >= self.window {
                let leaving = places[end - self.window];
                inside[leaving] -= 1;
                types -= u64::from(inside[leaving] == 0);
            }
            if end + 1 >= self.window {
                total += types;
            }
        }
        let windows = text.tokens.len() - self.window + 1;
        Some(total as f64 / windows as f64 / self.window as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::SourceId;
    use crate::text::TermId;

    fn value(window: usize, tokens: &[u32]) -> Option<f64> {
        let tokens: Vec<TermId> = tokens.iter().map(|token| TermId(*token)).collect();
        let mut sorted = tokens.clone();
        sorted.sort_unstable();
        let counts: Vec<_> = sorted.chunk_by(|a, b| a == b).map(|run| (run[0], run.len() as u32)).collect();
        Mattr { window }.value(&DocumentText { source: SourceId(0), tokens: &tokens, counts: &counts })
    }

    #[test]
    fn three_windows_by_hand() {
        // Windows of three: 7 7 9, 7 9 2, 9 2 9 have 2, 3, 2 types: (2 + 3 + 2) / 3 / 3.
        assert_eq!(value(3, &[7, 7, 9, 2, 9]), Some(7.0 / 3.0 / 3.0));
        assert_eq!(value(5, &[7, 7, 9, 2, 9]), Some(0.6));
        assert_eq!(value(6, &[7, 7, 9, 2, 9]), None);
        assert_eq!(value(1, &[4, 4]), Some(1.0));
    }
}
