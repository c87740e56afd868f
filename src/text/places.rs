//! Where words stand: a text and the words that a segmenter cut out of it, in their order, in; their places, in bytes, out.

use std::ops::Range;

use super::step::cjk_bigrams::is_cjk;

/// Finds the words of a text again, one after the other.
pub(super) struct Places<'a> {
    text: &'a str,
    /// Whether words may be bigrams, of which each begins within the one before.
    bigrams: bool,
    /// The place of the word before.
    last: Range<usize>,
    /// Whether that was a bigram.
    was_bigram: bool,
}

impl<'a> Places<'a> {
    pub(super) fn new(text: &'a str, bigrams: bool) -> Self {
        Places { text, bigrams, last: 0..0, was_bigram: false }
    }

    /// The place of the next word.
    pub(super) fn next(&mut self, word: &str) -> Range<usize> {
        let is_bigram = self.bigrams && word.chars().filter(|letter| is_cjk(*letter)).nth(1).is_some();
        let begin = match is_bigram && self.was_bigram {
            true => self.last.start + self.text[self.last.start..].chars().next().map_or(0, char::len_utf8),
            false => self.last.end,
        };
        // What stands between two words is short, and no word begins in it.
        let rest = &self.text[begin..];
        let found = rest.char_indices().find(|(at, _)| rest[*at..].starts_with(word));
        self.last = found.map_or(begin..begin, |(at, _)| begin + at..begin + at + word.len());
        self.was_bigram = is_bigram;
        self.last.clone()
    }
}

#[cfg(test)]
mod tests {
    use crate::text::Analyzer;

    fn words<'a>(spec: &str, text: &'a str) -> Vec<&'a str> {
        let mut words = Vec::new();
        Analyzer::parse(spec).unwrap().place_words(text, &mut |place, _| words.push(place));
        assert!(words.iter().is_sorted_by(|left, right| left.start < right.start), "{words:?}");
        words.into_iter().map(|place| &text[place]).collect()
    }

    #[test]
    fn words_stand_where_they_were_cut() {
        assert_eq!(words("words", "Banana ana, (an)a!"), ["Banana", "ana", "an", "a"]);
        assert_eq!(words("english", "The x\u{b2} \u{bd} 2"), ["The", "x", "2"]);
        assert_eq!(words("ascii", "na\u{ef}ve"), ["na", "ve"]);
        assert_eq!(words("words", "nai\u{308}ve 東京"), ["nai\u{308}ve", "東", "京"]);
    }

    #[test]
    fn bigrams_overlap_within_a_run_alone() {
        assert_eq!(words("cjk", "東京都、京"), ["東京", "京都", "京"]);
        assert_eq!(words("cjk", "東京、京都"), ["東京", "京都"]);
        assert_eq!(words("cjk", "東東東 BM25で検索"), ["東東", "東東", "BM25", "で検", "検索"]);
        assert_eq!(words("cjk", "か\u{3099}きく"), ["か\u{3099}き", "きく"]);
    }
}
