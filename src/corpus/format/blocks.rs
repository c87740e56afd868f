//! Texts in blocks: a JSON Lines file in (plain, gzip, zstd, or the standard input); blocks of whole lines out, which
//! any thread may take and read, so that a file of any size needs the memory of a few blocks.

use std::io::{BufRead, Read};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::json::Texts;
use super::lines::{self, BYTE_ORDER_MARK, ENCODING_ADVICE, LINE_ADVICE};
use crate::error::{Error, Result};

/// A block ends with the first line that ends beyond so many bytes.
const BLOCK_BYTES: usize = 1 << 20;

/// What to do where there is no such file.
const FILE_ADVICE: &str = "give a file of JSON lines with a field `text`, or - for the standard input";

/// A file of texts, read block by block by any number of threads.
pub struct TextBlocks {
    path: Arc<Path>,
    reader: Mutex<Reader>,
}

/// Some whole lines of a file.
#[derive(Debug)]
pub struct Block {
    /// The place of the block in the file, from 0.
    pub number: u64,
    path: Arc<Path>,
    first_line: u64,
    bytes: Vec<u8>,
}

impl Default for Block {
    fn default() -> Self {
        Block { number: 0, path: Path::new("").into(), first_line: 1, bytes: Vec::new() }
    }
}

impl Block {
    /// How many bytes it has.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}

/// One text of a block.
#[derive(Debug)]
pub struct TextLine<'a> {
    /// The line of the file, from 1.
    pub line: u64,
    /// Its `_id`, where it has one.
    pub id: Option<&'a str>,
    /// Its title; empty where it has none.
    pub title: &'a str,
    /// Its text; may be empty.
    pub text: &'a str,
}

struct Reader {
    bytes: Box<dyn BufRead + Send>,
    compression: Option<&'static str>,
    /// What was read beyond the last line end.
    rest: Vec<u8>,
    blocks: u64,
    lines: u64,
    ended: bool,
}

impl TextBlocks {
    /// Opens a file, or the standard input where `path` is `-`.
    ///
    /// # Errors
    /// Where the file cannot be opened.
    pub fn open(path: &Path) -> Result<TextBlocks> {
        let (bytes, compression): (Box<dyn BufRead + Send>, _) = match path.to_str() {
            Some("-") => (Box::new(std::io::BufReader::new(std::io::stdin())), None),
            _ => lines::reader(path, FILE_ADVICE)?,
        };
        let reader = Reader { bytes, compression, rest: Vec::new(), blocks: 0, lines: 0, ended: false };
        Ok(TextBlocks { path: path.into(), reader: Mutex::new(reader) })
    }

    /// Reads the next block into `block`; `false` at the end of the file.
    ///
    /// # Errors
    /// Where the file cannot be read on.
    pub fn next(&self, block: &mut Block) -> Result<bool> {
        // A reader that panicked has left no half block behind: what it read is in its own buffer.
        let mut reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = reader.fill(&mut block.bytes) {
            reader.ended = true;
            return Err(lines::unreadable(&self.path, reader.compression, reader.lines, error));
        }
        (block.number, block.first_line) = (reader.blocks, reader.lines + 1);
        block.path = self.path.clone();
        reader.blocks += 1;
        reader.lines += memchr::memchr_iter(b'\n', &block.bytes).count() as u64;
        Ok(!block.bytes.is_empty())
    }
}

