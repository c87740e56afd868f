//! Values of whole sources: texts in; the components of all measures of sources, on all of the texts, on draws of them
//! and under exchanges of two sources' texts, out.

use std::sync::Arc;

use rayon::prelude::*;

use super::estimate::IntervalKind;
use super::measure::{Curve, Estimated, LexicalMeasure};
use super::recount::{LANES, Postings};
use super::segments::{SegmentPostings, SegmentedTexts, Segments};
use super::zipf::RankedFrequencies;
use super::zipf::ranked::logarithms;
use crate::registry::Named;
use crate::text::{AnalyzedCorpus, TermCounts};

/// All measures of sources.
pub(super) struct SourceLevel<'a> {
    corpus: &'a AnalyzedCorpus,
    measures: Vec<&'a dyn LexicalMeasure>,
    /// The name of each component of each measure, its kind of interval and what it estimates.
    pub(super) components: Vec<(String, IntervalKind, Option<Estimated>)>,
    /// For each measure of the profile, the places of its components.
    pub(super) places: Vec<std::ops::Range<usize>>,
    /// The different lengths of segments that measures ask for.
    segments: Vec<u32>,
    logarithms: Arc<[f64]>,
}

impl<'a> SourceLevel<'a> {
    pub(super) fn new(corpus: &'a AnalyzedCorpus, measures: &'a [Named<dyn LexicalMeasure>]) -> Self {
        let mut components = Vec::new();
        let mut places = Vec::new();
        for measure in measures {
            let start = components.len();
            let named = |component: &super::Component| {
                (component.full_name(&measure.name), component.interval, component.estimated)
            };
            components.extend(measure.object.components().iter().map(named));
            places.push(start..components.len());
        }
        let measures: Vec<_> = measures.iter().map(|measure| &*measure.object).collect();
        let mut segments: Vec<u32> = measures.iter().filter_map(|measure| measure.segment()).collect();
        segments.sort_unstable();
        segments.dedup();
        let logarithms = logarithms(corpus.vocabulary().len());
        SourceLevel { corpus, measures, components, places, segments, logarithms }
    }

    /// The value of every component on the sum of the texts.
    pub(super) fn values(&self, texts: &TermCounts) -> Vec<Option<f64>> {
        let segments = self.segmented(texts).iter().map(SegmentedTexts::whole).collect();
        self.of_drawn(&Drawn { counts: self.counts(texts), segments })
    }

    /// The ranked frequencies of the sum of the texts.
    pub(super) fn frequencies(&self, texts: &TermCounts) -> RankedFrequencies {
        RankedFrequencies::with_logarithms(&self.counts(texts), self.logarithms.clone())
    }

    fn counts(&self, texts: &TermCounts) -> Vec<u32> {
        let mut counts = vec![0; self.corpus.vocabulary().len()];
        (0..texts.len()).for_each(|index| texts.add(index, 1, &mut counts));
        counts
    }

    /// The texts in segments of each length that a measure asks for.
    fn segmented(&self, texts: &TermCounts) -> Vec<SegmentedTexts> {
        self.segments.iter().map(|length| SegmentedTexts::new(self.corpus, texts, *length)).collect()
    }

    /// The first curve through the ranks of each kind that a measure draws.
    pub(super) fn curves(&self, frequencies: &RankedFrequencies) -> Vec<Curve> {
        self.measures.iter().flat_map(|measure| measure.curves(frequencies)).collect()
    }

    /// The values of `count` draws of the texts, of which `drawn` says how often each text is in it; none for fewer than
    /// two texts.
    pub(super) fn replicates(
        &self,
        texts: &TermCounts,
        count: usize,
        drawn: impl Fn(usize) -> Vec<u8> + Sync,
    ) -> Vec<Vec<Option<f64>>> {
        if texts.len() < 2 {
            return Vec::new();
        }
        self.of_draws(texts, count, drawn, |_, drawn| self.of_drawn(&drawn))
    }

    /// The difference of every component, second − first source, under `count` exchanges of the texts of both. Exchange i
    /// is of the texts that `members` has at i modulo its length, and `first` says which of them the first source gets;
    /// the second one gets the others.
    pub(super) fn exchanged(
        &self,
        texts: &TermCounts,
        members: &[Vec<u8>],
        count: usize,
        first: impl Fn(usize) -> Vec<u8> + Sync,
    ) -> Vec<Vec<Option<f64>>> {
        let totals = self.of_draws(texts, members.len(), |draw| members[draw].clone(), |_, drawn| drawn);
        self.of_draws(texts, count, first, |exchange, drawn| {
            let rest = totals[exchange % totals.len()].without(&drawn);
            let (first, second) = (self.of_drawn(&drawn), self.of_drawn(&rest));
            first.into_iter().zip(second).map(|(first, second)| Some(second? - first?)).collect()
        })
    }

