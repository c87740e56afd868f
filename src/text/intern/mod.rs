//! Interning: terms in the order in which they are first seen, each with a number. No allocation for a known term, and
//! one place of memory touched, since that is what counting words waits for.

mod key;

use super::{TermId, Vocabulary};
use key::{Key, SHORT};

/// Slots of an empty table; a power of two, as every later size.
const SLOTS: usize = 1 << 10;
/// So many terms of a batch are looked up together: their slots fit into the processor's first cache.
const AHEAD: usize = 256;

/// Terms by number of first sight, with something of the reader's own kept beside each.
///
/// The table is searched by a term's hash from slot to slot. A slot holds the whole of a short term and what is kept
/// beside it: one place of memory is touched for a term, and with 16 bytes kept two slots fill one cache line.
#[derive(Debug, Clone)]
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

/// Where a term stands in the table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place(usize);

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

    /// Adds a term, its ASCII letters in lower case.
    #[inline]
    pub(crate) fn push_folded(&mut self, term: &str) {
        if term.len() <= SHORT {
            let key = Key::short_folded(term.as_bytes());
            self.terms.push((key, key.hash()));
            return;
        }
        let start = self.text.len();
        self.text.push_str(term);
        self.text[start..].make_ascii_lowercase();
        self.terms.push(Key::of(&self.text[start..]));
        self.ends.push(self.text.len());
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
        self.entry(term).0
    }

    /// Calls `each` with the number of every term of a batch, and with what is kept beside it: the default where the
    /// term was not seen before.
    pub(crate) fn intern_all(&mut self, batch: &Batch, mut each: impl FnMut(u32, &mut T)) {
        self.intern_each(batch, |terms, place| {
            let slot = &mut terms.slots[place.0];
            each(slot.number - 1, &mut slot.kept);
        });
    }

    /// Calls `each` with these terms and the place of every term of a batch, which holds until another term is taken in.
    #[inline]
    pub(crate) fn intern_each(&mut self, batch: &Batch, mut each: impl FnMut(&mut Self, Place)) {
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
                each(self, Place(place));
            }
        }
    }

    /// The number of the term at a place, and what is kept beside it.
    #[inline]
    pub(crate) fn at(&self, place: Place) -> (u32, T) {
        let slot = &self.slots[place.0];
        (slot.number - 1, slot.kept)
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

    /// What is kept beside `term`; `None` where it was not seen.
    pub(crate) fn find_kept(&self, term: &str) -> Option<&T> {
        let (key, hash) = Key::of(term);
        let mask = self.slots.len() - 1;
        let from = |place: usize| &self.slots[place & mask];
        let mut taken =
            (0..).map(|step| from((hash as usize).wrapping_add(step))).take_while(|slot| slot.number > 0);
        let same =
            |slot: &&Slot<T>| slot.key == key && (term.len() <= SHORT || self.term(slot.number - 1) == term);
        taken.find(same).map(|slot| &slot.kept)
    }

    /// Every term with what is kept beside it, in no order that means anything.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&str, &T)> {
        let taken = self.slots.iter().filter(|slot| slot.number > 0);
        taken.map(|slot| (self.term(slot.number - 1), &slot.kept))
    }

    /// The number of `term` and what is kept beside it; it is taken in where it was not seen before.
    pub(crate) fn entry(&mut self, term: &str) -> (u32, &mut T) {
        let (key, hash) = Key::of(term);
        let place = self.find(term, key, hash);
        let slot = &mut self.slots[place];
        (slot.number - 1, &mut slot.kept)
    }

    /// What is kept beside `term`, which is taken in where it was not seen before.
    pub(crate) fn kept_of(&mut self, term: &str) -> &mut T {
        self.entry(term).1
    }

    /// The term of that number.
    pub(crate) fn term(&self, number: u32) -> &str {
        let start = if number == 0 { 0 } else { self.ends[number as usize - 1] };
        &self.text[start..self.ends[number as usize]]
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
        assert_eq!(interner.entries().count(), known.len());
        assert!(interner.iter().eq(known.iter().copied()));
        let (vocabulary, places) = interner.into_vocabulary();
        assert!(known.iter().zip(&places).all(|(term, place)| vocabulary.id(term) == Some(*place)));
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
        assert!(interner.entries().all(|(_, kept)| kept[0] == 4));
        assert_eq!(interner.entries().filter(|(term, _)| term.len() > SHORT).count(), 600);
        assert_eq!(size_of::<Slot<[u32; 3]>>(), 32);
    }
}
