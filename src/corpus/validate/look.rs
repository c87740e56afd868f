//! One look at a text: what the checks of texts ask for, found in one pass over its bytes. The text is borrowed; what is
//! kept of it is a [`Mark`] of 24 bytes.

use std::hash::{DefaultHasher, Hasher};
use std::num::NonZeroU64;

use unicode_script::{Script, UnicodeScript};

use super::ending::breaks_off;
use super::heading::has_heading;

/// How many letters of the beginning and of the end are read for phrases.
const HEAD: usize = 160;
const TAIL: usize = 240;

/// How many characters two versions of one content do not share by chance.
const BEGINNING: usize = 60;

/// Bits of what occurs in a text.
const WHITE: u8 = 1;
const LETTER: u8 = 2;
const CONTROL: u8 = 4;
const MARKUP: u8 = 8;
/// White space that is not a space.
const BREAK: u8 = 16;

/// What each ASCII byte is.
static CLASSES: [u8; 128] = classes();

const fn classes() -> [u8; 128] {
    let mut classes = [0; 128];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = match byte as u8 {
            b' ' => WHITE,
            b'\t' | b'\n' | b'\r' => WHITE | BREAK,
            // White space as Rust sees it, and control characters all the same.
            0x0b | 0x0c => WHITE | BREAK | CONTROL,
            0..=0x1f | 0x7f => CONTROL,
            b'<' | b'&' => MARKUP,
            letter if letter.is_ascii_alphabetic() => LETTER,
            _ => 0,
        };
        byte += 1;
    }
    classes
}

/// What is kept of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    /// A hash of the text with every run of white space as one space.
    pub fingerprint: u64,
    /// A hash of its first [`BEGINNING`] characters, white space told as above; `None` where it is shorter.
    pub beginning: Option<NonZeroU64>,
    /// Characters.
    pub characters: u32,
    /// The script of most of its letters; `None` where it has no letter.
    pub script: Option<Script>,
    /// Whether it is empty, or white space only.
    pub empty: bool,
    /// Whether it ends without the end of a sentence.
    pub breaks_off: bool,
    /// Whether it begins with a heading such as "Answer:".
    pub has_heading: bool,
}

impl Mark {
    /// The mark of the text under `title`: the same text under two titles is not the same.
    pub(super) fn under(self, title: &str) -> Mark {
        if title.trim().is_empty() {
            return self;
        }
        let mut hasher = DefaultHasher::new();
        hasher.write(title.trim().as_bytes());
        hasher.write_u64(self.fingerprint);
        Mark { fingerprint: hasher.finish(), empty: false, ..self }
    }
}

/// What the checks of texts are given.
pub(super) struct Look<'a> {
    /// The text.
    pub text: &'a str,
    /// Its first letters as [`fold`] writes them, from the first letter or digit on.
    pub head: &'a str,
    /// Its last letters, as [`fold`] writes them.
    pub tail: &'a str,
    /// Whether it has `<` or `&`.
    pub has_markup: bool,
    /// Whether it has a control character that is not a line end or a tab.
    pub has_control: bool,
    /// Whether it is all ASCII.
    pub is_ascii: bool,
    /// What is kept of it.
    pub mark: Mark,
}

/// Looks at texts, one after the other, with memory of its own.
#[derive(Debug, Default)]
pub(super) struct Looker {
    normalised: String,
    head: String,
    tail: String,
    scripts: Vec<(Script, u32)>,
}

impl Looker {
    /// Looks at a text.
    pub(super) fn look<'a>(&'a mut self, text: &'a str) -> Look<'a> {
        let scan = self.scan(text);
        let trimmed = text.trim();
        let normalised = if scan.is_ragged {
            self.normalised.clear();
            for word in trimmed.split_whitespace() {
                if !self.normalised.is_empty() {
                    self.normalised.push(' ');
                }
                self.normalised.push_str(word);
            }
            &self.normalised
        } else {
            trimmed
        };
        let fingerprint = hashed(normalised);
        let beginning = (normalised.char_indices().nth(BEGINNING - 1))
            .map(|(at, last)| hashed(&normalised[..at + last.len_utf8()]));
        let start = trimmed.find(char::is_alphanumeric).unwrap_or(trimmed.len());
        fold(trimmed[start..].chars().take(HEAD), &mut self.head);
        let tail = trimmed.char_indices().rev().take(TAIL).last().map_or(0, |(at, _)| at);
        fold(trimmed[tail..].chars(), &mut self.tail);
        Look {
            text,
            head: &self.head,
            tail: &self.tail,
            has_markup: scan.seen & MARKUP != 0,
            has_control: scan.seen & CONTROL != 0,
            is_ascii: scan.is_ascii,
            mark: Mark {
                fingerprint,
                beginning: beginning.map(|hash| NonZeroU64::new(hash).unwrap_or(NonZeroU64::MIN)),
                characters: scan.characters,
                script: self.dominant(),
                empty: trimmed.is_empty(),
                breaks_off: breaks_off(trimmed),
                has_heading: has_heading(&self.head),
            },
        }
    }

