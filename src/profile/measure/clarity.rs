//! Clarity: how far the distribution of a document's terms is from that of a pool.

use super::ictf::surprise;
use super::pool::{
    Lookup, POOL, UNSEEN, UNSEEN_KIND, VERSIONS, keeps_unseen, leaves_versions_out, needs, pool,
};
use super::{DocumentMeasure, LexicalMeasure, LexicalNeeds};
use crate::corpus::Pool;
use crate::error::Result;
use crate::profile::DocumentText;
use crate::registry::{Arguments, Cutoff, Entry, Parameter};

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "clarity",
    summary: "simplified clarity score: divergence in bits of a document's terms from those of a pool",
    reference: "He & Ounis (2004), Inferring query performance using pre-retrieval predictors (SCS); Cronen-Townsend, Zhou & \
                Croft (2002), Predicting query performance",
    parameters: &[
        POOL,
        Parameter {
            name: UNSEEN,
            kind: UNSEEN_KIND,
            default: "kept",
            meaning: "terms that the pool does not have: kept as if it had them once, or left out of the document",
        },
        VERSIONS,
    ],
    cutoff: Cutoff::Never,
    build,
};

fn build(arguments: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    Ok(Box::new(Clarity {
        pool: pool(arguments),
        keep_unseen: keeps_unseen(arguments),
        leave_versions_out: leaves_versions_out(arguments),
    }))
}

/// Σ over the types t of a text of p(t|d) log₂(p(t|d) ÷ p(t|pool)), with p(t|d) the share of t among the tokens of the
/// text and p(t|pool) = cf(t) ÷ T among those of the pool: the Kullback–Leibler divergence in bits, which falls with
/// the length of the text. `None` where no token is left.
///
/// A term that the pool does not have has p(t|pool) = 1 ÷ T, as if the pool had it once, without any smoothing of the
/// others; or the text is taken without it, p(t|d) being the share among what is left. At least 0 where all terms are
/// in the pool or left out; kept ones may take it to −log₂(1 + u ÷ T) for u such types. In bits it is `ictf` of the
/// same pool − `entropy` of the text. The pool is the whole source (or all sources) also where the text is cut, and is
/// held fixed by the bootstrap.
#[derive(Debug)]
pub struct Clarity {
    pool: Pool,
    keep_unseen: bool,
    leave_versions_out: bool,
}

impl LexicalMeasure for Clarity {
    fn needs(&self) -> LexicalNeeds {
        needs(self.pool, self.leave_versions_out)
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

/// `values` has −ln p(t|pool) of each distinct term that counts.
fn value(text: &DocumentText<'_>, values: &[Option<f64>]) -> Option<f64> {
    let counted = text.frequencies.iter().zip(values);
    let known = || counted.clone().filter_map(|(frequency, value)| Some((f64::from(*frequency), (*value)?)));
    let tokens: f64 = known().map(|(frequency, _)| frequency).sum();
    let nats: f64 =
        known().map(|(frequency, surprise)| frequency * ((frequency / tokens).ln() + surprise)).sum();
    (tokens > 0.0).then(|| nats / tokens / std::f64::consts::LN_2)
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
            document_frequency: vec![2, 1, 1, 0],
            collection_frequency: vec![4, 2, 2, 0],
        };
        let of = |keep_unseen: bool, tokens: &[u32]| {
            let tokens: Vec<TermId> = tokens.iter().map(|token| TermId(*token)).collect();
            let mut links = Links::default();
            let text = links.text(0, SourceId(0), &tokens);
            value(&text, &values(&text, &statistics, &[], |counted| surprise(counted, keep_unseen)))
        };
        let close =
            |found: Option<f64>, hand: f64| assert!((found.unwrap() - hand).abs() < 1e-15, "{found:?}");
        // Halves of 0 and 1, in the pool 1/2 and 1/4: 1/2 log 1 + 1/2 log 2.
        close(of(true, &[0, 1]), 0.5);
        // The pool's own shares: none.
        close(of(true, &[0, 1, 0, 2]), 0.0);
        // Term 3 counts as 1/8: 1/2 log 1 + 1/2 log 4; or term 0 alone is left: 1 log 2.
        close(of(true, &[0, 3]), 1.0);
        close(of(false, &[0, 3]), 1.0);
        close(of(false, &[3, 1, 3]), 2.0);
        assert_eq!((of(true, &[]), of(false, &[3])), (None, None));
    }
}
