//! Interning: terms in the order in which they are first seen, each with a number. No allocation for a known term, and
//! one place of memory touched, since that is what counting words waits for.

use std::hash::{BuildHasher, Hasher};

use rustc_hash::FxBuildHasher;

use super::{TermId, Vocabulary};

/// Slots of an empty table; a power of two, as every later size.
const SLOTS: usize = 1 << 10;
/// So many terms of a batch are looked up together: their slots fit into the processor's first cache.
const AHEAD: usize = 256;
/// Terms of up to so many bytes are compared as two numbers.
const SHORT: usize = 15;

/// Terms by number of first sight, with something of the reader's own kept beside each.
///
/// The table is searched by a term's hash from slot to slot. A slot holds the whole of a short term and what is kept
/// beside it: one place of memory is touched for a term, and with 16 bytes kept two slots fill one cache line.
#[derive(Debug)]
pub(crate) struct Interner<T = ()> {
    slots: Vec<Slot<T>>,
    /// The terms one after the other, and where each of them ends.
    text: String,
    ends: Vec<usize>,
}

#[derive(Debug, Clone, Copy, Default)]
#[repr(align(32))]
struct Slot<T> {
    key: Key,
    /// The term's number, plus 1; 0 in an empty slot.
    number: u32,
    kept: T,
}

/// A term as two numbers: its bytes and its length where it is short, and its hash and its length where it is long.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Key([u64; 2]);

/// Some terms in their order, to be interned together.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    terms: Vec<(Key, u64)>,
    /// The terms that no key holds one after the other, and where each of them ends.
    text: String,
    ends: Vec<usize>,
}

impl Batch {
    /// Takes every term out.
    pub(crate) fn clear(&mut self) {
        self.terms.clear();
        self.text.clear();
        self.ends.clear();
    }

    /// The number of terms.
    pub(crate) fn len(&self) -> usize {
        self.terms.len()
    }

    /// Adds a term.
    #[inline]
    pub(crate) fn push(&mut self, term: &str) {
        self.terms.push(Key::of(term));
        if term.len() > SHORT {
            self.text.push_str(term);
            self.ends.push(self.text.len());
        }
    }

    /// The terms that no key holds.
    fn long(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(&0).chain(&self.ends);
        starts.zip(&self.ends).map(|(start, end)| &self.text[*start..*end])
    }
}

impl<T: Copy + Default> Default for Interner<T> {
    fn default() -> Self {
        Interner { slots: vec![Slot::default(); SLOTS], text: String::new(), ends: Vec::new() }
    }
}

impl<T: Copy + Default> Interner<T> {
    /// The number of `term`, a new one where it was not seen before.
    pub(crate) fn intern(&mut self, term: &str) -> u32 {
        let (key, hash) = Key::of(term);
        let place = self.find(term, key, hash);
        self.slots[place].number - 1
    }

    /// Calls `each` with the number of every term of a batch, and with what is kept beside it: the default where the
    /// term was not seen before.
    pub(crate) fn intern_all(&mut self, batch: &Batch, mut each: impl FnMut(u32, &mut T)) {
        let mut long = batch.long();
        for terms in batch.terms.chunks(AHEAD) {
            // Every slot is touched before the first is used: the processor then waits for all of them at once.
            let mask = self.slots.len() - 1;
            let touch = |sum: u32, (_, hash): &(Key, u64)| sum ^ self.slots[*hash as usize & mask].number;
            std::hint::black_box(terms.iter().fold(0, touch));
            for (key, hash) in terms {
                let place = match key.bytes() {
                    Some(_) => self.find_short(*key, *hash),
                    None => self.find(long.next().expect("a text for every long term"), *key, *hash),
                };
                let slot = &mut self.slots[place];
                each(slot.number - 1, &mut slot.kept);
            }
        }
    }

    /// The slot of a term that its key holds whole.
    #[inline]
    fn find_short(&mut self, key: Key, hash: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut place = hash as usize & mask;
        loop {
            let slot = &self.slots[place];
            if slot.key == key && slot.number > 0 {
                return place;
            }
            if slot.number == 0 {
                let bytes = key.bytes().expect("a short term");
                let term = std::str::from_utf8(&bytes[..usize::from(bytes[SHORT])]);
                return self.add(term.expect("the bytes of a term"), key, place);
            }
            place = (place + 1) & mask;
        }
    }

