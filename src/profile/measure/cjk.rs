//! CJK: the share of Han, kana and Hangul among the letters of a document.

use super::of_text_statistics::of_text_statistics;
use super::{DocumentMeasure, LexicalMeasure, LexicalNeeds};
use crate::error::Result;
use crate::registry::{Arguments, Cutoff, Entry};
use crate::text::TextStatistics;

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "cjk",
    summary: "share of Han, kana and Hangul among the letters of a whole document",
    reference: "Unicode Standard Annex #24, Unicode Script Property",
    parameters: &[],
    cutoff: Cutoff::Never,
    build,
};

fn build(_: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    Ok(Box::new(Cjk))
}

/// Han, Hiragana, Katakana and Hangul letters ÷ letters (Alphabetic) of the raw text, in 0..1. `None` for a text
/// without letters, and for a text that is cut.
#[derive(Debug)]
pub struct Cjk;

impl LexicalMeasure for Cjk {
    fn needs(&self) -> LexicalNeeds {
        LexicalNeeds::text_statistics().any_length()
    }

    fn of_documents(&self) -> Option<DocumentMeasure<'_>> {
        Some(of_text_statistics(value))
    }
}

fn value(statistics: &TextStatistics) -> Option<f64> {
    super::of_text_statistics::ratio(statistics.cjk_letters, statistics.letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_letters_by_hand() {
        assert_eq!(value(&TextStatistics::of("東京 to 7!")), Some(0.5));
        assert_eq!(
            (
                value(&TextStatistics::of("한글かな")),
                value(&TextStatistics::of("x")),
                value(&TextStatistics::of("42"))
            ),
            (Some(1.0), Some(0.0), None)
        );
    }
}
