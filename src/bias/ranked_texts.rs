//! What the documents that one query ranks are to it: rankings and counted texts in; how often each document has each term of
//! the query, and how alike they are, out, found once for all models and placebos.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use crate::bias::cause::rank_correlation::classes;

/// The documents that one query ranks, by any model, and the other versions of their contents.
#[derive(Default)]
pub(super) struct RankedTexts {
    /// Those that are ranked, in rising order.
    ranked: Vec<u32>,
    /// Those that are not, in rising order.
    versions: Vec<u32>,
    /// How often each of either has each term of the query, one document after the other.
    frequencies: OnceLock<Vec<u32>>,
    /// The value of each similarity for each document that is ranked; NaN stands for an undefined one.
    values: OnceLock<Vec<f64>>,
    /// The classes of these values.
    classes: OnceLock<Vec<u32>>,
}

/// The values of some similarities for some documents.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::bias) struct Similarities {
    each: usize,
    /// By document, then by similarity; NaN stands for an undefined one and leaves only as `None`.
    values: Vec<f64>,
    /// The same, or nothing where nobody asks.
    classes: Vec<u32>,
}

impl Similarities {
    /// Of the values of `each` similarities, document by document; NaN stands for an undefined one.
    pub fn new(values: Vec<f64>, each: usize, with_classes: bool) -> Self {
        let classes = if with_classes { classes_of(&values, each) } else { Vec::new() };
        Similarities { each, values, classes }
    }

    /// How many similarities there are.
    pub fn each(&self) -> usize {
        self.each
    }

    /// The value of a similarity for a document, both by their place; `None` where it is undefined.
    pub fn value(&self, document: usize, similarity: usize) -> Option<f64> {
        let value = self.values[document * self.each + similarity];
        (!value.is_nan()).then_some(value)
    }

    /// A number that rises with the value to twelve significant digits, and is the same where these are.
    pub fn class(&self, document: usize, similarity: usize) -> u32 {
        self.classes[document * self.each + similarity]
    }
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

    /// The value of each of `each` similarities for each of `documents`; `find` adds those of one that is first asked for.
    /// `None` where one of them is not ranked.
    pub fn similarities(
        &self,
        documents: &[u32],
        each: usize,
        with_classes: bool,
        find: impl Fn(u32, &mut Vec<f64>),
    ) -> Option<Similarities> {
        let place = |document: &u32| self.ranked.binary_search(document).ok();
        let places: Vec<usize> = documents.iter().map(place).collect::<Option<_>>()?;
        let all = self.values.get_or_init(|| {
            let mut values = Vec::with_capacity(self.ranked.len() * each);
            self.ranked.iter().for_each(|document| find(*document, &mut values));
            values
        });
        let mut values = Vec::with_capacity(places.len() * each);
        places.iter().for_each(|place| values.extend_from_slice(&all[place * each..][..each]));
        let mut classes = Vec::new();
        if with_classes {
            // Put in order once for all models.
            let all = self.classes.get_or_init(|| classes_of(all, each));
            classes.reserve_exact(places.len() * each);
            places.iter().for_each(|place| classes.extend_from_slice(&all[place * each..][..each]));
        }
        Some(Similarities { each, values, classes })
    }
}

/// The classes of the values of each similarity.
fn classes_of(values: &[f64], each: usize) -> Vec<u32> {
    let mut found = vec![0; values.len()];
    for similarity in 0..each {
        let column = values.iter().skip(similarity).step_by(each);
        let places = found.iter_mut().skip(similarity).step_by(each);
        places.zip(classes(column)).for_each(|(place, class)| *place = class);
    }
    found
}
