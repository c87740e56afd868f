//! Stop words: a term of the list goes no further, and is counted as stopped.

use std::sync::Arc;

use super::language::{COUNT, LANGUAGE_NAMES};
use super::stop_list::StopList;
use super::{ChainPart, Step, StepEntry, Term};

pub(super) const ENTRY: StepEntry = StepEntry {
    name: "stop",
    summary: "leaves out the words of a list, which are in lower case; lucene: the 33 English ones of Lucene's \
              EnglishAnalyzer; a language: NLTK's list",
    choices: &CHOICES,
    make: |name| match StopList::of(name) {
        Some(list) => ChainPart::Step(Arc::new(list)),
        None => ChainPart::Step(Arc::new(Stop(&LUCENE))),
    },
};

/// Lucene's list, then one of each language.
static CHOICES: [&str; COUNT + 1] = {
    let mut choices = ["lucene"; COUNT + 1];
    let mut index = 0;
    while index < COUNT {
        choices[index + 1] = LANGUAGE_NAMES[index];
        index += 1;
    }
    choices
};

/// Lucene's `EnglishAnalyzer.ENGLISH_STOP_WORDS_SET`, sorted.
static LUCENE: [&str; 33] = [
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it", "no",
    "not", "of", "on", "or", "such", "that", "the", "their", "then", "there", "these", "they", "this", "to",
    "was", "will", "with",
];

/// Whether a word is one of Lucene's English stop words, upper case taken as lower case.
pub(in crate::text) fn is_stop_word(word: &str) -> bool {
    // No word of the list is longer than five bytes.
    let mut bytes = [0; 5];
    let Some(lower) = bytes.get_mut(..word.len()) else { return false };
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    LUCENE.binary_search_by(|stop| stop.as_bytes().cmp(lower)).is_ok()
}

/// Stops the words of a sorted list.
#[derive(Debug)]
pub struct Stop(&'static [&'static str]);

impl Step for Stop {
    fn apply(&self, term: &mut Term) -> bool {
        // No word of the list is longer than five bytes.
        term.text.len() > 5 || self.0.binary_search(&term.text.as_str()).is_err()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_short_and_exact() {
        assert!(LUCENE.is_sorted() && LUCENE.iter().all(|word| word.len() <= 5));
        let stops =
            |word: &str| !Stop(&LUCENE).apply(&mut Term { text: word.to_string(), ..Term::default() });
        assert!(LUCENE.iter().all(|word| stops(word)));
        assert!(!stops("The") && !stops("from") && !stops(""));
        assert!(is_stop_word("The") && is_stop_word("THEIR") && is_stop_word("a"));
        assert!(!is_stop_word("from") && !is_stop_word("theirs") && !is_stop_word("") && !is_stop_word("ä"));
    }
}