    /// What `value` makes of each draw of the texts: it gets the number of the draw and what it holds. Nothing
    /// where no measure is of whole sources.
    fn of_draws<T: Send>(
        &self,
        texts: &TermCounts,
        count: usize,
        drawn: impl Fn(usize) -> Vec<u8> + Sync,
        value: impl Fn(usize, Drawn) -> T + Sync,
    ) -> Vec<T> {
        if self.components.is_empty() || count == 0 {
            return Vec::new();
        }
        let (postings, segmented) = (Postings::new(texts), self.segmented(texts));
        let segmented: Vec<SegmentPostings<'_>> = segmented.iter().map(SegmentPostings::new).collect();
        let of_pass = |pass: usize| -> Vec<T> {
            let lanes = pass * LANES..count.min((pass + 1) * LANES);
            let drawn: Vec<Vec<u8>> = lanes.clone().map(&drawn).collect();
            let mut segments: Vec<Vec<Segments>> = vec![Vec::new(); drawn.len()];
            for of_length in &segmented {
                segments.iter_mut().zip(of_length.drawn(&drawn)).for_each(|(all, found)| all.push(found));
            }
            let found = postings.counts(&drawn).into_iter().zip(segments);
            lanes
                .zip(found)
                .map(|(number, (counts, segments))| value(number, Drawn { counts, segments }))
                .collect()
        };
        (0..count.div_ceil(LANES)).into_par_iter().flat_map_iter(of_pass).collect()
    }

    fn of_drawn(&self, drawn: &Drawn) -> Vec<Option<f64>> {
        let frequencies = RankedFrequencies::with_logarithms(&drawn.counts, self.logarithms.clone());
        let of_measure = |measure: &&dyn LexicalMeasure| match measure.segment() {
            Some(length) => {
                let place = self.segments.binary_search(&length).expect("every length is listed");
                measure.of_segments(&drawn.segments[place])
            }
            None => measure.of_source(&frequencies),
        };
        self.measures.iter().flat_map(of_measure).collect()
    }
}

/// What a draw of texts holds.
struct Drawn {
    /// The frequency of every term.
    counts: Vec<u32>,
    /// The segments of each length that a measure asks for.
    segments: Vec<Segments>,
}

impl Drawn {
    /// This without what a part of it holds.
    fn without(&self, part: &Drawn) -> Drawn {
        let counts = self.counts.iter().zip(&part.counts).map(|(all, part)| all - part).collect();
        let segments = self.segments.iter().zip(&part.segments).map(|(all, part)| all.without(part));
        Drawn { counts, segments: segments.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::LEXICAL_MEASURES;
    use super::*;
    use crate::corpus::{Document, DocumentId, Source, SourceId, SourceKind};
    use crate::text::{AnalyzedCorpus, Analyzer};

    #[test]
    fn draws_are_those_of_counting_each_alone() {
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
        let texts = TermCounts::whole(&corpus, &numbers);
        let specs = ["types", "ttr", "zipf(minimum_frequency=1)"].map(String::from);
        let measures = LEXICAL_MEASURES.parse_all(&specs).unwrap();
        let level = SourceLevel::new(&corpus, &measures);
        let count = 2 * LANES + 5;
        let drawn =
            |number: usize| -> Vec<u8> { (0..30).map(|text| (number * text % 7 % 3) as u8).collect() };
        let plain = |weights: &[u8]| {
            let mut counts = vec![0; texts.vocabulary()];
            weights
                .iter()
                .enumerate()
                .for_each(|(text, times)| texts.add(text, u32::from(*times), &mut counts));
            level.of_drawn(&Drawn { counts, segments: Vec::new() })
        };
        let found = level.replicates(&texts, count, drawn);
        assert_eq!(found, (0..count).map(|number| plain(&drawn(number))).collect::<Vec<_>>());
        // Two draws of texts, which exchanges deal to two sources.
        let members: Vec<Vec<u8>> =
            [2, 3].map(|step| (0..30).map(|text| u8::from(text % step == 0)).collect()).to_vec();
        let first = |exchange: usize| -> Vec<u8> {
            let dealt = members[exchange % 2].iter().enumerate();
            dealt.map(|(text, member)| member * u8::from(exchange >> (text % 5) & 1 == 1)).collect()
        };
        let differences = level.exchanged(&texts, &members, count, first);
        for (exchange, found) in differences.iter().enumerate() {
            let first = first(exchange);
            let rest: Vec<u8> =
                members[exchange % 2].iter().zip(&first).map(|(all, first)| all - first).collect();
            let sides = plain(&first).into_iter().zip(plain(&rest));
            assert_eq!(*found, sides.map(|(first, second)| Some(second? - first?)).collect::<Vec<_>>());
        }
        assert_eq!(differences.len(), count);
    }
}
