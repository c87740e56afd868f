//! Interning: terms in the order in which they are first seen, each with a number; no allocation for a known term.

use rustc_hash::FxHashMap;

use super::{TermId, Vocabulary};

/// Terms by number of first sight.
#[derive(Debug, Default)]
pub(super) struct Interner {
    numbers: FxHashMap<Box<str>, u32>,
}

impl Interner {
    /// The number of `term`, a new one where it was not seen before.
    pub(super) fn intern(&mut self, term: &str) -> u32 {
        if let Some(number) = self.numbers.get(term) {
            return *number;
        }
        let number = u32::try_from(self.numbers.len()).expect("fewer than 2^32 distinct terms");
        self.numbers.insert(term.into(), number);
        number
    }

    /// The terms, each at its number.
    pub(super) fn into_terms(self) -> Vec<Box<str>> {
        let mut terms: Vec<Box<str>> = vec![Box::default(); self.numbers.len()];
        for (term, number) in self.numbers {
            terms[number as usize] = term;
        }
        terms
    }

    /// The sorted vocabulary, and for each number of first sight the term's place in it.
    pub(super) fn into_vocabulary(self) -> (Vocabulary, Vec<TermId>) {
        let mut sorted: Vec<(Box<str>, u32)> = self.numbers.into_iter().collect();
        sorted.sort_unstable();
        let mut places = vec![TermId(0); sorted.len()];
        for (place, (_, number)) in sorted.iter().enumerate() {
            places[*number as usize] = TermId(place as u32);
        }
        (Vocabulary::new(sorted.into_iter().map(|(term, _)| term).collect()), places)
    }
}
