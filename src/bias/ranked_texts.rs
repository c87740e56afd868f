//! What the documents that one query ranks are to it: rankings and counted texts in; how often each document has each term of
//! the query, and how alike they are, out, found once for all models and placebos.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

/// The documents that one query ranks, by any model, and the other versions of their contents.
#[derive(Default)]
pub(super) struct RankedTexts {
    /// Those that are ranked, in rising order.
    ranked: Vec<u32>,
    /// Those that are not, in rising order.
    versions: Vec<u32>,
    /// How often each of either has each term of the query, one document after the other.
    frequencies: OnceLock<Vec<u32>>,
    /// The value of each similarity for each document that is ranked; NaN stands for an undefined one and leaves only as
    /// `None`.
    similarities: OnceLock<Vec<f64>>,
}

impl RankedTexts {
    /// Of the documents that are ranked, in any order and as often as they are, and what the versions of a content are.
    pub fn new<'v>(ranked: impl Iterator<Item = u32>, versions: impl Fn(u32) -> &'v [u32]) -> Self {
        let mut ranked: Vec<u32> = ranked.collect();
        ranked.sort_unstable();
        ranked.dedup();
        let known: FxHashSet<u32> = ranked.iter().copied().collect();
        let others = ranked.iter().flat_map(|document| versions(*document)).copied();
        let mut versions: Vec<u32> = others.filter(|document| !known.contains(document)).collect();
        versions.sort_unstable();
        versions.dedup();
        RankedTexts { ranked, versions, ..RankedTexts::default() }
    }

    /// How often a document has each of `terms` terms; `count` says it of one that is first asked for. `None` for a document
    /// that is none of these.
    pub fn frequencies(
        &self,
        document: u32,
        terms: usize,
        count: impl Fn(u32) -> Vec<u32>,
    ) -> Option<&[u32]> {
        let place = self.ranked.binary_search(&document).ok().or_else(|| {
            let place = self.versions.binary_search(&document).ok()?;
            Some(self.ranked.len() + place)
        })?;
        let all = self.frequencies.get_or_init(|| {
            let documents = self.ranked.iter().chain(&self.versions);
            documents.flat_map(|document| count(*document)).collect()
        });
        Some(&all[place * terms..][..terms])
    }

    /// The value of each of `similarities` similarities for a document; `find` says it of one that is first asked for. `None`
    /// for a document that is not ranked.
    pub fn similarities(
        &self,
        document: u32,
        similarities: usize,
        find: impl Fn(u32) -> Vec<Option<f64>>,
    ) -> Option<Vec<Option<f64>>> {
        let place = self.ranked.binary_search(&document).ok()?;
        let all = self.similarities.get_or_init(|| {
            let found = self.ranked.iter().flat_map(|document| find(*document));
            found.map(|value| value.unwrap_or(f64::NAN)).collect()
        });
        let of_document = &all[place * similarities..][..similarities];
        Some(of_document.iter().map(|value| Some(*value).filter(|value| !value.is_nan())).collect())
    }
}
