//! Exchanges of labels as counts: the documents of two sources by content in; how often each term stands in the texts that the
//! source has under each of some exchanges out. What the reference has is the rest.

use rayon::prelude::*;

use super::recount::{LANES, Lanes, Postings};
use super::texts::Texts;
use crate::statistics::Exchanges;
use crate::text::AnalyzedCorpus;

/// The texts of two sources, whose labels are exchanged.
pub(super) struct Labelled {
    postings: Postings,
    /// For each text, the unit whose coin its label follows, and whether the source wrote it.
    texts: Vec<(Option<u32>, bool)>,
    units: usize,
}

impl Labelled {
    /// Documents by number, each with its unit (of so many, from 0) and whether the source wrote it. One without a unit keeps its
    /// label.
    pub(super) fn new(
        corpus: &AnalyzedCorpus,
        documents: impl IntoIterator<Item = (u32, Option<u32>, bool)>,
        units: usize,
    ) -> Self {
        let (numbers, texts): (Vec<u32>, Vec<_>) =
            documents.into_iter().map(|(number, unit, of_source)| (number, (unit, of_source))).unzip();
        let postings = Postings::of_texts(corpus, &Texts::whole(corpus, &numbers));
        Labelled { postings, texts, units }
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
        let of = |(unit, of_source): &(Option<u32>, bool)| {
            *of_source != unit.is_some_and(|unit| changed[unit as usize])
        };
        self.texts.iter().map(of).collect()
    }
}
