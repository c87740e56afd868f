//! Analysers: text → terms. (helper text: yours)

use crate::error::Result;

/// Cuts text into terms; printed as a specification that parses back.
#[derive(Debug, Clone)]
pub struct Analyzer {}

impl Analyzer {
    /// Reads a specification: a preset (`words`, `english`, `cjk`, `snowball(<language>)`) or a chain of steps.
    pub fn parse(_spec: &str) -> Result<Analyzer> {
        todo!()
    }

    /// The canonical specification, which parses back.
    pub fn spec(&self) -> String {
        todo!()
    }

    /// Calls `sink` with each term of `text`, in order.
    pub fn analyze(&self, _text: &str, _sink: &mut dyn FnMut(&str)) {
        todo!()
    }
}
