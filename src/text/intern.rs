//! Interning: terms in the order in which they are first seen, each with a number; no allocation for a known term, and
//! few places of memory touched, since that is what counting words waits for.

use std::hash::{BuildHasher, Hasher};

use rustc_hash::FxBuildHasher;

use super::{TermId, Vocabulary};

/// Slots of an empty table; a power of two, as every later size.
const SLOTS: usize = 1 << 10;
/// Terms of up to so many bytes are compared as two numbers.
const SHORT: usize = 15;

/// Terms by number of first sight.
///
/// A table of slots leads from a term's hash to its number, with enough of the hash beside it that a wrong number is
/// seldom followed. The terms' keys stand in order of first sight, so that those of the frequent ones, which come first,
/// stay together in the processor's caches.
#[derive(Debug)]
pub(crate) struct Interner {
    /// Upper half: the upper half of the hash. Lower half: the term's number, plus 1; 0 for an empty slot.
    slots: Vec<u64>,
    keys: Vec<Key>,
    /// The terms one after the other, and where each of them ends.
    text: String,
    ends: Vec<usize>,
}

/// A term as two numbers: its bytes and its length where it is short, and its hash and its length where it is long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key([u64; 2]);

impl Default for Interner {
    fn default() -> Self {
        Interner { slots: vec![0; SLOTS], keys: Vec::new(), text: String::new(), ends: Vec::new() }
    }
}

impl Interner {
    /// The number of `term`, a new one where it was not seen before.
    #[inline]
    pub(crate) fn intern(&mut self, term: &str) -> u32 {
        let (key, hash) = Key::of(term);
        let mask = self.slots.len() - 1;
        let tag = hash & !u64::from(u32::MAX);
        let mut place = hash as usize & mask;
        loop {
            let slot = self.slots[place];
            if slot == 0 {
                return self.add(term, key, place, tag);
            }
            if slot & !u64::from(u32::MAX) == tag {
                let number = slot as u32 - 1;
                if self.keys[number as usize] == key && (term.len() <= SHORT || self.term(number) == term) {
                    return number;
                }
            }
            place = (place + 1) & mask;
        }
    }

    fn add(&mut self, term: &str, key: Key, place: usize, tag: u64) -> u32 {
        let number = u32::try_from(self.keys.len()).ok().filter(|number| *number < u32::MAX);
        let number = number.expect("fewer than 2^32 distinct terms");
        self.slots[place] = tag | u64::from(number + 1);
        self.keys.push(key);
        self.text.push_str(term);
        self.ends.push(self.text.len());
        // At most half of the slots are taken, so that a search is short.
        if 2 * self.keys.len() > self.slots.len() {
            self.grow();
        }
        number
    }

    #[cold]
    fn grow(&mut self) {
        let mut slots = vec![0_u64; 2 * self.slots.len()];
        let mask = slots.len() - 1;
        for number in 0..self.keys.len() as u32 {
            let (_, hash) = Key::of(self.term(number));
            let mut place = hash as usize & mask;
            while slots[place] != 0 {
                place = (place + 1) & mask;
            }
            slots[place] = (hash & !u64::from(u32::MAX)) | u64::from(number + 1);
        }
        self.slots = slots;
    }

    fn term(&self, number: u32) -> &str {
        let start = if number == 0 { 0 } else { self.ends[number as usize - 1] };
        &self.text[start..self.ends[number as usize]]
    }

    /// The number of terms.
    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The terms in order of their numbers, from 0.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.keys.len() as u32).map(|number| self.term(number))
    }

    /// The sorted vocabulary, and for each number of first sight the term's place in it.
    pub(super) fn into_vocabulary(self) -> (Vocabulary, Vec<TermId>) {
        let mut sorted: Vec<(&str, u32)> = self.iter().zip(0..).collect();
        sorted.sort_unstable();
        let mut places = vec![TermId(0); sorted.len()];
        for (place, (_, number)) in sorted.iter().enumerate() {
            places[*number as usize] = TermId(place as u32);
        }
        (Vocabulary::new(sorted.into_iter().map(|(term, _)| term.into()).collect()), places)
    }
}

impl Key {
    /// The key of a term, and its hash.
    #[inline]
    fn of(term: &str) -> (Key, u64) {
        let bytes = term.as_bytes();
        if bytes.len() <= SHORT {
            let mut padded = [0; 16];
            padded[..bytes.len()].copy_from_slice(bytes);
            padded[SHORT] = bytes.len() as u8;
            let (low, high) = padded.split_at(8);
            let word = |half: &[u8]| u64::from_le_bytes(half.try_into().expect("eight bytes"));
            let key = [word(low), word(high)];
            return (Key(key), mixed(key[0] ^ mixed(key[1])));
        }
        let mut hasher = FxBuildHasher.build_hasher();
        hasher.write(bytes);
        let hash = mixed(hasher.finish());
        // No length fits into the last byte of a short term's key that is above 15.
        (Key([hash, bytes.len() as u64 | u64::MAX << 56]), hash)
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
    fn terms_keep_the_number_of_their_first_sight() {
        let mut interner = Interner::default();
        let long = |number: usize| format!("a long term that no key holds {number}");
        let terms: Vec<String> = (0..5000)
            .flat_map(|number| [format!("t{number}"), long(number), "é".repeat(number % 12 + 1)])
            .chain([String::new(), "a".repeat(15), "a".repeat(16)])
            .collect();
        let mut known: Vec<&str> = Vec::new();
        let mut numbers = rustc_hash::FxHashMap::default();
        for term in terms.iter().chain(&terms) {
            let next = numbers.len() as u32;
            let expected = *numbers.entry(term.as_str()).or_insert(next);
            if expected == next {
                known.push(term);
            }
            assert_eq!(interner.intern(term), expected, "{term}");
        }
        assert_eq!(interner.len(), known.len());
        assert!(interner.iter().eq(known.iter().copied()));
        let (vocabulary, places) = interner.into_vocabulary();
        assert!(known.iter().zip(&places).all(|(term, place)| vocabulary.id(term) == Some(*place)));
    }
}