    /// The slot of a term.
    fn find(&mut self, term: &str, key: Key, hash: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut place = hash as usize & mask;
        loop {
            let slot = &self.slots[place];
            if slot.number == 0 {
                return self.add(term, key, place);
            }
            if slot.key == key && (term.len() <= SHORT || self.term(slot.number - 1) == term) {
                return place;
            }
            place = (place + 1) & mask;
        }
    }

    /// Puts a new term into the empty slot at `place`; says where it is then.
    #[cold]
    fn add(&mut self, term: &str, key: Key, place: usize) -> usize {
        self.text.push_str(term);
        self.ends.push(self.text.len());
        let number = u32::try_from(self.ends.len()).expect("fewer than 2^32 distinct terms");
        self.slots[place] = Slot { key, number, kept: T::default() };
        // Where most slots are taken, searches get long.
        if 5 * self.ends.len() > 3 * self.slots.len() { self.grow(number) } else { place }
    }

    /// Doubles the table; says where the term of `number` (plus 1) is then.
    fn grow(&mut self, number: u32) -> usize {
        let mut slots = vec![Slot::default(); 2 * self.slots.len()];
        let mask = slots.len() - 1;
        let mut found = 0;
        for slot in self.slots.iter().filter(|slot| slot.number > 0) {
            let mut place = slot.key.hash() as usize & mask;
            while slots[place].number != 0 {
                place = (place + 1) & mask;
            }
            slots[place] = *slot;
            if slot.number == number {
                found = place;
            }
        }
        self.slots = slots;
        found
    }

    /// What is kept beside every term, in no order that means anything.
    pub(crate) fn kept(&mut self) -> impl Iterator<Item = &mut T> {
        self.slots.iter_mut().filter(|slot| slot.number > 0).map(|slot| &mut slot.kept)
    }

    /// Every term with what is kept beside it, in no order that means anything.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&str, &T)> {
        let taken = self.slots.iter().filter(|slot| slot.number > 0);
        taken.map(|slot| (self.term(slot.number - 1), &slot.kept))
    }

    /// What is kept beside `term`, which is taken in where it was not seen before.
    pub(crate) fn kept_of(&mut self, term: &str) -> &mut T {
        let (key, hash) = Key::of(term);
        let place = self.find(term, key, hash);
        &mut self.slots[place].kept
    }

    fn term(&self, number: u32) -> &str {
        let start = if number == 0 { 0 } else { self.ends[number as usize - 1] };
        &self.text[start..self.ends[number as usize]]
    }

    /// The number of terms.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The terms in order of their numbers, from 0.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len() as u32).map(|number| self.term(number))
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
    fn bytes(self) -> Option<[u8; SHORT + 1]> {
        let [low, high] = self.0;
        ((high >> 56) as usize <= SHORT).then(|| (u128::from(high) << 64 | u128::from(low)).to_le_bytes())
    }

    #[inline]
    fn hash(self) -> u64 {
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
    fn terms_keep_the_number_of_their_first_sight() {
        let mut interner: Interner = Interner::default();
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
    fn what_is_kept_stays_with_its_term() {
        let mut interner: Interner<[u32; 3]> = Interner::default();
        let mut batch = Batch::default();
        for round in 0..4 {
            batch.clear();
            let term = |number: u32| {
                format!("{}{number}", if number.is_multiple_of(5) { "a long term of one " } else { "t" })
            };
            (0..3000).for_each(|number| batch.push(&term(number)));
            let mut expected = 0;
            interner.intern_all(&batch, |number, kept| {
                assert_eq!((number, kept[0]), (expected, round));
                (kept[0], expected) = (kept[0] + 1, expected + 1);
            });
            assert_eq!(expected, 3000);
        }
        assert_eq!(interner.kept_of("t1"), &[4, 0, 0]);
        assert!(interner.kept().all(|kept| kept[0] == 4));
        assert_eq!(interner.entries().filter(|(term, _)| term.len() > SHORT).count(), 600);
        assert_eq!(size_of::<Slot<[u32; 3]>>(), 32);
    }
}
