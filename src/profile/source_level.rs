//! Values of whole sources: texts in; the components of all measures of sources, their bootstrap replicates over
//! documents and a permutation test over twins out.

use std::sync::Arc;

use rand::Rng;
use rayon::prelude::*;

use super::estimate::IntervalKind;
use super::measure::{Curve, LexicalMeasure};
use super::texts::Texts;
use super::zipf::RankedFrequencies;
use super::zipf::ranked::logarithms;
use crate::registry::Named;
use crate::statistics::{Bootstrap, stream};

/// Sets the draws of permutations apart from those of the bootstrap under the same seed.
const PERMUTATIONS: u64 = 0x7065_726d_7574_6573;

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

    /// The two-sided permutation test of every component over twins: under the hypothesis that who wrote which
    /// member of a pair does not matter, the members of each pair are exchanged or not with equal chance.
    /// p = (1 + count of |difference| at least the observed one) ÷ (1 + permutations that have a value); `None` where
    /// the observed difference is undefined or there are no permutations. (Fisher 1935; Phipson & Smyth 2010)
    pub(super) fn p_values(&self, left: &Texts, right: &Texts, bootstrap: &Bootstrap) -> Vec<Option<f64>> {
        let total = {
            let mut total = vec![0; self.terms];
            (0..left.len()).for_each(|index| left.add(index, 1, &mut total));
            (0..right.len()).for_each(|index| right.add(index, 1, &mut total));
            total
        };
        let differences = |first: &[u32]| {
            let second: Vec<u32> = total.iter().zip(first).map(|(total, first)| total - first).collect();
            let pairs = self.of_counts(first).into_iter().zip(self.of_counts(&second));
            pairs.map(|(first, second)| Some(first? - second?)).collect::<Vec<Option<f64>>>()
        };
        let observed = {
            let mut counts = vec![0; self.terms];
            (0..left.len()).for_each(|index| left.add(index, 1, &mut counts));
            differences(&counts)
        };
        if bootstrap.replicates == 0 || self.components.is_empty() {
            return vec![None; self.components.len()];
        }
        let permuted: Vec<Vec<Option<f64>>> = (0..bootstrap.replicates as u64)
            .into_par_iter()
            .map(|permutation| {
                let mut generator = stream(bootstrap.seed ^ PERMUTATIONS, permutation);
                let mut counts = vec![0; self.terms];
                let mut bits = 0;
                for index in 0..left.len() {
                    if index % 64 == 0 {
                        bits = generator.next_u64();
                    }
                    let side = if bits & 1 == 0 { left } else { right };
                    bits >>= 1;
                    side.add(index, 1, &mut counts);
                }
                differences(&counts)
            })
            .collect();
        let p_value = |component: usize| {
            let least = observed[component]?.abs();
            let known = permuted.iter().filter_map(|differences| differences[component]);
            let (reached, all) = known
                .fold((0, 0), |(reached, all), found| (reached + usize::from(found.abs() >= least), all + 1));
            Some((1 + reached) as f64 / (1 + all) as f64)
        };
        (0..self.components.len()).map(p_value).collect()
    }

    fn of_counts(&self, counts: &[u32]) -> Vec<Option<f64>> {
        self.of_frequencies(&RankedFrequencies::with_logarithms(counts, self.logarithms.clone()))
    }

    fn of_frequencies(&self, frequencies: &RankedFrequencies) -> Vec<Option<f64>> {
        self.measures.iter().flat_map(|measure| measure.of_source(frequencies)).collect()
    }
}
