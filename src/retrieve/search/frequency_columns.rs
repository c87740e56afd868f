//! Frequent terms of many queries, laid out by document: postings in; how often each document has the term, at hand without
//! a search, out; for small depths also what a range of documents has at most.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::postings::Postings;
use super::query::Query;
use super::window_bounds::SHALLOW;
use crate::error::Result;
use crate::index::{Index, IndexedTerm};

/// A term is laid out where at least one document of so many has it,
const RAREST: u32 = 64;
/// and so many queries have it, more for a shallow search, which asks for less of it,
const QUERIES: usize = 4;
const QUERIES_SHALLOW: usize = 8;
/// while all that are laid out take no more than so many bytes.
const BYTES: usize = 128 << 20;

/// What stands for a frequency that a byte cannot hold.
pub(super) const MANY: u8 = u8::MAX;

/// The documents of a range.
pub(super) const RANGE: usize = 2048;

/// The documents of a range that have a term.
#[derive(Clone, Copy)]
struct Bounds {
    /// The smallest length of those that have it once, twice, and more often; [`NONE`] where there is none.
    shortest: [u16; 3],
    /// The largest frequency of those that have it more often.
    most: u16,
}

const NONE: u16 = u16::MAX;
const EMPTY: Bounds = Bounds { shortest: [NONE; 3], most: 0 };

impl Bounds {
    #[inline]
    fn add(&mut self, frequency: u32, length: u32) {
        // A shorter length gives no less, and so does a larger frequency.
        let shortest = &mut self.shortest[(frequency.max(1) as usize - 1).min(2)];
        *shortest = (*shortest).min(length.min(u32::from(NONE) - 1) as u16);
        self.most = self.most.max(u16::try_from(frequency).unwrap_or(u16::MAX));
    }

    /// The most that `score` gives for one of its documents, at least 0.
    #[inline]
    fn most(&self, mut score: impl FnMut(u32, u32) -> f64) -> f64 {
        let many = if self.most == u16::MAX { u32::MAX } else { u32::from(self.most) };
        let mut most = 0.0f64;
        for (frequency, shortest) in [1, 2, many].into_iter().zip(self.shortest) {
            if shortest != NONE {
                most = most.max(score(frequency, u32::from(shortest)));
            }
        }
        most
    }
}

/// One term by document.
pub(super) struct Column {
    /// How often each document has it; [`MANY`] stands for that number or more.
    pub frequencies: Vec<u8>,
    /// What each range of documents has at most; empty for a deep search.
    ranges: Vec<Bounds>,
}

impl Column {
    /// Calls `each` with the number of every range that has the term, and the most that `score` gives there; `false` where that is
    /// not known.
    pub fn bounds(&self, mut score: impl FnMut(u32, u32) -> f64, mut each: impl FnMut(usize, f64)) -> bool {
        for (range, bounds) in self.ranges.iter().enumerate() {
            if bounds.most > 0 {
                each(range, bounds.most(&mut score));
            }
        }
        !self.ranges.is_empty()
    }
}

/// Some terms by document, by term number.
pub(super) struct FrequencyColumns(FxHashMap<u32, Column>);

impl FrequencyColumns {
    /// Lays out the frequent terms that most of `asked` have, for a search to that depth.
    pub fn new(index: &Index, asked: &[Query<'_>], depth: usize) -> Result<FrequencyColumns> {
        let documents = index.lengths().len();
        let mut used: FxHashMap<u32, (usize, &IndexedTerm)> = FxHashMap::default();
        let least = (documents / RAREST as usize) as u32;
        for one in asked.iter().flat_map(|query| &query.terms) {
            // One block of postings is as quickly searched.
            if one.term.document_frequency >= least.max(129) {
                used.entry(one.term.number).or_insert((0, &one.term)).0 += 1;
            }
        }
        let shallow = depth <= SHALLOW;
        let queries = if shallow { QUERIES_SHALLOW } else { QUERIES };
        let mut wanted: Vec<(usize, &IndexedTerm)> =
            used.into_values().filter(|(used, _)| *used >= queries).collect();
        wanted.sort_unstable_by_key(|(queries, term)| (std::cmp::Reverse(*queries), term.number));
        wanted.truncate(BYTES / documents.max(1));
        let ranges = if shallow { documents.div_ceil(RANGE) } else { 0 };
        let lay_out =
            |(_, term): &(usize, &IndexedTerm)| Ok((term.number, Self::column(index, term, ranges)?));
        Ok(FrequencyColumns(wanted.par_iter().map(lay_out).collect::<Result<_>>()?))
    }

    fn column(index: &Index, term: &IndexedTerm, ranges: usize) -> Result<Column> {
        let lengths = index.lengths();
        let mut frequencies = vec![0; lengths.len()];
        let mut ranges = vec![EMPTY; ranges];
        let bounded = !ranges.is_empty();
        Postings::new(index, term)?.below(u32::MAX, |document, frequency| {
            frequencies[document as usize] = u8::try_from(frequency).unwrap_or(MANY);
            if bounded {
                ranges[document as usize / RANGE].add(frequency, lengths[document as usize]);
            }
        });
        Ok(Column { frequencies, ranges })
    }

    /// A term by document, where it is laid out.
    pub fn of(&self, term: &IndexedTerm) -> Option<&Column> {
        self.0.get(&term.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_gives_no_less_than_any_of_its_documents() {
        let score = |frequency: u32, length: u32| f64::from(frequency) / (1.0 + f64::from(length));
        let mut bounds = EMPTY;
        assert_eq!(bounds.most(score), 0.0);
        for (frequency, length) in [(1, 9), (2, 30), (1, 4), (7, 100), (5, 60), (70_000, 80_000)] {
            bounds.add(frequency, length);
            assert!(bounds.most(score) >= score(frequency, length));
        }
        let once = |frequency: u32, length| if frequency == 1 { score(1, length) } else { 0.0 };
        assert_eq!(bounds.most(once), score(1, 4));
    }
}
