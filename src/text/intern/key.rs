//! The key of a term: its letters in; two numbers that tell it from others, or nearly so, and its hash, out.

use std::hash::{BuildHasher, Hasher};

use rustc_hash::FxBuildHasher;

/// Terms of up to so many bytes are compared as two numbers.
pub(super) const SHORT: usize = 15;

/// A term as two numbers: its bytes and its length where it is short, and its hash and its length where it is long.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Key([u64; 2]);

impl Key {
    /// The key of a term, and its hash.
    #[inline]
    pub(super) fn of(term: &str) -> (Key, u64) {
        let bytes = term.as_bytes();
        let key = if bytes.len() <= SHORT { Key::short(bytes) } else { Key::long(bytes) };
        (key, key.hash())
    }

    /// The bytes, and their number in the last of 16. Read in pieces that may overlap: no copy of unknown length.
    #[inline]
    fn short(bytes: &[u8]) -> Key {
        let length = bytes.len();
        let eight = |from: usize| u64::from_le_bytes(bytes[from..from + 8].try_into().expect("eight bytes"));
        let four = |from: usize| u32::from_le_bytes(bytes[from..from + 4].try_into().expect("four bytes"));
        let one = |at: usize| u64::from(bytes[at]) << (8 * at);
        let (low, high) = match length {
            9.. => (eight(0), eight(length - 8) >> (8 * (16 - length))),
            8 => (eight(0), 0),
            4.. => (u64::from(four(0)) | u64::from(four(length - 4)) << (8 * (length - 4)), 0),
            1.. => (one(0) | one(length / 2) | one(length - 1), 0),
            0 => (0, 0),
        };
        Key([low, high | (length as u64) << 56])
    }

    fn long(bytes: &[u8]) -> Key {
        let mut hasher = FxBuildHasher.build_hasher();
        hasher.write(bytes);
        // The last byte of a short term's key is at most 15.
        Key([hasher.finish(), bytes.len() as u64 | u64::MAX << 56])
    }

    /// The bytes of a short term with their number in the last place; `None` for a long one.
    #[inline]
    pub(super) fn bytes(self) -> Option<[u8; SHORT + 1]> {
        let [low, high] = self.0;
        ((high >> 56) as usize <= SHORT).then(|| (u128::from(high) << 64 | u128::from(low)).to_le_bytes())
    }

    /// The key of a short term, its ASCII letters in lower case; the number of its bytes is no letter.
    #[inline]
    pub(super) fn short_folded(bytes: &[u8]) -> Key {
        Key::short(bytes).folded()
    }

    #[inline]
    fn folded(self) -> Key {
        Key(self.0.map(|eight| {
            const EACH: u64 = u64::MAX / 255;
            let low_bits = eight & (0x7f * EACH);
            let from_a = low_bits + (0x80 - u64::from(b'A')) * EACH;
            let above_z = low_bits + (0x7f - u64::from(b'Z')) * EACH;
            // In the highest bit of each byte whether it is a capital; two places to the right it makes it small.
            eight | (((from_a ^ above_z) & !eight & (0x80 * EACH)) >> 2)
        }))
    }

    #[inline]
    pub(super) fn hash(self) -> u64 {
        mixed(self.0[0] ^ mixed(self.0[1]))
    }
}

/// The two halves of the product with an odd number, folded into one: every bit depends on every bit.
#[inline]
fn mixed(word: u64) -> u64 {
    let product = u128::from(word ^ 0x2545_f491_4f6c_dd1d) * u128::from(0x9e37_79b9_7f4a_7c15_u64);
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_terms_are_their_keys() {
        let letters = "abcdefghijklmno";
        for length in 0..=15 {
            let mut padded = [0; 16];
            padded[..length].copy_from_slice(&letters.as_bytes()[..length]);
            padded[15] = length as u8;
            let Key([low, high]) = Key::of(&letters[..length]).0;
            assert_eq!([low.to_le_bytes(), high.to_le_bytes()].concat(), padded);
        }
    }

    #[test]
    fn capitals_are_folded_and_nothing_else_is() {
        let all: Vec<u8> = (0..=255).collect();
        for bytes in all.chunks(SHORT).chain(all[7..].chunks(SHORT)) {
            assert_eq!(Key::short_folded(bytes), Key::short(&bytes.to_ascii_lowercase()));
        }
        assert_eq!(Key::short_folded(b"ZA[@z"), Key::short(b"za[@z"));
    }
}
