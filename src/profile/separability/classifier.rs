//! A linear classifier of texts by their words: texts with the fold and the source of each in; the score of each text by
//! what the other folds say out, for several labellings side by side.

use std::ops::Range;

use super::WordSet;

/// How many labellings are scored side by side.
pub(super) const LANES: usize = u8::BITS as usize;

/// Who wrote a text under each labelling: a bit is 1 where it is the source.
pub(super) type Labels = u8;

/// For all labellings of a text, 1 where it is the source's and −1 where it is the reference's.
const SIGNS: [[f64; LANES]; 1 << LANES] = {
    let mut signs = [[-1.0; LANES]; 1 << LANES];
    let mut labels = 0;
    while labels < signs.len() {
        let mut lane = 0;
        while lane < LANES {
            if labels >> lane & 1 == 1 {
                signs[labels][lane] = 1.0;
            }
            lane += 1;
        }
        labels += 1;
    }
    signs
};

/// A text to be classified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassifiedText {
    /// Its fold, from 0: it is scored by the texts of all other folds.
    pub fold: usize,
    /// Whether the source wrote it, and not the reference.
    pub source: bool,
    /// Its words, each by its number from 0, with their frequencies.
    pub counts: Vec<(u32, u32)>,
}

/// The weight of each word by multinomial naive Bayes, from how often the source and the reference have it:
/// w = ln((n₁ + 1) ÷ (N₁ + V)) − ln((n₂ + 1) ÷ (N₂ + V)), with n its frequency on either side, N the sum of all frequencies
/// there and V the number of words. Above 0 for the words of the source. Exchanging the sides turns every sign exactly.
///
/// (Maron 1961, "Automatic indexing: an experimental inquiry"; McCallum & Nigam 1998, "A comparison of event models for
/// naive Bayes text classification"; Laplace's smoothing)
///
/// ```
/// use sourcebias::profile::separability::word_weights;
/// // (3 + 1) ÷ (4 + 2) against (0 + 1) ÷ (2 + 2); (1 + 1) ÷ 6 against (2 + 1) ÷ 4.
/// let weights = word_weights(&[[3, 0], [1, 2]]);
/// assert!((weights[0] - (8.0_f64 / 3.0).ln()).abs() < 1e-15 && (weights[1] - (4.0_f64 / 9.0).ln()).abs() < 1e-15);
/// ```
pub fn word_weights(frequencies: &[[u64; 2]]) -> Vec<f64> {
    let sum = |side: usize| frequencies.iter().map(|word| word[side]).sum::<u64>();
    let shift = ratio(sum(0) as f64, sum(1) as f64, frequencies.len() as f64);
    frequencies.iter().map(|[here, there]| ratio(*here as f64, *there as f64, 1.0) - shift).collect()
}

/// ln(here + smoothing) − ln(there + smoothing).
fn ratio(here: f64, there: f64, smoothing: f64) -> f64 {
    (here + smoothing).ln() - (there + smoothing).ln()
}

/// The score of each text, in order: the mean weight of its tokens ([`word_weights`]) by the texts of all other folds, of
/// `words` words. Above 0 where the classifier takes it for one of the source, both being as likely beforehand; 0 for a text
/// without words.
///
/// ```
/// use sourcebias::profile::separability::{ClassifiedText, cross_validated_scores};
/// let text = |fold, source, word| ClassifiedText { fold, source, counts: vec![(word, 1)] };
/// // The other fold has word 0 in the source alone, and word 1 in the reference alone: ln((1 + 1) ÷ (0 + 1)).
/// let texts = [text(0, true, 0), text(0, false, 1), text(1, true, 0), text(1, false, 1)];
/// let two = 2_f64.ln();
/// assert_eq!(cross_validated_scores(&texts, 2), [two, -two, two, -two]);
/// ```
pub fn cross_validated_scores(texts: &[ClassifiedText], words: usize) -> Vec<f64> {
    let mut order: Vec<usize> = (0..texts.len()).collect();
    order.sort_by_key(|place| texts[*place].fold);
    let mut table = CountTable::new(words, 0);
    let mut labels = Vec::with_capacity(texts.len());
    for text in order.iter().map(|place| &texts[*place]) {
        let mut counts = text.counts.clone();
        counts.sort_unstable_by_key(|(word, _)| *word);
        table.add_counted(text.fold, counts.into_iter());
        labels.push(if text.source { Labels::MAX } else { 0 });
    }
    let mut scores = vec![0.0; texts.len()];
    table.scores(&labels, |places, found| {
        for (place, found) in order[places].iter().zip(found) {
            scores[*place] = found[WordSet::All as usize][0];
        }
    });
    scores
}

/// 1 for the source, −1 for the reference.
pub(super) fn sign(source: bool) -> f64 {
    if source { 1.0 } else { -1.0 }
}

