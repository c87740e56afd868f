//! One line of text around a keyword: an occurrence in its text in; what stands on either side, cut to a width, out.

use std::sync::Arc;

use crate::profile::concordance::{Occurrence, PlacedText, contexts};
use crate::profile::keyness::Example;
use crate::table::FileKind;

/// So many characters stand on either side at most.
const WIDTH: usize = 60;
/// So many words reach as far, where words have a letter or more and a blank.
const WORDS: usize = 30;

crate::table! {
    /// lines of text around the strongest keywords, by either source, spread over the documents that have them
    pub struct KeywordLineRow("profile/keyword_lines", FileKind::Csv, None) {
        /// The source that is compared with.
        reference: Arc<str>;
        /// The source that is compared.
        source: Arc<str>;
        /// The keyword, as the analyser gives it.
        term: Arc<str>;
        /// The one of the two that wrote the line.
        texts_of: Arc<str>;
        /// The document, by the id that its versions share.
        document: Arc<str>;
        /// What stands before it, at most 60 characters.
        left: String;
        /// The keyword, as it is written.
        hit: String;
        /// What stands behind it, at most 60 characters.
        right: String;
    }
}

/// A line before it is known of which keyword.
pub(super) struct Line {
    document: Arc<str>,
    left: String,
    hit: String,
    right: String,
}

impl Line {
    pub(super) fn new(text: &PlacedText<'_>, occurrence: &Occurrence, document: &Arc<str>) -> Self {
        let [left, hit, right] = contexts(text, occurrence, WORDS);
        Line {
            document: Arc::clone(document),
            left: end_of(&left),
            hit: beginning_of(&hit),
            right: beginning_of(&right),
        }
    }

    pub(super) fn row(self, of: &Example, texts_of: Arc<str>) -> KeywordLineRow {
        KeywordLineRow {
            reference: Arc::clone(&of.reference),
            source: Arc::clone(&of.source),
            term: Arc::clone(&of.term),
            texts_of,
            document: self.document,
            left: self.left,
            hit: self.hit,
            right: self.right,
        }
    }
}

/// White space of any length as one blank.
pub(super) fn blanked(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The last characters of a text, without a word that is cut, unless it is half of them.
fn end_of(text: &str) -> String {
    let count = text.chars().count();
    if count <= WIDTH {
        return text.to_string();
    }
    let kept: String = text.chars().skip(count - WIDTH).collect();
    let whole = kept.split_once(' ').map(|(_, whole)| whole).filter(|whole| 2 * whole.len() > kept.len());
    whole.map_or(kept.clone(), str::to_string)
}

/// The first characters of a text, without a word that is cut, unless it is half of them.
fn beginning_of(text: &str) -> String {
    if text.chars().count() <= WIDTH {
        return text.to_string();
    }
    let kept: String = text.chars().take(WIDTH).collect();
    let whole = kept.rsplit_once(' ').map(|(whole, _)| whole).filter(|whole| 2 * whole.len() > kept.len());
    whole.map_or(kept.clone(), str::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_at_words_where_they_can() {
        let text = format!("{} {} end", "a".repeat(40), "b".repeat(30));
        assert_eq!(end_of(&text), format!("{} end", "b".repeat(30)));
        assert_eq!(beginning_of(&text), "a".repeat(40));
        let run = "東".repeat(100);
        assert_eq!((end_of(&run).chars().count(), beginning_of(&run).chars().count()), (60, 60));
        assert_eq!((end_of("short"), beginning_of("")), ("short".to_string(), String::new()));
    }
}
