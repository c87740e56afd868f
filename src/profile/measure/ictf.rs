//! Inverse collection term frequency: how rare the tokens of a document are among all tokens of a pool.

use super::pool::{
    Counted, Lookup, POOL, UNSEEN, UNSEEN_KIND, VERSIONS, keeps_unseen, leaves_versions_out, needs, pool,
};
use super::{DocumentMeasure, LexicalMeasure, LexicalNeeds};
use crate::corpus::Pool;
use crate::error::Result;
use crate::profile::DocumentText;
use crate::registry::{Arguments, Cutoff, Entry, Parameter};

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "ictf",
    summary: "average inverse collection term frequency: mean of ln(T / cf) over a document's tokens, T and cf from a pool",
    reference: "He & Ounis (2004), Inferring query performance using pre-retrieval predictors (AvICTF); Kwok (1996), A new \
                method of weighting query terms for ad-hoc retrieval",
    parameters: &[
        POOL,
        Parameter {
            name: UNSEEN,
            kind: UNSEEN_KIND,
            default: "kept",
            meaning: "terms that the pool does not have: kept as if it had them once, or left out",
        },
        VERSIONS,
    ],
    cutoff: Cutoff::Never,
    build,
};

fn build(arguments: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    Ok(Box::new(Ictf {
        pool: pool(arguments),
        keep_unseen: keeps_unseen(arguments),
        leave_versions_out: leaves_versions_out(arguments),
    }))
}

/// The mean over the token occurrences of a text of ln(T ÷ cf(t)), natural logarithm (He & Ounis: base 2), with T the
/// tokens of the pool and cf(t) how many of them are t; in 0 to ln T. `None` where no token is left.
///
/// A term that the pool does not have would have no bound: it counts as if the pool had it once, ln T, or is left out.
/// The pool is the whole source (or all sources) also where the text is cut, and is held fixed by the bootstrap.
#[derive(Debug)]
pub struct Ictf {
    pool: Pool,
    keep_unseen: bool,
    leave_versions_out: bool,
}

impl LexicalMeasure for Ictf {
    fn needs(&self) -> LexicalNeeds {
        needs(self.pool, self.leave_versions_out).any_length()
    }

    fn of_documents(&self) -> Option<DocumentMeasure<'_>> {
        Some(DocumentMeasure::in_corpus(move |corpus| {
            let lookup = Lookup::new(corpus, self.pool, self.leave_versions_out);
            Box::new(move |text| {
                value(text, &lookup.values(text, |counted| surprise(counted, self.keep_unseen)))
            })
        }))
    }
}

/// ln(T ÷ cf), with cf = 1 for a term that the pool does not have; `None` where that is left out, and where the pool has no
/// token.
pub(super) fn surprise(counted: Counted, keep_unseen: bool) -> Option<f64> {
    let Counted { tokens, collection_frequency, .. } = counted;
    let counts = tokens > 0 && (keep_unseen || collection_frequency > 0);
    counts.then(|| (tokens as f64 / collection_frequency.max(1) as f64).ln())
}

/// `values` has the surprise of each distinct term that counts.
fn value(text: &DocumentText<'_>, values: &[Option<f64>]) -> Option<f64> {
    let (mut sum, mut tokens) = (0.0, 0);
    for (value, frequency) in values.iter().zip(text.frequencies) {
        if let Some(surprise) = value {
            sum += f64::from(*frequency) * surprise;
            tokens += frequency;
        }
    }
    (tokens > 0).then(|| sum / f64::from(tokens))
}

#[cfg(test)]
mod tests {
    use super::super::pool::values;
    use super::*;
    use crate::corpus::SourceId;
    use crate::profile::Links;
    use crate::text::{CollectionCounts, TermId};

    #[test]
    fn a_pool_of_eight_tokens_by_hand() {
        let statistics = CollectionCounts {
            documents: 2,
            tokens: 8,
            document_frequency: vec![2, 1, 0],
            collection_frequency: vec![4, 2, 0],
        };
        let of = |keep_unseen: bool, tokens: &[u32]| {
            let tokens: Vec<TermId> = tokens.iter().map(|token| TermId(*token)).collect();
            let mut links = Links::default();
            let text = links.text(0, SourceId(0), &tokens);
            value(&text, &values(&text, &statistics, &[], |counted| surprise(counted, keep_unseen)))
        };
        // ln 2, ln 4 and (unseen) ln 8: tokens 0 1 0 2 have ln 2 + ln 4 + ln 2 + ln 8 = 7 ln 2.
        let close =
            |found: Option<f64>, hand: f64| assert!((found.unwrap() - hand).abs() < 1e-15, "{found:?}");
        close(of(true, &[0, 1, 0, 2]), 7.0 * 2_f64.ln() / 4.0);
        close(of(false, &[0, 1, 0, 2]), 4.0 * 2_f64.ln() / 3.0);
        assert_eq!((of(true, &[]), of(false, &[2, 2])), (None, None));
        let empty = Counted { documents: 0, tokens: 0, document_frequency: 0, collection_frequency: 0 };
        assert_eq!(surprise(empty, true), None);
    }
}
