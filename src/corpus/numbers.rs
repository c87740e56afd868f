//! Which document is the version of a content by a source: identities in corpus order in; the number of any of them out,
//! looked up by the letters of its base, without a copy of them.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{DocumentId, SourceId};

/// The number of each identity; the first, where there are several.
#[derive(Debug, Clone)]
pub(super) struct Numbers {
    /// Where the versions of each content stand.
    contents: FxHashMap<Arc<str>, u32>,
    /// Of each content one place a source: the document's number plus 1, or 0.
    versions: Vec<u32>,
    sources: usize,
}

impl Numbers {
    /// Of identities by `sources` sources.
    pub fn new(ids: &[DocumentId], sources: usize) -> Self {
        let mut numbers = Numbers { contents: FxHashMap::default(), versions: Vec::new(), sources };
        for (place, id) in (1..).zip(ids) {
            let next = numbers.contents.len() as u32;
            let content = *numbers.contents.entry(id.base.clone()).or_insert(next) as usize;
            numbers.versions.resize(numbers.contents.len() * sources, 0);
            let version = &mut numbers.versions[content * sources + id.source.index()];
            if *version == 0 {
                *version = place;
            }
        }
        numbers
    }

    /// The document of that base by that source.
    pub fn find(&self, base: &str, source: SourceId) -> Option<u32> {
        self.versions(base).get(source.index())?.checked_sub(1)
    }

    /// The documents of that base, in the order of their sources.
    pub fn of_content(&self, base: &str) -> impl Iterator<Item = u32> + use<'_> {
        self.versions(base).iter().filter_map(|version| version.checked_sub(1))
    }

    fn versions(&self, base: &str) -> &[u32] {
        let content = self.contents.get(base);
        content.map_or(&[], |content| &self.versions[*content as usize * self.sources..][..self.sources])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_first_of_equal_identities_is_found(ids in prop::collection::vec((0_u32..6, 0_u32..3), 0..20)) {
            let id = |(base, source): &(u32, u32)| DocumentId { base: Arc::from(base.to_string()), source: SourceId(*source) };
            let ids: Vec<DocumentId> = ids.iter().map(id).collect();
            let numbers = Numbers::new(&ids, 3);
            for base in (0..7).map(|base: u32| base.to_string()) {
                let plain = |source| {
                    let place = ids.iter().position(|id| *id.base == *base && id.source == SourceId(source));
                    place.map(|place| place as u32)
                };
                for source in 0..3 {
                    prop_assert_eq!(numbers.find(&base, SourceId(source)), plain(source));
                }
                prop_assert_eq!(numbers.find(&base, SourceId(3)), None);
                let all: Vec<u32> = (0..3).filter_map(plain).collect();
                prop_assert_eq!(numbers.of_content(&base).collect::<Vec<_>>(), all);
            }
        }
    }
}
