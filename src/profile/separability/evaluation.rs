//! How well a classifier does: texts in; the area under its curve with interval and p-value, its accuracy, and how often it
//! tells a text from its twin, by each set of words, out.

use rayon::prelude::*;

use super::WordSet;
use super::classifier::{LANES, Labels, sign};
use super::selection::Selection;
use crate::statistics::{Bootstrap, Exchanges, Interval, OrderedPairs, enough_units};

/// What was found with one set of words.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    /// The area under the curve, of texts in the same fold.
    pub(super) area: f64,
    pub(super) interval: Option<Interval>,
    /// The areas under exchanged labels, in the order of exchanges.
    pub(super) exchanged: Vec<f64>,
    pub(super) accuracy: f64,
    /// The part of the contents of both sources whose version by the source scores higher.
    pub(super) twins: Option<f64>,
}

/// The score of a text by each set of words.
type TextScores = [f64; WordSet::ALL.len()];

/// The area under the curve by chance, and for a text without a fellow in its fold.
const CHANCE: f64 = 0.5;

impl Selection {
    /// What is found with each of `sets`; `coins` are the exchanges of contents, `contents` of which there are.
    pub(super) fn evaluate(
        &self,
        sets: &[WordSet],
        coins: Exchanges,
        contents: usize,
        bootstrap: &Bootstrap,
    ) -> Vec<Found> {
        let observed: Vec<bool> = self.texts.iter().map(|text| text.source).collect();
        let mut scores: Vec<TextScores> = Vec::with_capacity(observed.len());
        self.table.scores(&self.labels(std::slice::from_ref(&observed)), |_, found| {
            scores.extend(found.iter().map(|of_sets| of_sets.map(|lanes| lanes[0])));
        });
        let of_block = |block: usize| -> Vec<Vec<f64>> {
            let exchanges = block * LANES..coins.count.min((block + 1) * LANES);
            let sources: Vec<Vec<bool>> = exchanges
                .map(|number| self.exchanged(&coins.changed(contents, number), coins.seed, number))
                .collect();
            let mut pairs = vec![vec![OrderedPairs::default(); sets.len()]; sources.len()];
            let mut rising = Vec::new();
            // Of many texts all scores would take more room than their words.
            self.table.scores(&self.labels(&sources), |texts, found| {
                for (lane, (sources, pairs)) in sources.iter().zip(&mut pairs).enumerate() {
                    for (set, pairs) in sets.iter().zip(pairs) {
                        let of_text = found.iter().map(|of_sets| of_sets[*set as usize][lane]);
                        rising.clear();
                        rising.extend(of_text.zip(texts.clone()));
                        rising.sort_unstable_by(by_score);
                        pairs.add(rising.iter().map(|(score, text)| (*score, sources[*text], 1)));
                    }
                }
            });
            let areas = |of_sets: Vec<OrderedPairs>| of_sets.into_iter().map(area).collect();
            pairs.into_iter().map(areas).collect()
        };
        let blocks = (0..coins.count.div_ceil(LANES)).into_par_iter();
        let exchanged: Vec<Vec<f64>> = blocks.flat_map_iter(of_block).collect();
        let found = |(place, set): (usize, &WordSet)| Found {
            area: self.area(&scores, *set, &observed),
            interval: self.interval(&scores, *set, bootstrap),
            exchanged: exchanged.iter().map(|areas| areas[place]).collect(),
            accuracy: self.accuracy(&scores, *set),
            twins: self.twins(&scores, *set),
        };
        sets.iter().enumerate().map(found).collect()
    }

    /// Who wrote each text under some labellings; those that are left over are as the first.
    fn labels(&self, sources: &[Vec<bool>]) -> Vec<Labels> {
        let of_text = |text: usize| {
            let of_lane = |lane: usize| sources.get(lane).or(sources.first()).is_some_and(|of| of[text]);
            (0..LANES).fold(0, |labels, lane| labels | Labels::from(of_lane(lane)) << lane)
        };
        (0..self.texts.len()).map(of_text).collect()
    }

    /// The places of the texts by fold, and within one by rising score.
    fn rising(&self, scores: &[TextScores], set: WordSet) -> Vec<Vec<(f64, usize)>> {
        let of_fold = |texts: &[usize]| {
            let mut rising: Vec<(f64, usize)> =
                texts.iter().map(|text| (scores[*text][set as usize], *text)).collect();
            rising.sort_unstable_by(by_score);
            rising
        };
        let places: Vec<usize> = (0..self.texts.len()).collect();
        places
            .chunk_by(|left, right| self.texts[*left].fold == self.texts[*right].fold)
            .map(of_fold)
            .collect()
    }

    /// Texts are compared within folds alone, since each fold has a classifier of its own, which knows nothing of them.
    fn area(&self, scores: &[TextScores], set: WordSet, sources: &[bool]) -> f64 {
        let mut pairs = OrderedPairs::default();
        for fold in self.rising(scores, set) {
            pairs.add(fold.into_iter().map(|(score, text)| (score, sources[text], 1)));
        }
        area(pairs)
    }

    /// The interval of the area by drawing contents with replacement, each with its texts and their scores; none of too few contents.
    fn interval(&self, scores: &[TextScores], set: WordSet, bootstrap: &Bootstrap) -> Option<Interval> {
        if !enough_units(self.unit_count, bootstrap.confidence) {
            return None;
        }
        let rising = self.rising(scores, set);
        let replicate = |number: usize| {
            let times = bootstrap.times(self.unit_count, number);
            let mut pairs = OrderedPairs::default();
            for fold in &rising {
                pairs.add(fold.iter().map(|(score, text)| {
                    (*score, self.texts[*text].source, u64::from(times[self.units[*text] as usize]))
                }));
            }
            pairs.area()
        };
        let replicates: Vec<f64> = (0..bootstrap.replicates).into_par_iter().filter_map(replicate).collect();
        Interval::percentile(replicates, bootstrap.confidence)
    }

    /// The part of the texts that are taken for one of the side that wrote them; a score of 0 is right half the time.
    fn accuracy(&self, scores: &[TextScores], set: WordSet) -> f64 {
        let twice_right = |(text, scores): (usize, &TextScores)| {
            let score = scores[set as usize] * sign(self.texts[text].source);
            if score > 0.0 { 2 } else { u64::from(score == 0.0) }
        };
        let right: u64 = scores.iter().enumerate().map(twice_right).sum();
        right as f64 / (2 * scores.len().max(1)) as f64
    }

    fn twins(&self, scores: &[TextScores], set: WordSet) -> Option<f64> {
        let mut of_contents = vec![[None; 2]; self.unit_count];
        for (text, scores) in scores.iter().enumerate() {
            of_contents[self.units[text] as usize][usize::from(self.texts[text].source)] =
                Some(scores[set as usize]);
        }
        let pairs = of_contents.iter().filter_map(|[there, here]| Some(((*there)?, (*here)?)));
        let (mut twice, mut count) = (0, 0_u64);
        for (there, here) in pairs {
            twice += if here > there { 2 } else { u64::from(here == there) };
            count += 1;
        }
        (count > 0).then(|| twice as f64 / (2 * count) as f64)
    }
}

fn by_score(left: &(f64, usize), right: &(f64, usize)) -> std::cmp::Ordering {
    left.0.total_cmp(&right.0)
}

fn area(pairs: OrderedPairs) -> f64 {
    pairs.area().unwrap_or(CHANCE)
}
