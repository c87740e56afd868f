//! What a document's terms are beyond their number: an index in; for each document its distinct terms and their norm out.

use super::postings::Index;
use crate::error::Result;

/// The distinct terms of one document.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct DistinctTerms {
    /// How many there are.
    pub count: u32,
    /// √(Σ over them of (1 + ln tf)²), with tf the frequency of each.
    pub log_norm: f64,
}

impl Index {
    /// The distinct terms of each document; reads all postings. Norms are summed in the order of the terms' bytes, so that
    /// equal texts get equal norms to the last bit.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub fn distinct_terms(&self) -> Result<Vec<DistinctTerms>> {
        let mut documents = vec![DistinctTerms::default(); self.lengths().len()];
        self.for_each_posting(|_, document, frequency| {
            let document = &mut documents[document as usize];
            document.count += 1;
            document.log_norm += (1.0 + f64::from(frequency).ln()).powi(2);
        })?;
        for document in &mut documents {
            document.log_norm = document.log_norm.sqrt();
        }
        Ok(documents)
    }
}
