//! Counts of drawn texts: texts in, and which of them each draw has; how often each term occurs in each draw out.

use std::ops::Range;

use rayon::prelude::*;

use super::texts::Texts;
use crate::text::{AnalyzedCorpus, TermCounts, TermId};

/// How many draws are counted side by side: a bit each in a word.
pub(in crate::profile) const LANES: usize = u32::BITS as usize;
/// Texts in a block: which draws have them fits into the processor's second cache, and their places into 16 bits.
const BLOCK: usize = 1 << 16;
/// So many terms are counted together where all blocks are: their counts fit into that cache beside what is known of a block.
const CHUNK: usize = 1 << 10;
/// A text that has a term up to so many times is added so many times, which is faster than to add each bit of the number.
const REPEATED: u32 = 8;
/// The largest frequency of one posting.
const LARGEST: u32 = u16::MAX as u32;

/// Texts by their terms: for each block of texts, which of them have a term and how often; two bytes a token.
///
/// Going through texts, every term's counts would have to be fetched for every text that has it. Going through terms, the
/// sums of a term stay in the processor's registers, and what is fetched is small and near.
#[derive(Debug, Default)]
pub(in crate::profile) struct Postings {
    blocks: Vec<Block>,
    terms: usize,
}

/// For a text, which lanes have it; for a term, one digit of its binary frequencies in all lanes.
type Bits = u32;

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
        Postings::of(texts, texts.len(), texts.vocabulary(), BLOCK)
    }

    /// Of texts of a corpus.
    pub(in crate::profile) fn of_texts(corpus: &AnalyzedCorpus, texts: &Texts) -> Self {
        Postings::of(&(corpus, texts), texts.len(), corpus.vocabulary().len(), BLOCK)
    }

    fn of(texts: &impl Counted, count: usize, terms: usize, block: usize) -> Self {
        let blocks = (0..count.div_ceil(block)).into_par_iter();
        let of = |number: usize| Block::new(texts, number * block..count.min((number + 1) * block), terms);
        Postings { blocks: blocks.map(of).collect(), terms }
    }

    /// How often each term occurs in each of up to [`LANES`] draws, of which `drawn` says which texts they have: for each draw,
    /// the frequency of every term.
    pub(super) fn counts(&self, drawn: &[impl AsRef<[bool]>]) -> Vec<Vec<u32>> {
        let mut lanes: Vec<Vec<u32>> = drawn.iter().map(|_| Vec::with_capacity(self.terms)).collect();
        for counts in self.lanes(drawn) {
            lanes.iter_mut().zip(counts).for_each(|(lane, count)| lane.push(count));
        }
        lanes
    }

    /// The same by term; lanes beyond those that are drawn hold 0.
    pub(in crate::profile) fn lanes(&self, drawn: &[impl AsRef<[bool]>]) -> Vec<Lanes> {
        let mut bits = DrawBits::default();
        drawn.iter().enumerate().for_each(|(lane, drawn)| bits.add(lane, drawn.as_ref()));
        let mut counts = vec![[0_u32; LANES]; self.terms];
        self.cursors(&bits.0).for_each(|mut cursor| cursor.add(0, &mut counts));
        counts
    }

    /// The beginnings of all blocks, where `bits` says which lanes have each text.
    fn cursors<'a>(&'a self, bits: &'a [Bits]) -> impl Iterator<Item = Cursor<'a>> {
        self.blocks.iter().filter(|_| !bits.is_empty()).map(|block| Cursor {
            terms: &block.terms,
            occurrences: &block.occurrences,
            postings: &block.postings,
            bits: &bits[block.texts.clone()],
        })
    }
}

/// Which of up to [`LANES`] draws have each of some texts.
#[derive(Debug, Default)]
pub(in crate::profile) struct DrawBits(Vec<Bits>);

impl DrawBits {
    /// Of a draw, which texts it has.
    pub(in crate::profile) fn add(&mut self, lane: usize, drawn: &[bool]) {
        self.0.resize(drawn.len(), 0);
        let pairs = self.0.iter_mut().zip(drawn);
        pairs.for_each(|(bits, drawn)| *bits |= Bits::from(*drawn) << lane);
    }
}

/// Gives how often each of so many terms occurs in each draw of texts, term after term, and keeps no counts: of a large
/// vocabulary those of all lanes would take more room than the texts. The texts stand one after the other in `bits`.
pub(in crate::profile) fn each_term(
    texts: &[(&Postings, usize)],
    bits: &DrawBits,
    terms: usize,
    mut each: impl FnMut(usize, &Lanes),
) {
    let (mut cursors, mut rest) = (Vec::new(), &bits.0[..]);
    for (postings, count) in texts {
        let (own, later) = rest.split_at((*count).min(rest.len()));
        cursors.extend(postings.cursors(own));
        rest = later;
    }
    let mut room = vec![[0; LANES]; CHUNK.min(terms)];
    for first in (0..terms).step_by(CHUNK) {
        let counts = &mut room[..CHUNK.min(terms - first)];
        counts.fill([0; LANES]);
        cursors.iter_mut().for_each(|cursor| cursor.add(first as u32, counts));
        (first..).zip(counts).for_each(|(term, counts)| each(term, counts));
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
}

/// What of a block is still to be added, and which lanes have each of its texts.
struct Cursor<'a> {
    terms: &'a [(u32, u32, u32)],
    occurrences: &'a [u16],
    postings: &'a [(u16, u16)],
    bits: &'a [Bits],
}

