//! What two sources make of each content: their documents in; by content, how much longer the source's text is and how much
//! more often it has each term out. Nothing of that is kept: of many contents it would take more room than their texts.

use rayon::prelude::*;

use crate::corpus::SourceId;
use crate::text::{AnalyzedCorpus, TermId};

/// A document by its number, and its source by its place among the two.
pub(in crate::profile) type Version = (u32, usize);

/// The documents of two sources by content, so that neither their order nor a third source matters.
pub(in crate::profile) fn versions(corpus: &AnalyzedCorpus, sources: [SourceId; 2]) -> Vec<Version> {
    let catalogue = corpus.catalogue();
    let side = |number: u32| sources.iter().position(|source| *source == catalogue.id(number).source);
    let mut versions: Vec<Version> =
        (0..corpus.len() as u32).filter_map(|number| Some((number, side(number)?))).collect();
    let base = |number: u32| &catalogue.id(number).base;
    versions.par_sort_by(|left, right| (base(left.0), left.1).cmp(&(base(right.0), right.1)));
    versions
}

/// Those of one content at a time.
pub(in crate::profile) fn by_content<'a>(
    corpus: &'a AnalyzedCorpus,
    versions: &'a [Version],
) -> impl Iterator<Item = &'a [Version]> {
    let base = |version: &Version| &corpus.catalogue().id(version.0).base;
    versions.chunk_by(move |left, right| base(left) == base(right))
}

/// Gives every content's terms with the difference of their frequencies, the first side's less the second's, also where it is 0;
/// returns the differences of lengths. A version that is missing counts 0. All are whole numbers, so that sums of them are exact.
pub(in crate::profile) fn each_difference(
    corpus: &AnalyzedCorpus,
    versions: &[Version],
    mut each: impl FnMut(u32, TermId, i64),
) -> Vec<i64> {
    let mut differences: Vec<Option<i64>> = vec![None; corpus.vocabulary().len()];
    let mut terms: Vec<TermId> = Vec::new();
    let mut lengths = Vec::new();
    for (content, versions) in by_content(corpus, versions).enumerate() {
        let mut length = 0;
        for (number, side) in versions {
            let sign = if *side == 0 { 1 } else { -1 };
            length += sign * i64::from(corpus.length(*number));
            for token in corpus.tokens(*number) {
                let difference = differences[token.index()].get_or_insert_with(|| {
                    terms.push(*token);
                    0
                });
                *difference += sign;
            }
        }
        lengths.push(length);
        for term in terms.drain(..) {
            let difference = differences[term.index()].take().expect("the term is in this content");
            each(content as u32, term, difference);
        }
    }
    lengths
}
