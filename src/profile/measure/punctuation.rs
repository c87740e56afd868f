//! Punctuation: how many marks stand for each word of a document.

use super::of_text_statistics::of_text_statistics;
use super::{DocumentMeasure, LexicalMeasure, LexicalNeeds};
use crate::error::Result;
use crate::registry::{Arguments, Cutoff, Entry};
use crate::text::TextStatistics;

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "punctuation",
    summary: "punctuation characters per word (UAX #29) of a whole document",
    reference: "Unicode Standard Annex #44, Unicode Character Database, General_Category P",
    parameters: &[],
    cutoff: Cutoff::Never,
    build,
};

fn build(_: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    Ok(Box::new(Punctuation))
}

/// Characters of General_Category P (dashes, brackets, quotation marks, full stops, commas, …; not symbols such as $, +,
/// = and |) ÷ words of the raw text, at least 0; words as in `word_length`. Marks inside a word (can't, 3.5) count.
/// `None` for a text without words, and for a text that is cut.
#[derive(Debug)]
pub struct Punctuation;

impl LexicalMeasure for Punctuation {
    fn needs(&self) -> LexicalNeeds {
        LexicalNeeds::text_statistics().any_length()
    }

    fn of_documents(&self) -> Option<DocumentMeasure<'_>> {
        Some(of_text_statistics(value))
    }
}

fn value(statistics: &TextStatistics) -> Option<f64> {
    super::of_text_statistics::ratio(statistics.punctuation, statistics.words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_words_by_hand() {
        // “ ' , ” and … are punctuation, = is not.
        assert_eq!(value(&TextStatistics::of("“I can't = say,” …no")), Some(5.0 / 4.0));
        assert_eq!((value(&TextStatistics::of("no")), value(&TextStatistics::of("..."))), (Some(0.0), None));
    }
}