/// The scores of a text by each set of words, under each labelling.
pub(super) type Scores = [[f64; LANES]; WordSet::ALL.len()];

/// Texts by fold, with their words: the first of these are function words.
#[derive(Debug)]
pub(super) struct CountTable {
    folds: usize,
    words: usize,
    functions: usize,
    rows: Vec<Row>,
    /// The words of all texts with their frequencies, of each by word.
    entries: Entries,
    /// By fold and word, how often both sides together have it.
    both: Vec<f64>,
}

/// Words with their frequencies, five bytes each, since hardly a frequency needs more than one.
#[derive(Debug, Default)]
struct Entries {
    words: Vec<u32>,
    /// The frequency of each, or [`u8::MAX`] where it is that or more.
    counts: Vec<u8>,
    /// The places of those, rising, with their frequencies.
    large: Vec<(usize, u32)>,
}

impl Entries {
    fn push(&mut self, word: u32, count: u32) {
        let small = u8::try_from(count).unwrap_or(u8::MAX);
        if small == u8::MAX {
            self.large.push((self.words.len(), count));
        }
        self.words.push(word);
        self.counts.push(small);
    }

    /// Those at these places.
    fn at(&self, places: Range<usize>) -> impl Iterator<Item = (u32, u32)> + Clone {
        let entries = places.clone().zip(&self.words[places.clone()]).zip(&self.counts[places]);
        entries.map(|((place, word), count)| {
            (*word, if *count == u8::MAX { self.large(place) } else { u32::from(*count) })
        })
    }

    #[cold]
    fn large(&self, place: usize) -> u32 {
        let found = self.large.binary_search_by_key(&place, |(known, _)| *known);
        self.large[found.expect("every large frequency is listed")].1
    }
}

/// Where the words of a text stand. There are many texts, and so it is small.
#[derive(Debug)]
struct Row {
    start: usize,
    fold: u32,
    /// How many function words it has, and how many others; these come behind.
    types: [u32; 2],
    /// Its tokens among the function words, and among the others.
    tokens: [u32; 2],
}

impl Row {
    /// Where its function words are among all entries, and where its other words are.
    fn places(&self) -> [Range<usize>; 2] {
        let middle = self.start + self.types[0] as usize;
        [self.start..middle, middle..middle + self.types[1] as usize]
    }

    /// Where all its words are.
    fn all(&self) -> Range<usize> {
        let [functions, others] = self.places();
        functions.start..others.end
    }
}

impl CountTable {
    /// No texts yet, of `words` words, of which the first `functions` are function words.
    pub(super) fn new(words: usize, functions: usize) -> Self {
        CountTable {
            folds: 0,
            words,
            functions,
            rows: Vec::new(),
            entries: Entries::default(),
            both: Vec::new(),
        }
    }

    /// Adds a text, by rising fold: its words by number, each as often as it has it; the order of `words` is lost.
    pub(super) fn add(&mut self, fold: usize, words: &mut [u32]) {
        words.sort_unstable();
        let runs = words.chunk_by(|left, right| left == right);
        self.add_counted(fold, runs.map(|run| (run[0], run.len() as u32)));
    }

    /// The same, with its words counted, by word.
    fn add_counted(&mut self, fold: usize, counts: impl Iterator<Item = (u32, u32)>) {
        let (start, counts) = (self.entries.words.len(), counts.collect::<Vec<_>>());
        let functions = counts.partition_point(|(word, _)| (*word as usize) < self.functions);
        let tokens = |counts: &[(u32, u32)]| counts.iter().map(|(_, count)| count).sum();
        let tokens = [tokens(&counts[..functions]), tokens(&counts[functions..])];
        self.folds = fold + 1;
        self.both.resize(self.folds * self.words, 0.0);
        for (word, count) in &counts {
            self.both[fold * self.words + *word as usize] += f64::from(*count);
            self.entries.push(*word, *count);
        }
        let types = [functions as u32, (counts.len() - functions) as u32];
        self.rows.push(Row { start, fold: fold as u32, types, tokens });
    }

    /// The words of each text with their frequencies, by word.
    pub(super) fn counts(&self) -> impl Iterator<Item = impl Iterator<Item = (u32, u32)> + Clone> {
        self.rows.iter().map(|row| self.entries.at(row.all()))
    }

