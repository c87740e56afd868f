//! Han, kana and Hangul as overlapping bigrams: these scripts put no space between words, and a pair of characters is
//! a better term than one character or a whole run. A lone character stays as it is; other words pass unchanged.

use super::{ChainPart, StepEntry};
use crate::text::segment::{Segment, emit};

pub(super) const ENTRY: StepEntry = StepEntry {
    name: "cjk_bigrams",
    summary: "runs of Han, kana and Hangul as overlapping pairs of characters; a lone character as itself",
    choices: &[],
    make: |_| ChainPart::Bigrams,
};

/// Puts adjacent characters of one chunk of text together; a character carries the marks that follow it.
pub(in crate::text) struct Bigrams<'a> {
    sink: &'a mut dyn FnMut(&str),
    /// The last two characters of the run, or its only one.
    run: String,
    /// Where the last character begins in `run`.
    last: usize,
    /// How many characters the run has had.
    characters: usize,
}

impl<'a> Bigrams<'a> {
    pub(in crate::text) fn new(sink: &'a mut dyn FnMut(&str)) -> Self {
        Bigrams { sink, run: String::new(), last: 0, characters: 0 }
    }

    /// Takes the next segment of the chunk.
    pub(in crate::text) fn push(&mut self, segment: Segment<'_>) {
        let Segment::Word(word) = segment else { return self.end_run() };
        let mut other = 0..0;
        for (start, letter) in word.char_indices() {
            let end = start + letter.len_utf8();
            if is_cjk(letter) {
                self.emit_word(&word[std::mem::take(&mut other)]);
                self.push_character(letter);
            } else if other.is_empty() && self.characters > 0 && start > 0 && !letter.is_alphanumeric() {
                self.run.push(letter);
            } else {
                self.end_run();
                other = if other.is_empty() { start..end } else { other.start..end };
            }
        }
        self.emit_word(&word[other]);
    }

    /// Ends the chunk.
    pub(in crate::text) fn finish(mut self) {
        self.end_run();
    }

    /// Adds a character to the run; the pair of the two before it is complete now.
    fn push_character(&mut self, letter: char) {
        if self.characters >= 2 {
            (self.sink)(&self.run);
            self.run.drain(..self.last);
        }
        self.last = self.run.len();
        self.run.push(letter);
        self.characters += 1;
    }

    /// Emits what the run still holds: its last pair, or its only character.
    fn end_run(&mut self) {
        if self.characters > 0 {
            emit(&self.run, self.sink);
        }
        self.run.clear();
        self.last = 0;
        self.characters = 0;
    }

    fn emit_word(&mut self, word: &str) {
        if !word.is_empty() {
            emit(word, self.sink);
        }
    }
}

/// Whether the character is Han, Hiragana, Katakana or Hangul.
pub(in crate::text) fn is_cjk(letter: char) -> bool {
    letter >= '\u{1100}'
        && matches!(letter,
            '\u{1100}'..='\u{11FF}' | '\u{2E80}'..='\u{2FD5}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}'
            | '\u{3031}'..='\u{3035}' | '\u{3038}'..='\u{303C}' | '\u{3041}'..='\u{3096}' | '\u{309D}'..='\u{309F}'
            | '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}' | '\u{3131}'..='\u{318E}' | '\u{31F0}'..='\u{31FF}'
            | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{A960}'..='\u{A97C}' | '\u{AC00}'..='\u{D7FB}'
            | '\u{F900}'..='\u{FAD9}' | '\u{FF66}'..='\u{FF9F}' | '\u{FFA0}'..='\u{FFDC}' | '\u{1AFF0}'..='\u{1B16F}'
            | '\u{20000}'..='\u{3FFFD}')
}

#[cfg(test)]
mod tests {
    use crate::text::Segmenter;

    fn terms(text: &str) -> Vec<String> {
        let mut terms = Vec::new();
        Segmenter::Unicode.segment(text, true, |term| terms.push(term.to_string()));
        terms
    }

    #[test]
    fn runs_become_pairs_and_the_rest_passes() {
        assert_eq!(terms("東京都に行く。"), ["東京", "京都", "都に", "に行", "行く"]);
        assert_eq!(terms("2024年 BM25で検索 山"), ["2024", "年", "BM25", "で検", "検索", "山"]);
        assert_eq!(terms("한국어 テレビ K팝x"), ["한국", "국어", "テレ", "レビ", "K", "팝", "x"]);
        assert_eq!(terms("山、川"), ["山", "川"]);
        assert_eq!(terms("hello wörld"), ["hello", "wörld"]);
    }

    #[test]
    fn a_mark_stays_with_its_character() {
        assert_eq!(terms("か\u{3099}き"), ["か\u{3099}き"]);
        assert_eq!(terms("か\u{3099}きく"), ["か\u{3099}き", "きく"]);
    }
}
