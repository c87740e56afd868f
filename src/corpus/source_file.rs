//! A source as one file of JSON lines, and how such files are read.

use std::path::PathBuf;

/// One source's file of texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// The name of the source.
    pub source: String,
    /// Its file of JSON lines with a field `text`; `-` for the standard input.
    pub path: PathBuf,
}

/// How files are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StreamSettings {
    /// Whether titles stand before texts.
    pub title: bool,
    /// Whether a bad line is counted and passed over instead of ending the stream.
    pub skip_bad_lines: bool,
}
