//! What two sources make of each content: their documents in; by content, how much longer the source's text is and how much
//! more often it has each term out.

use rayon::prelude::*;

use crate::corpus::SourceId;
use crate::text::{AnalyzedCorpus, TermId};

/// A document by its number, and its source by its place among the two.
pub(super) type Version = (u32, usize);

/// The documents of two sources by content, so that neither their order nor a third source matters.
pub(super) fn versions(corpus: &AnalyzedCorpus, sources: [SourceId; 2]) -> Vec<Version> {
    let catalogue = corpus.catalogue();
    let side = |number: u32| sources.iter().position(|source| *source == catalogue.id(number).source);
    let mut versions: Vec<Version> =
        (0..corpus.len() as u32).filter_map(|number| Some((number, side(number)?))).collect();
    let base = |number: u32| &catalogue.id(number).base;
    versions.par_sort_by(|left, right| (base(left.0), left.1).cmp(&(base(right.0), right.1)));
    versions
}

/// Those of one content at a time.
pub(super) fn by_content<'a>(
    corpus: &'a AnalyzedCorpus,
    versions: &'a [Version],
) -> impl Iterator<Item = &'a [Version]> {
    let base = |version: &Version| &corpus.catalogue().id(version.0).base;
    versions.chunk_by(move |left, right| base(left) == base(right))
}

/// Differences between the texts of a content by a source and by its reference; a version that is missing counts 0.
/// All are whole numbers, so that sums of them are exact.
pub(in crate::profile) struct Differences {
    /// For each content, from 0, the tokens of the source's text less those of the reference's.
    pub(in crate::profile) lengths: Vec<i64>,
    /// The terms that stand in enough contents, in order.
    pub(in crate::profile) terms: Vec<TermId>,
    /// Where the differences of each term begin, and where those of the last one end.
    starts: Vec<usize>,
    /// (content, difference of the term's frequencies), by term, then by content, without zeros.
    frequencies: Vec<(u32, f64)>,
}

impl Differences {
    /// The differences of `source` to `reference`, for the terms that stand in at least `minimum` contents (one at least),
    /// by whichever of the two. No exchange of labels changes which terms these are.
    pub(in crate::profile) fn of(
        corpus: &AnalyzedCorpus,
        source: SourceId,
        reference: SourceId,
        minimum: u64,
    ) -> Self {
        let versions = versions(corpus, [source, reference]);
        let mut contents = vec![0_u64; corpus.vocabulary().len()];
        let mut entries = vec![0_usize; corpus.vocabulary().len()];
        let lengths = each_difference(corpus, &versions, |_, term, difference| {
            contents[term.index()] += 1;
            entries[term.index()] += usize::from(difference != 0);
        });
        let enough = |term: &TermId| contents[term.index()] >= minimum.max(1);
        let terms: Vec<TermId> = (0..contents.len() as u32).map(TermId).filter(enough).collect();
        let mut starts = vec![0];
        let mut next = vec![None; contents.len()];
        for term in &terms {
            let start = starts[starts.len() - 1];
            next[term.index()] = Some(start);
            starts.push(start + entries[term.index()]);
        }
        let mut frequencies = vec![(0, 0.0); starts[terms.len()]];
        each_difference(corpus, &versions, |content, term, difference| {
            if let Some(next) = next[term.index()].as_mut().filter(|_| difference != 0) {
                frequencies[*next] = (content, difference as f64);
                *next += 1;
            }
        });
        Differences { lengths, terms, starts, frequencies }
    }

    /// The contents in which the frequencies of the term at `place` differ, with the difference.
    pub(in crate::profile) fn frequencies(&self, place: usize) -> &[(u32, f64)] {
        &self.frequencies[self.starts[place]..self.starts[place + 1]]
    }
}

/// Gives every content's terms with the difference of their frequencies, also where it is 0; returns the differences of
/// lengths.
fn each_difference(
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
