//! Distinct-n: the share of distinct runs of n terms among all of a text.

use rustc_hash::FxHashSet;

use super::{DocumentMeasure, LexicalMeasure};
use crate::error::Result;
use crate::profile::DocumentText;
use crate::registry::{Arguments, Cutoff, Entry, Kind, Parameter};
use crate::text::TermId;

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "distinct",
    summary: "distinct-n: distinct n-grams / n-grams of a document; falls with the length of the text",
    reference: "Li, Galley, Brockett, Gao & Dolan (2016), A diversity-promoting objective function for neural conversation \
                models",
    parameters: &[Parameter {
        name: "n",
        kind: Kind::Integer { low: 1, high: 100 },
        default: "2",
        meaning: "terms in an n-gram",
    }],
    cutoff: Cutoff::Never,
    build,
};

fn build(arguments: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    Ok(Box::new(Distinct { n: arguments.integer("n") }))
}

/// Distinct n-grams ÷ n-grams of a document, in 1 ÷ (N − n + 1) to 1, with N its tokens; `None` where N < n. With n = 1
/// it is the type–token ratio. Li et al. take all texts of a source together; here it is the value of each document, so
/// that documents and twins can be compared.
#[derive(Debug)]
pub struct Distinct {
    n: usize,
}

impl LexicalMeasure for Distinct {
    fn of_documents(&self) -> Option<DocumentMeasure<'_>> {
        Some(DocumentMeasure::of_text(|text| self.value(text)))
    }
}

impl Distinct {
    fn value(&self, text: &DocumentText<'_>) -> Option<f64> {
        let (repeated, all) = repeated(self.n, text);
        (all > 0).then(|| (all - repeated) as f64 / all as f64)
    }
}

/// How many n-grams of a text occurred before in it, and how many n-grams it has.
pub(super) fn repeated(n: usize, text: &DocumentText<'_>) -> (usize, usize) {
    // Only an n-gram whose terms all occur twice can occur twice.
    let lone = |position: usize| text.previous[position] == 0 && text.following[position] == u32::MAX;
    let mut seen: FxHashSet<&[TermId]> = FxHashSet::default();
    let (mut run, mut repeated) = (0, 0);
    for position in 0..text.tokens.len() {
        run = if lone(position) { 0 } else { run + 1 };
        if run >= n {
            repeated += usize::from(!seen.insert(&text.tokens[position + 1 - n..=position]));
        }
    }
    (repeated, (text.tokens.len() + 1).saturating_sub(n))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::SourceId;
    use crate::profile::Links;

    fn value(n: usize, tokens: &[u32]) -> Option<f64> {
        let tokens: Vec<TermId> = tokens.iter().map(|token| TermId(*token)).collect();
        Distinct { n }.value(&Links::default().text(0, SourceId(0), &tokens))
    }

    #[test]
    fn six_tokens_by_hand() {
        // Pairs of 1 2 1 2 3 1: 12, 21, 12, 23, 31: four of five; triples 121, 212, 123, 231: all.
        let tokens = [1, 2, 1, 2, 3, 1];
        assert_eq!(
            (value(1, &tokens), value(2, &tokens), value(3, &tokens)),
            (Some(0.5), Some(0.8), Some(1.0))
        );
        assert_eq!((value(6, &tokens), value(7, &tokens)), (Some(1.0), None));
        assert_eq!((value(2, &[7; 5]), value(2, &[1, 2, 3])), (Some(0.25), Some(1.0)));
        assert_eq!((value(1, &[]), value(2, &[]), value(2, &[4])), (None, None, None));
    }

    #[test]
    fn leaving_out_lone_terms_changes_nothing() {
        let tokens: Vec<u32> =
            (0..400_u32).map(|position| (position * position * 7 + position / 3) % 23).collect();
        for n in 1..6 {
            let all: Vec<&[u32]> = tokens.windows(n).collect();
            let distinct: std::collections::BTreeSet<&[u32]> = all.iter().copied().collect();
            assert_eq!(value(n, &tokens), Some(distinct.len() as f64 / all.len() as f64));
        }
    }
}
