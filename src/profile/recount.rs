//! Counts of resampled texts: texts in, and how often each of them is drawn in some replicates; how often each term
//! occurs in each replicate out.

use rayon::prelude::*;

use crate::text::TermCounts;

/// How many replicates are counted side by side.
pub(super) const LANES: usize = 32;
/// SourceTexts in a block: what is drawn of them in all lanes fits into the processor's second cache.
const BLOCK: usize = 8192;
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

struct Block {
    /// The number of its first text.
    first: usize,
    /// The terms that it has, in rising order, and where the postings of each end.
    terms: Vec<(u32, u32)>,
    /// The place of a text in the block, and the frequency of the term there; one text may have several.
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
        let mut counts = vec![[0_u32; LANES]; self.terms];
        let mut weights = vec![[0_u8; LANES]; BLOCK];
        for block in &self.blocks {
            for (lane, drawn) in drawn.iter().enumerate() {
                let of_block = &drawn[block.first..drawn.len().min(block.first + BLOCK)];
                weights.iter_mut().zip(of_block).for_each(|(weights, weight)| weights[lane] = *weight);
            }
            block.add(&weights, &mut counts);
        }
        let mut lanes = vec![Vec::with_capacity(self.terms); drawn.len()];
        for counts in counts {
            lanes.iter_mut().zip(counts).for_each(|(lane, count)| lane.push(count));
        }
        lanes
    }
}

impl Block {
    fn new(texts: &TermCounts, first: usize) -> Self {
        let last = texts.len().min(first + BLOCK);
        let of_text = |text: usize| {
            let place = (text - first) as u64;
            texts
                .counts(text)
                .iter()
                .map(move |(term, frequency)| (u64::from(term.0) << 32 | place, *frequency))
        };
        let mut entries: Vec<(u64, u32)> = (first..last).flat_map(of_text).collect();
        entries.sort_unstable();
        let (mut terms, mut postings) = (Vec::new(), Vec::with_capacity(entries.len()));
        for of_term in entries.chunk_by(|left, right| left.0 >> 32 == right.0 >> 32) {
            for (key, frequency) in of_term {
                let mut rest = *frequency;
                while rest > 0 {
                    let part = rest.min(LARGEST);
                    postings.push((*key as u16, part as u16));
                    rest -= part;
                }
            }
            let end = u32::try_from(postings.len()).expect("a block of texts has fewer than 2^32 terms");
            terms.push(((of_term[0].0 >> 32) as u32, end));
        }
        Block { first, terms, postings }
    }

    /// Adds the texts of the block, each as often as its weights say.
    fn add(&self, weights: &[[u8; LANES]], counts: &mut [[u32; LANES]]) {
        let mut start = 0;
        for (term, end) in &self.terms {
            let mut sums = [0_u32; LANES];
            for (text, frequency) in &self.postings[start as usize..*end as usize] {
                let weights = &weights[usize::from(*text)];
                for (sum, weight) in sums.iter_mut().zip(weights) {
                    *sum += u32::from(u16::from(*weight) * frequency);
                }
            }
            start = *end;
            counts[*term as usize].iter_mut().zip(sums).for_each(|(count, sum)| *count += sum);
        }
    }
}
