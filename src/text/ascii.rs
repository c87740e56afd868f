//! The words of ASCII text: text in, segments out, the same as UAX #29 gives, from one table and one pass.

/// What a byte is to the word boundaries of UAX #29.
const LETTER: u8 = 1;
const DIGIT: u8 = 1 << 1;
/// ExtendNumLet: part of a word on either side, and no word alone.
const UNDERSCORE: u8 = 1 << 2;
const WORD: u8 = LETTER | DIGIT | UNDERSCORE;
/// MidLetter and MidNumLetQ: holds two letters together.
const BETWEEN_LETTERS: u8 = 1 << 3;
/// MidNum and MidNumLetQ: holds two digits together.
const BETWEEN_DIGITS: u8 = 1 << 4;

static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            b'0'..=b'9' => DIGIT,
            b'_' => UNDERSCORE,
            b':' => BETWEEN_LETTERS,
            b'.' | b'\'' => BETWEEN_LETTERS | BETWEEN_DIGITS,
            b',' | b';' => BETWEEN_DIGITS,
            _ => 0,
        };
        byte += 1;
    }
    classes
}

/// Calls `sink` with every segment of `text`, which is ASCII, that has a letter or a digit, in order.
///
/// Rules of UAX #29 that can apply to ASCII: letters, digits and `_` stay together (WB5, 8–10, 13a, 13b), as do two
/// letters around one of `:` `.` `'` (WB6, 7) and two digits around one of `,` `;` `.` `'` (WB11, 12).
#[inline]
pub(super) fn words<F: FnMut(&str) + ?Sized>(text: &str, sink: &mut F) {
    let bytes = text.as_bytes();
    let class = |position: usize| bytes.get(position).map_or(0, |byte| CLASSES[usize::from(*byte)]);
    let mut position = 0;
    while position < bytes.len() {
        let first = class(position);
        if first & WORD == 0 {
            position += 1;
            continue;
        }
        let (start, mut seen, mut last) = (position, first, first);
        position += 1;
        loop {
            let here = class(position);
            if here & WORD != 0 {
                (seen, last) = (seen | here, here);
                position += 1;
                continue;
            }
            let around = last & class(position + 1);
            let joins = (here & BETWEEN_LETTERS != 0 && around & LETTER != 0)
                || (here & BETWEEN_DIGITS != 0 && around & DIGIT != 0);
            if !joins {
                break;
            }
            position += 1;
        }
        if seen & (LETTER | DIGIT) != 0 {
            sink(&text[start..position]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::words;
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    fn found(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        let start = text.as_ptr() as usize;
        words(text, &mut |word: &str| {
            let at = word.as_ptr() as usize - start;
            found.push(&text[at..at + word.len()]);
        });
        found
    }

    #[test]
    fn joints_by_hand() {
        let text = "The U.S. can't: pay 3.5, 1,000;2 or a:b a,b 1:2 _ _a_ x_.y ''a' 7a.b 3.a ...";
        let expected = "The|U.S|can't|pay|3.5|1,000;2|or|a:b|a|b|1|2|_a_|x_|y|a|7a.b|3|a";
        assert_eq!(found(text).join("|"), expected);
    }

    proptest! {
        #[test]
        fn any_ascii_text_is_cut_as_by_the_general_rules(text in "[aZ09_:.',; \"\t-]{0,24}|[\x00-\x7f]{0,40}") {
            prop_assert_eq!(found(&text), text.unicode_words().collect::<Vec<_>>());
        }
    }
}
