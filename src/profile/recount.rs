//! Counts of resampled texts: texts in, and how often each of them is drawn in some replicates; how often each term
//! occurs in each replicate out.

use std::ops::Range;

use rayon::prelude::*;

use super::texts::Texts;
use crate::text::{AnalyzedCorpus, TermCounts, TermId};

/// How many replicates are counted side by side.
pub(in crate::profile) const LANES: usize = 32;
/// Texts in a block: what is drawn of them in all lanes fits into the processor's second cache.
const BLOCK: usize = 8192;
/// A text that has a term up to so many times is added so many times, which is faster than to multiply.
const REPEATED: u32 = 8;
/// The largest frequency of one posting: times the largest weight it fits into 16 bits.
const LARGEST: u32 = 255;

/// Texts by their terms: for each block of texts, which of them have a term and how often; two bytes a token.
///
/// Going through texts, every term's counts would have to be fetched for every text that has it. Going through terms, the
/// sums of a term stay in the processor's registers, and what is fetched is small and near.
#[derive(Debug, Default)]
pub(in crate::profile) struct Postings {
    blocks: Vec<Block>,
    terms: usize,
}

/// How often a text is drawn in every lane: a byte each, eight in a word.
type Weights = [u64; LANES / 8];

/// The frequency of a term in every lane.
pub(in crate::profile) type Lanes = [u32; LANES];

#[derive(Debug)]
struct Block {
    /// The numbers of its texts.
    texts: Range<usize>,
    /// The terms that it has, in rising order, and how many occurrences and postings each has.
    terms: Vec<(u32, u32, u32)>,
    /// The place of a text in the block, as often as it has the term.
    occurrences: Vec<u16>,
    /// For texts that have it more often, the place of the text and the frequency; one text may have several.
    postings: Vec<(u16, u16)>,
}

/// Texts whose terms can be told.
trait Counted: Sync {
    /// Calls `each` with the terms of a text and their frequencies, in any order; `room` has a 0 for each term, and has it again
    /// afterwards.
    fn each(&self, text: usize, room: &mut [u32], each: impl FnMut(TermId, u32));
}

impl Counted for TermCounts {
    fn each(&self, text: usize, _: &mut [u32], mut each: impl FnMut(TermId, u32)) {
        self.counts(text).iter().for_each(|(term, frequency)| each(*term, *frequency));
    }
}

impl Counted for (&AnalyzedCorpus, &Texts) {
    fn each(&self, text: usize, room: &mut [u32], mut each: impl FnMut(TermId, u32)) {
        let tokens = self.1.tokens(self.0, text);
        tokens.iter().for_each(|term| room[term.index()] += 1);
        for term in tokens {
            // The first occurrence takes the count of all of them.
            let frequency = std::mem::take(&mut room[term.index()]);
            if frequency > 0 {
                each(*term, frequency);
            }
        }
    }
}

impl Postings {
    /// Of texts that are counted.
    pub(super) fn new(texts: &TermCounts) -> Self {
        Postings::of(texts, texts.len(), texts.vocabulary())
    }

    /// Of texts of a corpus.
    pub(in crate::profile) fn of_texts(corpus: &AnalyzedCorpus, texts: &Texts) -> Self {
        Postings::of(&(corpus, texts), texts.len(), corpus.vocabulary().len())
    }

    fn of(texts: &impl Counted, count: usize, terms: usize) -> Self {
        let blocks = (0..count.div_ceil(BLOCK)).into_par_iter();
        let block = |block: usize| Block::new(texts, block * BLOCK..count.min((block + 1) * BLOCK), terms);
        Postings { blocks: blocks.map(block).collect(), terms }
    }

    /// How often each term occurs in each of up to [`LANES`] replicates, of which `drawn` says how often they have each
    /// text: for each replicate, the frequency of every term.
    pub(super) fn counts(&self, drawn: &[impl AsRef<[u8]>]) -> Vec<Vec<u32>> {
        let mut lanes = vec![Vec::with_capacity(self.terms); drawn.len()];
        for counts in self.lanes(drawn) {
            lanes.iter_mut().zip(counts).for_each(|(lane, count)| lane.push(count));
        }
        lanes
    }

