//! Values of whole documents from their shapes: an analysed corpus with shapes in, a measure of its documents out.

use super::DocumentValue;
use crate::text::{AnalyzedCorpus, Shape};

/// The value of a document that is not cut; `None` where the corpus has no shapes.
pub(super) fn of_shape<'a>(
    corpus: &'a AnalyzedCorpus,
    value: fn(&Shape) -> Option<f64>,
) -> Option<DocumentValue<'a>> {
    let shapes = corpus.shapes()?;
    Some(Box::new(move |text| {
        let whole = text.tokens.len() == corpus.tokens(text.number).len();
        value(&shapes[text.number as usize]).filter(|_| whole)
    }))
}

/// `part` ÷ `whole`; `None` where there is no whole.
pub(super) fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
