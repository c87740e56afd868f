//! Exchanges of labels as counts: the texts of two sources with what their labels follow in; how often each term stands in the
//! texts that the source has under each of some exchanges out. What the reference has is the rest.

use rayon::prelude::*;

use super::recount::{LANES, Lanes, Postings};
use super::texts::Texts;
use crate::statistics::{Exchanges, stream};
use crate::text::AnalyzedCorpus;

/// The texts of two sources, whose labels are exchanged.
pub(super) struct Labelled {
    postings: Postings,
    /// For each text what its label follows, and whether it is the source's.
    texts: Vec<(Label, bool)>,
    units: usize,
    /// Which texts are alone, and how many of them are the source's.
    alone: (Vec<usize>, usize),
}

/// What the label of a text follows under exchanges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// It stays.
    Kept,
    /// The coin of a unit, by its number from 0.
    OfUnit(u32),
    /// The labels of all texts that are alone are dealt anew, so that each source has as many of them as before.
    Alone,
}

/// The number of the first stream that deals the labels of texts that are alone, above those of all exchanges.
const ALONE: u64 = 9 << 40;

impl Labelled {
    /// Texts, each with what its label follows and whether it is the source's.
    pub(super) fn new(corpus: &AnalyzedCorpus, texts: &Texts, labels: Vec<(Label, bool)>) -> Self {
        let postings = Postings::of_texts(corpus, texts);
        let unit = |label: &(Label, bool)| match label.0 {
            Label::OfUnit(unit) => Some(unit as usize + 1),
            _ => None,
        };
        let units = labels.iter().filter_map(unit).max().unwrap_or(0);
        let alone: Vec<usize> = (0..labels.len()).filter(|text| labels[*text].0 == Label::Alone).collect();
        let of_source = alone.iter().filter(|text| labels[**text].1).count();
        Labelled { postings, texts: labels, units, alone: (alone, of_source) }
    }

    /// Folds the counts of all exchanges: `each` gets an accumulator that `start` made, and by term what the source has in the
    /// exchanges of some lanes, of which there are as many as it is told; `merge` joins two accumulators. The result must not
    /// depend on the order of exchanges.
    pub(super) fn fold<A: Send>(
        &self,
        exchanges: Exchanges,
        start: impl Fn() -> A + Sync + Send,
        each: impl Fn(&mut A, &[Lanes], usize) + Sync + Send,
        merge: impl Fn(A, A) -> A + Sync + Send,
    ) -> A {
        let pass = |mut folded: A, pass: usize| {
            let numbers = pass * LANES..exchanges.count.min((pass + 1) * LANES);
            let drawn: Vec<Vec<bool>> = numbers.map(|number| self.of_source(exchanges, number)).collect();
            each(&mut folded, &self.postings.lanes(&drawn), drawn.len());
            folded
        };
        let passes = (0..exchanges.count.div_ceil(LANES)).into_par_iter();
        passes.fold(&start, pass).reduce(&start, &merge)
    }

    /// Whether the source has each text in an exchange.
    fn of_source(&self, exchanges: Exchanges, number: usize) -> Vec<bool> {
        let changed = exchanges.changed(self.units, number);
        let of = |(label, of_source): &(Label, bool)| match label {
            Label::Kept => *of_source,
            Label::OfUnit(unit) => *of_source != changed[*unit as usize],
            Label::Alone => false,
        };
        let mut found: Vec<bool> = self.texts.iter().map(of).collect();
        let (alone, of_source) = &self.alone;
        let mut generator = stream(exchanges.seed, ALONE + number as u64);
        let dealt = rand::seq::index::sample(&mut generator, alone.len(), *of_source);
        dealt.into_iter().for_each(|place| found[alone[place]] = true);
        found
    }
}