impl Cursor<'_> {
    /// Adds the texts, each to the lanes that have it, for the terms from `first` on that `counts` has room for; those before
    /// were added.
    fn add(&mut self, first: u32, counts: &mut [Lanes]) {
        let end = self.terms.partition_point(|(term, ..)| ((term - first) as usize) < counts.len());
        let (terms, later) = self.terms.split_at(end);
        self.terms = later;
        let bits = self.bits;
        for (term, occurrence_count, posting_count) in terms {
            let (of_term, later) = self.occurrences.split_at(*occurrence_count as usize);
            self.occurrences = later;
            let mut sums = Sums::default();
            let (eights, rest) = of_term.as_chunks::<8>();
            eights.iter().for_each(|texts| sums.add_eight(texts.map(|text| bits[usize::from(text)])));
            rest.iter().for_each(|text| sums.carry(bits[usize::from(*text)], 0));
            let (of_term, later) = self.postings.split_at(*posting_count as usize);
            self.postings = later;
            let mut most = *occurrence_count;
            for (text, frequency) in of_term {
                let digits = (0..16).filter(|digit| frequency >> digit & 1 == 1);
                digits.for_each(|digit| sums.carry(bits[usize::from(*text)], digit));
                most += u32::from(*frequency);
            }
            sums.add_to(&mut counts[(*term - first) as usize], most);
        }
    }
}

/// Sums of bits, lane by lane, as binary numbers: the first word has the ones of all lanes, the second the twos, and so on.
#[derive(Default)]
struct Sums([Bits; 32]);

impl Sums {
    /// Adds eight bits to each lane by seven full adders. (Warren 2013, Hacker's Delight, §5-1, "carry-save adders")
    fn add_eight(&mut self, bits: [Bits; 8]) {
        let [ones, twos, fours, ..] = &mut self.0;
        let pairs = [0, 2, 4, 6].map(|at: usize| add(ones, bits[at], bits[at + 1]));
        let quads = [0, 2].map(|at: usize| add(twos, pairs[at], pairs[at + 1]));
        let eight = add(fours, quads[0], quads[1]);
        self.carry(eight, 3);
    }

    /// Adds a bit to each lane at a digit.
    fn carry(&mut self, mut bits: Bits, digit: usize) {
        for sums in &mut self.0[digit..] {
            if bits == 0 {
                return;
            }
            (*sums, bits) = (*sums ^ bits, *sums & bits);
        }
    }

    /// Adds the sums, of which none is above `most`, to `counts`.
    fn add_to(&self, counts: &mut Lanes, most: u32) {
        let digits = (u32::BITS - most.leading_zeros()) as usize;
        // Eight digits at a time fit into a byte for each lane.
        for (at, digits) in self.0[..digits].chunks(8).enumerate() {
            let mut bytes = [0_u64; LANES / 8];
            for (digit, bits) in digits.iter().enumerate() {
                let eights = bytes.iter_mut().zip(bits.to_le_bytes());
                eights.for_each(|(bytes, bits)| *bytes |= SPREAD[usize::from(bits)] << digit);
            }
            let lanes = counts.as_chunks_mut::<8>().0.iter_mut().zip(bytes);
            for (counts, bytes) in lanes {
                let added = counts.iter_mut().zip(bytes.to_le_bytes());
                added.for_each(|(count, byte)| *count += u32::from(byte) << (8 * at));
            }
        }
    }
}

/// A full adder: adds two bits to each lane of `sums` and returns what is carried.
fn add(sums: &mut Bits, one: Bits, other: Bits) -> Bits {
    let differ = one ^ other;
    let carried = (one & other) | (differ & *sums);
    *sums ^= differ;
    carried
}

/// Each bit of a byte in a byte of its own.
const SPREAD: [u64; 256] = {
    let mut spread = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut bit = 0;
        while bit < 8 {
            spread[byte] |= ((byte as u64 >> bit) & 1) << (8 * bit);
            bit += 1;
        }
        byte += 1;
    }
    spread
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Corpus;
    use crate::text::{AnalyzedCorpus, Analyzer};

    #[test]
    fn counts_are_those_of_adding_text_by_text() {
        // Frequencies on either side of what is repeated and of what a byte holds.
        let text = |number: u32| {
            let times = [1, 2, 7, 8, 9, 30, 254, 255, 256, 70_000][number as usize % 10];
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
        let blocks = Postings::of(&texts, texts.len(), texts.vocabulary(), 16);
        assert_eq!(blocks.blocks.len(), 3);
        let ways = [Postings::new(&texts), of_texts, blocks];
        for (postings, lanes) in
            ways.iter().flat_map(|postings| [1, LANES - 1, LANES].map(|lanes| (postings, lanes)))
        {
            let drawn: Vec<Vec<bool>> = (0..lanes)
                .map(|lane| (0..40).map(|text| (lane * 7 + text * text) % 3 > 0).collect())
                .collect();
            let mut bits = DrawBits::default();
            drawn.iter().enumerate().for_each(|(lane, drawn)| bits.add(lane, drawn));
            let mut by_term = Vec::new();
            each_term(&[(postings, 40)], &bits, texts.vocabulary(), |term, counts| {
                assert_eq!(term, by_term.len());
                by_term.push(*counts);
            });
            assert_eq!(by_term, postings.lanes(&drawn));
            for (drawn, found) in drawn.iter().zip(postings.counts(&drawn)) {
                let mut plain = vec![0; texts.vocabulary()];
                (0..40).for_each(|text| texts.add(text, u32::from(drawn[text]), &mut plain));
                assert_eq!(found, plain);
            }
        }
    }
}
