//! Counts of resampled texts: texts in, and how often each of them is drawn in some replicates; how often each term
//! occurs in each replicate out.

use rayon::prelude::*;

use crate::text::TermCounts;

/// How many replicates are counted side by side.
pub(super) const LANES: usize = 32;
/// SourceTexts in a block: what is drawn of them in all lanes fits into the processor's second cache.
const BLOCK: usize = 8192;
/// A text that has a term up to so many times is added so many times, which is faster than to multiply.
const REPEATED: u32 = 8;
/// The largest frequency of one posting: times the largest weight it fits into 16 bits.
const LARGEST: u32 = 255;

/// SourceTexts by their terms: for each block of texts, which of them have a term and how often.
///
/// Going through texts, every term's counts would have to be fetched for every text that has it. Going through terms, the
/// sums of a term stay in the processor's registers, and what is fetched is small and near.
pub(super) struct Postings {
    blocks: Vec<Block>,
    terms: usize,
}

/// How often a text is drawn in every lane: a byte each, eight in a word.
type Weights = [u64; LANES / 8];

/// For each term, its frequency in every lane.
pub(super) type LaneCounts = Vec<[u32; LANES]>;

struct Block {
    /// The number of its first text.
    first: usize,
    /// The terms that it has, in rising order, and where the occurrences and the postings of each end.
    terms: Vec<(u32, usize, usize)>,
    /// The place of a text in the block, as often as it has the term.
    occurrences: Vec<u16>,
    /// For texts that have it more often, the place of the text and the frequency; one text may have several.
    postings: Vec<(u16, u16)>,
}

impl Postings {
    pub(super) fn new(texts: &TermCounts) -> Self {
        let blocks = (0..texts.len().div_ceil(BLOCK)).into_par_iter();
        let blocks = blocks.map(|block| Block::new(texts, block * BLOCK)).collect();
        Postings { blocks, terms: texts.vocabulary() }
    }

    /// How often each term occurs in each of up to [`LANES`] replicates, of which `drawn` says how often they have each
    /// text: for each replicate, the frequency of every term.
    pub(super) fn counts(&self, drawn: &[Vec<u8>]) -> Vec<Vec<u32>> {
        let mut lanes = vec![Vec::with_capacity(self.terms); drawn.len()];
        for counts in self.lanes(drawn) {
            lanes.iter_mut().zip(counts).for_each(|(lane, count)| lane.push(count));
        }
        lanes
    }

    /// The same by term; lanes beyond those that are drawn hold 0.
    pub(super) fn lanes(&self, drawn: &[Vec<u8>]) -> LaneCounts {
        let mut counts = vec![[0_u32; LANES]; self.terms];
        let mut weights = vec![Weights::default(); BLOCK];
        let largest = drawn.iter().flatten().copied().max().unwrap_or(0);
        for block in &self.blocks {
            weights.fill(Weights::default());
            for (lane, drawn) in drawn.iter().enumerate() {
                let of_block = &drawn[block.first..drawn.len().min(block.first + BLOCK)];
                let (word, shift) = (lane / 8, lane % 8 * 8);
                let pairs = weights.iter_mut().zip(of_block);
                pairs.for_each(|(weights, weight)| weights[word] |= u64::from(*weight) << shift);
            }
            block.add(&weights, largest, &mut counts);
        }
        counts
    }
}

