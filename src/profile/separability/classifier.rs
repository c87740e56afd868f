//! A linear classifier of texts by their words: texts with the fold and the source of each in; the score of each text by
//! what the other folds say out, for several labellings side by side.

use super::WordSet;

/// How many labellings are scored side by side.
pub(super) const LANES: usize = 8;

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
    let mut signs = Vec::with_capacity(texts.len());
    for text in order.iter().map(|place| &texts[*place]) {
        let mut counts = text.counts.clone();
        counts.sort_unstable_by_key(|(word, _)| *word);
        table.add_counted(text.fold, counts.into_iter());
        signs.push([sign(text.source); LANES]);
    }
    let mut scores = vec![0.0; texts.len()];
    for (place, found) in order.iter().zip(table.scores(&signs)) {
        scores[*place] = found[WordSet::All as usize][0];
    }
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
    entries: Vec<(u32, u32)>,
    /// By fold and word, how often both sides together have it.
    both: Vec<f64>,
}

#[derive(Debug)]
struct Row {
    fold: usize,
    /// Where its function words begin, where its other words begin, and where these end.
    bounds: [usize; 3],
    /// Its tokens among the function words, and among the others.
    tokens: [f64; 2],
}

impl CountTable {
    /// No texts yet, of `words` words, of which the first `functions` are function words.
    pub(super) fn new(words: usize, functions: usize) -> Self {
        CountTable { folds: 0, words, functions, rows: Vec::new(), entries: Vec::new(), both: Vec::new() }
    }

    /// Adds a text, by rising fold: its words by number, each as often as it has it; the order of `words` is lost.
    pub(super) fn add(&mut self, fold: usize, words: &mut [u32]) {
        words.sort_unstable();
        let runs = words.chunk_by(|left, right| left == right);
        self.add_counted(fold, runs.map(|run| (run[0], run.len() as u32)));
    }

    /// The same, with its words counted, by word.
    fn add_counted(&mut self, fold: usize, counts: impl Iterator<Item = (u32, u32)>) {
        let start = self.entries.len();
        self.entries.extend(counts);
        let counts = &self.entries[start..];
        let functions = counts.partition_point(|(word, _)| (*word as usize) < self.functions);
        let tokens = |counts: &[(u32, u32)]| counts.iter().map(|(_, count)| f64::from(*count)).sum();
        let tokens = [tokens(&counts[..functions]), tokens(&counts[functions..])];
        self.folds = fold + 1;
        self.both.resize(self.folds * self.words, 0.0);
        for (word, count) in counts {
            self.both[fold * self.words + *word as usize] += f64::from(*count);
        }
        self.rows.push(Row { fold, bounds: [start, start + functions, self.entries.len()], tokens });
    }

    /// The words of each text with their frequencies, by word.
    pub(super) fn counts(&self) -> impl Iterator<Item = &[(u32, u32)]> {
        self.rows.iter().map(|row| &self.entries[row.bounds[0]..row.bounds[2]])
    }

    /// The score of each text by each set of words, where `signs` has 1 for a text of the source and −1 for one of the
    /// reference, under each labelling. All counts are whole numbers below 2^53, so that sums are exact in any order.
    pub(super) fn scores(&self, signs: &[[f64; LANES]]) -> Vec<Scores> {
        let mut differences = vec![[0.0; LANES]; self.folds * self.words];
        for (row, signs) in self.rows.iter().zip(signs) {
            let of_fold = &mut differences[row.fold * self.words..(row.fold + 1) * self.words];
            for (word, count) in &self.entries[row.bounds[0]..row.bounds[2]] {
                let (sums, count) = (&mut of_fold[*word as usize], f64::from(*count));
                (0..LANES).for_each(|lane| sums[lane] += signs[lane] * count);
            }
        }
        let mut whole = vec![([0.0; LANES], 0.0); self.words];
        for (place, difference) in differences.iter().enumerate() {
            let (sums, both) = &mut whole[place % self.words];
            (0..LANES).for_each(|lane| sums[lane] += difference[lane]);
            *both += self.both[place];
        }
        let mut found = Vec::with_capacity(self.rows.len());
        for rows in self.rows.chunk_by(|left, right| left.fold == right.fold) {
            let weights = Weights::without(rows[0].fold, self, &whole, &differences);
            found.extend(rows.iter().map(|row| weights.scores(row, &self.entries)));
        }
        found
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

    fn scores(&self, row: &Row, entries: &[(u32, u32)]) -> Scores {
        let sum = |range: std::ops::Range<usize>| {
            let mut sums = [0.0; LANES];
            for (word, count) in &entries[range] {
                let (ratios, count) = (&self.ratios[*word as usize], f64::from(*count));
                (0..LANES).for_each(|lane| sums[lane] += count * ratios[lane]);
            }
            sums
        };
        let functions = sum(row.bounds[0]..row.bounds[1]);
        let others = sum(row.bounds[1]..row.bounds[2]);
        let mean = |set: WordSet, lane: usize| {
            let (sum, tokens) = match set {
                WordSet::All => (functions[lane] + others[lane], row.tokens[0] + row.tokens[1]),
                WordSet::WithoutFunctionWords => (others[lane], row.tokens[1]),
                WordSet::FunctionWords => (functions[lane], row.tokens[0]),
            };
            if tokens > 0.0 { sum / tokens - self.shifts[set as usize][lane] } else { 0.0 }
        };
        WordSet::ALL.map(|set| std::array::from_fn(|lane| mean(set, lane)))
    }
}
