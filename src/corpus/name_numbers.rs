//! Names of documents and their numbers: what a run of ten million lines looks up. Names stand one after the other in the
//! order in which they came, so that those of neighbours are near each other.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

/// The number of every name.
#[derive(Debug, Clone, Default)]
pub(super) struct NameNumbers {
    /// A power of two of them, at most half of them taken.
    slots: Vec<Slot>,
    /// Each name after its length, which takes four bytes.
    names: Vec<u8>,
    taken: usize,
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    /// Where the name is.
    start: usize,
    /// A part of its hash.
    tag: u32,
    number: u32,
}

/// The start of a slot that nothing has taken.
const FREE: usize = usize::MAX;
/// How many bytes the length of a name takes.
const LENGTH: usize = 4;

impl NameNumbers {
    /// The number of a name.
    pub fn get(&self, name: &str) -> Option<u32> {
        let slot = self.slots.get(self.place(name, hash(name))?)?;
        (slot.start != FREE).then_some(slot.number)
    }

    /// Adds a name with its number; one that is known keeps its number, which is given back.
    ///
    /// # Panics
    /// Where a name has 4 GB.
    pub fn insert(&mut self, name: &str, number: u32) -> Option<u32> {
        if 2 * (self.taken + 1) > self.slots.len() {
            self.grow();
        }
        let hash = hash(name);
        let place = self.place(name, hash).expect("half of the slots are free");
        let slot = &mut self.slots[place];
        if slot.start != FREE {
            return Some(slot.number);
        }
        *slot = Slot { start: self.names.len(), tag: hash as u32, number };
        let length = u32::try_from(name.len()).expect("a name is shorter than 4 GB");
        self.names.extend_from_slice(&length.to_le_bytes());
        self.names.extend_from_slice(name.as_bytes());
        self.taken += 1;
        None
    }

    /// The slot of a name, or the one that it would take; `None` where there is no slot at all.
    fn place(&self, name: &str, hash: u64) -> Option<usize> {
        let mut place = first(hash, self.slots.len())?;
        loop {
            let slot = &self.slots[place];
            if slot.start == FREE || slot.tag == hash as u32 && self.name(slot) == name.as_bytes() {
                return Some(place);
            }
            place = (place + 1) & (self.slots.len() - 1);
        }
    }

    fn name(&self, slot: &Slot) -> &[u8] {
        let (length, rest) = self.names[slot.start..].split_at(LENGTH);
        let length = u32::from_le_bytes(length.try_into().expect("four bytes"));
        &rest[..length as usize]
    }

    fn grow(&mut self) {
        let free = Slot { start: FREE, tag: 0, number: 0 };
        let slots = vec![free; (2 * self.slots.len()).max(16)];
        for slot in std::mem::replace(&mut self.slots, slots).into_iter().filter(|slot| slot.start != FREE) {
            let hash = FxBuildHasher.hash_one(self.name(&slot));
            let mut place = first(hash, self.slots.len()).expect("there are slots");
            while self.slots[place].start != FREE {
                place = (place + 1) & (self.slots.len() - 1);
            }
            self.slots[place] = slot;
        }
    }
}

fn hash(name: &str) -> u64 {
    FxBuildHasher.hash_one(name.as_bytes())
}

/// The slot at which a name is looked for first, by the upper bits of its hash.
fn first(hash: u64, slots: usize) -> Option<usize> {
    (slots > 0).then(|| (hash >> 32) as usize & (slots - 1))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_are_those_of_a_plain_map(names in proptest::collection::vec("[ab]{0,6}", 0..200)) {
            let (mut found, mut plain) = (NameNumbers::default(), BTreeMap::new());
            for (number, name) in (0..).zip(&names) {
                let earlier = plain.get(name).copied();
                prop_assert_eq!(found.get(name), earlier);
                prop_assert_eq!(found.insert(name, number), earlier);
                plain.entry(name).or_insert(number);
            }
            for (name, number) in &plain {
                prop_assert_eq!(found.get(name), Some(*number));
            }
            prop_assert_eq!(found.get("c"), None);
        }
    }
}