    /// The same by term; lanes beyond those that are drawn hold 0.
    pub(in crate::profile) fn lanes(&self, drawn: &[impl AsRef<[u8]>]) -> Vec<Lanes> {
        let mut counts = vec![[0_u32; LANES]; self.terms];
        self.add_to(&mut counts, drawn);
        counts
    }

    /// Adds the same to `counts`.
    pub(in crate::profile) fn add_to(&self, counts: &mut [Lanes], drawn: &[impl AsRef<[u8]>]) {
        let largest = drawn.iter().flat_map(|drawn| drawn.as_ref()).copied().max().unwrap_or(0);
        for block in &self.blocks {
            let drawn = drawn.iter().map(|drawn| &drawn.as_ref()[block.texts.clone()]).enumerate();
            let mut weights = vec![Weights::default(); block.texts.len()];
            for (lane, drawn) in drawn {
                let (word, shift) = (lane / 8, lane % 8 * 8);
                let pairs = weights.iter_mut().zip(drawn);
                pairs.for_each(|(weights, weight)| weights[word] |= u64::from(*weight) << shift);
            }
            block.add(counts, largest, &weights);
        }
    }
}

impl Block {
    fn new(texts: &impl Counted, numbers: Range<usize>, terms: usize) -> Self {
        let first = numbers.start;
        let mut room = vec![0; terms];
        // How many occurrences and postings each term has, and then where the next of them goes.
        let mut places = vec![[0_usize; 2]; terms];
        for text in numbers.clone() {
            texts.each(text, &mut room, |term, frequency| {
                let [occurrences, postings] = &mut places[term.index()];
                match frequency {
                    few @ 0..=REPEATED => *occurrences += few as usize,
                    many => *postings += many.div_ceil(LARGEST) as usize,
                }
            });
        }
        let (mut of_terms, mut ends) = (Vec::new(), [0, 0]);
        for (term, place) in (0..).zip(&mut places) {
            let [occurrences, postings] = *place;
            *place = ends;
            ends = [ends[0] + occurrences, ends[1] + postings];
            if occurrences + postings > 0 {
                of_terms.push((term, occurrences as u32, postings as u32));
            }
        }
        let (mut occurrences, mut postings) = (vec![0; ends[0]], vec![(0, 0); ends[1]]);
        for text in numbers.clone() {
            let place = (text - first) as u16;
            texts.each(text, &mut room, |term, frequency| {
                let next = &mut places[term.index()];
                if frequency <= REPEATED {
                    occurrences[next[0]..][..frequency as usize].fill(place);
                    next[0] += frequency as usize;
                    return;
                }
                let mut rest = frequency;
                while rest > 0 {
                    let part = rest.min(LARGEST);
                    postings[next[1]] = (place, part as u16);
                    next[1] += 1;
                    rest -= part;
                }
            });
        }
        Block { texts: numbers, terms: of_terms, occurrences, postings }
    }

    /// Adds the texts of the block, each as often as its weights say, of which `largest` is the largest.
    fn add(&self, counts: &mut [Lanes], largest: u8, weights: &[Weights]) {
        // So many weights a byte can hold: until then words are added as they are, and no byte runs over into the next.
        let together = usize::from(u8::MAX / largest.max(1));
        let (mut occurrences, mut postings) = (&self.occurrences[..], &self.postings[..]);
        for (term, occurrence_count, posting_count) in &self.terms {
            let counts = &mut counts[*term as usize];
            let (of_term, later) = occurrences.split_at(*occurrence_count as usize);
            occurrences = later;
            for texts in of_term.chunks(together) {
                let mut sums = Weights::default();
                for text in texts {
                    let weights = &weights[usize::from(*text)];
                    sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight);
                }
                counts.iter_mut().zip(bytes(sums)).for_each(|(count, sum)| *count += u32::from(sum));
            }
            let (of_term, later) = postings.split_at(*posting_count as usize);
            postings = later;
            for (text, frequency) in of_term {
                let weights = bytes(weights[usize::from(*text)]);
                for (count, weight) in counts.iter_mut().zip(weights) {
                    *count += u32::from(u16::from(weight) * frequency);
                }
            }
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
        let of_texts = Postings::of_texts(&corpus, &Texts::whole(&corpus, &numbers));
        let ways = [Postings::new(&texts), of_texts];
        for (postings, largest) in
            ways.iter().flat_map(|postings| [1, 2, 255].map(|largest| (postings, largest)))
        {
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
