//! Character n-grams: words in, their overlapping pieces of n characters out, with `_` where a word begins and ends.
//! They need no knowledge of a language, and forms of one word share most of their pieces.
//!
//! P. McNamee and J. Mayfield (2004, "Character N-Gram Tokenization for European Language Text Retrieval", Information
//! Retrieval 7, 73–97) find n = 4 a good choice for European languages. Their n-grams run on from one word into the next;
//! these stay within a word, so that stop words can be left out before and no piece depends on a neighbour. Blanks written
//! `_` are those of W. B. Cavnar and J. M. Trenkle (1994, "N-Gram-Based Text Categorization", SDAIR-94), one on each side.

use unicode_segmentation::UnicodeSegmentation;

use super::{ChainPart, StepEntry};

/// Stands before and after a word.
const EDGE: char = '_';

pub(super) const ENTRY: StepEntry = StepEntry {
    name: "ngrams",
    summary: "overlapping pieces of so many characters of each word with _ at both ends (McNamee and Mayfield 2004); a \
              word too short for one stays whole; stands last",
    choices: &["2", "3", "4", "5", "6", "7", "8"],
    make: |length| ChainPart::Ngrams(Ngrams { length: length.parse().expect("checked against the choices") }),
};

/// Cuts a word of c characters, with `_` at both ends, into its c + 3 − n pieces of n characters, left to right; where
/// c + 2 ≤ n that is the whole word with its ends. A character is an extended grapheme cluster of UAX #29, so that no
/// mark leaves its letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ngrams {
    length: usize,
}

impl Ngrams {
    /// What cuts one word after another, with room of its own.
    pub(in crate::text) fn cutter(self) -> Cutter {
        Cutter { length: self.length, padded: String::new(), starts: Vec::new() }
    }
}

/// Cuts words into n-grams.
pub(in crate::text) struct Cutter {
    length: usize,
    /// The word with its ends.
    padded: String,
    /// Where the characters of `padded` begin, then where it ends.
    starts: Vec<usize>,
}

impl Cutter {
    /// Calls `sink` with each piece of `word`, which is not empty, and returns how many they are: at least one.
    pub(in crate::text) fn cut<F: FnMut(&str) + ?Sized>(&mut self, word: &str, sink: &mut F) -> u64 {
        self.padded.clear();
        self.padded.push(EDGE);
        self.padded.push_str(word);
        self.padded.push(EDGE);
        let end = self.padded.len();
        if word.is_ascii() {
            return self.cut_at(end, sink, |position| position);
        }
        self.starts.clear();
        self.starts.push(0);
        self.starts.extend(word.grapheme_indices(true).map(|(start, _)| start + EDGE.len_utf8()));
        self.starts.extend([end - EDGE.len_utf8(), end]);
        self.cut_at(self.starts.len() - 1, sink, |position| self.starts[position])
    }

    /// Cuts `padded` of so many characters, of which each begins at `start`.
    fn cut_at<F: FnMut(&str) + ?Sized>(
        &self,
        characters: usize,
        sink: &mut F,
        start: impl Fn(usize) -> usize,
    ) -> u64 {
        let last = characters.saturating_sub(self.length);
        for first in 0..=last {
            sink(&self.padded[start(first)..start(characters.min(first + self.length))]);
        }
        last as u64 + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(length: usize, word: &str) -> Vec<String> {
        let mut pieces = Vec::new();
        let count = Ngrams { length }.cutter().cut(word, &mut |piece: &str| pieces.push(piece.to_string()));
        assert_eq!(count, pieces.len() as u64);
        pieces
    }

    #[test]
    fn pieces_by_hand() {
        assert_eq!(pieces(2, "text"), ["_t", "te", "ex", "xt", "t_"]);
        assert_eq!(pieces(3, "text"), ["_te", "tex", "ext", "xt_"]);
        assert_eq!(pieces(5, "text"), ["_text", "text_"]);
        assert_eq!(pieces(6, "text"), ["_text_"]);
        assert_eq!(pieces(8, "text"), ["_text_"]);
        assert_eq!(pieces(4, "größe"), ["_grö", "größ", "röße", "öße_"]);
        assert_eq!(pieces(3, "東京都"), ["_東京", "東京都", "京都_"]);
        assert_eq!(pieces(2, "a"), ["_a", "a_"]);
    }

    #[test]
    fn no_mark_leaves_its_letter() {
        assert_eq!(pieces(3, "nai\u{308}ve"), ["_na", "nai\u{308}", "ai\u{308}v", "i\u{308}ve", "ve_"]);
        assert_eq!(pieces(2, "வீடு"), ["_வீ", "வீடு", "டு_"]);
        assert_eq!(pieces(2, "👩‍👩‍👧"), ["_👩‍👩‍👧", "👩‍👩‍👧_"]);
        assert_eq!(pieces(2, "\u{301}a"), ["_\u{301}", "\u{301}a", "a_"]);
    }

    #[test]
    fn room_is_used_again() {
        let mut cutter = Ngrams { length: 4 }.cutter();
        let mut pieces = Vec::new();
        for word in ["größe", "is", "naïve"] {
            cutter.cut(word, &mut |piece: &str| pieces.push(piece.to_string()));
        }
        assert_eq!(pieces, ["_grö", "größ", "röße", "öße_", "_is_", "_naï", "naïv", "aïve", "ïve_"]);
    }
}