    /// Gives the scores of the texts by each set of words under each labelling, those of a fold at a time with their places.
    /// All counts are whole numbers below 2^53, so that sums are exact in any order.
    pub(super) fn scores(&self, labels: &[Labels], mut each: impl FnMut(Range<usize>, &[Scores])) {
        let mut differences = vec![[0.0; LANES]; self.folds * self.words];
        for (row, labels) in self.rows.iter().zip(labels) {
            let of_fold = &mut differences[row.fold as usize * self.words..][..self.words];
            let signs = &SIGNS[usize::from(*labels)];
            for (word, count) in self.entries.at(row.all()) {
                let (sums, count) = (&mut of_fold[word as usize], f64::from(count));
                (0..LANES).for_each(|lane| sums[lane] += signs[lane] * count);
            }
        }
        let mut whole = vec![([0.0; LANES], 0.0); self.words];
        for (place, difference) in differences.iter().enumerate() {
            let (sums, both) = &mut whole[place % self.words];
            (0..LANES).for_each(|lane| sums[lane] += difference[lane]);
            *both += self.both[place];
        }
        let (mut found, mut start) = (Vec::new(), 0);
        for rows in self.rows.chunk_by(|left, right| left.fold == right.fold) {
            let weights = Weights::without(rows[0].fold as usize, self, &whole, &differences);
            found.clear();
            found.extend(rows.iter().map(|row| weights.scores(row, &self.entries)));
            each(start..start + rows.len(), &found);
            start += rows.len();
        }
    }
}

/// What all folds but one say of the words, under each labelling.
struct Weights {
    /// For each word, ln of how often the source has it by how often the reference has.
    ratios: Vec<[f64; LANES]>,
    /// For each set, ln of the tokens of the source by those of the reference.
    shifts: Scores,
}

impl Weights {
    fn without(
        fold: usize,
        table: &CountTable,
        whole: &[([f64; LANES], f64)],
        differences: &[[f64; LANES]],
    ) -> Weights {
        let mut tokens = [[[0.0; 2]; LANES]; 2];
        let mut ratios = Vec::with_capacity(table.words);
        for (word, (sums, both)) in whole.iter().enumerate() {
            let place = fold * table.words + word;
            let both = both - table.both[place];
            let of_set = &mut tokens[usize::from(word >= table.functions)];
            let ratio = |lane: usize| {
                let difference = sums[lane] - differences[place][lane];
                let [here, there] = [(both + difference) / 2.0, (both - difference) / 2.0];
                of_set[lane][0] += here;
                of_set[lane][1] += there;
                ratio(here, there, 1.0)
            };
            let mut ratio = ratio;
            ratios.push(std::array::from_fn(&mut ratio));
        }
        let [functions, others] = tokens;
        let others_count = (table.words - table.functions) as f64;
        let shift = |set: WordSet, lane: usize| {
            let [function, other] = [functions[lane], others[lane]];
            match set {
                WordSet::All => ratio(function[0] + other[0], function[1] + other[1], table.words as f64),
                WordSet::WithoutFunctionWords => ratio(other[0], other[1], others_count),
                WordSet::FunctionWords => ratio(function[0], function[1], table.functions as f64),
            }
        };
        let shifts = WordSet::ALL.map(|set| std::array::from_fn(|lane| shift(set, lane)));
        Weights { ratios, shifts }
    }

    fn scores(&self, row: &Row, entries: &Entries) -> Scores {
        let sum = |range: Range<usize>| {
            let mut sums = [0.0; LANES];
            for (word, count) in entries.at(range) {
                let (ratios, count) = (&self.ratios[word as usize], f64::from(count));
                (0..LANES).for_each(|lane| sums[lane] += count * ratios[lane]);
            }
            sums
        };
        let [functions, others] = row.places().map(sum);
        let tokens = row.tokens.map(f64::from);
        let mean = |set: WordSet, lane: usize| {
            let (sum, tokens) = match set {
                WordSet::All => (functions[lane] + others[lane], tokens[0] + tokens[1]),
                WordSet::WithoutFunctionWords => (others[lane], tokens[1]),
                WordSet::FunctionWords => (functions[lane], tokens[0]),
            };
            if tokens > 0.0 { sum / tokens - self.shifts[set as usize][lane] } else { 0.0 }
        };
        WordSet::ALL.map(|set| std::array::from_fn(|lane| mean(set, lane)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequencies_are_kept_whatever_their_size() {
        let frequencies = [1, 254, 255, 3, 256, 70_000, 2];
        let mut entries = Entries::default();
        (0..).zip(frequencies).for_each(|(word, count)| entries.push(word, count));
        let expected: Vec<(u32, u32)> = (0..).zip(frequencies).collect();
        assert_eq!(entries.at(0..7).collect::<Vec<_>>(), expected);
        assert_eq!(entries.at(2..6).collect::<Vec<_>>(), expected[2..6]);
    }

    #[test]
    fn each_bit_is_the_sign_of_its_labelling() {
        assert_eq!(SIGNS[0b0000_0101], [1.0, -1.0, 1.0, -1.0, -1.0, -1.0, -1.0, -1.0]);
        assert_eq!((SIGNS[0], SIGNS[255]), ([-1.0; LANES], [1.0; LANES]));
    }
}
