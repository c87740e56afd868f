//! The texts of two sources, all of them or twins cut to equal lengths: a corpus in; how often either has each term, and
//! the divergence under exchanges of labels, out.

use super::divergence::{RankTurbulence, rank_turbulence};
use crate::corpus::SourceId;
use crate::profile::keyness::{Version, by_content, versions};
use crate::profile::labelled::{Label, Labelled};
use crate::profile::recount::Lanes;
use crate::profile::texts::Texts;
use crate::statistics::Exchanges;
use crate::text::{AnalyzedCorpus, TermId};

/// The texts of a source and its reference.
pub(super) struct TextsOfBoth<'a> {
    corpus: &'a AnalyzedCorpus,
    texts: Texts,
    /// What each text's label follows, and whether it is the source's.
    labels: Vec<(Label, bool)>,
    /// By term of the vocabulary, how often the source and the reference have it.
    pub(super) frequencies: Vec<[u64; 2]>,
}

impl<'a> TextsOfBoth<'a> {
    /// All texts.
    pub(super) fn all(corpus: &'a AnalyzedCorpus, reference: SourceId, source: SourceId) -> Self {
        TextsOfBoth::of(corpus, &versions(corpus, [source, reference]), |_| true, |_, length| length)
    }

    /// The twins, both cut to the tokens of the shorter one; `None` where there are none.
    pub(super) fn cut(corpus: &'a AnalyzedCorpus, reference: SourceId, source: SourceId) -> Option<Self> {
        let versions = versions(corpus, [source, reference]);
        let twins = |versions: &[Version]| versions.len() == 2;
        let shorter = |versions: &[Version], length: u32| {
            versions.iter().map(|(number, _)| corpus.length(*number)).fold(length, u32::min)
        };
        let some = by_content(corpus, &versions).any(twins);
        some.then(|| TextsOfBoth::of(corpus, &versions, twins, shorter))
    }

    /// Of the contents that are `kept`, each text with as many tokens as `cut` says of its content and its length.
    pub(super) fn of(
        corpus: &'a AnalyzedCorpus,
        versions: &[Version],
        kept: impl Fn(&[Version]) -> bool,
        cut: impl Fn(&[Version], u32) -> u32,
    ) -> Self {
        let (mut texts, mut labels, mut units) = (Texts::default(), Vec::new(), 0);
        for versions in by_content(corpus, versions).filter(|versions| kept(versions)) {
            let first = texts.len();
            for (number, _) in versions {
                texts.documents.push(*number);
                texts.lengths.push(cut(versions, corpus.length(*number)));
            }
            let label = match versions {
                [_] => Label::Alone,
                // What has the same words needs no coin.
                _ if same_words(corpus, &texts, [first, first + 1]) => Label::Kept,
                _ => {
                    units += 1;
                    Label::OfUnit(units - 1)
                }
            };
            labels.extend(versions.iter().map(|(_, side)| (label, *side == 0)));
        }
        let mut frequencies = vec![[0, 0]; corpus.vocabulary().len()];
        for (text, (_, of_source)) in labels.iter().enumerate() {
            let side = usize::from(!of_source);
            texts.tokens(corpus, text).iter().for_each(|term| frequencies[term.index()][side] += 1);
        }
        TextsOfBoth { corpus, texts, labels, frequencies }
    }

    /// The divergence; `None` where one of the two has no term.
    pub(super) fn divergence(&self, alpha: f64) -> Option<RankTurbulence> {
        rank_turbulence(&self.frequencies, alpha)
    }

    /// The divergence under each exchange of labels, in rising order. What both sources have of a term together stays.
    pub(super) fn by_chance(&self, alpha: f64, exchanges: Exchanges) -> Vec<f64> {
        let labelled = Labelled::new(self.corpus, &self.texts, self.labels.clone());
        let both = self.frequencies.iter().map(|frequencies| frequencies.iter().sum::<u64>());
        let both: Vec<(usize, u64)> = both.enumerate().filter(|(_, both)| *both > 0).collect();
        let of_one = |counts: &[Lanes], lane: usize| {
            let frequencies = both.iter().map(|(term, both)| {
                let here = u64::from(counts[*term][lane]);
                [here, both - here]
            });
            rank_turbulence(&frequencies.collect::<Vec<_>>(), alpha).map(|found| found.divergence)
        };
        let each = |found: &mut Vec<f64>, counts: &[Lanes], lanes: usize| {
            found.extend((0..lanes).filter_map(|lane| of_one(counts, lane)));
        };
        let merge = |mut left: Vec<f64>, right: Vec<f64>| {
            left.extend(right);
            left
        };
        let mut found = labelled.fold(exchanges, Vec::new, each, merge);
        // In one order, whatever the threads, so that their mean is always the same.
        found.sort_by(f64::total_cmp);
        found
    }
}

/// Whether two texts have the same words, in any order.
fn same_words(corpus: &AnalyzedCorpus, texts: &Texts, two: [usize; 2]) -> bool {
    let [mut one, mut other]: [Vec<TermId>; 2] = two.map(|text| texts.tokens(corpus, text).to_vec());
    if one.len() != other.len() {
        return false;
    }
    one.sort_unstable();
    other.sort_unstable();
    one == other
}
