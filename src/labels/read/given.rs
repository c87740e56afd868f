//! Labels as they are given: which pair, which grade, on which line.

use std::collections::BTreeMap;
use std::path::Path;

use crate::corpus::Grade;
use crate::error::{Error, Result};
use crate::labels::Scale;

/// A label as its line has it.
#[derive(Debug, Clone, PartialEq)]
pub struct GivenLabel {
    /// The query.
    pub query: String,
    /// The document.
    pub document: String,
    /// The grade; `None` where what is written is no whole number.
    pub grade: Option<Grade>,
    /// The grade as it is written.
    pub written: String,
    /// The line, from 1.
    pub line: u64,
    /// How sure the judge is, in 0..=1.
    pub confidence: Option<f64>,
    /// Further grades that the judge gave the same pair.
    pub samples: Vec<Grade>,
    /// The scale that the line names.
    pub scale: Option<Scale>,
}

/// The labels of one judge while they are read: none is given twice.
#[derive(Default)]
pub(super) struct Gathered {
    labels: Vec<GivenLabel>,
    places: BTreeMap<(String, String), usize>,
}

impl Gathered {
    /// Adds a label; one that says again what an earlier line says is passed over.
    ///
    /// # Errors
    /// Where an earlier line grades the same pair otherwise.
    pub fn add(&mut self, file: &Path, label: GivenLabel) -> Result<()> {
        let pair = (label.query.clone(), label.document.clone());
        let Some(earlier) = self.places.insert(pair, self.labels.len()) else {
            self.labels.push(label);
            return Ok(());
        };
        let first = &self.labels[earlier];
        if first.grade == label.grade && first.written == label.written {
            self.places.insert((label.query, label.document), earlier);
            return Ok(());
        }
        let reason = format!(
            "grades document `{}` of query `{}` with {}, and line {} with {}",
            label.document, label.query, label.written, first.line, first.written
        );
        Err(Error::line(file, label.line, reason, "leave one of the two lines"))
    }

    pub fn into_labels(self) -> Vec<GivenLabel> {
        self.labels
    }
}
