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

/// So many bytes are told apart together.
const BLOCK: usize = 64;

/// The place of the first byte that is not ASCII.
pub(super) fn first_foreign(bytes: &[u8]) -> Option<usize> {
    let (blocks, _) = bytes.as_chunks::<BLOCK>();
    let plain = blocks.iter().take_while(|block| block.iter().fold(0, |all, byte| all | byte) < 0x80).count();
    let start = plain * BLOCK;
    bytes[start..].iter().position(|byte| !byte.is_ascii()).map(|place| start + place)
}

/// Calls `sink` with every segment of `text`, which is ASCII, that has a letter or a digit, in order.
///
/// Rules of UAX #29 that can apply to ASCII: letters, digits and `_` stay together (WB5, 8–10, 13a, 13b), as do two
/// letters around one of `:` `.` `'` (WB6, 7) and two digits around one of `,` `;` `.` `'` (WB11, 12).
///
/// A bit for each byte says whether it is part of a word: words begin and end where the bit changes, so that nothing branches
/// from byte to byte.
#[inline]
pub(super) fn words<F: FnMut(&str) + ?Sized>(text: &str, sink: &mut F) {
    let bytes = text.as_bytes();
    let mut word = |start: usize, end: usize| {
        // Without a letter or a digit it is made of `_` alone.
        if bytes[start] != b'_' || bytes[start..end].iter().any(|byte| *byte != b'_') {
            sink(&text[start..end]);
        }
    };
    // Where the word begins that the last block left open.
    let mut open = None;
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    let mut last = [0; BLOCK];
    last[..rest.len()].copy_from_slice(rest);
    let blocks = blocks.iter().chain((!rest.is_empty()).then_some(&last));
    for (base, block) in (0..).step_by(BLOCK).zip(blocks) {
        let mut edges = edges(bytes, base, block, open.is_some());
        while edges != 0 {
            let here = base + edges.trailing_zeros() as usize;
            edges &= edges - 1;
            let start = match open.take() {
                Some(start) => {
                    word(start, here);
                    continue;
                }
                None => here,
            };
            if edges == 0 {
                open = Some(start);
                break;
            }
            word(start, base + edges.trailing_zeros() as usize);
            edges &= edges - 1;
        }
    }
    if let Some(start) = open {
        word(start, bytes.len());
    }
}

/// A bit for each byte of the block at `base`: whether a word begins or ends there; `open` where one goes on into the block.
#[inline]
fn edges(bytes: &[u8], base: usize, block: &[u8; BLOCK], open: bool) -> u64 {
    let class = |position: usize| bytes.get(position).map_or(0, |byte| CLASSES[usize::from(*byte)]);
    let mut words = bits(block, |byte| {
        (byte | 0x20).wrapping_sub(b'a') < 26 || byte.wrapping_sub(b'0') < 10 || byte == b'_'
    });
    let joints = bits(block, |byte| matches!(byte, b',' | b'.' | b':' | b';' | b'\''));
    let before = words << 1 | u64::from(open);
    let after = words >> 1 | u64::from(class(base + BLOCK) & WORD != 0) << (BLOCK - 1);
    let mut between = joints & before & after;
    while between != 0 {
        let bit = between.trailing_zeros();
        let position = base + bit as usize;
        let (here, around) = (class(position), class(position - 1) & class(position + 1));
        let joins = (here & BETWEEN_LETTERS != 0 && around & LETTER != 0)
            || (here & BETWEEN_DIGITS != 0 && around & DIGIT != 0);
        words |= u64::from(joins) << bit;
        between &= between - 1;
    }
    words ^ (words << 1 | u64::from(open))
}

/// A bit for each byte of a block: whether `is` holds for it.
#[inline]
fn bits(block: &[u8; BLOCK], is: impl Fn(u8) -> bool) -> u64 {
    let mut holds = [0u8; BLOCK];
    holds.iter_mut().zip(block).for_each(|(holds, byte)| *holds = u8::from(is(*byte)));
    let (eights, _) = holds.as_chunks::<8>();
    eights.iter().rev().fold(0, |bits, eight| {
        // The product moves the bit of byte i to bit 56 + i.
        bits << 8 | u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56
    })
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
    fn the_first_foreign_byte_is_found() {
        for place in (0..200).step_by(7) {
            let text = format!("{}é{}", "a".repeat(place), "bé".repeat(place % 5));
            assert_eq!(super::first_foreign(text.as_bytes()), Some(place));
            assert_eq!(super::first_foreign(&text.as_bytes()[..place]), None);
        }
    }

    #[test]
    fn joints_by_hand() {
        let text = "The U.S. can't: pay 3.5, 1,000;2 or a:b a,b 1:2 _ _a_ x_.y ''a' 7a.b 3.a ...";
        let expected = "The|U.S|can't|pay|3.5|1,000;2|or|a:b|a|b|1|2|_a_|x_|y|a|7a.b|3|a";
        assert_eq!(found(text).join("|"), expected);
    }

    proptest! {
        #[test]
        fn any_ascii_text_is_cut_as_by_the_general_rules(text in "[aZ09_:.',; \"\t-]{0,24}|[aZ09_:.',; -]{50,200}|[a'._]{120,140}|[\x00-\x7f]{0,140}") {
            prop_assert_eq!(found(&text), text.unicode_words().collect::<Vec<_>>());
        }
    }
}
