//! Frequent terms of many queries, laid out by document: postings in; how often each document has the term, at hand without
//! a search, out.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::postings::Postings;
use super::query::Query;
use crate::error::Result;
use crate::index::{Index, IndexedTerm};

/// A term is laid out where at least one document of so many has it,
const RAREST: u32 = 64;
/// and so many queries have it,
const QUERIES: usize = 4;
/// while all that are laid out take no more than so many bytes.
const BYTES: usize = 128 << 20;

/// What stands for a frequency that a byte cannot hold.
pub(super) const MANY: u8 = u8::MAX;

/// The frequencies of some terms by document, by term number; [`MANY`] stands for that number or more.
pub(super) struct FrequencyColumns(FxHashMap<u32, Vec<u8>>);

impl FrequencyColumns {
    /// Lays out the frequent terms that most of `queries` have.
    pub fn new(index: &Index, queries: &[Query<'_>]) -> Result<FrequencyColumns> {
        let documents = index.lengths().len();
        let mut used: FxHashMap<u32, (usize, &IndexedTerm)> = FxHashMap::default();
        let least = (documents / RAREST as usize) as u32;
        for one in queries.iter().flat_map(|query| &query.terms) {
            // One block of postings is as quickly searched.
            if one.term.document_frequency >= least.max(129) {
                used.entry(one.term.number).or_insert((0, &one.term)).0 += 1;
            }
        }
        let mut wanted: Vec<(usize, &IndexedTerm)> =
            used.into_values().filter(|(queries, _)| *queries >= QUERIES).collect();
        wanted.sort_unstable_by_key(|(queries, term)| (std::cmp::Reverse(*queries), term.number));
        wanted.truncate(BYTES / documents.max(1));
        let lay_out = |(_, term): &(usize, &IndexedTerm)| {
            let mut frequencies = vec![0; documents];
            Postings::new(index, term)?.below(u32::MAX, |document, frequency| {
                frequencies[document as usize] = u8::try_from(frequency).unwrap_or(MANY);
            });
            Ok((term.number, frequencies))
        };
        Ok(FrequencyColumns(wanted.par_iter().map(lay_out).collect::<Result<_>>()?))
    }

    /// The frequency of a term in each document, where it is laid out.
    pub fn of(&self, term: &IndexedTerm) -> Option<&[u8]> {
        self.0.get(&term.number).map(Vec::as_slice)
    }
}
