//! Where words begin and end: text in, segments out, by the word boundaries of UAX #29. What is not a word (spaces,
//! punctuation) is left out here; a segment that is left out although it carries a letter or a number is counted.

use unicode_segmentation::UnicodeSegmentation;

use super::ascii;
use super::step::cjk_bigrams::Bigrams;

/// Longest term in UTF-16 units, as in Lucene's StandardTokenizer; longer segments are cut at this length.
pub const LONGEST_TERM: usize = 255;

/// Which segments of UAX #29 (Unicode Text Segmentation, "word boundaries") are words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Segmenter {
    /// Every segment with a letter or a number of any kind, or a pictograph: drops no letter and no digit.
    Unicode,
    /// As Lucene's StandardTokenizer: every segment with a letter, a decimal digit or a pictograph. It drops
    /// superscripts, fractions and circled numbers.
    Standard,
    /// Runs of ASCII letters and digits, as in the regular expression `[A-Za-z0-9]+`; all else separates, so that text
    /// in another script is dropped, and counted.
    Ascii,
}

impl Segmenter {
    /// Calls `sink` with every word of `text` in order (bigrams of Han, kana and Hangul where `bigrams`), and returns
    /// the number of segments left out although [`char::is_alphanumeric`] holds for one of their characters.
    pub fn segment<F: FnMut(&str)>(self, text: &str, bigrams: bool, mut sink: F) -> u64 {
        if self == Segmenter::Ascii {
            return segment_ascii_runs(text, &mut sink);
        }
        let mut dropped = 0;
        // White space is a boundary for everything but marks that follow it, so that each chunk can be cut alone: those
        // of ASCII together by the short rules, every other one by the general ones.
        let mut rest = text;
        while let Some(foreign) = ascii::first_foreign(rest.as_bytes()) {
            let start = rest[..foreign].rfind(is_space).map_or(0, |space| space + 1);
            ascii::words(&rest[..start], &mut |word: &str| emit(word, &mut sink));
            let end = rest[foreign..].find(is_space).map_or(rest.len(), |space| foreign + space);
            dropped += self.segment_chunk(&rest[start..end], bigrams, &mut sink);
            rest = &rest[end..];
        }
        ascii::words(rest, &mut |word: &str| emit(word, &mut sink));
        dropped
    }

    /// Cuts a chunk without white space by the general rules.
    fn segment_chunk(self, chunk: &str, bigrams: bool, sink: &mut dyn FnMut(&str)) -> u64 {
        if bigrams {
            let mut bigrams = Bigrams::new(sink);
            let dropped = self.segment_unicode(chunk, &mut |segment| bigrams.push(segment));
            bigrams.finish();
            return dropped;
        }
        self.segment_unicode(chunk, &mut |segment| {
            if let Segment::Word(word) = segment {
                emit(word, sink);
            }
        })
    }

