//! How long searches took: seconds in; a file of JSON that compares engines out.

use std::path::Path;

use serde::Serialize;

use crate::error::Result;
use crate::write::write_lines;

/// The times of one search that was made several times.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Timings {
    /// How many models searched.
    pub models: usize,
    /// The seconds that each pass over all queries took.
    pub passes: Vec<f64>,
    /// How many queries there were.
    pub queries: usize,
}

impl Timings {
    /// Writes them to a file, as one line of JSON.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn save(&self, path: &Path) -> Result<()> {
        let text = serde_json::to_string(self).expect("numbers under names");
        write_lines(path, |out| writeln!(out, "{text}"))
    }
}