impl Block {
    /// Calls `each` with every text, blank lines left out. A line that cannot be read goes to `bad`, which ends the block
    /// by handing the error back, or passes over the line.
    ///
    /// # Errors
    /// What `bad` hands back.
    pub fn read(
        &self,
        mut each: impl FnMut(&TextLine<'_>),
        mut bad: impl FnMut(Error) -> Result<()>,
    ) -> Result<()> {
        let bytes = match self.number {
            0 => self.bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&self.bytes),
            _ => &self.bytes,
        };
        // Checked at once, which is faster than line by line; where it fails, the line is found.
        let text = std::str::from_utf8(bytes).ok();
        let mut start = 0;
        let ends = memchr::memchr_iter(b'\n', bytes).chain(Some(bytes.len()));
        for (line, end) in (self.first_line..).zip(ends) {
            let range = std::mem::replace(&mut start, end + 1)..end;
            if bytes[range.clone()].iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let text = match text {
                Some(text) => Ok(&text[range]),
                None => std::str::from_utf8(&bytes[range.clone()]).map_err(|error| {
                    lines::not_utf8(&self.path, line, &bytes[range], error, ENCODING_ADVICE)
                }),
            };
            let mut lenient = None;
            let parsed = text.and_then(|text| {
                let reason = |reason| Error::line(&self.path, line, reason, LINE_ADVICE);
                Texts::parse(text, &mut lenient).map_err(reason)
            });
            match parsed {
                Ok(Texts { id, title, text }) => {
                    each(&TextLine { line, id: id.as_deref(), title: &title, text: &text });
                }
                Err(error) => bad(error)?,
            }
        }
        Ok(())
    }
}

impl Reader {
    /// Reads whole lines into `bytes`, which is empty at the end of the file alone.
    fn fill(&mut self, bytes: &mut Vec<u8>) -> std::io::Result<()> {
        bytes.clear();
        std::mem::swap(bytes, &mut self.rest);
        while !self.ended {
            let known = bytes.len();
            let read = self.bytes.by_ref().take(BLOCK_BYTES as u64).read_to_end(bytes)?;
            self.ended = read == 0;
            if let Some(end) = memchr::memrchr(b'\n', &bytes[known..]) {
                self.rest.extend_from_slice(&bytes[known + end + 1..]);
                bytes.truncate(known + end + 1);
                break;
            }
            if bytes.len() as u64 > lines::LONGEST_LINE {
                return Err(lines::TooLong::error());
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The texts with their lines, read block by block.
    fn texts(path: &Path) -> Result<Vec<(u64, String)>> {
        let file = TextBlocks::open(path)?;
        let (mut block, mut texts) = (Block::default(), Vec::new());
        while file.next(&mut block)? {
            block.read(|text| texts.push((text.line, text.text.to_string())), Err)?;
        }
        Ok(texts)
    }

    #[test]
    fn lines_are_whole_whatever_the_blocks() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        let long = "x".repeat(3 * BLOCK_BYTES);
        let mut content = format!("\u{feff}{{\"text\":\"{long}\"}}\n\n  \r\n");
        for number in 0..40_000 {
            content.push_str(&format!("{{\"_id\":\"d{number}\",\"text\":\"t{number} \\u00e9\"}}\n"));
        }
        std::fs::write(&path, content.trim_end()).unwrap();
        let found = texts(&path).unwrap();
        assert_eq!(found.len(), 40_001);
        assert_eq!((found[0].0, found[0].1.len()), (1, long.len()));
        for (number, (line, text)) in found[1..].iter().enumerate() {
            assert_eq!((*line, text), (number as u64 + 4, &format!("t{number} é")));
        }
        std::fs::write(&path, "").unwrap();
        assert_eq!(texts(&path).unwrap(), []);
    }

    #[test]
    fn a_bad_line_is_named_or_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        let good = "{\"text\":\"a\"}\n".repeat(100_000);
        std::fs::write(
            &path,
            [good.as_bytes(), b"{\"text\":7}\n{\"text\":\"\xff\"}\n{\"text\":\"b\"}"].concat(),
        )
        .unwrap();
        let message = texts(&path).unwrap_err().to_string();
        assert!(message.contains("a.jsonl:100001:") && message.contains("`text` is a number"), "{message}");
        let file = TextBlocks::open(&path).unwrap();
        let (mut block, mut read, mut bad) = (Block::default(), 0, Vec::new());
        while file.next(&mut block).unwrap() {
            let pass = |error: Error| {
                bad.push(error.to_string());
                Ok(())
            };
            block.read(|_| read += 1, pass).unwrap();
        }
        assert_eq!((read, bad.len()), (100_001, 2));
        assert!(bad[1].contains("a.jsonl:100002:") && bad[1].contains("not UTF-8"), "{bad:?}");
    }
}
