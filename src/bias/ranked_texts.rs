//! What the documents that one query ranks are to it: rankings and counted texts in; how often each document has each term of
//! the query, and how alike they are, out, found once for all models and placebos.

use std::sync::OnceLock;

use super::rising::Rising;
use crate::bias::cause::rank_correlation::classes;

/// The documents that one query ranks, by any model, and the other versions of their contents.
#[derive(Default)]
pub(super) struct RankedTexts {
    /// Those that are ranked.
    ranked: Rising,
    /// Those that are not.
    versions: Rising,
    /// How often each of either has each term of the query, one document after the other.
    frequencies: OnceLock<Vec<u32>>,
    /// The value of each similarity for each document that is ranked, by similarity; NaN stands for an undefined one.
    values: OnceLock<Vec<f64>>,
    /// The classes of these values.
    classes: OnceLock<Vec<u32>>,
}

/// The values of some similarities for some documents.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::bias) struct Similarities {
    each: usize,
    documents: usize,
    /// By similarity, then by document.
    values: Vec<f64>,
    /// The same, or nothing where nobody asks.
    classes: Vec<u32>,
}

impl Similarities {
    /// Of the values of `each` similarities, document by document; NaN stands for an undefined one.
    pub fn new(values: &[f64], each: usize, with_classes: bool) -> Self {
        let (values, documents) = (by_similarity(values, each), values.len() / each.max(1));
        let classes = if with_classes { classes_of(&values, documents) } else { Vec::new() };
        Similarities { each, documents, values, classes }
    }

    /// How many similarities there are.
    pub fn each(&self) -> usize {
        self.each
    }

    /// The value of a similarity for a document, both by their place; `None` where it is undefined.
    pub fn value(&self, document: usize, similarity: usize) -> Option<f64> {
        let value = self.values_of(similarity)[document];
        (!value.is_nan()).then_some(value)
    }

    /// The values of a similarity for all documents; NaN stands for an undefined one.
    pub fn values_of(&self, similarity: usize) -> &[f64] {
        &self.values[similarity * self.documents..][..self.documents]
    }

    /// Of each document a number that rises with the value of a similarity to twelve significant digits, and is the same where
    /// these are.
    pub fn classes_of(&self, similarity: usize) -> &[u32] {
        &self.classes[similarity * self.documents..][..self.documents]
    }
}

impl RankedTexts {
    /// Of the documents that are ranked, in any order and as often as they are, and what the versions of a content are.
    pub fn new<'v>(ranked: impl Iterator<Item = u32>, versions: impl Fn(u32) -> &'v [u32]) -> Self {
        let ranked = Rising::new(ranked.collect());
        let others = ranked.numbers().iter().flat_map(|document| versions(*document)).copied();
        let versions = Rising::new(others.filter(|document| ranked.place(*document).is_none()).collect());
        RankedTexts { ranked, versions, ..RankedTexts::default() }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ranked.numbers().len() + self.versions.numbers().len()
    }

    /// The documents, in the order of their places.
    pub fn documents(&self) -> impl Iterator<Item = u32> {
        self.ranked.numbers().iter().chain(self.versions.numbers()).copied()
    }

    /// The place of a document among them; `None` for one that is none of these.
    pub fn place(&self, document: u32) -> Option<usize> {
        let among_versions = || Some(self.ranked.numbers().len() + self.versions.place(document)?);
        self.ranked.place(document).or_else(among_versions)
    }

    /// How often the document of a place has each of `terms` terms; `count` adds it for one that is first asked for.
    pub fn frequencies(&self, place: usize, terms: usize, count: impl Fn(u32, &mut Vec<u32>)) -> &[u32] {
        let all = self.frequencies.get_or_init(|| {
            let mut all = Vec::with_capacity(self.len() * terms);
            self.documents().for_each(|document| count(document, &mut all));
            all
        });
        &all[place * terms..][..terms]
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
        let place = |document: &u32| self.ranked.place(*document);
        let places: Vec<usize> = documents.iter().map(place).collect::<Option<_>>()?;
        let ranked = self.ranked.numbers();
        let all = self.values.get_or_init(|| {
            let mut values = Vec::with_capacity(ranked.len() * each);
            ranked.iter().for_each(|document| find(*document, &mut values));
            by_similarity(&values, each)
        });
        let values = of_places(all, ranked.len(), &places);
        // Put in order once for all models.
        let classes = || self.classes.get_or_init(|| classes_of(all, ranked.len()));
        let classes = if with_classes { of_places(classes(), ranked.len(), &places) } else { Vec::new() };
        Some(Similarities { each, documents: places.len(), values, classes })
    }
}

/// The values of `each` similarities that stand document by document, similarity by similarity.
fn by_similarity(values: &[f64], each: usize) -> Vec<f64> {
    (0..each).flat_map(|similarity| values.iter().skip(similarity).step_by(each)).copied().collect()
}

/// Of what is known of so many documents, similarity by similarity, that of the documents at some places.
fn of_places<T: Copy>(all: &[T], documents: usize, places: &[usize]) -> Vec<T> {
    let mut found = Vec::with_capacity(all.len() / documents.max(1) * places.len());
    for column in all.chunks_exact(documents.max(1)) {
        found.extend(places.iter().map(|place| column[*place]));
    }
    found
}

/// The classes of the values of each similarity, for so many documents.
fn classes_of(values: &[f64], documents: usize) -> Vec<u32> {
    values.chunks_exact(documents.max(1)).flat_map(|column| classes(column.iter())).collect()
}