    /// Cuts a chunk without white space; adjacent segments of a script that needs a dictionary become one.
    fn segment_unicode(self, chunk: &str, sink: &mut dyn FnMut(Segment<'_>)) -> u64 {
        let mut dropped = 0;
        let mut run = 0..0;
        for (start, segment) in chunk.split_word_bound_indices() {
            let end = start + segment.len();
            if segment.chars().next().is_some_and(is_complex) {
                run = if run.is_empty() { start..end } else { run.start..end };
                continue;
            }
            if !run.is_empty() {
                sink(Segment::Word(&chunk[std::mem::take(&mut run)]));
            }
            if self.keeps(segment) {
                sink(Segment::Word(segment));
            } else {
                dropped += u64::from(segment.chars().any(char::is_alphanumeric));
                sink(Segment::Gap);
            }
        }
        if !run.is_empty() {
            sink(Segment::Word(&chunk[run]));
        }
        dropped
    }

    fn keeps(self, segment: &str) -> bool {
        let mut flag_letters = 0;
        segment.char_indices().any(|(position, letter)| {
            if letter.is_ascii() {
                return letter.is_ascii_alphanumeric();
            }
            flag_letters += u32::from(matches!(letter, '\u{1F1E6}'..='\u{1F1FF}'));
            let frames_a_key = letter == '\u{20E3}' && position > 0;
            is_word_letter(letter)
                || (self == Segmenter::Unicode && letter.is_alphanumeric())
                || is_pictograph(letter)
                || frames_a_key
                || flag_letters == 2
        })
    }
}

/// Runs of ASCII letters and digits; counts the chunks between spaces that hold a letter or a number of another script.
fn segment_ascii_runs(text: &str, sink: &mut dyn FnMut(&str)) -> u64 {
    let mut dropped = 0;
    for chunk in text.split_ascii_whitespace() {
        let runs = chunk.split(|letter: char| !letter.is_ascii_alphanumeric());
        runs.filter(|run| !run.is_empty()).for_each(|run| emit(run, sink));
        dropped += u64::from(chunk.chars().any(|letter| letter.is_alphanumeric() && !letter.is_ascii()));
    }
    dropped
}

/// White space as [`str::split_ascii_whitespace`] has it.
fn is_space(letter: char) -> bool {
    letter.is_ascii_whitespace()
}

/// A piece of a chunk: a word, or something between words.
pub(super) enum Segment<'a> {
    /// A word.
    Word(&'a str),
    /// Punctuation and the like; words on its two sides are not adjacent.
    Gap,
}

/// Hands a word on, cut where it is too long.
#[inline]
pub(super) fn emit<F: FnMut(&str) + ?Sized>(word: &str, sink: &mut F) {
    if word.len() <= LONGEST_TERM { sink(word) } else { emit_pieces(word, &mut |piece| sink(piece)) }
}

fn emit_pieces(word: &str, sink: &mut dyn FnMut(&str)) {
    let whole = word.chars().next().is_some_and(is_complex);
    let mut rest = word;
    while let Some(cut) = longest_prefix(rest) {
        // The tokeniser sees no further than its buffer, so the prefix is cut as if the text ended there.
        let first = rest[..cut].split_word_bounds().next().filter(|_| !whole);
        let piece = first.unwrap_or(&rest[..cut]);
        sink(piece);
        rest = &rest[piece.len()..];
    }
    if whole {
        return sink(rest);
    }
    rest.split_word_bounds().filter(|piece| Segmenter::Unicode.keeps(piece)).for_each(sink);
}

/// The byte length of the first [`LONGEST_TERM`] UTF-16 units; `None` where the word is no longer than that.
fn longest_prefix(word: &str) -> Option<usize> {
    let mut units = 0;
    for (position, letter) in word.char_indices() {
        units += letter.len_utf16();
        if units > LONGEST_TERM {
            return Some(position);
        }
    }
    None
}

/// Whether the character is a letter or a decimal digit, of any script. UAX #29 joins letters and digits of spaced
/// scripts to `a` and not to `ア`, Katakana the other way round, and what only connects (`‿`, marks) to both.
fn is_word_letter(letter: char) -> bool {
    if letter.is_alphabetic() && (letter < '\u{300}' || !is_mark(letter)) {
        return true;
    }
    matches!(letter, '\u{FF10}'..='\u{FF19}' | '\u{2E80}'..='\u{2FD5}')
        || is_one_segment('a', letter) != is_one_segment('ア', letter)
}

/// Whether the character is a pictograph (©, ™, emoji): UAX #29 rule WB3c joins a zero-width joiner to an
/// Extended_Pictographic character and to nothing else but marks.
fn is_pictograph(letter: char) -> bool {
    // The dashes, quotation marks and bullets of this block are frequent and no pictographs.
    !matches!(letter, '\u{2010}'..='\u{203B}') && is_one_segment('\u{200D}', letter) && !is_mark(letter)
}

/// Whether the character is a mark that UAX #29 joins to anything before it.
fn is_mark(letter: char) -> bool {
    is_one_segment('.', letter)
}

fn is_one_segment(first: char, second: char) -> bool {
    let mut bytes = [0; 8];
    let length = first.encode_utf8(&mut bytes).len();
    let length = length + second.encode_utf8(&mut bytes[length..]).len();
    let pair = std::str::from_utf8(&bytes[..length]).expect("two characters");
    pair.split_word_bounds().nth(1).is_none()
}

/// Whether the character belongs to a script without spaces that needs a dictionary (Line_Break = Complex_Context):
/// Thai, Lao, Myanmar, Khmer, Tai Le, New Tai Lue, Tai Tham, Tai Viet, Ahom. UAX #29 leaves these to tailoring and
/// would cut every character; as Lucene does, a run is kept whole.
fn is_complex(letter: char) -> bool {
    letter >= '\u{0E01}'
        && matches!(letter,
            '\u{0E01}'..='\u{0E3A}' | '\u{0E40}'..='\u{0E4E}' | '\u{0E80}'..='\u{0ECF}' | '\u{0EDC}'..='\u{0EDF}'
            | '\u{1000}'..='\u{103F}' | '\u{1050}'..='\u{108F}' | '\u{109A}'..='\u{109F}' | '\u{1780}'..='\u{17D3}'
            | '\u{17D7}' | '\u{17DC}'..='\u{17DD}' | '\u{1950}'..='\u{1974}' | '\u{1980}'..='\u{19C9}'
            | '\u{19DE}'..='\u{19DF}' | '\u{1A20}'..='\u{1A7C}' | '\u{1AA0}'..='\u{1AAD}' | '\u{A9E0}'..='\u{A9EF}'
            | '\u{A9FA}'..='\u{A9FE}' | '\u{AA60}'..='\u{AAC2}' | '\u{AADB}'..='\u{AADF}'
            | '\u{11700}'..='\u{1172B}' | '\u{1173A}'..='\u{1173B}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(segmenter: Segmenter, text: &str) -> (Vec<String>, u64) {
        let mut words = Vec::new();
        let dropped = segmenter.segment(text, false, |word| words.push(word.to_string()));
        (words, dropped)
    }

    #[test]
    fn words_are_cut_as_uax_29_says() {
        let (found, dropped) =
            words(Segmenter::Unicode, "The U.S. can't pay 3.5 (or 1,000) e-mails_x; naïve café №5.");
        assert_eq!(
            found,
            ["The", "U.S", "can't", "pay", "3.5", "or", "1,000", "e", "mails_x", "naïve", "café", "5"]
        );
        assert_eq!(dropped, 0);
    }

    #[test]
    fn the_standard_segmenter_keeps_what_lucene_keeps_and_counts_the_rest() {
        let text = "x² ½ ① ٣٤ © ™ 👍🏽 👩‍👩‍👧 “quoted” – … 1️⃣ 🇩🇪 Ⓐ ・";
        assert_eq!(
            words(Segmenter::Standard, text),
            (["x", "٣٤", "©", "™", "👍🏽", "👩‍👩‍👧", "quoted", "1️⃣", "🇩🇪", "Ⓐ"].map(String::from).to_vec(), 3)
        );
        assert_eq!(words(Segmenter::Unicode, "x² ½ ①"), (["x", "²", "½", "①"].map(String::from).to_vec(), 0));
    }

    #[test]
    fn thai_is_kept_in_runs_and_han_is_cut() {
        assert_eq!(words(Segmenter::Standard, "ภาษาไทย 漢字。かな").0, ["ภาษาไทย", "漢", "字", "か", "な"]);
    }

    #[test]
    fn long_words_are_cut_and_nothing_is_lost() {
        let (found, _) = words(Segmenter::Standard, &"a".repeat(600));
        assert_eq!(found.iter().map(String::len).collect::<Vec<_>>(), [255, 255, 90]);
        let (found, _) = words(Segmenter::Standard, &"é".repeat(256));
        assert_eq!(found.iter().map(|word| word.chars().count()).collect::<Vec<_>>(), [255, 1]);
    }
}
