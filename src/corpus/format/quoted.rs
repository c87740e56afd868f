//! Rows of cells with a delimiter between them, as RFC 4180 quotes them: bytes in, one row at a time out, with its lines.
//! Strict in quotes, so that one that is not closed takes no rows with it: what was read beyond it is read again.

use std::io::BufRead;

use super::lines::{BYTE_ORDER_MARK, read_line};

/// A quoted cell is taken for one that is not closed where it has more bytes.
const MOST_QUOTED: usize = 1 << 26;

/// Reads rows.
pub(super) struct Scanner {
    bytes: Box<dyn BufRead + Send>,
    delimiter: u8,
    most_quoted: usize,
    /// Lines that were read, from the first that is needed.
    lines: Vec<u8>,
    /// Where the next row begins in them, and the number of its line.
    at: usize,
    line: u64,
    /// The cells of the row, one behind the other, without their quotes.
    cells: Vec<u8>,
    /// Where each of them ends.
    ends: Vec<usize>,
    /// Whether the last cell was quoted.
    last_quoted: bool,
    /// Whether a carriage return stands before the line's end.
    returned: bool,
}

/// Why a row could not be read.
#[derive(Debug)]
pub(super) enum Fault {
    /// The file cannot be read on.
    Io(std::io::Error),
    /// A quote is wrong; reading goes on behind the line on which it is opened.
    Quote {
        /// The line on which the row begins.
        row: u64,
        /// The line on which the quote is opened.
        opened: u64,
        reason: String,
    },
}

impl Scanner {
    pub(super) fn new(bytes: Box<dyn BufRead + Send>, delimiter: u8) -> Scanner {
        Scanner {
            bytes,
            delimiter,
            most_quoted: MOST_QUOTED,
            lines: Vec::new(),
            at: 0,
            line: 1,
            cells: Vec::new(),
            ends: Vec::new(),
            last_quoted: false,
            returned: false,
        }
    }

    /// Reads the next row that is not an empty line: the lines on which it begins and ends; `None` at the end of the file.
    pub(super) fn next(&mut self) -> Option<Result<(u64, u64), Fault>> {
        loop {
            self.forget();
            match self.ready(self.at) {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => return Some(Err(Fault::Io(error))),
            }
            if self.line == 1 && self.lines[self.at..].starts_with(BYTE_ORDER_MARK) {
                self.at += BYTE_ORDER_MARK.len();
            }
            match self.lines.get(self.at) {
                Some(b'\n') => (self.at, self.line) = (self.at + 1, self.line + 1),
                // Nothing follows the byte-order mark.
                None => {}
                Some(_) => return Some(self.row()),
            }
        }
    }

    /// How many cells the row has; never none.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// A cell of the row.
    pub(super) fn cell(&self, column: usize) -> &[u8] {
        let start = if column == 0 { 0 } else { self.ends[column - 1] };
        &self.cells[start..self.ends[column]]
    }

    /// Whether the last cell was quoted: then it holds no part of the line's end.
    pub(super) fn last_is_quoted(&self) -> bool {
        self.last_quoted
    }

    /// Whether a carriage return stands before the line's end; it is a part of the last cell where that is not quoted.
    pub(super) fn returned(&self) -> bool {
        self.returned
    }

