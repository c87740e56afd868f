//! Values of whole sources: texts in; the components of all measures of sources, and their bootstrap replicates over
//! documents, out.

use std::sync::Arc;

use super::estimate::IntervalKind;
use super::measure::{Curve, LexicalMeasure};
use super::texts::Texts;
use super::zipf::RankedFrequencies;
use super::zipf::ranked::logarithms;
use crate::registry::Named;
use crate::statistics::Bootstrap;

/// All measures of sources.
pub(super) struct SourceLevel<'a> {
    measures: Vec<&'a dyn LexicalMeasure>,
    /// The name and the kind of interval of each component of each measure.
    pub(super) components: Vec<(String, IntervalKind)>,
    /// For each measure of the profile, the places of its components.
    pub(super) places: Vec<std::ops::Range<usize>>,
    terms: usize,
    logarithms: Arc<[f64]>,
}

impl<'a> SourceLevel<'a> {
    pub(super) fn new(terms: usize, measures: &'a [Named<dyn LexicalMeasure>]) -> Self {
        let mut components = Vec::new();
        let mut places = Vec::new();
        for measure in measures {
            let start = components.len();
            let named =
                |component: &super::Component| (component.full_name(&measure.name), component.interval);
            components.extend(measure.object.components().iter().map(named));
            places.push(start..components.len());
        }
        let measures: Vec<_> = measures.iter().map(|measure| &*measure.object).collect();
        SourceLevel { measures, components, places, terms, logarithms: logarithms(terms) }
    }

    /// The value of every component on the sum of the texts.
    pub(super) fn values(&self, texts: &Texts) -> Vec<Option<f64>> {
        self.of_frequencies(&self.frequencies(texts))
    }

    /// The ranked frequencies of the sum of the texts.
    pub(super) fn frequencies(&self, texts: &Texts) -> RankedFrequencies {
        let mut counts = vec![0; self.terms];
        (0..texts.len()).for_each(|index| texts.add(index, 1, &mut counts));
        RankedFrequencies::with_logarithms(&counts, self.logarithms.clone())
    }

    /// The first curve through the ranks of each kind that a measure draws.
    pub(super) fn curves(&self, frequencies: &RankedFrequencies) -> Vec<Curve> {
        self.measures.iter().filter_map(|measure| measure.curve(frequencies)).collect()
    }

    /// The values of every bootstrap replicate over the texts; none for fewer than two texts.
    pub(super) fn replicates(&self, texts: &Texts, bootstrap: &Bootstrap) -> Vec<Vec<Option<f64>>> {
        if texts.len() < 2 || self.components.is_empty() {
            return Vec::new();
        }
        bootstrap.replicate(texts.len(), |drawn| {
            let mut weights = vec![0_u32; texts.len()];
            drawn.iter().for_each(|index| weights[*index as usize] += 1);
            let mut counts = vec![0; self.terms];
            for (index, weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0) {
                texts.add(index, *weight, &mut counts);
            }
            self.of_counts(&counts)
        })
    }

    fn of_counts(&self, counts: &[u32]) -> Vec<Option<f64>> {
        self.of_frequencies(&RankedFrequencies::with_logarithms(counts, self.logarithms.clone()))
    }

    fn of_frequencies(&self, frequencies: &RankedFrequencies) -> Vec<Option<f64>> {
        self.measures.iter().flat_map(|measure| measure.of_source(frequencies)).collect()
    }
}
