//! Inverse collection term frequency: how rare the tokens of a document are among all tokens of a pool.

use super::pool::{POOL, Pool, UNSEEN, UNSEEN_KIND, keeps_unseen, terms};
use super::{DocumentValue, LexicalMeasure};
use crate::error::Result;
use crate::profile::DocumentText;
use crate::registry::{Arguments, Cutoff, Entry, Parameter};
use crate::text::{AnalyzedCorpus, CollectionStatistics};

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
    ],
    cutoff: Cutoff::Never,
    build,
};

fn build(arguments: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    Ok(Box::new(Ictf { pool: Pool::of(arguments), keep_unseen: keeps_unseen(arguments) }))
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
}

impl LexicalMeasure for Ictf {
    fn of_documents<'a>(&'a self, corpus: &'a AnalyzedCorpus) -> Option<DocumentValue<'a>> {
        let tables = self.pool.tables(corpus, |statistics| surprises(statistics, self.keep_unseen));
        Some(Box::new(move |text| value(text, tables.of(text.source))))
    }
}

/// ln(T ÷ cf) of every term, with cf = 1 for one that the pool does not have; `None` for one that is left out, and for
/// all where the pool has no token.
pub(super) fn surprises(statistics: &CollectionStatistics, keep_unseen: bool) -> Vec<Option<f64>> {
    let tokens = statistics.tokens as f64;
    let counts = |frequency: u64| tokens > 0.0 && (keep_unseen || frequency > 0);
    let surprise = |frequency: &u64| counts(*frequency).then(|| (tokens / (*frequency).max(1) as f64).ln());
    statistics.collection_frequency.iter().map(surprise).collect()
}

fn value(text: &DocumentText<'_>, table: &[Option<f64>]) -> Option<f64> {
    let (mut sum, mut tokens) = (0.0, 0);
    for (term, frequency) in terms(text) {
        if let Some(surprise) = table[term.index()] {
            sum += f64::from(frequency) * surprise;
            tokens += frequency;
        }
    }
    (tokens > 0).then(|| sum / f64::from(tokens))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::SourceId;
    use crate::profile::Links;
    use crate::text::TermId;

    #[test]
    fn a_pool_of_eight_tokens_by_hand() {
        let statistics = CollectionStatistics {
            documents: 2,
            tokens: 8,
            document_frequency: vec![2, 1, 0],
            collection_frequency: vec![4, 2, 0],
        };
        let of = |keep_unseen: bool, tokens: &[u32]| {
            let tokens: Vec<TermId> = tokens.iter().map(|token| TermId(*token)).collect();
            value(&Links::default().text(0, SourceId(0), &tokens), &surprises(&statistics, keep_unseen))
        };
        // ln 2, ln 4 and (unseen) ln 8: tokens 0 1 0 2 have ln 2 + ln 4 + ln 2 + ln 8 = 7 ln 2.
        let close =
            |found: Option<f64>, hand: f64| assert!((found.unwrap() - hand).abs() < 1e-15, "{found:?}");
        close(of(true, &[0, 1, 0, 2]), 7.0 * 2_f64.ln() / 4.0);
        close(of(false, &[0, 1, 0, 2]), 4.0 * 2_f64.ln() / 3.0);
        assert_eq!((of(true, &[]), of(false, &[2, 2])), (None, None));
        assert_eq!(surprises(&CollectionStatistics::new(1), true), [None]);
    }
}