    /// The line that is read next.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    fn row(&mut self) -> Result<(u64, u64), Fault> {
        self.cells.clear();
        self.ends.clear();
        let first = self.line;
        let (mut at, mut line) = (self.at, first);
        loop {
            self.last_quoted = self.lines.get(at) == Some(&b'"');
            let end = match self.last_quoted {
                true => self.quoted(at, &mut line, first)?,
                false => {
                    let rest = &self.lines[at..];
                    let length = memchr::memchr2(self.delimiter, b'\n', rest).unwrap_or(rest.len());
                    self.cells.extend_from_slice(&rest[..length]);
                    at + length
                }
            };
            self.ends.push(self.cells.len());
            if self.lines.get(end) != Some(&self.delimiter) {
                // A line feed, or the end of the file.
                self.returned = end > self.at && self.lines[end - 1] == b'\r';
                (self.at, self.line) = ((end + 1).min(self.lines.len()), line + 1);
                return Ok((first, line));
            }
            at = end + 1;
        }
    }

    /// Reads the cell whose quote is at `start`; where the delimiter or the line's end behind it is. `line` moves on with
    /// the lines that it holds.
    fn quoted(&mut self, start: usize, line: &mut u64, row: u64) -> Result<usize, Fault> {
        let opened = *line;
        let mut at = start + 1;
        loop {
            let rest = &self.lines[at..];
            let Some(length) = memchr::memchr(b'"', rest) else {
                let feeds = memchr::memchr_iter(b'\n', rest).count() as u64;
                self.cells.extend_from_slice(rest);
                (at, *line) = (self.lines.len(), *line + feeds);
                if at - start > self.most_quoted {
                    let reason =
                        format!("a quote is opened and not closed within {} bytes", self.most_quoted);
                    return Err(self.wrong(start, row, opened, reason));
                }
                if !self.ready(at).map_err(Fault::Io)? {
                    let reason = "a quote is opened and not closed before the file ends".to_string();
                    return Err(self.wrong(start, row, opened, reason));
                }
                continue;
            };
            let quote = at + length;
            *line += memchr::memchr_iter(b'\n', &rest[..length]).count() as u64;
            self.cells.extend_from_slice(&rest[..length]);
            match (self.lines.get(quote + 1), self.lines.get(quote + 2)) {
                (Some(b'"'), _) => {
                    self.cells.push(b'"');
                    at = quote + 2;
                }
                (None | Some(b'\n'), _) => return Ok(quote + 1),
                (Some(byte), _) if *byte == self.delimiter => return Ok(quote + 1),
                (Some(b'\r'), None | Some(b'\n')) => return Ok(quote + 2),
                _ => {
                    let reason = match *line == opened {
                        true => "this line".to_string(),
                        false => format!("line {line}"),
                    };
                    let reason = format!(
                        "a quote is opened and not closed, or a quote in its text is not doubled (text follows a quote \
                         on {reason})"
                    );
                    return Err(self.wrong(start, row, opened, reason));
                }
            }
        }
    }

    /// What is wrong with a quote at `start`; the next row is the line after its line.
    fn wrong(&mut self, start: usize, row: u64, opened: u64, reason: String) -> Fault {
        let rest = &self.lines[start..];
        self.at = start + memchr::memchr(b'\n', rest).map_or(rest.len(), |feed| feed + 1);
        self.line = opened + 1;
        Fault::Quote { row, opened, reason }
    }

    /// Whether there is a byte at that place: where the lines end, one more is read.
    fn ready(&mut self, place: usize) -> std::io::Result<bool> {
        Ok(place < self.lines.len() || read_line(&mut self.bytes, &mut self.lines)? > 0)
    }

    /// Gives up lines that no row needs any more; where there are many, not at each row.
    fn forget(&mut self) {
        if self.at == self.lines.len() {
            self.lines.clear();
            self.at = 0;
        } else if self.at > 1 << 16 && self.at > self.lines.len() / 2 {
            self.lines.drain(..self.at);
            self.at = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scanner(text: &str) -> Scanner {
        Scanner::new(Box::new(std::io::Cursor::new(text.as_bytes().to_vec())), b',')
    }

    /// Each row as `first-last a|b`, or the line of its wrong quote and the reason.
    fn rows(mut scanner: Scanner) -> Vec<String> {
        let mut found = Vec::new();
        while let Some(row) = scanner.next() {
            found.push(match row {
                Ok((first, last)) => {
                    let cells = (0..scanner.len()).map(|at| String::from_utf8_lossy(scanner.cell(at)));
                    format!("{first}-{last} {}", cells.collect::<Vec<_>>().join("|"))
                }
                Err(Fault::Quote { row, opened, reason }) => format!("{row} {opened} {reason}"),
                Err(Fault::Io(error)) => error.to_string(),
            });
        }
        found
    }

    #[test]
    fn cells_are_exact() {
        assert_eq!(
            rows(scanner("\u{feff}\"a\",b\n\n,\n\"\"\"x\n\n\",\"\"\r\nq\"r,s")),
            ["1-1 a|b", "3-3 |", "4-6 \"x\n\n|", "7-7 q\"r|s"]
        );
        assert!(rows(scanner("")).is_empty() && rows(scanner("\u{feff}")).is_empty());
        assert_eq!(rows(scanner("\"\"")), ["1-1 "]);
        assert_eq!(rows(scanner("\"a\"\r")), ["1-1 a"]);
    }

    #[test]
    fn a_wrong_quote_costs_the_lines_up_to_its_own_alone() {
        let text = "a,\"b\n\"\"c,\nd,\"e\" ,f\n1,\"2\n3\",\"4\n5,6\n\"7\",\"8\n";
        let reason = "a quote is opened and not closed, or a quote in its text is not doubled (text follows a quote on";
        assert_eq!(
            rows(scanner(text)),
            [
                format!("1 1 {reason} line 3)"),
                format!("2 2 {reason} this line)"),
                format!("3 3 {reason} this line)"),
                format!("4 5 {reason} line 7)"),
                "6-6 5|6".to_string(),
                "7 7 a quote is opened and not closed before the file ends".to_string(),
            ]
        );
    }

    #[test]
    fn a_quote_without_an_end_holds_no_more_than_its_limit_in_memory() {
        let text = format!("a,\"b\n{}c,d\n", "x,y\n".repeat(30_000));
        let limited = Scanner { most_quoted: 1000, ..scanner(&text) };
        let found = rows(limited);
        assert_eq!(found[0], "1 1 a quote is opened and not closed within 1000 bytes");
        assert_eq!((found.len(), found[30_001].as_str()), (30_002, "30002-30002 c|d"));
    }
}
