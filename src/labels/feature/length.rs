//! Length: how much text there is.

use super::TextFeature;
use crate::labels::PairText;
use crate::registry::{Cutoff, Entry};

/// log₂ of the number of the text's terms: one more is twice as long. `None` for a text without terms.
struct Length;

pub(super) const ROW: Entry<dyn TextFeature> = Entry {
    name: "length",
    summary: "the binary logarithm of the text's number of terms: one more is twice as long",
    reference: "",
    parameters: &[],
    cutoff: Cutoff::Never,
    build: |_| Ok(Box::new(Length)),
};

impl TextFeature for Length {
    fn value(&self, text: &PairText) -> Option<f64> {
        (text.length > 0).then(|| f64::from(text.length).log2())
    }
}
