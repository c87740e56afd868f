//! Values of whole documents from their raw texts: a function of text statistics in, a measure of documents out.

use super::DocumentMeasure;
use crate::text::TextStatistics;

/// The value of a document that is not cut; `None` where the corpus has no statistics of raw texts.
pub(super) fn of_text_statistics<'a>(value: fn(&TextStatistics) -> Option<f64>) -> DocumentMeasure<'a> {
    DocumentMeasure::in_corpus(move |corpus| {
        let statistics = corpus.text_statistics().unwrap_or_default();
        Box::new(move |text| {
            let whole = text.tokens.len() == corpus.tokens(text.number).len();
            value(statistics.get(text.number as usize)?).filter(|_| whole)
        })
    })
}

/// `part` ÷ `whole`; `None` where there is no whole.
pub(super) fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
