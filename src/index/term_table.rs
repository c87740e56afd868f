//! What tantivy does not keep of a term: its collection frequency, and for each block of its postings the largest frequency
//! and the smallest length. An index in; a table out, kept as a file of the index with tantivy's checksum.

use std::io::Write;
use std::path::Path;

use rayon::prelude::*;
use tantivy::directory::{Directory, TerminatingWrite};
use tantivy::index::InvertedIndexReader;
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;

/// The file's name.
pub(super) const FILE: &str = "sourcebias.terms";

/// How many postings tantivy puts into one block.
const BLOCK: u32 = 128;

/// Terms per piece of work.
const TERMS_AT_ONCE: usize = 2048;

/// A block of consecutive postings of one term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockBounds {
    /// The last document of the block.
    pub last: u32,
    /// The largest frequency of the term in a document of the block.
    pub frequency: u32,
    /// The smallest length of a document of the block, in tokens.
    pub length: u32,
}

/// Collection frequencies and block bounds by term number (the place of a term among all terms sorted by their bytes).
#[derive(Debug, Default, PartialEq)]
pub(super) struct TermTable {
    collection_frequency: Vec<u64>,
    /// Where the blocks of each term begin; those of term i end where those of i + 1 begin.
    starts: Vec<u32>,
    blocks: Vec<BlockBounds>,
}

impl TermTable {
    /// Reads all postings once.
    pub fn new(terms: &InvertedIndexReader, lengths: &[u32]) -> tantivy::Result<TermTable> {
        let mut places = Vec::with_capacity(terms.terms().num_terms());
        let mut stream = terms.terms().stream()?;
        while stream.advance() {
            places.push(stream.value().clone());
        }
        let of_piece = |places: &[TermInfo]| {
            let mut piece = TermTable::default();
            for place in places {
                piece.add(terms, place, lengths)?;
            }
            Ok(piece)
        };
        let pieces: Vec<TermTable> =
            places.par_chunks(TERMS_AT_ONCE).map(of_piece).collect::<tantivy::Result<_>>()?;
        let mut whole = TermTable { starts: vec![0], ..TermTable::default() };
        for piece in pieces {
            let before = whole.blocks.len() as u32;
            whole.collection_frequency.extend(piece.collection_frequency);
            whole.starts.extend(piece.starts.iter().map(|end| before + end));
            whole.blocks.extend(piece.blocks);
        }
        Ok(whole)
    }

    /// Adds the next term; `starts` has ends here.
    fn add(&mut self, terms: &InvertedIndexReader, place: &TermInfo, lengths: &[u32]) -> tantivy::Result<()> {
        let mut postings = terms.read_block_postings_from_terminfo(place, IndexRecordOption::WithFreqs)?;
        let mut sum = 0;
        while let Some(last) = postings.docs().last().copied() {
            sum += postings.freqs().iter().map(|frequency| u64::from(*frequency)).sum::<u64>();
            // One block needs no bounds: it is read at once.
            if place.doc_freq > BLOCK {
                let frequency = postings.freqs().iter().copied().max().unwrap_or(0);
                let length =
                    postings.docs().iter().map(|document| lengths[*document as usize]).min().unwrap_or(0);
                self.blocks.push(BlockBounds { last, frequency, length });
            }
            postings.advance();
        }
        self.collection_frequency.push(sum);
        self.starts.push(self.blocks.len() as u32);
        Ok(())
    }

    /// The number of terms.
    pub fn len(&self) -> usize {
        self.collection_frequency.len()
    }

    /// The number of tokens.
    pub fn tokens(&self) -> u64 {
        self.collection_frequency.iter().sum()
    }

    /// How often a term occurs in all documents.
    pub fn collection_frequency(&self, term: u32) -> u64 {
        self.collection_frequency[term as usize]
    }

    /// The bounds of a term's blocks, by rising document; none where one block holds all its postings.
    pub fn blocks(&self, term: u32) -> &[BlockBounds] {
        &self.blocks[self.starts[term as usize] as usize..self.starts[term as usize + 1] as usize]
    }

    /// Writes the table into `directory`: the number of terms, then per term its collection frequency (8 bytes) and its
    /// number of blocks (4 bytes), then per block three numbers of 4 bytes; all little-endian.
    pub fn write(&self, directory: &dyn Directory) -> tantivy::Result<()> {
        let mut out = directory.open_write(Path::new(FILE))?;
        out.write_all(&(self.len() as u64).to_le_bytes())?;
        for (frequency, pair) in self.collection_frequency.iter().zip(self.starts.windows(2)) {
            out.write_all(&frequency.to_le_bytes())?;
            out.write_all(&(pair[1] - pair[0]).to_le_bytes())?;
        }
        for block in &self.blocks {
            for number in [block.last, block.frequency, block.length] {
                out.write_all(&number.to_le_bytes())?;
            }
        }
        out.terminate()?;
        Ok(())
    }

    /// Reads the table from `directory`; `None` where it is not what [`TermTable::write`] writes.
    pub fn read(directory: &dyn Directory) -> tantivy::Result<Option<TermTable>> {
        let bytes = directory.open_read(Path::new(FILE))?.read_bytes()?;
        Ok(Self::parse(&bytes))
    }

    fn parse(bytes: &[u8]) -> Option<TermTable> {
        let (count, rest) = bytes.split_first_chunk()?;
        let count = usize::try_from(u64::from_le_bytes(*count)).ok()?;
        let (terms, blocks) = rest.split_at_checked(count.checked_mul(12)?)?;
        let mut table = TermTable { starts: vec![0], ..TermTable::default() };
        let mut end = 0u32;
        for term in terms.as_chunks::<12>().0 {
            let [a, b, c, d, e, f, g, h, i, j, k, l] = *term;
            table.collection_frequency.push(u64::from_le_bytes([a, b, c, d, e, f, g, h]));
            end = end.checked_add(u32::from_le_bytes([i, j, k, l]))?;
            table.starts.push(end);
        }
        let (blocks, []) = blocks.as_chunks::<4>() else { return None };
        let (blocks, []) = blocks.as_chunks::<3>() else { return None };
        let number = u32::from_le_bytes;
        let of_block = |block: &[[u8; 4]; 3]| BlockBounds {
            last: number(block[0]),
            frequency: number(block[1]),
            length: number(block[2]),
        };
        table.blocks = blocks.iter().map(of_block).collect();
        (table.blocks.len() == end as usize).then_some(table)
    }
}

#[cfg(test)]
mod tests {
    use tantivy::directory::RamDirectory;

    use super::*;

    #[test]
    fn a_table_is_read_as_it_was_written_and_nothing_else_is() {
        let block = |last| BlockBounds { last, frequency: 3, length: 9 };
        let table = TermTable {
            collection_frequency: vec![7, 1 << 40, 2],
            starts: vec![0, 0, 2, 2],
            blocks: vec![block(127), block(300)],
        };
        let directory = RamDirectory::create();
        table.write(&directory).unwrap();
        assert_eq!(TermTable::read(&directory).unwrap().unwrap(), table);
        assert_eq!((table.len(), table.blocks(1).len(), table.blocks(2).len()), (3, 2, 0));
        let bytes = directory.open_read(Path::new(FILE)).unwrap().read_bytes().unwrap();
        for end in 0..bytes.len() {
            assert_eq!(TermTable::parse(&bytes[..end]), None, "{end}");
        }
        assert_eq!(TermTable::parse(&u64::MAX.to_le_bytes()), None);
    }
}
