//! One line of a concordance: an occurrence in its text in; what stands on its left and its right, and its place among
//! the other lines, out.

use std::sync::Arc;

use super::Order;
use super::pattern::Occurrence;
use super::placed::PlacedText;
use crate::table::FileKind;

/// So many words on a side tell two lines apart.
const KEY_WORDS: usize = 10;

crate::table! {
    /// each occurrence in its context
    pub struct KwicRow("kwic/lines", FileKind::Csv, None) {
        /// The source.
        source: Arc<str>;
        /// The document, by the id that its versions share.
        document: Arc<str>;
        /// Words of the text before it.
        position: u64;
        /// What stands before it.
        left: String;
        /// What was found, as it is written.
        matched: String;
        /// What stands behind it.
        right: String;
    }
}

/// What stands before, within and behind an occurrence, with `context` words on either side; white space of any length is
/// one blank.
pub(in crate::profile) fn contexts(
    text: &PlacedText<'_>,
    Occurrence { words, bytes }: &Occurrence,
    context: usize,
) -> [String; 3] {
    let places = &text.places;
    let start = match words.start.checked_sub(context) {
        Some(first) => places.get(first).map_or(bytes.start, |place| place.start.min(bytes.start)),
        None => 0,
    };
    let end = match places.get(words.end + context) {
        None => text.text.len(),
        Some(beyond) => {
            // Signs that follow the last word without a blank belong to it.
            let behind = (words.end + context).checked_sub(1).map_or(0, |last| places[last].end);
            let behind = behind.max(bytes.end);
            let gap = &text.text[behind..beyond.start.max(behind)];
            behind + gap.find(char::is_whitespace).unwrap_or(gap.len())
        }
    };
    [start..bytes.start, bytes.clone(), bytes.end..end.max(bytes.end)].map(|part| blanked(&text.text[part]))
}

fn blanked(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the lines are sorted by: words in lower case, the nearest first, then what was found.
pub(super) fn key(
    text: &PlacedText<'_>,
    Occurrence { words, bytes }: &Occurrence,
    order: Order,
) -> Vec<String> {
    let word = |word: usize| text.text[text.places[word].clone()].to_lowercase();
    let mut key: Vec<String> = match order {
        Order::Document => return Vec::new(),
        Order::Right => (words.end..text.places.len()).take(KEY_WORDS).map(word).collect(),
        Order::Left => (0..words.start).rev().take(KEY_WORDS).map(word).collect(),
    };
    // Less than any word, so that the same context ends where it ends.
    key.push(String::new());
    key.push(text.text[bytes.clone()].to_lowercase());
    key
}