    /// The one pass over the bytes.
    fn scan(&mut self, text: &str) -> Scan {
        self.scripts.clear();
        let bytes = text.as_bytes();
        let (mut seen, mut doubled, mut before) = (0_u8, 0_u8, 0_u8);
        let (mut characters, mut ascii_letters) = (0_u32, 0_u32);
        let (mut at, mut is_ascii) = (0, true);
        while let Some(byte) = bytes.get(at) {
            characters = characters.saturating_add(1);
            let class = match CLASSES.get(usize::from(*byte)) {
                Some(class) => {
                    at += 1;
                    ascii_letters += u32::from(class & LETTER != 0);
                    *class
                }
                None => {
                    is_ascii = false;
                    let letter = text[at..].chars().next().expect("a text has whole characters");
                    at += letter.len_utf8();
                    self.class(letter)
                }
            };
            seen |= class;
            doubled |= class & before;
            before = class;
        }
        if ascii_letters > 0 {
            self.count(Script::Latin, ascii_letters);
        }
        let is_ragged = seen & BREAK != 0 || doubled & WHITE != 0;
        Scan { seen, is_ragged, is_ascii, characters }
    }

    /// What a character beyond ASCII is; a letter is counted for its script.
    fn class(&mut self, letter: char) -> u8 {
        if letter.is_alphabetic() {
            if let Some(script) = script(letter) {
                self.count(script, 1);
            }
            return LETTER;
        }
        let white = if letter.is_whitespace() { WHITE | BREAK } else { 0 };
        white | if letter.is_control() { CONTROL } else { 0 }
    }

    fn count(&mut self, script: Script, letters: u32) {
        match self.scripts.iter_mut().find(|(known, _)| *known == script) {
            Some((_, count)) => *count = count.saturating_add(letters),
            None => self.scripts.push((script, letters)),
        }
    }

    /// The script of most letters; of equal ones the first by name.
    fn dominant(&self) -> Option<Script> {
        let by_count = |(script, count): &&(Script, u32)| (*count, std::cmp::Reverse(script.full_name()));
        self.scripts.iter().max_by_key(by_count).map(|(script, _)| *script)
    }
}

/// A hash with fixed keys: the same text has the same one in every run.
fn hashed(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// What a pass over a text found.
struct Scan {
    seen: u8,
    /// Whether its white space is not single spaces.
    is_ragged: bool,
    is_ascii: bool,
    characters: u32,
}

/// The script of a letter; Chinese and Japanese signs count together, as `Han`. `None` for letters of all scripts.
fn script(letter: char) -> Option<Script> {
    // The letters of Latin-1 and of Latin Extended-A and -B, which are the most frequent beyond ASCII.
    if ('\u{c0}'..'\u{250}').contains(&letter) {
        return Some(Script::Latin);
    }
    match letter.script() {
        Script::Common | Script::Inherited | Script::Unknown => None,
        Script::Hiragana | Script::Katakana | Script::Bopomofo => Some(Script::Han),
        script => Some(script),
    }
}

/// Letters in lower case, with apostrophes and white space of one kind.
fn fold(letters: impl Iterator<Item = char>, out: &mut String) {
    out.clear();
    for letter in letters {
        match letter {
            'A'..='Z' => out.push(letter.to_ascii_lowercase()),
            '\u{2019}' | '\u{2018}' | '\u{2bc}' => out.push('\''),
            // Marks of emphasis around a phrase.
            '*' | '_' | '#' => {}
            white if white.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            letter => out.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_sees_what_is_there() {
        let mut looker = Looker::default();
        let look = looker.look("  \"**Sure**, I\u{2019}ll  do\nit.\" ");
        assert_eq!((look.head, look.tail), ("sure, i'll do it.\"", "\"sure, i'll do it.\""));
        assert!(!look.has_markup && !look.has_control && !look.is_ascii && !look.mark.empty);
        assert_eq!(look.mark.characters, 27);
        let look = looker.look("a < b\u{1}");
        assert!(look.has_markup && look.has_control && look.is_ascii);
        assert!(looker.look("x\u{85}y").has_control && !looker.look("x\ty\r\nz").has_control);
        assert!(looker.look(" \u{a0}\n").mark.empty && looker.look("").mark.empty);
        assert_eq!(std::mem::size_of::<Mark>(), 24);
    }

    #[test]
    fn white_space_does_not_count_and_all_else_does() {
        let mut looker = Looker::default();
        let mut of = |text: &str| looker.look(text).mark.fingerprint;
        let plain = of("one two three");
        for same in ["one  two three", " one\ttwo\nthree\n", "one\u{a0}two\u{2003} three"] {
            assert_eq!(of(same), plain, "{same:?}");
        }
        for other in ["one two threE", "onetwo three", "one two three.", "two one three"] {
            assert_ne!(of(other), plain, "{other:?}");
        }
    }

    #[test]
    fn beginnings_are_of_sixty_characters_whatever_follows() {
        let mut looker = Looker::default();
        let mut of = |text: &str| looker.look(text).mark.beginning;
        let sixty = "ö".repeat(29) + " " + &"x".repeat(30);
        assert_eq!(sixty.chars().count(), 60);
        assert!(of(&sixty).is_some() && of(&sixty[..sixty.len() - 1]).is_none());
        assert_eq!(of(&sixty), of(&format!("  {}y", sixty.replace(' ', "\n "))));
        assert_ne!(of(&sixty), of(&sixty.replace("xx", "xz")));
    }

    #[test]
    fn the_script_is_that_of_most_letters() {
        let mut looker = Looker::default();
        let mut of = |text: &str| looker.look(text).mark.script.map(Script::full_name);
        assert_eq!(of("naïve café 42"), Some("Latin"));
        assert_eq!(of("это слово word"), Some("Cyrillic"));
        assert_eq!(of("これは漢字です"), Some("Han"));
        assert_eq!(of("αβ ab"), Some("Greek"));
        assert_eq!(of("ab αβ"), Some("Greek"));
        assert_eq!(of("한국어"), Some("Hangul"));
        assert_eq!(of("42 — !"), None);
    }
}
