//! What tantivy does not keep of a term: its collection frequency, and for each block of its postings the largest frequency
//! and the smallest length. Postings in; a table out, kept as a file of the index with tantivy's checksum.

use std::io::Write;
use std::path::Path;

use tantivy::directory::{Directory, TerminatingWrite};

/// The file's name.
pub(super) const FILE: &str = "sourcebias.terms";

/// How many postings tantivy puts into one block.
const BLOCK: u32 = 128;

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

/// A block without postings.
const EMPTY: BlockBounds = BlockBounds { last: 0, frequency: 0, length: u32::MAX };

/// A term that is being added.
pub(super) struct Entry<'a> {
    table: &'a mut TermTable,
    bounded: bool,
    open: BlockBounds,
    postings: u32,
}

impl Entry<'_> {
    /// Adds the next posting: the document, the term's frequency in it and its length.
    #[inline]
    pub fn add(&mut self, document: u32, frequency: u32, length: u32) {
        if !self.bounded {
            return;
        }
        self.open.last = document;
        self.open.frequency = self.open.frequency.max(frequency);
        self.open.length = self.open.length.min(length);
        self.postings += 1;
        if self.postings == BLOCK {
            self.close();
        }
    }

    fn close(&mut self) {
        self.table.blocks.push(std::mem::replace(&mut self.open, EMPTY));
        self.postings = 0;
    }

    /// Ends the term.
    pub fn end(mut self) {
        if self.postings > 0 {
            self.close();
        }
        self.table.starts.push(self.table.blocks.len() as u32);
    }
}

/// Collection frequencies and block bounds by term number (the place of a term among all terms sorted by their bytes).
#[derive(Debug, PartialEq)]
pub(super) struct TermTable {
    document_frequency: Vec<u32>,
    collection_frequency: Vec<u64>,
    /// Where the blocks of each term begin; those of term i end where those of i + 1 begin.
    starts: Vec<u32>,
    blocks: Vec<BlockBounds>,
}

impl Default for TermTable {
    fn default() -> Self {
        TermTable {
            document_frequency: Vec::new(),
            collection_frequency: Vec::new(),
            starts: vec![0],
            blocks: Vec::new(),
        }
    }
}

impl TermTable {
    /// Begins the next term, given its document and collection frequency.
    pub fn begin(&mut self, document_frequency: u32, collection_frequency: u64) -> Entry<'_> {
        self.document_frequency.push(document_frequency);
        self.collection_frequency.push(collection_frequency);
        // One block needs no bounds: it is read at once.
        Entry { table: self, bounded: document_frequency > BLOCK, open: EMPTY, postings: 0 }
    }

    /// The number of terms.
    pub fn len(&self) -> usize {
        self.collection_frequency.len()
    }

    /// The number of tokens.
    pub fn tokens(&self) -> u64 {
        self.collection_frequency.iter().sum()
    }

    /// In how many documents a term occurs.
    pub fn document_frequency(&self, term: u32) -> u32 {
        self.document_frequency[term as usize]
    }

    /// How often a term occurs in all documents.
    pub fn collection_frequency(&self, term: u32) -> u64 {
        self.collection_frequency[term as usize]
    }

    /// The bounds of a term's blocks, by rising document; none where one block holds all its postings.
    pub fn blocks(&self, term: u32) -> &[BlockBounds] {
        &self.blocks[self.starts[term as usize] as usize..self.starts[term as usize + 1] as usize]
    }

    /// Writes the table into `directory`: the number of terms, then per term its document frequency (4 bytes), its
    /// collection frequency (8) and its number of blocks (4), then per block three numbers of 4 bytes; all little-endian.
    pub fn write(&self, directory: &dyn Directory) -> tantivy::Result<()> {
        let mut out = directory.open_write(Path::new(FILE))?;
        out.write_all(&(self.len() as u64).to_le_bytes())?;
        let frequencies = self.document_frequency.iter().zip(&self.collection_frequency);
        for ((documents, occurrences), pair) in frequencies.zip(self.starts.windows(2)) {
            out.write_all(&documents.to_le_bytes())?;
            out.write_all(&occurrences.to_le_bytes())?;
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
        let (terms, blocks) = rest.split_at_checked(count.checked_mul(16)?)?;
        let mut table = TermTable::default();
        let mut end = 0u32;
        let number = u32::from_le_bytes;
        let (terms, _) = terms.as_chunks::<4>();
        for [documents, low, high, blocks] in terms.as_chunks::<4>().0 {
            table.document_frequency.push(number(*documents));
            table.collection_frequency.push(u64::from(number(*low)) | u64::from(number(*high)) << 32);
            end = end.checked_add(number(*blocks))?;
            table.starts.push(end);
        }
        let (blocks, []) = blocks.as_chunks::<4>() else { return None };
        let (blocks, []) = blocks.as_chunks::<3>() else { return None };
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
            document_frequency: vec![1, 300, 2],
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

    proptest::proptest! {
        /// Bytes near to a table, and any others, are refused or are a table that is written as the same bytes.
        #[test]
        fn no_bytes_are_read_as_what_they_are_not(
            terms in 0..4u8,
            mut rest in proptest::collection::vec(0..3u8, 0..80),
            small in proptest::bool::ANY,
        ) {
            let head = if small { vec![terms, 0, 0, 0, 0, 0, 0, 0] } else { vec![terms; 8] };
            let bytes = [head, std::mem::take(&mut rest)].concat();
            if let Some(table) = TermTable::parse(&bytes) {
                let directory = RamDirectory::create();
                table.write(&directory).unwrap();
                let written = directory.open_read(Path::new(FILE)).unwrap().read_bytes().unwrap();
                proptest::prop_assert_eq!(&written[..], &bytes[..]);
            }
        }
    }
}