impl Block {
    fn new(texts: &TermCounts, first: usize) -> Self {
        let texts_of_block = first..texts.len().min(first + BLOCK);
        // How many occurrences and postings each term has, and then where the next of them goes.
        let mut places = vec![[0_usize; 2]; texts.vocabulary()];
        for text in texts_of_block.clone() {
            for (term, frequency) in texts.counts(text) {
                let [occurrences, postings] = &mut places[term.index()];
                match *frequency {
                    few @ 0..=REPEATED => *occurrences += few as usize,
                    many => *postings += many.div_ceil(LARGEST) as usize,
                }
            }
        }
        let (mut terms, mut ends) = (Vec::new(), [0, 0]);
        for (term, place) in (0..).zip(&mut places) {
            let [occurrences, postings] = *place;
            *place = ends;
            ends = [ends[0] + occurrences, ends[1] + postings];
            if occurrences + postings > 0 {
                terms.push((term, ends[0], ends[1]));
            }
        }
        let (mut occurrences, mut postings) = (vec![0; ends[0]], vec![(0, 0); ends[1]]);
        for text in texts_of_block {
            let place = (text - first) as u16;
            for (term, frequency) in texts.counts(text) {
                let next = &mut places[term.index()];
                if *frequency <= REPEATED {
                    occurrences[next[0]..][..*frequency as usize].fill(place);
                    next[0] += *frequency as usize;
                    continue;
                }
                let mut rest = *frequency;
                while rest > 0 {
                    let part = rest.min(LARGEST);
                    postings[next[1]] = (place, part as u16);
                    next[1] += 1;
                    rest -= part;
                }
            }
        }
        Block { first, terms, occurrences, postings }
    }

    /// Adds the texts of the block, each as often as its weights say, of which `largest` is the largest.
    fn add(&self, weights: &[Weights], largest: u8, counts: &mut [[u32; LANES]]) {
        // So many weights a byte can hold: until then words are added as they are, and no byte runs over into the next.
        let together = usize::from(u8::MAX / largest.max(1));
        let (mut occurrence, mut posting) = (0, 0);
        for (term, last_occurrence, last_posting) in &self.terms {
            let counts = &mut counts[*term as usize];
            for texts in self.occurrences[occurrence..*last_occurrence].chunks(together) {
                let mut sums = Weights::default();
                for text in texts {
                    let weights = &weights[usize::from(*text)];
                    sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight);
                }
                counts.iter_mut().zip(bytes(sums)).for_each(|(count, sum)| *count += u32::from(sum));
            }
            for (text, frequency) in &self.postings[posting..*last_posting] {
                let weights = bytes(weights[usize::from(*text)]);
                for (count, weight) in counts.iter_mut().zip(weights) {
                    *count += u32::from(u16::from(weight) * frequency);
                }
            }
            (occurrence, posting) = (*last_occurrence, *last_posting);
        }
    }
}

fn bytes(weights: Weights) -> [u8; LANES] {
    let mut bytes = [0; LANES];
    for (bytes, word) in bytes.chunks_exact_mut(8).zip(weights) {
        bytes.copy_from_slice(&word.to_le_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Corpus;
    use crate::text::{AnalyzedCorpus, Analyzer};

    #[test]
    fn counts_are_those_of_adding_text_by_text() {
        // Frequencies on either side of what is repeated, of what a posting holds and of what a byte does.
        let text = |number: u32| {
            let times = [1, 2, 7, 8, 9, 30, 254, 255, 256, 600][number as usize % 10];
            format!("{} w{} w{}", "a ".repeat(times as usize), number % 13, number % 7)
        };
        let texts: Vec<(String, String)> =
            (0..40).map(|number| (format!("{number:02}"), text(number))).collect();
        let texts: Vec<(&str, &str)> = texts.iter().map(|(id, text)| (id.as_str(), text.as_str())).collect();
        let corpus = Corpus::from_texts([("human", texts)]).unwrap();
        let corpus = AnalyzedCorpus::read(&corpus, &Analyzer::parse("words").unwrap(), false).unwrap();
        let numbers: Vec<u32> = (0..40).collect();
        let texts = TermCounts::whole(&corpus, &numbers);
        let postings = Postings::new(&texts);
        for largest in [1, 2, 255] {
            let weight = |lane: usize, text: usize| ((lane * 7 + text * text) % (largest + 1)) as u8;
            let drawn: Vec<Vec<u8>> =
                (0..LANES - 1).map(|lane| (0..40).map(|text| weight(lane, text)).collect()).collect();
            for (drawn, found) in drawn.iter().zip(postings.counts(&drawn)) {
                let mut plain = vec![0; texts.vocabulary()];
                (0..40).for_each(|text| texts.add(text, u32::from(drawn[text]), &mut plain));
                assert_eq!(found, plain);
            }
        }
    }
}
