//! How a term's documents have it: frequencies and lengths in; in how many documents each pair occurs out.

use rustc_hash::FxHashMap;

/// In how many documents a term occurs so often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Occurrences {
    /// How often each of the documents has the term, tf, at least 1.
    pub frequency: u32,
    /// How long each of them is, in tokens, exactly, |d|.
    pub length: u32,
    /// How many they are, at least 1.
    pub documents: u64,
}

impl Occurrences {
    /// The frequency and length of each document counted, by rising frequency, then length.
    ///
    /// ```
    /// use sourcebias::retrieve::model::Occurrences;
    /// let counted = Occurrences::count([(2, 9), (1, 30), (2, 9)].into_iter());
    /// assert_eq!((counted[1].frequency, counted[1].length, counted[1].documents), (2, 9, 2));
    /// ```
    pub fn count(documents: impl Iterator<Item = (u32, u32)>) -> Vec<Occurrences> {
        let mut counts: FxHashMap<(u32, u32), u64> = FxHashMap::default();
        documents.for_each(|pair| *counts.entry(pair).or_default() += 1);
        let counted = counts.into_iter();
        let mut counted: Vec<_> = counted
            .map(|((frequency, length), documents)| Occurrences { frequency, length, documents })
            .collect();
        counted.sort_unstable();
        counted
    }
}
