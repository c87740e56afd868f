//! Values of whole sources: texts in; the components of all measures of sources, and their bootstrap replicates over
//! documents, out.

use std::sync::Arc;

use rayon::prelude::*;

use super::estimate::IntervalKind;
use super::measure::{Curve, LexicalMeasure};
use super::recount::{LANES, Postings};
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
        let postings = Postings::new(texts);
        let of_pass = |pass: usize| -> Vec<Vec<Option<f64>>> {
            let lanes = pass * LANES..bootstrap.replicates.min((pass + 1) * LANES);
            let drawn: Vec<Vec<u8>> =
                lanes.map(|replicate| bootstrap.times(texts.len(), replicate)).collect();
            let value = |counts: Vec<u32>| {
                self.of_frequencies(&RankedFrequencies::with_logarithms(&counts, self.logarithms.clone()))
            };
            postings.counts(&drawn).into_iter().map(value).collect()
        };
        let passes = bootstrap.replicates.div_ceil(LANES);
        (0..passes).into_par_iter().flat_map_iter(of_pass).collect()
    }

    fn of_frequencies(&self, frequencies: &RankedFrequencies) -> Vec<Option<f64>> {
        self.measures.iter().flat_map(|measure| measure.of_source(frequencies)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::LEXICAL_MEASURES;
    use super::*;
    use crate::corpus::{Document, DocumentId, Source, SourceId, SourceKind};
    use crate::text::{AnalyzedCorpus, Analyzer};

    #[test]
    fn replicates_are_those_of_counting_each_alone() {
        // One text has a word more often than a posting can say.
        let documents = (0..30_usize).map(|number| {
            let word = |place: usize| match number {
                7 => "w0 ".repeat(20),
                _ => format!("w{} ", (number * place * 7 + place * place) % 41),
            };
            let id = DocumentId { base: std::sync::Arc::from(format!("{number:02}")), source: SourceId(0) };
            Ok(Document { id, title: String::new(), text: (0..25 + number).map(word).collect() })
        });
        let sources = vec![Source { name: "human".into(), kind: SourceKind::Human }];
        let words = Analyzer::parse("words").unwrap();
        let corpus = AnalyzedCorpus::from_documents(sources, SourceId(0), documents, &words, false).unwrap();
        let numbers: Vec<u32> = (0..30).collect();
        let lengths: Vec<u32> = numbers.iter().map(|number| corpus.length(*number)).collect();
        let texts = Texts::new(&corpus, &numbers, &lengths);
        let specs = ["types", "ttr", "zipf(minimum_frequency=1)"].map(String::from);
        let measures = LEXICAL_MEASURES.parse_all(&specs).unwrap();
        let level = SourceLevel::new(corpus.vocabulary().len(), &measures);
        let bootstrap = Bootstrap { replicates: 2 * LANES + 5, seed: 3, confidence: 0.95 };
        let plain = bootstrap.replicate(texts.len(), |drawn| {
            let mut counts = vec![0; texts.vocabulary()];
            drawn.iter().for_each(|index| texts.add(*index as usize, 1, &mut counts));
            level.of_frequencies(&RankedFrequencies::new(&counts))
        });
        assert_eq!(level.replicates(&texts, &bootstrap), plain);
        assert_eq!(plain.len(), bootstrap.replicates);
    }
}
