//! Postings that memory has no room for: written to a file in the order of the terms' bytes, and read again in that order.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use super::gather::TermPostings;
use crate::error::{Error, Result};

/// A file of postings: for each term its number and the number of its bytes (4 and 8 bytes, little-endian), and these.
#[derive(Debug)]
pub(super) struct SpillFile {
    path: PathBuf,
}

impl SpillFile {
    /// Writes the bytes of `terms`, which come in the order of their bytes, and leaves none in memory.
    pub fn write(
        path: PathBuf,
        terms: impl Iterator<Item = u32>,
        postings: &mut [TermPostings],
    ) -> Result<SpillFile> {
        let refused = |error| Error::io(&path, "write", error);
        let mut out = BufWriter::new(File::create(&path).map_err(refused)?);
        for term in terms {
            let bytes = std::mem::take(&mut postings[term as usize].bytes);
            if !bytes.is_empty() {
                out.write_all(&term.to_le_bytes()).map_err(refused)?;
                out.write_all(&(bytes.len() as u64).to_le_bytes()).map_err(refused)?;
                out.write_all(&bytes).map_err(refused)?;
            }
        }
        out.flush().map_err(refused)?;
        Ok(SpillFile { path })
    }
}

/// Spill files that are read side by side.
pub(super) struct SpillFiles {
    readers: Vec<Reader>,
}

impl SpillFiles {
    pub fn open(runs: &[SpillFile]) -> Result<SpillFiles> {
        Ok(SpillFiles { readers: runs.iter().map(|run| Reader::open(&run.path)).collect::<Result<_>>()? })
    }

    /// Puts the bytes that the runs have of `term` into `bytes`, in their order. Terms are asked for in the order of their
    /// bytes.
    pub fn read(&mut self, term: u32, bytes: &mut Vec<u8>) -> Result<()> {
        for reader in &mut self.readers {
            if let Some((number, length)) = reader.next
                && number == term
            {
                let start = bytes.len();
                bytes.resize(start + length, 0);
                reader.fill(&mut bytes[start..])?;
                reader.advance()?;
            }
        }
        Ok(())
    }
}

struct Reader {
    path: PathBuf,
    file: BufReader<File>,
    /// The term that comes next, and the number of its bytes.
    next: Option<(u32, usize)>,
}

impl Reader {
    fn open(path: &Path) -> Result<Reader> {
        let file = File::open(path).map_err(|error| Error::io(path, "read", error))?;
        let mut reader =
            Reader { path: path.to_path_buf(), file: BufReader::with_capacity(1 << 18, file), next: None };
        reader.advance()?;
        Ok(reader)
    }

    fn advance(&mut self) -> Result<()> {
        let mut head = [0; 12];
        let begun = self.file.read(&mut head).map_err(|error| Error::io(&self.path, "read", error))?;
        if begun == 0 {
            self.next = None;
            return Ok(());
        }
        self.fill(&mut head[begun..])?;
        let [a, b, c, d, e, f, g, h, i, j, k, l] = head;
        let length = u64::from_le_bytes([e, f, g, h, i, j, k, l]);
        self.next = Some((u32::from_le_bytes([a, b, c, d]), length as usize));
        Ok(())
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<()> {
        self.file.read_exact(bytes).map_err(|error| Error::io(&self.path, "read", error))
    }
}
